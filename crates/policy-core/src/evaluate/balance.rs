//! What a rule's balance makes available, followed through its periods.

use std::collections::HashSet;

use crate::Record;
use crate::evaluate::account::{Account, Allowed, CarriedOver, Period, Row};
use crate::evaluate::range::{ABOVE, BELOW};
use crate::evaluate::schedule;
use crate::evaluate::truth::Possible;
use crate::evaluate::{Evaluator, Frame, Outlook, Range, Result, Truth, View, Watch, amount_range};
use crate::explain::BalanceRow;
use crate::plan::{Amount, Balance, Rule, RuleId};
use crate::record::FactPath;

/// The periods of a rule's balance, as far as they have been gone through.
#[derive(Default)]
pub(super) struct Book {
    entries: Vec<Entry>,
    /// The missing facts that were met, each once.
    missing: Vec<FactPath>,
}

/// One period in the book.
struct Entry {
    from: i64,
    due: i64,
    available: Outlook,
    /// What it comes to, were nothing more to happen: at the least and at the most.
    least: Row,
    most: Row,
    /// How many missing facts were met up to its end.
    missing: usize,
}

/// The accounts of one side.
#[derive(Default)]
struct Accounts {
    least: Account,
    most: Account,
}

impl<'e, W: Watch<'e>> Evaluator<'e, W> {
    /// What is available in the period at hand.
    pub(super) fn available(&mut self, view: View<'_>, rule: RuleId) -> Result<Outlook> {
        let any = Outlook::both(Range::ANY_AMOUNT);
        let plan = self.engine.plan();
        let Some(declared) = plan.rules.get(rule.index()) else { return Ok(any) };
        let Some(balance) = &declared.balance else { return Ok(any) };
        let (Some(from), Some(due)) = (view.frame.from.exact(), view.frame.own_due.exact()) else {
            return Ok(any);
        };
        self.open_book(view.record, rule, declared, balance, (from, due))?;
        // The events of the period itself are what it rests on.
        if W::LISTENS {
            let mark = self.watch.mark();
            self.amount(view, &balance.earned)?;
            self.watch.forget(mark);
        }
        let Some(book) = self.books.get(&(std::ptr::from_ref(view.record), rule)) else { return Ok(any) };
        let Some(entry) = book.entry(from, due) else { return Ok(any) };
        let found = entry.available;
        if found.now.low != found.now.high && W::LISTENS {
            self.watch.again(book.missing.get(..entry.missing).unwrap_or_default());
        }
        Ok(found)
    }

    /// Goes through the periods of a balance up to those that have begun, and to one that is due on `due`.
    fn open_book(
        &mut self,
        record: &Record,
        rule: RuleId,
        declared: &'e Rule,
        balance: &'e Balance,
        (from, due): (i64, i64),
    ) -> Result<()> {
        let key = (std::ptr::from_ref(record), rule);
        let reaches = |book: &Book| book.entries.last().is_some_and(|entry| entry.from >= from);
        if self.books.get(&key).is_some_and(reaches) {
            return Ok(());
        }
        let allowed = self.allowed(balance);
        let mut book = Book::default();
        let mut known = HashSet::new();
        let mut all_known = true;
        let (mut now, mut ever) = (Accounts::default(), Accounts::default());
        let mark = self.watch.mark();
        self.watch.turn_aside();
        let done = self.each_period(record, declared, (from, due), |this, frame| {
            // After a period of unknown days, nothing is known of what passes on.
            let (true, Some(from), Some(due)) = (all_known, frame.from.exact(), frame.due.exact()) else {
                all_known = false;
                return Ok(());
            };
            let mark = this.watch.mark();
            let figures = this.figures(record, frame, declared, balance)?;
            book.missing.extend(this.watch.since(mark).into_iter().filter(|fact| known.insert(*fact)));
            this.watch.forget(mark);
            let of_now = now.settle(&allowed, from, due, figures.now)?;
            let of_ever = ever.settle(&allowed, from, due, figures.ever)?;
            let range = |rows: &(Row, Row)| Range { low: rows.0.available, high: rows.1.available };
            book.entries.push(Entry {
                from,
                due,
                available: Outlook { now: range(&of_now), ever: range(&of_ever) },
                least: of_now.0,
                most: of_now.1,
                missing: book.missing.len(),
            });
            Ok(())
        });
        self.watch.turn_back();
        self.watch.forget(mark);
        done?;
        self.books.insert(key, book);
        Ok(())
    }

    /// The rule's periods in the order of time: those that have begun, and all up to one that is due on `due`.
    fn each_period(
        &mut self,
        record: &Record,
        rule: &'e Rule,
        (from, due): (i64, i64),
        mut visit: impl FnMut(&mut Self, &Frame<'_>) -> Result<()>,
    ) -> Result<()> {
        let plan = self.engine.plan();
        let Some(policy) = plan.policies.get(rule.policy.index()) else { return Ok(()) };
        let listed = |within| schedule::occurrences(plan, policy, &rule.schedule, within, self.as_of);
        let Some(mut frames) = listed((BELOW, ABOVE)) else {
            let until = self.as_of.max(from).max(due);
            return self.each_own(record, rule.policy, &rule.schedule, until, visit);
        };
        if frames.last().is_none_or(|last| last.from < from) {
            frames = listed((BELOW, due)).unwrap_or_default();
        }
        for frame in schedule::bounded(frames)? {
            visit(self, &Frame::fixed(rule.policy, record.subject, &rule.schedule, frame))?;
        }
        Ok(())
    }

    /// What a period earns and requires, at the least and at the most.
    fn figures(
        &mut self,
        record: &Record,
        frame: &Frame<'_>,
        rule: &'e Rule,
        balance: &'e Balance,
    ) -> Result<Figures> {
        let applies = self.is_for(record, frame, (rule.policy, &rule.schedule), &rule.applies)?;
        let mut exempt = Truth::FALSE;
        let mut earned = Outlook::ZERO;
        let mut required = Outlook::ZERO;
        if !applies.is_surely_false() {
            let view = frame.view(record);
            for exemption in &rule.exemptions {
                exempt = exempt.or(self.condition(view, &exemption.when)?);
            }
            earned = self.amount(view, &balance.earned)?;
            required = self.amount(view, &balance.required)?;
        }
        Ok(Figures {
            now: Bounds::new(applies.now(), exempt.now(), earned.now, required.now),
            ever: Bounds::new(applies.ever(), exempt.ever(), earned.ever, required.ever),
        })
    }

    fn allowed(&self, balance: &Balance) -> Allowed {
        let figure = |amount: &Amount| match amount {
            Amount::Literal(figure) => figure.millionths(),
            Amount::Parameter(parameter) => {
                let parameters = &self.engine.plan().parameters;
                parameters.get(parameter.index()).map_or(0, |parameter| parameter.value.millionths())
            }
            Amount::Field(_)
            | Amount::Aggregate(_)
            | Amount::Verdicts(_)
            | Amount::Available(_)
            | Amount::Sum(_)
            | Amount::Difference(..)
            | Amount::Scaled { .. }
            | Amount::Choose(_)
            | Amount::Portion(_)
            | Amount::Rounded { .. }
            | Amount::Highest(_)
            | Amount::Lowest(_)
            | Amount::Length(..)
            | Amount::Covered(_) => 0,
        };
        Allowed {
            carry_over: balance.carry_over.as_ref().map(|over| CarriedOver {
                most: over.most.as_ref().map_or(ABOVE, figure).max(0),
                numerator: over.numerator,
                denominator: over.denominator,
                lasting: over.lasting,
            }),
            back_fill: balance.back_fill,
            borrow: balance.borrow.as_ref().map_or(0, figure).max(0),
        }
    }

    /// The row of a period of a rule's balance; none where it has no balance, or its periods are not known.
    pub(crate) fn balance_row(&self, record: &Record, frame: &Frame<'_>, rule: RuleId) -> Option<BalanceRow> {
        let book = self.books.get(&(std::ptr::from_ref(record), rule))?;
        book.entry(frame.from.exact()?, frame.own_due.exact()?).map(Entry::row)
    }
}

