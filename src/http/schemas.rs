//! The forms on the wire that belong to no handler alone.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::body;
use super::problem::{FieldError, Problem};
use crate::event::Consent;
use crate::reason::Tone;
use crate::store::Shop;

/// One, or an array of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
pub(super) enum OneOrMany<T> {
    /// Several at once.
    Many(Vec<T>),
    /// One.
    One(T),
}

/// An entry of a batch that was refused; the others were taken.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Rejected {
    /// Its place in the batch, from 0.
    #[schema(example = 3)]
    pub(super) index: usize,
    /// What is wrong with it.
    pub(super) errors: Vec<FieldError>,
}

/// The entries of a batch, one by one: those that can be read and pass their check, and the others.
pub(super) fn sift<T: serde::de::DeserializeOwned>(
    bytes: &[u8],
    batch_max: usize,
    check: impl Fn(&T) -> Result<(), FieldError>,
) -> Result<(Vec<T>, Vec<Rejected>), Problem> {
    let (entries, is_one) = match body::parse::<OneOrMany<Value>>(bytes)? {
        OneOrMany::Many(entries) => (entries, false),
        OneOrMany::One(entry) => (vec![entry], true),
    };
    if entries.len() > batch_max {
        let detail = format!("at most {batch_max} entries are taken at once, these are {}", entries.len());
        return Err(Problem::invalid(vec![FieldError { pointer: String::new(), detail }]));
    }
    let (mut taken, mut rejected) = (Vec::new(), Vec::new());
    for (index, entry) in entries.iter().enumerate() {
        let base = if is_one { String::new() } else { format!("/{index}") };
        let read = body::parse_entry::<T>(entry, &base);
        match read.and_then(|value| check(&value).map_err(|error| body::within(&base, error)).map(|()| value)) {
            Ok(value) => taken.push(value),
            Err(error) => rejected.push(Rejected { index, errors: vec![error] }),
        }
    }
    Ok((taken, rejected))
}

/// What became of a record that was put.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Saved {
    /// Whether it differs from what was there.
    #[schema(example = true)]
    pub(super) changed: bool,
}

impl PartialSchema for Shop {
    fn schema() -> RefOr<Schema> {
        let text = |description: &str, example: &str| {
            ObjectBuilder::new().schema_type(Type::String).description(Some(description)).examples([example])
        };
        let mut tone_of = Ref::from_schema_name(Tone::name());
        tone_of.description =
            "How reasons speak where the policy of a placement does not say; what they say does not depend on it."
                .to_owned();
        let consent = "The shop's declared basis for customers who have not chosen yet. Measuring fairness always needs \
                       a choice.";
        let mut consent_of = Ref::from_schema_name(Consent::name());
        consent_of.description = consent.to_owned();
        ObjectBuilder::new()
            .description(Some("What the shop says of itself."))
            .property("name", text("As customers read it, where a rule has no name of its own.", "the shop"))
            .property(
                "locale",
                text("The language of reasons where neither request, customer nor policy names one.", "en"),
            )
            .property("tone", tone_of)
            .property("consent_unrecorded", consent_of)
            .required("name")
            .required("locale")
            .required("consent_unrecorded")
            .additional_properties(Some(AdditionalProperties::FreeForm(false)))
            .into()
    }
}

impl ToSchema for Shop {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Tone::name().into_owned(), Tone::schema()));
        schemas.push((Consent::name().into_owned(), Consent::schema()));
    }
}
