//! Amendments become versions: each `amend OLD as NEW { … }` the policy that it makes of the old one.
//!
//! It is done with trees, before anything is resolved, so that nothing behind knows of amendments: the new version is
//! a policy like any other, that supersedes the old one. What is left of the old one keeps its places, so whatever is wrong
//! with it is told where it is written. Amendments may amend what an amendment made.

use std::collections::{HashMap, HashSet};

use policy_core::{Names, same_name};

use crate::resolve::{Report, declared_names as names};
use crate::syntax::{
    Amendment, Block, Declared, File, Item, Name, Policy, PolicyClause, RepealedKind, Stated,
    VocabularyClause,
};
use crate::{Diagnostic, Saying, Severity, Span};

/// How many bytes of clauses all that amendments make may hold: each repeats what it leaves as it was.
const MOST_BYTES: u64 = 16 << 20;

/// Files without amendments.
pub(crate) struct Consolidated {
    /// The files, with the new version in the place of each amendment.
    pub files: Vec<File>,
    /// The versions that amendments make: their names, and where each amendment stands.
    pub made: Vec<(Name, Span)>,
}

/// Puts in the place of each amendment what it makes.
pub(crate) fn consolidate(report: &mut Report, files: Vec<File>) -> Consolidated {
    let is_amendment = |item: &Stated<Item>| matches!(item.node, Item::Amendment(_));
    if !files.iter().flat_map(|file| &file.items).any(is_amendment) {
        return Consolidated { files, made: Vec::new() };
    }
    let versions = Versions::of(&files);
    let mut made: HashMap<Span, Policy> = HashMap::new();
    let mut known = Vec::new();
    let mut unmade: HashSet<Span> = HashSet::new();
    let mut bytes = 0;
    for (amendment, span) in versions.in_order_of_dependence() {
        known.push((amendment.declared.name.clone(), span));
        let policy = if bytes > MOST_BYTES {
            let says = Saying::new("amend-too-large").with("most", MOST_BYTES >> 20);
            report.push(Diagnostic::error(amendment.amended.span, says));
            stated(amendment)
        } else {
            versions.made(report, amendment, &made, &unmade).unwrap_or_else(|| {
                unmade.insert(span);
                stated(amendment)
            })
        };
        let length = |clause: &Stated<PolicyClause>| u64::from(clause.span.end - clause.span.start);
        bytes += policy.body.members.iter().map(length).sum::<u64>();
        made.insert(span, policy);
    }
    known.sort_by_key(|(_, span)| *span);
    let mut files = files.clone();
    for item in files.iter_mut().flat_map(|file| &mut file.items) {
        if let Some(policy) = made.remove(&item.span).filter(|_| is_amendment(item)) {
            item.node = Item::Policy(policy);
        }
    }
    Consolidated { files, made: known }
}

/// How many amendments are looked at one by one for whose mistake something is.
const MOST_BLAMED: usize = 8;

/// Says of mistakes in what is left of an old version which amendment leaves it so: the old version is sound by itself.
///
/// `resolved` gives what is wrong with files.
pub(crate) fn blame(
    diagnostics: &mut [Diagnostic],
    files: &[File],
    made: &[(Name, Span)],
    resolved: impl Fn(&[File]) -> Vec<Diagnostic>,
) {
    let holds = |span: Span, place: Span| {
        span.source == place.source && span.start <= place.start && place.end <= span.end
    };
    let mut left: Vec<&mut Diagnostic> = diagnostics
        .iter_mut()
        .filter(|found| found.severity == Severity::Error)
        .filter(|found| !made.iter().any(|(_, span)| holds(*span, found.span)))
        .collect();
    for (name, span) in made.iter().take(MOST_BLAMED) {
        if left.is_empty() {
            return;
        }
        let mut without = files.to_vec();
        without.iter_mut().for_each(|file| file.items.retain(|item| item.span != *span));
        let others = resolved(&without);
        left.retain_mut(|found| {
            let is_other = others.contains(found);
            if !is_other {
                found.related.push((name.span, Saying::new("amend-leaves").with("name", &name.text)));
            }
            is_other
        });
    }
}

