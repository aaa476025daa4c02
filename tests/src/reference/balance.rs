//! What a rule's balance makes available: every period from the first one, gone through by hand.

use policy_core::plan::{Amount, Balance, Rule, RuleId};

use super::amount::amount;
use super::condition::truth;
use super::day::{Day, date_of, number_of};
use super::instance::{Instance, Occurrences, is_for, occurrences, stand};
use super::number::{Bound, Number, Range};
use super::scene::{Both, Scene};
use super::truth::Truth;

/// What is available in the scene's period, on the scene's side.
pub(super) fn available(scene: Scene<'_>, id: RuleId) -> Range {
    let rule = &scene.plan.rules[id.index()];
    let balance = rule.balance.as_ref().expect("only a balance makes something available");
    let (Some(first), Some(due)) = (known(scene.frame.from), known(scene.frame.due)) else {
        return Range::any_amount();
    };
    let all = match occurrences(scene, rule.policy, &rule.schedule, scene.as_of.max(first).max(due)) {
        Occurrences::Fixed(found) | Occurrences::Own(found) => found,
        Occurrences::Unknown(_) => return Range::any_amount(),
    };
    let mut least = Purse::new(scene, balance);
    let mut most = Purse::new(scene, balance);
    for instance in all {
        let frame = instance.frame;
        let (Some(from), Some(to)) = (known(frame.from), known(frame.due)) else {
            return Range::any_amount();
        };
        let period = worth(scene, rule, balance, instance);
        let worst = if period.applies.is_true() { period.earned.low } else { NOTHING };
        let worst_required =
            if period.applies.yes && period.exempt.no { period.required.high } else { NOTHING };
        let best = if period.applies.yes { period.earned.high } else { NOTHING };
        let best_required =
            if period.applies.no || period.exempt.yes { NOTHING } else { period.required.low };
        let low = least.go_through(from, to, positive(worst), positive(worst_required));
        let high = most.go_through(from, to, positive(best), positive(best_required));
        if (from, to) == (first, due) {
            return Range { low, high };
        }
    }
    Range::any_amount()
}

const NOTHING: Bound = Bound::At(Number::ZERO);

fn positive(bound: Bound) -> Bound {
    bound.max(NOTHING)
}

/// A day that is the same now and ever.
fn known(day: Both<Day>) -> Option<i64> {
    if day.now != day.ever {
        return None;
    }
    match day.now.days {
        Some((low, high)) if low == high && !day.now.none => Some(low),
        Some(_) | None => None,
    }
}

/// What a period is worth, on the scene's side.
struct Worth {
    applies: Truth,
    exempt: Truth,
    earned: Range,
    required: Range,
}

fn worth<'a>(scene: Scene<'a>, rule: &'a Rule, balance: &'a Balance, instance: Instance<'a>) -> Worth {
    let at = stand(scene, rule.policy, &rule.schedule, instance);
    let applies = is_for(at, rule.policy, &rule.schedule, &rule.applies);
    if applies.is_false() {
        let nothing = Range::exactly(Number::ZERO);
        return Worth { applies, exempt: Truth::FALSE, earned: nothing, required: nothing };
    }
    Worth {
        applies,
        exempt: rule.exemptions.iter().fold(Truth::FALSE, |any, one| any.or(truth(at, &one.when))),
        earned: amount(at, &balance.earned),
        required: amount(at, &balance.required),
    }
}

/// What is left over, and what is owed.
struct Purse<'a> {
    scene: Scene<'a>,
    balance: &'a Balance,
    most: Bound,
    may_owe: Bound,
    /// What is left of each period, with the last day on which a period may begin that uses it.
    lots: Vec<(Option<i64>, Bound)>,
    borrowed: Bound,
    missing: Bound,
}

impl<'a> Purse<'a> {
    fn new(scene: Scene<'a>, balance: &'a Balance) -> Self {
        let figure = |expression: &Amount| positive(amount(scene, expression).low);
        let over = balance.carry_over.as_ref();
        Self {
            scene,
            balance,
            most: over.and_then(|over| over.most.as_ref()).map_or(Bound::Above, figure),
            may_owe: balance.borrow.as_ref().map_or(NOTHING, figure),
            lots: Vec::new(),
            borrowed: NOTHING,
            missing: NOTHING,
        }
    }

    /// One period; says what is available in it.
    fn go_through(&mut self, from: i64, due: i64, earned: Bound, required: Bound) -> Bound {
        self.lots.retain(|(until, _)| until.is_none_or(|until| until >= from));
        self.lots.push((None, earned));
        // The period's own earnings are the last lot, used when all others are.
        let repaid = self.pay(self.borrowed);
        self.borrowed = minus(self.borrowed, repaid);
        let made_up = self.pay(self.missing);
        self.missing = minus(self.missing, made_up);
        let credit = minus(self.may_owe, self.borrowed);
        let available = self.noted(self.left().plus(credit));
        let paid = self.pay(required);
        let short = minus(required, paid);
        let borrowed = short.min(credit);
        self.borrowed = self.borrowed.plus(borrowed);
        if self.balance.back_fill {
            self.missing = self.noted(self.missing.plus(minus(short, borrowed)));
        }
        self.noted(self.borrowed.plus(self.missing));
        let (_, surplus) = self.lots.pop().expect("the period's own earnings");
        match &self.balance.carry_over {
            None => self.lots.clear(),
            Some(over) => {
                let until =
                    over.lasting.and_then(|span| date_of(due).and_then(|due| span.after(due)).map(number_of));
                let kept = match surplus {
                    Bound::At(amount) => Bound::At(amount.times(over.numerator, over.denominator).cut_off()),
                    Bound::Above if over.numerator > 0 => Bound::Above,
                    Bound::Above | Bound::Below => NOTHING,
                };
                self.lots.push((until, kept.min(self.most)));
                self.noted(self.left());
                let too_much = match (self.left(), self.most) {
                    (_, Bound::Above) => NOTHING,
                    (left, most) if left > most => minus(left, most),
                    (_, _) => NOTHING,
                };
                self.pay(too_much);
            }
        }
        available
    }

    fn left(&self) -> Bound {
        self.lots.iter().fold(NOTHING, |sum, (_, amount)| sum.plus(*amount))
    }

    /// Takes up to so much, the oldest first; says how much.
    fn pay(&mut self, wanted: Bound) -> Bound {
        let mut paid = NOTHING;
        for (_, amount) in &mut self.lots {
            let part = (*amount).min(minus(wanted, paid));
            *amount = minus(*amount, part);
            paid = paid.plus(part);
        }
        paid
    }

    fn noted(&self, bound: Bound) -> Bound {
        self.scene.note(bound);
        bound
    }
}

/// One amount less another that is no greater; what has no bound keeps none.
fn minus(from: Bound, taken: Bound) -> Bound {
    match (from, taken) {
        (Bound::At(from), Bound::At(taken)) => Bound::At(from.plus(taken.negated())),
        (Bound::Above, _) => Bound::Above,
        (Bound::At(_), Bound::Above | Bound::Below) | (Bound::Below, _) => NOTHING,
    }
}
