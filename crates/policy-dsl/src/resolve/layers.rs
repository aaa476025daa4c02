//! Layers: which policies stand above which, and for which of their rules a rule stands.
//!
//! `under` names the layers just above; what stands above those stands above the policy too. A layer that
//! is not among the files is told, and what is said of it is left unlooked at. Nothing of this changes a verdict:
//! `check` compares the rules, and `explain` says which of them binds.

use std::collections::HashSet;

use policy_core::plan::{PolicyId, RuleId};
use policy_core::{ListId, Names, SubjectId};

use super::nearest::nearest;
use super::policy::{Model, Thing};
use super::report::Report;
use super::scope::{Lowering, Scope};
use crate::syntax::Name;
use crate::{Diagnostic, Lint, Saying, Span};

/// How many layers may stand on each other.
const MOST_LAYERS: u16 = 16;
/// How many policies may stand above one.
const MOST_ABOVE: usize = 64;

/// A policy that stands above another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Upper {
    /// Which one.
    pub policy: PolicyId,
    /// How many layers up: 1 is the one that the policy names.
    pub steps: u16,
}

impl Model<'_> {
    /// Works out what stands above each policy.
    pub fn settle_layers(&mut self, report: &mut Report) {
        let direct: Vec<Vec<(PolicyId, Span)>> =
            (0..self.policies.len()).map(|place| self.named_above(report, place)).collect();
        if !is_ascending(report, self, &direct) {
            return;
        }
        for place in 0..self.policies.len() {
            match above(&direct, place) {
                Some(above) => self.policies[place].above = above,
                None => {
                    let head = &self.policies[place];
                    let says = Saying::new("layers-too-many").with_names("policy", &head.names);
                    let span = head.under.first().map_or(head.syntax.declared.name.span, |name| name.span);
                    report.push(Diagnostic::error(span, says.with("limit", MOST_ABOVE)));
                }
            }
        }
    }

    /// The policies that one says it stands under; says which are not there.
    fn named_above(&self, report: &mut Report, place: usize) -> Vec<(PolicyId, Span)> {
        let mut found: Vec<(PolicyId, Span)> = Vec::new();
        for name in &self.policies[place].under {
            match self.policy_table.find(&name.text).map(PolicyId) {
                Some(policy) if found.iter().any(|(known, _)| *known == policy) => {}
                Some(policy) => found.push((policy, name.span)),
                None => {
                    let known: Vec<&Names> = self.policy_table.all_names().collect();
                    let near = nearest(&name.text, &known);
                    let hint = match near.is_empty() {
                        true => Saying::new("hint-under-unknown"),
                        false => Saying::new("hint-nearest").with_list("names", &near),
                    };
                    let says = Saying::new("under-unknown").with("name", &name.text);
                    report.push(Diagnostic::finding(Lint::AbsentUpperLayer, name.span, says).hint(hint));
                }
            }
        }
        found
    }

    /// The policy whose recognition says what counts of a list under a policy: its own, else that of the nearest
    /// layer above that has one; of several equally near the one that is named first.
    pub fn recognised_by(&self, policy: PolicyId, subject: SubjectId, list: ListId) -> Option<PolicyId> {
        let layers = std::iter::once(policy).chain(self.head(policy).above.iter().map(|upper| upper.policy));
        layers.into_iter().find(|layer| self.head(*layer).recognises.contains(&(subject, list)))
    }

    /// A rule of a layer above by one of its names, in the nearest layer that has one; several where
    /// equally near ones have one each.
    fn rules_above(&self, policy: PolicyId, name: &str) -> Vec<(PolicyId, Thing, Span)> {
        let mut found = Vec::new();
        let mut steps = 0;
        for upper in &self.head(policy).above {
            if !found.is_empty() && upper.steps > steps {
                break;
            }
            if let Some((thing, span)) = self.own_thing(upper.policy, name) {
                steps = upper.steps;
                found.push((upper.policy, thing, span));
            }
        }
        found
    }
}

/// All that stands above a policy, the nearest first; `None` where that is too much.
fn above(direct: &[Vec<(PolicyId, Span)>], place: usize) -> Option<Vec<Upper>> {
    let mut seen = HashSet::from([place]);
    let mut found: Vec<Upper> = Vec::new();
    let mut steps = 0;
    let mut layer = vec![place];
    while !layer.is_empty() {
        steps += 1;
        let mut next = Vec::new();
        for (policy, _) in layer.iter().flat_map(|place| &direct[*place]) {
            if seen.insert(policy.index()) {
                found.push(Upper { policy: *policy, steps });
                next.push(policy.index());
            }
            if found.len() > MOST_ABOVE {
                return None;
            }
        }
        layer = next;
    }
    Some(found)
}

