//! Printing conditions and amounts, in the word order of either language.

use policy_core::plan::Rounding;

use policy_core::Decimal;

use super::Printer;
use super::window::is_led;
use crate::keyword::{Keyword, built_in_unit, simplified_word};
use crate::syntax::{
    BinaryOp, Comparator, Expr, ExprKind, Function, InTarget, IsTarget, Name, RoundingStep, WindowExpr,
    WindowKind,
};

/// How tightly expressions bind; a looser one within a tighter one stands in parentheses.
pub(super) mod level {
    pub const OR: u8 = 1;
    pub const AND: u8 = 2;
    pub const NOT: u8 = 3;
    pub const COMPARE: u8 = 4;
    pub const SUM: u8 = 5;
    pub const RATIO: u8 = 6;
    pub const PRIMARY: u8 = 7;
}

pub(super) fn sign(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Subtract => "-",
    }
}

impl Printer<'_> {
    /// A whole condition on one line.
    pub fn condition(&self, expr: &Expr) -> String {
        self.at(expr, level::OR)
    }

    /// An expression where at least `least` is needed.
    pub fn at(&self, expr: &Expr, least: u8) -> String {
        if self.level(expr) < least { self.in_parentheses(expr) } else { self.flat(expr) }
    }

    pub fn in_parentheses(&self, expr: &Expr) -> String {
        let inner = self.flat(expr);
        if self.is_chinese() { format!("（{inner}）") } else { format!("({inner})") }
    }

    pub fn level(&self, expr: &Expr) -> u8 {
        match &expr.kind {
            ExprKind::Or(_) => level::OR,
            ExprKind::And(_) => level::AND,
            ExprKind::Not(_) => level::NOT,
            ExprKind::Compare { .. }
            | ExprKind::Between { .. }
            | ExprKind::In { .. }
            | ExprKind::Is { .. }
            | ExprKind::EventsCover { .. }
            | ExprKind::WorkingDay { .. }
            | ExprKind::InEach { .. } => level::COMPARE,
            ExprKind::Binary(..) | ExprKind::Rounded { .. } | ExprKind::ProRata { .. } => level::SUM,
            ExprKind::Farthest { .. } if !self.is_chinese() => level::SUM,
            ExprKind::Divided(..) | ExprKind::Farthest { .. } => level::RATIO,
            ExprKind::RatioOf(..) if self.is_chinese() => level::RATIO,
            ExprKind::RatioOf(..)
            | ExprKind::Number(..)
            | ExprKind::Proportion(_)
            | ExprKind::Date(_)
            | ExprKind::MonthDay(..)
            | ExprKind::DueDate
            | ExprKind::Today
            | ExprKind::Reached { .. }
            | ExprKind::Text(_)
            | ExprKind::Truth(_)
            | ExprKind::Name(_)
            | ExprKind::Its(_)
            | ExprKind::PartOf(..)
            | ExprKind::Aggregate(_)
            | ExprKind::Has(_)
            | ExprKind::Share { .. }
            | ExprKind::Covers(_)
            | ExprKind::Edge { .. }
            | ExprKind::Length { .. }
            | ExprKind::SomeOf { .. }
            | ExprKind::Verdicts { .. }
            | ExprKind::Group(_) => level::PRIMARY,
        }
    }

    pub fn flat(&self, expr: &Expr) -> String {
        let word = |keyword| self.word(keyword);
        match &expr.kind {
            ExprKind::Number(amount, unit) => self.quantity(*amount, unit.as_ref()),
            ExprKind::Proportion(proportion) => proportion.to_string(),
            ExprKind::Date(date) => self.date(*date),
            ExprKind::MonthDay(month, day) => self.month_day(*month, *day),
            ExprKind::DueDate => word(Keyword::DueDate).to_owned(),
            ExprKind::Today => word(Keyword::Today).to_owned(),
            ExprKind::Reached { sum, amount } if self.is_chinese() => {
                format!("（{}）{}", self.compared(sum, Comparator::AtLeast, amount), word(Keyword::ThatDay))
            }
            ExprKind::Reached { sum, amount } => {
                format!("the day on which {} reach {}", self.operand(sum), self.operand(amount))
            }
            ExprKind::InEach { period, of_cycle, at_least, condition } => {
                let (head, condition) = (self.in_each_head(period, *at_least), self.in_predicate(condition));
                let (cycle, inside) = (word(Keyword::Cycle), word(Keyword::Inside));
                match (of_cycle, self.is_chinese()) {
                    (false, _) => format!("{head} {condition}"),
                    (true, true) => format!("{cycle} {inside} {head} {condition}"),
                    (true, false) => {
                        let head = head.strip_suffix(" of the period").unwrap_or(&head);
                        format!("{head} {} the {cycle} {condition}", word(Keyword::Of))
                    }
                }
            }
            ExprKind::WorkingDay { date, next, holidays, workdays } => {
                self.working_day(date, *next, holidays.as_ref(), workdays.as_ref())
            }
            ExprKind::Text(text) => self.quoted(text),
            ExprKind::Truth(true) => word(Keyword::Yes).to_owned(),
            ExprKind::Truth(false) => word(Keyword::No).to_owned(),
            ExprKind::Name(name) => self.used(name),
            ExprKind::Its(name) => format!("{} {}", word(Keyword::Its), self.used(name)),
            // `not in` would be one word.
            ExprKind::Not(inner) if matches!(inner.kind, ExprKind::InEach { .. }) => {
                format!("{} {}", word(Keyword::Not), self.in_parentheses(inner))
            }
            ExprKind::Not(inner) => format!("{} {}", word(Keyword::Not), self.at(inner, level::NOT)),
            ExprKind::And(parts) => self.joined(parts, Keyword::And, level::NOT),
            ExprKind::Or(parts) => self.joined(parts, Keyword::Or, level::AND),
            ExprKind::SomeOf { comparator, count, conditions, .. } => {
                let conditions: Vec<String> = conditions.iter().map(|part| self.condition(part)).collect();
                let head = self.some_of_head(*comparator, *count);
                if conditions.is_empty() {
                    return format!("{head} {{}}");
                }
                format!("{head} {{ {} }}", conditions.join(self.comma()))
            }
            ExprKind::Compare { left, comparator, right, counting, of_which } => {
                let mut compared = self.compared(left, *comparator, right);
                compared.push_str(&self.counting(counting));
                match of_which {
                    Some(parts) => format!("{compared}{}", self.flat_of_which(parts)),
                    None => compared,
                }
            }
            ExprKind::Between { value, low, high } => {
                let and = if self.is_chinese() { Keyword::With } else { Keyword::And };
                // Of two 与, the first would be taken for that of a ratio.
                let low = if self.is_chinese() && has_ratio(low) || is_composed(low) {
                    self.in_parentheses(low)
                } else {
                    self.at(low, level::SUM)
                };
                let (value, high) = (self.at(value, level::SUM), self.at(high, level::SUM));
                format!("{value} {} {low} {} {high}", word(Keyword::Between), word(and))
            }
            ExprKind::In { left, negated, target } => self.contained(left, *negated, target),
            ExprKind::Is { left, negated, target } => self.is(left, *negated, target),
            ExprKind::Binary(left, op, right) => {
                let is_open = ends_open(left) || self.takes_tail(left);
                let left = if is_open { self.in_parentheses(left) } else { self.at(left, level::SUM) };
                format!("{left} {} {}", sign(*op), self.at(right, level::RATIO))
            }
            ExprKind::Divided(left, right) => {
                // `2 / 3` would be a ratio.
                let is_figure = matches!(left.kind, ExprKind::Number(_, None))
                    && matches!(right.kind, ExprKind::Number(..));
                let first = if is_figure { self.in_parentheses(left) } else { self.operand(left) };
                format!("{first} / {}", self.operand(right))
            }
            ExprKind::Rounded { amount, step } => {
                format!("{} {}", self.operand(amount), self.rounding(step))
            }
            ExprKind::ProRata { amount, part, whole } => {
                let (amount, part, whole) = (self.operand(amount), self.operand(part), self.operand(whole));
                format!("{amount} {} {part} {} {whole}", word(Keyword::ProRata), word(Keyword::To))
            }
            ExprKind::Farthest { highest, of } => self.farthest(*highest, of),
            ExprKind::PartOf(part, whole) if self.is_chinese() => {
                format!("{} {} {part}", self.link_of_percent(whole), word(Keyword::Possessive))
            }
            ExprKind::PartOf(part, whole) => {
                format!("{part} {} {}", word(Keyword::Of), self.operand(whole))
            }
            ExprKind::Aggregate(aggregate) => self.aggregate(aggregate),
            ExprKind::Has(source) => format!("{} {}", word(Keyword::Has), self.source(source, false)),
            ExprKind::Share { members, predicate, among } => {
                let (members, predicate) = (self.used(members), self.predicate(predicate, self.is_chinese()));
                let (filter, share) = (word(Keyword::Where), word(Keyword::Share));
                let mut shown = if self.is_chinese() {
                    format!("{members} {filter} {predicate} {} {share}", word(Keyword::Possessive))
                } else {
                    format!("{share} {} {members} {filter} {predicate}", word(Keyword::Of))
                };
                if let Some(among) = among {
                    shown.push_str(&format!(" {} {}", word(Keyword::Among), self.predicate(among, true)));
                }
                shown
            }
            ExprKind::RatioOf(left, right) if self.is_chinese() => {
                let (left, right) = (self.at(left, level::PRIMARY), self.at(right, level::PRIMARY));
                format!("{left} {} {right} {}", word(Keyword::With), word(Keyword::InRatio))
            }
            ExprKind::RatioOf(left, right) => {
                let (left, right) = (self.operand(left), self.operand(right));
                format!("{} {} {left} {} {right}", word(Keyword::Ratio), word(Keyword::Of), word(Keyword::To))
            }
            ExprKind::Verdicts { rule, kind, in_a_row, window } => {
                self.verdicts(rule, *kind, *in_a_row, window.as_ref())
            }
            ExprKind::EventsCover { events, length, window } => {
                let (window, length) = (self.short_window(window), self.length(length));
                let (covers, at_least) = (word(Keyword::Covers), word(Keyword::AtLeast));
                let source = self.source(events, false);
                if self.is_chinese() {
                    format!("{source} {covers} {window} {at_least} {length}")
                } else {
                    format!("{source} {covers} {at_least} {length} {} {window}", word(Keyword::Of))
                }
            }
            ExprKind::Covers(window) => format!("{} {}", word(Keyword::Covers), self.short_window(window)),
            ExprKind::Edge { end, window } => {
                let (edge, window) =
                    (if *end { Keyword::End } else { Keyword::Start }, self.short_window(window));
                if self.is_chinese() {
                    format!("{window} {} {}", word(Keyword::Possessive), word(edge))
                } else {
                    format!("{} {} {window}", word(edge), word(Keyword::Of))
                }
            }
            ExprKind::Length { months, window } => {
                let length = word(if *months { Keyword::WholeMonths } else { Keyword::WholeDays });
                let is_plain = is_fixed(window) || matches!(window.kind, WindowKind::Named(_));
                match (self.is_chinese(), is_plain) {
                    (true, _) => format!("{length}（{}）", self.window(window)),
                    (false, true) => format!("{length} {} {}", word(Keyword::Of), self.window(window)),
                    (false, false) => format!("{length} ({})", self.window(window)),
                }
            }
            ExprKind::Group(inner) => self.in_parentheses(inner),
        }
    }

    /// `rounded down to 0.5 hours`
    pub fn rounding(&self, step: &RoundingStep) -> String {
        let (rounded, to) = (self.word(rounding_word(step.mode)), self.word(Keyword::To));
        format!("{rounded} {to} {}", self.quantity(step.to, step.unit.as_ref()))
    }

    /// `highest of a, b and c`, `a 与 b 与 c 的 较高者`
    fn farthest(&self, highest: bool, of: &[Expr]) -> String {
        let parts: Vec<String> = of.iter().map(|part| self.operand(part)).collect();
        if self.is_chinese() {
            let farthest = self.word(if highest { Keyword::HigherOf } else { Keyword::LowerOf });
            let parts = parts.join(&format!(" {} ", self.word(Keyword::With)));
            return format!("{parts} {} {farthest}", self.word(Keyword::Possessive));
        }
        let farthest = match (highest, of.len()) {
            (true, 2) => "higher",
            (true, _) => "highest",
            (false, 2) => "lower",
            (false, _) => "lowest",
        };
        let (last, first) = parts
            .split_last()
            .map_or((String::new(), String::new()), |(last, first)| (last.clone(), first.join(", ")));
        format!("the {farthest} {} {first} {} {last}", self.word(Keyword::Of), self.word(Keyword::And))
    }

    /// A sum that takes nothing from what follows.
    pub fn closed_sum(&self, expr: &Expr) -> String {
        let is_open = ends_loosely(expr) || self.takes_tail(expr);
        if is_open { self.in_parentheses(expr) } else { self.day(expr) }
    }

    /// Whether an expression ends in a window that would go on with the `+ 3天 前` after it: in Chinese the date of
    /// a window stands before its word.
    fn takes_tail(&self, expr: &Expr) -> bool {
        self.is_chinese() && ends_in_covers(expr)
    }

    /// A day of a clause, which may be the nearest working day.
    pub fn day(&self, expr: &Expr) -> String {
        match expr.kind {
            ExprKind::WorkingDay { .. } => self.flat(expr),
            _ => self.at(expr, level::SUM),
        }
    }

    /// `in each year`, `in at least 3 years of the period`
    fn in_each_head(&self, period: &Name, at_least: Option<Decimal>) -> String {
        let built_in = matches!(period.text.as_str(), "year" | "month");
        let Some(count) = at_least else {
            let (each, period) = (self.word(Keyword::Each), self.calendar_name(period));
            return if self.is_chinese() {
                format!("{each} {period}")
            } else {
                format!("in {each} {period}")
            };
        };
        let many = if built_in {
            let unit = Name { text: format!("{}s", period.text), span: period.span };
            self.quantity(count, Some(&unit))
        } else if built_in_unit(&simplified_word(&period.text)).is_some() {
            // After a number it would be taken for the unit.
            format!("{count} `{}`", period.text)
        } else {
            format!("{count} {}", self.used(period))
        };
        if self.is_chinese() { format!("至少 {many}") } else { format!("in at least {many} of the period") }
    }

    /// `December 1 or the next working day outside holidays`, `12月1日 遇 节假日 顺延`
    fn working_day(
        &self,
        date: &Expr,
        next: bool,
        holidays: Option<&Name>,
        workdays: Option<&Name>,
    ) -> String {
        let is_open = ends_loosely(date) || ends_open(date);
        let mut shown = if is_open { self.in_parentheses(date) } else { self.at(date, level::SUM) };
        let mut add = |word: &str| {
            shown.push(' ');
            shown.push_str(word);
        };
        if !self.is_chinese() {
            add(match next {
                true => "or the next working day",
                false => "or the previous working day",
            });
        } else {
            add(self.word(Keyword::Meets));
        }
        match holidays {
            None if self.is_chinese() => add(self.word(Keyword::RestDay)),
            None => {}
            Some(name) => {
                if !self.is_chinese() {
                    add(self.word(Keyword::Outside));
                }
                add(&self.used(name));
            }
        }
        if let Some(name) = workdays {
            add(self.word(Keyword::Except));
            add(&self.used(name));
        }
        if self.is_chinese() {
            add(self.word(if next { Keyword::Postponed } else { Keyword::Advanced }));
        }
        shown
    }

    fn joined(&self, parts: &[Expr], keyword: Keyword, least: u8) -> String {
        let parts: Vec<String> = parts.iter().map(|part| self.at(part, least)).collect();
        parts.join(&format!(" {} ", self.word(keyword)))
    }

    // ---- Conditions ----

    pub fn compared(&self, left: &Expr, comparator: Comparator, right: &Expr) -> String {
        let word = self.comparator(left, comparator, right);
        let left = if ends_in_covers(left) { self.in_parentheses(left) } else { self.at(left, level::SUM) };
        format!("{left} {word} {}", self.at(right, level::SUM))
    }

    /// The word that fits what is compared: amounts, dates or ranks.
    pub fn comparator(&self, left: &Expr, comparator: Comparator, right: &Expr) -> &'static str {
        let is_name = |expr: &Expr| matches!(expr.kind, ExprKind::Name(_));
        let is_ranked = is_name(left) && is_name(right);
        if !self.is_chinese() {
            return match comparator {
                Comparator::AtLeast if is_ranked => "at least",
                Comparator::AtMost if is_ranked => "at most",
                Comparator::AtLeast => ">=",
                Comparator::MoreThan => ">",
                Comparator::AtMost => "<=",
                Comparator::LessThan => "<",
                Comparator::Equal => "=",
                Comparator::NotEqual => "!=",
            };
        }
        let is_share = matches!(right.kind, ExprKind::Proportion(_));
        let words = if is_date(left) || is_date(right) {
            ["不早于", "晚于", "不晚于", "早于"]
        } else if is_ranked || is_share {
            ["不低于", "高于", "不高于", "低于"]
        } else {
            ["不少于", "多于", "不超过", "少于"]
        };
        match comparator {
            Comparator::AtLeast => words[0],
            Comparator::MoreThan => words[1],
            Comparator::AtMost => words[2],
            Comparator::LessThan => words[3],
            Comparator::Equal => self.word(Keyword::Equal),
            Comparator::NotEqual => self.word(Keyword::NotEqual),
        }
    }

    fn contained(&self, left: &Expr, negated: bool, target: &InTarget) -> String {
        let is_field = matches!(left.kind, ExprKind::Name(_) | ExprKind::Its(_));
        let field = self.subject_of(left);
        let (names, window) = (
            if negated { Keyword::NotIn } else { Keyword::In },
            if negated { Keyword::NotInWindow } else { Keyword::InWindow },
        );
        match target {
            InTarget::Names(list) => format!("{field} {} {}", self.word(names), self.name_or_list(list)),
            InTarget::Window(WindowExpr { kind: WindowKind::AnyTime, .. }) if !negated => {
                format!("{field} {}", self.at_any_time())
            }
            InTarget::Window(period) => {
                let shown = self.short_window(period);
                if is_field && !negated && self.begins_with_word(period) {
                    return format!("{field} {shown}");
                }
                format!("{field} {} {shown}", self.word(window))
            }
        }
    }

    /// `at any time`, `在 任何时间`
    pub fn at_any_time(&self) -> String {
        if self.is_chinese() {
            format!("{} {}", self.word(Keyword::InWindow), self.word(Keyword::AnyTime))
        } else {
            format!("at {}", self.word(Keyword::AnyTime))
        }
    }

    /// Whether a window can follow a date without `in`.
    fn begins_with_word(&self, window: &WindowExpr) -> bool {
        let is_prefix = matches!(window.kind, WindowKind::Since(_) | WindowKind::Until(_));
        is_led(window) && (is_prefix || !self.is_chinese())
    }

    /// What stands before `in` and `is`, closed so that it takes nothing from them.
    fn subject_of(&self, left: &Expr) -> String {
        match left.kind {
            ExprKind::Name(_) | ExprKind::Its(_) | ExprKind::Group(_) => self.flat(left),
            _ => self.in_parentheses(left),
        }
    }

    fn is(&self, left: &Expr, negated: bool, target: &IsTarget) -> String {
        let left = self.subject_of(left);
        let is = self.word(if negated { Keyword::IsNot } else { Keyword::Is });
        let state = match target {
            IsTarget::Met => Keyword::Met,
            IsTarget::Unmet => Keyword::Unmet,
            IsTarget::Exempt => Keyword::StatusExempt,
            IsTarget::Value(value) => return format!("{left} {is} {}", self.at(value, level::PRIMARY)),
        };
        // 年度任务 未达标 needs no 为; 豁免 could be taken for a clause of its own.
        if self.is_chinese() && !negated && state != Keyword::StatusExempt {
            return format!("{left} {}", self.word(state));
        }
        format!("{left} {is} {}", self.word(state))
    }

    /// A condition after `where` or `among`: plain, or in parentheses.
    ///
    /// `is_followed` where words come after it that a plain condition could take.
    pub fn predicate(&self, condition: &Expr, is_followed: bool) -> String {
        if self.is_plain(condition, is_followed) {
            self.flat(condition)
        } else {
            self.in_predicate(condition)
        }
    }

    pub fn in_predicate(&self, condition: &Expr) -> String {
        match condition.kind {
            ExprKind::Group(_) => self.flat(condition),
            _ => self.in_parentheses(condition),
        }
    }

    fn is_plain(&self, condition: &Expr, is_followed: bool) -> bool {
        let is_field = |expr: &Expr| matches!(expr.kind, ExprKind::Name(_) | ExprKind::Its(_));
        match &condition.kind {
            ExprKind::Name(_) | ExprKind::Its(_) => !is_followed || self.is_chinese(),
            ExprKind::Group(_) => true,
            ExprKind::Not(inner) => self.is_plain(inner, is_followed),
            ExprKind::In { left, target: InTarget::Names(_), .. } => is_field(left),
            ExprKind::Is { left, .. } => is_field(left),
            ExprKind::Has(source) => {
                !is_followed && source.predicate.condition.is_none() && source.window.is_none()
            }
            _ => false,
        }
    }
}

