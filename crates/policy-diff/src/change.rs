//! What a difference is told in: items, figures, and what they mean to whom.

use chrono::NaiveDate;
use policy_compare::{Answer, Comparison, Scene, Shown};
use policy_core::plan::{
    Action, ActionKind, Amount, Condition, ConsequenceId, DateExpr, Lasting, ParameterId, PeriodId, PolicyId,
    RuleId, Schedule, Step, TableId, Window,
};
use policy_core::{Decimal, Names, Span, UnitId};

/// Something of both versions, or of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Pair<T> {
    /// Of both: the old one, the new one.
    Both(T, T),
    /// Of the old version alone.
    Old(T),
    /// Of the new version alone.
    New(T),
}

impl<T> Pair<T> {
    /// That of the old version.
    pub fn before(&self) -> Option<&T> {
        match self {
            Self::Both(old, _) | Self::Old(old) => Some(old),
            Self::New(_) => None,
        }
    }

    /// That of the new version.
    pub fn after(&self) -> Option<&T> {
        match self {
            Self::Both(_, new) | Self::New(new) => Some(new),
            Self::Old(_) => None,
        }
    }

    /// That of the new (`true`) or of the old version.
    pub fn side(&self, is_new: bool) -> Option<&T> {
        if is_new { self.after() } else { self.before() }
    }

    /// The same of something else.
    pub fn map<U>(&self, of: impl Fn(&T) -> U) -> Pair<U> {
        match self {
            Self::Both(old, new) => Pair::Both(of(old), of(new)),
            Self::Old(old) => Pair::Old(of(old)),
            Self::New(new) => Pair::New(of(new)),
        }
    }
}

/// What is compared, by its place in the old and in the new plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A policy: its dates.
    Policy(Pair<PolicyId>),
    /// A rule.
    Rule(Pair<RuleId>),
    /// A consequence.
    Consequence(Pair<ConsequenceId>),
    /// What counts of a list, by the place of the recognition: what is credited, and the order of its entries.
    Recognition(Pair<usize>),
    /// An entry of a recognition, by the places of both.
    Entry(Pair<(usize, usize)>),
    /// A step of a recognition, likewise.
    Step(Pair<(usize, usize)>),
    /// A parameter.
    Parameter(Pair<ParameterId>),
    /// A decision table.
    Table(Pair<TableId>),
    /// A period of a calendar.
    Period(Pair<PeriodId>),
    /// A word of the vocabulary.
    Word(Word, Pair<Names>),
}

impl Item {
    /// Whether it is of one version only.
    pub fn is_of_one(&self) -> bool {
        fn one<T>(pair: &Pair<T>) -> bool {
            !matches!(pair, Pair::Both(..))
        }
        match self {
            Self::Policy(pair) => one(pair),
            Self::Rule(pair) => one(pair),
            Self::Consequence(pair) => one(pair),
            Self::Recognition(pair) => one(pair),
            Self::Entry(pair) | Self::Step(pair) => one(pair),
            Self::Parameter(pair) => one(pair),
            Self::Table(pair) => one(pair),
            Self::Period(pair) => one(pair),
            Self::Word(_, pair) => one(pair),
        }
    }
}

/// What kind of word of a vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// A kind of subject.
    Subject,
    /// A fact of a subject.
    Fact,
    /// A list of events.
    List,
    /// A field of an event.
    Field,
    /// A tree of terms.
    Tree,
    /// A term.
    Term,
    /// A unit.
    Unit,
    /// What consequences deny or grant.
    Outcome,
}

/// How an item stands in the new version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is called otherwise, and nothing else.
    Renamed,
    /// It says something else, or says it otherwise.
    Changed,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Of what.
    pub item: Item,
    /// How it stands.
    pub kind: Kind,
    /// Whether it is called otherwise, whatever else.
    pub is_renamed: bool,
    /// What it said and says, part by part.
    pub figures: Vec<Figure>,
    /// What the rule or consequence that it is means now, by its place in [`crate::Diff::effects`].
    pub effect: Option<usize>,
    /// The rules and consequences that read it and mean something else now, likewise.
    pub reaches: Vec<usize>,
}

