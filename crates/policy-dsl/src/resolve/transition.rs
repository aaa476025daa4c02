//! Recognitions that leave events to the version that was in force on their own day (`governed by event date`).
//!
//! The entries and steps of the older version are written into the newer recognition, each narrowed to the days on which
//! that version was in force; nothing else has to know.

use chrono::NaiveDate;
use policy_core::plan::{
    Amount, Condition, DateExpr, Entry, FieldRef, Operator, PolicyId, Recognition, Scope, Step, Treatment,
};
use policy_core::{FieldId, FieldKind};

use super::condition::all;
use super::scope::Lowering;
use crate::syntax::{Governed, RecognitionClause, RecognitionDecl};
use crate::{Diagnostic, Saying};

/// From when on, and until before which day.
type Days = (Option<NaiveDate>, Option<NaiveDate>);

impl Lowering<'_, '_> {
    /// Writes the older versions into the recognitions that ask for it; `begins` says when each policy does.
    pub fn govern_by_event(
        &mut self,
        recognitions: &mut [Recognition],
        decls: &[&RecognitionDecl],
        begins: &[Option<NaiveDate>],
    ) {
        if self.report.has_errors() {
            // What seems to be missing may be what could not be understood.
            return;
        }
        let day = |policy: PolicyId| begins.get(policy.index()).copied().flatten();
        let mut order: Vec<usize> = (0..recognitions.len()).collect();
        // An older version may itself leave events to one before it.
        order.sort_by_key(|place| day(recognitions[*place].policy));
        for place in order {
            let Some(governed) = governed_of(self, decls[place]) else { continue };
            let Some(begins) = day(recognitions[place].policy) else { continue };
            let own = &recognitions[place];
            let mut older: Vec<(NaiveDate, &Recognition)> = self
                .model
                .head(own.policy)
                .supersedes
                .iter()
                .filter_map(|name| self.model.policy_table.find(&name.text).map(PolicyId))
                .filter_map(|policy| {
                    let same = |other: &&Recognition| {
                        (other.policy, other.subject, other.list) == (policy, own.subject, own.list)
                    };
                    day(policy).zip(recognitions.iter().find(same))
                })
                .filter(|(day, _)| *day < begins)
                .collect();
            older.sort_by_key(|(day, _)| std::cmp::Reverse(*day));
            let older: Vec<(NaiveDate, Recognition)> =
                older.into_iter().map(|(day, older)| (day, older.clone())).collect();
            if let Some(merged) =
                self.merged(&recognitions[place], begins, &older, &decls[place].events, governed)
            {
                recognitions[place] = merged;
            }
        }
    }

    /// A recognition with what the older versions say of the days before it begins, the latest first.
    fn merged(
        &mut self,
        own: &Recognition,
        begins: NaiveDate,
        older: &[(NaiveDate, Recognition)],
        events: &crate::syntax::Name,
        governed: &Governed,
    ) -> Option<Recognition> {
        if older.is_empty() {
            let says = Saying::new("governed-by-no-version").with("name", &events.text);
            let diagnostic = Diagnostic::error(governed.span, says);
            return self.report.fail(diagnostic.hint(Saying::new("hint-governed-by-no-version")));
        }
        let list = &self.model.words.vocabulary.subjects[own.subject.index()].lists[own.list.index()];
        let (dated, fields) = (list.dated, &list.fields);
        let mut merged = Recognition { entries: Vec::new(), steps: Vec::new(), ..own.clone() };
        add(&mut merged, own, dated, (Some(begins), None));
        let mut before = begins;
        for (place, (begins, version)) in older.iter().enumerate() {
            let is_last = place + 1 == older.len();
            let mut version = version.clone();
            if version.credited != own.credited {
                let unit = |field: Option<FieldId>| match &fields.get(field?.index())?.kind {
                    FieldKind::Quantity(unit) => Some(*unit),
                    FieldKind::Text
                    | FieldKind::Flag
                    | FieldKind::Date
                    | FieldKind::Term(_)
                    | FieldKind::Member(_) => None,
                };
                let credited = version.credited.filter(|_| unit(version.credited) == unit(own.credited));
                let Some(credited) = credited else {
                    let says = Saying::new("governed-otherwise-credited");
                    return self.report.fail(Diagnostic::error(governed.span, says));
                };
                credit(&mut version, credited);
            }
            add(&mut merged, &version, dated, ((!is_last).then_some(*begins), Some(before)));
            before = *begins;
        }
        let hangs = |recognition: &Recognition| recognition.nodes().iter().any(|node| node.hangs_on_rules());
        if !merged.steps.is_empty() && hangs(&merged) {
            let loose =
                older.iter().map(|(_, version)| version).find(|version| hangs(version)).unwrap_or(own);
            let says = Saying::new("governed-otherwise-settled")
                .with_names("policy", &self.model.head(loose.policy).names);
            return self.report.fail(Diagnostic::error(governed.span, says));
        }
        Some(merged)
    }
}

