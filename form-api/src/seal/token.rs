//! What comes back to us: the hidden field of a form that was handed out, that of a letter's own page, the cookies of a
//! letter and of a receipt, and the link that stops mail. All are sealed; all but the last grow old. Those of the desk
//! are in `desk_token`.
//! Deliberately absent: anything kept on the server until a letter is sent.

use jiff::Timestamp;

use super::keys::{Keys, Purpose};
use super::receipt::{NONCE, QueryCode, new_nonce, submission_no};

/// How long a form stays open: a resident may take a day to write.
const FORM_AGE_MS: i64 = 24 * 60 * 60 * 1000;

/// A form that was handed out: its random part, when, and a seal over both. It makes a letter idempotent and stops
/// posts that never saw the form. It is no session: nothing is kept until a letter is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct FormToken {
    nonce: [u8; NONCE],
    made_at: Timestamp,
}

/// Why a form token is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TokenFault {
    /// Not made here, or changed.
    #[error("the form token is not of this service")]
    Forged,
    /// Older than it may be.
    #[error("the form token has grown old")]
    Old,
}

impl FormToken {
    /// A token for a form that is handed out now.
    #[must_use]
    pub fn new(now: Timestamp) -> Self {
        Self { nonce: new_nonce(), made_at: now }
    }

    /// A token for a letter that does not come through a web form, so that its receipt is made the same way.
    #[must_use]
    pub const fn from_nonce(nonce: [u8; NONCE], now: Timestamp) -> Self {
        Self { nonce, made_at: now }
    }

    /// A token for a letter that a program sends with a key of its own choice: the same key gives the same receipt. Who
    /// knows the key alone must not be shown it; the caller compares the letters.
    #[must_use]
    pub fn of_idempotency_key(keys: &Keys, key: &str, now: Timestamp) -> Self {
        let mac = blake3::keyed_hash(&keys.derive(Purpose::Form), format!("idempotency {key}").as_bytes());
        let mut nonce = [0; NONCE];
        nonce.copy_from_slice(&mac.as_bytes()[..NONCE]);
        Self { nonce, made_at: now }
    }

    /// As a hidden field of the form.
    #[must_use]
    pub fn to_field(&self, keys: &Keys) -> String {
        seal_field(keys, "form", &format!("{}.{}", super::hex(&self.nonce), self.made_at.as_millisecond()))
    }

    /// Reads the hidden field back.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn from_field(keys: &Keys, field: &str, now: Timestamp) -> Result<Self, TokenFault> {
        let (text, made_at) = open_field(keys, "form", field, now, FORM_AGE_MS)?;
        Ok(Self { nonce: read_nonce(text)?, made_at })
    }

    /// When it was handed out.
    #[must_use]
    pub const fn made_at(&self) -> Timestamp {
        self.made_at
    }

    /// The code of the letter that comes with this form.
    #[must_use]
    pub fn query_code(&self, keys: &Keys) -> QueryCode {
        QueryCode::of(keys, &self.nonce)
    }

    /// The number of the letter that comes with this form.
    #[must_use]
    pub fn submission_no(&self, keys: &Keys, year: i16, attempt: u8) -> String {
        submission_no(keys, &self.nonce, year, attempt)
    }

    /// What is stored to know the form again; the random part itself is not, for it would give the code.
    #[must_use]
    pub fn idempotency_key(&self) -> String {
        super::hex(&blake3::derive_key("lianxin 2026-11 idempotency", &self.nonce)[..16])
    }
}

/// How long a letter's own page takes a sender's additions.
const PAGE_AGE_MS: i64 = 30 * 60 * 1000;

/// Between a case and the question that its page shows; stands in no row id.
const QUESTION: &str = "_";

/// Stands on a letter's own page for the query code that opened it, so that the code itself need not stand there. Its
/// random part makes the forms of one page known again when they are sent twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseToken {
    case_id: String,
    /// Row id of the office's last question, where the page shows one.
    question: Option<String>,
    nonce: [u8; NONCE],
    made_at: Timestamp,
}

impl CaseToken {
    /// For a page that is shown now.
    #[must_use]
    pub fn new(case_id: &str, now: Timestamp) -> Self {
        Self { case_id: case_id.to_owned(), question: None, nonce: new_nonce(), made_at: now }
    }

    /// For a page that shows this question last.
    #[must_use]
    pub fn with_question(self, question: Option<String>) -> Self {
        Self { question, ..self }
    }

    /// The last question that its page showed: what is written there answers no later one.
    #[must_use]
    pub fn question(&self) -> Option<&str> {
        self.question.as_deref()
    }

    /// The case that the code opened.
    #[must_use]
    pub fn case_id(&self) -> &str {
        &self.case_id
    }

