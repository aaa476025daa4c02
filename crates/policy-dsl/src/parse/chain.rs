//! Building names with what narrows them, in either word order.
//!
//! English puts what is computed first (`hours of public`), Chinese last
//! (`公需课 的 学时`). A chain of links joined by 的 is read from its end.

use policy_core::Decimal;

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::keyword::Keyword;
use crate::syntax::{
    AggregateExpr, Expr, ExprKind, Function, InTarget, Name, Predicate, Proportion, WindowExpr, WindowKind,
};
use crate::{Saying, Span};

/// One link of a chain.
struct Link {
    core: Core,
    recorded: bool,
    /// `of ethics`
    terms: Vec<Name>,
    condition: Option<Box<Expr>>,
    among: Option<Box<Expr>>,
    target: Option<InTarget>,
    span: Span,
}

/// What a link is.
enum Core {
    /// A name, with the keyword that it may be.
    Name(Name, Option<Keyword>),
    /// `[public, ethics]`
    List(Vec<Name>),
    /// `最晚 结束日期`, `最早 结束日期`
    Extreme { latest: bool, field: Name },
    /// `最高 证书学时`, `证书学时 合计`
    Measured(Function),
    /// `不同 项目`
    Distinct(Name),
    /// `占比`
    ShareOf,
    /// `首日`, `最后一日`
    Edge { end: bool },
    /// `5%`, `1/3`
    Share(Proportion),
    /// `90 学时`, `2018年`
    Number(Decimal, Option<Name>),
    /// `上一年`, `任何时间`
    Window(WindowKind),
}

/// What the links before the last one say.
#[derive(Default)]
struct Narrowing {
    terms: Vec<Name>,
    recorded: bool,
    condition: Option<Box<Expr>>,
    window: Option<WindowExpr>,
}

impl Builder<'_, '_> {
    /// A chain as an amount, a date, or a bare name.
    pub fn chain(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut links = self.links(node)?;
        let last = links.pop()?;
        if links.is_empty() {
            return self.single(last);
        }
        let kind = match last.core {
            Core::Edge { end } => {
                let kind = ExprKind::Edge { end, window: self.edge_window(links, span)? };
                match last.target {
                    Some(target) => {
                        let left = Box::new(Expr { kind, span });
                        ExprKind::In { left, negated: false, target }
                    }
                    None => kind,
                }
            }
            Core::Share(share) => {
                let whole = self.rejoin(links)?;
                ExprKind::PartOf(share, Box::new(whole))
            }
            Core::ShareOf => {
                let source = links.pop()?;
                let members = self.link_name(&source);
                let Some(predicate) = source.condition else {
                    self.mistake(source.span, Saying::new("syntax-share-without-condition"));
                    return None;
                };
                self.refuse_rest(&links);
                ExprKind::Share { members: members?, predicate, among: last.among.or(source.among) }
            }
            Core::Extreme { latest, ref field } => {
                let field = field.clone();
                let function = if latest { Function::Latest(field) } else { Function::Earliest(field) };
                ExprKind::Aggregate(self.over_source(function, links, Some(last), span)?)
            }
            Core::Measured(ref function) => {
                let function = function.clone();
                ExprKind::Aggregate(self.over_source(function, links, Some(last), span)?)
            }
            Core::Name(_, Some(Keyword::Count | Keyword::CountEntry)) => {
                let function = match links.last().map(|link| &link.core) {
                    Some(Core::Distinct(field)) => Function::Distinct(field.clone()),
                    Some(_) | None => Function::Count,
                };
                if matches!(function, Function::Distinct(_)) {
                    links.pop();
                }
                ExprKind::Aggregate(self.over_source(function, links, Some(last), span)?)
            }
            Core::Name(ref field, _) => {
                let field = field.clone();
                let mut narrowing = self.narrowing_of(links)?;
                self.narrow(&mut narrowing, last)?;
                ExprKind::Aggregate(aggregate(Function::Sum(field), None, narrowing, span))
            }
            Core::List(_) | Core::Distinct(_) | Core::Number(..) | Core::Window(_) => {
                self.mistake(last.span, Saying::new("syntax-chain-end"));
                return None;
            }
        };
        Some(Expr { kind, span })
    }

    /// A chain as a source of events or members: `training of ethics where …`, `师德 的 培训 满足 …`.
    pub fn source_chain(&mut self, node: Node) -> Option<AggregateExpr> {
        let span = self.span(&node);
        let links = self.links(node)?;
        self.over_source(Function::Count, links, None, span)
    }

