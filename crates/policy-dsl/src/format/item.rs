//! Printing vocabularies and calendars.

use unicode_width::UnicodeWidthStr;

use super::Printer;
use super::name::Place;
use crate::keyword::Keyword;
use crate::syntax::{
    Block, Calendar, EventDecl, FieldDecl, OccurrenceDecl, PeriodDecl, SubjectClause, SubjectDecl, TermDecl,
    TestValue, TypeExpr, Vocabulary, VocabularyClause,
};

impl Printer<'_> {
    pub fn vocabulary(&mut self, vocabulary: &Vocabulary) {
        let head = format!("{} {}", self.word(Keyword::Vocabulary), self.declared(&vocabulary.declared));
        self.block(&head, &vocabulary.body, Self::vocabulary_clause);
    }

    fn vocabulary_clause(&mut self, clause: &VocabularyClause, _next: Option<&VocabularyClause>) {
        match clause {
            VocabularyClause::Subject(subject) => self.subject(subject),
            VocabularyClause::Tree(tree) => {
                let mut head = format!("{} {}", self.word(Keyword::Terms), self.declared(&tree.declared));
                if tree.ascending {
                    head.push(' ');
                    head.push_str(self.word(Keyword::Ascending));
                }
                self.terms(&head, &tree.body);
            }
            VocabularyClause::Unit(unit) => {
                let line = format!("{} {}", self.word(Keyword::Unit), self.declared(&unit.declared));
                self.line(&line);
            }
            VocabularyClause::Outcome(outcome) => {
                let line = format!("{} {}", self.word(Keyword::Outcome), self.declared(&outcome.declared));
                self.line(&line);
            }
        }
    }

    fn subject(&mut self, subject: &SubjectDecl) {
        let head = format!("{} {}", self.word(Keyword::Subject), self.declared(&subject.declared));
        self.block(&head, &subject.body, Self::subject_clause);
    }

    fn subject_clause(&mut self, clause: &SubjectClause, _next: Option<&SubjectClause>) {
        match clause {
            SubjectClause::Key(declared) => {
                let line = format!("{} {}", self.word(Keyword::Key), self.declared(declared));
                self.line(&line);
            }
            SubjectClause::Fact(field) => {
                let line = format!("{} {}", self.word(Keyword::Fact), self.field_text(field));
                self.line(&line);
            }
            SubjectClause::Event(event) => self.event(event),
        }
    }

    fn event(&mut self, event: &EventDecl) {
        let mut head = format!(
            "{} {} {} {}",
            self.word(Keyword::Event),
            self.declared(&event.declared),
            self.word(Keyword::Dated),
            self.name(&event.dated, Place::Declared)
        );
        if let Some((first, last)) = &event.lasting {
            let (first, last) = (self.name(first, Place::Declared), self.name(last, Place::Declared));
            let (lasting, to) = (self.word(Keyword::Lasting), self.word(Keyword::To));
            head.push_str(&format!(" {lasting} {first} {to} {last}"));
        }
        self.block(&head, &event.body, Self::field);
    }

    fn field(&mut self, field: &FieldDecl, _next: Option<&FieldDecl>) {
        let line = self.field_text(field);
        self.line(&line);
    }

    fn field_text(&self, field: &FieldDecl) -> String {
        let kind = match &field.kind {
            TypeExpr::Text => self.word(Keyword::Text).to_owned(),
            TypeExpr::Flag => self.word(Keyword::Flag).to_owned(),
            TypeExpr::Date => self.word(Keyword::Date).to_owned(),
            TypeExpr::Named(name) => self.type_name(name),
        };
        let mut shown = format!("{}{}{kind}", self.declared(&field.declared), self.colon());
        if let Some(default) = &field.default {
            shown.push_str(&format!(" {} {}", self.word(Keyword::Default), self.value(default)));
        }
        shown
    }

    fn terms(&mut self, head: &str, body: &Block<TermDecl>) {
        if let Some(flat) = self.flat_terms(body) {
            let line = format!("{head} {flat}");
            if line.width() <= self.room() {
                self.line(&line);
                return;
            }
        }
        self.block(head, body, Self::term);
    }

    /// Terms without terms of their own, on one line.
    fn flat_terms(&self, body: &Block<TermDecl>) -> Option<String> {
        let is_flat = body.trailing.is_empty()
            && body.members.iter().all(|term| {
                term.node.body.is_none()
                    && term.comments.is_empty()
                    && term.remark.is_none()
                    && !term.blank_before
            });
        let terms: Vec<String> = body.members.iter().map(|term| self.declared(&term.node.declared)).collect();
        (is_flat && !terms.is_empty()).then(|| format!("{{ {} }}", terms.join("  ")))
    }

    fn term(&mut self, term: &TermDecl, _next: Option<&TermDecl>) {
        let head = self.declared(&term.declared);
        match &term.body {
            Some(body) => self.terms(&head, body),
            None => self.line(&head),
        }
    }

    pub fn calendar(&mut self, calendar: &Calendar) {
        let head = format!("{} {}", self.word(Keyword::Calendar), self.declared(&calendar.declared));
        self.block(&head, &calendar.body, Self::period);
    }

    fn period(&mut self, period: &PeriodDecl, _next: Option<&PeriodDecl>) {
        let head = format!("{} {}", self.word(Keyword::Period), self.declared(&period.declared));
        let is_flat = match period.body.members.as_slice() {
            [only] => only.comments.is_empty() && only.remark.is_none() && !only.blank_before,
            _ => false,
        };
        if let ([only], true) = (period.body.members.as_slice(), is_flat && period.body.trailing.is_empty()) {
            let line = format!("{head} {{ {} }}", self.occurrence_text(&only.node));
            if line.width() <= self.room() {
                self.line(&line);
                return;
            }
        }
        self.block(&head, &period.body, |printer, occurrence, _next| {
            let line = printer.occurrence_text(occurrence);
            printer.line(&line);
        });
    }

    fn occurrence_text(&self, occurrence: &OccurrenceDecl) -> String {
        let (label, colon, to) = (self.occurrence(&occurrence.label), self.colon(), self.word(Keyword::To));
        let mut shown =
            format!("{label}{colon}{} {to} {}", self.date(occurrence.from), self.date(occurrence.to));
        if occurrence.assumed {
            shown.push(' ');
            shown.push_str(self.word(Keyword::Assumed));
        }
        shown
    }

    /// A value of a test record, or a default.
    pub fn value(&self, value: &TestValue) -> String {
        match value {
            TestValue::Missing => "?".to_owned(),
            TestValue::Variable(name) => format!("${}", name.text),
            TestValue::Number(amount, unit) => self.quantity(*amount, unit.as_ref()),
            TestValue::Date(date) => self.date(*date),
            TestValue::Truth(true) => self.word(Keyword::Yes).to_owned(),
            TestValue::Truth(false) => self.word(Keyword::No).to_owned(),
            TestValue::Text(text) => self.quoted(text),
            TestValue::Name(name) => self.name(name, Place::Declared),
        }
    }
}
