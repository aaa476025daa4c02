//! The vocabulary of the generated plans: fixed, and rich enough for every construct.

use policy_core::{
    Decimal, DefaultValue, EventList, Field, FieldId, FieldKind, ListId, Names, Subject, SubjectId, Term,
    TermId, TermTree, TreeId, UnitId, Vocabulary,
};

/// Teachers, with three lists of events.
pub const TEACHER: SubjectId = SubjectId(0);
/// Schools, with teachers as members.
pub const SCHOOL: SubjectId = SubjectId(1);
/// Bureaus, with schools and teachers as members.
pub const BUREAU: SubjectId = SubjectId(2);

pub(super) const CATEGORY: TreeId = TreeId(0);
pub(super) const LEVEL: TreeId = TreeId(1);
pub(super) const TRAINING: ListId = ListId(0);

/// Texts that records hold and policies compare with.
pub(super) const TEXTS: &[&str] = &["red", "green", "blue", "红"];

fn tree(id: &str, ordered: bool, terms: &[(&str, u16)]) -> TermTree {
    let term = |&(id, end): &(&str, u16)| Term { names: Names::new(id), end: TermId(end) };
    TermTree { names: Names::new(id), ordered, terms: terms.iter().map(term).collect() }
}

fn field(id: &str, kind: FieldKind) -> Field {
    Field { names: Names::new(id), kind, default: None }
}

fn with_default(id: &str, kind: FieldKind, default: DefaultValue) -> Field {
    Field { default: Some(default), ..field(id, kind) }
}

fn list(id: &str, dated: u16, lasting: Option<(u16, u16)>, fields: Vec<Field>) -> EventList {
    let lasting = lasting.map(|(first, last)| (FieldId(first), FieldId(last)));
    EventList { names: Names::new(id), fields, dated: FieldId(dated), lasting }
}

fn subject(id: &str, facts: Vec<Field>, lists: Vec<EventList>) -> Subject {
    Subject { names: Names::new(id), key: Names::new("id"), facts, lists }
}

/// The vocabulary.
pub fn vocabulary() -> Vocabulary {
    let hours = || FieldKind::Quantity(Vocabulary::HOURS);
    let days = || FieldKind::Quantity(Vocabulary::DAYS);
    let money = || FieldKind::Quantity(Vocabulary::MONEY);
    let mut vocabulary = Vocabulary::empty();
    vocabulary.trees = vec![
        tree(
            "category",
            false,
            &[
                ("public", 1),
                ("professional", 6),
                ("ethics", 3),
                ("school_based", 4),
                ("skill", 6),
                ("maths", 6),
            ],
        ),
        tree("level", true, &[("county", 1), ("city", 2), ("provincial", 3), ("national", 4)]),
    ];
    vocabulary.outcomes = ["excellent", "promotion", "awards"].map(Names::new).into();
    let training = list(
        "training",
        0,
        Some((1, 0)),
        vec![
            field("end", FieldKind::Date),
            field("start", FieldKind::Date),
            field("hours", hours()),
            field("category", FieldKind::Term(CATEGORY)),
            field("level", FieldKind::Term(LEVEL)),
            field("certificate_hours", hours()),
            field("days", days()),
            field("project", FieldKind::Text),
            with_default("passed", FieldKind::Flag, DefaultValue::Flag(true)),
            field("external", FieldKind::Flag),
        ],
    );
    let leave = list(
        "leave",
        1,
        Some((1, 2)),
        vec![
            field("kind", FieldKind::Term(CATEGORY)),
            field("first", FieldKind::Date),
            field("last", FieldKind::Date),
        ],
    );
    let programme = list(
        "programme",
        0,
        None,
        vec![
            field("date", FieldKind::Date),
            field("name", FieldKind::Text),
            field("level", FieldKind::Term(LEVEL)),
            field("granted", FieldKind::Date),
            with_default("weight", hours(), DefaultValue::Quantity(Decimal::from_millionths(1_500_000))),
        ],
    );
    let session = list(
        "session",
        0,
        None,
        vec![field("day", FieldKind::Date), field("topic", FieldKind::Text), field("length", hours())],
    );
    vocabulary.subjects = vec![
        subject(
            "teacher",
            vec![
                field("hired", FieldKind::Date),
                field("name", FieldKind::Text),
                field("school", FieldKind::Member(SCHOOL)),
                with_default("principal", FieldKind::Flag, DefaultValue::Flag(false)),
                field("union", FieldKind::Flag),
                field("rank", FieldKind::Term(LEVEL)),
                with_default("stage", FieldKind::Term(CATEGORY), DefaultValue::Term(TermId(2))),
                field("base", hours()),
                field("salary", money()),
                field("left", FieldKind::Date),
            ],
            vec![training, leave, programme],
        ),
        subject(
            "school",
            vec![
                field("opened", FieldKind::Date),
                field("name", FieldKind::Text),
                field("bureau", FieldKind::Member(BUREAU)),
                field("boarding", FieldKind::Flag),
                field("kind", FieldKind::Term(CATEGORY)),
                field("budget", money()),
                field("payroll", money()),
            ],
            vec![session],
        ),
        subject("bureau", vec![field("budget", money()), field("payroll", money())], vec![]),
    ];
    vocabulary
}

/// The fields of a subject or one of its lists that are of a kind.
pub(super) fn fields_of(
    vocabulary: &Vocabulary,
    subject: SubjectId,
    list: Option<ListId>,
    is_wanted: impl Fn(&FieldKind) -> bool,
) -> Vec<FieldId> {
    let fields = vocabulary.fields(subject, list);
    (0..).map(FieldId).zip(fields).filter(|(_, field)| is_wanted(&field.kind)).map(|(id, _)| id).collect()
}

/// Whether a field is a quantity in a unit.
pub(super) fn is_amount_in(unit: UnitId) -> impl Fn(&FieldKind) -> bool {
    move |kind| *kind == FieldKind::Quantity(unit)
}

/// Which kinds of subject belong to a subject, directly or through others.
pub(super) fn members_of(vocabulary: &Vocabulary, subject: SubjectId) -> Vec<SubjectId> {
    let mut found: Vec<SubjectId> = Vec::new();
    let mut owners = vec![subject];
    while let Some(owner) = owners.pop() {
        for (id, declared) in (0..).map(SubjectId).zip(&vocabulary.subjects) {
            let belongs = declared.facts.iter().any(|fact| fact.kind == FieldKind::Member(owner));
            if belongs && !found.contains(&id) {
                found.push(id);
                owners.push(id);
            }
        }
    }
    found.sort_unstable_by_key(|id| std::cmp::Reverse(*id));
    found
}
