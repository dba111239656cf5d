//! Which columns are written, in which order, under which headings.

use super::columns::{COLUMNS, YEAR, all_own, plain};
use super::map::{column_of, fields_of};
use crate::ir::{Field, FieldSet};
use crate::options::OptionSpec;
use crate::report::{Error, ErrorKind, nearest};

/// The columns to write.
pub static WRITE_COLUMNS: OptionSpec = OptionSpec {
    name: "columns",
    choices: &[],
    default: "",
    help: "the columns to write, in order: names of columns or fields, `name=Heading` to rename one, separated by \
           commas (`key,title,author=Authors,year`); all by default",
};

/// The column of what has no other.
pub(super) const EXTRA: &str = "extra";

/// A column that is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shown {
    /// Its place among [`COLUMNS`]; behind them, [`YEAR`].
    pub place: usize,
    /// What stands above it.
    pub heading: String,
}

/// The columns of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Layout {
    pub columns: Vec<Shown>,
    /// The fields that have a column, unless all columns are written.
    pub chosen: Option<FieldSet>,
    /// Whether a reader sees by the headings that the table is one of ours.
    pub own: bool,
}

/// The place of a column among [`COLUMNS`].
pub(super) fn place(column: &str) -> Option<usize> {
    COLUMNS.iter().copied().chain([YEAR]).position(|known| known == column)
}

impl Layout {
    /// The columns that an option names; with `lossless`, `extra` is the last one.
    ///
    /// # Errors
    /// If a name is not known, stands there twice, or has no heading.
    pub fn parse(option: &str, lossless: bool) -> Result<Layout, Error> {
        let shown = |(place, name): (usize, &&str)| Shown { place, heading: (*name).to_owned() };
        if option.trim().is_empty() {
            return Ok(Layout { columns: COLUMNS.iter().enumerate().map(shown).collect(), chosen: None, own: true });
        }
        let refuse = |message: String| Err(ErrorKind::Option(format!("option `columns`: {message}")).into());
        let mut columns: Vec<Shown> = Vec::new();
        for part in option.split(',') {
            let (name, heading) = part.split_once('=').map_or((part, None), |(name, heading)| (name, Some(heading)));
            let (name, heading) = (name.trim(), heading.map(str::trim));
            let Some(place) = named(name) else {
                let hint = meant(name).map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                return refuse(format!("no column or field is called `{name}`{hint}"));
            };
            if heading == Some("") {
                return refuse(format!("`{name}` has no heading behind the `=`"));
            }
            let own = COLUMNS.get(place).copied().unwrap_or(YEAR);
            if columns.iter().any(|column| column.place == place) {
                return refuse(format!("`{own}` stands there twice"));
            }
            if own == EXTRA && lossless && heading.is_some() {
                return refuse("`extra` keeps its name under --lossless".to_owned());
            }
            let heading = heading.unwrap_or(own).to_owned();
            if let Some(other) = columns.iter().find(|column| column.heading == heading) {
                return refuse(format!("two columns are called `{}`", other.heading));
            }
            columns.push(Shown { place, heading });
        }
        if lossless {
            columns.retain(|column| COLUMNS.get(column.place) != Some(&EXTRA));
            columns.extend(place(EXTRA).map(|place| Shown { place, heading: EXTRA.to_owned() }));
        }
        let mut chosen = FieldSet::EMPTY;
        for column in columns.iter().filter_map(|column| COLUMNS.get(column.place)) {
            fields_of(column).for_each(|field| chosen.add(field));
        }
        let own = all_own(columns.iter().map(|column| column.heading.as_str()));
        Ok(Layout { columns, chosen: Some(chosen), own })
    }
}

/// The place of the column of that name, or of the field of that name; case,
/// blanks, `_` and `-` do not count.
fn named(name: &str) -> Option<usize> {
    let wanted = plain(name);
    let field = || {
        let field = Field::ALL.iter().find(|field| plain(field.name()) == wanted)?;
        place(column_of(*field)?)
    };
    COLUMNS.iter().copied().chain([YEAR]).position(|column| plain(column) == wanted).or_else(field)
}

fn meant(name: &str) -> Option<&'static str> {
    let fields = Field::ALL.iter().filter(|field| column_of(**field).is_some()).map(|field| field.name());
    nearest(name, COLUMNS.iter().copied().chain([YEAR]).chain(fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headings(option: &str) -> Result<Vec<String>, String> {
        let layout = Layout::parse(option, false).map_err(|error| error.to_string())?;
        Ok(layout.columns.into_iter().map(|column| column.heading).collect())
    }

    #[test]
    fn columns_by_the_names_of_columns_and_fields() {
        assert_eq!(headings("key,title,author=Authors,year").unwrap(), ["key", "title", "Authors", "year"]);
        assert_eq!(headings("Container-Title, arxiv-id").unwrap(), ["container_title", "arxiv_id"]);
        assert_eq!(headings("director").unwrap(), ["other_roles"]);
        assert_eq!(headings("").unwrap().len(), COLUMNS.len());
    }

    #[test]
    fn what_is_no_column_is_refused() {
        for (option, says) in [
            ("titel", "did you mean `title`?"),
            ("xyzzyq", "no column or field is called `xyzzyq`"),
            ("title,", "called ``"),
            ("title=", "no heading"),
            ("author,authors", "twice"),
            ("title=A,note=A", "two columns"),
        ] {
            let message = headings(option).unwrap_err();
            assert!(message.contains(says), "{message}");
        }
        assert!(Layout::parse("extra=X", true).is_err());
        let lossless = Layout::parse("extra,title", true).unwrap();
        assert_eq!(lossless.columns.last().unwrap().heading, "extra");
    }
}
