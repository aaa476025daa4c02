//! What the command line can say.
//!
//! Help texts and the names of values are messages of the catalogue: what stands here are their names, which
//! [`speak`] puts into words.

mod complain;
mod speak;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use crate::read::unpacked_name;
pub use complain::complain;
pub use speak::{in_language, language_asked};

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold());

/// The whole command line.
#[derive(Debug, Parser)]
#[command(
    name = "policy",
    version,
    styles = STYLES,
    about = "help-policy",
    after_help = "help-policy-after",
    disable_help_flag = true,
    disable_version_flag = true
)]
pub struct Arguments {
    /// What is shared by all commands.
    #[command(flatten)]
    pub shared: Shared,
    /// Prints the version.
    #[arg(short = 'V', long, display_order = 905, action = ArgAction::Version, help = "help-arg-version")]
    version: Option<bool>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Clone, Copy, Debug, Args)]
pub struct Shared {
    /// The language of messages.
    #[arg(
        long,
        global = true,
        display_order = 901,
        value_name = "value-language",
        hide_possible_values = true,
        help = "help-arg-lang"
    )]
    pub lang: Option<Tongue>,
    /// The form of the result.
    #[arg(
        long,
        global = true,
        display_order = 902,
        value_name = "value-format",
        hide_possible_values = true,
        help = "help-arg-format"
    )]
    pub format: Option<Format>,
    /// When to use colours.
    #[arg(
        long,
        global = true,
        display_order = 903,
        value_name = "value-when",
        default_value = "auto",
        hide_possible_values = true,
        hide_default_value = true,
        help = "help-arg-color"
    )]
    pub color: ColorWhen,
    /// Prints the help.
    #[arg(short, long, global = true, display_order = 904, action = ArgAction::Help, help = "help-arg-help")]
    help: Option<bool>,
}

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Tongue {
    /// English.
    #[value(help = None::<&str>)]
    En,
    /// Chinese.
    #[value(help = None::<&str>)]
    Zh,
}

/// The form of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    #[value(help = None::<&str>)]
    Text,
    /// For spreadsheets.
    #[value(help = None::<&str>)]
    Csv,
    /// For machines.
    #[value(help = None::<&str>)]
    Json,
    /// For people, as a page.
    #[value(help = None::<&str>)]
    Html,
    /// For programs, in columns.
    #[value(help = None::<&str>)]
    Parquet,
    /// For clerks, as a workbook.
    #[value(help = None::<&str>)]
    Xlsx,
    /// For code hosts.
    #[value(help = None::<&str>)]
    Sarif,
    /// For build servers.
    #[value(help = None::<&str>)]
    Junit,
    /// For a pull request.
    #[value(help = None::<&str>)]
    Markdown,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal.
    #[value(help = None::<&str>)]
    Auto,
    /// Always.
    #[value(help = None::<&str>)]
    Always,
    /// Never.
    #[value(help = None::<&str>)]
    Never,
}

/// What becomes of spaces between Chinese words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Spacing {
    /// They stay as they are.
    #[value(help = None::<&str>)]
    Keep,
    /// They go where nothing changes without them.
    #[value(help = None::<&str>)]
    Remove,
    /// There is one between any two words.
    #[value(help = None::<&str>)]
    Add,
}

/// What the command does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Mistakes in policies.
    #[command(about = "help-check", after_help = "help-check-after")]
    Check(CheckArguments),
    /// The usual layout.
    #[command(about = "help-fmt", after_help = "help-fmt-after")]
    Fmt(FormatArguments),
    /// What amendments make, in full.
    #[command(about = "help-consolidate", after_help = "help-consolidate-after")]
    Consolidate(ConsolidateArguments),
    /// The tests that stand in policies.
    #[command(about = "help-test", after_help = "help-test-after")]
    Test(TestArguments),
    /// A compiled set in one file.
    #[command(about = "help-build", after_help = "help-build-after")]
    Build(BuildArguments),
    /// Everybody's verdicts.
    #[command(about = "help-run", after_help = "help-run-after")]
    Run(RunArguments),
    /// Who is decided otherwise by a new version.
    #[command(about = "help-impact", after_help = "help-impact-after")]
    Impact(ImpactArguments),
    /// Whether what a receipt tells of comes out the same again.
    #[command(about = "help-verify", after_help = "help-verify-after")]
    Verify(VerifyArguments),
    /// A letter to everybody who still owes something.
    #[command(about = "help-notify", after_help = "help-notify-after")]
    Notify(NotifyArguments),
    /// One subject's whole story.
    #[command(about = "help-explain", after_help = "help-explain-after")]
    Explain(ExplainArguments),
    /// The history of a rule.
    #[command(about = "help-log", after_help = "help-log-after")]
    Log(LogArguments),
    /// A policy without what carries no meaning.
    #[command(about = "help-show", after_help = "help-show-after")]
    Show(ShowArguments),
    /// What changes from one version to another.
    #[command(about = "help-diff", after_help = "help-diff-after")]
    Diff(DiffArguments),
    /// Data before anybody is judged by it.
    #[command(subcommand, about = "help-data", after_help = "help-data-after")]
    Data(DataCommand),
    /// A directory to begin with.
    #[command(about = "help-new", after_help = "help-new-after")]
    New(NewArguments),
    /// What makes a shell complete this command.
    #[command(about = "help-completions", after_help = "help-completions-after")]
    Completions(CompletionArguments),
}

