//! The units that need no declaration, and how each language writes them.

use policy_core::Decimal;
use policy_messages::Language;

/// A unit that the language itself knows.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct BuiltInUnit {
    /// How the syntax tree names it.
    pub canonical: &'static str,
    /// For exactly one of it.
    pub singular: &'static str,
    /// The Chinese forms; the formatter writes the first.
    pub chinese: &'static [&'static str],
}

static UNITS: &[BuiltInUnit] = &[
    BuiltInUnit { canonical: "hours", singular: "hour", chinese: &["学时", "小时"] },
    BuiltInUnit { canonical: "days", singular: "day", chinese: &["天", "日"] },
    BuiltInUnit { canonical: "credits", singular: "credit", chinese: &["学分"] },
    BuiltInUnit {
        canonical: "times", singular: "time", chinese: &["次", "份", "场", "篇", "项", "个"]
    },
    BuiltInUnit { canonical: "people", singular: "person", chinese: &["人", "名"] },
    BuiltInUnit { canonical: "yuan", singular: "yuan", chinese: &["元"] },
    BuiltInUnit { canonical: "weeks", singular: "week", chinese: &["周", "个星期", "星期"] },
    BuiltInUnit { canonical: "months", singular: "month", chinese: &["个月", "月"] },
    BuiltInUnit { canonical: "years", singular: "year", chinese: &["年", "周年"] },
    BuiltInUnit { canonical: "number", singular: "number", chinese: &["数"] },
];

/// All of them.
pub(crate) fn built_in_units() -> &'static [BuiltInUnit] {
    UNITS
}

/// The unit that a word (in simplified characters) names.
pub(crate) fn built_in_unit(word: &str) -> Option<&'static BuiltInUnit> {
    let is_named =
        |unit: &&BuiltInUnit| unit.canonical == word || unit.singular == word || unit.chinese.contains(&word);
    UNITS.iter().find(is_named)
}

impl BuiltInUnit {
    /// How a language writes it after an amount.
    pub fn word(&self, language: Language, amount: Decimal) -> &'static str {
        match language {
            Language::English if Decimal::whole(1) == Some(amount) => self.singular,
            Language::English => self.canonical,
            Language::Chinese => self.chinese.first().copied().unwrap_or(self.canonical),
        }
    }
}
