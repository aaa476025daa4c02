//! Digests of meaning: the same whatever the layout, the comments, the keyword language, the order of files and of
//! declarations, and what else is compiled; another one for every other meaning.
//!
//! `POLICY_SUITE_TEXTS=100000` for a long run.

use policy_core::Plan;
use policy_dsl::{FormatOptions, Sources, Spaces, compile, format, parse, scan_names};
use policy_messages::Language;
use policy_seal::Meaning;
use policy_suite::formatting::formatted;
use policy_suite::generate::{self, Choices};
use policy_suite::prelude::with_prelude;
use policy_suite::shipped::{one, shipped};
use serde_json::Value;

fn rounds() -> u64 {
    std::env::var("POLICY_SUITE_TEXTS").ok().and_then(|text| text.parse().ok()).unwrap_or(100)
}

fn plan(sources: &Sources) -> Plan {
    let compiled = compile(sources);
    let wrong = policy_dsl::render(&compiled.diagnostics, sources, Language::English);
    compiled.plan.unwrap_or_else(|| panic!("{wrong}"))
}

fn meaning(sources: &Sources) -> Meaning {
    Meaning::of(&plan(sources))
}

/// The same sources, each rewritten.
fn rewritten(sources: &Sources, rewrite: impl Fn(u32, &str) -> String) -> Sources {
    let mut others = Sources::new();
    for (number, source) in sources.iter() {
        others.add(&source.name, rewrite(number, &source.text));
    }
    others
}

/// Chinese keywords, and no space that can go.
fn unspaced(sources: &Sources) -> Sources {
    let lexicon = scan_names(sources);
    rewritten(sources, |number, text| {
        let (tree, _) = parse(number, text, &lexicon);
        let options = FormatOptions {
            keywords: Language::Chinese,
            spaces: Spaces::Remove,
            lexicon: Some(&lexicon),
            ..FormatOptions::default()
        };
        format(&tree, options)
    })
}

/// With a comment in every block, and lines further apart.
fn commented(sources: &Sources) -> Sources {
    rewritten(sources, |_, text| {
        let mut written = String::from("# 说明\n");
        for line in text.lines() {
            written.push_str(line);
            written.push_str(if line.trim_end().ends_with('{') { "\n\n  # a remark\n" } else { "\n" });
        }
        written
    })
}

/// Every other way to write the same.
fn holds(name: &str, sources: &Sources) {
    let expected = meaning(sources);
    let english = formatted(sources, Language::English).expect("a policy can be laid out");
    let chinese = formatted(sources, Language::Chinese).expect("a policy can be laid out");
    let mut turned = Sources::new();
    for (_, source) in sources.iter().collect::<Vec<_>>().into_iter().rev() {
        turned.add(&source.name, &source.text);
    }
    let ways = [
        ("English", english),
        ("unspaced", unspaced(sources)),
        ("comments", commented(sources)),
        ("Chinese", chinese),
        ("the files in another order", turned),
    ];
    for (way, written) in ways {
        assert_eq!(meaning(&written), expected, "{name}: {way}");
    }
}

#[test]
fn the_way_in_which_a_shipped_policy_is_written_is_no_part_of_its_digest() {
    for policy in shipped() {
        holds(&policy.name, &policy.sources);
    }
}

#[test]
fn the_way_in_which_a_random_policy_is_written_is_no_part_of_its_digest() {
    for seed in 0..rounds() {
        let text = generate::policy_text(&mut Choices::new(Choices::numbers(seed, 2_000)));
        holds(&format!("seed {seed}\n{text}"), &with_prelude("generated.policy", &text));
    }
}

#[test]
fn what_stands_beside_a_policy_is_no_part_of_its_digest() {
    let alone = meaning(&one("licang-2023").sources);
    let mut together = one("licang-2023").sources;
    for (_, source) in one("taixing-2019").sources.iter() {
        if !source.name.contains("vocabulary") {
            together.add(&source.name, &source.text);
        }
    }
    let together = meaning(&together);
    assert!(together.policies.len() > alone.policies.len());
    for policy in &alone.policies {
        assert_eq!(together.policy(&policy.name), Some(policy));
    }
    // Together they may have further words: months, once a parameter is given in them.
    for part in &alone.vocabulary.parts {
        assert!(together.vocabulary.parts.contains(part), "{part:?}");
    }
    assert_ne!(together.calendars.digest, alone.calendars.digest);
}

