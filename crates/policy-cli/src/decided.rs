//! Verdicts on one subject, with what is needed to tell them.

use policy_core::plan::{Action, ActionKind, Comparison, Condition, RuleId};
use policy_core::{
    Decimal, Engine, Explained, ExplainedOutcome, Explanation, FieldId, FieldKind, Instance, Names,
    PartState, Plan, Record, Report, Standing, Status, SubjectId, Vocabulary,
};

use crate::finding::Findings;
use crate::selection::Selection;
use crate::voice::Voice;

/// What all results of a run share.
pub struct Run<'r> {
    /// The engine.
    pub engine: &'r Engine,
    /// The last day whose events are seen.
    pub as_of: chrono::NaiveDate,
    /// What is asked for.
    pub selection: &'r Selection,
    /// The language and colours of the result.
    pub voice: Voice,
    /// What is wrong with the data.
    pub findings: &'r Findings,
}

/// One subject, decided.
pub struct Decided<'d> {
    /// Its record.
    pub record: &'d Record,
    /// Its name, where the vocabulary has a fact for that.
    pub name: Option<&'d str>,
    /// How many of its rows were set aside.
    pub rows_set_aside: u32,
    /// How many rows of nobody may have been meant for it.
    pub rows_perhaps: u32,
    /// The whole story.
    pub explanation: &'d Explanation<'d>,
}

impl<'d> Decided<'d> {
    /// The verdicts that are asked for.
    pub fn verdicts(&self, run: &Run<'_>) -> impl Iterator<Item = &'d Explained<'d>> {
        let (plan, selection) = (run.engine.plan(), run.selection);
        self.explanation
            .verdicts
            .iter()
            .filter(move |explained| selection.takes_verdict(plan, &explained.verdict))
    }

    /// The consequences that are asked for.
    pub fn outcomes(&self, run: &Run<'_>) -> impl Iterator<Item = &'d ExplainedOutcome> {
        let (plan, selection) = (run.engine.plan(), run.selection);
        self.explanation
            .outcomes
            .iter()
            .filter(move |explained| selection.takes_outcome(plan, &explained.outcome))
    }
}

impl<'r> Run<'r> {
    /// Words for the verdicts on a record.
    pub fn report<'a>(&'a self, record: &'a Record) -> Report<'a> {
        Report::new(self.engine, record, self.voice.language)
    }

    /// What a thing is called.
    pub fn name(&self, names: &Names) -> String {
        names.shown(self.voice.language)
    }

    /// The outcomes that a consequence denies, grants or makes a duty.
    pub fn outcomes(&self, actions: &[Action], kind: ActionKind) -> Vec<&'r Names> {
        let plan = self.engine.plan();
        let own = actions.iter().filter(|action| action.kind == kind);
        own.filter_map(|action| plan.vocabulary.outcomes.get(action.outcome.index())).collect()
    }

    /// Several things in a sentence.
    pub fn list(&self, items: &[String]) -> String {
        items.join(&self.voice.say("explain-separator", &[]))
    }
}

/// The comparison that a verdict was measured by.
#[derive(Clone, Copy, Debug)]
pub struct MeasuredBy<'e> {
    /// The condition that holds it.
    pub condition: &'e Condition,
    /// The comparison.
    pub comparison: &'e Comparison,
    /// How it stands.
    pub state: PartState,
    /// Whether the rule measures more than this.
    pub is_one_of_several: bool,
}

impl MeasuredBy<'_> {
    /// The share of the threshold that is required, `60%` or `1:300`; `None` for all of it.
    pub fn share(&self) -> Option<String> {
        let (numerator, denominator) = (self.comparison.right_factor, self.comparison.left_factor);
        if numerator == denominator {
            return None;
        }
        let percent = Decimal::whole(100).and_then(|whole| whole.checked_scale(numerator, denominator));
        Some(percent.map_or_else(|| format!("{numerator}:{denominator}"), |percent| format!("{percent}%")))
    }
}

/// The comparison that a verdict was measured by; `None` where it was not measured.
pub fn measured_by<'e>(explained: &Explained<'e>) -> Option<MeasuredBy<'e>> {
    let measured = explained.verdict.measured?;
    let mut all = explained.parts.iter().filter(|part| part.measured.is_some());
    let is_one_of_several = all.clone().count() > 1;
    let part = all.find(|part| part.measured.is_some_and(|own| own.part == measured.part))?;
    let (condition, state) = (part.condition, part.state);
    let Condition::Compare(comparison) = condition else { return None };
    Some(MeasuredBy { condition, comparison, state, is_one_of_several })
}

