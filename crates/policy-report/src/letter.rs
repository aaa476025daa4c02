//! A short letter to whoever still owes something: what is missing, what counted, until when, and which clause says so.

use chrono::NaiveDate;
use policy_core::plan::{Condition, PolicyId, Rule};
use policy_core::{Decimal, Explained, PartState, Report, Standing, Status, Urgency};

use crate::{About, Decided, tame};

/// A letter to one subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// What kind of subject it is to.
    pub kind: String,
    /// Its identifier.
    pub id: String,
    /// Its name, where one is known.
    pub name: Option<String>,
    /// What it belongs to, where that is known.
    pub group: Option<String>,
    /// What is still owed.
    pub items: Vec<Item>,
    /// The whole letter.
    pub text: String,
}

/// One thing that is still owed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The rule, with its period.
    pub title: String,
    /// How it stands, in a word.
    pub status: String,
    /// What is missing, one after the other.
    pub missing: Vec<String>,
    /// What counted so far.
    pub counted: Option<String>,
    /// By when.
    pub due: Option<NaiveDate>,
    /// Which clauses say so.
    pub clauses: String,
    /// Whose rule it is.
    policy: PolicyId,
    standing: Status,
    is_soft: bool,
}

impl Letter {
    /// The letter to a subject; `None` where it owes nothing.
    pub fn new(about: &About<'_>, decided: &Decided<'_>) -> Option<Self> {
        let plan = about.engine.plan();
        let report = decided.report(about.engine, about.language);
        let mut owed: Vec<_> =
            decided.verdicts().filter(|explained| is_owed(explained.verdict.status)).collect();
        owed.sort_by_key(|explained| Urgency::of_status(explained.verdict.status));
        let items: Vec<Item> = owed
            .into_iter()
            .map(|explained| item(about, &report, &plan.rules[explained.verdict.rule.index()], explained))
            .collect();
        if items.is_empty() {
            return None;
        }
        let subject = &plan.vocabulary.subjects[decided.record.subject().index()];
        let group = subject.group_facts().next();
        let group = group.and_then(|(fact, _)| decided.record.text_fact(&plan.vocabulary, fact));
        let text = text(about, &report, decided, &items);
        Some(Self {
            kind: about.name(&subject.names),
            id: decided.record.id().to_owned(),
            name: decided.name.map(str::to_owned),
            group: group.map(str::to_owned),
            items,
            text,
        })
    }

    /// The next day by which something is due, from the as-of date on.
    pub fn next_due(&self, as_of: NaiveDate) -> Option<NaiveDate> {
        self.items.iter().filter_map(|item| item.due).filter(|due| *due >= as_of).min()
    }
}

fn is_owed(status: Status) -> bool {
    match status {
        Status::Unmet | Status::Pending | Status::Unknown => true,
        Status::Met | Status::Exempt | Status::NotApplicable => false,
    }
}

fn item(about: &About<'_>, report: &Report<'_>, rule: &Rule, explained: &Explained<'_>) -> Item {
    let verdict = &explained.verdict;
    let period = report.period(&rule.schedule, verdict.period);
    Item {
        title: report.titled(&about.name(&rule.names), period.as_deref()),
        status: report.status(verdict.status),
        missing: missing(about, report, rule, explained),
        counted: counted(report, explained),
        due: verdict.due,
        clauses: report.articles(&rule.citations),
        policy: rule.policy,
        standing: verdict.status,
        is_soft: rule.soft,
    }
}

/// Every condition that does not hold yet, with how far it is; and the facts that are not known.
fn missing(about: &About<'_>, report: &Report<'_>, rule: &Rule, explained: &Explained<'_>) -> Vec<String> {
    let mut said: Vec<String> = Vec::new();
    for part in &explained.parts {
        match part.state {
            PartState::Holds => continue,
            PartState::Fails | PartState::Pending | PartState::Unknown => {}
        }
        let Some(condition) = report.condition(&rule.schedule, part.condition) else { continue };
        let line = match &part.measured {
            None => condition,
            Some(measured) => {
                let reached = report.measured(measured, part.condition);
                about.say("explain-pair", &[("left", &condition), ("right", &reached)])
            }
        };
        if !said.contains(&line) {
            said.push(line);
        }
    }
    if !explained.missing.is_empty() {
        said.push(about.say("letter-not-known", &[("facts", &report.facts(&explained.missing))]));
    }
    said
}

/// What counted towards the first thing that is measured, which is the sum of the others where the rule has one.
fn counted(report: &Report<'_>, explained: &Explained<'_>) -> Option<String> {
    const MOST: usize = 8;
    let part = explained.parts.iter().find(|part| part.measured.is_some())?;
    let Condition::Compare(_) = part.condition else { return None };
    // What is measured of members takes in no events, and is no reason to say that nothing counts.
    let comes_to_nothing = part.measured.is_some_and(|measured| measured.value.high == Some(Decimal::ZERO));
    if part.events.is_empty() && !comes_to_nothing {
        return None;
    }
    let shown = part.events.get(..MOST).unwrap_or(&part.events);
    let events = report.list(shown.iter().map(|taken| report.taken(taken, part.condition)));
    Some(report.and_more(events, part.events.len() - shown.len()))
}