/// A policy, as it stands in full or as what it changes.
enum Version<'f> {
    Policy(&'f Policy),
    Amendment(&'f Amendment, Span),
}

impl Version<'_> {
    fn declared(&self) -> &Declared {
        match self {
            Self::Policy(policy) => &policy.declared,
            Self::Amendment(amendment, _) => &amendment.declared,
        }
    }
}

/// All policies of the files, and what events are called.
struct Versions<'f> {
    all: Vec<Version<'f>>,
    events: Vec<Names>,
}

impl<'f> Versions<'f> {
    fn of(files: &'f [File]) -> Self {
        let mut versions = Self { all: Vec::new(), events: Vec::new() };
        for item in files.iter().flat_map(|file| &file.items) {
            match &item.node {
                Item::Policy(policy) => versions.all.push(Version::Policy(policy)),
                Item::Amendment(amendment) => versions.all.push(Version::Amendment(amendment, item.span)),
                Item::Vocabulary(vocabulary) => {
                    for clause in &vocabulary.body.members {
                        let VocabularyClause::Subject(subject) = &clause.node else { continue };
                        let events = subject.body.members.iter().filter_map(|clause| match &clause.node {
                            crate::syntax::SubjectClause::Event(event) => Some(names(&event.declared)),
                            crate::syntax::SubjectClause::Key(_) | crate::syntax::SubjectClause::Fact(_) => {
                                None
                            }
                        });
                        versions.events.extend(events);
                    }
                }
                Item::Calendar(_) => {}
            }
        }
        versions
    }

    fn find(&self, name: &Name) -> Option<&Version<'f>> {
        self.all.iter().find(|version| is_called(&names(version.declared()), &name.text))
    }

    /// The amendments, each after the one that makes what it amends. Of those that go round in a circle the one to
    /// which the first of the text leads comes first.
    fn in_order_of_dependence(&self) -> Vec<(&'f Amendment, Span)> {
        let mut ordered = Vec::new();
        let mut seen: HashSet<Span> = HashSet::new();
        for version in &self.all {
            let mut chain: Vec<(&'f Amendment, Span)> = Vec::new();
            let mut next = Some(version);
            while let Some(Version::Amendment(amendment, span)) = next {
                if !seen.insert(*span) {
                    let entry = chain.iter().position(|(_, known)| known == span);
                    ordered.extend(entry.map(|entry| chain.remove(entry)));
                    break;
                }
                chain.push((*amendment, *span));
                next = self.find(&amendment.amended);
            }
            ordered.extend(chain.into_iter().rev());
        }
        ordered
    }

    /// What an amendment makes of what was made before; `None` where that is not known, or was not made.
    fn made(
        &self,
        report: &mut Report,
        amendment: &'f Amendment,
        made: &HashMap<Span, Policy>,
        unmade: &HashSet<Span>,
    ) -> Option<Policy> {
        let base = match self.find(&amendment.amended) {
            None => {
                let policies = self.all.iter().map(|version| names(version.declared()));
                let own = names(&amendment.declared);
                let others: Vec<Names> = policies.filter(|other| *other != own).collect();
                return unknown(report, &amendment.amended, "kind-policy", &others, "hint-amend-unknown");
            }
            Some(Version::Policy(policy)) => policy,
            // What is wrong with it has been said.
            Some(Version::Amendment(_, own)) if unmade.contains(own) => return None,
            Some(Version::Amendment(_, own)) => match made.get(own) {
                Some(policy) => policy,
                None => {
                    let says = Saying::new("amend-circle").with("name", &amendment.declared.name.text);
                    return report.fail(Diagnostic::error(amendment.amended.span, says));
                }
            },
        };
        Some(Draft::new(self, base, amendment).finish(report, amendment))
    }

    /// Whether two names mean the same events.
    fn are_same_events(&self, left: &str, right: &str) -> bool {
        same_name(left, right)
            || self.events.iter().any(|events| is_called(events, left) && is_called(events, right))
    }
}