/// A part of an item before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figure {
    /// Which part.
    pub aspect: Aspect,
    /// What it was; absent where it is new.
    pub old: Option<Piece>,
    /// What it is; absent where it is gone.
    pub new: Option<Piece>,
}

/// A part of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aspect {
    /// For whom.
    Applies,
    /// In which periods, or at which events.
    Schedule,
    /// For how long after the due date it may still be met.
    Grace,
    /// What is required.
    Requirement,
    /// What frees from it.
    Exemption(Names),
    /// When something else is required.
    Alternative(Names),
    /// What is required then.
    Instead(Names),
    /// In which window.
    InsteadWithin(Names),
    /// Whether it is in principle only.
    Principle,
    /// What a period carries over, makes up for or borrows.
    Balance,
    /// When a consequence is in force.
    When,
    /// What it denies, grants or obliges to.
    Action,
    /// For how long.
    Lasting,
    /// What lifts it.
    LiftedBy,
    /// Which events an entry or a step is about.
    Events,
    /// Whether an entry counts or rejects.
    Treatment,
    /// For how much it counts.
    Credit,
    /// What a step does.
    Step,
    /// The order of the entries.
    Order,
    /// A figure.
    Value,
    /// A row of a table; what it is of.
    Row(Box<Condition>),
    /// What holds where no row does.
    Otherwise,
    /// An occurrence of a period.
    Occurrence(String),
    /// From when, and until when, a policy is in force.
    Effective,
    /// What absence means.
    Default,
    /// On which day an event happens.
    Dated,
    /// From which day to which it lasts.
    Lasts,
}

/// What a part says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A condition.
    Condition(Condition),
    /// What a comparison measures, of which only the figure is of interest, and that figure.
    Figure(Box<Condition>, Amount, UnitId),
    /// An amount in a unit.
    Amount(Amount, UnitId),
    /// A schedule.
    Schedule(Schedule),
    /// A window.
    Window(Window),
    /// The day on which it is due.
    Due(DateExpr),
    /// A span.
    Span(Span),
    /// A share.
    Share(i64, i64),
    /// Days, of which the last may be open.
    Days(NaiveDate, Option<NaiveDate>),
    /// A step.
    Step(Step),
    /// An action.
    Action(Action),
    /// For how long.
    Lasting(Lasting),
    /// A rule, of the version that it stands in.
    Rule(RuleId),
    /// It counts as recorded.
    AsRecorded,
    /// It does not count.
    Rejected,
    /// It counts.
    Counted,
    /// Yes or no.
    Truth(bool),
    /// A figure and its unit.
    Quantity(Decimal, UnitId),
    /// Names, in an order.
    Order(Vec<String>),
    /// Fields of an event.
    Fields(Vec<Names>),
}

/// What a rule or a consequence means in the new version, seen from the old one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Of which rule or consequence.
    pub item: Item,
    /// Whether it only gives something: then to have it from more people is to be stricter.
    pub is_boon: bool,
    /// What is shown and proved, the old one first. A consequence is *unmet* by whom it falls on.
    pub comparison: Comparison,
    /// How many records were tried in vain, where that is all that is known.
    pub tries: usize,
    /// Absence of a fact that it reads means something else now, so nothing is said of records without that fact.
    pub is_beside_defaults: bool,
    /// Events that it reads happen on other days now, or others belong to whom it is about: nothing is compared.
    pub is_beside_words: bool,
    /// The deadline, the grace or the periods of the rule are others.
    pub is_rescheduled: bool,
    /// Something else of it has changed than on whom it falls: what it does, for how long, and whether it is in principle only.
    pub is_altered: bool,
}

