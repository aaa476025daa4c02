//! Receipts say what was decided by what, and whether it comes out the same again; bundles hold a compiled set.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;

use common::{Bench, DISTRICT};
use insta::assert_snapshot;
use serde_json::Value;

const TEACHERS: &str = "姓名,身份证件号,学校\n\
    张三丰,320000199001010017,一小\n\
    王五,T002,一小\n\
    李四,T003,二小\n";

const TRAININGS: &str = "身份证件号,培训类别,培训获得学时,培训结束日期\n\
    320000199001010017,师德,90,2019-02-03\n\
    T002,师德,9,2019-02-03\n\
    T003,师德,,2019-02-03\n";

fn bench() -> Bench {
    Bench::new().file("数据/教师.csv", TEACHERS).file("数据/培训.csv", TRAININGS)
}

const RUN: [&str; 6] = ["run", "某区.policy", "--as-of", "2020-12-31", "--data", "数据"];

/// A bench with a result and its receipt.
fn decided() -> Bench {
    let bench = bench();
    let run = [&RUN[..], &["-o", "结果.csv", "--receipt"]].concat();
    assert_eq!(bench.run(&run).status.code(), Some(1));
    assert!(bench.has("结果.csv"));
    bench
}

const RECEIPT: &str = "结果.csv.receipt.json";

fn text(bench: &Bench, name: &str) -> String {
    fs::read_to_string(bench.path(name)).unwrap()
}

fn receipt(bench: &Bench, name: &str) -> Value {
    serde_json::from_str(&text(bench, name)).unwrap()
}

fn status(bench: &Bench, arguments: &[&str]) -> Option<i32> {
    bench.run(arguments).status.code()
}

#[test]
fn a_receipt_says_what_was_decided_by_what() {
    assert_snapshot!(text(&decided(), RECEIPT));
}

#[test]
fn no_person_is_in_a_receipt() {
    let bench = decided();
    let run = [&RUN[..], &["--id", "320000199001010017", "--receipt", "one.json"]].concat();
    bench.run(&run);
    for name in [RECEIPT, "one.json"] {
        let said = text(&bench, name);
        for person in ["320000199001010017", "T002", "T003", "张三丰", "王五", "李四", "一小", "二小"]
        {
            assert!(!said.contains(person), "{person} in {said}");
        }
    }
}

#[test]
fn the_same_comes_out_again_and_the_receipt_is_the_same_byte_for_byte() {
    let bench = decided();
    assert_snapshot!("verify_equal", bench.says(&["verify", RECEIPT]));
    assert_snapshot!("verify_equal_json", bench.say("en", &["verify", RECEIPT, "--format", "json"]));
    let before = text(&bench, RECEIPT);
    bench.run(&[&RUN[..], &["-o", "结果.csv", "--receipt"]].concat());
    assert_eq!(text(&bench, RECEIPT), before);
}

#[test]
fn the_form_of_the_result_is_no_part_of_the_verdicts() {
    let bench = decided();
    let digest = &receipt(&bench, RECEIPT)["body"]["results"];
    for form in ["text", "json", "html", "xlsx"] {
        let name = format!("{form}.json");
        let run = [&RUN[..], &["--format", form, "--receipt", &name, "--lang", "zh"]].concat();
        assert_eq!(status(&bench, &run), Some(1), "{form}");
        assert_eq!(receipt(&bench, &name)["body"]["results"], *digest, "{form}");
    }
}

#[test]
fn layout_comments_and_keywords_are_no_difference() {
    let bench = decided();
    let text = bench.run(&["fmt", "某区.policy", "--keywords", "zh"]);
    assert!(text.status.success());
    assert_snapshot!(bench.says(&["verify", RECEIPT]));
}

