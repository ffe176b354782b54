//! The two quantities of a shop: moments and money.
//!
//! Knows how they are written and compared. Must not know what time it is: a clock lives in the shell, below the line.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use thiserror::Error;

/// Milliseconds in a day, the unit in which recency is thought of.
pub const DAY_MS: i64 = 86_400_000;

/// A moment: milliseconds since 1970-01-01T00:00:00Z. Written as RFC 3339 in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String, format = DateTime, example = "2011-11-02T09:14:00Z")]
pub struct Time(i64);

/// Why a text is not a quantity.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum UnitError {
    /// Not an RFC 3339 time.
    #[error("`{0}` is not an RFC 3339 time such as 2011-11-02T09:14:00Z, or too far from today")]
    Time(String),
    /// Not a decimal number that fits.
    #[error("`{0}` is not a decimal amount such as 12.50 (at most six decimals)")]
    Amount(String),
    /// Not a currency code.
    #[error("`{0}` is not a currency code of three capital letters such as GBP")]
    Currency(String),
}

impl Time {
    /// The moment `millis` milliseconds after the epoch.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Days from `earlier` to `self`; negative when `earlier` is later.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a span of milliseconds stays far below 2^53")]
    pub fn days_since(self, earlier: Self) -> f64 {
        self.0.saturating_sub(earlier.0) as f64 / DAY_MS as f64
    }

    /// The moment `days` days later (earlier when negative).
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        Self(self.0.saturating_add(days.saturating_mul(DAY_MS)))
    }

    /// When its day began, in UTC.
    #[must_use]
    pub const fn midnight(self) -> Self {
        Self(self.0.div_euclid(DAY_MS).saturating_mul(DAY_MS))
    }

    /// Its month in UTC, counted from January of the year 0.
    #[must_use]
    pub fn month(self) -> i64 {
        let last = if self.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        let stamp = jiff::Timestamp::from_millisecond(self.0).unwrap_or(last);
        let date = jiff::tz::Offset::UTC.to_datetime(stamp).date();
        12 * i64::from(date.year()) + i64::from(date.month()) - 1
    }

    /// Its day in UTC, such as `2011-11-02`.
    #[must_use]
    pub fn day(self) -> String {
        self.to_string().split('T').next().unwrap_or_default().to_owned()
    }

    /// To the minute, as people read it: `2011-11-02 09:14 UTC`.
    #[must_use]
    pub fn minute(self) -> String {
        let text = self.to_string();
        let hour: String = text.split('T').nth(1).unwrap_or_default().chars().take("09:14".len()).collect();
        format!("{} {hour} UTC", self.day())
    }
}

impl FromStr for Time {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let stamp: jiff::Timestamp = text.parse().map_err(|_| UnitError::Time(text.to_owned()))?;
        Ok(Self(stamp.as_millisecond()))
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_millisecond(self.0) {
            Ok(stamp) => write!(f, "{stamp}"),
            Err(_) => write!(f, "{}ms", self.0),
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// A decimal number with six places, exact: prices are added and compared without rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Decimal {
    micros: i64,
}

impl utoipa::PartialSchema for Decimal {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        utoipa::openapi::schema::ObjectBuilder::new()
            .schema_type(utoipa::openapi::schema::Type::String)
            .description(Some("A decimal number as text, at most six places, exact."))
            .pattern(Some(r"^-?[0-9]+(\.[0-9]{1,6})?$"))
            .examples(["2.55"])
            .into()
    }
}

impl utoipa::ToSchema for Decimal {}

const MICROS: i64 = 1_000_000;

impl Decimal {
    /// The number `micros / 1,000,000`.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self { micros }
    }

    /// The number times 1,000,000.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.micros
    }

    /// The nearest f64, for bands and charts; never for sums of money.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a chart does not need the last bit of a price")]
    pub fn to_f64(self) -> f64 {
        self.micros as f64 / MICROS as f64
    }
}

impl FromStr for Decimal {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse_micros(text.trim()).map(Self::from_micros).ok_or_else(|| UnitError::Amount(text.to_owned()))
    }
}

fn parse_micros(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let fraction = fraction.trim_end_matches('0');
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || fraction.len() > 6 {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let fraction: i64 = format!("{fraction:0<6}").parse().ok()?;
    let micros = whole.checked_mul(MICROS)?.checked_add(fraction)?;
    Some(if negative { -micros } else { micros })
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.micros < 0 { "-" } else { "" };
        let magnitude = self.micros.unsigned_abs();
        let (whole, mut fraction) = (magnitude / MICROS.unsigned_abs(), magnitude % MICROS.unsigned_abs());
        let mut places = 6;
        while places > 2 && fraction.is_multiple_of(10) {
            fraction /= 10;
            places -= 1;
        }
        write!(f, "{sign}{whole}.{fraction:0places$}")
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// An ISO 4217 code: three capital letters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, utoipa::ToSchema)]
#[schema(value_type = String, pattern = "^[A-Z]{3}$", example = "GBP")]
pub struct Currency([u8; 3]);

impl Currency {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).expect("a currency holds three capital ASCII letters")
    }
}

impl FromStr for Currency {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.as_bytes() {
            &[a, b, c] if [a, b, c].iter().all(u8::is_ascii_uppercase) => Ok(Self([a, b, c])),
            _ => Err(UnitError::Currency(text.to_owned())),
        }
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// An amount in a currency, on the wire `{"amount": "2.55", "currency": "GBP"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields, expecting = "an object with `amount` and `currency`")]
pub struct Money {
    /// How much.
    pub amount: Decimal,
    /// Of what.
    pub currency: Currency,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_survives_being_written_and_read() {
        let time: Time = "2011-11-02T09:14:00Z".parse().expect("a valid time");
        assert_eq!(time.to_string(), "2011-11-02T09:14:00Z");
        assert!("2011-11-02".parse::<Time>().is_err());
        assert_eq!((time.day().as_str(), time.minute().as_str()), ("2011-11-02", "2011-11-02 09:14 UTC"));
        assert_eq!(time.midnight().to_string(), "2011-11-02T00:00:00Z");
        assert_eq!(Time::from_millis(-1).midnight().to_string(), "1969-12-31T00:00:00Z");
    }

    #[test]
    fn a_decimal_is_exact_and_printed_with_at_least_two_places() {
        for (text, printed) in [
            ("2.5", "2.50"),
            ("0.001", "0.001"),
            ("-3", "-3.00"),
            ("10.000001", "10.000001"),
            ("5.10", "5.10"),
            ("0", "0.00"),
            ("7.000000000", "7.00"),
        ] {
            let value: Decimal = text.parse().expect("a valid decimal");
            assert_eq!(value.to_string(), printed);
        }
        for broken in ["", ".", "1.2345678", "NaN", "1e3", "9223372036854775807", "1.2.3", "--1", "1.-2"] {
            assert!(broken.parse::<Decimal>().is_err(), "{broken} should be refused");
        }
    }

    #[test]
    fn a_currency_is_three_capital_letters() {
        assert!("GBP".parse::<Currency>().is_ok());
        assert!("gbp".parse::<Currency>().is_err());
        assert!("GBPX".parse::<Currency>().is_err());
    }
}