    /// As a hidden field.
    #[must_use]
    pub fn to_field(&self, keys: &Keys) -> String {
        seal_field(keys, "case", &self.body())
    }

    /// As a part of the cookie with which the browser that knew the code shows the letter again.
    #[must_use]
    pub fn to_cookie(&self, keys: &Keys) -> String {
        seal_field(keys, "letter", &self.body())
    }

    /// What stands for the letter in the address of its page: it opens nothing, and tells nothing of number and code.
    #[must_use]
    pub fn address(&self, keys: &Keys) -> String {
        let key = keys.derive(Purpose::Form);
        super::hex(&blake3::keyed_hash(&key, format!("address {}", self.case_id).as_bytes()).as_bytes()[..8])
    }

    fn body(&self) -> String {
        let question = self.question.iter().flat_map(|id| [QUESTION, id]).collect::<String>();
        let nonce = super::hex(&self.nonce);
        format!("{}{question}-{nonce}.{}", self.case_id, self.made_at.as_millisecond())
    }

    /// Reads the hidden field back.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn from_field(keys: &Keys, field: &str, now: Timestamp) -> Result<Self, TokenFault> {
        Self::open(keys, "case", field, now)
    }

    /// Reads a part of the cookie back.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn from_cookie(keys: &Keys, field: &str, now: Timestamp) -> Result<Self, TokenFault> {
        Self::open(keys, "letter", field, now)
    }

    fn open(keys: &Keys, purpose: &str, field: &str, now: Timestamp) -> Result<Self, TokenFault> {
        let (text, made_at) = open_field(keys, purpose, field, now, PAGE_AGE_MS)?;
        let (shown, nonce) = text.rsplit_once('-').ok_or(TokenFault::Forged)?;
        let (case_id, question) = match shown.split_once(QUESTION) {
            Some((case_id, question)) => (case_id, Some(question.to_owned())),
            None => (shown, None),
        };
        Ok(Self { case_id: case_id.to_owned(), question, nonce: read_nonce(nonce)?, made_at })
    }
}

/// How long a receipt shows the query code, after the letter came.
pub const RECEIPT_MINUTES: i64 = 30;
const RECEIPT_AGE_MS: i64 = RECEIPT_MINUTES * 60 * 1000;

/// Lets the browser that sent a letter show the receipt again for half an hour. It holds the form's random part, from
/// which only this service makes the code: neither the code nor the number is in it, and nothing is kept here.
#[derive(Clone, PartialEq, Eq)]
pub struct ReceiptToken {
    form: FormToken,
    told_by_mail: bool,
}

impl ReceiptToken {
    /// For the receipt of the letter that came with this form, shown now.
    #[must_use]
    pub const fn new(form: &FormToken, told_by_mail: bool, now: Timestamp) -> Self {
        Self { form: FormToken { nonce: form.nonce, made_at: now }, told_by_mail }
    }

    /// What stands for the form that the letter came with: it gives number and code again.
    #[must_use]
    pub const fn form(&self) -> &FormToken {
        &self.form
    }

    /// The sender left an address for mail.
    #[must_use]
    pub const fn told_by_mail(&self) -> bool {
        self.told_by_mail
    }

    /// As the value of a cookie.
    #[must_use]
    pub fn to_field(&self, keys: &Keys) -> String {
        let way = if self.told_by_mail { "mail" } else { "self" };
        let nonce = super::hex(&self.form.nonce);
        seal_field(keys, "receipt", &format!("{nonce}-{way}.{}", self.form.made_at.as_millisecond()))
    }

    /// Reads the cookie back.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn from_field(keys: &Keys, field: &str, now: Timestamp) -> Result<Self, TokenFault> {
        let (text, made_at) = open_field(keys, "receipt", field, now, RECEIPT_AGE_MS)?;
        let (nonce, way) = text.split_once('-').ok_or(TokenFault::Forged)?;
        Ok(Self { form: FormToken { nonce: read_nonce(nonce)?, made_at }, told_by_mail: way == "mail" })
    }
}

/// Stands in a mail's link that stops further mail about its letter. It opens nothing else, and does not grow old: who finds
/// a mail after a year must still be able to stop them (RFC 8058, 3.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MailToken {
    case_id: String,
}

impl MailToken {
    /// For mails about this case.
    #[must_use]
    pub fn new(case_id: &str) -> Self {
        Self { case_id: case_id.to_owned() }
    }

    /// The case that the mail was about.
    #[must_use]
    pub fn case_id(&self) -> &str {
        &self.case_id
    }

    /// As a part of a link.
    #[must_use]
    pub fn to_field(&self, keys: &Keys) -> String {
        seal_field(keys, "mail", &self.case_id)
    }

