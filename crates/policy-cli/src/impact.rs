//! What a change of policies means for real people: who is decided otherwise, and what it takes to bring them back.
//!
//! Two versions decide the same records. Verdicts of rules that are the same rule in both, about the same period, stand
//! beside each other; everything else here counts them.

mod pairing;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use policy_core::plan::{ConsequenceId, RuleId};
use policy_core::{
    Decimal, Decision, Engine, Instance, Names, Outcome, Standing, Status, SubjectId, Verdict,
};

pub use pairing::{Pair, Pairing, as_if_together};

/// How a verdict stands; `None` where a version gives none.
type Stated = Option<Status>;

/// How often what was so became what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Matrix<T: Ord>(BTreeMap<(T, T), usize>);

impl<T: Ord> Default for Matrix<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T: Ord + Copy> Matrix<T> {
    fn add(&mut self, before: T, after: T) {
        *self.0.entry((before, after)).or_default() += 1;
    }

    /// How often one thing became another.
    pub fn count(&self, before: T, after: T) -> usize {
        self.0.get(&(before, after)).copied().unwrap_or(0)
    }

    /// Every two that occur, with their count.
    pub fn counts(&self) -> impl Iterator<Item = (T, T, usize)> {
        self.0.iter().map(|((before, after), count)| (*before, *after, *count))
    }

    /// How many became something else.
    pub fn changed(&self) -> usize {
        self.counts().filter(|(before, after, _)| before != after).map(|(_, _, count)| count).sum()
    }
}

/// What becomes of a rule.
#[derive(Debug, Default)]
pub struct RuleImpact {
    /// Its verdicts before and after.
    pub matrix: Matrix<Stated>,
    /// By unit: what those still need who owed nothing before.
    pub needed: BTreeMap<policy_core::UnitId, Needed>,
    /// How many of these come with no figure.
    pub without_figure: usize,
}

/// What some people still need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Needed {
    /// How many verdicts.
    pub verdicts: usize,
    /// All that they need together; absent where that is more than can be counted.
    pub amount: Option<Decimal>,
}

impl Needed {
    fn add(&mut self, shortfall: Decimal) {
        let so_far = if self.verdicts == 0 { Some(Decimal::ZERO) } else { self.amount };
        self.amount = so_far.and_then(|amount| amount.checked_add(shortfall));
        self.verdicts += 1;
    }
}

/// A group and a kind of its members, in the new version's numbers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Group {
    /// The kind of group.
    pub kind: SubjectId,
    /// Its identifier.
    pub id: String,
    /// The kind of its members.
    pub members: SubjectId,
}

/// How the members of a group fare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GroupImpact {
    /// What it is called, where that is known.
    pub name: Option<String>,
    /// How many there are.
    pub subjects: usize,
    /// How many are off worse.
    pub worse: usize,
    /// How many are off better, and in nothing worse.
    pub better: usize,
}

/// One verdict or consequence that is decided otherwise.
#[derive(Clone, Debug)]
pub struct Flip {
    /// Of what.
    pub of: FlipOf,
    /// Which period, as people read it.
    pub period: Option<String>,
    /// What is still needed, and in which unit, where a figure says so.
    pub shortfall: Option<(Decimal, policy_core::UnitId)>,
}

/// What is decided otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlipOf {
    /// A rule, by its place in [`Pairing::rules`].
    Rule {
        /// Which one.
        pair: usize,
        /// How it stood.
        before: Stated,
        /// How it stands.
        after: Stated,
    },
    /// A consequence, by its place in [`Pairing::consequences`].
    Consequence {
        /// Which one.
        pair: usize,
        /// How it stood.
        before: Option<Standing>,
        /// How it stands.
        after: Option<Standing>,
    },
}

/// Somebody who is decided otherwise.
#[derive(Debug)]
pub struct Person {
    /// The kind of subject, in the new version's numbers.
    pub kind: SubjectId,
    /// The identifier.
    pub id: String,
    /// The name, where it is asked for and known.
    pub name: Option<String>,
    /// What is decided otherwise.
    pub flips: Vec<Flip>,
}

