//! The parts that a policy is made of, each as a whole.

use policy_core::plan::{
    Action, ActionKind, Alternative, Balance, CarryOver, Citation, Consequence, Entry, Exemption, Keep,
    Lasting, Most, Parameter, Per, Policy, Recognition, Rule, Schedule, Step, StepKind, Table, Treatment,
    Vantage,
};
use policy_core::same_name;

use super::Speller;

impl Speller<'_> {
    /// What a policy says of itself.
    pub fn head(&mut self, policy: &Policy) {
        let Policy { names, issuer, document, effective_from, effective_to, supersedes, under } = policy;
        self.list("policy", |own| {
            own.names(names);
            own.optional(issuer.as_deref(), Self::quoted);
            own.optional(document.as_deref(), Self::quoted);
            own.day(*effective_from);
            own.optional(*effective_to, Self::day);
            own.all("supersedes", supersedes, |own, name| own.superseded(name));
            own.all("under", under, |own, upper| own.policy(*upper));
        });
    }

    /// A policy that is replaced: by whichever of its names it is called, and it need not be in the plan.
    fn superseded(&mut self, name: &str) {
        let is_meant = |policy: &&Policy| policy.names.all().any(|known| same_name(known, name));
        let plan = self.plan;
        self.quoted(plan.policies.iter().find(is_meant).map_or(name, |policy| &policy.names.id));
    }

    /// A parameter with its figure.
    pub fn figure_of(&mut self, parameter: &Parameter) {
        let Parameter { policy: _, names, value, unit } = parameter;
        self.list("parameter", |own| {
            own.names(names);
            own.figure(value);
            own.unit(*unit);
        });
    }

    /// A decision table; its rows stand where it is used.
    pub fn table_of(&mut self, Table { policy: _, names }: &Table) {
        self.list("table", |own| own.names(names));
    }

    /// A recognition.
    pub fn recognition(&mut self, recognition: &Recognition) {
        let Recognition { policy: _, subject, list, credited, entries, steps } = recognition;
        let at = Vantage::of_events(*subject, *list);
        self.list("recognition", |own| {
            own.subject(*subject);
            own.events(*subject, *list);
            own.optional(*credited, |own, field| own.field_of(Some((*subject, Some(*list))), field));
            own.all("entries", entries, |own, entry| own.entry(at, entry));
            own.all("steps", steps, |own, step| own.step(at, step));
        });
    }

    fn entry(&mut self, at: Vantage, entry: &Entry) {
        let Entry { names, when, treatment, because, citations } = entry;
        self.list("entry", |own| {
            own.optional(names.as_ref(), Self::names);
            own.condition(at, when);
            match treatment {
                Treatment::Reject => own.word("reject"),
                Treatment::Count { amount } => own.list("count", |own| {
                    own.optional(amount.as_ref(), |own, amount| own.amount(at, amount));
                }),
            }
            own.optional(because.as_deref(), Self::quoted);
            own.citations(citations);
        });
    }

    fn step(&mut self, at: Vantage, step: &Step) {
        let Step { filter, kind, citations } = step;
        self.list("step", |own| {
            own.condition(at, filter);
            match kind {
                StepKind::Cap { per, most } => own.list("cap", |own| {
                    own.per(at, per);
                    match most {
                        Most::Amount(amount) => own.amount(at, amount),
                        Most::Share { numerator, denominator } => own.list("share", |own| {
                            own.figure(numerator);
                            own.figure(denominator);
                        }),
                    }
                }),
                StepKind::Once { by, per, keep } => own.list("once", |own| {
                    let owner = Some((at.subject, at.event));
                    own.all("by", by, |own, field| own.field_of(owner, *field));
                    own.per(at, per);
                    own.word(match keep {
                        Keep::Highest => "highest",
                        Keep::First => "first",
                        Keep::Last => "last",
                    });
                }),
                StepKind::Deduct(amount) => own.list("deduct", |own| own.amount(at, amount)),
                StepKind::Round { mode, to } => own.list("round", |own| {
                    own.rounding(*mode);
                    own.figure(to);
                }),
            }
            own.citations(citations);
        });
    }

    fn per(&mut self, at: Vantage, per: &Per) {
        match per {
            Per::Event => self.word("per_event"),
            Per::Day => self.word("per_day"),
            Per::Period(period) => self.list("per", |own| own.period_ref(*period)),
            Per::Cycle { every, from } => self.list("per_cycle", |own| {
                own.span(*every);
                own.date(at, from);
            }),
            Per::Ever => self.word("ever"),
        }
    }

    /// A rule.
    pub fn rule(&mut self, rule: &Rule) {
        let Rule {
            policy: _,
            names,
            subject,
            tightens,
            applies,
            schedule,
            grace,
            soft,
            requirement,
            exemptions,
            balance,
            alternatives,
            citations,
        } = rule;
        let at = Vantage::of(*subject, schedule);
        self.list("rule", |own| {
            own.names(names);
            own.subject(*subject);
            own.all("tightens", tightens, |own, upper| own.rule_named(*upper));
            own.condition(at, applies);
            own.schedule(at, schedule);
            own.optional(*grace, Self::span);
            own.flag("in_principle", *soft);
            own.condition(at, requirement);
            own.all("exemptions", exemptions, |own, exemption| own.exemption(at, exemption));
            own.optional(balance.as_ref(), |own, balance| own.balance(at, balance));
            own.all("alternatives", alternatives, |own, alternative| own.alternative(at, alternative));
            own.citations(citations);
        });
    }

    fn exemption(&mut self, at: Vantage, Exemption { names, when, citations }: &Exemption) {
        self.list("exemption", |own| {
            own.names(names);
            own.condition(at, when);
            own.citations(citations);
        });
    }

    fn alternative(&mut self, at: Vantage, alternative: &Alternative) {
        let Alternative { names, when, requirement, window, citations } = alternative;
        self.list("alternative", |own| {
            own.names(names);
            own.condition(at, when);
            own.condition(at, requirement);
            own.optional(window.as_ref(), |own, window| own.window(at, window));
            own.citations(citations);
        });
    }

    fn balance(&mut self, at: Vantage, balance: &Balance) {
        let Balance { earned, required, unit, carry_over, back_fill, borrow } = balance;
        self.list("balance", |own| {
            own.amount(at, earned);
            own.amount(at, required);
            own.unit(*unit);
            own.optional(carry_over.as_ref(), |own, over| {
                let CarryOver { most, numerator, denominator, lasting } = over;
                own.list("carry_over", |own| {
                    own.optional(most.as_ref(), |own, most| own.amount(at, most));
                    own.figure(numerator);
                    own.figure(denominator);
                    own.optional(*lasting, Self::span);
                });
            });
            own.flag("back_fill", *back_fill);
            own.optional(borrow.as_ref(), |own, most| own.amount(at, most));
        });
    }

    fn schedule(&mut self, at: Vantage, schedule: &Schedule) {
        match schedule {
            Schedule::Once(window) => self.list("once", |own| own.window(at, window)),
            Schedule::Each { period, by } => self.list("each", |own| {
                own.period_ref(*period);
                own.optional(by.as_ref(), |own, by| own.date(at, by));
            }),
            Schedule::Cycle { every, from, by, pause } => self.list("cycle", |own| {
                own.span(*every);
                own.date(at, from);
                own.optional(by.as_ref(), |own, by| own.date(at, by));
                own.optional(pause.as_ref(), |own, pause| own.pause(at, pause));
            }),
            Schedule::EachEvent { list, when, window, governed_by_event } => self.list("each_event", |own| {
                own.events(at.subject, *list);
                own.condition(at, when);
                own.optional(window.as_ref(), |own, window| own.window(at, window));
                own.flag("governed_by_event", *governed_by_event);
            }),
        }
    }

    /// A consequence.
    pub fn consequence(&mut self, consequence: &Consequence) {
        let Consequence {
            policy: _,
            names,
            subject,
            applies,
            schedule,
            soft,
            when,
            actions,
            lasting,
            lifted_by,
            citations,
        } = consequence;
        let at = Vantage::of(*subject, schedule);
        self.list("consequence", |own| {
            own.names(names);
            own.subject(*subject);
            own.condition(at, applies);
            own.schedule(at, schedule);
            own.flag("in_principle", *soft);
            own.condition(at, when);
            own.all("actions", actions, |own, Action { kind, outcome }| {
                own.word(match kind {
                    ActionKind::Deny => "deny",
                    ActionKind::Grant => "grant",
                    ActionKind::Oblige => "oblige",
                });
                own.outcome(*outcome);
            });
            match lasting {
                Lasting::Unstated => own.word("-"),
                Lasting::ThatPeriod => own.word("that_period"),
                Lasting::NextYear => own.word("next_year"),
                Lasting::For(span) => own.list("for", |own| own.span(*span)),
            }
            own.optional(*lifted_by, Self::rule_named);
            own.citations(citations);
        });
    }

    fn citations(&mut self, citations: &[Citation]) {
        self.all("citations", citations, |own, Citation { article, quote }| {
            own.list("cite", |own| {
                own.quoted(article);
                own.optional(quote.as_deref(), Self::quoted);
            });
        });
    }
}
