//! What a change of policies means for real people, as a text, a table or JSON.

mod json;
mod text;

use std::io::{self, Write};

use chrono::NaiveDate;
use policy_core::{Names, Standing, Status};

use super::csv::write_row;
use crate::arguments::Format;
use crate::finding::Findings;
use crate::impact::{Flip, FlipOf, Impact, Person};
use crate::voice::Voice;

/// What is written.
pub struct ImpactReport<'r> {
    /// Who is decided otherwise.
    pub impact: &'r Impact<'r>,
    /// The last day whose events were seen.
    pub as_of: NaiveDate,
    /// The policies that were decided as if both versions were in force.
    pub as_if: &'r [Names],
    /// Whether people are named.
    pub has_names: bool,
    /// What is wrong with the data.
    pub findings: &'r Findings,
    /// The language and colours.
    pub voice: Voice,
}

/// Writes it in a form.
pub fn write_impact(out: &mut dyn Write, report: &ImpactReport<'_>, form: Format) -> io::Result<()> {
    match form {
        Format::Csv => report.write_csv(out),
        Format::Json => json::write(out, report),
        Format::Text
        | Format::Html
        | Format::Markdown
        | Format::Parquet
        | Format::Xlsx
        | Format::Sarif
        | Format::Junit => text::write(out, report),
    }
}

/// What a flip is of, and how it was and is, in words.
struct FlipWords {
    policy: String,
    kind: String,
    item: String,
    before: String,
    after: String,
}

impl ImpactReport<'_> {
    fn name(&self, names: &Names) -> String {
        names.shown(self.voice.language)
    }

    fn status(&self, status: Option<Status>) -> String {
        let id = match status {
            None => "impact-none",
            Some(status) => return self.voice.say(&format!("status-{}", status.id()), &[]),
        };
        self.voice.say(id, &[])
    }

    fn standing(&self, standing: Option<Standing>) -> String {
        match standing {
            None => self.voice.say("impact-none", &[]),
            Some(standing) => self.voice.say(&format!("standing-{}", standing.id()), &[]),
        }
    }

    fn unit(&self, unit: policy_core::UnitId) -> String {
        let units = &self.impact.new.plan().vocabulary.units;
        units.get(unit.index()).map(|unit| self.name(unit)).unwrap_or_default()
    }

    fn kind(&self, kind: policy_core::SubjectId) -> String {
        self.name(&self.impact.new.plan().vocabulary.subjects[kind.index()].names)
    }

    fn words(&self, flip: &Flip) -> FlipWords {
        match flip.of {
            FlipOf::Rule { pair, before, after } => {
                let (engine, rule) = self.impact.rule(pair);
                let rule = &engine.plan().rules[rule.index()];
                FlipWords {
                    policy: self.name(&engine.plan().policies[rule.policy.index()].names),
                    kind: self.voice.say("column-rule", &[]),
                    item: self.name(&rule.names),
                    before: self.status(before),
                    after: self.status(after),
                }
            }
            FlipOf::Consequence { pair, before, after } => {
                let (engine, consequence) = self.impact.consequence(pair);
                let consequence = &engine.plan().consequences[consequence.index()];
                FlipWords {
                    policy: self.name(&engine.plan().policies[consequence.policy.index()].names),
                    kind: self.voice.say("column-consequence", &[]),
                    item: self.name(&consequence.names),
                    before: self.standing(before),
                    after: self.standing(after),
                }
            }
        }
    }

    /// A row for everything that is decided otherwise of somebody.
    fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        const BEFORE_NAME: [&str; 2] = ["column-subject", "column-id"];
        const AFTER_NAME: [&str; 8] = [
            "column-policy",
            "column-kind",
            "column-item",
            "column-period",
            "impact-column-before",
            "impact-column-after",
            "column-shortfall",
            "column-unit",
        ];
        let name = self.has_names.then_some("column-name");
        let headings = BEFORE_NAME.into_iter().chain(name).chain(AFTER_NAME);
        let headings: Vec<String> = headings.map(|id| self.voice.say(id, &[])).collect();
        out.write_all("\u{feff}".as_bytes())?;
        write_row(out, &headings)?;
        for person in &self.impact.people {
            for flip in &person.flips {
                write_row(out, &self.row(person, flip))?;
            }
        }
        Ok(())
    }

    fn row(&self, person: &Person, flip: &Flip) -> Vec<String> {
        let FlipWords { policy, kind, item, before, after } = self.words(flip);
        let name = self.has_names.then(|| person.name.clone().unwrap_or_default());
        let short = flip.shortfall.map(|(short, _)| short.to_string()).unwrap_or_default();
        let unit = flip.shortfall.map(|(_, unit)| self.unit(unit)).unwrap_or_default();
        let period = flip.period.clone().unwrap_or_default();
        [self.kind(person.kind), person.id.clone()]
            .into_iter()
            .chain(name)
            .chain([policy, kind, item, period, before, after, short, unit])
            .collect()
    }
}
