//! `candor audit`

use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::{Args, Subcommand};
use serde_json::json;

use super::report::SpanArg;
use super::{ShopArg, files, output};
use crate::bundle::{self, log};
use crate::chain::SecretKey;
use crate::event::Subject;
use crate::http::{read_key, report_html};
use crate::ids::{CustomerId, ItemId, VisitorId};
use crate::report::Language;
use crate::service::{Service, Wanted};
use crate::store::Search;
use crate::units::Time;

/// Finds, replays, signs and exports what was decided.
#[derive(Debug, Args)]
pub(super) struct Audit {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Prints decisions in short, the oldest first.
    List(List),
    /// Decides again, and compares the answers byte by byte.
    Replay(Replay),
    /// Makes the key that signs the log. Keep its file away from the store.
    Key(Key),
    /// Signs the present state of the log.
    Sign(Sign),
    /// Writes the log with its signed states to a file that `candor verify` reads.
    Export(Export),
    /// Writes a signed bundle for an auditor from outside: reports, the log without records, the rules' histories, the model's card.
    Bundle(Bundle),
}

/// Which decisions are meant.
#[derive(Debug, Args)]
struct Which {
    /// Made for this customer.
    #[arg(long, value_name = "ID", conflicts_with = "visitor")]
    customer: Option<CustomerId>,
    /// Made for this visitor.
    #[arg(long, value_name = "ID")]
    visitor: Option<VisitorId>,
    /// Made at this moment or later.
    #[arg(long, value_name = "TIME")]
    since: Option<Time>,
    /// Made before this moment.
    #[arg(long, value_name = "TIME")]
    until: Option<Time>,
}

impl Which {
    fn search(self, limit: usize) -> Search {
        let subject = self.customer.map(Subject::Customer).or(self.visitor.map(Subject::Visitor));
        Search { subject, since: self.since, until: self.until, after: 0, limit }
    }
}

