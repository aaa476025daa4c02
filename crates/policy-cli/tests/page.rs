//! The report as a page: what it says, that data in it stays data, and that it works in a browser.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use common::Bench;
use common::browser::{self, Browser};
use insta::assert_snapshot;
use serde_json::{Value, json};

const HOSTILE: &str = "</script><script>alert(1)</script><img src=x onerror=alert(2)>";

const TEACHERS: &str = "姓名,身份证件号,学校\n\
    张三,T001,一小\n\
    李四,T002,一小\n\
    王五,T003,二小\n\
    \"=HYPERLINK(\"\"http://x\"\",\"\"奖\"\")\",T004,二小\n";

const TRAININGS: &str = "身份证件号,培训类别,培训项目名称,培训获得学时,培训结束日期\n\
    T001,师德,师德专题,90,2019-02-03\n\
    T002,师德,师德专题,9,2019-02-03\n\
    T002,学科培训,语文研修,72,2019-06-03\n\
    T003,师德,师德专题,,2019-02-03\n\
    T004,学科培训,三十,三十,2019-02-03\n";

fn bench() -> Bench {
    Bench::new().file("数据/教师.csv", TEACHERS).file("数据/培训.csv", TRAININGS)
}

fn hostile_bench() -> Bench {
    let long = "长".repeat(200);
    let teachers = format!(
        "姓名,身份证件号,学校\n{HOSTILE},T001,{HOSTILE}\n{long},\"{long}\",二小\n李\u{202e}四\u{1b}[31m,T003,二小\n"
    );
    let trainings = format!(
        "身份证件号,培训类别,培训项目名称,培训获得学时,培训结束日期\nT001,师德,{HOSTILE},90,2019-02-03\nT003,师德,\"{}\",9,2019-02-03\n",
        "W".repeat(400)
    );
    Bench::new().file("数据/教师.csv", teachers).file("数据/培训.csv", trainings)
}

/// The page of the district in a language.
fn page(bench: &Bench, language: &str) -> String {
    let run = ["--lang", language, "run", "某区.policy", "--as-of", "2020-12-31", "--data", "数据"];
    let output = bench.run(&[&run[..], &["-o", "报告.html"]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    std::fs::read_to_string(bench.path("报告.html")).unwrap()
}

/// What stands between two marks.
fn between<'t>(text: &'t str, start: &str, end: &str) -> &'t str {
    text.split_once(start).and_then(|(_, rest)| rest.split_once(end)).map(|(found, _)| found).unwrap()
}

/// What a person reads of the page: texts without marks, a line each.
fn read(page: &str) -> String {
    let body = between(page, "<body>", "<script id=\"everybody\"");
    let mark = between(page, "rules ", "<").to_owned();
    let mut lines = String::new();
    for piece in body.split('<').skip(1) {
        let Some((_, text)) = piece.split_once('>') else { continue };
        if !text.trim().is_empty() {
            lines.push_str(text.trim());
            lines.push('\n');
        }
    }
    lines.replace(&mark, "MARK")
}

/// The data beside the page, as the script reads it.
fn data(page: &str) -> Value {
    serde_json::from_str(between(page, "type=\"application/json\">", "</script>")).unwrap()
}

/// A subject's sheet in words: its numbers replaced by what they stand for.
fn sheet(data: &Value, person: usize) -> String {
    let text = |place: &Value| data[1][place.as_u64().unwrap() as usize].as_str().unwrap().to_owned();
    let row = &data[2][person];
    let mut said =
        format!("{} {}\n", text(&row[1]), row[2].as_u64().map(|_| text(&row[2])).unwrap_or_default());
    let lines = |all: &Value| {
        let all = all.as_array().unwrap();
        let lines = all.chunks(2).map(|pair| {
            format!("{}{}\n", "  ".repeat(pair[0].as_u64().unwrap() as usize + 1), text(&pair[1]))
        });
        lines.collect::<String>()
    };
    for verdict in row[6].as_array().unwrap() {
        let rule = &data[0]["rules"][verdict[0].as_u64().unwrap() as usize];
        let status = &data[0]["words"]["statuses"][verdict[2].as_u64().unwrap() as usize];
        said.push_str(&format!("{rule} {} {status} | {}\n", text(&verdict[1]), text(&verdict[4])));
        said.push_str(&lines(&verdict[5]));
    }
    for outcome in row[7].as_array().unwrap() {
        said.push_str(&format!("→ {} {} | {}\n", text(&outcome[1]), outcome[2], text(&outcome[3])));
        said.push_str(&lines(&outcome[4]));
    }
    for event in row[8].as_array().unwrap() {
        said.push_str(&format!("* {} {}: {}\n", event[2], text(&event[0]), text(&event[1])));
    }
    said
}

#[test]
fn the_page_says_what_was_decided_in_both_languages() {
    let bench = bench();
    for language in ["en", "zh"] {
        let page = page(&bench, language);
        assert_snapshot!(format!("page_{language}"), read(&page.replace("规则 ", "rules ")));
        let data = data(&page);
        let people = data[2].as_array().unwrap().len();
        let sheets: Vec<String> = (0..people).map(|person| sheet(&data, person)).collect();
        assert_snapshot!(format!("sheets_{language}"), sheets.join("\n"));
        let said = serde_json::to_string_pretty(&data[0]["words"]).unwrap();
        assert_snapshot!(format!("page_words_{language}"), said);
    }
}

#[test]
fn the_same_input_gives_the_same_page() {
    assert_eq!(page(&bench(), "zh"), page(&bench(), "zh"));
}

