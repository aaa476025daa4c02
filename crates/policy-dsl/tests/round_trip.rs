//! Printing and parsing are each other's inverse, in both keyword languages, for every tree.

#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::expect_used,
    reason = "tests stop at what they do not expect"
)]

mod trees;

use policy_dsl::syntax::{File, strip_spans};
use policy_dsl::{FormatOptions, Lexicon, Sources, format, parse, render};
use policy_messages::Language;
use proptest::prelude::*;

/// Prints a tree, parses it, and holds both to be the same; prints it again, and holds the texts to be the same.
fn check(file: &File, lexicon: &Lexicon, keywords: Language, width: usize) -> Result<File, TestCaseError> {
    let options = FormatOptions { keywords, width, lexicon: Some(lexicon), ..FormatOptions::default() };
    let printed = format(file, options);
    let (again, mistakes) = parse(0, &printed, lexicon);
    let sources = Sources::single("printed.policy", printed.as_str());
    prop_assert!(mistakes.is_empty(), "{}\n{}", render(&mistakes, &sources, Language::English), printed);
    let (expected, found) = (strip_spans(file), strip_spans(&again));
    if expected != found {
        let (expected, found) = (format!("{expected:#?}"), format!("{found:#?}"));
        let line = expected.lines().zip(found.lines()).position(|(left, right)| left != right).unwrap_or(0);
        let context =
            |text: &str| text.lines().skip(line.saturating_sub(10)).take(16).collect::<Vec<_>>().join("\n");
        return Err(TestCaseError::fail(format!(
            "{printed}\n---- expected\n{}\n---- found\n{}",
            context(&expected),
            context(&found)
        )));
    }
    prop_assert_eq!(&printed, &format(&again, options));
    Ok(again)
}

fn lexicon(names: &[&str]) -> Lexicon {
    let mut lexicon = Lexicon::default();
    names.iter().for_each(|name| lexicon.add(name));
    lexicon
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 4000, ..ProptestConfig::default() })]

    #[test]
    fn what_is_printed_parses_to_the_same_tree(file in trees::file(), wide in any::<bool>()) {
        let width = if wide { 100 } else { 30 };
        for keywords in [Language::English, Language::Chinese] {
            check(&file, &Lexicon::default(), keywords, width)?;
        }
    }

    #[test]
    fn a_file_goes_to_the_other_language_and_back(file in trees::file()) {
        let known = lexicon(&["公需课", "学时", "培训", "centralized study", "要求2天", "每年要求", "学时要求", "天"]);
        let chinese = check(&file, &known, Language::Chinese, 100)?;
        let english = check(&chinese, &known, Language::English, 100)?;
        check(&english, &known, Language::Chinese, 100)?;
    }
}
