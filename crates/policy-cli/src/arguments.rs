//! What the command line can say.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold());

/// Checks regulations on training and decides them over people's records.
#[derive(Debug, Parser)]
#[command(
    name = "policy",
    version,
    styles = STYLES,
    after_help = "Exit status: 0 all is well; 1 there are findings (a rule unmet, a test failed, a mistake in a \
                  policy, a row set aside); 2 the command could not do its job.\n\n\
                  Example: policy run 泰兴2019/ --data 教师.xlsx --as-of 2019-12-31"
)]
pub struct Arguments {
    /// What is shared by all commands.
    #[command(flatten)]
    pub shared: Shared,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Clone, Copy, Debug, Args)]
pub struct Shared {
    /// The language of messages; the environment's where it is not given
    #[arg(long, global = true, value_name = "LANGUAGE")]
    pub lang: Option<Tongue>,
    /// The form of the result: text for people, json for machines, csv for spreadsheets (run only)
    #[arg(long, global = true, value_name = "FORMAT")]
    pub format: Option<Format>,
    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: ColorWhen,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    /// English
    En,
    /// Chinese
    Zh,
}

/// The form of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people
    Text,
    /// For spreadsheets
    Csv,
    /// For machines
    Json,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// What the command does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Find mistakes in policies, and quotes that do not stand in the regulation
    Check(CheckArguments),
    /// Lay policies out in the one usual way
    Fmt(FormatArguments),
    /// Run the tests that stand in policies
    Test(TestArguments),
    /// Decide policies over spreadsheets and records
    Run(RunArguments),
    /// Tell the whole story of one person: what counted, what did not, and why
    Explain(ExplainArguments),
    /// Make a starter directory: a vocabulary, a calendar, a policy, a test and sample data
    New(NewArguments),
    /// Print what makes a shell complete this command
    Completions(CompletionArguments),
}

/// Which policies, and their parameters.
#[derive(Clone, Debug, Args)]
pub struct Policies {
    /// Policy files, and directories of them (with the vocabulary and calendars they use)
    #[arg(required = true, value_name = "POLICY")]
    pub paths: Vec<PathBuf>,
    /// Set a parameter: 'yearly_hours=72 hours'; may be given several times
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = assignment)]
    pub parameters: Vec<(String, String)>,
}

impl Policies {
    /// Those of the paths that hold policies.
    pub fn sources(&self) -> Vec<&Path> {
        self.paths.iter().map(PathBuf::as_path).filter(|path| !is_data(path)).collect()
    }

    /// Those that can only be data: `policy run 政策/ 名册.xlsx` says plainly what is meant.
    pub fn data(&self) -> impl Iterator<Item = &Path> {
        self.paths.iter().map(PathBuf::as_path).filter(|path| is_data(path))
    }
}

fn is_data(path: &Path) -> bool {
    const ENDINGS: [&str; 8] = ["xlsx", "xlsm", "xls", "ods", "csv", "tsv", "ndjson", "jsonl"];
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// `check`
#[derive(Debug, Args)]
#[command(after_help = "Example: policy check 泰兴2019/ --sources 法规原文/")]
pub struct CheckArguments {
    /// Which policies.
    #[command(flatten)]
    pub policies: Policies,
    /// Where the texts of the regulations lie; every quote must stand in its text
    #[arg(long, value_name = "DIRECTORY")]
    pub sources: Option<PathBuf>,
}

/// `fmt`
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  policy fmt 泰兴2019/\n  policy fmt --check 泰兴2019/\n  policy fmt --keywords zh 泰兴2019/政策.policy"
)]
pub struct FormatArguments {
    /// Policy files, and directories of them
    #[arg(required = true, value_name = "POLICY")]
    pub policies: Vec<PathBuf>,
    /// Change nothing; list the files that are not laid out
    #[arg(long)]
    pub check: bool,
    /// Rewrite all keywords in this language
    #[arg(long, value_name = "LANGUAGE")]
    pub keywords: Option<Tongue>,
}

