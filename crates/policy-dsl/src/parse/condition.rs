//! Building conditions: comparisons, memberships, nested minimums.

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::syntax::{
    AggregateExpr, Comparator, Counting, Expr, ExprKind, Function, InTarget, IsTarget, Name, Part, Predicate,
    WindowKind,
};
use crate::words::MAX_NESTING;
use crate::{Saying, Span};

impl Builder<'_, '_> {
    pub fn condition(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Vec::new();
        for part in node.into_inner() {
            parts.push(self.conjunction(part)?);
        }
        self.refuse_loose_in_each(&parts);
        joined(parts, span, ExprKind::Or)
    }

    fn conjunction(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Vec::new();
        for part in node.into_inner() {
            parts.push(self.negation(part)?);
        }
        self.refuse_loose_in_each(&parts);
        joined(parts, span, ExprKind::And)
    }

    /// What follows `in each year: a` with `and` could be meant to hold in each year, too.
    fn refuse_loose_in_each(&mut self, parts: &[Expr]) {
        for part in parts.iter().rev().skip(1) {
            let last = match &part.kind {
                ExprKind::And(parts) => parts.last().unwrap_or(part),
                _ => part,
            };
            if let ExprKind::InEach { condition, .. } = &last.kind
                && !matches!(condition.kind, ExprKind::Group(_))
            {
                self.mistake(condition.span, Saying::new("syntax-in-each-loose"));
            }
        }
    }

