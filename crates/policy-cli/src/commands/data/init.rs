//! `policy data init`: a description of data files to begin with.
//!
//! What the headings say by themselves is written down as well, so that the description is whole; what is guessed is
//! marked, and what cannot be placed is left for its reader to fill in.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use policy_core::{FieldId, Names, Plan, RecordReader, SubjectId, Vocabulary};
use policy_dsl::Saying;
use policy_messages::Language;

use super::paths;
use crate::arguments::{DataInitArguments, Shared};
use crate::commands::Ending;
use crate::failure::{Failure, shown};
use crate::gather::{Because, Column, Kind, Kinds, Proposal, Target, names, plain, propose};
use crate::load;
use crate::output::{Output, say_to_standard};
use crate::read::{self, FILE_NAME, Records, Table};
use crate::voice::{Tone, Voice, tame};

/// Looks at files and writes what they may hold.
pub fn init(asked: &DataInitArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let engine = load::engine(&asked.policies, Voice::of(shared, &io::stderr()))?;
    let plan = engine.plan();
    let vocabulary = &plan.vocabulary;
    let place = asked.output.clone().unwrap_or_else(|| PathBuf::from(FILE_NAME));
    // A link that leads nowhere stands there too.
    if fs::symlink_metadata(&place).is_ok() {
        return Err(Failure::new(Saying::new("failure-file-exists").with("file", shown(&place))));
    }
    let inputs = read::open(&paths(&asked.policies, &asked.data)?, false)?;
    let kinds = Kinds::new(vocabulary);
    let reader = RecordReader::new(vocabulary, SubjectId(0));
    let mut scribe = Scribe {
        voice,
        plan,
        vocabulary,
        kinds: &kinds,
        place: &place,
        text: String::new(),
        told: String::new(),
    };
    scribe.begin();
    let mut is_clear = true;
    for table in &inputs.tables {
        let proposal = propose(&kinds, vocabulary, &reader, table)?;
        is_clear &= proposal.kind.is_some();
        scribe.table(table, &proposal);
    }
    for records in &inputs.records {
        let subject = kinds.of_records(vocabulary, records, &|_| true).ok();
        is_clear &= subject.is_some();
        scribe.records(records, subject);
    }
    let mut output = Output::open(Some(&place))?;
    output.writer().write_all(scribe.text.as_bytes()).map_err(|error| output.failure(&error))?;
    output.finish()?;
    let written = voice.paint(Tone::Good, &voice.say("data-written", &[("file", &shown(&place))]));
    say_to_standard(&format!("{}{written}\n", scribe.told))?;
    Ok(Ending::of(!is_clear))
}

/// Writes the description, and tells what is in it.
struct Scribe<'s> {
    voice: Voice,
    plan: &'s Plan,
    vocabulary: &'s Vocabulary,
    kinds: &'s Kinds,
    place: &'s Path,
    text: String,
    told: String,
}

