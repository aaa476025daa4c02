//! What all results of a run share.

use policy_core::plan::{Action, ActionKind};
use policy_core::{Engine, Instance, Names, Report};
use policy_report::{About, Decided, Remarks};

use crate::finding::{Findings, note_text};
use crate::voice::Voice;

/// What all results of a run share.
pub struct Run<'r> {
    /// The engine.
    pub engine: &'r Engine,
    /// The last day whose events are seen.
    pub as_of: chrono::NaiveDate,
    /// The language and colours of the result.
    pub voice: Voice,
    /// What is wrong with the data.
    pub findings: &'r Findings,
    /// When the result is made.
    pub made: chrono::NaiveDateTime,
}

impl<'r> Run<'r> {
    /// What a report is about.
    pub fn about(&self) -> About<'_> {
        About { engine: self.engine, as_of: self.as_of, language: self.voice.language, made: self.made }
    }

    /// What is wrong with the data, in sentences.
    pub fn remarks(&self) -> Remarks {
        const MOST: usize = 200;
        let (language, findings) = (self.voice.language, self.findings);
        let count = findings.count;
        let shown = findings.kept.iter().take(MOST);
        let mut set_aside: Vec<String> = shown.map(|finding| finding.text(language)).collect();
        if let Some(more) = count.checked_sub(set_aside.len()).filter(|more| *more > 0) {
            set_aside.push(self.voice.say("finding-more", &[("count", &more)]));
        }
        let notes = findings.notes.iter().map(|(place, says)| note_text(place.as_ref(), says, language));
        Remarks {
            heading: (count > 0).then(|| self.voice.say("finding-heading", &[("count", &count)])),
            set_aside,
            notes: notes.collect(),
        }
    }

    /// Words for the verdicts on a subject.
    pub fn report<'a>(&'a self, decided: &'a Decided<'_>) -> Report<'a> {
        decided.report(self.engine, self.voice.language)
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

/// Which occurrence an instance is, for machines.
pub fn instance_days(instance: Instance) -> (Option<String>, Option<String>) {
    (instance.from.map(|day| day.to_string()), instance.to.map(|day| day.to_string()))
}
