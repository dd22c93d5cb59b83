//! A mark of its own in every field that somebody can type into, found by reading the forms that the service serves: a field that
//! is new is filled without a thought, and a form that is shown and never sent fails. Then every door is searched for the marks:
//! the log of events, the program's log, mails, and every byte that is public.

use std::collections::BTreeSet;

use form_api::case::forms::{self, Field, FieldKind, Form};
use form_api::messages::speak;
use form_api::store::{self, Ask};
use serde_json::{Value, json};
use tests::{Client, Form as ServedForm, Page, Service, Takes};

use crate::journey::LETTER;

/// Fields that hold what lets somebody in or find something, and are sent with it.
const NOT_PLANTED: [(&str, &str); 16] = [
    ("/track/", "submission_no"),
    ("/track/", "query_code"),
    ("/desk/cases/N/merge", "number"),
    ("/desk/cases/N/contact", "pass_phrase"),
    ("/desk/mediations/ID/link", "number"),
    ("/desk/feedback/ID", "numbers"),
    // Small numbers: no mark fits into them.
    ("/desk/boxes/ID", "slips"),
    ("/desk/visits/ID", "people"),
    ("/desk/visits/ID", "elders"),
    ("/desk/visits/ID", "children"),
    ("/desk/visits/ID", "workers"),
    ("/desk/visits/ID", "away"),
    ("/desk/meetings/call/office/chengjian", "members"),
    ("/desk/meetings/ID/change", "members"),
    ("/desk/meetings/ID/start", "present"),
    ("/desk/meetings/ID/open", "present"),
];

/// The form whose texts are written for everybody: they may be public, and are nowhere else.
const FOR_EVERYBODY: &str = "/desk/cases/N/redact";

/// Beginnings of its fields that are written for the approver alone: why something stays, and why a risk is taken.
const FOR_THE_APPROVER: [&str; 3] = ["reason_", "kept_reason_", "risk_"];

/// Minutes after which a session has ended, and a letter's own page is old.
const TOO_LONG: i64 = 31;

/// Every field into which a person can type, by the specifications of the forms.
fn asked_for() -> impl Iterator<Item = (String, String)> {
    let is_survey = |form: &Form| forms::SURVEY.contains(&form);
    let address = move |form: &Form| match form.word {
        "team_assessment" => "/desk/team-assessments/ID".to_owned(),
        "read" if forms::TEAM_ASSESSMENTS.contains(&form) => "/desk/team-assessments/ID/read".to_owned(),
        "progress" => "/desk/progress/own".to_owned(),
        "mediation" => "/desk/mediations/ID".to_owned(),
        word if forms::MEDIATIONS.contains(&form) => format!("/desk/mediations/ID/{word}"),
        "household" => "/desk/households/ID".to_owned(),
        "visit" => "/desk/visits/ID".to_owned(),
        "suggestion" => "/desk/suggestions/ID".to_owned(),
        word @ ("answer" | "told") if is_survey(form) => format!("/desk/suggestions/ID/{word}"),
        word if is_survey(form) => format!("/desk/visits/ID/{word}"),
        "answer_request" => "/desk/cases/N/requests/ID".to_owned(),
        "enter" => "/desk/enter".to_owned(),
        "hotline" => "/desk/hotline".to_owned(),
        "open_box" => "/desk/boxes/ID".to_owned(),
        word @ ("slip" | "close_box") => format!("/desk/boxes/ID/{word}"),
        "check" => "/desk/checks/N".to_owned(),
        "letter" => "/mailbox/".to_owned(),
        word => format!("/desk/cases/N/{word}"),
    };
    let own_address = |form: &Form| match form.word {
        "take_down" | "access" | "correction" | "erasure" => "/track/request".to_owned(),
        word => format!("/track/{word}"),
    };
    let of_meeting = |form: &Form| match form.word {
        "call" => "/desk/meetings/call/office/chengjian".to_owned(),
        "gather" => "/desk/meetings/call/town_hall_meeting/-".to_owned(),
        "close_item" => "/desk/meetings/ID/close".to_owned(),
        word @ ("decide" | "drop" | "answer") => format!("/desk/meetings/ID/items/ID/{word}"),
        word => format!("/desk/meetings/ID/{word}"),
    };
    let of_feedback = |form: &Form| match form.word {
        "feedback" => "/desk/feedback/ID".to_owned(),
        word => format!("/desk/feedback/ID/{word}"),
    };
    let is_typed = |field: &&Field| {
        use FieldKind::{AnyDay, Choice, Choices, Count, Day, Tick, Time};
        !matches!(field.kind, Choice | Choices | Tick | Day | AnyDay | Time | Count)
    };
    // The names of a row end with its number.
    let name = |form: &Form, field: &Field| {
        if form.word == "close_item" { format!("{}_", field.name) } else { field.name.to_owned() }
    };
    forms::all().flat_map(move |form| {
        let to = if forms::own::OWN.contains(form) {
            own_address(form)
        } else if forms::MEETINGS.contains(form) {
            of_meeting(form)
        } else if forms::FEEDBACKS.contains(form) {
            of_feedback(form)
        } else {
            address(form)
        };
        form.fields.iter().filter(is_typed).map(move |field| (to.clone(), name(form, field)))
    })
}

/// The digits of a mark: characters that stand in no other text.
const DIGITS: [char; 10] = ['翀', '翯', '翾', '翙', '翚', '翛', '翮', '翱', '翳', '翪'];

