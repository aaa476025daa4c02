//! The formatter: one layout for every file, in the author's words or in those of one language.
//!
//! It prints the syntax tree and nothing else, so that it loses nothing that the
//! tree holds (comments, blank lines, labels, aliases), and what it prints parses
//! to the same tree. Where the author's text is at hand, the printed text is only
//! the layout: every word that the author wrote stays as it was written (`kept`).

mod aggregate;
mod balance;
mod columns;
mod expression;
mod item;
mod kept;
mod laid;
mod name;
mod nested;
mod policy;
mod spaces;
mod step;
mod table;
mod test;
mod window;

use std::borrow::Cow;

use policy_messages::Language;
use unicode_width::UnicodeWidthStr;

use crate::keyword::Keyword;
use crate::syntax::{Block, Comment, File, Item, Stated, strip_spans};
use crate::words::{Choices, Lexicon, Words, read_words};
use crate::{Diagnostic, Sources, parse, scan_names};
use kept::Separators;
use laid::Laid;
pub use spaces::Spaces;

/// How a file is printed.
#[derive(Clone, Copy, Debug)]
pub struct FormatOptions<'l> {
    /// The language of keywords and units; with a source, only of what the source does not say.
    pub keywords: Language,
    /// The text that the file was read from: its words stay as they are written there. Without it,
    /// everything is rendered in the one language.
    pub source: Option<&'l str>,
    /// What becomes of spaces between Chinese words.
    pub spaces: Spaces,
    /// How wide a line may be before it is broken, in columns of a terminal.
    pub width: usize,
    /// The names that all files declare; without them, names of several words stand in back quotes.
    pub lexicon: Option<&'l Lexicon>,
}

impl Default for FormatOptions<'_> {
    fn default() -> Self {
        Self { keywords: Language::English, source: None, spaces: Spaces::Keep, width: 100, lexicon: None }
    }
}

/// The text of a file in its one layout.
///
/// Printing what it prints again changes nothing.
///
/// ```
/// use policy_dsl::{FormatOptions, Sources, format, parse, scan_names};
/// use policy_messages::Language;
/// let text = "policy p{rule r{for teachers require hours of public>=30}}";
/// let lexicon = scan_names(&Sources::single("a.policy", text));
/// let (file, _) = parse(0, text, &lexicon);
/// let options = FormatOptions { keywords: Language::Chinese, ..FormatOptions::default() };
/// assert_eq!(
///     format(&file, options),
///     "政策 p {\n  规则 r {\n    适用 teachers\n    要求 public 的 hours 不少于 30\n  }\n}\n"
/// );
/// ```
pub fn format(file: &File, options: FormatOptions) -> String {
    let lexicon = options.lexicon.map_or_else(|| Cow::Owned(Lexicon::default()), Cow::Borrowed);
    let read = |text| Some((text, read_words(0, text, &lexicon, &Choices::new()).ok()?.0));
    let Some((text, words)) = options.source.and_then(read) else {
        let printed = laid_out(&printed(file, options, &lexicon, None).0, &lexicon);
        return without_spaces(file, &printed, options, &lexicon).unwrap_or_else(|| printed.text());
    };
    let (printed, starts) = printed(file, options, &lexicon, Some(&words));
    let printed = laid_out(&printed, &lexicon);
    let begins_member = |place: u32| starts.binary_search(&place).is_ok();
    let source = Laid::of_words(text, &words);
    for separators in [Separators::Printed, Separators::Written] {
        let kept = kept::keep(&printed, &source, options.spaces, separators, begins_member);
        // The author's words in another layout say the same, but what is written must not rest on that.
        let found = without_spaces(file, &kept, options, &lexicon)
            .or_else(|| Some(kept.text()).filter(|kept| says(kept, file, &lexicon).is_ok()));
        if let Some(found) = found {
            return found;
        }
    }
    printed.text()
}

