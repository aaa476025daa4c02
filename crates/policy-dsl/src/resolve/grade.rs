//! What a consequence is in the plan: itself, or each of its grades under a name of both.

use crate::syntax::{ConsequenceClause, ConsequenceDecl, Declared, GradeDecl, Name, Text};
use crate::{Diagnostic, Saying};

use super::report::Report;

/// How many grades a consequence may have: each of them holds the conditions of those before it.
const MOST_GRADES: usize = 16;

/// A consequence of the plan.
#[derive(Debug)]
pub(crate) struct Form<'s> {
    /// Its names; of a grade those of the whole and its own.
    pub declared: Declared,
    /// The grade that it is.
    pub grade: Option<&'s GradeDecl>,
}

/// The consequence itself, or each of its grades.
pub(crate) fn forms<'s>(report: &mut Report, decl: &'s ConsequenceDecl) -> Vec<Form<'s>> {
    let grades: Vec<(&GradeDecl, crate::Span)> = decl
        .body
        .members
        .iter()
        .filter_map(|clause| match &clause.node {
            ConsequenceClause::Grade(grade) => Some((grade, clause.span)),
            ConsequenceClause::For(_)
            | ConsequenceClause::Each(_)
            | ConsequenceClause::When(_)
            | ConsequenceClause::Act(_)
            | ConsequenceClause::InPrinciple
            | ConsequenceClause::Allow(_)
            | ConsequenceClause::Cite(_) => None,
        })
        .collect();
    if grades.is_empty() {
        return vec![Form { declared: decl.declared.clone(), grade: None }];
    }
    if let Some((_, span)) = grades.get(MOST_GRADES) {
        report.push(Diagnostic::error(*span, Saying::new("too-many-grades").with("limit", MOST_GRADES)));
    }
    let named = |(grade, _): (&'s GradeDecl, _)| Form {
        declared: both(&decl.declared, &grade.declared),
        grade: Some(grade),
    };
    grades.into_iter().take(MOST_GRADES).map(named).collect()
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
