//! `policy impact`: who is decided otherwise by a new version of policies.

use std::io::{self, stderr};
use std::path::{Path, PathBuf};
use std::time::Instant;

use policy_core::{
    Bench, Decimal, Explanation, Instance, Names, Plan, Record, Report, SubjectId, UnitId, in_half_width,
    same_name,
};
use policy_dsl::Saying;

use super::Ending;
use super::decide::{Undecided, keep_what_is_read, kinds, stop_if_interrupted};
use crate::arguments::{DataArguments, Format, ImpactArguments, Policies, Shared};
use crate::failure::Failure;
use crate::finding::{Findings, Trouble};
use crate::gather::{begin, gather};
use crate::impact::{Alone, Flip, FlipOf, Group, Impact, Pair, Person, Turn, as_if_together};
use crate::load;
use crate::needs::Needs;
use crate::output::{ImpactReport, Output, form_of, refuse_other_forms, say_findings, write_impact};
use crate::population::Population;
use crate::progress::{self, Progress};
use crate::read::{self, Inputs};
use crate::selection::{Selection, must_be_among};
use crate::voice::Voice;

/// Decides everybody by both versions and writes what differs.
pub fn impact(asked: &ImpactArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout());
    let voice = if asked.output.is_some() { voice.plain() } else { voice };
    let aside = Voice::of(shared, &stderr());
    let form = form_of(shared.format, asked.output.as_deref());
    match form {
        Format::Text | Format::Csv | Format::Json => {}
        Format::Html | Format::Markdown | Format::Parquet | Format::Xlsx | Format::Sarif | Format::Junit => {
            return Err(Failure::new(Saying::new("failure-form-impact")));
        }
    }
    asked.output.as_deref().map_or(Ok(()), |path| refuse_other_forms(path, form))?;
    let paths = [&asked.old, &asked.new].into_iter().chain(&asked.with).cloned().collect();
    let policies = Policies { paths, parameters: Vec::new() };
    keep_what_is_read(asked.output.as_deref(), &policies, &asked.data)?;

    let version = |path: &Path| load::plan_at(path, &asked.with, &asked.parameters, aside);
    let (mut old, mut new) = (version(&asked.old)?, version(&asked.new)?);
    let as_if = if asked.own_dates { Vec::new() } else { as_if_together(&mut old, &mut new) };
    let (old, new) = (load::made_ready(old)?, load::made_ready(new)?);
    let begun = Instant::now();
    progress::heed_interruption();
    let mut output = Output::open(asked.output.as_deref())?;
    let mut findings = Findings::default();
    let sides = Sides::read(old.plan(), new.plan(), &asked.data, &mut findings, aside)?;

    let mut impact = Impact::new(&old, &new);
    let wanted = Wanted::new(&impact, &asked.data)?;
    let benches = (old.at(asked.data.as_of), new.at(asked.data.as_of));
    let (people, alone) = sides.both(old.plan(), new.plan());
    impact.alone = alone.into_iter().filter(|own| wanted.concerns(&impact, &own.kind)).collect();
    let progress = Progress::begin(aside.say("progress-deciding", &[]), Some(people.len() as u64));
    for both in people {
        if progress.is_interrupted() {
            break;
        }
        progress.row();
        let decided = decide_both(&benches, &sides, &wanted, both, &mut impact, voice, asked.names);
        if let Err(error) = decided {
            impact.undecided += 1;
            let population = sides.after();
            let place = population.place(population.of(both.new.0).entry(both.new.1));
            findings.add(Trouble::Undecided, place, None, error.reason());
        }
    }
    drop(progress);
    stop_if_interrupted()?;
    let report = ImpactReport {
        impact: &impact,
        as_of: asked.data.as_of,
        as_if: &as_if,
        has_names: asked.names,
        findings: &findings,
        voice,
    };
    write_impact(output.writer(), &report, form).map_err(|error| output.failure(&error))?;
    output.finish()?;
    _ = say_findings(&mut stderr(), &findings, aside);
    progress::say_summary(aside, impact.subjects, findings.count, begun);
    Ok(Ending::of(!impact.people.is_empty() || !impact.alone.is_empty() || findings.count > 0))
}