/// A text without the spaces that can go; `None` where none can, or none should.
fn without_spaces(file: &File, laid: &Laid, options: FormatOptions, lexicon: &Lexicon) -> Option<String> {
    if options.spaces != Spaces::Remove {
        return None;
    }
    let names = scan_names(&Sources::single("", laid.text()));
    let mut shorter = laid.clone();
    let mut removed = spaces::remove(&mut shorter, lexicon);
    for _ in 0..MAX_TRIES {
        let text = shorter.text();
        let mistakes = match says(&text, file, lexicon) {
            Ok(()) => return Some(text).filter(|text| scan_names(&Sources::single("", text)) == names),
            Err(mistakes) => mistakes,
        };
        // Where written together they could mean something else, the words stand apart again.
        let again = Laid::of(&text, lexicon).filter(|again| again.words.len() == removed.len())?;
        let is_doubtful = |start: u32| {
            mistakes.iter().any(|mistake| (mistake.span.start..mistake.span.end).contains(&start))
        };
        let doubtful = again.words.iter().map(|word| is_doubtful(word.start));
        for ((word, gap), is_doubtful) in shorter.words.iter_mut().zip(&mut removed).zip(doubtful) {
            if let Some(gap) = gap.take_if(|_| is_doubtful) {
                word.gap = gap;
            }
        }
    }
    None
}

/// How often spaces are put back where words could be read in two ways.
const MAX_TRIES: usize = 4;

/// Whether a text says what a tree does; if not, what is wrong with it.
fn says(text: &str, file: &File, lexicon: &Lexicon) -> Result<(), Vec<Diagnostic>> {
    let (again, mistakes) = parse(0, text, lexicon);
    let is_same = mistakes.is_empty() && strip_spans(&again) == strip_spans(file);
    if is_same { Ok(()) } else { Err(mistakes) }
}

/// A file as it is printed, and where its members begin in the source.
fn printed(
    file: &File,
    options: FormatOptions,
    lexicon: &Lexicon,
    source: Option<&Words>,
) -> (String, Vec<u32>) {
    let mut printer = Printer {
        text: String::new(),
        depth: 0,
        language: options.keywords,
        width: options.width,
        lexicon: Cow::Borrowed(lexicon),
        source,
        starts: Vec::new(),
    };
    printer.members(&file.items, Printer::item);
    printer.comments(&file.trailing);
    printer.starts.sort_unstable();
    (printer.text, printer.starts)
}

fn laid_out(printed: &str, lexicon: &Lexicon) -> Laid {
    // What is too long to be read again is one word.
    Laid::of(printed, lexicon).unwrap_or_else(|| Laid {
        words: Vec::new(),
        tail: printed.replace([columns::CELL, columns::LABEL], ""),
    })
}

/// The language in which most keywords of a text are written; English where there are none.
pub fn keyword_language(text: &str) -> Language {
    let mut chinese = 0_usize;
    let mut english = 0_usize;
    for word in text.split_whitespace() {
        let simple: String = word.chars().take(16).map(crate::keyword::simplified).collect();
        match crate::keyword::keyword_of(&simple) {
            Some(_) if simple.is_ascii() => english += 1,
            Some(_) => chinese += 1,
            None => {}
        }
    }
    if chinese > english { Language::Chinese } else { Language::English }
}

/// Prints lines at a depth.
struct Printer<'l> {
    text: String,
    depth: usize,
    language: Language,
    width: usize,
    lexicon: Cow<'l, Lexicon>,
    /// The words of the source, whose language each member keeps.
    source: Option<&'l Words<'l>>,
    /// Where members begin in the source.
    starts: Vec<u32>,
}

