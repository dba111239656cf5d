//! The long table of commands that stand for one character, as printed by
//! `tools/tex-table.py`. The short ones in `symbols` come first.

/// Lines of a command, a character and flags, sorted by the command.
static COMMANDS: &str = include_str!("data/commands.txt");

/// Longest command in it; no need to look for a longer one.
const LONGEST: usize = 40;

/// A line of the table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    /// The command with its arguments, without the first backslash.
    pub name: &'static str,
    /// What it prints.
    pub char: char,
    /// Whether it works outside mathematics.
    pub text: bool,
    /// Whether the character is written this way.
    pub written: bool,
}

fn row(line: &'static str) -> Option<Row> {
    let (name, rest) = line.split_once('\t')?;
    let (char, flags) = rest.split_once('\t')?;
    Some(Row { name, char: char.chars().next()?, text: flags.contains('t'), written: flags.contains('w') })
}

/// All lines.
pub(super) fn rows() -> impl Iterator<Item = Row> {
    COMMANDS.lines().filter(|line| !line.starts_with('#')).filter_map(row)
}

/// The line of a command. The table is searched as it stands, so that there is
/// nothing to set up.
pub(super) fn find(name: &str) -> Option<Row> {
    if name.len() > LONGEST {
        return None;
    }
    let bytes = COMMANDS.as_bytes();
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = low + (high - low) / 2;
        let start = memchr::memrchr(b'\n', &bytes[low..middle]).map_or(low, |at| low + at + 1);
        let end = memchr::memchr(b'\n', &bytes[start..]).map_or(bytes.len(), |at| start + at);
        let line = COMMANDS.get(start..end)?;
        let found = line.split('\t').next()?;
        match found.as_bytes().cmp(name.as_bytes()) {
            std::cmp::Ordering::Equal => return row(line),
            std::cmp::Ordering::Less => low = end + 1,
            std::cmp::Ordering::Greater => high = start,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_found() {
        let mut before = "";
        for row in rows() {
            assert!(row.name > before, "{}", row.name);
            assert!(row.name.len() <= LONGEST, "{}", row.name);
            assert_eq!(find(row.name).map(|found| found.char), Some(row.char), "{}", row.name);
            before = row.name;
        }
        assert!(find("nosuchcommand").is_none() && find("").is_none() && find("#").is_none());
    }
}
