//! Small parsers and tidiers that several formats share.

use super::{Reason, Refusal};
use crate::catalog::TEXT_BYTES_MAX;
use crate::ids::{CustomerId, EventId, IdError, ItemId};
use crate::units::{Decimal, Time};

/// Words that a title keeps small, unless it begins with them.
const SMALL: [&str; 15] =
    ["a", "an", "and", "at", "by", "de", "for", "from", "in", "of", "on", "or", "the", "to", "with"];
/// Words that a title keeps in capitals.
const ABBREVIATIONS: [&str; 14] =
    ["ABC", "BBQ", "CD", "DIY", "DVD", "LED", "TV", "UK", "USA", "USB", "VIP", "WC", "XL", "XXL"];

/// A text without blanks around it and with single blanks within.
pub(super) fn tidy(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A tidy text whose shouted words are written as in a title: `SET OF 3 CAKE TINS` becomes `Set of 3 Cake Tins`.
pub(super) fn calm(text: &str) -> String {
    let words = text.split_whitespace().enumerate();
    words.map(|(at, word)| calm_word(word, at == 0)).collect::<Vec<_>>().join(" ")
}

fn calm_word(word: &str, is_first: bool) -> String {
    let count = |test: fn(char) -> bool| word.chars().filter(|&c| test(c)).count();
    let lower = word.to_lowercase();
    if count(char::is_uppercase) <= count(char::is_lowercase) {
        return word.to_owned();
    }
    if !is_first && SMALL.contains(&lower.as_str()) {
        return lower;
    }
    let is_joint = |c: char| !c.is_alphanumeric() && c != '\'';
    word.split_inclusive(is_joint).map(calm_part).collect()
}

/// A part of a word between joints such as `-` and `/`, with the joint that ends it.
fn calm_part(part: &str) -> String {
    let core = part.trim_matches(|c: char| !c.is_alphanumeric());
    let n_letters = core.chars().filter(|c| c.is_alphabetic()).count();
    let is_measure = core.starts_with(|c: char| c.is_ascii_digit());
    if ABBREVIATIONS.contains(&core) || (is_measure && n_letters == 1) {
        return part.to_owned();
    }
    let mut out = String::with_capacity(part.len());
    let mut is_start = !is_measure;
    for c in part.chars() {
        if c.is_alphabetic() && is_start {
            out.extend(c.to_uppercase());
            is_start = false;
        } else {
            out.extend(c.to_lowercase());
        }
    }
    out
}

/// The beginning of a text, cut at a character so that a catalogue or record takes it.
pub(super) fn at_most(text: &str, bytes_max: usize) -> &str {
    let mut end = text.len().min(bytes_max);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text[..end].trim_end()
}

/// A text that a catalogue takes, or nothing where it is a gap: empty or `NA`.
pub(super) fn present(text: &str) -> Option<String> {
    let tidy = tidy(text);
    let is_gap = tidy.is_empty() || tidy == "NA";
    (!is_gap).then(|| at_most(&tidy, TEXT_BYTES_MAX).to_owned())
}

/// A time such as `2010-12-01 08:26:00` or `1998-01-07 00:00:00.0`, which says no zone and is read as UTC.
pub(super) fn civil_time(text: &str) -> Result<Time, Refusal> {
    let bad = || Refusal::new(Reason::BadTime, format!("`{text}` is not a time such as 2010-12-01 08:26:00"));
    let civil: jiff::civil::DateTime = text.trim().parse().map_err(|_| bad())?;
    let stamp = jiff::tz::Offset::UTC.to_timestamp(civil).map_err(|_| bad())?;
    Ok(Time::from_millis(stamp.as_millisecond()))
}

/// A time in seconds since 1970.
pub(super) fn epoch_time(text: &str) -> Result<Time, Refusal> {
    let millis = text.trim().parse::<i64>().ok().and_then(|seconds| seconds.checked_mul(1_000));
    let in_range = millis.filter(|&millis| jiff::Timestamp::from_millisecond(millis).is_ok());
    let bad = || Refusal::new(Reason::BadTime, format!("`{text}` is not a time in seconds since 1970"));
    in_range.map(Time::from_millis).ok_or_else(bad)
}

/// A price in plain decimals.
pub(super) fn price(text: &str) -> Result<Decimal, Refusal> {
    text.parse().map_err(|error| Refusal::new(Reason::BadPrice, format!("{error}")))
}

/// A sum of money that may carry the noise of binary arithmetic, such as `3.5900000001`: rounded to six decimals.
pub(super) fn rounded_price(text: &str) -> Result<Decimal, Refusal> {
    if let Ok(exact) = text.parse::<Decimal>() {
        return Ok(exact);
    }
    let is_decimal = text.trim().bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let value: Option<f64> = text.trim().parse().ok().filter(|_| is_decimal);
    value.and_then(|value| format!("{value:.6}").parse().ok()).map_or_else(|| price(text), Ok)
}

/// A whole number of pieces, which some files write as `3.0000`.
pub(super) fn pieces(text: &str) -> Result<i64, Refusal> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let is_whole = fraction.bytes().all(|byte| byte == b'0');
    let number = whole.parse().ok().filter(|_| is_whole);
    number.ok_or_else(|| Refusal::new(Reason::BadQuantity, format!("`{text}` is not a whole number of pieces")))
}

