//! Single fields that name data: `publisher = {xdata=key-publisher}`.

use crate::ir::{Field, Record, Value};

/// What stands before the key.
const MARK: &str = "xdata=";

/// The fields of a record whose whole value is a reference, with its text. A
/// reference to one item of a list (`key-author-2`) is none of these.
pub fn references(record: &Record) -> impl Iterator<Item = (Field, String)> {
    record.fields().filter_map(|(field, value)| {
        let text = match value {
            Value::Text(text) => text.as_plain().filter(|text| text.starts_with(MARK))?.to_owned(),
            Value::Names(names) if names.list.len() == 1 => names.list[0].display(),
            _ => return None,
        };
        Some((field, text.strip_prefix(MARK)?.trim().to_owned()))
    })
}

/// Key and field of a reference; the field has to be the one it stands in.
pub fn parts(field: Field, reference: &str) -> Option<&str> {
    let (key, name) = reference.rsplit_once('-')?;
    (!key.is_empty() && stands_for(name, field)).then_some(key)
}

/// Whether a native name is that of the field in a data holder.
fn stands_for(name: &str, field: Field) -> bool {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "location" | "address" => field == Field::PublisherPlace,
        "booktitle" | "journaltitle" | "journal" => field == Field::ContainerTitle,
        "maintitle" => field == Field::MainTitle,
        "series" => field == Field::CollectionTitle,
        "eventtitle" => field == Field::EventTitle,
        "type" => field == Field::Genre,
        "shorttitle" => field == Field::ShortTitle,
        "bookauthor" => field == Field::ContainerAuthor,
        "school" => field == Field::Institution,
        name => Field::from_name(name) == Some(field),
    }
}
