//! What a rule demands, written so that two rules that mean the same are the same.
//!
//! Figures stand in place of parameters, names are left out, and what the plans number (recognitions, periods)
//! is numbered anew for both rules together.

use chrono::{Datelike, NaiveDate};
use policy_core::plan::{
    Alternative, Amount, Condition, DateExpr, Exemption, Node, NodeMut, Per, Period, PeriodId, PeriodRef,
    PolicyId, Recognition, Rule, RuleId, Schedule, Source, StepKind, Window,
};
use policy_core::{Plan, Span, SubjectId};

use crate::canonical::{canonical_recognition, canonical_rule};
use crate::search::{Claim, Side};

/// What the plans of both rules number.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    /// What counts, each once; a source names one by its place, as if that were a policy.
    pub recognitions: Vec<Recognition>,
    /// What counts of lists of one number, of which nothing here tells which is meant; each once.
    several: Vec<Vec<Recognition>>,
    periods: Vec<Period>,
}

impl Shared {
    /// The periods of calendars.
    pub fn periods(&self) -> &[Period] {
        &self.periods
    }

    /// Whether a window of a schedule holds a day, whatever the record.
    pub fn surely_holds_a_day(&self, window: &Window) -> bool {
        let is_known =
            |date: &DateExpr| matches!(date, DateExpr::Field(_) | DateExpr::Literal(_) | DateExpr::AsOf);
        match window {
            Window::Named(period) => {
                self.periods.get(period.index()).is_some_and(|period| !period.occurrences.is_empty())
            }
            Window::Between(from, Some(to)) => match (from.as_deref(), &**to) {
                (None, DateExpr::Literal(_)) => true,
                (Some(DateExpr::Literal(from)), DateExpr::Literal(to)) => from <= to,
                (_, _) => false,
            },
            Window::After { from, span } => is_known(from) && *span != Span::default(),
            Window::Before { to, span } => is_known(to) && *span != Some(Span::default()),
            Window::Extended { window, .. } => self.surely_holds_a_day(window),
            Window::Rule
            | Window::Period
            | Window::Year { .. }
            | Window::AnyTime
            | Window::Between(_, None) => false,
        }
    }
}

/// A rule of a plan, in these numbers.
#[derive(Debug)]
pub(crate) struct Meaning {
    /// The rule, without names and citations.
    pub rule: Rule,
}

/// From what number on the rules are numbered that another plan numbers.
const OTHER_RULES: u16 = 30_000;
/// From what number on the places are numbered where several recognitions may be meant.
const SEVERAL: usize = 30_000;

impl Meaning {
    /// What a rule means. `is_other` where its plan is not that of the first rule. Occurrences of a period are all of
    /// its meaning, however long ago: rules look back.
    pub fn of(shared: &mut Shared, plan: &Plan, rule: &Rule, is_other: bool) -> Self {
        let asks_of_members = asks_of_members(rule);
        let mut naming = Renaming { shared, plan, is_other, subject: rule.subject, asks_of_members };
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
        canonical_rule(&mut rule);
        Self { rule }
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

/// Rules and recognitions of a plan in their one form: two that say the same, in whatever order and under whatever names, are the
/// same. What they refer to (recognitions, periods of calendars) is numbered by what it says; rules keep their numbers.
#[derive(Debug)]
pub struct Forms<'p> {
    plan: &'p Plan,
    shared: Shared,
}

impl<'p> Forms<'p> {
    /// No form has been asked for yet.
    pub fn new(plan: &'p Plan) -> Self {
        Self { plan, shared: Shared::default() }
    }

    /// The form of a rule, which is of this plan or could be.
    pub fn rule(&mut self, rule: &Rule) -> Rule {
        Meaning::of(&mut self.shared, self.plan, rule, false).rule
    }

    /// The form of a recognition of this plan.
    pub fn recognition(&mut self, recognition: &Recognition) -> Recognition {
        let subject = recognition.subject;
        self.renaming(subject).meant(recognition)
    }

