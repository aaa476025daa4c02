//! Printing policies: recognitions, rules and consequences.

use policy_core::plan::ActionKind;

use super::expression::{ends_in_covers, level};
use super::name::Place;
use super::window::is_led;
use super::{Piece, Printer};
use crate::keyword::Keyword;
use crate::syntax::{
    ActDecl, AllowDecl, AlternativeDecl, Amendment, Audience, Cite, ConsequenceClause, DatedFigure,
    EntryDecl, EntryKind, ExemptionDecl, Expr, ExprKind, Governed, GradeDecl, LastingDecl, Name, Policy,
    PolicyClause, RecognitionClause, RecognitionDecl, RepealDecl, RepealedKind, RuleClause, RungDecl,
    ScheduleDecl, SpanAmount, WindowExpr, WindowKind,
};

impl Printer<'_> {
    pub fn policy(&mut self, policy: &Policy) {
        let head = format!("{} {}", self.word(Keyword::Policy), self.declared(&policy.declared));
        self.block(&head, &policy.body, Self::policy_clause);
    }

    pub fn amendment(&mut self, amendment: &Amendment) {
        let becomes = self.word(if self.is_chinese() { Keyword::Is } else { Keyword::As });
        let (amended, declared) =
            (self.name(&amendment.amended, Place::Declared), self.declared(&amendment.declared));
        let head = format!("{} {amended} {becomes} {declared}", self.word(Keyword::Amend));
        self.block(&head, &amendment.body, Self::policy_clause);
    }

    fn policy_clause(&mut self, clause: &PolicyClause, _next: Option<&PolicyClause>) {
        match clause {
            PolicyClause::Replace(clause) => {
                self.clause_after(&format!("{} ", self.word(Keyword::Replace)), clause)
            }
            PolicyClause::Insert(clause) => {
                self.clause_after(&format!("{} ", self.word(Keyword::Insert)), clause)
            }
            PolicyClause::Issuer(_)
            | PolicyClause::Document(_)
            | PolicyClause::Effective(..)
            | PolicyClause::Source(_)
            | PolicyClause::Uses(_)
            | PolicyClause::Supersedes(_)
            | PolicyClause::Under(_)
            | PolicyClause::Parameter(_)
            | PolicyClause::Table(_)
            | PolicyClause::Recognition(_)
            | PolicyClause::Rule(_)
            | PolicyClause::Consequence(_)
            | PolicyClause::Test(_)
            | PolicyClause::Allow(_)
            | PolicyClause::Repeal(_) => self.clause_after("", clause),
        }
    }

    /// `repeal rule a, consequence b cite "二"`
    fn repeal(&mut self, repeal: &RepealDecl) {
        let repealed = repeal.parts.iter().map(|part| {
            let word = match part.kind {
                RepealedKind::Rule => Keyword::Rule,
                RepealedKind::Consequence => Keyword::Consequence,
                RepealedKind::Parameter => Keyword::Parameter,
                RepealedKind::Table => Keyword::Table,
                RepealedKind::Recognition => Keyword::Recognition,
            };
            let of = if part.kind == RepealedKind::Recognition && !self.is_chinese() {
                format!("{} ", self.word(Keyword::Of))
            } else {
                String::new()
            };
            format!("{} {of}{}", self.word(word), self.name(&part.name, Place::Declared))
        });
        let repealed: Vec<String> = repealed.collect();
        let line = format!("{} {}", self.word(Keyword::Repeal), repealed.join(self.list_comma()));
        let mut parts = vec![Piece::Text(line)];
        parts.extend(self.cites(&repeal.cites));
        self.clause(&parts);
    }

    /// A clause, with what stands before it on its line.
    fn clause_after(&mut self, before: &str, clause: &PolicyClause) {
        let word = |keyword: Keyword| keyword.word(self.language);
        let line = match clause {
            PolicyClause::Issuer(text) => format!("{} {}", word(Keyword::Issuer), self.quoted(text)),
            PolicyClause::Document(text) => format!("{} {}", word(Keyword::Document), self.quoted(text)),
            PolicyClause::Source(text) => format!("{} {}", word(Keyword::Source), self.quoted(text)),
            PolicyClause::Effective(from, None) => {
                format!("{} {}", word(Keyword::Effective), self.date(*from))
            }
            PolicyClause::Effective(from, Some(to)) => {
                let (from, to) = (self.date(*from), self.date(*to));
                format!("{} {from} {} {to}", word(Keyword::Effective), word(Keyword::To))
            }
            PolicyClause::Uses(names) => {
                format!("{} {}", word(Keyword::Uses), self.names(names, Place::Declared))
            }
            PolicyClause::Supersedes(names) => {
                format!("{} {}", word(Keyword::Supersedes), self.names(names, Place::Declared))
            }
            PolicyClause::Under(names) => {
                format!("{} {}", word(Keyword::Under), self.names(names, Place::Declared))
            }
            PolicyClause::Parameter(parameter) => {
                let declared = self.declared(&parameter.declared);
                let values: Vec<String> =
                    parameter.values.iter().map(|figure| self.dated_figure(figure)).collect();
                let value = values.join(self.comma());
                let mut parts =
                    vec![Piece::Text(format!("{before}{} {declared} = {value}", word(Keyword::Parameter)))];
                let governed = parameter.governed.as_ref().map(|governed| self.governed(governed));
                parts.extend(governed.map(|governed| Piece::Text(governed.to_owned())));
                parts.extend(self.cites(&parameter.cites));
                return self.clause(&parts);
            }
            PolicyClause::Table(table) => return self.table_after(before, table),
            PolicyClause::Recognition(recognition) => return self.recognition(before, recognition),
            PolicyClause::Repeal(repeal) => return self.repeal(repeal),
            // The grammar has no change of a change.
            PolicyClause::Replace(clause) | PolicyClause::Insert(clause) => {
                return self.clause_after(before, clause);
            }
            PolicyClause::Rule(rule) => {
                let head = format!("{before}{} {}", word(Keyword::Rule), self.declared(&rule.declared));
                return self.rule(&head, rule);
            }
            PolicyClause::Consequence(consequence) => {
                let head = format!(
                    "{before}{} {}",
                    word(Keyword::Consequence),
                    self.declared(&consequence.declared)
                );
                return self.block(&head, &consequence.body, Self::consequence_clause);
            }
            PolicyClause::Test(test) => return self.test(test),
            PolicyClause::Allow(allow) => return self.allow(allow),
        };
        self.line(&line);
    }

    fn governed(&self, governed: &Governed) -> &'static str {
        self.word(if governed.by_event { Keyword::GovernedByEvent } else { Keyword::GovernedByDue })
    }

    /// `72 hours until 2018-12-31`
    fn dated_figure(&self, figure: &DatedFigure) -> String {
        let mut shown = if figure.from.is_some() || figure.until.is_some() {
            self.closed_sum(&figure.value)
        } else {
            self.at(&figure.value, level::SUM)
        };
        if let Some(from) = figure.from {
            shown.push_str(&format!(" {} {}", self.word(Keyword::From), self.date(from)));
        }
        if let Some(until) = figure.until {
            shown.push_str(&format!(" {} {}", self.word(Keyword::Until), self.date(until)));
        }
        shown
    }

    /// `allow never-met because "…"`
    fn allow(&mut self, allow: &AllowDecl) {
        let mut parts = vec![Piece::Text(format!("{} {}", self.word(Keyword::Allow), allow.lint.text))];
        parts.extend(
            allow.because.as_ref().map(|because| {
                Piece::Text(format!("{} {}", self.word(Keyword::Because), self.quoted(because)))
            }),
        );
        self.clause(&parts);
    }

    pub fn cite(&self, cite: &Cite) -> String {
        let article = format!("{} {}", self.word(Keyword::Cite), self.quoted(&cite.article));
        match &cite.quote {
            Some(quote) => format!("{article} {} {}", self.word(Keyword::Quote), self.quoted(quote)),
            None => article,
        }
    }

    fn cites<'e>(&self, cites: &[Cite]) -> Vec<Piece<'e>> {
        cites.iter().map(|cite| Piece::Text(self.cite(cite))).collect()
    }

    // ---- Recognitions ----

    fn recognition(&mut self, before: &str, recognition: &RecognitionDecl) {
        let events = self.name(&recognition.events, Place::Declared);
        let mut head = if self.is_chinese() {
            format!("{before}{} {events}", self.word(Keyword::Recognition))
        } else {
            format!("{before}{} {} {events}", self.word(Keyword::Recognition), self.word(Keyword::Of))
        };
        if let Some(credited) = &recognition.credited {
            let credited = self.name(credited, Place::Declared);
            head.push_str(&format!(" {} {credited}", self.word(Keyword::As)));
        }
        self.block(&head, &recognition.body, Self::recognition_clause);
    }

    fn recognition_clause(&mut self, clause: &RecognitionClause, _next: Option<&RecognitionClause>) {
        match clause {
            RecognitionClause::Governed(governed) => self.line(self.governed(governed)),
            RecognitionClause::Entry(entry) => self.entry(entry),
            RecognitionClause::Table(table) => self.table(table),
            RecognitionClause::Step(step) => self.step(step),
            RecognitionClause::Allow(allow) => self.allow(allow),
            RecognitionClause::Convert { from, to, rounding, cites } => {
                let (from, to) = (self.quantity(from.0, Some(&from.1)), self.quantity(to.0, Some(&to.1)));
                let mut line = format!("{} {from} = {to}", self.word(Keyword::Convert));
                if let Some(step) = rounding {
                    line.push_str(&format!("{}{}", self.comma(), self.rounding(step)));
                }
                let mut parts = vec![Piece::Text(line)];
                parts.extend(self.cites(cites));
                self.clause(&parts);
            }
        }
    }

    fn entry(&mut self, entry: &EntryDecl) {
        let (kind, credited) = match &entry.kind {
            EntryKind::Count(credited) => (Keyword::CountEntry, credited.as_ref()),
            EntryKind::Reject => (Keyword::Reject, None),
        };
        let mut head = self.word(kind).to_owned();
        if let Some(declared) = &entry.declared {
            let mut names = self.declared(declared);
            // The word with which the next entry would begin.
            if crate::keyword::keyword_of(&declared.name.text).is_some_and(|k| k.canonical() == "count") {
                names = names.replacen(&declared.name.text, &format!("`{}`", declared.name.text), 1);
            }
            head.push_str(&format!(" {names}"));
        }
        let mut parts = vec![Piece::Text(head)];
        if let Some(condition) = &entry.condition {
            parts.push(Piece::Condition(self.word(Keyword::Where).to_owned(), condition));
        }
        if let Some(credited) = credited {
            parts.push(Piece::Text(format!("{} {}", self.word(Keyword::As), self.credit(credited))));
        }
        if let Some(because) = &entry.because {
            parts.push(Piece::Text(format!("{} {}", self.word(Keyword::Because), self.quoted(because))));
        }
        parts.extend(self.cites(&entry.cites));
        self.clause(&parts);
    }

    /// What an entry credits: short, or in parentheses.
    fn credit(&self, amount: &Expr) -> String {
        if is_short_credit(amount) { self.flat(amount) } else { self.in_parentheses(amount) }
    }

    // ---- Rules ----

    fn rule(&mut self, head: &str, rule: &crate::syntax::RuleDecl) {
        self.block(head, &rule.body, Self::rule_clause);
    }

    fn rule_clause(&mut self, clause: &RuleClause, next: Option<&RuleClause>) {
        match clause {
            RuleClause::For(audience) => self.audience(audience),
            RuleClause::Each(schedule) => self.schedule(schedule),
            RuleClause::Over(window) => {
                let line = self.over(window, None);
                self.line(&line);
            }
            RuleClause::Require(condition) => {
                let word = self.word(Keyword::Require).to_owned();
                self.clause(&[Piece::Condition(word, condition)]);
            }
            RuleClause::InPrinciple => self.line(self.word(Keyword::InPrinciple)),
            RuleClause::Balance(balance) => {
                let line = self.balance(balance);
                self.line(&line);
            }
            RuleClause::Grace(length) => {
                let line = format!("{} {}", self.word(Keyword::Grace), self.length(length));
                self.line(&line);
            }
            RuleClause::Governed(governed) => self.line(self.governed(governed)),
            RuleClause::Exempt(exemption) => self.exemption(exemption),
            RuleClause::Allow(allow) => self.allow(allow),
            RuleClause::Tightens(names) => {
                let line = format!("{} {}", self.word(Keyword::Tightens), self.names(names, Place::Used));
                self.line(&line);
            }
            RuleClause::Instead(alternative) => self.alternative(alternative),
            RuleClause::Cite(cite) => {
                let line = self.cite(cite);
                self.line(&line);
            }
        }
        let takes_next = match (clause, next) {
            (RuleClause::Exempt(_) | RuleClause::Instead(_), Some(RuleClause::Cite(_))) => true,
            (RuleClause::Instead(alternative), Some(RuleClause::Over(_))) => {
                alternative.over.is_none() && alternative.cites.is_empty()
            }
            _ => false,
        };
        if takes_next {
            self.end_clause();
        }
    }

    /// A sign after a clause that would take the citation or the window on the next line for its own.
    fn end_clause(&mut self) {
        self.text.truncate(self.text.trim_end().len());
        self.text.push_str(if self.is_chinese() { "；\n" } else { ";\n" });
    }

    /// A window as a clause. `by` and `from` could be taken for those of the schedule before it.
    /// The window of a rule, or that of an alternative after its requirement.
    fn over(&self, window: &WindowExpr, after: Option<&Expr>) -> String {
        let mut inside = window;
        while let WindowKind::Extended(window, _) = &inside.kind {
            inside = window;
        }
        let is_taken = matches!(inside.kind, WindowKind::Until(_) | WindowKind::Since(_));
        let is_taken = is_taken || after.is_some_and(ends_in_covers);
        let is_bare = !self.is_chinese() && is_led(inside) && !is_taken;
        let shown = self.window(window);
        if is_bare { shown } else { format!("{} {shown}", self.word(Keyword::Over)) }
    }

    fn audience(&mut self, audience: &Audience) {
        let subject = format!("{} {}", self.word(Keyword::For), self.name(&audience.subject, Place::Used));
        let mut parts = vec![Piece::Text(subject)];
        if let Some(condition) = &audience.condition {
            parts.push(Piece::Condition(self.word(Keyword::Where).to_owned(), condition));
        }
        self.clause(&parts);
    }

    fn schedule(&mut self, schedule: &ScheduleDecl) {
        match schedule {
            ScheduleDecl::Named { during, name, condition, by } => {
                let word = self.word(if *during { Keyword::During } else { Keyword::Each });
                let mut parts = vec![Piece::Text(format!("{word} {}", self.calendar_name(name)))];
                if let Some(condition) = condition {
                    parts.push(Piece::Condition(self.word(Keyword::Where).to_owned(), condition));
                }
                if let Some(by) = by {
                    let by = self.by(by);
                    // `passed by March 30` would be one condition.
                    parts.push(if condition.is_some() { Piece::OwnLine(by) } else { Piece::Text(by) });
                }
                self.clause(&parts);
            }
            ScheduleDecl::Cycle { every, from, by, pause } => {
                let (every, from) = (self.length(every), self.at(from, level::SUM));
                let (each, since) = (self.word(Keyword::Each), self.word(Keyword::From));
                let mut parts = vec![Piece::Text(format!("{each} {every} {since} {from}"))];
                parts.extend(by.as_ref().map(|by| Piece::Text(self.by(by))));
                parts.extend(pause.as_ref().map(|pause| Piece::Text(self.pause(pause))));
                self.clause(&parts);
            }
        }
    }

    fn by(&self, date: &Expr) -> String {
        format!("{} {}", self.word(Keyword::By), self.day(date))
    }

    fn exemption(&mut self, exemption: &ExemptionDecl) {
        let head = format!("{} {}", self.word(Keyword::Exempt), self.declared(&exemption.declared));
        let when = Piece::Condition(self.word(Keyword::When).to_owned(), &exemption.when);
        let mut parts = vec![Piece::Text(head), when];
        parts.extend(self.cites(&exemption.cites));
        self.clause(&parts);
    }

    fn alternative(&mut self, alternative: &AlternativeDecl) {
        let head = format!("{} {}", self.word(Keyword::Instead), self.declared(&alternative.declared));
        let when = Piece::Condition(self.word(Keyword::When).to_owned(), &alternative.when);
        let require = Piece::Condition(self.word(Keyword::Require).to_owned(), &alternative.require);
        let mut parts = vec![Piece::Text(head), when, require];
        if let Some(window) = &alternative.over {
            let shown = self.over(window, Some(&alternative.require));
            // `passed within 1 year after hired` would be one condition.
            let over = self.word(Keyword::Over);
            let is_closed = self.condition(&alternative.require).ends_with([')', '）']);
            let is_open = ends_in_name(&alternative.require) && !is_closed && !shown.starts_with(over);
            parts.push(Piece::Text(if is_open { format!("{over} {shown}") } else { shown }));
        }
        parts.extend(self.cites(&alternative.cites));
        self.clause(&parts);
    }

    // ---- Consequences ----

    fn consequence_clause(&mut self, clause: &ConsequenceClause, next: Option<&ConsequenceClause>) {
        match clause {
            ConsequenceClause::For(audience) => self.audience(audience),
            ConsequenceClause::Each(schedule) => self.schedule(schedule),
            ConsequenceClause::When(condition) => {
                let word = self.word(Keyword::When).to_owned();
                self.clause(&[Piece::Condition(word, condition)]);
            }
            ConsequenceClause::Act(act) => {
                let parts = self.act(act);
                self.clause(&parts);
            }
            ConsequenceClause::Grade(grade) => self.grade(grade),
            ConsequenceClause::Allow(allow) => self.allow(allow),
            ConsequenceClause::Rung(rung) => self.rung(rung),
            ConsequenceClause::LiftedWhen(rule) => {
                let met = self.is_met(rule);
                self.line(&format!("{} {met}", self.word(Keyword::LiftedWhen)));
            }
            ConsequenceClause::InPrinciple => self.line(self.word(Keyword::InPrinciple)),
            ConsequenceClause::Cite(cite) => {
                let line = self.cite(cite);
                self.line(&line);
            }
        }
        let takes_next = match (clause, next) {
            (ConsequenceClause::Grade(_) | ConsequenceClause::Rung(_), Some(ConsequenceClause::Cite(_))) => {
                true
            }
            (
                ConsequenceClause::Grade(GradeDecl { cites, .. })
                | ConsequenceClause::Rung(RungDecl { cites, .. }),
                Some(ConsequenceClause::Act(_)),
            ) => cites.is_empty(),
            (_, _) => false,
        };
        if takes_next {
            self.end_clause();
        }
    }

    fn act(&self, act: &ActDecl) -> Vec<Piece<'static>> {
        let word = self.word(match act.kind {
            ActionKind::Deny => Keyword::Deny,
            ActionKind::Grant => Keyword::Grant,
            ActionKind::Oblige => Keyword::Oblige,
        });
        let outcomes = self.names(&act.outcomes, Place::Declared);
        let lasting = act.lasting.as_ref().map(|(lasting, _)| Piece::Text(self.lasting(lasting)));
        std::iter::once(Piece::Text(format!("{word} {outcomes}"))).chain(lasting).collect()
    }

    fn grade(&mut self, grade: &GradeDecl) {
        let head = format!("{} {}", self.word(Keyword::Grade), self.declared(&grade.declared));
        let mut parts = vec![Piece::Text(head)];
        parts.push(match &grade.when {
            Some(when) => Piece::Condition(self.word(Keyword::When).to_owned(), when),
            None => Piece::Text(self.word(Keyword::Otherwise).to_owned()),
        });
        for act in &grade.acts {
            parts.extend(self.act(act));
        }
        parts.extend(self.cites(&grade.cites));
        self.clause(&parts);
    }

    fn rung(&mut self, rung: &RungDecl) {
        let time = self.word(match rung.time {
            0 | 1 => Keyword::FirstTime,
            2 => Keyword::SecondTime,
            3 => Keyword::ThirdTime,
            4 => Keyword::FourthTime,
            _ => Keyword::FifthTime,
        });
        let head = match &rung.within {
            None => time.to_owned(),
            // A length by its name would begin the clause there like any other name.
            Some(within) if self.is_chinese() && matches!(within.amount, SpanAmount::Literal(..)) => {
                format!("{} {} {time}", self.length(within), self.word(Keyword::Inside))
            }
            Some(within) => format!("{time} {} {}", self.word(Keyword::Within), self.length(within)),
        };
        let mut parts = vec![Piece::Text(head)];
        for act in &rung.acts {
            parts.extend(self.act(act));
        }
        parts.extend(self.cites(&rung.cites));
        self.clause(&parts);
    }

    /// `annual_task is met`
    fn is_met(&self, rule: &Name) -> String {
        let (rule, met) = (self.used(rule), self.word(Keyword::Met));
        if self.is_chinese() {
            format!("{rule} {met}")
        } else {
            format!("{rule} {} {met}", self.word(Keyword::Is))
        }
    }

    fn lasting(&self, lasting: &LastingDecl) -> String {
        let lasts = self.word(Keyword::LastingFor);
        let that = self.word(Keyword::That);
        match lasting {
            LastingDecl::That(name) => match name.text.as_str() {
                "year" if self.is_chinese() => format!("{lasts} {}", self.word(Keyword::ThisYear)),
                "period" if self.is_chinese() => format!("{lasts} {}", self.word(Keyword::ThisPeriod)),
                "period" => format!("{lasts} {that} {}", Keyword::Period.word(self.language)),
                _ => format!("{lasts} {that} {}", self.calendar_name(name)),
            },
            LastingDecl::NextYear => format!("{lasts} {}", self.word(Keyword::NextYear)),
            LastingDecl::For(length) => format!("{lasts} {}", self.length(length)),
            LastingDecl::UntilMet(name) => format!("{} {}", self.word(Keyword::Until), self.is_met(name)),
        }
    }
}

/// Whether an amount can stand after `as` without parentheses.
fn is_short_credit(amount: &Expr) -> bool {
    let is_part =
        |part: &Expr| matches!(part.kind, ExprKind::Name(_) | ExprKind::Number(..) | ExprKind::Group(_));
    match &amount.kind {
        ExprKind::Its(_) => true,
        ExprKind::PartOf(_, of) => matches!(of.kind, ExprKind::Name(_) | ExprKind::Group(_)),
        ExprKind::Divided(left, right) => is_part(left) && is_part(right),
        ExprKind::Rounded { amount, .. } => is_part(amount),
        ExprKind::ProRata { amount, part, whole } => is_part(amount) && is_part(part) && is_part(whole),
        _ => is_part(amount),
    }
}

/// Whether the last thing that a condition says is a bare name.
fn ends_in_name(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::Name(_) | ExprKind::Its(_) => true,
        ExprKind::Not(inner) => ends_in_name(inner),
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.last().is_some_and(ends_in_name),
        _ => false,
    }
}
