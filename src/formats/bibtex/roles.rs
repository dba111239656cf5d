//! Editors of other kinds: `editora` with `editoratype = {compiler}`.

use super::names::BIBLATEX_NAMES;
use super::notation::{Bib, Fields};
use crate::ir::{Field, Kind, Value};
use crate::map::{Codec, Enc, Fidelity, Natives};

pub(super) const EDITOR: &[&str] = &["editor", "editor+an:orcid", "editortype"];
pub(super) const EDITOR_A: &[&str] = &["editora", "editora+an:orcid", "editoratype"];
pub(super) const EDITOR_B: &[&str] = &["editorb", "editorb+an:orcid", "editorbtype"];
pub(super) const EDITOR_C: &[&str] = &["editorc", "editorc+an:orcid", "editorctype"];

/// Where such editors stand: the list, its annotation, its kind.
static SLOTS: [&[&str]; 4] = [EDITOR, EDITOR_A, EDITOR_B, EDITOR_C];

macro_rules! roles {
    ($($name:ident = $key:literal;)+) => { $(
        pub(super) static $name: Codec<Bib> = Codec {
            kind: Kind::Names,
            decode: |natives, ctx| {
                is_kind(natives, $key).then(|| (BIBLATEX_NAMES.decode)(natives, ctx))?.inspect(|_| {
                    natives.get(2);
                })
            },
            encode: |value, enc, sink| write(value, enc, sink, $key),
        };
    )+ };
}

roles! {
    COMPILER = "compiler";
    COLLABORATOR = "collaborator";
    ORGANIZER = "organizer";
    DIRECTOR = "director";
    PRODUCER = "producer";
    ILLUSTRATOR = "illustrator";
    PERFORMER = "performer";
    COMPOSER = "composer";
    CURATOR = "curator";
}

fn is_kind(natives: &Natives<'_, '_, Bib>, key: &str) -> bool {
    natives.peek(2).is_some_and(|kind| kind.text.trim().eq_ignore_ascii_case(key))
}

/// Writes into the first place that nothing else takes.
fn write(value: &Value, enc: &Enc<'_>, sink: &mut Fields, key: &str) -> Fidelity {
    let extra = |name: &str| enc.record.extras_of("bibtex").any(|extra| extra.name.eq_ignore_ascii_case(name));
    let free = |slot: &&&'static [&'static str]| {
        let editors = slot[0] == "editor" && enc.record.has(Field::Editor);
        !editors && !extra(slot[0]) && !extra(slot[2]) && !sink.has(slot[0])
    };
    let Some(slot) = SLOTS.iter().find(free) else { return Fidelity::Nothing };
    let enc = Enc { record: enc.record, field: enc.field, kind: enc.kind, names: &slot[..2], options: enc.options };
    let fidelity = (BIBLATEX_NAMES.encode)(value, &enc, sink);
    if fidelity != Fidelity::Nothing {
        sink.braced(slot[2], key);
    }
    fidelity
}
