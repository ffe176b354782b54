//! Files in one file, in the POSIX form that every system unpacks (ustar), and in one way only: of two files with the same contents, each
//! byte is the same, and a reader refuses any other. So no bit of a bundle is without meaning.

use std::io::{self, Read, Seek, SeekFrom, Write};

use anyhow::{Context, ensure};

/// The size of a block.
const BLOCK: usize = 512;
/// The longest name.
pub(super) const NAME_BYTES_MAX: usize = 99;
/// The largest file: eleven octal digits.
const FILE_BYTES_MAX: u64 = 0o777_7777_7777;

/// The header of a file. Owner, group and moment are nobody's: they say nothing about what is in it.
fn header(name: &str, bytes: u64) -> [u8; BLOCK] {
    let mut block = [0; BLOCK];
    let mut put = |at: usize, text: &[u8]| block[at..at + text.len()].copy_from_slice(text);
    put(0, name.as_bytes());
    put(100, b"0000644\0");
    put(108, b"0000000\0");
    put(116, b"0000000\0");
    put(124, format!("{bytes:011o}\0").as_bytes());
    put(136, b"00000000000\0");
    put(148, b"        ");
    put(156, b"0");
    put(257, b"ustar\x0000");
    put(329, b"0000000\0");
    put(337, b"0000000\0");
    let sum: u32 = block.iter().map(|byte| u32::from(*byte)).sum();
    block[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    block
}

/// How many bytes follow a file until the next block begins.
#[expect(clippy::cast_possible_truncation, reason = "below the size of a block")]
const fn padding(bytes: u64) -> usize {
    (BLOCK - (bytes % BLOCK as u64) as usize) % BLOCK
}

/// Counts and hashes what passes.
pub(super) struct Measured<T> {
    inner: T,
    hasher: blake3::Hasher,
    pub(super) bytes: u64,
}

impl<T> Measured<T> {
    pub(super) fn of(inner: T) -> Self {
        Self { inner, hasher: blake3::Hasher::new(), bytes: 0 }
    }

    /// The hash of what passed.
    pub(super) fn hash(&self) -> crate::chain::Digest {
        crate::chain::Digest(*self.hasher.finalize().as_bytes())
    }

    fn pass(&mut self, passed: &[u8]) {
        self.hasher.update(passed);
        self.bytes += passed.len() as u64;
    }
}

impl<W: Write> Write for Measured<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.pass(&buffer[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Measured<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.pass(&buffer[..read]);
        Ok(read)
    }
}

/// Writes a file whose length is known once it is written; its length and hash.
pub(super) fn write<W: Write + Seek>(
    out: &mut W,
    name: &str,
    content: &mut dyn FnMut(&mut Measured<&mut W>) -> anyhow::Result<()>,
) -> anyhow::Result<(u64, crate::chain::Digest)> {
    ensure!(name.is_ascii() && name.len() <= NAME_BYTES_MAX, "`{name}` is no name for a file of a bundle");
    let begin = out.stream_position()?;
    out.write_all(&header(name, 0))?;
    let mut measured = Measured::of(&mut *out);
    content(&mut measured)?;
    let (bytes, hash) = (measured.bytes, measured.hash());
    ensure!(bytes <= FILE_BYTES_MAX, "`{name}` is larger than a bundle can hold");
    out.write_all(&[0; BLOCK][..padding(bytes)])?;
    let end = out.stream_position()?;
    out.seek(SeekFrom::Start(begin))?;
    out.write_all(&header(name, bytes))?;
    out.seek(SeekFrom::Start(end))?;
    Ok((bytes, hash))
}

/// Writes the end.
pub(super) fn finish(out: &mut impl Write) -> io::Result<()> {
    out.write_all(&[0; 2 * BLOCK])
}

/// Takes a file: its name, its length, its content.
type Take<'a> = dyn FnMut(&str, u64, &mut dyn Read) -> anyhow::Result<()> + 'a;

/// Reads every file in order. What `take` leaves unread is skipped.
///
/// # Errors
/// When a byte is not as [`write`] and [`finish`] write it, or `take` fails.
pub(super) fn read(from: &mut dyn Read, take: &mut Take<'_>) -> anyhow::Result<()> {
    let mut after = "the beginning".to_owned();
    loop {
        let damaged = || format!("damaged after {after}");
        let mut block = [0; BLOCK];
        from.read_exact(&mut block).with_context(damaged)?;
        if block == [0; BLOCK] {
            let mut rest = Vec::new();
            from.take(2 * BLOCK as u64).read_to_end(&mut rest)?;
            ensure!(rest == [0; BLOCK], "{}", damaged());
            return Ok(());
        }
        let name = block[..100].split(|byte| *byte == 0).next().and_then(|name| std::str::from_utf8(name).ok());
        let bytes = std::str::from_utf8(&block[124..135]).ok().and_then(|text| u64::from_str_radix(text, 8).ok());
        let (name, bytes) = name.zip(bytes).with_context(damaged)?;
        ensure!(name.len() <= NAME_BYTES_MAX && header(name, bytes) == block, "{}", damaged());
        let mut content = (&mut *from).take(bytes);
        take(name, bytes, &mut content)?;
        io::copy(&mut content, &mut io::sink())?;
        ensure!(content.limit() == 0, "it ends within {name}");
        let mut rest = vec![0; padding(bytes)];
        from.read_exact(&mut rest).with_context(|| format!("it ends after {name}"))?;
        ensure!(rest.iter().all(|byte| *byte == 0), "damaged after {name}");
        after = name.to_owned();
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn two_files() -> Vec<u8> {
        let mut out = Cursor::new(Vec::new());
        for (name, text) in [("a/one.txt", "x".repeat(513)), ("two", String::new())] {
            write(&mut out, name, &mut |file| Ok(file.write_all(text.as_bytes())?)).expect("writing to memory");
        }
        finish(&mut out).expect("writing to memory");
        out.into_inner()
    }

    fn names(bytes: &[u8]) -> anyhow::Result<Vec<(String, u64)>> {
        let mut found = Vec::new();
        read(&mut &*bytes, &mut |name, bytes, _| {
            found.push((name.to_owned(), bytes));
            Ok(())
        })?;
        Ok(found)
    }

    #[test]
    fn files_come_back_and_no_other_byte_is_borne_outside_of_them() {
        let bytes = two_files();
        assert_eq!(bytes.len(), 512 + 1024 + 512 + 1024);
        assert_eq!(names(&bytes).expect("sound"), [("a/one.txt".to_owned(), 513), ("two".to_owned(), 0)]);
        for at in (0..bytes.len()).filter(|at| !(512..512 + 513).contains(at)) {
            for bit in 0..8 {
                let mut other = bytes.clone();
                other[at] ^= 1 << bit;
                assert!(names(&other).is_err(), "byte {at}, bit {bit}");
            }
        }
        for end in (0..bytes.len()).step_by(64) {
            assert!(names(&bytes[..end]).is_err(), "cut at {end}");
        }
        assert!(names(&[&bytes[..], &[0]].concat()).is_err(), "something follows");
    }
}
