//! A population that flows by: files of columns decided by the class tables, in memory that hangs on a part of them.
//!
//! Subjects are read first, and numbered by their rows; of each stay its identifier's hash and its state. Events then find the numbers of
//! their subjects. Rows of both, made into what their fields mean, wait in a [`store::Store`], parted by these numbers, and part after
//! part is sorted, nested and decided by `policy-table` on all threads. So subjects come out in the order of their file, whatever that of
//! their events, and no more is held than the hashes, a part and what fits beside them.
//!
//! What is said of rows that cannot be used is what `gather` says of them; only two things differ. Of an event that is nobody's it is not
//! said whose it may have been meant to be, and what stands in a column of events that nothing reads is not looked at.

mod decide;
mod events;
mod keys;
mod parallel;
mod source;
mod store;
mod subjects;
mod typed;

use std::collections::HashMap;
use std::io;
use std::num::NonZeroUsize;
use std::path::Path;

use arrow_array::RecordBatch;
use arrow_array::cast::AsArray;
use arrow_array::types::UInt32Type;
use arrow_schema::ArrowError;
use policy_core::{FieldId, ListId, Plan, RecordReader, SubjectId};
use policy_dsl::Saying;

use crate::commands::decide::kinds;
use crate::failure::Failure;
use crate::finding::{Findings, Place, Trouble};
use crate::gather::{Gathering, Kind, Target};
use crate::needs::Needs;
use crate::population::Population;
use crate::progress::Progress;
use crate::selection::Selection;
use keys::{Hashing, Keys};
use source::Source;
use store::Store;
use typed::Typing;

/// The number of nobody.
const NOBODY: u32 = u32::MAX;

/// What a run over files of columns is to do.
pub struct Flow<'f> {
    plan: &'f Plan,
    subject: SubjectId,
    population: &'f Population,
    hashing: Hashing,
    /// Tables of subjects, then tables of events, each in the order of their files.
    sources: Vec<Source<'f>>,
    /// The facts that are kept, then those that are only looked at: of whom one cannot be read, nothing is decided, whoever reads it.
    facts: Vec<Typing<'f>>,
    /// How many of them are kept.
    kept: usize,
    /// The lists that have tables, with the fields that are kept.
    lists: Vec<List<'f>>,
    threads: NonZeroUsize,
    keep_going: bool,
}

/// A list of events that has tables.
struct List<'f> {
    list: ListId,
    /// Whether anything goes through it.
    is_read: bool,
    fields: Vec<Typing<'f>>,
}

/// What was read.
pub struct Everybody {
    keys: Keys,
    /// By number.
    states: Vec<State>,
    store: Store,
    /// How many rows of events of each could not be used.
    lost: HashMap<u32, u32>,
    /// How many events belong to subjects that cannot be decided.
    without_owner: usize,
    /// Those of whom another row says something else, by number.
    contested: Vec<u32>,
    /// Lists of which a part could not be read: nobody's events are known.
    unknown: Vec<ListId>,
    /// Whether a table of subjects could not be read whole, and how many events are nobody's for want of it.
    is_incomplete: bool,
    unclaimed: usize,
}

/// What a row of a table of subjects is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// No subject: it says nothing, not who it is, or what an earlier row says.
    Nobody,
    /// A subject that can be decided.
    Usable,
    /// A subject of which a fact cannot be read.
    SetAside,
    /// A subject of which another row says something else.
    Contested,
}

/// A row of which something cannot be used.
pub struct Found {
    row: u64,
    column: Option<String>,
    trouble: Trouble,
    value: Option<String>,
    reason: Saying,
}

