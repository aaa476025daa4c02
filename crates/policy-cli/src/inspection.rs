//! What is doubtful in data that can be read: `policy data check` looks at every row for it.
//!
//! Nothing is set aside for a doubt, and no verdict changes: a bureau is to look before anybody is judged.

use std::collections::hash_map::Entry as Slot;
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{Datelike, NaiveDate};
use policy_core::{Decimal, FieldId, FieldKind, ListId, SubjectId, Vocabulary};
use policy_dsl::Saying;

use crate::finding::{Findings, Place, Trouble};
use crate::gather::{Kind, Layout};
use crate::population::{Entry, MISSING, day};
use crate::read::{Cell, Row};

/// What has been seen of the data so far.
#[derive(Debug, Default)]
pub struct Inspection {
    /// What is doubtful.
    pub doubts: Findings,
    /// How many rows each table has, in the order in which they were read.
    pub tables: Vec<(Place, Kind, usize)>,
    /// Where each event was first seen, by all that it says.
    seen: HashMap<u128, Entry>,
    /// Whose identifier has been looked at.
    looked_at: HashSet<u64>,
    /// The hours of events of a single day, by whose they are and the day.
    on_day: HashMap<(u64, i64), i64>,
    watch: Watch,
}

/// What there is to look at in a table.
#[derive(Debug, Default)]
struct Watch {
    place: Option<Place>,
    headings: Vec<String>,
    key: usize,
    /// Columns that state a year.
    years: Vec<usize>,
    /// Fields that hold days, with their columns.
    days: Vec<(FieldId, usize)>,
    /// Fields that hold hours, with their columns.
    hours: Vec<(FieldId, usize)>,
    /// The field that says to which day an event belongs.
    dated: Option<FieldId>,
    /// The fields of its first and last day.
    lasting: Option<(FieldId, FieldId)>,
}

impl Inspection {
    /// Begins with a table.
    pub fn begin(&mut self, place: Place, layout: &Layout, vocabulary: &Vocabulary) {
        let (subject, list) = layout.kind.owner();
        let fields = vocabulary.fields(subject, list);
        let columns = |wanted: fn(&FieldKind) -> bool| {
            let fields = (0..).map(FieldId).zip(fields).filter(move |(_, field)| wanted(&field.kind));
            let found = fields.filter_map(|(id, _)| {
                let target = Some(layout.kind.target(id));
                Some((id, layout.targets.iter().position(|own| *own == target)?))
            });
            found.collect()
        };
        let declared = list.and_then(|list| vocabulary.subjects[subject.index()].lists.get(list.index()));
        let states_a_year =
            |heading: &String| heading.contains("年度") || heading.to_lowercase().contains("year");
        self.watch = Watch {
            headings: layout.headings.clone(),
            key: layout.key,
            years: (0..layout.headings.len())
                .filter(|column| states_a_year(&layout.headings[*column]))
                .collect(),
            days: columns(|kind| *kind == FieldKind::Date),
            hours: columns(|kind| *kind == FieldKind::Quantity(Vocabulary::HOURS)),
            dated: declared.map(|list| list.dated),
            lasting: declared.and_then(|list| list.lasting),
            place: Some(place.clone()),
        };
        self.tables.push((place, layout.kind, 0));
    }

    /// Begins with nested records.
    pub fn begin_records(&mut self, place: Place, subject: SubjectId) {
        self.watch = Watch::default();
        self.tables.push((place, Kind::Subject(subject), 0));
    }

    /// Counts a row of the table.
    pub fn count(&mut self) {
        if let Some((_, _, rows)) = self.tables.last_mut() {
            *rows += 1;
        }
    }

    /// Looks at a subject's identifier, once.
    pub fn identifier(&mut self, subject: SubjectId, key: &str, row: u64) {
        if self.looked_at.insert(hash(&(subject.0, key)))
            && let Some(reason) = doubt_of_identifier(key)
        {
            self.doubt(Trouble::CheckDigit, row, self.watch.key, None, Saying::new(reason));
        }
    }

    /// Looks at the facts of a subject, in words.
    pub fn subject(&mut self, facts: &[i64], row: u64) {
        self.far_days(facts, row);
    }

    /// Looks at an event: its cells, and its fields in words. `file` names an earlier entry's file, where that is another.
    pub fn event(
        &mut self,
        (subject, list): (SubjectId, ListId),
        key: &str,
        cells: &Row,
        fields: &[i64],
        entry: Entry,
        file: &dyn Fn(Entry) -> Option<String>,
    ) {
        let row = entry.row;
        self.far_days(fields, row);
        let dated = self.watch.dated.and_then(|field| day(*fields.get(field.index())?));
        if let Some(dated) = dated {
            self.year(cells, dated, row);
        }
        self.hours(hash(&(subject.0, key)), fields, row);
        match self.seen.entry(wide_hash(&(subject.0, list.0, key, fields))) {
            Slot::Vacant(place) => _ = place.insert(entry),
            Slot::Occupied(first) => {
                let first = *first.get();
                let says = match file(first) {
                    None => Saying::new("finding-event-twice"),
                    Some(file) => Saying::new("finding-event-twice-elsewhere").with("file", file),
                };
                self.doubt(Trouble::Repeated, row, self.watch.key, None, says.with("row", first.row));
            }
        }
    }

    fn doubt(&mut self, trouble: Trouble, row: u64, column: usize, value: Option<String>, reason: Saying) {
        let Some(place) = &self.watch.place else { return };
        let column = self.watch.headings.get(column).cloned();
        self.doubts.add(trouble, Place { row: Some(row), column, ..place.clone() }, value, reason);
    }

