//! What an item says, part by part, so that the parts of two versions can be put beside each other.
//!
//! A part is what a lawyer would strike or insert: one thing that is required, one exemption, one figure. Parts that say the same
//! are passed over; of the others, those that differ in a figure alone belong together.

use policy_compare::canonical;
use policy_core::Decimal;
use policy_core::plan::{
    Amount, Comparison, Condition, Consequence, DateExpr, Entry, Naming, Node, NodeMut, Operator,
    ParameterId, Rule, Schedule, Step, StepKind, Treatment, Window,
};
use policy_core::{Names, Span};

use crate::change::{Aspect, Figure, Piece};
use crate::numbers::Numbers;
use crate::words::{Fits, share_a_name};

/// A part of an item.
pub(crate) struct Part {
    aspect: Aspect,
    piece: Piece,
    /// What it says, whatever it is called.
    form: String,
    /// The same without figures.
    outline: String,
    /// What a comparison measures, and how; empty of anything else.
    measured: String,
}

/// From what number on tables and figures that change on a date are numbered where they stand for themselves.
const NAMED: u16 = 20_000;

/// Puts pieces of the new version into the words and numbers of the old.
pub(crate) struct Teller<'a> {
    /// What things of the new version are in the old one.
    pub own: &'a Numbers,
}