impl Book {
    fn entry(&self, from: i64, due: i64) -> Option<&Entry> {
        let place = self.entries.binary_search_by_key(&from, |entry| entry.from).ok()?;
        self.entries.get(place).filter(|entry| entry.due == due)
    }
}

impl Entry {
    fn row(&self) -> BalanceRow {
        let range = |of: fn(&Row) -> i64| {
            let (least, most) = (of(&self.least), of(&self.most));
            amount_range(Range { low: least.min(most), high: least.max(most) })
        };
        BalanceRow {
            carried_in: range(|row| row.carried_in),
            earned: range(|row| row.earned),
            settled: range(|row| row.settled),
            available: range(|row| row.available),
            required: range(|row| row.required),
            borrowed: range(|row| row.borrowed),
            missing: range(|row| row.missing),
            lost: range(|row| row.lost),
            carried_out: range(|row| row.carried_out),
            owed: range(|row| row.owed),
        }
    }
}

/// What a period earns and requires, on both sides.
struct Figures {
    now: Bounds,
    ever: Bounds,
}

/// What is earned and required where the least can be available, and where the most can.
#[derive(Clone, Copy)]
struct Bounds {
    least: (i64, i64),
    most: (i64, i64),
}

impl Bounds {
    /// One that does not apply earns nothing; neither it nor one that is exempt requires anything.
    fn new(applies: Possible, exempt: Possible, earned: Range, required: Range) -> Self {
        let when = |holds: bool, amount: i64| if holds { amount.max(0) } else { 0 };
        Self {
            least: (when(!applies.no, earned.low), when(applies.yes && exempt.no, required.high)),
            most: (when(applies.yes, earned.high), when(!applies.no && !exempt.yes, required.low)),
        }
    }
}

impl Accounts {
    fn settle(&mut self, allowed: &Allowed, from: i64, due: i64, bounds: Bounds) -> Result<(Row, Row)> {
        let period = |(earned, required)| Period { from, due, earned, required };
        let least = self.least.settle(allowed, period(bounds.least))?;
        Ok((least, self.most.settle(allowed, period(bounds.most))?))
    }
}
