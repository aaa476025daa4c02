//! `policy notify`: a letter to everybody who still owes something.

use std::io::{self, stderr};
use std::time::Instant;

use policy_report::Letter;

use super::Ending;
use super::decide::{decide, keep_what_is_read, population, stop_if_interrupted, wanted};
use crate::arguments::{NotifyArguments, Shared};
use crate::decided::Run;
use crate::failure::Failure;
use crate::finding::{Findings, Trouble};
use crate::load;
use crate::made::made;
use crate::needs::Needs;
use crate::output::{Letters, say_findings};
use crate::progress::{self, Progress};
use crate::selection::Selection;
use crate::voice::Voice;

/// Decides everybody and writes the letters.
pub fn notify(asked: &NotifyArguments, shared: Shared) -> Result<Ending, Failure> {
    let voice = Voice::of(shared, &io::stdout()).plain();
    let aside = Voice::of(shared, &stderr());
    let engine = load::engine(&asked.policies, aside)?;
    let plan = engine.plan();
    let selection = Selection::new(plan, &asked.data)?;
    let begun = Instant::now();
    progress::heed_interruption();
    keep_what_is_read(asked.output.as_deref(), &asked.policies, &asked.data)?;
    let mut letters = Letters::open(shared.format, asked.output.as_deref(), voice)?;
    let mut findings = Findings::default();
    let population = population(plan, &asked.policies, &asked.data, &selection, &mut findings, aside)?;
    let wanted = wanted(plan, &population, &selection, asked.id.as_deref(), &findings, aside)?;

    let (needs, as_of) = (Needs::of(plan), asked.data.as_of);
    let bench = engine.at(as_of);
    let progress = Progress::begin(aside.say("progress-deciding", &[]), Some(wanted.len() as u64));
    let mut undecided = Vec::new();
    let (mut decided, mut written) = (0, 0);
    {
        let run = Run { engine: &engine, as_of, voice, findings: &findings, made: made() };
        for (subject, index) in wanted {
            if progress.is_interrupted() {
                break;
            }
            progress.row();
            let told = decide(&bench, &population, &needs, &selection, subject, index, |_, decided| {
                Letter::new(&run.about(), decided)
            });
            match told {
                Ok(letter) => {
                    decided += 1;
                    let Some(letter) = letter else { continue };
                    written += 1;
                    letters.letter(voice, as_of, &letter).map_err(|error| letters.failure(&error))?;
                }
                Err(error) => {
                    undecided.push((population.place(population.of(subject).entry(index)), error.reason()));
                }
            }
        }
    }
    drop(progress);
    stop_if_interrupted()?;
    for (place, reason) in undecided {
        findings.add(Trouble::Undecided, place, None, reason);
    }
    letters.finish()?;
    _ = say_findings(&mut stderr(), &findings, aside);
    if written == 0 {
        eprintln!("{}", aside.say("notify-none", &[]));
    } else {
        eprintln!("{}", aside.say("notify-written", &[("letters", &written), ("subjects", &decided)]));
    }
    progress::say_summary(aside, decided, findings.count, begun);
    Ok(Ending::of(findings.count > 0))
}