    /// Reads it back.
    ///
    /// # Errors
    /// [`TokenFault::Forged`].
    pub fn from_field(keys: &Keys, field: &str) -> Result<Self, TokenFault> {
        Ok(Self { case_id: open_body(keys, "mail", field)?.to_owned() })
    }
}

/// A page that shows a public text as it will be has been opened: by whom, of which text, and when. Nothing is approved
/// without it, and the time it took is counted from it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeenToken {
    staff_id: String,
    fingerprint: String,
    opened_at: Timestamp,
}

/// Longer than a working day nobody reads one page.
const SEEN_AGE_MS: i64 = 12 * 3_600_000;

impl SeenToken {
    /// For a page that is being opened.
    #[must_use]
    pub fn new(staff_id: &str, fingerprint: &str, now: Timestamp) -> Self {
        Self { staff_id: staff_id.to_owned(), fingerprint: fingerprint.to_owned(), opened_at: now }
    }

    /// Of which text.
    #[must_use]
    pub fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// When it was opened.
    #[must_use]
    pub const fn opened_at(&self) -> Timestamp {
        self.opened_at
    }

    /// As a field of the page's form.
    #[must_use]
    pub fn to_field(&self, keys: &Keys) -> String {
        let Self { staff_id, fingerprint, opened_at } = self;
        seal_field(keys, "seen", &format!("{staff_id}-{fingerprint}.{}", opened_at.as_millisecond()))
    }

    /// Reads the field back, for the person whose page it was.
    ///
    /// # Errors
    /// [`TokenFault`].
    pub fn from_field(keys: &Keys, field: &str, staff_id: &str, now: Timestamp) -> Result<Self, TokenFault> {
        let (text, opened_at) = open_field(keys, "seen", field, now, SEEN_AGE_MS)?;
        let (own, fingerprint) = text.rsplit_once('-').ok_or(TokenFault::Forged)?;
        if own != staff_id {
            return Err(TokenFault::Forged);
        }
        Ok(Self::new(own, fingerprint, opened_at))
    }
}

pub(super) fn read_nonce(text: &str) -> Result<[u8; NONCE], TokenFault> {
    let mut nonce = [0; NONCE];
    if text.len() != NONCE * 2 {
        return Err(TokenFault::Forged);
    }
    for (byte, pair) in nonce.iter_mut().zip(text.as_bytes().chunks(2)) {
        let pair = std::str::from_utf8(pair).map_err(|_| TokenFault::Forged)?;
        *byte = u8::from_str_radix(pair, 16).map_err(|_| TokenFault::Forged)?;
    }
    Ok(nonce)
}

pub(super) fn seal_field(keys: &Keys, purpose: &str, body: &str) -> String {
    let mac = blake3::keyed_hash(&keys.derive(Purpose::Form), format!("{purpose} {body}").as_bytes());
    format!("{body}.{mac}")
}

/// Reads `body.mac` and checks the seal.
fn open_body<'a>(keys: &Keys, purpose: &str, field: &'a str) -> Result<&'a str, TokenFault> {
    let (body, mac) = field.rsplit_once('.').ok_or(TokenFault::Forged)?;
    let given = blake3::Hash::from_hex(mac).map_err(|_| TokenFault::Forged)?;
    let made = blake3::keyed_hash(&keys.derive(Purpose::Form), format!("{purpose} {body}").as_bytes());
    if made == given { Ok(body) } else { Err(TokenFault::Forged) }
}

