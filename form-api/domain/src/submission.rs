//! A letter, parsed once at the door: past this file no raw form text travels.
//!
//! Deliberately absent: the letter number and the query code (`seal`), the promised date (`deadline`), and any guess
//! about what the letter means.

use jiff::Timestamp;
use record::words;
use unicode_normalization::UnicodeNormalization;

use super::abuse::Remark;
use super::email::{self, EmailFault};
use super::person::{Personal, SenderContact};
use super::phone::Phones;
use super::told::NotifyBy;

words! {
    /// What kind of letter it is.
    SubmissionKind {
        /// 咨询.
        Inquiry => "inquiry",
        /// 投诉.
        Complaint => "complaint",
        /// 建议.
        Suggestion => "suggestion",
        /// 求助.
        HelpRequest => "help_request",
        /// 举报: its subject must never learn of it; never published.
        Report => "report",
        /// 感谢.
        Thanks => "thanks",
    }
}

impl SubmissionKind {
    /// 咨询类, 意见建议类, 投诉类: how the notice sorts calls.
    pub const OF_CALLS: [Self; 3] = [Self::Inquiry, Self::Suggestion, Self::Complaint];
}

words! {
    /// Through which door the letter came.
    Channel {
        /// 网上信箱.
        Web => "web",
        /// 民心电话.
        Phone => "phone",
        /// 窗口.
        Counter => "counter",
        /// 民意信箱 (paper).
        PaperSlip => "paper_slip",
        /// 入户走访.
        HomeVisit => "home_visit",
        /// 民情联络员.
        Liaison => "liaison",
        /// 部门转入.
        TransferredIn => "transferred_in",
        /// 历史导入: brought in from a file.
        Imported => "imported",
    }
}

words! {
    /// What the sender allows the office to publish. Consent to publish is never consent to be named.
    Consent {
        /// 不公开.
        No => "no",
        /// 隐去个人信息后可以公开.
        Anonymised => "anonymised",
        /// 公开前先问我.
        AskFirst => "ask_first",
    }
}

impl Channel {
    /// The doors at which a staff member takes down what somebody says or hands in.
    pub const AT_THE_DESK: [Self; 6] =
        [Self::Phone, Self::Counter, Self::PaperSlip, Self::HomeVisit, Self::Liaison, Self::TransferredIn];

    /// Reads the word of such a door.
    #[must_use]
    pub fn parse_at_the_desk(word: &str) -> Option<Self> {
        Self::AT_THE_DESK.into_iter().find(|channel| channel.as_str() == word)
    }
}

/// What came through the form, field by field, before anything is believed.
#[derive(Clone, Default)]
pub struct RawSubmission {
    /// A word of [`SubmissionKind`].
    pub kind: String,
    /// One line.
    pub title: String,
    /// The letter.
    pub text: String,
    /// A village id, or empty.
    pub village: String,
    /// An office id, or empty for "I do not know".
    pub office: String,
    /// Whom or what it is about, if said.
    pub accused: String,
    /// A word of [`Consent`].
    pub consent: String,
    /// Name, if given.
    pub name: String,
    /// Telephone, if given.
    pub phone: String,
    /// E-mail, if given.
    pub email: String,
    /// Address, if given.
    pub address: String,
    /// A word of [`NotifyBy`]; nothing chosen is by mail to who left an address.
    pub notify_by: String,
    /// The sender is told by text message too; programs say so.
    pub notify_by_sms: bool,
    /// The sender is under 14 (box ticked).
    pub under_14: bool,
    /// A guardian agrees (box ticked).
    pub guardian_agrees: bool,
    /// The rules and the privacy notice have been read (box ticked).
    pub rules_read: bool,
}

words! {
    /// A field of the form, for the place of an error.
    Field {
        /// The kind.
        Kind => "kind",
        /// The title.
        Title => "title",
        /// The letter's text.
        Text => "text",
        /// The village.
        Village => "village",
        /// The office.
        Office => "office",
        /// Whom or what it is about.
        Accused => "accused",
        /// The consent.
        Consent => "consent",
        /// The name.
        Name => "name",
        /// The telephone number.
        Phone => "phone",
        /// The e-mail address.
        Email => "email",
        /// The address.
        Address => "address",
        /// How the sender is told.
        NotifyBy => "told_by",
        /// The guardian's agreement.
        Guardian => "guardian",
        /// The tick under the rules.
        Rules => "rules",
    }
}

