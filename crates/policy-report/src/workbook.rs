//! The report as a workbook that a clerk can work with: a summary, everybody, a sheet for each rule, the consequences,
//! the figures with charts, and what is wrong with the data.
//!
//! Rows go to their sheets as subjects come, and from there to temporary files, so that memory holds little more than each
//! text once. Numbers and dates are numbers and dates; everything else is text, whatever it begins with.

mod charts;
mod look;
mod sheet;

use std::io::{self, Write};

use policy_core::plan::RuleId;
use policy_core::{AmountRange, Decimal, RuleTally, StandingTally, Status, Tally, Urgency};
use rust_xlsxwriter::{DocProperties, Workbook as Book, XlsxError};

use crate::figures::Figures;
use crate::{About, Decided, Remarks, ReportError};
use look::Look;
use sheet::{Cell, Sheet};

/// A workbook in the making.
pub struct Workbook {
    book: Book,
    look: Look,
    everybody: Sheet,
    rules: Vec<Option<Sheet>>,
    consequences: Option<Sheet>,
    figures: Figures,
}

impl Workbook {
    /// How many rows a sheet has.
    pub const MOST_ROWS: u32 = 1_048_576;

    /// An empty workbook.
    ///
    /// # Errors
    /// No temporary file can be made.
    pub fn new(about: &About<'_>) -> io::Result<Self> {
        let mut book = Book::new();
        let made = about.made.and_utc();
        let title = about.titles().join(" · ");
        let properties = DocProperties::new().set_title(title).set_creation_datetime(&made);
        book.set_properties(&properties);
        let summary = book.add_worksheet();
        summary.set_name(about.say("book-summary", &[])).map_err(failed)?;
        book.add_worksheet().set_name(about.say("book-charts", &[])).map_err(failed)?;
        let headings = [
            ("column-subject", 10),
            ("column-id", 22),
            ("column-name", 14),
            ("page-group", 22),
            ("page-result", 16),
            ("status-unmet", 9),
            ("status-unknown", 9),
            ("status-pending", 9),
            ("status-met", 9),
            ("page-next-due", 13),
            ("page-open-items", 60),
            ("column-rows-set-aside", 12),
        ];
        let everybody = Sheet::add(&mut book, about, &about.say("book-everybody", &[]), None, &headings, 3)?;
        let rules = about.engine.plan().rules.iter().map(|_| None).collect();
        Ok(Self {
            book,
            look: Look::new(),
            everybody,
            rules,
            consequences: None,
            figures: Figures::default(),
        })
    }

