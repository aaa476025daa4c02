//! A term tree while vocabularies still add to it, and its numbering depth first.

use std::collections::HashMap;

use policy_core::{Names, Term, TermId, TermTree};

use super::report::Report;
use super::table::{Origin, Table};
use crate::syntax::{Block, Declared, TermDecl, TreeDecl};

/// A tree that is being gathered.
#[derive(Debug)]
pub(crate) struct Tree<'s> {
    /// Its first declaration.
    pub decl: &'s TreeDecl,
    /// `ascending`
    pub ordered: bool,
    /// Its terms.
    pub nodes: TermNodes<'s>,
}

/// Terms under one parent, in the order of their declaration.
#[derive(Debug, Default)]
pub(crate) struct TermNodes<'s> {
    nodes: Vec<Node<'s>>,
    /// The last term of each identifier.
    places: HashMap<&'s str, usize>,
}

#[derive(Debug)]
struct Node<'s> {
    declared: Vec<(&'s Declared, Origin)>,
    below: TermNodes<'s>,
}

impl<'s> TermNodes<'s> {
    /// Adds the terms of a declaration; a term that another vocabulary declared already takes what is below it.
    pub fn add(&mut self, block: &'s Block<TermDecl>, origin: Origin) {
        for member in &block.members {
            let declared = &member.node.declared;
            let name = declared.name.text.as_str();
            let known = self.places.get(name).copied();
            let place = match known {
                Some(place) if self.nodes[place].declared.iter().all(|(_, from)| *from != origin) => place,
                Some(_) | None => {
                    self.nodes.push(Node { declared: Vec::new(), below: Self::default() });
                    self.places.insert(name, self.nodes.len() - 1);
                    self.nodes.len() - 1
                }
            };
            let node = &mut self.nodes[place];
            node.declared.push((declared, origin));
            if let Some(body) = &member.node.body {
                node.below.add(body, origin);
            }
        }
    }

    /// The terms in a row, each with where its subtree ends, and the table of their names.
    pub fn flatten(self, report: &mut Report, names: Names, ordered: bool) -> (TermTree, Table) {
        let mut table = Table::default();
        let mut ends = Vec::new();
        self.number(report, &mut table, &mut ends);
        let terms = table
            .all_names()
            .zip(ends)
            .map(|(names, end)| Term { names: names.clone(), end: TermId(end) })
            .collect();
        (TermTree { names, ordered, terms }, table)
    }

    fn number(self, report: &mut Report, table: &mut Table, ends: &mut Vec<u16>) {
        for node in self.nodes {
            let place = table.entries().len();
            for (declared, origin) in node.declared {
                table.declare(report, declared, origin);
            }
            if table.entries().len() > place {
                ends.push(0);
                node.below.number(report, table, ends);
                ends[place] = table.entries().len() as u16;
            } else {
                node.below.number(report, table, ends);
            }
        }
    }
}
