//! How often a rule came out in one way.

use crate::Decimal;
use crate::decision::{Status, Verdict};
use crate::evaluate::rule::Judgement;
use crate::evaluate::truth::Possible;
use crate::evaluate::{ABOVE, Evaluator, Outlook, Range, Result, Truth, View, Watch};
use crate::plan::{Amount, Condition, Node, RuleId, Schedule, VerdictKind, Verdicts};
use crate::span::day_number;

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The number of instances of a rule that came out in one way, or the longest row of them.
    pub(super) fn verdicts(&mut self, view: View<'_>, verdicts: &Verdicts) -> Result<Outlook> {
        let any = Outlook::both(Range::ANY_AMOUNT);
        let record = view.record;
        let Some(declared) = self.engine.plan().rules.get(verdicts.rule.index()) else { return Ok(any) };
        if declared.subject != record.subject {
            return Ok(any);
        }
        let window = self.window(view, &verdicts.window)?;
        if !window.ever().may_hold_days() {
            return Ok(Outlook::ZERO);
        }
        let now = window.now();
        if !now.may_hold_days() {
            return Ok(Outlook { now: Range::ZERO, ..any });
        }
        let (Some(first), Some(last)) = (now.start.exact(), now.end.exact()) else { return Ok(any) };
        let may_move = window.start.exact().is_none() || window.end.exact().is_none();
        let hangs_on_a_day = matches!(declared.schedule, Schedule::Cycle { .. });
        let mut all_known = true;
        let (mut now, mut ever) = (Tally::default(), Tally::default());
        let more_may_come = self.each_due_in(record, declared, (first, last), |this, frame| {
            all_known &= !hangs_on_a_day || frame.due.exact().is_some();
            let means = window.contains(frame.due);
            if means.is_surely_false() {
                return Ok(());
            }
            let judgement = this.known_judgement(record, frame, verdicts.rule)?;
            let came_out = judgement.came_out(verdicts.kind);
            let (so, passed) = (means.and(came_out), means.not().or(judgement.applies.not()));
            now.add(so.now(), came_out.now(), passed.now());
            ever.add(so.ever(), came_out.ever(), passed.ever());
            Ok(())
        })?;
        let Some(more_may_come) = more_may_come.filter(|_| all_known) else { return Ok(any) };
        let (now, mut ever) = (now.range(verdicts.in_a_row)?, ever.range(verdicts.in_a_row)?);
        if more_may_come {
            ever.high = ABOVE;
        }
        if may_move {
            ever = Range::ANY_AMOUNT;
        }
        Ok(Outlook { now, ever })
    }
}

/// The verdicts that a condition counts, in one occurrence.
pub(crate) struct Counted {
    rule: RuleId,
    kind: VerdictKind,
    /// The first and the last day on which they are due.
    within: (i64, i64),
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// Which verdicts on the subject itself a condition counts, where the days are known.
    pub(crate) fn counted(&mut self, view: View<'_>, condition: &Condition) -> Result<Vec<Counted>> {
        let mut all = Vec::new();
        Node::Condition(condition).walk(&mut |node| {
            if let Node::Amount(Amount::Verdicts(verdicts)) = node {
                all.push(&**verdicts);
            }
        });
        let mut counted = Vec::with_capacity(all.len());
        let rules = &self.engine.plan().rules;
        let is_own = |rule: RuleId| {
            rules.get(rule.index()).is_some_and(|declared| declared.subject == view.record.subject)
        };
        for Verdicts { rule, kind, window, in_a_row: _ } in all {
            if !is_own(*rule) {
                continue;
            }
            let now = self.window(view, window)?.now();
            if let (Some(first), Some(last)) = (now.start.exact(), now.end.exact()) {
                counted.push(Counted { rule: *rule, kind: *kind, within: (first, last) });
            }
        }
        Ok(counted)
    }
}

impl Counted {
    /// Whether a verdict is among them, or may still be.
    pub fn holds(&self, verdict: &Verdict) -> bool {
        let is_so = match verdict.status {
            Status::Met => self.kind == VerdictKind::Met,
            Status::Unmet => self.kind == VerdictKind::Unmet,
            Status::Exempt => self.kind == VerdictKind::Exempt,
            Status::Pending | Status::Unknown => true,
            Status::NotApplicable => false,
        };
        let (first, last) = self.within;
        let is_due = verdict.due.map(day_number).is_some_and(|due| first <= due && due <= last);
        is_so && is_due && self.rule == verdict.rule
    }
}

impl Judgement {
    fn came_out(&self, kind: VerdictKind) -> Truth {
        match kind {
            VerdictKind::Met => self.met,
            VerdictKind::Unmet => self.satisfied.not(),
            VerdictKind::Exempt => self.exempt,
        }
    }
}

/// How many, and the longest row, on one side: what is sure and what is possible.
#[derive(Default)]
struct Tally {
    sure: Row,
    possible: Row,
}

#[derive(Default)]
struct Row {
    all: i64,
    current: i64,
    longest: i64,
}

impl Tally {
    /// The next instance: it counts, it came out so (were it counted), it is passed over.
    fn add(&mut self, so: Possible, came_out: Possible, passed: Possible) {
        // One that came out so ends no row, even where it may lie outside of the window.
        self.sure.add(!so.no, !passed.no || !came_out.no);
        self.possible.add(so.yes, passed.yes);
    }

    fn range(&self, in_a_row: bool) -> Result<Range> {
        let number = |row: &Row| {
            let count = if in_a_row { row.longest } else { row.all };
            Decimal::whole(count).map(Decimal::millionths).ok_or(crate::DecideError::Overflow)
        };
        Ok(Range { low: number(&self.sure)?, high: number(&self.possible)? })
    }
}

impl Row {
    fn add(&mut self, counts: bool, is_passed_over: bool) {
        if counts {
            self.all += 1;
            self.current += 1;
            self.longest = self.longest.max(self.current);
        } else if !is_passed_over {
            self.current = 0;
        }
    }
}