/// Reports a name that means nothing here; `hint` says what to do where there is nothing else that it could mean.
fn unknown<T>(
    report: &mut Report,
    name: &Name,
    kind: &'static str,
    known: &[Names],
    hint: &'static str,
) -> Option<T> {
    if !known.is_empty() {
        return report.unknown(name, kind, known);
    }
    let says = Saying::new("name-unknown").with("name", &name.text).with_word("kind", kind);
    report.fail(Diagnostic::error(name.span, says).hint(Saying::new(hint)))
}

fn is_called(names: &Names, name: &str) -> bool {
    names.all().any(|known| same_name(known, name))
}

/// What an amendment says by itself, where what it amends is not known.
fn stated(amendment: &Amendment) -> Policy {
    let members = amendment.body.members.iter().filter_map(|clause| {
        let node = match &clause.node {
            PolicyClause::Replace(inner) | PolicyClause::Insert(inner) => (**inner).clone(),
            PolicyClause::Repeal(_) => return None,
            other => other.clone(),
        };
        Some(Stated { node, ..clause.clone() })
    });
    let body = Block { members: members.collect(), trailing: amendment.body.trailing.clone() };
    Policy { declared: amendment.declared.clone(), body }
}

/// A part that can be changed: what it is, and what it is called.
struct Named {
    kind: RepealedKind,
    names: Names,
    name: Name,
}

fn named(clause: &PolicyClause) -> Option<Named> {
    let declared =
        |kind, declared: &Declared| Some(Named { kind, names: names(declared), name: declared.name.clone() });
    match clause {
        PolicyClause::Rule(rule) => declared(RepealedKind::Rule, &rule.declared),
        PolicyClause::Consequence(consequence) => declared(RepealedKind::Consequence, &consequence.declared),
        PolicyClause::Parameter(parameter) => declared(RepealedKind::Parameter, &parameter.declared),
        PolicyClause::Table(table) => declared(RepealedKind::Table, &table.declared),
        PolicyClause::Recognition(recognition) => Some(Named {
            kind: RepealedKind::Recognition,
            names: Names::new(&recognition.events.text),
            name: recognition.events.clone(),
        }),
        PolicyClause::Issuer(_)
        | PolicyClause::Document(_)
        | PolicyClause::Effective(..)
        | PolicyClause::Source(_)
        | PolicyClause::Uses(_)
        | PolicyClause::Supersedes(_)
        | PolicyClause::Under(_)
        | PolicyClause::Test(_)
        | PolicyClause::Allow(_)
        | PolicyClause::Replace(_)
        | PolicyClause::Insert(_)
        | PolicyClause::Repeal(_) => None,
    }
}

fn kind_word(kind: RepealedKind) -> &'static str {
    match kind {
        RepealedKind::Rule => "kind-rule",
        RepealedKind::Consequence => "kind-consequence",
        RepealedKind::Parameter => "kind-parameter",
        RepealedKind::Table => "kind-table",
        RepealedKind::Recognition => "kind-recognition",
    }
}

/// A version in the making.
struct Draft<'v, 'f> {
    versions: &'v Versions<'f>,
    /// What it says of itself.
    head: Vec<Stated<PolicyClause>>,
    /// Everything else.
    body: Vec<Standing>,
    /// What went, and where that is said.
    gone: Vec<(RepealedKind, Names, Span)>,
}

/// A part of a version in the making.
struct Standing {
    clause: Stated<PolicyClause>,
    /// Where the amendment has changed it, and what it was called before.
    changed: Option<(Span, Option<Names>)>,
}

impl Standing {
    /// What it is, where it has a name.
    fn kind(&self) -> Option<RepealedKind> {
        named(&self.clause.node).map(|found| found.kind)
    }
}

