//! A format of one's own, `refer.rs`: reads a BibTeX entry, writes it as refer, and
//! prints the format's page.
//!
//! `cargo run --example own_format`

mod refer;

use ibidem::formats::bibtex::BIBTEX;
use ibidem::{Collect, Converter, ReadOptions, Registry, WriteOptions};
use refer::REFER;

const BOOK: &str = "@book{a, author = {Ada Lovelace}, title = {Notes}, year = 1843, edition = {1}}";

fn main() -> Result<(), ibidem::Error> {
    let (mut out, mut reports) = (Vec::new(), Collect::default());
    let mut converter = Converter::new(&BIBTEX, &REFER, &ReadOptions::default(), &WriteOptions::default())?;
    converter.input(BOOK.as_bytes(), &mut out, &mut reports)?;
    converter.finish(&mut out)?;
    println!("{}", String::from_utf8_lossy(&out));
    reports.losses.iter().for_each(|loss| println!("{loss}"));
    let registry = Registry::builtin().with(&REFER);
    println!("\n{}", ibidem::docs::format_page(registry.by_name("refer")?, registry.formats()));
    Ok(())
}

#[cfg(test)]
mod tests {
    use ibidem::convert::{from_bytes, to_bytes};

    use super::*;

    #[test]
    fn a_record_goes_there_and_back() {
        let records = ibidem::read_str(BOOK, "bibtex").unwrap().value;
        let mut reports = Collect::default();
        let text = to_bytes(&REFER, &WriteOptions::default(), &records, &mut reports).unwrap();
        assert_eq!(String::from_utf8_lossy(&text), "%0 Book\n%F a\n%A Lovelace, Ada\n%T Notes\n%D 1843\n");
        assert_eq!(reports.losses[0].to_string(), "a: edition dropped: 1 (map/no-place)");
        let again = from_bytes(&REFER, &ReadOptions::default(), &text, &mut reports).unwrap();
        assert_eq!(again[0].diff(&records[0]), [ibidem::ir::Field::Edition]);
    }

    #[test]
    fn it_keeps_the_laws() {
        let faults = ibidem::laws::check(&REFER, 0..300);
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        assert!(REFER.table.unwrap()().check().is_empty());
    }

    #[test]
    fn it_is_found_and_has_a_page() {
        let registry = Registry::builtin().with(&REFER);
        assert_eq!(registry.detect(b"%0 Book\n").unwrap().0.name, "refer");
        assert_eq!(registry.by_name("refr").unwrap_err().nearest, Some("refer"));
        assert!(ibidem::docs::format_page(&REFER, registry.formats()).contains("| `%T` |"));
    }
}
