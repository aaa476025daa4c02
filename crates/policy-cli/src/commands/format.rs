//! `policy fmt`: policies in the one usual layout.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use policy_dsl::{
    Diagnostic, FormatOptions, Lexicon, Saying, Severity, Source, Sources, Spaces, format, keyword_language,
    parse, render,
};
use policy_messages::Language;
use serde::Serialize;

use super::Ending;
use crate::arguments::{FormatArguments, Shared, Spacing, Tongue};
use crate::failure::{Failure, shown};
use crate::load;
use crate::output::{Output, TextOrJson, text_or_json};
use crate::reach::Reach;
use crate::set::PolicySet;
use crate::voice::{Tone, Voice};

/// Lays files out, or lists those that are not. A file with mistakes stays as it is.
pub fn fmt(asked: &FormatArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let form = text_or_json(shared.format)?;
    let paths: Vec<&Path> = asked.policies.iter().map(PathBuf::as_path).collect();
    if let Some(bundle) = paths.iter().find(|path| load::is_bundle(path)) {
        return Err(Failure::new(Saying::new("failure-bundle-layout").with("file", shown(bundle))));
    }
    let sources = load::files(&paths)?;
    let all = with_neighbours(&paths, &sources);
    let mut reach = Reach::new(&all);
    let mut outcome = Formatted::default();
    let mut mistakes = Vec::new();
    for (number, source) in sources.iter() {
        let defects = sources.defects().iter().filter(|defect| defect.span.source == number);
        match laid_out(number, source, reach.lexicon(number), (asked.keywords, asked.spaces), defects) {
            Err(found) => mistakes.extend(found),
            Ok(text) if text == source.text => outcome.fine.push(source.name.clone()),
            Ok(text) => {
                if !asked.check {
                    let mut output = Output::open(Some(Path::new(&source.name)))?;
                    output.writer().write_all(text.as_bytes()).map_err(|error| output.failure(&error))?;
                    output.finish()?;
                }
                outcome.changed.push(source.name.clone());
            }
        }
    }
    let mut output = Output::open(None)?;
    let written = match form {
        TextOrJson::Json => outcome.write_json(output.writer()),
        TextOrJson::Text => outcome.write_text(output.writer(), asked.check, voice),
    };
    written.map_err(|error| output.failure(&error))?;
    output.finish()?;
    if !mistakes.is_empty() {
        eprintln!("{}", render(&mistakes, &sources, voice.language));
    }
    let has_findings = !mistakes.is_empty() || (asked.check && !outcome.changed.is_empty());
    Ok(Ending::of(has_findings))
}

/// The text of a file in its layout, or its mistakes.
fn laid_out<'d>(
    number: u32,
    source: &Source,
    lexicon: &Lexicon,
    (language, spacing): (Option<Tongue>, Spacing),
    defects: impl Iterator<Item = &'d Diagnostic>,
) -> Result<String, Vec<Diagnostic>> {
    let is_error = |found: &Diagnostic| found.severity == Severity::Error;
    let (file, mut found) = parse(number, &source.text, lexicon);
    found.extend(defects.cloned());
    found.retain(is_error);
    if !found.is_empty() {
        return Err(found);
    }
    let keywords = match language {
        Some(Tongue::En) => Language::English,
        Some(Tongue::Zh) => Language::Chinese,
        None => keyword_language(&source.text),
    };
    let spaces = match spacing {
        Spacing::Keep => Spaces::Keep,
        Spacing::Remove => Spaces::Remove,
        Spacing::Add => Spaces::Add,
    };
    // Words stay as they are written unless one language is asked for.
    let kept = language.is_none().then_some(source.text.as_str());
    let options =
        FormatOptions { keywords, source: kept, spaces, lexicon: Some(lexicon), ..FormatOptions::default() };
    let text = format(&file, options);
    // What is written must read back; a layout that does not is not written.
    let (_, mut broken) = parse(number, &text, lexicon);
    broken.retain(is_error);
    if broken.is_empty() { Ok(text) } else { Err(broken) }
}

/// The sources with the policies beside them and those of their set, whose names they may use.
pub(super) fn with_neighbours(paths: &[&Path], sources: &Sources) -> Sources {
    let mut all = sources.clone();
    for path in paths.iter().filter(|path| path.is_file()) {
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let Ok(entries) = fs::read_dir(parent.unwrap_or(Path::new("."))) else { continue };
        let mut neighbours: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        neighbours.retain(|path| path.extension().is_some_and(|ending| ending == "policy"));
        neighbours.sort();
        for neighbour in neighbours {
            if let Ok(loaded) = Sources::load(&neighbour) {
                loaded.iter().for_each(|(_, source)| {
                    all.add(source.name.clone(), source.text.clone());
                });
            }
        }
    }
    // A set with mistakes is no reason not to lay out what can be read without it.
    let set = PolicySet::find().ok().flatten().unwrap_or_default();
    if let Ok(of_set) = Sources::load_all(&set.policies) {
        all.append(of_set);
    }
    all
}

#[derive(Default, Serialize)]
struct Formatted {
    /// Laid out now, or, with `--check`, to be laid out.
    changed: Vec<String>,
    /// Laid out before.
    fine: Vec<String>,
}

impl Formatted {
    fn write_text(&self, out: &mut dyn Write, is_check: bool, voice: Voice) -> io::Result<()> {
        let (id, tone) = if is_check { ("fmt-would", Tone::Bad) } else { ("fmt-done", Tone::Good) };
        for file in &self.changed {
            writeln!(out, "{}", voice.paint(tone, &voice.say(id, &[("file", file)])))?;
        }
        if self.changed.is_empty() && !self.fine.is_empty() {
            writeln!(out, "{}", voice.say("fmt-fine", &[("count", &self.fine.len())]))?;
        }
        Ok(())
    }

    fn write_json(&self, out: &mut dyn Write) -> io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        writeln!(out)
    }
}
