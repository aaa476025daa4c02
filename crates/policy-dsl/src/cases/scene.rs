//! Records that were made by comparing rules, as they stand in a `test` block.

use policy_compare::{Fact, Scene};
use policy_core::{Field, FieldId, FieldKind, Names, Vocabulary};
use policy_messages::Language;

use crate::keyword::{Keyword, keyword_of, simplified_word};

/// The record as a test holds it: `teacher { stage primary  training { end 2019-07-02  hours 90 } }`, in lines.
///
/// Lists of which nothing is said are known to be empty, as in every test.
pub fn record_text(vocabulary: &Vocabulary, scene: &Scene, language: Language) -> String {
    let mut lines: Vec<String> = Vec::new();
    Writer { vocabulary, language }.scene(&mut lines, scene, 1, "");
    lines.join("\n") + "\n"
}

struct Writer<'v> {
    vocabulary: &'v Vocabulary,
    language: Language,
}

impl Writer<'_> {
    /// A subject and its members, who are no further nested than the vocabulary's subjects are.
    fn scene(&self, lines: &mut Vec<String>, scene: &Scene, count: usize, indent: &str) {
        let Some(subject) = self.vocabulary.subjects.get(scene.subject.index()) else { return };
        let many = if count == 1 { String::new() } else { format!("{count} ") };
        lines.push(format!("{indent}{many}{} {{", self.name(&subject.names)));
        lines.extend(self.members(&subject.facts, &scene.facts).map(|member| format!("{indent}  {member}")));
        let mut events = scene.events.as_slice();
        while let [event, ..] = events {
            let alike = events.iter().take_while(|other| *other == event).count();
            events = &events[alike..];
            let Some(list) = subject.lists.get(event.list.index()) else { continue };
            let many = if alike == 1 { String::new() } else { format!("{alike} ") };
            lines.push(format!("{indent}  {many}{} {{", self.name(&list.names)));
            let fields = self.members(&list.fields, &event.fields);
            lines.extend(fields.map(|member| format!("{indent}    {member}")));
            lines.push(format!("{indent}  }}"));
        }
        for group in scene.members.iter().filter(|group| group.count > 0) {
            self.scene(lines, &group.each, group.count, &format!("{indent}  "));
        }
        lines.push(format!("{indent}}}"));
    }

    fn members<'a>(
        &'a self,
        declared: &'a [Field],
        known: &'a [(FieldId, Fact)],
    ) -> impl Iterator<Item = String> + 'a {
        let of = |(field, fact): &'a (FieldId, Fact)| Some((declared.get(field.index())?, fact));
        let known = known.iter().filter_map(of);
        known.map(|(field, fact)| format!("{} {}", self.name(&field.names), self.value(field, fact)))
    }

    fn value(&self, field: &Field, fact: &Fact) -> String {
        match fact {
            Fact::Flag(true) => Keyword::Yes.word(self.language).to_owned(),
            Fact::Flag(false) => Keyword::No.word(self.language).to_owned(),
            Fact::Date(day) => day.to_string(),
            Fact::Amount(amount) => amount.to_string(),
            Fact::Text(text) => format!("\"{}\"", text.replace('"', "")),
            Fact::Term(term) => {
                let FieldKind::Term(tree) = field.kind else { return "?".to_owned() };
                let tree = self.vocabulary.trees.get(tree.index());
                let term = tree.and_then(|tree| tree.terms.get(term.index()));
                term.map_or_else(|| "?".to_owned(), |term| self.name(&term.names))
            }
        }
    }

    /// The identifier, and in Chinese the name in Chinese where there is one; in back quotes where it is a keyword.
    fn name(&self, names: &Names) -> String {
        let name = match self.language {
            Language::English => names.id.clone(),
            Language::Chinese => names.shown(Language::Chinese),
        };
        let simple = simplified_word(&name);
        let is_word = name.chars().all(|c| c.is_alphanumeric() || c == '_');
        if !is_word || keyword_of(&simple).is_some() { format!("`{name}`") } else { name }
    }
}
