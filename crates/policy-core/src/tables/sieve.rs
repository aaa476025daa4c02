//! Which events pass a filter, by their class, for what the evaluator works out.
//!
//! The class tables of the docket add up what windows take that are the same for every record. Where a window hangs on the
//! record, which events a filter passes does not, and neither does what they count for. So all filters of a plan that
//! ask for nothing but terms and flags of the event are folded into classes here as there; the evaluator classes a
//! record's events once, and each of its windows then compares days.

use rustc_hash::FxHashMap;

use super::classes::{ClassTable, LaneAmount};
use super::lanes::{Lane, Lanes, MOST_LANES};
use crate::evaluate::{ABOVE, BELOW, Range};
use crate::plan::{
    Amount, Choice, Condition, DateExpr, Entry, Measure, Node, Plan, PolicyId, Recognition, Schedule, Scope,
    Source, Treatment, Window,
};
use crate::record::{EventRows, MISSING};
use crate::{ListId, SubjectId};

/// For how many kinds of event the cases of all choices are kept; of what is beyond, the evaluator asks each condition.
const MOST_CASES: usize = 1 << 22;

/// The class tables of all filters of a plan.
#[derive(Debug)]
pub(crate) struct Sieve {
    tables: Vec<ClassTable>,
    /// By the address of a filter, which stays the same as long as the plan does.
    meshes: FxHashMap<usize, Mesh>,
    /// By the address of a choice, and by kind of event.
    cases: FxHashMap<usize, (usize, Vec<Option<usize>>)>,
}

/// A filter among those of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mesh {
    pub table: usize,
    lane: usize,
    /// It asks the recognition too, where its source does; else the filter is told alone.
    pub is_whole: bool,
}

/// How an event passes a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Passing {
    /// It surely does.
    Surely,
    /// A missing value decides.
    Perhaps,
    /// It does not.
    Not,
    /// Its class cannot tell.
    Unclear,
}

impl Sieve {
    pub fn new(plan: &Plan) -> Self {
        let mut asked = Asked { plan, lanes: Vec::new(), places: Vec::new() };
        asked.all();
        let Asked { lanes, places, .. } = asked;
        let tables: Vec<Option<ClassTable>> =
            lanes.into_iter().map(|lanes| ClassTable::of_lanes(plan, lanes)).collect();
        let mut moved = Vec::with_capacity(tables.len());
        let mut kept = Vec::new();
        for table in tables {
            moved.push(table.is_some().then_some(kept.len()));
            kept.extend(table);
        }
        let mesh = |(filter, mesh): (usize, Mesh)| {
            Some((filter, Mesh { table: *moved.get(mesh.table)?.as_ref()?, ..mesh }))
        };
        let meshes = places.into_iter().filter_map(mesh).collect();
        let mut room = MOST_CASES;
        let mut sieve = Self { tables: kept, meshes, cases: FxHashMap::default() };
        for choice in
            plan.recognitions.iter().flat_map(|recognition| &recognition.entries).filter_map(choice_of)
        {
            let Some(cases) = sieve.cases_by_kind(choice) else { continue };
            if let Some(left) = room.checked_sub(cases.1.len()) {
                room = left;
                sieve.cases.insert(std::ptr::from_ref(choice).addr(), cases);
            }
        }
        sieve
    }

    /// The case of each kind of event; `None` where not all cases are told by class.
    fn cases_by_kind(&self, choice: &Choice) -> Option<(usize, Vec<Option<usize>>)> {
        let meshes: Option<Vec<Mesh>> = choice.cases.iter().map(|case| self.find(&case.when)).collect();
        let meshes = meshes?;
        let table = meshes.first()?.table;
        let kinds = self.tables.get(table)?.kinds.len();
        let case = |kind: u16| {
            let passing = |mesh: &Mesh| self.passing(*mesh, kind);
            let first = meshes.iter().position(|mesh| passing(mesh) != Passing::Not).unwrap_or(meshes.len());
            let is_told = meshes.get(first).is_none_or(|mesh| passing(mesh) == Passing::Surely);
            is_told.then_some(first)
        };
        Some((table, (0..kinds).map(|kind| case(kind as u16)).collect()))
    }

    /// The place of a filter; `None` where an event's class does not tell what passes.
    pub fn find(&self, filter: &Condition) -> Option<Mesh> {
        self.meshes.get(&std::ptr::from_ref(filter).addr()).copied()
    }

    /// The kind of each event, as a table tells them apart.
    pub fn kinds(&self, table: usize, rows: &EventRows) -> Option<Vec<u16>> {
        let table = self.tables.get(table)?;
        let mut kinds = vec![0; rows.len()];
        table.classes(rows, 0, &mut kinds);
        for kind in &mut kinds {
            *kind = *table.kinds_of_classes.get(usize::from(*kind))?;
        }
        Some(kinds)
    }

