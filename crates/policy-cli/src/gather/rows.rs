//! The rows of one table, each kept or set aside.

use policy_core::{Field, FieldKind, ListId, SubjectId, Value, ValueError, Vocabulary, in_half_width};
use policy_dsl::Saying;
use policy_table::figure;

use super::columns::Layout;
use super::kinds::{Kind, Target};
use crate::failure::Failure;
use crate::finding::{Findings, Place, Trouble, masked, value_reason};
use crate::inspection::Inspection;
use crate::population::{Differing, Entry, MISSING, Origin, Population};
use crate::progress::Progress;
use crate::read::{Cell, Flow, Row, Table};
use crate::voice::is_invisible;

/// Reads a table's rows into the population.
pub fn read(
    table: &Table,
    layout: &Layout,
    vocabulary: &Vocabulary,
    population: &mut Population,
    findings: &mut Findings,
    progress: &Progress,
    mut inspection: Option<&mut Inspection>,
) -> Result<(), Failure> {
    let origin = population.add_origin(Origin { file: table.file.clone(), sheet: table.sheet.clone() });
    let reader = Rows { table, layout, vocabulary };
    let mut facts = Vec::new();
    let mut fields = Vec::new();
    if let Some(inspection) = &mut inspection {
        inspection.begin(reader.place(), layout, vocabulary);
    }
    let is_inspected = inspection.is_some();
    let wanted = |column: usize| is_inspected || layout.targets.get(column).copied().flatten().is_some();
    table.read_columns(&wanted, &mut |row| {
        if row.number <= layout.heading_row {
            return Ok(Flow::More);
        }
        progress.row();
        if let Some(inspection) = &mut inspection {
            inspection.count();
        }
        let entry = Entry { origin, row: row.number };
        let kept = match reader.take(row, population, &mut facts, &mut fields) {
            Ok(None) => Ok(()),
            Ok(Some(taken)) => {
                let kept = reader.keep(&taken, entry, population, &facts, &mut fields);
                if let (Some(inspection), Ok(())) = (&mut inspection, &kept) {
                    reader.inspect(&taken, row, entry, population, (&facts, &fields), inspection);
                }
                kept
            }
            Err(refusal) => {
                reader.lose(row, entry, population);
                Err(refusal)
            }
        };
        if let Err(refusal) = kept {
            let column = refusal.column.map(|column| layout.headings[column].clone());
            let place = Place { row: Some(row.number), column, ..reader.place() };
            findings.add(refusal.trouble, place, refusal.value, refusal.reason);
        }
        Ok(if progress.is_interrupted() { Flow::Stop } else { Flow::More })
    })
}

struct Rows<'t> {
    table: &'t Table,
    layout: &'t Layout,
    vocabulary: &'t Vocabulary,
}

/// A row whose cells were read into words.
struct Taken {
    /// Whose it is.
    key: String,
    /// Whether it tells of an event; one with only a subject's own cells stands for somebody who has none.
    has_event: bool,
    /// The first of its cells that cannot be read; their words are missing.
    unreadable: Option<Refusal>,
}

/// Why a row is set aside.
#[derive(Clone)]
struct Refusal {
    trouble: Trouble,
    column: Option<usize>,
    value: Option<String>,
    reason: Saying,
}

impl Refusal {
    fn of_row(trouble: Trouble, reason: Saying) -> Self {
        Self { trouble, column: None, value: None, reason }
    }

    fn at(trouble: Trouble, column: Option<usize>, value: Option<String>, reason: Saying) -> Self {
        Self { trouble, column, value, reason }
    }
}