/// The fact that holds a subject's name.
pub fn name_fact(vocabulary: &Vocabulary, subject: SubjectId) -> Option<FieldId> {
    const NAMES: [&str; 4] = ["name", "姓名", "校名", "名称"];
    let is_name = |names: &Names| names.all().any(|name| NAMES.contains(&name));
    let facts = &vocabulary.subjects[subject.index()].facts;
    let place = facts.iter().position(|fact| fact.kind == FieldKind::Text && is_name(&fact.names))?;
    u16::try_from(place).ok().map(FieldId)
}

/// How many verdicts of each status each rule has.
#[derive(Clone, Debug)]
pub struct Tally {
    /// How many subjects were decided.
    pub subjects: usize,
    /// By kind of subject: how many of them.
    pub kinds: Vec<usize>,
    /// By rule, in the plan's order.
    pub rules: Vec<RuleTally>,
    /// By consequence, in the plan's order.
    pub consequences: Vec<StandingTally>,
    /// How many verdicts count as failures: unmet, and not only in principle.
    pub failures: usize,
    /// How many subjects could not be decided.
    pub undecided: usize,
}

/// How many verdicts of each status a rule has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleTally {
    /// Met.
    pub met: usize,
    /// Unmet.
    pub unmet: usize,
    /// Pending.
    pub pending: usize,
    /// Unknown.
    pub unknown: usize,
    /// Exempt.
    pub exempt: usize,
    /// Not applicable.
    pub not_applicable: usize,
}

/// For how many subjects a consequence stands how, each counted once, under the gravest of its periods.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct StandingTally {
    /// In force.
    pub in_force: usize,
    /// At risk.
    pub at_risk: usize,
    /// Undetermined.
    pub undetermined: usize,
    /// Clear.
    pub clear: usize,
}

impl Tally {
    /// Nothing yet.
    pub fn new(plan: &Plan) -> Self {
        Self {
            subjects: 0,
            kinds: vec![0; plan.vocabulary.subjects.len()],
            rules: vec![RuleTally::default(); plan.rules.len()],
            consequences: vec![StandingTally::default(); plan.consequences.len()],
            failures: 0,
            undecided: 0,
        }
    }

    /// Counts a subject with its verdicts and consequences.
    pub fn subject(&mut self, run: &Run<'_>, decided: &Decided<'_>) {
        self.subjects += 1;
        self.kinds[decided.record.subject().index()] += 1;
        for explained in decided.verdicts(run) {
            self.add(run.engine.plan(), explained.verdict.rule, explained.verdict.status);
        }
        let mut outcomes: Vec<_> = decided.outcomes(run).map(|explained| explained.outcome).collect();
        outcomes.sort_by_key(|outcome| (outcome.consequence, gravity(outcome.standing)));
        outcomes.dedup_by_key(|outcome| outcome.consequence);
        for outcome in outcomes {
            let tally = &mut self.consequences[outcome.consequence.index()];
            match outcome.standing {
                Standing::InForce => tally.in_force += 1,
                Standing::AtRisk => tally.at_risk += 1,
                Standing::Undetermined => tally.undetermined += 1,
                Standing::Clear => tally.clear += 1,
            }
        }
    }

    fn add(&mut self, plan: &Plan, rule: RuleId, status: Status) {
        let tally = &mut self.rules[rule.index()];
        match status {
            Status::Met => tally.met += 1,
            Status::Unmet => tally.unmet += 1,
            Status::Pending => tally.pending += 1,
            Status::Unknown => tally.unknown += 1,
            Status::Exempt => tally.exempt += 1,
            Status::NotApplicable => tally.not_applicable += 1,
        }
        if status == Status::Unmet && !plan.rules[rule.index()].soft {
            self.failures += 1;
        }
    }
}

/// The gravest standing first.
fn gravity(standing: Standing) -> u8 {
    match standing {
        Standing::InForce => 0,
        Standing::Undetermined => 1,
        Standing::AtRisk => 2,
        Standing::Clear => 3,
    }
}

/// Which occurrence an instance is, for machines.
pub fn instance_days(instance: Instance) -> (Option<String>, Option<String>) {
    (instance.from.map(|day| day.to_string()), instance.to.map(|day| day.to_string()))
}
