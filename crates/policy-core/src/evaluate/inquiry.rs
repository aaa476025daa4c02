//! Deciding groups without holding their members: what is asked about members, and what each of them says to it.
//!
//! A rule for schools or bureaus counts or adds up members, seen from one of its periods. That is a *question*, and what a member
//! says to it hangs on the member alone. So a group is decided first with all questions open, only to hear what it asks;
//! then the members go by, one after the other, each is heard once ([`Groups::hear`]), and what it says is added to the answers of its
//! group; at last the groups are decided by the answers. A question that comes up only then is heard in one more turn.
//!
//! The evaluator is the one that decides records; only where it would go through the members of a record it takes the answer
//! instead, so the meaning is the same.

use std::collections::HashMap;

use super::aggregate::{ONE, Share, Taken, Total};
use super::{Deaf, Evaluator, Frame, Outlook, Range, Result, View};
use crate::plan::{Aggregate, Measure, Plan};
use crate::record::{MISSING, present};
use crate::{Bench, DecideError, Decision, FieldKind, Record, SubjectId};

/// Groups of one bench that are decided by what their members say.
#[derive(Debug)]
pub struct Groups<'b> {
    bench: &'b Bench<'b>,
    questions: Vec<Question<'b>>,
}

/// A count or a sum over members, seen from an occurrence of a rule.
#[derive(Clone, Copy)]
struct Question<'b> {
    of: SubjectId,
    members: SubjectId,
    aggregate: &'b Aggregate,
    frame: Frame<'b>,
}

/// What the members of one group said so far, question by question.
#[derive(Clone, Debug, Default)]
pub struct Answers(Vec<Answer>);

#[derive(Clone, Debug)]
struct Answer {
    total: Total,
    /// The different texts that were named.
    texts: HashMap<Box<str>, i64>,
    failure: Option<DecideError>,
}

/// What one member says to each question about members of its kind.
#[derive(Clone, Debug, Default)]
pub struct Voices(Vec<Option<std::result::Result<Voice, DecideError>>>);

#[derive(Clone, Debug)]
struct Voice {
    taken: Taken,
    says: Says,
}

#[derive(Clone, Debug)]
enum Says {
    Amount(Outlook),
    /// One of the values that are told apart.
    Word(i64),
    Text(Box<str>),
}

/// Questions on their way through the evaluator, and their answers.
pub(super) struct Inquiry<'e> {
    of: SubjectId,
    questions: Vec<Question<'e>>,
    answers: Vec<std::result::Result<Outlook, DecideError>>,
    /// Something was asked that no member can say by itself.
    is_stuck: bool,
}

impl<'b> Groups<'b> {
    /// Nothing asked yet.
    pub fn new(bench: &'b Bench<'b>) -> Self {
        Self { bench, questions: Vec::new() }
    }

    /// How many questions have come up so far.
    pub fn questions(&self) -> usize {
        self.questions.len()
    }

    /// The kinds of members that are asked about.
    pub fn kinds(&self) -> Vec<SubjectId> {
        let mut kinds: Vec<SubjectId> = self.questions.iter().map(|question| question.members).collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// Decides a group by what its members said. Its record says of which kinds the members are known, as being none.
    ///
    /// `None` where something came up that its members were not asked; they are to be heard once more then. Where a
    /// rule stands at an event of the group, nothing that members say by themselves decides it: that is
    /// [`DecideError::NeedsMembers`].
    ///
    /// # Errors
    /// As [`Bench::decide`].
    pub fn decide(&mut self, group: &Record, answers: &Answers) -> Result<Option<Decision>> {
        let known = answers.0.iter().map(Answer::outlook).collect();
        let (engine, listing) = (self.bench.engine(), self.bench.listing());
        self.bench.check(group)?;
        if listing.is_cut {
            return Err(DecideError::TooManyOccurrences);
        }
        let mut evaluator = Evaluator::new(engine, listing, self.bench.as_of_day(), Deaf);
        let questions = std::mem::take(&mut self.questions);
        evaluator.inquiry = Some(Inquiry { of: group.subject, questions, answers: known, is_stuck: false });
        let decided = evaluator.decide(group);
        let Some(inquiry) = evaluator.inquiry else { return Err(DecideError::NeedsMembers) };
        let is_answered = inquiry.questions.iter().skip(answers.0.len()).all(|own| own.of != group.subject);
        self.questions = inquiry.questions;
        if inquiry.is_stuck {
            return Err(DecideError::NeedsMembers);
        }
        if !is_answered {
            return Ok(None);
        }
        decided.map(Some)
    }

    /// What a member says to each question, whatever group of that kind it belongs to.
    pub fn hear(&self, member: &Record) -> Voices {
        let (engine, listing) = (self.bench.engine(), self.bench.listing());
        let mut evaluator = Evaluator::new(engine, listing, self.bench.as_of_day(), Deaf);
        let own = |question: &Question<'b>| {
            (question.members == member.subject).then(|| question.put(&mut evaluator, member))
        };
        Voices(self.questions.iter().map(own).collect())
    }

    /// Adds what a member says to the answers of a group that it belongs to.
    pub fn add(&self, group: SubjectId, voices: &Voices, answers: &mut Answers) {
        let asked = self.questions.iter().skip(answers.0.len());
        answers.0.extend(asked.map(|question| Answer::new(&question.aggregate.measure)));
        for ((question, voice), answer) in self.questions.iter().zip(&voices.0).zip(&mut answers.0) {
            if let Some(voice) = voice
                && question.of == group
            {
                answer.add(voice);
            }
        }
    }

