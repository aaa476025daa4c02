//! The keywords in `docs/language.md` are the compiler's, word for word.

#![allow(missing_docs, clippy::unwrap_used, reason = "tests stop at what they do not expect")]

use std::path::Path;

use policy_dsl::Keyword;
use policy_messages::Language;

/// The rows as the table of keywords makes them.
fn rows() -> String {
    let mut rows = String::from("| English | Chinese |\n|---|---|\n");
    for keyword in Keyword::all() {
        let forms = |language, comma| match keyword.forms(language) {
            [] => "–".to_owned(),
            forms => forms.join(comma),
        };
        let (english, chinese) = (forms(Language::English, ", "), forms(Language::Chinese, "、"));
        rows.push_str(&format!("| {english} | {chinese} |\n"));
    }
    rows
}

#[test]
fn the_documented_keywords_are_the_table_of_keywords() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/language.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let start = text.find("## Keywords").unwrap();
    let table = start + text[start..].find("| English | Chinese |").unwrap();
    let end = text[table..].find("\n\n").map_or(text.len(), |length| table + length + 1);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        let updated = format!("{}{}{}", &text[..table], rows(), &text[end..]);
        std::fs::write(&path, updated).unwrap();
        return;
    }
    assert_eq!(&text[table..end], rows(), "run UPDATE_DOCS=1 cargo test -p policy-dsl --test keywords");
}
