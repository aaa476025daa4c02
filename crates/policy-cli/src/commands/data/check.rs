//! `policy data check`: how good data is, before anybody is judged by it.

use std::io::{self, Write};

use policy_core::{FieldId, FieldKind, ListId, Plan, SubjectId};
use policy_dsl::Saying;
use policy_messages::Language;
use serde::Serialize;

use super::paths;
use crate::arguments::{DataCheckArguments, Shared};
use crate::commands::Ending;
use crate::commands::decide::stop_if_interrupted;
use crate::failure::{Failure, Listing};
use crate::finding::{FIRST_EXAMPLES, Finding, Findings, Place, Trouble, note_text};
use crate::gather::{begin, gather, names};
use crate::inspection::Inspection;
use crate::load;
use crate::needs::Needs;
use crate::output::{Output, TextOrJson, text_or_json};
use crate::population::Population;
use crate::progress::{self, Progress};
use crate::read;
use crate::voice::{Tone, Voice, tame};

/// Reads everything and says what is wrong and what is doubtful.
pub fn check(asked: &DataCheckArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let aside = Voice::of(shared, &io::stderr());
    let format = text_or_json(shared.format)?;
    let engine = load::engine(&asked.policies, aside)?;
    let plan = engine.plan();
    progress::heed_interruption();
    let inputs = read::open(&paths(&asked.policies, &asked.data)?, false)?;
    let (mut findings, mut inspection) = (Findings::default(), Inspection::default());
    let reading = Progress::begin(aside.say("progress-reading", &[]), None);
    let everybody = |_| true;
    let inspected = Some(&mut inspection);
    let gathering = begin(&plan.vocabulary, &inputs, &mut findings)?;
    let mut population =
        gather(&plan.vocabulary, gathering, None, &everybody, &mut findings, &reading, inspected)?;
    drop(reading);
    stop_if_interrupted()?;
    population.group(&plan.vocabulary, &everybody, &mut findings);
    note_absent(plan, &population, &mut findings);
    let quality = Quality { plan, findings: &findings, inspection: &inspection };
    let mut output = Output::open(None)?;
    let written = match format {
        TextOrJson::Json => quality.write_json(output.writer(), voice.language),
        TextOrJson::Text => quality.write_text(output.writer(), voice),
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Ending::of(findings.count + inspection.doubts.count > 0))
}

/// Notes which columns are not there that some rule reads.
fn note_absent(plan: &Plan, population: &Population, findings: &mut Findings) {
    let needs = Needs::of(plan);
    for absent in &population.absent_columns {
        if absent.is_beside_events && population.of(absent.subject).has_table {
            continue;
        }
        let read = match absent.list {
            Some(list) => plan.reads(absent.subject, list),
            None => plan.reads_facts(absent.subject),
        };
        let declared = plan.vocabulary.fields(absent.subject, absent.list);
        let is_of_a_group = |field: FieldId| match declared[field.index()].kind {
            FieldKind::Member(group) => needs.reads_members(group, absent.subject),
            FieldKind::Text
            | FieldKind::Flag
            | FieldKind::Date
            | FieldKind::Quantity(_)
            | FieldKind::Term(_) => false,
        };
        let wanted = absent.fields.iter().filter(|field| read.contains(field) || is_of_a_group(**field));
        let shown: Vec<&str> = wanted
            .map(|field| &declared[field.index()].names)
            .map(|names| names.label.as_deref().unwrap_or(&names.id))
            .collect();
        if !shown.is_empty() {
            let says = Saying::new("note-columns-missing").listing("columns", &shown);
            findings.note(Some(absent.place.clone()), says);
        }
    }
    for (subject, declared) in (0..).map(SubjectId).zip(&plan.vocabulary.subjects) {
        for (list, events) in (0..).map(ListId).zip(&declared.lists) {
            let subjects = population.of(subject);
            let is_there =
                subjects.lists[list.index()].is_known || subjects.has_wholes() || subjects.len() == 0;
            if !is_there && needs.reads_list(subject, list) {
                let says = Saying::new("note-no-events")
                    .with_names("kind", &events.names)
                    .with_names("subject", &declared.names);
                findings.note(None, says);
            }
        }
    }
}

/// What was found.
struct Quality<'q> {
    plan: &'q Plan,
    findings: &'q Findings,
    inspection: &'q Inspection,
}

/// The message that names a kind of trouble.
fn title(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::Cell => "trouble-cell",
        Trouble::Day => "trouble-day",
        Trouble::Order => "trouble-order",
        Trouble::Identifier => "trouble-identifier",
        Trouble::CheckDigit => "trouble-check-digit",
        Trouble::Twice => "trouble-twice",
        Trouble::Nobody => "trouble-nobody",
        Trouble::Contradiction => "trouble-contradiction",
        Trouble::Shape => "trouble-shape",
        Trouble::Damaged => "trouble-damaged",
        Trouble::Undecided => "trouble-undecided",
        Trouble::Repeated => "trouble-repeated",
        Trouble::Year => "trouble-year",
        Trouble::Hours => "trouble-hours",
        Trouble::FarDay => "trouble-far-day",
    }
}

