//! How often a rule came out in one way.

use crate::Record;
use crate::decision::{Status, Verdict};
use crate::evaluate::days::Window;
use crate::evaluate::tally::Tally;
use crate::evaluate::{ABOVE, Evaluator, Outlook, Range, Result, View, Watch};
use crate::plan::{Amount, Condition, Node, Rule, RuleId, Schedule, VerdictKind, Verdicts};
use crate::span::day_number;

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// The number of instances of a rule that came out in one way, or the longest row of them.
    pub(super) fn verdicts(&mut self, view: View<'_>, verdicts: &'e Verdicts) -> Result<Outlook> {
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
        let rule = (verdicts.rule, declared);
        // A row is one of time, which events have no order in.
        let has_series = declared.schedule.repeats() || !verdicts.in_a_row;
        let tallied = match has_series {
            true => self.tallied(record, rule, verdicts.kind, (first, last))?,
            false => None,
        };
        let (tally, more_may_come, ever_known) = match tallied {
            Some(tally) => (tally, self.more_may_be_due(record, declared, (first, last)), true),
            None => match self.tally_by_one(record, rule, verdicts.kind, window, (first, last))? {
                Some(found) => found,
                None => return Ok(any),
            },
        };
        let (now, mut ever) = tally.ranges(verdicts.in_a_row)?;
        if more_may_come {
            ever.high = ABOVE;
        }
        if may_move || !ever_known {
            ever = Range::ANY_AMOUNT;
        }
        Ok(Outlook { now, ever })
    }

    /// What the verdicts come to, looked at one after the other, and whether more may come; `None` where it is not
    /// known which there are.
    fn tally_by_one(
        &mut self,
        record: &Record,
        (id, rule): (RuleId, &'e Rule),
        kind: VerdictKind,
        window: Window,
        days: (i64, i64),
    ) -> Result<Option<(Tally, bool, bool)>> {
        let hangs_on_a_day = matches!(rule.schedule, Schedule::Cycle { .. });
        let (mut now_known, mut ever_known) = (true, true);
        let mut tally = Tally::NOTHING;
        let more_may_come = self.each_due_in(record, (id, rule), days, |this, frame| {
            let means = window.contains(frame.due);
            if means.is_surely_false() {
                return Ok(());
            }
            if hangs_on_a_day {
                now_known &= frame.due.now.is_settled() || !means.now().yes;
                ever_known &= frame.due.ever.is_settled() || !means.ever().yes;
            }
            let found = this.known_judgement(record, frame, id)?;
            let came_out = found.came_out(kind);
            let passed = means.not().or(found.applies.not());
            tally = tally.then(Tally::of(means.and(came_out), came_out, passed));
            Ok(())
        })?;
        Ok(more_may_come.filter(|_| now_known).map(|more_may_come| (tally, more_may_come, ever_known)))
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
    pub(crate) fn counted(&mut self, view: View<'_>, condition: &'e Condition) -> Result<Vec<Counted>> {
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
