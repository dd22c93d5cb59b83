//! Names of files as programs write them into a form, made readable before the form is read. Browsers put a name between
//! quotes as it is, with its backslashes; the reader of parts takes a backslash for an escape, and loses the whole form
//! over a name that ends in one or that is not UTF-8.
//!
//! Deliberately absent: anything but the one header of a part that names a file.

use actix_web::error::PayloadError;
use actix_web::web::{Bytes, BytesMut};
use futures_util::{Stream, StreamExt as _};
use memchr::memmem;

/// The head of a part: longer ones are left to the reader, which refuses them.
const LONGEST_HEAD: usize = 16 * 1024;

const END_OF_HEAD: &[u8] = b"\r\n\r\n";

/// The boundary of a form's parts, out of its content type (RFC 2046, 5.1.1).
pub(crate) fn boundary_of(content_type: &str) -> Option<String> {
    let parameters = content_type.split(';').skip(1).filter_map(|one| one.split_once('='));
    let mut own = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"));
    own.next().map(|(_, value)| value.trim().trim_matches('"').to_owned())
}

/// The same form, with names that can be read.
pub(crate) fn readable<S>(form: S, boundary: String) -> impl Stream<Item = Result<Bytes, PayloadError>>
where
    S: Stream<Item = Result<Bytes, PayloadError>>,
{
    let state = (Box::pin(form), Parts::new(&boundary), false);
    futures_util::stream::unfold(state, |(mut form, mut parts, mut has_ended)| async move {
        while !has_ended {
            match form.next().await {
                Some(Ok(piece)) => {
                    let ready = parts.take(&piece);
                    if !ready.is_empty() {
                        return Some((Ok(ready), (form, parts, false)));
                    }
                }
                Some(Err(error)) => return Some((Err(error), (form, parts, true))),
                None => has_ended = true,
            }
        }
        let rest = parts.buffer.split().freeze();
        (!rest.is_empty()).then_some((Ok(rest), (form, parts, true)))
    })
}

/// Where in a form a piece stands.
struct Parts {
    delimiter: Vec<u8>,
    buffer: BytesMut,
    is_in_head: bool,
}

impl Parts {
    fn new(boundary: &str) -> Self {
        Self {
            delimiter: format!("--{boundary}\r\n").into_bytes(),
            buffer: BytesMut::new(),
            is_in_head: false,
        }
    }

    /// What of the form is ready after one more piece.
    fn take(&mut self, piece: &[u8]) -> Bytes {
        self.buffer.extend_from_slice(piece);
        let mut ready = BytesMut::new();
        loop {
            if self.is_in_head {
                let head = memmem::find(&self.buffer, END_OF_HEAD);
                match head {
                    Some(end) => {
                        ready.extend_from_slice(&readable_head(&self.buffer.split_to(end)));
                        ready.extend_from_slice(&self.buffer.split_to(END_OF_HEAD.len()));
                    }
                    None if self.buffer.len() <= LONGEST_HEAD => break,
                    None => {}
                }
                self.is_in_head = false;
            }
            if let Some(at) = memmem::find(&self.buffer, &self.delimiter) {
                ready.extend_from_slice(&self.buffer.split_to(at + self.delimiter.len()));
                self.is_in_head = true;
            } else {
                // What may be the beginning of a delimiter waits for the next piece.
                let sure = self.buffer.len().saturating_sub(self.delimiter.len() - 1);
                ready.extend_from_slice(&self.buffer.split_to(sure));
                break;
            }
        }
        ready.freeze()
    }
}

/// The head of a part, its file's name escaped as the reader expects it. Lines that were folded are one again, and what a part says
/// of its own length is left out: where it ends, its boundary says.
fn readable_head(head: &[u8]) -> Vec<u8> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut rest = head;
    while !rest.is_empty() {
        let end = memmem::find(rest, b"\r\n").unwrap_or(rest.len());
        let line = &rest[..end];
        match lines.last_mut() {
            // RFC 5322, 2.2.3: a line that begins with a blank goes on with the one before.
            Some(before) if line.starts_with(b" ") || line.starts_with(b"\t") => {
                before.extend_from_slice(line)
            }
            _ => lines.push(line.to_vec()),
        }
        rest = rest.get(end + 2..).unwrap_or_default();
    }
    let is_of = |line: &[u8], field: &[u8]| {
        line.get(..field.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(field))
    };
    lines.retain(|line| !is_of(line, b"content-length:"));
    let readable = |mut line: Vec<u8>| {
        line.retain(|byte| !byte.is_ascii_control() || *byte == b'\t');
        readable_line(&line).unwrap_or(line)
    };
    lines.into_iter().map(readable).collect::<Vec<_>>().join(b"\r\n".as_slice())
}

