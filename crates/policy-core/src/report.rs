//! The story of a record as people read it, in English or Chinese.
//!
//! All sentences come from the message catalogue; the conditions are put into words
//! from the plan's labels. Who lays out a table or a page asks for the single
//! sentences instead.

mod number;
mod outline;
mod phrase;
mod share;
mod short;
mod step;

use chrono::NaiveDate;
use policy_messages::{Language, message};

use crate::decision::{AmountRange, Instance, Measured, Standing, Status};
use crate::explain::{
    BalanceRow, EventTreatment, Explained, ExplainedEvent, ExplainedOutcome, Explanation, Lifted, LiftedBy,
    Outside, Part, PartState, TakenEvent, takes,
};
use crate::plan::{Citation, Condition, Lasting, PolicyId, Rule, Schedule};
use crate::record::{FactPath, present, word_date};
use crate::{Engine, FieldKind, ListId, Names, Record, UnitId, Vocabulary};
pub use outline::{OutlineLine, OutlinePart, outline};
pub use phrase::Phrases;

/// Puts verdicts on one record into words.
#[derive(Clone, Copy)]
pub struct Report<'a> {
    engine: &'a Engine,
    record: &'a Record,
    language: Language,
}

impl<'a> Report<'a> {
    /// Words for verdicts of an engine on a record.
    pub fn new(engine: &'a Engine, record: &'a Record, language: Language) -> Self {
        Self { engine, record, language }
    }

    /// The whole story, line by line.
    pub fn story(&self, explanation: &Explanation<'_>) -> String {
        let mut page = Page::default();
        if explanation.verdicts.is_empty() && explanation.outcomes.is_empty() {
            page.line(0, self.say("explain-nothing", &[]));
        }
        let mut waiting = &explanation.verdicts[..];
        let mut policy = None;
        while let [first, ..] = waiting {
            let own = self.engine.plan().rules[first.verdict.rule.index()].policy;
            if self.engine.plan().policies.len() > 1 && policy != Some(own) {
                policy = Some(own);
                page.line(0, self.title(own));
                page.line(0, String::new());
            }
            let alike = waiting.iter().take_while(|other| first.is_outside_like(other)).count().max(1);
            let (now, later) = waiting.split_at(alike);
            self.verdict(&mut page, first, now, explanation);
            waiting = later;
        }
        if !explanation.outcomes.is_empty() {
            page.line(0, self.say("explain-outcomes", &[]));
            for outcome in &explanation.outcomes {
                self.outcome(&mut page, outcome, explanation);
            }
        }
        if !explanation.events.is_empty() {
            if !explanation.outcomes.is_empty() {
                page.line(0, String::new());
            }
            page.line(0, self.say("explain-events", &[]));
            for event in &explanation.events {
                let (name, fate) = (self.event(event.list, event.event), self.event_fate(event, explanation));
                page.line(1, self.say("explain-pair", &[("left", &name), ("right", &fate)]));
            }
        }
        page.text()
    }

    fn say(&self, id: &str, arguments: &[(&str, &str)]) -> String {
        message(self.language, id, arguments)
    }

    fn name(&self, names: &Names) -> String {
        names.shown(self.language)
    }