#[test]
fn what_differs_is_told_part_by_part() {
    let other =
        DISTRICT.replace("90 hours", "8 hours").replace("三(一)3", "三(一)4").replace("师德培训", "师德教育");
    let added = "consequence also_vetoed { when annual_hours is unmet deny rating.excellent }\n}\n";
    let other = format!("{}{added}", other.trim_end().trim_end_matches('}'));
    let bench = decided().file("某区.policy", other);
    assert_snapshot!("verify_policy", bench.says(&["verify", RECEIPT]));
    let bench = decided()
        .file("数据/培训.csv", TRAININGS.replace(",9,", ",95,"))
        .file("数据/会议.csv", "身份证件号,会议日期,会议名称\nT002,2019-03-04,会议\n");
    assert_snapshot!("verify_data", bench.says(&["verify", RECEIPT]));
    assert_snapshot!("verify_data_json", bench.say("zh", &["verify", RECEIPT, "--format", "json"]));
}

#[test]
fn what_was_moved_is_the_same_data() {
    let bench = decided();
    fs::rename(bench.path("数据"), bench.path("存档")).unwrap();
    assert_snapshot!("verify_moved_away", bench.says(&["verify", RECEIPT]));
    assert_eq!(status(&bench, &["verify", RECEIPT, "--data", "存档"]), Some(0));
    fs::rename(bench.path("某区.policy"), bench.path("办法.policy")).unwrap();
    assert_eq!(status(&bench, &["verify", RECEIPT, "办法.policy", "--data", "存档"]), Some(0));
}