impl Rows<'_> {
    fn place(&self) -> Place {
        Place { file: self.table.file.clone(), sheet: self.table.sheet.clone(), row: None, column: None }
    }

    /// Reads a row's cells into words. `None` for a row without anything.
    ///
    /// # Errors
    /// It cannot be told whose the row is, or which cell belongs to which column.
    fn take(
        &self,
        row: &Row,
        population: &mut Population,
        facts: &mut Vec<i64>,
        fields: &mut Vec<i64>,
    ) -> Result<Option<Taken>, Refusal> {
        let layout = self.layout;
        let subject = layout.subject();
        if row.is_blank() {
            return Ok(None);
        }
        let beyond = (layout.headings.len()..row.len()).find(|column| row.cell(*column) != Cell::Empty);
        if let Some(column) = beyond {
            let reason = Saying::new("finding-cell-without-heading").with("number", column + 1);
            return Err(Refusal::of_row(Trouble::Shape, reason));
        }
        let key = self.key(row.cell(layout.key))?;
        facts.clear();
        facts.resize(self.vocabulary.fields(subject, None).len(), MISSING);
        fields.clear();
        if let Kind::Events(subject, list) = layout.kind {
            fields.resize(self.vocabulary.fields(subject, Some(list)).len(), MISSING);
        }
        let takes_facts = match layout.kind {
            Kind::Subject(_) => true,
            // Where the subjects have a table of their own, that one says what they are.
            Kind::Events(subject, _) => !population.of(subject).has_table,
        };
        let mut unreadable = None;
        let mut has_event = false;
        for (column, target) in layout.targets.iter().enumerate() {
            let (field, word) = match (target, layout.kind) {
                (Some(Target::Fact(fact)), _) if takes_facts => {
                    (&self.vocabulary.fields(subject, None)[fact.index()], &mut facts[fact.index()])
                }
                (Some(Target::Field(id)), Kind::Events(subject, list)) => {
                    has_event |= row.cell(column) != Cell::Empty;
                    (&self.vocabulary.fields(subject, Some(list))[id.index()], &mut fields[id.index()])
                }
                (None | Some(Target::Key | Target::Fact(_) | Target::Field(_)), _) => continue,
            };
            match self.word(field, row.cell(column), column, population) {
                Ok(read) => *word = read,
                Err(refusal) => _ = unreadable.get_or_insert(refusal),
            }
        }
        Ok(Some(Taken { key, has_event, unreadable }))
    }

    fn key(&self, cell: Cell<'_>) -> Result<String, Refusal> {
        identifier(cell)
            .map_err(|reason| Refusal::at(Trouble::Identifier, Some(self.layout.key), None, reason))
    }

    fn word(
        &self,
        field: &Field,
        cell: Cell<'_>,
        column: usize,
        population: &mut Population,
    ) -> Result<i64, Refusal> {
        let word = &mut |value: Value<'_>| population.typed_word(field, value);
        read_cell(self.vocabulary, field, cell, word).map_err(|(trouble, reason)| {
            Refusal::at(trouble, Some(column), Some(masked(&cell.text())), reason)
        })
    }

    /// Puts what a row says into the population.
    ///
    /// # Errors
    /// Something of it cannot be used. Of a subject's row then nothing is; of an event the rest stays, as
    /// something that did happen.
    fn keep(
        &self,
        taken: &Taken,
        entry: Entry,
        population: &mut Population,
        facts: &[i64],
        fields: &mut [i64],
    ) -> Result<(), Refusal> {
        match (self.layout.kind, taken) {
            (Kind::Subject(subject), Taken { key, unreadable: None, .. }) => {
                let outcome = population.of_mut(subject).add(key, entry, facts);
                let twice = |earlier| self.at_key(Trouble::Twice, self.repeated(earlier, entry, population));
                outcome.map(drop).map_err(twice)
            }
            (Kind::Subject(subject), Taken { key, unreadable: Some(refusal), .. }) => {
                population.of_mut(subject).set_aside(key, entry, facts);
                Err(refusal.clone())
            }
            (Kind::Events(subject, list), Taken { key, has_event, unreadable }) => {
                let backwards = self.forget_days_in_wrong_order(subject, list, fields);
                let Some((owner, differs)) = self.owner(subject, key, entry, population, facts)? else {
                    population.of_mut(subject).unclaimed += 1;
                    return Ok(());
                };
                if population.of(subject).is_whole(owner) {
                    let names = &self.vocabulary.subjects[subject.index()].names;
                    let reason = Saying::new("finding-owner-whole").with_names("subject", names);
                    return Err(self.at_key(Trouble::Contradiction, reason));
                }
                let refusal = unreadable.clone().or(backwards).or(differs);
                let owners = population.of_mut(subject);
                if *has_event {
                    owners.lists[list.index()].push(owner, fields);
                }
                match refusal {
                    None => Ok(()),
                    Some(refusal) => {
                        owners.lose_row(owner);
                        Err(refusal)
                    }
                }
            }
        }
    }

    /// Notes a row of which nothing can be used, where it can be told whose it is.
    fn lose(&self, row: &Row, entry: Entry, population: &mut Population) {
        let Ok(key) = self.key(row.cell(self.layout.key)) else { return };
        match self.layout.kind {
            Kind::Subject(subject) => population.of_mut(subject).set_aside(&key, entry, &[]),
            Kind::Events(subject, list) => population.of_mut(subject).lose_event(key, list),
        }
    }

    fn at_key(&self, trouble: Trouble, reason: Saying) -> Refusal {
        Refusal::at(trouble, Some(self.layout.key), None, reason)
    }

    /// Takes away both days of an event that ends before it begins: which of the two is wrong, nobody knows.
    fn forget_days_in_wrong_order(
        &self,
        subject: SubjectId,
        list: ListId,
        fields: &mut [i64],
    ) -> Option<Refusal> {
        let (first, last) = self.vocabulary.subjects[subject.index()].lists[list.index()].lasting?;
        let (start, end) = (fields[first.index()], fields[last.index()]);
        if start == MISSING || end == MISSING || start <= end {
            return None;
        }
        (fields[first.index()], fields[last.index()]) = (MISSING, MISSING);
        let column = self.layout.targets.iter().position(|target| *target == Some(Target::Field(last)));
        let day = |word| crate::population::day(word).map(|day| day.to_string()).unwrap_or_default();
        let reason = Saying::new("value-end-before-start").with("start", day(start)).with("end", day(end));
        Some(Refusal::at(Trouble::Order, column, Some(day(end)), reason))
    }

    /// Whose an event is, and what is wrong with the facts beside it. `None` where its owner may stand in what could not be
    /// read.
    ///
    /// # Errors
    /// It is nobody's.
    fn owner(
        &self,
        subject: SubjectId,
        key: &str,
        entry: Entry,
        population: &mut Population,
        facts: &[i64],
    ) -> Result<Option<(u32, Option<Refusal>)>, Refusal> {
        let declared = &self.vocabulary.subjects[subject.index()];
        let owners = population.of_mut(subject);
        if !owners.has_table {
            let (owner, differs) = owners.merge(key, entry, facts);
            let refusal = differs.map(|Differing { fact, earlier }| {
                let target = Some(Target::Fact(fact));
                let column = self.layout.targets.iter().position(|found| *found == target);
                let reason = Saying::new("finding-facts-differ")
                    .with_names("fact", &declared.facts[fact.index()].names)
                    .with("row", earlier.row);
                Refusal::at(Trouble::Contradiction, column, None, reason)
            });
            return Ok(Some((owner, refusal)));
        }
        if let Some(owner) = owners.find(key) {
            return Ok(Some((owner, None)));
        }
        if owners.is_incomplete {
            return Ok(None);
        }
        let near = owners.find_near(key).map(|near| {
            owners.perhaps_lose_row(near);
            owners.entry(near)
        });
        let says = match near {
            None => Saying::new("finding-orphan"),
            Some(near) => Saying::new("finding-orphan-near")
                .with("file", &population.origin(near.origin).file)
                .with("row", near.row),
        };
        Err(self.at_key(Trouble::Nobody, says.with_names("subject", &declared.names)))
    }

    /// Looks for what is doubtful in a row that was kept.
    fn inspect(
        &self,
        taken: &Taken,
        row: &Row,
        entry: Entry,
        population: &Population,
        (facts, fields): (&[i64], &[i64]),
        inspection: &mut Inspection,
    ) {
        let key = &taken.key;
        match self.layout.kind {
            Kind::Subject(subject) => {
                inspection.identifier(subject, key, row.number);
                inspection.subject(facts, row.number);
            }
            Kind::Events(subject, list) => {
                if !population.of(subject).has_table {
                    inspection.identifier(subject, key, row.number);
                }
                let file = |first: Entry| {
                    (first.origin != entry.origin).then(|| population.origin(first.origin).file.clone())
                };
                if taken.has_event {
                    inspection.event((subject, list), key, row, fields, entry, &file);
                }
            }
        }
    }

    fn repeated(&self, earlier: Entry, entry: Entry, population: &Population) -> Saying {
        if earlier.origin == entry.origin {
            return Saying::new("finding-id-twice").with("row", earlier.row);
        }
        let origin = population.origin(earlier.origin);
        Saying::new("finding-id-twice-elsewhere").with("row", earlier.row).with("file", &origin.file)
    }
}

