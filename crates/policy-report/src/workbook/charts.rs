//! The sheet with charts of the workbook's own kind, beside the figures that they draw.

use std::io;

use policy_core::plan::RuleId;
use policy_core::{Decimal, RuleTally, Tally};
use rust_xlsxwriter::{Chart, ChartLegendPosition, ChartSolidFill, ChartType, Workbook as Book, Worksheet};

use super::look::{Look, Tone};
use super::sheet::{Cell, counts, write as write_cell};
use super::{failed, whole};
use crate::About;
use crate::figures::{Figures, Reached};

/// Which sheet it is: the one behind the summary.
const SHEET: usize = 1;
/// How many rules have a chart of what has been reached.
const MOST_HISTOGRAMS: usize = 6;
/// How many groups a chart shows; the table has them all.
const MOST_GROUPS: usize = 40;

/// A row or column of figures to draw: its heading's column, and its tone.
type Series = (u16, Tone);

/// Writes the sheet.
pub fn write(
    book: &mut Book,
    look: &Look,
    about: &About<'_>,
    tally: &Tally,
    figures: &Figures,
) -> io::Result<()> {
    let name = about.say("book-charts", &[]);
    let sheet = book.worksheet_from_index(SHEET).map_err(failed)?;
    sheet.set_column_width(0, 36).map_err(failed)?;
    sheet.set_column_range_width(1, 4, 14).map_err(failed)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    let mut page = Page { sheet, look, about, name, row: 0 };
    page.rules(tally)?;
    for (kind, group) in crate::html::groupings(about, tally) {
        let subjects = &about.engine.plan().vocabulary.subjects;
        let names = [kind, group].map(|kind| about.name(&subjects[kind.index()].names));
        let title = about.say("page-chart-groups", &[("kind", &names[0]), ("group", &names[1])]);
        let groups = figures.groups(kind, group);
        // One group alone has nothing beside it.
        if groups.len() < 2 {
            continue;
        }
        let rows = groups.iter().map(|group| {
            let counts = group.counts;
            (group.name.clone(), vec![counts.nothing, counts.pending, counts.unknown, counts.unmet])
        });
        let words = ["page-nothing", "page-pending", "page-unknown", "page-unmet"];
        page.stacked(&title, "page-group", &words, &rows.collect::<Vec<_>>())?;
    }
    page.due(figures)?;
    for (rule, reached) in figures.reached().into_iter().take(MOST_HISTOGRAMS) {
        page.reached(rule, reached)?;
    }
    Ok(())
}

struct Page<'p> {
    sheet: &'p mut Worksheet,
    look: &'p Look,
    about: &'p About<'p>,
    name: String,
    row: u32,
}