/// A mark that was typed.
struct Planted {
    mark: String,
    form: String,
    field: String,
}

impl Planted {
    fn is_for_everybody(&self) -> bool {
        self.form == FOR_EVERYBODY && !FOR_THE_APPROVER.iter().any(|begin| self.field.starts_with(begin))
    }
}

pub(crate) struct Walk<'a> {
    pub(crate) service: &'a Service,
    /// Finds out whom letters are about: nobody's name that anybody knows.
    reader: std::rc::Rc<Client>,
    planted: Vec<Planted>,
    seen: BTreeSet<(String, String)>,
    filled: BTreeSet<(String, String)>,
    /// Numbers and codes of letters, for whoever looks them up later.
    letters: Vec<(String, String)>,
}

/// Where a form of a page leads.
fn resolve(path: &str, action: &str) -> String {
    let path = path.split('?').next().unwrap_or_default();
    if action.is_empty() {
        return path.to_owned();
    }
    if action.starts_with('/') {
        return action.to_owned();
    }
    let mut folder: Vec<&str> = path.split('/').collect();
    folder.pop();
    let mut rest = action.trim_start_matches("./");
    while let Some(above) = rest.strip_prefix("../") {
        folder.pop();
        rest = above;
    }
    format!("{}/{rest}", folder.join("/"))
}

