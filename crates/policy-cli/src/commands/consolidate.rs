//! `policy consolidate`: the text of a policy as amendments make it.

use std::io::{self, stderr};

use policy_core::same_name;
use policy_dsl::syntax::{File, Item, Policy, Stated};
use policy_dsl::{FormatOptions, Saying, format, keyword_language, scan_names};
use policy_messages::Language;

use super::Ending;
use super::decide::keep_what_is_read;
use crate::arguments::{ConsolidateArguments, DataArguments, Policies, Shared, Tongue};
use crate::failure::{Failure, Listing};
use crate::load::{self, Loaded};
use crate::output::{Output, text_or_json};
use crate::voice::Voice;

/// Prints what amendments make.
pub fn consolidate(asked: &ConsolidateArguments, shared: Shared) -> Result<Ending, Failure> {
    text_or_json(shared.format)?;
    let policies = Policies { paths: asked.paths.clone(), parameters: Vec::new() };
    let no_data = DataArguments {
        data: Vec::new(),
        as_of: chrono::NaiveDate::default(),
        policy: None,
        subject: None,
        rule: Vec::new(),
        period: None,
    };
    keep_what_is_read(asked.output.as_deref(), &policies, &no_data)?;
    let Loaded { sources, compiled } = load::sound(&policies, Voice::of(shared, &stderr()))?;
    let made = |item: &&Stated<Item>| match &item.node {
        Item::Policy(policy) => compiled.amendments.contains(&policy.declared.name.text),
        Item::Vocabulary(_) | Item::Calendar(_) | Item::Amendment(_) => false,
    };
    let all: Vec<&Stated<Item>> = compiled.files.iter().flat_map(|file| &file.items).filter(made).collect();
    if all.is_empty() {
        return Err(Failure::new(Saying::new("failure-no-amendment")));
    }
    let wanted: Vec<&Stated<Item>> = match &asked.policy {
        None => all,
        Some(name) => {
            let found = all.iter().copied().filter(|item| is_called(item, name)).collect::<Vec<_>>();
            if found.is_empty() {
                let known: Vec<&str> = compiled.amendments.iter().map(String::as_str).collect();
                let says = Saying::new("failure-no-such-policy").with("name", name).listing("known", &known);
                return Err(Failure::new(says));
            }
            found
        }
    };
    let lexicon = scan_names(&sources);
    let mut output = Output::open(asked.output.as_deref())?;
    for item in wanted {
        let keywords = match asked.keywords {
            Some(Tongue::En) => Language::English,
            Some(Tongue::Zh) => Language::Chinese,
            None => sources.file(item.span).map_or(Language::English, |file| keyword_language(&file.text)),
        };
        let file = File { items: vec![item.clone()], trailing: Vec::new() };
        let options = FormatOptions { keywords, lexicon: Some(&lexicon), ..FormatOptions::default() };
        let text = format(&file, options);
        io::Write::write_all(output.writer(), text.as_bytes()).map_err(|error| output.failure(&error))?;
    }
    output.finish()?;
    Ok(Ending::Fine)
}

fn is_called(item: &Stated<Item>, name: &str) -> bool {
    let Item::Policy(Policy { declared, .. }) = &item.node else { return false };
    let labels = declared.label.iter().chain(&declared.also).map(|text| text.value.as_str());
    std::iter::once(declared.name.text.as_str()).chain(labels).any(|known| same_name(known, name))
}
