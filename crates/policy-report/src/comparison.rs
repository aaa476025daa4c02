//! Two versions beside each other as a page: one file, which asks the network for nothing and runs no script.
//!
//! Every text is escaped by construction; the page's policy names its one style sheet by its hash.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::NaiveDateTime;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use policy_core::StoryLine;
use policy_diff::{Account, Relation, Told, ToldEffect, ToldWitness};
use policy_messages::Language;
use sha2::{Digest, Sha256};

use crate::tame;

const STYLE: &str = concat!(include_str!("html/page.css"), include_str!("comparison.css"));

/// The page.
pub fn comparison_page(account: &Account, made: NaiveDateTime) -> String {
    let say = |id: &str| account.say(id, &[]);
    let language = match account.language {
        Language::English => "en",
        Language::Chinese => "zh-CN",
    };
    let titles = |titles: &[String]| tame(&titles.join("、"));
    let page = html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(security());
                title { (say("diff-title")) " · " (titles(&account.titles[1])) }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                header.masthead {
                    div.inner {
                        p.kicker { (say("diff-title")) }
                        h1 { (titles(&account.titles[0])) " → " (titles(&account.titles[1])) }
                        p.summary { (account.summary) }
                        p.days { (account.days) " · " (made.format("%Y-%m-%d").to_string()) }
                    }
                }
                main {
                    @if !account.changes.is_empty() {
                        section aria-labelledby="changes" {
                            h2 #changes { (say("diff-heading-changes")) }
                            @for told in &account.changes { (item(account, told)) }
                        }
                    }
                    @if !account.same.is_empty() {
                        section aria-labelledby="same" {
                            h2 #same { (say("diff-heading-same")) }
                            ul.panel.same {
                                @for told in &account.same { li { (heading(account, told)) } }
                            }
                        }
                    }
                }
            }
        }
    };
    page.into_string()
}

/// What the page may do: show itself.
fn security() -> String {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; img-src data:; base-uri 'none'; form-action 'none'"
    )
}

fn heading(account: &Account, told: &Told) -> Markup {
    html! {
        span.what { (tame(&told.what)) }
        " " span.status { (told.status) }
        @if let Some(name) = &told.renamed_from {
            " " span.faint { (tame(&account.say("diff-was-called", &[("name", name)]))) }
        }
    }
}

fn tone(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "met",
        Relation::Stricter | Relation::StricterAtLeast => "unmet",
        Relation::Looser | Relation::LooserAtLeast => "pending",
        Relation::Both | Relation::NoneFound => "unknown",
    }
}

fn item(account: &Account, told: &Told) -> Markup {
    let nothing = account.say("diff-nothing", &[]);
    let said = |text: &Option<String>| tame(text.as_ref().unwrap_or(&nothing));
    html! {
        article.panel {
            h3 { (heading(account, told)) }
            table.versions {
                thead { tr { th scope="col" {} th scope="col" { (account.say("diff-old", &[])) } th scope="col" { (account.say("diff-new", &[])) } } }
                tbody {
                    @for figure in &told.figures {
                        tr {
                            th scope="row" { (tame(&figure.what)) }
                            td.old { @if figure.old.is_some() { del { (said(&figure.old)) } } @else { (nothing) } }
                            td.new { @if figure.new.is_some() { ins { (said(&figure.new)) } } @else { (nothing) } }
                        }
                    }
                    @if told.clauses.iter().any(|clauses| !clauses.is_empty()) {
                        tr.clauses {
                            th scope="row" {}
                            @for clauses in &told.clauses {
                                td { @for clause in clauses { p { (tame(clause)) } } }
                            }
                        }
                    }
                    @if told.places.iter().any(Option::is_some) {
                        tr.places {
                            th scope="row" {}
                            @for place in &told.places { td { (tame(place.as_deref().unwrap_or_default())) } }
                        }
                    }
                }
            }
            @if let Some(nothing) = &told.reaches_nothing { p.faint { (nothing) } }
            @for effect in told.effect.iter().chain(&told.reaches) { (effect_of(account, effect)) }
        }
    }
}

fn effect_of(account: &Account, effect: &ToldEffect) -> Markup {
    html! {
        div class={ "effect " (tone(effect.relation)) } {
            p { strong.badge { (effect.word) } " " (tame(&effect.says)) }
            @for witness in &effect.witnesses { (witness_of(account, witness)) }
        }
    }
}

fn witness_of(account: &Account, witness: &ToldWitness) -> Markup {
    let ids = ["diff-story-old", "diff-story-new"];
    html! {
        details {
            summary {
                (account.say("diff-witness", &[("date", &witness.as_of)])) " " (tame(&witness.says))
            }
            pre { (tame_lines(&witness.record)) }
            div.beside {
                @for ((id, verdict), story) in ids.iter().zip(&witness.verdicts).zip(&witness.stories) {
                    div {
                        h4 { (tame(&account.say(id, &[("verdict", verdict)]))) }
                        (lines(story))
                    }
                }
            }
            h4 { (account.say("diff-record-json", &[])) }
            pre { (tame_lines(&witness.json)) }
        }
    }
}

fn lines(story: &[StoryLine]) -> Markup {
    html! {
        ul.story {
            @for line in story { li class={ "in" (line.indent.min(4)) } { (tame(&line.text)) } }
        }
    }
}

fn tame_lines(text: &str) -> String {
    text.lines().map(tame).collect::<Vec<_>>().join("\n")
}
