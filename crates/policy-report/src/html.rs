//! The report as a page: one file, which asks the network for nothing.
//!
//! Figures, charts and tables stand in the page itself. Everybody's sheets are compact data beside it, which a script of our
//! own shows on demand, with text nodes only. The page forbids itself everything else: its policy names the one style sheet
//! and the one script by their hashes.

mod chart;
mod charts;
mod data;
mod page;

use std::io::{self, Write};

use policy_core::Tally;

pub use charts::groupings;

use crate::figures::Figures;
use crate::{About, Decided, Remarks, ReportError};

/// A page in the making.
#[derive(Debug, Default)]
pub struct HtmlReport {
    people: data::People,
    figures: Figures,
}

impl HtmlReport {
    /// How many people a page holds.
    pub const MOST_PEOPLE: usize = 20_000;

    /// Adds a subject.
    ///
    /// # Errors
    /// There are more than a page holds.
    pub fn add(&mut self, about: &About<'_>, decided: &Decided<'_>) -> Result<(), ReportError> {
        if self.people.len() >= Self::MOST_PEOPLE {
            return Err(ReportError::TooManyPeople);
        }
        let urgency = decided.urgency(about.engine.plan());
        self.figures.add(about, decided, urgency);
        self.people.add(about, decided, urgency);
        Ok(())
    }

    /// Writes the page.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn write(
        mut self,
        out: &mut dyn Write,
        about: &About<'_>,
        tally: &Tally,
        remarks: &Remarks,
    ) -> io::Result<()> {
        let data = self.people.json(about, &self.figures, &page::words(about));
        out.write_all(page::page(about, tally, &self.figures, remarks, &data).into_string().as_bytes())
    }
}
