//! What a mail says: one folder of `templates/mail` for each, with a subject and a body.

use include_dir::{Dir, include_dir};
use serde::Serialize;
use tera::{Context, Tera};

use crate::store::CaseFile;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/mail");

crate::case::words! {
    /// Which mail.
    Mail {
        /// The letter has arrived.
        Receipt => "receipt",
        /// The office asks something.
        Question => "question",
        /// The promised date has moved.
        Extension => "extension",
        /// The answer can be read.
        Answer => "answer",
        /// Not taken up, referred out or merged.
        Outcome => "outcome",
    }
}

/// A mail ready to go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// One line, without personal data.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// What every mail says about the township.
#[derive(Clone, Debug, Serialize)]
pub struct Letterhead {
    /// Name of the site.
    pub site_name: String,
    /// Absolute address of the tracking page.
    pub track_url: String,
    /// The heart line.
    pub hotline: String,
    /// When it is answered.
    pub hotline_hours: String,
}

/// What a template may see of a case.
#[derive(Serialize)]
struct View<'a> {
    head: &'a Letterhead,
    submission_no: &'a str,
    due_on: Option<String>,
    ceiling_on: String,
}

/// The mail texts.
#[derive(Debug)]
pub struct Mails {
    tera: Tera,
    head: Letterhead,
}

impl Mails {
    /// Loads the embedded texts.
    ///
    /// # Errors
    /// A text that is not a template: found by the tests, not by a resident.
    pub fn new(head: Letterhead) -> Result<Self, tera::Error> {
        let mut tera = Tera::default();
        // Plain text: nothing is to be escaped as HTML.
        tera.autoescape_on(Vec::<&str>::new());
        tera.add_raw_templates(TEMPLATES.find("**/*.txt").into_iter().flatten().filter_map(|entry| {
            let file = entry.as_file()?;
            Some((file.path().to_str()?, file.contents_utf8()?))
        }))?;
        Ok(Self { tera, head })
    }

    /// Writes a mail about a case.
    #[must_use]
    pub fn write(&self, mail: Mail, case: &CaseFile) -> Message {
        let view = View {
            head: &self.head,
            submission_no: &case.submission.submission_no,
            due_on: case.due.due_on.map(|day| day.to_string()),
            ceiling_on: case.due.ceiling_on.to_string(),
        };
        let context = Context::from_serialize(&view).expect("texts and dates are values");
        let render = |part: &str| {
            self.tera
                .render(&format!("{}/{part}.txt", mail.as_str()), &context)
                .expect("every mail is rendered by a test with and without a promised date")
        };
        Message { subject: render("subject").trim().to_owned(), body: render("body") }
    }
}
