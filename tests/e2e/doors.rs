//! Whatever comes to whichever door, the others are served: no turn of a request keeps its worker for long. The doors are read from
//! the service's own list of routes, so that a new one is tried too.

use form_api::turns::LONGEST_TURN;
use tests::{Client, Service, project};

use crate::journey::LETTER;

/// Without optimisation our own code takes many times as long; what grows with the square of its input still stands out.
const SLOWER: u32 = if cfg!(debug_assertions) { 8 } else { 1 };

/// A door: methods and path pattern.
#[derive(Debug)]
struct Door {
    is_post: bool,
    path: String,
}

/// The first text in quotation marks.
fn quoted(line: &str) -> Option<&str> {
    line.split('"').nth(1)
}

/// Every route of the service, in its order.
fn doors() -> Vec<Door> {
    let source = std::fs::read_to_string(project().join("form-api/src/routes.rs")).expect("the routes");
    let source = source.split_once("fn get(").map_or(source.as_str(), |(routes, _)| routes);
    let (mut scope, mut resource) = (String::new(), String::new());
    let mut doors = Vec::new();
    for line in source.lines().map(str::trim) {
        if line.contains("web::scope(") {
            scope = quoted(line).expect("a path").to_owned();
        } else if line == ")" {
            scope.clear();
        }
        let is_whole =
            [".service(get(", ".service(post(", "web::resource("].iter().any(|way| line.contains(way));
        if is_whole {
            resource = format!("{scope}{}", quoted(line).expect("a path"));
        }
        for (method, is_post) in [("web::get()", false), ("web::post()", true)] {
            if line.contains(method) {
                let is_own = line.starts_with(".route(\"");
                let path = if is_own {
                    format!("{scope}{}", quoted(line).unwrap_or_default())
                } else {
                    resource.clone()
                };
                doors.push(Door { is_post, path });
            }
        }
    }
    doors
}

/// A letter as long as it may be, of what the rules look for.
fn hostile_texts() -> Vec<String> {
    let repeat = |text: &str| text.chars().cycle().take(10_000).collect::<String>();
    [
        "王",
        "王小明李大海",
        "138 0013 8000 ",
        "河西镇水口村一组十二号",
        "。\n",
        "㐀\u{301}\u{302}",
        "<&\"'",
        "((((",
        " 　",
    ]
    .map(repeat)
    .to_vec()
}

fn encoded(fields: &[(&str, &str)]) -> Vec<u8> {
    let part = |text: &str| {
        text.bytes()
            .map(|byte| {
                if byte.is_ascii_alphanumeric() {
                    char::from(byte).to_string()
                } else {
                    format!("%{byte:02X}")
                }
            })
            .collect::<String>()
    };
    let pairs: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect();
    pairs.join("&").into_bytes()
}

const FORM: &str = "application/x-www-form-urlencoded";
const PARTS: &str = "multipart/form-data; boundary=x";

