//! Policies as text: random ones compile and mean what the reference says; compiling twice gives
//! the same bytes; formatting, in either keyword language, changes neither tree nor plan.
//!
//! `POLICY_SUITE_TEXTS=100000` for a long run.

use std::fs;

use policy_core::{DecideError, Engine, SubjectId};
use policy_dsl::syntax::strip_spans;
use policy_dsl::{FormatOptions, Severity, Sources, compile, format, parse, render, scan_names};
use policy_messages::Language;
use policy_suite::documented::snippets;
use policy_suite::generate::{self, Choices};
use policy_suite::prelude::{policy_files, suite, with_prelude};
use policy_suite::reference::judge;
use policy_suite::shipped::shipped;
use policy_suite::show;

/// The plan of sources, as its serialized text; what is wrong with them otherwise.
fn plan_text(sources: &Sources) -> Result<String, String> {
    let compiled = compile(sources);
    match &compiled.plan {
        Some(plan) => Ok(serde_json::to_string(plan).expect("a plan can be written")),
        None => {
            let errors: Vec<_> =
                compiled.diagnostics.into_iter().filter(|found| found.severity == Severity::Error).collect();
            Err(render(&errors, sources, Language::English))
        }
    }
}

/// The same sources, formatted with keywords of one language.
fn formatted(sources: &Sources, keywords: Language) -> Result<Sources, String> {
    let lexicon = scan_names(sources);
    let options = FormatOptions { keywords, lexicon: Some(&lexicon), ..FormatOptions::default() };
    let mut printed = Sources::new();
    for (number, source) in sources.iter() {
        let (tree, _) = parse(number, &source.text, &lexicon);
        let text = format(&tree, options);
        let (again, mistakes) = parse(number, &text, &lexicon);
        let twice = format(&again, options);
        let (tree, again) = (strip_spans(&tree), strip_spans(&again));
        if !mistakes.is_empty() {
            let sources = Sources::single(&source.name, &text);
            let mistakes: Vec<_> = mistakes
                .into_iter()
                .map(|mut mistake| {
                    mistake.span.source = 0;
                    mistake
                })
                .collect();
            let told = render(&mistakes, &sources, Language::English);
            return Err(format!(
                "{}: what the formatter writes cannot be read ({keywords:?}):\n{told}\n{text}",
                source.name
            ));
        }
        if tree != again {
            return Err(format!(
                "{}: formatting changes the tree ({keywords:?}):\n{}\nbecomes\n{text}\n{tree:#?}\n{again:#?}",
                source.name, source.text
            ));
        }
        if text != twice {
            return Err(format!(
                "{}: formatting twice differs ({keywords:?}):\n{text}\nbecomes\n{twice}",
                source.name
            ));
        }
        printed.add(&source.name, text);
    }
    Ok(printed)
}

/// Everything but white space, and commas and semicolons between parts, which are the layout's.
fn wording(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，' | '、' | ';' | '；' | '。'))
        .collect()
}

/// In the author's own words: not one is lost or changed, the tree is the same, and twice is once.
fn keeps_its_words(sources: &Sources) -> Result<(), String> {
    let lexicon = scan_names(sources);
    for (number, source) in sources.iter() {
        let (tree, _) = parse(number, &source.text, &lexicon);
        let options = |source| FormatOptions { source, lexicon: Some(&lexicon), ..FormatOptions::default() };
        let once = format(&tree, options(Some(&source.text)));
        let (again, mistakes) = parse(number, &once, &lexicon);
        let twice = format(&again, options(Some(&once)));
        let fail = |what: &str, other: &str| {
            Err(format!("{}: {what}:\n{}\nbecomes\n{once}\n{other}", source.name, source.text))
        };
        if !mistakes.is_empty() || strip_spans(&tree) != strip_spans(&again) {
            return fail("laying it out changes the tree", "");
        }
        if once != twice {
            return fail("laying it out twice differs", &twice);
        }
        // Comments within a clause move before it, and `//` becomes `#`.
        let has_comments = source.text.contains(['#']) || source.text.contains("//");
        if !has_comments && wording(&source.text) != wording(&once) {
            return fail("laying it out changes words", "");
        }
    }
    Ok(())
}

