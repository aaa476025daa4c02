//! One subject with its verdicts, as every form of results tells them.

use policy_core::{
    Engine, Explained, ExplainedEvent, ExplainedOutcome, Explanation, Outcome, Plan, Record, Report, Urgency,
    Verdict,
};
use policy_messages::Language;

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
    /// The whole story, also of what is not asked for.
    pub explanation: &'d Explanation<'d>,
    /// The places of the verdicts that are asked for.
    verdicts: Vec<usize>,
    /// The places of the consequences that are asked for.
    outcomes: Vec<usize>,
}

impl<'d> Decided<'d> {
    /// A subject with its whole story, of which only some is asked for.
    pub fn new(
        plan: &Plan,
        record: &'d Record,
        explanation: &'d Explanation<'d>,
        takes_verdict: impl Fn(&Verdict) -> bool,
        takes_outcome: impl Fn(&Outcome) -> bool,
    ) -> Self {
        let name_fact = plan.vocabulary.subjects[record.subject().index()].name_fact();
        let verdicts = explanation.verdicts.iter().enumerate();
        let outcomes = explanation.outcomes.iter().enumerate();
        Self {
            record,
            name: name_fact.and_then(|fact| record.text_fact(&plan.vocabulary, fact)),
            rows_set_aside: 0,
            rows_perhaps: 0,
            explanation,
            verdicts: verdicts
                .filter(|(_, explained)| takes_verdict(&explained.verdict))
                .map(|(place, _)| place)
                .collect(),
            outcomes: outcomes
                .filter(|(_, explained)| takes_outcome(&explained.outcome))
                .map(|(place, _)| place)
                .collect(),
        }
    }

    /// The verdicts that are asked for.
    pub fn verdicts(&self) -> impl Iterator<Item = &'d Explained<'d>> + Clone {
        let all = &self.explanation.verdicts;
        self.verdicts.iter().map(|place| &all[*place])
    }

    /// The consequences that are asked for.
    pub fn outcomes(&self) -> impl Iterator<Item = &'d ExplainedOutcome> + Clone {
        let all = &self.explanation.outcomes;
        self.outcomes.iter().map(|place| &all[*place])
    }

    /// What became of each event, without those that served only what is not asked for.
    pub fn events(&self) -> impl Iterator<Item = ExplainedEvent> {
        self.explanation.events.iter().filter_map(|event| {
            let towards: Vec<_> = event
                .towards
                .iter()
                .filter(|(verdict, _)| self.verdicts.binary_search(verdict).is_ok())
                .copied()
                .collect();
            let is_told = event.towards.is_empty() || !towards.is_empty();
            is_told.then(|| ExplainedEvent { towards, ..event.clone() })
        })
    }

    /// How urgently it needs somebody's attention.
    pub fn urgency(&self, plan: &Plan) -> Urgency {
        let verdicts = self.verdicts().map(|explained| &explained.verdict);
        let outcomes = self.outcomes().map(|explained| &explained.outcome);
        Urgency::of(plan, verdicts, outcomes, self.rows_set_aside + self.rows_perhaps > 0)
    }

    /// Words for its verdicts.
    pub fn report<'a>(&'a self, engine: &'a Engine, language: Language) -> Report<'a> {
        Report::new(engine, self.record, language)
    }
}
