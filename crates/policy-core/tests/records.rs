//! Records from JSON and back: the shape, the exactness, and what every mistake says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chrono::NaiveDate;
use policy_core::{
    Decimal, DefaultValue, EventList, Field, FieldId, FieldKind, ListId, Names, Record, RecordBuilder,
    RecordReader, Subject, SubjectId, Term, TermId, TermTree, TreeId, Value, Vocabulary,
};
use policy_messages::Language;
use proptest::prelude::*;

const TEACHER: SubjectId = SubjectId(0);
const SCHOOL: SubjectId = SubjectId(1);

fn field(id: &str, label: &str, kind: FieldKind) -> Field {
    Field { names: Names::labelled(id, label), kind, default: None }
}

fn vocabulary() -> Vocabulary {
    let term = |id: &str, label: &str, end: u16| Term { names: Names::labelled(id, label), end: TermId(end) };
    let mut names = Names::labelled("training", "培训");
    names.aliases = vec!["trainings".into()];
    let mut teachers = Names::labelled("teacher", "教师");
    teachers.aliases = vec!["teachers".into()];
    let principal = Field {
        default: Some(DefaultValue::Flag(false)),
        ..field("principal", "是否校长", FieldKind::Flag)
    };
    let trainings = EventList {
        names,
        fields: vec![
            field("category", "培训类别", FieldKind::Term(TreeId(0))),
            field("hours", "培训获得学时", FieldKind::Quantity(Vocabulary::HOURS)),
            field("start", "培训开始日期", FieldKind::Date),
            field("end", "培训结束日期", FieldKind::Date),
            field("project", "培训项目名称", FieldKind::Text),
        ],
        dated: FieldId(3),
        lasting: Some((FieldId(2), FieldId(3))),
    };
    Vocabulary {
        subjects: vec![
            Subject {
                names: teachers,
                key: Names::labelled("id_number", "身份证件号"),
                facts: vec![
                    field("name", "姓名", FieldKind::Text),
                    field("hired", "入职日期", FieldKind::Date),
                    field("school", "学校", FieldKind::Member(SCHOOL)),
                    principal,
                ],
                lists: vec![trainings],
            },
            Subject {
                names: Names::labelled("school", "学校"),
                key: Names::labelled("code", "学校代码"),
                facts: vec![field("budget", "公用经费", FieldKind::Quantity(Vocabulary::MONEY))],
                lists: vec![],
            },
        ],
        trees: vec![TermTree {
            names: Names::labelled("category", "培训类别"),
            ordered: false,
            terms: vec![
                term("public", "公需课", 1),
                term("professional", "专业课", 3),
                term("ethics", "师德", 3),
            ],
        }],
        ..Vocabulary::empty()
    }
}

fn read(json: &str) -> Record {
    Record::from_json(&vocabulary(), TEACHER, json).unwrap_or_else(|error| panic!("{error}"))
}

fn refusal(json: impl AsRef<[u8]>) -> String {
    match Record::from_json(&vocabulary(), TEACHER, json) {
        Ok(record) => panic!("read as {record:?}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_record_by_labels_equals_the_one_by_identifiers_and_the_one_built_by_hand() {
    let vocabulary = vocabulary();
    let mut builder = RecordBuilder::new(&vocabulary, TEACHER, "T-1");
    builder.fact("姓名", "张三").unwrap().fact("hired", "2015-09-01").unwrap();
    let training = builder.event("trainings").unwrap();
    let training = training.set("category", "师德").unwrap().set("hours", 7.5).unwrap();
    training.set("end", NaiveDate::from_ymd_opt(2019, 2, 1)).unwrap().finish().unwrap();
    let by_hand = builder.finish();
    let by_label = read(
        r#"{"身份证件号": "T-1", "姓名": "张三", "入职日期": "2015年9月1日",
            "培训": [{"培训类别": "ethics", "培训获得学时": 7.50, "培训结束日期": "2019/2/1"}]}"#,
    );
    let by_id = read(
        r#"{"id":"T-1","name":"张三","hired":"2015-09-01","principal":null,
            "trainings":[{"category":"师德","hours":"7.5","start":null,"end":"2019-02-01"}]}"#,
    );
    assert_eq!(by_hand, by_label);
    assert_eq!(by_hand, by_id);
}

