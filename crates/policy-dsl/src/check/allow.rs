//! `allow never-met because "…"`: findings that are meant so.
//!
//! What stands in a rule, a recognition or a consequence holds for what is found there, what stands in a
//! policy for all of it, and for the vocabularies and calendars, which belong to no policy. An `allow` that
//! silences nothing is itself a finding: it would hide the next mistake.

use policy_core::Names;

use crate::resolve::Report;
use crate::syntax::{
    AllowDecl, ConsequenceClause, File, Item, Policy, PolicyClause, RecognitionClause, RuleClause, Stated,
};
use crate::{Diagnostic, Lint, Saying, Span};

/// What the text allows.
#[derive(Debug, Default)]
pub(crate) struct Allowances {
    allowed: Vec<Allowance>,
    policies: Vec<Span>,
}

#[derive(Debug)]
struct Allowance {
    lint: Lint,
    /// Where it is allowed.
    within: Span,
    /// Whether that is a whole policy.
    of_policy: bool,
    /// The clause.
    span: Span,
    is_used: bool,
}

impl Allowances {
    /// All that the files allow; says what cannot be allowed, or not so.
    pub fn of(report: &mut Report, files: &[File]) -> Self {
        let mut found = Self::default();
        for item in files.iter().flat_map(|file| &file.items) {
            match &item.node {
                Item::Policy(policy) => {
                    found.policies.push(item.span);
                    each_allow(policy, item.span, &mut |decl, span, within| {
                        // What a new version leaves of the old one stands there, and is allowed there.
                        if !holds(item.span, span) {
                            return;
                        }
                        let of_policy = within == item.span;
                        if let Some(lint) = read(report, decl, span) {
                            found.allowed.push(Allowance { lint, within, of_policy, span, is_used: false });
                        }
                    });
                }
                Item::Vocabulary(_) | Item::Calendar(_) | Item::Amendment(_) => {}
            }
        }
        found
    }

    /// Whether a finding is allowed where it stands; the nearest `allow` around it is then of use.
    pub fn silence(&mut self, found: &Diagnostic) -> bool {
        let Some(lint) = found.lint else { return false };
        let is_shared = !self.policies.iter().any(|policy| holds(*policy, found.span));
        let around = self.allowed.iter_mut().filter(|allowed| {
            allowed.lint == lint && (holds(allowed.within, found.span) || is_shared && allowed.of_policy)
        });
        let nearest = around.min_by_key(|allowed| allowed.within.end.saturating_sub(allowed.within.start));
        let Some(nearest) = nearest else { return false };
        nearest.is_used = true;
        true
    }

    /// What is left without use, of the lints that were looked for.
    pub fn idle(mut self, was_looked_for: impl Fn(Lint) -> bool) -> Vec<Diagnostic> {
        let is_idle = |allowed: &&Allowance| !allowed.is_used && was_looked_for(allowed.lint);
        let (own, others): (Vec<_>, Vec<_>) =
            self.allowed.iter().filter(is_idle).partition(|allowed| allowed.lint == Lint::IdleAllow);
        drop(own);
        let mut idle: Vec<Diagnostic> = others.into_iter().map(useless).collect();
        idle.retain(|found| !self.silence(found));
        let unneeded = |allowed: &&Allowance| allowed.lint == Lint::IdleAllow && is_idle(allowed);
        idle.extend(self.allowed.iter().filter(unneeded).map(useless));
        idle
    }
}

fn useless(allowed: &Allowance) -> Diagnostic {
    let says = Saying::new("allow-idle").with("name", allowed.lint.name());
    Diagnostic::finding(Lint::IdleAllow, allowed.span, says).hint(Saying::new("hint-allow-idle"))
}

fn holds(outer: Span, inner: Span) -> bool {
    outer.source == inner.source && outer.start <= inner.start && inner.end <= outer.end
}

