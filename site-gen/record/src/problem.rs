//! What is wrong with the content, told so that its author can mend it: file, line, what, and what to do. All
//! problems of a run are gathered; the first never hides the rest. Deliberately absent: problems of the
//! machine (those are `anyhow` errors with a path).

use std::fmt;

/// One thing to mend, in the author's language.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, relative to the folder that was read.
    pub file: String,
    /// The line, from 1, where it can be told.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub do_this: String,
}

impl Problem {
    /// A problem of a whole file.
    #[must_use]
    pub fn new(file: impl Into<String>, what: impl Into<String>, do_this: impl Into<String>) -> Self {
        Self { file: file.into(), line: None, what: what.into(), do_this: do_this.into() }
    }

    /// The same at a line.
    #[must_use]
    pub fn at(mut self, line: Option<usize>) -> Self {
        self.line = line;
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "{}:{line}：", self.file)?,
            None => write!(f, "{}：", self.file)?,
        }
        write!(f, "{}\n    → {}", self.what, self.do_this)
    }
}
