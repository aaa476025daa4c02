//! The subjects of one kind, packed.

use std::collections::HashMap;

use policy_core::{FieldId, ListId, Record, Subject, half_width};

use super::events::Events;
use super::{Entry, MISSING};

/// All subjects of one kind.
#[derive(Debug)]
pub struct Subjects {
    /// Whether there is a table of them; without one they are those that other tables name.
    pub has_table: bool,
    /// Whether part of a table of them could not be read.
    pub is_incomplete: bool,
    /// How many event rows are nobody's, for want of that part.
    pub unclaimed: usize,
    /// Their events, by list.
    pub lists: Vec<Events>,
    places: HashMap<Box<str>, u32>,
    ids: Vec<Box<str>>,
    entries: Vec<Entry>,
    states: Vec<State>,
    width: usize,
    facts: Vec<i64>,
    /// Those that came as whole records.
    wholes: HashMap<u32, Record>,
    /// Facts that a later row was the first to give.
    filled: HashMap<(u32, FieldId), Entry>,
    /// Facts on which rows disagree, and what the first of them says; nobody's verdict uses it.
    disputed: HashMap<(u32, FieldId), i64>,
    /// How many event rows of each were set aside.
    lost: HashMap<u32, u32>,
    /// Events of which nothing is known but whose they are.
    shapeless: Vec<(Box<str>, ListId)>,
    /// How many rows of nobody may have been meant for each.
    perhaps_lost: HashMap<u32, u32>,
    /// How many identifiers of nobody were compared with all others.
    compared: usize,
}

/// Whether a subject can be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It can.
    Usable,
    /// Two rows with its identifier say different things.
    Contested,
    /// Its row was set aside.
    SetAside,
}

/// A fact of which a row says something else than one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Differing {
    /// Which fact.
    pub fact: FieldId,
    /// The earlier row.
    pub earlier: Entry,
}

/// An index as a position in memory.
pub fn position(index: u32) -> usize {
    index as usize
}

/// An identifier without what does not tell people apart: full width, and the case of a final x.
fn plain_id(id: &str) -> Box<str> {
    id.chars().map(|c| half_width(c).to_ascii_uppercase()).collect::<String>().into()
}

impl Subjects {
    /// None yet.
    pub fn new(declared: &Subject) -> Self {
        Self {
            has_table: false,
            is_incomplete: false,
            unclaimed: 0,
            lists: declared.lists.iter().map(|_| Events::default()).collect(),
            places: HashMap::new(),
            ids: Vec::new(),
            entries: Vec::new(),
            states: Vec::new(),
            width: declared.facts.len(),
            facts: Vec::new(),
            wholes: HashMap::new(),
            filled: HashMap::new(),
            disputed: HashMap::new(),
            lost: HashMap::new(),
            shapeless: Vec::new(),
            perhaps_lost: HashMap::new(),
            compared: 0,
        }
    }

    /// How many there are, usable or not.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// All of them, usable or not, in the order of their coming.
    pub fn all(&self) -> impl Iterator<Item = u32> + use<> {
        let count = u32::try_from(self.len()).unwrap_or(u32::MAX);
        0..count
    }

