//! Who rules are for and what recognitions are of: known before anything is lowered.

use policy_core::plan::PolicyId;
use policy_core::{Decimal, ListId, Names, SubjectId, UnitId};

use super::convert::{is_count, reduced};
use super::policy::Model;
use super::report::Report;
use crate::syntax::{Name, RecognitionClause, RoundingStep, RuleClause};
use crate::{Diagnostic, Saying};

impl Model<'_> {
    /// Fills in each rule's subject, each recognition's list, and each policy's conversions.
    pub fn settle(&mut self, report: &mut Report) {
        for rule in 0..self.rules.len() {
            let head = &self.rules[rule];
            let (policy, syntax) = (head.policy, head.syntax);
            let audience = syntax.body.members.iter().find_map(|clause| match &clause.node {
                RuleClause::For(audience) => Some(audience),
                RuleClause::Each(_)
                | RuleClause::Over(_)
                | RuleClause::Require(_)
                | RuleClause::InPrinciple
                | RuleClause::Tightens(_)
                | RuleClause::Allow(_)
                | RuleClause::Balance(_)
                | RuleClause::Grace(_)
                | RuleClause::Governed(_)
                | RuleClause::Exempt(_)
                | RuleClause::Instead(_)
                | RuleClause::Cite(_) => None,
            });
            let subject = match audience {
                Some(audience) => self.subject(report, policy, &audience.subject),
                None => {
                    let says = Saying::new("rule-without-for").with("name", &syntax.declared.name.text);
                    let diagnostic = Diagnostic::error(syntax.declared.name.span, says);
                    report.fail(diagnostic.hint(Saying::new("hint-for")))
                }
            };
            self.rules[rule].subject = subject;
        }
        for policy in (0..self.policies.len()).map(|place| PolicyId(place as u16)) {
            for place in 0..self.head(policy).recognitions.len() {
                let decl = self.head(policy).recognitions[place].0;
                let list = self.list_of(report, policy, &decl.events);
                let known = list.is_some_and(|list| !self.policies[policy.index()].recognises.insert(list));
                if known {
                    let says = Saying::new("recognised-twice").with("name", &decl.events.text);
                    report.push(
                        Diagnostic::error(decl.events.span, says).hint(Saying::new("hint-recognised-twice")),
                    );
                }
                self.policies[policy.index()].recognised.push(if known { None } else { list });
                for clause in &decl.body.members {
                    if let RecognitionClause::Convert { from, to, rounding, .. } = &clause.node {
                        let (first, second) =
                            (self.unit(report, policy, &from.1), self.unit(report, policy, &to.1));
                        let (Some(first), Some(second)) = (first, second) else { continue };
                        if first == second || from.0.millionths() <= 0 || to.0.millionths() <= 0 {
                            report.push(Diagnostic::error(clause.span, Saying::new("convert-nothing")));
                            continue;
                        }
                        let factor = reduced((to.0.millionths(), from.0.millionths()));
                        let is_known = self.head(policy).conversions.contains_key(&(first, second));
                        if is_known || (is_count(first) && is_count(second)) {
                            report.push(Diagnostic::error(clause.span, Saying::new("convert-twice")));
                            continue;
                        }
                        let conversions = &mut self.policies[policy.index()].conversions;
                        conversions.insert((first, second), factor);
                        conversions.insert((second, first), (factor.1, factor.0));
                        if let Some(RoundingStep { mode, to: step, unit, span }) = rounding {
                            let of =
                                unit.as_ref().map_or(Some(second), |unit| self.unit(report, policy, unit));
                            let direction = match of {
                                Some(of) if of == second => Some((first, second)),
                                Some(of) if of == first => Some((second, first)),
                                Some(_) | None => None,
                            };
                            let Some(direction) = direction.filter(|_| *step > Decimal::ZERO) else {
                                report.push(Diagnostic::error(*span, Saying::new("conversion-step")));
                                continue;
                            };
                            self.policies[policy.index()].roundings.insert(direction, (*mode, *step));
                        }
                    }
                }
            }
        }
    }

    /// The subject that a name means.
    pub fn subject(&self, report: &mut Report, policy: PolicyId, name: &Name) -> Option<SubjectId> {
        let seen = &self.head(policy).vocabularies;
        match self.words.subjects.find_seen(&name.text, seen) {
            Some(id) => Some(SubjectId(id)),
            None => report.unknown(name, "kind-subject", self.words.subjects.seen_names(seen)),
        }
    }

    /// The unit that a name means.
    pub fn unit(&self, report: &mut Report, policy: PolicyId, name: &Name) -> Option<UnitId> {
        let seen = &self.head(policy).vocabularies;
        match self.words.units.find_seen(&name.text, seen) {
            Some(id) => Some(UnitId(id)),
            None => report.unknown(name, "kind-unit", self.words.units.seen_names(seen)),
        }
    }

    /// The list of events that a name means, of whichever subject; `school.training` tells which.
    fn list_of(&self, report: &mut Report, policy: PolicyId, name: &Name) -> Option<(SubjectId, ListId)> {
        let seen = &self.head(policy).vocabularies;
        let (subject, list) = match name.text.split_once('.') {
            Some((subject, list)) => (Some(subject), list),
            None => (None, name.text.as_str()),
        };
        let subjects = (0u16..).map(SubjectId).zip(self.words.subjects.entries());
        let found: Vec<(SubjectId, ListId)> = subjects
            .filter(|(id, entry)| {
                seen.any_of(&entry.origins)
                    && subject.is_none_or(|wanted| self.words.subjects.find(wanted) == Some(id.0))
            })
            .filter_map(|(id, _)| Some((id, ListId(self.words.lists[id.index()].find_seen(list, seen)?))))
            .collect();
        match found.as_slice() {
            [one] => Some(*one),
            [] => {
                let known: Vec<&Names> =
                    self.words.lists.iter().flat_map(|table| table.seen_names(seen)).collect();
                report.unknown(name, "kind-list", known)
            }
            [(first, _), ..] => {
                let meaning = |(subject, list): &(SubjectId, ListId)| {
                    let entry = self.words.lists[subject.index()].get(list.0);
                    let names = &self.words.subjects.get(subject.0).names;
                    (
                        entry.span,
                        Saying::new("meaning-list-of")
                            .with("name", list_name(name))
                            .with_names("subject", names),
                    )
                };
                let meanings = found.iter().map(meaning).collect();
                let example = format!("{}.{}", self.words.subjects.get(first.0).names.id, name.text);
                report.ambiguous(name, meanings, Saying::new("hint-write").with("text", example))
            }
        }
    }
}

fn list_name(name: &Name) -> &str {
    name.text.rsplit('.').next().unwrap_or(&name.text)
}
