//! Writes the sample data under `policies/`: invented people, always the same bytes.
//!
//! `cargo run -p policy-suite --example sample_data` from the root of the repository. The workbook holds
//! 64 teachers of one invented district with three years of trainings; what each of them shows stands
//! in [`Profile`]. The identifiers are well formed, down to the check digit, and begin with 000000,
//! which is no region of any country.

use std::error::Error;
use std::path::Path;

use chrono::{Datelike, Days, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const WORKBOOK: &str = "policies/sanmenxia-2023/sample/teachers.xlsx";
const TEACHERS_CSV: &str = "policies/taixing-2019/sample/教师.csv";
const TRAININGS_CSV: &str = "policies/taixing-2019/sample/培训.csv";
const TEACHERS: usize = 64;
const BUREAU: &str = "云岭区教育局";
const SCHOOLS: [&str; 4] = ["云岭区第一小学", "云岭区望河小学", "云岭区实验初级中学", "云岭区高级中学"];

/// What a teacher's record shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Profile {
    /// Everything done, each year.
    Met,
    /// 90 hours and more, but less ethics than is asked, in 2024.
    EthicsShort,
    /// 90 hours and more, but less school-based research than is asked, in 2023.
    SchoolBasedShort,
    /// Too few hours altogether in 2024.
    HoursShort,
    /// Part of the hours come from outside, neither filed nor authorised.
    OutsideUnfiled,
    /// The same, filed.
    OutsideFiled,
    /// The same, and whether it was filed is not recorded.
    OutsideUnclear,
    /// A cell with the hours is empty.
    HoursMissing,
    /// A cell with the last day is empty.
    DateMissing,
    /// A national programme counts at the hours of its certificate.
    NationalProgramme,
    /// A national programme without its process record.
    NoProcessRecord,
    /// A degree taken in 2024, on top.
    HigherDegree,
    /// One of the three study notes of 2024 is missing.
    NoteMissing,
    /// Support staff: the rule is not for them.
    Support,
    /// A professional who is not a teacher, with the proof of the profession's own standard.
    OtherProfession,
    /// The same, without the proof.
    OtherProfessionUnproved,
    /// Bureau staff with a title: covered like teachers.
    Bureau,
    /// What kind of staff it is, is not recorded.
    StaffMissing,
}

/// The profiles that are shown, as often as they stand here; all further teachers have done everything.
const PROFILES: &[(Profile, usize)] = &[
    (Profile::EthicsShort, 5),
    (Profile::SchoolBasedShort, 4),
    (Profile::HoursShort, 4),
    (Profile::OutsideUnfiled, 3),
    (Profile::OutsideFiled, 3),
    (Profile::OutsideUnclear, 2),
    (Profile::HoursMissing, 3),
    (Profile::DateMissing, 2),
    (Profile::NationalProgramme, 4),
    (Profile::NoProcessRecord, 2),
    (Profile::HigherDegree, 3),
    (Profile::NoteMissing, 2),
    (Profile::Support, 3),
    (Profile::OtherProfession, 2),
    (Profile::OtherProfessionUnproved, 1),
    (Profile::Bureau, 2),
    (Profile::StaffMissing, 1),
];

/// A teacher of the sample.
struct Teacher {
    number: usize,
    id: String,
    name: String,
    profile: Profile,
}

/// A training of the sample; what is `None` is an empty cell.
struct Training {
    category: &'static str,
    project: String,
    institution: &'static str,
    organizer: &'static str,
    level: &'static str,
    programme: Option<&'static str>,
    mode: &'static str,
    hours: Option<f64>,
    start: NaiveDate,
    end: Option<NaiveDate>,
    certificate_hours: Option<f64>,
    process_record: Option<&'static str>,
    external: Option<&'static str>,
    filed: Option<&'static str>,
    authorised: Option<&'static str>,
    diploma: Option<&'static str>,
}

/// A material that a teacher has handed in.
struct Material {
    kind: &'static str,
    filed: NaiveDate,
}

fn main() -> Result<()> {
    let teachers: Vec<Teacher> = (0..TEACHERS).map(teacher).collect();
    write_workbook(&teachers)?;
    write_csv(&teachers)
}

