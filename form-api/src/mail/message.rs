//! What a message says: one folder of `templates/mail` for each, with a subject and a body.
//!
//! The body's text is the only source: the HTML of a mail shows the same paragraphs in one frame, so that the two cannot
//! drift apart. Deliberately absent: pictures, styles and anything else from elsewhere (a reader's program would tell when and
//! where a mail was opened), the letter, the answer, names, and the query code.

use include_dir::{Dir, include_dir};
use serde::{Deserialize, Serialize};
use tera::{Context, Tera};

use crate::store::CaseFile;

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates/mail");

record::words! {
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
        /// The matter is worked on again, with a promise of its own.
        Reopening => "reopening",
        /// The matter was answered in public, together with other letters.
        Feedback => "feedback",
        /// Not taken up, or referred out.
        Outcome => "outcome",
        /// Worked on together with an earlier letter.
        Merged => "merged",
        /// The letter was taken back by telephone or at the counter.
        Withdrawal => "withdrawal",
        /// May it be published? For whoever wants to be asked first.
        ConsentQuestion => "consent_question",
        /// What the sender asked for (take-down, correction, erasure) has an answer.
        RequestAnswer => "request_answer",
        /// The sender has a new query code, and the old one has ended: whoever did not ask for it learns of it.
        CodeRenewed => "code_renewed",
    }
}

/// A message ready to go. All but the subject is kept under seal until it went.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// One line, without personal data.
    #[serde(skip)]
    pub subject: String,
    /// Plain text.
    pub text: String,
    /// The same as a page; none for a text message.
    #[serde(default)]
    pub html: Option<String>,
    /// The address that stops further mail about the letter (RFC 8058); none for a text message.
    #[serde(default)]
    pub stop_url: Option<String>,
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

/// What the frame of a mail's page may see.
#[derive(Serialize)]
struct PageView<'a> {
    subject: &'a str,
    track_url: &'a str,
    body: Vec<Vec<&'a str>>,
    foot: Vec<Vec<&'a str>>,
    stop_url: &'a str,
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
        // In plain text nothing is to be escaped as HTML.
        tera.autoescape_on(vec![".html"]);
        tera.add_raw_templates(TEMPLATES.find("**/*.*").into_iter().flatten().filter_map(|entry| {
            let file = entry.as_file()?;
            Some((file.path().to_str()?, file.contents_utf8()?))
        }))?;
        Ok(Self { tera, head })
    }

    /// Writes a mail about a case; `stop` is what stands for the letter in the link that stops further mail about it.
    #[must_use]
    pub fn write(&self, mail: Mail, case: &CaseFile, stop: &str) -> Message {
        let mut context = self.context(case);
        let stop_url = format!("{}stop-mail?mail={stop}", self.head.track_url);
        context.insert("stop_url", &stop_url);
        let (subject, body) = (self.part(mail, "subject", &context), self.part(mail, "body", &context));
        let foot = self.render("foot.txt", &context);
        let page = PageView {
            subject: &subject,
            track_url: &self.head.track_url,
            body: paragraphs(&body),
            foot: paragraphs(&foot),
            stop_url: &stop_url,
        };
        let html = self.render("page.html", &Context::from_serialize(&page).expect("texts are values"));
        Message {
            text: format!("{body}\n\n-- \n{foot}\n"),
            html: Some(html),
            stop_url: Some(stop_url),
            subject,
        }
    }

    /// Writes a text message about a case.
    #[must_use]
    pub fn write_sms(&self, mail: Mail, case: &CaseFile) -> Message {
        let mut context = self.context(case);
        let subject = self.part(mail, "subject", &context);
        context.insert("subject", &subject);
        Message { text: self.render("sms.txt", &context), subject, ..Message::default() }
    }

    fn context(&self, case: &CaseFile) -> Context {
        let view = View {
            head: &self.head,
            submission_no: &case.submission.submission_no,
            due_on: case.due.due_on.map(|day| day.to_string()),
            ceiling_on: case.due.ceiling_on.to_string(),
        };
        Context::from_serialize(&view).expect("texts and dates are values")
    }

    fn part(&self, mail: Mail, part: &str, context: &Context) -> String {
        self.render(&format!("{}/{part}.txt", mail.as_str()), context)
    }

    fn render(&self, template: &str, context: &Context) -> String {
        let rendered = self.tera.render(template, context);
        rendered.expect("every mail is rendered by a test with and without a promised date").trim().to_owned()
    }
}

/// The lines of each paragraph.
fn paragraphs(text: &str) -> Vec<Vec<&str>> {
    text.split("\n\n").map(|paragraph| paragraph.trim().lines().collect()).collect()
}
