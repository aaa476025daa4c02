//! Named figures: what a policy says they are, and what the caller sets them to.

use chrono::NaiveDate;
use policy_core::plan::PolicyId;
use policy_core::{Decimal, Names, Span as Duration, UnitId, Vocabulary};

use super::duration::{TimeUnit, whole_number};
use super::report::Report;
use super::table::{Seen, key, names};
use super::vocabulary::Words;
use crate::syntax::{DatedFigure, Expr, ExprKind, ParameterDecl, Proportion};
use crate::{Diagnostic, Saying, Span};

/// A named figure.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    /// Whose.
    pub policy: PolicyId,
    /// Its names.
    pub names: Names,
    /// What it is, at first; `None` where its declaration is wrong.
    pub figure: Option<Figure>,
    /// What it becomes, and from which day on, ascending.
    pub changes: Vec<(NaiveDate, Decimal)>,
    /// By which date, where that is said: the event's own?
    pub by_event: Option<bool>,
    /// Where it is declared.
    pub span: Span,
}

/// What a parameter's value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    /// `30 days`, `20`
    Amount(Decimal, UnitId),
    /// `6 months`: so many of a unit of the calendar, and the unit it is shown in.
    Time(Decimal, TimeUnit, UnitId),
    /// `60%`, `1:300`: numerator and denominator.
    Proportion(i64, i64),
}

impl Figure {
    /// Its value and unit in the plan.
    pub fn value(self) -> (Decimal, UnitId) {
        match self {
            Self::Amount(value, unit) | Self::Time(value, _, unit) => (value, unit),
            Self::Proportion(numerator, denominator) => {
                let one = Decimal::from_millionths(1_000_000);
                (one.checked_scale(numerator, denominator).unwrap_or(one), Vocabulary::NUMBER)
            }
        }
    }

    /// The span of time that it says, where it says one.
    pub fn duration(self) -> Option<Duration> {
        match self {
            Self::Amount(value, Vocabulary::DAYS) => TimeUnit::Day.times(whole_number(value)?),
            Self::Time(value, unit, _) => unit.times(whole_number(value)?),
            Self::Amount(..) | Self::Proportion(..) => None,
        }
    }
}

/// What the caller sets parameters to, by name or `policy.name`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Overrides {
    set: Vec<(String, String, bool)>,
}

impl Overrides {
    /// Sets a parameter; the last setting of a name counts.
    pub fn set(&mut self, name: &str, value: &str) {
        let name = key(name);
        self.set.retain(|(known, _, _)| *known != name);
        self.set.push((name, value.to_owned(), false));
    }

    /// The setting of a parameter, which is then known to be used.
    fn take(&mut self, policy: &Names, parameter: &Names) -> Option<String> {
        let fits = |set: &str| match set.rsplit_once('.') {
            Some((of, name)) if policy.all().any(|known| key(known) == of) => {
                parameter.all().any(|known| key(known) == name)
            }
            Some(_) | None => parameter.all().any(|known| key(known) == set),
        };
        let found = self.set.iter_mut().find(|(name, _, _)| fits(name))?;
        found.2 = true;
        Some(found.1.clone())
    }

    /// The settings that no policy has a parameter for.
    pub fn unused(&self) -> impl Iterator<Item = &str> {
        self.set.iter().filter(|(_, _, used)| !used).map(|(name, _, _)| name.as_str())
    }
}

/// Reads a parameter, at the value that the caller sets or else at its own.
pub(crate) fn read_parameter(
    report: &mut Report,
    words: &mut Words,
    seen: &Seen,
    (policy, policy_names): (PolicyId, &Names),
    decl: &ParameterDecl,
    effective: Option<(NaiveDate, Option<NaiveDate>)>,
    overrides: &mut Overrides,
) -> Parameter {
    let names = names(&decl.declared);
    let first = decl.values.first();
    let (own, mut changes) = match decl.values.as_slice() {
        [only] if only.from.is_none() && only.until.is_none() => {
            (figure(report, words, seen, &only.value), Vec::new())
        }
        values => match dated_figures(report, words, seen, values, effective) {
            Some((figure, changes)) => (Some(figure), changes),
            None => (None, Vec::new()),
        },
    };
    let span = first.map_or(decl.declared.name.span, |first| first.value.span);
    let figure = match overrides.take(policy_names, &names) {
        None => own,
        Some(text) => {
            // Whoever sets it, sets it for all time.
            changes.clear();
            let set = match (read_figure(words, seen, &text), own) {
                // A bare number keeps the unit that the policy gives.
                (Some(Figure::Amount(value, Vocabulary::NUMBER)), Some(Figure::Amount(_, unit))) => {
                    Some(Figure::Amount(value, unit))
                }
                (Some(Figure::Amount(value, Vocabulary::NUMBER)), Some(Figure::Time(_, time, unit))) => {
                    Some(Figure::Time(value, time, unit))
                }
                (set, _) => set,
            };
            let same_kind = match (own, set) {
                (Some(own), Some(set)) => kind_of(own) == kind_of(set),
                (None, _) => true,
                (Some(_), None) => false,
            };
            if same_kind {
                set
            } else {
                let says = Saying::new("parameter-setting").with_names("name", &names).with("value", text);
                report.fail(Diagnostic::error(span, says).hint(Saying::new("hint-parameter-setting")))
            }
        }
    };
    if let (Some(governed), [_]) = (&decl.governed, decl.values.as_slice()) {
        let diagnostic = Diagnostic::error(governed.span, Saying::new("governed-without-changes"));
        report.push(diagnostic.hint(Saying::new("hint-governed-without-changes")));
    }
    let by_event = decl.governed.as_ref().map(|governed| governed.by_event);
    Parameter { policy, names, figure, changes, by_event, span: decl.declared.name.span }
}

