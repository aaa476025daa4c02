//! Findings about a sound plan: it compiles, but does not say what was meant.
//!
//! Whether parts of a rule can apply together is found by looking at every case that their
//! conditions tell apart (`policy_compare`), and shown by an example of facts in words (`witness`).

mod allow;
mod layers;
mod pairs;
mod periods;
mod recognitions;
mod rules;
mod tables;
mod witness;

pub(crate) use allow::Allowances;
use policy_compare::Search;
use policy_core::{FieldKind, Plan, TreeId};

use crate::resolve::{Names, Report};
use crate::{Diagnostic, Index, Lint, Saying, syntax};

/// Looks for contradictions, for what can never apply, and for tests that cannot be run.
pub(crate) fn check(report: &mut Report, plan: &Plan, index: &Index, names: &Names, files: &[syntax::File]) {
    unused_trees(report, plan, names);
    let search = Search::new(plan);
    let unmeetable = rules::check_rules(report, &search, index);
    recognitions::check_recognitions(report, &search, index);
    tables::check_tables(report, plan, index);
    periods::check_periods(report, plan, index);
    pairs::check_pairs(report, &search, index, &unmeetable);
    layers::check_layers(report, plan, index);
    crate::cases::check_tests(report, plan, names, index, files);
}

/// Terms that no field can hold.
fn unused_trees(report: &mut Report, plan: &Plan, names: &Names) {
    let mut used = vec![false; plan.vocabulary.trees.len()];
    for subject in &plan.vocabulary.subjects {
        let fields = subject.facts.iter().chain(subject.lists.iter().flat_map(|list| &list.fields));
        for field in fields {
            if let FieldKind::Term(TreeId(tree)) = field.kind {
                used[usize::from(tree)] = true;
            }
        }
    }
    for (tree, entry) in names.words.trees.entries().iter().enumerate() {
        if !used.get(tree).copied().unwrap_or(true) {
            let says = Saying::new("tree-unused").with_names("tree", &entry.names);
            report.push(
                Diagnostic::finding(Lint::UnusedTerm, entry.span, says).hint(Saying::new("hint-tree-unused")),
            );
        }
    }
}
