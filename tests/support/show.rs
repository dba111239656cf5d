//! Values of a record in short, readable notation, as `torture.expected` has them.

use ibidem::ir::{Inline, Name, Names, Record, Style, Text, Value};

fn inlines(pieces: &[Inline], out: &mut String) {
    for inline in pieces {
        match inline {
            Inline::Plain(text) => out.push_str(text),
            Inline::Styled(style, inner) => {
                let (open, close) = match style {
                    Style::KeepCase => ("{", "}"),
                    Style::Emph => ("<i>", "</i>"),
                    Style::Strong => ("<b>", "</b>"),
                    Style::SmallCaps => ("<sc>", "</sc>"),
                    Style::Sup => ("<sup>", "</sup>"),
                    Style::Sub => ("<sub>", "</sub>"),
                    Style::Code => ("<tt>", "</tt>"),
                    other => (other.name(), other.name()),
                };
                out.push_str(open);
                inlines(inner, out);
                out.push_str(close);
            }
            Inline::Quoted(inner) => {
                out.push_str("<q>");
                inlines(inner, out);
                out.push_str("</q>");
            }
            Inline::Math(source) => out.push_str(&format!("${source}$")),
            Inline::Link { target, text } => {
                out.push_str(&format!("<a {target}>"));
                inlines(text, out);
                out.push_str("</a>");
            }
            Inline::Paragraph => out.push_str(" ¶ "),
            Inline::Raw { source, .. } => out.push_str(source),
            other => out.push_str(&format!("{other:?}")),
        }
    }
}

pub fn text(text: &Text) -> String {
    match text {
        Text::Plain(text) => text.to_string(),
        Text::Rich(pieces) => {
            let mut out = String::new();
            inlines(pieces, &mut out);
            out
        }
    }
}

/// A part of a name without commands and braces.
pub fn part(text: &Text) -> String {
    match text {
        Text::Plain(text) => text.to_string(),
        Text::Rich(pieces) => {
            let mut out = String::new();
            inlines(pieces, &mut out);
            out.replace("\\relax", "").replace(['{', '}'], "").trim().to_owned()
        }
    }
}

pub fn name(name: &Name) -> String {
    if name.body {
        return format!("body:{}", part(&name.family));
    }
    // BibTeX takes the hyphen of `al-` for a gap, BibLaTeX does not.
    let particles = [part(&name.dropping_particle), part(&name.particle)].join(" ");
    let parts =
        [part(&name.given), particles.trim().trim_end_matches('-').into(), part(&name.family), part(&name.suffix)];
    parts.join("|").trim_end_matches('|').to_owned()
}

fn names(list: &Names) -> String {
    let mut shown: Vec<String> = list.list.iter().map(name).collect();
    shown.extend(list.others.is_some().then(|| "others".to_owned()));
    shown.join(" ; ")
}

pub fn show(value: &Value) -> String {
    match value {
        Value::Text(value) => text(value),
        Value::Texts(texts) => texts.iter().map(text).collect::<Vec<_>>().join("; "),
        Value::Names(list) => names(list),
        Value::Date(date) => date.to_string(),
        Value::Token(token) => token.to_string(),
        Value::Tokens(tokens) => tokens.join("; "),
        Value::Pages(pages) => pages.as_str().to_owned(),
        Value::Files(files) => files.iter().map(|file| file.target.as_str()).collect::<Vec<_>>().join("; "),
        other => format!("{other:?}"),
    }
}

/// A fact about a record: `type`, a field by its name, `extra.NAME`.
pub fn fact(record: &Record, field: &str) -> String {
    if field == "type" {
        return record.kind.name().to_owned();
    }
    if let Some(extra) = field.strip_prefix("extra.") {
        let extra = record.extras.iter().find(|found| found.name.eq_ignore_ascii_case(extra));
        return extra.map(|extra| extra.value.to_string()).unwrap_or_default();
    }
    let found = record.fields().find(|(name, _)| name.name() == field);
    found.map(|(_, value)| show(value)).unwrap_or_default()
}