/// An address without numbers of letters and ids of rows.
fn pattern(path: &str) -> String {
    let segment = |part: &str| {
        let is_number = part.len() == 14 && part.chars().all(|c| c.is_ascii_digit() || c == '-');
        let is_id = part.len() == 32 && part.chars().all(|c| c.is_ascii_hexdigit());
        if is_number {
            "N"
        } else if is_id {
            "ID"
        } else {
            part
        }
        .to_owned()
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// What a field of an interface for programs takes, by its name.
fn takes(name: &str) -> Takes {
    match name {
        "phone" => Takes::Phone,
        "email" => Takes::Email,
        _ => Takes::Text,
    }
}

/// The name of a field without its place in a list.
fn field_pattern(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit())
}

fn percent(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}

impl<'a> Walk<'a> {
    fn new(service: &'a Service) -> Self {
        let reader = std::rc::Rc::new(service.staff("discipline"));
        Self {
            service,
            reader,
            planted: Vec::new(),
            seen: BTreeSet::new(),
            filled: BTreeSet::new(),
            letters: Vec::new(),
        }
    }

    /// A new mark in the form that a field takes.
    fn mark(&mut self, takes: Takes, form: &str, field: &str) -> String {
        let number = self.planted.len();
        let digits: String = format!("{number:03}").bytes().map(|b| DIGITS[usize::from(b - b'0')]).collect();
        let mark = match takes {
            Takes::Phone => format!("14077{number:06}"),
            Takes::Email => format!("zhuge{number:03}q@mail.yundu.example"),
            _ => format!("鸑鷟{digits}"),
        };
        self.planted.push(Planted { mark: mark.clone(), form: form.to_owned(), field: field.to_owned() });
        mark
    }

    /// Notes what a page offers to type into.
    fn look(&mut self, path: &str, page: &Page) {
        for form in ServedForm::all(page) {
            let leads_to = pattern(&resolve(path, &form.action));
            for field in form.typed() {
                self.seen.insert((leads_to.clone(), field_pattern(&field.name).to_owned()));
            }
        }
    }

    /// Fills a form of a page and sends it: `given` as it is, with a mark for `{}`, and a mark of its own into everything
    /// else that can be typed into.
    pub(crate) fn send(
        &mut self,
        client: &Client,
        (path, page): (&str, &Page),
        action: &str,
        given: &[(&str, &str)],
    ) -> Page {
        self.look(path, page);
        let is_meant = |form: &ServedForm| {
            let kind = given.iter().find(|(name, _)| *name == "kind");
            let fits = |value: &str| {
                let field =
                    form.fields.iter().find(|field| field.name == "kind" && field.takes == Takes::Nothing);
                field.is_none_or(|field| field.value == value)
            };
            pattern(&resolve(path, &form.action)) == action && kind.is_none_or(|(_, value)| fits(value))
        };
        let form = ServedForm::all(page).into_iter().find(is_meant);
        let form = form.unwrap_or_else(|| panic!("no form {action} on {path}: {}", page.text));
        let (fields, files) = self.fill(&form, action, given);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let to = resolve(path, &form.action);
        let answer = if form.is_multipart {
            let files: Vec<(&str, &[u8])> =
                files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
            client.post_files(&to, &fields, &files)
        } else if form.is_post {
            client.post(&to, &fields)
        } else {
            let query: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name}={}", percent(value))).collect();
            client.get(&format!("{to}?{}", query.join("&")))
        };
        // A form that did its work leads to a page.
        let way = answer.location.as_deref().filter(|_| answer.status == 303);
        let shown_at = way.map_or_else(|| to.clone(), |way| resolve(&to, way));
        let answer = client.follow(&to, answer);
        self.look(&shown_at, &answer);
        answer
    }

    #[expect(clippy::type_complexity, reason = "fields and files, as a form is sent")]
    fn fill(
        &mut self,
        form: &ServedForm,
        action: &str,
        given: &[(&str, &str)],
    ) -> (Vec<(String, String)>, Vec<(String, Vec<u8>)>) {
        let (mut fields, mut files) = (Vec::new(), Vec::new());
        let find = |name: &str| given.iter().find(|(own, _)| *own == name).map(|(_, value)| *value);
        for field in &form.fields {
            let name = field.name.as_str();
            let takes = field.takes;
            let value = match (takes, find(name)) {
                (Takes::Nothing, _) => field.value.clone(),
                (Takes::Choice | Takes::Day, Some(_)) => continue,
                (Takes::Choice, None) => {
                    let is_first = !fields.iter().any(|(own, _)| own == name);
                    let is_taken =
                        field.is_chosen || (field.is_needed && is_first && !field.value.is_empty());
                    if !is_taken {
                        continue;
                    }
                    fields.retain(|(own, _)| own != name || !field.is_chosen);
                    field.value.clone()
                }
                (Takes::Day, None) => field.value.clone(),
                (_, Some(value)) if !value.contains("{}") => value.to_owned(),
                (takes, value) => {
                    let mark = self.mark(takes, action, field_pattern(name));
                    self.filled.insert((action.to_owned(), field_pattern(name).to_owned()));
                    if takes == Takes::Files {
                        files.push((format!("{mark}.pdf"), crate::attachments::document(&mark)));
                        continue;
                    }
                    let stood = if takes == Takes::Text { field.value.as_str() } else { "" };
                    let room = field.most.unwrap_or(usize::MAX).saturating_sub(mark.chars().count());
                    let stood: String = stood.chars().take(room).collect();
                    value.map_or(format!("{stood}{mark}"), |value| value.replace("{}", &mark))
                }
            };
            fields.push((name.to_owned(), value));
        }
        for (name, value) in given {
            if !fields.iter().any(|(own, _)| own == name) {
                fields.push(((*name).to_owned(), (*value).to_owned()));
            }
        }
        (fields, files)
    }

    /// A page of the desk.
    pub(crate) fn desk(&mut self, client: &Client, path: &str) -> Page {
        let page = client.get(path);
        assert_eq!(page.status, 200, "{path}: {}", page.text);
        self.look(path, &page);
        page
    }

    /// Takes a step on a case as its page offers it.
    pub(crate) fn step(&mut self, client: &Client, number: &str, step: &str, given: &[(&str, &str)]) -> Page {
        let path = format!("/desk/cases/{number}");
        let page = self.desk(client, &path);
        let answer = self.send(client, (&path, &page), &format!("/desk/cases/N/{step}"), given);
        assert_eq!(answer.status, 200, "{step}: {}", answer.text);
        answer
    }

    /// Approves a public text on the page that shows it, and finds every doubt to be no harm.
    fn approve(&mut self, client: &Client, number: &str) -> Page {
        let path = format!("/desk/cases/{number}/publish");
        let page = self.desk(client, &path);
        let is_read = |one: &Planted| {
            FOR_THE_APPROVER.iter().any(|begin| one.field.starts_with(begin)) && page.text.contains(&one.mark)
        };
        assert!(self.planted.iter().any(is_read), "the reasons are read here: {}", page.text);
        let doubts = page.radios("doubt_");
        let given: Vec<(&str, &str)> = doubts.iter().map(|doubt| (doubt.as_str(), "fine")).collect();
        self.send(client, (&path, &page), "/desk/cases/N/publish", &given)
    }

    /// Two persons do not take a letter up: the second one confirms what the first one wrote.
    fn decline(&mut self, staff: &Staff, number: &str) {
        let reason = "这盏灯归县供电公司管，镇里没有权限修，请拨打供电公司的电话报修。";
        self.step(&staff.registrar, number, "decline", &[("text", &format!("{reason}{{}}"))]);
        let mark = &self.planted.last().expect("a mark in the reason").mark;
        let reason = format!("{reason}{mark}");
        self.step(&staff.reviewer, number, "decline", &[("text", &reason)]);
    }

    /// A letter's own page, looked up by its sender.
    fn own(&mut self, number: &str, code: &str) -> Page {
        let visitor = self.service.visitor();
        let page = visitor.get("/track/");
        let given = [("submission_no", number), ("query_code", code)];
        let page = self.send(&visitor, ("/track/", &page), "/track/", &given);
        assert_eq!(page.status, 200, "{}", page.text);
        page
    }

    /// Sends a form of a letter's own page.
    fn ask(&mut self, (number, code): (&str, &str), form: &str, given: &[(&str, &str)]) {
        let page = self.own(number, code);
        let visitor = self.service.visitor();
        let answer = self.send(&visitor, ("/track/", &page), &format!("/track/{form}"), given);
        assert_eq!(answer.status, 200, "{form}: {}", answer.text);
    }

    /// A resident writes a letter with everything that can be left.
    pub(crate) fn letter(&mut self) -> (String, String) {
        let visitor = self.service.visitor();
        let form = visitor.get("/mailbox/");
        let given = [
            ("kind", "help_request"),
            ("text", "村口第三根灯杆不亮，请来修，可以打 14088000001。{}"),
            ("village", "shuikou"),
            ("consent", "anonymised"),
            ("told_by", "mail"),
        ];
        let preview = self.send(&visitor, ("/mailbox/", &form), "/mailbox/", &given);
        assert_eq!(preview.status, 200, "{}", preview.text);
        let receipt = self.send(&visitor, ("/mailbox/", &preview), "/mailbox/", &[("action", "confirm")]);
        let number = receipt.element("data-submission-no").unwrap_or_else(|| panic!("{}", receipt.text));
        let code = receipt.element("data-query-code").expect("a code");
        self.letters.push((number.clone(), code.clone()));
        self.settle(&number);
        (number, code)
    }

    /// A program sends a letter by the description of the interface: a mark in every property that holds free text.
    fn letter_by_json(&mut self) {
        const PATH: &str = "/api/v1/letters";
        let visitor = self.service.visitor();
        let described: Value =
            serde_json::from_str(&visitor.get("/api/v1/openapi.json").text).expect("a description");
        let properties = &described["components"]["schemas"]["NewLetter"]["properties"];
        let mut letter =
            json!({"kind": "complaint", "consent": "anonymised", "told_by": "mail", "rules_read": true});
        for (name, shape) in properties.as_object().expect("properties") {
            let is_text = shape["type"] == "string" || shape["type"] == json!(["string", "null"]);
            if !is_text || shape.get("enum").is_some() || letter.get(name).is_some() {
                continue;
            }
            let mark = self.mark(takes(name), PATH, name);
            letter[name] =
                json!(if name == "text" { format!("第二根灯杆也歪了。{mark}") } else { mark });
        }
        assert!(letter.as_object().expect("a letter").len() > 9, "{letter}");
        let headers = [("content-type", "application/json"), ("idempotency-key", "a-letter-of-the-walk-1")];
        let receipt = visitor.send_with(PATH, &headers, letter.to_string().as_bytes());
        assert_eq!(receipt.status, 201, "{}", receipt.text);
        let receipt: Value = serde_json::from_str(&receipt.text).expect("a receipt");
        let text = |name: &str| receipt[name].as_str().expect("a text").to_owned();
        self.letters.push((text("submission_no"), text("query_code")));
        self.settle(&text("submission_no"));
    }

    /// The same by Open311: in every field of GeoReport v2 that holds free text, and in every such attribute of the service.
    fn letter_by_open311(&mut self) {
        const PATH: &str = "/open311/v2/requests.json";
        const FIELDS: [&str; 6] =
            ["description", "first_name", "last_name", "phone", "email", "address_string"];
        let visitor = self.service.visitor();
        let service: Value = serde_json::from_str(&visitor.get("/open311/v2/services/complaint.json").text)
            .expect("a service");
        let is_text = |attribute: &&Value| attribute["datatype"] == "string";
        let attributes = service["attributes"].as_array().expect("attributes").iter().filter(is_text);
        let attributes =
            attributes.map(|one| format!("attribute[{}]", one["code"].as_str().expect("a code")));
        let names: Vec<String> = FIELDS.map(str::to_owned).into_iter().chain(attributes).collect();
        assert!(names.len() > FIELDS.len() + 1, "{names:?}");
        let marks: Vec<String> = names.iter().map(|name| self.mark(takes(name), PATH, name)).collect();
        let mut fields = vec![("service_code", "complaint"), ("attribute[rules_read]", "yes")];
        fields.extend(names.iter().map(String::as_str).zip(marks.iter().map(String::as_str)));
        let receipt = visitor.post(PATH, &fields);
        assert_eq!(receipt.status, 201, "{}", receipt.text);
    }

    /// A first reader says that a letter is about nobody of the township's.
    fn settle(&mut self, number: &str) {
        let reader = std::rc::Rc::clone(&self.reader);
        self.step(&reader, number, "accused", &[]);
    }

    /// Enters a letter at the desk.
    fn entered(&mut self, registrar: &Client) -> String {
        let page = self.desk(registrar, "/desk/enter");
        let given =
            [("channel", "phone"), ("kind", "help_request"), ("consent", "anonymised"), ("told_by", "mail")];
        let receipt = self.send(registrar, ("/desk/enter", &page), "/desk/enter", &given);
        let number = receipt.element("data-submission-no").unwrap_or_else(|| panic!("{}", receipt.text));
        self.settle(&number);
        number
    }

    /// A call that is answered at once and read afterwards, and one that is passed on and names somebody.
    fn called(&mut self, staff: &Staff) {
        const HOTLINE: &str = "/desk/hotline";
        let answer = "您好！便民服务中心星期六上午也开门，八点半到十一点半，来之前可以先打窗口电话问一声。{}";
        let settled = [("answer", answer), ("accused", "")];
        for special in [&settled[..], &[("answer", "")]] {
            let page = self.desk(&staff.registrar, HOTLINE);
            let given = [&[("kind", "suggestion"), ("consent", "no"), ("told_by", "mail")], special].concat();
            let receipt = self.send(&staff.registrar, (HOTLINE, &page), HOTLINE, &given);
            let number = receipt.element("data-submission-no");
            let number = number.unwrap_or_else(|| panic!("{}", receipt.text));
            if special[0].1.is_empty() {
                self.settle(&number);
            }
        }
        let page = self.desk(&staff.reviewer, "/desk/checks");
        let faulty = [("verdict", "faulty")];
        let read = self.send(&staff.reviewer, ("/desk/checks", &page), "/desk/checks/N", &faulty);
        assert!(read.text.contains(&speak("checks-none")), "{}", read.text);
    }

    /// A box is opened, what was in it entered, and it is closed with another number than was counted.
    fn opened_box(&mut self, staff: &Staff) {
        const NEW: &str = "/desk/boxes/new";
        let page = self.desk(&staff.registrar, NEW);
        let opened = [("village", "shuikou"), ("slips", "2")];
        let csrf_page = self.send(&staff.registrar, (NEW, &page), "/desk/boxes/ID", &opened);
        let id = csrf_page.text.split_once("action=\"/desk/boxes/").expect("a form").1[..32].to_owned();
        let path = format!("/desk/boxes/{id}");
        let slip = [("kind", "help_request"), ("consent", "no"), ("told_by", "mail")];
        let page = self.desk(&staff.registrar, &path);
        let entered = self.send(&staff.registrar, (&path, &page), "/desk/boxes/ID/slip", &slip);
        assert_eq!(entered.element("data-entered").as_deref(), Some("1"), "{}", entered.text);
        let closed = self.send(&staff.registrar, (&path, &entered), "/desk/boxes/ID/close_box", &[]);
        assert!(closed.text.contains(&speak("boxes-done")), "{}", closed.text);
    }

    /// A session ends while somebody enters a letter: it waits for them on the desk's pages, and is sent from there.
    fn entered_late(&mut self) {
        let registrar = self.service.staff("registrar");
        let page = self.desk(&registrar, "/desk/enter");
        self.service.pass(jiff::Span::new().minutes(TOO_LONG));
        let given =
            [("channel", "phone"), ("kind", "help_request"), ("consent", "anonymised"), ("told_by", "mail")];
        let sign_in = self.send(&registrar, ("/desk/enter", &page), "/desk/enter", &given);
        assert!(sign_in.element("data-submission-no").is_none(), "nothing is sent yet: {}", sign_in.text);
        registrar.sign_in("registrar", &tests::phrase("registrar"));
        let page = self.desk(&registrar, "/desk/");
        let id = page.hidden("held");
        let receipt =
            self.send(&registrar, ("/desk/", &page), &pattern(&format!("/desk/enter?held={id}")), &[]);
        assert!(receipt.element("data-submission-no").is_some(), "{}", receipt.text);
    }

    /// A rating on a page that grew old: it waits for number and code, and is sent from the letter's page then.
    fn rated_late(&mut self, (number, code): (&str, &str)) {
        let page = self.own(number, code);
        self.service.pass(jiff::Span::new().minutes(TOO_LONG));
        let visitor = self.service.visitor();
        let rating = [("grade", "very_dissatisfied"), ("solved", "no")];
        let old = self.send(&visitor, ("/track/", &page), "/track/rate", &rating);
        assert_eq!(old.status, 403, "{}", old.text);
        let given = [("submission_no", number), ("query_code", code)];
        let own = self.send(&visitor, ("/track/rate", &old), "/track/", &given);
        assert_eq!(own.status, 200, "{}", own.text);
        let rated = self.send(&visitor, ("/track/", &own), "/track/rate", &rating);
        assert_eq!(rated.status, 200, "{}", rated.text);
    }

    /// Brings a case to its end with a text that is nobody else's.
    fn close(&mut self, staff: &Staff, number: &str) {
        self.step(
            &staff.handler,
            number,
            "answer",
            &[("text", "您好！灯头和接头都已经换好，当晚就亮了，今后哪一盏不亮，请打村镇办电话报修，当天派人去看。{}")],
        );
        self.step(&staff.reviewer, number, "review", &[]);
        self.step(&staff.registrar, number, "close", &[]);
    }

    /// Writes the public text: refused first, for its risks and for what is found in it, and then kept.
    fn redact(&mut self, staff: &Staff, number: &str, way: &str) {
        let path = format!("/desk/cases/{number}/redact");
        let page = self.desk(&staff.redactor, &path);
        let texts = [
            ("title", "路灯修好了{}"),
            ("letter", "水口村三组12号门口的路灯不亮，打 14088000002。{}"),
            ("answer", "已经修好，灯杆编号65598765。{}"),
            // What the registrar wrote stands there as a proposal: another word takes its place.
            ("topic", "{}"),
            ("action", "send"),
        ];
        let refused = self.send_redaction(staff, (&path, &page), &texts, way);
        assert_eq!(refused.status, 422, "{}", refused.text);
        let texts = [texts[0], ("letter", "路灯不亮。{}"), texts[2], texts[3], texts[4]];
        let saved = self.send_redaction(staff, (&path, &refused), &texts, way);
        assert_eq!(saved.status, 200, "{}", saved.text);
    }

    /// Sends the redaction page with every question answered: each finding in the same way, each risk in words of one's own.
    fn send_redaction(
        &mut self,
        staff: &Staff,
        (path, page): (&str, &Page),
        texts: &[(&str, &str)],
        way: &str,
    ) -> Page {
        let proposed = page.as_proposed();
        assert!(
            proposed.iter().any(|(name, _)| name.starts_with("way_")),
            "something is found: {}",
            page.text
        );
        let answer = |name: &str, value| if name.starts_with("way_") { way } else { value };
        let answers = proposed.iter().map(|(name, value)| (name.as_str(), answer(name, value)));
        let given: Vec<(&str, &str)> = texts.iter().copied().chain(answers).collect();
        self.send(&staff.redactor, (path, page), FOR_EVERYBODY, &given)
    }
}

