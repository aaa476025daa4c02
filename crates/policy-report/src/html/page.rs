//! The page itself: what stands in it before any script runs.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use policy_core::plan::Policy;
use policy_core::{Phrases, RuleTally, StandingTally, SubjectId, Tally, UrgencyTally};
use policy_messages::Language;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::charts;
use crate::figures::{Figures, Group};
use crate::share::percent;
use crate::{About, Remarks, tame};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// What the script says, by the message's name.
const WORDS: [&str; 25] = [
    "page-any",
    "page-any-rule",
    "page-back",
    "page-choose",
    "page-chosen",
    "page-close",
    "page-found",
    "page-next",
    "page-next-due",
    "page-nobody",
    "page-nothing",
    "page-of",
    "page-open-items",
    "page-pending",
    "page-print",
    "page-sheet-events",
    "page-sheet-nothing",
    "page-sheet-outcomes",
    "page-sheet-rules",
    "page-unknown",
    "page-unmet",
    "page-who",
    "page-group",
    "page-result",
    "explain-in-period",
];

/// What the script says; a variable stands in it as `{name}`, to be filled there.
pub fn words(about: &About<'_>) -> Value {
    const VARIABLES: [&str; 9] = ["count", "all", "from", "to", "who", "rule", "period", "date", "status"];
    let braced = VARIABLES.map(|name| (name, format!("{{{name}}}")));
    let arguments: Vec<(&str, &str)> = braced.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let standings = ["in-force", "undetermined", "at-risk", "clear"];
    let standing_names = [
        about.say("standing-in-force", &[]),
        about.say("standing-undetermined", &[]),
        about.say("standing-at-risk", &[]),
        about.say("standing-clear", &[]),
    ];
    let statuses = STATUS_WORDS.map(|id| about.say(id, &[]));
    let said: serde_json::Map<String, Value> =
        WORDS.iter().map(|id| ((*id).to_owned(), json!(about.say(id, &arguments)))).collect();
    let standings: serde_json::Map<String, Value> =
        standings.iter().zip(standing_names).map(|(id, name)| ((*id).to_owned(), json!(name))).collect();
    json!({ "said": said, "standings": standings, "statuses": statuses })
}

/// In the order of [`super::data::STATUSES`].
const STATUS_WORDS: [&str; 6] = [
    "status-unmet",
    "status-unknown",
    "status-pending",
    "status-met",
    "status-exempt",
    "status-not-applicable",
];

/// The whole page.
pub fn page(about: &About<'_>, tally: &Tally, figures: &Figures, remarks: &Remarks, data: &str) -> Markup {
    let say = |id: &str| about.say(id, &[]);
    let language = match about.language {
        Language::English => "en",
        Language::Chinese => "zh-CN",
    };
    let titles = about.titles();
    html! {
        (DOCTYPE)
        html lang=(language) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta http-equiv="Content-Security-Policy" content=(security());
                title { (titles.first().map_or("", String::as_str)) " · " (say("page-title")) }
                link rel="icon" href="data:,";
                style { (PreEscaped(STYLE)) }
            }
            body {
                header.masthead {
                    div.inner {
                        p.kicker { (say("page-title")) }
                        @for title in &titles { h1 { (title) } }
                        (facts(about))
                    }
                }
                nav.sections aria-label=(say("page-title")) {
                    div.inner {
                        a href="#overview" { (say("page-overview")) }
                        a href="#charts" { (say("page-charts")) }
                        a href="#people" { (say("page-people")) }
                        a href="#tables" { (say("page-tables")) }
                        a href="#data" { (say("page-data")) }
                    }
                }
                main {
                    section #overview aria-labelledby="overview-title" {
                        h2 #overview-title { (say("page-overview")) }
                        (overview(about, tally))
                    }
                    section #charts aria-labelledby="charts-title" {
                        h2 #charts-title { (say("page-charts")) }
                        div.charts { (charts::charts(about, tally, figures)) }
                    }
                    section #people aria-labelledby="people-title" {
                        h2 #people-title { (say("page-people")) }
                        noscript { p.notice { (say("page-no-script")) } }
                        (roster(about))
                    }
                    section #tables aria-labelledby="tables-title" {
                        h2 #tables-title { (say("page-tables")) }
                        (tables(about, tally, figures))
                    }
                    section #data aria-labelledby="data-title" {
                        h2 #data-title { (say("page-data")) }
                        (remarked(about, remarks))
                    }
                }
                dialog #sheet aria-labelledby="sheet-title" {}
                div #printed {}
                script #everybody type="application/json" { (PreEscaped(data)) }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    }
}

