//! Two versions beside each other: as text, for machines, for a pull request, and as a page.
//!
//! All say the same, and what they say is an [`Account`]; here is only how it is laid out.

use std::io::{self, Write};

use chrono::NaiveDateTime;
use policy_diff::{Account, Relation, Told, ToldEffect, ToldFigure, ToldWitness};
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::voice::{Tone, Voice, tame};

/// Writes a comparison in one of its forms.
pub fn write_comparison(
    out: &mut dyn Write,
    format: Format,
    account: &Account,
    made: NaiveDateTime,
    voice: Voice,
) -> io::Result<()> {
    match format {
        Format::Json => {
            serde_json::to_writer_pretty(&mut *out, &as_json(account))?;
            writeln!(out)
        }
        Format::Markdown => out.write_all(markdown(account).as_bytes()),
        Format::Html => out.write_all(policy_report::comparison_page(account, made).as_bytes()),
        Format::Text | Format::Csv | Format::Junit | Format::Parquet | Format::Sarif | Format::Xlsx => {
            text(out, account, voice)
        }
    }
}

fn tone(relation: Relation) -> Tone {
    match relation {
        Relation::Equal => Tone::Good,
        Relation::Stricter | Relation::StricterAtLeast => Tone::Bad,
        Relation::Looser | Relation::LooserAtLeast | Relation::Both | Relation::NoneFound => Tone::Open,
    }
}

fn text(out: &mut dyn Write, account: &Account, voice: Voice) -> io::Result<()> {
    for told in &account.changes {
        item(out, account, told, voice)?;
    }
    if !account.same.is_empty() {
        writeln!(out, "{}", voice.paint(Tone::Strong, &account.say("diff-heading-same", &[])))?;
        for told in &account.same {
            writeln!(out, "  {}", tame(&heading(account, told)))?;
        }
        writeln!(out)?;
    }
    writeln!(out, "{}", voice.paint(Tone::Strong, &account.summary))?;
    if !account.changes.is_empty() {
        writeln!(out, "{}", voice.paint(Tone::Faint, &account.days))?;
    }
    Ok(())
}

/// `rule "annual hours": changed`
fn heading(account: &Account, told: &Told) -> String {
    let said = account.say("explain-pair", &[("left", &told.what), ("right", &told.status)]);
    match &told.renamed_from {
        Some(name) => {
            let was = account.say("diff-was-called", &[("name", name)]);
            format!("{said}{}{was}", account.say("explain-separator", &[]))
        }
        None => said,
    }
}

fn item(out: &mut dyn Write, account: &Account, told: &Told, voice: Voice) -> io::Result<()> {
    let places: Vec<&str> = told.places.iter().flatten().map(String::as_str).collect();
    let places = if places.is_empty() { String::new() } else { format!("  ({})", places.join(" → ")) };
    let head = voice.paint(Tone::Strong, &tame(&heading(account, told)));
    writeln!(out, "{head}{}", voice.paint(Tone::Faint, &tame(&places)))?;
    for figure in &told.figures {
        writeln!(out, "  {}", tame(&figure_text(account, figure)))?;
    }
    for clause in clauses(account, told) {
        writeln!(out, "  {}", voice.paint(Tone::Faint, &tame(&clause)))?;
    }
    if let Some(nothing) = &told.reaches_nothing {
        writeln!(out, "  {}", voice.paint(Tone::Faint, nothing))?;
    }
    for effect in told.effect.iter().chain(&told.reaches) {
        writeln!(out, "  {}", voice.paint(tone(effect.relation), &tame(&effect.says)))?;
        for witness in &effect.witnesses {
            witness_text(out, account, witness, voice)?;
        }
    }
    writeln!(out)
}

