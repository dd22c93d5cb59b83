//! Reviewed texts: what mails say. A change shows here before a resident reads
//! it. Dates are set by the test, codes do not occur.

use form_api::case::{DueDate, PublicationState, State};
use form_api::mail::{Letterhead, Mail, Mails};
use form_api::store::{CaseFile, StoredSubmission};
use jiff::Timestamp;
use jiff::civil::date;

fn case(due_on: Option<jiff::civil::Date>) -> CaseFile {
    let received_at: Timestamp = "2026-11-23T09:00:00+08:00".parse().expect("a moment");
    CaseFile {
        submission: StoredSubmission {
            id: "a".into(),
            submission_no: "2026-4738-2156".into(),
            query_code_hash: vec![],
            channel: form_api::case::Channel::Web,
            kind: form_api::case::SubmissionKind::Inquiry,
            title: "题".into(),
            text: "信".into(),
            accused: String::new(),
            village: None,
            addressed_office: None,
            consent: form_api::case::Consent::No,
            under_14: false,
            sealed_contact: None,
            sealed_mail_to: None,
            sealed_sms_to: None,
            notify_by: None,
            mail_state: form_api::case::MailState::On,
            remarks: vec![],
            received_at,
            entered_at: None,
            entered_by: None,
        },
        version: 1,
        state: State::Submitted,
        publication: PublicationState::None,
        lead_office: None,
        assigned_to: None,
        topic: None,
        due: DueDate { due_on, ceiling_on: date(2027, 1, 22) },
        extended_at: None,
        extension_reason: None,
        reopened_at: None,
        merged_into: None,
        outcome_reason: None,
        answer: None,
        answer_policies: vec![],
        answered_by: None,
        answered_at: None,
        reviewed_by: None,
        reviewed_at: None,
        redo_reason: None,
        on_time: None,
        closed_at: None,
        consent_asked: false,
        decline_reason: None,
        decline_by: None,
        waits_for_site: false,
        awaits_supervision: false,
        awaits_first_reader: false,
        rating: None,
        rated: false,
    }
}

#[test]
fn mails_say_what_is_to_be_read_and_where() {
    let mails = Mails::new(Letterhead {
        site_name: "禾溪镇联心网".into(),
        track_url: "https://www.yundu.example/hexi/track/".into(),
        hotline: "0880-5512345".into(),
        hotline_hours: "工作日 8:00—18:00".into(),
    })
    .expect("templates");
    for mail in Mail::ALL {
        for (name, due_on) in [("dated", Some(date(2026, 11, 30))), ("undated", None)] {
            let message = mails.write(*mail, &case(due_on), "a.0");
            let text = format!("{}\n----\n{}", message.subject, message.text);
            insta::assert_snapshot!(format!("mail-{}-{name}", mail.as_str()), text);
        }
    }
    let page = mails.write(Mail::Receipt, &case(None), "a.0").html.expect("a mail has a page");
    insta::assert_snapshot!("mail-page", page);
    insta::assert_snapshot!("sms", mails.write_sms(Mail::Answer, &case(None)).text);
}
