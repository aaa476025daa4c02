//! What became of every event: whether it counts, for how much, and towards what.

use std::collections::HashMap;

use super::{Adjustment, EventTreatment, Explained, ExplainedEvent, Listener, Listening};
use crate::decision::AmountRange;
use crate::evaluate::{Effect, EventView, Frame, Line, amount_range};
use crate::plan::{Condition, Node, Plan, PolicyId, Recognition, Rule, Schedule, Source, Treatment, Window};
use crate::record::{FactPath, present};
use crate::{DecideError, Engine, ListId, Record, SubjectId};

/// Tells of every event of the lists that a policy takes events from, once for each such policy.
pub(super) fn explain_events(
    evaluator: &mut Listening<'_>,
    record: &Record,
    verdicts: &[Explained<'_>],
) -> Result<Vec<ExplainedEvent>, DecideError> {
    let engine = evaluator.engine;
    let mut events = Vec::new();
    for (policy, list) in accounts(engine, record.subject) {
        let Some(rows) = record.lists.get(list.index()) else { continue };
        let Some(declared) = engine.list(record.subject, list) else { continue };
        let account = Account { policy, list, recognition: engine.recognition(policy, record.subject, list) };
        let asks = takes(engine.plan(), policy, record.subject, list);
        let mut towards = account.towards(engine, verdicts);
        for (index, row) in (0..).zip(rows.rows()) {
            let event = EventView { record, list, index, row };
            let towards = towards.remove(&index).unwrap_or_default();
            let day = row.get(declared.dated.index()).copied().and_then(present);
            let found = match day {
                Some(day) if day > evaluator.as_of => Treated::simply(EventTreatment::NotSeen),
                Some(_) | None => match account.recognition {
                    Some(recognition) => treated(evaluator, record, event, recognition)?,
                    None => account.as_recorded(evaluator, event, &towards, &asks),
                },
            };
            let is_asked_for = !towards.is_empty() || account.may_take(evaluator, event, &asks);
            let Treated { treatment, on_paper, adjustments } = found;
            events.push(ExplainedEvent {
                policy,
                list,
                event: index,
                treatment,
                is_asked_for,
                on_paper,
                adjustments,
                towards: towards.iter().map(|taken| taken.place).collect(),
            });
        }
    }
    Ok(events)
}

/// The lists that policies take events from: those that they recognise, then those that requirements take as recorded.
fn accounts(engine: &Engine, subject: SubjectId) -> Vec<(PolicyId, ListId)> {
    let plan = engine.plan();
    let own = plan.recognitions.iter().filter(|recognition| recognition.subject == subject);
    let mut found: Vec<_> = own.map(|recognition| (recognition.policy, recognition.list)).collect();
    for rule in plan.rules.iter().filter(|rule| rule.subject == subject) {
        let alternatives = rule.alternatives.iter().map(|alternative| &alternative.requirement);
        for requirement in std::iter::once(&rule.requirement).chain(alternatives) {
            each_own(Node::Condition(requirement), &mut |source, _| {
                if let Source::Recorded(list) = source
                    && !found.contains(&(rule.policy, list))
                {
                    found.push((rule.policy, list));
                }
            });
        }
    }
    found
}

/// Visits what goes through events of the subject itself: what its members have is theirs.
fn each_own<'p>(node: Node<'p>, visit: &mut dyn FnMut(Source, &'p Condition)) {
    if let Some((source, filter)) = node.goes_through() {
        visit(source, filter);
        if matches!(source, Source::Members(_)) {
            return;
        }
    }
    node.children(&mut |child| each_own(child, visit));
}

/// Which events of a list the rules and consequences of a policy take, or those that count by its recognition: what
/// satisfies one of the conditions.
pub(crate) fn takes(plan: &Plan, policy: PolicyId, subject: SubjectId, list: ListId) -> Vec<&Condition> {
    let mut found = Vec::new();
    for rule in plan.rules.iter().filter(|rule| rule.subject == subject) {
        let meant = Meant { list, policy, is_own: rule.policy == policy };
        meant.look(&rule.schedule, &rule.nodes(), &mut found);
    }
    for consequence in plan.consequences.iter().filter(|consequence| consequence.subject == subject) {
        let meant = Meant { list, policy, is_own: consequence.policy == policy };
        let nodes = [&consequence.applies, &consequence.when].map(Node::Condition);
        meant.look(&consequence.schedule, &nodes, &mut found);
    }
    found
}

/// The events that are meant, seen from one rule or consequence.
struct Meant {
    list: ListId,
    policy: PolicyId,
    /// Whether the rule is of that policy.
    is_own: bool,
}

impl Meant {
    fn is(&self, source: Source) -> bool {
        match source {
            Source::Recorded(list) => self.is_own && list == self.list,
            Source::Recognised(list, policy) => (list, policy) == (self.list, self.policy),
            Source::Members(_) => false,
        }
    }

    fn look<'p>(&self, schedule: &'p Schedule, nodes: &[Node<'p>], found: &mut Vec<&'p Condition>) {
        let mut take = |filter: &'p Condition| {
            if !found.contains(&filter) {
                found.push(filter);
            }
        };
        if let Schedule::EachEvent { list, when, .. } = schedule
            && self.is(Source::Recorded(*list))
        {
            take(when);
        }
        if let Schedule::Cycle { pause: Some(pause), .. } = schedule
            && self.is(pause.source)
        {
            take(&pause.filter);
        }
        for node in nodes {
            each_own(*node, &mut |source, filter| {
                if self.is(source) {
                    take(filter);
                }
            });
        }
    }
}

