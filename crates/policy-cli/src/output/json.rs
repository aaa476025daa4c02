//! Results for machines. Amounts are texts, since they are exact; names are identifiers.

mod event;

use std::io::{self, Write};

use policy_core::plan::{ActionKind, Citation};
use policy_core::{
    AmountRange, BalanceRow, Decimal, Explained, Lifted, LiftedBy, Names, Plan, RuleTally, StandingTally,
    Tally,
};
use policy_report::Decided;
use serde::Serialize;

use self::event::EventJson;
use super::Form;
use crate::decided::{Run, instance_days};

/// One object: the policies, the results, a summary, and what was wrong with the data.
#[derive(Debug, Default)]
pub struct JsonForm {
    subjects: usize,
    tells_events: bool,
}

impl JsonForm {
    /// The same with the account of each event.
    pub fn with_events() -> Self {
        Self { tells_events: true, ..Self::default() }
    }
}

#[derive(Serialize)]
struct PolicyJson<'a> {
    name: &'a str,
    title: Option<&'a str>,
    document: Option<&'a str>,
}

#[derive(Serialize)]
struct SubjectJson<'a> {
    subject: &'a str,
    id: &'a str,
    name: Option<&'a str>,
    rows_set_aside: u32,
    /// Rows of nobody whose identifier is one slip away.
    rows_perhaps: u32,
    verdicts: Vec<VerdictJson<'a>>,
    consequences: Vec<OutcomeJson<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    events: Option<Vec<EventJson<'a>>>,
}

#[derive(Serialize)]
struct VerdictJson<'a> {
    policy: &'a str,
    rule: &'a str,
    label: String,
    from: Option<String>,
    to: Option<String>,
    event: Option<u32>,
    status: &'static str,
    due: Option<String>,
    measured: Option<MeasuredJson<'a>>,
    in_principle: bool,
    missing: Vec<String>,
    /// How the period settles with others, where the rule has a balance.
    #[serde(skip_serializing_if = "Option::is_none")]
    balance: Option<BalanceJson>,
    /// Which verdict binds, where the rule stands for one of another layer, or one for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    binding: Option<BindingJson<'a>>,
    exemption: Option<&'a str>,
    alternative: Option<&'a str>,
    citations: Vec<CitationJson<'a>>,
}

/// The verdict that binds: whether it is this one, and else which.
#[derive(Serialize)]
struct BindingJson<'a> {
    is_this: bool,
    policy: &'a str,
    rule: &'a str,
    from: Option<String>,
    to: Option<String>,
    event: Option<u32>,
}

#[derive(Serialize)]
struct MeasuredJson<'a> {
    value: RangeJson,
    threshold: RangeJson,
    /// `60%` where only a share of the threshold is required.
    share: Option<String>,
    shortfall: Option<Decimal>,
    unit: &'a str,
}

#[derive(Serialize)]
struct BalanceJson {
    carried_in: RangeJson,
    earned: RangeJson,
    settled: RangeJson,
    available: RangeJson,
    required: RangeJson,
    borrowed: RangeJson,
    missing: RangeJson,
    lost: RangeJson,
    carried_out: RangeJson,
    owed: RangeJson,
}

#[derive(Serialize)]
struct RangeJson {
    low: Decimal,
    high: Option<Decimal>,
}

/// When and by what something was lifted: by the rule, in its period, or because its time has run out.
#[derive(Serialize)]
struct LiftedJson<'a> {
    on: String,
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
}

#[derive(Serialize)]
struct OutcomeJson<'a> {
    policy: &'a str,
    consequence: &'a str,
    label: String,
    from: Option<String>,
    to: Option<String>,
    event: Option<u32>,
    standing: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lifted: Option<LiftedJson<'a>>,
    deny: Vec<&'a str>,
    grant: Vec<&'a str>,
    oblige: Vec<&'a str>,
    because: Vec<&'a str>,
    in_principle: bool,
    citations: Vec<CitationJson<'a>>,
}

#[derive(Serialize)]
struct CitationJson<'a> {
    article: &'a str,
    quote: Option<&'a str>,
}

#[derive(Serialize)]
struct SummaryJson<'a> {
    subjects: usize,
    undecided: usize,
    rows_set_aside: usize,
    rules: Vec<RuleJson<'a>>,
    /// Each subject counted once, under the gravest of its periods.
    consequences: Vec<ConsequenceJson<'a>>,
}

#[derive(Serialize)]
struct ConsequenceJson<'a> {
    policy: &'a str,
    consequence: &'a str,
    in_force: usize,
    undetermined: usize,
    at_risk: usize,
    clear: usize,
}