/// The data, as each version reads it.
struct Sides {
    shared_or_old: Population,
    /// Absent where both versions have the same words.
    new: Option<Population>,
    needs: (Needs, Needs),
    selections: (Selection, Selection),
}

/// Somebody as each version numbers them: the kind, and the place in its population.
#[derive(Clone, Copy)]
struct Both {
    old: (SubjectId, u32),
    new: (SubjectId, u32),
}

impl Sides {
    /// Reads the data once where both versions have the same words, and else by the words of each.
    fn read(
        old: &Plan,
        new: &Plan,
        asked: &DataArguments,
        findings: &mut Findings,
        aside: Voice,
    ) -> Result<Self, Failure> {
        // Which rules are wanted is asked of both versions together.
        let asked_of = DataArguments { policy: None, rule: Vec::new(), ..asked.clone() };
        let selections = (Selection::new(old, &asked_of)?, Selection::new(new, &asked_of)?);
        let paths: Vec<PathBuf> = asked.data.clone();
        if paths.is_empty() {
            return Err(Failure::new(Saying::new("failure-no-data")));
        }
        let inputs = read::open(&paths, false)?;
        let has_old = |subject| selections.0.has_rules(old, subject);
        let has_new = |subject| selections.1.has_rules(new, subject);
        let needs = (Needs::of(old), Needs::of(new));
        if old.vocabulary == new.vocabulary {
            let has_any = |subject| has_old(subject) || has_new(subject);
            let population = population(old, &inputs, &selections.0, &has_any, findings, aside)?;
            let needs = needs.0.and(needs.1);
            return Ok(Self {
                shared_or_old: population,
                new: None,
                needs: (needs.clone(), needs),
                selections,
            });
        }
        // What is wrong with the data is told by the words of the version that is to come, and then what only the old one finds.
        let mut of_old = Findings::default();
        let beside = |one: &Plan, kind: SubjectId, other: &Plan| {
            other.vocabulary.subject(&one.vocabulary.subjects[kind.index()].names.id)
        };
        let of_either = |kind| has_old(kind) || beside(old, kind, new).is_some_and(has_new);
        let before = population(old, &inputs, &selections.0, &of_either, &mut of_old, aside)?;
        let of_either = |kind| has_new(kind) || beside(new, kind, old).is_some_and(has_old);
        let after = population(new, &inputs, &selections.1, &of_either, findings, aside)?;
        findings.add_others(of_old, |reason| {
            Saying::new("finding-by-old").with_said("reason", |language| reason.text(language))
        });
        Ok(Self { shared_or_old: before, new: Some(after), needs, selections })
    }

    fn before(&self) -> &Population {
        &self.shared_or_old
    }

    fn after(&self) -> &Population {
        self.new.as_ref().unwrap_or(&self.shared_or_old)
    }