/// What is wrong with a field; the message key is `why-<word>`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Nothing was given where something is needed.
    Missing,
    /// Fewer characters than `least`.
    TooShort {
        /// In characters.
        least: usize,
    },
    /// More characters than `most`.
    TooLong {
        /// In characters.
        most: usize,
    },
    /// Not the form that such a value has.
    Malformed,
    /// Names nothing that exists here.
    Unknown,
    /// No number that takes text messages, where they are asked for.
    NotMobile,
    /// The name before the @ is not in ASCII: our mail does not reach it.
    NotAscii,
}

impl Why {
    /// The last part of the message key.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::TooShort { .. } => "too_short",
            Self::TooLong { .. } => "too_long",
            Self::Malformed => "malformed",
            Self::Unknown => "unknown",
            Self::NotMobile => "not_mobile",
            Self::NotAscii => "not_ascii",
        }
    }

    /// The bound that was missed, in characters, where there is one.
    #[must_use]
    pub const fn bound(self) -> Option<usize> {
        match self {
            Self::TooShort { least } => Some(least),
            Self::TooLong { most } => Some(most),
            _ => None,
        }
    }
}

/// One wrong field. The value itself is not repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}: {}", field.as_str(), why.as_str())]
pub struct Invalid {
    /// Which field.
    pub field: Field,
    /// What is wrong with it.
    pub why: Why,
}

/// A letter that has been parsed: every value is of the form that it claims.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewSubmission {
    /// The kind.
    pub kind: SubmissionKind,
    /// The door it came through.
    pub channel: Channel,
    /// 2 to 60 characters on one line.
    pub title: String,
    /// 5 to 10,000 characters.
    pub text: String,
    /// A village id that exists.
    pub village: Option<String>,
    /// An office id that exists; none is "I do not know".
    pub office: Option<String>,
    /// Whom or what it is about, on one line; often nothing.
    pub accused: String,
    /// What may be published.
    pub consent: Consent,
    /// The sender is under 14, with a guardian's agreement.
    pub under_14: bool,
    /// What the sender left to be reached by.
    pub contact: SenderContact,
    /// How the sender wants to be told; there is what that needs.
    pub notify_by: NotifyBy,
    /// The sender is told by text message, alone or too; then there is a mobile number.
    pub notify_by_sms: bool,
    /// What was noticed at the door; staff read it when they register.
    pub remarks: Vec<Remark>,
    /// Row ids of the files that come with it: all of them, or the letter is not taken.
    pub attachments: Vec<String>,
    /// The moment it was received.
    pub received_at: Timestamp,
    /// The moment at which staff entered it; none for what came by itself.
    pub entered_at: Option<Timestamp>,
}

const TITLE: (usize, usize) = (2, 60);
const TEXT: (usize, usize) = (5, 10_000);
const NAME_MOST: usize = 40;
const ACCUSED_MOST: usize = 100;
const ADDRESS_MOST: usize = 200;
/// Two numbers with what people write beside them.
const PHONE_MOST: usize = 100;

impl NewSubmission {
    /// It may become public one day: its sender allows it, and the law does not forbid it. A report never is, nor the
    /// letter of a child.
    #[must_use]
    pub fn may_be_published(&self) -> bool {
        self.consent != Consent::No && self.kind != SubmissionKind::Report && !self.under_14
    }

    /// When it came into the service: staff can enter what was received before.
    #[must_use]
    pub fn came_in_at(&self) -> Timestamp {
        self.entered_at.unwrap_or(self.received_at)
    }

