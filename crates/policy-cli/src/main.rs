//! The `policy` command.
mod failure;
mod finding;
mod gather;
mod population;
mod progress;
mod read;
fn main() {}
