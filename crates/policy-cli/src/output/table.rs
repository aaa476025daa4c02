//! Text in columns that stay straight under double-width characters.

use crate::voice::{Tone, Voice, pad, width};

/// Rows of cells, each with a colour.
#[derive(Debug, Default)]
pub struct Columns {
    rows: Vec<Vec<(String, Option<Tone>)>>,
}

impl Columns {
    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = (String, Option<Tone>)>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// The lines, indented, two spaces between the columns, none at the ends.
    pub fn lines(&self, voice: Voice, indent: usize) -> String {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let widest = |column: usize| {
            let cells = self.rows.iter().filter_map(|row| row.get(column));
            cells.map(|(text, _)| width(text)).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(widest).collect();
        let mut lines = String::new();
        for row in &self.rows {
            let filled = row.iter().rposition(|(text, _)| !text.is_empty()).map_or(0, |last| last + 1);
            lines.push_str(&" ".repeat(indent));
            for (column, (text, tone)) in row.iter().take(filled).enumerate() {
                let text = if column + 1 < filled { pad(text, widths[column] + 2) } else { text.clone() };
                match tone {
                    Some(tone) => lines.push_str(&voice.paint(*tone, &text)),
                    None => lines.push_str(&text),
                }
            }
            lines.push('\n');
        }
        lines
    }
}