pub(crate) struct Staff {
    pub(crate) registrar: Client,
    pub(crate) handler: Client,
    pub(crate) reviewer: Client,
    redactor: Client,
    approver: Client,
    second_approver: Client,
    supervisor: Client,
}

impl Staff {
    fn sign_in(service: &Service) -> Self {
        Self {
            registrar: service.staff("registrar"),
            handler: service.staff("handler"),
            reviewer: service.staff("reviewer"),
            redactor: service.staff("redactor"),
            approver: service.staff("approver"),
            second_approver: service.staff("second-approver"),
            supervisor: service.staff("supervisor"),
        }
    }
}

/// What office and sender say to each other before an office works on it.
fn walk_a_case(walk: &mut Walk<'_>, staff: &Staff, (number, code): (&str, &str)) {
    let registrar = &staff.registrar;
    walk.ask((number, code), "inform", &[]);
    walk.step(registrar, number, "register", &[]);
    walk.step(registrar, number, "request_information", &[]);
    walk.ask((number, code), "inform", &[]);
    walk.step(registrar, number, "provide_information", &[("channel", "phone")]);
    let phrase = tests::phrase("registrar");
    walk.step(registrar, number, "contact", &[("pass_phrase", &phrase)]);
    let slip = walk.step(registrar, number, "renew_code", &[("channel", "phone"), ("recognised", "yes")]);
    let code = slip.element("data-query-code").expect("a new code");
    walk.letters.retain(|(own, _)| own != number);
    walk.letters.push((number.to_owned(), code));
}

