//! The address that residents type, and what lies below it.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

use serde::Deserialize;
use url::Url;

/// The site's address: `https:` or `http:`, with its path, which ends with a slash.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct PublicUrl(Url);

/// Why an address is none of a site.
#[derive(Debug, thiserror::Error)]
pub enum PublicUrlError {
    /// It is no address.
    #[error("server.public_url: {0}")]
    Form(#[from] url::ParseError),
    /// Something else than a site is at it, or something stands behind its path.
    #[error("server.public_url is https://, a host and a path, and nothing behind it")]
    NotASite,
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let mut url = Url::parse(text.trim())?;
        let is_bare = url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        if !matches!(url.scheme(), "http" | "https") || !is_bare {
            return Err(PublicUrlError::NotASite);
        }
        if !url.path().ends_with('/') {
            url.set_path(&format!("{}/", url.path()));
        }
        Ok(Self(url))
    }
}

/// Of a server on this machine.
impl From<SocketAddr> for PublicUrl {
    fn from(bound: SocketAddr) -> Self {
        Self(Url::parse(&format!("http://{bound}/")).expect("a bound address is a host and a port"))
    }
}

impl TryFrom<String> for PublicUrl {
    type Error = PublicUrlError;

    fn try_from(text: String) -> Result<Self, PublicUrlError> {
        text.parse()
    }
}

impl fmt::Display for PublicUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl PublicUrl {
    /// With its slash at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Without a slash at its end, as programs are told where to begin.
    #[must_use]
    pub fn base(&self) -> &str {
        self.as_str().trim_end_matches('/')
    }

    /// An address below it; one that begins with a slash is below its host, and what is none leads to the site.
    #[must_use]
    pub fn join(&self, path: &str) -> String {
        self.0.join(path).map_or_else(|_| self.0.to_string(), String::from)
    }

    /// It is reached by TLS.
    #[must_use]
    pub fn is_https(&self) -> bool {
        self.0.scheme() == "https"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_below_the_address_with_and_without_its_last_slash() {
        for text in [
            "https://www.yundu.example/hexi",
            "https://www.yundu.example/hexi/",
            "https://www.yundu.example:443/hexi",
        ] {
            let url: PublicUrl = text.parse().expect("an address");
            assert_eq!(url.join("track/"), "https://www.yundu.example/hexi/track/");
            assert_eq!(url.join("/desk/"), "https://www.yundu.example/desk/");
            assert_eq!((url.base(), url.is_https()), ("https://www.yundu.example/hexi", true));
        }
    }

    #[test]
    fn what_is_no_site_is_refused() {
        for text in [
            "www.yundu.example",
            "ftp://www.yundu.example/",
            "https://www.yundu.example/?a=b",
            "https://a@www.yundu.example/",
            "",
        ] {
            assert!(text.parse::<PublicUrl>().is_err(), "{text}");
        }
    }
}