    /// Adds a subject.
    ///
    /// # Errors
    /// There are more rows than a sheet has, or a temporary file cannot be written.
    pub fn add(&mut self, about: &About<'_>, decided: &Decided<'_>) -> io::Result<()> {
        let plan = about.engine.plan();
        let report = decided.report(about.engine, about.language);
        let urgency = decided.urgency(plan);
        self.figures.add(about, decided, urgency);
        let subject = &plan.vocabulary.subjects[decided.record.subject().index()];
        let kind = about.name(&subject.names);
        let group = subject.group_facts().next();
        let group = group.and_then(|(fact, _)| decided.record.text_fact(&plan.vocabulary, fact));
        let who = [decided.record.id(), decided.name.unwrap_or_default(), group.unwrap_or_default()];

        let mut counts = RuleTally::default();
        let mut next_due = None;
        let mut open = Vec::new();
        for explained in decided.verdicts() {
            let verdict = &explained.verdict;
            counts.add(verdict.status);
            let rule = &plan.rules[verdict.rule.index()];
            let period = report.period(&rule.schedule, verdict.period);
            match verdict.status {
                Status::Pending | Status::Unknown => {
                    let due = verdict.due.filter(|due| *due >= about.as_of);
                    next_due = [next_due, due].into_iter().flatten().min();
                    open.push(report.titled(&about.name(&rule.names), period.as_deref()));
                }
                Status::Unmet => open.push(report.titled(&about.name(&rule.names), period.as_deref())),
                Status::Met | Status::Exempt | Status::NotApplicable => {}
            }
            let (value, threshold, short, unit) = match explained.measured_by().zip(verdict.measured) {
                None => (Cell::Empty, Cell::Empty, Cell::Empty, String::new()),
                Some((by, measured)) => {
                    let unit = plan.vocabulary.units.get(by.comparison.unit.index());
                    let short = measured.shortfall.filter(|short| *short > Decimal::ZERO);
                    let threshold = match (by.share(), amount(measured.threshold)) {
                        (None, threshold) => threshold,
                        (Some(share), whole) => Cell::Text(format!("{} × {share}", whole.shown())),
                    };
                    (
                        amount(measured.value),
                        threshold,
                        short.map_or(Cell::Empty, Cell::Number),
                        unit.map(|unit| about.name(unit)).unwrap_or_default(),
                    )
                }
            };
            let row = [
                Cell::text(who[0]),
                Cell::text(who[1]),
                Cell::text(who[2]),
                Cell::text(period.unwrap_or_default()),
                Cell::Text(report.status(verdict.status)),
                value,
                threshold,
                short,
                Cell::Text(unit),
                verdict.due.map_or(Cell::Empty, Cell::Date),
                Cell::text(report.joined(&report.behind(rule, explained))),
            ];
            self.rule(about, &report, verdict.rule)?;
            if let Some(Some(sheet)) = self.rules.get_mut(verdict.rule.index()) {
                sheet.row(&mut self.book, &self.look, row)?;
            }
        }
        self.outcomes(about, decided, &kind, &who)?;
        let lost = decided.rows_set_aside + decided.rows_perhaps;
        let count = |count: usize| Cell::count(count);
        let row = [
            Cell::Text(kind),
            Cell::text(who[0]),
            Cell::text(who[1]),
            Cell::text(who[2]),
            Cell::Text(urgency_word(about, urgency)),
            count(counts.unmet),
            count(counts.unknown),
            count(counts.pending),
            count(counts.met),
            next_due.map_or(Cell::Empty, Cell::Date),
            Cell::text(report.joined(&open)),
            if lost == 0 { Cell::Empty } else { Cell::Number(whole(lost as usize)) },
        ];
        self.everybody.row(&mut self.book, &self.look, row)
    }

    /// Makes the sheet of a rule, where there is none yet.
    fn rule(&mut self, about: &About<'_>, report: &policy_core::Report<'_>, id: RuleId) -> io::Result<()> {
        let rule = &about.engine.plan().rules[id.index()];
        let Some(place @ None) = self.rules.get_mut(id.index()) else { return Ok(()) };
        let headings = [
            ("column-id", 22),
            ("column-name", 14),
            ("page-group", 22),
            ("column-period", 14),
            ("column-status", 11),
            ("column-value", 10),
            ("column-threshold", 12),
            ("column-shortfall", 10),
            ("column-unit", 8),
            ("column-due", 13),
            ("column-reason", 70),
        ];
        let name = about.name(&rule.names);
        let cited = report.articles(&rule.citations);
        let under = if cited.is_empty() {
            name.clone()
        } else {
            about.say("explain-pair", &[("left", &name), ("right", &cited)])
        };
        *place = Some(Sheet::add(&mut self.book, about, &name, Some(&under), &headings, 2)?);
        Ok(())
    }

