//! Verdicts on many people as people read them: a page, a workbook, and letters; and two versions of a policy beside each other.
//!
//! Everything that is said comes from [`policy_core::Report`] and the catalogue of messages; here is how it is
//! laid out. There is no clock here and no file: who calls says when, and writes.

#![forbid(unsafe_code)]

mod about;
mod comparison;
mod decided;
mod error;
mod figures;
mod html;
mod letter;
mod remarks;
mod share;
mod tame;
mod workbook;

pub use about::About;
pub use comparison::comparison_page;
pub use decided::Decided;
pub use error::ReportError;
pub use html::HtmlReport;
pub use letter::{Item, Letter, file_name};
pub use remarks::Remarks;
pub use tame::{tame, turns_text};
pub use workbook::Workbook;
