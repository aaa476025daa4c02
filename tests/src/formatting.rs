//! Whether formatting, in the author's words or in either keyword language, leaves tree and plan what they are.

use policy_dsl::syntax::strip_spans;
use policy_dsl::{FormatOptions, Severity, Sources, compile, format, parse, render, scan_names};
use policy_messages::Language;

/// The plan of sources, as its serialized text; what is wrong with them otherwise.
pub fn plan_text(sources: &Sources) -> Result<String, String> {
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
pub fn formatted(sources: &Sources, keywords: Language) -> Result<Sources, String> {
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
pub fn keeps_its_words(sources: &Sources) -> Result<(), String> {
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
pub fn round_trip(sources: &Sources) -> Result<(), String> {
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
