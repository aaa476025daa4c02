//! The four charts: status by rule, compliance by group, what has been reached, what falls due.

use maud::{Markup, PreEscaped, html};
use policy_core::{Decimal, Phrases, RuleTally, SubjectId, Tally, UrgencyTally};

use super::chart::{self, Bar, Column, Ink, Mark};
use crate::figures::{Figures, Group, Reached};
use crate::share::percent;
use crate::{About, tame};

/// The width of a chart beside others, and on a telephone.
const WIDTHS: [(&str, i32); 2] = [("wide", 500), ("narrow", 310)];

/// How many groups a chart shows; the others stand in a table.
const MOST_GROUPS: usize = 12;
/// How many rules have a histogram.
const MOST_HISTOGRAMS: usize = 4;
/// So many tenths are all of what is required.
const ALL: u8 = 10;
/// How many months a chart shows.
const MOST_MONTHS: usize = 12;

/// All charts that have something to show.
pub fn charts(about: &About<'_>, tally: &Tally, figures: &Figures) -> Markup {
    html! {
        (by_rule(about, tally))
        (due(about, figures))
        @for (kind, group) in groupings(about, tally) {
            (by_group(about, kind, group, &figures.groups(kind, group)))
        }
        @for (rule, reached) in figures.reached().into_iter().take(MOST_HISTOGRAMS) {
            (histogram(about, &about.name(&about.engine.plan().rules[rule.index()].names), reached))
        }
    }
}

/// Which kinds of subject, of those decided, belong to which.
pub fn groupings(about: &About<'_>, tally: &Tally) -> Vec<(SubjectId, SubjectId)> {
    let subjects = &about.engine.plan().vocabulary.subjects;
    let decided = (0..).map(SubjectId).zip(subjects).zip(&tally.kinds).filter(|(_, counts)| counts.all() > 0);
    decided
        .flat_map(|((kind, subject), _)| subject.group_facts().map(move |(_, group)| (kind, group)))
        .collect()
}

fn figure(title: &str, remarks: &[String], legend: &[(Ink, String)], draw: impl Fn(i32) -> String) -> Markup {
    html! {
        figure.panel {
            figcaption {
                h3 { (title) }
                @for remark in remarks { p { (remark) } }
            }
            @if !legend.is_empty() {
                ul.legend {
                    @for (ink, said) in legend { li { i.(swatch(*ink)) {} (said) } }
                }
            }
            @for (class, width) in WIDTHS {
                div.chart.(class) role="img" aria-label=(title) { (PreEscaped(draw(width))) }
            }
        }
    }
}

fn swatch(ink: Ink) -> &'static str {
    match ink {
        Ink::Met => "met",
        Ink::Unmet => "unmet",
        Ink::Pending => "pending",
        Ink::Unknown => "unknown",
        Ink::Text | Ink::Faint | Ink::Line | Ink::OnColour => "plain",
    }
}

fn by_rule(about: &About<'_>, tally: &Tally) -> Markup {
    let rules = about.engine.plan().rules.iter().zip(&tally.rules);
    let bars: Vec<Bar> =
        rules.filter_map(|(rule, counts)| bar(about, &about.name(&rule.names), *counts)).collect();
    if bars.is_empty() {
        return html! {};
    }
    let legend = [
        (Ink::Met, "status-met"),
        (Ink::Pending, "status-pending"),
        (Ink::Unknown, "status-unknown"),
        (Ink::Unmet, "status-unmet"),
    ];
    let legend = legend.map(|(ink, id)| (ink, about.say(id, &[])));
    let remarks = [about.say("page-chart-rules-about", &[])];
    figure(&about.say("page-chart-rules", &[]), &remarks, &legend, |width| chart::bars(width, &bars))
}

fn bar(about: &About<'_>, label: &str, counts: RuleTally) -> Option<Bar> {
    let RuleTally { met, unmet, pending, unknown, exempt: _, not_applicable: _ } = counts;
    let all = met + unmet + pending + unknown;
    (all > 0).then(|| Bar {
        label: label.to_owned(),
        note: about.say("page-chart-met", &[("share", &percent(about, met, all))]),
        parts: vec![(Ink::Met, met), (Ink::Pending, pending), (Ink::Unknown, unknown), (Ink::Unmet, unmet)],
    })
}