#[derive(Debug, Args)]
struct List {
    #[command(flatten)]
    which: Which,
    /// With this item in the list.
    #[arg(long, value_name = "ID")]
    item: Option<ItemId>,
    /// At most so many.
    #[arg(long, value_name = "N", default_value_t = 100)]
    limit: usize,
    #[command(flatten)]
    shop: ShopArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl List {
    fn run(self) -> anyhow::Result<()> {
        let service = self.shop.open()?;
        let mut wanted = Wanted { search: self.which.search(self.limit), item: self.item };
        let mut decisions = Vec::new();
        loop {
            let page = service.decisions(&wanted)?;
            decisions.extend(page.decisions);
            let Some(next) = page.next.filter(|_| decisions.len() < self.limit) else { break };
            wanted.search.after = next;
            wanted.search.limit = self.limit - decisions.len();
        }
        if self.json {
            return output::json(&json!({ "decisions": decisions }));
        }
        for one in decisions {
            let items: Vec<&str> = one.items.iter().map(ItemId::as_str).collect();
            output::line(&format!("{}  {}  {}  {}", one.time, one.decision, one.policy, items.join(" ")))?;
        }
        Ok(())
    }
}

#[derive(Debug, Args)]
struct Replay {
    #[command(flatten)]
    which: Which,
    /// At most so many.
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    shop: ShopArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Replay {
    fn run(self) -> anyhow::Result<()> {
        let service = self.shop.open()?;
        let progress = output::progress(service.store().counts()?.decisions, "{bar:30} {pos} of {len} decisions");
        let search = self.which.search(self.limit.unwrap_or(usize::MAX));
        let replays = service.replay_all(&search, &mut || progress.inc(1))?;
        progress.finish_and_clear();
        if self.json {
            output::json(&replays)?;
        } else {
            output::line(&format!("{} gave the same bytes again", replays.identical))?;
            output::line(&format!("{} need a model that is not kept any more", replays.without_model))?;
            replays.different.iter().try_for_each(|id| output::line(&format!("{id} gave OTHER bytes")))?;
            replays.unreadable.iter().try_for_each(|cause| output::line(&format!("not replayed: {cause}")))?;
        }
        let wrong = replays.different.len() + replays.unreadable.len();
        anyhow::ensure!(wrong == 0, "{wrong} decisions did not give the same bytes again");
        anyhow::ensure!(
            replays.identical > 0 || replays.without_model == 0,
            "no decision could be replayed: `{}` holds none of the models that they name, check --model",
            self.shop.model.folder.display()
        );
        Ok(())
    }
}

#[derive(Debug, Args)]
struct Key {
    /// The file to write; it must not be there yet.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

impl Key {
    fn run(self) -> anyhow::Result<()> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(|cause| anyhow::anyhow!("the system gives no random bytes: {cause}"))?;
        let key = SecretKey::from_random(bytes);
        let naming = || format!("writing `{}`", self.out.display());
        let mut file = new_private_file(&self.out).with_context(naming)?;
        writeln!(file, "{}", key.to_secret_text()).and_then(|()| file.sync_all()).with_context(naming)?;
        if self.json {
            return output::json(&json!({ "file": self.out, "public_key": key.public() }));
        }
        output::line(&format!("{}", key.public()))
    }
}

/// A file that was not there, for its owner alone.
fn new_private_file(path: &Path) -> std::io::Result<File> {
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

#[derive(Debug, Args)]
struct Sign {
    /// The key's file, as `candor audit key` writes it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    #[command(flatten)]
    shop: ShopArg,
    /// Prints JSON; this command always does.
    #[arg(long)]
    json: bool,
}

impl Sign {
    fn run(self) -> anyhow::Result<()> {
        let key = read_key(&self.key).context("reading the signing key")?;
        let service = self.shop.open()?;
        service.sign_chain(&key, Service::now())?;
        // What was signed before holds where nothing was decided since.
        let signed = service.last_signed_by(&key.public())?;
        output::json(&json!({ "signed": signed }))
    }
}

#[derive(Debug, Args)]
struct Export {
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Leaves records and salts out: links and signatures can still be checked, and nothing personal is told.
    #[arg(long)]
    without_records: bool,
    #[command(flatten)]
    shop: ShopArg,
    /// Prints JSON; this command always does.
    #[arg(long)]
    json: bool,
}

impl Export {
    fn run(self) -> anyhow::Result<()> {
        let service = self.shop.open()?;
        let records = if self.without_records { log::Records::Left } else { log::Records::Told };
        let links =
            files::whole((&self.shop.store.store, &self.out), |out| log::write_to(out, &service, records))?.links;
        output::json(&json!({ "file": self.out, "links": links }))
    }
}

#[derive(Debug, Args)]
struct Bundle {
    /// The file to write, a tar archive.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// The key's file, as `candor audit key` writes it.
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// The language of its reports: `en`, `de` or `fr`; the shop's where absent.
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Language>,
    #[command(flatten)]
    span: SpanArg,
    #[command(flatten)]
    shop: ShopArg,
    /// Prints JSON; this command always does.
    #[arg(long)]
    json: bool,
}

impl Bundle {
    fn run(self) -> anyhow::Result<()> {
        let key = read_key(&self.key).context("reading the signing key")?;
        let span = self.span.window(Service::now())?;
        let service = self.shop.open()?;
        let wish = bundle::Wish { span, language: self.language, page: report_html };
        let write = |out: &mut _| bundle::write_to(out, &service, &wish, None, &key);
        let written = files::whole((&self.shop.store.store, &self.out), write)?;
        output::json(&json!({ "file": self.out, "written": written }))
    }
}

impl Audit {
    pub(super) fn run(self) -> anyhow::Result<()> {
        match self.what {
            What::List(command) => command.run(),
            What::Replay(command) => command.run(),
            What::Key(command) => command.run(),
            What::Sign(command) => command.run(),
            What::Export(command) => command.run(),
            What::Bundle(command) => command.run(),
        }
    }
}
