//! What a plan numbers, numbered anew: policies, rules, parameters, tables, periods of calendars.

use policy_core::plan::{
    Amount, Condition, Consequence, Naming, NodeMut, ParameterId, Per, PeriodId, PeriodRef, PolicyId,
    Recognition, Rule, RuleId, Schedule, Source, StepKind, TableId,
};

/// What each number becomes, by the number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Numbers {
    /// Whose rule or consequence something is.
    pub policies: Vec<PolicyId>,
    /// By whose recognition something counts.
    pub sources: Vec<PolicyId>,
    /// Rules.
    pub rules: Vec<RuleId>,
    /// Parameters.
    pub parameters: Vec<ParameterId>,
    /// Decision tables.
    pub tables: Vec<TableId>,
    /// Periods.
    pub periods: Vec<PeriodId>,
}

fn become_<T: Copy>(table: &[T], place: usize, number: &mut T) {
    if let Some(new) = table.get(place) {
        *number = *new;
    }
}

impl Numbers {
    /// Numbers a rule anew.
    pub fn rule(&self, rule: &mut Rule) {
        become_(&self.policies, rule.policy.index(), &mut rule.policy);
        rule.roots_mut(&mut |root| root.walk(&mut |node| self.node(node)));
        self.schedule(&mut rule.schedule);
        if let Some(balance) = &mut rule.balance {
            let most = balance.carry_over.iter_mut().filter_map(|over| over.most.as_mut());
            for amount in most.chain(&mut balance.borrow) {
                NodeMut::Amount(amount).walk(&mut |node| self.node(node));
            }
        }
    }

    /// Numbers a consequence anew.
    pub fn consequence(&self, consequence: &mut Consequence) {
        become_(&self.policies, consequence.policy.index(), &mut consequence.policy);
        self.piece(NodeMut::Condition(&mut consequence.applies));
        self.piece(NodeMut::Condition(&mut consequence.when));
        consequence.schedule.walk_mut(&mut |node| self.node(node));
        self.schedule(&mut consequence.schedule);
        if let Some(rule) = &mut consequence.lifted_by {
            become_(&self.rules, rule.index(), rule);
        }
    }

    /// Numbers a recognition anew.
    pub fn recognition(&self, recognition: &mut Recognition) {
        become_(&self.sources, recognition.policy.index(), &mut recognition.policy);
        recognition.roots_mut(&mut |root| root.walk(&mut |node| self.node(node)));
        for step in &mut recognition.steps {
            if let StepKind::Cap { per, .. } | StepKind::Once { per, .. } = &mut step.kind {
                self.per(per);
            }
        }
    }

    /// Numbers a piece anew.
    pub fn piece(&self, piece: NodeMut<'_>) {
        piece.walk(&mut |node| self.node(node));
    }

    /// Numbers what a schedule itself names; its pieces are walked by themselves.
    pub fn schedule(&self, schedule: &mut Schedule) {
        match schedule {
            Schedule::Each { period, .. } => self.period_ref(period),
            Schedule::Cycle { pause: Some(pause), .. } => self.source(&mut pause.source),
            Schedule::Cycle { pause: None, .. } | Schedule::Once(_) | Schedule::EachEvent { .. } => {}
        }
    }

    /// Numbers the period of a step.
    pub fn per(&self, per: &mut Per) {
        match per {
            Per::Period(period) => self.period_ref(period),
            Per::Event | Per::Day | Per::Cycle { .. } | Per::Ever => {}
        }
    }

    fn period(&self, period: &mut PeriodId) {
        become_(&self.periods, period.index(), period);
    }

    fn period_ref(&self, period: &mut PeriodRef) {
        match period {
            PeriodRef::Named(period) => self.period(period),
            PeriodRef::BuiltIn(_) => {}
        }
    }

    fn source(&self, source: &mut Source) {
        match source {
            Source::Recognised(_, policy) => become_(&self.sources, policy.index(), policy),
            Source::Recorded(_) | Source::Members(_) => {}
        }
    }

    fn node(&self, node: &mut NodeMut<'_>) {
        if let Some(source) = node.source_mut() {
            self.source(source);
        }
        node.periods_mut(&mut |period| self.period(period));
        match node {
            NodeMut::Condition(Condition::RuleSatisfied(rule) | Condition::RuleExempt(rule)) => {
                become_(&self.rules, rule.index(), rule);
            }
            NodeMut::Amount(amount) => self.amount(amount),
            NodeMut::Condition(_) | NodeMut::Date(_) | NodeMut::Window(_) => {}
        }
    }

    fn amount(&self, amount: &mut Amount) {
        match amount {
            Amount::Parameter(parameter) => become_(&self.parameters, parameter.index(), parameter),
            Amount::Verdicts(verdicts) => become_(&self.rules, verdicts.rule.index(), &mut verdicts.rule),
            Amount::Available(rule) => become_(&self.rules, rule.index(), rule),
            Amount::Choose(choice) => match &mut choice.named {
                Some(Naming::Parameter(parameter)) => {
                    become_(&self.parameters, parameter.index(), parameter);
                }
                Some(Naming::Table(table)) => become_(&self.tables, table.index(), table),
                None => {}
            },
            Amount::Literal(_)
            | Amount::Field(_)
            | Amount::Aggregate(_)
            | Amount::Covered(_)
            | Amount::Sum(_)
            | Amount::Difference(..)
            | Amount::Scaled { .. }
            | Amount::Portion(_)
            | Amount::Rounded { .. }
            | Amount::Length(..)
            | Amount::Highest(_)
            | Amount::Lowest(_) => {}
        }
    }
}