/// Households, visits with their sheets, and suggestions, each with everything that can be typed.
fn walk_the_survey(walk: &mut Walk<'_>, staff: &Staff) {
    let person = |name, unit, role| crate::rights::person(walk.service, name, unit, role).client;
    let visitor = person("zhicun", Some("shuikou"), "village_instructor");
    let leader = person("lingdao", None, "leader");
    let send = |walk: &mut Walk<'_>, client: &Client, path: &str, action: &str, given: &[(&str, &str)]| {
        let page = walk.desk(client, path);
        let answer = walk.send(client, (path, &page), action, given);
        assert_eq!(answer.status, 200, "{action}: {}", answer.text);
        answer
    };
    let found = |page: &Page, before: &str| {
        page.text.split_once(before).unwrap_or_else(|| panic!("{}", page.text)).1[..32].to_owned()
    };
    send(walk, &visitor, "/desk/households", "/desk/households", &[]);
    let household = send(walk, &visitor, "/desk/households/new", "/desk/households/ID", &[]);
    let household = found(&household, "/desk/visits/new?household=");
    let counts = ["people", "elders", "children", "workers", "away"].map(|name| (name, "2"));
    let way = format!("/desk/visits/new?household={household}");
    let sheet = send(walk, &visitor, &way, "/desk/visits/ID", &counts);
    let path = format!("/desk/visits/{}", found(&sheet, "data-receipt=\""));
    send(walk, &visitor, &path, "/desk/visits/ID/photos", &[]);
    send(walk, &visitor, &path, "/desk/visits/ID/send", &[]);
    send(walk, &visitor, &path, "/desk/visits/ID/village", &[]);
    send(walk, &staff.registrar, &path, "/desk/visits/ID/assign", &[("office", "chengjian")]);
    send(walk, &staff.handler, &path, "/desk/visits/ID/office", &[("joint", "yes")]);
    send(walk, &leader, &path, "/desk/visits/ID/joint", &[]);
    let elsewhere = send(walk, &visitor, "/desk/visits/new", "/desk/visits/ID", &[]);
    let path = format!("/desk/visits/{}", found(&elsewhere, "data-receipt=\""));
    send(walk, &visitor, &path, "/desk/visits/ID/hide", &[]);
    let new = format!("/desk/suggestions/new?visit={}", &path["/desk/visits/".len()..]);
    let given = [("office", "chengjian"), ("wants_to_know", "yes")];
    let suggestion = send(walk, &visitor, &new, "/desk/suggestions/ID", &given);
    let path = format!("/desk/suggestions/{}", found(&suggestion, "data-suggestion=\""));
    send(walk, &staff.handler, &path, "/desk/suggestions/ID/answer", &[("verdict", "adopted")]);
    send(walk, &visitor, &path, "/desk/suggestions/ID/told", &[]);
}

