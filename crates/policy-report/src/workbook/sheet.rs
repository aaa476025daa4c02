//! One sheet with a row for each result: headings that stay, a filter, and colours by what a cell says.

use std::io;

use chrono::NaiveDate;
use policy_core::Decimal;
use rust_xlsxwriter::{ConditionalFormatCell, ConditionalFormatCellRule, Workbook as Book, Worksheet};

use super::look::{Look, Tone};
use super::{Workbook, failed, whole};
use crate::{About, ReportError, tame};

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text, whatever it begins with.
    Text(String),
    /// A number.
    Number(Decimal),
    /// A day.
    Date(NaiveDate),
}

impl Cell {
    /// A text; nothing where it is empty.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A count.
    pub fn count(count: usize) -> Self {
        Self::Number(whole(count))
    }

    /// What it shows.
    pub fn shown(&self) -> String {
        match self {
            Self::Empty => String::new(),
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::Date(day) => day.to_string(),
        }
    }
}

/// A sheet in the making.
#[derive(Clone, Copy, Debug)]
pub struct Sheet {
    /// Which one of the workbook.
    index: usize,
    /// Where the headings stand.
    headings: u32,
    columns: u16,
    next: u32,
}

impl Sheet {
    /// Adds a sheet with its title, its headings and their widths; so many columns stay in sight.
    pub fn add(
        book: &mut Book,
        about: &About<'_>,
        name: &str,
        under: Option<&str>,
        headings: &[(&str, u32)],
        kept: u16,
    ) -> io::Result<Self> {
        let index = book.worksheets().len();
        let taken: Vec<String> = book.worksheets().iter().map(|sheet| sheet.name().to_lowercase()).collect();
        let look = Look::new();
        let sheet = book.add_worksheet_with_low_memory().map_err(failed)?;
        sheet.set_name(sheet_name(name, &taken)).map_err(failed)?;
        let mut row = 0;
        if let Some(under) = under {
            sheet.write_string_with_format(0, 0, shortened(&tame(under)), &look.title).map_err(failed)?;
            row = 1;
        }
        for (column, (id, width)) in (0..).zip(headings) {
            let heading = about.say(id, &[]);
            sheet.write_string_with_format(row, column, heading, &look.heading).map_err(failed)?;
            sheet.set_column_width(column, *width).map_err(failed)?;
        }
        sheet.set_freeze_panes(row + 1, kept).map_err(failed)?;
        sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(row, row).map_err(failed)?;
        let columns = u16::try_from(headings.len()).unwrap_or(u16::MAX);
        Ok(Self { index, headings: row, columns, next: row + 1 })
    }

    /// Adds a row.
    pub fn row(
        &mut self,
        book: &mut Book,
        look: &Look,
        cells: impl IntoIterator<Item = Cell>,
    ) -> io::Result<()> {
        let row = self.next;
        if row >= Workbook::MOST_ROWS {
            return Err(ReportError::TooManyRows.into());
        }
        self.next += 1;
        let sheet = book.worksheet_from_index(self.index).map_err(failed)?;
        for (column, cell) in (0..).zip(cells) {
            write(sheet, look, row, column, &cell)?;
        }
        Ok(())
    }

    /// What needs to know the last row: the filter, and the colours.
    pub fn finish(&self, book: &mut Book, look: &Look, words: &[(String, Tone)]) -> io::Result<()> {
        _ = look;
        let sheet = book.worksheet_from_index(self.index).map_err(failed)?;
        let last = self.columns.saturating_sub(1);
        sheet.autofilter(self.headings, 0, (self.next - 1).max(self.headings), last).map_err(failed)?;
        if self.next == self.headings + 1 {
            return Ok(());
        }
        for (word, tone) in words {
            let equal = ConditionalFormatCell::new()
                .set_rule(ConditionalFormatCellRule::EqualTo(word.as_str()))
                .set_format(tone.format());
            sheet
                .add_conditional_format(self.headings + 1, 0, self.next - 1, last, &equal)
                .map_err(failed)?;
        }
        Ok(())
    }
}

