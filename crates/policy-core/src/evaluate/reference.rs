//! What a condition that speaks of another rule finds.

use crate::evaluate::days::{Stretch, Window};
use crate::evaluate::range::ABOVE;
use crate::evaluate::rule::Judgement;
use crate::evaluate::schedule;
use crate::evaluate::truth::Possible;
use crate::evaluate::{Days, Evaluator, Frame, Result, Truth, View, Watch};
use crate::plan::{self, DateExpr, Rule, RuleId, Schedule, Scope, VerdictKind};
use crate::record::FactPath;
use crate::{FieldId, Record};

/// What a reference to a rule finds over the occurrences that it means.
pub(super) struct Reference {
    pub satisfied: Truth,
    pub exempt: Truth,
}

/// Of which record, rule and instance a verdict is known.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Known {
    record: *const Record,
    rule: RuleId,
    from: (i64, i64),
    due: (i64, i64),
    event: Option<u32>,
}

/// What others may ask of a judgement that is known.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    pub applies: Truth,
    pub met: Truth,
    pub satisfied: Truth,
    pub exempt: Truth,
}

/// What the tables have found so far of the record that is decided.
pub(crate) struct Listed<'e> {
    pub record: *const Record,
    /// By rule: where its occurrences begin, of those that are the same for every record.
    pub firsts: &'e [Option<u32>],
    pub found: Vec<Found>,
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// What a reference to a rule finds.
    ///
    /// With the same schedule it means the same occurrence; else all whose due date lies in the
    /// current period. Where the days of that period are not known, the reference is open; where
    /// only what may still happen can move them, it is open ever.
    pub(super) fn refer(&mut self, view: View<'_>, rule: RuleId) -> Result<Reference> {
        let open = Reference { satisfied: Truth::OPEN, exempt: Truth::OPEN };
        let Some(declared) = self.engine.plan().rules.get(rule.index()) else { return Ok(open) };
        let (record, frame) = (view.record, view.frame);
        if declared.subject != record.subject {
            return Ok(open);
        }
        let own = !frame.is_part
            && frame.subject == record.subject
            && frame.policy == declared.policy
            && *frame.schedule == declared.schedule;
        if own {
            let Frame { from, own_due, own_last, .. } = *frame;
            let occurrence = Frame { start: from, due: own_due, last: own_last, listed: None, ..*frame };
            let judgement = self.known_judgement(record, &occurrence, rule)?;
            return Ok(Reference { satisfied: judgement.satisfied, exempt: judgement.exempt });
        }
        let period = Window { start: frame.from, end: frame.to };
        let mut found = Reference { satisfied: Truth::TRUE, exempt: Truth::FALSE };
        if !period.ever().may_hold_days() {
            return Ok(found);
        }
        let now = period.now();
        if !now.may_hold_days() {
            return Ok(found.open_ever());
        }
        let (Some(first), Some(last)) = (now.start.exact(), now.end.exact()) else { return Ok(open) };
        let more_may_come = self.each_due_in(record, (rule, declared), (first, last), |this, frame| {
            let means = period.contains(frame.due);
            if !means.is_surely_false() {
                let judgement = this.known_judgement(record, frame, rule)?;
                found.satisfied = found.satisfied.and(means.not().or(judgement.satisfied));
                found.exempt = found.exempt.or(means.and(judgement.exempt));
            }
            Ok(())
        })?;
        let Some(more_may_come) = more_may_come else { return Ok(open) };
        if more_may_come {
            found.satisfied = found.satisfied.may_turn_false();
            found.exempt = found.exempt.may_turn_true();
        }
        Ok(if now == period.ever() { found } else { found.open_ever() })
    }

    /// Goes through the instances of a rule of which some may be due from `first` to `last`, in the order of time
    /// where the rule repeats. Says whether more may come; `None` where a missing list leaves open which there are.
    pub(super) fn each_due_in(
        &mut self,
        record: &Record,
        (rule, declared): (RuleId, &'e Rule),
        (first, last): (i64, i64),
        mut visit: impl FnMut(&mut Self, &Frame<'_>) -> Result<()>,
    ) -> Result<Option<bool>> {
        if let Schedule::EachEvent { list, .. } = &declared.schedule
            && !record.lists.get(list.index()).is_some_and(|rows| rows.known)
        {
            self.missing(FactPath::List(*list));
            return Ok(None);
        }
        let listing = self.listing;
        let dues = listing.dues.get(rule.index()).and_then(Option::as_ref);
        if let Some(frames) = dues.and_then(|dues| dues.within((first, last))) {
            for (frame, place) in frames {
                let frame = Frame::fixed(declared.policy, record.subject, &declared.schedule, *frame);
                visit(self, &Frame { listed: *place, ..frame })?;
            }
            return Ok(Some(false));
        }
        let policy = &self.engine.plan().policies[declared.policy.index()];
        let fixed =
            schedule::occurrences(self.engine.plan(), policy, &declared.schedule, (first, last), self.as_of);
        if let Some(frames) = fixed {
            for frame in schedule::bounded(frames)? {
                visit(self, &Frame::fixed(declared.policy, record.subject, &declared.schedule, frame))?;
            }
            return Ok(Some(self.more_may_be_due(record, declared, (first, last))));
        }
        let until = if last == ABOVE { self.as_of } else { last.saturating_add(schedule::MARGIN) };
        self.each_own(record, declared.policy, &declared.schedule, until, visit)?;
        Ok(Some(self.more_may_be_due(record, declared, (first, last))))
    }

    /// Whether instances of a rule may still come that are due from `first` to `last`.
    pub(super) fn more_may_be_due(
        &self,
        record: &Record,
        declared: &Rule,
        (first, last): (i64, i64),
    ) -> bool {
        match &declared.schedule {
            Schedule::EachEvent { list, window, .. } => {
                let dated = self.engine.list(record.subject, *list).map(|list| list.dated);
                let is_prompt = window.as_ref().is_none_or(|window| ends_no_earlier(window, dated));
                !is_prompt || Stretch::is_open(Window::between(first, last).ever(), self.as_of)
            }
            Schedule::Each { .. } | Schedule::Cycle { .. } => last == ABOVE,
            Schedule::Once(_) => false,
        }
    }

    /// What is found of a rule that is referred to, worked out once for each occurrence.
    pub(super) fn known_judgement(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        rule: RuleId,
    ) -> Result<Found> {
        if let Some(found) = self.listed(record, frame, rule) {
            return Ok(found);
        }
        let key = Known::new(record, frame, rule);
        if let Some((found, missing)) = self.known.get(&key) {
            let found = *found;
            if W::LISTENS {
                let missing = missing.clone();
                self.watch.again(&missing);
            }
            return Ok(found);
        }
        let mark = self.watch.mark();
        self.watch.turn_aside();
        let judgement = self.judge(record, frame, rule);
        self.watch.turn_back();
        let found = Found::of(&judgement?);
        let missing = self.watch.since(mark);
        self.know(key, found, missing);
        Ok(found)
    }

    /// What the tables have found of an occurrence that is the same for every record.
    fn listed(&self, record: &Record, frame: &Frame<'_>, rule: RuleId) -> Option<Found> {
        let listed = self.listed.as_ref().filter(|listed| std::ptr::eq(listed.record, record))?;
        let first = (*listed.firsts.get(rule.index())?)?;
        listed.found.get((first + frame.listed?) as usize).copied()
    }

    /// Keeps what was found of a rule that others may refer to, so that it is not judged again for these.
    ///
    /// The occurrence that a verdict is given for is the one that a reference means. Who listens is to hear what is
    /// missing as of another rule, and has it judged again.
    pub(super) fn remember(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        rule: RuleId,
        judgement: &Judgement,
    ) {
        if !W::LISTENS && self.engine.is_referred_to(rule) {
            self.know(Known::new(record, frame, rule), Found::of(judgement), Vec::new());
        }
    }

    fn know(&mut self, key: Known, found: Found, missing: Vec<FactPath>) {
        if self.known.is_empty() {
            // Growing step by step takes longer than all look-ups of most records.
            self.known.reserve(FEW_KNOWN);
        }
        self.known.insert(key, (found, missing));
    }
}

/// How many verdicts on a record are asked for again, mostly.
const FEW_KNOWN: usize = 28;

impl Known {
    fn new(record: &Record, frame: &Frame<'_>, rule: RuleId) -> Self {
        // Occurrences of one schedule differ in these even where what may still happen can move them.
        let ends = |days: Days| (days.now.low, days.ever.high);
        Self {
            record,
            rule,
            from: ends(frame.from),
            due: ends(frame.due),
            event: frame.event.map(|event| event.index),
        }
    }
}

impl Found {
    /// Nothing is asked of whom a rule is not for.
    pub const OUTSIDE: Self =
        Self { applies: Truth::FALSE, met: Truth::FALSE, satisfied: Truth::TRUE, exempt: Truth::FALSE };

    pub fn of(judgement: &Judgement) -> Self {
        let Judgement { applies, met, satisfied, exempt, .. } = *judgement;
        Self { applies, met, satisfied, exempt }
    }

    /// Whether the rule came out in a way.
    pub fn came_out(self, kind: VerdictKind) -> Truth {
        match kind {
            VerdictKind::Met => self.met,
            VerdictKind::Unmet => self.satisfied.not(),
            VerdictKind::Exempt => self.exempt,
        }
    }
}

impl Reference {
    /// The same, where nobody knows what may still come of it.
    fn open_ever(self) -> Self {
        let open = |truth: Truth| Truth::new(truth.now(), Possible::OPEN);
        Self { satisfied: open(self.satisfied), exempt: open(self.exempt) }
    }
}

/// Whether the window of an event surely ends no earlier than the day that the event goes by, so
/// that once a period has closed no later event can bring an occurrence that was due in it.
fn ends_no_earlier(window: &plan::Window, dated: Option<FieldId>) -> bool {
    match window {
        plan::Window::Rule
        | plan::Window::Period
        | plan::Window::AnyTime
        | plan::Window::Between(_, None) => true,
        plan::Window::After { from, .. } => match &**from {
            DateExpr::Field(field) => field.scope != Scope::Subject && Some(field.field) == dated,
            DateExpr::Literal(_)
            | DateExpr::InPeriod { .. }
            | DateExpr::StartOf(_)
            | DateExpr::EndOf(_)
            | DateExpr::Plus(..)
            | DateExpr::Minus(..)
            | DateExpr::Extreme(_)
            | DateExpr::Due
            | DateExpr::AsOf
            | DateExpr::WorkingDay(_)
            | DateExpr::Reached(_) => false,
        },
        plan::Window::Year { offset } => *offset >= 0,
        plan::Window::Extended { window, .. } => ends_no_earlier(window, dated),
        plan::Window::Named(_) | plan::Window::Between(_, Some(_)) | plan::Window::Before { .. } => false,
    }
}