    fn phrases(&self, schedule: &Schedule) -> Phrases<'a> {
        let anchor = match schedule {
            Schedule::EachEvent { list, .. } => Some(*list),
            Schedule::Once(_) | Schedule::Each { .. } | Schedule::Cycle { .. } => None,
        };
        Phrases::new(self.engine.plan(), self.language, self.record.subject(), anchor)
    }

    /// A status in one word.
    pub fn status(&self, status: Status) -> String {
        self.say(
            match status {
                Status::Met => "status-met",
                Status::Unmet => "status-unmet",
                Status::Pending => "status-pending",
                Status::Unknown => "status-unknown",
                Status::Exempt => "status-exempt",
                Status::NotApplicable => "status-not-applicable",
            },
            &[],
        )
    }

    /// A standing in one word.
    pub fn standing(&self, standing: Standing) -> String {
        self.say(
            match standing {
                Standing::InForce => "standing-in-force",
                Standing::AtRisk => "standing-at-risk",
                Standing::Undetermined => "standing-undetermined",
                Standing::Clear => "standing-clear",
            },
            &[],
        )
    }

    /// Which occurrence of a schedule is meant: `2023`, `winter break 2019`, an event; nothing where there is only one.
    pub fn period(&self, schedule: &Schedule, instance: Instance) -> Option<String> {
        if let (Some(event), Schedule::EachEvent { list, .. }) = (instance.event, schedule) {
            return Some(self.event(*list, event));
        }
        let (from, to) = (instance.from?, instance.to?);
        match schedule {
            Schedule::Each { period: crate::plan::PeriodRef::Named(period), .. } => {
                let period = self.engine.plan().periods.get(period.index())?;
                let occurrence = period.occurrences.iter().find(|occurrence| occurrence.from == from)?;
                let (name, label) = (self.name(&period.names), occurrence.label.as_str());
                Some(self.say("explain-occurrence", &[("period", &name), ("label", label)]))
            }
            Schedule::Each { period: crate::plan::PeriodRef::BuiltIn(period), .. } => Some(match period {
                crate::plan::BuiltInPeriod::Year => from.format("%Y").to_string(),
                crate::plan::BuiltInPeriod::Month => from.format("%Y-%m").to_string(),
            }),
            Schedule::Once(_) | Schedule::Cycle { .. } => {
                Some(self.say("phrase-between", &[("start", &from.to_string()), ("end", &to.to_string())]))
            }
            Schedule::EachEvent { .. } => None,
        }
    }

    fn title(&self, policy: PolicyId) -> String {
        let policy = self.engine.plan().policies.get(policy.index());
        policy.map(|policy| self.name(&policy.names)).unwrap_or_default()
    }

    /// `alike` are the verdicts of one rule that are told together.
    fn verdict(
        &self,
        page: &mut Page,
        explained: &Explained<'_>,
        alike: &[Explained<'_>],
        explanation: &Explanation<'_>,
    ) {
        let rule = &self.engine.plan().rules[explained.verdict.rule.index()];
        let (name, status) = (self.name(&rule.names), self.status(explained.verdict.status));
        let periods =
            self.list(alike.iter().filter_map(|one| self.period(&rule.schedule, one.verdict.period)));
        page.line(
            0,
            if periods.is_empty() {
                self.say("explain-verdict-always", &[("rule", &name), ("status", &status)])
            } else {
                self.say("explain-verdict", &[("rule", &name), ("period", &periods), ("status", &status)])
            },
        );
        self.below_verdict(page, explained, explanation);
        page.line(0, String::new());
    }

    /// What a verdict rests on, line by line: the conditions, what was taken into them, and the clauses.
    pub fn verdict_lines(&self, explained: &Explained<'_>, explanation: &Explanation<'_>) -> Vec<StoryLine> {
        let mut page = Page::default();
        self.below_verdict(&mut page, explained, explanation);
        page.lines
    }

    fn below_verdict(&self, page: &mut Page, explained: &Explained<'_>, explanation: &Explanation<'_>) {
        let rule = &self.engine.plan().rules[explained.verdict.rule.index()];
        if let Some(outside) = explained.outside {
            page.line(1, self.outside(&rule.schedule, outside));
            return;
        }
        let has_deadline = match explained.verdict.status {
            Status::Unmet | Status::Pending | Status::Unknown => true,
            Status::Met | Status::Exempt | Status::NotApplicable => false,
        };
        if let Some(due) = explained.verdict.due.filter(|_| has_deadline) {
            page.line(1, self.say("explain-due", &[("date", &due.to_string())]));
        }
        if rule.soft {
            page.line(1, self.say("explain-soft", &[]));
        }
        if let Some(binding) = self.binding(explained, explanation) {
            page.line(1, binding);
        }
        if let Some(alternative) = explained.alternative.and_then(|place| rule.alternatives.get(place)) {
            page.line(1, self.say("explain-alternative", &[("name", &self.name(&alternative.names))]));
            self.citations(page, &alternative.citations);
        }
        if let Some(exemption) = explained.exemption.and_then(|place| rule.exemptions.get(place)) {
            page.line(1, self.say("explain-exemption", &[("name", &self.name(&exemption.names))]));
            self.citations(page, &exemption.citations);
        }
        // Those that are counted stand below what counts them.
        let mut counted_from: Vec<usize> = Vec::new();
        for part in &explained.parts {
            counted_from.retain(|depth| *depth < part.depth);
            self.part(page, part, &rule.schedule, counted_from.len() + 1);
            if let Condition::AtLeastOf(..) = part.condition {
                counted_from.push(part.depth);
            }
        }
        if let Some(said) = explained.balance.and_then(|row| self.balance(rule, &row)) {
            page.line(1, said);
        }
        if !explained.missing.is_empty() {
            page.line(1, self.say("explain-missing", &[("facts", &self.facts(&explained.missing))]));
        }
        self.citations(page, &rule.citations);
    }

    /// Which of several layers binds, in a line; `None` where a rule stands for no other.
    pub fn binding(&self, explained: &Explained<'_>, explanation: &Explanation<'_>) -> Option<String> {
        let binding = explained.binding.as_ref()?;
        let by = explanation.verdicts.get(binding.by)?;
        if by.verdict != explained.verdict {
            return Some(self.say("explain-bound-by", &[("rule", &self.layer(by))]));
        }
        let over = binding.over.iter().filter_map(|place| explanation.verdicts.get(*place));
        let over = self.list(over.map(|upper| self.layer(upper)));
        Some(if over.is_empty() {
            self.say("explain-binds", &[])
        } else {
            self.say("explain-binds-over", &[("rules", &over)])
        })
    }

    /// A rule with its policy, what it asks for where that is a figure, and its status.
    fn layer(&self, explained: &Explained<'_>) -> String {
        let rule = &self.engine.plan().rules[explained.verdict.rule.index()];
        let (name, policy) = (self.name(&rule.names), self.title(rule.policy));
        let status = self.status(explained.verdict.status);
        let asked = explained.verdict.measured.and_then(|measured| {
            let part = explained.parts.iter().filter(|part| part.measured.is_some());
            let part = part.clone().nth(usize::from(measured.part))?;
            let Condition::Compare(comparison) = part.condition else { return None };
            let is_plain = comparison.left_factor == comparison.right_factor;
            is_plain.then(|| self.range(measured.threshold, comparison.unit))
        });
        let arguments = [("rule", &*name), ("policy", &*policy), ("status", &*status)];
        match asked {
            None => self.say("explain-layer", &arguments),
            Some(asked) => {
                let [rule, policy, status] = arguments;
                self.say("explain-layer-asking", &[rule, policy, status, ("asked", &asked)])
            }
        }
    }

    /// Why a rule is not for a subject or a period.
    pub fn outside(&self, schedule: &Schedule, outside: Outside<'_>) -> String {
        match outside {
            Outside::Period => self.say("explain-outside-period", &[]),
            Outside::Condition(condition) => {
                let condition = self.phrases(schedule).condition(condition);
                self.say("explain-outside", &[("condition", &condition)])
            }
        }
    }

    /// How a period of a rule's balance settles, in a line; `None` where the rule has none.
    pub fn balance(&self, rule: &Rule, row: &BalanceRow) -> Option<String> {
        let unit = rule.balance.as_ref()?.unit;
        let always = [("explain-balance-earned", row.earned), ("explain-balance-required", row.required)];
        let some = [
            ("explain-balance-carried-in", row.carried_in),
            ("explain-balance-settled", row.settled),
            ("explain-balance-borrowed", row.borrowed),
            ("explain-balance-missing", row.missing),
            ("explain-balance-lost", row.lost),
            ("explain-balance-carried-out", row.carried_out),
            ("explain-balance-owed", row.owed),
        ];
        let some = some.into_iter().filter(|(_, amount)| amount.high != Some(crate::Decimal::ZERO));
        let said = always
            .into_iter()
            .chain(some)
            .map(|(id, amount)| self.say(id, &[("amount", &self.range(amount, unit))]));
        Some(self.say("explain-balance", &[("account", &self.list(said))]))
    }

    /// A condition of a rule in words; `None` for one that only holds others together.
    pub fn condition(&self, schedule: &Schedule, condition: &Condition) -> Option<String> {
        match condition {
            Condition::All(_) | Condition::Any(_) | Condition::Constant(_) => None,
            Condition::AtLeastOf(least, parts) => {
                let (least, count) = (least.to_string(), parts.len().to_string());
                Some(self.say("explain-at-least-of", &[("least", &least), ("count", &count)]))
            }
            Condition::Not(_)
            | Condition::Compare(_)
            | Condition::CompareDates(..)
            | Condition::DateIn(..)
            | Condition::Member(..)
            | Condition::Flag(_)
            | Condition::TextIs(..)
            | Condition::RuleSatisfied(_)
            | Condition::RuleExempt(_)
            | Condition::SpanCovers(_)
            | Condition::EventsCover { .. }
            | Condition::InEach { .. } => Some(self.phrases(schedule).condition(condition)),
        }
    }

    fn part(&self, page: &mut Page, part: &Part<'_>, schedule: &Schedule, indent: usize) {
        let Some(condition) = self.condition(schedule, part.condition) else { return };
        let mut line = self.say("explain-part", &[("mark", mark(part.state)), ("condition", &condition)]);
        if let Some(measured) = &part.measured {
            line = self
                .say("explain-pair", &[("left", &line), ("right", &self.measured(measured, part.condition))]);
        }
        page.line(indent, line);
        if !part.events.is_empty() {
            let events = self.list(part.events.iter().map(|taken| self.taken(taken, part.condition)));
            page.line(indent + 1, self.say("explain-taken", &[("events", &events)]));
        }
    }

    /// What has been reached so far, what it is compared with, and what is short.
    pub fn measured(&self, measured: &Measured, condition: &Condition) -> String {
        let unit = unit_of(condition);
        let phrases = self.phrases(&Schedule::Once(crate::plan::Window::Rule));
        let mut said = match measured.value.high {
            Some(_) => self.say("explain-measured", &[("value", &self.range(measured.value, unit))]),
            None => {
                let low = phrases.quantity(measured.value.low, unit);
                self.say("explain-measured-open", &[("low", &low)])
            }
        };
        if let Condition::Compare(comparison) = condition
            && comparison.left_factor != comparison.right_factor
        {
            let required = phrases.required(comparison);
            let figure = share::figure(self.language, comparison, measured.value, measured.threshold);
            let whole = self.range(measured.threshold, unit);
            said = match (figure, measured.threshold.high) {
                (Some(figure), _) => {
                    let id = match share::percent(comparison) {
                        Some(_) => "explain-measured-share",
                        None => "explain-measured-ratio",
                    };
                    let arguments = [
                        ("reached", &*said),
                        ("figure", &*figure),
                        ("whole", &*whole),
                        ("required", &*required),
                    ];
                    self.say(id, &arguments)
                }
                (None, Some(_)) => {
                    let arguments = [("reached", &*said), ("whole", &*whole), ("required", &*required)];
                    self.say("explain-measured-beside", &arguments)
                }
                (None, None) => {
                    self.say("explain-measured-unknown", &[("reached", &said), ("required", &required)])
                }
            };
        }
        if let Some(short) = measured.shortfall.filter(|short| *short > crate::Decimal::ZERO) {
            let short = self.say("explain-short", &[("amount", &phrases.quantity(short, unit))]);
            said = self.clauses([said, short]);
        }
        said
    }

    fn range(&self, range: AmountRange, unit: UnitId) -> String {
        let phrases = self.phrases(&Schedule::Once(crate::plan::Window::Rule));
        let low = phrases.quantity(range.low, unit);
        match range.high {
            Some(high) if high == range.low => low,
            Some(high) => self.say(
                "explain-range",
                &[("low", &range.low.to_string()), ("high", &phrases.plural(high, unit))],
            ),
            None => self.say("explain-range-open", &[("low", &low)]),
        }
    }

    /// An event that was taken into a count or a sum, with what it adds.
    pub fn taken(&self, taken: &TakenEvent, condition: &Condition) -> String {
        let event = self.event(taken.list, taken.event);
        let amount = self.range(taken.amount, unit_of(condition));
        let id = if taken.is_certain { "explain-taken-event" } else { "explain-taken-event-maybe" };
        self.say(id, &[("event", &event), ("amount", &amount)])
    }

    fn outcome(&self, page: &mut Page, explained: &ExplainedOutcome, explanation: &Explanation<'_>) {
        let plan = self.engine.plan();
        let consequence = &plan.consequences[explained.outcome.consequence.index()];
        let (name, standing) = (self.name(&consequence.names), self.standing(explained.outcome.standing));
        page.line(
            1,
            match self.period(&consequence.schedule, explained.outcome.period) {
                Some(period) => {
                    let arguments = [("consequence", &*name), ("period", &*period), ("standing", &*standing)];
                    self.say("explain-outcome", &arguments)
                }
                None => {
                    self.say("explain-outcome-always", &[("consequence", &name), ("standing", &standing)])
                }
            },
        );
        self.below_outcome(page, explained, explanation);
    }

    /// What a consequence does, for how long and why, line by line, and the clauses.
    pub fn outcome_lines(
        &self,
        explained: &ExplainedOutcome,
        explanation: &Explanation<'_>,
    ) -> Vec<StoryLine> {
        let mut page = Page::default();
        self.below_outcome(&mut page, explained, explanation);
        page.lines
    }

    fn below_outcome(&self, page: &mut Page, explained: &ExplainedOutcome, explanation: &Explanation<'_>) {
        let plan = self.engine.plan();
        let consequence = &plan.consequences[explained.outcome.consequence.index()];
        if explained.outcome.standing == Standing::Clear {
            if let Some(lifted) = self.lifted(explained) {
                page.line(2, lifted);
            }
            return;
        }
        for action in self.actions(explained) {
            page.line(2, action);
        }
        if let Some(lasting) = self.lasting(consequence.lasting, explained.until) {
            page.line(2, lasting);
        }
        if let Some(rule) = consequence.lifted_by.and_then(|rule| plan.rules.get(rule.index())) {
            page.line(2, self.say("explain-lasting-until", &[("rule", &self.name(&rule.names))]));
        }
        if consequence.soft {
            page.line(2, self.say("explain-soft", &[]));
        }
        let because = self.list(explained.because.iter().filter_map(|place| {
            let verdict = &explanation.verdicts.get(*place)?.verdict;
            let rule = plan.rules.get(verdict.rule.index())?;
            let status = self.status(verdict.status);
            let name = self.name(&rule.names);
            let rule = match self.period(&rule.schedule, verdict.period) {
                Some(period) => self.say("explain-in-period", &[("rule", &name), ("period", &period)]),
                None => name,
            };
            Some(self.say("explain-because-verdict", &[("rule", &rule), ("status", &status)]))
        }));
        if !because.is_empty() {
            page.line(2, self.say("explain-because", &[("verdicts", &because)]));
        }
        self.citations(page, &consequence.citations);
    }

    /// When and by what something was lifted that was in force, where it was.
    pub fn lifted(&self, explained: &ExplainedOutcome) -> Option<String> {
        let Lifted { on, by } = explained.lifted?;
        let on = on.to_string();
        Some(match by {
            LiftedBy::Time => self.say("explain-lifted-by-time", &[("on", &on)]),
            LiftedBy::Met { rule, period } => {
                let rule = self.engine.plan().rules.get(rule.index())?;
                let name = self.name(&rule.names);
                let rule = match self.period(&rule.schedule, period) {
                    Some(period) => self.say("explain-in-period", &[("rule", &name), ("period", &period)]),
                    None => name,
                };
                self.say("explain-lifted-by-rule", &[("on", &on), ("rule", &rule)])
            }
        })
    }

    fn lasting(&self, lasting: Lasting, until: Option<NaiveDate>) -> Option<String> {
        let lasting = match lasting {
            Lasting::Unstated => return None,
            Lasting::ThatPeriod => self.say("explain-lasting-period", &[]),
            Lasting::NextYear => self.say("explain-lasting-next-year", &[]),
            Lasting::For(span) => {
                let phrases = self.phrases(&Schedule::Once(crate::plan::Window::Rule));
                self.say("explain-lasting-span", &[("span", &phrases.span(span))])
            }
        };
        Some(match until {
            None => lasting,
            Some(until) => {
                self.say("explain-lasting-to", &[("lasting", &lasting), ("until", &until.to_string())])
            }
        })
    }

    /// What became of an event under a policy, in one line.
    pub fn event_fate(&self, event: &ExplainedEvent, explanation: &Explanation<'_>) -> String {
        let plan = self.engine.plan();
        let recognition = self.engine.recognition(event.policy, self.record.subject(), event.list);
        let entry = |place: usize| recognition.and_then(|recognition| recognition.entries.get(place));
        match &event.treatment {
            EventTreatment::NotSeen => self.say("explain-event-not-seen", &[]),
            EventTreatment::NotRecognised if recognition.is_none() => {
                self.say("explain-event-rejected", &[("reason", &self.nowhere(event))])
            }
            EventTreatment::NotRecognised => self.say("explain-event-not-recognised", &[]),
            EventTreatment::Repeated { .. } => {
                let steps = self.list(self.adjustments(event));
                self.say("explain-event-repeated", &[("steps", &steps)])
            }
            EventTreatment::Open { missing } => {
                self.say("explain-event-open", &[("facts", &self.facts(missing))])
            }
            EventTreatment::Rejected { entry: place } => {
                let Some(entry) = entry(*place) else { return String::new() };
                let phrases = Phrases::new(plan, self.language, self.record.subject(), Some(event.list));
                let reason = match &entry.because {
                    Some(because) => because.clone(),
                    None => self
                        .say("explain-event-rejected-by", &[("condition", &phrases.condition(&entry.when))]),
                };
                let said = self.say("explain-event-rejected", &[("reason", &reason)]);
                self.cited(said, &entry.citations)
            }
            EventTreatment::Counted { entry: place, amount } => {
                let unit = recognition.and_then(|recognition| self.credited_unit(recognition));
                let credited = amount.zip(unit);
                let recorded = || recognition.is_none().then(|| taken_for(event, explanation)).flatten();
                let mut said = match credited.or_else(recorded) {
                    Some((amount, unit)) => {
                        self.say("explain-event-credited", &[("amount", &self.range(amount, unit))])
                    }
                    None => self.say("explain-event-counted", &[]),
                };
                let adjustments = self.adjustments(event);
                if let (Some(on_paper), Some(unit), false) = (event.on_paper, unit, adjustments.is_empty()) {
                    let on_paper = self.range(on_paper, unit);
                    let on_paper = self.say("explain-event-on-paper", &[("amount", &on_paper)]);
                    said = self.clauses([said, on_paper].into_iter().chain(adjustments));
                }
                if let Some(names) = place.and_then(entry).and_then(|entry| entry.names.as_ref()) {
                    let by = self.say("explain-event-entry", &[("entry", &self.name(names))]);
                    said = self.clauses([said, by]);
                }
                let towards = match self.towards(event, explanation) {
                    rules if rules.is_empty() => self.nowhere(event),
                    rules => self.say("explain-event-towards", &[("rules", &rules)]),
                };
                self.clauses([said, towards])
            }
        }
    }

    /// Why an event was taken in nowhere.
    fn nowhere(&self, event: &ExplainedEvent) -> String {
        if event.is_asked_for {
            return self.say("explain-event-towards-none", &[]);
        }
        let (plan, subject) = (self.engine.plan(), self.record.subject());
        let phrases = Phrases::new(plan, self.language, subject, Some(event.list));
        let asked = takes(plan, event.policy, subject, event.list).into_iter().cloned().collect();
        let conditions = phrases.condition(&Condition::Any(asked));
        self.say("explain-event-unasked", &[("conditions", &conditions)])
    }

    fn towards(&self, event: &ExplainedEvent, explanation: &Explanation<'_>) -> String {
        let mut rules: Vec<String> = Vec::new();
        for (verdict, _) in &event.towards {
            let Some(explained) = explanation.verdicts.get(*verdict) else { continue };
            let rule = &self.engine.plan().rules[explained.verdict.rule.index()];
            let name = self.name(&rule.names);
            let said = match self.period(&rule.schedule, explained.verdict.period) {
                Some(period) => self.say("explain-in-period", &[("rule", &name), ("period", &period)]),
                None => name,
            };
            if !rules.contains(&said) {
                rules.push(said);
            }
        }
        self.list(rules)
    }

    fn citations(&self, page: &mut Page, citations: &[Citation]) {
        for citation in citations {
            page.line(2, self.citation(citation));
        }
    }

    /// Where a clause stands in its regulation.
    pub fn citation(&self, citation: &Citation) -> String {
        let article = citation.article.as_str();
        match &citation.quote {
            Some(quote) => self.say("explain-cite-quote", &[("article", article), ("quote", quote)]),
            None => self.say("explain-cite", &[("article", article)]),
        }
    }

    /// The clauses of a rule or consequence, without what they say; `None` where it cites none.
    pub fn clauses_of(&self, citations: &[Citation]) -> Option<String> {
        let mut articles: Vec<String> = citations.iter().map(|citation| citation.article.clone()).collect();
        articles.dedup();
        let articles = (!articles.is_empty()).then(|| self.list(articles))?;
        Some(self.say("explain-cite", &[("article", &articles)]))
    }

    fn cited(&self, said: String, citations: &[Citation]) -> String {
        self.clauses(std::iter::once(said).chain(citations.iter().map(|citation| self.citation(citation))))
    }

    /// Several parts of a sentence, one after the other.
    fn clauses(&self, parts: impl IntoIterator<Item = String>) -> String {
        let separator = self.say("explain-clause-separator", &[]);
        parts.into_iter().collect::<Vec<_>>().join(&separator)
    }

    /// Several things, one after the other.
    pub fn list(&self, items: impl IntoIterator<Item = String>) -> String {
        let separator = self.say("explain-separator", &[]);
        items.into_iter().collect::<Vec<_>>().join(&separator)
    }

    /// Missing facts by name.
    pub fn facts(&self, facts: &[FactPath]) -> String {
        self.list(facts.iter().map(|fact| self.fact(*fact)))
    }

    /// One missing fact by name.
    pub fn fact(&self, fact: FactPath) -> String {
        let vocabulary = &self.engine.plan().vocabulary;
        let subject = &vocabulary.subjects[self.record.subject().index()];
        let field = |names: Option<&Names>| names.map(|names| self.name(names)).unwrap_or_default();
        match fact {
            FactPath::Fact(fact) => {
                let name = field(subject.facts.get(fact.index()).map(|field| &field.names));
                self.say("explain-fact", &[("field", &name)])
            }
            FactPath::List(list) => {
                let declared = subject.lists.get(list.index());
                let name = declared.map(|list| number::many(&list.names, self.language)).unwrap_or_default();
                self.say("explain-fact-list", &[("list", &name)])
            }
            FactPath::Event(list, event, of) => {
                let declared = subject.lists.get(list.index()).and_then(|list| list.fields.get(of.index()));
                let (name, event) = (field(declared.map(|field| &field.names)), self.event(list, event));
                self.say("explain-fact-event", &[("field", &name), ("event", &event)])
            }
            FactPath::Member(kind, place) => {
                let name = field(vocabulary.subjects.get(kind.index()).map(|subject| &subject.names));
                self.say("explain-fact-member", &[("subject", &name), ("number", &(place + 1).to_string())])
            }
            FactPath::Members(kind) => {
                let declared = vocabulary.subjects.get(kind.index());
                let name =
                    declared.map(|subject| number::many(&subject.names, self.language)).unwrap_or_default();
                self.say("explain-fact-members", &[("subject", &name)])
            }
        }
    }

    /// An event by its number, its date, and the first text that is more than a year.
    pub fn event(&self, list: ListId, event: u32) -> String {
        let subject = &self.engine.plan().vocabulary.subjects[self.record.subject().index()];
        let Some(declared) = subject.lists.get(list.index()) else { return String::new() };
        let (name, number) = (self.name(&declared.names), (event + 1).to_string());
        let rows = self.record.lists.get(list.index());
        let Some(row) = rows.and_then(|rows| rows.row(event as usize)) else {
            return self.say("explain-event", &[("list", &name), ("number", &number)]);
        };
        let Some(date) = row.get(declared.dated.index()).copied().and_then(word_date) else {
            return self.say("explain-event", &[("list", &name), ("number", &number)]);
        };
        let texts = declared.fields.iter().zip(row.words()).filter_map(|(field, word)| match field.kind {
            FieldKind::Text => self.record.text(present(*word)?),
            FieldKind::Flag
            | FieldKind::Date
            | FieldKind::Quantity(_)
            | FieldKind::Term(_)
            | FieldKind::Member(_) => None,
        });
        let title = texts.into_iter().find(|text| !is_a_year(text));
        let date = date.to_string();
        match title {
            Some(title) => {
                let arguments = [("list", &*name), ("number", &*number), ("date", &*date), ("title", title)];
                self.say("explain-event-titled", &arguments)
            }
            None => self.say("explain-event-dated", &[("list", &name), ("number", &number), ("date", &date)]),
        }
    }
}