/// Whether an expression is a date at first sight.
fn is_date(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Date(_)
        | ExprKind::MonthDay(..)
        | ExprKind::DueDate
        | ExprKind::Today
        | ExprKind::WorkingDay { .. }
        | ExprKind::Reached { .. }
        | ExprKind::Edge { .. } => true,
        ExprKind::Aggregate(aggregate) => {
            matches!(aggregate.function, Function::Latest(_) | Function::Earliest(_))
        }
        ExprKind::Group(left) | ExprKind::Binary(left, _, _) => is_date(left),
        _ => false,
    }
}

/// Whether an expression ends in `covers the year`, to which `at least` or `before` would belong.
pub(super) fn ends_in_covers(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Covers(_) => true,
        ExprKind::Binary(_, _, last) | ExprKind::Not(last) => ends_in_covers(last),
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.last().is_some_and(ends_in_covers),
        _ => false,
    }
}

/// Whether one of the terms of a sum is a ratio.
fn has_ratio(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::RatioOf(..) => true,
        ExprKind::Binary(left, _, right) => has_ratio(left) || has_ratio(right),
        _ => false,
    }
}

/// Whether one of the terms of a sum is more than a plain one.
fn is_composed(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Divided(..)
        | ExprKind::Rounded { .. }
        | ExprKind::ProRata { .. }
        | ExprKind::Farthest { .. } => true,
        ExprKind::Binary(left, _, right) => is_composed(left) || is_composed(right),
        _ => false,
    }
}

