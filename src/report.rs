//! Reports on a span of what was decided: the fairness audit, the transparency report, the model card, the review of a campaign.
//!
//! Each is one document of sections and tables, and everything that shows it (HTML, CSV, JSON) is written from that one. Every share has
//! its interval and its number of people, or is counted in full; nothing is told of too few people. A report is told in one language and says in
//! which; its figures and ids are those of every other. Builders are pure functions of what they are given; `keep` alone speaks to the store. Must not know HTTP, nor what time it is.

mod alarm;
mod campaign;
mod card;
mod csv;
mod fairness;
mod finding;
mod form;
mod happened;
mod keep;
mod kind;
mod language;
mod promoted;
mod span;
mod transparency;

pub use crate::rerank::Language;
pub(crate) use alarm::{alarm_in_words, line_in_words, title_in_words};
pub use campaign::{Campaign, campaign};
pub use card::{ModelTold, model_card};
pub use csv::csv;
pub use fairness::{Fairness, fairness};
pub(crate) use finding::finding_in_words;
pub use form::{Basis, Cell, Chart, Column, Report, Row, Section, Table, Unit};
pub use happened::Happened;
pub(crate) use happened::source_in_words;
pub use keep::{Brief, keep, kept, list};
pub use kind::Kind;
pub use promoted::Promoted;
pub use span::{SpanError, span};
pub use transparency::{Requests, Transparency, transparency};

#[cfg(test)]
mod tests;
