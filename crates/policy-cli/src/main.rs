//! The `policy` command.
mod failure;
mod read;
fn main() {}