    /// The form of a piece of a rule for a kind of subject.
    pub fn piece(&mut self, subject: SubjectId, mut piece: NodeMut<'_>) {
        let mut naming = self.renaming(subject);
        match &mut piece {
            NodeMut::Condition(condition) => {
                NodeMut::Condition(condition).walk(&mut |node| naming.node(node));
            }
            NodeMut::Amount(amount) => NodeMut::Amount(amount).walk(&mut |node| naming.node(node)),
            NodeMut::Date(date) => NodeMut::Date(date).walk(&mut |node| naming.node(node)),
            NodeMut::Window(window) => NodeMut::Window(window).walk(&mut |node| naming.node(node)),
        }
        crate::canonical::canonical(piece);
    }

    fn renaming(&mut self, subject: SubjectId) -> Renaming<'_> {
        Renaming {
            shared: &mut self.shared,
            plan: self.plan,
            is_other: false,
            subject,
            asks_of_members: true,
        }
    }
}

/// Gives what one plan numbers the numbers that both rules share.
struct Renaming<'a> {
    shared: &'a mut Shared,
    plan: &'a Plan,
    is_other: bool,
    /// For whom the rule is.
    subject: SubjectId,
    /// Whether it asks about members anywhere.
    asks_of_members: bool,
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
        if let Some(source) = node.source_mut() {
            self.source(source);
        }
        node.periods_mut(&mut |period| self.period(period));
        match node {
            NodeMut::Condition(Condition::RuleSatisfied(rule) | Condition::RuleExempt(rule)) => {
                self.rule(rule);
            }
            NodeMut::Amount(amount) => self.amount(amount),
            NodeMut::Condition(_) | NodeMut::Date(_) | NodeMut::Window(_) => {}
        }
    }

    fn amount(&mut self, amount: &mut Amount) {
        match amount {
            Amount::Parameter(parameter) => {
                if let Some(parameter) = self.plan.parameters.get(parameter.index()) {
                    *amount = Amount::Literal(parameter.value);
                }
            }
            Amount::Choose(choice) => choice.named = None,
            Amount::Verdicts(verdicts) => self.rule(&mut verdicts.rule),
            // Only the rule itself can ask for it.
            Amount::Available(rule) => *rule = RuleId(0),
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
        let mut meant = Period { names: policy_core::Names::new(""), ..declared.clone() };
        for occurrence in &mut meant.occurrences {
            occurrence.label.clear();
            occurrence.assumed = false;
        }
        let known = self.shared.periods.iter().position(|known| *known == meant);
        let place = known.unwrap_or_else(|| {
            self.shared.periods.push(meant);
            self.shared.periods.len() - 1
        });
        *period = PeriodId(u16::try_from(place).unwrap_or(u16::MAX));
    }

    fn source(&mut self, source: &mut Source) {
        let Source::Recognised(list, policy) = source else { return };
        let (list, policy) = (*list, *policy);
        let is_meant = |found: &&Recognition| found.policy == policy && found.list == list;
        let all: Vec<&Recognition> = self.plan.recognitions.iter().filter(is_meant).collect();
        // Lists are numbered for each kind of subject. Where two kinds have one of this number, that of the rule's own kind is meant,
        // unless the rule asks about members, of whom nothing here tells them apart: then all of them together are a place.
        let own = all.iter().find(|found| found.subject == self.subject);
        let place = match (all.as_slice(), own) {
            ([one], _) if self.asks_of_members => self.place(one),
            ([_, _, ..], _) if self.asks_of_members => {
                let meant: Vec<Recognition> = all.iter().map(|declared| self.meant(declared)).collect();
                let known = self.shared.several.iter().position(|known| *known == meant);
                SEVERAL
                    + known.unwrap_or_else(|| {
                        self.shared.several.push(meant);
                        self.shared.several.len() - 1
                    })
            }
            (_, Some(own)) => self.place(own),
            // Where nothing says what counts, everything does, as it is recorded.
            (_, None) => {
                *source = Source::Recorded(list);
                return;
            }
        };
        *source = Source::Recognised(list, PolicyId(u16::try_from(place).unwrap_or(u16::MAX)));
    }

    /// The place of a recognition among those of both rules.
    fn place(&mut self, declared: &Recognition) -> usize {
        let meant = self.meant(declared);
        let known = self.shared.recognitions.iter().position(|known| *known == meant);
        known.unwrap_or_else(|| {
            self.shared.recognitions.push(meant);
            self.shared.recognitions.len() - 1
        })
    }

    /// A recognition in the numbers of both rules, in its one form.
    fn meant(&mut self, declared: &Recognition) -> Recognition {
        let mut meant = Recognition { policy: PolicyId(0), ..declared.clone() };
        for entry in &mut meant.entries {
            entry.names = None;
            entry.because = None;
            entry.citations.clear();
        }
        for step in &mut meant.steps {
            step.citations.clear();
            if let StepKind::Cap { per, .. } | StepKind::Once { per, .. } = &mut step.kind {
                self.per(per);
            }
        }
        meant.roots_mut(&mut |root| root.walk(&mut |node| self.node(node)));
        canonical_recognition(&mut meant);
        meant
    }

    fn per(&mut self, per: &mut Per) {
        match per {
            Per::Period(period) => self.period_ref(period),
            Per::Event | Per::Day | Per::Cycle { .. } | Per::Ever => {}
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
    /// Each period of the second lies in one of the first, and each of the first holds one; what is due is due no later.
    OtherInside(Dues),
    /// Each period of the first lies in one of the second, likewise.
    OneInside(Dues),
    /// Anything else.
    Unlike,
}

/// Whether what is due in periods that lie in each other is due in one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dues {
    /// Surely.
    InOneYear,
    /// Not surely.
    Apart,
}

impl Frames {
    /// How the frames of two rules compare.
    pub fn of(shared: &Shared, one: &Rule, other: &Rule) -> Self {
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
        // What one period leaves for the next hangs on which there are.
        let is_settled = one.balance.is_none() && other.balance.is_none();
        if is_settled && one.grace == other.grace && agree(shared, &one.schedule, &other.schedule) {
            return Self::Same;
        }
        match (due_in_year(&one.schedule), due_in_year(&other.schedule)) {
            (Some(first), Some(second)) if one.grace == other.grace => {
                if second < first {
                    Self::OtherEarlier
                } else {
                    Self::OneEarlier
                }
            }
            (_, _) if one.grace.is_some() || other.grace.is_some() => Self::Unlike,
            (_, _) if is_within(shared, &other.schedule, &one.schedule) => {
                Self::OtherInside(Dues::of(shared, &other.schedule, &one.schedule))
            }
            (_, _) if is_within(shared, &one.schedule, &other.schedule) => {
                Self::OneInside(Dues::of(shared, &one.schedule, &other.schedule))
            }
            (_, _) => Self::Unlike,
        }
    }

    /// Whether a piece means different things in the two frames.
    pub fn differs(self, node: Node<'_>) -> bool {
        match self {
            Self::Same => false,
            Self::OtherInside(Dues::InOneYear) | Self::OneInside(Dues::InOneYear) => {
                let mut hangs = false;
                node.walk(&mut |node| {
                    let is_year = matches!(node, Node::Window(Window::Year { .. }));
                    hangs |= !is_year && node.hangs_by_itself();
                });
                hangs
            }
            Self::Unlike | Self::OtherInside(Dues::Apart) | Self::OneInside(Dues::Apart) => {
                node.hangs_on_rules()
            }
            Self::OtherEarlier | Self::OneEarlier => hangs_on_deadline(node),
        }
    }

    /// Whether what one rule asks is surely due no later than what the other does.
    pub fn ends_no_later(self, side: Side, of: Side) -> bool {
        match (side, of) {
            (Side::Other, Side::One) => {
                matches!(self, Self::Same | Self::OtherEarlier | Self::OtherInside(_))
            }
            (Side::One, Side::Other) => matches!(self, Self::Same | Self::OneEarlier | Self::OneInside(_)),
            (Side::Both, _) | (_, Side::Both) | (Side::One, Side::One) | (Side::Other, Side::Other) => false,
        }
    }

    /// Whether each period of the one surely is beside one period of the other alone, and the other way round.
    pub fn are_one_by_one(self) -> bool {
        match self {
            Self::Same
            | Self::OtherEarlier
            | Self::OneEarlier
            | Self::OtherInside(_)
            | Self::OneInside(_) => true,
            Self::Unlike => false,
        }
    }

    /// Whether each period of the one surely lies in that of the other beside it.
    pub fn lies_inside(self, side: Side, of: Side) -> bool {
        match (side, of) {
            (Side::Other, Side::One) => matches!(self, Self::OtherInside(_)),
            (Side::One, Side::Other) => matches!(self, Self::OneInside(_)),
            (Side::Both, _) | (_, Side::Both) | (Side::One, Side::One) | (Side::Other, Side::Other) => false,
        }
    }
}

impl Dues {
    fn of(shared: &Shared, one: &Schedule, other: &Schedule) -> Self {
        let dues = |schedule: &Schedule| -> Option<Vec<NaiveDate>> {
            let (period, by) = match schedule {
                Schedule::Each { period: PeriodRef::Named(period), by } => (*period, by.as_ref()),
                Schedule::Once(Window::Named(period)) => (*period, None),
                Schedule::Once(Window::Between(_, Some(to))) => match &**to {
                    DateExpr::Literal(day) => return Some(vec![*day]),
                    _ => return None,
                },
                Schedule::Each { .. }
                | Schedule::Once(_)
                | Schedule::Cycle { .. }
                | Schedule::EachEvent { .. } => return None,
            };
            let early = before_end(by)?;
            let occurrences = &shared.periods.get(period.index())?.occurrences;
            occurrences.iter().map(|one| early.before(one.to)).collect()
        };
        let is_one_year = |(one, other): (Vec<NaiveDate>, Vec<NaiveDate>)| {
            one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| one.year() == other.year())
        };
        if dues(one).zip(dues(other)).is_some_and(is_one_year) { Self::InOneYear } else { Self::Apart }
    }
}

