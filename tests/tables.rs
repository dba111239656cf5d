//! The laws of tables and of the registry.

use std::collections::BTreeMap;
use std::path::Path;

use ibidem::formats::BUILTIN;
use ibidem::map::Direction;
use ibidem::registry::Registry;

#[test]
fn every_table_keeps_its_laws() {
    let mut faults = Vec::new();
    for format in BUILTIN {
        if let Some(table) = format.table {
            faults.extend(table().check().into_iter().map(|fault| format!("{}: {fault}", format.name)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn names_extensions_and_codes_are_unique() {
    let mut seen = BTreeMap::new();
    for format in BUILTIN {
        let names = [&format.name].into_iter().chain(format.aliases).map(|name| format!("name {name}"));
        let extensions = format.extensions.iter().chain(format.target_extensions).map(|e| format!("extension {e}"));
        let codes = format.codes.iter().map(|code| format!("code {}", code.id));
        // The codes of a dialect are those of its format.
        let codes = codes.filter(|_| format.variant_of.is_none());
        for what in names.chain(extensions).chain(codes) {
            // Dialects of one notation share what is of the notation.
            let own = if what.starts_with("name ") { format.name } else { format.notation };
            if let Some((before, _)) =
                seen.insert(what.clone(), (own, format.name)).filter(|(_, name)| *name != format.name)
                && (before != own || what.starts_with("name "))
            {
                panic!("{what} belongs to {before} and {}", format.name);
            }
        }
        assert!(!format.title.is_empty() && !format.docs.is_empty(), "{} has no title or docs", format.name);
        assert_eq!(format.name, format.name.to_lowercase());
    }
}

#[test]
fn what_extensions_imply_are_options() {
    for format in BUILTIN {
        for (extension, name, value) in format.target_options {
            let known = format
                .write_options
                .iter()
                .any(|option| option.name == *name && (option.choices.is_empty() || option.choices.contains(value)));
            assert!(known, "{}: {name}={value} is no option", format.name);
            let own = format.extensions.contains(extension) || format.target_extensions.contains(extension);
            assert!(own, "{}: .{extension} is no extension of it", format.name);
        }
    }
}

#[test]
fn codes_are_well_formed() {
    for format in BUILTIN {
        for code in format.codes {
            let (family, fault) = code.id.split_once('/').unwrap();
            assert!(!family.is_empty() && !fault.is_empty() && code.id == code.id.to_lowercase(), "{}", code.id);
            assert!(code.explanation.len() > 40, "{} explains nothing", code.id);
            assert!(!code.title.ends_with('.') && !code.help.ends_with('.'), "{}: no full stop", code.id);
        }
    }
}

/// Where a format has an official vocabulary, no row may name what is not in it.
#[test]
fn native_names_are_in_the_official_vocabulary() {
    for format in BUILTIN {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(format.name).join("vocabulary.txt");
        let (Ok(text), Some(table)) = (std::fs::read_to_string(path), format.table) else { continue };
        let known: Vec<_> =
            text.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect();
        for row in table().rows().iter().filter(|row| row.direction != Direction::Read) {
            for name in row.names {
                assert!(known.contains(name), "{}: `{name}` is not in vocabulary.txt", format.name);
            }
        }
        for row in table().types().iter().filter(|row| row.direction != Direction::Read) {
            assert!(known.contains(&row.native), "{}: type `{}` is not in vocabulary.txt", format.name, row.native);
        }
    }
}

#[test]
fn a_miss_names_the_nearest() {
    let miss = Registry::builtin().by_name("bibtx").unwrap_err();
    assert_eq!(miss.nearest, Some("bibtex"));
    assert!(miss.to_string().contains("csl-json"));
}