fn teacher(number: usize) -> Teacher {
    const SURNAMES: [&str; 16] =
        ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨"];
    const GIVEN: [&str; 9] = ["一帆", "思远", "若水", "知行", "明月", "晓晨", "云舒", "子衿", "望舒"];
    let name = format!("{}{}", SURNAMES[number % 16], GIVEN[(number / 16 + number) % 9]);
    Teacher { number, id: identifier(number), name, profile: profile(number) }
}

/// Spreads the profiles over the teachers, so that neighbours differ.
fn profile(number: usize) -> Profile {
    // 29 and 64 have no common divisor, so each place is taken once.
    let place = number * 29 % TEACHERS;
    let mut before = 0;
    for &(profile, times) in PROFILES {
        before += times;
        if place < before {
            return profile;
        }
    }
    Profile::Met
}

/// 18 characters: 000000, a birthday, a number, and the check digit of GB 11643.
fn identifier(number: usize) -> String {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];
    let digits = format!(
        "000000{}{:02}{:02}{:03}",
        1966 + number * 7 % 34,
        1 + number * 5 % 12,
        1 + number * 11 % 28,
        number + 1
    );
    let sum: u32 = digits.bytes().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    format!("{digits}{}", CHECK[(sum % 11) as usize])
}

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// A training of the ordinary kind.
fn training(
    category: &'static str,
    project: String,
    hours: f64,
    start: NaiveDate,
    last_days: u64,
) -> Training {
    let (institution, organizer, level, mode) = match category {
        "公需课" => ("省专业技术人员公共服务平台", "人社局", "省级", "网络研修"),
        "师德" => ("云岭区教师发展中心", "教育行政部门", "县级", "集中培训"),
        "校本研修" => ("本校", "学校", "校级", "集中培训"),
        _ => ("云岭区教师进修学校", "教育行政部门", "县级", "混合式研修"),
    };
    Training {
        category,
        project,
        institution,
        organizer,
        level,
        programme: None,
        mode,
        hours: Some(hours),
        start,
        end: start.checked_add_days(Days::new(last_days)),
        certificate_hours: None,
        process_record: Some("是"),
        external: None,
        filed: None,
        authorised: None,
        diploma: None,
    }
}

/// About seven trainings a year, and four in the first half of 2025.
fn trainings(teacher: &Teacher) -> Vec<Training> {
    let mut all = Vec::new();
    for year in [2023, 2024] {
        all.extend(year_of_trainings(teacher, year));
    }
    let shift = teacher.number as u32 % 9;
    all.push(training("公需课", "2025年公需课(上)".into(), 15.0, date(2025, 3, 3 + shift), 12));
    all.push(training("师德", "2025年师德专题教育".into(), 4.0, date(2025, 2, 10 + shift), 0));
    all.push(training("校本研修", "2025年春季校本研修".into(), 8.0, date(2025, 4, 8 + shift), 40));
    all.push(training("学科知识技能", subject_project(teacher, 2025, 1), 12.0, date(2025, 5, 6 + shift), 2));
    all
}

