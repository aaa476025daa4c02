//! What a rule demands, written so that two rules that mean the same are the same.
//!
//! Figures stand in place of parameters, names are left out, and what the plans number (recognitions, periods)
//! is numbered anew for both rules together.

use std::ops::RangeInclusive;

use chrono::NaiveDate;
use policy_core::Plan;
use policy_core::SubjectId;
use policy_core::plan::{
    Alternative, Amount, Condition, DateExpr, Exemption, Node, NodeMut, Period, PeriodId, PeriodRef,
    PolicyId, Recognition, Rule, RuleId, Schedule, Source, Treatment, Window,
};

use crate::search::{Claim, Side};

/// What the plans of both rules number.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// What counts, each once; a source names one by its place, as if that were a policy.
    pub recognitions: Vec<Recognition>,
    periods: Vec<Period>,
}

impl Shared {
    /// The periods of calendars.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }
}

/// A rule of a plan, in these numbers.
#[derive(Debug)]
pub(crate) struct Meaning {
    /// The rule, without names and citations.
    pub rule: Rule,
    /// By which recognition it counts cannot be told.
    pub is_unclear: bool,
}

/// From what number on the rules are numbered that another plan numbers.
const OTHER_RULES: u16 = 30_000;

impl Meaning {
    /// What a rule means. `is_other` where its plan is not that of the first rule; occurrences of periods outside of
    /// `days` do not matter.
    pub fn of(
        shared: &mut Shared,
        plan: &Plan,
        rule: &Rule,
        is_other: bool,
        days: &RangeInclusive<NaiveDate>,
    ) -> Self {
        let asks_of_members = asks_of_members(rule);
        let mut naming = Renaming {
            shared,
            plan,
            is_other,
            days,
            subject: rule.subject,
            asks_of_members,
            is_unclear: false,
        };
        let nameless = policy_core::Names::new("");
        let mut rule = Rule {
            policy: PolicyId(0),
            names: nameless.clone(),
            tightens: Vec::new(),
            citations: Vec::new(),
            ..rule.clone()
        };
        for Exemption { names, citations, .. } in &mut rule.exemptions {
            names.clone_from(&nameless);
            citations.clear();
        }
        for Alternative { names, citations, .. } in &mut rule.alternatives {
            names.clone_from(&nameless);
            citations.clear();
        }
        if let Schedule::Each { period, .. } = &mut rule.schedule {
            naming.period_ref(period);
        }
        if let Schedule::Cycle { pause: Some(pause), .. } = &mut rule.schedule {
            naming.source(&mut pause.source);
        }
        rule.walk_mut(&mut |node| naming.node(node));
        if let Some(balance) = &mut rule.balance {
            let most = balance.carry_over.iter_mut().filter_map(|over| over.most.as_mut());
            for amount in most.chain(&mut balance.borrow) {
                NodeMut::Amount(amount).walk(&mut |node| naming.node(node));
            }
        }
        let is_unclear = naming.is_unclear;
        Self { rule, is_unclear }
    }

    /// For whom, and at which events, the rule is.
    pub fn applies(&self, side: Side) -> Claim<'_> {
        let mut parts = vec![Claim::Condition(side, &self.rule.applies)];
        match &self.rule.schedule {
            Schedule::EachEvent { when, .. } => parts.push(Claim::Condition(side, when)),
            Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => {}
        }
        Claim::All(parts)
    }

    /// That the rule is met, or does not apply, or frees; a rule in principle is never failed.
    pub fn satisfied(&self, side: Side) -> Claim<'_> {
        if self.rule.soft {
            return Claim::Constant(true);
        }
        let mut ways = vec![Claim::Not(Box::new(self.applies(side))), self.required(side)];
        ways.extend(self.rule.exemptions.iter().map(|exempt| Claim::Condition(side, &exempt.when)));
        Claim::Any(ways)
    }

    /// That what is required holds: of the first alternative that applies, else of the rule itself.
    pub fn required(&self, side: Side) -> Claim<'_> {
        let mut ways = Vec::new();
        let mut before: Vec<Claim<'_>> = Vec::new();
        for alternative in &self.rule.alternatives {
            let required = match &alternative.window {
                None => Claim::Condition(side, &alternative.requirement),
                Some(window) => Claim::Elsewhere(side, &alternative.requirement, window),
            };
            let when = Claim::Condition(side, &alternative.when);
            let mut way = before.clone();
            way.extend([when.clone(), required]);
            ways.push(Claim::All(way));
            before.push(Claim::Not(Box::new(when)));
        }
        before.push(Claim::Condition(side, &self.rule.requirement));
        ways.push(Claim::All(before));
        Claim::Any(ways)
    }
}

/// Gives what one plan numbers the numbers that both rules share.
struct Renaming<'a> {
    shared: &'a mut Shared,
    plan: &'a Plan,
    is_other: bool,
    days: &'a RangeInclusive<NaiveDate>,
    /// For whom the rule is.
    subject: SubjectId,
    /// Whether it asks about members anywhere.
    asks_of_members: bool,
    is_unclear: bool,
}