impl Teller<'_> {
    /// A piece in its one form, in which what a parameter or a table says is not looked at.
    fn settle(&self, mut piece: NodeMut<'_>) {
        fn again<'a>(piece: &'a mut NodeMut<'_>) -> NodeMut<'a> {
            match piece {
                NodeMut::Condition(condition) => NodeMut::Condition(condition),
                NodeMut::Amount(amount) => NodeMut::Amount(amount),
                NodeMut::Date(date) => NodeMut::Date(date),
                NodeMut::Window(window) => NodeMut::Window(window),
            }
        }
        self.own.piece(again(&mut piece));
        again(&mut piece).walk_up(&mut |node| {
            if let NodeMut::Amount(amount) = node
                && let Amount::Choose(choice) = &**amount
            {
                let number = match choice.named {
                    Some(Naming::Parameter(parameter)) => Some(parameter.0),
                    Some(Naming::Table(table)) => Some(table.0.saturating_add(NAMED)),
                    None => None,
                };
                if let Some(number) = number {
                    **amount = Amount::Parameter(ParameterId(number.saturating_add(NAMED)));
                }
            }
        });
        canonical(piece);
    }

    fn part(&self, aspect: Aspect, piece: Piece, mut form: Condition) -> Part {
        self.settle(NodeMut::Condition(&mut form));
        let said = format!("{form:?}");
        let measured = match &form {
            Condition::Compare(comparison) => format!("{:?} {:?}", comparison.left, comparison.operator),
            _ => String::new(),
        };
        outline(NodeMut::Condition(&mut form));
        Part { aspect, piece, form: said, outline: format!("{form:?}"), measured }
    }

    /// The parts of a condition: each of those that must all hold.
    fn conditions(&self, parts: &mut Vec<Part>, aspect: &Aspect, said: &Condition, meant: &Condition) {
        match (said, meant) {
            (Condition::All(said), Condition::All(meant)) if said.len() == meant.len() => {
                for (said, meant) in said.iter().zip(meant) {
                    self.conditions(parts, aspect, said, meant);
                }
            }
            (Condition::Constant(true), _) => {}
            (_, _) => parts.push(self.part(aspect.clone(), Piece::Condition(said.clone()), meant.clone())),
        }
    }

    fn plain(&self, aspect: Aspect, piece: Piece, form: String) -> Part {
        Part { outline: String::new(), measured: String::new(), aspect, piece, form }
    }

    /// The parts of a rule: as its own plan has it, and in the numbers of both.
    pub fn rule(&self, said: &Rule, meant: &Rule) -> Vec<Part> {
        let mut parts = Vec::new();
        self.conditions(&mut parts, &Aspect::Applies, &said.applies, &meant.applies);
        self.schedule(&mut parts, &said.schedule, &meant.schedule);
        if let Some(grace) = said.grace {
            parts.push(self.plain(Aspect::Grace, Piece::Span(grace), format!("{grace:?}")));
        }
        if said.soft {
            parts.push(self.plain(Aspect::Principle, Piece::Truth(true), String::new()));
        }
        self.conditions(&mut parts, &Aspect::Requirement, &said.requirement, &meant.requirement);
        for (said, meant) in said.exemptions.iter().zip(&meant.exemptions) {
            let aspect = Aspect::Exemption(said.names.clone());
            self.conditions(&mut parts, &aspect, &said.when, &meant.when);
        }
        for (said, meant) in said.alternatives.iter().zip(&meant.alternatives) {
            let names = &said.names;
            self.conditions(&mut parts, &Aspect::Alternative(names.clone()), &said.when, &meant.when);
            let aspect = Aspect::Instead(names.clone());
            self.conditions(&mut parts, &aspect, &said.requirement, &meant.requirement);
            if let (Some(window), Some(meant)) = (&said.window, &meant.window) {
                let aspect = Aspect::InsteadWithin(names.clone());
                parts.push(self.window(aspect, window, meant.clone()));
            }
        }
        if let (Some(said), Some(meant)) = (&said.balance, &meant.balance) {
            self.balance(&mut parts, said, meant);
        }
        parts
    }

    fn balance(
        &self,
        parts: &mut Vec<Part>,
        said: &policy_core::plan::Balance,
        meant: &policy_core::plan::Balance,
    ) {
        let form = |amount: &Amount| {
            let mut amount = amount.clone();
            self.settle(NodeMut::Amount(&mut amount));
            format!("{amount:?}")
        };
        let unit = said.unit;
        let mut amount = |said: &Amount, meant: &Amount, what: &str| {
            let (piece, form) = (Piece::Amount(said.clone(), unit), format!("{what} {}", form(meant)));
            parts.push(Part {
                aspect: Aspect::Balance,
                piece,
                outline: what.to_owned(),
                form,
                measured: String::new(),
            });
        };
        if let (Some(said), Some(meant)) = (&said.borrow, &meant.borrow) {
            amount(said, meant, "borrow");
        }
        let over = said.carry_over.as_ref().zip(meant.carry_over.as_ref());
        if let Some((said, meant)) = over
            && let (Some(said), Some(meant)) = (&said.most, &meant.most)
        {
            amount(said, meant, "most");
        }
        if let Some((over, _)) = over {
            let share = Piece::Share(over.numerator, over.denominator);
            let form = format!("share {}/{}", over.numerator, over.denominator);
            parts.push(Part {
                aspect: Aspect::Balance,
                piece: share,
                outline: "share".to_owned(),
                form,
                measured: String::new(),
            });
            if let Some(lasting) = over.lasting {
                let (piece, form) = (Piece::Span(lasting), format!("lasting {lasting:?}"));
                parts.push(Part {
                    aspect: Aspect::Balance,
                    piece,
                    outline: "lasting".to_owned(),
                    form,
                    measured: String::new(),
                });
            }
        }
        if said.back_fill {
            let (piece, outline) = (Piece::Truth(true), "back fill".to_owned());
            parts.push(Part {
                aspect: Aspect::Balance,
                piece,
                form: outline.clone(),
                outline,
                measured: String::new(),
            });
        }
    }

    fn window(&self, aspect: Aspect, said: &Window, mut meant: Window) -> Part {
        self.settle(NodeMut::Window(&mut meant));
        self.plain(aspect, Piece::Window(said.clone()), format!("{meant:?}"))
    }

    fn schedule(&self, parts: &mut Vec<Part>, said: &Schedule, meant: &Schedule) {
        let mut form = meant.clone();
        form.roots_mut(&mut |root| self.settle(root));
        self.own.schedule(&mut form);
        let mut piece = said.clone();
        match (&mut form, &mut piece) {
            (Schedule::Each { by: form, .. }, Schedule::Each { by: said, .. }) => {
                // A day by which something is due is a part by itself.
                let end = || DateExpr::EndOf(Box::new(Window::Period));
                let (form, said) = (form.take().unwrap_or_else(end), said.take().unwrap_or_else(end));
                parts.push(self.plain(Aspect::Schedule, Piece::Due(said), format!("{form:?}")));
                if let Some(part) = parts.last_mut() {
                    part.outline = "due".to_owned();
                }
            }
            (Schedule::EachEvent { when: form, .. }, Schedule::EachEvent { when: said, .. }) => {
                let form = std::mem::replace(form, Condition::Constant(true));
                let said = std::mem::replace(said, Condition::Constant(true));
                self.conditions(parts, &Aspect::Applies, &said, &form);
            }
            (_, _) => {}
        }
        parts.push(self.plain(Aspect::Schedule, Piece::Schedule(piece), format!("{form:?}")));
    }

    /// The parts of a consequence.
    pub fn consequence(&self, said: &Consequence, meant: &Consequence) -> Vec<Part> {
        let mut parts = Vec::new();
        self.conditions(&mut parts, &Aspect::Applies, &said.applies, &meant.applies);
        self.schedule(&mut parts, &said.schedule, &meant.schedule);
        self.conditions(&mut parts, &Aspect::When, &said.when, &meant.when);
        for (said, meant) in said.actions.iter().zip(&meant.actions) {
            parts.push(self.plain(Aspect::Action, Piece::Action(*said), format!("{meant:?}")));
        }
        parts.push(self.plain(Aspect::Lasting, Piece::Lasting(said.lasting), format!("{:?}", said.lasting)));
        if let (Some(said), Some(meant)) = (said.lifted_by, meant.lifted_by) {
            let own = self.own.rules.get(meant.index()).copied().unwrap_or(meant);
            parts.push(self.plain(Aspect::LiftedBy, Piece::Rule(said), format!("{own:?}")));
        }
        if said.soft {
            parts.push(self.plain(Aspect::Principle, Piece::Truth(true), String::new()));
        }
        parts
    }

    /// The parts of an entry of a recognition; `unit` is that of what is credited.
    pub fn entry(&self, said: &Entry, meant: &Entry, unit: policy_core::UnitId) -> Vec<Part> {
        let mut parts = Vec::new();
        self.conditions(&mut parts, &Aspect::Events, &said.when, &meant.when);
        match (&said.treatment, &meant.treatment) {
            (Treatment::Reject, _) => {
                parts.push(self.plain(Aspect::Treatment, Piece::Rejected, "reject".to_owned()));
            }
            (Treatment::Count { amount }, meant) => {
                parts.push(self.plain(Aspect::Treatment, Piece::Counted, "count".to_owned()));
                let meant = match meant {
                    Treatment::Count { amount } => amount.clone(),
                    Treatment::Reject => None,
                };
                parts.push(match (amount, meant) {
                    (Some(amount), Some(mut meant)) => {
                        self.settle(NodeMut::Amount(&mut meant));
                        self.plain(Aspect::Credit, Piece::Amount(amount.clone(), unit), format!("{meant:?}"))
                    }
                    (_, _) => self.plain(Aspect::Credit, Piece::AsRecorded, "recorded".to_owned()),
                });
            }
        }
        parts
    }

    /// A step of a recognition, which is a part by itself.
    pub fn step(&self, said: &Step, meant: &Step) -> Part {
        let mut meant = meant.clone();
        meant.citations.clear();
        self.settle(NodeMut::Condition(&mut meant.filter));
        if let StepKind::Cap { per, .. } | StepKind::Once { per, .. } = &mut meant.kind {
            self.own.per(per);
        }
        let amount = match &mut meant.kind {
            StepKind::Cap { most: policy_core::plan::Most::Amount(amount), .. }
            | StepKind::Deduct(amount) => Some(amount),
            StepKind::Cap { .. } | StepKind::Once { .. } | StepKind::Round { .. } => None,
        };
        if let Some(amount) = amount {
            self.settle(NodeMut::Amount(amount));
        }
        let form = format!("{meant:?}");
        outline(NodeMut::Condition(&mut meant.filter));
        let outline = match &mut meant.kind {
            StepKind::Cap { per, .. } => format!("cap {per:?} {:?}", meant.filter),
            StepKind::Once { by, per, .. } => format!("once {by:?} {per:?} {:?}", meant.filter),
            StepKind::Deduct(_) => format!("deduct {:?}", meant.filter),
            StepKind::Round { .. } => format!("round {:?}", meant.filter),
        };
        Part {
            aspect: Aspect::Step,
            piece: Piece::Step(said.clone()),
            form,
            outline,
            measured: String::new(),
        }
    }

    /// An amount, as part of something that is named.
    pub fn amount(&self, aspect: Aspect, said: &Amount, meant: &Amount, unit: policy_core::UnitId) -> Part {
        let mut meant = meant.clone();
        self.settle(NodeMut::Amount(&mut meant));
        self.plain(aspect, Piece::Amount(said.clone(), unit), format!("{meant:?}"))
    }

    /// A condition's one form, as a text.
    pub fn form(&self, condition: &Condition) -> String {
        let mut form = condition.clone();
        self.settle(NodeMut::Condition(&mut form));
        format!("{form:?}")
    }
}

