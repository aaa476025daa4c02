//! Rules of lower layers beside those of the layers above: a lower one may add and tighten, not loosen or contradict.
//!
//! What is told is proved: a contradiction by going through all cases, a loosening by a record that the engine decides
//! differently by the two rules.

use policy_compare::{
    Answer, Compared, Fact, Scene, Shown, Together, Witness, exclude_each_other, satisfies_only_second,
};
use policy_core::plan::{Aggregate, Amount, Citation, Measure, Node, PolicyId, Rule, RuleId, Source};
use policy_core::{Field, FieldId, FieldKind, ListId, Phrases, Plan, Verdict};
use policy_messages::{Language, message};

use crate::resolve::Report;
use crate::{Diagnostic, Index, Lint, Saying};

/// How many pairs of rules are searched for contradictions: this is part of every compilation.
const MOST_PAIRS: usize = 500;
/// How many rules are compared with those for which they stand.
const MOST_COMPARED: usize = 100;
/// After how many comparisons that prove nothing no more are made: these take longest.
const MOST_UNPROVED: usize = 20;

/// Looks at every rule of a policy that stands under another, beside the rules above it.
pub(super) fn check_layers(report: &mut Report, plan: &Plan, index: &Index) {
    let (mut pairs, mut compared, mut unproved) = (0, 0, 0);
    for (id, lower) in (0u16..).map(RuleId).zip(&plan.rules) {
        let above = above(plan, lower.policy);
        let uppers = (0u16..)
            .map(RuleId)
            .zip(&plan.rules)
            .filter(|(_, upper)| upper.subject == lower.subject && above.contains(&upper.policy));
        for (upper_id, upper) in uppers {
            let sides = [upper_id, id].map(|rule| Compared { plan, rule });
            let stands_for = lower.tightens.contains(&upper_id);
            if pairs < MOST_PAIRS && (stands_for || speak_of_the_same(lower, upper)) {
                pairs += 1;
                if exclude_each_other(sides[0], sides[1], &Together::InForce) {
                    let is_shown = compared < MOST_COMPARED;
                    compared += usize::from(is_shown);
                    report.push(contradicts(plan, index, (id, lower), (upper_id, upper), is_shown));
                    continue;
                }
            }
            if !stands_for || compared == MOST_COMPARED || unproved == MOST_UNPROVED {
                continue;
            }
            compared += 1;
            match satisfies_only_second(sides[0], sides[1], &Together::InForce) {
                Answer::Never => {}
                Answer::NotProved => unproved += 1,
                Answer::Shown(witness) => {
                    report.push(loosens(plan, index, (id, lower), (upper_id, upper), &witness));
                }
            }
        }
    }
}

/// The policies that stand above one. Layers have no ring, and their number has a bound.
fn above(plan: &Plan, policy: PolicyId) -> Vec<PolicyId> {
    let mut found: Vec<PolicyId> = Vec::new();
    let mut waiting = vec![policy];
    while let Some(lower) = waiting.pop() {
        for upper in plan.policies.get(lower.index()).map_or(&[][..], |policy| &policy.under) {
            if !found.contains(upper) {
                found.push(*upper);
                waiting.push(*upper);
            }
        }
    }
    found
}

/// Whether both add up, or count, the same things; whatever counts by the recognition of each.
fn speak_of_the_same(one: &Rule, other: &Rule) -> bool {
    let measured = |rule: &Rule| -> Vec<(Option<ListId>, Measure)> {
        let mut found = Vec::new();
        Node::Condition(&rule.requirement).walk(&mut |node| {
            if let Node::Amount(Amount::Aggregate(aggregate)) = node {
                let Aggregate { source, measure, .. } = &**aggregate;
                found.push((list_of(*source), measure.clone()));
            }
        });
        found
    };
    let known = measured(one);
    measured(other).iter().any(|sum| known.contains(sum))
}

fn list_of(source: Source) -> Option<ListId> {
    match source {
        Source::Recorded(list) | Source::Recognised(list, _) => Some(list),
        Source::Members(_) => None,
    }
}