impl Page<'_> {
    fn rules(&mut self, tally: &Tally) -> io::Result<()> {
        let rules = self.about.engine.plan().rules.iter().zip(&tally.rules);
        let rows = rules.filter_map(|(rule, counts)| {
            let RuleTally { met, unmet, pending, unknown, exempt: _, not_applicable: _ } = *counts;
            let any = met + unmet + pending + unknown > 0;
            any.then(|| (self.about.name(&rule.names), vec![met, pending, unknown, unmet]))
        });
        let rows: Vec<_> = rows.collect();
        let words = ["status-met", "status-pending", "status-unknown", "status-unmet"];
        let title = self.about.say("page-chart-rules", &[]);
        self.stacked(&title, "page-rule", &words, &rows)
    }

    /// A table of what is met, pending, unknown and unmet, and bars of its shares.
    fn stacked(
        &mut self,
        title: &str,
        heading: &str,
        words: &[&str; 4],
        rows: &[(String, Vec<usize>)],
    ) -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let first = self.row;
        let after = counts(self.sheet, self.look, self.about, first, heading, words, rows)?;
        let last = first + u32::try_from(rows.len().min(MOST_GROUPS)).unwrap_or(1);
        let mut chart = Chart::new(ChartType::BarPercentStacked);
        let series = [(1, Tone::Good), (2, Tone::Open), (3, Tone::Doubt), (4, Tone::Bad)];
        self.add_series(&mut chart, first, last, &series);
        // The first row of the table on top.
        chart.y_axis().set_reverse();
        self.place(chart, title, first, after, 120 + 28 * (last - first))
    }

    fn due(&mut self, figures: &Figures) -> io::Result<()> {
        let rows: Vec<_> = figures
            .due()
            .map(|((year, month), counts)| {
                (format!("{year}-{month:02}"), vec![counts.pending, counts.unknown])
            })
            .collect();
        if rows.is_empty() {
            return Ok(());
        }
        let first = self.row;
        let words = ["status-pending", "status-unknown"];
        let after = counts(self.sheet, self.look, self.about, first, "book-months", &words, &rows)?;
        let last = first + u32::try_from(rows.len()).unwrap_or(1);
        let mut chart = Chart::new(ChartType::ColumnStacked);
        self.add_series(&mut chart, first, last, &[(1, Tone::Open), (2, Tone::Doubt)]);
        let title = self.about.say("page-chart-due", &[]);
        self.place(chart, &title, first, after, 260)
    }

    fn reached(&mut self, rule: RuleId, reached: &Reached) -> io::Result<()> {
        let about = self.about;
        let name = about.name(&about.engine.plan().rules[rule.index()].names);
        let title = match &reached.period {
            None => name,
            Some(period) => about.say("page-chart-reached-period", &[("rule", &name), ("period", period)]),
        };
        let first = self.row;
        let headings = [about.say("book-reached", &[]), about.say("page-count", &[])];
        for (column, heading) in (0..).zip(headings) {
            self.sheet
                .write_string_with_format(first, column, heading, &self.look.heading)
                .map_err(failed)?;
        }
        let mut row = first;
        for (tenth, count) in (0..).zip(&reached.bins) {
            row += 1;
            let exactly = |whole: Decimal| whole.checked_scale(tenth, 10);
            let from = match reached.threshold() {
                Some(threshold) => exactly(threshold).map_or(Cell::Empty, Cell::Number),
                None => Cell::Text(format!("{}%", tenth * 10)),
            };
            write_cell(self.sheet, self.look, row, 0, &from)?;
            write_cell(self.sheet, self.look, row, 1, &Cell::Number(whole(*count)))?;
        }
        let mut chart = Chart::new(ChartType::Column);
        self.add_series(&mut chart, first, row, &[(1, Tone::Good)]);
        chart.legend().set_hidden();
        self.place(chart, &title, first, row + 1, 260)
    }

    fn add_series(&self, chart: &mut Chart, heading: u32, last: u32, series: &[Series]) {
        for (column, tone) in series {
            chart
                .add_series()
                .set_name((self.name.as_str(), heading, *column))
                .set_categories((self.name.as_str(), heading + 1, 0, last, 0))
                .set_values((self.name.as_str(), heading + 1, *column, last, *column))
                .set_gap(40)
                .set_format(ChartSolidFill::new().set_color(tone.color()));
        }
    }

    /// Puts a chart beside its figures, and goes on below both.
    fn place(
        &mut self,
        mut chart: Chart,
        title: &str,
        first: u32,
        after: u32,
        height: u32,
    ) -> io::Result<()> {
        const ROW: u32 = 20;
        // What begins with this sign would be taken for the place of a title.
        let title = if title.starts_with('=') { &format!(" {title}") } else { title };
        chart.title().set_name(title);
        chart.legend().set_position(ChartLegendPosition::Bottom);
        chart.set_alt_text(title.chars().take(120).collect::<String>());
        let height = height.min(1200);
        chart.set_width(720).set_height(height);
        self.sheet.insert_chart(first, 6, &chart).map_err(failed)?;
        self.row = after.max(first + height / ROW + 1) + 1;
        Ok(())
    }
}
