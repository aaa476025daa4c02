//! What follows from something else by its form alone: ninety hours from a hundred, a count of more from one of less.
//!
//! Two conditions are gone through side by side. A part that says the same is passed over; one that asks for more, where more
//! is asked for, follows. So a change of one figure is told whatever stands around it. Nothing here needs to know what a
//! record may hold, and what does not follow by form may still follow by cases, which `compare` goes through.

use std::cell::Cell;

use policy_core::plan::{
    Aggregate, Amount, Choice, Comparison, Condition, Covered, DateExpr, Measure, Node, Operator, Plan,
    RuleId, Source, VerdictKind, Verdicts, Window,
};
use policy_core::{Decimal, Span};

use crate::counting::{Counts, counts_no_more};
use crate::meaning::{Dues, Frames, Shared};
use crate::search::{Claim, Problem, Searched, Side};

/// How many steps one question takes before it is given up.
const MOST_STEPS: usize = 20_000;
/// How many cases are looked at where form does not say it.
const MOST_CASES: usize = 20_000;

/// What two rules have in common, for going through their conditions side by side.
pub(crate) struct Order<'a> {
    plan: &'a Plan,
    shared: &'a Shared,
    frames: Frames,
    differs: &'a dyn Fn(Node<'_>) -> bool,
    /// What is known of rules that conditions speak of.
    follows: &'a Following<'a>,
    /// Whether the balance of the first rule surely makes no more available than that of the second, and the other way round.
    available: (bool, bool),
    /// The windows in which what the rules require is to happen, where they are written and nothing is granted beyond.
    own: [Option<&'a Window>; 2],
    left: Cell<usize>,
    cases: Cell<usize>,
}

/// Whether whoever satisfies a rule, where the one side speaks of it, is known to satisfy another where the other side does.
pub(crate) type Following<'a> = dyn Fn((Side, RuleId), (Side, RuleId)) -> bool + 'a;

/// A piece, seen from a rule.
type Seen<'p, T> = (Side, &'p T);

/// What is required, in which window, seen from a rule.
type Within<'p> = (Side, &'p Condition, &'p Window);

