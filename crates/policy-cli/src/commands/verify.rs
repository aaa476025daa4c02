//! `policy verify`: decides again what a receipt tells of, and says whether it comes out the same.

use std::io::{self, Write, stderr};
use std::path::PathBuf;

use policy_core::Tally;
use policy_dsl::Saying;
use policy_messages::Language;
use policy_seal::{Change, Difference, FigureOf, PartKind, Receipt, Whole};
use serde::Serialize;

use super::Ending;
use super::decide::{count, decide, gathered, inputs, stop_if_interrupted, wanted};
use super::receipt::{self, Notary};
use crate::arguments::{DataArguments, Policies, Shared, VerifyArguments};
use crate::failure::Failure;
use crate::finding::{Findings, Trouble};
use crate::gather::begin;
use crate::load;
use crate::made::made;
use crate::needs::Needs;
use crate::output::{Output, TextOrJson, text_or_json};
use crate::progress::{self, Progress};
use crate::selection::Selection;
use crate::voice::{Tone, Voice, tame};

/// Decides again, and tells what differs.
pub fn verify(asked: &VerifyArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let aside = Voice::of(shared, &stderr());
    let form = text_or_json(shared.format)?;
    let read = receipt::open(&asked.receipt).map_err(|error| error.failure(&asked.receipt))?;
    match (read.receipt.asked.one_subject, &asked.id) {
        (true, None) => return Err(Failure::new(Saying::new("failure-receipt-of-one"))),
        (false, Some(_)) => return Err(Failure::new(Saying::new("failure-receipt-of-all"))),
        (true, Some(_)) | (false, None) => {}
    }
    let again = decide_again(asked, &read.receipt, aside)?;
    let differences = read.receipt.differences(&again);
    let is_equal = read.is_whole && !differences.iter().any(Difference::is_material);
    let found = Found { is_equal, is_whole: read.is_whole, differences: &differences, again: &again };
    let mut output = Output::open(None)?;
    let written = match form {
        TextOrJson::Text => found.write_text(output.writer(), voice),
        TextOrJson::Json => found.write_json(output.writer(), voice.language),
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Ending::of(!is_equal))
}

/// Decides what the receipt says was decided, by the same paths where no others are given.
fn decide_again(asked: &VerifyArguments, then: &Receipt, aside: Voice) -> Result<Receipt, Failure> {
    let (policies, data) = again(asked, then);
    let ready = load::ready(&policies, aside)?;
    let plan = ready.engine.plan();
    let selection = Selection::new(plan, &data)?;
    progress::heed_interruption();
    let mut notary = Notary::new(&ready, &policies, &data, then.asked.one_subject)?;
    let mut findings = Findings::default();
    let inputs = inputs(&policies, &data, then.asked.keep_going)?;
    let gathering = begin(&plan.vocabulary, &inputs, &mut findings)?;
    let population = gathered(plan, gathering, &selection, &mut findings, aside)?;
    let wanted = wanted(plan, &population, &selection, asked.id.as_deref(), &findings, aside)?;
    let needs = Needs::of(plan);
    let bench = ready.engine.at(data.as_of);
    let mut tally = Tally::new(plan);
    let progress = Progress::begin(aside.say("progress-deciding", &[]), Some(wanted.len() as u64));
    for (subject, index) in wanted {
        if progress.is_interrupted() {
            break;
        }
        progress.row();
        let told = decide(&bench, &population, &needs, &selection, subject, index, |_, decided| {
            count(&mut tally, plan, decided);
            notary.decided(decided);
        });
        if let Err(error) = told {
            tally.undecided += 1;
            notary.undecided(subject, population.of(subject).id(index));
            let place = population.place(population.of(subject).entry(index));
            findings.add(Trouble::Undecided, place, None, error.reason());
        }
    }
    drop(progress);
    stop_if_interrupted()?;
    notary.receipt(then.asked.clone(), data.as_of, made(), &tally, findings.count)
}

/// By what is decided again.
fn again(asked: &VerifyArguments, then: &Receipt) -> (Policies, DataArguments) {
    let paths = |texts: &[String]| texts.iter().map(PathBuf::from).collect::<Vec<_>>();
    let given = Policies { paths: asked.policies.clone(), parameters: Vec::new() };
    let mut sources: Vec<PathBuf> = given.sources().into_iter().map(PathBuf::from).collect();
    let mut data: Vec<PathBuf> = given.data().map(PathBuf::from).collect();
    data.extend(asked.data.iter().cloned());
    if sources.is_empty() {
        sources = paths(&then.asked.policies);
    }
    if data.is_empty() {
        data = paths(&then.asked.data);
    }
    let set = then.asked.parameters.iter();
    let parameters = set.map(|setting| (setting.name.clone(), setting.value.clone())).collect();
    let data = DataArguments {
        data,
        as_of: then.as_of,
        policy: then.asked.policy.clone(),
        subject: then.asked.subject.clone(),
        rule: then.asked.rules.clone(),
        period: then.asked.period,
    };
    (Policies { paths: sources, parameters }, data)
}

/// What came of it.
struct Found<'f> {
    is_equal: bool,
    is_whole: bool,
    differences: &'f [Difference],
    again: &'f Receipt,
}