/// The events of a list, as a policy takes them.
struct Account<'e> {
    policy: PolicyId,
    list: ListId,
    recognition: Option<&'e Recognition>,
}

/// Where an event was taken in.
struct Taking {
    /// The verdict, and the part of it.
    place: (usize, usize),
    is_certain: bool,
}

impl<'e> Account<'e> {
    /// Where each event was taken in, among the verdicts that count so.
    fn towards(&self, engine: &Engine, verdicts: &[Explained<'_>]) -> HashMap<u32, Vec<Taking>> {
        let mut found: HashMap<u32, Vec<Taking>> = HashMap::new();
        for (place, explained) in verdicts.iter().enumerate() {
            if !self.is_of(&engine.plan().rules[explained.verdict.rule.index()]) {
                continue;
            }
            for (part, of) in explained.parts.iter().enumerate() {
                for taken in of.events.iter().filter(|taken| taken.list == self.list) {
                    let taking = Taking { place: (place, part), is_certain: taken.is_certain };
                    found.entry(taken.event).or_default().push(taking);
                }
            }
        }
        found
    }

    /// Whether a rule's events are these: it is of the same policy, or it says so.
    fn is_of(&self, rule: &Rule) -> bool {
        let meant = Source::Recognised(self.list, self.policy);
        let mut found = rule.policy == self.policy;
        for node in if found { Vec::new() } else { rule.nodes() } {
            each_own(node, &mut |source, _| found |= source == meant);
        }
        found
    }

    /// Whether one of the conditions may hold of an event, in some period.
    fn may_take(&self, evaluator: &mut Listening<'e>, event: EventView<'_>, takes: &[&'e Condition]) -> bool {
        let whole = Schedule::Once(Window::Rule);
        let effective = evaluator.effective_frame(self.policy, event.record.subject, &whole);
        let frame = Frame { event: Some(event), ..effective };
        takes.iter().any(|condition| {
            Node::Condition(condition).hangs_on_rules()
                || evaluator
                    .condition(frame.view(event.record), condition)
                    .map_or(true, |truth| !truth.is_surely_false())
        })
    }

    /// What becomes of an event that no recognition speaks of.
    fn as_recorded(
        &self,
        evaluator: &mut Listening<'e>,
        event: EventView<'_>,
        towards: &[Taking],
        takes: &[&'e Condition],
    ) -> Treated {
        let counted = Treated::simply(EventTreatment::Counted { entry: None, amount: None });
        if towards.is_empty() {
            return Treated::simply(EventTreatment::NotRecognised);
        }
        if towards.iter().any(|taking| taking.is_certain) {
            return counted;
        }
        evaluator.watch.missing.clear();
        if let Some(dated) = evaluator.engine.list(event.record.subject, self.list).map(|list| list.dated)
            && event.row.get(dated.index()).copied().and_then(present).is_none()
        {
            evaluator.watch.missing.push(FactPath::Event(self.list, event.index, dated));
        }
        for condition in takes {
            self.may_take(evaluator, event, &[*condition]);
        }
        let mut missing = std::mem::take(&mut evaluator.watch.missing);
        missing.sort_unstable();
        missing.dedup();
        if missing.is_empty() { counted } else { Treated::simply(EventTreatment::Open { missing }) }
    }
}

/// What becomes of an event, and how.
struct Treated {
    treatment: EventTreatment,
    on_paper: Option<AmountRange>,
    adjustments: Vec<Adjustment>,
}

impl Treated {
    fn simply(treatment: EventTreatment) -> Self {
        Self { treatment, on_paper: None, adjustments: Vec::new() }
    }
}

/// What the recognition makes of an event, seen from the policy's effective dates.
fn treated<'e>(
    evaluator: &mut Listening<'e>,
    record: &Record,
    event: EventView<'_>,
    recognition: &'e Recognition,
) -> Result<Treated, DecideError> {
    evaluator.watch.missing.clear();
    if !recognition.steps.is_empty() {
        let credits = evaluator.credits(record, recognition)?;
        if let Some((place, line)) = credits.line(event.index) {
            evaluator.meet_blurs(&credits, &[place]);
            return Ok(settled(&mut evaluator.watch, recognition, line));
        }
    }
    let whole = Schedule::Once(Window::Rule);
    let frame =
        Frame { event: Some(event), ..evaluator.effective_frame(recognition.policy, record.subject, &whole) };
    let paper = evaluator.recognise(frame.view(record), event, recognition)?;
    Ok(settled(&mut evaluator.watch, recognition, &Line::plain(paper)))
}

/// The account of an event as it is told.
fn settled(watch: &mut Listener<'_>, recognition: &Recognition, line: &Line) -> Treated {
    let credited = |range| recognition.credited.map(|_| amount_range(range));
    let on_paper = if line.paper.counted.now().yes { credited(line.paper.amount.now) } else { None };
    let adjustment = |effect: &Effect| Adjustment {
        step: effect.step,
        before: amount_range(effect.before),
        after: effect.after.map(amount_range),
        kept: effect.kept,
    };
    let adjustments = line.effects.iter().map(adjustment).collect();
    let counted = line.counted.now();
    let rejects = |entry: &usize| {
        recognition.entries.get(*entry).is_some_and(|entry| entry.treatment == Treatment::Reject)
    };
    let treatment = if counted.yes && counted.no {
        let mut missing = std::mem::take(&mut watch.missing);
        missing.sort_unstable();
        missing.dedup();
        EventTreatment::Open { missing }
    } else if counted.yes {
        EventTreatment::Counted { entry: line.paper.entry, amount: credited(line.amount.now) }
    } else if let Some(last) = line.effects.last().filter(|last| last.after.is_none()) {
        EventTreatment::Repeated { step: last.step, kept: last.kept }
    } else {
        match line.paper.entry.filter(rejects) {
            Some(entry) => EventTreatment::Rejected { entry },
            None => EventTreatment::NotRecognised,
        }
    };
    Treated { treatment, on_paper, adjustments }
}