impl Quality<'_> {
    fn write_text(&self, out: &mut dyn Write, voice: Voice) -> io::Result<()> {
        for (place, kind, rows) in &self.inspection.tables {
            let kind = names(&self.plan.vocabulary, *kind).shown(voice.language);
            let place = place.text(voice.language);
            let said = voice.say("data-read", &[("place", &place), ("kind", &kind), ("count", rows)]);
            writeln!(out, "{}", voice.paint(Tone::Strong, &tame(&said)))?;
        }
        // What each table is read as, the lines above say.
        let is_told = |says: &Saying| ["note-subjects", "note-events"].contains(&says.id);
        for (place, says) in self.findings.notes.iter().filter(|(_, says)| !is_told(says)) {
            writeln!(out, "  {}", tame(&note_text(place.as_ref(), says, voice.language)))?;
        }
        for (heading, findings, tone) in
            [("data-wrong", self.findings, Tone::Bad), ("data-doubtful", &self.inspection.doubts, Tone::Open)]
        {
            if findings.count == 0 {
                continue;
            }
            writeln!(out, "\n{}", voice.paint(tone, &voice.say(heading, &[("count", &findings.count)])))?;
            for (trouble, count) in &findings.counts {
                writeln!(out, "  {}", voice.say(title(*trouble), &[("count", count)]))?;
                for finding in examples(findings, *trouble) {
                    writeln!(out, "    {}", voice.paint(Tone::Faint, &tame(&finding.text(voice.language))))?;
                }
            }
        }
        let said =
            if self.findings.count + self.inspection.doubts.count == 0 { "data-fine" } else { "data-before" };
        let tone = if said == "data-fine" { Tone::Good } else { Tone::Open };
        writeln!(out, "\n{}", voice.paint(tone, &voice.say(said, &[])))
    }

    fn write_json(&self, out: &mut dyn Write, language: Language) -> io::Result<()> {
        let tables = self.inspection.tables.iter().map(|(place, kind, rows)| TableJson {
            place: PlaceJson::of(place),
            holds: &names(&self.plan.vocabulary, *kind).id,
            rows: *rows,
        });
        let notes = self.findings.notes.iter();
        let json = QualityJson {
            tables: tables.collect(),
            notes: notes.map(|(place, says)| note_text(place.as_ref(), says, language)).collect(),
            set_aside: troubles(self.findings, language),
            doubtful: troubles(&self.inspection.doubts, language),
        };
        serde_json::to_writer_pretty(&mut *out, &json)?;
        writeln!(out)
    }
}

fn examples(findings: &Findings, trouble: Trouble) -> impl Iterator<Item = &Finding> {
    findings.kept.iter().filter(move |finding| finding.trouble == trouble).take(FIRST_EXAMPLES)
}

fn troubles(findings: &Findings, language: Language) -> Vec<TroubleJson<'_>> {
    let counts = findings.counts.iter();
    let json = counts.map(|(trouble, count)| TroubleJson {
        kind: title(*trouble).split_once('-').map_or("", |(_, kind)| kind),
        count: *count,
        examples: examples(findings, *trouble)
            .map(|finding| ExampleJson {
                place: PlaceJson::of(&finding.place),
                value: finding.value.as_deref(),
                reason: finding.reason.text(language),
            })
            .collect(),
    });
    json.collect()
}

#[derive(Serialize)]
struct QualityJson<'a> {
    tables: Vec<TableJson<'a>>,
    notes: Vec<String>,
    set_aside: Vec<TroubleJson<'a>>,
    doubtful: Vec<TroubleJson<'a>>,
}

#[derive(Serialize)]
struct TableJson<'a> {
    #[serde(flatten)]
    place: PlaceJson<'a>,
    holds: &'a str,
    rows: usize,
}

#[derive(Serialize)]
struct TroubleJson<'a> {
    kind: &'static str,
    count: usize,
    examples: Vec<ExampleJson<'a>>,
}

#[derive(Serialize)]
struct ExampleJson<'a> {
    #[serde(flatten)]
    place: PlaceJson<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    reason: String,
}

#[derive(Serialize)]
struct PlaceJson<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    sheet: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    row: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
}

impl<'a> PlaceJson<'a> {
    fn of(place: &'a Place) -> Self {
        let Place { file, sheet, row, column } = place;
        Self { file, sheet: sheet.as_deref(), row: *row, column: column.as_deref() }
    }
}