/// Figures that follow each other without a gap: the first one, and what it becomes from which day on.
fn dated_figures(
    report: &mut Report,
    words: &mut Words,
    seen: &Seen,
    values: &[DatedFigure],
    effective: Option<(NaiveDate, Option<NaiveDate>)>,
) -> Option<(Figure, Vec<(NaiveDate, Decimal)>)> {
    let mut first: Option<(Figure, UnitId)> = None;
    let mut changes = Vec::new();
    // The day after the last one that is spoken of; at first, the day on which the policy begins.
    let mut next = effective.map(|(from, _)| from);
    for (place, dated) in values.iter().enumerate() {
        let figure = figure(report, words, seen, &dated.value)?;
        let Figure::Amount(value, unit) = figure else {
            let says = Saying::new("parameter-changes-no-amount");
            return report.fail(Diagnostic::error(dated.value.span, says));
        };
        if let (Some(from), Some(until)) = (dated.from, dated.until)
            && until < from
        {
            let says = Saying::new("parameter-backwards").with("from", from).with("to", until);
            return report.fail(Diagnostic::error(dated.span, says).hint(Saying::new("hint-swap-dates")));
        }
        let begins = match (dated.from, next, place) {
            (Some(from), _, _) => Some(from),
            (None, _, 0) => None,
            (None, Some(next), _) => Some(next),
            (None, None, _) => {
                return report.fail(Diagnostic::error(dated.span, Saying::new("parameter-dates-missing")));
            }
        };
        if let (Some(begins), Some(next)) = (begins, next)
            && (begins > next || (begins < next && place > 0))
        {
            let id = if begins > next { "parameter-gap" } else { "parameter-overlap" };
            let last = if begins > next { begins.pred_opt() } else { next.pred_opt() };
            let says = Saying::new(id).with("from", begins.min(next)).with("to", last.unwrap_or(next));
            return report
                .fail(Diagnostic::error(dated.span, says).hint(Saying::new("hint-parameter-dates")));
        }
        match first {
            None => first = Some((figure, unit)),
            Some((_, own)) if own == unit => changes.push((begins?, value)),
            Some(_) => {
                let says = Saying::new("parameter-changes-unit");
                return report.fail(Diagnostic::error(dated.value.span, says));
            }
        }
        let follows = values.get(place + 1).and_then(|later| later.from);
        next = match (dated.until, follows) {
            (Some(until), _) => until.succ_opt(),
            (None, follows) => follows,
        };
    }
    if let (Some(next), Some((_, last)), Some(final_one)) = (next, effective, values.last())
        && last.is_none_or(|last| next <= last)
    {
        let says = match last {
            Some(last) => Saying::new("parameter-gap").with("from", next).with("to", last),
            None => Saying::new("parameter-ends").with("from", next),
        };
        return report
            .fail(Diagnostic::error(final_one.span, says).hint(Saying::new("hint-parameter-dates")));
    }
    first.map(|(figure, _)| (figure, changes))
}

/// Settings replace a figure of the same kind; spans of time may change their unit.
fn kind_of(figure: Figure) -> (u8, Option<UnitId>) {
    match figure {
        Figure::Amount(_, Vocabulary::DAYS) | Figure::Time(..) => (0, None),
        Figure::Amount(_, unit) => (1, Some(unit)),
        Figure::Proportion(..) => (2, None),
    }
}