fn rounding_word(mode: Rounding) -> Keyword {
    match mode {
        Rounding::Down => Keyword::RoundedDown,
        Rounding::Up => Keyword::RoundedUp,
        Rounding::HalfUp => Keyword::Rounded,
    }
}

/// Whether an expression ends in a window that could take `+ 3 days` for its own, or takes all of the sum before it.
fn ends_open(expr: &Expr) -> bool {
    let takes_all =
        matches!(expr.kind, ExprKind::Rounded { .. } | ExprKind::ProRata { .. } | ExprKind::Farthest { .. });
    if takes_all {
        return true;
    }
    let is_open = |window: &WindowExpr| !is_fixed(window) && !matches!(window.kind, WindowKind::Named(_));
    last_window(expr).is_some_and(is_open)
}

/// Whether an expression ends in a window or a condition that could take `to March 30` for its own.
pub(super) fn ends_loosely(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Aggregate(aggregate) | ExprKind::Has(aggregate) => {
            aggregate.window.is_some() || aggregate.predicate.condition.is_some()
        }
        ExprKind::Verdicts { window, .. } => window.is_some(),
        ExprKind::Covers(_) | ExprKind::Share { .. } | ExprKind::Length { .. } => true,
        ExprKind::Binary(_, _, last) | ExprKind::PartOf(_, last) => ends_loosely(last),
        _ => false,
    }
}