/// What a change means for everybody.
#[derive(Debug)]
pub struct Impact<'e> {
    /// The old version.
    pub old: &'e Engine,
    /// The new version.
    pub new: &'e Engine,
    /// What is the same in both.
    pub pairing: Pairing,
    /// By place in [`Pairing::rules`].
    pub rules: Vec<RuleImpact>,
    /// By place in [`Pairing::consequences`].
    pub consequences: Vec<Matrix<Option<Standing>>>,
    /// The groups that people belong to.
    pub groups: BTreeMap<Group, GroupImpact>,
    /// Those who are decided otherwise, in the order of the data.
    pub people: Vec<Person>,
    /// How many were decided in both versions.
    pub subjects: usize,
    /// How many could not be.
    pub undecided: usize,
    /// Whom one version alone can decide: the other cannot read them, or has no such kind.
    pub alone: Vec<Alone>,
}

/// People of one kind whom one version alone can decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alone {
    /// What the kind is called, in that version.
    pub kind: Names,
    /// Whether it is the new version.
    pub by_new: bool,
    /// How many they are.
    pub subjects: usize,
}

/// Whether somebody is off worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Something is owed that was not, or was still open.
    Worse,
    /// Something is not owed any more, or is open again.
    Better,
    /// Neither.
    Other,
}

/// How far somebody is from owing nothing.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Distance {
    Nothing,
    Open,
    Missed,
}

fn distance(status: Stated) -> Distance {
    match status {
        None | Some(Status::Met | Status::Exempt | Status::NotApplicable) => Distance::Nothing,
        Some(Status::Pending | Status::Unknown) => Distance::Open,
        Some(Status::Unmet) => Distance::Missed,
    }
}

/// How a change of status is to be taken.
pub fn turn(before: Stated, after: Stated) -> Turn {
    match distance(before).cmp(&distance(after)) {
        Ordering::Less => Turn::Worse,
        Ordering::Greater => Turn::Better,
        Ordering::Equal => Turn::Other,
    }
}

/// Whether nothing was owed before and something is now.
fn owes_anew(before: Stated, after: Stated) -> bool {
    distance(before) == Distance::Nothing && distance(after) != Distance::Nothing
}

impl<'e> Impact<'e> {
    /// Nobody yet.
    pub fn new(old: &'e Engine, new: &'e Engine) -> Self {
        let pairing = Pairing::new(old.plan(), new.plan());
        let rules = pairing.rules.iter().map(|_| RuleImpact::default()).collect();
        let consequences = pairing.consequences.iter().map(|_| Matrix::default()).collect();
        Self {
            old,
            new,
            pairing,
            rules,
            consequences,
            groups: BTreeMap::new(),
            people: Vec::new(),
            subjects: 0,
            undecided: 0,
            alone: Vec::new(),
        }
    }

    /// Counts what both versions say of one subject, and gives what is decided otherwise, with the period of each.
    pub fn add(&mut self, before: &Decision, after: &Decision) -> Vec<(FlipOf, Instance)> {
        let mut flips = Vec::new();
        self.subjects += 1;
        let statuses = beside(
            before
                .verdicts
                .iter()
                .filter_map(|verdict| Some((self.pairing.old_rule(verdict.rule)?, verdict))),
            after.verdicts.iter().filter_map(|verdict| Some((self.pairing.new_rule(verdict.rule)?, verdict))),
            |verdict: &Verdict| (verdict.period, verdict.status),
        );
        for (pair, period, before, after) in statuses {
            self.rules[pair].matrix.add(before, after);
            if before != after {
                flips.push((FlipOf::Rule { pair, before, after }, period));
            }
        }
        let standings =
            beside(
                before.outcomes.iter().filter_map(|outcome| {
                    Some((self.pairing.old_consequence(outcome.consequence)?, outcome))
                }),
                after.outcomes.iter().filter_map(|outcome| {
                    Some((self.pairing.new_consequence(outcome.consequence)?, outcome))
                }),
                |outcome: &Outcome| (outcome.period, outcome.standing),
            );
        for (pair, period, before, after) in standings {
            self.consequences[pair].add(before, after);
            if before != after {
                flips.push((FlipOf::Consequence { pair, before, after }, period));
            }
        }
        flips
    }

