//! Names that known words would cover: where they are declared, they stay whole.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

use policy_dsl::syntax::{Item, PolicyClause, SubjectClause, TestClause, VocabularyClause};
use policy_dsl::{Sources, parse, scan_names};

fn items(text: &str) -> Vec<Item> {
    let (file, mistakes) = parse(0, text, &scan_names(&Sources::single("names.policy", text)));
    assert!(mistakes.is_empty(), "{mistakes:?}");
    file.items.into_iter().map(|item| item.node).collect()
}

#[test]
fn a_field_with_an_alias_is_one_name() {
    let items = items("词汇 甲 { 主体 教师 { 事件 培训 归期 日 { 日: 日期  培训天数 又称 \"天数\": 天 } } }");
    let [Item::Vocabulary(vocabulary)] = items.as_slice() else { panic!("{items:?}") };
    let [clause] = vocabulary.body.members.as_slice() else { panic!("{vocabulary:?}") };
    let VocabularyClause::Subject(subject) = &clause.node else { panic!("{clause:?}") };
    let SubjectClause::Event(event) = &subject.body.members[0].node else { panic!("{subject:?}") };
    assert_eq!(event.body.members[1].node.declared.name.text, "培训天数");
}

#[test]
fn a_variable_heads_its_column_as_one_name() {
    let items = items(
        "词汇 甲 { 主体 教师 { 事件 培训 归期 日 { 日: 日期  学时: 学时 } } 类目 类别 { 师德 } }
         政策 乙 { 测试 \"丙\" 截至 2024年1月1日 {
           教师 { 培训 { 学时 $师德学时 } }
           用例 {
             师德学时 | 丁
             1        | 达标
           }
         } }",
    );
    let Item::Policy(policy) = &items[1] else { panic!("{items:?}") };
    let PolicyClause::Test(test) = &policy.body.members[0].node else { panic!("{policy:?}") };
    let TestClause::Cases(table) = &test.body.members[1].node else { panic!("{test:?}") };
    assert_eq!(table.columns[0].name.text, "师德学时");
}
