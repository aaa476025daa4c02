//! Keywords: the one list of the words that the language itself knows.
//!
//! The words stage reads them, the formatter writes them, the parser suggests
//! them, and `docs/language.md` lists them; all from the same table. Units come
//! with them, since every language names those in its own way too.

mod simplified;
mod table;
mod unit;

use std::sync::LazyLock;

use policy_messages::Language;
use rustc_hash::FxHashMap;

pub(crate) use simplified::{simplified, simplified_word};
pub use table::Keyword;
pub(crate) use unit::{built_in_unit, built_in_units};

/// One keyword of the table.
#[derive(Debug)]
pub(crate) struct Entry {
    keyword: Keyword,
    canonical: &'static str,
    english: &'static [&'static str],
    chinese: &'static [&'static str],
}

/// Declares the keywords and their table from one list.
macro_rules! keywords {
    ($($name:ident $canonical:literal [$($english:literal),*] [$($chinese:literal),*];)*) => {
        /// A keyword, whichever form it was written in.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Keyword {
            $(#[doc = concat!("`", $canonical, "`", $(" `", $english, "`",)* $(" `", $chinese, "`"),*)] $name,)*
        }

        pub(super) static ENTRIES: &[Entry] = &[$(Entry {
            keyword: Keyword::$name,
            canonical: $canonical,
            english: &[$($english),*],
            chinese: &[$($chinese),*],
        },)*];
    };
}
use keywords;

impl Keyword {
    /// Every keyword, in the order of the table.
    pub fn all() -> impl Iterator<Item = Self> {
        table::ENTRIES.iter().map(|entry| entry.keyword)
    }

    /// The word that stands for it in canonical text, which the grammar reads.
    pub fn canonical(self) -> &'static str {
        self.entry().canonical
    }

    /// The form that the formatter writes; the English one where a language has none.
    pub fn word(self, language: Language) -> &'static str {
        let forms = match language {
            Language::English => [self.entry().english, self.entry().chinese],
            Language::Chinese => [self.entry().chinese, self.entry().english],
        };
        forms.into_iter().flatten().copied().next().unwrap_or(self.canonical())
    }

    /// Every form of a language, the formatter's first.
    pub fn forms(self, language: Language) -> &'static [&'static str] {
        match language {
            Language::English => self.entry().english,
            Language::Chinese => self.entry().chinese,
        }
    }

    /// Whether it can never be a name (unless in back quotes).
    pub fn is_reserved(self) -> bool {
        !self.canonical().starts_with(|first: char| first.is_ascii_lowercase())
    }

    /// Whether it can stand in the middle of a clause; others begin one, declare something or are types.
    pub(crate) fn is_of_expressions(self) -> bool {
        !matches!(
            self,
            Self::Policy
                | Self::Vocabulary
                | Self::Calendar
                | Self::Amend
                | Self::Replace
                | Self::Insert
                | Self::Repeal
                | Self::Subject
                | Self::Key
                | Self::Fact
                | Self::Event
                | Self::Terms
                | Self::Outcome
                | Self::Text
                | Self::Flag
                | Self::Period
                | Self::Issuer
                | Self::Document
                | Self::Effective
                | Self::Source
                | Self::Uses
                | Self::Supersedes
                | Self::Under
                | Self::Tightens
                | Self::Parameter
                | Self::Table
                | Self::Recognition
                | Self::CountEntry
                | Self::Rule
                | Self::Consequence
                | Self::Test
        )
    }

    /// Whether it declares what an amendment may replace, insert or repeal.
    pub(crate) fn is_amendable(self) -> bool {
        matches!(self, Self::Rule | Self::Recognition | Self::Consequence | Self::Parameter | Self::Table)
    }

    /// Whether it says the how-manyth time it is, and so names the step of a ladder: 处理.首次.
    pub(crate) fn is_ordinal(self) -> bool {
        matches!(
            self,
            Self::FirstTime | Self::SecondTime | Self::ThirdTime | Self::FourthTime | Self::FifthTime
        )
    }

    fn entry(self) -> &'static Entry {
        // The macro writes the variants and the rows in the same order.
        &table::ENTRIES[self as usize]
    }
}

/// The words of a keyword of several words, and the keyword.
pub(crate) type Phrase = (Vec<&'static str>, Keyword);

/// The keyword that a single word is, in any language and script.
///
/// `word` must be in simplified characters already.
pub(crate) fn keyword_of(word: &str) -> Option<Keyword> {
    WORDS.get(word).copied()
}

/// The keywords of several words that begin with `first`, each with its words, longest first.
pub(crate) fn phrases_of(first: &str) -> &'static [Phrase] {
    PHRASES.get(first).map_or(&[], Vec::as_slice)
}

/// The lengths in characters of the Chinese keywords and units that begin with `first`, longest first.
pub(crate) fn lengths_of(first: char) -> &'static [usize] {
    LENGTHS.get(&first).map_or(&[], Vec::as_slice)
}

static WORDS: LazyLock<FxHashMap<&'static str, Keyword>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for entry in table::ENTRIES {
        for form in entry.english.iter().chain(entry.chinese) {
            if !form.contains(' ') {
                words.entry(*form).or_insert(entry.keyword);
            }
        }
    }
    words
});

static PHRASES: LazyLock<FxHashMap<&'static str, Vec<Phrase>>> = LazyLock::new(|| {
    let mut phrases: FxHashMap<&'static str, Vec<Phrase>> = FxHashMap::default();
    for entry in table::ENTRIES {
        for form in entry.english {
            let words: Vec<&str> = form.split(' ').filter(|word| *word != "the").collect();
            if let [first, _, ..] = words.as_slice() {
                phrases.entry(first).or_default().push((words, entry.keyword));
            }
        }
    }
    for candidates in phrases.values_mut() {
        candidates.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
    }
    phrases
});

static LENGTHS: LazyLock<FxHashMap<char, Vec<usize>>> = LazyLock::new(|| {
    let keywords = table::ENTRIES.iter().flat_map(|entry| entry.chinese);
    let units = built_in_units().iter().flat_map(|unit| unit.chinese);
    let mut lengths: FxHashMap<char, Vec<usize>> = FxHashMap::default();
    for form in keywords.chain(units) {
        if let Some(first) = form.chars().next() {
            lengths.entry(first).or_default().push(form.chars().count());
        }
    }
    for known in lengths.values_mut() {
        known.sort_unstable_by(|left, right| right.cmp(left));
        known.dedup();
    }
    lengths
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stand_in_the_order_of_the_enum() {
        for (place, entry) in table::ENTRIES.iter().enumerate() {
            assert_eq!(entry.keyword as usize, place);
        }
    }

    #[test]
    fn a_form_that_stands_twice_means_the_same_word_to_the_grammar() {
        for entry in table::ENTRIES {
            for form in entry.english.iter().chain(entry.chinese).filter(|form| !form.contains(' ')) {
                assert_eq!(keyword_of(form).map(Keyword::canonical), Some(entry.canonical), "{form}");
            }
        }
    }

    #[test]
    fn forms_are_written_in_simplified_characters() {
        for form in table::ENTRIES.iter().flat_map(|entry| entry.chinese) {
            assert_eq!(form.chars().map(simplified).collect::<String>(), *form);
        }
    }

    #[test]
    fn every_keyword_has_a_form() {
        for keyword in Keyword::all() {
            assert!(!keyword.word(Language::English).is_empty());
            assert!(!keyword.word(Language::Chinese).is_empty());
        }
    }
}
