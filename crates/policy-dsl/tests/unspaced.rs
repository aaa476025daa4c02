//! Chinese without spaces: which cut is meant, and what is said where that is not clear.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "tests stop at what they do not expect"
)]

use policy_dsl::syntax::{File, strip_spans};
use policy_dsl::{Diagnostic, Sources, compile, parse, render, scan_names};
use policy_messages::Language;

const VOCABULARY: &str = r#"
词汇 教师培训 {
  主体 教师 {
    标识 证件号
    事实 入职日期：日期
    事实 合格：是否
    事实 未合格：是否
    事件 培训 归期 结束日期 { 学时：学时；天数：天；类别：类别；结束日期：日期 }
  }
  类目 类别 { 公需课 专业课 校本 研修 活动 校本研修 研修活动 }
  事项 评优
}
"#;

fn read(clauses: &str) -> (File, Vec<Diagnostic>, Sources) {
    let text = format!("政策 甲 {{\n{clauses}\n}}\n{VOCABULARY}");
    let sources = Sources::single("a.policy", text.as_str());
    let (file, mistakes) = parse(0, &text, &scan_names(&sources));
    (strip_spans(&file), mistakes, sources)
}

fn sound(clauses: &str) -> File {
    let (file, mistakes, sources) = read(clauses);
    assert!(mistakes.is_empty(), "{}", render(&mistakes, &sources, Language::English));
    file
}

fn shown(clauses: &str) -> String {
    let (_, mistakes, sources) = read(clauses);
    let languages = [Language::English, Language::Chinese];
    languages.map(|language| render(&mistakes, &sources, language)).join("\n----\n\n")
}

fn codes(clauses: &str) -> Vec<&'static str> {
    read(clauses).1.iter().map(|mistake| mistake.says.id).collect()
}

fn in_rule(clause: &str) -> String {
    format!("规则 乙 {{\n  适用 教师\n  {clause}\n}}")
}

#[test]
fn a_run_that_reads_in_two_ways_shows_both() {
    insta::assert_snapshot!(shown(&in_rule("要求未合格")));
    insta::assert_snapshot!(shown(&in_rule("要求[校本研修活动]的学时不少于30")));
}

#[test]
fn of_a_long_run_the_words_around_the_doubt_are_shown() {
    insta::assert_snapshot!(shown(&in_rule(
        "要求公需课的学时不少于30学时且专业课的天数不少于3天且未合格或入职日期在当年"
    )));
}

#[test]
fn spaces_and_back_quotes_say_which_is_meant() {
    let one = sound(&in_rule("要求 未合格"));
    let other = sound(&in_rule("要求 未 合格"));
    assert_ne!(one, other);
    assert_eq!(one, sound(&in_rule("要求`未合格`")));
    assert_eq!(other, sound(&in_rule("要求未 合格")));
}

#[test]
fn a_cut_that_the_grammar_refuses_is_no_rival() {
    let spaced = sound(&in_rule("要求 校本研修 的 学时 不少于 30 学时"));
    assert_eq!(spaced, sound(&in_rule("要求校本研修的学时不少于30学时")));
    let spaced = sound(&in_rule("期限 入职日期 之后 6 个月 之内"));
    assert_eq!(spaced, sound(&in_rule("期限入职日期之后6个月之内")));
}

#[test]
fn where_the_longest_words_make_no_sense_the_only_other_cut_is_taken() {
    let rules = "规则 年度任务 { 适用 教师 每 年 要求 合格 }\n规则 任务 { 适用 教师 每 年 要求 合格 }";
    let consequence = |words: &str| format!("{rules}\n后果 丙 {{\n  {words}\n  不得 评优\n}}");
    let spaced = sound(&consequence("当 年度任务 未完成"));
    assert_eq!(spaced, sound(&consequence("当年度任务未完成")));
    // Two such clauses in one file, and another mistake beside them.
    let twice = format!("{}\n后果 丁 {{ 当年度任务未完成 不得评优 }}", consequence("当年度任务未完成"));
    let spaced = format!("{}\n后果 丁 {{ 当 年度任务 未完成 不得 评优 }}", consequence("当 年度任务 未完成"));
    assert_eq!(sound(&spaced), sound(&twice));
}