impl<'f> Flow<'f> {
    /// A run over these tables, where all of them are files of columns, one kind of subject alone is to be decided, it has a
    /// table of its own, and no rule asks about its members. Else `None`: everything is then held in memory.
    pub fn new(
        plan: &'f Plan,
        gathering: &'f Gathering<'_>,
        reader: &'f RecordReader,
        selection: &Selection,
        threads: Option<NonZeroUsize>,
        keep_going: bool,
    ) -> Option<Self> {
        let [subject] = kinds(plan, selection)[..] else { return None };
        let needs = Needs::of(plan);
        let all =
            || (0..plan.vocabulary.subjects.len()).filter_map(|own| u16::try_from(own).ok().map(SubjectId));
        let asks_members = all().any(|kind| needs.reads_members(subject, kind));
        let are_its_own = gathering.matched.iter().all(|matched| matched.layout.subject() == subject);
        if asks_members
            || !are_its_own
            || gathering.has_records()
            || !gathering.population.of(subject).has_table
        {
            return None;
        }
        let vocabulary = &plan.vocabulary;
        let declared = vocabulary.subjects.get(subject.index())?;
        let mut wanted = plan.reads_facts(subject);
        wanted.extend(declared.name_fact().filter(|name| !wanted.contains(name)));
        let kept = wanted.len();
        let others = (0..).map(FieldId).take(declared.facts.len());
        wanted.extend(others.filter(|fact| !wanted[..kept].contains(fact)).collect::<Vec<_>>());
        let facts = wanted
            .iter()
            .map(|fact| Typing::new(declared.facts.get(fact.index())?, vocabulary, reader))
            .collect::<Option<Vec<_>>>()?;
        let mut lists: Vec<List<'f>> = Vec::new();
        let mut sources = Vec::new();
        let mut first = 0_u64;
        for matched in &gathering.matched {
            let (path, file) = matched.table.columns()?;
            let layout = &matched.layout;
            // Headings that stand in a row, as a description may say, are not those of the columns.
            if layout.heading_row > 0 {
                return None;
            }
            let column = |target: Target| layout.targets.iter().position(|own| *own == Some(target));
            let (list, columns) = match layout.kind {
                Kind::Subject(_) => (None, wanted.iter().map(|fact| column(Target::Fact(*fact))).collect()),
                Kind::Events(_, list) => {
                    let is_read = plan.goes_through(subject, list);
                    let fields = if is_read { plan.reads(subject, list) } else { Vec::new() };
                    let place = match lists.iter().position(|own| own.list == list) {
                        Some(place) => place,
                        None => {
                            let declared = &declared.lists.get(list.index())?.fields;
                            let typings = fields
                                .iter()
                                .map(|field| Typing::new(declared.get(field.index())?, vocabulary, reader))
                                .collect::<Option<Vec<_>>>()?;
                            lists.push(List { list, is_read, fields: typings });
                            lists.len() - 1
                        }
                    };
                    (Some(place), fields.iter().map(|field| column(Target::Field(*field))).collect())
                }
            };
            let source = Source { path, file, layout, list, columns, first };
            // Room is made for each subject and each event, in memory or on disk.
            if !file.is_plausible() {
                return None;
            }
            if list.is_none() {
                first = first.saturating_add(file.rows());
            }
            sources.push(source);
        }
        if first >= u64::from(NOBODY) {
            return None;
        }
        let threads = threads.or_else(|| std::thread::available_parallelism().ok());
        Some(Self {
            plan,
            subject,
            population: &gathering.population,
            hashing: Hashing::default(),
            sources,
            facts,
            kept,
            lists,
            threads: threads.unwrap_or(NonZeroUsize::MIN),
            keep_going,
        })
    }

    /// Reads everything, and says of every row that cannot be used why.
    pub fn read(&self, findings: &mut Findings, progress: &Progress) -> Result<Everybody, Failure> {
        let mut everybody = self.read_subjects(findings, progress)?;
        self.read_events(&mut everybody, findings, progress)?;
        for number in &everybody.contested {
            let says = Saying::new("finding-id-contested");
            findings.add(Trouble::Twice, self.place(*number), None, says);
        }
        if everybody.without_owner > 0 {
            let says = Saying::new("note-rows-without-owner").with("count", everybody.without_owner);
            findings.note(None, says);
        }
        Ok(everybody)
    }

    /// Where the row of a subject stands.
    fn place(&self, number: u32) -> Place {
        let number = u64::from(number);
        let source = self.subjects().rev().find(|source| source.first <= number);
        source.map_or(Place { file: String::new(), sheet: None, row: None, column: None }, |source| {
            source.place(number - source.first + 1)
        })
    }

    /// The facts that are kept.
    fn kept_facts(&self) -> &[Typing<'f>] {
        self.facts.get(..self.kept).unwrap_or(&self.facts)
    }

    fn subjects(&self) -> impl DoubleEndedIterator<Item = &Source<'f>> {
        self.sources.iter().filter(|source| source.list.is_none())
    }
}

/// Adds what was found in rows of a table.
fn add(findings: &mut Findings, source: &Source<'_>, found: Found) {
    let place = Place { column: found.column, ..source.place(found.row) };
    findings.add(found.trouble, place, found.value, found.reason);
}

/// The numbers of the subjects of some rows, which are their first column.
fn numbers(rows: &RecordBatch) -> io::Result<&[u32]> {
    let column = rows.columns().first().ok_or(io::ErrorKind::InvalidData)?;
    let column = column.as_primitive_opt::<UInt32Type>().ok_or(io::ErrorKind::InvalidData)?;
    Ok(column.values())
}

fn io_failure(path: &Path, error: &io::Error) -> Failure {
    Failure::cannot_write(path, error)
}

/// What cannot be: columns of one length and of the types that their schema has.
fn arrow_failure(error: ArrowError) -> Failure {
    Failure::cannot_write(&std::env::temp_dir(), &io::Error::other(error))
}
