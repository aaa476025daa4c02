//! What the Sanmenxia policy says of a teacher, by hand.
//!
//! Written for speed over plain structs, with the years and the as-of date fixed by the caller;
//! it knows no missing facts.

use chrono::{Datelike, NaiveDate};
use policy_core::{Decision, Standing, Status};

use crate::teacher::{Category, Hours, MaterialKind, Organizer, Programme, Staff, Teacher, Training};
use crate::three_rules::verdict;

/// The verdicts for one year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Year {
    /// The yearly hours, and how many are short in the part that decides.
    pub hours: (Status, Hours),
    /// The other profession's own standard.
    pub other_profession: Status,
    /// The ethics papers.
    pub papers: Status,
    /// The declaration of whoever seeks promotion.
    pub declaration: Status,
    /// The veto.
    pub veto: Standing,
}

#[derive(Clone, Copy, Default)]
struct Sums {
    total: i64,
    public: i64,
    ethics: i64,
    school_based: i64,
    subject_skill: i64,
    notes: i64,
    reflections: i64,
    pledges: i64,
    appraisals: i64,
}

/// The hours that a training is credited with; `None` where it does not count.
fn credited(training: &Training) -> Option<i64> {
    let on_file = training.filed || training.authorised;
    let planned = training.programme != Programme::Ordinary;
    if (training.external && !on_file) || (planned && !training.process_record) {
        return None;
    }
    if planned {
        return Some(training.certificate_hours.0);
    }
    let counts = match training.category {
        Category::Public | Category::Ethics | Category::SchoolBased | Category::SubjectSkill => true,
        Category::HigherDegree if training.diploma => true,
        Category::HigherDegree | Category::Reading => match training.organizer {
            Organizer::EducationAuthority => true,
            Organizer::University | Organizer::TrainingBody => {
                training.authorised || (training.external && on_file)
            }
            Organizer::SchoolItself => training.external && on_file,
        },
    };
    counts.then_some(training.hours.0)
}

/// The verdicts for 2023 and 2024.
pub fn by_hand(teacher: &Teacher, as_of: NaiveDate) -> [Year; 2] {
    let mut years = [Sums::default(); 2];
    for training in &teacher.training {
        if training.end > as_of {
            continue;
        }
        let Some(sums) = years.get_mut((training.end.year() - 2023) as usize) else { continue };
        let Some(hours) = credited(training) else { continue };
        sums.total += hours;
        match training.category {
            Category::Public => sums.public += hours,
            Category::Ethics => sums.ethics += hours,
            Category::SchoolBased => sums.school_based += hours,
            Category::SubjectSkill => sums.subject_skill += hours,
            Category::HigherDegree | Category::Reading => {}
        }
    }
    for material in &teacher.material {
        if material.filed > as_of {
            continue;
        }
        let Some(sums) = years.get_mut((material.filed.year() - 2023) as usize) else { continue };
        match material.kind {
            MaterialKind::StudyNote => sums.notes += 1,
            MaterialKind::Reflection => sums.reflections += 1,
            MaterialKind::EthicsPledge => sums.pledges += 1,
            MaterialKind::EthicsAppraisal => sums.appraisals += 1,
        }
    }
    let mut year = 2022;
    years.map(|sums| {
        year += 1;
        judge(teacher, &sums, as_of.year() <= year)
    })
}

fn judge(teacher: &Teacher, sums: &Sums, is_open: bool) -> Year {
    let is_teacher = teacher.staff == Staff::FullTimeTeacher;
    let missing = if is_open { Status::Pending } else { Status::Unmet };
    let professional = sums.ethics + sums.school_based + sums.subject_skill;
    let parts = [
        (sums.total, 9_000),
        (sums.public, 3_000),
        (professional, 6_000),
        (sums.ethics, 1_000),
        (sums.school_based, 1_600),
        (sums.subject_skill, 3_400),
    ];
    let failing = parts.iter().find(|(hours, least)| hours < least);
    let hours = match failing {
        _ if !is_teacher => (Status::NotApplicable, Hours(0)),
        None => (Status::Met, Hours(0)),
        Some(&(hours, least)) => {
            let (status, _, short) = verdict(hours, least, is_open);
            (status, short)
        }
    };
    let has_papers = sums.notes >= 3 && sums.reflections >= 3 && sums.pledges >= 1 && sums.appraisals >= 1;
    let papers = match (is_teacher, has_papers) {
        (false, _) => Status::NotApplicable,
        (true, true) => Status::Met,
        (true, false) => missing,
    };
    let veto = match hours.0 {
        Status::Unmet => Standing::InForce,
        Status::Pending => Standing::AtRisk,
        Status::Met | Status::NotApplicable | Status::Exempt | Status::Unknown => Standing::Clear,
    };
    let other_profession = if is_teacher { Status::NotApplicable } else { missing };
    Year { hours, other_profession, papers, declaration: Status::NotApplicable, veto }
}

/// The same of a decision of the policy. `None` where it holds other verdicts than expected.
pub fn of_decision(engine: &policy_core::Engine, decision: &Decision) -> Option<[Year; 2]> {
    let plan = engine.plan();
    let of_year = |year: i32| {
        let found = |label: &str| {
            decision.verdicts.iter().find(|verdict| {
                plan.rules[verdict.rule.index()].names.all().any(|name| name == label)
                    && verdict.period.from.is_some_and(|from| from.year() == year)
            })
        };
        let hours = found("年度学时")?;
        let short = hours
            .measured
            .and_then(|measured| measured.shortfall)
            .map_or(0, |short| short.millionths() / 10_000);
        let outcome = decision.outcomes.iter().find(|outcome| {
            plan.consequences[outcome.consequence.index()].names.all().any(|name| name == "一票否决")
                && outcome.period.from.is_some_and(|from| from.year() == year)
        })?;
        Some(Year {
            hours: (hours.status, Hours(short)),
            other_profession: found("相应专业继续教育")?.status,
            papers: found("师德过程资料")?.status,
            declaration: found("晋升学时申报")?.status,
            veto: outcome.standing,
        })
    };
    Some([of_year(2023)?, of_year(2024)?])
}
