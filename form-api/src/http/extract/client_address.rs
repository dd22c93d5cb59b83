//! Where a request comes from, cut to a prefix: by its line, or by the word of the proxy that is trusted.

use std::future::{Ready, ready};
use std::net::{IpAddr, SocketAddr};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpRequest, web};

use crate::context::Context;
use crate::http::pages::ApiError;
use crate::rate_limits::ClientPrefix;

impl FromRequest for ClientPrefix {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let settings = request.app_data::<web::Data<Context>>().map(|app| &app.settings);
        // One address has two forms where a socket takes both kinds: they are compared in the shorter one.
        let peer = request.peer_addr().map(|address| address.ip().to_canonical());
        let proxy = settings.and_then(|settings| settings.server.trusted_proxy);
        let is_proxy = peer.is_some() && peer == proxy.map(|proxy| proxy.to_canonical());
        let address = if is_proxy { forwarded_for(request.headers()).or(peer) } else { peer };
        let is_trusted = address.is_some_and(|address| {
            let trusted = settings.map(|settings| settings.abuse.trusted_addresses.as_slice());
            trusted.unwrap_or_default().iter().any(|one| one.to_canonical() == address)
        });
        ready(Ok(Self::of_peer(address).trusted(is_trusted)))
    }
}

/// Who the proxy says that it speaks for. Only the last entry of the last line was written by the proxy that we trust: proxies
/// append, some to the line, some a line of their own. Everything before it are the client's own words, in whatever bytes.
fn forwarded_for(headers: &header::HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("X-Forwarded-For").last()?.as_bytes();
    let entry = line.rsplit(|byte| *byte == b',').next()?;
    address_in(std::str::from_utf8(entry).ok()?)
}

/// The address of an entry: alone, in brackets, or with a port, as some proxies write it.
fn address_in(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim().trim_matches('"');
    let bracketed = entry.strip_prefix('[').and_then(|rest| rest.split_once(']')).map(|(address, _)| address);
    let address = bracketed.unwrap_or(entry);
    let plain = || address.parse::<IpAddr>().ok();
    let with_port = || address.parse::<SocketAddr>().ok().map(|address| address.ip());
    Some(plain().or_else(with_port)?.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_proxy_wrote_is_believed_in_whatever_form_it_writes() {
        let of = |lines: &[&[u8]]| {
            let mut headers = header::HeaderMap::new();
            for line in lines {
                let line = header::HeaderValue::from_bytes(line).expect("a line");
                headers.append(header::HeaderName::from_static("x-forwarded-for"), line);
            }
            forwarded_for(&headers).map(|address| address.to_string())
        };
        for (lines, address) in [
            (&[&b"203.0.113.7"[..]][..], Some("203.0.113.7")),
            (&[b"192.0.2.1, 203.0.113.7"], Some("203.0.113.7")),
            (&[b"192.0.2.1", b"203.0.113.7"], Some("203.0.113.7")),
            (&[b"192.0.2.1", b"192.0.2.2, 203.0.113.7:52110"], Some("203.0.113.7")),
            (&[b"\xff\xfe, 203.0.113.7"], Some("203.0.113.7")),
            (&[b"2001:db8::7"], Some("2001:db8::7")),
            (&[b"[2001:db8::7]"], Some("2001:db8::7")),
            (&[b"[2001:db8::7]:443"], Some("2001:db8::7")),
            (&[b"\"[2001:db8::7]:443\""], Some("2001:db8::7")),
            (&[b"::ffff:203.0.113.7"], Some("203.0.113.7")),
            (&[b"[::ffff:203.0.113.7]:9"], Some("203.0.113.7")),
            // What cannot be read is nobody: then the proxy's own address counts.
            (&[b"203.0.113.7, unknown"], None),
            (&[b"203.0.113.7", b""], None),
            (&[b"203.0.113.7,"], None),
            (&[], None),
        ] {
            assert_eq!(of(lines).as_deref(), address, "{lines:?}");
        }
    }
}
