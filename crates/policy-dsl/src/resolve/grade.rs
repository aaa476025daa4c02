//! What a consequence is in the plan: itself, or each of its grades (or steps of its ladder) under a name of both.

use crate::syntax::{
    ActDecl, Cite, ConsequenceClause, ConsequenceDecl, Declared, GradeDecl, Name, RungDecl, Text,
};
use crate::{Diagnostic, Saying, Span};

use super::report::Report;

/// How many grades a consequence may have: each of them holds the conditions of those before it.
const MOST_GRADES: usize = 16;

/// A consequence of the plan.
#[derive(Debug)]
pub(crate) struct Form<'s> {
    /// Its names; of a grade those of the whole and its own.
    pub declared: Declared,
    /// What it is.
    pub part: Part<'s>,
}

/// What of a consequence something is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part<'s> {
    /// All of it.
    Whole,
    /// One of its grades.
    Grade(&'s GradeDecl),
    /// One step of its ladder.
    Rung(&'s RungDecl),
}

impl<'s> Part<'s> {
    /// What it does; of a whole that is said elsewhere.
    pub fn acts(self) -> &'s [ActDecl] {
        match self {
            Self::Whole => &[],
            Self::Grade(grade) => &grade.acts,
            Self::Rung(rung) => &rung.acts,
        }
    }

    /// Where it comes from, besides what the whole says.
    pub fn cites(self) -> &'s [Cite] {
        match self {
            Self::Whole => &[],
            Self::Grade(grade) => &grade.cites,
            Self::Rung(rung) => &rung.cites,
        }
    }
}

/// The consequence itself, or each of its grades, or the steps of its ladder.
pub(crate) fn forms<'s>(report: &mut Report, decl: &'s ConsequenceDecl) -> Vec<Form<'s>> {
    let parts: Vec<(Part<'s>, Span)> = decl
        .body
        .members
        .iter()
        .filter_map(|clause| match &clause.node {
            ConsequenceClause::Grade(grade) => Some((Part::Grade(grade), clause.span)),
            ConsequenceClause::Rung(rung) => Some((Part::Rung(rung), clause.span)),
            ConsequenceClause::For(_)
            | ConsequenceClause::Each(_)
            | ConsequenceClause::When(_)
            | ConsequenceClause::Act(_)
            | ConsequenceClause::LiftedWhen(_)
            | ConsequenceClause::InPrinciple
            | ConsequenceClause::Allow(_)
            | ConsequenceClause::Cite(_) => None,
        })
        .collect();
    let of_kind = |is_kind: fn(&Part<'_>) -> bool| parts.iter().find(|(part, _)| is_kind(part));
    let grade = of_kind(|part| matches!(part, Part::Grade(_)));
    let rung = of_kind(|part| matches!(part, Part::Rung(_)));
    if let (Some((_, grade)), Some((_, rung))) = (grade, rung) {
        let diagnostic = Diagnostic::error(*rung, Saying::new("ladder-beside-grades"));
        report.push(
            diagnostic.also(*grade, Saying::new("grade-here")).hint(Saying::new("hint-two-consequences")),
        );
    }
    if let Some((_, span)) = parts.get(MOST_GRADES) {
        report.push(Diagnostic::error(*span, Saying::new("too-many-grades").with("limit", MOST_GRADES)));
    }
    if parts.is_empty() {
        return vec![Form { declared: decl.declared.clone(), part: Part::Whole }];
    }
    let named = |(part, _): (Part<'s>, Span)| Form {
        declared: match part {
            Part::Whole => decl.declared.clone(),
            Part::Grade(grade) => both(&decl.declared, &grade.declared),
            Part::Rung(rung) => both(&decl.declared, &ordinal(rung)),
        },
        part,
    };
    parts.into_iter().take(MOST_GRADES).map(named).collect()
}

/// What a step of a ladder is called.
fn ordinal(rung: &RungDecl) -> Declared {
    let (name, label, also) = match rung.time {
        0 | 1 => ("first", "首次", "第一次"),
        2 => ("second", "第二次", "再次"),
        3 => ("third", "第三次", "第3次"),
        4 => ("fourth", "第四次", "第4次"),
        _ => ("fifth", "第五次", "第5次"),
    };
    let text = |value: &str| Text { value: value.to_owned(), span: rung.span };
    let name = Name { text: name.to_owned(), span: rung.span };
    Declared { name, label: Some(text(label)), also: vec![text(also)] }
}

/// The names of a part of something: `subsidy.full`, in every way of calling the two.
fn both(whole: &Declared, own: &Declared) -> Declared {
    let span = own.name.span;
    let text = format!("{}.{}", whole.name.text, own.name.text);
    let label = whole.label.as_ref().zip(own.label.as_ref());
    let label = label.map(|(whole, own)| Text { value: format!("{}·{}", whole.value, own.value), span });
    let mut also: Vec<Text> = Vec::new();
    for whole in callings(whole) {
        for own in callings(own) {
            let calling = format!("{whole}.{own}");
            if calling != text && also.iter().all(|other| other.value != calling) {
                also.push(Text { value: calling, span });
            }
        }
    }
    Declared { name: Name { text, span }, label, also }
}

fn callings(declared: &Declared) -> impl Iterator<Item = &str> {
    let texts = declared.label.iter().chain(&declared.also);
    std::iter::once(declared.name.text.as_str()).chain(texts.map(|text| &*text.value))
}