fn year_of_trainings(teacher: &Teacher, year: i32) -> Vec<Training> {
    let shift = teacher.number as u32 % 11;
    let mut all = vec![
        training("公需课", format!("{year}年公需课(上)"), 15.0, date(year, 4, 3 + shift), 20),
        training("公需课", format!("{year}年公需课(下)"), 15.0, date(year, 9, 4 + shift), 20),
        training("师德", format!("{year}年师德专题教育"), 6.0, date(year, 3, 6 + shift), 0),
        training("师德", format!("{year}年暑期师德集中学习"), 4.0, date(year, 8, 20 + shift % 5), 1),
        training("校本研修", format!("{year}年春季校本研修"), 8.0, date(year, 4, 10 + shift), 60),
        training("校本研修", format!("{year}年秋季校本研修"), 8.0, date(year, 9, 11 + shift), 70),
        training("学科知识技能", subject_project(teacher, year, 1), 16.0, date(year, 5, 8 + shift), 3),
        training("学科知识技能", subject_project(teacher, year, 2), 18.0, date(year, 10, 9 + shift), 4),
    ];
    match (teacher.profile, year) {
        (Profile::EthicsShort, 2024) => {
            all.remove(3);
            all[0].hours = Some(25.0);
        }
        (Profile::SchoolBasedShort, 2023) => {
            all[5].hours = Some(6.0);
            all[6].hours = Some(20.0);
        }
        (Profile::HoursShort, 2024) => {
            all.remove(7);
        }
        (Profile::OutsideUnfiled | Profile::OutsideFiled | Profile::OutsideUnclear, 2024) => {
            let outside = &mut all[7];
            outside.project = "跨省名校访学".into();
            outside.institution = "望海教育科技有限公司";
            outside.organizer = "培训机构";
            outside.external = Some("是");
            (outside.filed, outside.authorised) = match teacher.profile {
                Profile::OutsideUnfiled => (Some("否"), Some("否")),
                Profile::OutsideFiled => (Some("是"), Some("否")),
                _ => (None, Some("否")),
            };
        }
        (Profile::HoursMissing, 2024) => all[7].hours = None,
        (Profile::DateMissing, 2024) => all[7].end = None,
        (Profile::NationalProgramme | Profile::NoProcessRecord, 2023) => {
            let programme = &mut all[7];
            programme.project = "“国培计划”骨干教师提升研修".into();
            programme.institution = "云岭师范学院";
            programme.organizer = "高等院校";
            programme.level = "国家级";
            programme.programme = Some("国培计划");
            programme.hours = Some(40.0);
            programme.certificate_hours = Some(36.0);
            if teacher.profile == Profile::NoProcessRecord {
                programme.process_record = Some("否");
            }
        }
        (Profile::HigherDegree, 2024) => {
            let mut degree = training("高学历教育", "教育硕士学历进修".into(), 30.0, date(2021, 9, 1), 0);
            degree.end = Some(date(2024, 6, 30));
            degree.institution = "云岭师范学院";
            degree.organizer = "高等院校";
            degree.level = "省级";
            degree.mode = "集中培训";
            degree.diploma = Some("是");
            all.push(degree);
        }
        (Profile::Support | Profile::OtherProfession | Profile::OtherProfessionUnproved, _) => {
            all.truncate(2)
        }
        (_, _) => {}
    }
    all
}

fn subject_project(teacher: &Teacher, year: i32, part: u32) -> String {
    let (_, area) = place(teacher);
    format!("{year}年{area}课程标准与教学研修({part})")
}

/// Stage and subject area.
fn place(teacher: &Teacher) -> (&'static str, &'static str) {
    const AREAS: [&str; 8] = ["语文", "数学", "英语", "科学", "音乐", "体育", "美术", "信息技术"];
    const STAGES: [&str; 4] = ["小学", "小学", "初中", "高中"];
    (STAGES[teacher.number % 4], AREAS[teacher.number / 4 % 8])
}

/// Bureau staff belong to no school.
fn school(teacher: &Teacher) -> Option<&'static str> {
    (teacher.profile != Profile::Bureau).then(|| SCHOOLS[teacher.number % 4])
}

fn staff(profile: Profile) -> Option<&'static str> {
    match profile {
        Profile::Support => Some("工勤人员"),
        Profile::OtherProfession | Profile::OtherProfessionUnproved => Some("非教育类专业技术人员"),
        Profile::Bureau => Some("教育局机关职称人员"),
        Profile::StaffMissing => None,
        Profile::Met
        | Profile::EthicsShort
        | Profile::SchoolBasedShort
        | Profile::HoursShort
        | Profile::OutsideUnfiled
        | Profile::OutsideFiled
        | Profile::OutsideUnclear
        | Profile::HoursMissing
        | Profile::DateMissing
        | Profile::NationalProgramme
        | Profile::NoProcessRecord
        | Profile::HigherDegree
        | Profile::NoteMissing => Some("专任教师"),
    }
}

