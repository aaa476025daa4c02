//! The evaluator: what a plan says of a record, at a date.
//!
//! One walk serves `decide` and `explain`: what it meets on its way it tells a
//! [`Watch`], which for `decide` is deaf and costs nothing. Each value is worked
//! out twice at once, *now* and *ever* (see [`Truth`]). The folder has a file for
//! each kind of thing that can be evaluated.

mod account;
mod aggregate;
mod amount;
mod balance;
mod choice;
mod conclusion;
mod condition;
mod cover;
mod credit;
mod date;
mod days;
mod each;
mod farthest;
mod field;
mod fixed;
mod inquiry;
mod length;
mod lifting;
mod occurrence;
mod parts;
mod pause;
mod portion;
mod range;
mod reached;
mod recognition;
mod reference;
mod rule;
mod schedule;
mod series;
mod sifted;
mod tally;
mod truth;
mod verdicts;
mod watch;
mod window;
mod working;

use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::decision::Instance;
use crate::plan::{PolicyId, RuleId, Schedule};
use crate::record::{FactPath, Row};
use crate::span::date_of;
use crate::{DecideError, Engine, ListId, Record, SubjectId};

pub(crate) use amount::amount_range;
pub(crate) use conclusion::{Conclusion, conclude};
pub(crate) use credit::{Credits, Effect, Line};
pub(crate) use days::{Day, Days};
pub(crate) use fixed::fixed_window;
pub use inquiry::{Answers, Groups, Voices};
pub(crate) use parts::{Parts, missing, rank};
pub(crate) use range::{ABOVE, BELOW, Outlook, Range};

pub(crate) use schedule::{Listing, StaticFrame, occurrences, static_by};
pub(crate) use truth::{Possible, Truth};
pub(crate) use watch::{Deaf, Part, Watch};

/// Evaluates one record at one date.
pub(crate) struct Evaluator<'e, W> {
    pub engine: &'e Engine,
    pub listing: &'e Listing,
    /// The as-of date, as a day number.
    pub as_of: i64,
    pub watch: W,
    /// Verdicts already worked out, of rules that others refer to.
    known: FxHashMap<reference::Known, (reference::Found, Vec<FactPath>)>,
    /// The verdicts that are counted, in the order of time; `None` where they cannot be.
    series: FxHashMap<series::Counted, Option<series::Series>>,
    /// The balances that have been followed, of which record and rule.
    books: FxHashMap<(*const Record, RuleId), balance::Book>,
    /// What is left of the events of each list after the steps of a recognition, for each record.
    credits: FxHashMap<(*const Record, PolicyId, ListId), Rc<Credits>>,
    /// What passes each filter that has been asked for.
    sifted: Vec<sifted::Sifted<'e>>,
    /// The member that is being looked at, where one is.
    inside: Option<Inside>,
    /// Who answers for the members of the record, where they are not at hand themselves.
    inquiry: Option<inquiry::Inquiry<'e>>,
}

/// A member of the record that is evaluated, directly or through another member.
#[derive(Clone, Copy)]
struct Inside {
    /// Whose member.
    of: *const Record,
    subject: SubjectId,
    member: u32,
}

/// One occurrence of a schedule: the days that `the period` and the due date mean.
#[derive(Clone, Copy)]
pub(crate) struct Frame<'r> {
    /// Of which policy.
    pub policy: PolicyId,
    /// For which kind of subject; that of members differs.
    pub subject: SubjectId,
    /// The schedule that it is an occurrence of.
    pub schedule: &'r Schedule,
    /// First day of the period.
    pub from: Days,
    /// Last day of the period.
    pub to: Days,
    /// The first day on which events count.
    pub start: Days,
    /// The due date.
    pub due: Days,
    /// The last day on which events count, and the rule can be met: the due date, moved by extension and grace.
    pub last: Days,
    /// The due date of the occurrence itself; in an alternative with a window of its own, `due` is another.
    pub own_due: Days,
    /// Likewise the last day of the occurrence itself, without grace.
    pub own_last: Days,
    /// It is a part of an occurrence, looked at by itself.
    pub is_part: bool,
    /// The event that it stands at.
    pub event: Option<EventView<'r>>,
}

/// One event of a record.
#[derive(Clone, Copy)]
pub(crate) struct EventView<'r> {
    pub record: &'r Record,
    pub list: ListId,
    pub index: u32,
    pub row: Row<'r>,
}

/// What an expression is seen from: a record, an occurrence, and perhaps an event.
#[derive(Clone, Copy)]
pub(crate) struct View<'r> {
    pub record: &'r Record,
    pub frame: &'r Frame<'r>,
    pub event: Option<EventView<'r>>,
}

type Result<T> = std::result::Result<T, DecideError>;

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    pub fn new(engine: &'e Engine, listing: &'e Listing, as_of: i64, watch: W) -> Self {
        Self {
            engine,
            listing,
            as_of,
            watch,
            known: FxHashMap::default(),
            series: FxHashMap::default(),
            books: FxHashMap::default(),
            credits: FxHashMap::default(),
            sifted: Vec::new(),
            inside: None,
            inquiry: None,
        }
    }
}

impl<'r> Frame<'r> {
    /// The view from this occurrence.
    pub fn view(&'r self, record: &'r Record) -> View<'r> {
        View { record, frame: self, event: self.event }
    }

    /// How a verdict names this occurrence.
    pub fn instance(&self) -> Instance {
        let date = |days: Days| days.now.known().and_then(date_of);
        Instance { from: date(self.from), to: date(self.to), event: self.event.map(|event| event.index) }
    }
}