/// Whether a rule asks about members anywhere.
fn asks_of_members(rule: &Rule) -> bool {
    let mut asks = false;
    for node in rule.nodes() {
        node.walk(&mut |node| {
            asks |= match node {
                Node::Amount(Amount::Aggregate(aggregate)) => matches!(aggregate.source, Source::Members(_)),
                Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => false,
            };
        });
    }
    asks
}

impl Renaming<'_> {
    fn node(&mut self, node: &mut NodeMut<'_>) {
        match node {
            NodeMut::Condition(condition) => match condition {
                Condition::RuleSatisfied(rule) | Condition::RuleExempt(rule) => self.rule(rule),
                Condition::InEach { period, .. } => self.period_ref(period),
                Condition::EventsCover { source, .. } => self.source(source),
                Condition::Constant(_)
                | Condition::All(_)
                | Condition::Any(_)
                | Condition::AtLeastOf(..)
                | Condition::Not(_)
                | Condition::Compare(_)
                | Condition::CompareDates(..)
                | Condition::DateIn(..)
                | Condition::Member(..)
                | Condition::Flag(_)
                | Condition::TextIs(..)
                | Condition::SpanCovers(_) => {}
            },
            NodeMut::Amount(amount) => self.amount(amount),
            NodeMut::Date(date) => match date {
                DateExpr::Extreme(extreme) => self.source(&mut extreme.source),
                DateExpr::Reached(reached) => self.source(&mut reached.aggregate.source),
                DateExpr::WorkingDay(working) => {
                    for period in [&mut working.holidays, &mut working.workdays].into_iter().flatten() {
                        self.period(period);
                    }
                }
                DateExpr::Literal(_)
                | DateExpr::InPeriod { .. }
                | DateExpr::StartOf(_)
                | DateExpr::EndOf(_)
                | DateExpr::Field(_)
                | DateExpr::Due
                | DateExpr::Plus(..)
                | DateExpr::Minus(..)
                | DateExpr::AsOf => {}
            },
            NodeMut::Window(window) => match window {
                Window::Named(period) => self.period(period),
                Window::Extended { pause, .. } => self.source(&mut pause.source),
                Window::Rule
                | Window::Period
                | Window::Year { .. }
                | Window::AnyTime
                | Window::Between(..)
                | Window::After { .. }
                | Window::Before { .. } => {}
            },
        }
    }

    fn amount(&mut self, amount: &mut Amount) {
        match amount {
            Amount::Parameter(parameter) => {
                if let Some(parameter) = self.plan.parameters.get(parameter.index()) {
                    *amount = Amount::Literal(parameter.value);
                }
            }
            Amount::Aggregate(aggregate) => self.source(&mut aggregate.source),
            Amount::Covered(covered) => self.source(&mut covered.source),
            Amount::Choose(choice) => choice.named = None,
            Amount::Verdicts(verdicts) => self.rule(&mut verdicts.rule),
            // Only the rule itself can ask for it.
            Amount::Available(rule) => *rule = RuleId(0),
            Amount::Literal(_)
            | Amount::Field(_)
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

    fn rule(&self, rule: &mut RuleId) {
        if self.is_other {
            rule.0 = rule.0.saturating_add(OTHER_RULES);
        }
    }

    fn period_ref(&mut self, period: &mut PeriodRef) {
        match period {
            PeriodRef::Named(period) => self.period(period),
            PeriodRef::BuiltIn(_) => {}
        }
    }

    fn period(&mut self, period: &mut PeriodId) {
        let Some(declared) = self.plan.periods.get(period.index()) else { return };
        let mut meant = Period { names: policy_core::Names::new(&declared.names.id), ..declared.clone() };
        meant.occurrences.retain(|one| one.from <= *self.days.end() && one.to >= *self.days.start());
        let known = self.shared.periods.iter().position(|known| *known == meant);
        let place = known.unwrap_or_else(|| {
            self.shared.periods.push(meant);
            self.shared.periods.len() - 1
        });
        *period = PeriodId(u16::try_from(place).unwrap_or(u16::MAX));
    }

    fn source(&mut self, source: &mut Source) {
        let Source::Recognised(list, policy) = source else { return };
        let is_meant = |found: &&Recognition| found.policy == *policy && found.list == *list;
        let mut all = self.plan.recognitions.iter().filter(is_meant);
        // Lists are numbered for each kind of subject. Where two kinds have one of this number, that of the rule's own kind is meant,
        // unless the rule asks about members, of whom nothing here tells them apart.
        let declared = match (all.clone().count(), self.asks_of_members) {
            (0 | 1, _) => all.next(),
            (_, false) => all.find(|found| found.subject == self.subject),
            (_, true) => {
                self.is_unclear = true;
                None
            }
        };
        let Some(declared) = declared else { return };
        let mut meant = Recognition { policy: PolicyId(0), ..declared.clone() };
        for entry in &mut meant.entries {
            entry.names = None;
            entry.because = None;
            entry.citations.clear();
            NodeMut::Condition(&mut entry.when).walk(&mut |node| self.node(node));
            match &mut entry.treatment {
                Treatment::Count { amount: Some(amount) } => {
                    NodeMut::Amount(amount).walk(&mut |node| self.node(node));
                }
                Treatment::Count { amount: None } | Treatment::Reject => {}
            }
        }
        for step in &mut meant.steps {
            step.citations.clear();
            NodeMut::Condition(&mut step.filter).walk(&mut |node| self.node(node));
            if let policy_core::plan::StepKind::Cap { per, most } = &mut step.kind {
                self.per(per);
                if let policy_core::plan::Most::Amount(amount) = most {
                    NodeMut::Amount(amount).walk(&mut |node| self.node(node));
                }
            } else if let policy_core::plan::StepKind::Once { per, .. } = &mut step.kind {
                self.per(per);
            }
        }
        let known = self.shared.recognitions.iter().position(|known| *known == meant);
        let place = known.unwrap_or_else(|| {
            self.shared.recognitions.push(meant);
            self.shared.recognitions.len() - 1
        });
        *source = Source::Recognised(*list, PolicyId(u16::try_from(place).unwrap_or(u16::MAX)));
    }

    fn per(&mut self, per: &mut policy_core::plan::Per) {
        match per {
            policy_core::plan::Per::Period(period) => self.period_ref(period),
            policy_core::plan::Per::Event
            | policy_core::plan::Per::Day
            | policy_core::plan::Per::Cycle { .. }
            | policy_core::plan::Per::Ever => {}
        }
    }
}

/// How the frames of two rules compare: the periods that they stand in, and until when something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frames {
    /// The same periods, to the same days.
    Same,
    /// The same periods, in which the second rule is due earlier, or its grace is shorter.
    OtherEarlier,
    /// The same periods, in which the first is.
    OneEarlier,
    /// Anything else.
    Unlike,
}