fn materials(teacher: &Teacher) -> Vec<Material> {
    let mut all = Vec::new();
    let add = |all: &mut Vec<Material>, kind, filed| all.push(Material { kind, filed });
    let day = 5 + teacher.number as u32 % 20;
    for year in [2023, 2024] {
        match teacher.profile {
            Profile::Support | Profile::OtherProfessionUnproved => {}
            Profile::OtherProfession => {
                add(&mut all, "相应专业继续教育考核合格证明", date(year, 11, day));
            }
            profile => {
                let notes = if profile == Profile::NoteMissing && year == 2024 { 2 } else { 3 };
                for month in [3, 6, 10].into_iter().take(notes) {
                    add(&mut all, "学习笔记", date(year, month, day));
                }
                for month in [4, 7, 11] {
                    add(&mut all, "心得体会", date(year, month, day));
                }
                add(&mut all, "师德承诺书", date(year, 3, day));
                add(&mut all, "师德考核", date(year, 11, day));
            }
        }
    }
    // Every seventh teacher seeks promotion in 2024; one in three of them declares too late.
    if teacher.number % 7 == 3 {
        let filed = if teacher.number.is_multiple_of(3) { date(2024, 9, 2) } else { date(2024, 8, 31) };
        add(&mut all, "学时申报", filed);
    }
    all
}

fn write_workbook(teachers: &[Teacher]) -> Result<()> {
    let mut workbook = Workbook::new();
    // A fixed date of creation, so that the same data are the same bytes.
    let created = ExcelDateTime::from_ymd(2025, 7, 1)?;
    workbook.set_properties(
        &DocProperties::new().set_title("云岭区教师培训样例").set_creation_datetime(&created),
    );
    let heading = Format::new().set_bold().set_align(FormatAlign::Center);
    let day = Format::new().set_num_format("yyyy-mm-dd");

    let sheet = workbook.add_worksheet().set_name("教师")?;
    write_heading(
        sheet,
        &heading,
        &["身份证件号", "姓名", "学校", "主管教育局", "人员类别", "学段", "任教学科", "入职日期"],
    )?;
    for (row, teacher) in (1..).zip(teachers) {
        let (stage, area) = place(teacher);
        write_text(sheet, row, 0, Some(&teacher.id))?;
        write_text(sheet, row, 1, Some(&teacher.name))?;
        write_text(sheet, row, 2, school(teacher))?;
        write_text(sheet, row, 3, Some(BUREAU))?;
        write_text(sheet, row, 4, staff(teacher.profile))?;
        write_text(sheet, row, 5, Some(stage))?;
        write_text(sheet, row, 6, Some(area))?;
        write_date(sheet, row, 7, Some(date(1995 + teacher.number as i32 % 27, 8, 20)), &day)?;
    }

    let sheet = workbook.add_worksheet().set_name("培训")?;
    write_heading(sheet, &heading, &TRAINING_HEADINGS)?;
    let mut row = 0;
    for teacher in teachers {
        for training in trainings(teacher) {
            row += 1;
            write_training(sheet, row, teacher, &training, &day)?;
        }
    }

    let sheet = workbook.add_worksheet().set_name("教师材料")?;
    write_heading(sheet, &heading, &["身份证件号", "材料类别", "提交日期"])?;
    let mut row = 0;
    for teacher in teachers {
        for material in materials(teacher) {
            row += 1;
            write_text(sheet, row, 0, Some(&teacher.id))?;
            write_text(sheet, row, 1, Some(material.kind))?;
            write_date(sheet, row, 2, Some(material.filed), &day)?;
        }
    }

    let sheet = workbook.add_worksheet().set_name("培养认定")?;
    write_heading(sheet, &heading, &["身份证件号", "人才类别", "认定日期"])?;
    let mut row = 0;
    for teacher in teachers.iter().filter(|teacher| teacher.number % 8 == 5) {
        for (kind, awarded) in honours(teacher) {
            row += 1;
            write_text(sheet, row, 0, Some(&teacher.id))?;
            write_text(sheet, row, 1, Some(kind))?;
            write_date(sheet, row, 2, Some(awarded), &day)?;
        }
    }

    write_schools(&mut workbook, &heading, &day)?;
    let sheet = workbook.add_worksheet().set_name("职称晋升意向")?;
    write_heading(sheet, &heading, &["身份证件号", "填报日期"])?;
    for (row, teacher) in (1..).zip(teachers.iter().filter(|teacher| teacher.number % 7 == 3)) {
        write_text(sheet, row, 0, Some(&teacher.id))?;
        write_date(sheet, row, 1, Some(date(2024, 3, 11)), &day)?;
    }
    save(WORKBOOK, &workbook.save_to_buffer()?)
}

