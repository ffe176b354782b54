//! What one person's events come to for learning: the part of a lesson that can be kept while the person changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Person, usable};
use crate::engine::weighting;
use crate::event::{Event, Kind, Profile, Recency, Walk, admit, visits};
use crate::ids::{ItemId, ItemIx, Vocabulary};
use crate::model::ModelParams;
use crate::stats::{Baskets, Contribution, Entry, choice};
use crate::units::{DAY_MS, Time};

/// Raised when a trace means something else than before, so that older ones are not taken for new ones.
const MEANING: &[u8] = b"trace 3";

/// A person's trace. It depends on nobody else: not on the other people, nor on the end of the data, unless the person
/// wants only their latest events to be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Trace {
    /// What they chose, how strongly in 1/256, and when; items ascending.
    choices: Vec<(ItemIx, u16, Time)>,
    /// The newest evidence, for or against.
    last: Option<Time>,
    /// Visits of which the order is known.
    walks: Vec<Walk>,
    /// What they bought on which day.
    baskets: Baskets,
    /// Events that passed the door.
    events: u64,
    /// The newest event that may be learnt from.
    pub(super) newest: Option<Time>,
    /// The group that they are weighed in, where they allow it.
    group: Option<String>,
    /// The groups by which it is learnt what leans to whom, by segment, where they allow it.
    groups: BTreeMap<String, String>,
}

impl Trace {
    /// Of a person's events up to `now`.
    pub(super) fn of(person: &Person, vocabulary: &Vocabulary, params: &ModelParams, now: Time) -> Self {
        let (consent, personalisation) = (person.consent, person.personalisation);
        let admitted = || person.events.iter().filter_map(|event| admit(event, consent, personalisation, now).ok());
        let profile = Profile::build(admitted(), vocabulary, &params.kinds, Recency::Timeless, None);
        let evidence = profile.evidence().iter();
        let mut choices: Vec<(ItemIx, u16, Time)> =
            evidence.filter_map(|evidence| Some((evidence.item, choice(evidence.weight)?, evidence.time))).collect();
        choices.sort_unstable_by_key(|(item, ..)| *item);
        let group_in = |segment: &String| weighting::group_of(person, segment, now);
        Self {
            choices,
            last: profile.evidence().iter().map(|evidence| evidence.time).max(),
            walks: visits(admitted(), vocabulary, &params.kinds),
            baskets: Baskets::of(admitted().filter_map(|one| purchase(one.event(), vocabulary)).collect()),
            events: admitted().count() as u64,
            newest: newest(person, now),
            group: params.weighting.reweigh.as_ref().and_then(group_in),
            groups: params.leanings.iter().filter_map(|segment| Some((segment.clone(), group_in(segment)?))).collect(),
        }
    }

    /// What they add to the sums; choices from `late_from` on count for the trend.
    pub(super) fn contribution(&self, late_from: Time) -> Contribution {
        let entry = |&(item, choice, time)| Entry { item, choice, is_late: time >= late_from };
        Contribution::of(self.choices.iter().map(entry).collect())
    }

    /// How loud they are: the newest evidence, and their group.
    pub(super) fn standing(&self) -> (Option<Time>, Option<&str>) {
        (self.last, self.group.as_deref())
    }

    /// The groups by which it is learnt what leans to whom, by segment.
    pub(super) const fn groups(&self) -> &BTreeMap<String, String> {
        &self.groups
    }

    /// The visits, the baskets, and how many events all this was made of.
    pub(super) fn into_parts(self) -> (Vec<Walk>, Baskets, u64) {
        (self.walks, self.baskets, self.events)
    }

    /// Its bytes, in which items have their own names.
    pub(super) fn to_bytes(&self, vocabulary: &Vocabulary) -> Vec<u8> {
        let id = |item: ItemIx| vocabulary.id(item).clone();
        let walk = |walk: &Walk| (walk.clicks.iter().map(|&item| id(item)).collect(), walk.end.millis());
        let kept = Kept {
            choices: self.choices.iter().map(|&(item, choice, time)| (id(item), choice, time.millis())).collect(),
            last: self.last.map(Time::millis),
            walks: self.walks.iter().map(walk).collect(),
            baskets: self.baskets.bought().iter().map(|&(item, day)| (id(item), day)).collect(),
            events: self.events,
            newest: self.newest.map(Time::millis),
            group: self.group.clone(),
            groups: self.groups.clone(),
        };
        serde_json::to_vec(&kept).expect("text keys only")
    }

    /// Back from [`Self::to_bytes`], in a vocabulary that may have grown meanwhile.
    ///
    /// # Errors
    /// When the bytes are no trace, or an item has gone.
    pub(super) fn from_bytes(bytes: &[u8], vocabulary: &Vocabulary) -> Result<Self, String> {
        let kept: Kept = serde_json::from_slice(bytes).map_err(|cause| cause.to_string())?;
        let index = |id: &ItemId| vocabulary.index(id).ok_or_else(|| format!("item `{id}` has gone"));
        let chosen = |(id, choice, millis): (ItemId, u16, i64)| Ok((index(&id)?, choice, Time::from_millis(millis)));
        let walk = |(clicks, end): (Vec<ItemId>, i64)| {
            let clicks: Result<Vec<ItemIx>, String> = clicks.iter().map(index).collect();
            Ok(Walk { clicks: clicks?, end: Time::from_millis(end) })
        };
        let bought = |(id, day): (ItemId, i64)| Ok((index(&id)?, day));
        Ok(Self {
            choices: kept.choices.into_iter().map(chosen).collect::<Result<_, String>>()?,
            last: kept.last.map(Time::from_millis),
            walks: kept.walks.into_iter().map(walk).collect::<Result<_, String>>()?,
            baskets: Baskets::of(kept.baskets.into_iter().map(bought).collect::<Result<_, String>>()?),
            events: kept.events,
            newest: kept.newest.map(Time::from_millis),
            group: kept.group,
            groups: kept.groups,
        })
    }
}

/// The item that somebody bought, and on which day.
fn purchase(event: &Event, vocabulary: &Vocabulary) -> Option<(ItemIx, i64)> {
    let item = (event.kind == Kind::Purchase).then(|| vocabulary.index(&event.item))??;
    Some((item, event.time.millis().div_euclid(DAY_MS)))
}

/// The newest event of a person that may be learnt from.
pub(super) fn newest(person: &Person, now: Time) -> Option<Time> {
    usable(person, now).map(|event| event.time).max()
}

/// The form of a trace that outlives a vocabulary; times in milliseconds.
#[derive(Serialize, Deserialize)]
struct Kept {
    choices: Vec<(ItemId, u16, i64)>,
    last: Option<i64>,
    walks: Vec<(Vec<ItemId>, i64)>,
    baskets: Vec<(ItemId, i64)>,
    events: u64,
    newest: Option<i64>,
    group: Option<String>,
    groups: BTreeMap<String, String>,
}

/// Names all that a trace depends on besides its person: equal keys, equal traces.
pub(super) fn key(params: &ModelParams) -> u64 {
    let mut hasher = blake3::Hasher::new();
    let asked = (&params.kinds, &params.weighting.reweigh, &params.leanings);
    let asked = serde_json::to_vec(&asked).expect("plain numbers and names");
    for part in [MEANING, env!("CARGO_PKG_VERSION").as_bytes(), &asked] {
        hasher.update(&(part.len() as u64).to_le_bytes()).update(part);
    }
    let bytes = *hasher.finalize().as_bytes();
    u64::from_le_bytes(bytes[..8].try_into().expect("eight of 32 bytes"))
}
