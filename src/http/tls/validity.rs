//! Until when a certificate is good: the one thing that is read of it here, for whoever has to be told before.

use tokio_rustls::rustls::pki_types::CertificateDer;

use crate::units::Time;

const SEQUENCE: u8 = 0x30;
/// The version, which a certificate of version 1 leaves out.
const VERSION: u8 = 0xa0;
/// Two digits of the year; those from 50 on are of the century before (RFC 5280, 4.1.2.5.1).
const UTC_TIME: u8 = 0x17;
const GENERALIZED_TIME: u8 = 0x18;

/// The end of its validity; nothing where it is written in another form than RFC 5280 asks for.
pub(super) fn ends(certificate: &CertificateDer<'_>) -> Option<Time> {
    let (signed, _) = inside(SEQUENCE, certificate)?;
    let (mut rest, _) = inside(SEQUENCE, signed)?;
    if let Some((_, after)) = inside(VERSION, rest) {
        rest = after;
    }
    // The serial number, the algorithm and the issuer come before it.
    for _ in 0..3 {
        rest = element(rest)?.2;
    }
    let (validity, _) = inside(SEQUENCE, rest)?;
    let (_, _, rest) = element(validity)?;
    let (tag, text, _) = element(rest)?;
    time(tag, std::str::from_utf8(text).ok()?)
}

fn time(tag: u8, text: &str) -> Option<Time> {
    let (year, rest) = match tag {
        UTC_TIME => {
            let (digits, rest) = text.split_at_checked(2)?;
            let century = if digits < "50" { "20" } else { "19" };
            (format!("{century}{digits}"), rest)
        }
        GENERALIZED_TIME => {
            let (year, rest) = text.split_at_checked(4)?;
            (year.to_owned(), rest)
        }
        _ => return None,
    };
    let part = |at: usize| rest.get(at..at + 2);
    let [month, day, hour, minute, second] = [part(0)?, part(2)?, part(4)?, part(6)?, part(8)?];
    let text = format!("{year}-{month}-{day}T{hour}:{minute}:{second}{}", rest.get(10..)?);
    text.parse().ok()
}

/// What is in the first element, if it has this tag, and what follows it.
fn inside(wanted: u8, der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (tag, inside, after) = element(der)?;
    (tag == wanted).then_some((inside, after))
}

/// The first element: its tag, what is in it, and what follows it.
fn element(der: &[u8]) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = der.split_first()?;
    let (&first, rest) = rest.split_first()?;
    let (length, rest) = match first {
        0..=0x7f => (usize::from(first), rest),
        0x81..=0x83 => {
            let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
            (digits.iter().fold(0, |length, &digit| length << 8 | usize::from(digit)), rest)
        }
        _ => return None,
    };
    let (inside, after) = rest.split_at_checked(length)?;
    Some((tag, inside, after))
}

#[cfg(test)]
mod tests {
    use rcgen::{CertificateParams, KeyPair, date_time_ymd};

    use super::*;

    fn until(year: i32) -> CertificateDer<'static> {
        let mut params = CertificateParams::new(vec!["shop.test".to_owned()]).expect("a name");
        params.not_before = date_time_ymd(1990, 1, 1);
        params.not_after = date_time_ymd(year, 2, 3);
        let key = KeyPair::generate().expect("a key");
        params.self_signed(&key).expect("a certificate").der().clone()
    }

    #[test]
    fn the_end_is_read_in_both_forms_and_either_century() {
        for (year, text) in [
            (1999, "1999-02-03T00:00:00Z"),
            (2030, "2030-02-03T00:00:00Z"),
            (2049, "2049-02-03T00:00:00Z"),
            (2050, "2050-02-03T00:00:00Z"),
        ] {
            assert_eq!(ends(&until(year)), text.parse().ok(), "{text}");
        }
    }

    #[test]
    fn a_certificate_that_is_cut_off_anywhere_before_its_end_says_nothing() {
        let whole = until(2030);
        let cut = |length: usize| ends(&CertificateDer::from(whole[..length].to_vec()));
        assert!((0..whole.len()).all(|length| cut(length).is_none()));
    }
}
