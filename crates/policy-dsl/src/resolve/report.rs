//! Where the stages put what they find: diagnostics in the order of their finding.

use policy_core::Names;

use super::nearest::nearest;
use crate::syntax::Name;
use crate::{Diagnostic, Saying, Severity, Span};

/// The diagnostics found so far.
///
/// A failing step reports and returns `None`; whoever gets `None` stays silent,
/// so that one mistake causes one message.
#[derive(Debug, Default)]
pub(crate) struct Report {
    diagnostics: Vec<Diagnostic>,
}

/// How many diagnostics are kept: nobody reads more, and a text of nothing but mistakes must not
/// cost the square of its length.
const MOST: usize = 500;

/// How many meanings of one name are shown.
const MOST_MEANINGS: usize = 8;

impl Report {
    /// Takes a diagnostic; past a bound, only says that there are more.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        match self.diagnostics.len() {
            length if length < MOST => self.diagnostics.push(diagnostic),
            MOST => {
                let says = Saying::new("too-many-mistakes").with("limit", MOST);
                self.diagnostics.push(Diagnostic::error(diagnostic.span, says));
            }
            _ => {}
        }
    }

    /// Whether no more is taken, so that there is no use in looking for more.
    pub fn is_full(&self) -> bool {
        self.diagnostics.len() > MOST
    }

    /// Takes a diagnostic and gives up on what it is about.
    pub fn fail<T>(&mut self, diagnostic: Diagnostic) -> Option<T> {
        self.push(diagnostic);
        None
    }

    /// Reports a name that means nothing here; `kind` is the catalogue's word for what was expected.
    pub fn unknown<'a, T>(
        &mut self,
        name: &Name,
        kind: &'static str,
        known: impl IntoIterator<Item = &'a Names>,
    ) -> Option<T> {
        let says = Saying::new("name-unknown").with("name", &name.text).with_word("kind", kind);
        let mut diagnostic = Diagnostic::error(name.span, says);
        if self.is_full() {
            return None;
        }
        let known: Vec<&Names> = known.into_iter().collect();
        let near = nearest(&name.text, &known);
        if !near.is_empty() {
            diagnostic = diagnostic.hint(Saying::new("hint-nearest").with_list("names", &near));
        } else if known.is_empty() {
            diagnostic = diagnostic.hint(Saying::new("hint-none-declared").with_word("kind", kind));
        } else if known.len() <= 8 {
            diagnostic = diagnostic.hint(Saying::new("hint-known").with_codes("names", &known));
        }
        self.fail(diagnostic)
    }

    /// Reports a name that means several things here, each with where it is declared.
    pub fn ambiguous<T>(&mut self, name: &Name, meanings: Vec<(Span, Saying)>, hint: Saying) -> Option<T> {
        let says = Saying::new("name-ambiguous").with("name", &name.text);
        let mut diagnostic = Diagnostic::error(name.span, says).hint(hint);
        diagnostic.related = meanings;
        diagnostic.related.truncate(MOST_MEANINGS);
        self.fail(diagnostic)
    }

    /// The diagnostics, in the order of their finding.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics.iter()
    }

    /// Whether an error was reported.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error)
    }

    /// Keeps, of the diagnostics from a place on, those that pass.
    pub fn retain(&mut self, from: usize, mut keep: impl FnMut(&Diagnostic) -> bool) {
        let mut place = 0;
        self.diagnostics.retain(|diagnostic| {
            place += 1;
            place <= from || keep(diagnostic)
        });
    }

    /// How many diagnostics there are.
    pub fn len(&self) -> usize {
        self.diagnostics.len()
    }

    /// The diagnostics, in the order of their places.
    pub fn finish(mut self) -> Vec<Diagnostic> {
        self.diagnostics.sort_by_key(|diagnostic| diagnostic.span);
        self.diagnostics
    }
}