#[derive(Serialize)]
struct RuleJson<'a> {
    policy: &'a str,
    rule: &'a str,
    met: usize,
    unmet: usize,
    pending: usize,
    unknown: usize,
    exempt: usize,
    not_applicable: usize,
}

#[derive(Serialize)]
struct FindingJson<'a> {
    file: &'a str,
    sheet: Option<&'a str>,
    row: Option<u64>,
    column: Option<&'a str>,
    value: Option<&'a str>,
    code: &'a str,
    reason: String,
}

#[derive(Serialize)]
struct NoteJson<'a> {
    file: Option<&'a str>,
    sheet: Option<&'a str>,
    code: &'a str,
    note: String,
}

impl Form for JsonForm {
    fn begin(&mut self, out: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
        let policies: Vec<PolicyJson<'_>> = run
            .engine
            .plan()
            .policies
            .iter()
            .map(|policy| PolicyJson {
                name: &policy.names.id,
                title: policy.names.label.as_deref(),
                document: policy.document.as_deref(),
            })
            .collect();
        write!(out, "{{\"as_of\":\"{}\",\"policies\":", run.as_of)?;
        serde_json::to_writer(&mut *out, &policies)?;
        out.write_all(b",\"results\":[")
    }

    fn subject(&mut self, out: &mut dyn Write, run: &Run<'_>, decided: &Decided<'_>) -> io::Result<()> {
        let plan = run.engine.plan();
        let subject = &plan.vocabulary.subjects[decided.record.subject().index()];
        let json = SubjectJson {
            subject: &subject.names.id,
            id: decided.record.id(),
            name: decided.name,
            rows_set_aside: decided.rows_set_aside,
            rows_perhaps: decided.rows_perhaps,
            verdicts: verdicts(run, decided),
            consequences: outcomes(run, decided),
            events: self.tells_events.then(|| event::events(run, decided)),
        };
        out.write_all(if self.subjects == 0 { b"\n" } else { b",\n" })?;
        self.subjects += 1;
        serde_json::to_writer(&mut *out, &json)?;
        Ok(())
    }

    fn end(&mut self, out: &mut dyn Write, run: &Run<'_>, tally: &Tally) -> io::Result<()> {
        out.write_all(b"],\n\"summary\":")?;
        serde_json::to_writer(&mut *out, &summary(run, tally))?;
        out.write_all(b",\n\"findings\":")?;
        let language = run.voice.language;
        let findings: Vec<FindingJson<'_>> = run
            .findings
            .kept
            .iter()
            .map(|finding| FindingJson {
                file: &finding.place.file,
                sheet: finding.place.sheet.as_deref(),
                row: finding.place.row,
                column: finding.place.column.as_deref(),
                value: finding.value.as_deref(),
                code: finding.reason.id,
                reason: finding.reason.text(language),
            })
            .collect();
        serde_json::to_writer(&mut *out, &findings)?;
        out.write_all(b",\n\"notes\":")?;
        let notes: Vec<NoteJson<'_>> = run
            .findings
            .notes
            .iter()
            .map(|(place, says)| NoteJson {
                file: place.as_ref().map(|place| place.file.as_str()),
                sheet: place.as_ref().and_then(|place| place.sheet.as_deref()),
                code: says.id,
                note: says.text(language),
            })
            .collect();
        serde_json::to_writer(&mut *out, &notes)?;
        out.write_all(b"}\n")
    }
}

fn verdicts<'a>(run: &'a Run<'_>, decided: &'a Decided<'_>) -> Vec<VerdictJson<'a>> {
    let plan = run.engine.plan();
    let report = run.report(decided);
    let told = decided.verdicts().map(|explained| {
        let verdict = &explained.verdict;
        let rule = &plan.rules[verdict.rule.index()];
        let (from, to) = instance_days(verdict.period);
        let measured = explained.measured_by().zip(verdict.measured).map(|(by, measured)| MeasuredJson {
            value: range(measured.value),
            threshold: range(measured.threshold),
            share: by.share(),
            shortfall: measured.shortfall,
            unit: plan.vocabulary.units.get(by.comparison.unit.index()).map_or("", |unit| &unit.id),
        });
        let id = |names: &'a Names| names.id.as_str();
        VerdictJson {
            policy: &plan.policies[rule.policy.index()].names.id,
            rule: &rule.names.id,
            label: run.name(&rule.names),
            from,
            to,
            event: verdict.period.event,
            status: verdict.status.id(),
            due: verdict.due.map(|due| due.to_string()),
            measured,
            in_principle: rule.soft,
            missing: explained.missing.iter().map(|fact| report.fact(*fact)).collect(),
            balance: explained.balance.map(balance),
            binding: binding(plan, decided, explained),
            exemption: explained
                .exemption
                .and_then(|place| rule.exemptions.get(place))
                .map(|found| id(&found.names)),
            alternative: explained
                .alternative
                .and_then(|place| rule.alternatives.get(place))
                .map(|found| id(&found.names)),
            citations: citations(&rule.citations),
        }
    });
    told.collect()
}