/// Writes a cell as what it is.
pub fn write(sheet: &mut Worksheet, look: &Look, row: u32, column: u16, cell: &Cell) -> io::Result<()> {
    match cell {
        Cell::Empty => Ok(()),
        Cell::Text(text) => {
            let text = shortened(&tame(text));
            sheet.write_string_with_format(row, column, text, &look.text).map(|_| ()).map_err(failed)
        }
        Cell::Number(number) => sheet
            .write_number_with_format(row, column, for_a_sheet(*number), &look.number)
            .map(|_| ())
            .map_err(failed),
        Cell::Date(day) => match sheet.write_date_with_format(row, column, day, &look.date) {
            Ok(_) => Ok(()),
            // Workbooks know no days before 1900.
            Err(_) => sheet.write_string(row, column, day.to_string()).map(|_| ()).map_err(failed),
        },
    }
}

/// A number as spreadsheets hold numbers. Only here does an amount become a binary fraction, after everything was decided.
fn for_a_sheet(number: Decimal) -> f64 {
    const MILLION: f64 = 1_000_000.0;
    number.millionths() as f64 / MILLION
}

/// A table of counts with a heading; gives the row after it.
pub fn counts(
    sheet: &mut Worksheet,
    look: &Look,
    about: &About<'_>,
    first: u32,
    heading: &str,
    words: &[&str],
    rows: &[(String, Vec<usize>)],
) -> io::Result<u32> {
    for (column, id) in (0..).zip([heading].iter().chain(words)) {
        sheet.write_string_with_format(first, column, about.say(id, &[]), &look.heading).map_err(failed)?;
    }
    let mut row = first;
    for (name, counts) in rows {
        row += 1;
        write(sheet, look, row, 0, &Cell::text(name.as_str()))?;
        for (column, count) in (1..).zip(counts) {
            write(sheet, look, row, column, &Cell::count(*count))?;
        }
    }
    Ok(row + 1)
}

/// A text that fits into a cell.
pub fn shortened(text: &str) -> String {
    const MOST: usize = 32_000;
    if text.encode_utf16().count() <= MOST {
        return text.to_owned();
    }
    // A sign takes at most two of the units that are counted.
    let kept: String = text.chars().take(MOST / 2).collect();
    kept + "…"
}

/// A name that a sheet can have, other than those that are taken.
pub fn sheet_name(name: &str, taken: &[String]) -> String {
    const MOST: usize = 31;
    let is_allowed = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\');
    let name: String = tame(name).chars().filter(is_allowed).collect();
    let name = name.trim_matches(|c: char| c == '\'' || c.is_whitespace());
    let name = if name.is_empty() { "–" } else { name };
    (1..)
        .map(|number| {
            let end = if number == 1 { String::new() } else { format!(" {number}") };
            let mut room = MOST - end.len();
            let kept = name.chars().take_while(|c| {
                let fits = c.len_utf16() <= room;
                room = room.saturating_sub(c.len_utf16());
                fits
            });
            let kept: String = kept.collect();
            kept.trim_end_matches(|c: char| c == '\'' || c.is_whitespace()).to_owned() + &end
        })
        .find(|name| !taken.contains(&name.to_lowercase()))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_has_a_name_of_its_own_that_is_allowed() {
        let taken = ["每年90学时".to_owned()];
        assert_eq!(sheet_name("每年90学时", &taken), "每年90学时 2");
        assert_eq!(sheet_name("a/b:[c]*?", &[]), "abc");
        assert_eq!(sheet_name("'''", &[]), "–");
        assert_eq!(sheet_name(&"长".repeat(40), &[]).chars().count(), 31);
        assert_eq!(sheet_name(&"𠮷".repeat(40), &[]).encode_utf16().count(), 30);
        assert_eq!(sheet_name("ABC", &["abc".to_owned()]), "ABC 2");
    }

    #[test]
    fn a_text_fits_into_its_cell() {
        assert_eq!(shortened("短"), "短");
        assert!(shortened(&"𠮷".repeat(40_000)).encode_utf16().count() <= 32_767);
    }
}
