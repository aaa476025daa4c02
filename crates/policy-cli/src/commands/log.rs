//! `policy log`: the history of a rule.

use std::io::{self, Write, stderr};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use policy_core::{Names, Plan, nearest_name};
use policy_dsl::Saying;
use policy_git::GitError;
use serde::Serialize;

use super::Ending;
use crate::arguments::{LogArguments, Policies, Shared};
use crate::failure::{Failure, Listing};
use crate::history::{
    Change, Changed, Lineage, Past, PastStep, Stage, Version, What, changed, lineages, past,
};
use crate::load::{self, Loaded};
use crate::output::{Output, TextOrJson, text_or_json};
use crate::voice::{Tone, Voice, tame};

/// Tells what became of a rule.
pub fn log(asked: &LogArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let form = text_or_json(shared.format)?;
    let policies = Policies { paths: asked.paths.clone(), parameters: Vec::new() };
    let loaded = Loaded::new(&policies)?;
    loaded.must_be_sound(Voice::of(shared, &stderr()))?;
    let plan =
        loaded.compiled.plan.as_ref().ok_or_else(|| Failure::new(Saying::new("failure-policy-mistakes")))?;
    let name = asked.rule.trim();
    let lineages = lineages(plan, name, voice.language);
    let paths: Vec<&Path> = asked.paths.iter().map(PathBuf::as_path).collect();
    must_be_one_revision(&paths)?;
    // What cannot be told of git does not take away what lies here.
    let past = past(&paths, name, voice.language).unwrap_or_else(|error| {
        complain(&error, Voice::of(shared, &stderr()));
        None
    });
    let is_known = !lineages.is_empty() || past.as_ref().is_some_and(|past| !past.steps.is_empty());
    if !is_known {
        return Err(no_such_rule(plan, name));
    }
    let story = Story { plan, name, lineages: &lineages, past: past.as_ref(), as_of: asked.as_of, voice };
    let mut output = Output::open(None)?;
    let written = match form {
        TextOrJson::Text => story.write_text(output.writer()),
        TextOrJson::Json => story.write_json(output.writer()),
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    Ok(Ending::Fine)
}

/// A history ends at one revision.
fn must_be_one_revision(paths: &[&Path]) -> Result<(), Failure> {
    let mut named = paths.iter().filter_map(|path| load::at(path)).map(|at| at.revision);
    let Some(one) = named.next() else { return Ok(()) };
    match named.find(|other| *other != one) {
        None => Ok(()),
        Some(other) => {
            let says = Saying::new("log-several-revisions").with("one", one).with("other", other);
            Err(Failure::new(says))
        }
    }
}

fn complain(error: &GitError, voice: Voice) {
    eprintln!("{}", voice.paint(Tone::Open, &tame(&error.text(voice.language))));
}

fn no_such_rule(plan: &Plan, name: &str) -> Failure {
    let rules = || plan.rules.iter().map(|rule| &rule.names);
    let known: Vec<&str> = rules().map(|names| names.label.as_deref().unwrap_or(&names.id)).collect();
    let says = Saying::new("log-no-such-rule").with("name", name).listing("known", &known);
    Failure::new(match nearest_name(name, rules().flat_map(Names::all)) {
        Some(nearest) => Saying { id: "log-no-such-rule-nearest", ..says }.with("nearest", nearest),
        None => says,
    })
}

struct Story<'s> {
    plan: &'s Plan,
    name: &'s str,
    lineages: &'s [Lineage],
    past: Option<&'s Past>,
    as_of: Option<NaiveDate>,
    voice: Voice,
}

