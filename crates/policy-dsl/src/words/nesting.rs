//! Brackets: each finds its partner, and none nests too deeply, before anything recurses.

use super::MAX_NESTING;
use super::token::{Token, TokenKind};
use crate::{Diagnostic, Saying, Span};

/// For each opening bracket's token, the token that closes it.
pub(super) fn partners(source: u32, text: &str, tokens: &[Token]) -> Result<Vec<Option<u32>>, Diagnostic> {
    let span = |token: &Token| Span { source, start: token.start, end: token.end };
    let mut partners = vec![None; tokens.len()];
    let mut open: Vec<usize> = Vec::new();
    for (place, token) in tokens.iter().enumerate() {
        let TokenKind::Sign(sign) = token.kind else { continue };
        if closing(sign).is_some() {
            if open.len() == MAX_NESTING {
                let says = Saying::new("syntax-too-deep").with("limit", MAX_NESTING);
                return Err(Diagnostic::error(span(token), says));
            }
            open.push(place);
            continue;
        }
        if !matches!(sign, "}" | ")" | "]") {
            continue;
        }
        let Some(opening) = open.pop() else {
            let says = Saying::new("syntax-nothing-to-close").with("mark", sign);
            return Err(Diagnostic::error(span(token), says));
        };
        let opened = &tokens[opening];
        if !matches!(opened.kind, TokenKind::Sign(mark) if closing(mark) == Some(sign)) {
            let opened =
                if opened.is_sign("{") { unclosed(text, tokens, &partners, opening) } else { opened };
            return Err(not_closed(source, opened)
                .also(span(token), Saying::new("syntax-closes-instead").with("mark", sign)));
        }
        partners[opening] = Some(place as u32);
    }
    match open.last() {
        None => Ok(partners),
        Some(last) => Err(not_closed(source, unclosed(text, tokens, &partners, *last))),
    }
}

fn not_closed(source: u32, token: &Token) -> Diagnostic {
    let TokenKind::Sign(sign) = token.kind else {
        return Diagnostic::error(Span::default(), Saying::new("syntax-not-closed"));
    };
    let span = Span { source, start: token.start, end: token.end };
    let says = Saying::new("syntax-not-closed").with("mark", sign);
    Diagnostic::error(span, says.with("partner", closing(sign).unwrap_or("")))
}

/// The bracket that was most likely left open when `last` is the innermost one without a partner.
///
/// A closing brace that stands further left than the line of its opening one
/// was meant for an outer one.
fn unclosed<'t, 's>(
    text: &str,
    tokens: &'t [Token<'s>],
    partners: &[Option<u32>],
    last: usize,
) -> &'t Token<'s> {
    let pairs = partners.iter().enumerate().filter_map(|(open, close)| Some((open, (*close)? as usize)));
    let suspect = pairs.filter(|(open, _)| *open > last).find(|(open, close)| {
        tokens[*close].begins_line && indent(text, tokens[*close].start) < indent(text, tokens[*open].start)
    });
    &tokens[suspect.map_or(last, |(open, _)| open)]
}

/// How far the line of a place is indented.
fn indent(text: &str, place: u32) -> usize {
    let before = text.get(..place as usize).unwrap_or("");
    let line = before.rfind('\n').map_or(0, |end| end + 1);
    text.get(line..).unwrap_or("").chars().take_while(|c| *c == ' ' || *c == '\t').count()
}

fn closing(sign: &str) -> Option<&'static str> {
    match sign {
        "{" => Some("}"),
        "(" => Some(")"),
        "[" => Some("]"),
        _ => None,
    }
}
