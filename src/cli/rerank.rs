//! `candor rerank`

use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;

use anyhow::Context;
use clap::Args;

use super::output;
use crate::rerank::{Instance, solve};

/// Runs the reranker alone: instances `{n,k,mask,score,L,U}`, one JSON per line, answers in the same order.
#[derive(Debug, Args)]
pub(super) struct Rerank {
    /// The instances; standard input by default.
    #[arg(long = "in", value_name = "FILE")]
    input: Option<PathBuf>,
    /// Answers are always one JSON object per line; the flag is taken for the sake of uniformity.
    #[arg(long)]
    json: bool,
}

impl Rerank {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let input: Box<dyn BufRead> = match &self.input {
            Some(path) => {
                let file = File::open(path).with_context(|| format!("opening `{}`", path.display()))?;
                Box::new(BufReader::new(file))
            }
            None => Box::new(io::stdin().lock()),
        };
        for (at, line) in input.lines().enumerate() {
            let number = at + 1;
            let line = line.with_context(|| format!("reading line {number}"))?;
            if line.trim().is_empty() {
                continue;
            }
            let instance: Instance =
                serde_json::from_str(&line).with_context(|| format!("line {number} is no instance"))?;
            let answer = solve(&instance).with_context(|| format!("line {number}"))?;
            output::line(&serde_json::to_string(&answer)?)?;
        }
        Ok(())
    }
}