    /// Parses what came through a form. `village_exists` and `office_exists` answer for the township's own lists.
    ///
    /// # Errors
    /// Every wrong field, in the order of the form, never only the first.
    pub fn parse(
        raw: &RawSubmission,
        channel: Channel,
        received_at: Timestamp,
        village_exists: impl Fn(&str) -> bool,
        office_exists: impl Fn(&str) -> bool,
    ) -> Result<Self, Vec<Invalid>> {
        let mut wrong = Vec::new();
        let mut note = |field, why| wrong.push(Invalid { field, why });

        let kind = SubmissionKind::parse(raw.kind.trim());
        if kind.is_none() {
            note(Field::Kind, if raw.kind.trim().is_empty() { Why::Missing } else { Why::Unknown });
        }
        let title = clean_text(&raw.title).replace('\n', " ");
        // A letter of an older system is there already, however short it is.
        let least = |usual: usize| if channel == Channel::Imported { 1 } else { usual };
        bound(Field::Title, &title, (least(TITLE.0), TITLE.1), &mut note);
        let text = clean_text(&raw.text);
        bound(Field::Text, &text, (least(TEXT.0), TEXT.1), &mut note);

        let village = optional(&raw.village);
        if village.as_deref().is_some_and(|id| !village_exists(id)) {
            note(Field::Village, Why::Unknown);
        }
        let office = optional(&raw.office);
        if office.as_deref().is_some_and(|id| !office_exists(id)) {
            note(Field::Office, Why::Unknown);
        }

        let accused = clean_text(&raw.accused).replace('\n', " ");
        most(Field::Accused, &accused, ACCUSED_MOST, &mut note);
        let contact = read_contact(raw, &mut note);
        let notify_by = match raw.notify_by.trim() {
            "" if contact.email.is_some() => Some(NotifyBy::Mail),
            "" => Some(NotifyBy::Here),
            word => NotifyBy::parse(word),
        };
        let notify_by_sms = raw.notify_by_sms || notify_by == Some(NotifyBy::Sms);
        if notify_by_sms && contact.mobile().is_none() {
            note(Field::Phone, Why::NotMobile);
        }
        match notify_by {
            None => note(Field::NotifyBy, Why::Unknown),
            Some(NotifyBy::Mail) if raw.email.trim().is_empty() => note(Field::Email, Why::Missing),
            Some(NotifyBy::Call) if raw.phone.trim().is_empty() => note(Field::Phone, Why::Missing),
            Some(_) => {}
        }

        // Nothing chosen is "not public": silence is never consent.
        let consent = match raw.consent.trim() {
            "" => Some(Consent::No),
            word => Consent::parse(word),
        };
        if consent.is_none() {
            note(Field::Consent, Why::Unknown);
        }
        if raw.under_14 && !raw.guardian_agrees {
            note(Field::Guardian, Why::Missing);
        }
        if !raw.rules_read {
            note(Field::Rules, Why::Missing);
        }

        match (kind, consent, notify_by) {
            (Some(kind), Some(consent), Some(notify_by)) if wrong.is_empty() => Ok(Self {
                kind,
                channel,
                title,
                text,
                village,
                office,
                accused,
                consent,
                under_14: raw.under_14,
                contact,
                notify_by,
                notify_by_sms,
                remarks: Vec::new(),
                attachments: Vec::new(),
                received_at,
                entered_at: None,
            }),
            _ => Err(wrong),
        }
    }
}

/// A title out of a text that was given none: its first sentence, cut where a line ends.
#[must_use]
pub fn title_from(text: &str) -> String {
    const LONGEST: usize = 30;
    let text = clean_text(text).replace('\n', " ");
    let ends = |c: char| matches!(c, '。' | '！' | '？' | '；' | '!' | '?' | ';');
    let sentence = text.split(ends).map(str::trim).find(|part| part.chars().count() >= TITLE.0);
    let sentence = sentence.unwrap_or(&text);
    if sentence.chars().count() <= LONGEST {
        return sentence.to_owned();
    }
    sentence.chars().take(LONGEST - 1).chain(['…']).collect()
}

/// Reads a title alone.
///
/// # Errors
/// What is wrong with it.
pub fn parse_title(raw: &str) -> Result<String, Invalid> {
    let title = clean_text(raw).replace('\n', " ");
    let mut wrong = None;
    bound(Field::Title, &title, TITLE, &mut |field, why| wrong = Some(Invalid { field, why }));
    wrong.map_or(Ok(title), Err)
}

/// Reads the contact details of a form alone.
///
/// # Errors
/// Every wrong field, in the order of the form.
pub fn parse_contact(raw: &RawSubmission) -> Result<SenderContact, Vec<Invalid>> {
    let mut wrong = Vec::new();
    let contact = read_contact(raw, &mut |field, why| wrong.push(Invalid { field, why }));
    if wrong.is_empty() { Ok(contact) } else { Err(wrong) }
}

fn read_contact(raw: &RawSubmission, note: &mut impl FnMut(Field, Why)) -> SenderContact {
    let name = clean_text(&raw.name).replace('\n', " ");
    most(Field::Name, &name, NAME_MOST, note);
    let phone = match raw.phone.chars().all(|c| c.is_whitespace() || is_unseen(c)) {
        true => String::new(),
        false => read_phone(&raw.phone, note),
    };
    let email = match raw.email.chars().all(|c| c.is_whitespace() || is_unseen(c)) {
        true => String::new(),
        false => read_email(&raw.email, note),
    };
    let address = clean_text(&raw.address).replace('\n', " ");
    most(Field::Address, &address, ADDRESS_MOST, note);
    SenderContact {
        name: Personal::new(&name),
        phone: Personal::new(&phone),
        email: Personal::new(&email),
        address: Personal::new(&address),
    }
}

