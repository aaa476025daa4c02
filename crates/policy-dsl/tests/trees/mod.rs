//! Random syntax trees: every construct, with names that try to be something else.

mod clauses;
mod conditions;

pub use clauses::file;

use policy_dsl::Span;
use policy_dsl::syntax::{Block, Comment, Declared, Name, Stated, Text};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

/// Names as authors write them, and names that look like something else.
const NAMES: &[&str] = &[
    "public",
    "ethics",
    "hours",
    "days",
    "end",
    "start",
    "count",
    "share",
    "ratio",
    "year",
    "period",
    "month",
    "met",
    "unmet",
    "clear",
    "short",
    "due",
    "whole",
    "round",
    "more",
    "next",
    "latest",
    "different",
    "recorded",
    "source",
    "policy",
    "text",
    "date",
    "flag",
    "where",
    "in",
    "each",
    "by",
    "the",
    "The",
    "March",
    "May",
    "rating.excellent",
    "K12",
    "x_1",
    "_y",
    "Foo",
    "centralized study",
    "in principle",
    "公需课",
    "学时",
    "培训",
    "年度任务",
    "要求",
    "的",
    "天",
    "日",
    "年",
    "月份",
    "本期",
    "人",
    "每年要求",
    "不少于",
    "学时要求",
    "2019学年",
    "泰兴2019",
    "要求2天",
    "當年",
    "规则",
    "首日",
    "次数",
    "占比",
    "是",
    "达标",
    "豁免",
    "a-b",
    "1",
    "3天",
    "ｆｕｌｌ",
    "a.1",
    "30days",
    "é",
    "Ωmega",
    "名 称",
];

/// A place; all are alike in a bare tree.
pub fn here() -> Span {
    Span::default()
}

pub fn name() -> impl Strategy<Value = Name> {
    select(NAMES).prop_map(named)
}

pub fn named(text: impl Into<String>) -> Name {
    Name { text: text.into(), span: here() }
}

pub fn names() -> impl Strategy<Value = Vec<Name>> {
    vec(name(), 1..4)
}

/// Texts with all that could end them early.
pub fn text() -> impl Strategy<Value = Text> {
    let special = select(vec![
        "",
        "三(一)3",
        "a \"b\"",
        "back\\slash",
        "\\n",
        "two\nlines",
        "“引号”",
        "＂",
        "x # y",
        "}",
        "// z",
        "\\",
    ]);
    prop_oneof![special.prop_map(str::to_owned), "[a-z 一-龥\"\\\\]{0,8}"]
        .prop_map(|value| Text { value, span: here() })
}

pub fn declared() -> impl Strategy<Value = Declared> {
    let alias = prop_oneof![text(), name().prop_map(|name| Text { value: name.text, span: here() })];
    (name(), option::of(text()), vec(alias, 0..3)).prop_map(|(name, label, also)| Declared {
        name,
        label,
        also,
    })
}

pub fn comment() -> impl Strategy<Value = Comment> {
    select(vec!["", "a comment", "中文。", "# twice", "{ \" `", "// x"])
        .prop_map(|text| Comment { text: text.to_owned(), span: here() })
}

/// Members with comments; nothing is set apart from the brace before the first.
pub fn block<T: Clone + std::fmt::Debug + 'static>(
    member: impl Strategy<Value = T> + 'static,
) -> BoxedStrategy<Block<T>> {
    (stated(member, 0..4), vec(comment(), 0..2))
        .prop_map(|(members, trailing)| Block { members, trailing })
        .boxed()
}

pub fn stated<T: Clone + std::fmt::Debug + 'static>(
    member: impl Strategy<Value = T> + 'static,
    count: std::ops::Range<usize>,
) -> BoxedStrategy<Vec<Stated<T>>> {
    let comments = prop_oneof![4 => Just(Vec::new()), 1 => vec(comment(), 1..3)];
    let remark = prop_oneof![4 => Just(None), 1 => comment().prop_map(Some)];
    let one = (member, comments, remark, any::<bool>()).prop_map(|(node, comments, remark, blank_before)| {
        Stated { node, span: here(), comments, remark, blank_before }
    });
    vec(one, count)
        .prop_map(|mut members| {
            if let Some(first) = members.first_mut() {
                first.blank_before = false;
            }
            members
        })
        .boxed()
}