    /// `in each year: hours >= 30`, `in at least 3 years of the period (…)`
    fn in_each(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let (mut period, mut at_least, mut condition) = (None, None, None);
        let mut of_cycle = false;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::number => at_least = Some(self.number(&part)),
                Rule::name => period = Some(self.calendar_name(&part)),
                Rule::unit => {
                    let mut name = self.unit_name(&part);
                    if let "years" | "months" = name.text.as_str() {
                        name.text.pop();
                    }
                    period = Some(name);
                }
                Rule::of_cycle => of_cycle = true,
                Rule::group => condition = Some(self.group(part)?),
                Rule::in_each_of => condition = Some(self.comparison(part)?),
                _ => {}
            }
        }
        let (period, condition) = (period?, Box::new(condition?));
        Some(Expr { kind: ExprKind::InEach { period, of_cycle, at_least, condition }, span })
    }

    fn negation(&mut self, node: Node) -> Option<Expr> {
        let nots = self.nots(&node);
        let comparison = node.into_inner().last()?;
        let inner = self.comparison(comparison)?;
        Some(negated(nots, inner))
    }

    /// The places of the words `not` with which a node begins.
    fn nots(&mut self, node: &Node) -> Vec<Span> {
        let words = node.clone().into_inner().take_while(|part| part.as_rule() == Rule::not);
        let mut nots: Vec<Span> = words.map(|part| self.span(&part)).collect();
        if let Some(last) = nots.get(MAX_NESTING).copied() {
            let says = Saying::new("syntax-too-many-nots").with("limit", MAX_NESTING);
            self.mistake(last, says);
            nots.truncate(MAX_NESTING);
        }
        nots
    }

    fn comparison(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let first = parts.any()?;
        match first.as_rule() {
            Rule::dated_name => return self.dated_name(first),
            Rule::in_each => return self.in_each(first),
            _ => {}
        }
        let left = self.sum(first)?;
        let Some(tail) = parts.any() else { return Some(left) };
        let left = self.as_amount(left);
        let read_by = tail.as_rule();
        let mut tail = Parts::of(tail);
        let kind = match read_by {
            Rule::compare => {
                let comparator = comparator(&tail.take(Rule::comparator)?)?;
                let right = self.operand_sum(tail.take(Rule::sum)?)?;
                let mut counting = Vec::new();
                while let Some(part) = tail.take(Rule::counting) {
                    counting.push(self.counting(part)?);
                }
                let of_which = match tail.take(Rule::of_which) {
                    Some(of_which) => Some(self.of_which(of_which)?),
                    None => None,
                };
                let left = Box::new(left);
                ExprKind::Compare { left, comparator, right: Box::new(right), counting, of_which }
            }
            Rule::between => {
                let low = self.operand_sum(tail.take(Rule::plain_sum)?)?;
                tail.take(Rule::between_and)?;
                let high = self.operand_sum(tail.take(Rule::sum)?)?;
                let value = Box::new(left);
                ExprKind::Between { value, low: Box::new(low), high: Box::new(high) }
            }
            Rule::contained => {
                tail.take(Rule::negated_in)?;
                let target = self.in_target(tail.take(Rule::in_target)?)?;
                ExprKind::In { left: Box::new(left), negated: true, target }
            }
            Rule::is => {
                let (negated, target) = self.is_tail(tail)?;
                ExprKind::Is { left: Box::new(left), negated, target }
            }
            _ => return self.covers_length(left, tail, span),
        };
        Some(Expr { kind, span })
    }

    /// `hired before 2019-01-01`
    fn dated_name(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let left = self.field_of(parts.any()?)?;
        let window = self.window(parts.take(Rule::same_line_window)?)?;
        let target = InTarget::Window(window);
        Some(Expr { kind: ExprKind::In { left: Box::new(left), negated: false, target }, span })
    }

    /// `stage` or `its stage`.
    pub fn field_of(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let kind = if node.as_rule() == Rule::its {
            ExprKind::Its(self.name(&Parts::of(node).take(Rule::name)?))
        } else {
            ExprKind::Name(self.name(&node))
        };
        Some(Expr { kind, span })
    }

    fn is_tail(&mut self, mut tail: Parts) -> Option<(bool, IsTarget)> {
        let negated = tail.has(Rule::is_not);
        tail.take(Rule::is_word);
        let target = tail.any()?;
        let target =
            Parts::of(target.clone()).any().filter(|inner| is_value(inner.as_rule())).unwrap_or(target);
        Some((negated, self.is_target(target)?))
    }

    fn is_target(&mut self, node: Node) -> Option<IsTarget> {
        let span = self.span(&node);
        let kind = match node.as_rule() {
            Rule::met => return Some(IsTarget::Met),
            Rule::unmet => return Some(IsTarget::Unmet),
            Rule::exempt_word => return Some(IsTarget::Exempt),
            Rule::its => return Some(IsTarget::Value(Box::new(self.field_of(node)?))),
            Rule::text => ExprKind::Text(self.text(&node)),
            Rule::date => ExprKind::Date(self.date(&node)),
            Rule::yes => ExprKind::Truth(true),
            Rule::no => ExprKind::Truth(false),
            Rule::quantity => {
                let (amount, unit) = self.quantity(node)?;
                ExprKind::Number(amount, unit)
            }
            _ => ExprKind::Name(self.name(&node)),
        };
        Some(IsTarget::Value(Box::new(Expr { kind, span })))
    }

    pub fn in_target(&mut self, node: Node) -> Option<InTarget> {
        let target = Parts::of(node).any()?;
        if target.as_rule() == Rule::list {
            return Some(InTarget::Names(self.names(target)));
        }
        let window = self.window(target)?;
        Some(match window.kind {
            WindowKind::Named(name) => InTarget::Names(vec![name]),
            WindowKind::Period
            | WindowKind::Year
            | WindowKind::PreviousYear
            | WindowKind::YearOf(_)
            | WindowKind::AnyTime
            | WindowKind::Last(_)
            | WindowKind::Between(..)
            | WindowKind::Since(_)
            | WindowKind::Until(_)
            | WindowKind::BeforeDate(_)
            | WindowKind::After(..)
            | WindowKind::Before(..)
            | WindowKind::Extended(..) => InTarget::Window(window),
        })
    }

    /// `leave of maternity covers at least 6 months of the year`
    fn covers_length(&mut self, left: Expr, tail: Parts, span: Span) -> Option<Expr> {
        let mut tail = tail;
        let (mut length, mut window) = (None, None);
        while let Some(part) = tail.any() {
            match part.as_rule() {
                Rule::length => length = Some(self.length(part)?),
                Rule::short_window => window = Some(self.window(part)?),
                _ => {}
            }
        }
        let left_span = left.span;
        let Some(events) = events_of(left) else {
            self.mistake(left_span, Saying::new("syntax-expected-events"));
            return None;
        };
        let (length, window) = (length?, window?);
        Some(Expr { kind: ExprKind::EventsCover { events, length, window }, span })
    }

    /// `at least 2 of { a  b  c }`
    pub fn some_of(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        parts.take(Rule::following);
        let comparator = comparator(&parts.take(Rule::comparator)?)?;
        let quantity = parts.take(Rule::quantity)?;
        let count_span = self.span(&quantity);
        let (count, unit) = self.quantity(quantity)?;
        if let Some(unit) = unit.filter(|unit| unit.text != "times") {
            self.mistake(unit.span, Saying::new("syntax-some-of-unit").with("unit", &unit.text));
        }
        parts.take(Rule::of);
        parts.take(Rule::open)?;
        let mut conditions = Vec::new();
        while let Some(condition) = parts.take(Rule::condition) {
            conditions.push(self.condition(condition)?);
        }
        let kind = ExprKind::SomeOf { comparator, count, count_span, conditions };
        Some(Expr { kind, span })
    }

    // ---- Nested minimums ----

    fn of_which(&mut self, node: Node) -> Option<Vec<Part>> {
        let parts = node.into_inner().filter(|part| part.as_rule() == Rule::part);
        let parts: Vec<Node> = parts.collect();
        parts.into_iter().map(|part| self.part(part)).collect()
    }

    /// `counting at most 20 hours of self_study`, `其中 自学 至多计 20 学时`
    fn counting(&mut self, node: Node) -> Option<Counting> {
        let span = self.span(&node);
        let mut predicate = Predicate { terms: Vec::new(), condition: None };
        let mut limit = None;
        for part in node.into_inner() {
            match part.as_rule() {
                Rule::counting_limit => limit = Some(self.counting_limit(part)?),
                Rule::terms_of => predicate.terms = self.terms_of(part),
                Rule::narrowing => predicate.condition = Some(Box::new(self.narrowing(part)?)),
                Rule::part_of => predicate = self.part_of(part)?,
                _ => {}
            }
        }
        if predicate.terms.is_empty() && predicate.condition.is_none() {
            self.mistake(span, Saying::new("syntax-counting-of-what"));
        }
        Some(Counting { limit: limit?, predicate, span })
    }

    fn counting_limit(&mut self, node: Node) -> Option<Expr> {
        let inner = Parts::of(node).any()?;
        let span = self.span(&inner);
        let kind = match inner.as_rule() {
            Rule::percent | Rule::fraction => ExprKind::Proportion(self.proportion(inner)?),
            Rule::group => return self.group(inner),
            Rule::quantity => {
                let (amount, unit) = self.quantity(inner)?;
                ExprKind::Number(amount, unit)
            }
            _ => ExprKind::Name(self.name(&inner)),
        };
        Some(Expr { kind, span })
    }

    /// `ethics where passed`
    fn part_of(&mut self, node: Node) -> Option<Predicate> {
        let mut part_of = Parts::of(node);
        let terms = part_of.take(Rule::terms_of).map(|terms| self.terms_of(terms)).unwrap_or_default();
        let condition = match part_of.take(Rule::narrowing) {
            Some(narrowing) => Some(Box::new(self.narrowing(narrowing)?)),
            None => None,
        };
        Some(Predicate { terms, condition })
    }

    fn part(&mut self, node: Node) -> Option<Part> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let predicate = self.part_of(parts.take(Rule::part_of)?)?;
        let comparator = comparator(&parts.take(Rule::comparator)?)?;
        let right = self.operand_sum(parts.take(Rule::sum)?)?;
        let of_which = match parts.take(Rule::of_which) {
            Some(of_which) => Some(self.of_which(of_which)?),
            None => None,
        };
        Some(Part { predicate, comparator, right, of_which, span })
    }

    /// `ethics` or `[ethics, theory]`
    pub fn terms_of(&self, node: Node) -> Vec<Name> {
        match Parts::of(node).any() {
            Some(list) if list.as_rule() == Rule::list => self.names(list),
            Some(name) => vec![self.name(&name)],
            None => Vec::new(),
        }
    }

    /// The condition after `where` within an expression.
    pub fn narrowing(&mut self, node: Node) -> Option<Expr> {
        self.predicate(Parts::of(node).take(Rule::predicate)?)
    }

    /// One plain condition, or one in parentheses.
    pub fn predicate(&mut self, node: Node) -> Option<Expr> {
        let nots = self.nots(&node);
        let inner = node.into_inner().last()?;
        let inner = match inner.as_rule() {
            Rule::group => self.group(inner)?,
            Rule::covers => self.covers(inner)?,
            Rule::plain_has => self.plain_has(inner)?,
            _ => self.plain(inner)?,
        };
        Some(negated(nots, inner))
    }

    fn plain(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let left = self.field_of(parts.any()?)?;
        let Some(tail) = parts.any() else { return Some(left) };
        let is_in = tail.as_rule() == Rule::plain_in;
        let mut tail = Parts::of(tail);
        let kind = if is_in {
            let negated = tail.has(Rule::negated_in);
            tail.take(Rule::in_word);
            let target = tail.any()?;
            let names =
                if target.as_rule() == Rule::list { self.names(target) } else { vec![self.name(&target)] };
            ExprKind::In { left: Box::new(left), negated, target: InTarget::Names(names) }
        } else {
            let (negated, target) = self.is_tail(tail)?;
            ExprKind::Is { left: Box::new(left), negated, target }
        };
        Some(Expr { kind, span })
    }

    /// `has training of ethics`, and `有 师德 的 培训`
    fn plain_has(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let node = Parts::of(node).take(Rule::plain_source)?;
        let source_span = self.span(&node);
        let mut parts = Parts::of(node);
        let mut recorded = parts.has(Rule::recorded);
        let first = parts.any()?;
        let first = if first.as_rule() == Rule::list { self.names(first) } else { vec![self.name(&first)] };
        let (source, terms) = if parts.has(Rule::de) {
            recorded |= parts.has(Rule::recorded);
            (self.name(&parts.take(Rule::name)?), first)
        } else {
            let terms = match parts.take(Rule::of) {
                Some(_) => self.terms_of(parts.take(Rule::terms_of)?),
                None => Vec::new(),
            };
            (first.into_iter().next()?, terms)
        };
        let aggregate = AggregateExpr {
            function: Function::Count,
            source: Some(source),
            recorded,
            predicate: Predicate { terms, condition: None },
            window: None,
            span: source_span,
        };
        Some(Expr { kind: ExprKind::Has(aggregate), span })
    }
}