/// Telephone numbers as they are kept, for whoever typed them to see; none where they cannot be.
#[must_use]
pub fn phone_as_kept(typed: &str) -> Option<String> {
    Phones::read(typed).map(|phones| phones.text)
}

/// An address for mail as it is kept and written to, for whoever typed it to see; none where it cannot be.
#[must_use]
pub fn email_as_kept(typed: &str) -> Option<String> {
    email::read(typed).ok()
}

fn read_phone(typed: &str, note: &mut impl FnMut(Field, Why)) -> String {
    if typed.chars().count() > PHONE_MOST {
        note(Field::Phone, Why::TooLong { most: PHONE_MOST });
        return String::new();
    }
    let Some(phones) = Phones::read(typed) else {
        note(Field::Phone, Why::Malformed);
        return String::new();
    };
    phones.text
}

fn read_email(typed: &str, note: &mut impl FnMut(Field, Why)) -> String {
    email::read(typed).unwrap_or_else(|fault| {
        let why = match fault {
            EmailFault::Malformed => Why::Malformed,
            EmailFault::NotAscii => Why::NotAscii,
        };
        note(Field::Email, why);
        String::new()
    })
}

fn bound(field: Field, value: &str, (least, longest): (usize, usize), note: &mut impl FnMut(Field, Why)) {
    let length = value.chars().filter(|c| !is_unseen(*c)).count();
    if length == 0 {
        note(field, Why::Missing);
    } else if length < least {
        note(field, Why::TooShort { least });
    } else {
        most(field, value, longest, note);
    }
}

fn most(field: Field, value: &str, most: usize, note: &mut impl FnMut(Field, Why)) {
    if value.chars().count() > most {
        note(field, Why::TooLong { most });
    }
}

fn optional(value: &str) -> Option<String> {
    let value = value.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// Text as it is kept: line ends are `\n`; control characters, invisible direction marks and zero-width characters
/// are gone (they would let a text read differently from what it holds); at most one blank line in a row; no white
/// space at the ends. Rare Han characters, emoji and joiners inside emoji stay.
#[must_use]
pub fn clean_text(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    let mut clean = String::with_capacity(text.len());
    let mut line_ends = 0;
    for c in text.chars() {
        match c {
            '\n' => {
                clean.truncate(clean.trim_end_matches([' ', '\u{3000}']).len());
                line_ends += 1;
                if line_ends <= 2 {
                    clean.push('\n');
                }
            }
            '\t' => clean.push(' '),
            c if c.is_control() || is_invisible(c) => {}
            c => {
                line_ends = 0;
                clean.push(c);
            }
        }
    }
    clean.trim().to_owned()
}

/// Marks of direction and of width, and code points that are no characters (the Unicode Standard, 23.7).
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{061C}'
            | '\u{200B}'
            | '\u{200E}'
            | '\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}'
            | '\u{FDD0}'..='\u{FDEF}'
    ) || (c as u32) & 0xFFFE == 0xFFFE
}

/// A dash of any script, also those that are drawn or typed in its place in Chinese (the Unicode property Dash, and look-alikes).
#[must_use]
pub const fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '~' | '_' | '\u{02D7}' | '\u{058A}' | '\u{2010}'
            ..='\u{2015}'
                | '\u{2043}'
                | '\u{2053}'
                | '\u{207B}'
                | '\u{208B}'
                | '\u{2212}'
                | '\u{2500}'
                | '\u{2501}'
                | '\u{2E3A}'
                | '\u{2E3B}'
                | '\u{301C}'
                | '\u{30FC}'
                | '\u{FE58}'
                | '\u{FE63}'
                | '\u{FF0D}'
                | '\u{FF5E}'
    )
}

/// Nobody sees it where it stands alone, whether it stays in a text (a joiner of emoji) or is left out of it.
#[must_use]
pub fn is_unseen(c: char) -> bool {
    c.is_control()
        || is_invisible(c)
        || matches!(
            c,
            '\u{00AD}' | '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{200C}' | '\u{200D}' | '\u{2800}' | '\u{3164}'
                | '\u{FE00}'..='\u{FE0F}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}'
        )
}

