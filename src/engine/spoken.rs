//! The reasons of a list in several manners at once: what trials of wordings read.

use super::Engine;
use super::accounts::Accounts;
use super::counterfactual::Reruns;
use super::pipeline::{Ablation, Pipeline};
use super::present::{Teller, said};
use crate::decision::{Inputs, RECORD_SCHEMA};
use crate::ledger::Ledger;
use crate::reason::{Code, Manner, Reason, ReasonSubject, TellingOrder};

/// A reason of a list, in each manner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spoken {
    /// What kind of reason.
    pub code: Code,
    /// Its sentences, in the order of the manners.
    pub sentences: Vec<String>,
    /// How many people chose the least chosen of the things that its sentence names, or counts under a common name: whoever reads it
    /// knows no more than that it is of one of so many. `None` where it speaks of nothing that somebody did.
    pub people: Option<u64>,
}

impl Engine {
    /// The reasons of the list that these inputs give, each as it reads in each manner: in that of the inputs as the answer has it.
    #[must_use]
    pub fn spoken(&self, inputs: &Inputs, manners: &[Manner<'_>]) -> Vec<Spoken> {
        let pipeline = Pipeline::run(self, inputs, &Ablation::default());
        let accounts = Accounts::of(self, &pipeline, TellingOrder::of_schema(RECORD_SCHEMA));
        let reruns = Reruns::new(self, inputs, &pipeline);
        let mut heard = vec![said(inputs); manners.len()];
        let mut spoken = Vec::new();
        for at in 0..pipeline.reranked.placed.len() {
            let teller = Teller { engine: self, inputs, pipeline: &pipeline, accounts: &accounts, reruns: &reruns, at };
            let rank = teller.placed().rank;
            for reason in teller.explanation().reasons {
                let say = |(manner, said)| self.wording.say(manner, said, rank, &reason, &self.catalog);
                let sentences = manners.iter().zip(&mut heard).map(say).collect();
                spoken.push(Spoken { code: reason.code, sentences, people: self.people(&reason, teller.ledger()) });
            }
        }
        spoken
    }

    fn people(&self, reason: &Reason, ledger: &Ledger) -> Option<u64> {
        match &reason.subject {
            // How many turned a thing down is not counted: those who chose it are others.
            _ if reason.code == Code::HisNegative => Some(0),
            ReasonSubject::Item { .. } | ReasonSubject::Topic { .. } => {
                let done = reason.lines.iter().filter_map(|&at| ledger.lines()[at].source.done_with());
                Some(done.map(|item| self.model.people(item)).min().unwrap_or_default())
            }
            // How many told the shop the same is not known here.
            ReasonSubject::Named(_) if reason.code == Code::AttStated => Some(0),
            ReasonSubject::Nothing
            | ReasonSubject::Visit { .. }
            | ReasonSubject::Rest { .. }
            | ReasonSubject::Named(_) => None,
        }
    }
}
