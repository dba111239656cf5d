//! Pages printed from the tables, so that what is documented is what is done.
//!
//! Everything here needs public data only, so that a format of one's own gets
//! its page the same way.
//!
//! ```
//! let registry = ibidem::Registry::builtin();
//! assert!(ibidem::docs::support_matrix(&registry).contains("| `ris` | yes | yes | `.ris` |"));
//! let page = ibidem::docs::format_page(registry.by_name("ris").unwrap(), registry.formats());
//! assert!(page.contains("# ris"));
//! ```

mod limits;

use std::fmt::Write;

use crate::format::{Format, OptionSpec};
use crate::ir::{EntryType, Field, Kind};
use crate::map::{Direction, RowInfo, TypeInfo};
use crate::registry::Registry;

pub use self::limits::limits_page;

/// The first line of a page, so that nobody edits it.
///
/// ```
/// assert!(ibidem::docs::PRINTED.starts_with("<!--"));
/// ```
pub const PRINTED: &str = "<!-- Printed from the source by `BLESS=1 cargo test --test docs`; edits are lost. -->\n\n";

/// The table of formats: what can be read, what can be written. Dialects stand on
/// the page of their format.
///
/// ```
/// let registry = ibidem::Registry::builtin();
/// assert!(ibidem::docs::support_matrix(&registry).contains("| `ris` | yes | yes |"));
/// ```
pub fn support_matrix(registry: &Registry) -> String {
    let mut page = String::from("| Format | Reads | Writes | Extensions | What it is |\n|---|---|---|---|---|\n");
    let yes = |can: bool| if can { "yes" } else { "-" };
    for format in registry.listed() {
        let extensions = list(format.extensions.iter().map(|e| format!("`.{e}`")));
        line(
            &mut page,
            format_args!(
                "| `{}` | {} | {} | {} | {} |",
                format.name,
                yes(format.open.is_some()),
                yes(format.create.is_some()),
                extensions,
                format.title
            ),
        );
    }
    page
}

/// The index of the pages of formats: what each can do, and which dialects can be
/// asked for by name.
///
/// ```
/// let registry = ibidem::Registry::builtin();
/// assert!(ibidem::docs::formats_page(&registry).contains("`ris:zotero`"));
/// ```
pub fn formats_page(registry: &Registry) -> String {
    let mut page = PRINTED.to_owned();
    page.push_str(
        "# Formats\n\nA dialect (`ris:zotero`) is a format as one program reads and writes it. It is chosen by its name with \
         `--from` or `--to`; content and extensions decide between formats only. Which one suits which program: \
         [choosing a format](../choosing.md).\n\n| Format | Reads | Writes | Extensions | What it is |\n|---|---|---|---|---|\n",
    );
    let yes = |can: bool| if can { "yes" } else { "-" };
    for listed in registry.listed() {
        let family = registry.formats().iter().copied().filter(|other| other.variant_of == Some(listed.name));
        for format in std::iter::once(listed).chain(family) {
            let name = match has_page(format) {
                true => format!("[`{}`]({}.md)", format.name, page_name(format)),
                false => format!("`{}`", format.name),
            };
            let extensions = list(format.extensions.iter().map(|e| format!("`.{e}`")));
            let (reads, writes) = (yes(format.open.is_some()), yes(format.create.is_some()));
            line(&mut page, format_args!("| {name} | {reads} | {writes} | {extensions} | {} |", format.title));
        }
    }
    page.push_str(
        "\nExtensions are those that name one format beyond doubt. `.json`, `.xml`, `.txt` and `.yaml` may be many things: \
         as an input their content decides, and as a target the format whose page says so.\n",
    );
    page
}

/// Whether a format has a page of its own: all but dialects that share the
/// mapping of their format, which stand on its page.
///
/// ```
/// let registry = ibidem::Registry::builtin();
/// let has_page = |name| registry.by_name(name).is_ok_and(ibidem::docs::has_page);
/// assert!(has_page("arxiv") && !has_page("arxiv:search"));
/// ```
pub fn has_page(format: &Format) -> bool {
    format.variant_of.is_none() || format.create.is_some()
}

/// The name of the file that holds the page of a format, without extension. No
/// file system minds a hyphen.
///
/// ```
/// let registry = ibidem::Registry::builtin();
/// assert_eq!(ibidem::docs::page_name(registry.by_name("ris:zotero").unwrap()), "ris-zotero");
/// ```
pub fn page_name(format: &Format) -> String {
    format.name.replace(':', "-")
}

