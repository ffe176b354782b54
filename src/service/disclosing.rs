//! The system disclosure of a placement.

use std::sync::Arc;

use super::{Service, ServiceError};
use crate::decision::Record;
use crate::disclosure::{Concerns, Disclosure, Live, Tally, Words, disclose, silent};
use crate::engine::Engine;
use crate::oversight;

/// Shares are measured on at most so many decisions of the placement ...
const DECISIONS_MAX: usize = 200;
/// ... among so many last decisions of the shop.
const RECORDS_MAX: usize = 2_000;
/// Decisions on further artifacts than so many are not measured: each has to be loaded.
const ARTIFACTS_MAX: usize = 4;

impl Service {
    /// Tells how a placement chooses: the live policy, the model that answers now, and how much each parameter counted in the
    /// last decisions, whose accounts are made again on the artifacts that they name.
    ///
    /// # Errors
    /// When there is no usable model, or the store fails.
    pub fn disclose(&self, placement: &str, locale: Option<&str>) -> Result<Disclosure, ServiceError> {
        let engine = self.engine()?;
        let policy = self.policy(placement)?;
        let locale =
            locale.map_or_else(|| self.store.shop().map(|shop| shop.locale), |locale| Ok(locale.to_owned()))?;
        let tally = self.tally(placement)?;
        let (manifest, silent) = (engine.model().manifest(), silent(engine.model()));
        let words = Words::of(&locale);
        let kept_out = oversight::suppressed(&*self.store)?.of(placement).len();
        let (policy, tally, words) = (&policy, &tally, &words);
        Ok(disclose(Live { policy, manifest, silent: &silent, tally, kept_out, words, now: Self::now() }))
    }

    fn tally(&self, placement: &str) -> Result<Tally, ServiceError> {
        let mut tally = Tally::default();
        let mut engines: Vec<Arc<Engine>> = Vec::new();
        for bytes in self.store.last_decisions(RECORDS_MAX)? {
            // A record of an older form, or whose model is gone, tells of no share.
            let Ok(record) = Record::from_bytes(&bytes) else { continue };
            if record.inputs.request.placement != placement {
                continue;
            }
            let known = engines.iter().find(|engine| engine.provenance() == record.provenance).map(Arc::clone);
            let Some(engine) = known.or_else(|| self.further(&record, &mut engines)) else { continue };
            tally.add(record.inputs.now, concerns(&record), &engine.accounts(&record.inputs));
            if tally.measured().decisions >= DECISIONS_MAX {
                break;
            }
        }
        Ok(tally)
    }

    fn further(&self, record: &Record, engines: &mut Vec<Arc<Engine>>) -> Option<Arc<Engine>> {
        if engines.len() >= ARTIFACTS_MAX {
            return None;
        }
        let engine = self.engine_of(record).ok()?;
        engines.push(Arc::clone(&engine));
        Some(engine)
    }
}

/// Whom a decision speaks of: whoever asked, where their history or visit was used.
fn concerns(record: &Record) -> Concerns<'_> {
    let request = &record.inputs.request;
    let customer = request.customer.as_ref().map(|id| id.as_str());
    let name = customer.or_else(|| request.visitor.as_ref().map(|id| id.as_str()));
    if record.answer.personalised { Concerns::Person(name.unwrap_or_default()) } else { Concerns::Nobody }
}