impl Frames {
    /// How the frames of two rules compare.
    pub fn of(one: &Rule, other: &Rule) -> Self {
        if is_same_schedule(&one.schedule, &other.schedule) {
            let length = |rule: &Rule| rule.grace.unwrap_or_default();
            let (first, second) = (length(one), length(other));
            return match () {
                () if first == second => Self::Same,
                () if second.months <= first.months && second.days <= first.days => Self::OtherEarlier,
                () if first.months <= second.months && first.days <= second.days => Self::OneEarlier,
                () => Self::Unlike,
            };
        }
        match (due_in_year(&one.schedule), due_in_year(&other.schedule)) {
            (Some(first), Some(second)) if one.grace == other.grace => {
                if second < first {
                    Self::OtherEarlier
                } else {
                    Self::OneEarlier
                }
            }
            (_, _) => Self::Unlike,
        }
    }

    /// Whether a piece means different things in the two frames.
    pub fn differs(self, node: Node<'_>) -> bool {
        match self {
            Self::Same => false,
            Self::Unlike => node.hangs_on_rules(),
            Self::OtherEarlier | Self::OneEarlier => hangs_on_deadline(node),
        }
    }
}

fn is_same_schedule(one: &Schedule, other: &Schedule) -> bool {
    match (one, other) {
        (
            Schedule::EachEvent { list, window, governed_by_event, when: _ },
            Schedule::EachEvent { list: of, window: within, governed_by_event: governed, when: _ },
        ) => (list, window, governed_by_event) == (of, within, governed),
        (
            Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } | Schedule::EachEvent { .. },
            _,
        ) => one == other,
    }
}

/// Month and day on which a yearly rule is due, where it is so every year.
fn due_in_year(schedule: &Schedule) -> Option<(u32, u32)> {
    use policy_core::plan::BuiltInPeriod::Year;
    match schedule {
        Schedule::Each { period: PeriodRef::BuiltIn(Year), by: None } => Some((12, 31)),
        Schedule::Each { period: PeriodRef::BuiltIn(Year), by: Some(DateExpr::InPeriod { month, day }) } => {
            Some((*month, *day))
        }
        Schedule::Each { .. } | Schedule::Once(_) | Schedule::Cycle { .. } | Schedule::EachEvent { .. } => {
            None
        }
    }
}

/// Whether it hangs on the day that something is due, rather than on the period around it or on nothing.
fn hangs_on_deadline(node: Node<'_>) -> bool {
    let mut hangs = false;
    node.walk(&mut |node| {
        hangs |= match node {
            Node::Condition(Condition::RuleSatisfied(_) | Condition::RuleExempt(_))
            | Node::Amount(Amount::Verdicts(_) | Amount::Available(_))
            | Node::Date(DateExpr::Due)
            | Node::Window(Window::Rule | Window::AnyTime | Window::Named(_) | Window::Between(_, None)) => {
                true
            }
            Node::Condition(_) | Node::Amount(_) | Node::Date(_) | Node::Window(_) => false,
        };
    });
    hangs
}