    /// Everybody whom both versions can decide, and how many only one of them can.
    fn both(&self, old: &Plan, new: &Plan) -> (Vec<Both>, Vec<Alone>) {
        let mut both = Vec::new();
        let mut alone = Vec::new();
        let mut add_alone = |plan: &Plan, kind: SubjectId, by_new, subjects| {
            if subjects > 0 {
                let kind = plan.vocabulary.subjects[kind.index()].names.clone();
                alone.push(Alone { kind, by_new, subjects });
            }
        };
        let mut wanted = kinds(new, &self.selections.1);
        let of_old = kinds(old, &self.selections.0);
        let (before, after) = (self.before(), self.after());
        let named = |plan: &Plan, kind: SubjectId| plan.vocabulary.subjects[kind.index()].names.id.clone();
        let also = of_old.iter().filter_map(|kind| new.vocabulary.subject(&named(old, *kind)));
        wanted.extend(also);
        wanted.sort_unstable();
        wanted.dedup();
        for kind in wanted {
            let news = after.of(kind);
            let Some(own) = old.vocabulary.subject(&named(new, kind)) else {
                add_alone(new, kind, true, news.usable().count());
                continue;
            };
            let olds = before.of(own);
            let counted = both.len();
            for index in news.usable() {
                let found = if self.new.is_none() { Some(index) } else { olds.find(news.id(index)) };
                if let Some(found) = found.filter(|found| olds.is_usable(*found)) {
                    both.push(Both { old: (own, found), new: (kind, index) });
                }
            }
            let found = both.len() - counted;
            add_alone(new, kind, true, news.usable().count() - found);
            add_alone(old, own, false, olds.usable().count() - found);
        }
        for kind in of_old.into_iter().filter(|kind| new.vocabulary.subject(&named(old, *kind)).is_none()) {
            add_alone(old, kind, false, before.of(kind).usable().count());
        }
        (both, alone)
    }
}

fn population(
    plan: &Plan,
    inputs: &Inputs,
    selection: &Selection,
    has_rules: &dyn Fn(SubjectId) -> bool,
    findings: &mut Findings,
    aside: Voice,
) -> Result<Population, Failure> {
    let reading = Progress::begin(aside.say("progress-reading", &[]), None);
    let gathering = begin(&plan.vocabulary, inputs, findings)?;
    let mut population =
        gather(&plan.vocabulary, gathering, selection.subject, has_rules, findings, &reading, None)?;
    drop(reading);
    stop_if_interrupted()?;
    population.group(&plan.vocabulary, has_rules, findings);
    Ok(population)
}

/// Which rules and consequences are looked at, by their places among the pairs.
struct Wanted {
    rules: Vec<bool>,
    consequences: Vec<bool>,
}

impl Wanted {
    /// Those of a name or of a policy that is asked for, in either version.
    fn new(impact: &Impact<'_>, asked: &DataArguments) -> Result<Self, Failure> {
        let (old, new) = (impact.old.plan(), impact.new.plan());
        Self::must_be_known(old, new, asked)?;
        let is_called =
            |names: &policy_core::Names, name: &str| names.all().any(|known| same_name(known, name.trim()));
        let takes = |plan: &Plan, policy: policy_core::plan::PolicyId, names: &policy_core::Names| {
            let policy = &plan.policies[policy.index()].names;
            asked.policy.as_ref().is_none_or(|name| is_called(policy, name))
                && (asked.rule.is_empty() || asked.rule.iter().any(|name| is_called(names, name)))
        };
        let rule = |plan: &Plan, rule: policy_core::plan::RuleId| {
            let rule = &plan.rules[rule.index()];
            takes(plan, rule.policy, &rule.names)
        };
        let consequence = |plan: &Plan, consequence: policy_core::plan::ConsequenceId| {
            let consequence = &plan.consequences[consequence.index()];
            takes(plan, consequence.policy, &consequence.names)
        };
        let rules = impact.pairing.rules.iter().map(|pair| match *pair {
            Pair::Old(one) => rule(old, one),
            Pair::New(one) => rule(new, one),
            Pair::Both(one, other) => rule(old, one) || rule(new, other),
        });
        let consequences = impact.pairing.consequences.iter().map(|pair| match *pair {
            Pair::Old(one) => consequence(old, one),
            Pair::New(one) => consequence(new, one),
            Pair::Both(one, other) => consequence(old, one) || consequence(new, other),
        });
        let wanted = Self { rules: rules.collect(), consequences: consequences.collect() };
        if !wanted.rules.iter().chain(&wanted.consequences).any(|wanted| *wanted) {
            return Err(Failure::new(Saying::new("failure-impact-nothing")));
        }
        Ok(wanted)
    }