/// One text for two letters: sent back for what looks like a number, written, changed, and told.
fn walk_a_feedback(walk: &mut Walk<'_>, staff: &Staff, number: &str) {
    let path = format!("/desk/feedback/new?number={number}");
    let (other, _) = walk.letter();
    walk.step(&staff.registrar, &other, "register", &[]);
    let page = walk.desk(&staff.registrar, &path);
    let found = walk.send(&staff.registrar, (&path, &page), "/desk/feedback/new", &[]);
    assert_eq!(found.status, 200, "{}", found.text);
    let numbered = ("matter", "有人打19912340000问过路灯。{}");
    let given = [
        ("letters", number),
        ("numbers", &other),
        ("scope", "group"),
        ("village", "shuikou"),
        ("office", "chengjian"),
        ("medium", "broadcast"),
        ("said_on", "2026-11-22"),
        numbered,
    ];
    let refused = walk.send(&staff.registrar, (&path, &page), "/desk/feedback/ID", &given);
    assert_eq!(refused.status, 422, "{}", refused.text);
    let written = walk.send(&staff.registrar, (&path, &refused), "/desk/feedback/ID", &given);
    assert_eq!(written.status, 200, "{}", written.text);
    let (_, rest) = written.text.split_once("data-feedback=\"").expect("its page");
    let address = format!("/desk/feedback/{}", rest.split_once('"').expect("its id").0);
    let page = walk.desk(&staff.registrar, &address);
    let refused = walk.send(&staff.registrar, (&address, &page), "/desk/feedback/ID/change", &given[2..]);
    walk.send(&staff.registrar, (&address, &refused), "/desk/feedback/ID/change", &given[2..]);
    let page = walk.desk(&staff.reviewer, &address);
    let told = walk.send(&staff.reviewer, (&address, &page), "/desk/feedback/ID/tell", &[]);
    assert_eq!(told.status, 200, "{}", told.text);
    assert!(told.text.contains("data-told"), "{}", told.text);
}

