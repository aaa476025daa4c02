//! Bad input: whatever the text, there is an answer and never a panic. Nothing here may grow faster than its input:
//! the sizes are such that what does would not end.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "tests stop at what they do not expect"
)]

use policy_dsl::{Diagnostic, FormatOptions, MAX_NESTING, Sources, format, parse, scan_names};
use policy_messages::Language;
use proptest::prelude::*;

fn read(text: &str) -> Vec<Diagnostic> {
    let sources = Sources::single("a.policy", text);
    let lexicon = scan_names(&sources);
    let (file, mistakes) = parse(0, text, &lexicon);
    // Whatever could be read can be printed.
    for keywords in [Language::English, Language::Chinese] {
        format(&file, FormatOptions { keywords, lexicon: Some(&lexicon), ..FormatOptions::default() });
    }
    for mistake in &mistakes {
        assert!(mistake.span.start <= mistake.span.end && mistake.span.end as usize <= text.len());
        assert!(text.is_char_boundary(mistake.span.start as usize));
        for language in [Language::English, Language::Chinese] {
            mistake.render(&sources, language);
            let said = mistake.says.text(language);
            // An argument that was left out shows as its placeholder, unless the text itself has one.
            let is_filled = !said.contains("{$") || text.contains("{$");
            assert!(!said.starts_with("syntax-") && is_filled, "{said}");
        }
    }
    mistakes
}

fn codes(text: &str) -> Vec<&'static str> {
    read(text).iter().map(|mistake| mistake.says.id).collect()
}

fn in_rule(condition: &str) -> String {
    format!("policy p {{ rule r {{ for teachers require {condition} }} }}")
}

#[test]
fn ten_thousand_parentheses_are_one_clear_mistake() {
    for (open, close) in [("(", ")"), ("{", "}"), ("[", "]"), ("（\n", "）\n"), ("x where (\n", ")\n")] {
        let text = in_rule(&format!("{}a{}", open.repeat(10_000), close.repeat(10_000)));
        assert_eq!(codes(&text), ["syntax-too-deep"]);
        let text = in_rule(&open.repeat(10_000));
        assert_eq!(codes(&text), ["syntax-too-deep"]);
    }
}

#[test]
fn nesting_up_to_the_limit_is_read() {
    let depth = MAX_NESTING - 2;
    let nests = [
        ("(", "a", ")"),
        ("not (a or ", "b", ")"),
        ("5% of (", "a", ")"),
        ("hours where (", "a", ") >= 3"),
        ("has training where (", "a", ")"),
        ("share of t where (", "a", ") among (b) >= 60%"),
        ("a between (", "b", ") and 3"),
        ("ratio of (", "a", ") to 3 >= 1:2"),
        ("x 介于 （", "a", "） 与 3"),
        ("x 满足 （", "a", "） 的 次数 不少于 3"),
        ("x in from (", "a", ")"),
        ("a in (", "a", ") to hired"),
        ("latest end of t in within 6 months after (", "a", ") >= hired"),
        ("a >= (", "b", "), of which { c >= 1 }"),
        ("count of t where (", "a", ") >= 3"),
        ("ratio of count of t where (", "a", ") to 3 >= 1:2"),
        ("a 的 b 满足 （", "a", "） 的 c"),
        ("(", "a", ") in (a) to b"),
        ("its a in (", "b", ") to c"),
        ("earliest x of t where (", "b", ")"),
        ("start of the year in (", "b", ") to c"),
        ("t 满足 （", "b", "） 的 占比 基于 （a） 不低于 3%"),
    ];
    for (before, inner, after) in nests {
        let text = in_rule(&format!("{}{inner}{}", before.repeat(depth), after.repeat(depth)));
        read(&text);
        // The same with a mistake in the middle.
        let text = in_rule(&format!("{}{inner} {inner} ={}", before.repeat(depth), after.repeat(depth)));
        assert!(!codes(&text).is_empty(), "{text}");
    }
    let parts = format!("{}a >= 1{}", "a >= 1, of which { ".repeat(depth), " }".repeat(depth));
    assert_eq!(codes(&in_rule(&parts)), [""; 0]);
    let terms = format!("vocabulary v {{ terms t {{ {}a{} }} }}", "a { ".repeat(depth), " }".repeat(depth));
    assert_eq!(codes(&terms), [""; 0]);
    let record = format!("{}x 1{}", "t { ".repeat(depth - 1), " }".repeat(depth - 1));
    let test = format!("policy p {{ test \"t\" as of 2019-01-01 {{ {record} }} }}");
    assert_eq!(codes(&test), [""; 0]);
}

#[test]
fn long_chains_without_brackets_are_read() {
    let long = [
        "not ".repeat(10_000) + "a",
        "a + ".repeat(10_000) + "a",
        "a and ".repeat(10_000) + "a",
        "a 的 ".repeat(10_000) + "a",
        "5% of ".repeat(10_000) + "a",
        "latest end of t in within 6 months after ".repeat(1_000) + "hired",
        "has ".repeat(10_000) + "a",
        "has a where ".repeat(10_000) + "a",
        "ratio of ".repeat(10_000) + "a",
        "start of ".repeat(10_000) + "a",
        "covers ".repeat(10_000) + "a",
        "a in ".repeat(10_000) + "a",
        "share of t where ".repeat(10_000) + "a",
        "its ".repeat(10_000) + "a",
        "`a` ".repeat(10_000),
        "“a” ".repeat(10_000),
        "1".repeat(10_000),
        "1:".repeat(10_000),
        "，".repeat(10_000),
        "至".repeat(10_000),
        "要求".repeat(5_000) + "好",
    ];
    for text in long {
        // Of what fits in no line there is a word about that.
        read(&in_rule(&text));
        read(&in_rule(&text.replace(' ', "\n")));
    }
}