fn by_group(about: &About<'_>, kind: SubjectId, group: SubjectId, groups: &[Group]) -> Markup {
    // One group alone has nothing beside it.
    if groups.len() < 2 {
        return html! {};
    }
    let subjects = &about.engine.plan().vocabulary.subjects;
    let names = [kind, group].map(|kind| about.name(&subjects[kind.index()].names));
    let title = about.say("page-chart-groups", &[("kind", &names[0]), ("group", &names[1])]);
    let bars: Vec<Bar> = groups
        .iter()
        .take(MOST_GROUPS)
        .map(|group| {
            let UrgencyTally { unmet, unknown, pending, nothing } = group.counts;
            let all = group.counts.all();
            let arguments = [("count", &*all.to_string()), ("share", &*percent(about, nothing, all))];
            Bar {
                label: group.name.clone(),
                note: about.say("page-chart-groups-note", &arguments),
                parts: vec![
                    (Ink::Met, nothing),
                    (Ink::Pending, pending),
                    (Ink::Unknown, unknown),
                    (Ink::Unmet, unmet),
                ],
            }
        })
        .collect();
    let legend = [
        (Ink::Met, "page-nothing"),
        (Ink::Pending, "page-pending"),
        (Ink::Unknown, "page-unknown"),
        (Ink::Unmet, "page-unmet"),
    ];
    let legend = legend.map(|(ink, id)| (ink, about.say(id, &[])));
    let mut remarks = vec![about.say("page-chart-groups-about", &[])];
    if let Some(more) = groups.len().checked_sub(MOST_GROUPS).filter(|more| *more > 0) {
        remarks.push(about.say("page-chart-groups-more", &[("count", &more.to_string())]));
    }
    figure(&title, &remarks, &legend, |width| chart::bars(width, &bars))
}

fn histogram(about: &About<'_>, rule: &str, reached: &Reached) -> Markup {
    let title = match &reached.period {
        None => about.say("page-chart-reached", &[("rule", rule)]),
        Some(period) => about.say("page-chart-reached-period", &[("rule", rule), ("period", period)]),
    };
    let short = if reached.is_running { Ink::Pending } else { Ink::Unmet };
    let columns: Vec<Column> = reached
        .bins
        .iter()
        .enumerate()
        .map(|(tenth, count)| Column {
            label: String::new(),
            parts: vec![(if tenth < usize::from(ALL) { short } else { Ink::Met }, *count)],
        })
        .collect();
    let plan = about.engine.plan();
    let phrases = Phrases::new(plan, about.language, SubjectId(0), None);
    let amount = |tenths: i64| {
        let exactly = |whole: Decimal| whole.checked_scale(tenths, i64::from(ALL));
        match reached.threshold() {
            None => format!("{}%", tenths * 10),
            Some(threshold) => exactly(threshold).map(|amount| amount.to_string()).unwrap_or_default(),
        }
    };
    let edges: Vec<(i32, String)> =
        [0, 5, 10, 15].into_iter().map(|edge| (edge, amount(i64::from(edge)))).collect();
    let said = match reached.threshold() {
        None => about.say("page-chart-required-each", &[]),
        Some(threshold) => {
            let amount = phrases.quantity(threshold, reached.unit);
            about.say("page-chart-required", &[("amount", &amount)])
        }
    };
    let mark = Mark { column: i32::from(ALL), label: said };
    let mut remarks = vec![about.say("page-chart-reached-about", &[])];
    if reached.open > 0 {
        remarks.push(about.say("page-chart-reached-open", &[("count", &reached.open.to_string())]));
    }
    figure(&title, &remarks, &[], |width| chart::histogram(width, &columns, &edges, &mark))
}

fn due(about: &About<'_>, figures: &Figures) -> Markup {
    let months: Vec<_> = figures.due().collect();
    let title = about.say("page-chart-due", &[]);
    if months.is_empty() {
        return figure(&title, &[about.say("page-chart-none", &[])], &[], |_| String::new());
    }
    let (shown, later) = match months.get(MOST_MONTHS..) {
        Some(later) if !later.is_empty() => months.split_at(MOST_MONTHS - 1),
        _ => (&months[..], &months[..0]),
    };
    let column = |label: String, pending, unknown| Column {
        label: tame(&label),
        parts: vec![(Ink::Pending, pending), (Ink::Unknown, unknown)],
    };
    let mut columns: Vec<Column> = shown
        .iter()
        .map(|((year, month), counts)| column(format!("{year}-{month:02}"), counts.pending, counts.unknown))
        .collect();
    if !later.is_empty() {
        let sum = |count: fn(&RuleTally) -> usize| later.iter().map(|(_, counts)| count(counts)).sum();
        let label = about.say("page-chart-later", &[]);
        columns.push(column(label, sum(|counts| counts.pending), sum(|counts| counts.unknown)));
    }
    let legend = [(Ink::Pending, "status-pending"), (Ink::Unknown, "status-unknown")];
    let legend = legend.map(|(ink, id)| (ink, about.say(id, &[])));
    let remarks = [about.say("page-chart-due-about", &[])];
    figure(&title, &remarks, &legend, |width| chart::columns(width, &columns, None))
}
