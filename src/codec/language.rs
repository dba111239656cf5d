//! Names of languages: BCP 47 tags, codes of ISO 639, English names, and the
//! names that babel, polyglossia and BibLaTeX have for them.
//!
//! ```
//! use ibidem::codec::language;
//! assert_eq!(language::tag("ngerman"), Some("de"));
//! assert_eq!(language::tag("Portuguese"), Some("pt"));
//! assert_eq!(language::tag("eng"), Some("en"));
//! assert_eq!(language::tag("klingon"), None);
//! assert_eq!(language::babel("pt-BR"), Some("brazilian"));
//! assert_eq!(language::english("fr"), Some("French"));
//! ```

/// One language or one of its regional forms.
struct Language {
    /// BCP 47.
    tag: &'static str,
    /// In English, as ISO 639 and the registry of BCP 47 name it.
    english: &'static str,
    /// ISO 639-2 and 639-3, the terminological code first.
    codes: &'static [&'static str],
    /// The key of BibLaTeX's `language` field, may be empty.
    key: &'static str,
    /// Names in babel and polyglossia; the first one is written.
    babel: &'static [&'static str],
}

const fn row(
    tag: &'static str,
    english: &'static str,
    codes: &'static [&'static str],
    key: &'static str,
    babel: &'static [&'static str],
) -> Language {
    Language { tag, english, codes, key, babel }
}

/// The tag of a language given by its tag, a code or a name, ASCII case ignored.
///
/// ```
/// use ibidem::codec::language::tag;
/// assert_eq!([tag("ngerman"), tag("French"), tag("klingonese")], [Some("de"), Some("fr"), None]);
/// ```
pub fn tag(name: &str) -> Option<&'static str> {
    let name = name.trim();
    let is = |known: &&str| known.eq_ignore_ascii_case(name);
    let found = LANGUAGES.iter().find(|language| {
        [language.tag, language.english, language.key].iter().any(is)
            || language.codes.iter().any(is)
            || language.babel.iter().any(is)
    });
    found.filter(|_| !name.is_empty()).map(|language| language.tag)
}

fn of(tag: &str) -> Option<&'static Language> {
    LANGUAGES.iter().find(|language| language.tag.eq_ignore_ascii_case(tag))
}

/// The name that babel and polyglossia have for a tag.
///
/// ```
/// use ibidem::codec::language::babel;
/// assert_eq!(babel("fr"), Some("french"));
/// ```
pub fn babel(tag: &str) -> Option<&'static str> {
    of(tag)?.babel.first().copied()
}

/// The key that BibLaTeX's field `language` has for a tag.
///
/// ```
/// use ibidem::codec::language::key;
/// assert_eq!(key("fr"), Some("french"));
/// ```
pub fn key(tag: &str) -> Option<&'static str> {
    of(tag).map(|language| language.key).filter(|key| !key.is_empty())
}

/// The English name of a tag.
///
/// ```
/// use ibidem::codec::language::english;
/// assert_eq!([english("de"), english("x-none")], [Some("German"), None]);
/// ```
pub fn english(tag: &str) -> Option<&'static str> {
    of(tag).map(|language| language.english)
}

/// The terminological code of three letters (ISO 639-2/T) of a tag.
///
/// ```
/// use ibidem::codec::language::code;
/// assert_eq!(code("de"), Some("deu"));
/// ```
pub fn code(tag: &str) -> Option<&'static str> {
    of(tag)?.codes.first().copied()
}

