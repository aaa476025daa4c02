//! Building vocabularies and calendars.

use super::builder::{Builder, Node, Parts};
use super::grammar::Rule;
use crate::keyword::Keyword;
use crate::syntax::{
    Block, Calendar, Declared, EventDecl, FieldDecl, Item, Name, OccurrenceDecl, OutcomeDecl, PeriodDecl,
    SubjectClause, SubjectDecl, TermDecl, TestValue, TreeDecl, TypeExpr, UnitDecl, Vocabulary,
    VocabularyClause,
};

/// An event's names, the field that dates it, and its first and last day.
pub(super) type EventHead = (Declared, Name, Option<(Name, Name)>);

impl Builder<'_, '_> {
    pub fn item(&mut self, node: Node) -> Option<Item> {
        let item = Parts::of(node).any()?;
        match item.as_rule() {
            Rule::vocabulary => self.vocabulary(item).map(Item::Vocabulary),
            Rule::calendar => self.calendar(item).map(Item::Calendar),
            Rule::amendment => self.amendment(item).map(Item::Amendment),
            _ => self.policy(item).map(Item::Policy),
        }
    }

    /// The names in a head such as `rule annual_hours "年度学时" {`.
    pub fn head(&mut self, node: Node) -> Option<Declared> {
        let declared = Parts::of(node).take(Rule::declared)?;
        self.declared(declared)
    }

    /// The names of a clause that only declares.
    fn only_declared(&mut self, node: Node) -> Option<Declared> {
        self.head(node)
    }

    fn vocabulary(&mut self, node: Node) -> Option<Vocabulary> {
        let mut parts = Parts::of(node);
        let declared = self.head(parts.take(Rule::vocabulary_head)?)?;
        let body = self.block(parts, Rule::vocabulary_clause, Self::vocabulary_clause)?;
        Some(Vocabulary { declared, body })
    }

    pub fn vocabulary_clause(&mut self, node: Node) -> Option<VocabularyClause> {
        let clause = Parts::of(node).any()?;
        Some(match clause.as_rule() {
            Rule::subject => VocabularyClause::Subject(self.subject(clause)?),
            Rule::terms => VocabularyClause::Tree(self.tree(clause)?),
            Rule::unit_clause => VocabularyClause::Unit(UnitDecl { declared: self.only_declared(clause)? }),
            _ => VocabularyClause::Outcome(OutcomeDecl { declared: self.only_declared(clause)? }),
        })
    }

    fn subject(&mut self, node: Node) -> Option<SubjectDecl> {
        let mut parts = Parts::of(node);
        let declared = self.head(parts.take(Rule::subject_head)?)?;
        let body = self.block(parts, Rule::subject_clause, Self::subject_clause)?;
        Some(SubjectDecl { declared, body })
    }

    pub fn subject_clause(&mut self, node: Node) -> Option<SubjectClause> {
        let clause = Parts::of(node).any()?;
        Some(match clause.as_rule() {
            Rule::key => SubjectClause::Key(self.only_declared(clause)?),
            Rule::fact => SubjectClause::Fact(self.field(Parts::of(clause).take(Rule::field)?)?),
            _ => SubjectClause::Event(self.event(clause)?),
        })
    }

    pub fn field(&mut self, node: Node) -> Option<FieldDecl> {
        let mut parts = Parts::of(node);
        let declared = parts.take(Rule::declared)?;
        let declared = self.declared(declared)?;
        parts.take(Rule::colon)?;
        let name = Parts::of(parts.take(Rule::type_name)?).take(Rule::name)?;
        let kind = match self.keyword(&name) {
            Some(Keyword::Text) => TypeExpr::Text,
            Some(Keyword::Flag) => TypeExpr::Flag,
            Some(Keyword::Date) => TypeExpr::Date,
            Some(_) | None => TypeExpr::Named(self.unit_name(&name)),
        };
        let default = match parts.take(Rule::default) {
            Some(default) => Some(self.value(Parts::of(default).take(Rule::value)?)?),
            None => None,
        };
        Some(FieldDecl { declared, kind, default })
    }

    fn event(&mut self, node: Node) -> Option<EventDecl> {
        let mut parts = Parts::of(node);
        let (declared, dated, lasting) = self.event_head(parts.take(Rule::event_head)?)?;
        let body = self.block(parts, Rule::field, Self::field)?;
        Some(EventDecl { declared, dated, lasting, body })
    }