/// `test`
#[derive(Debug, Args)]
#[command(after_help = "Example: policy test 泰兴2019/")]
pub struct TestArguments {
    /// Which policies.
    #[command(flatten)]
    pub policies: Policies,
}

/// Which data, and as of when.
#[derive(Clone, Debug, Args)]
pub struct DataArguments {
    /// A file (.xlsx, .xls, .ods, .csv, .tsv, .json, .ndjson) or a directory of them; may be given several times
    #[arg(long, num_args = 1.., value_name = "PATH")]
    pub data: Vec<PathBuf>,
    /// The last day whose events are seen, such as 2019-12-31
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub as_of: NaiveDate,
    /// Only this policy, by its name or label
    #[arg(long, value_name = "NAME")]
    pub policy: Option<String>,
    /// Only this kind of subject: teacher, 教师, school …
    #[arg(long, value_name = "NAME")]
    pub subject: Option<String>,
    /// Only this rule or consequence; may be given several times
    #[arg(long, value_name = "NAME")]
    pub rule: Vec<String>,
    /// Only what falls due in this year
    #[arg(long, value_name = "YEAR")]
    pub period: Option<i32>,
}

/// `run`
#[derive(Debug, Args)]
#[command(
    long_about = "Decide policies over spreadsheets and records.\n\n\
        Each sheet or file is a table of subjects (教师) or of events (培训), told by its name or by its \
        columns; columns are found by name, label or alias. A table of events that also has the subject's \
        own columns is enough by itself. A row that cannot be used is set aside with the reason, and the \
        rest is decided. In CSV, a cell that a spreadsheet would take for a formula begins with a quotation \
        mark (').",
    after_help = "Examples:\n  \
        policy run 泰兴2019/ --data 教师培训.xlsx --as-of 2019-12-31\n  \
        policy run 泰兴2019/ --data 教师.csv 培训.csv --as-of 2019-12-31 -o 结果.csv\n  \
        policy run 泰兴2019/ --data 数据/ --as-of 2019-12-31 --rule 年度学时 --period 2019 --format json"
)]
pub struct RunArguments {
    /// Which policies.
    #[command(flatten)]
    pub policies: Policies,
    /// Which data.
    #[command(flatten)]
    pub data: DataArguments,
    /// Only the subject with this identifier
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// Write the result to this file, whole or not at all; .csv and .json set the format
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `explain`
#[derive(Debug, Args)]
#[command(
    after_help = "Example: policy explain 泰兴2019/ --data 教师培训.xlsx --id 320000199001010017 --as-of 2019-12-31"
)]
pub struct ExplainArguments {
    /// Which policies.
    #[command(flatten)]
    pub policies: Policies,
    /// Which data.
    #[command(flatten)]
    pub data: DataArguments,
    /// Whose story: the subject's identifier
    #[arg(long, value_name = "ID")]
    pub id: String,
}

/// `new`
#[derive(Debug, Args)]
#[command(after_help = "Example: policy new 我的政策 --keywords zh")]
pub struct NewArguments {
    /// The directory to make
    #[arg(value_name = "DIRECTORY")]
    pub directory: PathBuf,
    /// The language of the keywords; that of the messages where it is not given
    #[arg(long, value_name = "LANGUAGE")]
    pub keywords: Option<Tongue>,
}

/// `completions`
#[derive(Debug, Args)]
#[command(
    after_help = "Example: policy completions bash > ~/.local/share/bash-completion/completions/policy"
)]
pub struct CompletionArguments {
    /// The shell
    pub shell: Shell,
}

fn assignment(text: &str) -> Result<(String, String), String> {
    match text.split_once(['=', '＝']) {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        Some(_) | None => Err("expected NAME=VALUE, such as 'yearly_hours=72 hours'".to_owned()),
    }
}

fn date(text: &str) -> Result<NaiveDate, String> {
    policy_core::parse_date(text.trim())
        .ok_or_else(|| "expected a day of the calendar, such as 2019-12-31".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Arguments::command().debug_assert();
    }
}
