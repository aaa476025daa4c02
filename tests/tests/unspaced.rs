//! Chinese without spaces means what it means with them, or says that it is ambiguous: random
//! policies, the suite and the shipped policies, rendered in Chinese, with every optional space removed.
//!
//! Not optional are the spaces around a name where it is declared, around that of a finding, between two names in a list without
//! commas, and in tables of cases. `POLICY_SUITE_TEXTS=100000` for a long run.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;

use policy_dsl::{
    Diagnostic, FormatOptions, Severity, Sources, Spaces, compile, format, parse, render, scan_names,
};
use policy_messages::Language;
use policy_suite::generate::{self, Choices};
use policy_suite::prelude::{policy_files, suite, with_prelude};
use policy_suite::shipped::shipped;

/// The plan of sources, as its serialized text; what is wrong with them otherwise.
fn plan_text(sources: &Sources) -> Result<String, Vec<Diagnostic>> {
    let compiled = compile(sources);
    let errors = compiled.diagnostics.into_iter().filter(|found| found.severity == Severity::Error);
    let errors: Vec<Diagnostic> = errors.collect();
    compiled.plan.map(|plan| serde_json::to_string(&plan).expect("a plan can be written")).ok_or(errors)
}

/// The same sources, each rewritten.
fn rewritten(sources: &Sources, rewrite: impl Fn(&str) -> String) -> Sources {
    let mut others = Sources::new();
    for (_, source) in sources.iter() {
        others.add(&source.name, rewrite(&source.text));
    }
    others
}

fn in_chinese(sources: &Sources, spaces: Spaces) -> Sources {
    let lexicon = scan_names(sources);
    let mut printed = Sources::new();
    for (number, source) in sources.iter() {
        let (tree, _) = parse(number, &source.text, &lexicon);
        let options = FormatOptions {
            keywords: Language::Chinese,
            spaces,
            lexicon: Some(&lexicon),
            ..FormatOptions::default()
        };
        printed.add(&source.name, format(&tree, options));
    }
    printed
}

/// Every word of Latin letters by its Chinese label, where one of the sources gives it one.
fn with_labels(sources: &Sources) -> Sources {
    let mut labels: HashMap<String, String> = HashMap::new();
    const NAMES: [(&str, &str); 13] = [
        ("rule_0", "集中任务"),
        ("rule_1", "年度任务"),
        ("rule_2", "任务"),
        ("generated", "生成"),
        ("follows", "年度后果"),
        ("teachers", "教师"),
        ("schools", "学校"),
        ("bureaus", "教育局"),
        ("trainings", "培训"),
        ("leaves", "请假"),
        ("sessions", "活动"),
        ("programmes", "项目培训"),
        ("freed", "免修人员"),
    ];
    for (word, label) in NAMES {
        labels.insert(word.to_owned(), label.to_owned());
    }
    for (_, source) in sources.iter().skip(1) {
        for line in source.text.lines() {
            let parts: Vec<&str> = line.split('"').collect();
            for pair in parts.windows(2).step_by(2) {
                let word = pair[0].split_whitespace().last().unwrap_or("");
                labels.entry(word.to_owned()).or_insert_with(|| pair[1].to_owned());
            }
        }
    }
    let mut relabelled = Sources::new();
    for (number, source) in sources.iter() {
        let text = &source.text;
        relabelled.add(&source.name, if number == 0 { relabel(text, &labels) } else { text.clone() });
    }
    relabelled
}

fn relabel(text: &str, labels: &HashMap<String, String>) -> String {
    let mut written = String::new();
    for (place, part) in text.split('"').enumerate() {
        if place > 0 {
            written.push('"');
        }
        if place % 2 == 1 {
            written.push_str(part);
            continue;
        }
        let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let mut rest = part;
        while let Some(first) = rest.chars().next() {
            let length = rest.find(|c| is_word(c) != is_word(first)).unwrap_or(rest.len());
            let (word, after) = rest.split_at(length);
            written.push_str(labels.get(word).map_or(word, String::as_str));
            rest = after;
        }
    }
    written
}

/// Without the spaces that may be left out.
fn without_spaces(text: &str) -> String {
    text.lines().map(|line| line_without_spaces(line) + "\n").collect()
}

fn line_without_spaces(line: &str) -> String {
    const DECLARING: [&str; 21] = [
        "表",
        "政策",
        "词汇",
        "日历",
        "主体",
        "标识",
        "事实",
        "事件",
        "类目",
        "单位",
        "事项",
        "时段",
        "参数",
        "规则",
        "后果",
        "定为",
        "免除",
        "改为",
        "计入",
        "不计入",
        "允许",
    ];
    let first = line.split_whitespace().next().unwrap_or("");
    let declares_aliases = line.contains("又称");
    if line.contains('|') || first.starts_with('#') || first == "类目" || declares_aliases {
        return line.to_owned();
    }
    // An amendment names the new version last; what it changes or repeals stands behind a word that begins clauses.
    let mut kept = match first {
        "修订" => 4,
        "修改" | "增加" => 3,
        "删去" => usize::MAX,
        _ if DECLARING.contains(&first) => 2,
        _ => 0,
    };
    let characters: Vec<char> = line.trim_start().chars().collect();
    let mut quote: Option<char> = None;
    let mut written: String = line.chars().take_while(|c| *c == ' ').collect();
    for (place, character) in characters.iter().enumerate() {
        match quote {
            Some(open) if open == *character => quote = None,
            None if matches!(character, '"' | '`') => quote = Some(*character),
            Some(_) | None => {}
        }
        let near =
            |place: Option<usize>| place.and_then(|place| characters.get(place)).copied().unwrap_or(' ');
        let (before, after) = (near(place.checked_sub(1)), near(Some(place + 1)));
        let is_latin = |c: char| c.is_ascii_alphanumeric() || c == '_';
        let is_optional = !(is_latin(before) && is_latin(after)) && before != ' ' && after != ' ';
        if *character == ' ' && quote.is_none() && is_optional {
            if kept == 0 {
                continue;
            }
            kept -= 1;
        }
        written.push(*character);
    }
    written
}

