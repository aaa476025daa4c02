//! One verdict or consequence in a few short phrases, for lists and tables of many people.

use super::Report;
use crate::explain::{Explained, ExplainedOutcome, Explanation, MeasuredBy, PartState};
use crate::plan::{ActionKind, Citation, Condition, Rule};
use crate::{Standing, Status, Vocabulary};

impl Report<'_> {
    /// Who the record is about: the name, where one is known, the kind and the identifier.
    pub fn who(&self, name: Option<&str>) -> String {
        let vocabulary = &self.engine.plan().vocabulary;
        let kind = self.name(&vocabulary.subjects[self.record.subject().index()].names);
        let id = self.record.id();
        match name {
            _ if id.is_empty() => kind,
            None => self.say("result-subject", &[("kind", &kind), ("id", id)]),
            Some(name) => self.say("result-subject-named", &[("kind", &kind), ("id", id), ("name", name)]),
        }
    }

    /// A name with the period that is meant.
    pub fn titled(&self, name: &str, period: Option<&str>) -> String {
        match period {
            None => name.to_owned(),
            Some(period) => self.say("explain-in-period", &[("rule", name), ("period", period)]),
        }
    }

    /// Several phrases as one.
    pub fn joined(&self, phrases: &[String]) -> String {
        phrases.join(&self.say("result-separator", &[]))
    }

    /// Articles with their quotes, for a cell of a table.
    pub fn articles(&self, citations: &[Citation]) -> String {
        self.list(citations.iter().map(|citation| match &citation.quote {
            None => citation.article.clone(),
            Some(quote) => self.say("result-quote", &[("article", &citation.article), ("quote", quote)]),
        }))
    }

    /// What stands behind a verdict: what was reached, what is short, what is missing, until when.
    pub fn behind(&self, rule: &Rule, explained: &Explained<'_>) -> Vec<String> {
        let verdict = &explained.verdict;
        let mut said = Vec::new();
        if let Some(exemption) = explained.exemption.and_then(|place| rule.exemptions.get(place)) {
            said.push(self.say("explain-exemption", &[("name", &self.name(&exemption.names))]));
        }
        if let Some(alternative) = explained.alternative.and_then(|place| rule.alternatives.get(place)) {
            said.push(self.say("explain-alternative", &[("name", &self.name(&alternative.names))]));
        }
        match verdict.status {
            Status::NotApplicable | Status::Exempt => return said,
            Status::Met => {
                said.extend(self.reached(rule, explained));
                return self.finished(rule, said);
            }
            Status::Unmet | Status::Pending | Status::Unknown => {}
        }
        said.extend(self.lacking(rule, explained));
        if !explained.missing.is_empty() {
            said.push(self.say("explain-missing", &[("facts", &self.missing(explained))]));
        }
        if let Some(due) = verdict.due {
            said.push(self.say("result-due", &[("date", &due.to_string())]));
        }
        self.finished(rule, said)
    }

    /// What a requirement that is not met lacks: the measure that is short, else the conditions that do not hold.
    pub fn lacking(&self, rule: &Rule, explained: &Explained<'_>) -> Option<String> {
        // A measure that is reached explains nothing but a verdict that is met, and one that can still be reached none that is unmet.
        let explains = |by: &MeasuredBy<'_>| self.explains(explained.verdict.status, by.state);
        let by = explained.measured_by().filter(explains).zip(explained.verdict.measured);
        let Some((by, measured)) = by else { return self.open_conditions(rule, explained) };
        let reached = self.measured(&measured, by.condition);
        let must_be_named = by.is_one_of_several || counts(by.condition);
        let condition = self.condition(&rule.schedule, by.condition).filter(|_| must_be_named);
        // Where a rule measures several things, it has to be said which one is short; and a number of
        // times says nothing without what was counted.
        Some(match condition {
            None => reached,
            Some(condition) => self.say("explain-pair", &[("left", &condition), ("right", &reached)]),
        })
    }

    /// Whether a part in this state is a reason for a verdict that is not met.
    fn explains(&self, status: Status, part: PartState) -> bool {
        match part {
            PartState::Holds => false,
            PartState::Fails => true,
            PartState::Pending | PartState::Unknown => status != Status::Unmet,
        }
    }

    fn finished(&self, rule: &Rule, mut said: Vec<String>) -> Vec<String> {
        if rule.soft {
            said.push(self.say("result-soft", &[]));
        }
        said
    }

    /// What has been reached where a rule is met: the measure that tells most, and that the others hold as well.
    fn reached(&self, rule: &Rule, explained: &Explained<'_>) -> Vec<String> {
        let holding: Vec<_> = explained
            .parts
            .iter()
            .filter(|part| part.state == PartState::Holds)
            .filter_map(|part| Some((part.condition, part.measured?)))
            .collect();
        // How often something happened tells less than how much of it there was.
        let telling = holding.iter().find(|(condition, _)| !counts(condition)).or(holding.first());
        let Some((condition, measured)) = telling else { return Vec::new() };
        let figure = self.measured(measured, condition);
        let mut said = vec![match self.condition(&rule.schedule, condition) {
            Some(name) if holding.len() > 1 || counts(condition) => {
                self.say("explain-pair", &[("left", &name), ("right", &figure)])
            }
            Some(_) | None => figure,
        }];
        if holding.len() > 1 {
            said.push(self.say("result-all-hold", &[("count", &holding.len().to_string())]));
        }
        said
    }

    /// The conditions that do not hold, or are still open.
    fn open_conditions(&self, rule: &Rule, explained: &Explained<'_>) -> Option<String> {
        const MOST: usize = 3;
        let mut conditions: Vec<String> = Vec::new();
        for part in explained.parts.iter().filter(|part| self.explains(explained.verdict.status, part.state))
        {
            let Some(condition) = self.condition(&rule.schedule, part.condition) else { continue };
            if !conditions.contains(&condition) {
                conditions.push(condition);
            }
        }
        conditions.truncate(MOST);
        let id = match explained.verdict.status {
            Status::Unmet => "result-fails",
            Status::Met | Status::Pending | Status::Unknown | Status::Exempt | Status::NotApplicable => {
                "result-open"
            }
        };
        (!conditions.is_empty()).then(|| self.say(id, &[("conditions", &self.list(conditions))]))
    }

    /// The missing facts, the first few by name.
    fn missing(&self, explained: &Explained<'_>) -> String {
        const MOST: usize = 3;
        let shown = explained.missing.get(..MOST).unwrap_or(&explained.missing);
        self.and_more(self.facts(shown), explained.missing.len() - shown.len())
    }

    /// The first few of several things, and how many more there are.
    pub fn and_more(&self, items: String, more: usize) -> String {
        match more {
            0 => items,
            more => self.say("result-and-more", &[("items", &items), ("count", &more.to_string())]),
        }
    }

    /// What a consequence does, for how long, and what brought it about.
    pub fn follows(&self, explained: &ExplainedOutcome, explanation: &Explanation<'_>) -> Vec<String> {
        if explained.outcome.standing == Standing::Clear {
            return self.lifted(explained).into_iter().collect();
        }
        let mut said = self.actions(explained);
        said.extend(self.because(explained, explanation));
        said
    }

    /// What brought a consequence about, and how binding it is; nothing where it is clear.
    pub fn because(&self, explained: &ExplainedOutcome, explanation: &Explanation<'_>) -> Vec<String> {
        let plan = self.engine.plan();
        let consequence = &plan.consequences[explained.outcome.consequence.index()];
        if explained.outcome.standing == Standing::Clear {
            return self.lifted(explained).into_iter().collect();
        }
        let mut said = Vec::new();
        let because: Vec<String> = explained
            .because
            .iter()
            .filter_map(|place| explanation.verdicts.get(*place))
            .filter(|found| {
                !matches!(found.verdict.status, Status::Met | Status::NotApplicable | Status::Exempt)
            })
            .map(|found| {
                let rule = &plan.rules[found.verdict.rule.index()];
                let (name, status) = (self.name(&rule.names), self.status(found.verdict.status));
                let period = self.period(&rule.schedule, found.verdict.period);
                let rule = self.titled(&name, period.as_deref());
                self.say("explain-because-verdict", &[("rule", &rule), ("status", &status)])
            })
            .collect();
        if !because.is_empty() {
            said.push(self.say("explain-because", &[("verdicts", &self.list(because))]));
        }
        if consequence.soft {
            said.push(self.say("result-soft", &[]));
        }
        said
    }

    /// What a consequence denies, grants or makes a duty.
    pub fn actions(&self, explained: &ExplainedOutcome) -> Vec<String> {
        let plan = self.engine.plan();
        let consequence = &plan.consequences[explained.outcome.consequence.index()];
        let kinds = [
            (ActionKind::Deny, "explain-deny"),
            (ActionKind::Grant, "explain-grant"),
            (ActionKind::Oblige, "explain-oblige"),
        ];
        let mut said = Vec::new();
        for (kind, id) in kinds {
            let own = consequence.actions.iter().filter(|action| action.kind == kind);
            let names = self.list(own.filter_map(|action| {
                plan.vocabulary.outcomes.get(action.outcome.index()).map(|outcome| self.name(outcome))
            }));
            if !names.is_empty() {
                said.push(self.say(id, &[("outcomes", &names)]));
            }
        }
        said
    }
}

/// Whether a condition counts how often something happened.
fn counts(condition: &Condition) -> bool {
    matches!(condition, Condition::Compare(comparison) if comparison.unit == Vocabulary::TIMES)
}
