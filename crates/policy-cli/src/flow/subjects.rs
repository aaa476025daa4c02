//! The subjects: who there is, and of whom nothing can be decided.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use arrow_array::{ArrayRef, StringArray};
use arrow_schema::{DataType, Field, Schema, SchemaRef};
use policy_dsl::Saying;
use policy_files::FileError;
use policy_table::Values;

use super::keys::{Key, Keys};
use super::parallel::in_order;
use super::source::{Aside, Identified, MOST_ROWS_HELD, Piece, Source};
use super::store::Store;
use super::typed::Typing;
use super::{Everybody, Flow, Found, NOBODY, State, add};
use crate::failure::Failure;
use crate::finding::{Findings, Trouble};
use crate::gather::Target;
use crate::progress::Progress;
use crate::read::refused;

/// The rows of a batch.
pub struct Read {
    /// By row: whose it is, and what it is; `None` for no subject.
    keys: Vec<Option<(Key, State)>>,
    ids: ArrayRef,
    columns: Vec<ArrayRef>,
    first: u64,
    found: BTreeMap<usize, Found>,
}

/// Reads a part of a file, and gives what it holds piece by piece.
pub type Work<'w, T> = dyn Fn(usize, &mut Give<'_, T>) -> Result<Result<(), Failure>, FileError> + Sync + 'w;
/// Takes a piece of what is read.
pub type Give<'g, T> = dyn FnMut(T) -> Result<(), Failure> + 'g;

