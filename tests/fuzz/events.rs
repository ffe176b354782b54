//! `POST /v1/events` with any bytes. Stated:
//! - what is no JSON is refused whole, and every entry of what is JSON is taken or rejected, each rejected one at its place;
//! - an entry is taken exactly if it reads as an event, passes its check and lies no more than a day ahead;
//! - what is taken is read back equal, the first of an id; written and read again it is the same;
//! - what is erased is gone.

use std::collections::{BTreeMap, BTreeSet};

use candor::event::{Event, Subject};
use candor::ids::EventId;
use candor::service::Service;
use serde::Deserialize;
use serde_json::Value;

use super::shop::{self, Shop, check_pointer, check_refusal};

pub(crate) fn check(data: &[u8]) {
    shop::within(|shop| check_in(shop, data));
}

fn check_in(shop: &Shop, data: &[u8]) {
    let reply = shop.ask("POST", "/v1/events", data);
    if reply.status != 200 {
        return check_refusal(&reply, data);
    }
    let (told, body) = (reply.json(), serde_json::from_slice(data).expect("only JSON is taken"));
    let rejected: Vec<usize> =
        told["rejected"].as_array().expect("a list").iter().map(|one| place(one, &body)).collect();
    assert!(rejected.is_sorted_by(|a, b| a < b), "{told}");
    let entries = body.as_array().map_or(std::slice::from_ref(&body), Vec::as_slice);
    let (mut first, mut taken) = (BTreeMap::new(), 0);
    for (index, entry) in entries.iter().enumerate() {
        let event = sound(entry);
        assert_eq!(event.is_none(), rejected.contains(&index), "entry {index}: {told}");
        if let Some(event) = event {
            check_written(&event);
            first.entry(event.id.clone()).or_insert(event);
            taken += 1;
        }
    }
    assert_eq!(
        (&told["accepted"], &told["duplicates"]),
        (&first.len().into(), &(taken - first.len()).into()),
        "{told}"
    );
    check_kept(shop, &first);
}

/// The place of a rejected entry, with a pointer into it.
fn place(rejected: &Value, body: &Value) -> usize {
    let index = rejected["index"].as_u64().expect("a place");
    for error in rejected["errors"].as_array().expect("errors") {
        let pointer = error["pointer"].as_str().expect("a pointer");
        let base = if body.is_array() { format!("/{index}") } else { String::new() };
        assert!(pointer.starts_with(&base), "`{pointer}` of entry {index}");
        check_pointer(pointer, body);
    }
    usize::try_from(index).expect("a short batch")
}

/// The event that an entry is.
fn sound(entry: &Value) -> Option<Event> {
    let event = entry.is_object().then(|| Event::deserialize(entry).ok()).flatten()?;
    (event.check().is_ok() && event.time <= Service::now().plus_days(1)).then_some(event)
}

fn check_written(event: &Event) {
    let text = serde_json::to_string(event).expect("plain data");
    let again: Event = serde_json::from_str(&text).unwrap_or_else(|cause| panic!("{cause}: {text}"));
    assert_eq!(&again, event, "{text}");
}

fn check_kept(shop: &Shop, first: &BTreeMap<EventId, Event>) {
    let subjects: BTreeSet<&Subject> = first.values().map(|event| &event.subject).collect();
    let events_of = |subject: &Subject| shop.store.events_of(subject).expect("a store at work");
    let kept = subjects.iter().flat_map(|subject| events_of(subject)).map(|event| (event.id.clone(), event));
    assert_eq!(&kept.collect::<BTreeMap<_, _>>(), first);
    for subject in subjects {
        shop.store.erase(subject).expect("a store at work");
        assert!(events_of(subject).is_empty(), "{subject:?}");
    }
}