/// Through both keyword languages, one after the other: always the same plan.
fn round_trip(sources: &Sources) -> Result<(), String> {
    let plan = plan_text(sources)?;
    keeps_its_words(sources)?;
    let english = formatted(sources, Language::English)?;
    let chinese = formatted(&english, Language::Chinese)?;
    let back = formatted(&chinese, Language::English)?;
    for (name, printed) in [("English", &english), ("Chinese", &chinese), ("English again", &back)] {
        if plan_text(printed)? != plan {
            return Err(format!("written with {name} keywords, it is another plan"));
        }
    }
    // Parentheses that one language needs may stay in the other; then nothing changes any more.
    let chinese_again = formatted(&back, Language::Chinese)?;
    for ((_, once), (_, twice)) in chinese.iter().zip(chinese_again.iter()) {
        if once.text != twice.text {
            return Err(format!("there and back again it differs:\n{}\nbecomes\n{}", once.text, twice.text));
        }
    }
    Ok(())
}

#[test]
fn every_case_of_the_suite_survives_both_keyword_languages() {
    let mut complaints = Vec::new();
    for path in policy_files(&suite()) {
        if path.to_string_lossy().contains("mistakes") || path.to_string_lossy().contains("prelude") {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a case is UTF-8 text");
        if let Err(complaint) = round_trip(&with_prelude(&path.display().to_string(), &text)) {
            complaints.push(format!("{}: {complaint}", path.display()));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
}

#[test]
fn every_shipped_policy_survives_both_keyword_languages() {
    for policy in shipped() {
        round_trip(&policy.sources).unwrap_or_else(|complaint| panic!("{}: {complaint}", policy.name));
    }
}

#[test]
fn every_snippet_of_the_documents_survives_both_keyword_languages() {
    for snippet in snippets() {
        round_trip(&snippet.sources).unwrap_or_else(|complaint| panic!("{}: {complaint}", snippet.place));
    }
}

/// A generated text and what follows from it, or what is wrong.
fn check(numbers: &[u32]) -> Result<usize, String> {
    let mut choices = Choices::new(numbers.to_vec());
    let text = generate::policy_text(&mut choices);
    let fail = |what: &str| format!("{what}\n{text}");
    let sources = with_prelude("generated.policy", &text);
    let written = plan_text(&sources).map_err(|errors| fail(&errors))?;
    if plan_text(&sources).as_ref() != Ok(&written) {
        return Err(fail("compiled twice, it is not the same"));
    }
    round_trip(&sources).map_err(|complaint| fail(&complaint))?;
    let engine = Engine::from_json(&written).map_err(|error| fail(&error.to_string()))?;
    let plan = engine.plan();
    let subjects: Vec<SubjectId> = plan.rules.iter().map(|rule| rule.subject).collect();
    let mut compared = 0;
    for _ in 0..3 {
        let subject = *choices.one(&subjects);
        let as_of = generate::as_of(&mut choices);
        let person = generate::person(&mut choices, &plan.vocabulary, subject);
        let expected = judge(plan, as_of, &person);
        match engine.at(as_of).decide(&person.record(&plan.vocabulary, "someone")) {
            Err(DecideError::Overflow) if expected.beyond_range => {}
            Err(error) => return Err(fail(&error.to_string())),
            Ok(found) if found == expected.decision => compared += found.verdicts.len(),
            Ok(found) => {
                let difference = show::difference("reference", &expected.decision, "engine", &found);
                return Err(fail(&format!("{difference}{}", show::scene(plan, as_of, &person))));
            }
        }
    }
    Ok(compared)
}

#[test]
fn random_texts_compile_and_mean_what_the_reference_says() {
    let rounds = std::env::var("POLICY_SUITE_TEXTS").ok().and_then(|text| text.parse().ok()).unwrap_or(150);
    let mut compared = 0;
    for seed in 0..rounds {
        let numbers = Choices::numbers(seed, 2_000);
        match check(&numbers) {
            Ok(verdicts) => compared += verdicts,
            Err(_) => {
                let smallest = generate::shrink(numbers, |numbers| check(numbers).is_err());
                let story = check(&smallest).err().unwrap_or_default();
                panic!("seed {seed}, choices {smallest:?}\n{story}");
            }
        }
    }
    println!("{compared} verdicts over {rounds} texts");
    assert!(compared as u64 > rounds, "only {compared} verdicts were compared");
}