#[test]
fn a_line_of_ten_megabytes_is_answered() {
    assert_eq!(codes(&"学".repeat(3_500_000)), ["syntax-file-too-large"]);
    assert_eq!(codes(&"学".repeat(1_000_000)), ["syntax-line-too-long"]);
    assert_eq!(codes(&format!("# ok\n{}", "a ".repeat(1_000_000))), ["syntax-line-too-long"]);
}

#[test]
fn a_table_of_a_million_rows_is_refused_before_it_is_built() {
    let text = "policy p { table t { a | b\n".to_owned() + &"1|2\n".repeat(1_000_000) + "} }";
    assert_eq!(codes(&text), ["syntax-too-many-words"]);
    let sources = Sources::single("a.policy", text.as_str());
    let (_, mistakes) = parse(0, &text, &scan_names(&sources));
    let said = [Language::English, Language::Chinese].map(|language| mistakes[0].says.text(language));
    insta::assert_snapshot!(said.join("\n"));
}

#[test]
fn a_large_broken_file_is_answered() {
    let rule = "rule r {\n for teachers\n requre hours >= 90\n cite \"x\"\n}\n";
    let text = format!("policy p {{\n{}}}\n", rule.repeat(20_000));
    assert_eq!(codes(&text).len(), 50);
    let lines = "x = = y\n".repeat(100_000);
    assert!(!codes(&lines).is_empty());
    let lines = "规则学习公需课不少于\n".repeat(50_000);
    assert!(!codes(&lines).is_empty());
}

#[test]
fn bytes_that_are_no_text_are_told_with_their_place() {
    let mut sources = Sources::new();
    let (source, mistake) = sources.add_bytes("a.policy", b"policy p {\n  issuer \"\xb0\xa1\"".to_vec());
    let mistake = mistake.unwrap();
    insta::assert_snapshot!(mistake.render(&sources, Language::English));
    assert_eq!(sources.place(mistake.span).map(|place| (place.line, place.column)), Some((2, 11)));
    assert_eq!(mistake.span.source, source);
    let (_, mistake) = sources.add_bytes("b.policy", b"\xff\xfep\x00".to_vec());
    assert_eq!(mistake.unwrap().says.id, "syntax-utf16");
    let (_, mistake) = sources.add_bytes("c.policy", "\u{feff}policy p {}".as_bytes().to_vec());
    assert_eq!(mistake, None);
    assert_eq!(codes("\u{feff}policy p {}"), [""; 0]);
}

/// Pieces of the language, put together without sense.
fn soup() -> impl Strategy<Value = String> {
    let words = [
        "policy",
        "rule",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ",",
        ";",
        ":",
        "、",
        "。",
        "”",
        "“",
        "\"",
        "`",
        "'",
        "#",
        "//",
        "\n",
        "\n\n",
        "require",
        "where",
        "hours",
        "of",
        ">=",
        "≥",
        "90",
        "90.5",
        "%",
        "3月30日",
        "2019年",
        "2019-02-30",
        "in",
        "the",
        "year",
        "within",
        "6",
        "months",
        "after",
        "cases",
        "|",
        "?",
        "$",
        "$x",
        "expect",
        "met",
        "test",
        "as of",
        "2019-03-01",
        "vocabulary",
        "terms",
        "规则",
        "适用",
        "教师",
        "要求",
        "公需课",
        "的",
        "学时",
        "不少于",
        "不少于2天",
        "要求公需课的学时不少于30学时",
        "其中",
        "满足",
        "有",
        "在",
        "当年",
        "与",
        "之比",
        "介于",
        "、",
        "｛",
        "用例",
        "cite",
        "依据",
        "not",
        "and",
        "or",
        "has",
        "count",
        "is",
        "for",
        "each",
        "by",
        "before",
        "count of",
        "recognition of t as hours",
        "calendar",
        "period",
        "default",
        "also",
        "又称",
        "a",
        "b",
        "１２",
        "．",
        ".",
        "-",
        "+",
        "/",
        "\u{0}",
        "\u{202e}",
        "😀",
        "\r",
        "\t",
        "\\",
    ];
    prop::collection::vec((prop::sample::select(words.to_vec()), prop::bool::weighted(0.8)), 0..80).prop_map(
        |pieces| {
            pieces
                .into_iter()
                .map(|(word, spaced)| if spaced { format!("{word} ") } else { word.to_owned() })
                .collect()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn no_soup_of_words_makes_it_panic(text in soup()) {
        read(&text);
    }

    #[test]
    fn no_soup_in_a_rule_makes_it_panic(text in soup()) {
        read(&format!("policy p {{\n rule r {{\n for t\n require {text}\n }}\n}}"));
    }

    #[test]
    fn no_soup_in_a_table_makes_it_panic(text in soup()) {
        read(&format!("policy p {{\n test \"t\" as of 2019-01-01 {{\n t {{ {text} }}\n cases {{\n {text}\n }}\n }}\n}}"));
    }
}
