//! Printing names, texts, numbers and dates.

use chrono::{Datelike, NaiveDate};
use policy_core::Decimal;

use super::Printer;
use crate::keyword::{Keyword, built_in_unit, built_in_units, keyword_of, phrases_of, simplified_word};
use crate::syntax::{Declared, Name, Text};
use crate::words::{is_cut_apart, is_folded, is_month};

/// Where a name stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Where only a name can stand.
    Declared,
    /// Within conditions, where words such as `count` mean something else.
    Used,
    /// In a table of cases, where words such as `met` mean something else.
    Cell,
}

impl Printer<'_> {
    pub fn name(&self, name: &Name, place: Place) -> String {
        if self.needs_quotes(&name.text, place) { format!("`{}`", name.text) } else { name.text.clone() }
    }

    pub fn used(&self, name: &Name) -> String {
        self.name(name, Place::Used)
    }

    /// A member of a record and its value, which together must not be a keyword of several words.
    pub fn member(&self, name: &Name, value: &str) -> String {
        let first_of_value = value.split(' ').next().unwrap_or(value);
        let is_phrase = phrases_of(&name.text)
            .iter()
            .any(|(words, _)| words.get(1).is_some_and(|second| *second == first_of_value));
        let shown = if is_phrase { format!("`{}`", name.text) } else { self.name(name, Place::Declared) };
        format!("{shown} {value}")
    }

    /// A name where `year`, `month` and `day` mean those of the calendar; another word for them is quoted.
    pub fn calendar_name(&self, name: &Name) -> String {
        let simple = simplified_word(&name.text);
        match (name.text.as_str(), keyword_of(&simple)) {
            ("year", _) => self.word(Keyword::Year).to_owned(),
            ("month", _) => self.word(Keyword::Month).to_owned(),
            ("day", _) => self.word(Keyword::Day).to_owned(),
            (
                text,
                Some(Keyword::Year | Keyword::ThisYear | Keyword::Month | Keyword::Day | Keyword::ThisPeriod),
            ) if text != "period" => format!("`{text}`"),
            _ => self.used(name),
        }
    }

    pub fn names(&self, names: &[Name], place: Place) -> String {
        let names: Vec<String> = names.iter().map(|name| self.name(name, place)).collect();
        names.join(self.list_comma())
    }

    /// One name, or several in brackets.
    pub fn name_or_list(&self, names: &[Name]) -> String {
        match names {
            [name] => self.used(name),
            names => format!("[{}]", self.names(names, Place::Used)),
        }
    }

    fn needs_quotes(&self, text: &str, place: Place) -> bool {
        let simple = simplified_word(text);
        let collides = keyword_of(&simple).is_some_and(|keyword| match place {
            Place::Declared => keyword.is_reserved(),
            Place::Used => keyword.is_reserved() || is_guarded(keyword),
            Place::Cell => keyword.is_reserved() || is_outcome(keyword),
        });
        collides
            || matches!(text, "the" | "The")
            || is_month(text)
            || !is_folded(text)
            || is_cut_apart(text, &self.lexicon)
    }

    pub fn text_in_quotes(&self, text: &str) -> String {
        let mut quoted = String::from("\"");
        for character in text.chars() {
            match character {
                '"' | '＂' | '\\' => quoted.extend(['\\', character]),
                '\n' => quoted.push_str("\\n"),
                other => quoted.push(other),
            }
        }
        quoted.push('"');
        quoted
    }

    pub fn quoted(&self, text: &Text) -> String {
        self.text_in_quotes(&text.value)
    }

    /// `winter_break "寒假" also "寒假期间"`
    pub fn declared(&self, declared: &Declared) -> String {
        let mut shown = self.name(&declared.name, Place::Declared);
        if let Some(label) = &declared.label {
            shown.push(' ');
            shown.push_str(&self.quoted(label));
        }
        if !declared.also.is_empty() {
            let aliases: Vec<String> = declared.also.iter().map(|alias| self.alias(alias)).collect();
            shown.push_str(&format!(" {} {}", self.word(Keyword::Also), aliases.join(self.list_comma())));
        }
        shown
    }

    /// An alias, without quotation marks where it is one plain word.
    fn alias(&self, alias: &Text) -> String {
        let is_plain = alias.value.starts_with(|first: char| first.is_ascii_lowercase())
            && alias.value.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            && !self.needs_quotes(&alias.value, Place::Used);
        if is_plain { alias.value.clone() } else { self.quoted(alias) }
    }

    /// The label of an occurrence: a year, two years, a date, a name, or a text.
    pub fn occurrence(&self, label: &Name) -> String {
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let parts: Vec<&str> = label.text.split('-').collect();
        let is_raw = match parts.as_slice() {
            [year] | [year, _] if !is_number(year) => false,
            [_] => true,
            [_, second] => is_number(second),
            [_, _, _] => NaiveDate::parse_from_str(&label.text, "%Y-%m-%d")
                .is_ok_and(|date| date.to_string() == label.text),
            _ => false,
        };
        let is_name = || !self.needs_quotes(&label.text, Place::Used) && !label.text.contains(' ');
        if is_raw || is_name() { label.text.clone() } else { self.text_in_quotes(&label.text) }
    }

    // ---- Amounts and dates ----

    pub fn quantity(&self, amount: Decimal, unit: Option<&Name>) -> String {
        match unit {
            Some(unit) => format!("{amount} {}", self.unit(amount, unit)),
            None => amount.to_string(),
        }
    }

    fn unit(&self, amount: Decimal, unit: &Name) -> String {
        let known = built_in_units().iter().find(|known| known.canonical == unit.text);
        known.map_or_else(|| unit.text.clone(), |known| known.word(self.language, amount).to_owned())
    }

    /// The type of a field that is a unit, a term tree or a subject.
    pub fn type_name(&self, name: &Name) -> String {
        if built_in_units().iter().any(|known| known.canonical == name.text) {
            return self.unit(Decimal::ZERO, name);
        }
        let simple = simplified_word(&name.text);
        let is_type = matches!(keyword_of(&simple), Some(Keyword::Text | Keyword::Flag | Keyword::Date));
        if is_type || built_in_unit(&simple).is_some() {
            return format!("`{}`", name.text);
        }
        self.name(name, Place::Declared)
    }

    pub fn date(&self, date: NaiveDate) -> String {
        if self.is_chinese() {
            format!("{}年{}月{}日", date.year(), date.month(), date.day())
        } else {
            date.format("%Y-%m-%d").to_string()
        }
    }

    pub fn month_day(&self, month: u32, day: u32) -> String {
        if self.is_chinese() {
            return format!("{month}月{day}日");
        }
        let first = NaiveDate::from_ymd_opt(2000, month, 1).unwrap_or_default();
        format!("{} {day}", first.format("%B"))
    }
}

/// Whether a word that may be a name means something else within conditions.
fn is_guarded(keyword: Keyword) -> bool {
    const GUARDED: [&str; 18] = [
        "count",
        "share",
        "ratio",
        "latest",
        "earliest",
        "any",
        "otherwise",
        "none",
        "sum",
        "highest",
        "lowest",
        "different",
        "recorded",
        "year",
        "month",
        "period",
        "short",
        "due",
    ];
    GUARDED.contains(&keyword.canonical()) || is_outcome(keyword)
}

/// Whether a word that may be a name says how a rule or a consequence stands.
fn is_outcome(keyword: Keyword) -> bool {
    const OUTCOMES: [&str; 6] = ["met", "unmet", "pending", "unknown", "undetermined", "clear"];
    OUTCOMES.contains(&keyword.canonical())
}