impl<'a> Order<'a> {
    /// Nothing has been asked yet.
    pub fn new(
        (plan, shared, frames): (&'a Plan, &'a Shared, Frames),
        differs: &'a dyn Fn(Node<'_>) -> bool,
        follows: &'a Following<'a>,
        available: (bool, bool),
    ) -> Self {
        let (left, cases) = (Cell::new(MOST_STEPS), Cell::new(MOST_CASES));
        Self { plan, shared, frames, differs, follows, available, own: [None, None], left, cases }
    }

    /// The same, where the windows are known in which what the rules require is to happen.
    pub fn in_windows(self, own: [Option<&'a Window>; 2]) -> Self {
        Self { own, ..self }
    }

    /// Whether what is required in a window holds in another that surely holds all its days as well.
    fn in_wider(&self, (side, one, window): Within<'_>, (of, other, wide): Within<'_>) -> bool {
        if !self.inside((side, window), (of, wide)) {
            return false;
        }
        let frames = Frames::OneInside(Dues::Apart);
        let differs = |node: Node<'_>| (self.differs)(node) || frames.differs(node);
        let nothing = |_: (Side, RuleId), _: (Side, RuleId)| false;
        let order = Order::new((self.plan, self.shared, frames), &differs, &nothing, (false, false));
        order.left.set(self.left.get());
        order.condition((Side::One, one), (Side::Other, other))
    }

    fn own_window(&self, side: Side) -> Option<&'a Window> {
        match side {
            Side::One => self.own[0],
            Side::Other => self.own[1],
            Side::Both => self.own[0].filter(|own| self.own[1] == Some(*own)),
        }
    }

    /// Whether something is tried at all: there is a bound to all of it together.
    fn may_go_on(&self) -> bool {
        match self.left.get().checked_sub(1) {
            Some(left) => {
                self.left.set(left);
                true
            }
            None => false,
        }
    }

    /// Whether the second claim holds wherever the first does.
    pub fn claim(&self, known: &Claim<'_>, asked: &Claim<'_>) -> bool {
        if !self.may_go_on() {
            return false;
        }
        match (known, asked) {
            (Claim::Constant(false), _) | (_, Claim::Constant(true)) => true,
            (Claim::Any(parts), _) => parts.iter().all(|part| self.claim(part, asked)),
            (_, Claim::All(parts)) => parts.iter().all(|part| self.claim(known, part)),
            (Claim::Not(one), Claim::Not(other)) => self.claim(other, one),
            (Claim::Condition(side, one), Claim::Condition(of, other)) => {
                self.condition((*side, one), (*of, other))
            }
            (Claim::Elsewhere(side, one, window), Claim::Elsewhere(of, other, within)) => {
                let is_one_window = window == within && (side == of || !(self.differs)(Node::Window(window)));
                (is_one_window && self.condition((*side, one), (*of, other)))
                    || self.in_wider((*side, one, window), (*of, other, within))
            }
            (Claim::Condition(side, one), Claim::Elsewhere(of, other, within)) => self
                .own_window(*side)
                .is_some_and(|window| self.in_wider((*side, one, window), (*of, other, within))),
            (Claim::Elsewhere(side, one, window), Claim::Condition(of, other)) => self
                .own_window(*of)
                .is_some_and(|within| self.in_wider((*side, one, window), (*of, other, within))),
            (Claim::All(parts), _) => {
                let by_one = |asked: &Claim<'_>| parts.iter().any(|part| self.claim(part, asked));
                match asked {
                    Claim::Any(others) => {
                        others.iter().any(|other| self.claim(known, other)) || by_one(asked)
                    }
                    Claim::Constant(_)
                    | Claim::Condition(..)
                    | Claim::Elsewhere(..)
                    | Claim::All(_)
                    | Claim::Not(_) => by_one(asked),
                }
            }
            (_, Claim::Any(parts)) => parts.iter().any(|part| self.claim(known, part)),
            (
                Claim::Constant(_) | Claim::Condition(..) | Claim::Elsewhere(..) | Claim::Not(_),
                Claim::Constant(_) | Claim::Condition(..) | Claim::Elsewhere(..) | Claim::Not(_),
            ) => false,
        }
    }

    /// Whether the second condition holds wherever the first does.
    pub fn condition(&self, known: Seen<'_, Condition>, asked: Seen<'_, Condition>) -> bool {
        if !self.may_go_on() {
            return false;
        }
        let ((side, one), (of, other)) = (known, asked);
        if one == other && self.is_common(side, of, Node::Condition(one)) {
            return true;
        }
        match (one, other) {
            (Condition::Constant(false), _) | (_, Condition::Constant(true)) => true,
            (Condition::Any(parts), _) => parts.iter().all(|part| self.condition((side, part), asked)),
            (_, Condition::All(parts)) => parts.iter().all(|part| self.condition(known, (of, part))),
            (Condition::All(parts), Condition::Any(others)) => {
                others.iter().any(|other| self.condition(known, (of, other)))
                    || parts.iter().any(|part| self.condition((side, part), asked))
            }
            (Condition::All(parts), _) => parts.iter().any(|part| self.condition((side, part), asked)),
            (_, Condition::Any(parts)) => parts.iter().any(|part| self.condition(known, (of, part))),
            (Condition::AtLeastOf(least, parts), Condition::AtLeastOf(asked, others)) => {
                self.some_of((side, *least, parts), (of, *asked, others))
            }
            (Condition::Not(one), Condition::Not(other)) => self.condition((of, other), (side, one)),
            (Condition::Compare(one), Condition::Compare(other)) => self.comparison((side, one), (of, other)),
            (Condition::CompareDates(left, operator, right), Condition::CompareDates(from, by, to)) => {
                self.same(side, of, left, from) && operator == by && self.dates(side, of, *by, right, to)
            }
            (Condition::DateIn(date, window), Condition::DateIn(other, within)) => {
                self.same(side, of, date, other) && self.inside((side, window), (of, within))
            }
            (Condition::Member(field, set), Condition::Member(other, wide)) => {
                field == other
                    && set.tree == wide.tree
                    && set.terms.iter().all(|term| wide.terms.binary_search(term).is_ok())
            }
            (Condition::RuleSatisfied(one), Condition::RuleSatisfied(other)) => {
                (self.follows)((side, *one), (of, *other))
            }
            (
                Condition::EventsCover { source, filter, window, length },
                Condition::EventsCover { source: from, filter: wide, window: within, length: less },
            ) => {
                (length.months > 0) == (less.months > 0)
                    && less.months <= length.months
                    && less.days <= length.days
                    && window == within
                    && self.is_common(side, of, Node::Window(window))
                    && self.filters((side, filter), (of, wide))
                    && counts_no_more(self, Counts::Events, filter, (side, *source), (of, *from))
            }
            (
                Condition::InEach { period, at_least, condition },
                Condition::InEach { period: other, at_least: less, condition: asked },
            ) => {
                // Which parts there are hangs on the period of the rule: another period may hold a part more, or cut one short.
                let enough = match (at_least, less) {
                    (None, None) => true,
                    (Some(many), Some(few)) => many >= few,
                    (None, Some(_)) | (Some(_), None) => false,
                };
                self.frames == Frames::Same
                    && period == other
                    && enough
                    && self.condition((side, condition), (of, asked))
            }
            (
                Condition::Constant(_)
                | Condition::AtLeastOf(..)
                | Condition::Not(_)
                | Condition::Compare(_)
                | Condition::CompareDates(..)
                | Condition::DateIn(..)
                | Condition::Member(..)
                | Condition::Flag(_)
                | Condition::TextIs(..)
                | Condition::RuleSatisfied(_)
                | Condition::RuleExempt(_)
                | Condition::SpanCovers(_)
                | Condition::EventsCover { .. }
                | Condition::InEach { .. },
                _,
            ) => false,
        }
    }

    /// Whether one holds wherever others do: by form, or because there is no case in which it does not.
    pub fn follows_in_all_cases(&self, known: &[Claim<'_>], asked: &Claim<'_>) -> bool {
        let mut claims = known.to_vec();
        claims.push(Claim::Not(Box::new(asked.clone())));
        known.iter().any(|known| self.claim(known, asked)) || self.is_no_case(&claims)
    }

    /// Whether there is no case in which all claims hold.
    pub fn is_no_case(&self, claims: &[Claim<'_>]) -> bool {
        let Some(problem) = Problem::of(self.plan, claims, self.differs) else { return false };
        let mut steps = self.cases.get();
        let searched = problem.each(&mut steps, &mut |_| false);
        self.cases.set(steps);
        searched == Searched::All
    }

    fn filters(&self, (side, known): Seen<'_, Condition>, (of, asked): Seen<'_, Condition>) -> bool {
        self.follows_in_all_cases(&[Claim::Condition(side, known)], &Claim::Condition(of, asked))
    }

    /// Whether a piece means the same from both sides.
    fn is_common(&self, side: Side, of: Side, node: Node<'_>) -> bool {
        side == of || !(self.differs)(node)
    }

    fn same(&self, side: Side, of: Side, one: &DateExpr, other: &DateExpr) -> bool {
        one == other && self.is_common(side, of, Node::Date(one))
    }

    /// Each that holds of the first makes another one of the second hold.
    fn some_of(
        &self,
        (side, least, parts): (Side, u16, &[Condition]),
        (of, asked, others): (Side, u16, &[Condition]),
    ) -> bool {
        let mut free: Vec<&Condition> = others.iter().collect();
        let mut without = 0u16;
        for part in parts {
            let same = free.iter().position(|other| *other == part);
            let place =
                same.or_else(|| free.iter().position(|other| self.condition((side, part), (of, other))));
            match place.filter(|place| self.condition((side, part), (of, free[*place]))) {
                Some(place) => drop(free.swap_remove(place)),
                None => without = without.saturating_add(1),
            }
        }
        least.saturating_sub(without) >= asked
    }

    fn comparison(&self, (side, one): Seen<'_, Comparison>, (of, other): Seen<'_, Comparison>) -> bool {
        let rises = |operator: Operator| match operator {
            Operator::AtLeast | Operator::MoreThan => Some(true),
            Operator::AtMost | Operator::LessThan => Some(false),
            Operator::Equal | Operator::NotEqual => None,
        };
        let Some(is_minimum) = rises(other.operator) else { return false };
        let known_is_strict = match one.operator {
            Operator::MoreThan | Operator::LessThan => true,
            Operator::AtLeast | Operator::AtMost | Operator::Equal => false,
            Operator::NotEqual => return false,
        };
        if rises(one.operator).is_some_and(|minimum| minimum != is_minimum) {
            return false;
        }
        if let (Some(known), Some(asked)) = (whole(one, is_minimum), whole(other, is_minimum)) {
            let grows = if is_minimum {
                asked <= known && self.amount((side, &one.left), (of, &other.left))
            } else {
                known <= asked && self.amount((of, &other.left), (side, &one.left))
            };
            if grows {
                return true;
            }
        }
        // `left × factor ≥ right × factor`: the left may grow, and the right may shrink.
        let (lower, upper) = if is_minimum {
            (
                self.amount((side, &one.left), (of, &other.left)),
                self.amount((of, &other.right), (side, &one.right)),
            )
        } else {
            (
                self.amount((of, &other.left), (side, &one.left)),
                self.amount((side, &one.right), (of, &other.right)),
            )
        };
        if !(lower && upper) {
            return false;
        }
        let asked_is_strict = matches!(other.operator, Operator::MoreThan | Operator::LessThan);
        let product = |a: i64, b: i64| i128::from(a) * i128::from(b);
        let (known_share, asked_share) =
            (product(one.right_factor, other.left_factor), product(other.right_factor, one.left_factor));
        let apart = match (&one.right, &other.right) {
            (Amount::Literal(known), Amount::Literal(asked)) => {
                known_share == asked_share && if is_minimum { asked < known } else { known < asked }
            }
            _ => false,
        };
        let shares = match known_share.cmp(&asked_share) {
            std::cmp::Ordering::Equal => true,
            order => {
                let eases = if is_minimum { order.is_gt() } else { order.is_lt() };
                let wholes = [&one.left, &one.right, &other.left, &other.right];
                eases && wholes.into_iter().all(is_never_negative)
            }
        };
        shares && (known_is_strict || !asked_is_strict || apart)
    }

    /// Whether a day that compares with the first compares with the second in the same way.
    fn dates(&self, side: Side, of: Side, operator: Operator, one: &DateExpr, other: &DateExpr) -> bool {
        if self.same(side, of, one, other) {
            return true;
        }
        match operator {
            Operator::AtMost | Operator::LessThan => self.no_later((side, one), (of, other)),
            Operator::AtLeast | Operator::MoreThan => self.no_later((of, other), (side, one)),
            Operator::Equal | Operator::NotEqual => false,
        }
    }

    /// Whether one day is surely no later than another, each being a day where the other is.
    fn no_later(&self, (side, one): Seen<'_, DateExpr>, (of, other): Seen<'_, DateExpr>) -> bool {
        let is_less = |one: &Span, other: &Span| one.months <= other.months && one.days <= other.days;
        match (one, other) {
            (DateExpr::Literal(one), DateExpr::Literal(other)) => one <= other,
            (DateExpr::Plus(date, span), DateExpr::Plus(from, more)) => {
                self.same(side, of, date, from) && is_less(span, more)
            }
            (DateExpr::Minus(date, span), DateExpr::Minus(from, less)) => {
                self.same(side, of, date, from) && is_less(less, span)
            }
            (_, _) => self.same(side, of, one, other),
        }
    }

    /// Whether all days of a window surely lie in another.
    pub fn inside(&self, (side, part): Seen<'_, Window>, (of, whole): Seen<'_, Window>) -> bool {
        if part == whole {
            let is_shorter = match part {
                Window::Rule | Window::AnyTime => self.frames.ends_no_later(side, of),
                Window::Period => self.frames.lies_inside(side, of),
                Window::Year { .. }
                | Window::Named(_)
                | Window::Between(..)
                | Window::After { .. }
                | Window::Before { .. }
                | Window::Extended { .. } => false,
            };
            if is_shorter || self.is_common(side, of, Node::Window(part)) {
                return true;
            }
        }
        let is_less = |one: &Span, other: &Span| one.months <= other.months && one.days <= other.days;
        match (part, whole) {
            (Window::Extended { window, pause }, Window::Extended { window: other, pause: more }) => {
                window == other
                    && self.is_common(side, of, Node::Window(window))
                    && pause.beyond == more.beyond
                    && self.filters((side, &pause.filter), (of, &more.filter))
                    && counts_no_more(
                        self,
                        Counts::Events,
                        &pause.filter,
                        (side, pause.source),
                        (of, more.source),
                    )
            }
            // What is extended ends no earlier.
            (part, Window::Extended { window, .. }) => self.inside((side, part), (of, window)),
            (Window::After { from, span }, Window::After { from: other, span: more }) => {
                self.same(side, of, from, other) && is_less(span, more)
            }
            (Window::Before { to, span }, Window::Before { to: other, span: more }) => {
                self.same(side, of, to, other)
                    && match (span, more) {
                        (_, None) => true,
                        (None, Some(_)) => false,
                        (Some(span), Some(more)) => is_less(span, more),
                    }
            }
            (Window::Between(start, end), Window::Between(from, to)) => {
                let begins = match (start, from) {
                    (_, None) => true,
                    (None, Some(_)) => false,
                    (Some(start), Some(from)) => self.no_later((of, from), (side, start)),
                };
                let ends = match (end, to) {
                    // Until it is due.
                    (None, None) => {
                        self.frames.ends_no_later(side, of) || self.is_common(side, of, Node::Window(part))
                    }
                    (Some(end), Some(to)) => self.no_later((side, end), (of, to)),
                    (None, Some(_)) | (Some(_), None) => false,
                };
                begins && ends
            }
            (_, _) => false,
        }
    }

    /// Whether one amount is surely no more than another.
    pub fn amount(&self, less: Seen<'_, Amount>, more: Seen<'_, Amount>) -> bool {
        if !self.may_go_on() {
            return false;
        }
        let ((side, one), (of, other)) = (less, more);
        if one == other && self.is_common(side, of, Node::Amount(one)) {
            return true;
        }
        let of_form = match (one, other) {
            (Amount::Literal(one), Amount::Literal(other)) => one <= other,
            (Amount::Aggregate(one), Amount::Aggregate(other)) => self.aggregate((side, one), (of, other)),
            (Amount::Available(_), Amount::Available(_)) => match (side, of) {
                (Side::One, Side::Other) => self.available.0,
                (Side::Other, Side::One) => self.available.1,
                (Side::Both, _) | (_, Side::Both) | (Side::One, Side::One) | (Side::Other, Side::Other) => {
                    false
                }
            },
            (Amount::Sum(parts), Amount::Sum(others)) => self.sums((side, parts), (of, others)),
            (Amount::Difference(left, right), Amount::Difference(from, taken)) => {
                self.amount((side, left), (of, from)) && self.amount((of, taken), (side, right))
            }
            (
                Amount::Scaled { amount, numerator, denominator },
                Amount::Scaled { amount: wider, numerator: by, denominator: through },
            ) => {
                let product = |a: &i64, b: &i64| i128::from(*a) * i128::from(*b);
                let (rate, more) = (product(numerator, through), product(by, denominator));
                let rises = rate == more || (rate < more && is_never_negative(amount));
                rises && self.amount((side, amount), (of, wider))
            }
            (Amount::Choose(one), Amount::Choose(other)) if self.are_alike((side, one), (of, other)) => {
                let cases = one.cases.iter().zip(&other.cases);
                cases.into_iter().all(|(one, other)| self.amount((side, &one.amount), (of, &other.amount)))
                    && self.amount((side, &one.otherwise), (of, &other.otherwise))
            }
            (Amount::Portion(one), Amount::Portion(other)) => {
                one.cut == other.cut
                    && one.part == other.part
                    && one.whole == other.whole
                    && self.is_common(side, of, Node::Amount(&one.part))
                    && self.is_common(side, of, Node::Amount(&one.whole))
                    && self.amount((side, &one.amount), (of, &other.amount))
            }
            (Amount::Rounded { amount, mode, to }, Amount::Rounded { amount: wider, mode: by, to: step }) => {
                mode == by && to == step && self.amount((side, amount), (of, wider))
            }
            (Amount::Covered(one), Amount::Covered(other)) => self.covered((side, one), (of, other)),
            (Amount::Verdicts(one), Amount::Verdicts(other)) => self.verdicts((side, one), (of, other)),
            (_, _) => false,
        };
        of_form || self.by_parts(less, more)
    }

    /// Whether one amount is no more than another because every part that could be it is, or because one part is.
    fn by_parts(&self, less: Seen<'_, Amount>, more: Seen<'_, Amount>) -> bool {
        let ((side, one), (of, other)) = (less, more);
        match one {
            Amount::Highest(parts) if !parts.is_empty() => {
                return parts.iter().all(|part| self.amount((side, part), more));
            }
            Amount::Choose(choice) => {
                let mut amounts = choice.cases.iter().map(|case| &case.amount).chain([&choice.otherwise]);
                if amounts.all(|amount| self.amount((side, amount), more)) {
                    return true;
                }
            }
            _ => {}
        }
        match other {
            Amount::Lowest(parts) if !parts.is_empty() => {
                return parts.iter().all(|part| self.amount(less, (of, part)));
            }
            Amount::Choose(choice) => {
                let mut amounts = choice.cases.iter().map(|case| &case.amount).chain([&choice.otherwise]);
                if amounts.all(|amount| self.amount(less, (of, amount))) {
                    return true;
                }
            }
            _ => {}
        }
        let by_one = match one {
            Amount::Lowest(parts) => parts.iter().any(|part| self.amount((side, part), more)),
            _ => false,
        };
        let to_one = match other {
            Amount::Highest(parts) => parts.iter().any(|part| self.amount(less, (of, part))),
            _ => false,
        };
        let is_nothing = matches!(one, Amount::Literal(figure) if *figure <= Decimal::ZERO);
        by_one || to_one || (is_nothing && is_never_negative(other))
    }

    /// Every part of the one is no more than another part of the other, of which what is left is nothing or more.
    fn sums(&self, (side, parts): (Side, &[Amount]), (of, others): (Side, &[Amount])) -> bool {
        let mut free: Vec<&Amount> = others.iter().collect();
        for part in parts {
            let same = free.iter().position(|other| *other == part);
            let fits = |other: &&Amount| self.amount((side, part), (of, other));
            let place = same.filter(|place| fits(&free[*place])).or_else(|| free.iter().position(fits));
            let Some(place) = place else { return false };
            free.swap_remove(place);
        }
        free.into_iter().all(is_never_negative)
    }

    /// Whether one count or sum is surely no more than another.
    pub fn aggregate(&self, (side, one): Seen<'_, Aggregate>, (of, other): Seen<'_, Aggregate>) -> bool {
        let inside = self.inside((side, &one.window), (of, &other.window))
            // The window of a count of members means nothing.
            || matches!((one.source, other.source), (Source::Members(of), Source::Members(by)) if of == by);
        let narrower = || inside && self.filters((side, &one.filter), (of, &other.filter));
        let counts =
            |counts| counts_no_more(self, counts, &one.filter, (side, one.source), (of, other.source));
        match (&one.measure, &other.measure) {
            (Measure::Count, Measure::Count) => narrower() && counts(Counts::Events),
            (Measure::Distinct(field), Measure::Distinct(by)) => {
                field == by && narrower() && counts(Counts::Events)
            }
            (Measure::Sum(field), Measure::Sum(by)) => {
                let is_all = one.filter == Condition::Constant(true) && other.filter == one.filter;
                field == by && narrower() && counts(Counts::Amounts(*field, is_all))
            }
            (Measure::SumOf(amount), Measure::SumOf(wider)) => {
                narrower() && self.amount((side, amount), (of, wider)) && counts(Counts::Events)
            }
            (Measure::HighestOf(amount), Measure::HighestOf(wider)) => {
                narrower()
                    && is_never_negative(wider)
                    && self.amount((side, amount), (of, wider))
                    && counts(Counts::Events)
            }
            (_, _) => false,
        }
    }

    /// Whether no more instances of one rule came out in a way than of another, of the same days: fewer are unmet of a rule that
    /// whoever satisfies the other satisfies, and fewer are met of the other.
    fn verdicts(&self, (side, one): Seen<'_, Verdicts>, (of, other): Seen<'_, Verdicts>) -> bool {
        let is_common = |one: &Verdicts| {
            self.is_common(side, of, Node::Window(&one.window)) && {
                let counted = Amount::Verdicts(Box::new(one.clone()));
                self.is_common(side, of, Node::Amount(&counted))
            }
        };
        let rule = |id: RuleId| self.plan.rules.get(id.index());
        let Some((less, more)) = rule(one.rule).zip(rule(other.rule)) else { return false };
        let is_alike = one.kind == other.kind
            && one.in_a_row == other.in_a_row
            && one.window == other.window
            && less.schedule == more.schedule
            && less.grace == more.grace
            && is_common(one);
        let same_people = less.applies == more.applies;
        is_alike
            && (same_people || !one.in_a_row)
            && match one.kind {
                VerdictKind::Unmet => (self.follows)((of, other.rule), (side, one.rule)),
                VerdictKind::Met => {
                    same_people
                        && more.exemptions.is_empty()
                        && (self.follows)((side, one.rule), (of, other.rule))
                }
                VerdictKind::Exempt => false,
            }
    }

    fn covered(&self, (side, one): Seen<'_, Covered>, (of, other): Seen<'_, Covered>) -> bool {
        one.unit == other.unit
            && one.window == other.window
            && self.is_common(side, of, Node::Window(&one.window))
            && self.filters((side, &one.filter), (of, &other.filter))
            && counts_no_more(self, Counts::Events, &one.filter, (side, one.source), (of, other.source))
    }

    /// Whether two choices are made by the same conditions.
    fn are_alike(&self, (side, one): Seen<'_, Choice>, (of, other): Seen<'_, Choice>) -> bool {
        let same = |(one, other): (&policy_core::plan::Case, &policy_core::plan::Case)| {
            one.when == other.when && self.is_common(side, of, Node::Condition(&one.when))
        };
        one.cases.len() == other.cases.len() && one.cases.iter().zip(&other.cases).all(same)
    }

    /// What counts, by its place among those of both rules.
    pub fn recognition(
        &self,
        place: policy_core::plan::PolicyId,
    ) -> Option<&'a policy_core::plan::Recognition> {
        self.shared.recognitions.get(place.index())
    }

    /// Whether events of a list do not last.
    pub fn is_of_one_day(&self, subject: policy_core::SubjectId, list: policy_core::ListId) -> bool {
        let subject = self.plan.vocabulary.subjects.get(subject.index());
        subject.and_then(|subject| subject.lists.get(list.index())).is_some_and(|list| list.lasting.is_none())
    }

    /// Whether a piece means the same to both rules.
    pub fn means_the_same(&self, node: Node<'_>) -> bool {
        !(self.differs)(node)
    }
}

