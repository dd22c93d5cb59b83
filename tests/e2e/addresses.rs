//! Addresses for mail at every door where one can be left: what is taken is what the mailer can write to.

use form_api::messages::speak;
use form_api::store::{self, Delivery};
use tests::Service;

use crate::journey::LETTER;
use crate::mail::deliveries;

fn letter_to(email: &str) -> Vec<(&str, &str)> {
    let others = LETTER.iter().copied().filter(|(name, _)| *name != "email");
    others.chain([("email", email)]).collect()
}

/// Before a letter is sent its writer sees where answers would go.
#[test]
fn the_preview_shows_address_and_number_as_they_are_kept() {
    let service = Service::start();
    let mut letter = letter_to("QQ邮箱：ａ@yundu.example（工作）");
    letter.retain(|(name, _)| *name != "phone");
    letter.push(("phone", "140-1234-9999\t3组"));
    let preview = service.visitor().write_letter(&letter);
    assert_eq!(preview.status, 200, "{}", preview.text);
    for kept in [">a@yundu.example<", ">14012349999 3组<"] {
        assert!(preview.text.contains(kept), "{kept}: {}", preview.text);
    }
}

#[test]
fn an_address_that_the_mailer_cannot_write_to_is_refused_at_every_door() {
    let service = Service::start();
    let long = format!("{}@yundu.example", "a".repeat(65));
    let (number, code) = service.send_letter(&LETTER);
    let registrar = service.staff("registrar");
    let cut = ["a@yundu.example。cn", "a@yundu.example cn", "a@yundu.examplecn"];
    let malformed = ["a..b@yundu.example", ".a@yundu.example", "a.@yundu.example", &long, "用户@例子.中国"];
    for email in malformed.into_iter().chain(cut) {
        let page = service.visitor().write_letter(&letter_to(email));
        assert_eq!(page.status, 422, "{email}");
        assert!(
            page.text.contains("href=\"#email\"") && page.text.contains(email),
            "{email}: what was typed stays"
        );

        let form = registrar.get("/desk/enter");
        let (csrf, token) = (form.hidden("csrf"), form.hidden("form"));
        let mut fields = letter_to(email);
        fields.extend([
            ("csrf", csrf.as_str()),
            ("form", token.as_str()),
            ("channel", "phone"),
            ("rules_read", "1"),
        ]);
        let entered = registrar.post("/desk/enter", &fields);
        assert!(
            entered.status == 422 && entered.text.contains("href=\"#email\""),
            "{email}: {}",
            entered.text
        );

        let fields = [
            ("service_code", "inquiry"),
            ("description", "村口的路灯坏了半个月，请派人看看。"),
            ("attribute[rules_read]", "yes"),
            ("email", email),
        ];
        let sent = service.visitor().post("/open311/v2/requests.json", &fields);
        assert!(sent.status == 400 && sent.text.contains("email"), "{email}: {}", sent.text);

        let case = service.track(&number, &code).hidden("case");
        let ask = [("case", case.as_str()), ("kind", "correction"), ("text", "写错了"), ("email", email)];
        let corrected = service.visitor().post("/track/request", &ask);
        assert!(corrected.status >= 400 && corrected.status < 500, "{email}: {}", corrected.text);
    }
    let refused = service.visitor().write_letter(&letter_to("用户@例子.中国"));
    assert!(refused.text.contains(&speak("why-not_ascii-email")), "a sentence of its own");
    let _ = service.mails();
}

#[test]
fn every_address_that_the_door_takes_is_one_for_the_mailer_and_mail_goes_there() {
    let service = Service::start();
    let local = format!("{}@yundu.example", "a".repeat(64));
    let typed = [
        ("a.b+c@mail.yundu.example", "a.b+c@mail.yundu.example"),
        ("Ａ＠yundu．example。", "A@yundu.example"),
        ("a@例子.中国", "a@xn--fsqu00a.xn--fiqs8s"),
        ("o'brien_1%x@yundu.example", "o'brien_1%x@yundu.example"),
        (&local, &local),
    ];
    for (email, _) in typed {
        let _ = service.send_letter(&letter_to(email));
    }
    assert_eq!(service.runtime.block_on(service.deliver()), typed.len());
    assert_eq!(deliveries(&service), [Delivery::Sent; 5]);
    let mails = service.raw_mails();
    for (_, written_to) in typed {
        assert!(mails.iter().any(|mail| mail.contains(&format!("To: {written_to}\r\n"))), "{written_to}");
    }
}

#[test]
fn an_address_of_before_that_no_mail_can_go_to_is_a_call_and_not_tried_for_ever() {
    let service = Service::start();
    let (number, _) = service.send_letter(&LETTER);
    service.runtime.block_on(async {
        let db = service.db();
        let letter = store::find_by_number(db, &number).await.expect("asked").expect("there");
        let key = store::find_sealing_key(db, store::SealingFor::Mail).await.expect("asked").expect("a key");
        let typed = form_api::case::Personal::new("a..b@yundu.example").expect("given");
        let sealed = form_api::seal::seal_mail_to(&mut key.sealer(), &letter.id, &typed).expect("sealed");
        let mut tx = db.begin().await.expect("begun");
        tx.execute("UPDATE outbox SET sealed_to = $1", &[store::Arg::from(sealed.as_slice())])
            .await
            .expect("put");
        tx.commit().await.expect("committed");
    });
    assert_eq!(service.runtime.block_on(service.deliver()), 0);
    assert_eq!(deliveries(&service), [Delivery::Bounced]);
    assert!(service.staff("registrar").get("/desk/?list=unreached").text.contains(&number));
}
