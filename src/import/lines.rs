//! Lines of bounded length, from plain and gzip-compressed files.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use super::source::Source;
use super::{ImportError, Input, Place, Reason, Refusal};

/// The longest line, or quoted record of several lines, that is held: 1 MiB. A longer one is rejected without being held.
pub const LINE_BYTES_MAX: usize = 1 << 20;

const BUFFER_BYTES: usize = 1 << 16;

/// Counts the bytes of the file itself (compressed, where it is), for progress.
struct Counted<'a, R> {
    inner: R,
    source: &'a Source<'a>,
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.source.progressed(n);
        Ok(n)
    }
}

/// The bytes of a file, decompressed where its name ends in `.gz`.
pub(super) fn bytes<'a>(input: &Input, source: &'a Source<'a>) -> Result<Box<dyn Read + 'a>, ImportError> {
    let file = std::fs::File::open(&input.path);
    let file = file.map_err(|cause| ImportError::Open { path: input.path.clone(), cause })?;
    let counted = Counted { inner: file, source };
    if input.is_gzip() {
        return Ok(Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(BUFFER_BYTES, counted))));
    }
    Ok(Box::new(counted))
}

/// How a line came out of the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// All of it is held.
    Whole,
    /// It has more than [`LINE_BYTES_MAX`] bytes; only its beginning is held.
    TooLong,
}

/// The lines of one file.
pub(super) struct Lines<'a> {
    reader: BufReader<Box<dyn Read + 'a>>,
    input: &'a Input,
    number: u64,
}

impl<'a> Lines<'a> {
    pub(super) fn open(input: &'a Input, source: &'a Source<'a>) -> Result<Self, ImportError> {
        let reader = BufReader::with_capacity(BUFFER_BYTES, bytes(input, source)?);
        Ok(Self { reader, input, number: 0 })
    }

    /// The file.
    pub(super) fn path(&self) -> &'a Path {
        &self.input.path
    }

    /// Where the line read last stands.
    pub(super) fn place(&self) -> Place<'a> {
        Place { file: &self.input.path, line: self.number }
    }

    /// Appends the next line, without its end, to `line`, which then holds at most [`LINE_BYTES_MAX`] bytes; `None` at
    /// the end of the file. A byte order mark at the beginning of the file is left out.
    ///
    /// # Errors
    /// When the file breaks off; a line of which only a part could be read is not delivered.
    pub(super) fn next(&mut self, line: &mut Vec<u8>) -> Result<Option<Length>, ImportError> {
        let start = line.len();
        let next = self.next_raw(line);
        let next = next.map_err(|cause| ImportError::EndsEarly {
            path: self.input.path.clone(),
            line: self.number + 1,
            cause,
        })?;
        if next.is_none() {
            return Ok(None);
        }
        self.number += 1;
        if self.number == 1 && line[start..].starts_with(b"\xef\xbb\xbf") {
            line.drain(start..start + 3);
        }
        if next == Some(Length::Whole) && line[start..].ends_with(b"\r") {
            line.pop();
        }
        Ok(next)
    }

    fn next_raw(&mut self, line: &mut Vec<u8>) -> io::Result<Option<Length>> {
        let (mut length, mut is_end_of_file) = (Length::Whole, true);
        loop {
            let held = match self.reader.fill_buf() {
                Ok(held) => held,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if held.is_empty() {
                return Ok(if is_end_of_file { None } else { Some(length) });
            }
            is_end_of_file = false;
            let end = held.iter().position(|&byte| byte == b'\n');
            let part = &held[..end.unwrap_or(held.len())];
            let room = LINE_BYTES_MAX.saturating_sub(line.len());
            if part.len() > room {
                length = Length::TooLong;
            }
            line.extend_from_slice(&part[..part.len().min(room)]);
            let used = part.len() + usize::from(end.is_some());
            self.reader.consume(used);
            if end.is_some() {
                return Ok(Some(length));
            }
        }
    }
}

/// The refusal of a line that was not held.
pub(super) fn too_long() -> Refusal {
    Refusal::new(Reason::LineTooLong, format!("a line has at most {LINE_BYTES_MAX} bytes"))
}

/// How the bytes of a file stand for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Encoding {
    /// UTF-8.
    Utf8,
    /// ISO-8859-1: a byte is the character of that number.
    Latin1,
}

impl Encoding {
    /// The text of a line.
    pub(super) fn decode(self, line: &[u8]) -> Result<std::borrow::Cow<'_, str>, Refusal> {
        match self {
            Self::Latin1 => Ok(line.iter().map(|&byte| char::from(byte)).collect()),
            Self::Utf8 => match std::str::from_utf8(line) {
                Ok(text) => Ok(text.into()),
                Err(error) => {
                    let at = error.valid_up_to() + 1;
                    Err(Refusal::new(Reason::BadUtf8, format!("byte {at} of the line is not UTF-8")))
                }
            },
        }
    }
}