/// Which policies, and their parameters.
#[derive(Clone, Debug, Args)]
pub struct Policies {
    /// Policy files, and directories of them.
    #[arg(value_name = "value-policy", help = "help-arg-policies")]
    pub paths: Vec<PathBuf>,
    /// Parameters that are set otherwise.
    #[arg(long = "set", value_name = "value-assignment", value_parser = assignment, help = "help-arg-set")]
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
    const ENDINGS: [&str; 15] = [
        "xlsx", "xlsm", "xls", "ods", "csv", "tsv", "ndjson", "jsonl", "toml", "parquet", "pq", "arrow",
        "arrows", "feather", "ipc",
    ];
    let path = unpacked_name(path);
    let ending = path.extension().and_then(|ending| ending.to_str()).map(str::to_ascii_lowercase);
    ending.is_some_and(|ending| ENDINGS.contains(&ending.as_str()))
}

/// `check`
#[derive(Debug, Args)]
pub struct CheckArguments {
    /// Policy files, and directories of them.
    #[arg(value_name = "value-policy", help = "help-arg-policies")]
    pub paths: Vec<PathBuf>,
    /// Parameters that are set otherwise.
    #[arg(long = "set", value_name = "value-assignment", value_parser = assignment, help = "help-arg-set")]
    pub parameters: Vec<(String, String)>,
    /// Where the texts of the regulations lie.
    #[arg(long, value_name = "value-directory", help = "help-arg-sources")]
    pub sources: Option<PathBuf>,
    /// Since which revision what changed is looked at.
    #[arg(long, value_name = "value-revision", help = "help-arg-changed")]
    pub changed: Option<String>,
    /// Which finding is explained; the outer is absent where none is, the inner where all are listed.
    #[arg(long, value_name = "value-finding", num_args = 0..=1, help = "help-arg-explain")]
    pub explain: Option<Option<String>>,
}

impl CheckArguments {
    /// Which policies.
    pub fn policies(&self) -> Policies {
        Policies { paths: self.paths.clone(), parameters: self.parameters.clone() }
    }
}

/// `fmt`
#[derive(Debug, Args)]
pub struct FormatArguments {
    /// Policy files, and directories of them.
    #[arg(value_name = "value-policy", help = "help-arg-policies")]
    pub policies: Vec<PathBuf>,
    /// Whether nothing is changed.
    #[arg(long, help = "help-arg-check")]
    pub check: bool,
    /// The language of all keywords.
    #[arg(long, value_name = "value-language", hide_possible_values = true, help = "help-arg-keywords")]
    pub keywords: Option<Tongue>,
    /// What becomes of spaces between Chinese words.
    #[arg(
        long,
        value_name = "value-spaces",
        default_value = "keep",
        hide_possible_values = true,
        hide_default_value = true,
        help = "help-arg-spaces"
    )]
    pub spaces: Spacing,
}

/// `consolidate`
#[derive(Debug, Args)]
pub struct ConsolidateArguments {
    /// Policy files, and directories of them.
    #[arg(value_name = "value-policy", help = "help-arg-policies")]
    pub paths: Vec<PathBuf>,
    /// Only this version.
    #[arg(long, value_name = "value-name", help = "help-arg-consolidate-policy")]
    pub policy: Option<String>,
    /// The language of all keywords.
    #[arg(
        long,
        value_name = "value-language",
        hide_possible_values = true,
        help = "help-arg-consolidate-keywords"
    )]
    pub keywords: Option<Tongue>,
    /// Where the text goes.
    #[arg(short, long, value_name = "value-file", help = "help-arg-consolidate-output")]
    pub output: Option<PathBuf>,
}

/// `test`
#[derive(Debug, Args)]
pub struct TestArguments {
    /// Which policies.
    #[command(flatten)]
    pub policies: Policies,
}

/// `build`
#[derive(Debug, Args)]
pub struct BuildArguments {
    /// Which policies.
    #[command(flatten)]
    pub policies: Policies,
    /// Where the bundle goes.
    #[arg(short, long, value_name = "value-file", help = "help-arg-build-output")]
    pub output: PathBuf,
}