/// The price of one piece, rounded half up to a millionth. `pieces` is at least 1.
pub(super) fn per_piece(total: Decimal, pieces: u32) -> Decimal {
    let pieces = i64::from(pieces);
    Decimal::from_micros(total.micros().saturating_add(pieces / 2).div_euclid(pieces))
}

/// A positive number of pieces that an event can hold.
pub(super) fn quantity(pieces: i64) -> Result<u32, Refusal> {
    match pieces {
        0 => Err(Refusal::new(Reason::ZeroQuantity, "the quantity is 0")),
        ..0 => Err(Refusal::new(Reason::NegativeQuantity, format!("the quantity is {pieces}"))),
        1.. => u32::try_from(pieces)
            .map_err(|_| Refusal::new(Reason::BadQuantity, format!("{pieces} pieces are more than can be counted"))),
    }
}

/// An id of the source.
pub(super) fn id<T>(new: fn(&str) -> Result<T, IdError>, column: &str, text: &str) -> Result<T, Refusal> {
    new(text).map_err(|error| {
        let reason = if error == IdError::Empty { Reason::MissingId } else { Reason::BadId };
        Refusal::new(reason, format!("`{column}`: {error}"))
    })
}

/// An item id of the source.
pub(super) fn item_id(column: &str, text: &str) -> Result<ItemId, Refusal> {
    id(ItemId::new, column, text.trim())
}

/// A customer id of the source.
pub(super) fn customer_id(column: &str, text: &str) -> Result<CustomerId, Refusal> {
    id(CustomerId::new, column, text.trim())
}

/// The name of an event that has none: a digest of the format and of what makes the event unique in it, so that the same
/// row has the same name in every import.
pub(super) fn event_id(format: &str, key: &[&str]) -> EventId {
    let mut hasher = blake3::Hasher::new();
    hasher.update(format.as_bytes());
    for part in key {
        hasher.update(b"\0").update(part.as_bytes());
    }
    EventId::new(&format!("{format}-{}", &hasher.finalize().to_hex()[..32])).expect("a short printable id")
}

/// An item that a catalogue must take, or why it does not.
pub(super) fn checked(item: crate::catalog::Item) -> Result<crate::catalog::Item, Refusal> {
    match item.check() {
        Ok(()) => Ok(item),
        Err(error) => Err(Refusal::new(Reason::BadText, error.to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shouted_words_are_calmed_and_measures_names_and_mixed_words_stay() {
        for (shouted, calmed) in [
            ("WHITE HANGING HEART T-LIGHT HOLDER", "White Hanging Heart T-Light Holder"),
            (" SET OF 3  CAKE TINS ", "Set of 3 Cake Tins"),
            ("CHILDREN'S APRON", "Children's Apron"),
            ("THE KING GIFT BAG 25x24x12cm", "The King Gift Bag 25x24x12cm"),
            ("POLYESTER FILLER PAD 30CMx30CM", "Polyester Filler Pad 30cmx30cm"),
            ("3 TRADITIONAl BISCUIT CUTTERS", "3 Traditional Biscuit Cutters"),
            ("RED 3D USB LAMP/LIGHT", "Red 3D USB Lamp/Light"),
            ("Dr. Jam's Arouzer Stress Ball", "Dr. Jam's Arouzer Stress Ball"),
        ] {
            assert_eq!(calm(shouted), calmed);
        }
    }

    #[test]
    fn times_without_a_zone_are_utc_and_broken_ones_are_refused() {
        let time = civil_time("2010-12-01 08:26:00").expect("a valid time");
        assert_eq!(time.to_string(), "2010-12-01T08:26:00Z");
        for broken in ["", "01/12/2010", "2010-13-01 08:26:00", "9e9"] {
            assert_eq!(civil_time(broken).map_err(|refusal| refusal.reason), Err(Reason::BadTime), "{broken}");
        }
        assert!(epoch_time("99999999999999999").is_err());
    }

    #[test]
    fn sums_with_binary_noise_are_rounded_and_no_other_text_is_a_price() {
        let value = |text: &str| rounded_price(text).map(|value| value.to_string()).map_err(|refusal| refusal.reason);
        assert_eq!(value("3.5900000001"), Ok("3.59".to_owned()));
        for broken in ["NaN", "inf", "1e3", "", "-", "1.2.3"] {
            assert_eq!(value(broken), Err(Reason::BadPrice), "{broken}");
        }
    }
}