#[rustfmt::skip]
static LANGUAGES: &[Language] = &[
    row("af", "Afrikaans", &["afr"], "afrikaans", &["afrikaans"]),
    row("am", "Amharic", &["amh"], "amharic", &["amharic"]),
    row("ar", "Arabic", &["ara"], "arabic", &["arabic"]),
    row("ast", "Asturian", &["ast"], "asturian", &["asturian"]),
    row("az", "Azerbaijani", &["aze"], "azerbaijani", &["azerbaijani"]),
    row("be", "Belarusian", &["bel"], "belarusian", &["belarusian"]),
    row("bg", "Bulgarian", &["bul"], "bulgarian", &["bulgarian"]),
    row("bn", "Bengali", &["ben"], "bengali", &["bengali"]),
    row("br", "Breton", &["bre"], "breton", &["breton"]),
    row("bs", "Bosnian", &["bos"], "bosnian", &["bosnian"]),
    row("ca", "Catalan", &["cat"], "catalan", &["catalan"]),
    row("cop", "Coptic", &["cop"], "coptic", &["coptic"]),
    row("cs", "Czech", &["ces", "cze"], "czech", &["czech"]),
    row("cy", "Welsh", &["cym", "wel"], "welsh", &["welsh"]),
    row("da", "Danish", &["dan"], "danish", &["danish"]),
    row("de", "German", &["deu", "ger"], "german", &["ngerman", "german", "germanb"]),
    row("de-AT", "German (Austria)", &[], "", &["naustrian", "austrian"]),
    row("de-CH", "German (Switzerland)", &[], "", &["nswissgerman", "swissgerman"]),
    row("dsb", "Lower Sorbian", &["dsb"], "lowersorbian", &["lowersorbian", "lsorbian"]),
    row("dv", "Divehi", &["div"], "divehi", &["divehi"]),
    row("el", "Greek", &["ell", "gre"], "greek", &["greek"]),
    row("en", "English", &["eng"], "english", &["english"]),
    row("en-US", "English (United States)", &[], "american", &["american", "usenglish"]),
    row("en-GB", "English (United Kingdom)", &[], "british", &["british", "ukenglish"]),
    row("en-AU", "English (Australia)", &[], "australian", &["australian"]),
    row("en-CA", "English (Canada)", &[], "canadian", &["canadian"]),
    row("en-NZ", "English (New Zealand)", &[], "newzealand", &["newzealand"]),
    row("eo", "Esperanto", &["epo"], "esperanto", &["esperanto"]),
    row("es", "Spanish", &["spa"], "spanish", &["spanish"]),
    row("es-MX", "Spanish (Mexico)", &[], "", &["mexican", "spanishmx"]),
    row("et", "Estonian", &["est"], "estonian", &["estonian"]),
    row("eu", "Basque", &["eus", "baq"], "basque", &["basque"]),
    row("fa", "Persian", &["fas", "per"], "persian", &["persian", "farsi"]),
    row("fi", "Finnish", &["fin"], "finnish", &["finnish"]),
    row("fr", "French", &["fra", "fre"], "french", &["french", "francais", "frenchb"]),
    row("fr-CA", "French (Canada)", &[], "", &["acadian", "canadien"]),
    row("fr-CH", "French (Switzerland)", &[], "", &["swissfrench"]),
    row("fur", "Friulian", &["fur"], "friulan", &["friulan", "friulian"]),
    row("ga", "Irish", &["gle"], "irish", &["irish"]),
    row("gd", "Scottish Gaelic", &["gla"], "scottish", &["scottish", "gaelic"]),
    row("gl", "Galician", &["glg"], "galician", &["galician"]),
    row("grc", "Ancient Greek", &["grc"], "ancientgreek", &["ancientgreek"]),
    row("he", "Hebrew", &["heb"], "hebrew", &["hebrew"]),
    row("hi", "Hindi", &["hin"], "hindi", &["hindi"]),
    row("hr", "Croatian", &["hrv"], "croatian", &["croatian"]),
    row("hsb", "Upper Sorbian", &["hsb"], "uppersorbian", &["uppersorbian", "usorbian"]),
    row("hu", "Hungarian", &["hun"], "hungarian", &["hungarian", "magyar"]),
    row("hy", "Armenian", &["hye", "arm"], "armenian", &["armenian"]),
    row("ia", "Interlingua", &["ina"], "interlingua", &["interlingua"]),
    row("id", "Indonesian", &["ind"], "indonesian", &["indonesian", "bahasa", "bahasai", "indon"]),
    row("is", "Icelandic", &["isl", "ice"], "icelandic", &["icelandic"]),
    row("it", "Italian", &["ita"], "italian", &["italian"]),
    row("ja", "Japanese", &["jpn"], "japanese", &["japanese"]),
    row("ka", "Georgian", &["kat", "geo"], "georgian", &["georgian"]),
    row("kk", "Kazakh", &["kaz"], "kazakh", &["kazakh"]),
    row("km", "Khmer", &["khm"], "khmer", &["khmer"]),
    row("kmr", "Northern Kurdish", &["kmr"], "kurmanji", &["kurmanji"]),
    row("kn", "Kannada", &["kan"], "kannada", &["kannada"]),
    row("ko", "Korean", &["kor"], "korean", &["korean"]),
    row("la", "Latin", &["lat"], "latin", &["latin"]),
    row("lo", "Lao", &["lao"], "lao", &["lao"]),
    row("lt", "Lithuanian", &["lit"], "lithuanian", &["lithuanian"]),
    row("lv", "Latvian", &["lav"], "latvian", &["latvian"]),
    row("mk", "Macedonian", &["mkd", "mac"], "macedonian", &["macedonian"]),
    row("ml", "Malayalam", &["mal"], "malayalam", &["malayalam"]),
    row("mn", "Mongolian", &["mon"], "mongolian", &["mongolian"]),
    row("mr", "Marathi", &["mar"], "marathi", &["marathi"]),
    row("ms", "Malay", &["msa", "may"], "malay", &["malay", "bahasam", "melayu", "meyalu"]),
    row("nb", "Norwegian Bokmål", &["nob"], "", &[]),
    row("nl", "Dutch", &["nld", "dut"], "dutch", &["dutch"]),
    row("nn", "Norwegian Nynorsk", &["nno"], "nynorsk", &["nynorsk"]),
    row("no", "Norwegian", &["nor"], "norwegian", &["norwegian", "norsk"]),
    row("oc", "Occitan", &["oci"], "occitan", &["occitan"]),
    row("pl", "Polish", &["pol"], "polish", &["polish"]),
    row("pms", "Piedmontese", &["pms"], "piedmontese", &["piedmontese"]),
    row("pt", "Portuguese", &["por"], "portuguese", &["portuguese", "portuges"]),
    row("pt-BR", "Portuguese (Brazil)", &[], "brazilian", &["brazilian", "brazil"]),
    row("rm", "Romansh", &["roh"], "romansh", &["romansh"]),
    row("ro", "Romanian", &["ron", "rum"], "romanian", &["romanian"]),
    row("ru", "Russian", &["rus"], "russian", &["russian"]),
    row("sa", "Sanskrit", &["san"], "sanskrit", &["sanskrit"]),
    row("se", "Northern Sami", &["sme"], "northernsami", &["northernsami", "samin"]),
    row("sk", "Slovak", &["slk", "slo"], "slovak", &["slovak"]),
    row("sl", "Slovenian", &["slv"], "slovene", &["slovene", "slovenian"]),
    row("sq", "Albanian", &["sqi", "alb"], "albanian", &["albanian"]),
    row("sr", "Serbian", &["srp"], "serbian", &["serbian"]),
    row("sr-Cyrl", "Serbian (Cyrillic)", &[], "serbianc", &["serbianc"]),
    row("sv", "Swedish", &["swe"], "swedish", &["swedish"]),
    row("syr", "Syriac", &["syr"], "syriac", &["syriac"]),
    row("ta", "Tamil", &["tam"], "tamil", &["tamil"]),
    row("te", "Telugu", &["tel"], "telugu", &["telugu"]),
    row("th", "Thai", &["tha"], "thai", &["thai"]),
    row("tk", "Turkmen", &["tuk"], "turkmen", &["turkmen"]),
    row("tr", "Turkish", &["tur"], "turkish", &["turkish"]),
    row("uk", "Ukrainian", &["ukr"], "ukrainian", &["ukrainian"]),
    row("ur", "Urdu", &["urd"], "urdu", &["urdu"]),
    row("uz", "Uzbek", &["uzb"], "uzbek", &["uzbek"]),
    row("vi", "Vietnamese", &["vie"], "vietnamese", &["vietnamese"]),
    row("yi", "Yiddish", &["yid"], "yiddish", &["yiddish"]),
    row("zh", "Chinese", &["zho", "chi"], "chinese", &["chinese"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_means_two_languages() {
        let mut seen = std::collections::BTreeMap::new();
        for language in LANGUAGES {
            let names = [language.tag, language.english, language.key].into_iter();
            for name in names.chain(language.codes.iter().copied()).chain(language.babel.iter().copied()) {
                let before = seen.insert(name.to_ascii_lowercase(), language.tag).unwrap_or(language.tag);
                assert!(name.is_empty() || before == language.tag, "{name} is {before} and {}", language.tag);
            }
        }
    }

    #[test]
    fn names_lead_back() {
        for language in LANGUAGES {
            let names = [babel(language.tag), key(language.tag), english(language.tag), code(language.tag)];
            for name in names.into_iter().flatten() {
                assert_eq!(tag(name), Some(language.tag), "{name}");
            }
        }
    }
}
