//! The text that `consolidate` prints means what the amendment means: their digests are the same, for the suite, for the
//! documents, and for random amendments.
//!
//! `POLICY_SUITE_TEXTS=100000` for a long run.

use std::fs;

use policy_dsl::syntax::{Item, PolicyClause};
use policy_dsl::{Compiled, FormatOptions, Sources, Spaces, compile, format, parse, run_tests, scan_names};
use policy_messages::Language;
use policy_seal::Meaning;
use policy_suite::documented::snippets;
use policy_suite::formatting::round_trip;
use policy_suite::generate::{self, Choices};
use policy_suite::prelude::{policy_files, suite, with_prelude};

/// The same sources with every amendment written out in full.
fn consolidated(sources: &Sources, compiled: &Compiled, keywords: Language) -> Sources {
    let lexicon = scan_names(sources);
    let options = FormatOptions { keywords, lexicon: Some(&lexicon), ..FormatOptions::default() };
    let mut written = Sources::new();
    for ((_, source), file) in sources.iter().zip(&compiled.files) {
        written.add(&source.name, format(file, options));
    }
    written
}

/// The sources in Chinese, without the spaces that can go.
fn without_spaces(sources: &Sources) -> Sources {
    let lexicon = scan_names(sources);
    let options = FormatOptions {
        keywords: Language::Chinese,
        spaces: Spaces::Remove,
        lexicon: Some(&lexicon),
        ..FormatOptions::default()
    };
    let mut written = Sources::new();
    for (number, source) in sources.iter() {
        written.add(&source.name, format(&parse(number, &source.text, &lexicon).0, options));
    }
    written
}

/// Whether the text in full means what the amendments mean; `None` where these do not compile.
fn holds(name: &str, sources: &Sources) -> Option<usize> {
    let compiled = compile(sources);
    let meaning = Meaning::of(compiled.plan.as_ref()?);
    for keywords in [Language::English, Language::Chinese] {
        let written = consolidated(sources, &compiled, keywords);
        let again = compile(&written);
        let told = policy_dsl::render(&again.diagnostics, &written, Language::English);
        let plan = again.plan.as_ref().unwrap_or_else(|| panic!("{name} ({keywords:?}):\n{told}"));
        assert!(again.amendments.is_empty(), "{name}: an amendment is left");
        assert_eq!(Meaning::of(plan), meaning, "{name} ({keywords:?})");
        assert!(run_tests(&again).iter().all(|result| result.passed()), "{name} ({keywords:?})");
    }
    let unspaced = without_spaces(sources);
    let plan = compile(&unspaced).plan.unwrap_or_else(|| panic!("{name}: {unspaced:?}"));
    assert_eq!(Meaning::of(&plan), meaning, "{name}, without spaces");
    Some(compiled.amendments.len())
}

#[test]
fn an_amendment_of_the_suite_means_what_its_text_in_full_means() {
    let mut amendments = 0;
    for path in policy_files(&suite().join("amendments")) {
        let text = fs::read_to_string(&path).unwrap();
        let name = path.display().to_string();
        amendments += holds(&name, &with_prelude(&name, &text)).expect("a case of the suite compiles");
    }
    for snippet in snippets()
        .into_iter()
        .filter(|snippet| snippet.text.contains("amend ") || snippet.text.contains("修订"))
    {
        let told =
            policy_dsl::render(&compile(&snippet.sources).diagnostics, &snippet.sources, Language::English);
        amendments += holds(&snippet.place, &snippet.sources).unwrap_or_else(|| panic!("{told}"));
    }
    assert!(amendments >= 9, "{amendments}");
}

#[test]
fn an_amendment_is_the_version_that_an_author_would_write() {
    let words = "policy old { effective 2019-01-01 uses schooling issuer \"bureau\" document \"1\"
        rule a \"甲\" { for teachers each year require hours >= 10 cite \"1\" }
        rule b { for teachers each year require hours >= 20 } }";
    let amended = format!(
        "{words} amend old as new \"new\" {{ effective 2020-01-01 document \"2\"
        replace rule a {{ for teachers each year require hours >= 11 }} repeal rule b
        insert rule c {{ for teachers each year require hours >= 30 }} }}"
    );
    let written = format!(
        "{words} policy new \"new\" {{ effective 2020-01-01 uses schooling issuer \"bureau\" document \"2\"
        supersedes old
        rule a {{ for teachers each year require hours >= 11 }}
        rule c {{ for teachers each year require hours >= 30 }} }}"
    );
    let meaning = |text: &str| Meaning::of(&compile(&with_prelude("a.policy", text)).plan.unwrap());
    assert_eq!(meaning(&amended), meaning(&written));
}