/// Whether a text is only a year, or some: `2024`, `2024学年`, `2024-2025年度`.
fn is_a_year(text: &str) -> bool {
    let of_a_year = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '-' | '/' | '–' | '—' | '年' | '学' | '學' | '度')
    };
    text.chars().all(of_a_year)
}

/// How much of an event was taken, where all that took a quantity of it took as much.
fn taken_for(event: &ExplainedEvent, explanation: &Explanation<'_>) -> Option<(AmountRange, UnitId)> {
    let mut found = None;
    for (verdict, part) in &event.towards {
        let part = explanation.verdicts.get(*verdict)?.parts.get(*part)?;
        let unit = unit_of(part.condition);
        if unit == Vocabulary::TIMES || !matches!(part.condition, Condition::Compare(_)) {
            continue;
        }
        let is_it = |taken: &&TakenEvent| (taken.list, taken.event) == (event.list, event.event);
        let taken = (part.events.iter().find(is_it)?.amount, unit);
        if *found.get_or_insert(taken) != taken {
            return None;
        }
    }
    found
}

fn unit_of(condition: &Condition) -> UnitId {
    let Condition::Compare(comparison) = condition else { return crate::Vocabulary::NUMBER };
    comparison.unit
}

/// How a part stands, as one sign.
fn mark(state: PartState) -> &'static str {
    match state {
        PartState::Holds => "✓",
        PartState::Fails => "✗",
        PartState::Pending => "…",
        PartState::Unknown => "?",
    }
}

/// A line of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryLine {
    /// How deep it stands below what it tells of.
    pub indent: usize,
    /// What it says.
    pub text: String,
}

/// Lines one after the other.
#[derive(Default)]
struct Page {
    lines: Vec<StoryLine>,
}

impl Page {
    fn line(&mut self, indent: usize, text: String) {
        self.lines.push(StoryLine { indent, text });
    }

    /// The lines as one text, each behind its indentation.
    fn text(&self) -> String {
        let mut text = String::new();
        for line in &self.lines {
            if !line.text.is_empty() {
                text.push_str(&"  ".repeat(line.indent));
                text.push_str(&line.text);
            }
            text.push('\n');
        }
        text
    }
}
