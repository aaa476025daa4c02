//! What a test expects, and of which rule or consequence.

use chrono::NaiveDate;
use policy_core::plan::{ConsequenceId, PeriodRef, RuleId, Schedule};
use policy_core::{Decimal, Names, Plan, Standing, Status, UnitId, in_half_width};

use super::lower::{Lower, RecordPlan, Row};
use crate::resolve::Thing;
use crate::syntax::{CaseTable, Cell, CellKind, Column, Expectation, ExpectedState, Name, TestValue};
use crate::{Diagnostic, Saying, Span};

/// One expectation.
#[derive(Clone, Debug)]
pub(super) struct Check {
    /// Of what.
    pub about: About,
    /// What that is called.
    pub names: Names,
    /// Of which of its periods.
    pub period: Option<PeriodMeant>,
    /// What is expected.
    pub expect: Expect,
    /// Where.
    pub span: Span,
    /// Where it is said of what: the heading of the column, else the same.
    pub heading: Span,
}

/// What an expectation speaks of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// A rule.
    Rule(RuleId),
    /// A consequence.
    Consequence(ConsequenceId),
}

impl About {
    /// What it is called.
    fn names(self, plan: &Plan) -> Names {
        match self {
            Self::Rule(rule) => plan.rules[rule.index()].names.clone(),
            Self::Consequence(consequence) => plan.consequences[consequence.index()].names.clone(),
        }
    }
}

/// What is expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Expect {
    /// A status or a standing.
    State(ExpectedState),
    /// A shortfall, in a unit where one is written.
    Short(Decimal, Option<UnitId>),
    /// A due date.
    Due(NaiveDate),
}

/// Which period is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum PeriodMeant {
    /// The one whose due date is in that year.
    Year(i32),
    /// The one that holds that day.
    Day(NaiveDate),
    /// An occurrence of a calendar, from its first to its last day.
    Occurrence(NaiveDate, NaiveDate),
}

/// What a column of a table is.
enum Heading {
    Variable(usize),
    State(About, Option<PeriodMeant>),
    Short(About, Option<PeriodMeant>),
    Due(About, Option<PeriodMeant>),
}