fn last_window(expr: &Expr) -> Option<&WindowExpr> {
    match &expr.kind {
        ExprKind::Aggregate(aggregate) | ExprKind::Has(aggregate) => aggregate.window.as_ref(),
        ExprKind::Verdicts { window, .. } => window.as_ref(),
        ExprKind::Covers(window) => Some(window),
        ExprKind::Binary(_, _, last) | ExprKind::PartOf(_, last) => last_window(last),
        _ => None,
    }
}

/// Whether a window cannot be taken for terms by the condition before it.
pub(super) fn is_fixed(window: &WindowExpr) -> bool {
    match window.kind {
        WindowKind::Period
        | WindowKind::Year
        | WindowKind::PreviousYear
        | WindowKind::AnyTime
        | WindowKind::Last(_)
        | WindowKind::YearOf(_) => true,
        WindowKind::Named(_)
        | WindowKind::Between(..)
        | WindowKind::Since(_)
        | WindowKind::Until(_)
        | WindowKind::BeforeDate(_)
        | WindowKind::After(..)
        | WindowKind::Before(..)
        | WindowKind::Extended(..) => false,
    }
}

/// Whether a name would be read as the first or last day after 的.
pub(super) fn is_edge_word(name: &str) -> bool {
    let simple = simplified_word(name);
    matches!(crate::keyword::keyword_of(&simple), Some(Keyword::Start | Keyword::End))
}
