//! What a reply would become: the page exactly as it will be published, and what the gate finds in it.

use privacy::Known;
use record::{PublicRecord, PublicReply};
use site_gen::leaks::{Gate, KnownByHash, Leak};
use site_gen::site::Site;
use site_gen::theme::Theme;

/// The page of a reply exactly as it will be published.
///
/// # Errors
/// The reply names something that the content does not have.
pub fn preview(site: &Site, theme: &Theme, reply: PublicReply) -> anyhow::Result<String> {
    site_gen::render::preview(site, theme, &PublicRecord::Reply(reply))
}

/// What a reply would become, read by the gate: its page and its path, where all that other pages take from
/// it stands too.
///
/// # Errors
/// As [`preview`].
pub fn read_with_gate(
    site: &Site,
    theme: &Theme,
    (known, hashed): (&Known, &dyn KnownByHash),
    reply: &PublicReply,
) -> anyhow::Result<Vec<Leak>> {
    let gate = Gate { known, allowed: &reply.kept, hashed: Some(hashed) };
    let path = PublicRecord::Reply(reply.clone()).relative_path().with_extension("html");
    let page = preview(site, theme, reply.clone())?;
    Ok(gate.read_file(&path.to_string_lossy(), page.as_bytes()))
}