/// Whether each period of a schedule lies in the one period of another beside it, whatever the record, and is due no later.
fn is_within(shared: &Shared, part: &Schedule, whole: &Schedule) -> bool {
    let nested = |part: PeriodId, whole: PeriodId| {
        let of = |period: PeriodId| shared.periods.get(period.index()).map(|period| &period.occurrences);
        let Some((part, whole)) = of(part).zip(of(whole)) else { return false };
        part.len() == whole.len()
            && part.iter().zip(whole).all(|(part, whole)| whole.from <= part.from && part.to <= whole.to)
    };
    match (part, whole) {
        (Schedule::Each { period: part, by: early }, Schedule::Each { period: whole, by: late }) => {
            let is_inside = match (part, whole) {
                (PeriodRef::Named(part), PeriodRef::Named(whole)) => nested(*part, *whole),
                (PeriodRef::BuiltIn(part), PeriodRef::BuiltIn(whole)) => part == whole,
                (PeriodRef::Named(_), PeriodRef::BuiltIn(_))
                | (PeriodRef::BuiltIn(_), PeriodRef::Named(_)) => false,
            };
            is_inside && is_due_no_later(early.as_ref(), late.as_ref(), part == whole)
        }
        (Schedule::Once(Window::Named(part)), Schedule::Once(Window::Named(whole))) => {
            let is_one = |period: PeriodId| {
                shared.periods.get(period.index()).is_some_and(|period| period.occurrences.len() == 1)
            };
            is_one(*part) && nested(*part, *whole)
        }
        (Schedule::Once(part), Schedule::Once(whole)) => is_shorter(part, whole),
        (
            Schedule::EachEvent { list, window: Some(part), governed_by_event, when: _ },
            Schedule::EachEvent { list: of, window: Some(whole), governed_by_event: governed, when: _ },
        ) => (list, governed_by_event) == (of, governed) && is_shorter(part, whole),
        (_, _) => false,
    }
}