/// None for a line that can be read as it is.
fn readable_line(line: &[u8]) -> Option<Vec<u8>> {
    const FIELD: &[u8] = b"content-disposition:";
    const NAME: &[u8] = b"filename=\"";
    if !line.get(..FIELD.len())?.eq_ignore_ascii_case(FIELD) {
        return None;
    }
    let start = memmem::find(&line.to_ascii_lowercase(), NAME)? + NAME.len();
    let end = start + end_of_name(&line[start..])?;
    let name = &line[start..end];
    let is_plain = !name.contains(&b'\\') && memmem::find(name, b"%22").is_none();
    if is_plain && std::str::from_utf8(name).is_ok() {
        return None;
    }
    let text = match std::str::from_utf8(name) {
        Ok(text) => text.to_owned(),
        // Old programs of this country write GBK.
        Err(_) => encoding_rs::GBK.decode_without_bom_handling(name).0.into_owned(),
    };
    // A quotation mark that was escaped, with a backslash or as browsers do it, stays one; every other backslash is part of a path.
    let escaped = text.replace("\\\"", "\"").replace("%22", "\"").replace('\\', "\\\\").replace('"', "\\\"");
    Some([&line[..start], escaped.as_bytes(), &line[end..]].concat())
}

/// The quotation mark behind which the next parameter or nothing stands.
fn end_of_name(rest: &[u8]) -> Option<usize> {
    let is_end = |at: &usize| {
        let after = rest[at + 1..].trim_ascii_start();
        after.is_empty() || after.starts_with(b";")
    };
    memchr::memchr_iter(b'"', rest).find(is_end)
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::{ContentDisposition, HeaderValue};

    use super::*;

    /// In pieces of every size: what comes out, and the name that a reader finds in it.
    fn name_of(file_name: &[u8]) -> Option<String> {
        let head = [
            b"--b-1\r\nContent-Disposition: form-data; name=\"files\"; filename=\"".as_slice(),
            file_name,
            b"\"\r\nContent-Type: a/b\r\n\r\n",
        ]
        .concat();
        let form = [head.as_slice(), b"\r\n--b- bytes \\ of a file\"\r\n--b-1\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\ny\r\n--b-1--\r\n"].concat();
        let in_pieces = |size: usize| {
            let mut parts = Parts::new("b-1");
            let mut out = Vec::new();
            for piece in form.chunks(size) {
                out.extend_from_slice(&parts.take(piece));
            }
            out.extend_from_slice(&parts.buffer);
            out
        };
        let first = in_pieces(1);
        for size in 2..form.len() {
            assert_eq!(in_pieces(size), first, "in pieces of {size}");
        }
        assert!(first.ends_with(&form[head.len()..]), "all else is as it was");
        let line = first.split(|byte| *byte == b'\n').nth(1)?.strip_prefix(b"Content-Disposition: ")?;
        let value = HeaderValue::from_bytes(line.trim_ascii_end()).ok()?;
        ContentDisposition::from_raw(&value).ok()?.get_filename().map(str::to_owned)
    }

    #[test]
    fn a_name_is_read_as_it_was_chosen() {
        for (given, read) in [
            ("现场.jpg".as_bytes(), "现场.jpg"),
            (b"C:\\fakepath\\a.jpg", "C:\\fakepath\\a.jpg"),
            (b"a.pdf\\", "a.pdf\\"),
            (b"a \\\"b\\\" c.pdf", "a \"b\" c.pdf"),
            (b"\xCF\xD6\xB3\xA1.jpg", "现场.jpg"),
            (b"a%22b.pdf", "a\"b.pdf"),
            (b"a\0b.pdf", "ab.pdf"),
            (b"a;b.pdf", "a;b.pdf"),
            (b"", ""),
        ] {
            assert_eq!(name_of(given).as_deref(), Some(read), "{given:?}");
        }
    }

    #[test]
    fn a_head_is_one_line_for_each_field_and_says_nothing_of_lengths() {
        for (head, read) in [
            ("Content-Disposition: form-data;\r\n name=\"x\"", "Content-Disposition: form-data; name=\"x\""),
            ("Content-Length: 9\r\nContent-Type: a/b", "Content-Type: a/b"),
            ("Content-Type: a/b\r\ncontent-length: 9", "Content-Type: a/b"),
        ] {
            assert_eq!(readable_head(head.as_bytes()), read.as_bytes());
        }
    }

    #[test]
    fn the_boundary_is_the_forms_own() {
        assert_eq!(boundary_of("multipart/form-data; boundary=----a-1").as_deref(), Some("----a-1"));
        assert_eq!(boundary_of("multipart/form-data; charset=x; Boundary=\"a 1\"").as_deref(), Some("a 1"));
        assert_eq!(boundary_of("multipart/form-data"), None);
    }
}