fn loosens(
    plan: &Plan,
    index: &Index,
    (lower_id, lower): (RuleId, &Rule),
    (upper_id, upper): (RuleId, &Rule),
    witness: &Witness,
) -> Diagnostic {
    let says = Saying::new("loosens-layer-above").with_names("lower", &lower.names);
    let says =
        says.with_names("upper", &upper.names).with_said("policy", |language| title(plan, upper, language));
    let says = says.with_said("who", |language| scene_in_words(plan, &witness.scene, language));
    let Shown { unmet, satisfied } = &witness.shown;
    let says = says
        .with_said("below", |language| satisfied_in_words(plan, lower, satisfied.as_ref(), language))
        .with_said("above", |language| status_in_words(plan, upper, unmet, language));
    placed(index, Lint::LoosensUpperLayer, says, (lower_id, lower), (upper_id, upper))
        .hint(Saying::new("hint-loosens-layer-above"))
}

fn contradicts(
    plan: &Plan,
    index: &Index,
    (lower_id, lower): (RuleId, &Rule),
    (upper_id, upper): (RuleId, &Rule),
    is_shown: bool,
) -> Diagnostic {
    let sides = [upper_id, lower_id].map(|rule| Compared { plan, rule });
    let answer = is_shown.then(|| satisfies_only_second(sides[0], sides[1], &Together::InForce));
    let example = match answer {
        Some(Answer::Shown(witness)) => Some(witness),
        Some(Answer::Never | Answer::NotProved) | None => None,
    };
    let says = match &example {
        None => Saying::new("contradicts-layer-above"),
        Some(witness) => Saying::new("contradicts-layer-above-shown")
            .with_said("who", |language| scene_in_words(plan, &witness.scene, language))
            .with_said("below", |language| {
                satisfied_in_words(plan, lower, witness.shown.satisfied.as_ref(), language)
            })
            .with_said("above", |language| status_in_words(plan, upper, &witness.shown.unmet, language)),
    };
    let says = says.with_names("lower", &lower.names).with_names("upper", &upper.names);
    let says = says.with_said("policy", |language| title(plan, upper, language));
    placed(index, Lint::ContradictsUpperLayer, says, (lower_id, lower), (upper_id, upper))
        .hint(Saying::new("hint-contradicts-layer-above"))
}

/// The finding, with both clauses.
fn placed(
    index: &Index,
    lint: Lint,
    says: Saying,
    (lower_id, lower): (RuleId, &Rule),
    (upper_id, upper): (RuleId, &Rule),
) -> Diagnostic {
    let span = |rule: RuleId| index.rule(rule).map(|place| place.place.name).unwrap_or_default();
    let mut found = Diagnostic::finding(lint, span(lower_id), says);
    if let Some(citation) = lower.citations.first() {
        found = found.also(span(lower_id), clause("clause-of-lower-layer", Some(citation)));
    }
    found.also(span(upper_id), clause("clause-of-upper-layer", upper.citations.first()))
}

/// A layer's clause: `of the upper layer: clause 三(一)3: "每年90个学时"`.
fn clause(id: &'static str, citation: Option<&Citation>) -> Saying {
    Saying::new(id).with_said("clause", |language| match citation {
        None => message(language, "clause-not-cited", &[]),
        Some(Citation { article, quote: None }) => {
            message(language, "explain-cite", &[("article", article.as_str())])
        }
        Some(Citation { article, quote: Some(quote) }) => message(
            language,
            "explain-cite-quote",
            &[("article", article.as_str()), ("quote", quote.as_str())],
        ),
    })
}

fn title(plan: &Plan, rule: &Rule, language: Language) -> String {
    plan.policies.get(rule.policy.index()).map(|policy| policy.names.shown(language)).unwrap_or_default()
}

