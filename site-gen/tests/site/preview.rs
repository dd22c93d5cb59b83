//! The preview follows what is saved.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::sync::mpsc::channel;

use jiff::civil::date;
use site_gen::build::Options;
use site_gen::serve::serve;

use crate::town::Town;

fn get(address: SocketAddr, path: &str) -> String {
    let mut stream = TcpStream::connect(address).expect("the preview listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").expect("asked");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("answered");
    String::from_utf8_lossy(&answer).into_owned()
}

fn seen(page: &str) -> &str {
    let rest = page.split("data-seen=\"").nth(1).expect("the preview's script");
    rest.split('"').next().expect("a number")
}

#[test]
fn a_save_is_shown_and_the_browser_told_and_a_mistake_leaves_the_page() {
    let town = Town::new();
    let options = Options {
        content: town.path("content"),
        replies: None,
        theme: town.path("theme"),
        out: town.path("site"),
        date: date(2026, 11, 23),
    };
    let (tell, told) = channel();
    std::thread::spawn(move || {
        serve(
            options,
            false,
            "127.0.0.1:0",
            || date(2026, 11, 23),
            |address| tell.send(address).expect("heard"),
        )
    });
    let address = told.recv().expect("the preview is ready");
    let page = get(address, "/policies/laji-fenlei/");
    assert!(page.contains("绿桶装会烂的"), "{page}");
    town.change("policies/laji-fenlei.md", "绿桶装会烂的", "绿桶放会烂的");
    // The answer comes when the site is built again. A save may be several events: the page is asked for
    // until it shows.
    let mut number = seen(&page).to_owned();
    let mut now = page;
    while now.contains("绿桶装会烂的") {
        assert!(
            get(address, &format!("/__reload?seen={number}")).starts_with("HTTP/1.1 200"),
            "told in time"
        );
        now = get(address, "/policies/laji-fenlei/");
        seen(&now).clone_into(&mut number);
    }
    assert!(now.contains("绿桶放会烂的"));
    town.change("policies/laji-fenlei.md", "published_at = \"2026", "published_at = \"二〇二六");
    assert!(get(address, &format!("/__reload?seen={number}")).starts_with("HTTP/1.1 200"));
    assert!(get(address, "/policies/laji-fenlei/").contains("绿桶放会烂的"), "the last page that was right");
    assert!(get(address, "/../content/site.toml").starts_with("HTTP/1.1 404"));
}
