//! What a rule says, line by line, without anybody's record: for its history, and beside another version of it.

use policy_messages::Language;

use super::Phrases;
use crate::Span;
use crate::plan::{Balance, Citation, Condition, Pause, Plan, Rule, Schedule};

/// A line of what a rule says.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct OutlineLine {
    /// What it speaks of.
    pub part: OutlinePart,
    /// The line.
    pub text: String,
}

/// What a line of a rule speaks of, in the order in which they stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OutlinePart {
    /// For whom.
    Applies,
    /// When.
    Schedule,
    /// What is required.
    Requirement,
    /// For how long after the due date it may still be met.
    Grace,
    /// How its periods settle with each other.
    Balance,
    /// That it is reported only.
    Soft,
    /// What frees from it.
    Exemption,
    /// What is required instead, of whom.
    Alternative,
    /// Where it stands.
    Citation,
}

impl OutlineLine {
    fn new(part: OutlinePart, text: String) -> Self {
        Self { part, text }
    }
}

/// A rule in words: each thing that must hold is a line of its own.
pub fn outline(plan: &Plan, rule: &Rule, language: Language) -> Vec<OutlineLine> {
    let anchor = match &rule.schedule {
        Schedule::EachEvent { list, .. } => Some(*list),
        Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
    };
    let phrases = Phrases::new(plan, language, rule.subject, anchor);
    let mut lines = vec![
        OutlineLine::new(OutlinePart::Applies, phrases.applies(rule)),
        OutlineLine::new(OutlinePart::Schedule, phrases.schedule(&rule.schedule)),
    ];
    for required in conjuncts(&rule.requirement) {
        let text = phrases.say("outline-required", &[("condition", &phrases.condition(required))]);
        lines.push(OutlineLine::new(OutlinePart::Requirement, text));
    }
    if let Some(grace) = rule.grace {
        let text = phrases.say("outline-grace", &[("span", &phrases.span(grace))]);
        lines.push(OutlineLine::new(OutlinePart::Grace, text));
    }
    if let Some(balance) = &rule.balance {
        let balances = phrases.balance(balance).into_iter();
        lines.extend(balances.map(|text| OutlineLine::new(OutlinePart::Balance, text)));
    }
    if rule.soft {
        lines.push(OutlineLine::new(OutlinePart::Soft, phrases.say("explain-soft", &[])));
    }
    for exemption in &rule.exemptions {
        let (name, when) = (phrases.name(&exemption.names), phrases.condition(&exemption.when));
        let text = phrases.say("outline-exempt", &[("name", &name), ("condition", &when)]);
        lines.push(OutlineLine::new(OutlinePart::Exemption, text));
    }
    for alternative in &rule.alternatives {
        let (name, when) = (phrases.name(&alternative.names), phrases.condition(&alternative.when));
        let required = phrases.condition(&alternative.requirement);
        let mut parts = vec![("name", &*name), ("condition", &*when), ("required", &*required)];
        let window = alternative.window.as_ref().map(|window| phrases.window(window));
        let id = match &window {
            None => "outline-instead",
            Some(window) => {
                parts.push(("window", window));
                "outline-instead-within"
            }
        };
        lines.push(OutlineLine::new(OutlinePart::Alternative, phrases.say(id, &parts)));
    }
    let parts = rule.exemptions.iter().map(|exemption| &exemption.citations);
    let parts = parts.chain(rule.alternatives.iter().map(|alternative| &alternative.citations));
    let cited = rule.citations.iter().chain(parts.flatten());
    for citation in cited {
        let line = OutlineLine::new(OutlinePart::Citation, phrases.citation(citation));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

/// The conditions that must all hold, one by one.
fn conjuncts(condition: &Condition) -> &[Condition] {
    match condition {
        Condition::All(parts) if !parts.is_empty() => parts,
        other => std::slice::from_ref(other),
    }
}

impl Phrases<'_> {
    fn applies(&self, rule: &Rule) -> String {
        let subject = self.plan.vocabulary.subjects.get(rule.subject.index());
        let subject =
            subject.map(|subject| super::number::many(&subject.names, self.language)).unwrap_or_default();
        match &rule.applies {
            Condition::Constant(true) => self.say("outline-applies", &[("subject", &subject)]),
            applies => {
                let condition = self.condition(applies);
                self.say("outline-applies-where", &[("subject", &subject), ("condition", &condition)])
            }
        }
    }

    fn schedule(&self, schedule: &Schedule) -> String {
        match schedule {
            Schedule::Once(window) => self.say("outline-once", &[("window", &self.window(window))]),
            Schedule::Each { period, by: None } => {
                self.say("outline-each", &[("period", &self.period(*period))])
            }
            Schedule::Each { period, by: Some(by) } => {
                let (period, by) = (self.period(*period), self.date(by));
                self.say("outline-each-by", &[("period", &period), ("by", &by)])
            }
            Schedule::Cycle { every, from, by, pause } => {
                let (every, from) = (self.span(*every), self.date(from));
                let parts = [("every", &*every), ("from", &*from)];
                let cycle = match by {
                    None => self.say("outline-cycle", &parts),
                    Some(by) => {
                        let by = self.date(by);
                        self.say("outline-cycle-by", &[parts[0], parts[1], ("by", &by)])
                    }
                };
                match pause {
                    None => cycle,
                    Some(pause) => self.paused(&cycle, pause),
                }
            }
            Schedule::EachEvent { list, when, window, governed_by_event: _ } => {
                let events = self.narrowed_many(crate::plan::Source::Recorded(*list), when);
                match window {
                    None => self.say("outline-event", &[("events", &events)]),
                    Some(window) => {
                        let window = self.window(window);
                        self.say("outline-event-within", &[("events", &events), ("window", &window)])
                    }
                }
            }
        }
    }

    fn paused(&self, cycle: &str, pause: &Pause) -> String {
        let events = self.narrowed_many(pause.source, &pause.filter);
        let paused = self.say("outline-paused", &[("cycle", cycle), ("events", &events)]);
        if pause.beyond == 0 {
            return paused;
        }
        let beyond = self.span(Span { months: 0, days: pause.beyond });
        self.say("outline-paused-beyond", &[("paused", &paused), ("beyond", &beyond)])
    }

    fn balance(&self, balance: &Balance) -> Vec<String> {
        let mut lines = Vec::new();
        if let Some(carried) = &balance.carry_over {
            let share = self.proportion(carried.numerator, carried.denominator);
            let mut text = self.say("outline-carried", &[("share", &share)]);
            if let Some(most) = &carried.most {
                let most = self.amount(most, balance.unit);
                text = self.say("outline-carried-most", &[("carried", &text), ("most", &most)]);
            }
            if let Some(lasting) = carried.lasting {
                let span = self.span(lasting);
                text = self.say("outline-carried-for", &[("carried", &text), ("span", &span)]);
            }
            lines.push(text);
        }
        if balance.back_fill {
            lines.push(self.say("outline-back-fill", &[]));
        }
        if let Some(most) = &balance.borrow {
            lines.push(self.say("outline-borrowed", &[("most", &self.amount(most, balance.unit))]));
        }
        lines
    }

    fn citation(&self, citation: &Citation) -> String {
        match &citation.quote {
            Some(quote) => {
                self.say("explain-cite-quote", &[("article", &citation.article), ("quote", quote)])
            }
            None => self.say("explain-cite", &[("article", &citation.article)]),
        }
    }
}
