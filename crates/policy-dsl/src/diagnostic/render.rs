//! Showing diagnostics: the sentence, the place, the line with carets under the words.
//!
//! Carets stand right under what they mean on a terminal: double-width
//! characters count twice, tabs and control characters count as they are shown.

use policy_messages::{Language, message};
use unicode_width::UnicodeWidthChar;

use super::{Diagnostic, Severity};
use crate::{Sources, Span};

/// Wider lines are cut around the words that are underlined, in columns of a terminal.
const MAX_WIDTH: usize = 100;

/// How many columns are shown before the words when a line is cut.
const LEAD: usize = 30;

const TAB: usize = 4;

impl Diagnostic {
    /// The diagnostic as a person reads it on a terminal, with a line end.
    ///
    /// ```
    /// use policy_dsl::{Sources, parse, scan_names};
    /// use policy_messages::Language;
    /// let sources = Sources::single("a.policy", "规则 寒假学习 {}");
    /// let (_, mistakes) = parse(0, "规则 寒假学习 {}", &scan_names(&sources));
    /// assert_eq!(
    ///     mistakes[0].render(&sources, Language::Chinese),
    ///     "错误：此处应为“政策”“修订”“词汇”或“日历”，实际为“规则”\n\
    ///      \x20--> a.policy:1:1\n\
    ///      \x20 |\n\
    ///      1 | 规则 寒假学习 {}\n\
    ///      \x20 | ^^^^\n"
    /// );
    /// ```
    pub fn render(&self, sources: &Sources, language: Language) -> String {
        let severity = match self.severity {
            Severity::Error => "severity-error",
            Severity::Warning => "severity-warning",
        };
        let colon = match language {
            Language::English => ": ",
            Language::Chinese => "：",
        };
        let named = self.lint.map_or_else(String::new, |lint| format!("[{}]", lint.name()));
        let severity = format!("{}{named}{colon}", message(language, severity, &[]));
        let help = format!("{}{colon}", message(language, "severity-help", &[]));
        let mut places: Vec<(Span, String)> = vec![(self.span, String::new())];
        places.extend(self.related.iter().map(|(span, says)| (*span, says.text(language))));
        let last_line =
            places.iter().filter_map(|(span, _)| Some(sources.place(*span)?.line)).max().unwrap_or(1);
        let margin = last_line.to_string().len();

        let mut shown = format!("{severity}{}\n", plain(&self.says.text(language)));
        for (number, (span, says)) in places.iter().enumerate() {
            shown.push_str(&excerpt(sources, *span, says, margin, number == 0));
        }
        for hint in &self.hints {
            let text = plain(&hint.text(language));
            shown.push_str(&format!("{:margin$} = {help}{text}\n", ""));
        }
        shown
    }
}

/// All diagnostics, one after the other with an empty line between them.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, language: Language) -> String {
    let shown: Vec<String> =
        diagnostics.iter().map(|diagnostic| diagnostic.render(sources, language)).collect();
    shown.join("\n")
}

/// The place of a span and its line, underlined.
fn excerpt(sources: &Sources, span: Span, says: &str, margin: usize, is_main: bool) -> String {
    let (Some(file), Some(place)) = (sources.file(span), sources.place(span)) else { return String::new() };
    let (arrow, mark) = if is_main { ("-->", '^') } else { (":::", '-') };
    let mut shown =
        format!("{:margin$}{arrow} {}:{}:{}\n", "", file_name(&file.name), place.line, place.column);
    let line = Line::new(&file.text, span);
    shown.push_str(&format!("{:margin$} |\n", ""));
    shown.push_str(format!("{:>margin$} | {}", place.line, line.text).trim_end());
    let carets: String = std::iter::repeat_n(mark, line.width).collect();
    let says = plain(says);
    let underline = format!("\n{:margin$} | {:indent$}{carets} {says}", "", "", indent = line.indent);
    shown.push_str(underline.trim_end_matches(' '));
    shown.push('\n');
    shown
}

/// The first line of a span as it is shown.
struct Line {
    text: String,
    /// Columns before the underlined words.
    indent: usize,
    /// Columns of the underlined words, at least one.
    width: usize,
}

