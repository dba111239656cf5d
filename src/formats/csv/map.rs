//! The mapping: a column is a field. The rows are in the order of the columns.

use super::Cells;
#[cfg(test)]
use super::columns::COLUMNS;
use super::dates::*;
use super::names::{AUTHORS, NAMES, ROLE};
use super::values::*;
use crate::ir::EntryType::{self, *};
use crate::ir::Field;
use crate::map::{Direction, FieldRow, Table, TypeRow, both, is, read_as, reads};

/// The mapping.
pub(super) static TABLE: Table<Cells> = Table::new(&TYPES, &FIELDS, EntryType::Document);

/// Words of other programs: Zotero, then BibTeX, then the databases.
const WORDS: [TypeRow<Cells>; 24] = [
    read_as("journalArticle", ArticleJournal),
    read_as("magazineArticle", ArticleMagazine),
    read_as("newspaperArticle", ArticleNewspaper),
    read_as("bookSection", Chapter),
    read_as("conferencePaper", PaperConference),
    read_as("presentation", Speech),
    read_as("computerProgram", Software),
    read_as("blogPost", PostWeblog),
    read_as("forumPost", Post),
    read_as("encyclopediaArticle", EntryEncyclopedia),
    read_as("dictionaryEntry", EntryDictionary),
    read_as("statute", Legislation),
    read_as("case", LegalCase),
    read_as("letter", PersonalCommunication),
    read_as("email", PersonalCommunication),
    read_as("film", MotionPicture),
    read_as("videoRecording", Video),
    read_as("article", ArticleJournal),
    read_as("inproceedings", PaperConference),
    read_as("incollection", Chapter),
    read_as("phdthesis", Thesis),
    read_as("techreport", Report),
    read_as("book chapter", Chapter),
    read_as("conference paper", PaperConference),
];

const OURS: usize = EntryType::ALL.len();

/// Our own names of the types, then those of others.
static TYPES: [TypeRow<Cells>; OURS + WORDS.len()] = {
    let mut rows = [const { is("", Document) }; OURS + WORDS.len()];
    let mut at = 0;
    while at < OURS {
        rows[at] = is(EntryType::ALL[at].name(), EntryType::ALL[at]);
        at += 1;
    }
    while at < rows.len() {
        rows[at] = read_as(WORDS[at - OURS].native, WORDS[at - OURS].kind);
        at += 1;
    }
    rows
};

use Field as F;

const fn role(names: &'static [&'static str], field: Field) -> FieldRow<Cells> {
    both(names, field, &ROLE)
}

const BEFORE_ROLES: [FieldRow<Cells>; 6] = [
    both(&["title"], F::Title, &TEXT),
    both(&["subtitle"], F::Subtitle, &TEXT),
    both(&["short_title"], F::ShortTitle, &TEXT),
    both(&["authors", "authors_truncated", "authors_total"], F::Author, &AUTHORS).needs(0),
    both(&["editors"], F::Editor, &NAMES),
    both(&["translators"], F::Translator, &NAMES),
];

const ROLES: [FieldRow<Cells>; 33] = [
    role(&["other_roles/container-author"], F::ContainerAuthor),
    role(&["other_roles/collection-editor"], F::CollectionEditor),
    role(&["other_roles/annotator"], F::Annotator),
    role(&["other_roles/commentator"], F::Commentator),
    role(&["other_roles/introduction"], F::Introduction),
    role(&["other_roles/foreword"], F::Foreword),
    role(&["other_roles/afterword"], F::Afterword),
    role(&["other_roles/holder"], F::Holder),
    role(&["other_roles/chair"], F::Chair),
    role(&["other_roles/compiler"], F::Compiler),
    role(&["other_roles/composer"], F::Composer),
    role(&["other_roles/contributor"], F::Contributor),
    role(&["other_roles/curator"], F::Curator),
    role(&["other_roles/director"], F::Director),
    role(&["other_roles/editorial-director"], F::EditorialDirector),
    role(&["other_roles/executive-producer"], F::ExecutiveProducer),
    role(&["other_roles/guest"], F::Guest),
    role(&["other_roles/host"], F::Host),
    role(&["other_roles/interviewer"], F::Interviewer),
    role(&["other_roles/illustrator"], F::Illustrator),
    role(&["other_roles/narrator"], F::Narrator),
    role(&["other_roles/organizer"], F::Organizer),
    role(&["other_roles/original-author"], F::OriginalAuthor),
    role(&["other_roles/performer"], F::Performer),
    role(&["other_roles/producer"], F::Producer),
    role(&["other_roles/recipient"], F::Recipient),
    role(&["other_roles/reviewed-author"], F::ReviewedAuthor),
    role(&["other_roles/script-writer"], F::ScriptWriter),
    role(&["other_roles/series-creator"], F::SeriesCreator),
    role(&["other_roles/advisor"], F::Advisor),
    // Roles that have a column, where another program put them here.
    reads(&["other_roles/author"], F::Author, &ROLE),
    reads(&["other_roles/editor"], F::Editor, &ROLE),
    reads(&["other_roles/translator"], F::Translator, &ROLE),
];

