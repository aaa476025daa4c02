//! What two versions that differ in one thing are said to be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

use policy_core::Plan;
use policy_diff::{Account, Diff, Item, Kind, Pair, Relation, Telling, Word};
use policy_messages::Language;

const WORDS: &str = r#"vocabulary staff {
  terms category { public  professional { ethics  skill } }
  outcome awards
  outcome bonus
  subject teacher also teachers {
    fact backbone: flag default no
    fact hired: date
    event training also trainings dated end { category: category  end: date  hours: hours  filed: flag default yes }
  }
}
"#;

const RULES: &str = r#"policy city {
  effective 2023-01-01 to 2025-12-31
  parameter least = 90 hours
  recognition of trainings as hours { reject where not filed because "unfiled" }
  rule annual { for teachers  each year  require hours >= least and hours of professional >= 10 }
  rule advanced { for teachers where backbone  each year  require annual and has training of ethics }
  consequence veto { when annual is unmet  deny awards for that year }
  consequence reward { when advanced is met  grant bonus for that year }
}
"#;

fn plan(words: &str, rules: &str) -> Plan {
    policy_dsl::compile_str(&format!("{words}{rules}")).unwrap_or_else(|error| panic!("{error}"))
}

/// What is said of a version in which one text takes the place of another.
fn relations(from: &str, to: &str) -> Vec<(String, Relation)> {
    assert!(format!("{WORDS}{RULES}").contains(from), "{from}");
    let (old, new) = (plan(WORDS, RULES), plan(&WORDS.replace(from, to), &RULES.replace(from, to)));
    let diff = Diff::of(&old, &new);
    let name = |item: &Item| match item {
        Item::Rule(pair) => match pair {
            Pair::Both(_, rule) | Pair::New(rule) => new.rules[rule.index()].names.id.clone(),
            Pair::Old(rule) => format!("-{}", old.rules[rule.index()].names.id),
        },
        Item::Consequence(pair) => match pair {
            Pair::Both(_, found) | Pair::New(found) => new.consequences[found.index()].names.id.clone(),
            Pair::Old(found) => format!("-{}", old.consequences[found.index()].names.id),
        },
        other => panic!("{other:?} has no effect"),
    };
    diff.effects.iter().map(|effect| (name(&effect.item), effect.relation())).collect()
}

fn of(relations: &[(&str, Relation)]) -> Vec<(String, Relation)> {
    relations.iter().map(|(name, relation)| ((*name).to_owned(), *relation)).collect()
}

#[test]
fn a_figure_reaches_whatever_speaks_of_it() {
    use Relation::{Looser, Stricter};
    let higher = [("annual", Stricter), ("advanced", Stricter), ("veto", Stricter), ("reward", Stricter)];
    assert_eq!(relations("least = 90", "least = 96"), of(&higher));
    let lower = [("annual", Looser), ("advanced", Looser), ("veto", Looser), ("reward", Looser)];
    assert_eq!(relations("least = 90", "least = 80"), of(&lower));
    assert_eq!(
        relations("training of ethics", "training of professional"),
        of(&[("advanced", Looser), ("reward", Looser)])
    );
}

#[test]
fn what_is_written_otherwise_is_the_same() {
    for (from, to) in [
        (
            "require hours >= least and hours of professional >= 10",
            "require hours of professional >= 10 and not hours < least",
        ),
        ("rule annual { for teachers  each year", "rule annual \"年度\" { for teachers  each year"),
        ("least", "lowest"),
        ("advanced", "for_backbones"),
        ("filed: flag default yes", "registered also filed: flag default yes"),
        ("skill }", "craft also skill }"),
        ("fact hired: date", "fact joined also hired: date"),
        (
            "terms category { public  professional { ethics  skill } }",
            "terms category { professional { skill  ethics }  public }",
        ),
        ("category: category  end: date  hours: hours", "hours: hours  end: date  category: category"),
        ("outcome awards\n  outcome bonus", "outcome bonus\n  outcome awards"),
    ] {
        let found = relations(from, to);
        assert!(found.is_empty(), "{from} → {to}: {found:?}");
    }
}

#[test]
fn a_term_that_is_new_may_count_for_more() {
    let found = relations("ethics  skill", "ethics  skill  digital");
    assert_eq!(found[0], ("annual".to_owned(), Relation::Looser));
}