    /// Whether anything that is looked at is about subjects of a kind.
    fn concerns(&self, impact: &Impact<'_>, kind: &Names) -> bool {
        let is_it = |plan: &Plan, own: SubjectId| plan.vocabulary.subjects[own.index()].names.id == kind.id;
        let wanted =
            |places: &[bool]| -> Vec<usize> { (0..places.len()).filter(|place| places[*place]).collect() };
        wanted(&self.rules).into_iter().any(|pair| {
            let (engine, rule) = impact.rule(pair);
            is_it(engine.plan(), engine.plan().rules[rule.index()].subject)
        }) || wanted(&self.consequences).into_iter().any(|pair| {
            let (engine, consequence) = impact.consequence(pair);
            is_it(engine.plan(), engine.plan().consequences[consequence.index()].subject)
        })
    }

    /// Refuses a name of a policy, a rule or a consequence that neither version has.
    fn must_be_known(old: &Plan, new: &Plan, asked: &DataArguments) -> Result<(), Failure> {
        let plans = [new, old];
        let policies = plans.iter().flat_map(|plan| &plan.policies).map(|policy| &policy.names);
        let rules = plans.iter().flat_map(|plan| &plan.rules).map(|rule| &rule.names);
        let consequences = plans.iter().flat_map(|plan| &plan.consequences).map(|own| &own.names);
        let rules = rules.chain(consequences);
        asked
            .policy
            .iter()
            .try_for_each(|name| must_be_among("failure-no-such-policy", name, policies.clone()))?;
        asked.rule.iter().try_for_each(|name| must_be_among("failure-no-such-rule", name, rules.clone()))
    }
}

/// Decides one subject by both versions, and counts it.
fn decide_both(
    (old, new): &(Bench<'_>, Bench<'_>),
    sides: &Sides,
    wanted: &Wanted,
    both: Both,
    impact: &mut Impact<'_>,
    voice: Voice,
    has_names: bool,
) -> Result<(), Undecided> {
    let (before_plan, after_plan) = (old.engine().plan(), new.engine().plan());
    let after_record =
        sides.after().record(both.new.0, both.new.1, &sides.needs.1).map_err(Undecided::Value)?;
    let own_record = match &sides.new {
        None => None,
        Some(_) => {
            Some(sides.before().record(both.old.0, both.old.1, &sides.needs.0).map_err(Undecided::Value)?)
        }
    };
    let before_record = own_record.as_ref().unwrap_or(&after_record);
    let mut before = old.decide(before_record).map_err(Undecided::Decide)?;
    let mut after = new.decide(&after_record).map_err(Undecided::Decide)?;
    let pairing = &impact.pairing;
    let is_wanted = |places: &[bool], pair: Option<usize>| pair.is_some_and(|pair| places[pair]);
    before.verdicts.retain(|verdict| {
        is_wanted(&wanted.rules, pairing.old_rule(verdict.rule))
            && sides.selections.0.takes_verdict(before_plan, verdict)
    });
    after.verdicts.retain(|verdict| {
        is_wanted(&wanted.rules, pairing.new_rule(verdict.rule))
            && sides.selections.1.takes_verdict(after_plan, verdict)
    });
    before.outcomes.retain(|outcome| {
        is_wanted(&wanted.consequences, pairing.old_consequence(outcome.consequence))
            && sides.selections.0.takes_outcome(before_plan, outcome)
    });
    after.outcomes.retain(|outcome| {
        is_wanted(&wanted.consequences, pairing.new_consequence(outcome.consequence))
            && sides.selections.1.takes_outcome(after_plan, outcome)
    });
    let flips = impact.add(&before, &after);
    let person = if flips.is_empty() {
        None
    } else {
        let explanation = new.explain(&after_record).map_err(Undecided::Decide)?;
        let told = Told { records: (before_record, &after_record), explanation: &explanation, voice };
        let flips = flips.into_iter().map(|(of, period)| told.flip(impact, of, period)).collect();
        let fact = after_plan.vocabulary.subjects[both.new.0.index()].name_fact().filter(|_| has_names);
        let name = fact.and_then(|fact| after_record.text_fact(&after_plan.vocabulary, fact));
        let (kind, id) = (both.new.0, after_record.id().to_owned());
        Some(Person { kind, id, name: name.map(str::to_owned), flips })
    };
    let turn = person.as_ref().map(Person::turn);
    add_to_groups(sides.after(), after_plan, both.new, turn, impact);
    if let Some(person) = person {
        for flip in &person.flips {
            if let Some(pair) = flip.of.owed_anew() {
                impact.add_needed(pair, flip.shortfall);
            }
        }
        impact.people.push(person);
    }
    Ok(())
}