impl Part {
    /// Which part it is.
    pub fn aspect_of(&self) -> Aspect {
        self.aspect.clone()
    }

    /// What it says.
    pub fn piece_of(&self) -> Piece {
        self.piece.clone()
    }

    /// Whether it says the same as another.
    pub fn says_the_same(&self, other: &Self) -> bool {
        self.form == other.form
    }

    /// Whether it differs from another in a figure alone.
    pub fn is_like(&self, other: &Self) -> bool {
        self.outline == other.outline
    }
}

/// Leaves only what is compared, without figures.
fn outline(piece: NodeMut<'_>) {
    piece.walk_up(&mut |node| match node {
        NodeMut::Condition(condition) => match &mut **condition {
            Condition::Compare(comparison) => {
                (comparison.left_factor, comparison.right_factor) = (1, 1);
                comparison.operator = Operator::AtLeast;
            }
            Condition::CompareDates(_, operator, _) => *operator = Operator::AtLeast,
            Condition::Member(_, set) => set.terms.clear(),
            Condition::EventsCover { length, .. } => *length = Span { months: 0, days: 0 },
            Condition::InEach { at_least, .. } => *at_least = None,
            Condition::AtLeastOf(least, _) => *least = 0,
            Condition::Constant(_)
            | Condition::All(_)
            | Condition::Any(_)
            | Condition::Not(_)
            | Condition::DateIn(..)
            | Condition::Flag(_)
            | Condition::TextIs(..)
            | Condition::RuleSatisfied(_)
            | Condition::RuleExempt(_)
            | Condition::SpanCovers(_) => {}
        },
        NodeMut::Amount(amount) => {
            if let Amount::Literal(_) | Amount::Parameter(_) = &**amount {
                **amount = Amount::Literal(Decimal::ZERO);
            }
        }
        NodeMut::Date(date) => match &mut **date {
            DateExpr::Literal(day) => *day = Default::default(),
            DateExpr::Plus(_, span) | DateExpr::Minus(_, span) => *span = Span { months: 0, days: 0 },
            DateExpr::InPeriod { month, day } => (*month, *day) = (1, 1),
            DateExpr::StartOf(_)
            | DateExpr::EndOf(_)
            | DateExpr::Field(_)
            | DateExpr::Due
            | DateExpr::Extreme(_)
            | DateExpr::AsOf
            | DateExpr::WorkingDay(_)
            | DateExpr::Reached(_) => {}
        },
        NodeMut::Window(window) => match &mut **window {
            Window::After { span, .. } | Window::Before { span: Some(span), .. } => {
                *span = Span { months: 0, days: 0 }
            }
            Window::Year { offset } => *offset = 0,
            Window::Before { span: None, .. }
            | Window::Rule
            | Window::Period
            | Window::Named(_)
            | Window::AnyTime
            | Window::Between(..)
            | Window::Extended { .. } => {}
        },
    });
}