const AFTER_ROLES: [FieldRow<Cells>; 98] = [
    both(&["container_title"], F::ContainerTitle, &TEXT),
    both(&["container_short"], F::ContainerTitleShort, &TEXT),
    both(&["series"], F::CollectionTitle, &TEXT),
    both(&["series_number"], F::CollectionNumber, &TEXT),
    both(&["volume"], F::Volume, &TEXT),
    both(&["issue"], F::Issue, &TEXT),
    both(&["pages"], F::Pages, &PAGES),
    reads(&["page_start", "page_end"], F::Pages, &FIRST_AND_LAST),
    both(&["article_number"], F::ArticleNumber, &ARTICLE_NUMBER),
    both(&["num_pages"], F::NumberOfPages, &TEXT),
    both(&["edition"], F::Edition, &TEXT),
    both(&["publisher"], F::Publisher, &TEXT),
    both(&["place"], F::PublisherPlace, &TEXT),
    both(&["event_title"], F::EventTitle, &TEXT),
    both(&["event_place"], F::EventPlace, &TEXT),
    both(&["event_date"], F::EventDate, &DATE),
    reads(&["year", "issued", "month", "day"], F::Issued, &YEAR_ALONE),
    both(&["issued"], F::Issued, &DATE),
    reads(&["year"], F::Issued, &YEAR),
    both(&["submitted"], F::Submitted, &DATE),
    both(&["updated"], F::Updated, &DATE),
    both(&["announced"], F::Announced, &DATE),
    both(&["accessed"], F::Accessed, &DATE),
    both(&["version"], F::Version, &TEXT),
    both(&["doi"], F::Doi, &DOI),
    both(&["isbn"], F::Isbn, &TOKEN),
    both(&["issn"], F::Issn, &TOKEN),
    both(&["pmid"], F::Pmid, &TOKEN),
    both(&["pmcid"], F::Pmcid, &TOKEN),
    both(&["arxiv_id"], F::ArxivId, &ARXIV_ID),
    both(&["arxiv_primary"], F::ArxivPrimary, &TOKEN),
    both(&["arxiv_categories"], F::ArxivClasses, &CLASSES),
    both(&["url"], F::Url, &TOKEN),
    both(&["pdf_url", "files"], F::Files, &FILES).needs(0),
    both(&["language"], F::Language, &TOKEN),
    both(&["keywords"], F::Keywords, &TEXTS),
    both(&["abstract"], F::Abstract, &TEXT),
    both(&["comments"], F::Comments, &TEXT),
    both(&["journal_ref"], F::JournalRef, &TEXT),
    both(&["report_number"], F::ReportNumber, &TEXT),
    both(&["msc_class"], F::MscClass, &TEXT),
    both(&["acm_class"], F::AcmClass, &TEXT),
    both(&["license"], F::License, &TEXT),
    both(&["status"], F::Status, &TEXT),
    both(&["note"], F::Note, &TEXT),
    both(&["genre"], F::Genre, &TEXT),
    both(&["number"], F::Number, &TEXT),
    both(&["medium"], F::Medium, &TEXT),
    both(&["institution"], F::Institution, &TEXT),
    both(&["organization"], F::Organization, &TEXT),
    both(&["how_published"], F::HowPublished, &TEXT),
    both(&["section"], F::Section, &TEXT),
    both(&["chapter_number"], F::ChapterNumber, &TEXT),
    both(&["part_number"], F::PartNumber, &TEXT),
    both(&["part_title"], F::PartTitle, &TEXT),
    both(&["supplement_number"], F::SupplementNumber, &TEXT),
    both(&["printing_number"], F::PrintingNumber, &TEXT),
    both(&["num_volumes"], F::NumberOfVolumes, &TEXT),
    both(&["title_addon"], F::TitleAddon, &TEXT),
    both(&["original_title"], F::OriginalTitle, &TEXT),
    both(&["translated_title"], F::TranslatedTitle, &TEXT),
    both(&["reviewed_title"], F::ReviewedTitle, &TEXT),
    both(&["reviewed_genre"], F::ReviewedGenre, &TEXT),
    both(&["container_subtitle"], F::ContainerSubtitle, &TEXT),
    both(&["container_title_addon"], F::ContainerTitleAddon, &TEXT),
    both(&["main_title"], F::MainTitle, &TEXT),
    both(&["volume_title"], F::VolumeTitle, &TEXT),
    both(&["issue_title"], F::IssueTitle, &TEXT),
    both(&["series_short"], F::CollectionTitleShort, &TEXT),
    both(&["original_publisher"], F::OriginalPublisher, &TEXT),
    both(&["original_place"], F::OriginalPublisherPlace, &TEXT),
    both(&["original_date"], F::OriginalDate, &DATE),
    both(&["original_language"], F::OriginalLanguage, &TOKEN),
    both(&["authority"], F::Authority, &TEXT),
    both(&["division"], F::Division, &TEXT),
    both(&["jurisdiction"], F::Jurisdiction, &TEXT),
    both(&["scale"], F::Scale, &TEXT),
    both(&["dimensions"], F::Dimensions, &TEXT),
    both(&["references"], F::References, &TEXT),
    both(&["other_dois"], F::OtherDois, &TOKENS),
    both(&["other_urls"], F::OtherUrls, &TOKENS),
    both(&["eprint"], F::Eprint, &TOKEN),
    both(&["eprint_type"], F::EprintType, &TOKEN),
    both(&["eprint_class"], F::EprintClass, &TOKEN),
    both(&["versions"], F::Versions, &VERSIONS),
    both(&["annote"], F::Annote, &REMARKS),
    both(&["addendum"], F::Addendum, &TEXT),
    both(&["archive"], F::Archive, &TEXT),
    both(&["archive_place"], F::ArchivePlace, &TEXT),
    both(&["archive_collection"], F::ArchiveCollection, &TEXT),
    both(&["archive_location"], F::ArchiveLocation, &TEXT),
    both(&["call_number"], F::CallNumber, &TEXT),
    both(&["source"], F::Source, &TEXT),
    both(&["xref"], F::Xref, &TOKEN),
    both(&["related"], F::Related, &TOKENS),
    both(&["related_type"], F::RelatedType, &TOKEN),
    both(&["aliases"], F::Aliases, &TOKENS),
    both(&["members"], F::Members, &TOKENS),
];