fn figure_text(account: &Account, figure: &ToldFigure) -> String {
    let what = ("what", figure.what.as_str());
    match (&figure.old, &figure.new) {
        (Some(old), Some(new)) => account.say("diff-figure", &[what, ("old", old), ("new", new)]),
        (None, Some(new)) => account.say("diff-figure-added", &[what, ("new", new)]),
        (Some(old), None) => account.say("diff-figure-removed", &[what, ("old", old)]),
        (None, None) => figure.what.clone(),
    }
}

/// The clauses, once where both versions cite the same.
fn clauses(account: &Account, told: &Told) -> Vec<String> {
    let [old, new] = &told.clauses;
    if old == new {
        return new.clone();
    }
    let said = |id: &str, clauses: &[String]| -> Vec<String> {
        clauses.iter().map(|clause| account.say(id, &[("clause", clause)])).collect()
    };
    let mut all = said("diff-clause-old", old);
    all.extend(said("diff-clause-new", new));
    all
}

fn witness_text(
    out: &mut dyn Write,
    account: &Account,
    witness: &ToldWitness,
    voice: Voice,
) -> io::Result<()> {
    let when = account.say("diff-witness", &[("date", &witness.as_of)]);
    writeln!(
        out,
        "    {}",
        tame(&account.say("explain-pair", &[("left", &when), ("right", &witness.says)]))
    )?;
    for line in witness.record.lines() {
        writeln!(out, "      {}", voice.paint(Tone::Faint, &tame(line)))?;
    }
    for (id, verdict, story) in stories(witness) {
        writeln!(out, "      {}", tame(&account.say(id, &[("verdict", verdict)])))?;
        for line in story {
            writeln!(out, "      {}{}", "  ".repeat(line.indent), tame(&line.text))?;
        }
    }
    Ok(())
}

