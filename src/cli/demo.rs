//! `candor demo`

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use anyhow::Context;
use clap::Args;
use tokio::runtime::Runtime;

use super::{output, serve};
use crate::config::Config;
use crate::demo;
use crate::evaluate::{Grid, train};
use crate::event::Consent;
use crate::http::{AppState, Pages};
use crate::model::ModelParams;
use crate::service::Service;
use crate::store::{self, ModelDir, Shop, Store, StoreData};
use crate::units::Time;

/// The seed of the demo shop, and the moment at which its year and a half ends.
const SEED: u64 = 7;
const END: &str = "2026-06-30T18:00:00Z";
/// Rows that are handed to the store at once.
const BATCH: usize = 5_000;

/// Generates the demo shop, trains, and serves it on this machine.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// The port on 127.0.0.1.
    #[arg(long, default_value_t = 7878)]
    port: u16,
    /// Where the shop is kept; made when it is not there.
    #[arg(long, value_name = "DIR", default_value = "demo-data")]
    dir: PathBuf,
}

impl Demo {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let place = |name: &str| self.dir.join(name).display().to_string();
        let listen = SocketAddr::from(([127, 0, 0, 1], self.port));
        let config = Config { listen, store: place("store"), models: self.dir.join("models"), ..Config::default() };
        let store = store::open(&config.store)?;
        let started = Instant::now();
        if store.counts()?.events == 0 {
            stock(&*store)?;
            output::line(&format!("Stocked the shop in {:.1} s.", started.elapsed().as_secs_f64()))?;
        }
        let models = ModelDir::new(&config.models);
        if models.load_current().is_err() {
            let started = Instant::now();
            let data = StoreData::new(Arc::clone(&store))?;
            let params = ModelParams::default();
            let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
            let trained = train(&data, &params, &Grid::only(&params), threads, &mut |_, _| {})?;
            models.publish(&trained.model, &trained.card)?;
            output::line(&format!("Learnt from it in {:.1} s.", started.elapsed().as_secs_f64()))?;
        }
        let state = AppState::with_pages(Arc::new(Service::open(Arc::clone(&store), models)), config, Pages::DemoShop);
        let runtime = Runtime::new().context("starting the async threads")?;
        let served = runtime.block_on(serve::serve(state, announce));
        store.flush()?;
        served
    }
}

fn announce(address: SocketAddr) {
    let addresses = [
        ("the shop, with a reason on every recommendation", "/"),
        ("the rules of the list, and what they do", "/console"),
        ("the API's description", "/v1/openapi.json"),
    ];
    for (what, path) in addresses {
        // Nobody is left to tell when standard output is closed.
        drop(output::line(&format!("http://{address}{path:<18} {what}")));
    }
}

/// Generates the shop into an empty store.
fn stock(store: &dyn Store) -> anyhow::Result<()> {
    let end: Time = END.parse()?;
    let shop = demo::generate(SEED, end);
    let bar = output::progress(shop.events.len() as u64, "stocking the shop {bar:30} {pos}/{len}");
    store.put_items(&shop.items)?;
    store.put_customers(&shop.customers)?;
    store.put_policy(&shop.policy)?;
    let consent_unrecorded = Consent::RECOMMEND_AND_EXPLAIN;
    store.put_shop(&Shop { name: shop.shop_name, locale: "en".to_owned(), consent_unrecorded })?;
    for batch in shop.events.chunks(BATCH) {
        store.append_events(batch)?;
        bar.inc(batch.len() as u64);
    }
    bar.finish_and_clear();
    Ok(())
}
