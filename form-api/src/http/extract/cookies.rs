//! Every cookie of the service. All are ours alone (`__Host-` over https), no script reads them, and none tells a name, a
//! number or a code. They come along when a link elsewhere leads here (`SameSite=Lax`): a link in a mail or in the
//! office's own system opens the page it means. What another site posts here is refused (`middleware/other_sites`).
//!
//! Deliberately absent: anything that follows people. A resident gets a cookie when a letter is written or looked up, and
//! only the device of a signed-in member of staff keeps one beyond the browser's session.

use actix_web::HttpRequest;
use actix_web::cookie::{Cookie, SameSite, time::Duration};

use crate::context::Context;
use crate::seal::DEVICE_DAYS;

/// One of our cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum OwnCookie {
    /// This browser keeps cookies: a page can lead to the next by an address.
    Kept,
    /// The letter that was sent a moment ago.
    Receipt,
    /// Letters whose receipts were saved.
    ReceiptSaved,
    /// Letters that were looked up a moment ago.
    Letters,
    /// A member of staff who is signed in.
    Session,
    /// A member of staff has signed in here before.
    Device,
    /// The slip that staff are about to print.
    Slip,
    /// What was typed when a session ended: one for each form.
    Held,
}

impl OwnCookie {
    /// Plain, and over https.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Kept => ("cookies", "__Host-cookies"),
            Self::Receipt => ("receipt", "__Host-receipt"),
            Self::ReceiptSaved => ("receipt-saved", "__Host-receipt-saved"),
            Self::Letters => ("letters", "__Host-letters"),
            Self::Session => ("session", "__Host-session"),
            Self::Device => ("device", "__Host-device"),
            Self::Slip => ("slip", "__Host-slip"),
            Self::Held => ("held", "__Host-held"),
        }
    }

    fn name(self, app: &Context) -> &'static str {
        let (plain, host) = self.names();
        if app.settings.is_https() { host } else { plain }
    }

    /// What the browser sent back.
    pub(crate) fn read(self, app: &Context, request: &HttpRequest) -> Option<String> {
        request.cookie(self.name(app)).map(|cookie| cookie.value().to_owned())
    }

    /// For the browser to keep.
    pub(crate) fn set(self, app: &Context, value: &str) -> Cookie<'static> {
        let cookie = Cookie::build(self.name(app), value.to_owned())
            .path("/")
            .http_only(true)
            .secure(app.settings.is_https())
            .same_site(SameSite::Lax);
        match self {
            Self::Device => cookie.max_age(Duration::days(DEVICE_DAYS)).finish(),
            _ => cookie.finish(),
        }
    }

    /// One of several of its kind, each under a name of its own: what two tabs are given at once, neither takes from the other.
    pub(crate) fn set_one(self, app: &Context, id: &str, value: &str) -> Cookie<'static> {
        let mut cookie = self.set(app, value);
        cookie.set_name(format!("{}-{id}", self.name(app)));
        cookie
    }

    /// All of its kind that the browser sent back.
    pub(crate) fn read_all(self, app: &Context, request: &HttpRequest) -> Vec<String> {
        let begin = format!("{}-", self.name(app));
        let Ok(cookies) = request.cookies() else { return Vec::new() };
        let own = cookies.iter().filter(|cookie| cookie.name().starts_with(&begin));
        own.map(|cookie| cookie.value().to_owned()).collect()
    }

    /// One of several, for the browser to forget.
    pub(crate) fn forget_one(self, app: &Context, id: &str) -> Cookie<'static> {
        let mut gone = self.set_one(app, id, "");
        gone.make_removal();
        gone
    }

    /// For the browser to forget.
    pub(crate) fn forget(self, app: &Context) -> Cookie<'static> {
        let mut gone = self.set(app, "");
        gone.make_removal();
        gone
    }
}

/// Says whether this browser keeps cookies. Without them a page cannot follow another by an address that opens nothing by
/// itself: then what was done is shown in the same answer.
pub(crate) fn are_kept(app: &Context, request: &HttpRequest) -> bool {
    [OwnCookie::Kept, OwnCookie::Letters, OwnCookie::Receipt]
        .iter()
        .any(|cookie| cookie.read(app, request).is_some())
}

/// A page from which something is sent: the next request tells whether this browser keeps cookies.
pub(crate) fn try_one(app: &Context, mut page: actix_web::HttpResponse) -> actix_web::HttpResponse {
    // A header that cannot be added costs no page.
    drop(page.add_cookie(&OwnCookie::Kept.set(app, "yes")));
    page
}