impl Story<'_> {
    fn write_text(&self, out: &mut dyn Write) -> io::Result<()> {
        if let Some(day) = self.as_of {
            return self.write_as_of(out, day);
        }
        for (number, lineage) in self.lineages.iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            self.write_title(out, lineage.stages.iter().rev().find_map(|stage| stage.version.as_ref()))?;
            for stage in &lineage.stages {
                self.write_stage(out, stage)?;
            }
        }
        match self.past {
            None => Ok(()),
            Some(past) => {
                if self.lineages.is_empty() {
                    self.write_title(out, past.steps.iter().rev().find_map(|step| step.versions.first()))?;
                }
                self.write_past(out, past)
            }
        }
    }

    /// What was in force on a day: here, else at the last revision that had it.
    fn write_as_of(&self, out: &mut dyn Write, day: NaiveDate) -> io::Result<()> {
        let here = self.lineages.iter().flat_map(|lineage| &lineage.stages);
        let here: Vec<&Version> = here
            .filter_map(|stage| stage.version.as_ref())
            .filter(|version| version.is_in_force(day))
            .collect();
        for version in &here {
            self.write_title(out, Some(version))?;
            self.write_version(out, version)?;
        }
        if !here.is_empty() {
            return Ok(());
        }
        let steps = self.past.map_or(&[][..], |past| &past.steps);
        let has_one = |step: &&PastStep| step.versions.iter().any(|version| version.is_in_force(day));
        match steps.iter().rev().filter(|step| step.broken.is_none()).find(has_one) {
            Some(step) => {
                let in_force = || step.versions.iter().filter(|version| version.is_in_force(day));
                self.write_title(out, in_force().next())?;
                let date = step.revision.date.map(|date| date.to_string()).unwrap_or_default();
                let said = self
                    .voice
                    .say("log-at-revision", &[("revision", &step.revision.short()), ("date", &date)]);
                writeln!(out, "  {}", self.voice.paint(Tone::Faint, &said))?;
                in_force().try_for_each(|version| self.write_version(out, version))
            }
            None => writeln!(out, "{}", self.voice.say("log-nothing-in-force", &[("date", &day)])),
        }
    }

    fn write_title(&self, out: &mut dyn Write, version: Option<&Version>) -> io::Result<()> {
        let Some(version) = version else { return Ok(()) };
        let (rule, id) = (version.rule.shown(self.voice.language), &version.rule.id);
        let said = self.voice.say("log-rule", &[("rule", &tame(&rule)), ("id", &tame(id))]);
        writeln!(out, "{}", self.voice.paint(Tone::Strong, &said))
    }

    fn write_version(&self, out: &mut dyn Write, version: &Version) -> io::Result<()> {
        writeln!(out, "\n{}", self.policy(&version.policy, version.document.as_deref()))?;
        writeln!(out, "  {}", self.in_force((version.from, version.to)))?;
        for line in &version.lines {
            writeln!(out, "  {}", tame(&line.text))?;
        }
        Ok(())
    }

    fn write_stage(&self, out: &mut dyn Write, stage: &Stage) -> io::Result<()> {
        if let Some((from, to)) = stage.gap {
            let said = self.voice.say("log-gap", &[("from", &from), ("to", &to)]);
            writeln!(out, "\n{}", self.voice.paint(Tone::Bad, &said))?;
        }
        if let Some((from, to)) = stage.overlap {
            let said = match to {
                Some(to) => self.voice.say("log-overlap", &[("from", &from), ("to", &to)]),
                None => self.voice.say("log-overlap-open", &[("from", &from)]),
            };
            writeln!(out, "\n{}", self.voice.paint(Tone::Bad, &said))?;
        }
        let (Some(version), Some(changes)) = (&stage.version, &stage.changes) else {
            return match &stage.version {
                Some(version) => self.write_version(out, version),
                None => {
                    writeln!(
                        out,
                        "\n{}",
                        self.policy(&stage.policy.names, stage.policy.document.as_deref())
                    )?;
                    let days = (stage.policy.effective_from, stage.policy.effective_to);
                    writeln!(out, "  {}", self.in_force(days))?;
                    writeln!(out, "  {}", self.voice.paint(Tone::Bad, &self.voice.say("log-absent", &[])))
                }
            };
        };
        writeln!(out, "\n{}", self.policy(&version.policy, version.document.as_deref()))?;
        writeln!(out, "  {}", self.in_force((version.from, version.to)))?;
        if changes.is_empty() {
            writeln!(out, "  {}", self.voice.say("log-unchanged", &[]))?;
        }
        for change in changes {
            writeln!(out, "  {}", self.voice.paint(Tone::Open, &tame(&self.change(change))))?;
        }
        Ok(())
    }

    fn write_past(&self, out: &mut dyn Write, past: &Past) -> io::Result<()> {
        let revision = past.tip.short();
        if past.steps.is_empty() {
            return writeln!(out, "\n{}", self.voice.say("log-git-never", &[("revision", &revision)]));
        }
        let arguments: [(&str, &dyn std::fmt::Display); 3] =
            [("touched", &past.touched), ("seen", &past.seen), ("revision", &revision)];
        writeln!(out, "\n{}", self.voice.say("log-git", &arguments))?;
        if let (true, Some(first)) = (past.is_cut, past.steps.first()) {
            let date = first.revision.date.map(|date| date.to_string()).unwrap_or_default();
            writeln!(out, "{}", self.voice.say("log-git-shallow", &[("date", &date)]))?;
        }
        for step in &past.steps {
            let date = step.revision.date.map(|date| date.to_string()).unwrap_or_default();
            let (short, title) = (step.revision.short(), tame(&step.revision.title));
            let said =
                self.voice.say("log-revision", &[("revision", &short), ("date", &date), ("title", &title)]);
            let said =
                if step.revision.is_merge() { self.voice.say("log-merge", &[("line", &said)]) } else { said };
            writeln!(out, "\n{}", self.voice.paint(Tone::Strong, &said))?;
            if let Some(detail) = &step.broken {
                let said = self.voice.say("log-broken", &[("detail", &tame(detail))]);
                writeln!(out, "  {}", self.voice.paint(Tone::Bad, &said))?;
            }
            self.write_changed(out, &step.changes)?;
        }
        let open = changed(&past.last, &self.versions_here());
        if !open.is_empty() {
            let said = self.voice.say("log-uncommitted", &[]);
            writeln!(out, "\n{}", self.voice.paint(Tone::Strong, &said))?;
            self.write_changed(out, &open)?;
        }
        Ok(())
    }

    /// What the files that are worked on say.
    fn versions_here(&self) -> Vec<Version> {
        let stages = self.lineages.iter().flat_map(|lineage| &lineage.stages);
        stages.filter_map(|stage| stage.version.clone()).collect()
    }

    fn write_changed(&self, out: &mut dyn Write, all: &[Changed]) -> io::Result<()> {
        let several = all.len() > 1 || self.plan.policies.len() > 1;
        for changed in all {
            let lines: Vec<String> = match &changed.what {
                What::Began(version) => {
                    let own = version.lines.iter().map(|line| line.text.clone());
                    let begins =
                        [self.voice.say("log-appeared", &[]), self.in_force((version.from, version.to))];
                    begins.into_iter().chain(own).collect()
                }
                What::Ended => vec![self.voice.say("log-disappeared", &[])],
                What::Changed(changes) => changes.iter().map(|change| self.change(change)).collect(),
            };
            let policy = changed.policy.shown(self.voice.language);
            for line in lines {
                let line = if several {
                    self.voice.say("log-policy-line", &[("policy", &policy), ("line", &line)])
                } else {
                    line
                };
                writeln!(out, "  {}", tame(&line))?;
            }
        }
        Ok(())
    }

    fn policy(&self, names: &Names, document: Option<&str>) -> String {
        let policy = tame(&names.shown(self.voice.language));
        let said = match document {
            None => self.voice.say("log-policy", &[("policy", &policy)]),
            Some(document) => {
                self.voice.say("log-policy-document", &[("policy", &policy), ("document", &tame(document))])
            }
        };
        self.voice.paint(Tone::Strong, &said)
    }

    fn in_force(&self, (from, to): (NaiveDate, Option<NaiveDate>)) -> String {
        match to {
            Some(to) => self.voice.say("log-in-force", &[("from", &from), ("to", &to)]),
            None => self.voice.say("log-in-force-open", &[("from", &from)]),
        }
    }

    fn change(&self, change: &Change) -> String {
        match change {
            Change::InForce { before, after } => {
                let (before, after) = (self.in_force(*before), self.in_force(*after));
                self.voice.say("log-changed", &[("before", &before), ("after", &after)])
            }
            Change::Renamed(names) => {
                self.voice.say("log-renamed", &[("name", &names.shown(self.voice.language))])
            }
            Change::Line { before, after } => {
                self.voice.say("log-changed", &[("before", before), ("after", after)])
            }
            Change::Added(line) => self.voice.say("log-added", &[("line", line)]),
            Change::Dropped(line) => self.voice.say("log-dropped", &[("line", line)]),
        }
    }

    fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        let is_asked = |version: &Version| self.as_of.is_none_or(|day| version.is_in_force(day));
        let stages = self.lineages.iter().flat_map(|lineage| &lineage.stages);
        let versions = stages.filter_map(|stage| {
            let version = stage.version.as_ref().filter(|version| is_asked(version))?;
            let changes = stage.changes.as_deref().unwrap_or_default();
            Some(VersionJson::new(version, changes.iter().map(|change| self.change(change)).collect()))
        });
        let git = self.past.map(|past| {
            let steps =
                past.steps.iter().filter(|step| self.as_of.is_none() || step.versions.iter().any(is_asked));
            GitJson {
                revision: past.tip.id(),
                revisions: past.seen,
                touched: past.touched,
                is_cut: past.is_cut,
                steps: steps.map(|step| self.step(step)).collect(),
            }
        });
        let json = StoryJson { rule: self.name, versions: versions.collect(), git };
        serde_json::to_writer_pretty(&mut *out, &json)?;
        writeln!(out)
    }

    fn step(&self, step: &PastStep) -> StepJson {
        let changes = step.changes.iter().map(|changed| {
            let (what, changes) = match &changed.what {
                What::Began(_) => ("began", Vec::new()),
                What::Ended => ("ended", Vec::new()),
                What::Changed(changes) => {
                    ("changed", changes.iter().map(|change| self.change(change)).collect())
                }
            };
            ChangedJson { policy: changed.policy.id.clone(), what, changes }
        });
        StepJson {
            revision: step.revision.id(),
            date: step.revision.date,
            title: step.revision.title.clone(),
            is_merge: step.revision.is_merge(),
            broken: step.broken.clone(),
            changes: changes.collect(),
            versions: step.versions.iter().map(|version| VersionJson::new(version, Vec::new())).collect(),
        }
    }
}