/// The identifier of a subject. What it is, no message says.
pub fn identifier(cell: Cell<'_>) -> Result<String, Saying> {
    const LONGEST: usize = 256;
    let refuse = |id: &'static str| Err(Saying::new(id));
    match cell {
        Cell::Text(text) if text.len() > LONGEST => refuse("finding-id-too-long"),
        Cell::Text(text) if text.chars().any(is_invisible) => refuse("finding-id-invisible"),
        Cell::Text(text) if is_in_powers_of_ten(text) => refuse("finding-id-lost-digits"),
        Cell::Text(text) => Ok(text.to_owned()),
        // Fifteen digits are what a spreadsheet keeps of a number.
        Cell::Whole(number) if number.unsigned_abs() < 1_000_000_000_000_000 => Ok(number.to_string()),
        Cell::Whole(_) | Cell::Fraction(_) => refuse("finding-id-lost-digits"),
        Cell::Empty => refuse("finding-id-empty"),
        Cell::Day(_) | Cell::Flag(_) | Cell::Broken(_) => refuse("finding-id-no-text"),
    }
}

/// What `take` makes of a cell's value for a field, or why the cell cannot be read.
pub fn read_cell<T>(
    vocabulary: &Vocabulary,
    field: &Field,
    cell: Cell<'_>,
    take: &mut dyn FnMut(Value<'_>) -> Result<T, ValueError>,
) -> Result<T, (Trouble, Saying)> {
    let refuse = |reason: Saying| (Trouble::Cell, reason);
    let (rounded, narrow);
    let value = match cell {
        Cell::Empty => Value::Missing,
        Cell::Text(text) => match field.kind {
            FieldKind::Quantity(unit) => {
                narrow = in_half_width(text);
                match figure(&narrow, unit, vocabulary) {
                    Ok(figure) => Value::Text(figure),
                    Err(other) => {
                        let own = vocabulary.units.get(unit.index()).unwrap_or(other);
                        let reason = Saying::new("finding-other-unit").with("value", masked(text));
                        return Err(refuse(reason.with_names("other", other).with_names("unit", own)));
                    }
                }
            }
            FieldKind::Text
            | FieldKind::Flag
            | FieldKind::Date
            | FieldKind::Term(_)
            | FieldKind::Member(_) => Value::Text(text),
        },
        Cell::Whole(number) => Value::Integer(number),
        Cell::Fraction(number) => {
            rounded = without_noise(number);
            Value::Text(&rounded)
        }
        Cell::Day(day) => Value::Date(day),
        Cell::Flag(flag) => Value::Flag(flag),
        Cell::Broken(text) => {
            return Err(refuse(Saying::new("finding-broken-cell").with("value", masked(text))));
        }
    };
    match take(value) {
        Ok(taken) => Ok(taken),
        Err(ValueError::WrongKind { expected }) => {
            let reason = Saying::new("finding-wrong-kind").with("value", masked(&cell.text()));
            Err(refuse(reason.with_said("expected", |language| expected.text(language))))
        }
        Err(error) => Err((Trouble::of_value(&error), value_reason(error))),
    }
}

/// `3.20E+17`: what a spreadsheet shows, and exports, of a long number. Its last digits are gone.
fn is_in_powers_of_ten(text: &str) -> bool {
    let text = in_half_width(text).to_ascii_uppercase();
    let Some((number, power)) = text.split_once('E') else { return false };
    let are_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
    whole.len() == 1
        && are_digits(whole)
        && are_digits(fraction)
        && power.strip_prefix('+').is_some_and(are_digits)
}

/// A number of a workbook as a person wrote it.
///
/// A workbook keeps 0.1 + 0.2 as 0.30000000000000004. What is the same to the fifteen digits that
/// spreadsheets show and has at most six digits after the point is that number; any other keeps all
/// its digits, and is refused where they are too many.
pub fn without_noise(number: f64) -> String {
    let shown = format!("{number:.14e}");
    let rounded = shown.parse::<f64>().unwrap_or(number).to_string();
    let places = rounded.split_once('.').map_or(0, |(_, places)| places.len());
    if places <= policy_core::DECIMAL_PLACES as usize { rounded } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use super::without_noise;

    #[test]
    fn noise_is_dropped_and_digits_are_kept() {
        assert_eq!(without_noise(0.1 + 0.2), "0.3");
        assert_eq!(without_noise(7.5), "7.5");
        assert_eq!(without_noise(-1.25), "-1.25");
        assert_eq!(without_noise(0.000001), "0.000001");
        assert_eq!(without_noise(1.0 / 3.0), "0.3333333333333333");
        assert_eq!(without_noise(0.1234567), "0.1234567");
        assert_eq!(without_noise(1e300).len(), 301);
    }
}