/// The form of a text in which the desk searches: compatibility forms folded (full-width digits are digits), ASCII in
/// lower case, white space gone, so that a word broken over two lines is still found.
#[must_use]
pub fn search_text(text: &str) -> String {
    text.nfkc().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled() -> RawSubmission {
        RawSubmission {
            kind: "inquiry".into(),
            title: "水费怎么交".into(),
            text: "请问村里的水费可以在手机上交吗？".into(),
            consent: "anonymised".into(),
            rules_read: true,
            ..RawSubmission::default()
        }
    }

    fn parse(raw: &RawSubmission) -> Result<NewSubmission, Vec<Invalid>> {
        NewSubmission::parse(raw, Channel::Web, Timestamp::UNIX_EPOCH, |v| v == "shuikou", |o| o == "nongye")
    }

    #[test]
    fn a_letter_needs_neither_name_nor_number() {
        let letter = parse(&filled()).expect("complete");
        assert!(letter.contact.is_empty());
        assert_eq!(letter.kind, SubmissionKind::Inquiry);
    }

    #[test]
    fn silence_is_never_consent() {
        let raw = RawSubmission { consent: String::new(), ..filled() };
        assert_eq!(parse(&raw).expect("complete").consent, Consent::No);
    }

    #[test]
    fn every_wrong_field_is_named_at_once_in_the_order_of_the_form() {
        let raw = RawSubmission {
            title: "水".into(),
            text: " ".into(),
            village: "nowhere".into(),
            phone: "打我手机".into(),
            email: "a@b".into(),
            under_14: true,
            consent: "perhaps".into(),
            ..RawSubmission::default()
        };
        let fields: Vec<&str> =
            parse(&raw).expect_err("wrong").iter().map(|invalid| invalid.field.as_str()).collect();
        assert_eq!(
            fields,
            ["kind", "title", "text", "village", "phone", "email", "consent", "guardian", "rules"]
        );
    }

    #[test]
    fn rare_characters_stay_and_invisible_ones_go() {
        assert_eq!(clean_text("𠮷村\u{202E}的\u{200B}路\u{0}\r\n\r\n\r\n\r\n通了 \r\n"), "𠮷村的路\n\n通了");
        assert_eq!(clean_text("一\r二\u{2028}三"), "一\n二\n三");
        assert_eq!(clean_text("👨\u{200D}👩\u{200D}👧"), "👨\u{200D}👩\u{200D}👧");
    }

    #[test]
    fn a_search_finds_full_width_digits_and_broken_words() {
        assert!(search_text("低保的\n申请，１２３４５ ABC").contains(&search_text("的申 请")));
        assert!(search_text("低保的\n申请，１２３４５ ABC").contains(&search_text("12345abc")));
    }

    #[test]
    fn numbers_and_addresses_are_kept_in_the_form_that_was_checked() {
        let raw = RawSubmission {
            phone: "（+86）140 1234 5678（微信同号）".into(),
            email: " Ａ@Yundu.Example。".into(),
            notify_by: "sms".into(),
            ..filled()
        };
        let letter = parse(&raw).expect("complete");
        assert_eq!(letter.contact.phone.as_ref().expect("given").reveal(), "14012345678(微信同号)");
        assert_eq!(letter.contact.mobile().expect("one").reveal(), "14012345678");
        assert_eq!(letter.contact.email.as_ref().expect("given").reveal(), "A@yundu.example");
        let unseen = RawSubmission { phone: "\u{200B}".into(), email: "\u{FEFF} ".into(), ..filled() };
        assert!(parse(&unseen).expect("complete").contact.is_empty(), "nothing that anybody sees is nothing");
    }

    #[test]
    fn each_fault_of_a_number_or_an_address_has_its_sentence() {
        let wrong = |phone: &str, email: &str, notify_by: &str| -> Vec<(&str, &str)> {
            let raw = RawSubmission {
                phone: phone.into(),
                email: email.into(),
                notify_by: notify_by.into(),
                ..filled()
            };
            let wrong = parse(&raw).expect_err("wrong");
            wrong.iter().map(|invalid| (invalid.field.as_str(), invalid.why.as_str())).collect()
        };
        assert_eq!(wrong("1401234567", "", ""), [("phone", "malformed")]);
        assert_eq!(wrong(&"、".repeat(101), "", ""), [("phone", "too_long")]);
        assert_eq!(wrong("", "a..b@yundu.example", ""), [("email", "malformed")]);
        assert_eq!(wrong("", "用户@例子.中国", ""), [("email", "not_ascii")]);
        assert_eq!(wrong("0880-5512345", "", "sms"), [("phone", "not_mobile")]);
    }
}
