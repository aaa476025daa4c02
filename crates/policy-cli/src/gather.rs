//! From tables and records to a population: which table is which, which column is what, and which
//! rows can be used.
//!
//! Subjects are read before events, whatever the order of the files, so that every event finds its
//! teacher. A row that cannot be used is set aside with its place and the reason; the rest is kept.

mod columns;
mod kinds;
mod proposal;
mod rows;

use policy_core::{SubjectId, Vocabulary};
use policy_dsl::Saying;

use crate::failure::{Failure, Listing};
use crate::finding::{Findings, Place, Trouble, json_reason};
use crate::inspection::Inspection;
use crate::population::{Entry, Origin, Population};
use crate::progress::Progress;
use crate::read::{Damage, Inputs, Records, Table};

pub use columns::Layout;
pub use kinds::{Kind, Kinds, Target, names, plain};
pub use proposal::{Because, Column, Proposal, propose};
pub use rows::{identifier, read_cell};

/// A table whose kind and columns are known.
pub struct Matched<'t> {
    /// The table.
    pub table: &'t Table,
    /// What its columns are.
    pub layout: Layout,
}

/// Tables whose kinds and columns are known, and the population that they are to fill.
pub struct Gathering<'t> {
    /// Nobody yet; but which tables there are is known.
    pub population: Population,
    /// Tables of subjects, then tables of events.
    pub matched: Vec<Matched<'t>>,
    inputs: &'t Inputs,
}

impl Gathering<'_> {
    /// Whether there are nested records.
    pub fn has_records(&self) -> bool {
        !self.inputs.records.is_empty()
    }
}

/// Finds out what all inputs are, without reading more than their headings.
pub fn begin<'t>(
    vocabulary: &Vocabulary,
    inputs: &'t Inputs,
    findings: &mut Findings,
) -> Result<Gathering<'t>, Failure> {
    let kinds = Kinds::new(vocabulary);
    let mut population = Population::new(vocabulary);
    for (file, sheet) in &inputs.left_out {
        let place = Place { file: file.clone(), sheet: Some(sheet.clone()), row: None, column: None };
        findings.note(Some(place), Saying::new("note-not-described"));
    }
    let mut matched = Vec::new();
    for table in &inputs.tables {
        if let Some((layout, absent)) =
            columns::lay_out(&kinds, vocabulary, table, inputs.tables.len() == 1, findings)?
        {
            if let Some((column, reason)) = unreadable(vocabulary, table, &layout) {
                let place = Place { file: table.file.clone(), sheet: None, row: None, column: Some(column) };
                if !inputs.keeps_going() {
                    let says = Saying::new("failure-columns-type");
                    let says = says.with_said("place", |language| place.text(language));
                    return Err(Failure::new(says.with_said("reason", |language| reason.text(language))));
                }
                findings.refused(place, reason);
                population.damage(layout.kind.owner());
                continue;
            }
            population.absent_columns.extend(absent);
            matched.push(Matched { table, layout });
        }
    }
    if matched.is_empty() && inputs.records.is_empty() {
        return Err(Failure::new(Saying::new("failure-no-table").listing("names", &kinds.shown(vocabulary))));
    }
    for Matched { layout, .. } in &matched {
        match layout.kind {
            Kind::Subject(subject) => population.of_mut(subject).has_table = true,
            Kind::Events(subject, list) => {
                let events = &mut population.of_mut(subject).lists[list.index()];
                events.is_known = true;
                events.hold(layout.fields());
            }
        }
    }
    for damaged in &inputs.damaged {
        findings.damaged(damaged.file.clone(), None, &damaged.error);
        let held = kinds.perhaps(vocabulary, &damaged.titles);
        let all = || kinds.all.iter().map(|(kind, _)| *kind).collect();
        for kind in if held.is_empty() { all() } else { held } {
            population.damage(kind.owner());
        }
    }
    matched.sort_by_key(|matched| matches!(matched.layout.kind, Kind::Events(..)));
    Ok(Gathering { population, matched, inputs })
}

/// Reads all inputs into a population.
///
/// `subject` says what nested records are about; where it does not, their keys do, and where these leave it open,
/// about whom there are rules. Where there is an inspection, it is shown every row.
pub fn gather(
    vocabulary: &Vocabulary,
    gathering: Gathering<'_>,
    subject: Option<SubjectId>,
    has_rules: &dyn Fn(SubjectId) -> bool,
    findings: &mut Findings,
    progress: &Progress,
    mut inspection: Option<&mut Inspection>,
) -> Result<Population, Failure> {
    let kinds = Kinds::new(vocabulary);
    let Gathering { mut population, matched, inputs } = gathering;
    for records in &inputs.records {
        let subject = match (kinds.described(vocabulary, records)?, subject) {
            (Some(subject), _) | (None, Some(subject)) => subject,
            (None, None) => kinds.of_records(vocabulary, records, has_rules)?,
        };
        let inspection = inspection.as_deref_mut();
        read_records(subject, vocabulary, records, &mut population, findings, progress, inspection)?;
    }
    matched.iter().try_for_each(|matched| matched.table.hold_to_limit())?;
    for Matched { table, layout } in &matched {
        let inspection = inspection.as_deref_mut();
        rows::read(table, layout, vocabulary, &mut population, findings, progress, inspection)?;
        for Damage { rows, error } in table.damages() {
            findings.damaged(table.file.clone(), Some(rows), &error);
            population.damage(layout.kind.owner());
        }
    }
    population.note_damage(findings);
    population.settle(findings);
    Ok(population)
}

/// A column that is to be read and is of a type from which nothing can be, and why.
fn unreadable(vocabulary: &Vocabulary, table: &Table, layout: &Layout) -> Option<(String, Saying)> {
    let (subject, list) = layout.kind.owner();
    layout.targets.iter().enumerate().find_map(|(column, target)| {
        let (target, found) = (*target).zip(table.unreadable(column))?;
        let names = match target {
            Target::Key => &vocabulary.subjects[subject.index()].key,
            Target::Fact(fact) => &vocabulary.fields(subject, None)[fact.index()].names,
            Target::Field(field) => &vocabulary.fields(subject, list)[field.index()].names,
        };
        let reason = Saying::new("finding-columns-type").with("found", found).with_names("field", names);
        Some((layout.headings[column].clone(), reason))
    })
}

/// Reads nested records, and those nested in them.
fn read_records(
    subject: SubjectId,
    vocabulary: &Vocabulary,
    records: &Records,
    population: &mut Population,
    findings: &mut Findings,
    progress: &Progress,
    mut inspection: Option<&mut Inspection>,
) -> Result<(), Failure> {
    if let Some(inspection) = &mut inspection {
        let place = Place { file: records.file.clone(), sheet: None, row: None, column: None };
        inspection.begin_records(place, subject);
    }
    let origin = population.add_origin(Origin { file: records.file.clone(), sheet: None });
    let reader = population.reader.of(subject);
    population.of_mut(subject).has_table = true;
    records.each(&mut |row, text| {
        progress.row();
        if let Some(inspection) = &mut inspection {
            inspection.count();
        }
        let place = |path: Option<String>| Place {
            file: records.file.clone(),
            sheet: None,
            row: Some(row),
            column: path,
        };
        match reader.read_json(text) {
            Ok(record) => {
                let entry = Entry { origin, row };
                population.add_record(record, entry, findings, vocabulary);
            }
            Err(error) => {
                let path = (!error.path.is_empty()).then(|| error.path.clone());
                findings.add(Trouble::of_record(&error), place(path), None, json_reason(&error));
            }
        }
        Ok(())
    })
}