#[derive(Debug, PartialEq)]
enum Outcome {
    Same,
    Ambiguous,
    /// The labels of the prelude do not say what its identifiers do.
    Skipped,
}

fn is_ambiguity(mistake: &Diagnostic) -> bool {
    matches!(mistake.says.id, "syntax-cut-two-ways" | "syntax-cut-too-many-ways")
}

/// What becomes of Chinese sources without spaces.
fn compared(spaced: &Sources) -> Result<Outcome, String> {
    let Ok(plan) = plan_text(spaced) else { return Ok(Outcome::Skipped) };
    let unspaced = rewritten(spaced, without_spaces);
    match plan_text(&unspaced) {
        Ok(other) if other == plan => Ok(Outcome::Same),
        Ok(_) => Err(format!("without spaces it is another plan:\n{}", first(&unspaced))),
        Err(errors) if errors.iter().any(is_ambiguity) => Ok(Outcome::Ambiguous),
        Err(errors) => {
            let told = render(&errors, &unspaced, Language::English);
            Err(format!("without spaces it is unsound:\n{told}\n{}\n{}", first(&unspaced), first(spaced)))
        }
    }
}

fn first(sources: &Sources) -> &str {
    sources.iter().next().map_or("", |(_, source)| &source.text)
}

/// The formatter removes spaces only where that changes nothing, and adds them back.
fn survives_the_formatter(sources: &Sources) -> Result<(), String> {
    let plan = plan_text(sources).map_err(|errors| render(&errors, sources, Language::English))?;
    let removed = in_chinese(sources, Spaces::Remove);
    match plan_text(&removed) {
        Ok(other) if other == plan => {}
        Ok(_) => return Err(format!("`fmt --spaces remove` changes the plan:\n{}", first(&removed))),
        Err(errors) => {
            let told = render(&errors, &removed, Language::English);
            return Err(format!("`fmt --spaces remove` makes mistakes:\n{told}\n{}", first(&removed)));
        }
    }
    let (added, spaced) = (in_chinese(&removed, Spaces::Add), in_chinese(sources, Spaces::Add));
    for ((_, one), (_, other)) in added.iter().zip(spaced.iter()) {
        if one.text != other.text {
            return Err(format!("spaces do not come back:\n{}\nbecomes\n{}", other.text, one.text));
        }
    }
    Ok(())
}

fn check(numbers: &[u32]) -> Result<Outcome, String> {
    let mut choices = Choices::new(numbers.to_vec());
    let sources = with_prelude("generated.policy", &generate::policy_text(&mut choices));
    let spaced = in_chinese(&with_labels(&sources), Spaces::Add);
    let outcome = compared(&spaced)?;
    if outcome != Outcome::Skipped {
        survives_the_formatter(&spaced)?;
    }
    Ok(outcome)
}

#[test]
fn random_policies_without_spaces_mean_the_same_or_are_reported() {
    let rounds: u64 =
        std::env::var("POLICY_SUITE_TEXTS").ok().and_then(|text| text.parse().ok()).unwrap_or(150);
    let mut counts = [0_u64; 3];
    for seed in 0..rounds {
        let numbers = Choices::numbers(seed, 2_000);
        match check(&numbers) {
            Ok(Outcome::Same) => counts[0] += 1,
            Ok(Outcome::Ambiguous) => counts[1] += 1,
            Ok(Outcome::Skipped) => counts[2] += 1,
            Err(_) => {
                let smallest = generate::shrink(numbers, |numbers| check(numbers).is_err());
                let story = check(&smallest).err().unwrap_or_default();
                panic!("seed {seed}, choices {smallest:?}\n{story}");
            }
        }
    }
    let [same, ambiguous, skipped] = counts;
    println!("{same} the same, {ambiguous} ambiguous, {skipped} skipped, of {rounds}");
    assert!(ambiguous * 50 <= same, "{ambiguous} of {rounds} were ambiguous");
    assert!(skipped * 4 <= rounds, "{skipped} of {rounds} could not be written in Chinese");
}

#[test]
fn the_suite_and_the_shipped_policies_mean_the_same_without_spaces() {
    let mut all: Vec<(PathBuf, Sources)> =
        shipped().into_iter().map(|policy| (policy.folder, policy.sources)).collect();
    for path in policy_files(&suite()) {
        let shown = path.to_string_lossy();
        if !shown.contains("mistakes") && !shown.contains("prelude") {
            let text = fs::read_to_string(&path).expect("a case is UTF-8 text");
            all.push((path.clone(), with_prelude("case.policy", &text)));
        }
    }
    let mut complaints = Vec::new();
    let mut ambiguous = Vec::new();
    for (path, sources) in &all {
        let spaced = in_chinese(sources, Spaces::Add);
        match compared(&spaced).and_then(|outcome| survives_the_formatter(&spaced).map(|()| outcome)) {
            Ok(Outcome::Ambiguous) => ambiguous.push(path.display().to_string()),
            Ok(Outcome::Same | Outcome::Skipped) => {}
            Err(complaint) => complaints.push(format!("{}: {complaint}", path.display())),
        }
    }
    println!("{} texts, ambiguous: {ambiguous:?}", all.len());
    assert!(complaints.is_empty(), "{}", complaints.join("\n\n"));
    assert!(ambiguous.len() * 50 <= all.len(), "{ambiguous:?}");
}
