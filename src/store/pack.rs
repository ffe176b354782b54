//! Records of decisions as they are kept: packed, since they repeat themselves and are most of what a store writes.
//!
//! What is signed, compared and copied is the record itself; how it lies in its row shows nowhere.

use std::cell::RefCell;
use std::io;

use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::get_frame_content_size;

use super::StoreError;
use super::codes::corrupt;

/// How hard a record is packed: more costs time in every answer and saves little.
const PACKED: i32 = 1;
/// What a packed record begins with. One that is not packed is JSON, of an earlier version of this program.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
/// The longest record that is unpacked; what says that it is longer is damaged.
const RECORD_BYTES_MAX: u64 = 256 << 20;

thread_local! {
    // Their tables are larger than most records, so a thread makes them once.
    static PACKER: RefCell<Option<Compressor<'static>>> = const { RefCell::new(None) };
    static UNPACKER: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
}

/// A record as it is kept.
pub(super) fn pack(record: &[u8]) -> Vec<u8> {
    let pack = |packer: &mut Compressor<'static>| packer.compress(record).ok();
    let packed = PACKER.with_borrow_mut(|packer| {
        if packer.is_none() {
            *packer = Compressor::new(PACKED).ok();
        }
        packer.as_mut().and_then(pack)
    });
    // Where there is no memory for it, it is kept as it is.
    packed.unwrap_or_else(|| record.to_vec())
}

/// Back from [`pack`]; `id` names the decision.
pub(super) fn unpack(id: &str, kept: Vec<u8>) -> Result<Vec<u8>, StoreError> {
    if !kept.starts_with(&MAGIC) {
        return Ok(kept);
    }
    let damaged = |cause: &str| corrupt("decision", id, cause);
    let bytes = get_frame_content_size(&kept).ok().flatten().filter(|bytes| *bytes <= RECORD_BYTES_MAX);
    let bytes =
        bytes.and_then(|bytes| usize::try_from(bytes).ok()).ok_or_else(|| damaged("it does not say how long it is"))?;
    let record = unpacked(&kept, bytes).map_err(|cause| damaged(&cause.to_string()))?;
    if record.len() == bytes { Ok(record) } else { Err(damaged("it is shorter than it says")) }
}

fn unpacked(kept: &[u8], bytes: usize) -> io::Result<Vec<u8>> {
    UNPACKER.with_borrow_mut(|unpacker| {
        if unpacker.is_none() {
            *unpacker = Some(Decompressor::new()?);
        }
        unpacker.as_mut().expect("just made").decompress(kept, bytes)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Vec<u8> {
        (0..200).map(|n| format!(r#"{{"id":"e{n}","item":"71053"}}"#)).collect::<String>().into_bytes()
    }

    #[test]
    fn a_record_comes_back_and_is_small_meanwhile() {
        for record in [record(), b"{}".to_vec(), Vec::new()] {
            assert_eq!(unpack("d", pack(&record)).expect("it was packed here"), record);
        }
        assert!(4 * pack(&record()).len() < record().len());
    }

    #[test]
    fn a_record_of_an_earlier_version_is_read_as_it_lies() {
        assert_eq!(unpack("d", record()).expect("it is not packed"), record());
    }

    #[test]
    fn a_record_that_is_cut_off_or_lies_about_its_length_is_damaged() {
        let packed = pack(&record());
        for end in MAGIC.len()..packed.len() {
            assert!(unpack("d", packed[..end].to_vec()).is_err(), "the first {end} bytes");
        }
        for at in MAGIC.len()..packed.len() {
            let mut damaged = packed.clone();
            damaged[at] ^= 0x40;
            // What is still read is at most as long as a record may be; that it is another one, the chain tells.
            drop(unpack("d", damaged));
        }
    }
}