/// Every eighth teacher is a county backbone; every third of these trains others.
fn honours(teacher: &Teacher) -> Vec<(&'static str, NaiveDate)> {
    let mut all = vec![("县级骨干教师", date(2024, 9, 10))];
    if teacher.number.is_multiple_of(3) {
        all.push(("培训团队成员", date(2024, 10, 15)));
    }
    all
}

/// What the schools and their bureau did: sessions, materials, budgets.
fn write_schools(workbook: &mut Workbook, heading: &Format, day: &Format) -> Result<()> {
    let sheet = workbook.add_worksheet().set_name("学校")?;
    write_heading(sheet, heading, &["学校名称", "主管教育局"])?;
    for (row, school) in (1..).zip(SCHOOLS) {
        write_text(sheet, row, 0, Some(school))?;
        write_text(sheet, row, 1, Some(BUREAU))?;
    }

    let sheet = workbook.add_worksheet().set_name("学校活动")?;
    write_heading(sheet, heading, &["学校名称", "活动类别", "举办日期"])?;
    let mut row = 0;
    for (number, school) in (0..).zip(SCHOOLS) {
        for year in [2023, 2024] {
            // The last school held two sessions only in 2024.
            let months = if number == 3 && year == 2024 { 2 } else { 3 };
            for month in [3, 6, 9].into_iter().take(months) {
                row += 1;
                write_text(sheet, row, 0, Some(school))?;
                write_text(sheet, row, 1, Some("师德学习"))?;
                write_date(sheet, row, 2, Some(date(year, month, 12 + number)), day)?;
            }
        }
    }

    let sheet = workbook.add_worksheet().set_name("学校材料")?;
    write_heading(sheet, heading, &["学校名称", "材料类别", "提交日期"])?;
    let mut row = 0;
    for (number, school) in (0..).zip(SCHOOLS) {
        for year in [2023, 2024] {
            for kind in ["师德考核资料", "校本研修过程性资料和考核结果"] {
                row += 1;
                // The second school was a day late in 2023.
                let filed = if number == 1 && year == 2023 { 21 } else { 14 + number };
                write_text(sheet, row, 0, Some(school))?;
                write_text(sheet, row, 1, Some(kind))?;
                write_date(sheet, row, 2, Some(date(year, 11, filed)), day)?;
            }
        }
    }

    let sheet = workbook.add_worksheet().set_name("学校年度预算")?;
    write_heading(sheet, heading, &["学校名称", "批复日期", "培训经费预算", "公用经费预算总额"])?;
    let mut row = 0;
    for (number, school) in (0_u32..).zip(SCHOOLS) {
        for year in [2023, 2024, 2025] {
            row += 1;
            let public_funds = f64::from(900_000 + number * 150_000);
            let percent = if number == 2 { 4.0 } else { 5.0 };
            write_text(sheet, row, 0, Some(school))?;
            write_date(sheet, row, 1, Some(date(year, 2, 20)), day)?;
            write_number(sheet, row, 2, Some(public_funds / 100.0 * percent))?;
            write_number(sheet, row, 3, Some(public_funds))?;
        }
    }

    let sheet = workbook.add_worksheet().set_name("教育局")?;
    write_heading(sheet, heading, &["教育局名称", "教育局级别"])?;
    write_text(sheet, 1, 0, Some(BUREAU))?;
    write_text(sheet, 1, 1, Some("县级"))?;

    let sheet = workbook.add_worksheet().set_name("教育局材料")?;
    write_heading(sheet, heading, &["教育局名称", "材料类别", "报送日期"])?;
    let filed = [
        ("学时登记", date(2023, 11, 28)),
        ("年度培训计划", date(2024, 3, 29)),
        ("学时登记", date(2024, 12, 3)),
        ("年度培训计划", date(2025, 4, 1)),
    ];
    for (row, (kind, filed)) in (1..).zip(filed) {
        write_text(sheet, row, 0, Some(BUREAU))?;
        write_text(sheet, row, 1, Some(kind))?;
        write_date(sheet, row, 2, Some(filed), day)?;
    }

    let sheet = workbook.add_worksheet().set_name("教育局年度预算")?;
    write_heading(sheet, heading, &["教育局名称", "批复日期", "培训经费预算", "教职工工资总额"])?;
    for (row, year) in (1..).zip([2023, 2024, 2025]) {
        write_text(sheet, row, 0, Some(BUREAU))?;
        write_date(sheet, row, 1, Some(date(year, 1, 31)), day)?;
        // The wages of 2025 are not known yet.
        write_number(sheet, row, 2, Some(f64::from(1_300_000 + (year - 2023) * 400_000)))?;
        write_number(sheet, row, 3, (year < 2025).then_some(96_000_000.0))?;
    }
    Ok(())
}

