//! Results as a table for spreadsheets: a row for each verdict and each consequence.
//!
//! Begins with a byte order mark, so that spreadsheet programs take it for UTF-8. A cell that a
//! spreadsheet program would run as a formula (it begins with `=`, `+`, `-`, `@`, a tab or a carriage
//! return) gets a quotation mark (') before it and is then text.

use std::borrow::Cow;
use std::io::{self, Write};

use policy_core::{AmountRange, Decimal, Tally};
use policy_report::{Decided, turns_text};

use super::Form;
use crate::decided::Run;

/// A row for each verdict and each consequence.
#[derive(Debug, Default)]
pub struct CsvForm;

const HEADINGS: [&str; 17] = [
    "column-subject",
    "column-id",
    "column-name",
    "column-policy",
    "column-kind",
    "column-item",
    "column-period",
    "column-status",
    "column-value",
    "column-threshold",
    "column-shortfall",
    "column-unit",
    "column-due",
    "column-effect",
    "column-reason",
    "column-citation",
    "column-rows-set-aside",
];

impl Form for CsvForm {
    fn begin(&mut self, out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
        out.write_all("\u{feff}".as_bytes())?;
        write_row(out, &HEADINGS.map(|heading| run.voice.say(heading, &[])))
    }

    fn subject(&mut self, out: &mut dyn Write, run: &Run<'_>, decided: &Decided<'_>) -> io::Result<()> {
        let plan = run.engine.plan();
        let report = run.report(decided);
        let kind = run.name(&plan.vocabulary.subjects[decided.record.subject().index()].names);
        let who = [kind, decided.record.id().to_owned(), decided.name.unwrap_or_default().to_owned()];
        let lost = decided.rows_set_aside.to_string();
        for explained in decided.verdicts() {
            let verdict = &explained.verdict;
            let rule = &plan.rules[verdict.rule.index()];
            let mut row = who.to_vec();
            row.push(run.name(&plan.policies[rule.policy.index()].names));
            row.push(run.voice.say("column-rule", &[]));
            row.push(run.name(&rule.names));
            row.push(report.period(&rule.schedule, verdict.period).unwrap_or_default());
            row.push(report.status(verdict.status));
            match explained.measured_by().zip(verdict.measured) {
                Some((by, measured)) => {
                    row.push(range(measured.value));
                    let whole = range(measured.threshold);
                    row.push(by.share().map_or(whole.clone(), |share| format!("{whole} × {share}")));
                    let short = measured.shortfall.filter(|short| *short > Decimal::ZERO);
                    row.push(short.map(|short| short.to_string()).unwrap_or_default());
                    let unit = plan.vocabulary.units.get(by.comparison.unit.index());
                    row.push(unit.map(|unit| run.name(unit)).unwrap_or_default());
                }
                None => row.extend([const { String::new() }; 4]),
            }
            row.push(verdict.due.map(|due| due.to_string()).unwrap_or_default());
            row.push(String::new());
            row.push(report.joined(&report.behind(rule, explained)));
            row.push(report.articles(&rule.citations));
            row.push(lost.clone());
            write_row(out, &row)?;
        }
        for explained in decided.outcomes() {
            let outcome = &explained.outcome;
            let consequence = &plan.consequences[outcome.consequence.index()];
            let mut row = who.to_vec();
            row.push(run.name(&plan.policies[consequence.policy.index()].names));
            row.push(run.voice.say("column-consequence", &[]));
            row.push(run.name(&consequence.names));
            row.push(report.period(&consequence.schedule, outcome.period).unwrap_or_default());
            row.push(report.standing(outcome.standing));
            row.extend([const { String::new() }; 5]);
            row.push(report.joined(&report.actions(explained)));
            row.push(report.joined(&report.because(explained, decided.explanation)));
            row.push(report.articles(&consequence.citations));
            row.push(lost.clone());
            write_row(out, &row)?;
        }
        Ok(())
    }

    fn end(&mut self, _: &mut dyn Write, _: &Run<'_>, _: &Tally) -> io::Result<()> {
        Ok(())
    }
}

/// One figure, or the least and the most: `60`, `60–90`, `60–`.
fn range(range: AmountRange) -> String {
    match range.high {
        Some(high) if high == range.low => high.to_string(),
        Some(high) => format!("{}–{high}", range.low),
        None => format!("{}–", range.low),
    }
}

pub fn write_row<T: AsRef<str>>(out: &mut dyn Write, cells: &[T]) -> io::Result<()> {
    for (place, cell) in cells.iter().enumerate() {
        if place > 0 {
            out.write_all(b",")?;
        }
        write_cell(out, &as_text(cell.as_ref()))?;
    }
    out.write_all(b"\r\n")
}

/// What separates cells in some program or other stands between quotation marks.
fn write_cell(out: &mut dyn Write, cell: &str) -> io::Result<()> {
    if !cell.contains(['"', ',', ';', '\t', '\n', '\r']) {
        return out.write_all(cell.as_bytes());
    }
    write!(out, "\"{}\"", cell.replace('"', "\"\""))
}

/// The cell in such a form that no spreadsheet program runs it, and nothing in it does anything to what shows it.
fn as_text(cell: &str) -> Cow<'_, str> {
    // Lines and tabs stay: they are text in a cell.
    let acts = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t') || turns_text(c);
    if cell.contains(acts) {
        return Cow::Owned(as_text(&cell.replace(acts, " ")).into_owned());
    }
    // Full-width signs are signs too, to programs that take input in them.
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

#[cfg(test)]
mod tests {
    use super::{as_text, write_row};

    #[test]
    fn what_looks_like_a_formula_becomes_text() {
        assert_eq!(as_text("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        for text in ["+1", "-1", "@x", "\tx", "\rx", "＝1"] {
            assert_eq!(as_text(text), format!("'{text}"));
        }
        assert_eq!(as_text("张三"), "张三");
        assert_eq!(as_text("张\u{202e}三\u{1b}[31m"), "张 三 [31m");
        assert_eq!(as_text("\u{0}=1"), " =1");
        assert_eq!(as_text("一\n二"), "一\n二");
        assert_eq!(as_text("320000199001010017"), "320000199001010017");
    }

    #[test]
    fn cells_are_quoted_where_they_must_be() -> std::io::Result<()> {
        let mut out = Vec::new();
        write_row(&mut out, &["a,b", "say \"x\"", "plain", ""])?;
        assert_eq!(String::from_utf8_lossy(&out), "\"a,b\",\"say \"\"x\"\"\",plain,\r\n");
        Ok(())
    }
}
