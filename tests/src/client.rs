//! A visitor without scripts: follows links and fills forms as a browser with JavaScript off does, and reads what came.

use std::collections::BTreeMap;

use ureq::Agent;
use ureq::http::Response;

/// A visitor with cookies of their own.
pub struct Client {
    agent: Agent,
    base: String,
}

/// What came back.
#[derive(Clone, Debug)]
pub struct Page {
    /// Status code.
    pub status: u16,
    /// Where it leads, for 3xx.
    pub location: Option<String>,
    /// Headers by lower-case name.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub text: String,
}

impl Client {
    /// A visitor of a service at `base` (no final slash).
    #[must_use]
    pub fn new(base: &str) -> Self {
        let config = Agent::config_builder().max_redirects(0).http_status_as_error(false).build();
        Self { agent: config.into(), base: base.to_owned() }
    }

    fn read(response: Response<ureq::Body>) -> Page {
        let headers = header_map(&response);
        Page {
            status: response.status().as_u16(),
            location: headers.get("location").cloned(),
            headers,
            text: response.into_body().read_to_string().expect("a text"),
        }
    }

    /// GET a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Page {
        Self::read(self.agent.get(format!("{}{path}", self.base)).call().expect("the service answers"))
    }

    /// GET a path as a program does, with headers of its own.
    #[must_use]
    pub fn get_with(&self, path: &str, headers: &[(&str, &str)]) -> Page {
        let request = self.agent.get(format!("{}{path}", self.base));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Self::read(request.call().expect("the service answers"))
    }

    /// POST bytes as a program does, with headers of its own.
    #[must_use]
    pub fn send_with(&self, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Page {
        let request = self.agent.post(format!("{}{path}", self.base));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Self::read(request.send(body).expect("the service answers"))
    }

    /// POST a form to a path.
    #[must_use]
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Page {
        let request = self.agent.post(format!("{}{path}", self.base));
        Self::read(request.send_form(fields.iter().copied()).expect("the service answers"))
    }

    /// POST a form: status, headers, bytes.
    #[must_use]
    pub fn post_for_bytes(
        &self,
        path: &str,
        fields: &[(&str, &str)],
    ) -> (u16, BTreeMap<String, String>, Vec<u8>) {
        let request = self.agent.post(format!("{}{path}", self.base));
        let response = request.send_form(fields.iter().copied()).expect("the service answers");
        let (status, headers) = (response.status().as_u16(), header_map(&response));
        (status, headers, response.into_body().read_to_vec().expect("bytes"))
    }

    /// Writes a letter on the form: gives the preview, or the form again with its errors.
    #[must_use]
    pub fn write_letter(&self, fields: &[(&str, &str)]) -> Page {
        let form = self.get("/mailbox/").hidden("form");
        let mut all = vec![("form", form.as_str()), ("rules_read", "1")];
        all.extend(fields);
        self.post("/mailbox/", &all)
    }

    /// Goes where an answer to a request at `from` leads, as a browser does; any other answer is given back.
    #[must_use]
    pub fn follow(&self, from: &str, page: Page) -> Page {
        let Some(way) = page.location.as_deref().filter(|_| page.status == 303) else { return page };
        let way = if way.starts_with('/') { way.to_owned() } else { resolve(from, way) };
        self.get(&way)
    }

    /// POST a form with headers of its own.
    #[must_use]
    pub fn post_with(&self, path: &str, headers: &[(&str, &str)], fields: &[(&str, &str)]) -> Page {
        let request = self.agent.post(format!("{}{path}", self.base));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        Self::read(request.send_form(fields.iter().copied()).expect("the service answers"))
    }

    /// Looks a letter up as its sender does: opens the form, fills it in and follows.
    #[must_use]
    pub fn look_up(&self, number: &str, code: &str) -> Page {
        let _ = self.get("/track/");
        let page = self.post("/track/", &[("submission_no", number), ("query_code", code)]);
        self.follow("/track/", page)
    }

    /// Presses a button of a preview, `confirm` or `edit`, and follows.
    #[must_use]
    pub fn press(&self, preview: &Page, action: &str) -> Page {
        let mut fields = preview.hidden_fields();
        fields.push(("action".to_owned(), action.to_owned()));
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let page = self.post("/mailbox/", &fields);
        self.follow("/mailbox/", page)
    }

    /// POST raw bytes as a form.
    #[must_use]
    pub fn post_raw(&self, path: &str, content_type: &str, body: &[u8]) -> Page {
        let request = self.agent.post(format!("{}{path}", self.base)).header("content-type", content_type);
        Self::read(request.send(body).expect("the service answers"))
    }

    /// GET what the service may refuse before it has read it: the status, none where the line broke.
    #[must_use]
    pub fn get_anyhow(&self, path: &str, headers: &[(&str, &str)]) -> Option<u16> {
        let request = self.agent.get(format!("{}{path}", self.base));
        let request = headers.iter().fold(request, |request, (name, value)| request.header(*name, *value));
        request.call().ok().map(|response| response.status().as_u16())
    }

    /// POST bytes that the service may refuse before it has read them: the status, none where the line broke.
    #[must_use]
    pub fn send_anyhow(&self, path: &str, content_type: &str, body: &[u8]) -> Option<u16> {
        let request = self.agent.post(format!("{}{path}", self.base)).header("content-type", content_type);
        request.send(body).ok().map(|response| response.status().as_u16())
    }

    /// POST a form with files, as a browser does with `multipart/form-data`: texts first, then each file under `files`.
    #[must_use]
    pub fn post_files(&self, path: &str, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Page {
        let (kind, body) = multipart(fields, files);
        self.post_raw(path, &kind, &body)
    }

    /// Writes a letter on the form and chooses files.
    #[must_use]
    pub fn write_letter_with(&self, fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> Page {
        let form = self.get("/mailbox/").hidden("form");
        let mut all = vec![("form", form.as_str()), ("rules_read", "1")];
        all.extend(fields);
        self.post_files("/mailbox/", &all, files)
    }

    /// GET a path: status, headers, bytes.
    #[must_use]
    pub fn get_bytes(&self, path: &str) -> (u16, BTreeMap<String, String>, Vec<u8>) {
        let response = self.agent.get(format!("{}{path}", self.base)).call().expect("the service answers");
        let (status, headers) = (response.status().as_u16(), header_map(&response));
        (status, headers, response.into_body().read_to_vec().expect("bytes"))
    }

    /// Signs in at the desk.
    pub fn sign_in(&self, name: &str, pass_phrase: &str) {
        let form = self.get("/desk/sign-in").hidden("form");
        let fields = [("form", form.as_str()), ("sign_in_name", name), ("pass_phrase", pass_phrase)];
        let page = self.post("/desk/sign-in", &fields);
        assert_eq!(page.status, 303, "{}", page.text);
    }

    /// Takes a step on a case as its page offers it: reads version and token from the page, then posts.
    #[must_use]
    pub fn step(&self, number: &str, step: &str, fields: &[(&str, &str)]) -> Page {
        if step == "publish" {
            return self.approve(number, fields);
        }
        let case = self.get(&format!("/desk/cases/{number}"));
        assert_eq!(case.status, 200, "{number} for {step}: {}", case.text);
        let (csrf, version) = (case.hidden("csrf"), case.hidden("version"));
        let mut all = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
        all.extend(fields);
        self.post(&format!("/desk/cases/{number}/{step}"), &all)
    }

    /// Approves a public text on the page that shows it, and finds every doubt to be no harm.
    #[must_use]
    pub fn approve(&self, number: &str, fields: &[(&str, &str)]) -> Page {
        let path = format!("/desk/cases/{number}/publish");
        let page = self.get(&path);
        if page.status != 200 {
            return page;
        }
        let doubts: Vec<String> = page.radios("doubt_");
        let [csrf, version, seen] = ["csrf", "version", "seen"].map(|name| page.hidden(name));
        let mut all = vec![("csrf", csrf.as_str()), ("version", version.as_str()), ("seen", seen.as_str())];
        all.extend(doubts.iter().map(|doubt| (doubt.as_str(), "fine")));
        all.extend(fields);
        self.post(&path, &all)
    }

    /// Posts a step that the page does not offer to this person; the version is read by somebody to whom it does.
    #[must_use]
    pub fn step_unoffered(&self, seen_by: &Self, number: &str, step: &str, fields: &[(&str, &str)]) -> Page {
        let version = seen_by.get(&format!("/desk/cases/{number}")).hidden("version");
        let csrf = self.get("/desk/").hidden("csrf");
        let mut all = vec![("csrf", csrf.as_str()), ("version", version.as_str())];
        all.extend(fields);
        self.post(&format!("/desk/cases/{number}/{step}"), &all)
    }

    /// Takes a step that the page offers, and it must have worked.
    pub fn takes(&self, number: &str, step: &str, fields: &[(&str, &str)]) {
        let page = self.step(number, step, fields);
        assert_eq!(page.status, 303, "{step}: {}", page.text);
    }
}

/// A relative address as seen from another.
fn resolve(from: &str, way: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    match way.strip_prefix("../") {
        Some(rest) => resolve(folder, rest),
        None => format!("{folder}/{}", way.trim_start_matches("./")),
    }
}

fn header_map(response: &Response<ureq::Body>) -> BTreeMap<String, String> {
    let text = |value: &ureq::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    response.headers().iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect()
}

/// Content type and body of a form with files.
#[must_use]
pub fn multipart(fields: &[(&str, &str)], files: &[(&str, &[u8])]) -> (String, Vec<u8>) {
    const SEAM: &str = "----a-seam-that-stands-nowhere-else";
    let mut body = Vec::new();
    for (name, value) in fields {
        let part = format!("--{SEAM}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        body.extend(part.as_bytes());
    }
    for (name, bytes) in files {
        let part = format!(
            "--{SEAM}\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\nContent-Type: \
             application/octet-stream\r\n\r\n"
        );
        body.extend(part.as_bytes());
        body.extend(*bytes);
        body.extend(b"\r\n");
    }
    body.extend(format!("--{SEAM}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={SEAM}"), body)
}

impl Page {
    /// The body as JSON.
    #[must_use]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    /// The value of a hidden field.
    #[must_use]
    pub fn hidden(&self, name: &str) -> String {
        self.field(name).unwrap_or_else(|| panic!("no field {name} in {}", self.text))
    }

    /// Every hidden field of the page.
    #[must_use]
    pub fn hidden_fields(&self) -> Vec<(String, String)> {
        let tags = self.text.split("<input type=\"hidden\" name=\"").skip(1);
        tags.filter_map(|tag| {
            let (name, rest) = tag.split_once('"')?;
            let (value, _) = rest.split_once("value=\"")?.1.split_once('"')?;
            Some((name.to_owned(), unescape(value)))
        })
        .collect()
    }

    /// The value of an input, entities resolved.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<String> {
        let needle = format!("name=\"{name}\"");
        self.text
            .split('<')
            .find(|tag| tag.contains(&needle))
            .and_then(|tag| tag.split_once("value=\""))
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(value, _)| unescape(value))
    }

    /// Names of the choices that begin so, each once.
    #[must_use]
    pub fn radios(&self, begin: &str) -> Vec<String> {
        let needle = format!("name=\"{begin}");
        let names = self.text.split('<').filter(|tag| tag.contains("type=\"radio\"")).filter_map(|tag| {
            let (_, rest) = tag.split_once(&needle)?;
            Some(format!("{begin}{}", rest.split_once('"')?.0))
        });
        let mut names: Vec<String> = names.collect();
        names.dedup();
        names
    }

    /// The answers of a redaction page that agree with what it proposes, and name no village: fields of its form.
    #[must_use]
    pub fn as_proposed(&self) -> Vec<(String, String)> {
        let ways = self.text.split("data-suggested=\"").skip(1).enumerate();
        let ways = ways.map(|(at, rest)| {
            (format!("way_{at}"), rest.split_once('"').map_or("", |(way, _)| way).to_owned())
        });
        ways.chain(
            [("scope", "township"), ("name_village", "no")].map(|(name, value)| (name.into(), value.into())),
        )
        .collect()
    }

    /// The text of a textarea, entities resolved.
    #[must_use]
    pub fn textarea(&self, name: &str) -> Option<String> {
        let needle = format!("name=\"{name}\"");
        let (_, rest) = self.text.split_once(&needle)?;
        let (_, rest) = rest.split_once('>')?;
        rest.split_once("</textarea>").map(|(value, _)| unescape(value.trim_start_matches('\n')))
    }

    /// The text of the element that has this attribute, tags taken out.
    #[must_use]
    pub fn element(&self, attribute: &str) -> Option<String> {
        let needle = [format!(" {attribute}>"), format!(" {attribute} "), format!(" {attribute}=\"\"")]
            .into_iter()
            .find(|needle| self.text.contains(needle))?;
        let (before, rest) = self.text.split_once(&needle)?;
        let tag = before.rsplit_once('<')?.1.split_whitespace().next()?.to_owned();
        let rest = if needle.ends_with('>') { rest } else { rest.split_once('>')?.1 };
        let (inner, _) = rest.split_once(&format!("</{tag}>"))?;
        let mut text = String::new();
        let mut inside = false;
        for c in inner.chars() {
            match c {
                '<' => inside = true,
                '>' => inside = false,
                c if !inside => text.push(c),
                _ => {}
            }
        }
        Some(unescape(text.trim()))
    }
}

pub(crate) fn unescape(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&amp;", "&")
}