impl Flow<'_> {
    /// Reads the tables of subjects.
    pub fn read_subjects(&self, findings: &mut Findings, progress: &Progress) -> Result<Everybody, Failure> {
        let rows = self.subjects().fold(0, |sum: u64, source| sum.saturating_add(source.file.rows()));
        let mut everybody = Everybody {
            // Room for more is made when it is needed.
            keys: Keys::with_room(usize::try_from(rows.min(1 << 25)).unwrap_or(0)),
            states: Vec::new(),
            store: Store::new(self.schemas()),
            lost: HashMap::new(),
            without_owner: 0,
            contested: Vec::new(),
            unknown: Vec::new(),
            is_incomplete: self.population.of(self.subject).is_incomplete,
            unclaimed: 0,
        };
        let mut twice = Vec::new();
        for source in self.subjects() {
            let work = |part: usize, each: &mut Give<'_, Read>| {
                let mut aside = Aside::default();
                let mut failure = None;
                let read = source.read(part, &self.facts, &mut |piece| match self
                    .subjects_of(source, part, piece, &mut aside)
                {
                    Ok(read) => each(read),
                    Err(error) => {
                        failure = Some(error);
                        Ok(())
                    }
                });
                failure.map_or(read, Err)
            };
            self.each_part(source, &work, findings, &mut |read, findings| {
                progress.rows(read.keys.len() as u64);
                self.number(source, read, &mut everybody, &mut twice, findings)
            })?;
            everybody.is_incomplete |= findings.is_damaged(&source.place(1).file);
        }
        self.contest(&twice, &mut everybody)?;
        Ok(everybody)
    }

    /// The columns of subjects that wait, then those of each list.
    fn schemas(&self) -> Vec<SchemaRef> {
        let schema = |first: Vec<Field>, typings: &[Typing<'_>]| {
            let fields = typings.iter().map(|own| Field::new(own.name(), own.stored(), true));
            Arc::new(Schema::new(first.into_iter().chain(fields).collect::<Vec<_>>()))
        };
        let number = || Field::new("number", DataType::UInt32, false);
        let subjects = schema(vec![number(), Field::new("id", DataType::Utf8, false)], self.kept_facts());
        let lists = self.lists.iter().map(|list| schema(vec![number()], &list.fields));
        std::iter::once(subjects).chain(lists).collect()
    }

    fn subjects_of(
        &self,
        source: &Source<'_>,
        part: usize,
        piece: Piece,
        aside: &mut Aside,
    ) -> Result<Read, FileError> {
        let Some(values) = Values::new(&piece.keys) else { return Err(FileError::Damaged) };
        let mut found = BTreeMap::new();
        let mut keys = Vec::with_capacity(piece.rows);
        let mut ids = Vec::with_capacity(piece.rows);
        for row in 0..piece.rows {
            let (key, id) = match piece.identified(&values, row, (source, part), aside)? {
                Identified::Blank => (None, None),
                Identified::Refused(own) => {
                    found.insert(row, own);
                    (None, None)
                }
                Identified::As(id) => {
                    let state =
                        if piece.unreadable.contains_key(&row) { State::SetAside } else { State::Usable };
                    (Some((self.hashing.key(&id), state)), Some(id))
                }
            };
            keys.push(key);
            ids.push(id.unwrap_or_default());
        }
        for (row, own) in piece.unreadable {
            found.entry(row).or_insert(own);
        }
        let ids = Arc::new(StringArray::from_iter_values(ids));
        let mut columns = piece.columns;
        columns.truncate(self.kept);
        Ok(Read { keys, ids, columns, first: piece.first, found })
    }

    /// Numbers subjects by their rows. An identifier that comes twice is told, and the later row is nobody.
    fn number(
        &self,
        source: &Source<'_>,
        read: Read,
        everybody: &mut Everybody,
        twice: &mut Vec<(u32, u32)>,
        findings: &mut Findings,
    ) -> Result<(), Failure> {
        let Read { keys, ids, columns, first, mut found } = read;
        let start = source.first + first - 1;
        everybody.states.resize(start as usize, State::Nobody);
        let mut numbers = Vec::with_capacity(keys.len());
        for (row, key) in keys.iter().enumerate() {
            if let Some(found) = found.remove(&row) {
                add(findings, source, found);
            }
            let number = u32::try_from(start + row as u64).unwrap_or(NOBODY);
            let mut state = State::Nobody;
            if let Some((key, own)) = key {
                match (everybody.keys.add(*key, number), own) {
                    (None, own) => state = *own,
                    (Some(earlier), State::Usable) => {
                        twice.push((number, earlier));
                        let place = self.place(earlier);
                        let here = source.place(first + row as u64);
                        let says = if place.file == here.file {
                            Saying::new("finding-id-twice")
                        } else {
                            Saying::new("finding-id-twice-elsewhere").with("file", &place.file)
                        };
                        let says = says.with("row", place.row.unwrap_or_default());
                        let column = source.heading(source.layout.key);
                        let (row, trouble) = (first + row as u64, Trouble::Twice);
                        add(findings, source, Found { row, column, trouble, value: None, reason: says });
                    }
                    (Some(_), State::Nobody | State::SetAside | State::Contested) => {}
                }
            }
            everybody.states.push(state);
            numbers.push(if state == State::Usable { number } else { NOBODY });
        }
        let columns: Vec<ArrayRef> = std::iter::once(ids).chain(columns).collect();
        everybody.store.add(0, &numbers, &columns)
    }

    /// Finds out of identifiers that come twice whether their rows say the same; where they do not, nobody is decided.
    fn contest(&self, twice: &[(u32, u32)], everybody: &mut Everybody) -> Result<(), Failure> {
        let wanted: BTreeSet<u32> = twice.iter().flat_map(|(number, earlier)| [*number, *earlier]).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let mut said = HashMap::new();
        for source in self.subjects() {
            for part in 0..source.file.parts().len() {
                self.look(source, part, &wanted, &mut said).or_else(|error| {
                    if self.keep_going { Ok(()) } else { Err(refused(source.path, error)) }
                })?;
            }
        }
        let differs = |(number, earlier): &&(u32, u32)| said.get(number) != said.get(earlier);
        let contested: BTreeSet<u32> = twice.iter().filter(differs).map(|(_, earlier)| *earlier).collect();
        for number in contested {
            let state = &mut everybody.states[number as usize];
            if *state == State::Usable {
                *state = State::Contested;
                everybody.contested.push(number);
            }
        }
        Ok(())
    }

    /// All facts that some rows of a part state, whether anything reads them or not.
    fn look(
        &self,
        source: &Source<'_>,
        part: usize,
        wanted: &BTreeSet<u32>,
        said: &mut HashMap<u32, Vec<String>>,
    ) -> Result<(), FileError> {
        let first = source.first + source.first_of(part) - 1;
        let rows = source.file.parts().get(part).copied().unwrap_or(0);
        let number = |place: u64| u32::try_from(place).unwrap_or(NOBODY);
        let within: Vec<u32> = wanted.range(number(first)..number(first + rows)).copied().collect();
        if within.is_empty() {
            return Ok(());
        }
        let facts = &self.plan.vocabulary.subjects[self.subject.index()].facts;
        let fact = |column: &usize| match source.layout.targets.get(*column) {
            Some(Some(Target::Fact(fact))) => Some(*fact),
            Some(Some(Target::Key | Target::Field(_)) | None) | None => None,
        };
        let columns: Vec<_> = (0..source.layout.targets.len()).filter_map(|column| fact(&column)).collect();
        let is_fact = |column: &usize| fact(column).is_some();
        source.fold(part, &is_fact, first, &mut |start, batch| {
            let end = start + batch.num_rows() as u64;
            let here = within.iter().filter(|own| (start..end).contains(&u64::from(**own)));
            for own in here {
                let row = (u64::from(*own) - start) as usize;
                let all = columns.iter().zip(batch.columns()).filter_map(|(fact, array)| {
                    let field = facts.get(fact.index())?;
                    let typed = Values::new(array)?.typed(row, field, &self.population.reader);
                    Some(format!("{}={typed:?}", fact.0))
                });
                let mut all: Vec<String> = all.collect();
                all.retain(|own| !own.ends_with("Ok(Missing)"));
                all.sort();
                said.insert(*own, all);
            }
            end
        })?;
        Ok(())
    }

    /// Reads all parts of a file on all threads, and hands on what they hold in their order. A part that is damaged ends the
    /// work, or, where it is to go on, is told.
    pub fn each_part<T: Send>(
        &self,
        source: &Source<'_>,
        work: &Work<'_, T>,
        findings: &mut Findings,
        sink: &mut dyn FnMut(T, &mut Findings) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let parts = source.file.parts();
        if parts.iter().any(|rows| *rows > MOST_ROWS_HELD) {
            for part in 0..parts.len() {
                match work(part, &mut |read| sink(read, findings)) {
                    Ok(outcome) => outcome?,
                    Err(error) => self.damage(source, part, error, findings)?,
                }
                crate::commands::decide::stop_if_interrupted()?;
            }
            return Ok(());
        }
        let read = |part: usize| {
            let mut all = Vec::new();
            let outcome = work(part, &mut |read| {
                all.push(read);
                Ok(())
            });
            (part, all, outcome)
        };
        in_order(parts.len(), self.threads, read, |(part, all, outcome)| {
            all.into_iter().try_for_each(|read| sink(read, findings))?;
            match outcome {
                Ok(outcome) => outcome?,
                Err(error) => self.damage(source, part, error, findings)?,
            }
            crate::commands::decide::stop_if_interrupted()
        })
    }

    fn damage(
        &self,
        source: &Source<'_>,
        part: usize,
        error: FileError,
        findings: &mut Findings,
    ) -> Result<(), Failure> {
        if !self.keep_going {
            return Err(refused(source.path, error));
        }
        let rows = source.file.parts().get(part).copied().unwrap_or(0);
        let first = source.first_of(part);
        let rows = (first, first + rows.saturating_sub(1));
        findings.damaged(source.place(first).file, Some(rows), &error);
        Ok(())
    }
}