impl Scribe<'_> {
    fn begin(&mut self) {
        for line in self.voice.say("data-about", &[]).lines() {
            self.line(&format!("# {line}"));
        }
    }

    fn table(&mut self, table: &Table, proposal: &Proposal) {
        let sheet = table.sheet.as_ref();
        self.entry(&table.file, sheet);
        self.holds(proposal.kind);
        // Names of columns and keys of objects stand in no row.
        if proposal.heading_row > 0 {
            self.line(&format!("headings = {}", proposal.heading_row));
        }
        self.line("[table.columns]");
        for column in told_once(&proposal.columns) {
            let name = column.target.and_then(|target| self.name(proposal.kind?, target));
            let note = match column.because {
                Because::Name => None,
                Because::Resemblance => Some("data-guessed-name"),
                Because::Values => Some("data-guessed-values"),
                Because::Nothing => Some("data-unplaced"),
            };
            let note = note.map(|id| format!("  # {}", self.voice.say(id, &[]))).unwrap_or_default();
            let name = name.map(|names| written(names, self.voice.language)).unwrap_or_default();
            self.line(&format!("{} = {}{note}", quoted(&column.heading), quoted(name)));
        }
        let absent = self.absent(proposal);
        if !absent.is_empty() {
            let said = self.voice.say("data-absent", &[("columns", &absent.join(&self.separator()))]);
            self.line(&format!("# {said}"));
        }
        self.tell(table, proposal, &absent);
    }

    fn records(&mut self, records: &Records, subject: Option<SubjectId>) {
        self.entry(&records.file, None);
        self.holds(subject.map(Kind::Subject));
        let kind = self.kind_name(subject.map(Kind::Subject));
        self.say("data-records", &[("place", &records.file), ("kind", &kind)], Tone::Strong);
    }

    fn entry(&mut self, file: &str, sheet: Option<&String>) {
        self.line("");
        self.line("[[table]]");
        let file = seen_from(Path::new(file), self.place);
        self.line(&format!("file = {}", quoted(&file.to_string_lossy())));
        if let Some(sheet) = sheet {
            self.line(&format!("sheet = {}", quoted(sheet)));
        }
    }

    fn holds(&mut self, kind: Option<Kind>) {
        match kind {
            Some(kind) => {
                let name = self.own_name(kind);
                self.line(&format!("holds = {}", quoted(&name)));
            }
            None => {
                let known = self.kinds.all.iter().map(|(kind, _)| self.own_name(*kind));
                let known = known.collect::<Vec<_>>().join(&self.separator());
                let said = self.voice.say("data-unclear", &[("names", &known)]);
                self.line(&format!("# holds = \"\"  {said}"));
            }
        }
    }

    /// What is said of a table on the terminal.
    fn tell(&mut self, table: &Table, proposal: &Proposal, absent: &[String]) {
        let place = match &table.sheet {
            None => table.file.clone(),
            Some(sheet) => format!("{} [{sheet}]", table.file),
        };
        let kind = self.kind_name(proposal.kind);
        self.say("data-table", &[("place", &place), ("kind", &kind)], Tone::Strong);
        let of = |because: Because| proposal.columns.iter().filter(move |column| column.because == because);
        let placed = of(Because::Name).count();
        self.say("data-placed", &[("count", &placed)], Tone::Faint);
        let guessed: Vec<String> = of(Because::Resemblance)
            .chain(of(Because::Values))
            .filter_map(|column: &Column| {
                let names = self.name(proposal.kind?, column.target?)?;
                Some(format!("{} → {}", column.heading, written(names, self.voice.language)))
            })
            .collect();
        let unplaced: Vec<String> = of(Because::Nothing).map(|column| column.heading.clone()).collect();
        for (id, columns, tone) in [
            ("data-look-at", &guessed[..], Tone::Open),
            ("data-not-placed", &unplaced[..], Tone::Open),
            ("data-absent", absent, Tone::Faint),
        ] {
            if !columns.is_empty() {
                self.say(id, &[("columns", &columns.join(&self.separator()))], tone);
            }
        }
    }

    fn say(&mut self, id: &str, arguments: &[(&str, &dyn std::fmt::Display)], tone: Tone) {
        let said = tame(&self.voice.say(id, arguments));
        let indent = if tone == Tone::Strong { "" } else { "  " };
        _ = writeln!(self.told, "{indent}{}", self.voice.paint(tone, &said));
    }

    fn line(&mut self, line: &str) {
        _ = writeln!(self.text, "{line}");
    }

    fn separator(&self) -> String {
        self.voice.say("explain-separator", &[])
    }

    /// What rules read of the kind, and no column holds.
    fn absent(&self, proposal: &Proposal) -> Vec<String> {
        let Some(kind) = proposal.kind else { return Vec::new() };
        let (subject, list) = kind.owner();
        let read = match list {
            Some(list) => self.plan.reads(subject, list),
            None => self.plan.reads_facts(subject),
        };
        let fields = (0..).map(FieldId).zip(self.vocabulary.fields(subject, list));
        let fields = fields.filter(|(field, _)| read.contains(field));
        let targets = std::iter::once((Target::Key, &self.vocabulary.subjects[subject.index()].key))
            .chain(fields.map(|(id, field)| (kind.target(id), &field.names)));
        let has = |target: Target| proposal.columns.iter().any(|column| column.target == Some(target));
        targets
            .filter(|(target, _)| !has(*target))
            .map(|(_, names)| names.shown(self.voice.language))
            .collect()
    }

    fn name(&self, kind: Kind, target: Target) -> Option<&Names> {
        let (subject, list) = kind.owner();
        match target {
            Target::Key => Some(&self.vocabulary.subjects.get(subject.index())?.key),
            Target::Fact(fact) => Some(&self.vocabulary.fields(subject, None).get(fact.index())?.names),
            Target::Field(field) => Some(&self.vocabulary.fields(subject, list).get(field.index())?.names),
        }
    }

    fn kind_name(&self, kind: Option<Kind>) -> String {
        match kind {
            Some(kind) => self.own_name(kind),
            None => self.voice.say("data-unclear-kind", &[]),
        }
    }

    /// A name that means this kind alone.
    fn own_name(&self, kind: Kind) -> String {
        let language = self.voice.language;
        let shown = written(names(self.vocabulary, kind), language);
        match kind {
            Kind::Events(subject, _) if self.kinds.named(self.vocabulary, shown).len() > 1 => {
                let owner = &self.vocabulary.subjects[subject.index()].names;
                format!("{}.{shown}", written(owner, language))
            }
            Kind::Events(..) | Kind::Subject(_) => shown.to_owned(),
        }
    }
}