/// What the parts of two versions say otherwise.
pub(crate) fn figures(old: Vec<Part>, new: Vec<Part>) -> Vec<Figure> {
    let mut old: Vec<Option<Part>> = old.into_iter().map(Some).collect();
    let mut partners: Vec<Option<Part>> = Vec::with_capacity(new.len());
    let mut new: Vec<Option<Part>> = new.into_iter().map(Some).collect();
    partners.resize_with(new.len(), || None);
    let mut is_same = vec![false; new.len()];
    let fits: [Fits<'_, Part>; 3] = [
        &|one, other| one.form == other.form,
        &|one, other| one.outline == other.outline,
        // Of what there is one only, the one took the place of the other.
        &|one, other| is_single(&one.aspect) && is_single(&other.aspect),
    ];
    for (round, fits) in fits.iter().enumerate() {
        for (place, part) in new.iter().enumerate() {
            let Some(part) = part.as_ref().filter(|_| partners[place].is_none() && !is_same[place]) else {
                continue;
            };
            let found = old.iter_mut().find(|known| {
                known
                    .as_ref()
                    .is_some_and(|known| is_one_aspect(&known.aspect, &part.aspect) && fits(known, part))
            });
            if let Some(known) = found {
                is_same[place] = round == 0;
                partners[place] = known.take();
            }
        }
    }
    let mut found = Vec::new();
    for (place, part) in new.iter_mut().enumerate() {
        let Some(part) = part.take().filter(|_| !is_same[place]) else { continue };
        found.push(match partners[place].take() {
            Some(known) => {
                let measures_the_same = known.measured == part.measured && !part.measured.is_empty();
                let (old, new) = if measures_the_same {
                    as_figures(known.piece, part.piece)
                } else {
                    (known.piece, part.piece)
                };
                Figure { aspect: part.aspect, old: Some(old), new: Some(new) }
            }
            None => Figure { aspect: part.aspect, old: None, new: Some(part.piece) },
        });
    }
    let gone = old.into_iter().flatten();
    found.extend(gone.map(|part| Figure { aspect: part.aspect, old: Some(part.piece), new: None }));
    // What is due at the end of its period anyway need not be said of what is new or gone.
    let is_said = |figure: &Figure| match (&figure.old, &figure.new) {
        (Some(Piece::Due(date)), None) | (None, Some(Piece::Due(date))) => {
            *date != DateExpr::EndOf(Box::new(Window::Period))
        }
        (_, _) => true,
    };
    found.retain(is_said);
    found
}