    /// Those that can be decided, in the order of their coming.
    pub fn usable(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.states).filter(|(_, state)| state.is_usable()).map(|(index, _)| index)
    }

    /// Whether one can be decided.
    pub fn is_usable(&self, index: u32) -> bool {
        self.states[position(index)].is_usable()
    }

    /// The identifier as the data gives it.
    pub fn id(&self, index: u32) -> &str {
        &self.ids[position(index)]
    }

    /// Where it was read.
    pub fn entry(&self, index: u32) -> Entry {
        self.entries[position(index)]
    }

    /// The word of a fact.
    pub fn fact(&self, index: u32, fact: FieldId) -> i64 {
        self.facts.get(position(index) * self.width + fact.index()).copied().unwrap_or(MISSING)
    }

    /// The record, where it came whole.
    pub fn whole(&self, index: u32) -> Option<&Record> {
        self.wholes.get(&index)
    }

    /// Whether it came as a whole record.
    pub fn is_whole(&self, index: u32) -> bool {
        self.wholes.contains_key(&index)
    }

    /// Whether any came as a whole record.
    pub fn has_wholes(&self) -> bool {
        !self.wholes.is_empty()
    }

    /// The one with an identifier.
    pub fn find(&self, id: &str) -> Option<u32> {
        self.places.get(&plain_id(id)).copied()
    }

    /// Adds one.
    ///
    /// # Errors
    /// Where the identifier was read before; if the two rows differ, neither is used.
    pub fn add(&mut self, id: &str, entry: Entry, facts: &[i64]) -> Result<u32, Entry> {
        let Some(index) = self.find(id) else {
            return Ok(self.push(id, entry, facts, State::Usable));
        };
        let kept = &mut self.facts[position(index) * self.width..][..self.width];
        if kept != facts {
            // What both say stays: to which school somebody belongs, of whom else nothing is known.
            for (kept, _) in kept.iter_mut().zip(facts).filter(|(kept, new)| kept != new) {
                *kept = MISSING;
            }
            self.contest(index);
        }
        Err(self.entry(index))
    }

    /// Adds one that came as a whole record.
    ///
    /// # Errors
    /// Where the identifier was read before; if the two records differ, neither is used.
    pub fn add_whole(&mut self, record: Record, entry: Entry) -> Result<u32, Entry> {
        if let Some(index) = self.find(record.id()) {
            if self.whole(index) != Some(&record) {
                self.contest(index);
            }
            return Err(self.entry(index));
        }
        let index = self.push(record.id(), entry, &[], State::Usable);
        self.wholes.insert(index, record);
        Ok(index)
    }

    fn contest(&mut self, index: u32) {
        let state = &mut self.states[position(index)];
        if *state == State::Usable {
            *state = State::Contested;
        }
    }

    /// Notes that the row of an identifier was set aside, so that its events are not taken for orphans, nor its
    /// school for one that it does not belong to. `facts` are those that could be read, none of them included.
    pub fn set_aside(&mut self, id: &str, entry: Entry, facts: &[i64]) {
        if self.find(id).is_none() {
            self.push(id, entry, facts, State::SetAside);
        }
    }

    /// Adds facts that stand beside an event; what an earlier row left open they fill, and on what it says otherwise
    /// nobody can rely any more. Gives the first of these.
    pub fn merge(&mut self, id: &str, entry: Entry, facts: &[i64]) -> (u32, Option<Differing>) {
        let Some(index) = self.find(id) else {
            return (self.push(id, entry, facts, State::Usable), None);
        };
        let first = self.entry(index);
        let mut differing = None;
        let kept = &mut self.facts[position(index) * self.width..][..self.width];
        for (fact, (kept, new)) in (0..).map(FieldId).zip(kept.iter_mut().zip(facts)) {
            if *new == MISSING || kept == new {
                continue;
            }
            match self.disputed.get(&(index, fact)) {
                Some(said) if said == new => continue,
                None if *kept == MISSING => {
                    *kept = *new;
                    self.filled.insert((index, fact), entry);
                    continue;
                }
                Some(_) => {}
                None => {
                    self.disputed.insert((index, fact), *kept);
                    *kept = MISSING;
                }
            }
            let earlier = self.filled.get(&(index, fact)).copied().unwrap_or(first);
            differing.get_or_insert(Differing { fact, earlier });
        }
        (index, differing)
    }

    fn push(&mut self, id: &str, entry: Entry, facts: &[i64], state: State) -> u32 {
        let index = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.places.insert(plain_id(id), index);
        self.ids.push(id.into());
        self.entries.push(entry);
        self.states.push(state);
        self.facts.extend_from_slice(facts);
        self.facts.resize(self.ids.len() * self.width, MISSING);
        index
    }

    /// The first rows of those that later rows contradict.
    pub fn contested(&self) -> impl Iterator<Item = Entry> {
        let states = self.entries.iter().zip(&self.states);
        states.filter(|(_, state)| **state == State::Contested).map(|(entry, _)| *entry)
    }

    /// Sorts the events by their subjects, those included of which nothing but their subject is known.
    pub fn settle(&mut self) {
        for (id, list) in std::mem::take(&mut self.shapeless) {
            if let Some(index) = self.find(&id).filter(|index| !self.is_whole(*index)) {
                self.lists[list.index()].push_unknown(index);
                self.lose_row(index);
            }
        }
        let count = self.len();
        self.lists.iter_mut().for_each(|events| events.settle(count));
    }

    /// Notes that an event row of one was set aside.
    pub fn lose_row(&mut self, index: u32) {
        *self.lost.entry(index).or_default() += 1;
    }

    /// Notes an event of which nothing is known but the identifier of its subject, whom a later row may name first.
    pub fn lose_event(&mut self, id: String, list: ListId) {
        self.shapeless.push((id.into(), list));
    }

    /// How many event rows of one were set aside.
    pub fn lost_rows(&self, index: u32) -> u32 {
        self.lost.get(&index).copied().unwrap_or(0)
    }

    /// The only one whose identifier is one slip away: another character, one too many or too few, two exchanged.
    /// After some hundred such questions the answer is none, since each looks at everybody.
    pub fn find_near(&mut self, id: &str) -> Option<u32> {
        const MOST: usize = 200;
        self.compared += 1;
        if self.compared > MOST {
            return None;
        }
        let id = plain_id(id);
        let is_near =
            |other: &str| other.len().abs_diff(id.len()) <= LONGEST_CHARACTER && is_one_slip(other, &id);
        let mut near = self.places.iter().filter(|(other, _)| is_near(other)).map(|(_, index)| *index);
        let first = near.next()?;
        near.next().is_none().then_some(first).filter(|index| self.is_usable(*index))
    }

    /// Notes that a row of nobody may have been meant for one.
    pub fn perhaps_lose_row(&mut self, index: u32) {
        *self.perhaps_lost.entry(index).or_default() += 1;
    }

    /// How many rows of nobody may have been meant for one.
    pub fn perhaps_lost_rows(&self, index: u32) -> u32 {
        self.perhaps_lost.get(&index).copied().unwrap_or(0)
    }

    /// How many event rows belong to those that cannot be decided.
    pub fn rows_without_owner(&self) -> usize {
        let unusable = (0..).zip(&self.states).filter(|(_, state)| !state.is_usable());
        unusable.map(|(index, _)| self.lists.iter().map(|events| events.count_of(index)).sum::<usize>()).sum()
    }
}