fn figure(report: &mut Report, words: &mut Words, seen: &Seen, value: &Expr) -> Option<Figure> {
    match &value.kind {
        ExprKind::Number(number, None) => Some(Figure::Amount(*number, Vocabulary::NUMBER)),
        ExprKind::Number(number, Some(unit)) => match unit_figure(words, seen, *number, &unit.text) {
            Some(figure) => Some(figure),
            None => report.unknown(unit, "kind-unit", words.units.seen_names(seen)),
        },
        ExprKind::Proportion(share) => match proportion(*share) {
            Some((numerator, denominator)) => Some(Figure::Proportion(numerator, denominator)),
            None => report.fail(Diagnostic::error(value.span, Saying::new("ratio-of-nothing"))),
        },
        ExprKind::Group(inner) => figure(report, words, seen, inner),
        ExprKind::Date(_)
        | ExprKind::MonthDay(..)
        | ExprKind::DueDate
        | ExprKind::Today
        | ExprKind::WorkingDay { .. }
        | ExprKind::InEach { .. }
        | ExprKind::Reached { .. }
        | ExprKind::Text(_)
        | ExprKind::Truth(_)
        | ExprKind::Name(_)
        | ExprKind::Its(_)
        | ExprKind::Not(_)
        | ExprKind::And(_)
        | ExprKind::Or(_)
        | ExprKind::SomeOf { .. }
        | ExprKind::Compare { .. }
        | ExprKind::Between { .. }
        | ExprKind::In { .. }
        | ExprKind::Is { .. }
        | ExprKind::Binary(..)
        | ExprKind::PartOf(..)
        | ExprKind::Divided(..)
        | ExprKind::Rounded { .. }
        | ExprKind::ProRata { .. }
        | ExprKind::Farthest { .. }
        | ExprKind::Aggregate(_)
        | ExprKind::Has(_)
        | ExprKind::Verdicts { .. }
        | ExprKind::Share { .. }
        | ExprKind::RatioOf(..)
        | ExprKind::EventsCover { .. }
        | ExprKind::Covers(_)
        | ExprKind::Length { .. }
        | ExprKind::Edge { .. } => {
            let says = Saying::new("parameter-not-a-figure");
            report.fail(Diagnostic::error(value.span, says).hint(Saying::new("hint-parameter-setting")))
        }
    }
}

/// So many of a unit of the vocabulary, else of the calendar.
fn unit_figure(words: &mut Words, seen: &Seen, number: Decimal, unit: &str) -> Option<Figure> {
    let declared = words.units.find_seen(unit, seen).map(UnitId);
    match (declared, TimeUnit::of(unit)) {
        (Some(unit), None | Some(TimeUnit::Day)) => Some(Figure::Amount(number, unit)),
        (Some(unit), Some(time)) => Some(Figure::Time(number, time, unit)),
        (None, Some(time)) => Some(Figure::Time(number, time, calendar_unit(words, time))),
        (None, None) => None,
    }
}

/// The unit that a span of time is shown in; it enters the vocabulary when it is first needed.
fn calendar_unit(words: &mut Words, time: TimeUnit) -> UnitId {
    let (id, label) = match time {
        TimeUnit::Day => return Vocabulary::DAYS,
        TimeUnit::Week => ("weeks", "周"),
        TimeUnit::Month => ("months", "个月"),
        TimeUnit::Year => ("years", "年"),
    };
    if let Some(unit) = words.units.find(id) {
        return UnitId(unit);
    }
    let unit = UnitId(words.units.entries().len() as u16);
    let names = Names::labelled(id, label);
    words.units.build_in(names.clone());
    words.vocabulary.units.push(names);
    unit
}

/// A share as whole numerator and denominator: 1.5% is 15 of 1000. `None` for one that is negative, or of nothing.
pub(crate) fn proportion(share: Proportion) -> Option<(i64, i64)> {
    let percent = match share {
        Proportion::Percent(percent) => percent,
        Proportion::Fraction(numerator, denominator) | Proportion::Ratio(numerator, denominator) => {
            return (numerator >= 0 && denominator > 0).then_some((numerator, denominator));
        }
    };
    let (mut numerator, mut denominator) = (percent.millionths(), 100_000_000);
    while denominator > 100 && numerator % 10 == 0 {
        (numerator, denominator) = (numerator / 10, denominator / 10);
    }
    (numerator >= 0).then_some((numerator, denominator))
}

/// Reads a setting: `30 days`, `60%`, `1:300`, `20`.
fn read_figure(words: &mut Words, seen: &Seen, text: &str) -> Option<Figure> {
    let text = text.trim();
    if let Some(percent) = text.strip_suffix(['%', '％']) {
        let (numerator, denominator) = proportion(Proportion::Percent(percent.trim_end().parse().ok()?))?;
        return Some(Figure::Proportion(numerator, denominator));
    }
    if let Some((numerator, denominator)) = text.split_once([':', '：', '/']) {
        let (numerator, denominator) = (numerator.trim().parse().ok()?, denominator.trim().parse().ok()?);
        return (numerator >= 0 && denominator > 0).then_some(Figure::Proportion(numerator, denominator));
    }
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let number: Decimal = number.parse().ok()?;
    match unit.trim() {
        "" => Some(Figure::Amount(number, Vocabulary::NUMBER)),
        unit => unit_figure(words, seen, number, unit),
    }
}