    /// The answers of a group that has no members, or whose members have not been heard.
    pub fn nobody(&self) -> Answers {
        Answers(self.questions.iter().map(|question| Answer::new(&question.aggregate.measure)).collect())
    }
}

impl<'b> Question<'b> {
    /// What a member says.
    fn put(
        &self,
        evaluator: &mut Evaluator<'b, Deaf>,
        member: &Record,
    ) -> std::result::Result<Voice, DecideError> {
        let view = View { record: member, frame: &self.frame, event: None };
        let taken = Taken::of(evaluator.condition(view, &self.aggregate.filter)?);
        let fact = |field: crate::FieldId| member.facts.get(field.index()).copied().unwrap_or(MISSING);
        let says = match &self.aggregate.measure {
            Measure::Count => Says::Amount(Outlook::both(Range::exactly(ONE))),
            Measure::Sum(field) => {
                Says::Amount(Outlook::both(present(fact(*field)).map_or(Range::ANY_AMOUNT, Range::exactly)))
            }
            Measure::SumOf(_) | Measure::HighestOf(_) | Measure::LowestOf(_) if taken.ever == Share::None => {
                Says::Amount(Outlook::ZERO)
            }
            Measure::SumOf(amount) | Measure::HighestOf(amount) | Measure::LowestOf(amount) => {
                Says::Amount(evaluator.amount(view, amount)?.higher(Outlook::ZERO))
            }
            Measure::Distinct(field) => {
                let word = fact(*field);
                let fields = evaluator.engine.plan().vocabulary.fields(member.subject, None);
                match (fields.get(field.index()).map(|field| &field.kind), member.text(word)) {
                    (Some(FieldKind::Text | FieldKind::Member(_)), Some(text)) => Says::Text(text.into()),
                    (_, _) => Says::Word(word),
                }
            }
        };
        Ok(Voice { taken, says })
    }
}

impl Answer {
    fn new(measure: &Measure) -> Self {
        Self { total: Total::new(measure), texts: HashMap::new(), failure: None }
    }

    fn add(&mut self, voice: &std::result::Result<Voice, DecideError>) {
        let added = match voice {
            Err(error) => Err(*error),
            Ok(Voice { taken, says }) => match says {
                Says::Amount(amount) => self.total.add(*taken, *amount),
                Says::Word(word) => {
                    self.total.distinct(*taken, *word);
                    Ok(())
                }
                Says::Text(text) => {
                    let next = self.texts.len() as i64;
                    let word = *self.texts.entry(text.clone()).or_insert(next);
                    self.total.distinct(*taken, word);
                    Ok(())
                }
            },
        };
        self.failure = self.failure.or(added.err());
    }

    fn outlook(&self) -> std::result::Result<Outlook, DecideError> {
        match self.failure {
            Some(failure) => Err(failure),
            None => self.total.value(false),
        }
    }
}

impl<'e> Inquiry<'e> {
    /// The answer to a question; any amount where it was not asked before.
    pub fn answer(
        &mut self,
        plan: &'e Plan,
        view: View<'_>,
        members: SubjectId,
        aggregate: &'e Aggregate,
    ) -> Result<Outlook> {
        let open = Ok(Outlook::both(Range::ANY_AMOUNT));
        let is_same = |own: &Question<'e>| {
            own.of == self.of
                && std::ptr::eq(own.aggregate, aggregate)
                && own.members == members
                && own.frame.is_like(view.frame)
        };
        if view.frame.event.is_none()
            && let Some(place) = self.questions.iter().position(is_same)
        {
            return self.answers.get(place).copied().unwrap_or(open);
        }
        match view.frame.lasting(plan) {
            Some(frame) => self.questions.push(Question { of: self.of, members, aggregate, frame }),
            None => self.is_stuck = true,
        }
        open
    }
}

impl Frame<'_> {
    /// The same occurrence as long as the plan lasts; `None` where it stands at an event.
    fn lasting(self, plan: &Plan) -> Option<Frame<'_>> {
        let rules = plan.rules.iter().map(|rule| &rule.schedule);
        let mut schedules = rules.chain(plan.consequences.iter().map(|consequence| &consequence.schedule));
        let schedule = schedules.find(|schedule| std::ptr::eq(*schedule, self.schedule))?;
        let Frame { policy, subject, from, to, start, due, last, own_due, own_last, is_part, event, .. } =
            self;
        if event.is_some() {
            return None;
        }
        Some(Frame {
            policy,
            subject,
            schedule,
            from,
            to,
            start,
            due,
            last,
            own_due,
            own_last,
            is_part,
            event: None,
        })
    }

    /// Whether all days are the same.
    fn is_like(&self, other: &Frame<'_>) -> bool {
        let days = |frame: &Frame<'_>| {
            [frame.from, frame.to, frame.start, frame.due, frame.last, frame.own_due, frame.own_last]
        };
        self.policy == other.policy
            && std::ptr::eq(self.schedule, other.schedule)
            && self.is_part == other.is_part
            && days(self) == days(other)
    }
}

impl std::fmt::Debug for Question<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Question").field("members", &self.members).field("aggregate", self.aggregate).finish()
    }
}
