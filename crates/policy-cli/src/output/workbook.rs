//! Results as a workbook for clerks; `policy-report` makes it.

use std::io::{self, Write};

use policy_core::Tally;
use policy_report::{Decided, Workbook};

use super::Form;
use crate::decided::Run;

/// A workbook with a sheet for each rule.
#[derive(Default)]
pub struct WorkbookForm {
    workbook: Option<Workbook>,
}

impl Form for WorkbookForm {
    fn begin(&mut self, _: &mut dyn Write, run: &Run<'_>) -> io::Result<()> {
        self.workbook = Some(Workbook::new(&run.about())?);
        Ok(())
    }

    fn subject(&mut self, _: &mut dyn Write, run: &Run<'_>, decided: &Decided<'_>) -> io::Result<()> {
        match &mut self.workbook {
            Some(workbook) => workbook.add(&run.about(), decided),
            None => Ok(()),
        }
    }

    fn end(&mut self, out: &mut dyn Write, run: &Run<'_>, tally: &Tally) -> io::Result<()> {
        match self.workbook.take() {
            Some(workbook) => workbook.write(out, &run.about(), tally, &run.remarks()),
            None => Ok(()),
        }
    }
}