/// Content types with bodies that cost as much as they can; `token` makes them forms of ours.
fn hostile_bodies(token: (&str, &str), csrf: &str) -> Vec<(&'static str, Vec<u8>)> {
    const MUCH: usize = 256 * 1024;
    let (name, value) = token;
    let part = |name: &str, value: &str| {
        format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let ours = part(name, value) + &part("csrf", csrf);
    let mut bodies = vec![
        (FORM, "a&".repeat(MUCH / 2 - 1).into_bytes()),
        (FORM, "text=1&".repeat(8_000).into_bytes()),
        (FORM, format!("{name}={value}&text={}", "%CC%81%20".repeat(28_000)).into_bytes()),
        (
            FORM,
            [
                encoded(&[token, ("csrf", csrf), ("version", "1")]).as_slice(),
                "&policy=a".repeat(8_000).as_bytes(),
            ]
            .concat(),
        ),
        (PARTS, part("form", value).repeat(40_000).into_bytes()),
        (PARTS, part("case", value).repeat(40_000).into_bytes()),
        (PARTS, (ours.clone() + &part("a", "").repeat(150) + "--x--\r\n").into_bytes()),
        (PARTS, (ours.clone() + &part("text", &"\r".repeat(200_000)) + "--x--\r\n").into_bytes()),
        (PARTS, (ours.clone() + &part("text", &"\r\n--".repeat(50_000)) + "--x--\r\n").into_bytes()),
        (PARTS, ("\r\n".repeat(MUCH) + &ours).into_bytes()),
        (PARTS, format!("--x\r\n{}\r\n", "a: b\r\n".repeat(40_000)).into_bytes()),
        (
            PARTS,
            format!("--x\r\nContent-Disposition: form-data; name=\"{}\"\r\n\r\n", "n".repeat(60_000))
                .into_bytes(),
        ),
        (
            PARTS,
            (ours
                + "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"a.jpg\"\r\n\r\n"
                + &"\r".repeat(1_000_000)
                + "\r\n--x--\r\n")
                .into_bytes(),
        ),
        ("application/json", format!("{{\"a\":{}", "[".repeat(MUCH - 10)).into_bytes()),
        ("application/json", format!("{{\"text\":\"{}\"}}", "\\u0301".repeat(40_000)).into_bytes()),
        ("application/json", format!("{{{}\"b\":1}}", "\"a\":[],".repeat(30_000)).into_bytes()),
        ("application/json", format!("{{\"title\":[{}0]}}", "0,".repeat(120_000)).into_bytes()),
    ];
    for (text, long) in hostile_texts().iter().flat_map(|text| ["text", "letter"].map(|long| (text, long))) {
        let start: String = text.chars().take(100).collect();
        let as_long = |name: &str| if name == long { text.as_str() } else { start.as_str() };
        let fields = [
            token,
            ("csrf", csrf),
            ("version", "1"),
            ("kind", "complaint"),
            ("title", "路灯"),
            ("text", as_long("text")),
            ("letter", as_long("letter")),
            ("answer", &start),
            ("consent", "full"),
            ("rules_read", "1"),
            ("name", "张三"),
            ("submission_no", &start),
            ("query_code", &start),
            ("sign_in_name", &start),
            ("grade", "satisfied"),
            ("scope", "township"),
            ("reason", &start),
        ];
        bodies.push((FORM, encoded(&fields)));
        let json =
            serde_json::json!({ "kind": "complaint", "title": "路灯", "text": text, "rules_read": true });
        bodies.push(("application/json", json.to_string().into_bytes()));
    }
    bodies
}

/// Headers and addresses that cost as much as they can.
fn hostile_questions() -> Vec<(String, Vec<(&'static str, String)>)> {
    let long = |part: &str| part.repeat(12_000 / part.len());
    vec![
        (format!("?q={}", long("%E7%8E%8B")), Vec::new()),
        (format!("?q={}&page=4000000000&list=all", long("a%20")), Vec::new()),
        (format!("?{}", long("a=b&")), Vec::new()),
        (format!("?kind={}&office={}", long("x"), "y"), Vec::new()),
        (String::new(), vec![("accept-encoding", long("gzip;q=0.5,"))]),
        (String::new(), vec![("accept-language", long("zh-Hans;q=0.5,"))]),
        (
            String::new(),
            vec![("if-none-match", long("W/\"a\",")), ("range", format!("bytes={}0-1", long("0-,")))],
        ),
        (String::new(), vec![("cookie", long("a=%41;")), ("x-forwarded-for", long("1.2.3.4,"))]),
    ]
}

/// What took too long since the last time.
fn note(service: &Service, what: &str, too_long: &mut Vec<String>) {
    if let Some(turn) = service.app.watch.take()
        && turn.took > LONGEST_TURN * SLOWER
    {
        too_long.push(format!("{:?} {} for {what}", turn.took, turn.route));
    }
}

#[test]
fn no_door_keeps_its_worker_from_others_whatever_comes() {
    let service = Service::start_with(|settings| {
        // Without limits by address all of it is looked at.
        settings.abuse.trusted_addresses.push(std::net::Ipv4Addr::LOCALHOST.into());
    });
    let mut letter = LETTER.to_vec();
    let long: String =
        "王小明和李大海住在水口村一组，电话 13800138000。".chars().cycle().take(2_000).collect();
    letter[2] = ("text", &long);
    let (number, code) = service.send_letter(&letter);
    let case = service.track(&number, &code).hidden("case");
    let form = service.visitor().get("/mailbox/").hidden("form");
    let stranger = service.visitor();
    let [registrar, redactor] = ["registrar", "redactor"].map(|name| service.staff(name));
    let doors = doors();
    assert!(doors.len() > 50, "{} doors", doors.len());
    let _ = service.app.watch.take();
    let mut too_long = Vec::new();
    for door in &doors {
        let path = door
            .path
            .replace("{submission_no}", &number)
            .replace("{step}", "register")
            .replace("{format}", "json")
            .replace("{code}", "complaint")
            .replace("{file}", "desk.css")
            .replace("{id}", &number);
        let is_desk = path.starts_with("/desk/") && !path.contains("/sign-");
        let is_redaction = path.ends_with("/redact") || path.ends_with("/preview");
        let visitor = match (is_desk, is_redaction) {
            (false, _) => &stranger,
            (true, false) => &registrar,
            (true, true) => &redactor,
        };
        let csrf = visitor.get("/desk/").field("csrf").unwrap_or_default();
        if door.is_post {
            let is_case = path.starts_with("/track/") && path != "/track/";
            let token = if is_case { ("case", case.as_str()) } else { ("form", form.as_str()) };
            for (at, (kind, body)) in hostile_bodies(token, &csrf).into_iter().enumerate() {
                let page = visitor.send_anyhow(&path, kind, &body);
                assert!(page.is_none_or(|page| page < 500), "{path} with body {at}: {page:?}");
                note(&service, &format!("{path} with body {at}"), &mut too_long);
            }
        } else {
            let _ = visitor.get(&path);
            note(&service, &path, &mut too_long);
            for (at, (query, headers)) in hostile_questions().into_iter().enumerate() {
                let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
                let _ = visitor.get_anyhow(&format!("{path}{query}"), &headers);
                note(&service, &format!("{path} with question {at}"), &mut too_long);
            }
        }
    }
    assert!(too_long.is_empty(), "{} turns were too long:\n{}", too_long.len(), too_long.join("\n"));
    let _ = service.mails();
}

/// Looks a letter up with a code that fits none, as a proxy passes it on.
fn guess(client: &Client, forwarded: &str) -> u16 {
    let headers = [("content-type", FORM), ("x-forwarded-for", forwarded)];
    let body = b"submission_no=2026-0000-0000&query_code=AAAA-AAAA-AAAA-AAAA";
    client.send_with("/track/", &headers, body).status
}

#[test]
fn a_client_behind_the_proxy_does_not_choose_its_own_address() {
    let service = Service::start_with(|settings| {
        settings.server.trusted_proxy = Some(std::net::Ipv4Addr::LOCALHOST.into());
        settings.abuse.trusted_addresses.push("192.0.2.1".parse().expect("an address"));
    });
    let client = service.visitor();
    let many = |of: &dyn Fn(usize) -> String| {
        (0..310).map(|n| guess(&client, &of(n))).filter(|status| *status == 429).count()
    };
    // The entry before the last is the client's own word, be it another address each time or one that is trusted.
    assert!(many(&|n| format!("198.51.{}.7, 203.0.113.7:5{n:04}", n % 250)) > 0);
    assert!(many(&|_| "192.0.2.1, 203.0.114.7".to_owned()) > 0);
    // Of 310 places each has its own limit, also with a port.
    assert_eq!(many(&|n| format!("10.{}.{}.7:443", n / 250, n % 250)), 0);
    assert_eq!(many(&|n| format!("[2001:db8:{n:x}::7]:443")), 0);
}

#[test]
fn the_way_into_a_folder_stays_on_its_host_below_its_portal() {
    let service = Service::start();
    for (asked, to) in [
        ("/replies", "replies/"),
        ("/replies?page=2", "replies/?page=2"),
        ("//replies", "replies/"),
        ("/mailbox?kind=complaint", "mailbox/?kind=complaint"),
        ("/track", "track/"),
    ] {
        let page = service.visitor().get(asked);
        assert!((300..400).contains(&page.status), "{asked}: {}", page.status);
        assert_eq!(page.location.as_deref(), Some(to), "{asked}");
    }
}