const TRAINING_HEADINGS: [&str; 21] = [
    "身份证件号",
    "姓名",
    "培训年度",
    "培训类别",
    "培训项目名称",
    "培训机构名称",
    "组织单位类别",
    "培训级别",
    "培训计划",
    "培训方式",
    "培训获得学时",
    "培训获得学分",
    "培训开始日期",
    "培训结束日期",
    "结业证学时",
    "过程性资料",
    "外出培训",
    "是否备案",
    "是否授权",
    "取得毕业证",
    "是否合格",
];

fn write_training(
    sheet: &mut Worksheet,
    row: u32,
    teacher: &Teacher,
    training: &Training,
    day: &Format,
) -> Result<()> {
    let year = training.end.unwrap_or(training.start).year();
    write_text(sheet, row, 0, Some(&teacher.id))?;
    write_text(sheet, row, 1, Some(&teacher.name))?;
    sheet.write_number(row, 2, year)?;
    write_text(sheet, row, 3, Some(training.category))?;
    write_text(sheet, row, 4, Some(&training.project))?;
    write_text(sheet, row, 5, Some(training.institution))?;
    write_text(sheet, row, 6, Some(training.organizer))?;
    write_text(sheet, row, 7, Some(training.level))?;
    write_text(sheet, row, 8, training.programme)?;
    write_text(sheet, row, 9, Some(training.mode))?;
    write_number(sheet, row, 10, training.hours)?;
    // One credit for ten hours, as such systems reckon.
    write_number(sheet, row, 11, training.hours.map(|hours| hours / 10.0))?;
    // People type dates in many ways; every fifth row has them as text.
    match (row % 15, training.end) {
        (4, Some(end)) => {
            write_text(sheet, row, 12, Some(&training.start.format("%Y年%-m月%-d日").to_string()))?;
            write_text(sheet, row, 13, Some(&end.format("%Y年%-m月%-d日").to_string()))?;
        }
        (9, Some(end)) => {
            write_text(sheet, row, 12, Some(&training.start.format("%Y/%-m/%-d").to_string()))?;
            write_text(sheet, row, 13, Some(&end.format("%Y/%-m/%-d").to_string()))?;
        }
        (14, Some(end)) => {
            write_text(sheet, row, 12, Some(&training.start.format("%Y%m%d").to_string()))?;
            write_text(sheet, row, 13, Some(&end.format("%Y%m%d").to_string()))?;
        }
        (_, end) => {
            write_date(sheet, row, 12, Some(training.start), day)?;
            write_date(sheet, row, 13, end, day)?;
        }
    }
    write_number(sheet, row, 14, training.certificate_hours)?;
    write_text(sheet, row, 15, training.process_record)?;
    write_text(sheet, row, 16, training.external)?;
    write_text(sheet, row, 17, training.filed)?;
    write_text(sheet, row, 18, training.authorised)?;
    write_text(sheet, row, 19, training.diploma)?;
    write_text(sheet, row, 20, Some("是"))
}