/// The page of a format: what it is, its options, its mapping, its codes; and
/// its dialects, which are among the others.
///
/// ```
/// let registry = ibidem::Registry::builtin();
/// let page = ibidem::docs::format_page(registry.by_name("ris").unwrap(), registry.formats());
/// assert!(page.contains("`ris/stray-line`"));
/// ```
pub fn format_page(format: &Format, others: &[&'static Format]) -> String {
    let mut page = PRINTED.to_owned();
    line(&mut page, format_args!("# {}\n\n{}.\n", format.name, capital(format.title)));
    let verbs = match (format.open.is_some(), format.create.is_some()) {
        (true, true) => "read and written",
        (true, false) => "read only",
        (false, true) => "written only",
        (false, false) => "neither read nor written yet",
    };
    line(&mut page, format_args!("- Support: {verbs}"));
    if !format.aliases.is_empty() {
        line(&mut page, format_args!("- Other names: {}", list(format.aliases.iter().map(|a| format!("`{a}`")))));
    }
    if !format.extensions.is_empty() {
        let all = list(format.extensions.iter().map(|e| format!("`.{e}`")));
        line(&mut page, format_args!("- Extensions: {all}"));
    }
    if !format.target_extensions.is_empty() {
        let all = list(format.target_extensions.iter().map(|e| format!("`.{e}`")));
        line(&mut page, format_args!("- Extensions of a target: {all}"));
    }
    for (extension, name, value) in format.target_options {
        line(
            &mut page,
            format_args!("- A target `.{extension}` is written with `{name}={value}` unless told otherwise"),
        );
    }
    line(&mut page, format_args!("- Media type: `{}`", format.mime));
    if let Some(of) = format.variant_of {
        line(&mut page, format_args!("- A dialect of [`{of}`]({}.md), chosen by name", of.replace(':', "-")));
    }
    if !format.docs.is_empty() {
        line(&mut page, format_args!("\n{}", format.docs.trim()));
    }
    if let Some(carrier) = &format.carrier {
        line(&mut page, format_args!("\n## What has no place of its own (`--lossless`)\n\n{}", carrier.docs));
    }
    variants(&mut page, format, others);
    options(&mut page, "Options for reading (`--read`)", format.read_options);
    options(&mut page, "Options for writing (`--write`)", format.write_options);
    if let Some(table) = format.table {
        types(&mut page, &table().types());
        fields(&mut page, &table().rows());
    }
    if !format.codes.is_empty() {
        page.push_str("\n## Diagnostics\n\n");
        for code in format.codes {
            line(&mut page, format_args!("- [`{}`](../diagnostics.md#{}): {}", code.id, anchor(code.id), code.title));
        }
    }
    page
}

fn variants(page: &mut String, format: &Format, others: &[&'static Format]) {
    let mut found = others.iter().filter(|other| other.variant_of == Some(format.name)).peekable();
    if found.peek().is_some() {
        page.push_str("\n## Dialects by name\n\n");
    }
    for other in found {
        let how = if other.create.is_some() { "read and written" } else { "read only" };
        let name = match has_page(other) {
            true => format!("[`{}`]({}.md)", other.name, page_name(other)),
            false => format!("`{}`", other.name),
        };
        line(page, format_args!("- {name}: {}, {how}", other.title));
    }
}

fn options(page: &mut String, title: &str, specs: &[OptionSpec]) {
    if specs.is_empty() {
        return;
    }
    line(page, format_args!("\n## {title}\n\n| Name | Values | Default | What it does |\n|---|---|---|---|"));
    for spec in specs {
        let choices = if spec.choices.is_empty() {
            "any text".to_owned()
        } else {
            list(spec.choices.iter().map(|c| format!("`{c}`")))
        };
        let default = if spec.default.is_empty() { "-".to_owned() } else { format!("`{}`", spec.default) };
        line(page, format_args!("| `{}` | {choices} | {default} | {} |", spec.name, cell(spec.help)));
    }
}

fn types(page: &mut String, rows: &[TypeInfo]) {
    if rows.is_empty() {
        return;
    }
    page.push_str("\n## Entry types\n\n| Native type | Direction | Entry type | Notes |\n|---|---|---|---|\n");
    for row in rows {
        let mut notes = Vec::new();
        if let Some((field, text)) = row.fixes {
            notes.push(format!("says `{}` = `{text}` as well", field.name()));
        }
        if row.conditional {
            notes.push("some records only".to_owned());
        }
        let arrow = arrow(row.direction);
        line(page, format_args!("| `{}` | {arrow} | `{}` | {} |", cell(row.native), row.kind.name(), notes.join("; ")));
    }
}

fn fields(page: &mut String, rows: &[RowInfo]) {
    if rows.is_empty() {
        return;
    }
    page.push_str("\n## Fields\n\n| Native fields | Direction | Field | Entry types |\n|---|---|---|---|\n");
    for row in rows {
        let names = list(row.names.iter().map(|name| format!("`{}`", cell(name))));
        let names = if names.is_empty() { "-".to_owned() } else { names };
        line(page, format_args!("| {names} | {} | `{}` | {} |", arrow(row.direction), row.field.name(), when(row)));
    }
}

/// The entry types of a row, or those it leaves out, whichever is shorter.
fn when(row: &RowInfo) -> String {
    let named = |having: bool| {
        let kinds = EntryType::ALL.iter().filter(|&&kind| row.when.has(kind) == having);
        list(kinds.map(|kind| format!("`{}`", kind.name())))
    };
    let count = EntryType::ALL.iter().filter(|&&kind| row.when.has(kind)).count();
    match count {
        n if n == EntryType::ALL.len() => "all".to_owned(),
        n if n * 2 > EntryType::ALL.len() => format!("all but {}", named(false)),
        _ => named(true),
    }
}

/// Every field and every entry type of the record.
///
/// ```
/// assert!(ibidem::docs::fields_page().contains("| `container-title` |"));
/// ```
pub fn fields_page() -> String {
    let mut page = PRINTED.to_owned();
    page.push_str(
        "# Fields and entry types\n\nWhat a record can say. Every format is read into this and written from it. The names are \
         those of `--ignore`, of `--report`, of the columns of tables (with `_` for `-`) and of [`native`](formats/native.md).\n",
    );
    page.push_str("\n## Kinds of values\n\n| Kind | A value is |\n|---|---|\n");
    for (kind, meaning) in KINDS {
        line(&mut page, format_args!("| {} | {meaning} |", kind_name(*kind)));
    }
    page.push_str("\n## Fields\n\n| Field | Kind | Meaning |\n|---|---|---|\n");
    for field in Field::ALL {
        line(
            &mut page,
            format_args!("| `{}` | {} | {} |", field.name(), kind_name(field.kind()), cell(field.doc().trim())),
        );
    }
    page.push_str("\n## Entry types\n\n| Type | Broader type | Meaning |\n|---|---|---|\n");
    for kind in EntryType::ALL {
        let broader = kind.broader().map_or("-".to_owned(), |up| format!("`{}`", up.name()));
        line(&mut page, format_args!("| `{}` | {broader} | {} |", kind.name(), cell(kind.doc().trim())));
    }
    page
}

/// Every code with its explanation.
///
/// ```
/// let page = ibidem::docs::diagnostics_page(&ibidem::Registry::builtin());
/// assert!(page.contains("ris/stray-line"));
/// ```
pub fn diagnostics_page(registry: &Registry) -> String {
    let mut page = PRINTED.to_owned();
    page.push_str(
        "# Diagnostics and losses\n\nEvery code that can be raised; `ibidem explain CODE` prints the same. A message looks like \
         this:\n\n```text\nrefs.bib:2:1: warning[bibtex/missing-brace]: entry `second` is not closed, read up to line 3\n  \
         help: close the entry\n```\n\nFile, line and column; how bad it is; the code; what was found and what was done about \
         it. An *error* is a record that was not read, a *warning* one that was read, but not as it stands, an *info* nothing \
         wrong. Codes under `map` are mostly about what could not be written as it stands.\n\n",
    );
    let mut area = "";
    for code in registry.codes() {
        let (of, fault) = code.id.split_once('/').unwrap_or((code.id, ""));
        if of != area {
            let _ = write!(page, "{}- `{of}`: ", if area.is_empty() { "" } else { "\n" });
        } else {
            page.push_str(", ");
        }
        let _ = write!(page, "[{fault}](#{})", anchor(code.id));
        area = of;
    }
    page.push('\n');
    for code in registry.codes() {
        line(
            &mut page,
            format_args!(
                "\n## {}\n\n{}: {}.\n\n{}",
                code.id,
                capital(code.severity.name()),
                code.title,
                code.explanation
            ),
        );
        if !code.help.is_empty() {
            line(&mut page, format_args!("\nHelp: {}.", code.help));
        }
    }
    page
}

/// What kinds of values there are, for people.
const KINDS: &[(Kind, &str)] = &[
    (
        Kind::Text,
        "text with markup: italics, bold, small capitals, sub- and superscript, mathematics, protected capitals",
    ),
    (Kind::Texts, "several of these, in order"),
    (Kind::Names, "names of persons (family, given, particle, suffix) and bodies, and whether the list was cut off"),
    (Kind::Date, "a date or a range in EDTF, levels 0 and 1 (`2021-02`, `1984~`, `2020/2021`), or words"),
    (Kind::Token, "an identifier, an address, a number: kept to the letter"),
    (Kind::Tokens, "several of these, in order"),
    (Kind::Pages, "pages and ranges of pages"),
    (Kind::Files, "files with address, title and media type"),
    (Kind::Versions, "the versions of a preprint with their dates"),
];

fn kind_name(kind: Kind) -> String {
    format!("{kind:?}").to_lowercase()
}

fn arrow(direction: Direction) -> &'static str {
    match direction {
        Direction::Both => "read, written",
        Direction::Read => "read",
        Direction::Write => "written",
    }
}

pub(crate) fn anchor(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// Text that can stand in a cell of a table.
pub(crate) fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

pub(crate) fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

pub(crate) fn line(page: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = writeln!(page, "{text}");
}