    /// Counts what somebody still needs who owed nothing before.
    pub fn add_needed(&mut self, pair: usize, shortfall: Option<(Decimal, policy_core::UnitId)>) {
        let rule = &mut self.rules[pair];
        match shortfall {
            Some((shortfall, unit)) => rule.needed.entry(unit).or_default().add(shortfall),
            None => rule.without_figure += 1,
        }
    }

    /// The rule of a pair, in the new version where it is in that.
    pub fn rule(&self, pair: usize) -> (&'e Engine, RuleId) {
        match self.pairing.rules[pair] {
            Pair::New(rule) | Pair::Both(_, rule) => (self.new, rule),
            Pair::Old(rule) => (self.old, rule),
        }
    }

    /// The consequence of a pair, in the new version where it is in that.
    pub fn consequence(&self, pair: usize) -> (&'e Engine, ConsequenceId) {
        match self.pairing.consequences[pair] {
            Pair::New(consequence) | Pair::Both(_, consequence) => (self.new, consequence),
            Pair::Old(consequence) => (self.old, consequence),
        }
    }

    /// Counts somebody in a group.
    pub fn add_to_group(&mut self, group: Group, name: Option<&str>, turn: Option<Turn>) {
        let counts = self.groups.entry(group).or_default();
        if counts.name.is_none() {
            counts.name = name.map(str::to_owned);
        }
        counts.subjects += 1;
        match turn {
            Some(Turn::Worse) => counts.worse += 1,
            Some(Turn::Better) => counts.better += 1,
            Some(Turn::Other) | None => {}
        }
    }

    /// How many people are off worse, or better.
    pub fn count(&self, turn: Turn) -> usize {
        self.people.iter().filter(|person| person.turn() == turn).count()
    }

    /// By unit: what all need together who owed nothing before, each rule by itself.
    pub fn needed(&self) -> BTreeMap<policy_core::UnitId, Needed> {
        let mut all: BTreeMap<policy_core::UnitId, Needed> = BTreeMap::new();
        for (unit, needed) in self.rules.iter().flat_map(|rule| &rule.needed) {
            let sum = all.entry(*unit).or_insert(Needed { verdicts: 0, amount: Some(Decimal::ZERO) });
            sum.verdicts += needed.verdicts;
            sum.amount = sum.amount.zip(needed.amount).and_then(|(sum, more)| sum.checked_add(more));
        }
        all
    }
}

impl FlipOf {
    /// The rule of which something is owed now and nothing was before.
    pub fn owed_anew(self) -> Option<usize> {
        match self {
            Self::Rule { pair, before, after } => owes_anew(before, after).then_some(pair),
            Self::Consequence { .. } => None,
        }
    }

    /// Whether somebody is off worse by it. Of a consequence nothing is said: it may be a boon.
    pub fn turn(self) -> Turn {
        match self {
            Self::Rule { before, after, .. } => turn(before, after),
            Self::Consequence { .. } => Turn::Other,
        }
    }
}

impl Person {
    /// Whether somebody is off worse: in anything, whatever else is better.
    pub fn turn(&self) -> Turn {
        let has = |turn| self.flips.iter().any(|flip| flip.of.turn() == turn);
        match (has(Turn::Worse), has(Turn::Better)) {
            (true, _) => Turn::Worse,
            (false, true) => Turn::Better,
            (false, false) => Turn::Other,
        }
    }
}

/// What two versions say of the same thing in the same period, in the order of things and of time.
fn beside<'v, T: 'v, S: Copy>(
    before: impl Iterator<Item = (usize, &'v T)>,
    after: impl Iterator<Item = (usize, &'v T)>,
    said: impl Fn(&T) -> (Instance, S),
) -> Vec<(usize, Instance, Option<S>, Option<S>)> {
    let mut all: BTreeMap<(usize, Instance), (Option<S>, Option<S>)> = BTreeMap::new();
    for (pair, one) in before {
        let (period, said) = said(one);
        all.entry((pair, period)).or_default().0 = Some(said);
    }
    for (pair, one) in after {
        let (period, said) = said(one);
        all.entry((pair, period)).or_default().1 = Some(said);
    }
    all.into_iter().map(|((pair, period), (before, after))| (pair, period, before, after)).collect()
}