/// What is told of somebody who is decided otherwise.
struct Told<'t> {
    records: (&'t Record, &'t Record),
    explanation: &'t Explanation<'t>,
    voice: Voice,
}

impl Told<'_> {
    fn flip(&self, impact: &Impact<'_>, of: FlipOf, period: Instance) -> Flip {
        let (engine, schedule) = match of {
            FlipOf::Rule { pair, .. } => {
                let (engine, rule) = impact.rule(pair);
                (engine, &engine.plan().rules[rule.index()].schedule)
            }
            FlipOf::Consequence { pair, .. } => {
                let (engine, consequence) = impact.consequence(pair);
                (engine, &engine.plan().consequences[consequence.index()].schedule)
            }
        };
        let record = if std::ptr::eq(engine, impact.new) { self.records.1 } else { self.records.0 };
        let period_said = Report::new(engine, record, self.voice.language).period(schedule, period);
        Flip { of, period: period_said, shortfall: self.shortfall(impact, of, period) }
    }

    /// What is still needed by the new version.
    fn shortfall(&self, impact: &Impact<'_>, of: FlipOf, period: Instance) -> Option<(Decimal, UnitId)> {
        let FlipOf::Rule { pair, .. } = of else { return None };
        let (Pair::New(rule) | Pair::Both(_, rule)) = impact.pairing.rules[pair] else { return None };
        let mut verdicts = self.explanation.verdicts.iter();
        let explained = verdicts.find(|told| told.verdict.rule == rule && told.verdict.period == period)?;
        let by = explained.measured_by()?;
        let shortfall = explained.verdict.measured?.shortfall.filter(|short| *short > Decimal::ZERO)?;
        Some((shortfall, by.comparison.unit))
    }
}

/// Counts somebody in the groups that they belong to, and in those that these belong to.
fn add_to_groups(
    population: &Population,
    plan: &Plan,
    (kind, index): (SubjectId, u32),
    turn: Option<Turn>,
    impact: &mut Impact<'_>,
) {
    let vocabulary = &plan.vocabulary;
    let mut seen = vec![kind];
    let mut waiting = vec![(kind, index)];
    while let Some((of, index)) = waiting.pop() {
        for (fact, group) in vocabulary.subjects[of.index()].group_facts() {
            let Some(id) = population.text_fact(of, index, fact).filter(|_| !seen.contains(&group)) else {
                continue;
            };
            seen.push(group);
            let found = population.of(group).find(id);
            // However a row spells it, it is one group.
            let id = found.map_or_else(|| spelt_alike(id), |place| population.of(group).id(place).to_owned());
            let name_fact = vocabulary.subjects[group.index()].name_fact();
            let name =
                found.zip(name_fact).and_then(|(place, fact)| population.text_fact(group, place, fact));
            let counted = Group { kind: group, id, members: kind };
            impact.add_to_group(counted, name, turn);
            waiting.extend(found.map(|place| (group, place)));
        }
    }
}

/// An identifier of a group of which there is no row, without what does not tell groups apart: full width, the case of letters.
fn spelt_alike(id: &str) -> String {
    in_half_width(id.trim()).to_ascii_uppercase()
}
