//! How reasons read under one policy and under others: the sentences of some customers' lists, without telling whose they are.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::{Service, ServiceError};
use crate::decision::Inputs;
use crate::engine::{Engine, Spoken};
use crate::ids::DecisionId;
use crate::metrics::{Readability, Scale, readability};
use crate::monitor::PEOPLE_TOLD_MIN;
use crate::reason::{Code, Manner, Wording};
use crate::rerank::{Language, Policy, Tone};
use crate::store::ModelDirError;

/// How many customers' lists are read.
const CUSTOMERS: usize = 24;
/// Out of how many they are drawn, at most: enough to see whether there are enough of whom something may be told.
const DRAWN: usize = 40;
/// How many sentences of one code are shown.
const EXAMPLES_MAX: usize = 2;

/// How reasons read, side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct Hearing {
    /// Whose lists were read; 0 where fewer than [`PEOPLE_TOLD_MIN`] customers have a history that may be used, for then a list could be
    /// guessed to be somebody's, and where nothing has been learnt yet.
    pub customers: usize,
    /// One for each policy, in their order.
    pub sides: Vec<HeardSide>,
    /// Every code, in the catalogue's order.
    pub kinds: Vec<HeardKind>,
}

/// How one policy speaks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HeardSide {
    /// In which tone.
    pub tone: Tone,
    /// In which language.
    pub language: Language,
    /// How all sentences of the lists read together, the names in them counted as they are.
    pub reading: Readability,
}

/// What a code says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardKind {
    /// Which.
    pub code: Code,
    /// How often the lists say it.
    pub times: usize,
    /// Whether the names in the examples are made up: no list says it, or none about what at least [`PEOPLE_TOLD_MIN`] people chose.
    pub is_made_up: bool,
    /// Sentences, each in the manner of every policy.
    pub examples: Vec<Vec<String>>,
}

impl Service {
    /// How the reasons of a placement read under each of these policies: the lists are those of the first, as they are made now for
    /// at most 24 customers, chosen by a hash of their names, who are taken not to ask for a language of their own. A sentence is shown only
    /// where at least [`PEOPLE_TOLD_MIN`] people chose each of the things that it speaks of, so it tells of nobody. Nothing goes into the log.
    ///
    /// # Errors
    /// When the store fails.
    pub fn hear(&self, policies: &[&Policy], threads: usize) -> Result<Hearing, ServiceError> {
        let shop = self.store.shop()?;
        let manner = |policy: &&Policy| Manner {
            locale: policy.locale_in(&shop.locale),
            tone: policy.tone_in(shop.tone),
            shop: &shop.name,
        };
        let manners: Vec<Manner<'_>> = policies.iter().map(manner).collect();
        let (customers, spoken) = match (policies.first(), self.engine()) {
            (Some(live), Ok(engine)) => self.spoken(&engine, live, &manners, threads)?,
            (None, _) | (_, Err(ServiceError::Model(ModelDirError::None { .. }))) => (0, Vec::new()),
            (_, Err(cause)) => return Err(cause),
        };
        let side = |(at, manner): (usize, &Manner<'_>)| {
            let language = Language::of(manner.locale);
            let text: Vec<String> = spoken.iter().map(|reason| reason.sentences[at].clone()).collect();
            HeardSide { tone: manner.tone, language, reading: readability(Scale::of(language), &text) }
        };
        Ok(Hearing {
            customers,
            sides: manners.iter().enumerate().map(side).collect(),
            kinds: kinds(&self.wording, &manners, &spoken),
        })
    }

    /// The reasons of some customers' lists, and of how many customers.
    fn spoken(
        &self,
        engine: &Engine,
        live: &Policy,
        manners: &[Manner<'_>],
        threads: usize,
    ) -> Result<(usize, Vec<Spoken>), ServiceError> {
        let mut sample = self.sample(live, Self::now(), DRAWN, threads)?;
        if sample.len() < PEOPLE_TOLD_MIN {
            return Ok((0, Vec::new()));
        }
        sample.truncate(CUSTOMERS);
        let customers = sample.len();
        let speak = |(at, inputs): (usize, Inputs)| {
            // Lists of their own say equal things in wordings of their own.
            let id = DecisionId::new(&format!("d_sample-{at}")).expect("a short id");
            engine.spoken(&Inputs { id, ..inputs }, manners)
        };
        let sample = sample.into_par_iter().enumerate();
        let lists: Vec<Vec<Spoken>> = crate::parallel::pool(threads).install(|| sample.map(speak).collect());
        Ok((customers, lists.concat()))
    }
}

/// Every code with examples: from the lists where these have one that may be shown.
fn kinds(wording: &Wording, manners: &[Manner<'_>], spoken: &[Spoken]) -> Vec<HeardKind> {
    let mut heard: BTreeMap<Code, (usize, Vec<Vec<String>>)> = BTreeMap::new();
    for Spoken { code, sentences, people } in spoken {
        let (times, examples) = heard.entry(*code).or_default();
        *times += 1;
        let may_show = people.is_none_or(|people| usize::try_from(people).is_ok_and(|n| n >= PEOPLE_TOLD_MIN));
        let is_new = examples.iter().all(|other| other[0] != sentences[0]);
        if may_show && is_new && examples.len() < EXAMPLES_MAX {
            examples.push(sentences.clone());
        }
    }
    let kind = |code: Code| {
        let (times, mut examples) = heard.remove(&code).unwrap_or_default();
        let is_made_up = examples.is_empty();
        if is_made_up {
            examples.push(manners.iter().map(|manner| wording.example(manner, code)).collect());
        }
        HeardKind { code, times, is_made_up, examples }
    };
    Code::ALL.into_iter().map(kind).collect()
}