/// Reads `text.milliseconds.mac` and checks seal and age.
pub(super) fn open_field<'a>(
    keys: &Keys,
    purpose: &str,
    field: &'a str,
    now: Timestamp,
    age_ms: i64,
) -> Result<(&'a str, Timestamp), TokenFault> {
    let body = open_body(keys, purpose, field)?;
    let (text, ms) = body.rsplit_once('.').ok_or(TokenFault::Forged)?;
    let made_at =
        ms.parse().ok().and_then(|ms| Timestamp::from_millisecond(ms).ok()).ok_or(TokenFault::Forged)?;
    if now.as_millisecond().saturating_sub(made_at.as_millisecond()) > age_ms {
        return Err(TokenFault::Old);
    }
    Ok((text, made_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> Keys {
        Keys::from_root([3; 32], false)
    }

    #[test]
    fn a_form_reads_back_once_and_for_a_day() {
        let now = Timestamp::from_second(1_800_000_000).expect("in range");
        let token = FormToken::new(now);
        let field = token.to_field(&keys());
        let read = FormToken::from_field(&keys(), &field, now).expect("ours");
        assert_eq!(read.idempotency_key(), token.idempotency_key());
        let later = Timestamp::from_second(1_800_000_000 + 25 * 3600).expect("in range");
        assert_eq!(FormToken::from_field(&keys(), &field, later).map(|_| ()), Err(TokenFault::Old));
        let forged = field.replacen(&field[..1], if field.starts_with('a') { "b" } else { "a" }, 1);
        assert_eq!(FormToken::from_field(&keys(), &forged, now).map(|_| ()), Err(TokenFault::Forged));
        for wrong in ["", "a.b", "a.b.c", &"0".repeat(64)] {
            assert_eq!(FormToken::from_field(&keys(), wrong, now).map(|_| ()), Err(TokenFault::Forged));
        }
    }

    #[test]
    fn a_receipt_gives_the_same_letter_again_for_half_an_hour_and_is_no_form() {
        let now = Timestamp::from_second(1_800_000_000).expect("in range");
        let form = FormToken::new(now);
        let field = ReceiptToken::new(&form, true, now).to_field(&keys());
        let read = ReceiptToken::from_field(&keys(), &field, now).expect("ours");
        assert_eq!(read.form().idempotency_key(), form.idempotency_key());
        assert_eq!(read.form().query_code(&keys()), form.query_code(&keys()));
        assert!(read.told_by_mail() && !field.contains(&form.query_code(&keys()).show()));
        assert_eq!(FormToken::from_field(&keys(), &field, now).map(|_| ()), Err(TokenFault::Forged));
        let of_form = form.to_field(&keys());
        assert_eq!(ReceiptToken::from_field(&keys(), &of_form, now).map(|_| ()), Err(TokenFault::Forged));
        let later = Timestamp::from_second(1_800_000_000 + 31 * 60).expect("in range");
        assert_eq!(ReceiptToken::from_field(&keys(), &field, later).map(|_| ()), Err(TokenFault::Old));
    }

    #[test]
    fn a_link_of_a_mail_is_for_its_letter_only_and_opens_no_page() {
        let now = Timestamp::from_second(1_800_000_000).expect("in range");
        let field = MailToken::new("a").to_field(&keys());
        assert_eq!(MailToken::from_field(&keys(), &field), Ok(MailToken::new("a")));
        assert_eq!(MailToken::from_field(&keys(), &field.replacen('a', "b", 1)), Err(TokenFault::Forged));
        assert_eq!(CaseToken::from_field(&keys(), &field, now).map(|_| ()), Err(TokenFault::Forged));
        let page = CaseToken::new("a", now).to_field(&keys());
        assert_eq!(MailToken::from_field(&keys(), &page), Err(TokenFault::Forged));
    }

    #[test]
    fn a_page_of_a_letter_is_no_form_and_takes_nothing_after_half_an_hour() {
        let now = Timestamp::from_second(1_800_000_000).expect("in range");
        let field = CaseToken::new("a", now).to_field(&keys());
        assert_eq!(
            CaseToken::from_field(&keys(), &field, now).map(|token| token.case_id().to_owned()),
            Ok("a".into())
        );
        assert_eq!(FormToken::from_field(&keys(), &field, now).map(|_| ()), Err(TokenFault::Forged));
        let later = Timestamp::from_second(1_800_000_000 + 31 * 60).expect("in range");
        assert_eq!(CaseToken::from_field(&keys(), &field, later).map(|_| ()), Err(TokenFault::Old));
        assert_ne!(CaseToken::new("a", now).to_field(&keys()), field, "each page has a token of its own");
    }

    #[test]
    fn a_page_of_a_letter_says_which_question_it_showed() {
        let now = Timestamp::from_second(1_800_000_000).expect("in range");
        for question in [None, Some("b")] {
            let field = CaseToken::new("a", now).with_question(question.map(Into::into)).to_field(&keys());
            let read = CaseToken::from_field(&keys(), &field, now).expect("ours");
            assert_eq!((read.case_id(), read.question()), ("a", question));
        }
    }

    #[test]
    fn the_cookie_of_a_letter_is_no_form_and_its_address_opens_nothing() {
        let now = Timestamp::from_second(1_800_000_000).expect("in range");
        let token = CaseToken::new("a", now);
        let cookie = token.to_cookie(&keys());
        assert_eq!(CaseToken::from_cookie(&keys(), &cookie, now), Ok(token.clone()));
        assert_eq!(CaseToken::from_field(&keys(), &cookie, now), Err(TokenFault::Forged));
        assert_eq!(CaseToken::from_cookie(&keys(), &token.to_field(&keys()), now), Err(TokenFault::Forged));
        assert_eq!(CaseToken::from_cookie(&keys(), &token.address(&keys()), now), Err(TokenFault::Forged));
        let later = Timestamp::from_second(1_800_000_000 + 31 * 60).expect("in range");
        assert_eq!(CaseToken::from_cookie(&keys(), &cookie, later), Err(TokenFault::Old));
        assert_eq!(CaseToken::new("a", later).address(&keys()), token.address(&keys()));
    }
}