impl<'v, 'f> Draft<'v, 'f> {
    /// The old version, without what a new one says anew.
    fn new(versions: &'v Versions<'f>, base: &Policy, amendment: &Amendment) -> Self {
        let says = |is_it: fn(&PolicyClause) -> bool| {
            amendment.body.members.iter().any(|clause| is_it(&clause.node))
        };
        let mut draft = Self { versions, head: Vec::new(), body: Vec::new(), gone: Vec::new() };
        for clause in &base.body.members {
            let stays = match &clause.node {
                // The number, the days and the tests of the old version are its own.
                PolicyClause::Document(_)
                | PolicyClause::Effective(..)
                | PolicyClause::Supersedes(_)
                | PolicyClause::Test(_) => false,
                PolicyClause::Issuer(_) => !says(|clause| matches!(clause, PolicyClause::Issuer(_))),
                PolicyClause::Source(_) => !says(|clause| matches!(clause, PolicyClause::Source(_))),
                PolicyClause::Uses(_) => !says(|clause| matches!(clause, PolicyClause::Uses(_))),
                PolicyClause::Under(_) => !says(|clause| matches!(clause, PolicyClause::Under(_))),
                PolicyClause::Parameter(_)
                | PolicyClause::Table(_)
                | PolicyClause::Recognition(_)
                | PolicyClause::Rule(_)
                | PolicyClause::Consequence(_)
                | PolicyClause::Allow(_)
                | PolicyClause::Replace(_)
                | PolicyClause::Insert(_)
                | PolicyClause::Repeal(_) => true,
            };
            if stays && Self::is_head(&clause.node) {
                draft.head.push(clause.clone());
            } else if stays {
                draft.body.push(Standing { clause: clause.clone(), changed: None });
            }
        }
        if !says(|clause| matches!(clause, PolicyClause::Supersedes(_))) {
            draft.head.push(Stated {
                node: PolicyClause::Supersedes(vec![amendment.amended.clone()]),
                span: amendment.amended.span,
                comments: Vec::new(),
                remark: None,
                blank_before: false,
            });
        }
        draft
    }

    fn is_head(clause: &PolicyClause) -> bool {
        matches!(
            clause,
            PolicyClause::Issuer(_)
                | PolicyClause::Document(_)
                | PolicyClause::Effective(..)
                | PolicyClause::Source(_)
                | PolicyClause::Uses(_)
                | PolicyClause::Supersedes(_)
                | PolicyClause::Under(_)
        )
    }

    /// The new version.
    fn finish(mut self, report: &mut Report, amendment: &Amendment) -> Policy {
        let mut own = Vec::new();
        let mut last = Vec::new();
        for clause in &amendment.body.members {
            match &clause.node {
                PolicyClause::Replace(inner) => self.replace(report, clause, inner),
                PolicyClause::Insert(inner) => self.insert(report, clause, inner),
                PolicyClause::Repeal(repeal) => {
                    for part in &repeal.parts {
                        self.repeal(report, part.kind, &part.name);
                    }
                }
                PolicyClause::Test(_) | PolicyClause::Allow(_) => last.push(clause.clone()),
                PolicyClause::Issuer(_)
                | PolicyClause::Document(_)
                | PolicyClause::Effective(..)
                | PolicyClause::Source(_)
                | PolicyClause::Uses(_)
                | PolicyClause::Supersedes(_)
                | PolicyClause::Under(_) => own.push(clause.clone()),
                // Neither new nor in place of something: nobody could tell which is meant.
                PolicyClause::Parameter(_)
                | PolicyClause::Table(_)
                | PolicyClause::Recognition(_)
                | PolicyClause::Rule(_)
                | PolicyClause::Consequence(_) => {
                    let says = Saying::new("amend-unsaid");
                    report.push(Diagnostic::error(clause.span, says).hint(Saying::new("hint-amend-unsaid")));
                }
            }
        }
        let body = self.body.into_iter().map(|standing| standing.clause);
        let members = own.into_iter().chain(self.head).chain(body).chain(last).collect();
        let body = Block { members, trailing: amendment.body.trailing.clone() };
        Policy { declared: amendment.declared.clone(), body }
    }