/// Every `allow` of a policy, with its own span and that of what it stands in.
fn each_allow<'s>(policy: &'s Policy, whole: Span, visit: &mut impl FnMut(&'s AllowDecl, Span, Span)) {
    for clause in &policy.body.members {
        match &clause.node {
            PolicyClause::Allow(decl) => visit(decl, clause.span, whole),
            PolicyClause::Recognition(decl) => {
                within(&decl.body.members, clause.span, visit, |clause| match clause {
                    RecognitionClause::Allow(decl) => Some(decl),
                    RecognitionClause::Governed(_)
                    | RecognitionClause::Entry(_)
                    | RecognitionClause::Table(_)
                    | RecognitionClause::Step(_)
                    | RecognitionClause::Convert { .. } => None,
                });
            }
            PolicyClause::Rule(decl) => {
                within(&decl.body.members, clause.span, visit, |clause| match clause {
                    RuleClause::Allow(decl) => Some(decl),
                    RuleClause::For(_)
                    | RuleClause::Each(_)
                    | RuleClause::Over(_)
                    | RuleClause::Require(_)
                    | RuleClause::InPrinciple
                    | RuleClause::Exempt(_)
                    | RuleClause::Instead(_)
                    | RuleClause::Balance(_)
                    | RuleClause::Grace(_)
                    | RuleClause::Governed(_)
                    | RuleClause::Tightens(_)
                    | RuleClause::Cite(_) => None,
                });
            }
            PolicyClause::Consequence(decl) => {
                within(&decl.body.members, clause.span, visit, |clause| match clause {
                    ConsequenceClause::Allow(decl) => Some(decl),
                    ConsequenceClause::For(_)
                    | ConsequenceClause::Each(_)
                    | ConsequenceClause::When(_)
                    | ConsequenceClause::Act(_)
                    | ConsequenceClause::Grade(_)
                    | ConsequenceClause::Rung(_)
                    | ConsequenceClause::LiftedWhen(_)
                    | ConsequenceClause::InPrinciple
                    | ConsequenceClause::Cite(_) => None,
                });
            }
            PolicyClause::Issuer(_)
            | PolicyClause::Document(_)
            | PolicyClause::Effective(..)
            | PolicyClause::Source(_)
            | PolicyClause::Uses(_)
            | PolicyClause::Supersedes(_)
            | PolicyClause::Under(_)
            | PolicyClause::Parameter(_)
            | PolicyClause::Table(_)
            | PolicyClause::Replace(_)
            | PolicyClause::Insert(_)
            | PolicyClause::Repeal(_)
            | PolicyClause::Test(_) => {}
        }
    }
}

fn within<'s, T>(
    members: &'s [Stated<T>],
    whole: Span,
    visit: &mut impl FnMut(&'s AllowDecl, Span, Span),
    allow: impl Fn(&'s T) -> Option<&'s AllowDecl>,
) {
    for member in members {
        if let Some(decl) = allow(&member.node) {
            visit(decl, member.span, whole);
        }
    }
}

/// The lint that is meant. Only what leaves a plan can be allowed, and only for a reason.
fn read(report: &mut Report, decl: &AllowDecl, span: Span) -> Option<Lint> {
    let Some(lint) = Lint::of_name(&decl.lint.text) else {
        let named = |lint: &Lint| Names::new(lint.name());
        let known: Vec<Names> = Lint::ALL.iter().map(named).collect();
        return report.unknown(&decl.lint, "kind-finding", &known);
    };
    if lint == Lint::ContradictingAlternatives {
        let says = Saying::new("allow-mistake").with("name", lint.name());
        return report.fail(Diagnostic::error(decl.lint.span, says));
    }
    if decl.because.as_ref().is_none_or(|because| because.value.trim().is_empty()) {
        let says = Saying::new("allow-without-reason").with("name", lint.name());
        let hint = Saying::new("hint-allow-because").with("name", lint.name());
        return report.fail(Diagnostic::error(span, says).hint(hint));
    }
    Some(lint)
}