#[test]
fn a_missing_list_is_not_an_empty_one() {
    assert_eq!(read("{}").event_count(ListId(0)), None);
    assert_eq!(read(r#"{"training": null}"#).event_count(ListId(0)), None);
    assert_eq!(read(r#"{"training": []}"#).event_count(ListId(0)), Some(0));
    assert_eq!(read(r#"{"training": [{}, {}]}"#).event_count(ListId(0)), Some(2));
}

#[test]
fn members_are_read_with_their_own_events() {
    let json = r#"{"code": 17, "budget": 1e6, "teachers": [{"id": "a", "training": []}, {"id": "b"}]}"#;
    let school = Record::from_json(&vocabulary(), SCHOOL, json).unwrap();
    let members = school.members(TEACHER).unwrap();
    assert_eq!(school.id(), "17");
    assert_eq!(members.iter().map(Record::id).collect::<Vec<_>>(), ["a", "b"]);
    assert_eq!(members[0].event_count(ListId(0)), Some(0));
    assert_eq!(members[1].event_count(ListId(0)), None);
    assert_eq!(Record::from_json(&vocabulary(), SCHOOL, "{}").unwrap().members(TEACHER), None);
}

#[test]
fn amounts_are_taken_from_their_digits() {
    let same = |number: &str, text: &str| {
        let written = |value: &str| read(&format!(r#"{{"training":[{{"hours":{value}}}]}}"#));
        assert_eq!(written(number), written(&format!("\"{text}\"")), "{number}");
    };
    same("9007199254740.993", "9007199254740.993");
    same("9007199254740.9930000", "9007199254740.993");
    same("0.1", "0.1");
    same("1.5e1", "15");
    same("15E-1", "1.5");
    same("25e-6", "0.000025");
    same("1e12", "1000000000000");
    same("-0", "0");
}

#[test]
fn every_mistake_says_where_it_is_and_what_was_expected() {
    let cases: &[(&str, &str)] = &[
        (
            "",
            "the record: not well-formed JSON: it ends too early; a bracket or a quotation mark may not be closed (line 1, column 1)",
        ),
        ("[1]", "the record: expected a record in braces: { … } (line 1, column 1)"),
        (
            "{\"hired\"",
            "hired: not well-formed JSON: it ends too early; a bracket or a quotation mark may not be closed (line 1, column 8)",
        ),
        ("{} {}", "the record: not well-formed JSON: there is more text after the end (line 1, column 4)"),
        (
            "{\n  \"姓名\": \"张三\",\n  \"training\": [{}, {\"hour\": 3}]\n}",
            "training[1]: `hour` is not declared in the vocabulary; did you mean `hours`? (line 3, column 22)",
        ),
        (
            r#"{"training": [{"hours": "八"}]}"#,
            "training[0].hours: `八` is not a number; write digits only, with a point for fractions, such as 7.5 (line 1, column 25)",
        ),
        (
            r#"{"training": [{"hours": -1}]}"#,
            "training[0].hours: `-1` is below zero; an amount is zero or more (line 1, column 25)",
        ),
        (
            r#"{"training": [{"hours": 0.1234567}]}"#,
            "training[0].hours: `0.1234567` has more than 6 digits after the point, so it cannot be held exactly; round it first (line 1, column 25)",
        ),
        (
            r#"{"training": [{"hours": 1e300}]}"#,
            "training[0].hours: `1e300` is not a number; write digits only, with a point for fractions, such as 7.5 (line 1, column 25)",
        ),
        (
            r#"{"hired": "2019-02-31"}"#,
            "hired: `2019-02-31` is not a day of the calendar; write it like 2019-02-01 (line 1, column 11)",
        ),
        (
            r#"{"hired": true}"#,
            "hired: a value of another kind; expected a date such as 2019-02-01 (line 1, column 11)",
        ),
        (r#"{"hired": {}}"#, "hired: expected a date such as 2019-02-01 (line 1, column 11)"),
        (
            r#"{"training": [{"start": "2019-02-02", "end": "2019-02-01"}]}"#,
            "training[0]: it ends on 2019-02-01, before it begins on 2019-02-02 (line 1, column 58)",
        ),
        (
            r#"{"training": [{"category": "athics"}]}"#,
            "training[0].category: `athics` is none of the names of category; did you mean `ethics`? (line 1, column 28)",
        ),
        (r#"{"training": {}}"#, "training: expected a list in brackets: [ … ] (line 1, column 15)"),
        (r#"{"training": "x"}"#, "training: expected a list in brackets: [ … ] (line 1, column 16)"),
        (r#"{"training": [null]}"#, "training[0]: expected an event in braces: { … } (line 1, column 18)"),
        (r#"{"hired": null, "入职日期": null}"#, "the record: `hired` is given twice (line 1, column 22)"),
        (
            r#"{"training":[{"hours":1,"hours":1}]}"#,
            "training[0]: `hours` is given twice (line 1, column 31)",
        ),
        (r#"{"id": ["x"]}"#, "id_number: expected a text (line 1, column 8)"),
    ];
    for (json, expected) in cases {
        assert_eq!(refusal(json), *expected, "{json}");
    }
    assert_eq!(refusal(b"{\"name\": \"\xff\"}"), "the record: the text is not UTF-8");
}

#[test]
fn a_mistake_is_told_in_chinese_too() {
    let error = Record::from_json(&vocabulary(), TEACHER, r#"{"培训":[{"培训获得学时":"八"}]}"#).unwrap_err();
    assert_eq!(
        error.text(Language::Chinese),
        "training[0].hours：“八”不是数字，请只填数字，小数用小数点，如 7.5（第 1 行第 18 列）"
    );
}

#[test]
fn hostile_texts_are_refused_without_harm() {
    let deep = format!("{}{}", r#"{"teachers":["#.repeat(50), "]}".repeat(50));
    let error = Record::from_json(&vocabulary(), TEACHER, &deep).unwrap_err().to_string();
    assert!(error.contains("members inside members more than 8 deep"), "{error}");
    let brackets = format!(r#"{{"hired": {}"#, "[".repeat(1_000_000));
    assert!(refusal(&brackets).contains("hired: not well-formed JSON"));
    let long = format!(r#"{{"name": "{}"}}"#, "长".repeat(30_000));
    assert!(refusal(&long).contains("name: a text of 90000 bytes; the most is 65536"));
    for lone in [r#"{"name": "\ud800"}"#, r#"{"\ud800": 1}"#, r#"{"id": "\ud800"}"#] {
        _ = Record::from_json(&vocabulary(), TEACHER, lone);
    }
}

#[test]
fn any_value_that_serializes_in_the_shape_is_a_record() {
    #[derive(serde::Serialize)]
    struct Training {
        hours: f64,
        end: NaiveDate,
    }
    #[derive(serde::Serialize)]
    struct Teacher {
        id: &'static str,
        principal: Option<bool>,
        training: Vec<Training>,
    }
    let end = NaiveDate::from_ymd_opt(2019, 2, 1).unwrap();
    let teacher = Teacher { id: "T-1", principal: None, training: vec![Training { hours: 0.1, end }] };
    let record = Record::from_serialize(&vocabulary(), TEACHER, &teacher).unwrap();
    assert_eq!(record, read(r#"{"id":"T-1","training":[{"hours":0.1,"end":"2019-02-01"}]}"#));
    let noise = Teacher { training: vec![Training { hours: 0.1 + 0.2, end }], ..teacher };
    let error = Record::from_serialize(&vocabulary(), TEACHER, &noise).unwrap_err();
    assert_eq!(error.path, "training[0].hours");
}

#[test]
fn a_field_of_another_vocabulary_is_refused() {
    let vocabulary = vocabulary();
    let mut builder = RecordBuilder::new(&vocabulary, TEACHER, "T1");
    assert!(builder.set_fact(FieldId(90), Value::Flag(true)).is_err());
    let mut event = builder.new_event(ListId(0));
    assert!(event.set_field(FieldId(90), Value::Flag(true)).is_err());
}

#[test]
fn an_event_dropped_unfinished_leaves_nothing() {
    let vocabulary = vocabulary();
    let reader = RecordReader::new(&vocabulary, TEACHER);
    let mut builder = reader.builder("T-1");
    assert!(builder.event("training").unwrap().set("hours", -1).is_err());
    drop(builder.event("training").unwrap());
    let record = builder.finish();
    assert_eq!(record.event_count(ListId(0)), None);
    assert_eq!(record, read(r#"{"id":"T-1"}"#));
}

type AnyEvent = (Option<u16>, Option<i64>, Option<u16>, Option<u16>, Option<String>);

fn any_event() -> impl Strategy<Value = AnyEvent> {
    use proptest::option::of;
    (of(0..3u16), of(0..1_000_000_000_000_000i64), of(0..3000u16), of(0..3000u16), of(".{1,5}"))
}

fn any_record() -> impl Strategy<Value = Record> {
    use proptest::collection::vec;
    use proptest::option::of;
    let events = of(vec(any_event(), 0..20));
    ("[0-9A-Z]{0,18}", of("\\PC{0,20}"), of(0..20_000u16), of(any::<bool>()), events).prop_map(
        |(id, name, hired, principal, events)| {
            let vocabulary = vocabulary();
            let reader = RecordReader::new(&vocabulary, TEACHER);
            let mut builder = reader.builder(&id);
            let day =
                |days: u16| NaiveDate::from_ymd_opt(2000, 1, 1).unwrap() + chrono::Days::new(days.into());
            builder.fact("name", name.as_deref()).unwrap();
            builder.fact("hired", hired.map(day)).unwrap();
            builder.fact("principal", principal).unwrap();
            for (category, hours, start, length, project) in events.iter().flatten() {
                let training = builder.event("training").unwrap();
                let end =
                    start.zip(*length).map(|(start, length)| day(start) + chrono::Days::new(length.into()));
                let training = training.set("category", category.map(TermId)).unwrap();
                let training = training.set("hours", hours.map(Decimal::from_millionths)).unwrap();
                let training = training.set("start", start.map(day)).unwrap().set("end", end).unwrap();
                training.set("project", project.as_deref()).unwrap().finish().unwrap();
            }
            if events.is_some() {
                builder.known("training").unwrap();
            }
            builder.finish()
        },
    )
}

proptest! {
    #[test]
    fn a_record_written_and_read_is_the_same(record in any_record()) {
        let json = record.to_json(&vocabulary()).unwrap();
        prop_assert_eq!(&read(&json), &record, "{}", json);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "[\\[\\]{}\":,0-9a-e.\\\\u\\-]{0,60}") {
        _ = Record::from_json(&vocabulary(), TEACHER, &text);
        _ = Record::from_json(&vocabulary(), TEACHER, format!("{{\"training\":[{{\"hours\":{text}"));
    }

    #[test]
    fn a_binary_fraction_counts_by_its_shortest_decimal(millionths in 0..1_000_000_000_000i64) {
        let exact = Decimal::from_millionths(millionths);
        let float: f64 = exact.to_string().parse().unwrap();
        let vocabulary = vocabulary();
        let reader = RecordReader::new(&vocabulary, SCHOOL);
        let budget = &vocabulary.subjects[1].facts[0];
        prop_assert_eq!(reader.typed(budget, Value::Float(float)), Ok(Value::Number(exact)));
    }
}
