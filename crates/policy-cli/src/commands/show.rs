//! `policy show`: a policy in one layout, one language and without comments, so that two versions differ only where their words mean
//! something else. git shows changes by it (`textconv`).

use std::io::{self, stderr};
use std::path::{Path, PathBuf};

use policy_dsl::{FormatOptions, Lexicon, Severity, Source, Spaces, format, parse, without_comments};
use policy_messages::Language;

use super::Ending;
use super::format::with_neighbours;
use crate::arguments::{Shared, ShowArguments, Tongue};
use crate::failure::Failure;
use crate::load;
use crate::output::Output;
use crate::reach::Reach;
use crate::voice::{Tone, Voice, tame};

/// How wide a line may be: everything that can stand on a line of its own does.
const WIDTH: usize = 60;

/// Prints policies. A file with mistakes is printed as it is written, since whoever compares two texts wants to see them all the same.
pub fn show(asked: &ShowArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &stderr());
    let keywords = match asked.keywords {
        Some(Tongue::En) => Language::English,
        Some(Tongue::Zh) => Language::Chinese,
        None => voice.language,
    };
    let paths: Vec<&Path> = asked.policies.iter().map(PathBuf::as_path).collect();
    let sources = load::sources(&paths)?;
    let mut all = with_neighbours(&paths, &sources);
    paths.iter().filter_map(|path| load::at(path)).for_each(|at| all.append(load::beside(&at)));
    let mut reach = Reach::new(&all);
    let mut output = Output::open(None)?;
    for (number, source) in sources.iter() {
        let is_whole = !sources.defects().iter().any(|defect| defect.span.source == number);
        let shown = plain(number, source, reach.lexicon(number), keywords).filter(|_| is_whole);
        if shown.is_none() {
            let said = voice.say("show-as-written", &[("file", &tame(&source.name))]);
            eprintln!("{}", voice.paint(Tone::Open, &said));
        }
        let text = shown.as_deref().unwrap_or(&source.text);
        output.writer().write_all(text.as_bytes()).map_err(|error: io::Error| output.failure(&error))?;
    }
    output.finish()?;
    Ok(Ending::Fine)
}

/// The text of a file without what carries no meaning; nothing where it has mistakes.
fn plain(number: u32, source: &Source, lexicon: &Lexicon, keywords: Language) -> Option<String> {
    let text = without_comments(&source.text, lexicon)?;
    let (file, mistakes) = parse(number, &text, lexicon);
    if mistakes.iter().any(|mistake| mistake.severity == Severity::Error) {
        return None;
    }
    let (spaces, lexicon) = (Spaces::Add, Some(lexicon));
    Some(format(&file, FormatOptions { keywords, source: None, spaces, width: WIDTH, lexicon }))
}

#[cfg(test)]
mod tests {
    use policy_dsl::{Sources, scan_names};

    use super::*;

    fn shown(text: &str) -> String {
        let sources = Sources::single("a.policy", text);
        let source = Source { name: "a.policy".to_owned(), text: text.to_owned() };
        plain(0, &source, &scan_names(&sources), Language::English).unwrap_or_default()
    }

    #[test]
    fn layout_comments_and_the_language_of_keywords_do_not_show() {
        let english =
            "policy p { effective 2019-01-01\n rule r { for teachers each year require hours >= 90 } }";
        let chinese = "# 注\n政策 p {\n\n  施行 2019年1月1日\n  规则 r {\n    适用 teachers\n    每 年 # 注\n    要求 hours 不少于 90\n  }\n}\n";
        assert_eq!(shown(english), shown(chinese));
        assert!(shown(english).contains("    require hours >= 90\n"), "{}", shown(english));
    }
}