/// Where a recognition says that the date of an event governs.
fn governed_of<'d>(lowering: &mut Lowering<'_, '_>, decl: &'d RecognitionDecl) -> Option<&'d Governed> {
    let mut found = None;
    for clause in &decl.body.members {
        match &clause.node {
            RecognitionClause::Governed(governed) => {
                if found.replace(governed).is_some() {
                    let says = Saying::new("clause-twice").with_word("clause", "clause-governed");
                    lowering.report.push(Diagnostic::error(governed.span, says));
                }
            }
            RecognitionClause::Entry(_)
            | RecognitionClause::Step(_)
            | RecognitionClause::Table(_)
            | RecognitionClause::Allow(_)
            | RecognitionClause::Convert { .. } => {}
        }
    }
    found.filter(|governed| governed.by_event)
}

/// Lets every event that counts at the credited field itself count at another one.
fn credit(version: &mut Recognition, field: FieldId) {
    say_that_all_count(version);
    for entry in &mut version.entries {
        match &mut entry.treatment {
            Treatment::Count { amount: amount @ None } => {
                *amount = Some(Amount::Field(FieldRef { scope: Scope::Event, field }));
            }
            Treatment::Count { amount: Some(_) } | Treatment::Reject => {}
        }
    }
}

/// Without an entry that counts anything, everything counts: said by an entry.
fn say_that_all_count(version: &mut Recognition) {
    if !version.entries.iter().any(|entry| matches!(entry.treatment, Treatment::Count { .. })) {
        version.entries.push(Entry {
            names: None,
            when: Condition::Constant(true),
            treatment: Treatment::Count { amount: None },
            because: None,
            citations: Vec::new(),
        });
    }
}

/// Adds what a version says, of its own days.
fn add(merged: &mut Recognition, version: &Recognition, dated: FieldId, days: Days) {
    let mut version = version.clone();
    say_that_all_count(&mut version);
    for entry in version.entries {
        merged.entries.push(Entry { when: narrowed(entry.when, dated, days), ..entry });
    }
    for step in version.steps {
        merged.steps.push(Step { filter: narrowed(step.filter, dated, days), ..step });
    }
}

/// The condition, of events of these days alone.
fn narrowed(condition: Condition, dated: FieldId, (from, before): Days) -> Condition {
    let compared = |operator, day| {
        let date = DateExpr::Field(FieldRef { scope: Scope::Event, field: dated });
        Condition::CompareDates(Box::new(date), operator, Box::new(DateExpr::Literal(day)))
    };
    let from = from.map(|day| compared(Operator::AtLeast, day));
    let before = before.map(|day| compared(Operator::LessThan, day));
    let is_all = condition == Condition::Constant(true);
    all(from.into_iter().chain(before).chain((!is_all).then_some(condition)).collect())
}