#[test]
fn what_is_new_or_gone_is_compared_with_nothing() {
    let gone = "  rule advanced { for teachers where backbone  each year  require annual and has training of ethics }\n";
    let found = relations(
        &format!(
            "{gone}  consequence veto {{ when annual is unmet  deny awards for that year }}\n  consequence reward {{ when advanced is met  grant bonus for that year }}\n"
        ),
        "",
    );
    assert_eq!(
        found
            .iter()
            .filter(|(name, relation)| name.starts_with('-') && *relation == Relation::Looser)
            .count(),
        2,
        "{found:?}"
    );
    let found = relations(
        "  consequence veto",
        "  rule more { for teachers  each year  require count of trainings >= 2 }\n  consequence veto",
    );
    assert_eq!(found, of(&[("more", Relation::Stricter)]));
}

#[test]
fn effective_dates_are_an_item_and_no_difference_of_rules() {
    let (old, new) =
        (plan(WORDS, RULES), plan(WORDS, &RULES.replace("2023-01-01 to 2025-12-31", "2026-01-01")));
    let diff = Diff::of(&old, &new);
    assert!(diff.effects.is_empty() && diff.has_changes());
    assert!(matches!(diff.changes.as_slice(), [change] if matches!(change.item, Item::Policy(_))));
}

#[test]
fn an_absence_that_means_something_else_is_told_and_not_proved() {
    let (old, new) = (
        plan(WORDS, RULES),
        plan(&WORDS.replace("filed: flag default yes", "filed: flag default no"), RULES),
    );
    let diff = Diff::of(&old, &new);
    assert!(diff.effects.iter().all(|effect| effect.relation() == Relation::NoneFound));
    let told = diff.changes.iter().find(|change| matches!(change.item, Item::Word(Word::Field, _))).unwrap();
    assert_eq!((told.kind, told.figures.len()), (Kind::Changed, 1));
    assert!(diff.has_changes());
}

/// The relations and whether there is any change, of two whole texts.
fn said(old: &str, new: &str) -> (Vec<Relation>, bool) {
    let (old, new) = (plan(old, ""), plan(new, ""));
    let diff = Diff::of(&old, &new);
    (diff.effects.iter().map(|effect| effect.relation()).collect(), diff.has_changes())
}

const LEAVES: &str = r#"vocabulary staff {
  terms category { ethics  skill }
  subject school also schools { key code }
  subject teacher also teachers {
    key id
    fact school: school
    fact hired: date
    fact principal: flag
    event training also trainings dated end lasting start to end {
      category: category  start: date  end: date  hours: hours  passed: flag
    }
  }
}
calendar c { period term { a: 2020-02-01 to 2020-06-30  b: 2024-02-01 to 2024-06-30 } }
"#;

/// What is said where one text takes the place of another, in the words or in the rule.
fn of_rule(policy: &str, from: &str, to: &str) -> (Vec<Relation>, bool) {
    let old = format!("{LEAVES}policy p {{ effective 2024-01-01  uses staff, c  {policy} }}");
    assert!(old.contains(from), "{from}");
    said(&old, &old.replace(from, to))
}

#[test]
fn events_that_happen_on_another_day_are_told_and_not_compared() {
    let hours = "rule a { for teachers  each year  require hours >= 90 }";
    for (from, to) in [("dated end", "dated start"), ("lasting start to end", "lasting end to end")] {
        assert_eq!(of_rule(hours, from, to), (vec![Relation::NoneFound], true), "{from} → {to}");
    }
    let flag = "rule a { for teachers  each year  require principal }";
    assert_eq!(of_rule(flag, "dated end", "dated start").0, vec![]);
}

#[test]
fn another_way_to_belong_reaches_whoever_counts_members() {
    let counted =
        "rule a { for schools  each year  require count of teachers where has training of ethics >= 2 }";
    let found = of_rule(counted, "fact school: school", "fact school: school  fact seconded: school");
    assert_eq!(found, (vec![Relation::NoneFound], true));
}

#[test]
fn a_part_that_a_shorter_period_cuts_short_is_not_taken_for_a_whole_one() {
    let rule = "rule a { for teachers  within 3 years after hired  require in each year (hours >= 20) and hours >= 100 }";
    let (found, _) = of_rule(rule, "within 3 years", "within 2 years");
    assert!(!matches!(found.as_slice(), [Relation::Stricter | Relation::Equal]), "{found:?}");
    let rule = "rule a { for teachers  each year  require in each month: hours >= 2 }";
    assert_eq!(of_rule(rule, "hours >= 2 ", "hours >= 3 ").0, vec![Relation::Stricter]);
}

