//! What conditions look at, and the few classes of values that they tell apart.
//!
//! Terms fall into those that the conditions treat alike, days and amounts into stretches between
//! the limits that are written. What cannot be broken down so (a rule, events that cover a time)
//! is taken to hold or not, freely, and then nothing is certain.

use chrono::{Days, NaiveDate};
use policy_core::plan::{
    Amount, Comparison, Condition, DateExpr, FieldRef, Measure, Operator, TermSet, TextOperand, Window,
};
use policy_core::{Decimal, Plan, TermId, TreeId};

/// One thing that conditions look at.
#[derive(Debug)]
pub struct Feature<'p> {
    /// What is looked at.
    pub looked: Looked<'p>,
    limits: Limits,
}

/// What a feature looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looked<'p> {
    /// A field that holds a term.
    Term(FieldRef, TreeId),
    /// A flag.
    Flag(FieldRef),
    /// A day, compared with days of the text.
    Day(&'p DateExpr),
    /// The year of a day, seen from the rule's year.
    YearOf(&'p DateExpr),
    /// An amount, compared with figures.
    Amount(&'p Amount),
    /// A field that holds a text.
    Text(FieldRef),
    /// How large a part an amount is of another one, neither below zero.
    Share(&'p Amount, &'p Amount),
    /// Anything else: it holds or it does not.
    Opaque(&'p Condition),
    /// A condition seen from a window of its own.
    Elsewhere(&'p Condition, &'p Window),
}

/// What tells the classes of a feature apart, one example or limit for each.
#[derive(Debug)]
enum Limits {
    /// The sets of terms that are asked for; then, of each class, a term and which sets hold it.
    Terms(Vec<TermSet>, Vec<(TermId, Vec<bool>)>),
    /// Yes, no.
    Truth,
    /// The first day of each class but the first, ascending.
    Days(Vec<NaiveDate>),
    /// The years named; one more class for all others.
    Years(Vec<i32>),
    /// The figures named, ascending: below, at, between, at, above.
    Figures(Vec<Decimal>),
    /// The texts named; one more class for all others.
    Texts(Vec<String>),
    /// The shares named, ascending, as numerator and denominator: below, at, between, at, above; the last class is that of
    /// nothing of nothing, which is any share.
    Shares(Vec<(i64, i64)>),
}

/// An example of a class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Example {
    /// A term.
    Term(TermId),
    /// Yes or no.
    Truth(bool),
    /// A day.
    Day(NaiveDate),
    /// So many years from the rule's; `None` is another year.
    Year(Option<i32>),
    /// An amount.
    Figure(Decimal),
    /// A text; `None` is another one.
    Text(Option<String>),
    /// A share, by its place among those that are asked for: odd ones are named, even ones lie between.
    Share(usize),
}

/// A question that a condition asks of a feature.
#[derive(Clone, Debug)]
pub enum Question<'p> {
    /// Is it one of these terms?
    Among(&'p TermSet),
    /// Is it so?
    Holds,
    /// Is the day in this stretch? An absent end is open.
    DayWithin(Option<NaiveDate>, Option<NaiveDate>),
    /// Is it so many years from the rule's year?
    YearIs(i32),
    /// How does it compare with a figure?
    Figure(Operator, Decimal),
    /// Is it this text?
    TextIs(&'p str),
    /// How does it compare with a share?
    Share(Operator, (i64, i64)),
}

impl<'p> Feature<'p> {
    /// A feature of which nothing is asked yet.
    pub fn new(looked: Looked<'p>) -> Self {
        let limits = match looked {
            Looked::Term(..) => Limits::Terms(Vec::new(), Vec::new()),
            Looked::Flag(_) | Looked::Opaque(_) | Looked::Elsewhere(..) => Limits::Truth,
            Looked::Day(_) => Limits::Days(Vec::new()),
            Looked::YearOf(_) => Limits::Years(Vec::new()),
            Looked::Amount(_) => Limits::Figures(Vec::new()),
            Looked::Text(_) => Limits::Texts(Vec::new()),
            Looked::Share(..) => Limits::Shares(Vec::new()),
        };
        Self { looked, limits }
    }

    /// Takes note of what a question tells apart.
    pub fn asked(&mut self, question: &Question<'_>) {
        match (&mut self.limits, question) {
            (Limits::Terms(sets, _), Question::Among(set)) => insert(sets, (*set).clone()),
            (Limits::Days(days), Question::DayWithin(first, last)) => {
                first.iter().for_each(|day| insert(days, *day));
                if let Some(next) = last.and_then(|day| day.checked_add_days(Days::new(1))) {
                    insert(days, next);
                }
            }
            (Limits::Years(years), Question::YearIs(year)) => insert(years, *year),
            (Limits::Figures(figures), Question::Figure(_, figure)) => insert(figures, *figure),
            (Limits::Texts(texts), Question::TextIs(text)) => insert(texts, (*text).to_owned()),
            (Limits::Shares(shares), Question::Share(_, share)) => insert(shares, *share),
            (
                Limits::Truth
                | Limits::Terms(..)
                | Limits::Days(_)
                | Limits::Years(_)
                | Limits::Figures(_)
                | Limits::Texts(_)
                | Limits::Shares(_),
                _,
            ) => {}
        }
    }

    /// How much there is to do to form the classes.
    pub fn size(&self, plan: &Plan) -> usize {
        let (Limits::Terms(sets, _), Looked::Term(_, tree)) = (&self.limits, self.looked) else { return 0 };
        let terms = plan.vocabulary.trees.get(tree.index()).map_or(0, |tree| tree.terms.len());
        terms.saturating_mul(sets.len())
    }

    /// Forms the classes, after everything was asked.
    pub fn settle(&mut self, plan: &Plan) {
        match &mut self.limits {
            Limits::Terms(sets, classes) => {
                let Looked::Term(_, tree) = self.looked else { return };
                let terms = plan.vocabulary.trees.get(tree.index()).map_or(0, |tree| tree.terms.len());
                for term in (0u16..).map(TermId).take(terms) {
                    let held: Vec<bool> =
                        sets.iter().map(|set| set.terms.binary_search(&term).is_ok()).collect();
                    if !classes.iter().any(|(_, known)| *known == held) {
                        classes.push((term, held));
                    }
                }
            }
            Limits::Days(days) => days.sort_unstable(),
            Limits::Figures(figures) => figures.sort_unstable(),
            Limits::Shares(shares) => shares.sort_by(|one, other| by_size(*one, *other)),
            Limits::Truth | Limits::Years(_) | Limits::Texts(_) => {}
        }
    }

    /// How many classes there are.
    pub fn classes(&self) -> usize {
        match &self.limits {
            Limits::Terms(_, classes) => classes.len(),
            Limits::Truth => 2,
            Limits::Days(days) => days.len() + 1,
            Limits::Years(years) => years.len() + 1,
            Limits::Figures(figures) => figures.len() * 2 + 1,
            Limits::Texts(texts) => texts.len() + 1,
            Limits::Shares(shares) => shares.len() * 2 + 2,
        }
    }

    /// The least and the most of a class of amounts, in millionths; of an amount that is never below zero.
    pub(crate) fn range(&self, class: usize) -> Option<(i64, Option<i64>)> {
        let Limits::Figures(figures) = &self.limits else { return None };
        let at = |place: usize| figures.get(place).map(|figure| figure.millionths());
        Some(match class % 2 {
            1 => (at(class / 2)?, at(class / 2)),
            _ => {
                let least = match class.checked_sub(2) {
                    Some(below) => at(below / 2)?.saturating_add(1),
                    None => 0,
                };
                (least, at(class / 2).map(|above| above.saturating_sub(1)))
            }
        })
    }

    /// The shares that are asked for, ascending.
    pub(crate) fn shares(&self) -> &[(i64, i64)] {
        match &self.limits {
            Limits::Shares(shares) => shares,
            Limits::Terms(..)
            | Limits::Truth
            | Limits::Days(_)
            | Limits::Years(_)
            | Limits::Figures(_)
            | Limits::Texts(_) => &[],
        }
    }

    /// Whether a class of amounts holds any that can be: none is below zero, and where they are
    /// `whole`, none lies between two that follow each other.
    pub fn can_be(&self, class: usize, whole: bool) -> bool {
        let Limits::Figures(figures) = &self.limits else { return true };
        if class % 2 == 1 {
            let figure = figures.get(class / 2).map_or(0, |figure| figure.millionths());
            return figure >= 0 && (!whole || figure % 1_000_000 == 0);
        }
        let above = figures.get(class / 2).map(|figure| figure.millionths());
        let below =
            class.checked_sub(2).and_then(|class| figures.get(class / 2)).map(|figure| figure.millionths());
        let step = if whole { 1_000_000 } else { 1 };
        // The first whole step above the lower end, which must lie before the upper one.
        let first = below.map_or(0, |below| below.div_euclid(step).saturating_add(1).saturating_mul(step));
        above.is_none_or(|above| first < above)
    }

    /// An example of a class.
    pub fn example(&self, class: usize) -> Example {
        match &self.limits {
            Limits::Terms(_, classes) => {
                Example::Term(classes.get(class).map_or(TermId(0), |(term, _)| *term))
            }
            Limits::Truth => Example::Truth(class == 0),
            Limits::Days(days) => Example::Day(match class.checked_sub(1) {
                Some(place) => days.get(place).copied().unwrap_or_default(),
                None => days.first().and_then(|day| day.checked_sub_days(Days::new(1))).unwrap_or_default(),
            }),
            Limits::Years(years) => Example::Year(years.get(class).copied()),
            Limits::Figures(figures) => Example::Figure(figure(figures, class)),
            Limits::Texts(texts) => Example::Text(texts.get(class).cloned()),
            Limits::Shares(_) => Example::Share(class),
        }
    }

    /// The answer of a class to a question.
    pub fn answer(&self, class: usize, question: &Question<'_>) -> bool {
        match (self.example(class), question) {
            (Example::Term(term), Question::Among(set)) => set.terms.binary_search(&term).is_ok(),
            (Example::Truth(truth), Question::Holds) => truth,
            (Example::Day(day), Question::DayWithin(first, last)) => {
                first.is_none_or(|first| first <= day) && last.is_none_or(|last| day <= last)
            }
            (Example::Year(year), Question::YearIs(wanted)) => year == Some(*wanted),
            (Example::Figure(value), Question::Figure(operator, figure)) => {
                compares(value, *operator, *figure)
            }
            (Example::Text(text), Question::TextIs(wanted)) => text.as_deref() == Some(*wanted),
            (Example::Share(class), Question::Share(operator, share)) => self.share(class, *operator, *share),
            (
                Example::Term(_)
                | Example::Truth(_)
                | Example::Day(_)
                | Example::Year(_)
                | Example::Figure(_)
                | Example::Text(_)
                | Example::Share(_),
                _,
            ) => false,
        }
    }

    /// How a class of shares compares with one. Nothing of nothing is as much as any share, and neither more nor less.
    fn share(&self, class: usize, operator: Operator, share: (i64, i64)) -> bool {
        let shares = self.shares();
        let Some(place) = shares.iter().position(|known| *known == share) else { return false };
        let order = match class {
            nothing if nothing == shares.len() * 2 + 1 => std::cmp::Ordering::Equal,
            class => class.cmp(&(place * 2 + 1)),
        };
        match operator {
            Operator::AtLeast => order.is_ge(),
            Operator::MoreThan => order.is_gt(),
            Operator::AtMost => order.is_le(),
            Operator::LessThan => order.is_lt(),
            Operator::Equal => order.is_eq(),
            Operator::NotEqual => order.is_ne(),
        }
    }
}

/// Compares two shares, denominators being positive.
fn by_size(one: (i64, i64), other: (i64, i64)) -> std::cmp::Ordering {
    let product = |left: i64, right: i64| i128::from(left) * i128::from(right);
    product(one.0, other.1).cmp(&product(other.0, one.1))
}

/// The share in lowest terms, so that equal ones are the same.
fn reduced((numerator, denominator): (i64, i64)) -> (i64, i64) {
    let (mut a, mut b) = (numerator, denominator);
    while b != 0 {
        (a, b) = (b, a % b);
    }
    if a == 0 { (numerator, denominator) } else { (numerator / a, denominator / a) }
}

/// Whether an amount is never below zero, whatever the record.
fn is_never_negative(amount: &Amount) -> bool {
    match amount {
        Amount::Field(_) => true,
        Amount::Aggregate(aggregate) => match aggregate.measure {
            Measure::Count | Measure::Distinct(_) | Measure::Sum(_) => true,
            Measure::SumOf(_) | Measure::HighestOf(_) | Measure::LowestOf(_) => false,
        },
        Amount::Literal(_)
        | Amount::Parameter(_)
        | Amount::Verdicts(_)
        | Amount::Available(_)
        | Amount::Sum(_)
        | Amount::Difference(..)
        | Amount::Scaled { .. }
        | Amount::Choose(_)
        | Amount::Portion(_)
        | Amount::Rounded { .. }
        | Amount::Length(..)
        | Amount::Covered(_)
        | Amount::Highest(_)
        | Amount::Lowest(_) => false,
    }
}

/// What a simple condition looks at, and what it asks. Nothing for those made of others.
pub fn question<'p>(plan: &Plan, condition: &'p Condition) -> (Looked<'p>, Question<'p>) {
    let opaque = (Looked::Opaque(condition), Question::Holds);
    match condition {
        Condition::Member(field, set) => (Looked::Term(*field, set.tree), Question::Among(set)),
        Condition::Flag(field) => (Looked::Flag(*field), Question::Holds),
        Condition::TextIs(field, TextOperand::Literal(text)) => {
            (Looked::Text(*field), Question::TextIs(text))
        }
        Condition::Compare(comparison) => {
            let Comparison { left, left_factor, operator, right, right_factor, .. } = &**comparison;
            let is_plain = *left_factor == 1 && *right_factor == 1;
            match (constant(plan, left), constant(plan, right)) {
                (None, None) if is_never_negative(left) && is_never_negative(right) => {
                    let share = reduced((*right_factor, *left_factor));
                    (Looked::Share(left, right), Question::Share(*operator, share))
                }
                _ if !is_plain => opaque,
                (None, Some(figure)) => (Looked::Amount(left), Question::Figure(*operator, figure)),
                (Some(figure), None) => {
                    (Looked::Amount(right), Question::Figure(mirrored(*operator), figure))
                }
                (None, None) | (Some(_), Some(_)) => opaque,
            }
        }
        Condition::CompareDates(left, operator, right) => {
            let asked = match (&**left, &**right) {
                (DateExpr::Field(_), right) => fixed_day(right)
                    .and_then(|day| days(*operator, day))
                    .map(|question| (Looked::Day(left), question)),
                (other, DateExpr::Field(_)) => fixed_day(other)
                    .and_then(|day| days(mirrored(*operator), day))
                    .map(|question| (Looked::Day(right), question)),
                (_, _) => None,
            };
            asked.unwrap_or(opaque)
        }
        Condition::DateIn(date, window) => match &**window {
            Window::Year { offset } => (Looked::YearOf(date), Question::YearIs(*offset)),
            window => fixed(window)
                .map_or(opaque, |(first, last)| (Looked::Day(date), Question::DayWithin(first, Some(last)))),
        },
        Condition::Constant(_)
        | Condition::All(_)
        | Condition::Any(_)
        | Condition::AtLeastOf(..)
        | Condition::Not(_)
        | Condition::TextIs(_, TextOperand::Field(_))
        | Condition::RuleSatisfied(_)
        | Condition::RuleExempt(_)
        | Condition::SpanCovers(_)
        | Condition::EventsCover { .. }
        | Condition::InEach { .. } => opaque,
    }
}

/// The figure that an amount is, where it is one.
pub fn constant(plan: &Plan, amount: &Amount) -> Option<Decimal> {
    match amount {
        Amount::Literal(value) => Some(*value),
        Amount::Parameter(id) => plan.parameters.get(id.index()).map(|parameter| parameter.value),
        Amount::Field(_)
        | Amount::Aggregate(_)
        | Amount::Sum(_)
        | Amount::Difference(..)
        | Amount::Scaled { .. }
        | Amount::Choose(_)
        | Amount::Portion(_)
        | Amount::Length(..)
        | Amount::Covered(_)
        | Amount::Rounded { .. }
        | Amount::Highest(_)
        | Amount::Lowest(_)
        | Amount::Verdicts(_)
        | Amount::Available(_) => None,
    }
}

/// First and last day of a window of fixed days; without a first day where it has none.
fn fixed(window: &Window) -> Option<(Option<NaiveDate>, NaiveDate)> {
    match window {
        // An absent end is the due date, which the text does not give.
        Window::Between(first, Some(last)) => {
            let first = match first.as_deref() {
                None => None,
                Some(first) => Some(fixed_day(first)?),
            };
            Some((first, fixed_day(last)?))
        }
        Window::Before { to, span } => {
            let to = fixed_day(to)?;
            let first = match span {
                None => None,
                Some(span) => Some(span.before(to)?),
            };
            Some((first, to.checked_sub_days(Days::new(1))?))
        }
        Window::After { from, span } => {
            let from = fixed_day(from)?;
            Some((Some(from.checked_add_days(Days::new(1))?), span.after(from)?))
        }
        Window::Between(_, None)
        | Window::Year { .. }
        | Window::Rule
        | Window::Period
        | Window::Named(_)
        | Window::AnyTime
        | Window::Extended { .. } => None,
    }
}

/// The day that is meant, whatever the record and wherever it is said.
fn fixed_day(date: &DateExpr) -> Option<NaiveDate> {
    match date {
        DateExpr::Literal(day) => Some(*day),
        DateExpr::Plus(date, span) => span.after(fixed_day(date)?),
        DateExpr::Minus(date, span) => span.before(fixed_day(date)?),
        DateExpr::InPeriod { .. }
        | DateExpr::StartOf(_)
        | DateExpr::EndOf(_)
        | DateExpr::Field(_)
        | DateExpr::Extreme(_)
        | DateExpr::AsOf
        | DateExpr::Due
        | DateExpr::WorkingDay(_)
        | DateExpr::Reached(_) => None,
    }
}

fn days(operator: Operator, day: NaiveDate) -> Option<Question<'static>> {
    let before = day.checked_sub_days(Days::new(1));
    let after = day.checked_add_days(Days::new(1));
    Some(match operator {
        Operator::AtLeast => Question::DayWithin(Some(day), None),
        Operator::MoreThan => Question::DayWithin(Some(after?), None),
        Operator::AtMost => Question::DayWithin(None, Some(day)),
        Operator::LessThan => Question::DayWithin(None, Some(before?)),
        Operator::Equal => Question::DayWithin(Some(day), Some(day)),
        Operator::NotEqual => return None,
    })
}

fn compares(left: Decimal, operator: Operator, right: Decimal) -> bool {
    match operator {
        Operator::AtLeast => left >= right,
        Operator::MoreThan => left > right,
        Operator::AtMost => left <= right,
        Operator::LessThan => left < right,
        Operator::Equal => left == right,
        Operator::NotEqual => left != right,
    }
}

fn mirrored(operator: Operator) -> Operator {
    match operator {
        Operator::AtLeast => Operator::AtMost,
        Operator::MoreThan => Operator::LessThan,
        Operator::AtMost => Operator::AtLeast,
        Operator::LessThan => Operator::MoreThan,
        Operator::Equal | Operator::NotEqual => operator,
    }
}

/// An example of a class of figures: odd classes are the named ones, even ones lie between them. A whole one where there is one.
fn figure(figures: &[Decimal], class: usize) -> Decimal {
    const ONE: i64 = 1_000_000;
    if class % 2 == 1 {
        return figures.get(class / 2).copied().unwrap_or_default();
    }
    let above = figures.get(class / 2).map(|figure| figure.millionths());
    let below =
        class.checked_sub(2).and_then(|class| figures.get(class / 2)).map(|figure| figure.millionths());
    Decimal::from_millionths(match (below, above) {
        (None, Some(above)) if above > ONE => above - ONE,
        (None, Some(above)) if above > 0 => 0,
        (None, Some(above)) => above.saturating_sub(ONE),
        (Some(below), Some(above)) => {
            let next = below.div_euclid(ONE).saturating_add(1).saturating_mul(ONE);
            if next < above { next } else { below / 2 + above / 2 }
        }
        (Some(below), None) => below.saturating_add(ONE),
        (None, None) => 0,
    })
}

fn insert<T: PartialEq>(known: &mut Vec<T>, new: T) {
    if !known.contains(&new) {
        known.push(new);
    }
}
