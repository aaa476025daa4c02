//! What is wrong with the data, in sentences: who read it says so.

/// What is wrong with the data.
#[derive(Clone, Debug, Default)]
pub struct Remarks {
    /// How many rows were set aside, in a sentence; absent where none was.
    pub heading: Option<String>,
    /// The rows that were set aside, the first of them, each with its reason.
    pub set_aside: Vec<String>,
    /// How the data was read.
    pub notes: Vec<String>,
}
