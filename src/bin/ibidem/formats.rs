//! `ibidem formats`: what can be read and written.

use std::fmt::Write;

use ibidem::format::{Format, OptionSpec};
use ibidem::registry::Registry;
use serde_json::{Value, json};

use crate::args::Formats;
use crate::exit::{Exit, Failure};
use crate::output::print;

pub fn run(registry: &Registry, args: &Formats) -> Result<Exit, Failure> {
    let text = if args.json { as_json(registry) } else { as_table(registry) };
    print(&text)
}

fn as_table(registry: &Registry) -> String {
    let yes = |can: bool| if can { "yes" } else { "-" };
    let extensions = |format: &Format| {
        let dotted: Vec<_> = format.extensions.iter().map(|extension| format!(".{extension}")).collect();
        if dotted.is_empty() { "-".to_owned() } else { dotted.join(" ") }
    };
    let mut rows = vec![["format", "reads", "writes", "extensions", "title"].map(str::to_owned)];
    rows.extend(registry.formats().iter().map(|format| {
        let reads = yes(format.open.is_some()).to_owned();
        let writes = yes(format.create.is_some()).to_owned();
        [format.name.to_owned(), reads, writes, extensions(format), format.title.to_owned()]
    }));
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths = [width(0), width(1), width(2), width(3)];
    let mut text = String::new();
    for row in &rows {
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(text, "{cell:width$}  ");
        }
        text.push_str(&row[4]);
        text.push('\n');
    }
    text
}

fn as_json(registry: &Registry) -> String {
    let options = |specs: &[OptionSpec]| -> Vec<Value> {
        let option =
            |s: &OptionSpec| json!({"name": s.name, "choices": s.choices, "default": s.default, "help": s.help});
        specs.iter().map(option).collect()
    };
    let format = |format: &&'static Format| {
        json!({
            "name": format.name,
            "aliases": format.aliases,
            "dialect-of": format.variant_of,
            "title": format.title,
            "reads": format.open.is_some(),
            "writes": format.create.is_some(),
            "extensions": format.extensions,
            "target-extensions": format.target_extensions,
            "mime": format.mime,
            "read-options": options(format.read_options),
            "write-options": options(format.write_options),
        })
    };
    let all: Vec<Value> = registry.formats().iter().map(format).collect();
    format!("{:#}\n", Value::Array(all))
}