#[derive(Serialize)]
struct FoundJson<'f> {
    equal: bool,
    receipt_unchanged: bool,
    differences: Vec<DifferenceJson>,
    results: &'f policy_seal::Results,
}

#[derive(Serialize)]
struct DifferenceJson {
    code: &'static str,
    material: bool,
    message: String,
}

impl Found<'_> {
    fn write_text(&self, out: &mut dyn Write, voice: Voice) -> io::Result<()> {
        if !self.is_whole {
            writeln!(out, "{}", voice.paint(Tone::Bad, &voice.say("verify-changed", &[])))?;
        }
        for difference in self.differences {
            let tone = if difference.is_material() { Tone::Bad } else { Tone::Open };
            writeln!(out, "{}", voice.paint(tone, &tame(&saying(difference).text(voice.language))))?;
        }
        let results = &self.again.results;
        let (subjects, digest) = (results.subjects, results.digest.short());
        let (id, tone) = match (self.is_equal, self.differences.iter().any(Difference::is_material)) {
            (true, _) => ("verify-equal", Tone::Good),
            (false, true) => ("verify-differs", Tone::Bad),
            (false, false) => ("verify-equal-but-changed", Tone::Bad),
        };
        writeln!(
            out,
            "{}",
            voice.paint(tone, &voice.say(id, &[("subjects", &subjects), ("digest", &digest)]))
        )
    }

    fn write_json(&self, out: &mut dyn Write, language: Language) -> io::Result<()> {
        let differences = self.differences.iter().map(|difference| {
            let says = saying(difference);
            DifferenceJson { code: says.id, material: difference.is_material(), message: says.text(language) }
        });
        let json = FoundJson {
            equal: self.is_equal,
            receipt_unchanged: self.is_whole,
            differences: differences.collect(),
            results: &self.again.results,
        };
        serde_json::to_writer_pretty(&mut *out, &json)?;
        writeln!(out)
    }
}

/// A difference in words.
fn saying(difference: &Difference) -> Saying {
    match difference {
        Difference::Engine { then, now } => Saying::new("verify-engine").with("then", then).with("now", now),
        Difference::Meaning { whole, kind, name, change } => {
            let id = match change {
                Change::Other => "verify-meaning-other",
                Change::New => "verify-meaning-new",
                Change::Gone => "verify-meaning-gone",
            };
            let part = Saying::new(part_id(*kind)).with("name", name);
            let whole = whole_saying(whole);
            let says = Saying::new(id).with_said("part", |language| part.text(language));
            says.with_said("whole", |language| whole.text(language))
        }
        Difference::Digest { whole } => {
            let whole = whole_saying(whole);
            Saying::new("verify-digest").with_said("whole", |language| whole.text(language))
        }
        Difference::Meanings => Saying::new("verify-meanings"),
        Difference::Source { name, change } => {
            let id = match change {
                Change::Other => "verify-source-other",
                Change::New => "verify-source-new",
                Change::Gone => "verify-source-gone",
            };
            Saying::new(id).with("file", name)
        }
        Difference::Input { name, change } => {
            let id = match change {
                Change::Other => "verify-input-other",
                Change::New => "verify-input-new",
                Change::Gone => "verify-input-gone",
            };
            Saying::new(id).with("file", name)
        }
        Difference::Figure { of, then, now } => {
            let figure = figure(of);
            let says = Saying::new("verify-figure").with("then", then).with("now", now);
            says.with_said("figure", |language| figure.text(language))
        }
        Difference::Verdicts => Saying::new("verify-verdicts"),
        Difference::Figures => Saying::new("verify-figures"),
    }
}

fn whole_saying(whole: &Whole) -> Saying {
    match whole {
        Whole::Policy(name) => Saying::new("verify-of-policy").with("name", name),
        Whole::Vocabulary => Saying::new("verify-of-vocabulary"),
        Whole::Calendars => Saying::new("verify-of-calendars"),
    }
}

fn figure(of: &FigureOf) -> Saying {
    match of {
        FigureOf::Subjects => Saying::new("verify-subjects"),
        FigureOf::Undecided => Saying::new("verify-undecided"),
        FigureOf::RowsSetAside => Saying::new("verify-rows"),
        FigureOf::Rule { policy, rule, status } => {
            let says = Saying::new("verify-of-rule").with("policy", policy).with("rule", rule);
            says.with_word("status", &format!("status-{status}"))
        }
        FigureOf::Consequence { policy, consequence, standing } => {
            let says = Saying::new("verify-of-consequence").with("policy", policy).with("rule", consequence);
            says.with_word("status", &format!("standing-{standing}"))
        }
    }
}

fn part_id(kind: PartKind) -> &'static str {
    match kind {
        PartKind::Head => "part-head",
        PartKind::Parameter => "part-parameter",
        PartKind::Table => "part-table",
        PartKind::Recognition => "part-recognition",
        PartKind::Rule => "part-rule",
        PartKind::Consequence => "part-consequence",
        PartKind::Subject => "part-subject",
        PartKind::Tree => "part-tree",
        PartKind::Unit => "part-unit",
        PartKind::Outcome => "part-outcome",
        PartKind::Period => "part-period",
    }
}
