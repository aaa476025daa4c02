//! Who belongs to whom: teachers to schools, schools to a bureau.
//!
//! A fact whose kind is a subject (`fact school: school`) says to which one its holder belongs. Where
//! nobody says so and there is exactly one to belong to, everybody belongs to it. A school that only
//! teachers' rows name exists for their sake. What cannot be told stays unknown.

use policy_core::{FieldId, FieldKind, SubjectId, Vocabulary};
use policy_dsl::Saying;

use super::subjects::position;
use super::{Entry, MISSING, Population};
use crate::finding::{Findings, Trouble};

/// By group and by kind of member: the members of each subject of the group's kind.
#[derive(Debug, Default)]
pub struct Groups {
    members: Vec<Vec<Option<Vec<Vec<u32>>>>>,
}

impl Groups {
    /// The members of one kind of a subject; `None` where they are not known.
    pub fn members(&self, group: SubjectId, kind: SubjectId, index: u32) -> Option<&[u32]> {
        let by_index = self.members.get(group.index())?.get(kind.index())?.as_ref()?;
        by_index.get(position(index)).map(Vec::as_slice)
    }
}

fn ids(vocabulary: &Vocabulary) -> impl Iterator<Item = SubjectId> + use<> {
    (0..vocabulary.subjects.len()).filter_map(|place| u16::try_from(place).ok().map(SubjectId))
}

/// The fact by which a kind says to which subject of another kind it belongs.
fn link(vocabulary: &Vocabulary, kind: SubjectId, group: SubjectId) -> Option<FieldId> {
    let facts = &vocabulary.subjects[kind.index()].facts;
    let place = facts.iter().position(|fact| fact.kind == FieldKind::Member(group))?;
    u16::try_from(place).ok().map(FieldId)
}

/// Whether a kind belongs to another, directly or by way of a third.
fn leads_to(vocabulary: &Vocabulary, kind: SubjectId, group: SubjectId) -> bool {
    let is_link = |from, to| link(vocabulary, from, to).is_some();
    is_link(kind, group) || ids(vocabulary).any(|middle| is_link(kind, middle) && is_link(middle, group))
}

impl Population {
    /// Finds out who belongs to whom; `has_rules` says of which kinds there is anything to decide.
    pub fn group(
        &mut self,
        vocabulary: &Vocabulary,
        has_rules: &dyn Fn(SubjectId) -> bool,
        findings: &mut Findings,
    ) {
        for group in ids(vocabulary) {
            self.found(vocabulary, group, has_rules(group), findings);
        }
        let mut members = Vec::new();
        for group in ids(vocabulary) {
            // Of groups about which there is nothing to decide, nothing need be said.
            let mut unheard = Findings::default();
            let findings = if has_rules(group) { &mut *findings } else { &mut unheard };
            let kinds = ids(vocabulary).map(|kind| self.members_of(vocabulary, group, kind, findings));
            members.push(kinds.collect());
        }
        self.groups = Groups { members };
    }

    /// Makes groups exist that have no table: those that members name, else a single one where there is
    /// anything to decide about it.
    fn found(&mut self, vocabulary: &Vocabulary, group: SubjectId, has_rules: bool, findings: &mut Findings) {
        if self.of(group).len() > 0 || self.of(group).has_table {
            return;
        }
        let width = vocabulary.subjects[group.index()].facts.len();
        let nothing = vec![MISSING; width];
        for kind in ids(vocabulary) {
            let Some(link) = link(vocabulary, kind, group) else { continue };
            let named: Vec<(String, Entry)> = self
                .of(kind)
                .all()
                .filter_map(|index| {
                    let name = self.text_fact(kind, index, link)?;
                    Some((name.to_owned(), self.of(kind).entry(index)))
                })
                .collect();
            for (name, entry) in named {
                _ = self.of_mut(group).add(&name, entry, &nothing);
            }
        }
        let count = self.of(group).len();
        let names = &vocabulary.subjects[group.index()].names;
        if count > 0 && has_rules {
            let says = Saying::new("note-groups-named").with_names("group", names).with("count", count);
            findings.note(None, says);
        }
        // Only the outermost kind can be taken for granted: teachers who name no bureau may have one in common,
        // but teachers who name no school have not.
        let is_outermost = !ids(vocabulary).any(|other| link(vocabulary, group, other).is_some());
        let first = ids(vocabulary).find_map(|kind| {
            let index = self.of(kind).usable().next().filter(|_| leads_to(vocabulary, kind, group))?;
            Some(self.of(kind).entry(index))
        });
        if let (0, true, true, Some(entry)) = (count, has_rules, is_outermost, first) {
            _ = self.of_mut(group).add("", entry, &nothing);
            findings.note(None, Saying::new("note-group-single").with_names("group", names));
        }
        self.of_mut(group).settle();
    }

