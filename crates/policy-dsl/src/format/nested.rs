//! Printing nested minimums, and conditions that need more than one line.

use policy_core::Decimal;
use unicode_width::UnicodeWidthStr;

use super::Printer;
use super::columns::{LABEL, MAX_LABEL};
use super::expression::level;
use crate::keyword::Keyword;
use crate::syntax::{Comparator, Counting, Expr, ExprKind, Part, Predicate};

impl Printer<'_> {
    pub fn flat_of_which(&self, parts: &[Part]) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.flat_part(part)).collect();
        let (comma, of_which) = (self.comma(), self.word(Keyword::OfWhich));
        if parts.is_empty() {
            return format!("{comma}{of_which} {{}}");
        }
        format!("{comma}{of_which} {{ {} }}", parts.join(comma))
    }

    fn flat_part(&self, part: &Part) -> String {
        let mut shown = self.part(part, "");
        if let Some(parts) = &part.of_which {
            shown.push_str(&self.flat_of_which(parts));
        }
        shown
    }

    /// `public >= 30`, with a mark where the label ends.
    fn part(&self, part: &Part, mark: &str) -> String {
        let label = self.part_of(&part.predicate);
        let left = Expr { kind: ExprKind::Truth(true), span: part.span };
        let comparator = self.comparator(&left, part.comparator, &part.right);
        format!("{label}{mark} {comparator} {}", self.at(&part.right, level::SUM))
    }

    /// `, counting at most 20 hours of self_study`, `，其中 自学 至多计 20 学时`
    pub fn counting(&self, counting: &[Counting]) -> String {
        let mut shown = String::new();
        for Counting { limit, predicate, .. } in counting {
            let limit = match &limit.kind {
                ExprKind::Proportion(_) | ExprKind::Number(..) | ExprKind::Name(_) | ExprKind::Group(_) => {
                    self.flat(limit)
                }
                _ => self.in_parentheses(limit),
            };
            let (at_most, part) = (self.word(Keyword::Counting), self.part_of(predicate));
            let (of_which, of) = (self.word(Keyword::OfWhich), self.word(Keyword::Of));
            shown.push_str(self.comma());
            shown.push_str(&match (self.is_chinese(), predicate.terms.is_empty()) {
                (true, _) => format!("{of_which} {part} {at_most} {limit}"),
                (false, true) => format!("{at_most} {limit} {part}"),
                (false, false) => format!("{at_most} {limit} {of} {part}"),
            });
        }
        shown
    }

    fn part_of(&self, predicate: &Predicate) -> String {
        let mut shown = String::new();
        if !predicate.terms.is_empty() {
            shown.push_str(&self.name_or_list(&predicate.terms));
        }
        if let Some(condition) = &predicate.condition {
            let space = if shown.is_empty() { "" } else { " " };
            let condition = self.predicate(condition, false);
            shown.push_str(&format!("{space}{} {condition}", self.word(Keyword::Where)));
        }
        shown
    }

    /// Whether a condition holds nested minimums that themselves hold some.
    pub fn wants_lines(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::SomeOf { conditions: parts, .. } => {
                parts.iter().any(|part| self.wants_lines(part))
            }
            ExprKind::Compare { of_which: Some(parts), .. } => {
                parts.iter().any(|part| part.of_which.is_some())
            }
            _ => false,
        }
    }

    /// A condition on as many lines as it needs, each with its indent.
    pub fn condition_lines(&self, before: &str, expr: &Expr, room: usize) -> Vec<String> {
        self.lines_at(before, expr, level::OR, room)
    }

    fn lines_at(&self, before: &str, expr: &Expr, least: u8, room: usize) -> Vec<String> {
        let flat = format!("{before}{}", self.at(expr, least));
        if flat.width() <= room && !self.wants_lines(expr) || self.level(expr) < least {
            return vec![flat];
        }
        let (parts, keyword, least) = match &expr.kind {
            ExprKind::And(parts) => (parts, Keyword::And, level::NOT),
            ExprKind::Or(parts) => (parts, Keyword::Or, level::AND),
            ExprKind::Compare { left, comparator, right, counting, of_which: Some(parts) } => {
                let mut compared = self.compared(left, *comparator, right);
                compared.push_str(&self.counting(counting));
                return self.of_which_lines(before, &compared, parts, room);
            }
            ExprKind::SomeOf { comparator, count, conditions, .. } if !conditions.is_empty() => {
                return self.some_of_lines(before, &self.some_of_head(*comparator, *count), conditions, room);
            }
            _ => return vec![flat],
        };
        let mut lines = Vec::new();
        for (place, part) in parts.iter().enumerate() {
            let word = format!("  {} ", self.word(keyword));
            lines.extend(self.lines_at(if place == 0 { before } else { &word }, part, least, room));
        }
        lines
    }

    /// `at least 2 of`, `以下 至少 2 项`
    pub fn some_of_head(&self, comparator: Comparator, count: Decimal) -> String {
        let keyword = match comparator {
            Comparator::AtLeast => Keyword::AtLeast,
            Comparator::AtMost => Keyword::AtMost,
            Comparator::Equal => Keyword::Equal,
            Comparator::MoreThan => Keyword::MoreThan,
            Comparator::LessThan => Keyword::LessThan,
            Comparator::NotEqual => Keyword::NotEqual,
        };
        if self.is_chinese() {
            let word = match comparator {
                Comparator::AtLeast => "至少",
                Comparator::AtMost => "至多",
                Comparator::Equal => "恰好",
                Comparator::MoreThan | Comparator::LessThan | Comparator::NotEqual => self.word(keyword),
            };
            return format!("{} {word} {count} 项", self.word(Keyword::Following));
        }
        let word = if comparator == Comparator::Equal { "exactly" } else { self.word(keyword) };
        format!("{word} {count} {}", self.word(Keyword::Of))
    }

    /// A line for each condition, in braces.
    fn some_of_lines(&self, before: &str, head: &str, conditions: &[Expr], room: usize) -> Vec<String> {
        let indent: String = before.chars().take_while(|c| *c == ' ').collect();
        let mut lines = vec![format!("{before}{head} {{")];
        for (place, condition) in conditions.iter().enumerate() {
            lines.extend(self.lines_at(&format!("{indent}  "), condition, level::OR, room));
            if let Some(last) = lines.last_mut().filter(|_| place + 1 < conditions.len()) {
                last.push_str(self.comma().trim_end());
            }
        }
        lines.push(format!("{indent}}}"));
        lines
    }

    fn of_which_lines(&self, before: &str, compared: &str, parts: &[Part], room: usize) -> Vec<String> {
        let indent: String = before.chars().take_while(|c| *c == ' ').collect();
        let mut lines = vec![format!("{before}{compared}{}{} {{", self.comma(), self.word(Keyword::OfWhich))];
        let widths = parts.iter().map(|part| self.part_of(&part.predicate).width());
        let column = widths.filter(|width| *width <= MAX_LABEL).max().unwrap_or(0);
        for (place, part) in parts.iter().enumerate() {
            let inner = format!("{indent}  ");
            let shown = self.part(part, LABEL.encode_utf8(&mut [0; 4]));
            let spaces = column.saturating_sub(self.part_of(&part.predicate).width());
            let nested = part.of_which.as_deref().unwrap_or(&[]);
            let flat = match &part.of_which {
                Some(nested) => format!("{inner}{shown}{}", self.flat_of_which(nested)),
                None => format!("{inner}{shown}"),
            };
            let is_deep = nested.iter().any(|part| part.of_which.is_some());
            let width = flat.width() - LABEL.len_utf8() + spaces;
            if part.of_which.is_none() || !is_deep && width <= room {
                lines.push(flat);
            } else {
                lines.extend(self.of_which_lines(&inner, &shown, nested, room));
            }
            // A part that begins with `where` would narrow what the part before it ends with.
            let narrows = parts.get(place + 1).is_some_and(|next| next.predicate.terms.is_empty());
            if let Some(last) = lines.last_mut().filter(|_| narrows) {
                last.push_str(self.comma().trim_end());
            }
        }
        lines.push(format!("{indent}}}"));
        lines
    }
}
