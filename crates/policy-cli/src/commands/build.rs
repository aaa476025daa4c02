//! `policy build`: a compiled set of policies in one file.

use std::io::{self, Write, stderr};

use policy_dsl::Saying;
use policy_seal::{Bundle, BundledSource, Digest, Meaning, Setting};
use serde::Serialize;

use super::Ending;
use crate::arguments::{BuildArguments, Shared};
use crate::failure::{Failure, shown};
use crate::load::{self, Loaded};
use crate::output::{Output, TextOrJson, text_or_json};
use crate::voice::{Tone, Voice, tame};

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// The plan with its sources and digests.
    Bundle,
    /// The plan alone.
    Plan,
}

#[derive(Serialize)]
struct Built<'b> {
    file: String,
    digest: Digest,
    policies: Vec<PolicyJson<'b>>,
}

#[derive(Serialize)]
struct PolicyJson<'b> {
    name: &'b str,
    digest: Digest,
}

/// Compiles policies and writes them.
pub fn build(asked: &BuildArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let told = text_or_json(shared.format)?;
    let form = form_of(asked)?;
    let Loaded { sources, compiled } = load::sound(&asked.policies, Voice::of(shared, &stderr()))?;
    let plan = compiled.plan.ok_or_else(|| Failure::new(Saying::new("failure-policy-mistakes")))?;
    let meaning = Meaning::of(&plan);
    let mut output = Output::open(Some(&asked.output))?;
    let text = match form {
        Form::Plan => serde_json::to_string(&plan).map_err(|error| output.failure(&error.into()))?,
        Form::Bundle => {
            let texts = sources
                .iter()
                .map(|(_, source)| BundledSource { name: source.name.clone(), text: source.text.clone() });
            let set = load::parameters(&asked.policies)?.into_iter();
            let parameters = set.map(|(name, value)| Setting { name, value }).collect();
            let bundle = Bundle::new(plan, texts.collect(), parameters);
            bundle.to_json().map_err(|error| load::sealed(&asked.output, &error))?
        }
    };
    output.writer().write_all(text.as_bytes()).map_err(|error| output.failure(&error))?;
    output.finish()?;
    let mut said = Output::open(None)?;
    let written = match told {
        TextOrJson::Text => tell(said.writer(), asked, &meaning, voice),
        TextOrJson::Json => write_json(said.writer(), asked, &meaning),
    };
    written.map_err(|error| said.failure(&error))?;
    said.finish()?;
    Ok(Ending::Fine)
}

/// The form that the name of the file asks for.
fn form_of(asked: &BuildArguments) -> Result<Form, Failure> {
    let ending = asked.output.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    match ending.as_deref() {
        Some("bundle") => Ok(Form::Bundle),
        Some("json") => Ok(Form::Plan),
        Some(_) | None => {
            Err(Failure::new(Saying::new("failure-build-name").with("file", shown(&asked.output))))
        }
    }
}

fn tell(out: &mut dyn Write, asked: &BuildArguments, meaning: &Meaning, voice: Voice) -> io::Result<()> {
    for policy in &meaning.policies {
        let (name, digest) = (tame(&policy.name), policy.digest.short());
        writeln!(out, "{}", voice.say("build-policy", &[("name", &name), ("digest", &digest)]))?;
    }
    let (file, digest) = (tame(&shown(&asked.output)), meaning.digest().short());
    let said = voice.say("build-written", &[("file", &file), ("digest", &digest)]);
    writeln!(out, "{}", voice.paint(Tone::Good, &said))
}

fn write_json(out: &mut dyn Write, asked: &BuildArguments, meaning: &Meaning) -> io::Result<()> {
    let policies = meaning.policies.iter();
    let built = Built {
        file: shown(&asked.output),
        digest: meaning.digest(),
        policies: policies.map(|policy| PolicyJson { name: &policy.name, digest: policy.digest }).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &built)?;
    writeln!(out)
}