#[test]
fn mistakes_within_a_run_are_underlined_where_they_stand() {
    let clauses = [
        "每年截止13月40日",
        "要求公需课的学时不少与30学时",
        "要求公需课的学时不少于30学时且",
        "要求专业课的不少于30学时",
        "要求校本研修的学时不少于30学食",
        "要求校本研修的天数不少于30学时",
        "要求校本研修的入职日期不少于30学时且合格",
        "期限入职日期后6个月",
    ];
    let rules = clauses
        .iter()
        .enumerate()
        .map(|(number, clause)| format!("规则 规则{number} {{\n  适用教师\n  {clause}\n  依据“三”\n}}\n"));
    let text = format!("政策 甲 {{\n  施行 2024年1月1日\n{}}}\n{VOCABULARY}", rules.collect::<String>());
    let sources = Sources::single("a.policy", text.as_str());
    let read = compile(&sources).diagnostics;
    let languages = [Language::English, Language::Chinese];
    let shown = languages.map(|language| render(&read, &sources, language)).join("\n----\n\n");
    insta::assert_snapshot!(shown);
}

#[test]
fn names_that_are_made_of_each_other_cost_no_more_than_their_length() {
    for longest in [3, 40, 1500] {
        let names: Vec<String> = (1..=longest).map(|count| "甲".repeat(count)).collect();
        let vocabulary = format!("词汇 丁 {{ 类目 戊 {{ {} }} }}", names.join("\n"));
        let run = "甲".repeat(10_000);
        let text =
            format!("{vocabulary}\n政策 乙 {{ 规则 丙 {{ 适用 教师 要求[{run}] 的 学时 不少于 3 }} }}");
        let sources = Sources::single("a.policy", text.as_str());
        let (_, mistakes) = parse(0, &text, &scan_names(&sources));
        let codes: Vec<_> = mistakes.iter().map(|mistake| mistake.says.id).collect();
        assert_eq!(codes, ["syntax-cut-too-many-ways"], "{longest}");
    }
}

#[test]
fn a_line_of_ten_thousand_characters_is_read_or_refused() {
    let part = "公需课的学时不少于30学时且";
    let clause = format!("要求{}合格", part.repeat(700));
    sound(&in_rule(&clause));
    let doubtful = "专业课的学时不少于30且未合格且";
    let clause = format!("要求{}合格", doubtful.repeat(600));
    let codes = codes(&in_rule(&clause));
    let expected = ["syntax-cut-two-ways", "syntax-cut-too-many-ways"];
    assert!(codes.len() == 1 && codes.iter().all(|code| expected.contains(code)), "{codes:?}");
}

#[test]
fn an_amendment_needs_no_spaces() {
    let amended = |clauses: &str| {
        let base = "政策 旧 { 规则 年度任务 { 适用 教师 每 年 要求 合格 } 后果 否决 { 当 年度任务 未完成 不得 评优 } \
                    参数 限额 = 3 学时 表 折算表 { 类别 | 学时 \n 公需课 | 2 } 认定 培训 计为 学时 { 计入 满足 合格 } }";
        let text = format!("{base}\n修订 旧 为 新 {{ 施行 2020年1月1日 {clauses} }}\n{VOCABULARY}");
        let sources = Sources::single("a.policy", text.as_str());
        let (file, mistakes) = parse(0, &text, &scan_names(&sources));
        assert!(mistakes.is_empty(), "{}", render(&mistakes, &sources, Language::English));
        strip_spans(&file)
    };
    let pairs = [
        ("删去规则年度任务", "删去 规则 年度任务"),
        ("删除后果否决、规则年度任务", "删除 后果 否决、规则 年度任务"),
        ("刪去參數限额，表折算表", "删去 参数 限额、表 折算表"),
        ("删去认定培训", "删去 认定 培训"),
        ("修改参数限额=5学时", "修改 参数 限额 = 5 学时"),
        ("修改认定培训计为学时{计入满足合格}", "修改 认定 培训 计为 学时 { 计入 满足 合格 }"),
        ("修改规则年度任务{适用教师每年要求合格}", "修改 规则 年度任务 { 适用 教师 每 年 要求 合格 }"),
    ];
    for (unspaced, spaced) in pairs {
        assert_eq!(amended(unspaced), amended(spaced), "{unspaced}");
    }
}
