//! Messages in and out: the frames of the protocol's base, each with its length in front.
//!
//! Whatever bytes come in, reading goes on with what looks like the next frame; what could not be read is told as that. Knows
//! nothing of what the messages say.

use std::io::{self, BufRead, Read};

use lsp_server::Message;

/// The largest message that is read: more than a text of the largest size that is analysed takes, whatever its escapes.
const MAX_BYTES: usize = 512 * 1024 * 1024;

/// No line of a header is this long.
const MAX_HEADER: u64 = 4096;

/// What came in.
#[derive(Debug)]
pub enum Frame {
    /// A message.
    Message(Message),
    /// Something that is none, and why.
    Malformed(String),
}

/// Reads the next frame; nothing at the end of the stream.
pub fn read(from: &mut impl BufRead) -> io::Result<Option<Frame>> {
    let Some(length) = length(from)? else { return Ok(None) };
    if length > MAX_BYTES {
        let skipped = io::copy(&mut from.take(length as u64), &mut io::sink())?;
        let ended = (skipped as usize) < length;
        return Ok((!ended).then(|| Frame::Malformed(format!("a message of {length} bytes is too long"))));
    }
    let mut bytes = Vec::new();
    // Room is made for what comes, and not for what is announced.
    if from.take(length as u64).read_to_end(&mut bytes)? < length {
        return Ok(None);
    }
    Ok(Some(match serde_json::from_slice(&bytes) {
        Ok(message) => Frame::Message(message),
        Err(error) => Frame::Malformed(format!("this is no message: {error}")),
    }))
}

/// Reads a header: the length of what follows. Lines that are none of a header are passed over.
fn length(from: &mut impl BufRead) -> io::Result<Option<usize>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if from.take(MAX_HEADER).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = String::from_utf8_lossy(&line);
        match (text.trim(), length) {
            ("", Some(length)) => return Ok(Some(length)),
            (field, _) => {
                if let Some((name, value)) = field.split_once(':')
                    && name.trim().eq_ignore_ascii_case("content-length")
                {
                    length = value.trim().parse().ok();
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(bytes: &[u8]) -> Vec<Frame> {
        let mut from = io::Cursor::new(bytes);
        std::iter::from_fn(|| read(&mut from).unwrap()).collect()
    }

    #[test]
    fn what_is_no_message_is_told_and_the_next_one_is_read() {
        let text = "garbage\r\n\r\nContent-Length: x\r\n\r\nContent-Length: 3\r\n\r\n{}}content-length:40\r\nContent-Type: a\r\n\r\n\
                    {\"jsonrpc\":\"2.0\",\"method\":\"initialized\"}Content-Length: 99\r\n\r\n{";
        let frames = all(text.as_bytes());
        let [Frame::Malformed(_), Frame::Message(Message::Notification(told))] = &frames[..] else {
            panic!("{frames:?}")
        };
        assert_eq!(told.method, "initialized");
    }

    #[test]
    fn a_length_that_nobody_has_room_for_takes_none() {
        assert!(all(b"Content-Length: 9223372036854775807\r\n\r\nshort").is_empty());
        assert!(all(b"Content-Length: 99999999999999999999999\r\n\r\nshort").is_empty());
    }
}