/// The page may use its own style sheet and its own script, and nothing else.
fn security() -> String {
    let hash = |text: &str| BASE64_STANDARD.encode(Sha256::digest(text.as_bytes()));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT),
    )
}

/// By what was decided, as of when, and when.
fn facts(about: &About<'_>) -> Markup {
    let plan = about.engine.plan();
    let issuers: Vec<&str> = distinct(plan.policies.iter().filter_map(|policy| policy.issuer.as_deref()));
    let in_force: Vec<String> = plan.policies.iter().map(|policy| effective(about, policy)).collect();
    let phrases = Phrases::new(plan, about.language, SubjectId(0), None);
    let figures: Vec<String> = plan
        .parameters
        .iter()
        .map(|parameter| {
            let amount = phrases.quantity(parameter.value, parameter.unit);
            about.say("explain-pair", &[("left", &about.name(&parameter.names)), ("right", &amount)])
        })
        .collect();
    let separator = about.say("explain-separator", &[]);
    html! {
        dl.facts {
            div { dt { (about.say("page-as-of", &[])) } dd { strong { (about.as_of) } } }
            @if !issuers.is_empty() {
                div { dt { (about.say("page-issuer", &[])) } dd { (issuers.join(&separator)) } }
            }
            div {
                dt { (about.say("page-effective", &[])) }
                dd { (distinct(in_force.iter().map(String::as_str)).join(&separator)) }
            }
            @if !figures.is_empty() {
                div { dt { (about.say("page-figures-set", &[])) } dd { (figures.join(&separator)) } }
            }
            div { dt { (about.say("page-made", &[])) } dd { (about.made()) } }
            div {
                dt { (about.say("page-program", &[])) }
                dd title=(about.say("page-version-hint", &[])) { (about.decided_with()) }
            }
        }
    }
}

fn distinct<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    let mut seen = Vec::new();
    texts.for_each(|text| {
        if !seen.contains(&text) {
            seen.push(text);
        }
    });
    seen
}

fn effective(about: &About<'_>, policy: &Policy) -> String {
    let from = policy.effective_from.to_string();
    match policy.effective_to {
        None => about.say("page-effective-from", &[("from", &from)]),
        Some(to) => about.say("page-effective-between", &[("from", &from), ("to", &to.to_string())]),
    }
}

fn overview(about: &About<'_>, tally: &Tally) -> Markup {
    let subjects = about.engine.plan().vocabulary.subjects.iter();
    let kinds = subjects.zip(&tally.kinds).enumerate().filter(|(_, (_, counts))| counts.all() > 0);
    html! {
        @if tally.subjects == 0 { p.notice { (about.say("result-nobody", &[])) } }
        @if tally.undecided > 0 {
            p.notice { (about.say("page-undecided", &[("count", &tally.undecided.to_string())])) }
        }
        @for (kind, (subject, counts)) in kinds { (kind_overview(about, kind, &about.name(&subject.names), counts)) }
    }
}

fn kind_overview(about: &About<'_>, kind: usize, name: &str, counts: &UrgencyTally) -> Markup {
    let UrgencyTally { unmet, unknown, pending, nothing } = *counts;
    let cards = [
        ("unmet", "✗", "page-unmet", unmet),
        ("unknown", "?", "page-unknown", unknown),
        ("pending", "…", "page-pending", pending),
        ("met", "✓", "page-nothing", nothing),
    ];
    html! {
        div.kind {
            p.total { span.name { (name) } span.number { (counts.all()) } }
            ul.cards {
                @for (urgency, (class, sign, id, count)) in cards.into_iter().enumerate() {
                    li {
                        button.card.(class) type="button" data-kind=(kind) data-urgency=(urgency) {
                            span.label { i aria-hidden="true" { (sign) } (about.say(id, &[])) }
                            span.number { (count) }
                            span.share { (percent(about, count, counts.all())) }
                        }
                    }
                }
            }
        }
    }
}

