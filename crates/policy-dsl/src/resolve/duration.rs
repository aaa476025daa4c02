//! Spans of time as the author writes them: `6 months`, `2 周`, a parameter.

use policy_core::{Decimal, Span as Duration};

use super::report::Report;
use crate::syntax::Name;
use crate::{Diagnostic, Saying, Span};

/// A unit of calendar time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TimeUnit {
    /// 天
    Day,
    /// 周, seven days
    Week,
    /// 月
    Month,
    /// 年, twelve months
    Year,
}

impl TimeUnit {
    /// The unit that a word means.
    pub fn of(word: &str) -> Option<Self> {
        match word.to_lowercase().as_str() {
            "day" | "days" | "天" | "日" => Some(Self::Day),
            "week" | "weeks" | "周" | "週" | "星期" | "个星期" | "個星期" => Some(Self::Week),
            "month" | "months" | "月" | "个月" | "個月" => Some(Self::Month),
            "year" | "years" | "年" | "周年" | "週年" => Some(Self::Year),
            _ => None,
        }
    }

    /// So many of it; `None` where that is too long.
    pub fn times(self, count: u32) -> Option<Duration> {
        Some(match self {
            Self::Day => Duration { months: 0, days: count },
            Self::Week => Duration { months: 0, days: count.checked_mul(7)? },
            Self::Month => Duration { months: count, days: 0 },
            Self::Year => Duration { months: count.checked_mul(12)?, days: 0 },
        })
    }
}

/// The longest span in months, and in days likewise: beyond a thousand years there is no deadline.
const LONGEST_MONTHS: u32 = 12_000;

/// So many of a unit, in whole days or months.
pub(crate) fn duration(report: &mut Report, amount: Decimal, unit: &Name, span: Span) -> Option<Duration> {
    let Some(time) = TimeUnit::of(&unit.text) else {
        let says = Saying::new("not-a-span").with("unit", &unit.text);
        return report.fail(Diagnostic::error(unit.span, says).hint(Saying::new("hint-span-units")));
    };
    whole(report, amount, time, span)
}

/// So many of a unit, in whole days or months.
pub(crate) fn whole(report: &mut Report, amount: Decimal, unit: TimeUnit, span: Span) -> Option<Duration> {
    let count = whole_number(amount);
    let Some(count) = count else {
        let says = Saying::new("span-not-whole").with("amount", amount);
        return report.fail(Diagnostic::error(span, says).hint(Saying::new("hint-span-not-whole")));
    };
    let long =
        |duration: &Duration| duration.months <= LONGEST_MONTHS && duration.days <= LONGEST_MONTHS * 31;
    match unit.times(count).filter(long) {
        Some(duration) => Some(duration),
        None => report.fail(Diagnostic::error(span, Saying::new("span-too-long"))),
    }
}

/// The number, where it is whole and not below zero.
pub(crate) fn whole_number(amount: Decimal) -> Option<u32> {
    let millionths = amount.millionths();
    if millionths % 1_000_000 != 0 {
        return None;
    }
    u32::try_from(millionths / 1_000_000).ok()
}
