//! `vocabulary NAME { subject … terms … unit … outcome … }`

use super::{Block, Declared, Name, TestValue};

/// A vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vocabulary {
    /// Its names.
    pub declared: Declared,
    /// What it declares.
    pub body: Block<VocabularyClause>,
}

/// A member of a vocabulary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VocabularyClause {
    /// `subject teacher "教师" { … }`
    Subject(SubjectDecl),
    /// `terms level "级别" ascending { … }`
    Tree(TreeDecl),
    /// `unit sessions "课时"`
    Unit(UnitDecl),
    /// `outcome rating.excellent "评为优秀"`
    Outcome(OutcomeDecl),
}

/// A kind of subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubjectDecl {
    /// Its names.
    pub declared: Declared,
    /// Key, facts and events.
    pub body: Block<SubjectClause>,
}

/// A member of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SubjectClause {
    /// `key id "身份证件号"`: the column that identifies a subject.
    Key(Declared),
    /// `fact hired "入职日期": date`
    Fact(FieldDecl),
    /// `event training "培训" dated end lasting start to end { … }`
    Event(EventDecl),
}

/// A field of a subject or an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldDecl {
    /// Its names.
    pub declared: Declared,
    /// What it holds.
    pub kind: TypeExpr,
    /// `default no`
    pub default: Option<TestValue>,
}

/// The type of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TypeExpr {
    /// `text`
    Text,
    /// `flag`
    Flag,
    /// `date`
    Date,
    /// A unit, a term tree or a subject, by name.
    Named(Name),
}

/// A kind of event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventDecl {
    /// Its names.
    pub declared: Declared,
    /// `dated end`
    pub dated: Name,
    /// `lasting start to end`
    pub lasting: Option<(Name, Name)>,
    /// Its fields.
    pub body: Block<FieldDecl>,
}

/// A term tree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TreeDecl {
    /// Its names.
    pub declared: Declared,
    /// `ascending`: its terms stand from the lowest to the highest.
    pub ascending: bool,
    /// Its top terms.
    pub body: Block<TermDecl>,
}

/// A term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermDecl {
    /// Its names.
    pub declared: Declared,
    /// The terms below it; `None` where no braces were written.
    pub body: Option<Block<TermDecl>>,
}

/// A unit of quantities.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitDecl {
    /// Its names.
    pub declared: Declared,
}

/// Something that consequences deny, grant or oblige.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeDecl {
    /// Its names; the identifier may be dotted.
    pub declared: Declared,
}