fn binding<'a>(plan: &'a Plan, decided: &Decided<'_>, explained: &Explained<'_>) -> Option<BindingJson<'a>> {
    let by = decided.explanation.verdicts.get(explained.binding.as_ref()?.by)?.verdict;
    let rule = plan.rules.get(by.rule.index())?;
    let (from, to) = instance_days(by.period);
    Some(BindingJson {
        is_this: by == explained.verdict,
        policy: &plan.policies.get(rule.policy.index())?.names.id,
        rule: &rule.names.id,
        from,
        to,
        event: by.period.event,
    })
}

fn outcomes<'a>(run: &'a Run<'_>, decided: &'a Decided<'_>) -> Vec<OutcomeJson<'a>> {
    let plan = run.engine.plan();
    let told = decided.outcomes().map(|explained| {
        let outcome = &explained.outcome;
        let consequence = &plan.consequences[outcome.consequence.index()];
        let (from, to) = instance_days(outcome.period);
        let named =
            |kind| run.outcomes(&consequence.actions, kind).iter().map(|names| names.id.as_str()).collect();
        let because = explained.because.iter().filter_map(|place| decided.explanation.verdicts.get(*place));
        OutcomeJson {
            policy: &plan.policies[consequence.policy.index()].names.id,
            consequence: &consequence.names.id,
            label: run.name(&consequence.names),
            from,
            to,
            event: outcome.period.event,
            standing: outcome.standing.id(),
            lifted: explained.lifted.map(|lifted| lifted_json(plan, lifted)),
            deny: named(ActionKind::Deny),
            grant: named(ActionKind::Grant),
            oblige: named(ActionKind::Oblige),
            because: because.map(|found| plan.rules[found.verdict.rule.index()].names.id.as_str()).collect(),
            in_principle: consequence.soft,
            citations: citations(&consequence.citations),
        }
    });
    told.collect()
}

fn lifted_json(plan: &Plan, lifted: Lifted) -> LiftedJson<'_> {
    let on = lifted.on.to_string();
    match lifted.by {
        LiftedBy::Time => LiftedJson { on, by: "time", rule: None, from: None, to: None },
        LiftedBy::Met { rule, period } => {
            let (from, to) = instance_days(period);
            LiftedJson { on, by: "rule", rule: Some(&plan.rules[rule.index()].names.id), from, to }
        }
    }
}

fn summary<'a>(run: &'a Run<'_>, tally: &Tally) -> SummaryJson<'a> {
    let plan = run.engine.plan();
    let rules = plan.rules.iter().zip(&tally.rules).filter(|(_, counts)| **counts != RuleTally::default());
    let consequences = plan.consequences.iter().zip(&tally.consequences);
    let consequences = consequences.filter(|(_, counts)| **counts != StandingTally::default());
    SummaryJson {
        subjects: tally.subjects,
        undecided: tally.undecided,
        rows_set_aside: run.findings.count,
        rules: rules
            .map(|(rule, counts)| RuleJson {
                policy: &plan.policies[rule.policy.index()].names.id,
                rule: &rule.names.id,
                met: counts.met,
                unmet: counts.unmet,
                pending: counts.pending,
                unknown: counts.unknown,
                exempt: counts.exempt,
                not_applicable: counts.not_applicable,
            })
            .collect(),
        consequences: consequences
            .map(|(consequence, counts)| ConsequenceJson {
                policy: &plan.policies[consequence.policy.index()].names.id,
                consequence: &consequence.names.id,
                in_force: counts.in_force,
                undetermined: counts.undetermined,
                at_risk: counts.at_risk,
                clear: counts.clear,
            })
            .collect(),
    }
}

fn balance(row: BalanceRow) -> BalanceJson {
    BalanceJson {
        carried_in: range(row.carried_in),
        earned: range(row.earned),
        settled: range(row.settled),
        available: range(row.available),
        required: range(row.required),
        borrowed: range(row.borrowed),
        missing: range(row.missing),
        lost: range(row.lost),
        carried_out: range(row.carried_out),
        owed: range(row.owed),
    }
}

fn range(range: AmountRange) -> RangeJson {
    RangeJson { low: range.low, high: range.high }
}

fn citations(citations: &[Citation]) -> Vec<CitationJson<'_>> {
    citations
        .iter()
        .map(|citation| CitationJson { article: &citation.article, quote: citation.quote.as_deref() })
        .collect()
}
