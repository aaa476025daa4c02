//! Columns: cells and labels that end at one place on lines that follow each other.
//!
//! What is printed marks where a cell ends; how wide the column is, is known
//! only when every word has found its spelling.

use unicode_width::UnicodeWidthStr;

/// Ends a cell of a table. It is white space to whoever reads words.
pub(super) const CELL: char = '\u{b}';

/// Ends the label of a nested minimum.
pub(super) const LABEL: char = '\u{c}';

/// Longer labels of nested minimums stand out of their column.
pub(super) const MAX_LABEL: usize = 40;

/// Replaces the marks at these places, in ascending order, with the spaces that make columns.
pub(super) fn align(text: &str, marks: &[usize]) -> String {
    let mut marks = marks.iter().copied().peekable();
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let mut parts = Vec::new();
        let mut begin = start;
        let mut mark = None;
        while let Some(at) = marks.next_if(|at| *at < end) {
            parts.push(text.get(begin..at).unwrap_or(""));
            let found = text.get(at..).and_then(|rest| rest.chars().next()).unwrap_or(CELL);
            begin = at + found.len_utf8();
            mark = Some(found);
        }
        let rest = text.get(begin..end).unwrap_or("");
        let indent = line.chars().take_while(|c| *c == ' ').count();
        let closes = line.trim_start().starts_with('}');
        lines.push(Line { parts, rest, mark, indent, closes, table: None });
        start = end;
    }
    let tables = tables(&mut lines);
    let mut aligned = String::with_capacity(text.len());
    for line in &lines {
        let widths = line.table.and_then(|table| tables.get(table)).map_or(&[][..], Vec::as_slice);
        for (part, width) in line.parts.iter().zip(widths) {
            aligned.push_str(part);
            aligned.extend(std::iter::repeat_n(' ', width.saturating_sub(part.width())));
        }
        aligned.push_str(line.rest);
    }
    aligned
}

/// A line: its cells but the last, and the rest.
struct Line<'t> {
    parts: Vec<&'t str>,
    rest: &'t str,
    mark: Option<char>,
    indent: usize,
    closes: bool,
    /// Which table it belongs to.
    table: Option<usize>,
}

/// Finds lines that belong together, and how wide their columns are.
///
/// Lines further right in between (nested minimums) do not end a table.
fn tables(lines: &mut [Line]) -> Vec<Vec<usize>> {
    let mut tables: Vec<Vec<usize>> = Vec::new();
    // The table that is open at each indent, ascending.
    let mut open: Vec<(usize, char, usize)> = Vec::new();
    for line in lines {
        open.retain(|(indent, _, _)| *indent <= line.indent);
        let last = open.last().copied().filter(|(indent, _, _)| *indent == line.indent);
        let Some(mark) = line.mark else {
            if last.is_some() && !line.closes {
                open.pop();
            }
            continue;
        };
        let table = match last {
            Some((_, known, table)) if known == mark => table,
            Some(_) | None => {
                open.retain(|(indent, _, _)| *indent < line.indent);
                open.push((line.indent, mark, tables.len()));
                tables.push(Vec::new());
                tables.len() - 1
            }
        };
        line.table = Some(table);
        let Some(widths) = tables.get_mut(table) else { continue };
        for (place, part) in line.parts.iter().enumerate() {
            if widths.len() == place {
                widths.push(0);
            }
            let width = part.width();
            if mark == CELL || width <= MAX_LABEL + line.indent {
                widths[place] = widths[place].max(width);
            }
        }
    }
    tables
}