/// Whether no policy stands above itself, and not too many above each other; says which does.
fn is_ascending(report: &mut Report, model: &Model<'_>, direct: &[Vec<(PolicyId, Span)>]) -> bool {
    #[derive(Clone, Copy, PartialEq, Eq)]
    enum Mark {
        New,
        Open,
        /// Done, with so many layers from it upwards.
        Done(u16),
    }
    let mut marks = vec![Mark::New; direct.len()];
    for start in 0..direct.len() {
        // Each step is a policy, how many of those above it have been followed, and the most layers above.
        let mut path: Vec<(usize, usize, u16)> = Vec::new();
        if marks[start] == Mark::New {
            marks[start] = Mark::Open;
            path.push((start, 0, 0));
        }
        while let Some((place, next, layers)) = path.last_mut() {
            let Some(&(upper, span)) = direct[*place].get(*next) else {
                let (place, layers) = (*place, *layers + 1);
                // Counted from below as well: those above may have been followed before.
                if let (true, Some((_, span))) = (layers > MOST_LAYERS, direct[place].first()) {
                    report.push(Diagnostic::error(
                        *span,
                        Saying::new("layers-too-deep").with("limit", MOST_LAYERS),
                    ));
                    return false;
                }
                marks[place] = Mark::Done(layers);
                path.pop();
                if let Some((_, _, most)) = path.last_mut() {
                    *most = layers.max(*most);
                }
                continue;
            };
            *next += 1;
            match marks[upper.index()] {
                Mark::Done(above) if above >= MOST_LAYERS => {
                    let says = Saying::new("layers-too-deep").with("limit", MOST_LAYERS);
                    report.push(Diagnostic::error(span, says));
                    return false;
                }
                Mark::Done(above) => *layers = above.max(*layers),
                Mark::New if path.len() >= usize::from(MOST_LAYERS) => {
                    let says = Saying::new("layers-too-deep").with("limit", MOST_LAYERS);
                    report.push(Diagnostic::error(span, says));
                    return false;
                }
                Mark::New => {
                    marks[upper.index()] = Mark::Open;
                    path.push((upper.index(), 0, 0));
                }
                Mark::Open => {
                    show_ring(report, model, direct, &path, upper.index());
                    return false;
                }
            }
        }
    }
    true
}

fn show_ring(
    report: &mut Report,
    model: &Model<'_>,
    direct: &[Vec<(PolicyId, Span)>],
    path: &[(usize, usize, u16)],
    target: usize,
) {
    let start = path.iter().position(|(place, ..)| *place == target).unwrap_or(0);
    let ring = &path[start..];
    let name = |place: usize| model.policies[place].syntax.declared.name.text.as_str();
    let mut shown: Vec<&str> = ring.iter().map(|(place, ..)| name(*place)).collect();
    shown.push(name(target));
    let says = if ring.len() == 1 { "policy-under-itself" } else { "layers-in-a-ring" };
    let says = Saying::new(says).with("ring", shown.join(" → ")).with("name", name(target));
    let mut diagnostic = Diagnostic::error(model.policies[target].syntax.declared.name.span, says);
    diagnostic.related = ring
        .iter()
        .filter_map(|(place, next, _)| {
            let (upper, span) = *direct[*place].get(next.checked_sub(1)?)?;
            let says = Saying::new("stands-under").with("lower", name(*place));
            Some((span, says.with("upper", name(upper.index()))))
        })
        .collect();
    report.push(diagnostic.hint(Saying::new("hint-layers-in-a-ring")));
}

