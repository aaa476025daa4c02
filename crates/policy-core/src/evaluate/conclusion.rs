//! From truth values to what a verdict says.

use crate::decision::{Standing, Status};
use crate::evaluate::Truth;

/// What the three parts of a rule come to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Conclusion {
    pub satisfied: Truth,
    pub exempt: Truth,
    pub status: Status,
}

/// What the three parts of a rule come to.
///
/// Inlined, since for most rules two of the parts are constants.
#[inline(always)]
pub(crate) fn conclude(applies: Truth, requirement: Truth, exemption: Truth) -> Conclusion {
    Conclusion {
        satisfied: applies.not().or(requirement).or(exemption),
        exempt: applies.and(exemption).and(requirement.not()),
        status: status(applies, requirement, exemption),
    }
}

/// The status that the three parts of a rule make.
///
/// A requirement that is met stays met, whatever exemption may still turn up; so *met* is looked
/// at before *exempt*.
#[inline(always)]
fn status(applies: Truth, requirement: Truth, exemption: Truth) -> Status {
    if applies.is_surely_false() || !applies.now().yes {
        return Status::NotApplicable;
    }
    let freed = requirement.or(exemption);
    if applies.is_surely_true() {
        if requirement.is_surely_true() {
            return Status::Met;
        }
        if exemption.is_surely_true() {
            return Status::Exempt;
        }
        if freed.is_surely_false() {
            return Status::Unmet;
        }
    }
    if applies.is_decided_now() && freed.is_decided_now() { Status::Pending } else { Status::Unknown }
}

impl Standing {
    /// How a consequence stands whose condition can be so.
    pub(crate) fn of(truth: Truth) -> Self {
        if truth.is_surely_true() {
            Self::InForce
        } else if truth.is_surely_false() {
            Self::Clear
        } else if truth.is_decided_now() {
            Self::AtRisk
        } else {
            Self::Undetermined
        }
    }
}
