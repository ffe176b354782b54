//! `candor report`

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Args;
use serde_json::json;

use super::{ShopArg, WrongUsage, output, usage};
use crate::http::report_html;
use crate::monitor::Window;
use crate::report::{Kind, Language, csv, span};
use crate::service::{ReportWish, Service};
use crate::units::Time;

/// Writes reports on a span as pages, tables and JSON: the fairness audit, the transparency report, the model card, the campaign review.
#[derive(Debug, Args)]
pub(super) struct Reporting {
    /// Which: `fairness`, `transparency`, `model`, `campaign`; all where none is named.
    #[arg(value_name = "KIND")]
    kinds: Vec<Kind>,
    /// Of this placement; of each that is known where none is named.
    #[arg(long, value_name = "NAME")]
    placement: Vec<String>,
    #[command(flatten)]
    span: SpanArg,
    /// Their language: `en`, `de` or `fr`; the shop's where absent.
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Language>,
    /// The folder to write to.
    #[arg(long, value_name = "DIR", default_value = "reports")]
    out: PathBuf,
    #[command(flatten)]
    shop: ShopArg,
    /// Prints JSON.
    #[arg(long)]
    json: bool,
}

/// Which span is meant; the last whole month where nothing is said.
#[derive(Debug, Args)]
pub(super) struct SpanArg {
    /// A month in UTC.
    #[arg(long, value_name = "YYYY-MM", conflicts_with_all = ["since", "until"])]
    month: Option<String>,
    /// From this midnight in UTC.
    #[arg(long, value_name = "TIME", requires = "until")]
    since: Option<Time>,
    /// Until before this one.
    #[arg(long, value_name = "TIME", requires = "since")]
    until: Option<Time>,
}

impl SpanArg {
    pub(super) fn window(&self, now: Time) -> anyhow::Result<Window> {
        span(self.month.as_deref(), self.since, self.until, now).map_err(|cause| WrongUsage(cause.to_string()).into())
    }
}

impl Reporting {
    pub(super) fn run(self) -> anyhow::Result<()> {
        usage(self.placement.iter().all(|name| !name.trim().is_empty()), "--placement must name a placement")?;
        let now = Service::now();
        let span = self.span.window(now)?;
        let service = self.shop.open()?;
        let placements = if self.placement.is_empty() { service.placements_in(span)? } else { self.placement };
        let kinds = if self.kinds.is_empty() { Kind::ALL.to_vec() } else { self.kinds };
        fs::create_dir_all(&self.out).with_context(|| format!("making `{}`", self.out.display()))?;
        let mut files = Vec::new();
        for placement in &placements {
            for &kind in &kinds {
                let wish = ReportWish { kind, placement: placement.clone(), span, language: self.language, by: None };
                let report = service.report(wish, now)?;
                let forms = [("html", report_html(&report)), ("csv", csv(&report)), ("json", report.json())];
                for (ending, text) in forms {
                    let file = self.out.join(format!("{}.{ending}", report.file_name()));
                    if files.contains(&file) {
                        bail!(
                            "`{}` is written already, for a placement of another name: give `{placement}` a folder of its own, \
                             with --placement and --out",
                            file.display()
                        );
                    }
                    fs::write(&file, text).with_context(|| format!("writing `{}`", file.display()))?;
                    files.push(file);
                }
            }
        }
        if self.json {
            return output::json(&json!({ "files": files }));
        }
        files.iter().try_for_each(|file| output::line(&file.display().to_string()))
    }
}