/// `County rules: met (2023-01-01 to 2023-12-31)`
fn status_in_words(plan: &Plan, rule: &Rule, verdict: &Verdict, language: Language) -> String {
    let id = match verdict.status {
        policy_core::Status::Met => "status-met",
        policy_core::Status::Unmet => "status-unmet",
        policy_core::Status::Pending => "status-pending",
        policy_core::Status::Unknown => "status-unknown",
        policy_core::Status::Exempt => "status-exempt",
        policy_core::Status::NotApplicable => "status-not-applicable",
    };
    let (policy, status) = (title(plan, rule, language), message(language, id, &[]));
    let said = match (verdict.period.from, verdict.period.to) {
        (Some(from), Some(to)) if from != to => {
            let (from, to) = (from.to_string(), to.to_string());
            let arguments = [("policy", &*policy), ("from", &*from), ("to", &*to), ("status", &*status)];
            message(language, "witness-verdict-between", &arguments)
        }
        (Some(_) | None, _) => {
            message(language, "witness-verdict", &[("policy", &policy), ("status", &status)])
        }
    };
    if rule.soft { message(language, "witness-verdict-soft", &[("verdict", &said)]) } else { said }
}

fn satisfied_in_words(plan: &Plan, rule: &Rule, verdict: Option<&Verdict>, language: Language) -> String {
    match verdict {
        Some(verdict) => status_in_words(plan, rule, verdict, language),
        None => message(language, "witness-verdict-none", &[("policy", &title(plan, rule, language))]),
    }
}

/// A record in words: `stage is primary; training (end is 2023-07-02, hours is 90)`.
pub(crate) fn scene_in_words(plan: &Plan, scene: &Scene, language: Language) -> String {
    let field = |list: Option<ListId>, (field, fact): &(FieldId, Fact)| {
        let declared = plan.vocabulary.fields(scene.subject, list).get(field.index())?;
        Some(in_words(plan, scene, list, declared, fact, language))
    };
    let separator = message(language, "explain-separator", &[]);
    let mut parts: Vec<String> = scene.facts.iter().filter_map(|fact| field(None, fact)).collect();
    for event in &scene.events {
        let declared = plan.vocabulary.subjects.get(scene.subject.index());
        let Some(declared) = declared.and_then(|subject| subject.lists.get(event.list.index())) else {
            continue;
        };
        // The date that the list goes by says enough of when it was.
        let starts = declared.lasting.map(|(first, last)| if first == declared.dated { last } else { first });
        let is_told =
            |(of, fact): &&(FieldId, Fact)| Some(*of) != starts || event.field(declared.dated) != Some(fact);
        let told = event.fields.iter().filter(is_told).filter_map(|fact| field(Some(event.list), fact));
        let fields = told.collect::<Vec<_>>().join(&separator);
        let name = declared.names.shown(language);
        parts.push(message(language, "witness-event", &[("list", &name), ("fields", &fields)]));
    }
    if parts.is_empty() {
        return message(language, "witness-nothing-done", &[]);
    }
    parts.join(&message(language, "witness-separator", &[]))
}

fn in_words(
    plan: &Plan,
    scene: &Scene,
    list: Option<ListId>,
    declared: &Field,
    fact: &Fact,
    language: Language,
) -> String {
    let name = declared.names.shown(language);
    let say = |id: &str, value: &str| message(language, id, &[("field", &name), ("value", value)]);
    match fact {
        Fact::Flag(true) => say("witness-yes", ""),
        Fact::Flag(false) => say("witness-no", ""),
        Fact::Date(day) => say("witness-is", &day.to_string()),
        Fact::Text(text) => say("witness-is", text),
        Fact::Term(term) => {
            let FieldKind::Term(tree) = declared.kind else { return name };
            let tree = plan.vocabulary.trees.get(tree.index());
            let term = tree.and_then(|tree| tree.terms.get(term.index()));
            say("witness-is", &term.map(|term| term.names.shown(language)).unwrap_or_default())
        }
        Fact::Amount(amount) => {
            let FieldKind::Quantity(unit) = declared.kind else { return name };
            let phrases = Phrases::new(plan, language, scene.subject, list);
            let amount = phrases.quantity(*amount, unit);
            // `hours is 90 hours` says it twice.
            if amount.ends_with(&name) { amount } else { say("witness-is", &amount) }
        }
    }
}
