//! Findings and tests as JUnit XML, which build servers count and show.
//!
//! There is no schema that everybody keeps to; this keeps to the one that Jenkins publishes, which GitLab and others read as well.
//! Nothing is timed: the same policies give the same bytes.

use std::io::{self, Write};

/// A group of cases: a file, or a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suite {
    /// What it is called.
    pub name: String,
    /// Its cases.
    pub cases: Vec<Case>,
}

/// One case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// What it is called.
    pub name: String,
    /// What is wrong; nothing where it passed.
    pub failure: Option<Wrong>,
}

/// What is wrong with a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Its kind, for machines.
    pub kind: String,
    /// One sentence.
    pub message: String,
    /// All there is to say.
    pub text: String,
}

impl Suite {
    fn failures(&self) -> usize {
        self.cases.iter().filter(|case| case.failure.is_some()).count()
    }
}

/// Writes suites under a name.
pub fn write_junit(out: &mut dyn Write, name: &str, suites: &[Suite]) -> io::Result<()> {
    let failures: usize = suites.iter().map(Suite::failures).sum();
    let tests: usize = suites.iter().map(|suite| suite.cases.len()).sum();
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"{}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">",
        escaped(name)
    )?;
    for suite in suites {
        let (tests, failures) = (suite.cases.len(), suite.failures());
        let class = escaped(&suite.name);
        writeln!(
            out,
            "  <testsuite name=\"{class}\" tests=\"{tests}\" failures=\"{failures}\" errors=\"0\">"
        )?;
        for case in &suite.cases {
            write!(out, "    <testcase name=\"{}\" classname=\"{class}\"", escaped(&case.name))?;
            match &case.failure {
                None => writeln!(out, "/>")?,
                Some(wrong) => {
                    let (kind, message) = (escaped(&wrong.kind), escaped(&wrong.message));
                    writeln!(out, ">\n      <failure type=\"{kind}\" message=\"{message}\">")?;
                    writeln!(out, "{}</failure>\n    </testcase>", escaped_lines(&wrong.text))?;
                }
            }
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

/// A text as the value of an attribute; line ends and tabs stay what they are.
fn escaped(text: &str) -> String {
    text.chars().map(|c| escaped_char(c, true)).collect()
}

/// A text of several lines between tags.
fn escaped_lines(text: &str) -> String {
    text.chars().map(|c| escaped_char(c, false)).collect()
}

/// What XML can hold in no way at all is shown by its number: `\u{1b}`.
fn escaped_char(c: char, in_attribute: bool) -> String {
    match c {
        '&' => "&amp;".to_owned(),
        '<' => "&lt;".to_owned(),
        '>' => "&gt;".to_owned(),
        '"' if in_attribute => "&quot;".to_owned(),
        '\n' | '\t' if in_attribute => format!("&#{};", u32::from(c)),
        '\r' => "&#13;".to_owned(),
        '\n' | '\t' | '\u{20}'..='\u{7e}' | '\u{a0}'..='\u{fffd}' | '\u{10000}'..='\u{10ffff}' => {
            c.to_string()
        }
        other => other.escape_unicode().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_xml_cannot_hold_is_shown_by_its_number() {
        let text = "a\u{0}b\u{1b}[31m\u{7f}\u{9f}\u{fffe}\u{ffff}<&>\"\n\r𠮷";
        let shown = "a\\u{0}b\\u{1b}[31m\\u{7f}\\u{9f}\\u{fffe}\\u{ffff}&lt;&amp;&gt;";
        assert_eq!(escaped(text), format!("{shown}&quot;&#10;&#13;𠮷"));
        assert_eq!(escaped_lines(text), format!("{shown}\"\n&#13;𠮷"));
    }
}