#[test]
fn what_data_says_never_becomes_part_of_the_page() {
    let page = page(&hostile_bench(), "zh");
    assert_eq!(page.matches("<script").count(), 2, "our data and our script alone");
    assert_eq!(page.matches("</script>").count(), 2);
    assert!(!page.contains("<img"));
    assert!(!page.contains(['\u{202e}', '\u{1b}']));
    assert!(
        !page.contains("http://")
            || page.matches("http://").count() == page.matches("http://www.w3.org/2000/svg").count()
    );
    assert!(!page.contains("https://"));
    let texts = data(&page)[1].to_string();
    assert!(texts.contains("</script><script>alert(1)"), "the name is kept as text");
}

#[test]
fn a_page_of_too_many_people_says_what_to_do() {
    let rows: String = (0..20_001).map(|number| format!("T{number},一小\n")).collect();
    let bench = Bench::new().file("教师.csv", format!("身份证件号,学校\n{rows}"));
    let run = ["run", "某区.policy", "--as-of", "2020-12-31", "--subject", "teacher", "--data", "教师.csv"];
    let said = bench.says(&[&run[..], &["-o", "报告.html"]].concat());
    assert_snapshot!(said);
    assert!(!bench.has("报告.html"));
}

/// How many rows the list shows.
fn rows(browser: &mut Browser) -> u64 {
    browser.value("document.querySelectorAll('.people tbody tr').length").as_u64().unwrap()
}

fn nothing_overflows(browser: &mut Browser) {
    let wide = browser.value("[document.documentElement.scrollWidth, innerWidth]");
    assert!(wide[0].as_u64() <= wide[1].as_u64(), "the page is wider than the window: {wide}");
    let cut = browser.value(
        "[...document.querySelectorAll('h1, h2, h3, p, li, dd, th, .badge, .card')].filter(it => it.offsetParent
            && !it.closest('.scroll') && it.getBoundingClientRect().right > innerWidth + 1).map(it => it.outerHTML.slice(0, 120))",
    );
    assert_eq!(cut, json!([]), "something is cut off");
}

/// The list is filtered, a sheet opens and closes, and what is to be printed is there.
fn try_page(bench: &Bench, program: &str, width: u32) {
    let mut browser = Browser::start(program, width, 844);
    browser.open(&bench.path("报告.html"));
    let teachers = rows(&mut browser);
    assert!(teachers > 1);
    nothing_overflows(&mut browser);

    browser.click(".card.met[data-kind=\"0\"]");
    assert_eq!(rows(&mut browser), 1, "only who has nothing open");
    let name = browser.value("document.querySelector('.people tbody .link').textContent");
    browser.click(".people tbody .link");
    let sheet = browser
        .value("document.getElementById('sheet').open && document.querySelector('#sheet h2').textContent");
    assert_eq!(sheet, name, "the sheet of whom was clicked on");
    assert!(browser.value("document.querySelectorAll('#sheet .verdict').length").as_u64() > Some(0));
    nothing_overflows(&mut browser);
    let marked = browser.value("document.querySelectorAll('#sheet img, #sheet script').length");
    assert_eq!(marked, json!(0), "names are texts");

    browser.value("dispatchEvent(new Event('beforeprint'))");
    let printed = browser.value("document.querySelector('#printed h2').textContent");
    assert_eq!(printed, name, "the open sheet is printed");
    browser.value("dispatchEvent(new Event('afterprint'))");
    browser.press("Escape", 27);
    assert_eq!(browser.value("document.getElementById('sheet').open"), json!(false));

    browser.click("#clear");
    assert_eq!(rows(&mut browser), teachers);
    browser.click("#search");
    browser.type_text("t003");
    assert_eq!(rows(&mut browser), 1, "one has this identifier");
    browser.click(".people .tick input");
    browser.value("dispatchEvent(new Event('beforeprint'))");
    assert_eq!(browser.value("document.querySelectorAll('#printed .paper').length"), json!(1));
    let unlabelled = browser.value(
        "[...document.querySelectorAll('button, input, select, a')].filter(it => !(it.textContent.trim() || it.ariaLabel
            || it.labels && it.labels.length)).length",
    );
    assert_eq!(unlabelled, json!(0), "every control has a name");
    assert_eq!(browser.complaints, [] as [&str; 0]);
    assert!(!browser.has_alerted, "a name ran as a script");
}

#[test]
fn the_page_works_in_a_browser() {
    let Some(program) = browser::find() else { return };
    for (bench, language) in [(bench(), "en"), (bench(), "zh"), (hostile_bench(), "zh")] {
        page(&bench, language);
        for width in [1280, 390] {
            try_page(&bench, program, width);
        }
    }
}

#[test]
fn without_its_script_the_page_still_shows_the_figures() {
    let Some(program) = browser::find() else { return };
    let bench = bench();
    page(&bench, "en");
    let mut browser = Browser::start(program, 1280, 800);
    browser.ask("Emulation.setScriptExecutionDisabled", &json!({ "value": true }));
    browser.open(&bench.path("报告.html"));
    let document = browser.ask("DOM.getDocument", &json!({ "depth": -1 }));
    let html = browser.ask("DOM.getOuterHTML", &json!({ "nodeId": document["root"]["nodeId"] }));
    let html = html["outerHTML"].as_str().unwrap();
    assert!(html.contains("This list needs scripts") && html.contains("<svg"), "{html}");
    assert_eq!(browser.complaints, [] as [&str; 0]);
}