/// The whole number that a count is compared with, at least (or at most) it: at least half a time is at least once.
fn whole(comparison: &Comparison, is_minimum: bool) -> Option<i64> {
    let Comparison {
        left, left_factor: 1, operator, right: Amount::Literal(figure), right_factor: 1, ..
    } = comparison
    else {
        return None;
    };
    let Amount::Aggregate(aggregate) = left else { return None };
    let is_count = matches!(aggregate.measure, Measure::Count | Measure::Distinct(_));
    const ONE: i64 = 1_000_000;
    let (below, is_whole) = (figure.millionths().div_euclid(ONE), figure.millionths() % ONE == 0);
    let above = below.saturating_add(i64::from(!is_whole));
    is_count.then_some(match operator {
        Operator::AtLeast if is_minimum => above,
        Operator::MoreThan if is_minimum => below.saturating_add(1),
        Operator::AtMost if !is_minimum => below,
        Operator::LessThan if !is_minimum => above.saturating_sub(1),
        Operator::Equal if is_whole => below,
        Operator::AtLeast
        | Operator::MoreThan
        | Operator::AtMost
        | Operator::LessThan
        | Operator::Equal
        | Operator::NotEqual => return None,
    })
}

/// Whether an amount is never below zero, whatever the record.
pub(crate) fn is_never_negative(amount: &Amount) -> bool {
    match amount {
        Amount::Literal(figure) => *figure >= Decimal::ZERO,
        Amount::Field(_) | Amount::Verdicts(_) | Amount::Length(..) | Amount::Covered(_) => true,
        Amount::Aggregate(aggregate) => match &aggregate.measure {
            Measure::Count | Measure::Distinct(_) | Measure::Sum(_) | Measure::SumOf(_) => true,
            Measure::HighestOf(amount) | Measure::LowestOf(amount) => is_never_negative(amount),
        },
        Amount::Sum(parts) | Amount::Lowest(parts) | Amount::Highest(parts) => {
            parts.iter().all(is_never_negative)
        }
        Amount::Scaled { amount, .. } | Amount::Rounded { amount, .. } => is_never_negative(amount),
        Amount::Portion(portion) => is_never_negative(&portion.amount),
        Amount::Choose(choice) => {
            let mut amounts = choice.cases.iter().map(|case| &case.amount).chain([&choice.otherwise]);
            amounts.all(is_never_negative)
        }
        Amount::Parameter(_) | Amount::Available(_) | Amount::Difference(..) => false,
    }
}