impl Printer<'_> {
    /// The word of a keyword.
    fn word(&self, keyword: Keyword) -> &'static str {
        keyword.word(self.language)
    }

    fn is_chinese(&self) -> bool {
        self.language == Language::Chinese
    }

    /// What stands between the names of a list.
    fn list_comma(&self) -> &'static str {
        if self.is_chinese() { "、" } else { ", " }
    }

    /// What stands between parts of a sentence.
    fn comma(&self) -> &'static str {
        if self.is_chinese() { "，" } else { ", " }
    }

    fn colon(&self) -> &'static str {
        if self.is_chinese() { "：" } else { ": " }
    }

    /// The language of the keyword with which a member of the source begins.
    fn language_at(&self, place: u32) -> Option<Language> {
        let words = self.source?;
        let token = words.tokens.get(words.tokens.partition_point(|token| token.start < place))?;
        token.keyword().filter(|_| token.start == place)?;
        Some(if token.text.is_ascii() { Language::English } else { Language::Chinese })
    }

    /// How many columns a line may still take.
    fn room(&self) -> usize {
        self.width.saturating_sub(self.depth * 2)
    }

    fn line(&mut self, text: &str) {
        self.text.extend(std::iter::repeat_n("  ", self.depth));
        self.text.push_str(text.trim_end());
        self.text.push('\n');
    }

    fn comments(&mut self, comments: &[Comment]) {
        for comment in comments {
            self.line(&comment_text(comment));
        }
    }

    /// Members in order, each with its comments and the empty line before it.
    fn members<T>(&mut self, members: &[Stated<T>], print: fn(&mut Self, &T, Option<&T>)) {
        for (place, member) in members.iter().enumerate() {
            if member.blank_before && !self.text.is_empty() && !self.text.ends_with("{\n") {
                self.text.push('\n');
            }
            self.comments(&member.comments);
            let outer = self.language;
            self.language = self.language_at(member.span.start).unwrap_or(outer);
            self.starts.push(member.span.start);
            print(self, &member.node, members.get(place + 1).map(|next| &next.node));
            self.language = outer;
            if let Some(remark) = &member.remark {
                self.text.truncate(self.text.trim_end().len());
                self.text.push_str("  ");
                self.text.push_str(&comment_text(remark));
                self.text.push('\n');
            }
        }
    }

    /// A head and its members in braces, each on its line.
    fn block<T>(&mut self, head: &str, body: &Block<T>, print: fn(&mut Self, &T, Option<&T>)) {
        if body.members.is_empty() && body.trailing.is_empty() {
            self.line(&format!("{head} {{}}"));
            return;
        }
        self.line(&format!("{head} {{"));
        self.depth += 1;
        self.members(&body.members, print);
        self.comments(&body.trailing);
        self.depth -= 1;
        self.line("}");
    }

    /// Parts of a clause: on one line if they fit, else each on a line of its own.
    fn clause(&mut self, parts: &[Piece]) {
        let flat: Vec<String> = parts.iter().map(|part| part.flat(self)).collect();
        let flat = flat.join(" ");
        let wants_lines = parts.iter().any(|part| part.wants_lines(self));
        if !wants_lines && flat.width() <= self.room() {
            self.line(&flat);
            return;
        }
        for (place, part) in parts.iter().enumerate() {
            let indent = usize::from(place > 0);
            self.depth += indent;
            for line in part.lines(self) {
                self.line(&line);
            }
            self.depth -= indent;
        }
    }

    fn item(&mut self, item: &Item, _next: Option<&Item>) {
        match item {
            Item::Vocabulary(vocabulary) => self.vocabulary(vocabulary),
            Item::Calendar(calendar) => self.calendar(calendar),
            Item::Policy(policy) => self.policy(policy),
            Item::Amendment(amendment) => self.amendment(amendment),
        }
    }
}

/// A part of a clause.
enum Piece<'e> {
    /// Printed as it is.
    Text(String),
    /// A word and a condition, which may be broken into lines.
    Condition(String, &'e crate::syntax::Expr),
    /// Begins a line of its own even where all would fit on one.
    OwnLine(String),
}

impl Piece<'_> {
    fn flat(&self, printer: &Printer) -> String {
        match self {
            Self::Text(text) | Self::OwnLine(text) => text.clone(),
            Self::Condition(word, condition) => format!("{word} {}", printer.condition(condition)),
        }
    }

    fn wants_lines(&self, printer: &Printer) -> bool {
        match self {
            Self::Text(_) => false,
            Self::OwnLine(_) => true,
            Self::Condition(_, condition) => printer.wants_lines(condition),
        }
    }

    fn lines(&self, printer: &Printer) -> Vec<String> {
        match self {
            Self::Text(text) | Self::OwnLine(text) => vec![text.clone()],
            Self::Condition(word, condition) => {
                printer.condition_lines(&format!("{word} "), condition, printer.room())
            }
        }
    }
}

fn comment_text(comment: &Comment) -> String {
    if comment.text.is_empty() { "#".to_owned() } else { format!("# {}", comment.text) }
}
