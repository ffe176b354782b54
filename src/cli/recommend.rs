//! `candor recommend`

use clap::{Args, ValueEnum};

use super::{ShopArg, WrongUsage, output};
use crate::decision::{Answer, COUNT_MAX, Detail, Inputs, Request};
use crate::engine::Engine;
use crate::ids::{CustomerId, DecisionId, ItemId};
use crate::service::Service;
use crate::units::Time;

/// Recommends for one customer, with reasons: the same answer as the HTTP call.
#[derive(Debug, Args)]
pub(super) struct Recommend {
    /// Whom for.
    #[arg(long, value_name = "ID")]
    customer: Option<CustomerId>,
    /// How many items, 1 to 100.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=i64::from(COUNT_MAX)))]
    count: u16,
    /// How much is explained.
    #[arg(long, value_enum, default_value_t = Explain::Reasons)]
    explain: Explain,
    /// Where the list will stand.
    #[arg(long, default_value = "home")]
    placement: String,
    /// Items of the page that asks.
    #[arg(long = "context", value_name = "ITEM")]
    context_items: Vec<ItemId>,
    /// The language of the reasons.
    #[arg(long)]
    locale: Option<String>,
    #[command(flatten)]
    shop: ShopArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Explain {
    /// Scores only.
    None,
    /// Reasons in words.
    Reasons,
    /// The whole ledger, and the rank without each reason.
    Full,
}

impl From<Explain> for Detail {
    fn from(explain: Explain) -> Self {
        match explain {
            Explain::None => Self::None,
            Explain::Reasons => Self::Reasons,
            Explain::Full => Self::Full,
        }
    }
}

impl Recommend {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let request = Request {
            placement: self.placement,
            context_items: self.context_items,
            count: self.count,
            locale: self.locale,
            explain: self.explain.into(),
            ..Request::home(self.customer)
        };
        request.check().map_err(|cause| WrongUsage(cause.to_string()))?;
        let service = self.shop.open()?;
        let engine = service.reload()?;
        let now = Service::now();
        let answer = service.recommend(name(&service, &engine, now, &request)?, now, request)?;
        service.flush()?;
        if self.json { output::json(&answer) } else { in_words(&service, &answer) }
    }
}

/// The same question about the same model, catalogue, history and rules has the same name, so that asking again gives the
/// same bytes, and whatever changes the answer changes the name.
fn name(service: &Service, engine: &Engine, now: Time, request: &Request) -> anyhow::Result<DecisionId> {
    let unnamed = DecisionId::new("d_unnamed")?;
    let inputs = Inputs { now: Time::from_millis(0), ..service.gather(unnamed, now, request.clone())? };
    let mut hasher = blake3::Hasher::new();
    hasher.update(&serde_json::to_vec(&(engine.provenance(), inputs))?);
    Ok(DecisionId::new(&format!("d_{}", &hasher.finalize().to_hex()[..32]))?)
}

fn in_words(service: &Service, answer: &Answer) -> anyhow::Result<()> {
    let engine = service.engine()?;
    if let Some(fallback) = answer.fallback {
        let why = answer.fallback_reason.map(|why| format!(", {}", why.in_words())).unwrap_or_default();
        output::line(&format!("Not personalised: {}{why}.", fallback.in_words()))?;
    }
    for item in &answer.items {
        let title = engine.model().vocabulary().index(&item.item).map(|ix| engine.catalog().title(ix).to_owned());
        let title = title.unwrap_or_else(|| item.item.to_string());
        output::line(&format!("{:>3}. {title} [{}]  score {:.4}", item.rank, item.item, item.score))?;
        for reason in item.reasons.iter().flatten() {
            let without = reason.without.map(|without| match without.rank {
                Some(rank) => format!("  (without it: place {rank})"),
                None => "  (without it: not in the list)".to_owned(),
            });
            output::line(&format!("     {} {}{}", reason.code, reason.text, without.unwrap_or_default()))?;
        }
        for line in item.ledger.iter().flatten() {
            output::line(&format!("       {:>+10.6}  {}", line.amount, serde_json::to_string(&line.source)?))?;
        }
    }
    Ok(())
}