impl Line {
    fn new(text: &str, span: Span) -> Self {
        let (start, end) = (span.start as usize, span.end as usize);
        let before = text.get(..start).unwrap_or("");
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = text.get(line_start..).unwrap_or("").split('\n').next().unwrap_or("");
        let line = line.strip_suffix('\r').unwrap_or(line);

        let mut shown = String::new();
        let mut column = 0;
        let mut indent = None;
        let mut stop = 0;
        // Only what can be shown is looked at: a line may be long.
        let cut = cut_start(line, start - line_start);
        if cut > 0 {
            shown.push('…');
            column = 1;
        }
        for (offset, character) in line.char_indices().skip_while(|(offset, _)| *offset < cut) {
            let place = line_start + offset;
            if place >= start && indent.is_none() {
                indent = Some(column);
            }
            if column > MAX_WIDTH && place >= start {
                shown.push('…');
                column += 1;
                if place < end {
                    stop = column;
                }
                break;
            }
            column += show(character, column, &mut shown);
            if place < end {
                stop = column;
            }
        }
        let indent = indent.unwrap_or(column);
        Self { text: shown, indent, width: stop.saturating_sub(indent).max(1) }
    }
}

/// From which byte on a line is shown so that the byte `focus` is within it.
fn cut_start(line: &str, focus: usize) -> usize {
    let before = line.get(..focus).unwrap_or("");
    let mut width = 0;
    let mut start = focus;
    for (offset, character) in before.char_indices().rev() {
        width += character.width().unwrap_or(6);
        if width <= LEAD {
            start = offset;
        }
        if width > MAX_WIDTH - LEAD {
            return start;
        }
    }
    0
}

/// Adds a character as it is shown, and says how many columns it takes.
fn show(character: char, column: usize, shown: &mut String) -> usize {
    if character == '\t' {
        let width = TAB - column % TAB;
        shown.extend(std::iter::repeat_n(' ', width));
        return width;
    }
    if is_unseen(character) {
        let escaped: String = character.escape_unicode().collect();
        shown.push_str(&escaped);
        return escaped.len();
    }
    shown.push(character);
    character.width().unwrap_or(0)
}

/// Characters that move the cursor, change the direction of text, or cannot be seen.
fn is_unseen(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The name of a file, which is no reason to begin a line.
fn file_name(name: &str) -> String {
    plain(name).replace('\n', "\\n")
}

/// A text without anything that could act on the terminal.
fn plain(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if is_unseen(character) && character != '\n' {
            shown.extend(character.escape_unicode());
        } else {
            shown.push(character);
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Saying;

    fn shown(text: &str, words: &str) -> String {
        let start = text.find(words).unwrap_or_default();
        let span = Span { source: 0, start: start as u32, end: (start + words.len()) as u32 };
        let sources = Sources::single("a.policy", text);
        Diagnostic::error(span, Saying::new("syntax-unreadable")).render(&sources, Language::English)
    }

    #[test]
    fn carets_stand_under_double_width_characters() {
        insta::assert_snapshot!(shown("政策 甲 {\n  要求 公需课 的 学时 不少于 30\n}", "学时"));
    }

    #[test]
    fn tabs_are_expanded() {
        insta::assert_snapshot!(shown("\ta\trequire x", "require"));
    }

    #[test]
    fn control_characters_are_escaped() {
        insta::assert_snapshot!(shown("a \u{1b}[31m b \u{202e}c word", "word"));
    }

    #[test]
    fn long_lines_are_cut_around_the_words() {
        let text = format!("{}要求{}", "很长".repeat(200), "的行".repeat(200));
        insta::assert_snapshot!(shown(&text, "要求"));
    }

    #[test]
    fn a_long_span_is_cut_at_the_end_of_the_line() {
        let text = format!("ab {}", "x".repeat(300));
        insta::assert_snapshot!(shown(&text, &"x".repeat(300)));
    }

    #[test]
    fn a_span_of_several_lines_is_underlined_on_its_first() {
        insta::assert_snapshot!(shown("one two\nthree", "two\nthree"));
    }
}