    /// `count of trainings …`, `latest end of trainings …`
    pub fn aggregate(&mut self, node: Node) -> Option<Expr> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let function = match parts.next_rule()? {
            Rule::covered_months | Rule::covered_days => {
                Function::Covered { months: parts.any()?.as_rule() == Rule::covered_months }
            }
            Rule::highest | Rule::lowest => {
                let highest = parts.any()?.as_rule() == Rule::highest;
                let amount = Box::new(self.measured_amount(parts.take(Rule::measured)?)?);
                parts.take(Rule::of)?;
                if highest { Function::Highest(amount) } else { Function::Lowest(amount) }
            }
            Rule::sum_word => {
                parts.any()?;
                parts.take(Rule::of)?;
                Function::SumOf(Box::new(self.measured_amount(parts.take(Rule::measured)?)?))
            }
            Rule::latest | Rule::earliest => {
                let latest = parts.any()?.as_rule() == Rule::latest;
                let field = self.name(&parts.take(Rule::name)?);
                parts.take(Rule::of)?;
                if latest { Function::Latest(field) } else { Function::Earliest(field) }
            }
            Rule::distinct_of => {
                let field = Parts::of(parts.any()?).take(Rule::name)?;
                Function::Distinct(self.name(&field))
            }
            _ => Function::Count,
        };
        let mut parts = Parts::of(parts.take(Rule::aggregate_of)?);
        let mut narrowing = Narrowing { recorded: parts.has(Rule::recorded), ..Narrowing::default() };
        let source = self.name(&parts.take(Rule::name)?);
        if let Some(terms) = parts.take(Rule::terms_of) {
            narrowing.terms = self.terms_of(terms);
        }
        if let Some(condition) = parts.take(Rule::narrowing) {
            narrowing.condition = Some(Box::new(self.narrowing(condition)?));
        }
        if let Some(suffix) = parts.take(Rule::in_suffix) {
            let target = self.in_suffix(suffix)?;
            narrowing.window = self.window_of_target(target);
        }
        let kind = ExprKind::Aggregate(aggregate(function, Some(source), narrowing, span));
        Some(Expr { kind, span })
    }

    /// What is measured of each event: a name, or anything in parentheses.
    fn measured_amount(&mut self, node: Node) -> Option<Expr> {
        let inner = Parts::of(node).any()?;
        if inner.as_rule() == Rule::group { self.group(inner) } else { self.field_of(inner) }
    }

    /// `最高 证书学时`, `证书学时 合计`
    fn measured_link(&mut self, node: Node) -> Option<Function> {
        let mut parts = Parts::of(node);
        let farthest = parts.next_rule().filter(|next| *next != Rule::measured);
        if farthest.is_some() {
            parts.any()?;
        }
        let amount = Box::new(self.measured_amount(parts.take(Rule::measured)?)?);
        Some(match farthest {
            Some(Rule::highest) => Function::Highest(amount),
            Some(_) => Function::Lowest(amount),
            None => Function::SumOf(amount),
        })
    }

    // ---- Links ----

    fn links(&mut self, node: Node) -> Option<Vec<Link>> {
        let mut parts = Parts::of(node);
        let led = parts.take(Rule::led_period);
        let mut links: Vec<Link> = Vec::new();
        while let Some(link) = parts.any() {
            if matches!(link.as_rule(), Rule::head_link | Rule::link) {
                links.push(self.link(link)?);
            }
        }
        if let (Some(led), Some(last)) = (led, links.last_mut()) {
            let span = self.span(&led);
            let period = self.name(&Parts::of(led).take(Rule::name)?);
            if last.target.replace(InTarget::Names(vec![period])).is_some() {
                self.mistake(span, Saying::new("syntax-second-window"));
            }
        }
        Some(links)
    }

    fn link(&mut self, node: Node) -> Option<Link> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        let mut core = Parts::of(parts.any()?);
        let recorded = core.has(Rule::recorded);
        let first = core.any()?;
        let terms = core.take(Rule::terms_of).map(|terms| self.terms_of(terms)).unwrap_or_default();
        let core = self.core(first)?;
        let mut link = Link { core, recorded, terms, condition: None, among: None, target: None, span };
        while let Some(part) = parts.any() {
            let part_span = self.span(&part);
            let is_new = match part.as_rule() {
                Rule::narrowing => {
                    let condition = Box::new(self.narrowing(part)?);
                    link.condition.replace(condition).is_none()
                }
                Rule::among => {
                    let among = Box::new(self.among(part)?);
                    link.among.replace(among).is_none()
                }
                _ => {
                    let target = self.in_suffix(part)?;
                    link.target.replace(target).is_none()
                }
            };
            if !is_new {
                self.mistake(part_span, Saying::new("syntax-said-twice"));
            }
        }
        Some(link)
    }

    fn core(&mut self, node: Node) -> Option<Core> {
        let read_by = node.as_rule();
        Some(match read_by {
            Rule::list => Core::List(self.names(node)),
            Rule::extreme_link => {
                let mut parts = Parts::of(node);
                let latest = parts.any()?.as_rule() == Rule::latest;
                Core::Extreme { latest, field: self.name(&parts.take(Rule::name)?) }
            }
            Rule::measured_link => Core::Measured(self.measured_link(node)?),
            Rule::covered_link => {
                let months = Parts::of(node).any()?.as_rule() == Rule::covered_months;
                Core::Measured(Function::Covered { months })
            }
            Rule::distinct_link => Core::Distinct(self.name(&Parts::of(node).take(Rule::name)?)),
            Rule::share_link => Core::ShareOf,
            Rule::edge_link => Core::Edge { end: Parts::of(node).any()?.as_rule() == Rule::end_word },
            Rule::percent | Rule::fraction => Core::Share(self.proportion(node)?),
            Rule::quantity => {
                let (amount, unit) = self.quantity(node)?;
                Core::Number(amount, unit)
            }
            Rule::previous_year => Core::Window(WindowKind::PreviousYear),
            Rule::any_time => Core::Window(WindowKind::AnyTime),
            _ => Core::Name(self.name(&node), self.keyword(&node)),
        })
    }

    pub fn in_suffix(&mut self, node: Node) -> Option<InTarget> {
        let span = self.span(&node);
        let mut parts = Parts::of(node);
        parts.take(Rule::in_word);
        match parts.take(Rule::in_target) {
            Some(target) => self.in_target(target),
            None => Some(InTarget::Window(WindowExpr { kind: WindowKind::AnyTime, span })),
        }
    }

    // ---- What links make together ----

    /// A chain of one link.
    fn single(&mut self, link: Link) -> Option<Expr> {
        let span = link.span;
        if let Some(among) = &link.among {
            self.mistake(among.span, Saying::new("syntax-among-without-share"));
        }
        let is_bare = link.terms.is_empty() && link.condition.is_none() && !link.recorded;
        let kind = match link.core {
            Core::Name(name, _) if is_bare => {
                let left = Expr { kind: ExprKind::Name(name.clone()), span: name.span };
                match link.target {
                    None => return Some(left),
                    Some(target) => ExprKind::In { left: Box::new(left), negated: false, target },
                }
            }
            Core::Name(ref name, _) => {
                let field = name.clone();
                let mut narrowing = Narrowing::default();
                self.narrow(&mut narrowing, link)?;
                ExprKind::Aggregate(aggregate(Function::Sum(field), None, narrowing, span))
            }
            Core::Number(amount, unit) if is_bare && link.target.is_none() => ExprKind::Number(amount, unit),
            Core::List(_)
            | Core::Extreme { .. }
            | Core::Measured(_)
            | Core::Distinct(_)
            | Core::ShareOf
            | Core::Edge { .. }
            | Core::Share(_)
            | Core::Number(..)
            | Core::Window(_) => {
                self.mistake(span, Saying::new("syntax-chain-alone"));
                return None;
            }
        };
        Some(Expr { kind, span })
    }

    /// An aggregate over the source that the last of `links` names.
    fn over_source(
        &mut self,
        function: Function,
        mut links: Vec<Link>,
        outer: Option<Link>,
        span: Span,
    ) -> Option<AggregateExpr> {
        let Some(source) = links.pop() else {
            self.mistake(span, Saying::new("syntax-chain-alone"));
            return None;
        };
        let name = self.link_name(&source)?;
        let mut narrowing = self.narrowing_of(links)?;
        self.narrow(&mut narrowing, source)?;
        if let Some(outer) = outer {
            self.narrow(&mut narrowing, outer)?;
        }
        Some(aggregate(function, Some(name), narrowing, span))
    }

    /// What links before the one that is computed say: a window first, terms then.
    fn narrowing_of(&mut self, links: Vec<Link>) -> Option<Narrowing> {
        let mut narrowing = Narrowing::default();
        for link in links {
            if let Some(kind) = window_of_core(&link.core) {
                let window = WindowExpr { kind, span: link.span };
                if narrowing.window.replace(window).is_some() {
                    self.mistake(link.span, Saying::new("syntax-said-twice"));
                }
                continue;
            }
            let terms = match &link.core {
                Core::Name(name, _) => vec![name.clone()],
                Core::List(names) => names.clone(),
                Core::Extreme { .. }
                | Core::Measured(_)
                | Core::Distinct(_)
                | Core::ShareOf
                | Core::Edge { .. }
                | Core::Share(_)
                | Core::Number(..)
                | Core::Window(_) => {
                    self.mistake(link.span, Saying::new("syntax-chain-middle"));
                    return None;
                }
            };
            if !narrowing.terms.is_empty() {
                self.mistake(link.span, Saying::new("syntax-said-twice"));
            }
            narrowing.terms = terms;
            self.narrow(&mut narrowing, link)?;
        }
        Some(narrowing)
    }

    /// Adds what a link itself says.
    fn narrow(&mut self, narrowing: &mut Narrowing, link: Link) -> Option<()> {
        narrowing.recorded |= link.recorded;
        let mut is_new = narrowing.terms.is_empty() || link.terms.is_empty();
        if !link.terms.is_empty() {
            narrowing.terms = link.terms;
        }
        if let Some(condition) = link.condition {
            is_new &= narrowing.condition.replace(condition).is_none();
        }
        if let Some(target) = link.target {
            let window = self.window_of_target(target)?;
            is_new &= narrowing.window.replace(window).is_none();
        }
        if !is_new {
            self.mistake(link.span, Saying::new("syntax-said-twice"));
        }
        Some(())
    }

    /// The window of `寒假 的 首日`.
    fn edge_window(&mut self, mut links: Vec<Link>, span: Span) -> Option<WindowExpr> {
        let link = links.pop()?;
        self.refuse_rest(&links);
        let window_span = link.span;
        let kind = match link.core {
            Core::Name(ref name, _) => {
                window_of_core(&link.core).unwrap_or_else(|| WindowKind::Named(name.clone()))
            }
            ref core => match window_of_core(core) {
                Some(kind) => kind,
                None => {
                    self.mistake(span, Saying::new("syntax-not-a-window"));
                    return None;
                }
            },
        };
        Some(WindowExpr { kind, span: window_span })
    }

    /// The links before a percentage, as the amount that it is of.
    fn rejoin(&mut self, mut links: Vec<Link>) -> Option<Expr> {
        let span = links.first()?.span.to(links.last()?.span);
        let last = links.pop()?;
        if links.is_empty() {
            let single = self.single(last)?;
            return Some(self.as_amount(single));
        }
        let kind = match last.core {
            Core::Name(_, Some(Keyword::Count | Keyword::CountEntry)) => {
                ExprKind::Aggregate(self.over_source(Function::Count, links, Some(last), span)?)
            }
            Core::Name(ref field, _) => {
                let field = field.clone();
                let mut narrowing = self.narrowing_of(links)?;
                self.narrow(&mut narrowing, last)?;
                ExprKind::Aggregate(aggregate(Function::Sum(field), None, narrowing, span))
            }
            Core::List(_)
            | Core::Extreme { .. }
            | Core::Measured(_)
            | Core::Distinct(_)
            | Core::ShareOf
            | Core::Edge { .. }
            | Core::Share(_)
            | Core::Number(..)
            | Core::Window(_) => {
                self.mistake(last.span, Saying::new("syntax-chain-middle"));
                return None;
            }
        };
        Some(Expr { kind, span })
    }

    fn link_name(&mut self, link: &Link) -> Option<Name> {
        if let Core::Name(name, _) = &link.core {
            return Some(name.clone());
        }
        self.mistake(link.span, Saying::new("syntax-expected-source"));
        None
    }

    fn refuse_rest(&mut self, links: &[Link]) {
        if let Some(link) = links.first() {
            self.mistake(link.span, Saying::new("syntax-chain-middle"));
        }
    }
}

/// The window that a link is, where no name can be mistaken for it.
fn window_of_core(core: &Core) -> Option<WindowKind> {
    match core {
        Core::Window(kind) => Some(kind.clone()),
        Core::Name(_, Some(Keyword::Year | Keyword::ThisYear)) => Some(WindowKind::Year),
        Core::Name(_, Some(Keyword::Period | Keyword::ThisPeriod)) => Some(WindowKind::Period),
        Core::Number(amount, unit) => super::window::year_of(*amount, unit.as_ref()),
        Core::Name(..)
        | Core::List(_)
        | Core::Extreme { .. }
        | Core::Measured(_)
        | Core::Distinct(_)
        | Core::ShareOf
        | Core::Edge { .. }
        | Core::Share(_) => None,
    }
}

fn aggregate(function: Function, source: Option<Name>, narrowing: Narrowing, span: Span) -> AggregateExpr {
    AggregateExpr {
        function,
        source,
        recorded: narrowing.recorded,
        predicate: Predicate { terms: narrowing.terms, condition: narrowing.condition },
        window: narrowing.window,
        span,
    }
}
