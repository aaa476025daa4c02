//! Telling an example of facts in words.

use policy_compare::{Example, Looked};
use policy_core::plan::{FieldRef, Scope};
use policy_core::{Field, ListId, Phrases, Plan, SubjectId};
use policy_messages::{Language, message};

use crate::Filling;

/// Whose fields an example speaks of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Speaker<'p> {
    /// The plan.
    pub plan: &'p Plan,
    /// The subject.
    pub subject: SubjectId,
    /// The list of the event that is looked at.
    pub list: Option<ListId>,
}

impl Speaker<'_> {
    /// `学段 is 小学, 校长: yes`, in each language.
    pub fn tell(&self, example: &[(Looked<'_>, Example)]) -> Filling {
        let tell = |language: Language, separator: &str| {
            let parts: Vec<String> = example
                .iter()
                .filter_map(|(looked, example)| self.part(*looked, example, language))
                .collect();
            if parts.is_empty() { message(language, "witness-anybody", &[]) } else { parts.join(separator) }
        };
        Filling { english: tell(Language::English, ", "), chinese: tell(Language::Chinese, "、") }
    }

    fn part(&self, looked: Looked<'_>, example: &Example, language: Language) -> Option<String> {
        let phrases = Phrases::new(self.plan, language, self.subject, self.list);
        let shown = match looked {
            Looked::Term(field, _) | Looked::Flag(field) | Looked::Text(field) => {
                self.field(field)?.names.shown(language)
            }
            Looked::Day(date) | Looked::YearOf(date) => phrases.date(date),
            Looked::Amount(amount) => phrases.bare(amount),
            Looked::Share(..) | Looked::Opaque(_) | Looked::Elsewhere(..) => return None,
        };
        let say = |id: &str, value: &str| message(language, id, &[("field", &shown), ("value", value)]);
        Some(match example {
            Example::Term(term) => {
                let Looked::Term(_, tree) = looked else { return None };
                let terms = &self.plan.vocabulary.trees.get(tree.index())?.terms;
                say("witness-is", &terms.get(term.index())?.names.shown(language))
            }
            Example::Truth(true) => say("witness-yes", ""),
            Example::Truth(false) => say("witness-no", ""),
            Example::Day(day) => say("witness-is", &day.to_string()),
            Example::Year(Some(0)) => say("witness-this-year", ""),
            Example::Year(Some(-1)) => say("witness-previous-year", ""),
            Example::Year(Some(_) | None) => say("witness-other-year", ""),
            Example::Figure(figure) => say("witness-is", &figure.to_string()),
            Example::Text(Some(text)) => say("witness-is", text),
            Example::Text(None) => say("witness-other-text", ""),
            Example::Share(_) => return None,
        })
    }

    fn field(&self, field: FieldRef) -> Option<&Field> {
        let list = match field.scope {
            Scope::Subject => None,
            Scope::Event | Scope::Anchor => Some(self.list?),
        };
        self.plan.vocabulary.fields(self.subject, list).get(field.field.index())
    }
}
