//! Converts a text in one call, and says what was lost.
//!
//! `cargo run --example convert_string`

const REFS: &str = "\
@article{knuth84,
  author  = {Knuth, Donald E.},
  title   = {Literate Programming},
  journal = {The Computer Journal},
  year    = 1984,
  owner   = {me},
}
";

fn convert() -> Result<String, ibidem::Error> {
    let converted = ibidem::convert_str(REFS, "bibtex", "ris")?;
    let mut told = converted.value;
    for diagnostic in &converted.diagnostics {
        told += &format!("{diagnostic}\n");
    }
    for loss in &converted.losses {
        told += &format!("{loss}\n");
    }
    Ok(told)
}

fn main() -> Result<(), ibidem::Error> {
    print!("{}", convert()?);
    Ok(())
}

#[cfg(test)]
#[test]
fn everything_is_there_or_told() {
    let told = convert().unwrap();
    assert!(told.contains("AU  - Knuth, Donald E.\r\n") && told.contains("TI  - Literate Programming\r\n"));
    assert!(told.ends_with("knuth84: bibtex:owner dropped: {me} (map/extra)\n"));
}
