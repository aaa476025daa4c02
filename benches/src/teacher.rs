//! A teacher as a program written for one policy would hold one: plain structs.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A teacher and all trainings and papers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Teacher {
    /// Who.
    pub id: String,
    /// What kind of staff.
    pub staff: Staff,
    /// The trainings.
    pub training: Vec<Training>,
    /// The papers handed in.
    pub material: Vec<Material>,
    /// Wishes for a promotion: none in these records.
    pub promotion_wish: Vec<()>,
}

/// What kind of staff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Staff {
    /// 专任教师
    FullTimeTeacher,
    /// 非教育类专业技术人员
    OtherProfessional,
}

/// A training.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Training {
    /// What about.
    pub category: Category,
    /// Under which plan.
    pub programme: Programme,
    /// Run by whom.
    pub organizer: Organizer,
    /// Hours on paper.
    pub hours: Hours,
    /// Hours on the certificate.
    pub certificate_hours: Hours,
    /// Last day.
    pub end: NaiveDate,
    /// With process records.
    pub process_record: bool,
    /// Away from the school.
    pub external: bool,
    /// Put on file beforehand.
    pub filed: bool,
    /// Authorised beforehand.
    pub authorised: bool,
    /// With a diploma.
    pub diploma: bool,
}

/// Hours, in hundredths; written as a decimal.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hours(pub i64);

impl Serialize for Hours {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            return serializer.serialize_i64(self.0 / 100);
        }
        serializer.serialize_f64(self.0 as f64 / 100.0)
    }
}

impl<'de> Deserialize<'de> for Hours {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let hours = f64::deserialize(deserializer)?;
        Ok(Self((hours * 100.0).round() as i64))
    }
}

/// What a training is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// 公需课
    Public,
    /// 师德
    Ethics,
    /// 校本研修
    SchoolBased,
    /// 学科知识技能
    SubjectSkill,
    /// 高学历教育
    HigherDegree,
    /// 阅读活动
    Reading,
}

/// Under which plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Programme {
    /// 一般培训
    Ordinary,
    /// 国培计划
    NationalPlan,
    /// 省培计划
    ProvincialPlan,
    /// 市培专项计划
    CityPlan,
}

/// Run by whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Organizer {
    /// 教育行政部门
    EducationAuthority,
    /// 高等院校
    University,
    /// 培训机构
    TrainingBody,
    /// 学校
    SchoolItself,
}

/// A paper.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Material {
    /// What kind.
    pub kind: MaterialKind,
    /// When.
    pub filed: NaiveDate,
}

/// What kind of paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MaterialKind {
    /// 学习笔记
    StudyNote,
    /// 心得体会
    Reflection,
    /// 师德承诺书
    EthicsPledge,
    /// 师德考核
    EthicsAppraisal,
}
