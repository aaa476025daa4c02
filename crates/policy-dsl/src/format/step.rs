//! Printing the steps of a recognition.

use policy_core::plan::{Keep, Rounding};

use super::expression::level;
use super::{Piece, Printer};
use crate::keyword::Keyword;
use crate::syntax::{Expr, ExprKind, MostDecl, Name, PerDecl, StepDecl, StepKind};

impl Printer<'_> {
    pub fn step(&mut self, step: &StepDecl) {
        let terms = match step.predicate.terms.as_slice() {
            [] => None,
            terms => Some(self.name_or_list(terms)),
        };
        // In Chinese the terms of a cap stand before it, and its period before both.
        let leads = self.is_chinese() && matches!(step.kind, StepKind::Cap { .. });
        let mut head = self.step_head(&step.kind, terms.as_deref().filter(|_| leads));
        if let Some(terms) = terms.filter(|_| !leads) {
            let of_total = matches!(step.kind, StepKind::Cap { most: MostDecl::Share(..), .. });
            let of = self.word(if of_total { Keyword::From } else { Keyword::Of });
            head.push_str(&format!(" {of} {terms}"));
        }
        let mut parts = vec![Piece::Text(head)];
        if let Some(condition) = &step.predicate.condition {
            parts.push(Piece::Condition(self.word(Keyword::Where).to_owned(), condition));
        }
        if let StepKind::Cap { per: Some(per), .. } = &step.kind
            && !self.is_chinese()
        {
            parts.push(Piece::Text(self.per(per)));
        }
        parts.extend(step.cites.iter().map(|cite| Piece::Text(self.cite(cite))));
        self.clause(&parts);
    }

    fn step_head(&self, kind: &StepKind, terms: Option<&str>) -> String {
        match kind {
            StepKind::Cap { most, per } if self.is_chinese() => {
                let per = per.as_ref().map(|per| self.per(per));
                let mut words: Vec<String> = per.into_iter().chain(terms.map(str::to_owned)).collect();
                words.extend([self.word(Keyword::Counting).to_owned(), self.most(most)]);
                words.join(" ")
            }
            StepKind::Cap { most, .. } => format!("{} {}", self.word(Keyword::AtMost), self.most(most)),
            StepKind::Once { by, per, keep } => self.once(by, per.as_ref(), *keep),
            StepKind::Deduct { amount, each } => {
                let off = format!("{} {}", self.word(Keyword::Deduct), self.plain_amount(amount));
                match each {
                    None => off,
                    Some(name) if self.is_chinese() => {
                        let (each, time) = (self.word(Keyword::Each), self.word(Keyword::OneTime));
                        format!("{each} {} {time} {off}", self.used(name))
                    }
                    Some(name) => {
                        let (word, each) = (self.word(Keyword::For), self.word(Keyword::Each));
                        format!("{off} {word} {each} {}", self.used(name))
                    }
                }
            }
            StepKind::Round { mode, to, unit, span: _ } => {
                let word = match (mode, self.is_chinese()) {
                    (Rounding::Down, true) => Keyword::RoundedDown,
                    (Rounding::Down, false) => Keyword::RoundDown,
                    (Rounding::Up, true) => Keyword::RoundedUp,
                    (Rounding::Up, false) => Keyword::RoundUp,
                    (Rounding::HalfUp, true) => Keyword::Rounded,
                    (Rounding::HalfUp, false) => Keyword::Round,
                };
                let to_word = if self.is_chinese() { "到" } else { self.word(Keyword::To) };
                let word = self.word(word);
                format!("{word} {to_word} {}", self.quantity(*to, unit.as_ref()))
            }
        }
    }

    fn once(&self, by: &[Name], per: Option<&PerDecl>, keep: Option<Keep>) -> String {
        let and = self.word(if self.is_chinese() { Keyword::With } else { Keyword::And });
        let names: Vec<String> = by.iter().map(|name| self.used(name)).collect();
        let names = names.join(&format!(" {and} "));
        let mut shown = format!("{} {names}", self.word(Keyword::Once));
        if let Some(per) = per {
            shown.push_str(&format!(" {}", self.per(per)));
        }
        if self.is_chinese() {
            shown.push_str(&format!(" {}", self.word(Keyword::OnlyOnce)));
        }
        let kept = keep.map(|keep| match keep {
            Keep::Highest => Keyword::Highest,
            Keep::First => Keyword::Earliest,
            Keep::Last => Keyword::Latest,
        });
        if let Some(kept) = kept {
            let (comma, kept) = (self.comma(), self.word(kept));
            let article = if self.is_chinese() { self.word(Keyword::Take) } else { "the" };
            shown.push_str(&format!("{comma}{article} {kept}"));
        }
        shown
    }

    fn most(&self, most: &MostDecl) -> String {
        match most {
            MostDecl::Amount(amount) => self.plain_amount(amount),
            MostDecl::Share(share, _) if self.is_chinese() => {
                format!("{} {} {share}", self.word(Keyword::Total), self.word(Keyword::Possessive))
            }
            MostDecl::Share(share, _) => {
                format!("{share} {} the {}", self.word(Keyword::Of), self.word(Keyword::Total))
            }
        }
    }

    fn plain_amount(&self, amount: &Expr) -> String {
        match &amount.kind {
            ExprKind::Number(..) | ExprKind::Name(_) => self.at(amount, level::SUM),
            ExprKind::Group(inner) => self.in_parentheses(inner),
            _ => self.in_parentheses(amount),
        }
    }

    fn per(&self, per: &PerDecl) -> String {
        let each = self.word(Keyword::Each);
        match per {
            PerDecl::Named(name) if name.text == "day" && !self.is_chinese() => {
                format!("{} {}", self.word(Keyword::Per), self.word(Keyword::Day))
            }
            PerDecl::Named(name) => format!("{each} {}", self.calendar_name(name)),
            PerDecl::Cycle { every, from } => {
                let (every, from) = (self.length(every), self.at(from, level::SUM));
                format!("{each} {every} {} {from}", self.word(Keyword::From))
            }
        }
    }
}
