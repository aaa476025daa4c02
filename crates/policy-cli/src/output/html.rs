//! Results as a page for people; `policy-report` makes it.

use std::io::{self, Write};

use policy_core::Tally;
use policy_report::{Decided, HtmlReport};

use super::Form;
use crate::decided::Run;

/// A page with figures, charts, and everybody's sheet.
#[derive(Debug, Default)]
pub struct HtmlForm {
    report: HtmlReport,
}

impl Form for HtmlForm {
    fn begin(&mut self, _: &mut dyn Write, _: &Run<'_>) -> io::Result<()> {
        Ok(())
    }

    fn subject(&mut self, _: &mut dyn Write, run: &Run<'_>, decided: &Decided<'_>) -> io::Result<()> {
        Ok(self.report.add(&run.about(), decided)?)
    }

    fn end(&mut self, out: &mut dyn Write, run: &Run<'_>, tally: &Tally) -> io::Result<()> {
        std::mem::take(&mut self.report).write(out, &run.about(), tally, &run.remarks())
    }
}