/// `leave of maternity` read as events: what looked like a sum is a count of them.
fn events_of(expr: Expr) -> Option<AggregateExpr> {
    let span = expr.span;
    match expr.kind {
        ExprKind::Name(source) => Some(AggregateExpr {
            function: Function::Count,
            source: Some(source),
            recorded: false,
            predicate: Predicate { terms: Vec::new(), condition: None },
            window: None,
            span,
        }),
        ExprKind::Aggregate(AggregateExpr {
            function: Function::Sum(source),
            source: None,
            recorded,
            predicate,
            window: None,
            span,
        }) => Some(AggregateExpr {
            function: Function::Count,
            source: Some(source),
            recorded,
            predicate,
            window: None,
            span,
        }),
        _ => None,
    }
}

fn is_value(read_by: Rule) -> bool {
    matches!(
        read_by,
        Rule::met
            | Rule::unmet
            | Rule::exempt_word
            | Rule::its
            | Rule::text
            | Rule::date
            | Rule::yes
            | Rule::no
            | Rule::quantity
            | Rule::name
    )
}

/// One part as it is, several as one expression.
fn joined(mut parts: Vec<Expr>, span: Span, kind: fn(Vec<Expr>) -> ExprKind) -> Option<Expr> {
    if parts.len() == 1 { parts.pop() } else { Some(Expr { kind: kind(parts), span }) }
}

fn negated(nots: Vec<Span>, inner: Expr) -> Expr {
    nots.into_iter().rev().fold(inner, |inner, not| {
        let span = not.to(inner.span);
        Expr { kind: ExprKind::Not(Box::new(inner)), span }
    })
}

/// The comparator that a node is.
pub(super) fn comparator_of(node: &Node) -> Option<Comparator> {
    comparator(node)
}

fn comparator(node: &Node) -> Option<Comparator> {
    Some(match node.clone().into_inner().next()?.as_rule() {
        Rule::at_least => Comparator::AtLeast,
        Rule::more_than => Comparator::MoreThan,
        Rule::at_most => Comparator::AtMost,
        Rule::less_than => Comparator::LessThan,
        Rule::equals => Comparator::Equal,
        Rule::not_equal => Comparator::NotEqual,
        _ => return None,
    })
}