const LONGEST_CHARACTER: usize = 4;

/// Whether one slip of the hand makes one text of the other.
fn is_one_slip(one: &str, other: &str) -> bool {
    const SHORTEST: usize = 4;
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().min(other.len()) < SHORTEST {
        return false;
    }
    let same = |pairs: &mut dyn Iterator<Item = (&char, &char)>| pairs.take_while(|(a, b)| a == b).count();
    let start = same(&mut one.iter().zip(&other));
    let room = one.len().min(other.len()) - start;
    let end = same(&mut one.iter().rev().zip(other.iter().rev())).min(room);
    match (one.len() - start - end, other.len() - start - end) {
        (1, 1 | 0) | (0, 1) => true,
        (2, 2) => one[start] == other[start + 1] && one[start + 1] == other[start],
        (_, _) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::is_one_slip;

    #[test]
    fn a_slip_is_one_character() {
        for (one, other) in [("T0019", "T0018"), ("T0019", "T019"), ("T019", "T0019"), ("T0091", "T0019")] {
            assert!(is_one_slip(one, other), "{one} {other}");
        }
        for (one, other) in [("T001", "T001"), ("T0019", "T1018"), ("T01", "T02"), ("T0123", "T3210")] {
            assert!(!is_one_slip(one, other), "{one} {other}");
        }
    }
}
