//! What an author sees who makes a mistake in writing, word for word, in both languages.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "tests stop at what they do not expect"
)]

use policy_dsl::{Sources, parse, render, scan_names};
use policy_messages::Language;

fn shown(text: &str) -> String {
    let sources = Sources::single("a.policy", text);
    let (_, mistakes) = parse(0, text, &scan_names(&sources));
    let languages = [Language::English, Language::Chinese];
    languages.map(|language| render(&mistakes, &sources, language)).join("\n----\n\n")
}

/// A named test for each source.
macro_rules! mistakes {
    ($($name:ident: $text:literal)*) => {
        $(#[test]
        fn $name() {
            insta::assert_snapshot!(shown($text));
        })*
    };
}

mistakes! {
    an_open_text: r##"policy p {
  issuer "x
  rule a {
    for teachers
    requre hours >= 90
    cite "x"
  }
}
"##
    misspelt_words: r##"policy p {
  rule a "x" {
    for teachers
    each year by December 1
    require hours >= 90 hors
    cite "三(一)" qoute "x"
  }
  rul b {
    for teachers
  }
  rule c {
    require hours of >= 3
    exempt x hired in the year
    require has training where a and b
  }
}
"##
    misspelt_chinese_words: r##"政策 甲 {
  规则 乙 {
    适用 教师
    要求 学时 不少于 90 学时，其中 {
      公需课 不少与 30
    }
    依剧 "三(一)3"
  }
  规则寒假 {
    要求 寒假集中学习
  }
}
"##
    an_open_parenthesis: r##"policy p {
  rule a {
    require (hours >= 90 and x
  }
}
"##
    an_open_brace: r##"policy p {
  rule a {
    for teachers
    require hours >= 90
  rule b {
    require hours >= 90
  }
}
"##
    vocabulary_clauses: r##"vocabulary v {
  subject teacher {
    key id
    fact hired "入职日期" date
    event training dated end {
      hours: 
      end: date default
    }
    evnt x dated y { }
  }
  terms level { a  "b" }
  outcom x
}
"##
    impossible_dates: r##"calendar c {
  period winter { 2019: 2019-02-30 to 2019-13-01  2020: 2020-01-01 2020-02-01 }
}
"##
    test_blocks: r##"policy p {
  test "x" for a as of 2019-01-01 {
    teacher { stage primary, training { hours } }
    cases {
      days | a
      1 | met | 3
      2
    }
    expect a mett
  }
  test "y" for a { }
}
"##
    half_written_conditions: r##"policy p {
  parameter x = 1,000 yuan
  parameter y 30
  rule a { require count >= 3 ！ x }
  rule each { require a }
  rule b { require a between 3 or 5 }
  rule d { instead new when x hours >= 3 }
  rule e { within 6 after hired require x }
  rule f { require a is }
  rule g { require a in }
  rule h { require 5% of }
}
"##
    a_rule_outside_a_policy: r##"consequence c { when a is unmet }
"##
    consequences_and_recognitions: r##"policy p {
  consequence c { when a is unmet deny x for ever }
  consequence c { wenn a is unmet }
  recognition of t { cont where a }
  recognition of t { convert 1 day to 8 hours }
  recognition of t { reject x when y }
}
"##
    chains_without_sense: r##"政策 甲 { 规则 乙 { 要求 工资总额 的 5% 的 3% } 规则 丙 { 要求 [甲、乙] } 规则 丁 { 要求 教师 的 占比 不低于 5% } 规则 戊 { 要求 学时 的 首日 的 学时 不少于 3 } }
"##
    words_written_together: r##"vocabulary v { subject 教师 { key 证件号 event 培训 归期 结束 { 学时 "学时"：学时 } } terms 类别 { 公需课 专业课 } }
政策 甲 {
  规则 乙 {
    适用教师
    要求公需课的学时不少于30学时且集中学习不少于2天
  }
}
"##
    a_keyword_as_a_name: r##"policy p {
  rule each { require a }
  rule b { require hours of where >= 3 }
}
"##
    an_unknown_unit: r##"policy p {
  rule a { require hours >= 90 sessoins }
  rule b { require hours >= 90 horus }
  parameter x = 30 dys
}
"##
    mixed_brackets: r##"policy p {
  rule a { require a in [b, c) }
}
"##
    numbers_that_cannot_be: r##"policy p {
  rule a { require a >= 1.1234567 }
  rule b { require a >= 99999999999999 }
  rule c { require a >= 1.5:3 }
  test "x" as of 2019-01-01 { bureau { 1.5 teacher {} } }
}
"##
    said_twice: r##"policy p {
  recognition of t {
    count where a as b as c
    reject where a as b
  }
  test "x" as of 2019-01-01 { expect a unmet, short 2, short 3 }
}
"##
    too_much_nesting: r##"policy p { rule r { require (((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((a))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))))) } }
"##
    full_width_mistakes: r##"政策 甲 ｛
  规则 乙 ｛
    要求 学时 ≥ 90 课时
    要求 学时 介于 3 至 5
    免除 丙 学时 ≥ 3
    改为 丁 当 戊 学时 ≥ 3
    期限 入职 后 6 个月
  ｝
｝
"##
}
