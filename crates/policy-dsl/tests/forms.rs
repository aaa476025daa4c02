//! One tree, however it is written: languages, scripts, word orders, spaces, signs.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "tests stop at what they do not expect"
)]

use policy_dsl::syntax::{File, strip_spans};
use policy_dsl::{FormatOptions, Sources, format, parse, render, scan_names};
use policy_messages::Language;

const VOCABULARY: &str = r#"
词汇 教师培训 {
  单位 课时
  主体 教师 {
    标识 证件号
    事实 入职日期：日期
    事件 培训 归期 结束日期 { 学时：学时；天数：天；合格：是否；级别：级别；项目：文本；结束日期：日期 }
    事件 请假 归期 结束日期 { 结束日期：日期 }
  }
  类目 类别 { 公需课 专业课 { 师德 } 集中学习 "centralized study" 产假 }
  类目 级别 由低到高 { 县级 市级 }
}
日历 校历 { 时段 寒假 { 2019：2019年1月28日 至 2019年2月18日 } }
"#;

fn read(clauses: &str) -> File {
    let text = format!("政策 甲 {{\n规则 年度任务 {{\n{clauses}\n}}\n}}\n{VOCABULARY}");
    let sources = Sources::single("a.policy", text.as_str());
    let (file, mistakes) = parse(0, &text, &scan_names(&sources));
    assert!(mistakes.is_empty(), "{}", render(&mistakes, &sources, Language::English));
    strip_spans(&file)
}

/// Each line but the first says the same as the first.
#[track_caller]
fn all_say_the_same(forms: &[&str]) {
    let (first, others) = forms.split_first().unwrap();
    let first = read(first);
    for other in others {
        let found = read(other);
        assert!(found == first, "{other}\n{}", format(&found, FormatOptions::default()));
    }
}

#[test]
fn comparisons_have_signs_and_words() {
    all_say_the_same(&[
        "require 学时 >= 90",
        "require 学时 ≥ 90",
        "require 学时 at least 90",
        "require 学时 not less than 90",
        "REQUIRE 学时 ＞＝ ９０".replace("REQUIRE", "require").as_str(),
        "要求 学时 不少于 90",
        "要求 学时 不低于 90",
        "要求学时不少于90",
        "要求 the 学时 至少 90",
    ]);
}

#[test]
fn chinese_needs_no_spaces() {
    all_say_the_same(&[
        "require 天数 of 集中学习 >= 2 days",
        "要求 集中学习 的 天数 不少于 2 天",
        "要求集中学习的天数不少于2天",
        "要求集中学习的天数不少于２天",
    ]);
    // A label of several words is one name; names stay as they are written.
    all_say_the_same(&[
        "require 天数 of centralized study >= 2 days",
        "require the 天数 of the centralized study at least 2 days",
    ]);
    all_say_the_same(&[
        "require 学时 of 公需课 >= 30 hours and not (合格 or 年度任务 is met)",
        "要求公需课的学时不少于30学时且非（合格或年度任务达标）",
    ]);
}

#[test]
fn traditional_characters_are_read() {
    all_say_the_same(&["适用 教师\n要求 学时 不少于 90", "適用 教师\n要求 学时 不少於 90"]);
    all_say_the_same(&["免除 乙 当 合格 依据 “三”", "免除 乙 當 合格 依據 「三」"]);
    all_say_the_same(&["可结转 至多 10 学时", "可結轉 至多 10 學時", "可結轉至多10學時"]);
    all_say_the_same(&["先补旧欠\n宽限 30 天", "先補舊欠\n寬限 30 天"]);
    all_say_the_same(&["期限入职日期后6个月内", "期限 入职日期 後 6 個月 內"]);
}

#[test]
fn both_word_orders_give_one_tree() {
    all_say_the_same(&[
        "require count of 培训 of 师德 where 合格 in the year >= 3 times",
        "要求 师德 的 培训 满足 合格 在 当年 的 次数 不少于 3 次",
        "要求师德的培训满足合格在当年的数量不少于3次",
    ]);
    all_say_the_same(&[
        "require latest 结束日期 of 培训 in 寒假 < March 30",
        "要求 培训 在 寒假 的 最晚 结束日期 早于 3月30日",
        "要求培训在寒假的最晚结束日期早于3月30日",
    ]);
    all_say_the_same(&[
        "require count of different 项目 of 培训 >= 2",
        "要求 培训 的 不同 项目 的 数量 不少于 2",
    ]);
    all_say_the_same(&[
        "require share of 教师 where 合格 among (年度任务) >= 60%",
        "要求 教师 满足 合格 的 占比 基于 （年度任务） 不低于 ６０％",
    ]);
    all_say_the_same(&[
        "require ratio of count of 培训 to count of 教师 >= 1:300",
        "要求 培训 的 数量 与 教师 的 人数 之比 不低于 1：300",
        "要求 比值 培训 的 数量 比 教师 的 人数 不低于 1：300",
    ]);
    all_say_the_same(&["require 天数 >= 5% of 学时", "要求 天数 不少于 学时 的 5%"]);
    all_say_the_same(&[
        "exempt 产假期 when 请假 of 产假 covers at least 6 months of the year",
        "免除 产假期 当 产假 的 请假 覆盖 当年 不少于 6 个月",
        "免除 产假期 当产假的请假覆盖当年不少于6个月",
    ]);
    all_say_the_same(&[
        "require has 培训 of 师德 where 级别 is 市级",
        "要求 有 师德 的 培训 满足 级别 为 市级",
    ]);
}