#[test]
fn what_anybody_types_is_in_no_event_no_log_no_mail_and_nothing_public() {
    let service = Service::start();
    let mut walk = Walk::new(&service);
    // Its sender left a number that only the gate knows; the public text holds it later.
    let owner = LETTER.map(|(name, value)| (name, if name == "phone" { "65598765" } else { value }));
    let owner =
        owner.map(|(name, value)| (name, if name == "text" { "请把村口的路灯修好。" } else { value }));
    let _ = service.send_letter(&owner);

    let stranger = service.visitor();
    let home = stranger.get("/");
    assert_eq!(walk.send(&stranger, ("/", &home), "/search", &[]).status, 200, "a search of the site");
    let page = stranger.get("/desk/sign-in");
    let refused = walk.send(&stranger, ("/desk/sign-in", &page), "/desk/sign-in", &[]);
    assert_ne!(refused.status, 303, "nobody of that name");
    let staff = Staff::sign_in(&service);
    let (registrar, handler) = (&staff.registrar, &staff.handler);
    let queue = walk.desk(registrar, "/desk/");
    assert_eq!(walk.send(registrar, ("/desk/", &queue), "/desk/", &[]).status, 200, "a search");

    let (number, code) = walk.letter();
    walk_a_case(&mut walk, &staff, (&number, &code));
    walk.step(registrar, &number, "accept", &[("office", "nongye")]);
    walk.step(registrar, &number, "transfer", &[("office", "chengjian")]);
    walk.step(registrar, &number, "correct", &[("kind", "complaint")]);
    for step in ["analyse_village", "record_opinion", "analyse_office", "analyse_joint"] {
        walk.step(handler, &number, step, &[]);
    }
    walk.step(handler, &number, "handle", &[]);
    walk.step(handler, &number, "assign", &[]);
    walk.step(handler, &number, "note", &[]);
    walk.step(handler, &number, "give_back", &[("text", "这条路归农业办管护，请转给他们。{}")]);
    walk.step(registrar, &number, "transfer", &[("office", "chengjian")]);
    walk.step(handler, &number, "extend", &[("text", "灯杆要等厂家发货。{}")]);
    walk.step(
        handler,
        &number,
        "answer",
        &[(
            "text",
            "您好！我们昨天下午到现场看过，是灯头坏了，已经请供电所来换，换好以后再告诉您，请放心。{}",
        )],
    );
    walk.step(&staff.reviewer, &number, "redo", &[]);
    walk.close(&staff, &number);
    walk.step(registrar, &number, "reopen", &[]);
    walk.close(&staff, &number);
    walk.step(
        registrar,
        &number,
        "rate",
        &[("channel", "phone"), ("grade", "dissatisfied"), ("solved", "no")],
    );
    walk.step(&staff.supervisor, &number, "supervise", &[]);

    // The public text: back to its author, stopped by the gate, let stand, published, taken down.
    walk.step(&staff.redactor, &number, "nominate", &[]);
    walk.redact(&staff, &number, "replace");
    walk.step(&staff.approver, &number, "return", &[]);
    walk.redact(&staff, &number, "keep");
    let path = format!("/desk/cases/{number}");
    let stopped = walk.approve(&staff.approver, &number);
    assert_eq!(stopped.status, 409, "the gate knows the number");
    let asked = walk.send(&staff.approver, (&path, &stopped), "/desk/cases/N/override", &[]);
    assert_eq!(asked.status, 200, "{}", asked.text);
    let published = walk.approve(&staff.second_approver, &number);
    assert_eq!(published.status, 200, "{}", published.text);

    // What its sender asks for, at both doors, and what they are answered.
    let (other, other_code) = walk.letter();
    for kind in ["access", "correction", "erasure"] {
        walk.ask((&other, &other_code), "request", &[("kind", kind), ("about", "contact")]);
        walk.step(&staff.supervisor, &other, "requests/ID", &[("granted", "no")]);
    }
    let by = [("kind", "correction"), ("about", "contact"), ("channel", "phone"), ("recognised", "yes")];
    walk.step(registrar, &other, "requests", &by);

    // The other ends of a letter.
    let entered = walk.entered(registrar);
    walk.step(registrar, &entered, "register", &[]);
    walk.step(registrar, &entered, "merge", &[("number", &other)]);
    let declined = walk.entered(registrar);
    walk.step(registrar, &declined, "register", &[]);
    walk.decline(&staff, &declined);
    for (step, given) in [
        ("refer_out", &[("text", "这盏灯归县供电公司管，请到县供电公司营业厅报修。{}")][..]),
        ("withdraw", &[("channel", "phone"), ("recognised", "yes")]),
    ] {
        let number = walk.entered(registrar);
        walk.step(registrar, &number, "register", &[]);
        walk.step(registrar, &number, step, given);
    }
    let (rated, rated_code) = walk.letter();
    walk.step(registrar, &rated, "register", &[]);
    walk.step(registrar, &rated, "accept", &[("office", "chengjian")]);
    walk.step(handler, &rated, "handle", &[]);
    walk.step(
        handler,
        &rated,
        "answer",
        &[(
            "text",
            "您好！灯杆我们前天已经扶正，线也一起换了新的，今后再有歪斜请打村镇办的电话，当天去扶。{}",
        )],
    );
    walk.step(&staff.reviewer, &rated, "review", &[]);
    walk.called(&staff);
    walk.opened_box(&staff);
    crate::canaries_meeting::walk_a_meeting(&mut walk, &staff);
    walk_a_feedback(&mut walk, &staff, &rated);
    walk.letter_by_json();
    walk.letter_by_open311();
    walk_the_survey(&mut walk, &staff);
    crate::canaries_records::walk_an_assessment(&mut walk);
    crate::canaries_records::walk_a_week(&mut walk, handler);
    crate::canaries_records::walk_a_mediation(&mut walk, &number);
    // From here on sessions have ended.
    walk.rated_late((&rated, &rated_code));
    walk.entered_late();

    let public = doors(&service);
    search(&walk, &public);
    walk.step(&service.staff("approver"), &number, "retract", &[]);
    search(&walk, &doors(&service));
    let missing: Vec<_> = walk
        .seen
        .iter()
        .filter(|seen| !walk.filled.contains(*seen))
        .filter(|(form, field)| !NOT_PLANTED.contains(&(form.as_str(), field.as_str())))
        .collect();
    assert!(missing.is_empty(), "shown and never filled: {missing:#?}");
    let unseen: Vec<String> =
        asked_for().filter(|asked| !walk.seen.contains(asked)).map(|one| format!("{one:?}")).collect();
    assert!(unseen.is_empty(), "specified and never shown: {unseen:#?}");
    assert!(walk.planted.len() > 100, "so many fields were filled: {}", walk.planted.len());
    assert!(walk.planted.iter().filter(|one| one.is_for_everybody()).count() >= 10);
    let letters = std::mem::take(&mut walk.letters);
    drop(walk);
    crate::released::keep(&service, &letters);
}

