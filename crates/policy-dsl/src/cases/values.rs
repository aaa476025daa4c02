//! Values of test records: held to the type of their field.

use chrono::NaiveDate;
use policy_core::{Decimal, Field, FieldKind, UnitId, Value};

use crate::resolve::{Report, Words, kind_word};
use crate::syntax::TestValue;
use crate::{Diagnostic, Saying, Span};

/// A value that fits its field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// `?`
    Missing,
    /// `yes`, `no`
    Flag(bool),
    /// A day.
    Date(NaiveDate),
    /// An amount in the field's unit.
    Number(Decimal),
    /// A text, or a term by its identifier.
    Text(String),
}

impl Typed {
    /// The value as a record takes it.
    pub fn value(&self) -> Value<'_> {
        match self {
            Self::Missing => Value::Missing,
            Self::Flag(flag) => Value::Flag(*flag),
            Self::Date(date) => Value::Date(*date),
            Self::Number(number) => Value::Number(*number),
            Self::Text(text) => Value::Text(text),
        }
    }
}

/// The value for a field, or `None` after saying why it does not fit.
pub(super) fn typed(
    report: &mut Report,
    words: &Words,
    field: &Field,
    value: &TestValue,
    span: Span,
) -> Option<Typed> {
    match (&field.kind, value) {
        (_, TestValue::Missing) => Some(Typed::Missing),
        (FieldKind::Flag, TestValue::Truth(flag)) => Some(Typed::Flag(*flag)),
        (FieldKind::Date, TestValue::Date(date)) => Some(Typed::Date(*date)),
        (FieldKind::Quantity(unit), TestValue::Number(number, written)) => {
            if let Some(name) = written {
                let found = words.units.find(&name.text).map(UnitId);
                if found != Some(*unit) {
                    let says = Saying::new("test-unit")
                        .with_names("field", &field.names)
                        .with_names("unit", words.unit_names(*unit))
                        .with("found", &name.text);
                    return report.fail(Diagnostic::error(name.span, says));
                }
            }
            Some(Typed::Number(*number))
        }
        (FieldKind::Term(tree), TestValue::Name(_) | TestValue::Text(_)) => {
            let (text, at) = match value {
                TestValue::Name(name) => (&name.text, name.span),
                TestValue::Text(text) => (&text.value, text.span),
                TestValue::Missing
                | TestValue::Variable(_)
                | TestValue::Number(..)
                | TestValue::Date(_)
                | TestValue::Truth(_) => return None,
            };
            let table = &words.terms[tree.index()];
            match table.find(text) {
                Some(id) => Some(Typed::Text(table.get(id).names.id.clone())),
                None => {
                    let name = crate::syntax::Name { text: text.clone(), span: at };
                    report.unknown(&name, "kind-term", table.all_names())
                }
            }
        }
        (FieldKind::Text | FieldKind::Member(_), TestValue::Text(text)) => {
            Some(Typed::Text(text.value.clone()))
        }
        (FieldKind::Text | FieldKind::Member(_), TestValue::Name(name)) => {
            Some(Typed::Text(name.text.clone()))
        }
        (FieldKind::Text | FieldKind::Member(_), TestValue::Number(number, None)) => {
            Some(Typed::Text(number.to_string()))
        }
        (kind, value) => {
            let says = Saying::new("test-value-misfit")
                .with_names("field", &field.names)
                .with_word("kind", kind_word(kind))
                .with_word("found", value_word(value));
            let at = match value {
                TestValue::Name(name) | TestValue::Variable(name) => name.span,
                TestValue::Text(text) => text.span,
                TestValue::Missing | TestValue::Number(..) | TestValue::Date(_) | TestValue::Truth(_) => span,
            };
            report.fail(Diagnostic::error(at, says))
        }
    }
}

/// The catalogue's word for what a value is.
fn value_word(value: &TestValue) -> &'static str {
    match value {
        TestValue::Missing | TestValue::Variable(_) => "kind-text",
        TestValue::Number(..) => "kind-amount",
        TestValue::Date(_) => "kind-date",
        TestValue::Truth(_) => "kind-flag",
        TestValue::Text(_) => "kind-text",
        TestValue::Name(_) => "kind-term",
    }
}
