//! Invented teachers, the same ones every time.

use chrono::{Days, NaiveDate};

use crate::teacher::{
    Category, Hours, Material, MaterialKind, Organizer, Programme, Staff, Teacher, Training,
};

/// A small generator of numbers (Knuth's 64-bit linear congruential one).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }

    fn one_of<T: Copy>(&mut self, values: &[T]) -> T {
        values[self.next(values.len() as u64) as usize]
    }

    /// A day of 2023 or of the first half of 2024.
    fn day(&mut self) -> NaiveDate {
        FIRST_DAY.checked_add_days(Days::new(self.next(546))).unwrap_or(FIRST_DAY)
    }
}

const FIRST_DAY: NaiveDate = match NaiveDate::from_ymd_opt(2023, 1, 1) {
    Some(day) => day,
    None => NaiveDate::MIN,
};

/// `count` teachers with that many trainings and papers each.
pub fn teachers(count: usize, trainings: usize, materials: usize) -> Vec<Teacher> {
    let mut numbers = Numbers(20_230_404);
    (0..count).map(|number| teacher(&mut numbers, number, trainings, materials)).collect()
}

fn teacher(numbers: &mut Numbers, number: usize, trainings: usize, materials: usize) -> Teacher {
    Teacher {
        id: format!("T{number:07}"),
        staff: if numbers.next(20) == 0 { Staff::OtherProfessional } else { Staff::FullTimeTeacher },
        training: (0..trainings).map(|_| training(numbers)).collect(),
        material: (0..materials).map(|_| material(numbers)).collect(),
        promotion_wish: Vec::new(),
    }
}

fn training(numbers: &mut Numbers) -> Training {
    use Category::{Ethics, HigherDegree, Public, Reading, SchoolBased, SubjectSkill};
    use Organizer::{EducationAuthority, SchoolItself, TrainingBody, University};
    let hours = Hours(numbers.next(48) as i64 * 50);
    Training {
        category: numbers.one_of(&[
            Public,
            Public,
            Public,
            Ethics,
            Ethics,
            SchoolBased,
            SchoolBased,
            SubjectSkill,
            SubjectSkill,
            SubjectSkill,
            HigherDegree,
            Reading,
        ]),
        programme: numbers.one_of(&[
            Programme::Ordinary,
            Programme::Ordinary,
            Programme::Ordinary,
            Programme::NationalPlan,
            Programme::ProvincialPlan,
            Programme::CityPlan,
        ]),
        organizer: numbers.one_of(&[
            EducationAuthority,
            EducationAuthority,
            SchoolItself,
            University,
            TrainingBody,
        ]),
        hours,
        certificate_hours: Hours(hours.0 / 2),
        end: numbers.day(),
        process_record: numbers.next(10) > 0,
        external: numbers.next(6) == 0,
        filed: numbers.next(2) == 0,
        authorised: numbers.next(3) == 0,
        diploma: numbers.next(2) == 0,
    }
}

fn material(numbers: &mut Numbers) -> Material {
    use MaterialKind::{EthicsAppraisal, EthicsPledge, Reflection, StudyNote};
    Material {
        kind: numbers.one_of(&[
            StudyNote,
            StudyNote,
            StudyNote,
            Reflection,
            Reflection,
            EthicsPledge,
            EthicsAppraisal,
        ]),
        filed: numbers.day(),
    }
}
