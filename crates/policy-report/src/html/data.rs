//! What the page knows of each subject, as compact JSON: every text once, everything else as numbers.

use std::collections::HashMap;

use policy_core::{EventTreatment, Report, Status, StoryLine, Urgency};
use serde::Serialize;
use serde_json::{Value, json};

use crate::figures::Figures;
use crate::{About, Decided, tame};

/// Texts, each once, by their place.
#[derive(Debug, Default, Serialize)]
#[serde(transparent)]
struct Texts {
    all: Vec<String>,
    #[serde(skip)]
    places: HashMap<String, usize>,
}

impl Texts {
    fn place(&mut self, text: &str) -> usize {
        let text = tame(text);
        if let Some(place) = self.places.get(&text) {
            return *place;
        }
        let place = self.all.len();
        self.all.push(text.clone());
        self.places.insert(text, place);
        place
    }
}

/// Everybody, subject after subject.
#[derive(Debug, Default)]
pub struct People {
    texts: Texts,
    people: Vec<Person>,
}

/// One subject: who it is, how it stands, and its sheet.
#[derive(Debug, Serialize)]
struct Person(
    /// Kind.
    usize,
    /// Identifier.
    usize,
    /// Name; absent where none is known.
    Option<usize>,
    /// The identifiers of what it belongs to, each with its kind; names are put in their place at the end.
    Vec<(usize, usize)>,
    /// How urgent: 0 unmet, 1 unknown, 2 pending, 3 nothing.
    u8,
    /// What the rows that could not be used mean for it.
    Vec<usize>,
    Vec<VerdictRow>,
    Vec<OutcomeRow>,
    Vec<EventRow>,
);

/// Rule, period, status (the place in [`STATUSES`]), due date, short reason, lines.
#[derive(Debug, Serialize)]
struct VerdictRow(usize, usize, usize, usize, usize, Vec<usize>);