/// A random amendment of a random policy: rules of another random policy take the place of those of the same name, or are
/// new, and one may go.
fn amended(choices: &mut Choices) -> String {
    let (old, other) = (generate::policy_text(choices), generate::policy_text(choices));
    let sources = with_prelude("other.policy", &other);
    let lexicon = scan_names(&sources);
    let rules = |text: &str| -> Vec<(String, String)> {
        let (file, _) = parse(0, text, &lexicon);
        let policies = file.items.iter().filter_map(|item| match &item.node {
            Item::Policy(policy) => Some(policy),
            Item::Vocabulary(_) | Item::Calendar(_) | Item::Amendment(_) => None,
        });
        let clauses = policies.flat_map(|policy| &policy.body.members);
        let rules = clauses.filter_map(|clause| match &clause.node {
            PolicyClause::Rule(rule) => {
                let whole = clause.span.start as usize..clause.span.end as usize;
                Some((rule.declared.name.text.clone(), text[whole].to_owned()))
            }
            _ => None,
        });
        rules.collect()
    };
    let (before, others) = (rules(&old), rules(&other));
    let mut text = format!("{old}\n");
    text.push_str(&format!(
        "{} generated {} amended \"修正\" {{\n  {}\n",
        choices.one(&["amend", "修订"]),
        choices.one(&["as", "为"]),
        choices.one(&["effective 2019-07-01", "施行 2019年9月1日 至 2020年12月31日"])
    ));
    let mut changed = Vec::new();
    for (name, rule) in &others {
        if !choices.chance(70) {
            continue;
        }
        let is_there = before.iter().any(|(known, _)| known == name);
        let word =
            if is_there { choices.one(&["replace", "修改"]) } else { choices.one(&["insert", "增加"]) };
        changed.push(name.clone());
        text.push_str(&format!("  {word} {rule}\n"));
    }
    let left: Vec<&String> =
        before.iter().map(|(name, _)| name).filter(|name| !changed.contains(name)).collect();
    if !left.is_empty() && choices.chance(50) {
        text.push_str(&format!("  {} rule {}\n", choices.one(&["repeal", "删去"]), choices.one(&left)));
    }
    text.push_str("}\n");
    text
}

#[test]
fn a_random_amendment_means_what_its_text_in_full_means() {
    let rounds = std::env::var("POLICY_SUITE_TEXTS").ok().and_then(|text| text.parse().ok()).unwrap_or(100);
    let (mut compiled, mut tripped) = (0, 0);
    for seed in 0..rounds {
        let text = amended(&mut Choices::new(Choices::numbers(seed, 4_000)));
        let sources = with_prelude("amended.policy", &text);
        // A rule may speak of what only the other policy has, or of what is repealed.
        if holds(&format!("seed {seed}\n{text}"), &sources).is_some() {
            compiled += 1;
            if compiled % 4 == 0 {
                round_trip(&sources).unwrap_or_else(|complaint| panic!("seed {seed}: {complaint}"));
                tripped += 1;
            }
        }
    }
    println!("{compiled} amendments of {rounds}, {tripped} there and back");
    assert!(compiled * 3 > rounds, "only {compiled} amendments of {rounds} compile");
}

#[test]
fn amendments_that_would_come_to_too_much_are_refused() {
    let rules: String = (0..2_000)
        .map(|n| format!("rule r{n} {{ for teachers each year require hours >= {n} }}\n"))
        .collect();
    let amendments: String = (0..400)
        .map(|n| format!("amend old as new{n} {{ effective 2020-01-01 repeal rule r{n} }}\n"))
        .collect();
    let text = format!("policy old {{ effective 2019-01-01 uses schooling {rules} }} {amendments}");
    let sources = with_prelude("a.policy", &text);
    let compiled = compile(&sources);
    assert!(compiled.plan.is_none());
    let told: Vec<_> =
        compiled.diagnostics.iter().filter(|found| found.says.id == "amend-too-large").collect();
    assert!(!told.is_empty());
    insta::assert_snapshot!(told[0].says.text(Language::English));
    insta::assert_snapshot!(told[0].says.text(Language::Chinese));
}