fn write_heading(sheet: &mut Worksheet, format: &Format, headings: &[&str]) -> Result<()> {
    for (column, heading) in (0..).zip(headings) {
        sheet.write_string_with_format(0, column, *heading, format)?;
        sheet.set_column_width(column, 16)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(())
}

fn write_text(sheet: &mut Worksheet, row: u32, column: u16, text: Option<&str>) -> Result<()> {
    if let Some(text) = text {
        sheet.write_string(row, column, text)?;
    }
    Ok(())
}

fn write_number(sheet: &mut Worksheet, row: u32, column: u16, number: Option<f64>) -> Result<()> {
    if let Some(number) = number {
        sheet.write_number(row, column, number)?;
    }
    Ok(())
}

fn write_date(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    date: Option<NaiveDate>,
    format: &Format,
) -> Result<()> {
    if let Some(date) = date {
        let date =
            ExcelDateTime::from_ymd(u16::try_from(date.year())?, date.month() as u8, date.day() as u8)?;
        sheet.write_datetime_with_format(row, column, &date, format)?;
    }
    Ok(())
}

/// A year of Taixing in two tables, as Chinese spreadsheets export them: GB18030, CRLF.
fn write_csv(teachers: &[Teacher]) -> Result<()> {
    let mut people = String::from("身份证件号,姓名,学校,人员类别,学段,职务,任职日期,入职日期\r\n");
    let mut events = String::from(
        "身份证件号,培训年度,培训类别,培训项目名称,培训机构名称,培训方式,培训天数,培训获得学时,培训开始日期,培训结束日期,列入校本培训计划,是否合格\r\n",
    );
    for teacher in &teachers[..12] {
        let number = teacher.number;
        let (position, appointed) = match number {
            0 => ("校长", "2018-09-01"),
            4 => ("园长", "2018年3月1日"),
            _ => ("教师岗位", ""),
        };
        let stage = if number == 4 { "幼儿园" } else { place(teacher).0 };
        let hired = match number {
            3 | 7 => "2019-08-20".to_owned(),
            5 => "2018-08-20".to_owned(),
            _ => format!("{}-08-20", 1995 + number),
        };
        people += &format!(
            "{},{},{},专任教师,{stage},{position},{appointed},{hired}\r\n",
            teacher.id,
            teacher.name,
            school(teacher).unwrap_or_default()
        );
        let winter = ["2", "1.5", "2", ""][number % 4];
        let summer = if number % 5 == 4 { "2.5" } else { "3" };
        let hours = if number % 6 == 5 { "28" } else { "36" };
        let mut row = |rest: &str| events += &format!("{},2019,{rest}\r\n", teacher.id);
        row(&format!("校本培训,寒假全员集中学习,本校,集中学习,{winter},16,2019-02-01,2019-02-02,是,是"));
        row(&format!("校本培训,暑假全员集中学习,本校,集中学习,{summer},24,2019/7/8,2019/7/10,是,是"));
        row("师德培训,“银杏师德大讲堂”录像,本校,远程培训,,4,2019年10月12日,2019年10月12日,是,是");
        row(&format!(
            "学科培训,\"新教材疏通,专题研训\",市教师发展中心,集中培训,5,{hours},2019-10-14,2019-10-18,,是"
        ));
        match number {
            0 => row(
                "任职资格培训,第四期小学校长任职资格培训,市教师发展中心,集中培训,5,40,2019-05-06,2019-05-10,,是",
            ),
            3 => row("上岗培训,2019年新教师上岗培训,市教师发展中心,集中培训,3,24,2019-08-25,2019-08-27,,是"),
            6 => row("校本培训,计划外沙龙,本校,集中培训,0.5,4,2019-11-01,2019-11-01,否,是"),
            _ => {}
        }
    }
    for (path, text) in [(TEACHERS_CSV, people), (TRAININGS_CSV, events)] {
        let (bytes, _, lossy) = encoding_rs::GB18030.encode(&text);
        if lossy {
            return Err("a character that GB18030 does not have".into());
        }
        save(path, &bytes)?;
    }
    Ok(())
}

fn save(path: &str, bytes: &[u8]) -> Result<()> {
    let path = Path::new(path);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    Ok(std::fs::write(path, bytes)?)
}