fn is_one_aspect(one: &Aspect, other: &Aspect) -> bool {
    match (one, other) {
        (Aspect::Exemption(one), Aspect::Exemption(other))
        | (Aspect::Alternative(one), Aspect::Alternative(other))
        | (Aspect::Instead(one), Aspect::Instead(other))
        | (Aspect::InsteadWithin(one), Aspect::InsteadWithin(other)) => share_a_name(one, other),
        (Aspect::Row(_), Aspect::Row(_)) => false,
        (one, other) => one == other,
    }
}

fn is_single(aspect: &Aspect) -> bool {
    match aspect {
        Aspect::Grace
        | Aspect::Lasting
        | Aspect::LiftedBy
        | Aspect::Treatment
        | Aspect::Credit
        | Aspect::Value
        | Aspect::Otherwise
        | Aspect::Effective
        | Aspect::InsteadWithin(_) => true,
        Aspect::Applies
        | Aspect::Schedule
        | Aspect::Requirement
        | Aspect::Exemption(_)
        | Aspect::Alternative(_)
        | Aspect::Instead(_)
        | Aspect::Principle
        | Aspect::Balance
        | Aspect::When
        | Aspect::Action
        | Aspect::Events
        | Aspect::Step
        | Aspect::Order
        | Aspect::Row(_)
        | Aspect::Occurrence(_)
        | Aspect::Default
        | Aspect::Dated
        | Aspect::Lasts => false,
    }
}

/// Where only the figure of a comparison has changed, the figures.
fn as_figures(old: Piece, new: Piece) -> (Piece, Piece) {
    let figure = |piece: &Piece| -> Option<(Comparison, Condition)> {
        let Piece::Condition(Condition::Compare(comparison)) = piece else { return None };
        let plain = comparison.left_factor == 1 && comparison.right_factor == 1;
        let is_figure = match &comparison.right {
            Amount::Literal(_) | Amount::Parameter(_) => true,
            other => !has_parts(other),
        };
        (plain && is_figure).then(|| ((**comparison).clone(), Condition::Compare(comparison.clone())))
    };
    match (figure(&old), figure(&new)) {
        (Some((one, whole)), Some((other, of))) if one.operator == other.operator => (
            Piece::Figure(Box::new(whole), one.right, one.unit),
            Piece::Figure(Box::new(of), other.right, other.unit),
        ),
        (_, _) => (old, new),
    }
}

fn has_parts(amount: &Amount) -> bool {
    let mut pieces = 0;
    Node::Amount(amount).walk(&mut |_| pieces += 1);
    pieces > 1
}

/// Names that are not the same.
pub(crate) fn is_renamed(old: &Names, new: &Names) -> bool {
    old.id != new.id || old.label != new.label
}
