//! `candor reasons`

use std::collections::BTreeMap;

use anyhow::Context;
use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::json;

use super::{ModelArg, StoreArg, output, usage};
use crate::decision::Request;
use crate::ids::DecisionId;
use crate::metrics::coverage_of_evidence;
use crate::reason::{CATALOGUE_VERSION, Code, Disclosure, Tone, Wording, catalogue};
use crate::service::Service;
use crate::store::ModelDir;

/// Prints the catalogue of reason codes: what each stands for, when it is given, and in which words.
#[derive(Debug, Args)]
pub(super) struct Reasons {
    /// The language of the wordings: en, de or fr.
    #[arg(long, value_name = "LOCALE", default_value = "en")]
    locale: String,
    /// The tone of the wordings.
    #[arg(long, value_enum, default_value_t = ToneArg::Neutral)]
    tone: ToneArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
    /// Decides for up to so many customers of the store instead, and measures how well few reasons carry the evidence.
    #[arg(long, value_name = "N")]
    measure: Option<usize>,
    #[command(flatten)]
    store: StoreArg,
    #[command(flatten)]
    model: ModelArg,
    /// Prints the table of the documentation instead: codes, meanings and one wording each.
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ToneArg {
    Neutral,
    Warm,
    Playful,
}

impl From<ToneArg> for Tone {
    fn from(tone: ToneArg) -> Self {
        match tone {
            ToneArg::Neutral => Self::Neutral,
            ToneArg::Warm => Self::Warm,
            ToneArg::Playful => Self::Playful,
        }
    }
}

#[derive(Debug, Serialize)]
struct Listing {
    version: u32,
    locale: String,
    tone: Tone,
    codes: Vec<Listed>,
}

#[derive(Debug, Serialize)]
struct Listed {
    id: &'static str,
    meaning: &'static str,
    when: &'static str,
    disclosure: Disclosure,
    wordings: Vec<String>,
}

impl Reasons {
    pub(super) fn run(self) -> anyhow::Result<()> {
        if let Some(customers) = self.measure {
            return self.measured(customers);
        }
        let is_known = Wording::languages().any(|language| self.locale.to_ascii_lowercase().starts_with(language));
        let known: Vec<&str> = Wording::languages().collect();
        usage(is_known, format!("there are no wordings in `{}`, write one of {}", self.locale, known.join(", ")))?;
        let wording = Wording::new()?;
        let tone = Tone::from(self.tone);
        let listed = |entry: crate::reason::Entry| Listed {
            id: entry.code.as_str(),
            meaning: entry.meaning,
            when: entry.when,
            disclosure: entry.disclosure(),
            wordings: wording.wordings(&self.locale, tone, entry.code),
        };
        let codes = catalogue().into_iter().map(listed).collect();
        let listing = Listing { version: CATALOGUE_VERSION, locale: self.locale, tone, codes };
        match (self.json, self.markdown) {
            (true, _) => output::json(&listing),
            (false, true) => table(&listing),
            (false, false) => in_words(&listing),
        }
    }
}

impl Reasons {
    /// Decides as the service would at the moment of the newest event, without keeping a record.
    fn measured(&self, customers: usize) -> anyhow::Result<()> {
        let store = self.store.open_filled()?;
        let now = store.newest_event_time()?.context("the store has no events")?;
        let ids = store.customer_ids(None, usize::try_from(i32::MAX)?)?;
        let service = Service::open(store, ModelDir::new(&self.model.folder));
        let engine = service.reload()?;
        let step = (ids.len() / customers.max(1)).max(1);
        let mut items = Vec::new();
        let mut codes: BTreeMap<Code, (usize, f64)> = BTreeMap::new();
        for (at, id) in ids.into_iter().step_by(step).take(customers).enumerate() {
            let inputs = service.gather(DecisionId::new(&format!("d_{at}"))?, now, Request::home(Some(id)))?;
            items.extend(engine.decide(&inputs).items);
        }
        for reason in items.iter().flat_map(|item| item.reasons.iter().flatten()) {
            let (times, share) = codes.entry(reason.code).or_default();
            *times += 1;
            *share += reason.share;
        }
        let coverage = coverage_of_evidence(&items).context("nothing speaks for any item")?;
        let n_items = f64::from(u32::try_from(coverage.items)?);
        let codes: BTreeMap<Code, Told> =
            codes.into_iter().map(|(code, (times, share))| (code, Told { times, share: share / n_items })).collect();
        output::json(&json!({ "coverage": coverage, "codes": codes }))
    }
}

/// How often a code was told, and the mean share of an item's evidence that it carried.
#[derive(Debug, Clone, Copy, Serialize)]
struct Told {
    times: usize,
    share: f64,
}

fn in_words(listing: &Listing) -> anyhow::Result<()> {
    output::line(&format!("Catalogue of reasons, version {}", listing.version))?;
    for code in &listing.codes {
        output::line(&format!("\n{}  {}", code.id, code.meaning))?;
        output::line(&format!("  given for {}", code.when))?;
        if code.disclosure != Disclosure::None {
            output::line(&format!("  disclosure: {}", disclosure(code.disclosure)))?;
        }
        code.wordings.iter().try_for_each(|wording| output::line(&format!("    {wording}")))?;
    }
    Ok(())
}

fn table(listing: &Listing) -> anyhow::Result<()> {
    output::line("| code | meaning | given for | disclosure | one of its wordings |\n|---|---|---|---|---|")?;
    listing.codes.iter().try_for_each(|code| {
        let Listed { id, meaning, when, .. } = code;
        let example = code.wordings.first().map_or("", String::as_str);
        output::line(&format!("| {id} | {meaning} | {when} | {} | {example} |", disclosure(code.disclosure)))
    })
}

const fn disclosure(disclosure: Disclosure) -> &'static str {
    match disclosure {
        Disclosure::None => "none",
        Disclosure::Sponsored => "sponsored",
        Disclosure::Merchandised => "merchandised",
        Disclosure::Fairness => "fairness",
        Disclosure::Fallback => "fallback",
    }
}