impl Lowering<'_, '_> {
    /// The rules of layers above for which a rule stands: those that it says, else those that are called as it is.
    pub fn tightened(&mut self, place: usize, named: Option<&[Name]>, scope: Scope) -> Option<Vec<RuleId>> {
        let mut found: Vec<RuleId> = Vec::new();
        let mut add = |rule: usize| {
            let rule = RuleId(rule as u16);
            if !found.contains(&rule) {
                found.push(rule);
            }
        };
        match named {
            Some(names) => {
                for name in names {
                    self.tightened_by_name(name, scope)?.into_iter().for_each(&mut add);
                }
            }
            None => {
                let names = super::table::names(&self.model.rules[place].syntax.declared);
                for name in names.all() {
                    for (_, thing, _) in self.model.rules_above(scope.policy, name) {
                        if let Thing::Rule(rule) = thing
                            && self.model.rules[rule].subject == Some(scope.subject)
                        {
                            add(rule);
                        }
                    }
                }
            }
        }
        Some(found)
    }

    /// A rule that `tightens` names. `None` after saying that it is none; nothing where it may stand in a layer that is
    /// not among the files.
    fn tightened_by_name(&mut self, name: &Name, scope: Scope) -> Option<Option<usize>> {
        let model = self.model;
        let head = model.head(scope.policy);
        let mut found = model.rules_above(scope.policy, &name.text);
        let dotted = name.text.split_once('.');
        if found.is_empty()
            && let Some((policy, rule)) = dotted
            && let Some(policy) = model.policy_table.find(policy).map(PolicyId)
            && let Some((thing, span)) = model.own_thing(policy, rule)
        {
            if !head.above.iter().any(|upper| upper.policy == policy) {
                let other = &model.head(policy).names;
                let says = Saying::new("tightens-no-layer-above")
                    .with("name", &name.text)
                    .with_names("policy", other);
                let hint = Saying::new("hint-under").with("policy", &other.id);
                let found = Diagnostic::error(name.span, says).also(span, Saying::new("first-declared"));
                let is_own = policy == scope.policy;
                return self.report.fail(if is_own { found } else { found.hint(hint) });
            }
            found.push((policy, thing, span));
        }
        match found.as_slice() {
            [] => self.no_rule_above(name, scope),
            [(_, Thing::Rule(rule), span)] => self.of_same_subject(*rule, name, *span, scope).map(Some),
            [(_, Thing::Consequence(_) | Thing::Parameter(_) | Thing::Table(_), span)] => {
                let says = Saying::new("not-a-rule").with("name", &name.text);
                let diagnostic = Diagnostic::error(name.span, says);
                self.report.fail(diagnostic.also(*span, Saying::new("first-declared")))
            }
            [(first, ..), ..] => {
                let policy = &model.head(*first).names.id;
                let meaning = |(policy, _, span): &(PolicyId, Thing, Span)| {
                    let policy = &model.head(*policy).names.id;
                    (*span, Saying::new("meaning-rule-of").with("name", format!("{policy}.{}", name.text)))
                };
                let meanings = found.iter().map(meaning).collect();
                let hint = Saying::new("hint-rule-of-policy").with("name", format!("{policy}.{}", name.text));
                self.report.ambiguous(name, meanings, hint)
            }
        }
    }

    fn of_same_subject(&mut self, rule: usize, name: &Name, declared: Span, scope: Scope) -> Option<usize> {
        let subject = self.model.rules[rule].subject?;
        if subject == scope.subject {
            return Some(rule);
        }
        let names = |subject: SubjectId| self.model.words.subjects.get(subject.0).names.clone();
        let says = Saying::new("tightens-other-subject")
            .with("name", &name.text)
            .with_names("rule_subject", &names(subject))
            .with_names("subject", &names(scope.subject));
        self.report.fail(Diagnostic::error(name.span, says).also(declared, Saying::new("first-declared")))
    }

    fn no_rule_above<T>(&mut self, name: &Name, scope: Scope) -> Option<Option<T>> {
        let model = self.model;
        let head = model.head(scope.policy);
        let is_there = |name: &&&Name| model.policy_table.find(&name.text).is_some();
        if head.under.iter().filter(is_there).count() < head.under.len() {
            return Some(None);
        }
        if head.under.is_empty() {
            let says = Saying::new("tightens-without-under").with("name", &name.text);
            let hint = Saying::new("hint-tightens-without-under");
            return self.report.fail(Diagnostic::error(name.span, says).hint(hint));
        }
        let is_above = |policy: PolicyId| head.above.iter().any(|upper| upper.policy == policy);
        let rules = model.rules.iter().filter(|rule| is_above(rule.policy));
        let known: Vec<Names> = rules.map(|rule| super::table::names(&rule.syntax.declared)).collect();
        self.report.unknown(name, "kind-rule-above", &known)
    }
}