/// Which data, and as of when.
#[derive(Clone, Debug, Args)]
pub struct DataArguments {
    /// Files, and directories of them.
    #[arg(long, num_args = 1.., value_name = "value-path", help = "help-arg-data")]
    pub data: Vec<PathBuf>,
    /// The last day whose events are seen.
    #[arg(long, value_name = "value-date", value_parser = date, help = "help-arg-as-of")]
    pub as_of: NaiveDate,
    /// Only this policy.
    #[arg(long, value_name = "value-name", help = "help-arg-policy")]
    pub policy: Option<String>,
    /// Only this kind of subject.
    #[arg(long, value_name = "value-name", help = "help-arg-subject")]
    pub subject: Option<String>,
    /// Only these rules and consequences.
    #[arg(long, value_name = "value-name", help = "help-arg-rule")]
    pub rule: Vec<String>,
    /// Only what falls due in this year.
    #[arg(long, value_name = "value-year", value_parser = year, help = "help-arg-period")]
    pub period: Option<i32>,
}

/// `run`
#[derive(Debug, Args)]
pub struct RunArguments {
    /// Which policies.
    #[command(flatten)]
    pub policies: Policies,
    /// Which data.
    #[command(flatten)]
    pub data: DataArguments,
    /// Only the subject with this identifier.
    #[arg(long, value_name = "value-id", help = "help-arg-id")]
    pub id: Option<String>,
    /// Whether what is met is told as well.
    #[arg(long, help = "help-arg-all")]
    pub all: bool,
    /// Whether damaged parts of files are passed over.
    #[arg(long, help = "help-arg-keep-going")]
    pub keep_going: bool,
    /// How many threads decide.
    #[arg(long, value_name = "value-number", help = "help-arg-threads")]
    pub threads: Option<NonZeroUsize>,
    /// Where the result goes.
    #[arg(short, long, value_name = "value-file", help = "help-arg-output")]
    pub output: Option<PathBuf>,
    /// Where a receipt goes; the outer is absent where none is wanted, the inner where it stands beside the result.
    #[arg(long, value_name = "value-file", num_args = 0..=1, help = "help-arg-receipt")]
    pub receipt: Option<Option<PathBuf>>,
}

/// `impact`
#[derive(Debug, Args)]
pub struct ImpactArguments {
    /// The old version.
    #[arg(value_name = "value-old", help = "help-arg-old")]
    pub old: PathBuf,
    /// The new version.
    #[arg(value_name = "value-new", help = "help-arg-new")]
    pub new: PathBuf,
    /// What both versions use.
    #[arg(long, num_args = 1.., value_name = "value-policy", help = "help-arg-with")]
    pub with: Vec<PathBuf>,
    /// Parameters that are set otherwise.
    #[arg(long = "set", value_name = "value-assignment", value_parser = assignment, help = "help-arg-set")]
    pub parameters: Vec<(String, String)>,
    /// Which data.
    #[command(flatten)]
    pub data: DataArguments,
    /// Whether people are named.
    #[arg(long, help = "help-arg-names")]
    pub names: bool,
    /// Whether each version decides only what falls due while it is in force.
    #[arg(long, help = "help-arg-own-dates")]
    pub own_dates: bool,
    /// Where the result goes.
    #[arg(short, long, value_name = "value-file", help = "help-arg-impact-output")]
    pub output: Option<PathBuf>,
}

/// `verify`
#[derive(Debug, Args)]
pub struct VerifyArguments {
    /// The receipt.
    #[arg(value_name = "value-receipt", help = "help-arg-verify")]
    pub receipt: PathBuf,
    /// Policy files, and directories of them, in place of those that the receipt names.
    #[arg(value_name = "value-policy", help = "help-arg-verify-policies")]
    pub policies: Vec<PathBuf>,
    /// Files, and directories of them, in place of those that the receipt names.
    #[arg(long, num_args = 1.., value_name = "value-path", help = "help-arg-verify-data")]
    pub data: Vec<PathBuf>,
    /// Whom a receipt of one subject is about.
    #[arg(long, value_name = "value-id", help = "help-arg-verify-id")]
    pub id: Option<String>,
}

/// `notify`
#[derive(Debug, Args)]
pub struct NotifyArguments {
    /// Which policies.
    #[command(flatten)]
    pub policies: Policies,
    /// Which data.
    #[command(flatten)]
    pub data: DataArguments,
    /// Only the subject with this identifier.
    #[arg(long, value_name = "value-id", help = "help-arg-id")]
    pub id: Option<String>,
    /// Where the letters go.
    #[arg(short, long, value_name = "value-path", help = "help-arg-letters")]
    pub output: Option<PathBuf>,
}