#[test]
fn windows_stand_before_or_after_their_date() {
    all_say_the_same(&[
        "within 6 months after 入职日期",
        "over within 6 months after 入职日期",
        "期限 入职日期 后 6 个月 内",
        "期限入职日期后6个月内",
        "期限 入职日期 之后 6 月 之内",
    ]);
    all_say_the_same(&["before 2019-03-30", "期限 2019年3月30日 前", "期限 2019 年 3 月 30 日 之前"]);
    all_say_the_same(&[
        "over start of the year to end of 寒假",
        "期限 当年 的 首日 至 寒假 的 最后一日",
        "期限当年的首日至寒假的最后一天",
    ]);
    all_say_the_same(&[
        "require 入职日期 in year 2018 or 入职日期 in the previous year",
        "require 入职日期 in 2018 or 入职日期 in last year",
        "要求 入职日期 在 2018年 或 入职日期 在 上一年",
    ]);
    all_say_the_same(&["require 入职日期 in before 2019-01-01", "require 入职日期 before 2019-01-01"]);
    all_say_the_same(&["each year by December 1", "每年截止12月1日", "每 年\n截止 12月1日"]);
}

#[test]
fn a_window_word_that_begins_a_line_begins_a_clause() {
    let one_line = read("require 合格 before 2019-01-01");
    let two_lines = read("require 合格\nbefore 2019-01-01");
    assert_ne!(one_line, two_lines);
    all_say_the_same(&["require 合格\nbefore 2019-01-01", "require 合格\nover before 2019-01-01"]);
}

#[test]
fn a_name_wins_over_its_parts_and_a_run_with_an_unknown_part_is_a_name() {
    all_say_the_same(&["require 年度任务 is met", "要求年度任务达标", "要求 年度任务 完成"]);
    let text = "政策 泰兴2019 { 引用 每年培训、泰兴2019日历 }";
    let sources = Sources::single("a.policy", text);
    let (file, mistakes) = parse(0, text, &scan_names(&sources));
    assert!(mistakes.is_empty());
    let shown = std::format!("{:?}", strip_spans(&file));
    assert!(
        shown.contains("\"泰兴2019\"")
            && shown.contains("\"每年培训\"")
            && shown.contains("\"泰兴2019日历\"")
    );
}

#[test]
fn a_new_unit_is_known_after_a_number() {
    all_say_the_same(&["要求 学时 ≥ 90 课时", "要求学时≥90课时"]);
}

#[test]
fn comments_and_blank_lines_find_their_member() {
    let text = "# first\npolicy p {\n\n  # on the rule\n  rule r { # inside\n    require a # said\n\n    cite \"x\"\n    # last\n  } # end\n}\n# after\n";
    let (file, mistakes) = parse(0, text, &scan_names(&Sources::single("a", text)));
    assert!(mistakes.is_empty());
    insta::assert_snapshot!(format(&file, FormatOptions::default()));
}

#[test]
fn a_formatted_file_looks_like_this() {
    let text = r#"policy p "P" { issuer "x" effective 2019-01-01 to 2019-12-31
uses a,b
parameter days_to_enter = 30 days cite "三"
recognition of trainings as hours { count certificate "按结业证" where level in [national, city] and process_record as certificate_hours cite "七(三)2" quote "按照结业证上的学时给予登记，这是一个很长很长很长的引文用来把这一行拉长"
 convert 1 day = 8 hours }
rule annual { for teachers where stage in [primary, junior]
 each year by December 1
 require hours >= 90, of which { public >= 30 professional >= 60, of which { ethics >= 10 school_based >= 16 subject_skill >= 34 } }
 instead newly_hired when hired in the year require hours >= 120 within 1 year after hired
 in principle }
consequence veto { when annual is unmet deny rating.excellent, awards for that year }
test "around" for annual as of 2019-03-01 { teacher { stage primary training { mode centralized, end 2019-02-01, days $days } }
 cases { days | annual | short
 1.5 | unmet | 0.5 days
 ? | unknown | } }
}"#;
    let (file, mistakes) = parse(0, text, &scan_names(&Sources::single("a", text)));
    assert!(mistakes.is_empty());
    for keywords in [Language::English, Language::Chinese] {
        let options = FormatOptions { keywords, ..FormatOptions::default() };
        insta::assert_snapshot!(format(&file, options));
    }
}
