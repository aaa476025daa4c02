//! Whether the quotation marks of a text table make sense.
//!
//! The table's reader takes whatever comes: after a mark that nobody closed, all later rows are one cell, and the people in them are gone
//! without a word. So what it reads is looked at on the way, by the same rules.

/// The quotation marks of a table, as far as it was read.
#[derive(Clone, Copy, Debug)]
pub struct Quotes {
    delimiter: u8,
    place: Place,
    line: u64,
    /// The line in which the last mark was opened.
    opened: u64,
    mistake: Option<u64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    CellStart,
    Plain,
    Quoted,
    /// After a mark within a quoted cell: its end, or the first of two that stand for one.
    AfterMark,
}

impl Quotes {
    /// Those of a table with this mark between its cells.
    pub fn new(delimiter: u8) -> Self {
        Self { delimiter, place: Place::CellStart, line: 1, opened: 1, mistake: None }
    }

    /// Looks at what comes next.
    pub fn pass(&mut self, bytes: &[u8]) {
        for byte in bytes {
            let ends = *byte == self.delimiter || matches!(byte, b'\n' | b'\r');
            self.place = match (self.place, byte) {
                (Place::CellStart, b'"') => {
                    self.opened = self.line;
                    Place::Quoted
                }
                (Place::Quoted, b'"') => Place::AfterMark,
                (Place::Quoted, _) | (Place::AfterMark, b'"') => Place::Quoted,
                (Place::CellStart | Place::Plain | Place::AfterMark, _) if ends => Place::CellStart,
                (Place::CellStart | Place::Plain, _) => Place::Plain,
                (Place::AfterMark, _) => {
                    self.mistake = self.mistake.or(Some(self.opened));
                    Place::Plain
                }
            };
            self.line += u64::from(*byte == b'\n');
        }
    }

    /// Marks the end.
    pub fn end(&mut self) {
        if self.place == Place::Quoted {
            self.mistake = self.mistake.or(Some(self.opened));
        }
    }

    /// The line of the first mark that is opened where its cell begins, and not closed where a cell ends.
    pub fn mistake(&self) -> Option<u64> {
        self.mistake
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> Option<u64> {
        let mut quotes = Quotes::new(b',');
        text.as_bytes().chunks(3).for_each(|bytes| quotes.pass(bytes));
        quotes.end();
        quotes.mistake()
    }

    #[test]
    fn marks_that_open_and_close_cells_are_sound() {
        for text in [
            "",
            "a,b\n",
            "\"a\",b\n",
            "a,\"b, \"\"c\"\"\nd\"\ne,f",
            "\"\"\n",
            "6\" pipe,a\"b\n",
            "a,\"\"",
            "\"a\"",
        ] {
            assert_eq!(mistake(text), None, "{text}");
        }
    }

    #[test]
    fn a_mark_that_nobody_closes_is_found_in_its_line() {
        assert_eq!(mistake("a,b\nc,\"d\ne,f\n"), Some(2));
        assert_eq!(mistake("a,\"b\nc,\"d\ne,f\n"), Some(1));
        assert_eq!(mistake("\"a\" b,c\n"), Some(1));
        assert_eq!(mistake("a\n\"\"\"\n"), Some(2));
    }
}