    pub fn event_head(&mut self, node: Node) -> Option<EventHead> {
        let mut parts = Parts::of(node);
        let declared = self.declared(parts.take(Rule::declared)?)?;
        let dated = self.name(&Parts::of(parts.take(Rule::dated)?).take(Rule::name)?);
        let lasting = match parts.take(Rule::lasting_days) {
            Some(lasting) => {
                let mut days = Parts::of(lasting);
                let first = self.name(&days.take(Rule::name)?);
                days.take(Rule::to)?;
                Some((first, self.name(&days.take(Rule::name)?)))
            }
            None => None,
        };
        Some((declared, dated, lasting))
    }

    fn tree(&mut self, node: Node) -> Option<TreeDecl> {
        let mut parts = Parts::of(node);
        let (declared, ascending) = self.terms_head(parts.take(Rule::terms_head)?)?;
        let body = self.block(parts, Rule::term, Self::term)?;
        Some(TreeDecl { declared, ascending, body })
    }

    pub fn terms_head(&mut self, node: Node) -> Option<(Declared, bool)> {
        let mut parts = Parts::of(node);
        let declared = self.declared(parts.take(Rule::declared)?)?;
        Some((declared, parts.has(Rule::ascending)))
    }

    pub fn term(&mut self, node: Node) -> Option<TermDecl> {
        let mut parts = Parts::of(node);
        let declared = self.declared(parts.take(Rule::declared)?)?;
        let body: Option<Block<TermDecl>> = match parts.take(Rule::open) {
            Some(_) => Some(self.block(parts, Rule::term, Self::term)?),
            None => None,
        };
        Some(TermDecl { declared, body })
    }

    fn calendar(&mut self, node: Node) -> Option<Calendar> {
        let mut parts = Parts::of(node);
        let declared = self.head(parts.take(Rule::calendar_head)?)?;
        let body = self.block(parts, Rule::period, Self::period)?;
        Some(Calendar { declared, body })
    }

    pub fn period(&mut self, node: Node) -> Option<PeriodDecl> {
        let mut parts = Parts::of(node);
        let declared = self.head(parts.take(Rule::period_head)?)?;
        let body = self.block(parts, Rule::occurrence, Self::occurrence)?;
        Some(PeriodDecl { declared, body })
    }

    pub fn occurrence(&mut self, node: Node) -> Option<OccurrenceDecl> {
        let mut parts = Parts::of(node);
        let label = self.occurrence_label(parts.take(Rule::label)?);
        parts.take(Rule::colon)?;
        let from = self.date(&parts.take(Rule::date)?);
        parts.take(Rule::to)?;
        let to = self.date(&parts.take(Rule::date)?);
        Some(OccurrenceDecl { label, from, to, assumed: parts.has(Rule::assumed) })
    }

    /// `2019`, `2019-2020`, `2019年`, `spring_2019`, a date, or a quoted text.
    pub fn occurrence_label(&mut self, node: Node) -> Name {
        let (first, last) = (self.first_token(&node), self.last_token(&node));
        let tokens = self.words.tokens.get(first..=last).unwrap_or(&[]);
        let is_year = matches!(tokens, [_, unit] if unit.text == "年");
        let said = tokens.iter().take(if is_year { 1 } else { tokens.len() });
        let text = said.map(|token| token.text.as_ref()).collect();
        Name { text, span: self.span(&node) }
    }

    pub fn value(&mut self, node: Node) -> Option<TestValue> {
        let mut parts = Parts::of(node);
        let negative = parts.has(Rule::minus);
        let value = parts.any()?;
        Some(match value.as_rule() {
            Rule::missing => TestValue::Missing,
            Rule::variable => TestValue::Variable(self.name(&value)),
            Rule::date => TestValue::Date(self.date(&value)),
            Rule::number => {
                let amount = self.number(&value);
                let unit = parts.take(Rule::unit).map(|unit| self.unit_name(&unit));
                let amount = if negative {
                    policy_core::Decimal::ZERO.checked_sub(amount).unwrap_or_default()
                } else {
                    amount
                };
                TestValue::Number(amount, unit)
            }
            Rule::yes => TestValue::Truth(true),
            Rule::no => TestValue::Truth(false),
            Rule::text => TestValue::Text(self.text(&value)),
            _ => TestValue::Name(self.name(&value)),
        })
    }
}