#[test]
fn the_order_of_declarations_is_no_part_of_a_digest_but_that_of_entries_is() {
    let written = |policy: &str| {
        let words = "vocabulary staff { subject teacher also teachers {
            event training also trainings dated end { end: date  hours: hours  external: flag } } }";
        meaning(&Sources::single("a.policy", format!("{words} policy p {{ effective 2024-01-01 {policy} }}")))
    };
    let one = "rule a { for teachers each year require hours >= 1 }";
    let other = "rule b { for teachers each year require hours >= 2 }";
    assert_eq!(written(&format!("{one} {other}")), written(&format!("{other} {one}")));
    let described = |facts: &str| {
        let words = format!(
            "vocabulary staff {{ subject teacher also teachers {{ key id {facts} }} subject school also schools {{ key sid }} }}"
        );
        let rule = "rule a { for teachers each year require head }";
        meaning(&Sources::single("a.policy", format!("{words} policy p {{ effective 2024-01-01 {rule} }}")))
    };
    let (flag, at, before) = ("fact head: flag", "fact at: school", "fact former: school");
    assert_eq!(described(&format!("{flag} {at} {before}")), described(&format!("{at} {before} {flag}")));
    // But of two schools the first is the one that somebody belongs to.
    assert_ne!(described(&format!("{flag} {at} {before}")), described(&format!("{flag} {before} {at}")));
    let recognised =
        |entries: &str| written(&format!("recognition of trainings as hours {{ {entries} }} {one}"));
    let first = recognised("count where external as 2 hours count as 1 hour");
    let last = recognised("count as 1 hour count where external as 2 hours");
    assert_ne!(first, last);
}

/// Every place of a JSON text where a single value stands, or an item that can go.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                let at = format!("{at}/{number}");
                found.push(at.clone());
                places(item, &at, found);
            }
        }
        Value::Object(members) => {
            for (key, item) in members {
                places(item, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => found.push(at.to_owned()),
    }
}

/// The JSON text with another value at a place, or without the item that stands there.
fn changed(json: &Value, place: &str, choices: &mut Choices) -> Value {
    let mut json = json.clone();
    let Some(found) = json.pointer_mut(place) else { return json };
    match found {
        Value::Null => *found = Value::from(1),
        Value::Bool(flag) => *flag = !*flag,
        Value::Number(number) => {
            let step = 1 + choices.below(3) as i64;
            *found = Value::from(number.as_i64().unwrap_or_default() + step);
        }
        Value::String(text) => {
            // A day, a figure, else any text; words of the form itself become unreadable, and are not counted.
            let others = ["2031-07-08".to_owned(), "77.5".to_owned(), format!("{text}·")];
            *text = choices.one(&others).clone();
        }
        Value::Array(_) | Value::Object(_) => {
            let (list, number) = place.rsplit_once('/').unwrap_or_default();
            if let (Some(Value::Array(items)), Ok(number)) = (json.pointer_mut(list), number.parse::<usize>())
            {
                items.remove(number);
            }
        }
    }
    json
}

/// How many changes of a plan's meaning were told by its digest.
fn changes_are_told(name: &str, plan: &Plan, choices: &mut Choices, tries: usize) -> usize {
    let json = serde_json::to_value(plan).expect("a plan can be written");
    let digest = Meaning::of(plan).digest();
    let mut all = Vec::new();
    places(&json, "", &mut all);
    let mut told = 0;
    for _ in 0..tries {
        let place = choices.one(&all).clone();
        let other = changed(&json, &place, choices);
        let Ok(other) = serde_json::from_value::<Plan>(other) else { continue };
        if other == *plan || place == "/format" {
            continue;
        }
        assert_ne!(Meaning::of(&other).digest(), digest, "{name}: {place} was changed");
        told += 1;
    }
    told
}

#[test]
fn every_change_of_meaning_is_another_digest() {
    let mut told = 0;
    let mut choices = Choices::new(Choices::numbers(1, 1_000_000));
    for policy in shipped() {
        told += changes_are_told(&policy.name, &plan(&policy.sources), &mut choices, 200);
    }
    for seed in 0..rounds() {
        let plan = generate::plan(&mut Choices::new(Choices::numbers(seed, 2_000)));
        told += changes_are_told(&format!("seed {seed}"), &plan, &mut choices, 60);
    }
    println!("{told} changes were told");
    assert!(told > 2_000, "only {told} changes were tried");
}

#[test]
fn a_change_of_text_is_told_of_the_part_that_it_is_in() {
    let sources = one("taixing-2019").sources;
    let before = meaning(&sources);
    let with = |old: &str, new: &str| {
        let other = rewritten(&sources, |_, text| text.replace(old, new));
        let other = meaning(&other);
        assert_ne!(other.digest(), before.digest(), "{old} -> {new}");
        let parts = before.policies.iter().flat_map(|policy| &policy.parts);
        let parts = parts.chain(&before.vocabulary.parts).chain(&before.calendars.parts);
        let others = other.policies.iter().flat_map(|policy| &policy.parts);
        let others: Vec<_> = others.chain(&other.vocabulary.parts).chain(&other.calendars.parts).collect();
        let gone = parts.filter(|part| !others.contains(part));
        gone.map(|part| format!("{} {}", part.kind.id(), part.name)).collect::<Vec<_>>()
    };
    let told = [with("2019-12-31", "2019-12-30"), with("二(三)3", "二(三)4"), with("泰教人", "泰教办")];
    insta::assert_debug_snapshot!(told);
}

#[test]
fn a_digest_is_the_same_on_every_machine_and_in_every_version() {
    // Whoever changes these makes every receipt of a bureau's archive differ: raise the version of the spelling.
    let digests: Vec<String> = shipped()
        .iter()
        .take(5)
        .map(|policy| format!("{} {}", policy.name, meaning(&policy.sources).digest()))
        .collect();
    insta::assert_debug_snapshot!(digests);
}