const COUNT: usize = BEFORE_ROLES.len() + ROLES.len() + AFTER_ROLES.len();

static FIELDS: [FieldRow<Cells>; COUNT] = {
    let mut rows = [BEFORE_ROLES[0]; COUNT];
    let (before, roles) = (BEFORE_ROLES.len(), ROLES.len());
    let mut at = 0;
    while at < COUNT {
        rows[at] = if at < before {
            BEFORE_ROLES[at]
        } else if at < before + roles {
            ROLES[at - before]
        } else {
            AFTER_ROLES[at - before - roles]
        };
        at += 1;
    }
    rows
};

/// Under which name the names of a role are read.
pub(super) fn role_column(field: Field) -> Option<&'static str> {
    ROLES.iter().find(|row| row.field == field).map(|row| row.names[0])
}

/// The fields that stand in a column.
pub(super) fn fields_of(column: &str) -> impl Iterator<Item = Field> {
    let written = FIELDS.iter().filter(|row| row.direction != Direction::Read);
    written.filter(move |row| row.names[0].split('/').next() == Some(column)).map(|row| row.field)
}

/// The column in which a field stands.
pub(super) fn column_of(field: Field) -> Option<&'static str> {
    let row = FIELDS.iter().find(|row| row.field == field && row.direction != Direction::Read)?;
    row.names[0].split('/').next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::Described;

    #[test]
    fn the_table_is_sound() {
        let faults = TABLE.check();
        assert!(faults.is_empty(), "{faults:#?}");
    }

    #[test]
    fn rows_are_in_the_order_of_the_columns() {
        let place = |name: &str| COLUMNS.iter().position(|column| name.split('/').next() == Some(column));
        let places: Vec<_> = FIELDS.iter().filter_map(|row| place(row.names[0])).collect();
        assert!(places.is_sorted());
        assert!(COLUMNS.iter().all(|column| {
            ["key", "type", "extra"].contains(column)
                || FIELDS.iter().any(|row| row.names.iter().any(|name| place(name) == place(column)))
        }));
    }
}
