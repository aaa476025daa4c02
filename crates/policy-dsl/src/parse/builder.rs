//! Making the syntax tree of what pest has read: places, names, texts, comments.

use chrono::NaiveDate;
use pest::iterators::{Pair, Pairs};
use policy_core::Decimal;

use super::grammar::Rule;
use super::readings::Readings;
use crate::keyword::{Keyword, built_in_unit, simplified_word};
use crate::syntax::{Block, Cite, Comment, Declared, Name, Stated, Text};
use crate::words::{Choices, Token, TokenKind, Words};
use crate::{Diagnostic, Saying, Span};

/// What pest has read by one rule.
pub(super) type Node<'c> = Pair<'c, Rule>;

/// Builds the tree of one source.
pub(super) struct Builder<'w, 's> {
    pub words: &'w Words<'s>,
    pub source: u32,
    /// Where the text that pest reads begins in the canonical text.
    pub base: usize,
    /// For each comment whether it has found its place.
    pub placed: Vec<bool>,
    pub mistakes: Vec<Diagnostic>,
    /// Asked about words that could be cut in another way, where a piece cannot be read.
    pub readings: Option<&'w Readings<'w, 's>>,
    /// The cuts with which such pieces can be read.
    pub choices: Choices,
}

/// The parts of a node, taken one after the other.
pub(super) struct Parts<'c>(Pairs<'c, Rule>);

impl<'c> Parts<'c> {
    pub fn of(node: Node<'c>) -> Self {
        Self(node.into_inner())
    }

    /// The next part, if it was read by this rule.
    pub fn take(&mut self, read_by: Rule) -> Option<Node<'c>> {
        self.next_rule().filter(|next| *next == read_by)?;
        self.0.next()
    }

    /// The next part, whatever it is.
    pub fn any(&mut self) -> Option<Node<'c>> {
        self.0.next()
    }

    /// The rule by which the next part was read.
    pub fn next_rule(&self) -> Option<Rule> {
        self.0.peek().map(|next| next.as_rule())
    }

    /// Whether the next part was read by this rule; it is then passed over.
    pub fn has(&mut self, read_by: Rule) -> bool {
        self.take(read_by).is_some()
    }
}

impl<'w, 's> Builder<'w, 's> {
    pub fn new(words: &'w Words<'s>, source: u32) -> Self {
        let placed = vec![false; words.notes.len()];
        Self { words, source, base: 0, placed, mistakes: Vec::new(), readings: None, choices: Choices::new() }
    }

    // ---- Places ----

    pub fn first_token(&self, node: &Node) -> usize {
        self.words.token_at(self.base + node.as_span().start())
    }

    pub fn last_token(&self, node: &Node) -> usize {
        self.words.token_before(self.base + node.as_span().end())
    }

    pub fn token(&self, node: &Node) -> Option<&'w Token<'s>> {
        self.words.tokens.get(self.first_token(node))
    }

    /// The keyword that a node's first word is.
    pub fn keyword(&self, node: &Node) -> Option<Keyword> {
        self.token(node).and_then(Token::keyword)
    }

    pub fn span(&self, node: &Node) -> Span {
        self.tokens_span(self.first_token(node), self.last_token(node))
    }

    pub fn tokens_span(&self, first: usize, last: usize) -> Span {
        let start = self.words.tokens.get(first).map_or(self.words.length, |token| token.start);
        let end = self.words.tokens.get(last).map_or(start, |token| token.end);
        Span { source: self.source, start, end: end.max(start) }
    }

    /// The place of a cell that holds nothing: just after what stands before it.
    pub fn empty_place(&self, node: &Node) -> Span {
        let after = self.words.token_before(self.base + node.as_span().start());
        let end = self.tokens_span(after, after).end;
        Span { source: self.source, start: end, end }
    }

    pub fn mistake(&mut self, span: Span, says: Saying) {
        self.mistakes.push(Diagnostic::error(span, says));
    }

    // ---- Small things ----

    pub fn name(&self, node: &Node) -> Name {
        let text = self.token(node).map_or_else(String::new, |token| token.text.clone().into_owned());
        Name { text, span: self.span(node) }
    }

    /// A name where `year`, `month`, `day` and `period` mean those of the calendar, in any language.
    pub fn calendar_name(&self, node: &Node) -> Name {
        let mut name = self.name(node);
        if let Some(
            keyword @ (Keyword::Year
            | Keyword::ThisYear
            | Keyword::Month
            | Keyword::Day
            | Keyword::ThisPeriod),
        ) = self.keyword(node)
        {
            name.text = keyword.canonical().to_owned();
        }
        name
    }

    /// A name where the units that need no declaration may stand, in any language.
    pub fn unit_name(&self, node: &Node) -> Name {
        let mut name = self.name(node);
        let simple = simplified_word(&name.text);
        let is_quoted = self.token(node).is_some_and(|token| token.kind == TokenKind::QuotedName);
        if let Some(unit) = built_in_unit(&simple).filter(|_| !is_quoted) {
            name.text = unit.canonical.to_owned();
        }
        name
    }

    pub fn text(&self, node: &Node) -> Text {
        let name = self.name(node);
        Text { value: name.text, span: name.span }
    }

    pub fn date(&self, node: &Node) -> NaiveDate {
        match self.token(node).map(|token| &token.kind) {
            Some(TokenKind::Date(date)) => *date,
            Some(_) | None => NaiveDate::default(),
        }
    }