fn text(about: &About<'_>, report: &Report<'_>, decided: &Decided<'_>, items: &[Item]) -> String {
    let say = |id: &str, arguments: &[(&str, &str)]| about.say(id, arguments);
    let plan = about.engine.plan();
    let mut policies: Vec<PolicyId> = Vec::new();
    for item in items {
        if !policies.contains(&item.policy) {
            policies.push(item.policy);
        }
    }
    let titles = policies.iter().filter_map(|policy| plan.policies.get(policy.index()));
    let titles = titles.map(|policy| say("letter-title", &[("title", &about.name(&policy.names))]));
    let titles = report.list(titles);
    let (kind, id) = (&plan.vocabulary.subjects[decided.record.subject().index()].names, decided.record.id());
    let who = decided
        .name
        .map_or_else(|| say("result-subject", &[("kind", &about.name(kind)), ("id", id)]), str::to_owned);
    let as_of = about.as_of.to_string();
    let mut lines = vec![
        say("letter-greeting", &[("who", &who)]),
        String::new(),
        say("letter-opening", &[("titles", &titles), ("date", &as_of)]),
    ];
    for (number, item) in (1..).zip(items) {
        let number = number.to_string();
        lines.push(String::new());
        lines.push(say(
            "letter-item",
            &[("number", &number), ("title", &item.title), ("status", &item.status)],
        ));
        let mut line = |said: String| lines.push(format!("   {said}"));
        match &item.missing[..] {
            [] => {}
            [one] => line(say("letter-missing", &[("what", one)])),
            several => {
                line(say("letter-missing-several", &[]));
                several.iter().for_each(|one| line(format!("- {one}")));
            }
        }
        match item.counted.as_deref() {
            None => {}
            Some("") => line(say("letter-counted-none", &[])),
            Some(events) => line(say("letter-counted", &[("events", events)])),
        }
        if let Some(due) = item.due {
            let id = match item.standing {
                _ if due < about.as_of => "letter-was-due",
                Status::Unknown => "letter-due-unknown",
                // Before its due date, only what can no longer be reached is unmet.
                Status::Unmet => "letter-lost",
                Status::Pending | Status::Met | Status::Exempt | Status::NotApplicable => "letter-due",
            };
            line(say(id, &[("date", &due.to_string())]));
        }
        if item.is_soft {
            line(say("explain-soft", &[]));
        }
        if !item.clauses.is_empty() {
            line(say("explain-cite", &[("article", &item.clauses)]));
        }
    }
    let follows = follows(about, report, decided);
    if !follows.is_empty() {
        lines.push(String::new());
        lines.push(say("letter-follows", &[]));
        lines.extend(follows.into_iter().map(|said| format!("   {said}")));
    }
    let aside = [("letter-rows-lost", decided.rows_set_aside), ("letter-rows-perhaps", decided.rows_perhaps)];
    let aside = aside.into_iter().filter(|(_, count)| *count > 0);
    for (id, count) in aside {
        lines.extend([String::new(), say(id, &[("count", &count.to_string())])]);
    }
    lines.extend([String::new(), say("letter-closing", &[]), String::new()]);
    let tamed: Vec<String> = lines.iter().map(|line| tame(line).trim_end().to_owned()).collect();
    tamed.join("\n")
}

/// What is in force, or may still follow, and is no boon.
fn follows(about: &About<'_>, report: &Report<'_>, decided: &Decided<'_>) -> Vec<String> {
    let plan = about.engine.plan();
    let told = decided.outcomes().filter_map(|explained| {
        let consequence = &plan.consequences[explained.outcome.consequence.index()];
        match explained.outcome.standing {
            Standing::InForce | Standing::AtRisk if !consequence.is_boon() => {}
            Standing::InForce | Standing::AtRisk | Standing::Undetermined | Standing::Clear => return None,
        }
        let period = report.period(&consequence.schedule, explained.outcome.period);
        let title = report.titled(&about.name(&consequence.names), period.as_deref());
        let standing = report.standing(explained.outcome.standing);
        let head = about.say("explain-pair", &[("left", &title), ("right", &standing)]);
        let said: Vec<String> = [head].into_iter().chain(report.actions(explained)).collect();
        Some(report.joined(&said))
    });
    told.collect()
}

/// A name that every file system takes, made of an identifier; letter case does not tell two files apart everywhere.
pub fn file_name(id: &str, taken: &mut std::collections::HashSet<String>) -> String {
    const MOST: usize = 60;
    let safe = |c: char| if c.is_alphanumeric() || c == '-' { c } else { '_' };
    let kept: String = id.chars().take(MOST).map(safe).collect();
    // Some names are devices to some systems, whatever their ending.
    let is_device =
        ["con", "prn", "aux", "nul", "com", "lpt"].iter().any(|name| kept.to_lowercase().starts_with(name));
    let kept = if kept.is_empty() || is_device { format!("_{kept}") } else { kept };
    let name = (1..)
        .map(|number| if number == 1 { kept.clone() } else { format!("{kept}_{number}") })
        .find(|name| !taken.contains(&name.to_lowercase()))
        .unwrap_or_default();
    taken.insert(name.to_lowercase());
    name
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::file_name;

    #[test]
    fn an_identifier_makes_a_name_that_every_file_system_takes() {
        let mut taken = HashSet::new();
        let mut name = |id: &str| file_name(id, &mut taken);
        assert_eq!(name("320000199001010017"), "320000199001010017");
        assert_eq!(name("../../etc/passwd"), "______etc_passwd");
        assert_eq!(name("一小"), "一小");
        assert_eq!(name("t1"), "t1");
        assert_eq!(name("T1"), "T1_2");
        assert_eq!(name("CON"), "_CON");
        assert_eq!(name(""), "_");
        assert_eq!(name("a\u{0}b"), "a_b");
        assert!(name(&"长".repeat(300)).len() <= 200);
    }
}
