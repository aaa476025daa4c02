//! When a rule is to be met.

use policy_core::ListId;
use policy_core::plan::{BuiltInPeriod, Condition, DateExpr, Node, PeriodRef, Schedule, Window};

use super::scope::{Lowering, Scope};
use crate::syntax::{Expr, Governed, Name, ScheduleDecl, WindowExpr};
use crate::{Diagnostic, Saying, Span};

impl Lowering<'_, '_> {
    /// The schedule of a rule, and the list of the event that it stands at.
    pub fn schedule(
        &mut self,
        each: Option<(&ScheduleDecl, Span)>,
        over: Option<&WindowExpr>,
        scope: Scope,
    ) -> Option<(Schedule, Option<ListId>)> {
        let found = self.laid_down(each, over, scope)?;
        let mut is_round = false;
        for node in found.0.nodes() {
            node.walk(&mut |node| is_round |= matches!(node, Node::Date(DateExpr::Due)));
        }
        if is_round {
            let span = over.map(|window| window.span).or(each.map(|(_, span)| span)).unwrap_or_default();
            return self.report.fail(Diagnostic::error(span, Saying::new("schedule-by-due-date")));
        }
        if hangs_on_itself(&found.0) {
            let span = over.map(|window| window.span).or(each.map(|(_, span)| span)).unwrap_or_default();
            let diagnostic = Diagnostic::error(span, Saying::new("schedule-by-period"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-schedule-by-period")));
        }
        Some(found)
    }

    /// Lets the date of the event say whether the policy governs, where the rule says so.
    pub fn govern(&mut self, schedule: &mut Schedule, governed: Option<&Governed>) -> Option<()> {
        let Some(Governed { by_event: true, span }) = governed else { return Some(()) };
        match schedule {
            Schedule::EachEvent { governed_by_event, .. } => {
                *governed_by_event = true;
                Some(())
            }
            Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => {
                let diagnostic = Diagnostic::error(*span, Saying::new("governed-without-event"));
                self.report.fail(diagnostic.hint(Saying::new("hint-governed-without-event")))
            }
        }
    }

    fn laid_down(
        &mut self,
        each: Option<(&ScheduleDecl, Span)>,
        over: Option<&WindowExpr>,
        scope: Scope,
    ) -> Option<(Schedule, Option<ListId>)> {
        let Some((each, span)) = each else {
            return match over {
                None => Some((Schedule::Once(Window::Rule), None)),
                Some(window) => Some((Schedule::Once(self.window(window, scope)?), None)),
            };
        };
        if let ScheduleDecl::Named { during, name, condition, by } = each
            && built_in(&name.text).is_none()
            && self.model.calendars.find(&name.text, &self.model.head(scope.policy).calendars).is_empty()
            && let Some(list) = self.list(name, scope)
        {
            return self.each_event((*during, name), list, condition.as_ref(), by.as_ref(), over, scope);
        }
        if let Some(window) = over {
            let diagnostic = Diagnostic::error(window.span, Saying::new("window-beside-each"));
            return self.report.fail(
                diagnostic
                    .also(span, Saying::new("schedule-here"))
                    .hint(Saying::new("hint-window-beside-each")),
            );
        }
        match each {
            ScheduleDecl::Named { during: _, name, condition, by } => {
                if let Some(condition) = condition {
                    let says = Saying::new("period-with-where").with("name", &name.text);
                    let diagnostic = Diagnostic::error(condition.span, says);
                    return self.report.fail(diagnostic.hint(Saying::new("hint-period-with-where")));
                }
                let period = match built_in(&name.text) {
                    Some(period) => Some(PeriodRef::BuiltIn(period)),
                    None => self.period_or_event(name, scope),
                };
                let by = self.due(by.as_ref(), period, scope);
                Some((Schedule::Each { period: period?, by: by? }, None))
            }
            ScheduleDecl::Cycle { every, from, by, pause } => {
                if let (Some(by), Some(_)) = (by, pause) {
                    let diagnostic = Diagnostic::error(by.span, Saying::new("deadline-of-a-paused-cycle"));
                    return self.report.fail(diagnostic.hint(Saying::new("hint-deadline-of-a-paused-cycle")));
                }
                let pause = match pause {
                    None => Some(None),
                    Some(pause) => self.pause(pause, scope).map(Some),
                };
                let every = self.span(every, scope);
                let from = self.first_day(from, scope);
                let by = self.due(by.as_ref(), None, scope);
                Some((Schedule::Cycle { every: every?, from: from?, by: by?, pause: pause? }, None))
            }
        }
    }

    fn each_event(
        &mut self,
        (during, name): (bool, &Name),
        list: ListId,
        condition: Option<&Expr>,
        by: Option<&Expr>,
        over: Option<&WindowExpr>,
        scope: Scope,
    ) -> Option<(Schedule, Option<ListId>)> {
        if during {
            let says = Saying::new("during-event").with("name", &name.text);
            let hint = Saying::new("hint-during-event").with("name", &name.text);
            return self.report.fail(Diagnostic::error(name.span, says).hint(hint));
        }
        let when = match condition {
            None => Some(Condition::Constant(true)),
            Some(condition) => self.condition(condition, scope.at_event(list)),
        };
        let at_event = Scope { anchor: Some(list), ..scope };
        let window = match (over, by) {
            (None, None) => Some(None),
            (Some(window), None) => self.window(window, at_event).map(Some),
            (None, Some(by)) => {
                let by = self.date(by, at_event);
                by.map(|by| Some(Window::Between(None, Some(Box::new(by)))))
            }
            (Some(window), Some(_)) => {
                let diagnostic = Diagnostic::error(window.span, Saying::new("window-beside-each"));
                self.report.fail(diagnostic.hint(Saying::new("hint-window-beside-each")))
            }
        };
        let schedule = Schedule::EachEvent { list, when: when?, window: window?, governed_by_event: false };
        Some((schedule, Some(list)))
    }

    /// The day on which the first cycle begins. There is no period yet, so that what looks for events
    /// looks for them at any time, unless it says when.
    fn first_day(&mut self, from: &Expr, scope: Scope) -> Option<DateExpr> {
        let mut date = self.date(from, scope)?;
        let mut moves = false;
        Node::Date(&date).walk(&mut |node| moves |= matches!(node, Node::Date(DateExpr::AsOf)));
        if moves {
            let diagnostic = Diagnostic::error(from.span, Saying::new("cycle-from-today"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-cycle-from-today")));
        }
        at_any_time(&mut date);
        Some(date)
    }

    /// The deadline within a period: a day that is the same for everybody.
    fn due(
        &mut self,
        by: Option<&Expr>,
        period: Option<PeriodRef>,
        scope: Scope,
    ) -> Option<Option<DateExpr>> {
        let Some(by) = by else { return Some(None) };
        let mut date = self.date(by, scope)?;
        if !is_common(&mut date, period) {
            let diagnostic = Diagnostic::error(by.span, Saying::new("deadline-not-common"));
            return self.report.fail(diagnostic.hint(Saying::new("hint-deadline")));
        }
        Some(Some(date))
    }

    fn list(&self, name: &Name, scope: Scope) -> Option<ListId> {
        let words = &self.model.words;
        let seen = &self.model.head(scope.policy).vocabularies;
        words.lists[scope.subject.index()].find_seen(&name.text, seen).map(ListId)
    }

    pub fn period_or_event(&mut self, name: &Name, scope: Scope) -> Option<PeriodRef> {
        let head = self.model.head(scope.policy);
        if !self.model.calendars.find(&name.text, &head.calendars).is_empty() {
            return self.period(name, scope).map(PeriodRef::Named);
        }
        let lists = self.model.words.lists[scope.subject.index()].seen_names(&head.vocabularies);
        let built_in =
            [policy_core::Names::labelled("year", "年度"), policy_core::Names::labelled("month", "月")];
        let known = self.model.calendars.names(&head.calendars).chain(lists).chain(&built_in);
        self.report.unknown(name, "kind-period-or-event", known)
    }
}

/// Whether what lays a window down speaks of that window: of its period, or of a year or a yearless day, which are
/// those of the period.
fn hangs_on_itself(schedule: &Schedule) -> bool {
    let laid_by = match schedule {
        Schedule::Once(window) => Node::Window(window),
        Schedule::Cycle { from, .. } => Node::Date(from),
        // A deadline lies within a period that is there already.
        Schedule::Each { .. } | Schedule::EachEvent { .. } => return false,
    };
    let mut hangs = false;
    laid_by.walk(&mut |node| {
        hangs |= match node {
            Node::Window(window) => matches!(window, Window::Period | Window::Year { .. }),
            Node::Date(date) => matches!(date, DateExpr::InPeriod { .. }),
            Node::Condition(_) | Node::Amount(_) => false,
        };
    });
    hangs
}

/// Lets an extreme that says no window look at any time.
fn at_any_time(date: &mut DateExpr) {
    match date {
        DateExpr::Extreme(extreme) if extreme.window == Window::Rule => extreme.window = Window::AnyTime,
        DateExpr::Plus(date, _) | DateExpr::Minus(date, _) => at_any_time(date),
        DateExpr::WorkingDay(working) => at_any_time(&mut working.date),
        DateExpr::Reached(reached) if reached.aggregate.window == Window::Rule => {
            reached.aggregate.window = Window::AnyTime;
        }
        DateExpr::Extreme(_)
        | DateExpr::Reached(_)
        | DateExpr::Literal(_)
        | DateExpr::InPeriod { .. }
        | DateExpr::StartOf(_)
        | DateExpr::EndOf(_)
        | DateExpr::Due
        | DateExpr::Field(_)
        | DateExpr::AsOf => {}
    }
}

/// Whether a day is the same for everybody; in a yearly rule `the year` is the period.
fn is_common(date: &mut DateExpr, period: Option<PeriodRef>) -> bool {
    match date {
        DateExpr::Literal(_) | DateExpr::InPeriod { .. } => true,
        DateExpr::StartOf(window) | DateExpr::EndOf(window) => {
            if **window == (Window::Year { offset: 0 })
                && period == Some(PeriodRef::BuiltIn(BuiltInPeriod::Year))
            {
                **window = Window::Period;
            }
            matches!(**window, Window::Period | Window::Named(_))
        }
        DateExpr::Plus(date, _) | DateExpr::Minus(date, _) => is_common(date, period),
        DateExpr::WorkingDay(working) => is_common(&mut working.date, period),
        DateExpr::Due | DateExpr::Field(_) | DateExpr::Extreme(_) | DateExpr::AsOf | DateExpr::Reached(_) => {
            false
        }
    }
}

/// A period that needs no calendar.
pub(super) fn built_in(name: &str) -> Option<BuiltInPeriod> {
    match name.to_lowercase().as_str() {
        "year" | "years" | "年" | "年度" | "一年" | "自然年" => Some(BuiltInPeriod::Year),
        "month" | "months" | "月" | "月度" | "个月" | "個月" => Some(BuiltInPeriod::Month),
        _ => None,
    }
}