fn stories(witness: &ToldWitness) -> [(&'static str, &String, &Vec<policy_core::StoryLine>); 2] {
    let ([old, new], [old_story, new_story]) = (&witness.verdicts, &witness.stories);
    [("diff-story-old", old, old_story), ("diff-story-new", new, new_story)]
}

fn as_json(account: &Account) -> Value {
    let titles = |titles: &[String]| json!({ "policies": titles });
    json!({
        "changed": account.changes.iter().any(|told| told.effect.iter().chain(&told.reaches).any(|effect| effect.relation != Relation::Equal))
            || account.changes.iter().any(|told| told.item == "policy"),
        "old": titles(&account.titles[0]),
        "new": titles(&account.titles[1]),
        "summary": account.summary,
        "changes": account.changes.iter().map(json_item).collect::<Vec<_>>(),
        "same": account.same.iter().map(json_item).collect::<Vec<_>>(),
        "unchanged": account.unchanged,
    })
}

fn json_item(told: &Told) -> Value {
    let kind = match told.kind {
        policy_diff::Kind::Added => "added",
        policy_diff::Kind::Removed => "removed",
        policy_diff::Kind::Renamed => "renamed",
        policy_diff::Kind::Changed => "changed",
    };
    let side = |place: usize| json!({ "id": told.ids[place], "clauses": told.clauses[place], "place": told.places[place] });
    let figures = told
        .figures
        .iter()
        .map(|figure| json!({ "what": figure.what, "old": figure.old, "new": figure.new }));
    json!({
        "item": told.item,
        "kind": kind,
        "what": told.what,
        "old": side(0),
        "new": side(1),
        "figures": figures.collect::<Vec<_>>(),
        "effect": told.effect.as_ref().map(json_effect),
        "reaches": told.reaches.iter().map(json_effect).collect::<Vec<_>>(),
    })
}

fn json_effect(effect: &ToldEffect) -> Value {
    let witness = |witness: &ToldWitness| {
        let story = |place: usize| {
            let lines = witness.stories[place].iter().map(|line| line.text.trim()).collect::<Vec<_>>();
            json!({ "verdict": witness.verdicts[place], "because": lines })
        };
        json!({
            "direction": if witness.is_stricter { "stricter" } else { "looser" },
            "as_of": witness.as_of,
            "record": serde_json::from_str::<Value>(&witness.json).unwrap_or(Value::Null),
            "test": witness.record,
            "old": story(0),
            "new": story(1),
        })
    };
    json!({
        "item": effect.item,
        "id": effect.id,
        "name": effect.name,
        "relation": effect.relation.id(),
        "proved": effect.relation.is_proved(),
        "says": effect.says,
        "witnesses": effect.witnesses.iter().map(witness).collect::<Vec<_>>(),
    })
}

fn markdown(account: &Account) -> String {
    let mut page = Vec::new();
    let say = |id: &str| account.say(id, &[]);
    page.push(format!("## {}\n", say("diff-title")));
    let titles = |titles: &[String]| titles.iter().map(|title| escaped(title)).collect::<Vec<_>>().join("、");
    page.push(format!("{} → {}\n", titles(&account.titles[0]), titles(&account.titles[1])));
    page.push(format!("**{}**\n", escaped(&account.summary)));
    for told in &account.changes {
        markdown_item(&mut page, account, told);
    }
    if !account.same.is_empty() {
        page.push(format!("### {}\n", say("diff-heading-same")));
        page.extend(account.same.iter().map(|told| format!("- {}", escaped(&heading(account, told)))));
        page.push(String::new());
    }
    if !account.changes.is_empty() {
        page.push(format!("_{}_\n", escaped(&account.days)));
    }
    page.join("\n")
}

fn markdown_item(page: &mut Vec<String>, account: &Account, told: &Told) {
    page.push(format!("### {}\n", escaped(&heading(account, told))));
    if !told.figures.is_empty() {
        let (old, new) = (account.say("diff-old", &[]), account.say("diff-new", &[]));
        page.push(format!("| | {old} | {new} |\n|---|---|---|"));
        let nothing = account.say("diff-nothing", &[]);
        for figure in &told.figures {
            let cell = |side: &Option<String>| escaped(side.as_ref().unwrap_or(&nothing));
            page.push(format!(
                "| {} | {} | {} |",
                escaped(&figure.what),
                cell(&figure.old),
                cell(&figure.new)
            ));
        }
        page.push(String::new());
    }
    page.extend(clauses(account, told).iter().map(|clause| format!("> {}\n", escaped(clause))));
    if let Some(nothing) = &told.reaches_nothing {
        page.push(format!("- {nothing}"));
    }
    for effect in told.effect.iter().chain(&told.reaches) {
        page.push(format!("- **{}** {}", escaped(&effect.word), escaped(&effect.says)));
        for witness in &effect.witnesses {
            markdown_witness(page, account, witness);
        }
    }
    page.push(String::new());
}

fn markdown_witness(page: &mut Vec<String>, account: &Account, witness: &ToldWitness) {
    let when = account.say("diff-witness", &[("date", &witness.as_of)]);
    let summary = account.say("explain-pair", &[("left", &when), ("right", &witness.says)]);
    // The text of a summary is markup of its own.
    page.push(format!("\n  <details><summary>{}</summary>\n", escaped(&summary)));
    page.push("  ```text".to_owned());
    page.extend(witness.record.lines().map(|line| format!("  {}", tame(line).replace("```", "'''"))));
    page.push("  ```\n".to_owned());
    for (id, verdict, story) in stories(witness) {
        page.push(format!("  - {}", escaped(&account.say(id, &[("verdict", verdict)]))));
        page.extend(story.iter().map(|line| format!("    - {}", escaped(line.text.trim()))));
    }
    page.push("\n  </details>\n".to_owned());
}

/// A text that Markdown leaves as it is: no mark-up, no link, no cell of a table.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in tame(text).chars() {
        match c {
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '#' | '|' | '!' | '~' | '@' => {
                safe.push('\\');
                safe.push(c);
            }
            '\n' | '\r' => safe.push(' '),
            other => safe.push(other),
        }
    }
    safe
}