    /// Days of another age: most often a year with a wrong digit, or a number taken for a day.
    fn far_days(&mut self, words: &[i64], row: u64) {
        const USUAL: std::ops::RangeInclusive<i32> = 1900..=2100;
        for (field, column) in self.watch.days.clone() {
            let day = words.get(field.index()).and_then(|word| day(*word));
            if let Some(day) = day.filter(|day| !USUAL.contains(&day.year())) {
                let says = Saying::new("finding-far-day").with("day", day);
                self.doubt(Trouble::FarDay, row, column, Some(day.to_string()), says);
            }
        }
    }

    fn year(&mut self, cells: &Row, dated: NaiveDate, row: u64) {
        for column in self.watch.years.clone() {
            let stated = year_of(cells.cell(column));
            if let Some(stated) = stated.filter(|stated| *stated != i64::from(dated.year())) {
                let says = Saying::new("finding-year").with("stated", stated).with("day", dated);
                self.doubt(Trouble::Year, row, column, Some(stated.to_string()), says);
            }
        }
    }

    /// No more than 24 hours a day: of one event over its days, and of all events of a single day together. How long
    /// an event without a first and a last day takes, nobody knows.
    fn hours(&mut self, whose: u64, fields: &[i64], row: u64) {
        const MOST_A_DAY: i64 = 24 * Decimal::ONE.millionths();
        let word = |field: FieldId| fields.get(field.index()).copied().filter(|word| *word != MISSING);
        let Some((first, last)) = self.watch.lasting.and_then(|(first, last)| word(first).zip(word(last)))
        else {
            return;
        };
        let days = last.saturating_sub(first).saturating_add(1);
        for (field, column) in self.watch.hours.clone() {
            let Some(own) = word(field) else { continue };
            let mut hours = own;
            if days == 1 {
                let sum = self.on_day.entry((whose, first)).or_default();
                *sum = sum.saturating_add(own);
                hours = *sum;
            }
            if hours > days.saturating_mul(MOST_A_DAY) {
                let id = if hours == own { "finding-hours" } else { "finding-hours-of-a-day" };
                let says = Saying::new(id).with("hours", Decimal::from_millionths(hours)).with("days", days);
                self.doubt(Trouble::Hours, row, column, None, says);
            }
        }
    }
}

fn hash(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Wide enough that two events that differ are never taken for one.
fn wide_hash(value: &impl Hash) -> u128 {
    u128::from(hash(value)) << 64 | u128::from(hash(&(1_u8, value)))
}

/// The year that a cell states, be it `2023`, `2023年` or `2023年度`.
fn year_of(cell: Cell<'_>) -> Option<i64> {
    let year = match cell {
        Cell::Whole(year) => year,
        Cell::Text(text) => text.trim_end_matches(['度', '年']).trim().parse().ok()?,
        Cell::Empty | Cell::Fraction(_) | Cell::Day(_) | Cell::Flag(_) | Cell::Broken(_) => return None,
    };
    (1900..=2200).contains(&year).then_some(year)
}

/// What is doubtful about the number of a resident identity card: the message that says so.
///
/// Its last character is the check character of ISO 7064 MOD 11-2, and digits 7 to 14 are the day of birth (GB 11643-1999).
/// Identifiers of another form are not looked at.
fn doubt_of_identifier(key: &str) -> Option<&'static str> {
    let digits: Vec<u32> = key.chars().take(17).filter_map(|c| c.to_digit(10)).collect();
    let last = key.chars().nth(17)?.to_ascii_uppercase();
    if digits.len() != 17 || key.chars().count() != 18 || !(last.is_ascii_digit() || last == 'X') {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits[range].iter().fold(0, |all, digit| all * 10 + digit);
    let year = i32::try_from(number(6..10)).ok()?;
    if NaiveDate::from_ymd_opt(year, number(10..12), number(12..14)).is_none() {
        return Some("finding-id-birth");
    }
    // The sum of all digits, each weighed with a power of two, is 1 modulo 11.
    let sum = digits.iter().fold(0, |sum, digit| (sum + digit) * 2 % 11);
    let check = (12 - sum) % 11;
    let is_right = if check == 10 { last == 'X' } else { last.to_digit(10) == Some(check) };
    (!is_right).then_some("finding-id-check-digit")
}

#[cfg(test)]
mod tests {
    use super::{doubt_of_identifier, year_of};
    use crate::read::Cell;

    #[test]
    fn an_identity_number_ends_in_its_check_character() {
        // The examples of GB 11643-1999.
        assert_eq!(doubt_of_identifier("11010519491231002X"), None);
        assert_eq!(doubt_of_identifier("440524188001010014"), None);
        assert_eq!(doubt_of_identifier("11010519491231002x"), None);
        assert_eq!(doubt_of_identifier("110105194912310021"), Some("finding-id-check-digit"));
        assert_eq!(doubt_of_identifier("440524188010010014"), Some("finding-id-check-digit"));
        assert_eq!(doubt_of_identifier("110105194913310026"), Some("finding-id-birth"));
        for other in [
            "T001",
            "",
            "1101051949123100",
            "11010519491231002XX",
            "11010519491231002号",
            "1101051949一231002X",
        ] {
            assert_eq!(doubt_of_identifier(other), None, "{other}");
        }
    }

    #[test]
    fn a_year_is_stated_in_several_ways() {
        for text in ["2023", "2023年", "2023年度", "2023 年"] {
            assert_eq!(year_of(Cell::Text(text)), Some(2023), "{text}");
        }
        for text in ["2022-2023", "第一年度", "23", ""] {
            assert_eq!(year_of(Cell::Text(text)), None, "{text}");
        }
        assert_eq!(year_of(Cell::Whole(2023)), Some(2023));
    }
}
