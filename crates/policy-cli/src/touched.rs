//! What a change since a revision touches: the files whose text is another one, and the policies that depend on what these declare.
//!
//! A policy depends on the vocabularies, calendars and policies that it names (`uses`, `under`, `supersedes`), on the policies whose rules
//! its own speak of, on what these depend on, and on the text of its regulation. What a changed file declared before counts as well: what is gone is missed by others.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use policy_core::{Plan, same_name};
use policy_dsl::syntax::{Declared, Item, PolicyClause};
use policy_dsl::{Compiled, Diagnostic, Severity, Sources, Span, parse, scan_names};
use policy_git::{GitError, RepoPath, Repository, Revision};

use crate::failure::Failure;

/// The largest file that is compared.
const MOST_BYTES: u64 = 16 << 20;

/// What a change touches.
#[derive(Debug)]
pub struct Touched {
    /// The revision since which, as it was asked for.
    pub revision: String,
    /// The numbers of the files whose text is another one.
    pub files: BTreeSet<u32>,
    /// Where the policies stand that depend on what changed, with what they keep of the versions that they amend.
    places: Vec<Span>,
}

/// What a policy names of others.
struct Reaching {
    place: Span,
    /// Where the clauses stand that an amendment leaves as the old version has them.
    kept: Vec<Span>,
    own: Vec<String>,
    named: Vec<String>,
    /// It does not say which vocabularies and calendars it uses.
    is_open: bool,
    /// The text of its regulation is another one, or a policy whose rules it speaks of is touched.
    is_touched: bool,
}

impl Touched {
    /// Compares sources with what stood at a revision.
    pub fn since(
        revision: &str,
        sources: &Sources,
        compiled: &Compiled,
        paths: &[&Path],
        texts: Option<&Path>,
    ) -> Result<Self, Failure> {
        let found = Self::compared(revision, sources, compiled, paths, texts);
        found.map_err(|error: GitError| Failure::new(error.says()))
    }

    fn compared(
        name: &str,
        sources: &Sources,
        compiled: &Compiled,
        paths: &[&Path],
        texts: Option<&Path>,
    ) -> Result<Self, GitError> {
        let repository = Repository::discover(Path::new("."))?;
        if repository.is_empty() && name == "HEAD" {
            // Before the first revision everything is new.
            let files = sources.iter().map(|(number, _)| number).collect();
            return Ok(Self { revision: name.to_owned(), files, places: Vec::new() });
        }
        let revision = repository.revision(name)?;
        let mut files = BTreeSet::new();
        let mut declared = Names::default();
        for (number, source) in sources.iter() {
            let before = text_at(&repository, &revision, Path::new(&source.name))?;
            if before.as_deref().is_some_and(|before| is_same(before, source.text.as_bytes())) {
                continue;
            }
            files.insert(number);
            declared.take(&source.text);
            before.into_iter().for_each(|before| declared.take(&String::from_utf8_lossy(&before)));
        }
        for gone in gone(&repository, &revision, sources, paths)? {
            declared.take(&String::from_utf8_lossy(&gone));
        }
        let is_text_changed = |policy: usize| -> Result<bool, GitError> {
            let source = compiled.index.policies.get(policy).and_then(|place| place.source.as_ref());
            let Some((directory, (file, _))) = texts.zip(source) else { return Ok(false) };
            let path = directory.join(file);
            let now = fs::read(&path).ok();
            let before = text_at(&repository, &revision, &path)?;
            Ok(match (before, now) {
                (Some(before), Some(now)) => !is_same(&before, &now),
                (before, now) => before.is_some() || now.is_some(),
            })
        };
        let mut policies = reaching(compiled);
        for (number, policy) in policies.iter_mut().enumerate() {
            policy.is_touched = files.contains(&policy.place.source) || is_text_changed(number)?;
        }
        spread(&mut policies, &declared, compiled.plan.as_ref());
        let touched = policies.into_iter().filter(|policy| policy.is_touched);
        let places = touched.flat_map(|policy| std::iter::once(policy.place).chain(policy.kept));
        Ok(Self { revision: name.to_owned(), files, places: places.collect() })
    }

    /// Whether a finding lies in what is touched, or speaks of it. A mistake without whose mending nothing can be looked for always does.
    pub fn touches(&self, found: &Diagnostic) -> bool {
        let is_mistake = found.severity == Severity::Error && found.lint.is_none();
        let mut places = std::iter::once(found.span).chain(found.related.iter().map(|(span, _)| *span));
        let is_touched = |place: Span| self.places.iter().any(|own| holds(*own, place));
        is_mistake || places.any(|place| self.files.contains(&place.source) || is_touched(place))
    }

    /// Whether a file changed, or holds a policy that depends on what did.
    pub fn reaches(&self, file: u32) -> bool {
        self.files.contains(&file) || self.places.iter().any(|place| place.source == file)
    }
}

/// Whether a place lies within another.
fn holds(outer: Span, place: Span) -> bool {
    outer.source == place.source && outer.start <= place.start && place.end <= outer.end
}

/// The bytes of a file at a revision; nothing where it was not there, or lies outside the repository.
fn text_at(repository: &Repository, revision: &Revision, path: &Path) -> Result<Option<Vec<u8>>, GitError> {
    let Ok(place) = repository.path(path) else { return Ok(None) };
    match repository.bytes(revision, &place, MOST_BYTES) {
        Err(GitError::Link { .. } | GitError::Submodule { .. } | GitError::TooLarge { .. }) => Ok(None),
        read => read,
    }
}