/// Consequence, period, standing, short reason, lines.
#[derive(Debug, Serialize)]
struct OutcomeRow(usize, usize, &'static str, usize, Vec<usize>);

/// What it is, what became of it, and a word for that.
#[derive(Debug, Serialize)]
struct EventRow(usize, usize, &'static str);

/// The statuses in the order in which they are told, the most urgent first.
pub const STATUSES: [Status; 6] =
    [Status::Unmet, Status::Unknown, Status::Pending, Status::Met, Status::Exempt, Status::NotApplicable];

/// How urgent, in the page's order.
pub fn urgency_number(urgency: Urgency) -> u8 {
    match urgency {
        Urgency::Unmet => 0,
        Urgency::Unknown => 1,
        Urgency::Pending => 2,
        Urgency::Nothing => 3,
    }
}

fn status_number(status: Status) -> usize {
    match status {
        Status::Unmet => 0,
        Status::Unknown => 1,
        Status::Pending => 2,
        Status::Met => 3,
        Status::Exempt => 4,
        Status::NotApplicable => 5,
    }
}

/// A word for what became of an event.
fn fate(treatment: &EventTreatment) -> &'static str {
    match treatment {
        EventTreatment::Counted { .. } => "counted",
        EventTreatment::Rejected { .. } | EventTreatment::NotRecognised | EventTreatment::Repeated { .. } => {
            "left"
        }
        EventTreatment::Open { .. } => "open",
        EventTreatment::NotSeen => "later",
    }
}

impl People {
    /// Adds a subject with its sheet.
    pub fn add(&mut self, about: &About<'_>, decided: &Decided<'_>, urgency: Urgency) {
        let vocabulary = &about.engine.plan().vocabulary;
        let kind = decided.record.subject();
        let report = decided.report(about.engine, about.language);
        let groups = vocabulary.subjects[kind.index()].group_facts().filter_map(|(fact, group)| {
            let id = decided.record.text_fact(vocabulary, fact)?;
            Some((group.index(), self.texts.place(id)))
        });
        let groups = groups.collect();
        let lost =
            [("result-rows-lost", decided.rows_set_aside), ("result-rows-perhaps", decided.rows_perhaps)];
        let lost = lost.into_iter().filter(|(_, count)| *count > 0);
        let lost = lost
            .map(|(id, count)| self.texts.place(&about.say(id, &[("count", &count.to_string())])))
            .collect();
        let person = Person(
            kind.index(),
            self.texts.place(decided.record.id()),
            decided.name.map(|name| self.texts.place(name)),
            groups,
            urgency_number(urgency),
            lost,
            self.verdicts(about, &report, decided),
            self.outcomes(about, &report, decided),
            decided
                .events()
                .map(|event| {
                    let (name, told) = (
                        report.event(event.list, event.event),
                        report.event_fate(&event, decided.explanation),
                    );
                    EventRow(self.texts.place(&name), self.texts.place(&told), fate(&event.treatment))
                })
                .collect(),
        );
        self.people.push(person);
    }

    fn verdicts(&mut self, about: &About<'_>, report: &Report<'_>, decided: &Decided<'_>) -> Vec<VerdictRow> {
        let plan = about.engine.plan();
        let all: Vec<_> = decided.verdicts().collect();
        // What is not for the subject, for the same reason in several periods, is one row.
        let alike = all.chunk_by(|one, other| one.is_outside_like(other));
        let rows = alike.filter_map(|alike| {
            let explained = alike.first()?;
            let verdict = &explained.verdict;
            let rule = &plan.rules[verdict.rule.index()];
            let periods = alike.iter().filter_map(|one| report.period(&rule.schedule, one.verdict.period));
            let periods = report.list(periods);
            let due = verdict.due.map(|due| due.to_string()).unwrap_or_default();
            let short = report.joined(&report.behind(rule, explained));
            Some(VerdictRow(
                verdict.rule.index(),
                self.texts.place(&periods),
                status_number(verdict.status),
                self.texts.place(&due),
                self.texts.place(&short),
                self.lines(&report.verdict_lines(explained, decided.explanation)),
            ))
        });
        rows.collect()
    }

    fn outcomes(&mut self, about: &About<'_>, report: &Report<'_>, decided: &Decided<'_>) -> Vec<OutcomeRow> {
        let plan = about.engine.plan();
        let rows = decided.outcomes().map(|explained| {
            let outcome = &explained.outcome;
            let consequence = &plan.consequences[outcome.consequence.index()];
            let period = report.period(&consequence.schedule, outcome.period).unwrap_or_default();
            OutcomeRow(
                outcome.consequence.index(),
                self.texts.place(&period),
                outcome.standing.id(),
                self.texts.place(&report.joined(&report.follows(explained, decided.explanation))),
                self.lines(&report.outcome_lines(explained, decided.explanation)),
            )
        });
        rows.collect()
    }

    /// Depth and text, one after the other.
    fn lines(&mut self, lines: &[StoryLine]) -> Vec<usize> {
        let told = lines.iter().filter(|line| !line.text.is_empty());
        told.flat_map(|line| [line.indent, self.texts.place(&line.text)]).collect()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.people.len()
    }

    /// Everything that the page's script needs; `words` are what the page itself says.
    pub fn json(&mut self, about: &About<'_>, figures: &Figures, words: &Value) -> String {
        let plan = about.engine.plan();
        let subjects = &plan.vocabulary.subjects;
        for person in &mut self.people {
            for (kind, text) in &mut person.3 {
                let Ok(group) = u16::try_from(*kind) else { continue };
                let name = figures.name_of(policy_core::SubjectId(group), &self.texts.all[*text]).to_owned();
                *text = self.texts.place(&name);
            }
        }
        let statuses = STATUSES.map(|status| json!({ "id": status.id(), "sign": status.sign() }));
        let rules: Vec<Value> = plan.rules.iter().map(|rule| json!(about.name(&rule.names))).collect();
        let consequences: Vec<Value> = plan
            .consequences
            .iter()
            .map(|consequence| json!([about.name(&consequence.names), consequence.is_boon()]))
            .collect();
        let kinds: Vec<String> = subjects.iter().map(|subject| about.name(&subject.names)).collect();
        let (texts, people) = (text(&self.texts), text(&self.people));
        let head = json!({
            "words": words, "kinds": kinds, "rules": rules, "consequences": consequences, "statuses": statuses,
            "asOf": about.as_of.to_string(),
        });
        // In a page a `<` could end the script that holds the data; in JSON it may be written as its number.
        format!("[{head},{texts},{people}]").replace('<', "\\u003c")
    }
}

/// A list as JSON, without a tree in between. What is made of numbers and texts always has a form.
fn text(list: &impl Serialize) -> String {
    serde_json::to_string(list).unwrap_or_else(|_| "[]".to_owned())
}