    pub fn number(&mut self, node: &Node) -> Decimal {
        let name = self.name(node);
        name.text.parse().unwrap_or_else(|error| {
            let id = match error {
                policy_core::DecimalError::TooManyPlaces => "syntax-number-too-exact",
                policy_core::DecimalError::TooLarge | policy_core::DecimalError::NotANumber => {
                    "syntax-number-too-large"
                }
            };
            self.mistake(name.span, Saying::new(id).with("number", &name.text));
            Decimal::ZERO
        })
    }

    /// `8 hours`, `8`
    pub fn quantity(&mut self, node: Node) -> Option<(Decimal, Option<Name>)> {
        let mut parts = Parts::of(node);
        let amount = self.number(&parts.take(Rule::number)?);
        let unit = parts.take(Rule::unit).map(|unit| self.unit_name(&unit));
        Some((amount, unit))
    }

    pub fn names(&self, node: Node) -> Vec<Name> {
        node.into_inner().filter(|part| part.as_rule() == Rule::name).map(|part| self.name(&part)).collect()
    }

    pub fn declared(&self, node: Node) -> Option<Declared> {
        let mut parts = Parts::of(node);
        let name = self.name(&parts.take(Rule::name)?);
        let label = parts.take(Rule::text).map(|text| self.text(&text));
        let aliases = parts.take(Rule::aliases);
        let also = aliases.into_iter().flat_map(Pair::into_inner).map(|alias| self.text(&alias)).collect();
        Some(Declared { name, label, also })
    }

    pub fn cite(&mut self, node: Node) -> Option<Cite> {
        let mut parts = Parts::of(node);
        let article = self.text(&parts.take(Rule::text)?);
        let quote = parts.take(Rule::quote).and_then(|quote| Parts::of(quote).take(Rule::text));
        let quote = quote.map(|text| self.text(&text));
        for text in std::iter::once(&article).chain(&quote).filter(|text| text.value.trim().is_empty()) {
            self.mistake(text.span, Saying::new("syntax-cite-blank"));
        }
        Some(Cite { article, quote })
    }

    /// The citations at the end of a node.
    pub fn cites(&mut self, mut parts: Parts) -> Vec<Cite> {
        std::iter::from_fn(|| parts.take(Rule::cite)).filter_map(|cite| self.cite(cite)).collect()
    }

    // ---- Members and their comments ----

    /// The members of a block, up to its closing brace.
    pub fn block<T>(
        &mut self,
        mut parts: Parts,
        read_by: Rule,
        build: fn(&mut Self, Node) -> Option<T>,
    ) -> Option<Block<T>> {
        let mut members = Vec::new();
        while let Some(member) = parts.take(read_by) {
            members.push(self.stated(member, build)?);
        }
        let close = self.first_token(&parts.take(Rule::close)?);
        Some(Block { members, trailing: self.trailing_comments(close) })
    }

    /// A member with the comments that belong to it.
    pub fn stated<T>(&mut self, node: Node, build: fn(&mut Self, Node) -> Option<T>) -> Option<Stated<T>> {
        let (first, last) = (self.first_token(&node), self.last_token(&node));
        let node = build(self, node)?;
        Some(self.state(node, first, last))
    }

    /// Wraps a member that the tokens from `first` to `last` make up.
    ///
    /// Its own members must have taken their comments before.
    pub fn state<T>(&mut self, node: T, first: usize, last: usize) -> Stated<T> {
        let mut comments = Vec::new();
        let mut blank_before = self.words.tokens.get(first).is_some_and(|token| token.blank_before);
        let begin = self.words.notes.partition_point(|note| (note.before as usize) < first);
        let words = self.words;
        for (place, note) in words.notes.iter().enumerate().skip(begin) {
            if note.before as usize > last {
                break;
            }
            if self.placed[place] {
                continue;
            }
            self.placed[place] = true;
            if comments.is_empty() && note.before as usize == first {
                blank_before = note.blank_before;
            }
            comments.push(note.comment.clone());
        }
        Stated {
            node,
            span: self.tokens_span(first, last),
            comments,
            remark: self.remark(last),
            blank_before,
        }
    }

    /// The comment at the end of the line of token `last`.
    fn remark(&mut self, last: usize) -> Option<Comment> {
        let words = self.words;
        let next = words.tokens.get(last + 1);
        let skips = next.is_some_and(|next| !next.begins_line && (next.is_sign(",") || next.is_sign(";")));
        let before = (last + 1 + usize::from(skips)) as u32;
        let begin = words.notes.partition_point(|note| note.before < before);
        let note = words.notes.get(begin).filter(|note| note.before == before && note.ends_line)?;
        let is_free = !self.placed[begin];
        self.placed[begin] = true;
        is_free.then(|| note.comment.clone())
    }

    /// The comments before a closing brace, or before the end of the file.
    pub fn trailing_comments(&mut self, close: usize) -> Vec<Comment> {
        let words = self.words;
        let begin = words.notes.partition_point(|note| (note.before as usize) < close);
        let mut comments = Vec::new();
        for (place, note) in words.notes.iter().enumerate().skip(begin) {
            if note.before as usize != close {
                break;
            }
            if !self.placed[place] {
                self.placed[place] = true;
                comments.push(note.comment.clone());
            }
        }
        comments
    }
}
