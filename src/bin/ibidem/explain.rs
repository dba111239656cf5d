//! `ibidem explain`: what a code means.

use std::fmt::Write;

use ibidem::registry::Registry;

use crate::args::Explain;
use crate::exit::{Exit, Failure};
use crate::output::print;

/// Explanations are broken to lines of this many characters.
const WIDTH: usize = 80;

pub fn run(registry: &Registry, args: &Explain) -> Result<Exit, Failure> {
    let mut text = String::new();
    match &args.code {
        None => {
            let codes = registry.codes();
            let width = codes.iter().map(|code| code.id.len()).max().unwrap_or(0);
            for code in codes {
                let _ = writeln!(text, "{:width$}  {:7}  {}", code.id, code.severity.name(), code.title);
            }
        }
        Some(id) => {
            let code = registry.code(id).map_err(|unknown| {
                Failure::usage(unknown.to_string()).help("`ibidem explain` without a code lists all of them")
            })?;
            let _ = writeln!(text, "{}[{}]: {}\n", code.severity.name(), code.id, code.title);
            wrap(&mut text, code.explanation);
            if !code.help.is_empty() {
                text.push('\n');
                wrap(&mut text, &format!("help: {}", code.help));
            }
        }
    }
    print(&text)
}

fn wrap(out: &mut String, text: &str) {
    let mut width = 0;
    for word in text.split_whitespace() {
        let long = word.chars().count();
        if width > 0 && width + 1 + long > WIDTH {
            out.push('\n');
            width = 0;
        } else if width > 0 {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += long;
    }
    out.push('\n');
}