/// What something is in the new version, seen from the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// It means the same: that is proved.
    Equal,
    /// Nobody has it easier, and somebody has it harder.
    Stricter,
    /// Nobody has it harder, and somebody has it easier.
    Looser,
    /// Both, of different people.
    Both,
    /// Somebody has it harder; nobody was found who has it easier.
    StricterAtLeast,
    /// Somebody has it easier; nobody was found who has it harder.
    LooserAtLeast,
    /// Nobody was found whom it makes a difference to.
    NoneFound,
}

impl Relation {
    /// Whether it is known in both directions.
    pub fn is_proved(self) -> bool {
        match self {
            Self::Equal | Self::Stricter | Self::Looser | Self::Both => true,
            Self::StricterAtLeast | Self::LooserAtLeast | Self::NoneFound => false,
        }
    }

    /// The word for it that machines read.
    pub fn id(self) -> &'static str {
        match self {
            Self::Equal => "equal",
            Self::Stricter => "stricter",
            Self::Looser => "looser",
            Self::Both => "both",
            Self::StricterAtLeast => "stricter-at-least",
            Self::LooserAtLeast => "looser-at-least",
            Self::NoneFound => "none-found",
        }
    }
}

/// A record that the two versions decide differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness<'d> {
    /// The record.
    pub scene: &'d Scene,
    /// The day of asking.
    pub as_of: NaiveDate,
    /// What is unmet (or falls on somebody), and what is not.
    pub shown: &'d Shown,
    /// Whether it is the new version by which it is unmet.
    pub is_unmet_by_new: bool,
    /// Whether the new version is stricter with it.
    pub is_stricter: bool,
}

impl Effect {
    /// Whether somebody has it harder, and whether somebody has it easier.
    fn directions(&self) -> (&Answer, &Answer) {
        let Comparison { loosens, tightens } = &self.comparison;
        if self.is_boon { (loosens, tightens) } else { (tightens, loosens) }
    }

    /// What it is.
    pub fn relation(&self) -> Relation {
        let (harder, easier) = self.directions();
        match (harder, easier) {
            (Answer::Never, Answer::Never) if self.is_beside_defaults => Relation::NoneFound,
            (Answer::Never, Answer::Never) => Relation::Equal,
            (Answer::Shown(_), Answer::Never) if self.is_beside_defaults => Relation::StricterAtLeast,
            (Answer::Never, Answer::Shown(_)) if self.is_beside_defaults => Relation::LooserAtLeast,
            (Answer::Shown(_), Answer::Never) => Relation::Stricter,
            (Answer::Never, Answer::Shown(_)) => Relation::Looser,
            (Answer::Shown(_), Answer::Shown(_)) => Relation::Both,
            (Answer::Shown(_), Answer::NotProved) => Relation::StricterAtLeast,
            (Answer::NotProved, Answer::Shown(_)) => Relation::LooserAtLeast,
            (Answer::NotProved, Answer::NotProved | Answer::Never) | (Answer::Never, Answer::NotProved) => {
                Relation::NoneFound
            }
        }
    }

    /// The records that show it, those who have it harder first.
    pub fn witnesses(&self) -> Vec<Witness<'_>> {
        let of = |answer: &'_ Answer| matches!(answer, Answer::Shown(_));
        let Comparison { loosens, tightens } = &self.comparison;
        let mut found = Vec::new();
        for (answer, is_unmet_by_new) in [(tightens, true), (loosens, false)] {
            if let (true, Answer::Shown(witness)) = (of(answer), answer) {
                found.push(Witness {
                    scene: &witness.scene,
                    as_of: witness.as_of,
                    shown: &witness.shown,
                    is_unmet_by_new,
                    is_stricter: is_unmet_by_new != self.is_boon,
                });
            }
        }
        found.sort_by_key(|witness| !witness.is_stricter);
        found
    }
}

/// Whether actions only give something.
pub(crate) fn gives_only(actions: &[Action]) -> bool {
    !actions.is_empty() && actions.iter().all(|action| action.kind == ActionKind::Grant)
}