/// Who may find a text that was written for everybody behind a door.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Door {
    Inner,
    Public,
}

/// What stands behind every door.
fn doors(service: &Service) -> Vec<(Door, String, Vec<u8>)> {
    let mut doors = vec![
        (Door::Inner, "events".to_owned(), events(service)),
        (Door::Inner, "the log".to_owned(), tests::logged()),
        (
            Door::Inner,
            "the outbox".to_owned(),
            service.staff("administrator").get("/desk/mail").text.into_bytes(),
        ),
        (
            Door::Inner,
            "turned away".to_owned(),
            service.staff("supervisor").get("/desk/turned-away").text.into_bytes(),
        ),
    ];
    let files = service.site_files().into_iter().chain(service.files_beside_site());
    for (path, bytes) in files {
        let name = path.display().to_string();
        doors.push((Door::Public, name.clone(), [name.into_bytes(), bytes].concat()));
    }
    for entry in walkdir::WalkDir::new(service.paths.replies()).into_iter().filter_map(Result::ok) {
        if entry.file_type().is_file() {
            let bytes = std::fs::read(entry.path()).expect("a record");
            doors.push((Door::Public, entry.path().display().to_string(), bytes));
        }
    }
    let visitor = service.visitor();
    for path in
        ["/api/v1/public-replies", "/open311/v2/requests.json", "/open311/v2/requests.xml", "/nowhere/"]
    {
        let (_, _, bytes) = visitor.get_bytes(path);
        doors.push((Door::Public, path.to_owned(), bytes));
    }
    for mail in service.mails() {
        // A mail's first line is its own recipient.
        let (_, rest) = mail.split_once('\n').expect("a head");
        doors.push((Door::Inner, "a mail".to_owned(), rest.as_bytes().to_vec()));
    }
    doors
}

/// The events as they are stored.
fn events(service: &Service) -> Vec<u8> {
    service.runtime.block_on(async {
        let mut db = service.db();
        let rows = db.rows("SELECT * FROM events ORDER BY seq", &[]).await.expect("read");
        let row = |row: &store::Row| {
            let text = |column| row.text_or_null(column).expect("a text").unwrap_or_default();
            ["actor", "subject_id", "kind", "details", "text_commitment", "hash"]
                .map(text)
                .join(" ")
                .into_bytes()
        };
        rows.iter().flat_map(row).collect()
    })
}

fn search(walk: &Walk<'_>, doors: &[(Door, String, Vec<u8>)]) {
    let marks =
        aho_corasick::AhoCorasick::new(walk.planted.iter().map(|one| one.mark.as_bytes())).expect("marks");
    assert!(doors.len() > 100, "the whole site was read: {}", doors.len());
    let mut found = Vec::new();
    for (door, name, bytes) in doors {
        for hit in marks.find_iter(bytes) {
            let planted = &walk.planted[hit.pattern().as_usize()];
            let Planted { mark, form, field } = planted;
            if *door == Door::Inner || !planted.is_for_everybody() {
                found.push(format!("{mark} of {form} {field} in {name}"));
            }
        }
    }
    found.sort();
    found.dedup();
    assert!(found.is_empty(), "marks behind doors: {found:#?}");
}