    fn outcomes(
        &mut self,
        about: &About<'_>,
        decided: &Decided<'_>,
        kind: &str,
        who: &[&str; 3],
    ) -> io::Result<()> {
        let plan = about.engine.plan();
        let report = decided.report(about.engine, about.language);
        for explained in decided.outcomes() {
            let consequence = &plan.consequences[explained.outcome.consequence.index()];
            let period = report.period(&consequence.schedule, explained.outcome.period);
            let row = [
                Cell::text(kind),
                Cell::text(who[0]),
                Cell::text(who[1]),
                Cell::text(who[2]),
                Cell::text(about.name(&consequence.names)),
                Cell::text(period.unwrap_or_default()),
                Cell::Text(report.standing(explained.outcome.standing)),
                explained.until.map_or(Cell::Empty, Cell::Date),
                Cell::text(report.joined(&report.actions(explained))),
                Cell::text(report.joined(&report.because(explained, decided.explanation))),
                Cell::text(report.articles(&consequence.citations)),
            ];
            if self.consequences.is_none() {
                let headings = [
                    ("column-subject", 10),
                    ("column-id", 22),
                    ("column-name", 14),
                    ("page-group", 22),
                    ("column-consequence", 22),
                    ("column-period", 14),
                    ("column-status", 11),
                    ("column-until", 13),
                    ("column-effect", 40),
                    ("column-reason", 50),
                    ("column-citation", 40),
                ];
                let name = about.say("book-consequences", &[]);
                self.consequences = Some(Sheet::add(&mut self.book, about, &name, None, &headings, 3)?);
            }
            if let Some(sheet) = &mut self.consequences {
                sheet.row(&mut self.book, &self.look, row)?;
            }
        }
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn write(
        mut self,
        out: &mut dyn Write,
        about: &About<'_>,
        tally: &Tally,
        remarks: &Remarks,
    ) -> io::Result<()> {
        let words = status_words(about);
        for sheet in
            [&self.everybody].into_iter().chain(self.rules.iter().flatten()).chain(&self.consequences)
        {
            sheet.finish(&mut self.book, &self.look, &words)?;
        }
        charts::write(&mut self.book, &self.look, about, tally, &self.figures)?;
        remarked(&mut self.book, &self.look, about, remarks)?;
        summary(&mut self.book, &self.look, about, tally)?;
        out.write_all(&self.book.save_to_buffer().map_err(failed)?)
    }
}

/// The words that are coloured, each with its tone.
fn status_words(about: &About<'_>) -> Vec<(String, look::Tone)> {
    use look::Tone;
    let words = [
        ("status-unmet", Tone::Bad),
        ("status-unknown", Tone::Doubt),
        ("status-pending", Tone::Open),
        ("status-met", Tone::Good),
        ("page-unmet", Tone::Bad),
        ("page-unknown", Tone::Doubt),
        ("page-pending", Tone::Open),
        ("page-nothing", Tone::Good),
        ("standing-in-force", Tone::Bad),
        ("standing-at-risk", Tone::Open),
        ("standing-undetermined", Tone::Doubt),
    ];
    let mut said: Vec<(String, Tone)> = Vec::new();
    for (id, tone) in words {
        let word = about.say(id, &[]);
        if !said.iter().any(|(known, _)| *known == word) {
            said.push((word, tone));
        }
    }
    said
}

fn urgency_word(about: &About<'_>, urgency: Urgency) -> String {
    let id = match urgency {
        Urgency::Unmet => "page-unmet",
        Urgency::Unknown => "page-unknown",
        Urgency::Pending => "page-pending",
        Urgency::Nothing => "page-nothing",
    };
    about.say(id, &[])
}

/// A figure where it is exactly known, else the least and the most as text.
fn amount(range: AmountRange) -> Cell {
    match range.high {
        Some(high) if high == range.low => Cell::Number(high),
        Some(high) => Cell::Text(format!("{}–{high}", range.low)),
        None => Cell::Text(format!("{}–", range.low)),
    }
}

fn whole(count: usize) -> Decimal {
    i64::try_from(count).ok().and_then(Decimal::whole).unwrap_or(Decimal::ZERO)
}

/// By what was decided and when; how many of which kind; the rules; the consequences.
fn summary(book: &mut Book, look: &Look, about: &About<'_>, tally: &Tally) -> io::Result<()> {
    let plan = about.engine.plan();
    let sheet = book.worksheet_from_index(0).map_err(failed)?;
    let mut row = 0;
    for title in about.titles() {
        sheet.write_string_with_format(row, 0, crate::tame(&title), &look.title).map_err(failed)?;
        row += 1;
    }
    let facts = [
        ("page-as-of", about.as_of.to_string()),
        ("page-made", about.made()),
        ("page-program", about.decided_with()),
    ];
    for (id, value) in facts {
        let said = about.say("explain-pair", &[("left", &about.say(id, &[])), ("right", &value)]);
        sheet.write_string_with_format(row, 0, said, &look.faint).map_err(failed)?;
        row += 1;
    }
    if tally.undecided > 0 {
        let said = about.say("page-undecided", &[("count", &tally.undecided.to_string())]);
        sheet.write_string(row, 0, said).map_err(failed)?;
        row += 1;
    }
    sheet.set_column_width(0, 44).map_err(failed)?;
    sheet.set_column_range_width(1, 6, 14).map_err(failed)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    let kinds = plan.vocabulary.subjects.iter().zip(&tally.kinds).filter(|(_, counts)| counts.all() > 0);
    let kinds: Vec<_> = kinds
        .map(|(subject, counts)| {
            (about.name(&subject.names), vec![counts.unmet, counts.unknown, counts.pending, counts.nothing])
        })
        .collect();
    let words = ["page-unmet", "page-unknown", "page-pending", "page-nothing"];
    row = sheet::counts(sheet, look, about, row + 1, "book-subjects", &words, &kinds)?;
    let rules = plan.rules.iter().zip(&tally.rules).filter(|(_, counts)| **counts != RuleTally::default());
    let rules: Vec<_> = rules
        .map(|(rule, counts)| {
            let RuleTally { met, unmet, pending, unknown, exempt, not_applicable } = *counts;
            (about.name(&rule.names), vec![unmet, unknown, pending, met, exempt, not_applicable])
        })
        .collect();
    let words = [
        "status-unmet",
        "status-unknown",
        "status-pending",
        "status-met",
        "status-exempt",
        "status-not-applicable",
    ];
    row = sheet::counts(sheet, look, about, row + 1, "page-rule", &words, &rules)?;
    let consequences = plan.consequences.iter().zip(&tally.consequences);
    let consequences: Vec<_> = consequences
        .filter(|(_, counts)| **counts != StandingTally::default())
        .map(|(consequence, counts)| {
            let StandingTally { in_force, at_risk, undetermined, clear } = *counts;
            (about.name(&consequence.names), vec![in_force, undetermined, at_risk, clear])
        })
        .collect();
    let words = ["standing-in-force", "standing-undetermined", "standing-at-risk", "standing-clear"];
    if !consequences.is_empty() {
        sheet::counts(sheet, look, about, row + 1, "page-consequence", &words, &consequences)?;
    }
    Ok(())
}

/// What is wrong with the data.
fn remarked(book: &mut Book, look: &Look, about: &About<'_>, remarks: &Remarks) -> io::Result<()> {
    // A rule may be called the same.
    let taken: Vec<String> = book.worksheets().iter().map(|sheet| sheet.name().to_lowercase()).collect();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet::sheet_name(&about.say("book-data", &[]), &taken)).map_err(failed)?;
    sheet.set_column_width(0, 120).map_err(failed)?;
    let fine = about.say("page-data-fine", &[]);
    let heading = remarks.heading.as_ref().unwrap_or(&fine);
    let mut row = 0;
    let mut write = |text: &str, format: &rust_xlsxwriter::Format| {
        let text = sheet::shortened(&crate::tame(text));
        let written = sheet.write_string_with_format(row, 0, text, format).map(|_| ()).map_err(failed);
        row += 1;
        written
    };
    write(heading, &look.heading)?;
    remarks.set_aside.iter().try_for_each(|line| write(line, &look.wrapped))?;
    if !remarks.notes.is_empty() {
        write(&about.say("book-notes", &[]), &look.heading)?;
        remarks.notes.iter().try_for_each(|line| write(line, &look.wrapped))?;
    }
    Ok(())
}

/// A failure of the library: of the system it is that, of a limit it says which.
fn failed(error: XlsxError) -> io::Error {
    match error {
        XlsxError::IoError(error) => error,
        XlsxError::RowColumnLimitError => ReportError::TooManyRows.into(),
        error => io::Error::other(error),
    }
}