#[derive(Serialize)]
struct StoryJson<'s> {
    rule: &'s str,
    versions: Vec<VersionJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    git: Option<GitJson>,
}

#[derive(Serialize)]
struct VersionJson {
    policy: String,
    rule: String,
    document: Option<String>,
    from: NaiveDate,
    to: Option<NaiveDate>,
    lines: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    changes: Vec<String>,
}

impl VersionJson {
    fn new(version: &Version, changes: Vec<String>) -> Self {
        Self {
            policy: version.policy.id.clone(),
            rule: version.rule.id.clone(),
            document: version.document.clone(),
            from: version.from,
            to: version.to,
            lines: version.lines.iter().map(|line| line.text.clone()).collect(),
            changes,
        }
    }
}

#[derive(Serialize)]
struct GitJson {
    revision: String,
    revisions: usize,
    touched: usize,
    is_cut: bool,
    steps: Vec<StepJson>,
}

#[derive(Serialize)]
struct StepJson {
    revision: String,
    date: Option<NaiveDate>,
    title: String,
    is_merge: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    broken: Option<String>,
    changes: Vec<ChangedJson>,
    versions: Vec<VersionJson>,
}

#[derive(Serialize)]
struct ChangedJson {
    policy: String,
    what: &'static str,
    changes: Vec<String>,
}