/// `explain`
#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// Which policies.
    #[command(flatten)]
    pub policies: Policies,
    /// Which data.
    #[command(flatten)]
    pub data: DataArguments,
    /// Whose story.
    #[arg(long, value_name = "value-id", help = "help-arg-whose")]
    pub id: String,
}

/// `log`
#[derive(Debug, Args)]
pub struct LogArguments {
    /// Which rule.
    #[arg(value_name = "value-rule", help = "help-arg-logged-rule")]
    pub rule: String,
    /// Policy files, and directories of them.
    #[arg(value_name = "value-policy", help = "help-arg-policies")]
    pub paths: Vec<PathBuf>,
    /// The day whose versions are told.
    #[arg(long, value_name = "value-date", value_parser = date, help = "help-arg-log-as-of")]
    pub as_of: Option<NaiveDate>,
}

/// `show`
#[derive(Debug, Args)]
pub struct ShowArguments {
    /// Policy files, and directories of them.
    #[arg(required = true, value_name = "value-policy", help = "help-arg-policies")]
    pub policies: Vec<PathBuf>,
    /// The language of all keywords; that of the messages where it is not given.
    #[arg(long, value_name = "value-language", hide_possible_values = true, help = "help-arg-new-keywords")]
    pub keywords: Option<Tongue>,
}

/// `diff`
#[derive(Debug, Args)]
pub struct DiffArguments {
    /// The version to begin with.
    #[arg(value_name = "value-old", help = "help-arg-diff-old")]
    pub old: String,
    /// The version to compare with it.
    #[arg(value_name = "value-new", help = "help-arg-diff-new")]
    pub new: String,
    /// What both versions use.
    #[arg(long, num_args = 1.., value_name = "value-policy", help = "help-arg-with")]
    pub with: Vec<PathBuf>,
    /// Where the comparison goes.
    #[arg(short, long, value_name = "value-file", help = "help-arg-output")]
    pub output: Option<PathBuf>,
}

/// `data`
#[derive(Debug, Subcommand)]
pub enum DataCommand {
    /// A description of files to begin with.
    #[command(about = "help-data-init", after_help = "help-data-init-after")]
    Init(DataInitArguments),
    /// How good data is.
    #[command(about = "help-data-check", after_help = "help-data-check-after")]
    Check(DataCheckArguments),
}

/// `data init`
#[derive(Debug, Args)]
pub struct DataInitArguments {
    /// Which policies.
    #[command(flatten)]
    pub policies: Policies,
    /// Files, and directories of them.
    #[arg(long, num_args = 1.., value_name = "value-path", help = "help-arg-data")]
    pub data: Vec<PathBuf>,
    /// Where the description goes.
    #[arg(short, long, value_name = "value-file", help = "help-arg-description")]
    pub output: Option<PathBuf>,
}

/// `data check`
#[derive(Debug, Args)]
pub struct DataCheckArguments {
    /// Which policies.
    #[command(flatten)]
    pub policies: Policies,
    /// Files, and directories of them.
    #[arg(long, num_args = 1.., value_name = "value-path", help = "help-arg-data")]
    pub data: Vec<PathBuf>,
}

/// `new`
#[derive(Debug, Args)]
pub struct NewArguments {
    /// The directory to make.
    #[arg(value_name = "value-directory", help = "help-arg-directory")]
    pub directory: PathBuf,
    /// The language of the keywords; that of the messages where it is not given.
    #[arg(long, value_name = "value-language", hide_possible_values = true, help = "help-arg-new-keywords")]
    pub keywords: Option<Tongue>,
}

/// `completions`
#[derive(Debug, Args)]
pub struct CompletionArguments {
    /// The shell.
    #[arg(value_name = "value-shell", hide_possible_values = true, help = "help-arg-shell")]
    pub shell: Shell,
}

/// What is wrong with a value is said by a message, whose name is the error.
type Refusal = &'static str;

fn assignment(text: &str) -> Result<(String, String), Refusal> {
    match text.split_once(['=', '＝']) {
        Some((name, value)) if !name.trim().is_empty() && !value.trim().is_empty() => {
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        }
        Some(_) | None => Err("usage-no-assignment"),
    }
}

fn date(text: &str) -> Result<NaiveDate, Refusal> {
    policy_core::parse_date(text.trim()).ok_or("usage-no-date")
}

fn year(text: &str) -> Result<i32, Refusal> {
    let text = text.trim();
    text.strip_suffix('年').unwrap_or(text).parse().map_err(|_| "usage-no-year")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_sound() {
        super::Arguments::command().debug_assert();
    }
}