#[test]
fn the_order_and_the_description_of_files_are_followed() {
    let described = "[[table]]\nfile = \"教师.csv\"\n[[table]]\nfile = \"培训.csv\"\n";
    let bench = bench().file("数据/data.toml", described);
    bench.run(&[&RUN[..], &["--receipt"]].concat());
    let found = receipt(&bench, "receipt.json");
    let inputs = found["body"]["inputs"].as_array().unwrap();
    let names: Vec<&str> = inputs.iter().map(|input| input["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["数据/data.toml", "数据/教师.csv", "数据/培训.csv"]);
    assert_eq!(status(&bench, &["verify", "receipt.json"]), Some(0));
    let bench = bench.file("数据/data.toml", format!("# nothing else\n{described}"));
    assert_eq!(status(&bench, &["verify", "receipt.json"]), Some(1));
}

#[test]
fn parameters_and_what_was_asked_for_are_kept() {
    let bench = bench();
    let more =
        ["--set", "least=9 hours", "--rule", "annual_hours", "--subject", "teacher", "--period", "2019"];
    let run = [&RUN[..], &more, &["--receipt", "r.json"]].concat();
    bench.run(&run);
    assert_snapshot!(
        "receipt_asked",
        serde_json::to_string_pretty(&receipt(&bench, "r.json")["body"]["asked"]).unwrap()
    );
    assert_eq!(status(&bench, &["verify", "r.json"]), Some(0));
}

#[test]
fn a_receipt_of_one_subject_does_not_say_of_whom() {
    let bench = bench();
    bench.run(&[&RUN[..], &["--id", "T002", "--receipt", "r.json"]].concat());
    assert_snapshot!("verify_of_one", bench.says(&["verify", "r.json"]));
    assert_eq!(status(&bench, &["verify", "r.json", "--id", "T002"]), Some(0));
    assert_snapshot!("verify_of_another", bench.says(&["verify", "r.json", "--id", "T003"]));
}

#[test]
fn a_receipt_that_was_changed_is_told() {
    let bench = decided();
    let whole = text(&bench, RECEIPT);
    let figure = bench.file("figure.json", whole.replace("\"unmet\": 1", "\"unmet\": 2"));
    assert_snapshot!("tampered_figure", figure.says(&["verify", "figure.json"]));
    let time = figure.file("time.json", whole.replace("\"made\": \"2020", "\"made\": \"2021"));
    assert_snapshot!("tampered_time", time.says(&["verify", "time.json"]));
    let verdicts = {
        let mut json: Value = serde_json::from_str(&whole).unwrap();
        json["body"]["results"]["digest"] = format!("sha256:{}", "0".repeat(64)).into();
        json.to_string()
    };
    let bench = time.file("verdicts.json", verdicts);
    assert_snapshot!("tampered_verdicts", bench.says(&["verify", "verdicts.json"]));
}

/// A receipt whose body somebody changed, with a digest that fits.
fn forged(whole: &str, change: impl Fn(&mut Value)) -> String {
    let mut json: Value = serde_json::from_str(whole).unwrap();
    change(&mut json["body"]);
    let body = serde_json::to_string(&json["body"]).unwrap();
    format!("{{\"receipt\": 1, \"body\": {body}, \"digest\": \"{}\"}}", policy_seal::Digest::of(&body))
}

#[test]
fn whatever_a_forger_changes_is_found_out() {
    let bench = decided();
    let whole = text(&bench, RECEIPT);
    let nothing = || Value::from(format!("sha256:{}", "0".repeat(64)));
    let double = |list: &mut Value| {
        let list = list.as_array_mut().unwrap();
        list.push(list[0].clone());
    };
    type Change<'c> = Box<dyn Fn(&mut Value) + 'c>;
    let changes: [(&str, Change<'_>); 9] = [
        ("policy", Box::new(|body| body["meaning"]["policies"][0]["digest"] = nothing())),
        ("vocabulary", Box::new(|body| body["meaning"]["vocabulary"]["digest"] = nothing())),
        ("calendars", Box::new(|body| body["meaning"]["calendars"]["digest"] = nothing())),
        ("doubled policy", Box::new(|body| double(&mut body["meaning"]["policies"]))),
        ("doubled part", Box::new(|body| double(&mut body["meaning"]["vocabulary"]["parts"]))),
        ("bytes of the data", Box::new(|body| body["inputs"][0]["bytes"] = 7.into())),
        ("doubled file", Box::new(|body| double(&mut body["inputs"]))),
        ("doubled rule", Box::new(|body| double(&mut body["results"]["rules"]))),
        ("doubled consequence", Box::new(|body| double(&mut body["results"]["consequences"]))),
    ];
    let equal = bench.file("forged.json", forged(&whole, |_| {}));
    assert_eq!(status(&equal, &["verify", "forged.json"]), Some(0));
    let mut said = String::new();
    for (what, change) in changes {
        let bench = decided().file("forged.json", forged(&whole, change));
        assert_eq!(status(&bench, &["verify", "forged.json"]), Some(1), "{what}");
        said.push_str(&format!("##### {what}\n{}", bench.says(&["verify", "forged.json"])));
    }
    assert_snapshot!(said);
}

#[test]
fn a_receipt_of_one_subject_is_the_same_whoever_is_meant() {
    // Two people of whom all is the same but who they are: trying identifiers tells nothing.
    let two = bench().file("数据/培训.csv", TRAININGS.replace("T003,师德,,", "T003,师德,9,"));
    let digest = |id: &str| {
        two.run(&[&RUN[..], &["--id", id, "--receipt", "r.json"]].concat());
        receipt(&two, "r.json")["body"]["results"]["digest"].clone()
    };
    assert_eq!(digest("T002"), digest("T003"));
    assert_ne!(digest("T002"), digest("320000199001010017"));
}

#[test]
fn a_receipt_of_everybody_is_not_verified_of_one() {
    assert_snapshot!(decided().says(&["verify", RECEIPT, "--id", "T002"]));
}

#[test]
fn the_order_of_facts_and_of_lists_is_no_difference() {
    let facts = "fact name \"姓名\": text";
    let school = DISTRICT.lines().find(|line| line.contains("fact school")).unwrap();
    let moved = DISTRICT.replacen(&format!("{school}\n"), "", 1).replacen(
        facts,
        &format!("{school}\n    {facts}"),
        1,
    );
    assert_ne!(moved, DISTRICT);
    let bench = decided().file("某区.policy", moved);
    assert_eq!(status(&bench, &["verify", RECEIPT]), Some(0), "{}", bench.say("en", &["verify", RECEIPT]));
}

#[test]
fn what_was_compiled_before_takes_no_parameters() {
    let bench = bench();
    bench.run(&["build", "某区.policy", "-o", "plan.json"]);
    let rest = ["--as-of", "2020-12-31", "--data", "数据", "--set", "least=9 hours", "--receipt"];
    assert_snapshot!(bench.says(&[&["run", "plan.json"][..], &rest].concat()));
    assert!(!bench.has("receipt.json"));
}

#[test]
fn what_is_no_receipt_is_refused() {
    let bench = decided();
    let whole = text(&bench, RECEIPT);
    let extra = whole.replacen("\"engine\"", "\"extra\": 1, \"engine\"", 1);
    let bench = bench
        .file("cut.json", &whole[..whole.len() / 2])
        .file("empty.json", "")
        .file("text.json", "not JSON at all")
        .file("other.json", "{\"rows\": []}")
        .file("list.json", "[1, 2]")
        .file("bytes.json", [0xff, 0xfe, 0x00])
        .file("future.json", whole.replacen("\"receipt\": 1", "\"receipt\": 2", 1))
        .file("without.json", whole.replacen("\"as_of\"", "\"as_off\"", 1))
        .file("extra.json", extra)
        .file("digest.json", whole.replace("\"digest\": \"sha256:", "\"digest\": \"sha1:"))
        .file("deep.json", format!("{{\"receipt\": 1, \"body\": {}", "[".repeat(100_000)))
        .file("huge.json", vec![b' '; (16 << 20) + 1]);
    let mut said = String::new();
    for name in [
        "cut", "empty", "text", "other", "list", "bytes", "future", "without", "extra", "digest", "deep",
        "huge",
    ] {
        said.push_str(&format!("##### {name}\n{}", bench.says(&["verify", &format!("{name}.json")])));
    }
    said.push_str(&format!("##### absent\n{}", bench.says(&["verify", "absent.json"])));
    said.push_str(&format!("##### directory\n{}", bench.says(&["verify", "数据"])));
    assert_snapshot!(said);
}

#[test]
fn result_and_receipt_stand_both_or_neither() {
    let bench = bench().file("notes.json", "{\"mine\": true}");
    let mut said = String::new();
    for receipt in ["nowhere/r.json", "某区.policy", "notes.json", "r.txt", "结果.json", "数据"] {
        let run = [&RUN[..], &["-o", "结果.json", "--receipt", receipt]].concat();
        said.push_str(&format!("##### {receipt}\n{}", bench.says(&run)));
        assert!(!bench.has("结果.json"), "{receipt}");
    }
    assert_eq!(text(&bench, "notes.json"), "{\"mine\": true}");
    // The same place by another path is the same place.
    for receipt in ["./结果.json", "数据/../结果.json"] {
        let run = [&RUN[..], &["-o", "结果.json", "--receipt", receipt]].concat();
        assert_eq!(status(&bench, &run), Some(2), "{receipt}");
        assert!(!bench.has("结果.json"), "{receipt}");
    }
    // What cannot be decided leaves neither.
    let run = [&RUN[..5], &["absent.csv", "-o", "结果.json", "--receipt"]].concat();
    assert_eq!(status(&bench, &run), Some(2));
    assert!(!bench.has("结果.json") && !bench.has("结果.json.receipt.json"));
    assert_snapshot!(said);
}

#[test]
fn a_bundle_decides_as_its_sources_do() {
    let bench = decided();
    assert_snapshot!("build", bench.says(&["build", "某区.policy", "-o", "某区.bundle"]));
    assert_snapshot!(
        "build_json",
        bench.say("en", &["build", "某区.policy", "-o", "b.bundle", "--format", "json"])
    );
    assert_eq!(text(&bench, "b.bundle"), text(&bench, "某区.bundle"), "the same sources make the same bytes");
    let from = |policy: &str, more: &[&str]| {
        let rest = ["--as-of", "2020-12-31", "--data", "数据", "--lang", "en"];
        let ends = bench.run(&[&[more[0], policy][..], &rest, &more[1..]].concat());
        (ends.status.code(), String::from_utf8(ends.stdout).unwrap())
    };
    bench.run(&["build", "某区.policy", "-o", "plan.json"]);
    for asked in [&["run"][..], &["run", "--set", "least=9 hours"], &["explain", "--id", "T002"], &["notify"]]
    {
        let expected = from("某区.policy", asked);
        assert_eq!(from("某区.bundle", asked), expected, "{asked:?}");
        if !asked.contains(&"--set") {
            assert_eq!(from("plan.json", asked), expected, "{asked:?}");
        }
    }
    assert_eq!(status(&bench, &["verify", RECEIPT, "某区.bundle"]), Some(0));
    for command in ["check", "test"] {
        let [of_bundle, of_policy] = ["某区.bundle", "某区.policy"].map(|path| bench.says(&[command, path]));
        assert_eq!(of_bundle, of_policy, "{command}");
    }
    let [of_bundle, of_policy] =
        ["某区.bundle", "某区.policy"].map(|path| bench.says(&["data", "check", path, "--data", "数据"]));
    assert_eq!(of_bundle, of_policy);
}

#[test]
fn a_bundle_keeps_the_parameters_that_were_set() {
    let bench = bench();
    bench.run(&["build", "某区.policy", "--set", "least=9 hours", "-o", "nine.bundle"]);
    bench.run(&["build", "nine.bundle", "-o", "again.bundle"]);
    assert_eq!(text(&bench, "again.bundle"), text(&bench, "nine.bundle"));
    let rest = ["--as-of", "2020-12-31", "--data", "数据"];
    let set = bench.run(&[&["run", "某区.policy", "--set", "least=9 hours"][..], &rest].concat());
    let bundled = bench.run(&[&["run", "nine.bundle"][..], &rest].concat());
    assert_eq!(bundled.stdout, set.stdout);
    assert_eq!(status(&bench, &["check", "nine.bundle"]), Some(0));
}

#[test]
fn what_is_no_bundle_is_refused() {
    let bench = bench();
    bench.run(&["build", "某区.policy", "-o", "good.bundle"]);
    let whole = text(&bench, "good.bundle");
    let bench = bench
        .file("changed.bundle", whole.replace("每年90个学时", "每年10个学时"))
        .file("cut.bundle", &whole[..whole.len() - 200])
        .file("future.bundle", whole.replacen("\"bundle\": 1", "\"bundle\": 7", 1))
        .file("empty.bundle", "")
        .file("other.bundle", "PK\u{3}\u{4}")
        .file("receipt.bundle", "{\"receipt\": 1}")
        .file("deep.bundle", format!("{{\"bundle\": 1, \"body\": {}", "{\"a\":".repeat(100_000)))
        .file("huge.bundle", vec![b' '; (64 << 20) + 1]);
    let mut said = String::new();
    for name in ["changed", "cut", "future", "empty", "other", "receipt", "deep", "huge", "absent"] {
        said.push_str(&format!("##### {name}\n{}", bench.says(&["check", &format!("{name}.bundle")])));
    }
    said.push_str(&format!("##### fmt\n{}", bench.says(&["fmt", "good.bundle"])));
    said.push_str(&format!("##### name\n{}", bench.says(&["build", "某区.policy", "-o", "x.zip"])));
    assert_snapshot!(said);
}

#[test]
fn a_bundle_whose_plan_is_not_what_its_sources_say_is_found_out() {
    let bench = bench();
    let lower = DISTRICT.replace("90 hours", "8 hours");
    let bench = bench.file("lower.policy", lower);
    bench.run(&["build", "某区.policy", "-o", "good.bundle"]);
    bench.run(&["build", "lower.policy", "-o", "lower.bundle"]);
    // Somebody puts the lower plan beside the sources of the higher one, and mends the digest.
    let body =
        |name: &str| -> Value { serde_json::from_str::<Value>(&text(&bench, name)).unwrap()["body"].clone() };
    let mut forged = body("lower.bundle");
    forged["sources"] = body("good.bundle")["sources"].clone();
    let order = ["engine", "digest", "meaning", "parameters", "sources", "plan"];
    let members: Vec<String> = order.iter().map(|key| format!("\"{key}\":{}", forged[key])).collect();
    let forged = format!("{{{}}}", members.join(","));
    let digest = policy_seal::Digest::of(&forged);
    let text = format!("{{\"bundle\": 1, \"body\": {forged}, \"digest\": \"{digest}\"}}");
    let bench = bench.file("forged.bundle", text);
    assert_snapshot!(bench.says(&["check", "forged.bundle"]));
}