#[test]
fn a_calendar_reaches_back_before_the_first_day() {
    let policy = "recognition of trainings as hours { at most 20 hours each term }
      rule a { for teachers  each year  require hours at any time >= 40 }";
    let (found, has_changes) = of_rule(policy, "a: 2020-02-01", "z: 2021-02-01 to 2021-06-30  a: 2020-02-01");
    assert!(has_changes && found != [Relation::Equal], "{found:?}");
}

#[test]
fn which_version_governs_an_event_is_not_proved_to_be_one() {
    let rule = "rule a { for teachers  each training within 6 months after its end governed by event date  require its hours >= 8 }";
    assert_eq!(of_rule(rule, "governed by event date", ""), (vec![Relation::NoneFound], true));
}

#[test]
fn another_deadline_is_a_change() {
    for (rule, from, to) in [
        ("rule a { for teachers  each year by December 1  require principal }", "December", "June"),
        (
            "rule a { for teachers  each year grace 30 days  require hours in the year >= 90 }",
            "grace 30 days",
            "",
        ),
    ] {
        let old = format!("{LEAVES}policy p {{ effective 2024-01-01  uses staff, c  {rule} }}");
        let (old, new) = (plan(&old, ""), plan(&old.replace(from, to), ""));
        let diff = Diff::of(&old, &new);
        assert!(diff.has_changes() && diff.effects[0].is_rescheduled, "{rule}");
        assert!(diff.changes.iter().any(|change| !change.figures.is_empty()), "{rule}");
        let telling = Telling { record: &|_, _, _| String::new(), place: &|_, _| None };
        for (language, word) in [(Language::English, "due on other days"), (Language::Chinese, "期限不同")]
        {
            let told = Account::of(&diff, language, &telling);
            let effect = told.changes[0].effect.as_ref().unwrap();
            assert_eq!((effect.word.as_str(), told.changes[0].figures.len()), (word, 1), "{rule}");
        }
    }
}

#[test]
fn words_without_a_name_in_common_are_others() {
    let ethics = "rule a { for teachers  each year  require hours of ethics >= 10 }";
    let (found, has_changes) = of_rule(ethics, "ethics", "law");
    assert!(has_changes && found == [Relation::Both], "{found:?}");
    let passed = "rule a { for teachers  each training  require its passed }";
    let (found, has_changes) = of_rule(passed, "passed", "attended");
    assert!(has_changes && found == [Relation::Both], "{found:?}");
}

#[test]
fn versions_that_share_little_are_compared_all_the_same() {
    let others = [
        WORDS.replace("hours: hours", "hours: days").replace("as hours", ""),
        "vocabulary v { subject nurse also nurses { fact hired: date  event shift also shifts dated on { on: date  hours: hours } } }\n".to_owned(),
    ];
    let rules = [
        RULES.replace("90 hours", "90 days"),
        "policy p { effective 2024-01-01  rule r { for nurses  each year  require hours >= 10 } }\n"
            .to_owned(),
    ];
    let old = plan(WORDS, RULES);
    for (words, rules) in others.iter().zip(&rules) {
        let Ok(new) = policy_dsl::compile_str(&format!("{words}{rules}")) else { continue };
        for (one, other) in [(&old, &new), (&new, &old)] {
            let diff = Diff::of(one, other);
            assert!(diff.has_changes());
            assert!(
                diff.effects.iter().all(|effect| effect.relation() != Relation::Equal || effect.is_altered)
            );
        }
    }
    let none = Plan {
        policies: Vec::new(),
        rules: Vec::new(),
        consequences: Vec::new(),
        recognitions: Vec::new(),
        parameters: Vec::new(),
        ..old.clone()
    };
    assert!(
        Diff::of(&none, &old).has_changes()
            && Diff::of(&old, &none).has_changes()
            && !Diff::of(&none, &none).has_changes()
    );
}

/// A record that shows something is short, and all its events are alike.
#[test]
fn a_record_that_shows_something_is_as_short_as_it_can_be() {
    let counted = "recognition of trainings as hours { reject where not filed because \"unfiled\"";
    let rules = RULES.replace(counted, &format!("{counted}  at most 8 hours per day"));
    let (old, new) = (plan(WORDS, &rules), plan(WORDS, &rules.replace("least = 90", "least = 100")));
    let diff = Diff::of(&old, &new);
    for effect in &diff.effects {
        for witness in effect.witnesses() {
            // Twelve days of eight hours come to 96 of the 90 and 100 that are asked for.
            let events = &witness.scene.events;
            assert!(events.len() <= 13, "{} events: {:?}", events.len(), witness.scene);
        }
    }
    assert!(diff.effects.iter().any(|effect| !effect.witnesses().is_empty()));
}