    /// Whether an event of a kind passes.
    pub fn passing(&self, mesh: Mesh, kind: u16) -> Passing {
        let class = self.tables.get(mesh.table).and_then(|table| table.kinds.get(usize::from(kind)));
        let bit = 1_u64 << mesh.lane;
        match class {
            Some(class) if class.certain & bit != 0 => Passing::Surely,
            Some(class) if class.possible & bit != 0 => Passing::Perhaps,
            Some(class) if class.unclear & bit == 0 => Passing::Not,
            Some(_) | None => Passing::Unclear,
        }
    }

    /// The table that tells the cases of a choice apart, and by kind of event the place of the case that it falls under,
    /// the number of cases where it falls under none; `None` where its class cannot tell.
    pub fn cases(&self, choice: &Choice) -> Option<(usize, &[Option<usize>])> {
        let (table, cases) = self.cases.get(&std::ptr::from_ref(choice).addr())?;
        Some((*table, cases))
    }

    /// Whether what passes adds what a recognition credits it with.
    pub fn is_credited(&self, mesh: Mesh) -> bool {
        let amount = self.tables.get(mesh.table).and_then(|table| table.amounts.get(mesh.lane));
        amount.is_none_or(|amount| *amount == LaneAmount::Credited)
    }

    /// What all events add that go by a day that `surely` lies in a window, or `perhaps` does; `None` where a class cannot
    /// tell, or the sum overflows.
    ///
    /// None goes by a day after `as_of`. An event without a day may go by any day of a window that holds days.
    pub fn total(
        &self,
        mesh: Mesh,
        (rows, days, kinds): (&EventRows, &[i64], &[u16]),
        (perhaps, surely): ((i64, i64), (i64, i64)),
        as_of: i64,
    ) -> Option<Range> {
        let table = self.tables.get(mesh.table)?;
        let bit = 1_u64 << mesh.lane;
        let (mut sum, mut open) = (0_i64, Range::ZERO);
        let holds_days = perhaps.0 <= perhaps.1;
        // A missing day is none, also where nothing bounds the window.
        let seen = |(start, end): (i64, i64)| (start.max(BELOW + 1), end.min(as_of));
        let (perhaps, surely) = (seen(perhaps), seen(surely));
        let lies_in = |day: i64, (start, end): (i64, i64)| start <= day && day <= end;
        for (event, (kind, day)) in kinds.iter().zip(days).enumerate() {
            let may_count = lies_in(*day, perhaps) || (*day == MISSING && holds_days);
            if !may_count {
                continue;
            }
            let class = table.kinds.get(usize::from(*kind))?;
            if class.unclear & bit != 0 {
                return None;
            }
            if class.possible & bit == 0 {
                continue;
            }
            let amount = table.amount_of(mesh.lane, class, rows.row(event)?)?;
            match amount {
                Some(amount) if lies_in(*day, surely) && class.certain & bit != 0 => {
                    sum = sum.checked_add(amount)?;
                }
                Some(amount) => open = open.plus(Range { low: 0, high: amount }).ok()?,
                None => open = open.plus(Range::ANY_AMOUNT).ok()?,
            }
        }
        if sum == ABOVE {
            return None;
        }
        open.plus(Range::exactly(sum)).ok()
    }
}

/// All filters of a plan, on the way to their tables.
struct Asked<'p> {
    plan: &'p Plan,
    lanes: Vec<Lanes>,
    /// The address of each filter, with its place.
    places: Vec<(usize, Mesh)>,
}

impl<'p> Asked<'p> {
    fn all(&mut self) {
        let plan = self.plan;
        for rule in &plan.rules {
            let own = (rule.policy, rule.subject);
            rule.nodes().into_iter().for_each(|node| self.node(own, node));
            self.clock(own, &rule.schedule);
        }
        for consequence in &plan.consequences {
            let own = (consequence.policy, consequence.subject);
            consequence.schedule.nodes().into_iter().for_each(|node| self.node(own, node));
            self.clock(own, &consequence.schedule);
            self.node(own, Node::Condition(&consequence.applies));
            self.node(own, Node::Condition(&consequence.when));
        }
        for recognition in &plan.recognitions {
            let own = (recognition.policy, recognition.subject);
            recognition.nodes().into_iter().for_each(|node| self.node(own, node));
            if !recognition.steps.is_empty() {
                self.of_events(recognition);
            }
        }
    }

    /// Everything that goes through events inside a piece of the plan.
    fn node(&mut self, (policy, subject): (PolicyId, SubjectId), node: Node<'p>) {
        let mut inside = subject;
        let mut ask = |source, filter, measure| self.ask((policy, subject), source, filter, measure);
        match node {
            Node::Condition(Condition::EventsCover { source, filter, .. }) => {
                ask(*source, filter, Measure::Count)
            }
            Node::Amount(Amount::Aggregate(aggregate)) => match aggregate.source {
                Source::Members(members) => inside = members,
                source @ (Source::Recorded(_) | Source::Recognised(..)) => {
                    ask(source, &aggregate.filter, aggregate.measure.clone());
                }
            },
            Node::Amount(Amount::Covered(covered)) => ask(covered.source, &covered.filter, Measure::Count),
            Node::Date(DateExpr::Extreme(extreme)) => ask(extreme.source, &extreme.filter, Measure::Count),
            Node::Date(DateExpr::Reached(reached)) => {
                let aggregate = &reached.aggregate;
                ask(aggregate.source, &aggregate.filter, aggregate.measure.clone());
            }
            Node::Window(Window::Extended { pause, .. }) => ask(pause.source, &pause.filter, Measure::Count),
            Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => {}
        }
        node.children(&mut |child| self.node((policy, inside), child));
    }

