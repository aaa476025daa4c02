//! Counting the verdicts of another rule.

use policy_core::Vocabulary;
use policy_core::plan::{Amount, RuleId, VerdictKind, Verdicts, Window};

use super::operand::{Operand, Quantity};
use super::schedule::built_in;
use super::scope::{Lowering, Scope};
use crate::syntax::{Name, RuleClause, ScheduleDecl, WindowExpr};
use crate::{Diagnostic, Saying, Span};

impl Lowering<'_, '_> {
    /// `times RULE is unmet in a row in WINDOW`
    pub fn verdicts(
        &mut self,
        rule: &Name,
        (kind, in_a_row): (VerdictKind, bool),
        window: Option<&WindowExpr>,
        span: Span,
        scope: Scope,
    ) -> Option<Operand> {
        if scope.event.is_some() {
            let says = Saying::new("rule-in-event").with("name", &rule.text);
            return self
                .report
                .fail(Diagnostic::error(rule.span, says).hint(Saying::new("hint-rule-in-event")));
        }
        let place = self.rule(rule, scope);
        let window = match window {
            None => Some(Window::AnyTime),
            Some(window) => self.window(window, scope),
        };
        let (place, window) = (place?, window?);
        if in_a_row && !self.comes_again(place) {
            let says = Saying::new("verdicts-in-no-row").with("name", &rule.text);
            let diagnostic = Diagnostic::error(span, says);
            return self.report.fail(diagnostic.hint(Saying::new("hint-verdicts-in-no-row")));
        }
        let verdicts = Verdicts { rule: RuleId(place as u16), kind, window, in_a_row };
        Some(Operand::Quantity(Quantity::of(Amount::Verdicts(Box::new(verdicts)), Vocabulary::TIMES)))
    }

    /// Whether a rule comes again in each period or cycle.
    fn comes_again(&self, rule: usize) -> bool {
        let head = &self.model.rules[rule];
        let calendars = &self.model.head(head.policy).calendars;
        head.syntax.body.members.iter().any(|clause| match &clause.node {
            RuleClause::Each(ScheduleDecl::Cycle { .. }) => true,
            RuleClause::Each(ScheduleDecl::Named { name, .. }) => {
                built_in(&name.text).is_some() || !self.model.calendars.find(&name.text, calendars).is_empty()
            }
            RuleClause::For(_)
            | RuleClause::Over(_)
            | RuleClause::Require(_)
            | RuleClause::InPrinciple
            | RuleClause::Tightens(_)
            | RuleClause::Allow(_)
            | RuleClause::Balance(_)
            | RuleClause::Grace(_)
            | RuleClause::Governed(_)
            | RuleClause::Exempt(_)
            | RuleClause::Instead(_)
            | RuleClause::Cite(_) => false,
        })
    }
}