/// The texts of the policy files that stood at or below the paths, and are no longer among the sources.
fn gone(
    repository: &Repository,
    revision: &Revision,
    sources: &Sources,
    paths: &[&Path],
) -> Result<Vec<Vec<u8>>, GitError> {
    let here: BTreeSet<RepoPath> =
        sources.iter().filter_map(|(_, source)| repository.path(Path::new(&source.name)).ok()).collect();
    let mut texts = Vec::new();
    for path in paths {
        let Ok(place) = repository.path(path) else { continue };
        let files = match repository.files(revision, &place) {
            Ok(files) => files,
            Err(GitError::Link { .. } | GitError::Submodule { .. }) => continue,
            Err(error) => return Err(error),
        };
        for file in files.iter() {
            let place = RepoPath::new(&file.path).unwrap_or_default();
            if !here.contains(&place) {
                texts.extend(repository.bytes(revision, &place, MOST_BYTES)?);
            }
        }
    }
    Ok(texts)
}

/// Whether two texts are the same, whatever their line ends.
fn is_same(left: &[u8], right: &[u8]) -> bool {
    let plain = |text: &'_ [u8]| -> Vec<u8> { text.iter().copied().filter(|byte| *byte != b'\r').collect() };
    left == right || plain(left) == plain(right)
}

/// What files declare.
#[derive(Default)]
struct Names {
    policies: Vec<String>,
    others: Vec<String>,
}

impl Names {
    fn take(&mut self, text: &str) {
        let lexicon = scan_names(&Sources::single("", text));
        for item in &parse(0, text, &lexicon).0.items {
            match &item.node {
                Item::Policy(policy) => self.policies.extend(all(&policy.declared)),
                Item::Amendment(amendment) => self.policies.extend(all(&amendment.declared)),
                Item::Vocabulary(vocabulary) => self.others.extend(all(&vocabulary.declared)),
                Item::Calendar(calendar) => self.others.extend(all(&calendar.declared)),
            }
        }
    }
}

fn all(declared: &Declared) -> Vec<String> {
    let labels = declared.label.iter().chain(&declared.also).map(|text| text.value.clone());
    std::iter::once(declared.name.text.clone()).chain(labels).collect()
}

/// The policies of the sources, in the order of the plan.
fn reaching(compiled: &Compiled) -> Vec<Reaching> {
    let mut found = Vec::new();
    for item in compiled.files.iter().flat_map(|file| &file.items) {
        let Item::Policy(policy) = &item.node else { continue };
        let (mut named, mut uses_any) = (Vec::new(), false);
        for clause in &policy.body.members {
            if let PolicyClause::Uses(names) | PolicyClause::Supersedes(names) | PolicyClause::Under(names) =
                &clause.node
            {
                uses_any |= matches!(clause.node, PolicyClause::Uses(_));
                named.extend(names.iter().map(|name| name.text.clone()));
            }
        }
        let own = all(&policy.declared);
        let members = policy.body.members.iter().map(|clause| clause.span);
        let kept = members.filter(|place| !holds(item.span, *place)).collect();
        found.push(Reaching { place: item.span, kept, own, named, is_open: !uses_any, is_touched: false });
    }
    found
}

/// Marks the policies that depend on what files declare, until no more are found.
fn spread(policies: &mut [Reaching], declared: &Names, plan: Option<&Plan>) {
    let names =
        |named: &[String], of: &[String]| named.iter().any(|own| of.iter().any(|name| same_name(own, name)));
    for policy in policies.iter_mut() {
        policy.is_touched |= names(&policy.named, &declared.policies)
            || names(&policy.named, &declared.others)
            || (policy.is_open && !declared.others.is_empty());
    }
    let spoken: Vec<(usize, usize)> = plan.map_or_else(Vec::new, |plan| {
        let rules = plan.rules.iter().map(|rule| (rule.policy, rule.references()));
        let consequences = plan.consequences.iter().map(|one| {
            let spoken = one.applies.rules().into_iter().chain(one.when.rules()).chain(one.lifted_by);
            (one.policy, spoken.collect())
        });
        let pairs = rules.chain(consequences).flat_map(|(policy, spoken)| {
            let others = spoken.into_iter().filter_map(|other| plan.rules.get(other.index()));
            others.map(|other| (policy.index(), other.policy.index())).collect::<Vec<_>>()
        });
        pairs.filter(|(own, other)| own != other).collect()
    });
    loop {
        let touched: Vec<bool> = policies.iter().map(|policy| policy.is_touched).collect();
        let also = |number: usize| {
            let named = policies.iter().zip(&touched);
            let by_name = named
                .clone()
                .any(|(other, is_touched)| *is_touched && names(&policies[number].named, &other.own));
            let by_rule = spoken
                .iter()
                .any(|(own, other)| *own == number && touched.get(*other).copied().unwrap_or(false));
            by_name || by_rule
        };
        let more: Vec<usize> =
            (0..policies.len()).filter(|number| !touched[*number] && also(*number)).collect();
        if more.is_empty() {
            return;
        }
        more.into_iter().for_each(|number| policies[number].is_touched = true);
    }
}
