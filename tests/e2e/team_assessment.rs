//! 团队分析单: about the team that leads a village, for its writer and the township's leaders alone.

use form_api::case::Role;
use form_api::messages::speak;
use tests::{Client, Page, Service};

use crate::rights::{Person, person};
use crate::survey::{attribute, send};

const VILLAGE: &str = "shuikou";
const SAID: &str = "村务公开按月做了，只有账目晚了半个月。";
const LIST: &str = "/desk/team-assessments";

fn write(client: &Client, given: &[(&str, &str)]) -> Page {
    send(client, "/desk/team-assessments/new", "/desk/team-assessments/", given)
}

fn path_of(page: &Page) -> String {
    assert_eq!(page.status, 200, "{}", page.text);
    format!("{LIST}/{}", attribute(page, "data-team-assessment"))
}

#[test]
fn it_is_written_once_a_month_corrected_until_a_leader_has_read_it_and_then_no_more() {
    let service = Service::start();
    let writer = person(&service, "zhicun", Some(VILLAGE), "village_instructor").client;
    let leader = person(&service, "lingdao", None, "leader").client;
    let path = path_of(&write(&writer, &[("duties", SAID)]));
    let twice = write(&writer, &[("duties", "再写一份。")]);
    assert_eq!(twice.status, 422, "{}", twice.text);
    assert!(
        twice.text.contains(&speak("unknown-team_assessment_month")) && twice.text.contains("再写一份。")
    );
    let edit = format!("{path}/edit");
    let corrected = send(&writer, &edit, &path, &[("duties", "账目已经补上。")]);
    assert!(corrected.text.contains("账目已经补上。") && !corrected.text.contains(SAID));
    let waiting = speak("today-team_assessments");
    assert!(leader.get("/desk/").text.contains(&waiting));
    assert_eq!(leader.get(&edit).status, 403, "who reads it does not write it");
    let read = send(&leader, &path, &format!("{path}/read"), &[("text", "下月去看一次。")]);
    assert_eq!(read.status, 200, "{}", read.text);
    assert!(writer.get(&path).text.contains("下月去看一次。"));
    assert_eq!(writer.get(&edit).status, 404, "it was read");
    assert!(!leader.get("/desk/").text.contains(&waiting));
}

#[test]
fn nobody_but_writer_and_leaders_finds_it_and_no_case_leads_to_it() {
    let service = Service::start();
    let writer = person(&service, "zhicun", Some(VILLAGE), "village_instructor").client;
    let path = path_of(&write(&writer, &[("duties", SAID)]));
    let (number, _) = service.send_letter(&crate::journey::LETTER);
    for role in Role::ALL {
        let unit = if role.is_of_village() { VILLAGE } else { "chengjian" };
        let name = format!("{}-assesses", role.as_str().replace('_', "-"));
        let Person { client, .. } = person(&service, &name, Some(unit), role.as_str());
        let reads = role.as_str() == "leader";
        assert_eq!(client.get(&path).status, if reads { 200 } else { 404 }, "{name}");
        let writes = role.as_str() == "village_instructor";
        let list = client.get(LIST);
        assert_eq!(list.status, if reads || writes { 200 } else { 403 }, "{name}");
        assert_eq!(list.text.contains(&path), reads, "{name}");
        let form = client.get("/desk/team-assessments/new");
        assert_eq!(form.status, if writes { 200 } else { 403 }, "{name}");
        assert_eq!(client.get("/desk/").text.contains(LIST), reads || writes, "{name}");
        let case = client.get(&format!("/desk/cases/{number}"));
        assert!(!case.text.contains("team-assessments"), "{name}: {}", case.text);
        assert!(!client.get("/desk/log").text.contains(&path[LIST.len() + 1..]), "{name}");
    }
    let _ = service.mails();
}

#[test]
fn a_leader_whom_it_names_does_not_find_it() {
    let service = Service::start();
    let writer = person(&service, "zhicun", Some(VILLAGE), "village_instructor").client;
    let named = person(&service, "lingdao", None, "leader");
    let other = person(&service, "lingdao-two", None, "leader").client;
    crate::mediation::rename(&service, "lingdao", "钟离建国");
    let path = path_of(&write(&writer, &[("duties", "钟离建国答应的路一直没修。")]));
    assert_eq!(named.client.get(&path).status, 404);
    assert!(!named.client.get(LIST).text.contains(&path));
    assert!(!named.client.get("/desk/").text.contains(&speak("today-team_assessments")), "in no number");
    assert_eq!(other.get(&path).status, 200);
}