impl Lower<'_> {
    /// The rule or consequence that a name means.
    pub fn about(&mut self, name: &Name) -> Option<About> {
        match self.names.thing(self.policy, &name.text) {
            Some(Thing::Rule(rule)) => Some(About::Rule(RuleId(rule as u16))),
            Some(Thing::Consequence(consequence)) => Some(About::Consequence(consequence)),
            Some(Thing::Parameter(_) | Thing::Table(_)) | None => {
                let known = self.names.of_policy(self.policy);
                self.report.unknown(name, "kind-rule-or-consequence", known)
            }
        }
    }

    /// `expect RULE in YEAR STATUS, short Q, due D`
    pub fn expectation(&mut self, decl: &Expectation, span: Span, checks: &mut Vec<Check>) {
        let Some(about) = self.about(&decl.about) else { return };
        let period = match &decl.period {
            None => None,
            Some(name) => match self.period_meant(name, about) {
                Some(period) => Some(period),
                None => return,
            },
        };
        let state = self.state_meant(about, decl.state, &decl.about.text, span);
        let plan = self.plan;
        let check = |expect| Check {
            about,
            names: about.names(plan),
            period: period.clone(),
            expect,
            span,
            heading: span,
        };
        checks.push(check(Expect::State(state)));
        let of_rule = self.only_of_rule(about, decl.short.is_some() || decl.due.is_some(), span);
        if !of_rule {
            return;
        }
        if let Some((amount, unit)) = &decl.short
            && let Some(unit) = self.unit(unit.as_ref())
        {
            checks.push(check(Expect::Short(*amount, unit)));
        }
        if let Some(due) = decl.due {
            checks.push(check(Expect::Due(due)));
        }
    }

    fn only_of_rule(&mut self, about: About, measured: bool, span: Span) -> bool {
        match about {
            About::Consequence(_) if measured => {
                self.report.push(Diagnostic::error(span, Saying::new("test-short-of-consequence")));
                false
            }
            About::Rule(_) | About::Consequence(_) => true,
        }
    }

    /// A rule has a status, a consequence a standing. Reports call by one word what is unknown of a rule and what is
    /// undetermined of a consequence, 待查, so that either is read as the one that fits.
    fn state_meant(&mut self, about: About, state: ExpectedState, name: &str, span: Span) -> ExpectedState {
        let says = match (about, state) {
            (About::Rule(_), ExpectedState::Status(_))
            | (About::Consequence(_), ExpectedState::Standing(_)) => return state,
            (About::Rule(_), ExpectedState::Standing(Standing::Undetermined)) => {
                return ExpectedState::Status(Status::Unknown);
            }
            (About::Consequence(_), ExpectedState::Status(Status::Unknown)) => {
                return ExpectedState::Standing(Standing::Undetermined);
            }
            (About::Rule(_), ExpectedState::Standing(_)) => "test-standing-of-rule",
            (About::Consequence(_), ExpectedState::Status(_)) => "test-status-of-consequence",
        };
        self.report.push(Diagnostic::error(span, Saying::new(says).with("name", name)));
        state
    }

    fn unit(&mut self, unit: Option<&Name>) -> Option<Option<UnitId>> {
        let Some(name) = unit else { return Some(None) };
        let units = &self.names.words.units;
        match units.find(&name.text) {
            Some(id) => Some(Some(UnitId(id))),
            None => self.report.unknown(name, "kind-unit", units.all_names()),
        }
    }

    /// `2019`, `2019-03-01`, or the label of an occurrence.
    fn period_meant(&mut self, name: &Name, about: About) -> Option<PeriodMeant> {
        let text = in_half_width(&name.text);
        let year = text.strip_suffix('年').unwrap_or(&text);
        if year.len() == 4
            && let Ok(year) = year.parse()
        {
            return Some(PeriodMeant::Year(year));
        }
        if let Some(day) = read_day(&text) {
            return Some(PeriodMeant::Day(day));
        }
        let schedule = match about {
            About::Rule(rule) => &self.plan.rules[rule.index()].schedule,
            About::Consequence(consequence) => &self.plan.consequences[consequence.index()].schedule,
        };
        let occurrences = match schedule {
            Schedule::Each { period: PeriodRef::Named(period), .. } => {
                self.plan.periods[period.index()].occurrences.as_slice()
            }
            Schedule::Each { period: PeriodRef::BuiltIn(_), .. }
            | Schedule::Once(_)
            | Schedule::Cycle { .. }
            | Schedule::EachEvent { .. } => &[],
        };
        if let Some(found) = occurrences.iter().find(|occurrence| occurrence.label == name.text) {
            return Some(PeriodMeant::Occurrence(found.from, found.to));
        }
        let labels: Vec<policy_core::Names> =
            occurrences.iter().map(|occurrence| policy_core::Names::new(&occurrence.label)).collect();
        let says = Saying::new("test-period-unknown").with("name", &name.text);
        let mut diagnostic = Diagnostic::error(name.span, says).hint(Saying::new("hint-test-period"));
        if !labels.is_empty() {
            let labels: Vec<&str> = labels.iter().take(8).map(|names| names.id.as_str()).collect();
            diagnostic = diagnostic.hint(Saying::new("hint-known").with_list("names", &labels));
        }
        self.report.fail(diagnostic)
    }

    /// The rows of a table.
    pub fn table(
        &mut self,
        table: &CaseTable,
        about: Option<About>,
        record: &RecordPlan,
        rows: &mut Vec<Row>,
    ) {
        let mut headings: Vec<Option<Heading>> =
            table.columns.iter().map(|column| self.heading(column, about)).collect();
        take_over_period(&mut headings);
        for variable in &self.variables {
            if !table
                .columns
                .iter()
                .any(|column| column.period.is_none() && column.name.text == variable.text)
            {
                let says = Saying::new("test-variable-unfilled").with("name", &variable.text);
                let hint = Saying::new("hint-test-variable-unfilled");
                self.report.push(Diagnostic::error(variable.span, says).hint(hint));
            }
        }
        for cells in &table.rows {
            let mut row = Row { values: vec![None; self.variables.len()], checks: Vec::new() };
            for ((column, heading), cell) in table.columns.iter().zip(&headings).zip(cells) {
                if let Some(heading) = heading {
                    self.cell(column, heading, cell, &mut row);
                }
            }
            self.check_row(record, &row);
            rows.push(row);
        }
    }

    fn heading(&mut self, column: &Column, about: Option<About>) -> Option<Heading> {
        let name = &column.name;
        // A variable has no period: `annual in 2019` is the rule, whatever a variable is called.
        let variable = self.variables.iter().position(|variable| variable.text == name.text);
        if let (Some(number), None) = (variable, &column.period) {
            return Some(Heading::Variable(number));
        }
        let is_short = matches!(name.text.as_str(), "short" | "差");
        if is_short || matches!(name.text.as_str(), "due" | "到期") {
            let Some(about) = about else {
                let says = Saying::new("test-about-missing").with("name", &name.text);
                let diagnostic = Diagnostic::error(name.span, says);
                return self.report.fail(diagnostic.hint(Saying::new("hint-test-about")));
            };
            let period = match &column.period {
                None => None,
                Some(period) => Some(self.period_meant(period, about)?),
            };
            let heading = if is_short { Heading::Short(about, period) } else { Heading::Due(about, period) };
            return self.only_of_rule(about, true, name.span).then_some(heading);
        }
        if self.names.thing(self.policy, &name.text).is_none() {
            let mut known = self.names.of_policy(self.policy);
            let variables: Vec<policy_core::Names> =
                self.variables.iter().map(|variable| policy_core::Names::new(&variable.text)).collect();
            known.extend(&variables);
            return self.report.unknown(name, "kind-column", known);
        }
        let about = self.about(name)?;
        let period = match &column.period {
            None => None,
            Some(period) => Some(self.period_meant(period, about)?),
        };
        Some(Heading::State(about, period))
    }

    fn cell(&mut self, column: &Column, heading: &Heading, cell: &Cell, row: &mut Row) {
        let misfit = |lower: &mut Self, expected: &'static str| {
            let says =
                Saying::new("test-cell").with("column", &column.name.text).with_word("expected", expected);
            lower.report.push(Diagnostic::error(cell.span, says));
        };
        let plan = self.plan;
        let check = |about: &About, period: &Option<PeriodMeant>, expect| Check {
            about: *about,
            names: about.names(plan),
            period: period.clone(),
            expect,
            span: cell.span,
            heading: column.name.span,
        };
        match (heading, &cell.kind) {
            (Heading::Variable(number), CellKind::Value(value)) => {
                row.values[*number] = Some((value.clone(), cell.span));
            }
            (Heading::Variable(_), CellKind::Empty | CellKind::State(_)) => misfit(self, "test-cell-value"),
            (Heading::State(..) | Heading::Short(..) | Heading::Due(..), CellKind::Empty) => {}
            (Heading::State(about, period), CellKind::State(state)) => {
                let state = self.state_meant(*about, *state, &column.name.text, cell.span);
                row.checks.push(check(about, period, Expect::State(state)));
            }
            (Heading::State(..), CellKind::Value(_)) => misfit(self, "test-cell-state"),
            (Heading::Short(about, period), CellKind::Value(TestValue::Number(amount, unit))) => {
                if let Some(unit) = self.unit(unit.as_ref()) {
                    row.checks.push(check(about, period, Expect::Short(*amount, unit)));
                }
            }
            (Heading::Due(about, period), CellKind::Value(TestValue::Date(due))) => {
                row.checks.push(check(about, period, Expect::Due(*due)));
            }
            (Heading::Short(..), CellKind::Value(_) | CellKind::State(_)) => misfit(self, "kind-amount"),
            (Heading::Due(..), CellKind::Value(_) | CellKind::State(_)) => misfit(self, "kind-date"),
        }
    }
}

/// `short` and `due` mean the period that the column of their rule means.
fn take_over_period(headings: &mut [Option<Heading>]) {
    let states: Vec<(About, PeriodMeant)> = headings
        .iter()
        .filter_map(|heading| match heading {
            Some(Heading::State(about, Some(period))) => Some((*about, period.clone())),
            Some(Heading::State(_, None) | Heading::Variable(_) | Heading::Short(..) | Heading::Due(..))
            | None => None,
        })
        .collect();
    for heading in headings.iter_mut().flatten() {
        if let Heading::Short(about, period @ None) | Heading::Due(about, period @ None) = heading {
            *period = states.iter().find(|(other, _)| other == about).map(|(_, period)| period.clone());
        }
    }
}

fn read_day(text: &str) -> Option<NaiveDate> {
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut parts = text.split(['-', '/', '.', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}
