//! A copy of what is kept of somebody as one table (RFC 4180), a header first.
//!
//! The first column says whether a row was `given` by or observed of them, or `derived` from that; the second what the row is.

use csv::Writer;
use serde::Serialize;

use crate::event::{Consent, Customer, Purpose};
use crate::oversight::Review;
use crate::service::{Export, KeptEvent, Recommended, Voice};

const COLUMNS: [&str; 15] = [
    "data", "what", "id", "item", "kind", "time", "value", "quantity", "price", "currency", "session", "decision",
    "gift", "used", "weight",
];
type Row = [String; COLUMNS.len()];

/// The table.
pub(super) fn of(export: &Export) -> String {
    let mut writer = Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS).expect("writing to memory");
    let given = export.given.record.iter().flat_map(choices).chain(export.given.events.iter().map(event));
    let derived = export.derived.profile.iter().map(voice).chain(export.derived.decisions.iter().flat_map(shown));
    let derived = derived.chain(export.derived.reviews.iter().map(review));
    for row in given.chain(derived) {
        writer.write_record(row).expect("writing to memory");
    }
    String::from_utf8(writer.into_inner().expect("writing to memory")).expect("texts are UTF-8")
}

fn row<const N: usize>(data: &str, what: &str, cells: [(&str, String); N]) -> Row {
    let mut row = Row::default();
    for (column, text) in [("data", data.to_owned()), ("what", what.to_owned())].into_iter().chain(cells) {
        let at = COLUMNS.iter().position(|known| *known == column).expect("a column of ours");
        row[at] = text;
    }
    row
}

/// What stands in the record, a row for each entry: `id` names it, `value` is what it is.
fn choices(record: &Customer) -> Vec<Row> {
    let word_on = |consent: Consent, purpose: Purpose| {
        if record.undecided.contains(&purpose) { "undecided".to_owned() } else { consent.allows(purpose).to_string() }
    };
    let consent = record.consent.map(|consent| {
        [
            ("consent.recommend", Purpose::Recommend),
            ("consent.explain", Purpose::Explain),
            ("consent.measure_fairness", Purpose::MeasureFairness),
        ]
        .map(|(name, purpose)| (name.to_owned(), word_on(consent, purpose)))
    });
    let consent = consent.into_iter().flatten();
    let personalisation = ("personalisation".to_owned(), word(&record.personalisation));
    let segments = record.segments.iter().map(|(name, value)| (format!("segment.{name}"), value.clone()));
    let blocked = record.blocked_topics.iter().map(|topic| ("blocked_topic".to_owned(), topic.clone()));
    let preferred = record.preferred_topics.iter().map(|topic| ("preferred_topic".to_owned(), topic.clone()));
    let device = ("device".to_owned(), word(&record.device));
    let locale = record.locale.iter().map(|locale| ("locale".to_owned(), locale.clone()));
    let paused = record.paused_until.map(|until| ("paused_until".to_owned(), until.to_string()));
    let all = consent
        .chain([personalisation, device])
        .chain(paused)
        .chain(segments)
        .chain(blocked)
        .chain(preferred)
        .chain(locale);
    all.map(|(name, value)| row("given", "record", [("id", name), ("value", value)])).collect()
}

/// A choice among several as it stands on the wire.
fn word(choice: &impl Serialize) -> String {
    let word = serde_json::to_value(choice).expect("plain data");
    word.as_str().unwrap_or_default().to_owned()
}

fn event(KeptEvent { event, used }: &KeptEvent) -> Row {
    let text = |value: Option<String>| value.unwrap_or_default();
    let cells = [
        ("id", event.id.to_string()),
        ("item", event.item.to_string()),
        ("kind", event.kind.as_str().to_owned()),
        ("time", event.time.to_string()),
        ("value", text(event.value.map(|value| value.to_string()))),
        ("quantity", text(event.quantity.map(|quantity| quantity.to_string()))),
        ("price", text(event.price.map(|price| price.amount.to_string()))),
        ("currency", text(event.price.map(|price| price.currency.to_string()))),
        ("session", text(event.session.as_ref().map(ToString::to_string))),
        ("decision", text(event.decision.as_ref().map(ToString::to_string))),
        ("gift", event.gift.to_string()),
        ("used", used.to_string()),
    ];
    row("given", "event", cells)
}

fn voice(voice: &Voice) -> Row {
    let cells = [
        ("item", voice.item.to_string()),
        ("kind", voice.kind.as_str().to_owned()),
        ("time", voice.time.to_string()),
        ("weight", voice.weight.to_string()),
    ];
    row("derived", "profile", cells)
}

/// A row for each item that was recommended; `id` is the placement, `value` the rank, `weight` the score.
fn shown(decision: &Recommended) -> Vec<Row> {
    let item = |item: &crate::decision::AnswerItem| {
        let cells = [
            ("id", decision.placement.clone()),
            ("item", item.item.to_string()),
            ("time", decision.time.to_string()),
            ("value", item.rank.to_string()),
            ("decision", decision.decision.to_string()),
            ("weight", item.score.to_string()),
        ];
        row("derived", "recommendation", cells)
    };
    decision.answer.items.iter().map(item).collect()
}

/// A row for each entry of the review queue; `kind` is what brought it there.
fn review(review: &Review) -> Row {
    let text = |value: Option<String>| value.unwrap_or_default();
    let cells = [
        ("id", text(review.event.as_ref().map(ToString::to_string))),
        ("item", review.item.to_string()),
        ("kind", word(&review.source)),
        ("time", review.at.to_string()),
        ("decision", text(review.decision.as_ref().map(ToString::to_string))),
    ];
    row("derived", "review", cells)
}