/// Whether periods of two calendars that share a day are the same, and some do: then one has only periods more than the other.
fn agree(shared: &Shared, one: &Schedule, other: &Schedule) -> bool {
    let (
        Schedule::Each { period: PeriodRef::Named(one), by },
        Schedule::Each { period: PeriodRef::Named(other), by: due },
    ) = (one, other)
    else {
        return false;
    };
    let of = |period: &PeriodId| shared.periods.get(period.index()).map(|period| &period.occurrences);
    let Some((one, other)) = of(one).zip(of(other)) else { return false };
    let days = |one: &policy_core::plan::Occurrence| (one.from, one.to);
    let is_alone = |one: &policy_core::plan::Occurrence| {
        other.iter().all(|other| days(one) == days(other) || one.to < other.from || other.to < one.from)
    };
    let is_common = |one: &policy_core::plan::Occurrence| other.iter().any(|other| days(one) == days(other));
    by == due && one.iter().all(is_alone) && one.iter().any(is_common)
}

/// How long before the end of the period it is due, where that is how it is said.
fn before_end(due: Option<&DateExpr>) -> Option<Span> {
    match due {
        None => Some(Span::default()),
        Some(DateExpr::EndOf(window)) if **window == Window::Period => Some(Span::default()),
        Some(DateExpr::Minus(date, span)) => match &**date {
            DateExpr::EndOf(window) if **window == Window::Period => Some(*span),
            _ => None,
        },
        Some(_) => None,
    }
}

