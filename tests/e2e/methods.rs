//! Methods that an address does not have, and those that every address has (RFC 9110, 9).

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;

use form_api::messages::speak;
use tests::Service;

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

/// Asks over a line of its own, so that every byte of the answer is seen.
fn ask(service: &Service, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
    let host = service.base.trim_start_matches("http://");
    let more: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let mut line = TcpStream::connect(host).expect("the service listens");
    let request = format!("{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
    line.write_all(request.as_bytes()).expect("said");
    let mut said = Vec::new();
    line.read_to_end(&mut said).expect("heard");
    let said = String::from_utf8_lossy(&said).into_owned();
    let (head, body) = said.split_once("\r\n\r\n").unwrap_or_else(|| panic!("{method} {path}: {said:?}"));
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok());
    let headers = lines.filter_map(|line| line.split_once(": "));
    Answer {
        status: status.expect("a status"),
        headers: headers.map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned())).collect(),
        body: body.to_owned(),
    }
}

#[test]
fn a_method_or_an_address_that_is_not_there_is_told_with_a_sentence() {
    let service = Service::start();
    for (method, path) in [
        ("POST", "/mailbox"),
        ("DELETE", "/mailbox/"),
        ("GET", "/mailbox/receipt/"),
        ("GET", "/mailbox/nothing"),
        ("PUT", "/mailbox/proof.js"),
        ("POST", "/track"),
        ("PATCH", "/track/"),
        ("GET", "/track/withdraw"),
        ("GET", "/track/nothing/at/all"),
        ("POST", "/desk"),
        ("POST", "/desk/"),
        ("GET", "/desk/sign-out"),
        ("GET", "/desk/nothing"),
        ("DELETE", "/desk/sign-in"),
    ] {
        let answer = ask(&service, method, path, &[("Content-Length", "0")]);
        assert!((400..500).contains(&answer.status), "{method} {path}: {}", answer.status);
        assert!(answer.body.contains("</html>"), "{method} {path} is blank: {:?}", answer.body);
    }
    let desk = ask(&service, "GET", "/desk/nothing", &[]);
    assert!(desk.body.contains(&speak("error-not_found")), "in the words of the desk: {}", desk.body);
}

#[test]
fn whatever_can_be_got_can_be_asked_for_its_head_alone() {
    let service = Service::start();
    for path in [
        "/",
        "/mailbox",
        "/mailbox/",
        "/mailbox/proof.js",
        "/mailbox/receipt",
        "/track",
        "/track/",
        "/track/stop-mail",
        "/search?q=%E8%B7%AF%E7%81%AF",
        "/healthz",
        "/desk/",
        "/desk/sign-in",
        "/api/v1/kinds",
        "/api/v1/units",
        "/api/v1/public-replies",
        "/api/v1/public-replies/2026-0000-0000",
        "/api/v1/openapi.json",
        "/open311/discovery.json",
        "/open311/v2/services.json",
        "/open311/v2/services/inquiry.xml",
        "/open311/v2/requests.json",
        "/nothing/at/all",
    ] {
        let (got, head) = (ask(&service, "GET", path, &[]), ask(&service, "HEAD", path, &[]));
        assert_eq!(head.status, got.status, "{path}");
        assert_eq!(head.body, "", "{path}");
        for name in ["content-type", "etag", "location", "cache-control", "content-security-policy"] {
            assert_eq!(head.headers.get(name), got.headers.get(name), "{name} of {path}");
        }
        if let Some(length) = head.headers.get("content-length") {
            assert_eq!(Some(length), got.headers.get("content-length"), "{path}");
        }
    }
    let sent_only = ask(&service, "HEAD", "/api/v1/letters", &[]);
    assert_eq!((sent_only.status, sent_only.headers["allow"].as_str()), (405, "POST"));
}

#[test]
fn pages_of_other_sites_may_ask_public_questions_conditionally_and_send_nothing() {
    let service = Service::start();
    let preflight = |path: &str, method: &str| {
        let headers = [
            ("Origin", "https://elsewhere.example"),
            ("Access-Control-Request-Method", method),
            ("Access-Control-Request-Headers", "if-none-match"),
        ];
        ask(&service, "OPTIONS", path, &headers)
    };
    for path in [
        "/api/v1/kinds",
        "/api/v1/public-replies",
        "/api/v1/public-replies/2026-0000-0000",
        "/api/v1/openapi.json",
        "/open311/discovery.json",
        "/open311/v2/services.json",
        "/open311/v2/requests.json",
        "/open311/v2/requests/2026-0000-0000.xml",
    ] {
        let allowed = preflight(path, "GET");
        assert_eq!((allowed.status, allowed.body.as_str()), (204, ""), "{path}");
        assert_eq!(allowed.headers["access-control-allow-origin"], "*", "{path}");
        assert_eq!(allowed.headers["access-control-allow-methods"], "GET, HEAD", "{path}");
        let fields = allowed.headers["access-control-allow-headers"].to_ascii_lowercase();
        assert!(fields.split(", ").any(|field| field == "if-none-match"), "{path}: {fields}");
        assert!(!allowed.headers.contains_key("access-control-allow-credentials"), "{path}");
    }
    let refused = preflight("/api/v1/letters", "POST");
    assert_eq!(refused.status, 405);
    assert!(!refused.headers.contains_key("access-control-allow-origin"));
}

#[test]
fn over_https_every_answer_says_so_for_a_year_and_over_http_none() {
    let open = Service::start();
    let over_https = Service::start_with(|settings| {
        settings.server.public_url = "https://www.yundu.example/".parse().expect("an address");
    });
    for path in ["/mailbox/", "/api/v1/kinds", "/api/v1/public-replies/2026-0000-0000", "/api/v1/letters"] {
        let said = ask(&over_https, "GET", path, &[]).headers;
        // No sub-domains: they are other offices'.
        assert_eq!(
            said.get("strict-transport-security").map(String::as_str),
            Some("max-age=31536000"),
            "{path}"
        );
        assert_eq!(ask(&open, "GET", path, &[]).headers.get("strict-transport-security"), None, "{path}");
    }
}

#[test]
fn a_visitor_who_is_not_signed_in_is_no_error_in_the_log() {
    let service = Service::start();
    let page = service.visitor().get("/desk/cases/2026-0000-0000");
    assert_eq!(
        (page.status, page.location.as_deref()),
        (303, Some("/desk/sign-in?to=%2Fdesk%2Fcases%2F2026-0000-0000"))
    );
    let logged = String::from_utf8_lossy(&tests::logged()).into_owned();
    let told: Vec<&str> = logged.lines().filter(|line| line.contains("NotSignedIn")).collect();
    assert!(told.is_empty(), "{told:?}");
}