    /// The events that stop the clock of a cycle.
    fn clock(&mut self, own: (PolicyId, SubjectId), schedule: &'p Schedule) {
        match schedule {
            Schedule::Cycle { pause: Some(pause), .. } => {
                self.ask(own, pause.source, &pause.filter, Measure::Count);
            }
            Schedule::Cycle { pause: None, .. }
            | Schedule::Once(_)
            | Schedule::Each { .. }
            | Schedule::EachEvent { .. } => {}
        }
    }

    /// The conditions that a recognition asks of each event by itself.
    fn of_events(&mut self, recognition: &'p Recognition) {
        let own = (recognition.policy, recognition.subject);
        let source = Source::Recorded(recognition.list);
        for entry in &recognition.entries {
            self.ask(own, source, &entry.when, Measure::Count);
            if let Some(choice) = choice_of(entry) {
                choice.cases.iter().for_each(|case| self.ask(own, source, &case.when, Measure::Count));
            }
        }
        for step in &recognition.steps {
            self.ask(own, source, &step.filter, Measure::Count);
        }
    }

    /// A filter over a list of events, where their class tells what passes.
    fn ask(
        &mut self,
        (asking, subject): (PolicyId, SubjectId),
        source: Source,
        filter: &'p Condition,
        measure: Measure,
    ) {
        let (list, policy, is_whole, recognised) = match source {
            Source::Recorded(list) => (list, asking, true, false),
            Source::Recognised(list, policy) => {
                let tells = self.tells_by_class(policy, subject, list);
                (list, policy, tells, tells)
            }
            Source::Members(_) => return,
        };
        if !is_of_event(filter) {
            return;
        }
        let measure = match measure {
            Measure::Sum(field) if is_whole => Measure::Sum(field),
            // Whether an event passes is all that these ask for.
            Measure::Count
            | Measure::Sum(_)
            | Measure::Distinct(_)
            | Measure::SumOf(_)
            | Measure::HighestOf(_)
            | Measure::LowestOf(_) => Measure::Count,
        };
        let lane = Lane { recognised, filter: filter.clone(), measure };
        let is_own = |lanes: &Lanes| (lanes.policy, lanes.subject, lanes.list) == (policy, subject, list);
        let table = self.lanes.iter().position(is_own).unwrap_or_else(|| {
            self.lanes.push(Lanes { policy, subject, list, lanes: Vec::new() });
            self.lanes.len() - 1
        });
        let lanes = &mut self.lanes[table].lanes;
        let place = lanes.iter().position(|own| *own == lane).unwrap_or(lanes.len());
        if place >= MOST_LANES {
            return;
        }
        if place == lanes.len() {
            lanes.push(lane);
        }
        let mesh = Mesh { table, lane: place, is_whole };
        self.places.push((std::ptr::from_ref(filter).addr(), mesh));
    }

    /// Whether a recognition asks for nothing but the class of an event by itself.
    fn tells_by_class(&self, policy: PolicyId, subject: SubjectId, list: ListId) -> bool {
        let is_own =
            |found: &&Recognition| (found.policy, found.subject, found.list) == (policy, subject, list);
        self.plan.recognitions.iter().find(is_own).is_none_or(|recognition| {
            recognition.steps.is_empty() && recognition.entries.iter().all(|entry| is_of_event(&entry.when))
        })
    }
}

/// The choice that says what an entry credits.
fn choice_of(entry: &Entry) -> Option<&Choice> {
    match &entry.treatment {
        Treatment::Count { amount: Some(Amount::Choose(choice)) } => Some(choice),
        Treatment::Count { .. } | Treatment::Reject => None,
    }
}

/// Whether a condition asks for nothing but terms and flags of the event.
fn is_of_event(condition: &Condition) -> bool {
    match condition {
        Condition::Constant(_) => true,
        Condition::All(parts) | Condition::Any(parts) | Condition::AtLeastOf(_, parts) => {
            parts.iter().all(is_of_event)
        }
        Condition::Not(inner) => is_of_event(inner),
        Condition::Member(field, _) | Condition::Flag(field) => field.scope == Scope::Event,
        Condition::Compare(_)
        | Condition::CompareDates(..)
        | Condition::DateIn(..)
        | Condition::TextIs(..)
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. }
        | Condition::InEach { .. } => false,
    }
}
