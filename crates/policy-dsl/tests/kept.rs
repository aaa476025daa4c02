//! The formatter changes the layout, and not a word.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "tests stop at what they do not expect"
)]

use policy_dsl::syntax::strip_spans;
use policy_dsl::{FormatOptions, Sources, format, parse, render, scan_names};
use policy_messages::Language;

/// Formats a text in its own words; holds that it says the same and that doing it again changes nothing.
#[track_caller]
fn kept(text: &str) -> String {
    let sources = Sources::single("a.policy", text);
    let lexicon = scan_names(&sources);
    let (file, mistakes) = parse(0, text, &lexicon);
    assert!(mistakes.is_empty(), "{}", render(&mistakes, &sources, Language::English));
    let options =
        |text| FormatOptions { source: Some(text), lexicon: Some(&lexicon), ..FormatOptions::default() };
    let once = format(&file, options(text));
    let (again, mistakes) = parse(0, &once, &lexicon);
    assert!(mistakes.is_empty(), "{once}");
    assert_eq!(strip_spans(&file), strip_spans(&again), "{once}");
    assert_eq!(once, format(&again, options(&once)));
    once
}

#[test]
fn each_word_stays_as_it_was_written() {
    insta::assert_snapshot!(kept(
        r#"policy p "政策" { 发文机关 「教育局」 effective 2019-01-01 至 2019年12月31日；
uses a、b
rule one { 适用 教师 where the 学段 属于 [primary, junior]
every year by 12月1日
require the hours of 公需课 not less than 90, 其中 { 公需 ≥ 30 学时 专业课 at least ６０ hours }
} }
"#
    ));
    insta::assert_snapshot!(kept(
        r#"政策 乙 { 规则 丙 { 適用 教師 滿足 合格 // 备注
每 年 截止到 3月30日   要求 师德 的 培训 的 人数 不低于 3 份 并且 年度任务 已完成 且 乙任务 未完成 或者 (丁任务 is unmet)
  期限 入职日期 之后 6 月 之内 }
rule 戊 { 适用 教师 over within 6 months after hired 须 count of 培训 >= 3 场 and 年度任务 未达标
  免除 己 若 产假 的 请假 覆盖 当年度 不少于 6 个月； 依据 “三” 原句 “四” }
测试 "t" 针对 戊 截至 2019-03-30 { 教师 { 合格 是，培训 { 学时 3 小时 } }
 用例 { 合格 | 戊 | 差
  是 | 已完成 | 
  否 | unmet | 3 篇 
 } } }
"#
    ));
}

#[test]
fn an_alias_stays_with_or_without_quotation_marks() {
    let text = "vocabulary v {\n  outcome a \"甲\" also b.c\n  outcome d also \"e\", f, 丙丙\n}\n";
    assert_eq!(kept(text), text);
}

#[test]
fn a_value_called_like_a_word_of_conditions_stays_without_quotation_marks() {
    let text = "policy p {\n  test \"t\" as of 2019-01-01 {\n    teacher { kind 年, unit count }\n    cases {\n      \
                days | rule\n      年   | met\n      `met` | unmet\n    }\n  }\n}\n";
    let kept = kept(text);
    assert!(kept.contains("kind 年, unit count") && kept.contains("年   "), "{kept}");
    assert!(kept.contains("`met` "), "{kept}");
}

#[test]
fn spaces_between_chinese_words_stay_as_they_were() {
    insta::assert_snapshot!(kept(
        r#"词汇 教师培训 { 主体 教师 { 事实 合格：是否 事件 培训 归期 结束日期 { 结束日期：日期 学时: 学时 类别：类别 } } 类目 类别 { 公需课 专业课 师德 } }
政策 乙 {
规则 丙 {
适用教师满足合格
每年截止12月1日
要求学时不少于90学时，其中{公需课不少于30学时；专业课不少于60学时，其中 { 师德不少于10学时 }}
依据"三"原文"四"
}
规则 丁 {
  适用教师
  每 年
  要求师德 的 培训 的 次数≥3
}
}
"#
    ));
}