/// Each heading once, as a table has each key once: of columns that are called alike the first that has a place.
fn told_once(columns: &[Column]) -> impl Iterator<Item = &Column> {
    let is_alike = |one: &Column, other: &Column| plain(&one.heading) == plain(&other.heading);
    let is_told = move |place: usize, column: &Column| {
        let mut alike = columns.iter().enumerate().filter(|(_, other)| is_alike(column, other));
        let first = alike.clone().find(|(_, other)| other.target.is_some()).or_else(|| alike.next());
        first.is_some_and(|(own, _)| own == place)
    };
    columns
        .iter()
        .enumerate()
        .filter(move |(place, column)| is_told(*place, column))
        .map(|(_, column)| column)
}

/// The name that a language shows, as the vocabulary writes it.
fn written(names: &Names, language: Language) -> &str {
    let shown = names.shown(language);
    names.all().find(|name| name.replace('_', " ") == shown).unwrap_or(&names.id)
}

/// A file as it is seen from a description.
fn seen_from(file: &Path, description: &Path) -> PathBuf {
    let directory = description.parent().filter(|parent| !parent.as_os_str().is_empty());
    let Some(directory) = directory else { return file.to_owned() };
    let (Ok(file), Ok(directory)) = (fs::canonicalize(file), fs::canonicalize(directory)) else {
        return file.to_owned();
    };
    file.strip_prefix(&directory).map_or_else(|_| file.clone(), Path::to_owned)
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => _ = write!(quoted, "\\u{:04X}", u32::from(c)),
            c => quoted.push(c),
        }
    }
    quoted + "\""
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn a_text_is_quoted_so_that_it_reads_back() {
        for text in ["培训类别", "a \"b\" \\ c", "两\n行\t\u{0}\u{7f}\u{85}", "=1+1", "🙂"] {
            let line = format!("text = {}", quoted(text));
            let read: std::collections::BTreeMap<String, String> = toml::from_str(&line).unwrap();
            assert_eq!(read["text"], text, "{line}");
        }
    }
}