    /// The place of a part, by any of its names, also those that it had before it was replaced.
    fn place(&self, kind: RepealedKind, name: &str) -> Option<usize> {
        self.body.iter().position(|standing| {
            let before = standing.changed.as_ref().and_then(|(_, before)| before.as_ref());
            let now = named(&standing.clause.node).filter(|found| found.kind == kind);
            now.is_some_and(|now| {
                self.is_it(kind, &now.names, name)
                    || before.is_some_and(|before| self.is_it(kind, before, name))
            })
        })
    }

    fn is_it(&self, kind: RepealedKind, found: &Names, name: &str) -> bool {
        match kind {
            RepealedKind::Recognition => self.versions.are_same_events(&found.id, name),
            RepealedKind::Rule
            | RepealedKind::Consequence
            | RepealedKind::Parameter
            | RepealedKind::Table => is_called(found, name),
        }
    }

    /// The place of a part that is to be changed; says what is wrong where there is none, or it was changed before.
    fn to_change(&self, report: &mut Report, kind: RepealedKind, name: &Name) -> Option<usize> {
        let twice = |before: Span| {
            let says = Saying::new("amend-twice").with("name", &name.text);
            Diagnostic::error(name.span, says).also(before, Saying::new("amend-first-here"))
        };
        let was_repealed =
            self.gone.iter().find(|(of, found, _)| *of == kind && self.is_it(kind, found, &name.text));
        if let Some((_, _, before)) = was_repealed {
            return report.fail(twice(*before));
        }
        let Some(place) = self.place(kind, &name.text) else {
            let known: Vec<Names> = self
                .body
                .iter()
                .filter_map(|standing| named(&standing.clause.node))
                .filter(|found| found.kind == kind)
                .map(|found| found.names)
                .collect();
            return unknown(report, name, kind_word(kind), &known, "hint-amend-none");
        };
        match self.body.get(place).and_then(|standing| standing.changed.as_ref()) {
            Some((before, _)) => report.fail(twice(*before)),
            None => Some(place),
        }
    }

    fn replace(&mut self, report: &mut Report, clause: &Stated<PolicyClause>, inner: &PolicyClause) {
        let Some(part) = named(inner) else { return };
        let Some(place) = self.to_change(report, part.kind, &part.name) else { return };
        let before = named(&self.body[place].clause.node).map(|found| found.names);
        self.body[place] = Standing {
            clause: Stated { node: inner.clone(), ..clause.clone() },
            changed: Some((part.name.span, before)),
        };
    }

    /// Behind the last part of its kind, else at the end.
    fn insert(&mut self, report: &mut Report, clause: &Stated<PolicyClause>, inner: &PolicyClause) {
        let Some(part) = named(inner) else { return };
        if let Some(place) = self.place(part.kind, &part.name.text) {
            let says = Saying::new("amend-exists").with("name", &part.name.text);
            let found = self.body.get(place).and_then(|standing| named(&standing.clause.node));
            let mut told = Diagnostic::error(part.name.span, says).hint(Saying::new("hint-amend-exists"));
            if let Some(found) = found {
                told = told.also(found.name.span, Saying::new("amend-stands-here"));
            }
            report.push(told);
            return;
        }
        let is_alike = |standing: &Standing| standing.kind() == Some(part.kind);
        let place = self.body.iter().rposition(is_alike).map_or(self.body.len(), |place| place + 1);
        let clause = Stated { node: inner.clone(), ..clause.clone() };
        self.body.insert(place, Standing { clause, changed: Some((part.name.span, None)) });
    }

    fn repeal(&mut self, report: &mut Report, kind: RepealedKind, name: &Name) {
        let Some(place) = self.to_change(report, kind, name) else { return };
        let standing = self.body.remove(place);
        if let Some(found) = named(&standing.clause.node) {
            self.gone.push((kind, found.names, name.span));
        }
    }
}