/// Whether what is due on one day of a period is due no later than what is due on another day of the period around it; without a
/// day, on its last.
fn is_due_no_later(early: Option<&DateExpr>, late: Option<&DateExpr>, are_the_same_periods: bool) -> bool {
    if let (Some(early), Some(late)) = (before_end(early), before_end(late)) {
        return late.months <= early.months && late.days <= early.days;
    }
    match (early, late) {
        (Some(DateExpr::Literal(early)), Some(DateExpr::Literal(late))) => early <= late,
        (Some(early), Some(late)) => are_the_same_periods && early == late,
        (None, _) | (_, None) => false,
    }
}

/// Whether a window of fixed days, or from some day on, lies in another, whatever the record.
fn is_shorter(part: &Window, whole: &Window) -> bool {
    let fixed = |date: &DateExpr| match date {
        DateExpr::Literal(day) => Some(*day),
        _ => None,
    };
    match (part, whole) {
        (Window::After { from, span }, Window::After { from: other, span: more }) => {
            // What holds no day asks for nothing.
            from == other && *span != Span::default() && span.months <= more.months && span.days <= more.days
        }
        (Window::Between(from, Some(to)), Window::Between(start, Some(end))) => {
            let Some((to, end)) = fixed(to).zip(fixed(end)) else { return false };
            let begins_no_earlier = match (from.as_deref(), start.as_deref()) {
                (None, None) => true,
                (Some(from), Some(start)) => {
                    let (from, start) = (fixed(from), fixed(start));
                    from.zip(start).is_some_and(|(from, start)| start <= from && from <= to)
                }
                (Some(_), None) | (None, Some(_)) => false,
            };
            begins_no_earlier && to <= end
        }
        (_, _) => false,
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