    /// The members of one kind of every subject of a group's kind.
    fn members_of(
        &self,
        vocabulary: &Vocabulary,
        group: SubjectId,
        kind: SubjectId,
        findings: &mut Findings,
    ) -> Option<Vec<Vec<u32>>> {
        let count = self.of(group).len();
        // Of those in a part that could not be read nobody knows whose they are.
        let is_absent = self.of(kind).len() == 0 && !self.of(kind).has_table || self.of(kind).is_incomplete;
        if group == kind || count == 0 || is_absent || link(vocabulary, group, kind).is_some() {
            return None;
        }
        let through: Vec<(SubjectId, FieldId, FieldId)> = ids(vocabulary)
            .filter_map(|middle| {
                let first = link(vocabulary, kind, middle)?;
                Some((middle, first, link(vocabulary, middle, group)?))
            })
            .collect();
        let direct = link(vocabulary, kind, group);
        if direct.is_none() && through.is_empty() {
            // The vocabulary ties the two by nothing: only a single group of which nobody is said to be a
            // member can hold everybody.
            let is_tied = ids(vocabulary).any(|other| link(vocabulary, other, group).is_some());
            return (count == 1 && !is_tied).then(|| vec![self.of(kind).all().collect()]);
        }
        let names_group = |index: u32| -> Option<String> {
            if let Some(name) = direct.and_then(|fact| self.text_fact(kind, index, fact)) {
                return Some(name.to_owned());
            }
            through.iter().find_map(|(middle, first, second)| {
                let between = self.of(*middle).find(self.text_fact(kind, index, *first)?)?;
                self.text_fact(*middle, between, *second).map(str::to_owned)
            })
        };
        let mut members = vec![Vec::new(); count];
        let mut homeless = 0_usize;
        let mut named = 0_usize;
        // Whose row was set aside is a member all the same, as far as it can be told of what.
        for index in self.of(kind).all() {
            let is_usable = self.of(kind).is_usable(index);
            match names_group(index) {
                Some(name) => {
                    named += 1;
                    match self.of(group).find(&name) {
                        Some(found) => members[position(found)].push(index),
                        None if !is_usable => {}
                        None => {
                            let entry = self.of(kind).entry(index);
                            let reason = Saying::new("finding-no-such-group")
                                .with_names("member", &vocabulary.subjects[kind.index()].names)
                                .with_names("group", &vocabulary.subjects[group.index()].names)
                                .with("name", crate::finding::masked(&name));
                            let shown = crate::finding::masked(&name);
                            findings.add(Trouble::Nobody, self.place(entry), Some(shown), reason);
                        }
                    }
                }
                None if count == 1 => members[0].push(index),
                None => homeless += usize::from(is_usable),
            }
        }
        if homeless > 0 {
            let says = Saying::new(if named == 0 { "note-members-unknown" } else { "note-members-homeless" })
                .with_names("member", &vocabulary.subjects[kind.index()].names)
                .with_names("group", &vocabulary.subjects[group.index()].names)
                .with("count", homeless);
            findings.note(None, says);
        }
        (named > 0 || homeless == 0).then_some(members)
    }
}
