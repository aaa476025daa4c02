//! Printing the clauses by which the periods of a rule settle with each other.

use super::Printer;
use super::expression::level;
use crate::keyword::Keyword;
use crate::syntax::{BalanceClause, Expr, SpanLiteral};

impl Printer<'_> {
    pub fn balance(&self, balance: &BalanceClause) -> String {
        let word = |keyword| self.word(keyword);
        match balance {
            BalanceClause::CarryOver { share, most, lasting } => {
                let parts = [
                    share.as_ref().map(|share| self.surplus_share(share)),
                    most.as_ref().map(|most| self.at_most(most)),
                    lasting.as_ref().map(|lasting| self.carried_for(lasting)),
                ];
                let parts: Vec<String> = parts.into_iter().flatten().collect();
                let gap = if parts.is_empty() { "" } else { " " };
                // Of two parts, `at most 30 hours for 1 year` needs no comma.
                let is_plain = share.is_none() && !self.is_chinese();
                let between = if is_plain { " " } else { self.comma() };
                format!("{}{gap}{}", word(Keyword::CarryOver), parts.join(between))
            }
            BalanceClause::NoCarryOver => word(Keyword::NoCarryOver).to_owned(),
            BalanceClause::BackFill => word(Keyword::BackFill).to_owned(),
            BalanceClause::Borrow(most) => format!("{} {}", word(Keyword::Borrow), self.at_most(most)),
        }
    }

    fn at_most(&self, most: &Expr) -> String {
        let at_most = if self.is_chinese() { "至多" } else { self.word(Keyword::AtMost) };
        format!("{at_most} {}", self.at(most, level::SUM))
    }

    fn surplus_share(&self, share: &Expr) -> String {
        let (surplus, share) = (self.word(Keyword::Surplus), self.at(share, level::PRIMARY));
        if self.is_chinese() {
            return format!("{surplus} {} {share}", self.word(Keyword::Possessive));
        }
        format!("{share} {} {surplus}", self.word(Keyword::Of))
    }

    fn carried_for(&self, lasting: &SpanLiteral) -> String {
        let length = self.length(lasting);
        if self.is_chinese() {
            return format!("{length} {}", self.word(Keyword::Inside));
        }
        format!("{} {length}", self.word(Keyword::LastingFor))
    }
}