fn tables(about: &About<'_>, tally: &Tally, figures: &Figures) -> Markup {
    let plan = about.engine.plan();
    let rules = plan.rules.iter().zip(&tally.rules).filter(|(_, counts)| **counts != RuleTally::default());
    let rules = rules.map(|(rule, counts)| {
        let RuleTally { met, unmet, pending, unknown, exempt, not_applicable } = *counts;
        (about.name(&rule.names), vec![unmet, unknown, pending, met, exempt, not_applicable])
    });
    let consequences = plan.consequences.iter().zip(&tally.consequences);
    let consequences = consequences.filter(|(_, counts)| **counts != StandingTally::default());
    let consequences: Vec<_> = consequences
        .map(|(consequence, counts)| {
            let StandingTally { in_force, at_risk, undetermined, clear } = *counts;
            (about.name(&consequence.names), vec![in_force, undetermined, at_risk, clear])
        })
        .collect();
    html! {
        (table(about, "page-table-rules", &about.say("page-rule", &[]), &STATUS_WORDS, &rules.collect::<Vec<_>>()))
        @if !consequences.is_empty() {
            (table(about, "page-table-consequences", &about.say("page-consequence", &[]), &STANDING_WORDS, &consequences))
        }
        @for (kind, group) in charts::groupings(about, tally) {
            (groups(about, kind, group, &figures.groups(kind, group)))
        }
    }
}

const STANDING_WORDS: [&str; 4] =
    ["standing-in-force", "standing-undetermined", "standing-at-risk", "standing-clear"];

fn groups(about: &About<'_>, kind: SubjectId, group: SubjectId, groups: &[Group]) -> Markup {
    if groups.len() < 2 {
        return html! {};
    }
    let subjects = &about.engine.plan().vocabulary.subjects;
    let names = [kind, group].map(|kind| about.name(&subjects[kind.index()].names));
    let rows: Vec<_> = groups
        .iter()
        .map(|group| {
            let UrgencyTally { unmet, unknown, pending, nothing } = group.counts;
            (group.name.clone(), vec![unmet, unknown, pending, nothing])
        })
        .collect();
    let title = about.say("page-chart-groups", &[("kind", &names[0]), ("group", &names[1])]);
    html! {
        details.panel {
            summary { (title) }
            (counted(about, &title, &names[1], &["page-unmet", "page-unknown", "page-pending", "page-nothing"], &rows))
        }
    }
}

fn table(
    about: &About<'_>,
    caption: &str,
    first: &str,
    headings: &[&str],
    rows: &[(String, Vec<usize>)],
) -> Markup {
    html! { div.panel { (counted(about, &about.say(caption, &[]), first, headings, rows)) } }
}

/// A table of counts, with their sums.
fn counted(
    about: &About<'_>,
    caption: &str,
    first: &str,
    headings: &[&str],
    rows: &[(String, Vec<usize>)],
) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(caption) {
            table.counts {
                caption { (caption) }
                thead {
                    tr {
                        th scope="col" { (first) }
                        @for heading in headings { th.number scope="col" { (about.say(heading, &[])) } }
                        th.number scope="col" { (about.say("page-count", &[])) }
                    }
                }
                tbody {
                    @for (name, counts) in rows {
                        tr {
                            th scope="row" { (tame(name)) }
                            @for count in counts { td.number.none[*count == 0] { (count) } }
                            td.number { (counts.iter().sum::<usize>()) }
                        }
                    }
                }
            }
        }
    }
}

fn remarked(about: &About<'_>, remarks: &Remarks) -> Markup {
    html! {
        div.panel {
            @match &remarks.heading {
                None => p { (about.say("page-data-fine", &[])) },
                Some(heading) => {
                    p.notice { (heading) }
                    ul.remarks { @for line in &remarks.set_aside { li { (tame(line)) } } }
                }
            }
            @if !remarks.notes.is_empty() {
                details {
                    summary { (about.say("page-data-read", &[])) }
                    ul.remarks.faint { @for line in &remarks.notes { li { (tame(line)) } } }
                }
            }
        }
    }
}

/// The list of everybody, which the script fills.
fn roster(about: &About<'_>) -> Markup {
    let say = |id: &str| about.say(id, &[]);
    html! {
        div.roster #roster hidden {
            p.faint { (say("page-people-hint")) }
            form.filters #filters role="search" {
                label.wide { span { (say("page-search")) } input #search type="search" placeholder=(say("page-search-hint")) autocomplete="off"; }
                label { span { (say("page-kind")) } select #kind {} }
                label { span { (say("page-group")) } select #group {} }
                label { span { (say("page-result")) } select #urgency {} }
                label { span { (say("page-rule")) } select #rule {} }
                label { span { (say("page-status")) } select #status {} }
                div.actions {
                    button #clear type="button" { (say("page-clear")) }
                    button.strong #print type="button" title=(say("page-print-hint")) { (say("page-print")) }
                }
            }
            p.found #found role="status" {}
            div.panel.flush { div #list {} }
            div.pager #pager {}
        }
    }
}
