//! The revisions that touched policies are found: through merges, renamings and reverted commits.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::fs;

use common::{Made, path};
use policy_git::History;

fn titles(history: &History) -> Vec<&str> {
    history.steps.iter().map(|step| step.revision.title.as_str()).collect()
}

fn history(made: &Made, place: &str) -> History {
    let repository = made.open();
    repository.history(&repository.revision("HEAD").unwrap(), &[path(place)]).unwrap()
}

#[test]
fn what_touches_no_policy_is_passed_over() {
    let made = Made::new();
    made.write("README", "x");
    made.commit("Before any policy");
    made.write("policies/a.policy", "one");
    made.commit("First");
    made.write("policies/notes.txt", "x");
    made.commit("Notes");
    made.write("other/b.policy", "x");
    made.commit("Another policy");
    made.write("policies/a.policy", "two");
    made.commit("Second");
    let found = history(&made, "policies");
    assert_eq!(titles(&found), ["First", "Second"]);
    assert_eq!((&found.steps[0].before[..], &found.steps[1].before[..]), (&[][..], &[0][..]));
    assert_eq!((found.seen, found.is_cut), (5, false));
    assert_eq!(titles(&history(&made, "")), ["First", "Another policy", "Second"]);
}

#[test]
fn of_a_merge_the_side_that_brought_the_text_is_followed() {
    let made = Made::new();
    made.write("a.policy", "one\n");
    made.commit("First");
    made.git(&["checkout", "-q", "-b", "side"]);
    made.write("a.policy", "side\n");
    made.commit("Side");
    made.git(&["checkout", "-q", "main"]);
    made.write("README", "x");
    made.commit("Nothing");
    made.git(&["merge", "-q", "--no-ff", "side", "-m", "Merge"]);
    assert_eq!(titles(&history(&made, "a.policy")), ["First", "Side"]);
}

#[test]
fn a_merge_of_two_changes_has_both_before_it() {
    let made = Made::new();
    let text = |top: &str, bottom: &str| format!("{top}\n{}{bottom}\n", "middle\n".repeat(20));
    made.write("a.policy", text("a", "z"));
    made.commit("First");
    made.git(&["checkout", "-q", "-b", "side"]);
    made.write("a.policy", text("b", "z"));
    made.commit("Top");
    made.git(&["checkout", "-q", "main"]);
    made.write("a.policy", text("a", "y"));
    made.commit("Bottom");
    made.git(&["merge", "-q", "--no-ff", "side", "-m", "Merge"]);
    let found = history(&made, "a.policy");
    assert_eq!(titles(&found), ["First", "Top", "Bottom", "Merge"]);
    let mut before = found.steps[3].before.clone();
    before.sort_unstable();
    assert_eq!(before, [1, 2]);
}

#[test]
fn a_renamed_file_is_followed() {
    let made = Made::new();
    let text = |figure: u32| format!("policy p {{\n  line\n  another\n  a third\n  figure {figure}\n}}\n");
    made.write("old.policy", text(1)).write("unrelated.policy", "something else\naltogether\n");
    made.commit("First");
    made.write("old.policy", text(2));
    made.commit("Second");
    fs::remove_file(made.at("unrelated.policy")).unwrap();
    made.git(&["mv", "old.policy", "new.policy"]);
    made.write("new.policy", text(3));
    made.commit("Renamed and changed");
    fs::create_dir(made.at("policies")).unwrap();
    made.git(&["mv", "new.policy", "policies/new.policy"]);
    made.commit("Moved");
    made.write("policies/new.policy", text(4));
    made.commit("Last");
    let all = ["First", "Second", "Renamed and changed", "Moved", "Last"];
    assert_eq!(titles(&history(&made, "policies/new.policy")), all);
    assert_eq!(titles(&history(&made, "policies")), all);
}

#[test]
fn a_reverted_commit_is_two_steps() {
    let made = Made::new();
    made.write("a.policy", "one\n");
    made.commit("First");
    made.write("a.policy", "two\n");
    made.commit("Second");
    made.git(&["revert", "--no-edit", "HEAD"]);
    let found = history(&made, "a.policy");
    assert_eq!(titles(&found), ["First", "Second", "Revert \"Second\""]);
    assert_eq!(found.steps[0].files, found.steps[2].files);
}

#[test]
fn a_file_that_was_deleted_and_came_back_has_both_steps() {
    let made = Made::new();
    made.write("a.policy", "one\n").write("README", "x");
    made.commit("First");
    fs::remove_file(made.at("a.policy")).unwrap();
    made.commit("Deleted");
    made.write("a.policy", "two\n");
    made.commit("Back");
    assert_eq!(titles(&history(&made, "a.policy")), ["First", "Deleted", "Back"]);
    assert!(history(&made, "never.policy").steps.is_empty());
}

#[test]
fn files_that_move_into_a_directory_are_followed() {
    let made = Made::new();
    let text = |figure: u32| format!("policy p {{\n  line\n  another\n  a third\n  figure {figure}\n}}\n");
    made.write("a.policy", text(1)).write("b.policy", "something else\naltogether\n");
    made.commit("First");
    made.write("a.policy", text(2));
    made.commit("Second");
    fs::create_dir(made.at("policies")).unwrap();
    made.git(&["mv", "a.policy", "policies/a.policy"]);
    made.git(&["mv", "b.policy", "policies/b.policy"]);
    made.commit("Move");
    assert_eq!(titles(&history(&made, "policies")), ["First", "Second", "Move"]);
    // Directory and file at once.
    fs::create_dir(made.at("rules")).unwrap();
    made.git(&["mv", "policies/a.policy", "rules/c.policy"]);
    made.git(&["mv", "policies/b.policy", "rules/d.policy"]);
    made.commit("Move again");
    assert_eq!(titles(&history(&made, "rules")), ["First", "Second", "Move", "Move again"]);
}
