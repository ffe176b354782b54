//! From a run to an answer: ledgers, reasons, words.

use super::Engine;
use super::accounts::Accounts;
use super::counterfactual::Reruns;
use super::pipeline::{self, Ablation, Pipeline};
use super::relaxed::relaxed_in_words;
use crate::decision::{
    Answer, AnswerItem, Bond, BondRule, CitedEvidence, Detail, Fallback, FallbackReason, Inputs, KeptOut, Leakage,
    LedgerLine, LineSource, Move, ShownReason, SmallerSignals, Without,
};
use crate::event::Kind;
use crate::fit::Standing;
use crate::ids::ItemIx;
use crate::ledger::{Ledger, Line, Source};
use crate::reason::{
    self, Account, Beliefs, Certainty, Cited, Demand, Explanation, FallbackCause, Manner, Mode, Reason, Said,
    TellingOrder,
};
use crate::rerank::{
    Account as Cost, Binding, Caps, Cause, Excluded, Leak, LeakageBudget, Placed, Policy, Reranked, Rule, Selector,
};

/// The first form of a record in which an empty list tells whether it is for want of a history.
const EMPTY_IS_TOLD_FROM: u32 = 5;

/// Builds the answer of a run at the level of detail that is asked for, as records of a schema have it.
pub(super) fn answer(engine: &Engine, inputs: &Inputs, pipeline: &Pipeline, schema: u32) -> Answer {
    let placed = &pipeline.reranked.placed;
    let (fallback, fallback_reason) = fallback(inputs, pipeline, schema);
    let telling = TellingOrder::of_schema(schema);
    let detail = inputs.request.explain;
    let accounts = match detail {
        Detail::None => Accounts::default(),
        Detail::Reasons | Detail::Full => Accounts::of(engine, pipeline, telling),
    };
    let reruns = Reruns::new(engine, inputs, pipeline);
    let mut said = said(inputs);
    let items = (0..placed.len()).map(|at| {
        let teller = Teller { engine, inputs, pipeline, accounts: &accounts, reruns: &reruns, at };
        match detail {
            Detail::None => teller.bare(),
            Detail::Reasons | Detail::Full => teller.told_after(&mut said, detail),
        }
    });
    Answer {
        decision: inputs.id.clone(),
        model: engine.model.manifest().fingerprint.clone(),
        policy: inputs.policy.name(),
        personalised: pipeline.is_personal,
        fallback,
        fallback_reason,
        experiment: inputs.trial.as_ref().map(ToString::to_string),
        items: items.map(|item| if let Some(trial) = &inputs.trial { trial.tell(item) } else { item }).collect(),
        relaxed: relaxed_in_words(engine, inputs, &pipeline.reranked, &engine.english),
        record: None,
        page: None,
        next: None,
    }
}

/// A list that has said nothing yet: its wordings follow from the decision, or from the request's seed.
pub(super) fn said(inputs: &Inputs) -> Said {
    Said::nothing(inputs.request.seed.map_or_else(|| inputs.id.to_string(), |seed| seed.to_string()))
}

/// What the rules moved and what they kept out, for the record.
pub(super) fn moves(engine: &Engine, pipeline: &Pipeline) -> (Vec<Move>, Vec<KeptOut>) {
    let id = |item: ItemIx| engine.model.vocabulary().id(item).clone();
    let Reranked { placed, excluded, accounts, .. } = &pipeline.reranked;
    let bond = |binding: &Binding| Bond { rule: bond_rule(engine, binding.rule), slack: binding.slack };
    let moved = |(placed, cost): (&Placed, &Cost)| Move {
        item: id(placed.item),
        rank: placed.rank,
        base_rank: placed.base_rank,
        causes: placed.causes.clone(),
        bindings: cost.bindings.iter().map(bond).collect(),
        displaced: cost.displaced.map(id),
        paid: (cost.paid != 0.0).then_some(cost.paid),
    };
    let kept_out = |out: &Excluded| KeptOut { item: id(out.item), base_rank: out.base_rank, cause: out.cause };
    (placed.iter().zip(accounts).map(moved).collect(), excluded.iter().map(kept_out).collect())
}

/// What the list gives away, for the record.
pub(super) fn leakage(inputs: &Inputs, pipeline: &Pipeline) -> Vec<Leakage> {
    let told = |leak: &Leak| {
        let LeakageBudget { segment, budget } = inputs.policy.leakages[usize::from(leak.rule)].clone();
        Leakage { segment, budget, before: leak.before, after: leak.after }
    };
    pipeline.reranked.leaks.iter().map(told).collect()
}

fn fallback(inputs: &Inputs, pipeline: &Pipeline, schema: u32) -> (Option<Fallback>, Option<FallbackReason>) {
    let is_empty = pipeline.reranked.placed.is_empty();
    // An empty list says nothing of what is known of the person.
    let stands_in = if is_empty && schema >= EMPTY_IS_TOLD_FROM {
        pipeline::fallback(inputs, &pipeline.profile, &pipeline.context)
    } else {
        pipeline.fallback
    };
    match (stands_in, is_empty) {
        (None, false) if inputs.is_away => (Some(Fallback::Context), Some(FallbackReason::StoreAway)),
        (None, false) => (None, None),
        (None, true) => (Some(Fallback::Empty), Some(FallbackReason::NothingLeft)),
        (Some(reason), false) => (Some(Fallback::Popular), Some(reason)),
        (Some(reason), true) => (Some(Fallback::Empty), Some(reason)),
    }
}

/// A bounding rule with its names in place of numbers.
fn bond_rule(engine: &Engine, rule: Rule) -> BondRule {
    match rule {
        Rule::Pin { rule } => BondRule::Pin { rule },
        Rule::Cap { level, label } => BondRule::Cap { level, name: engine.labels.text(level, label).to_owned() },
        Rule::Group { rule } => BondRule::Group { rule },
        Rule::Serendipity => BondRule::Serendipity,
        Rule::Leakage { rule } => BondRule::Leakage { rule },
    }
}

/// Tells of one placed item.
#[derive(Clone, Copy)]
pub(super) struct Teller<'a> {
    pub(super) engine: &'a Engine,
    pub(super) inputs: &'a Inputs,
    pub(super) pipeline: &'a Pipeline,
    pub(super) accounts: &'a Accounts,
    pub(super) reruns: &'a Reruns<'a>,
    /// The place of the item, from 0.
    pub(super) at: usize,
}

impl<'a> Teller<'a> {
    pub(super) fn placed(&self) -> &'a Placed {
        &self.pipeline.reranked.placed[self.at]
    }

    pub(super) fn ledger(&self) -> &'a Ledger {
        &self.accounts.ledgers[self.at]
    }

    fn standing(&self) -> Standing {
        Standing { activity: self.pipeline.profile.activity(), base_rank: self.placed().base_rank }
    }

    fn bare(&self) -> AnswerItem {
        let placed = self.placed();
        AnswerItem {
            item: self.engine.model.vocabulary().id(placed.item).clone(),
            rank: placed.rank,
            base_rank: placed.base_rank,
            score: placed.score,
            confidence: self.engine.model.manifest().calibration.confidence(placed.base, self.standing()),
            reasons: None,
            smaller_signals: None,
            ledger: None,
        }
    }

    /// The item as the whole list tells of it: with its reasons, and in full with its ledger and counterfactual ranks.
    ///
    /// What stands above it is said first, unheard, so that it reads here as it does there.
    pub(super) fn told(&self, detail: Detail) -> AnswerItem {
        let mut said = said(self.inputs);
        for at in 0..self.at {
            let above = Self { at, ..*self };
            for reason in above.explanation().reasons {
                above.say(&mut said, &reason);
            }
        }
        self.told_after(&mut said, detail)
    }

    fn told_after(&self, said: &mut Said, detail: Detail) -> AnswerItem {
        let explanation = self.explanation();
        let (count, points) = (explanation.smaller.count(), explanation.smaller.points);
        let reasons = explanation.reasons.iter().map(|reason| self.reason(said, reason, detail));
        let lines = || self.ledger().lines().iter().map(|line| self.line(line)).collect();
        AnswerItem {
            reasons: Some(reasons.collect()),
            smaller_signals: Some(SmallerSignals { count, points }),
            ledger: (detail == Detail::Full).then(lines),
            ..self.bare()
        }
    }

    pub(super) fn explanation(&self) -> Explanation {
        let believed = self.accounts.beliefs_of(self.engine, self.at, self.placed().item);
        let shared = self.engine.model.manifest().spreads.map_or(0.0, |spreads| spreads.together.shared);
        reason::explain(&Account {
            placed: self.placed(),
            ledger: self.ledger(),
            beliefs: believed.as_deref().map(|lines| Beliefs { lines, shared }),
            decisive: self.accounts.decisive_of(self.at),
            telling: self.accounts.telling(),
            partners: self.accounts.partners_of(self.at),
            profile: &self.pipeline.profile,
            catalog: &self.engine.catalog,
            topics: &self.engine.topics,
            groups: &self.accounts.groups,
            policy: &self.inputs.policy,
            stated: self.inputs.nameable_topics(),
            demand: self.demand(),
            mode: self.mode(),
        })
    }

    fn demand(&self) -> Demand {
        let (model, item) = (&self.engine.model, self.placed().item);
        Demand { people: model.people(item), trend: f64::from(model.trend()[item.at()]) }
    }

    /// What the customer switched off or withholds is told on every item, whatever the page brings.
    fn mode(&self) -> Mode {
        match self.pipeline.closed.or(self.pipeline.fallback) {
            None | Some(FallbackReason::NothingLeft) => Mode::Personal,
            Some(FallbackReason::PersonalisationOff) => Mode::Fallback(FallbackCause::Off),
            Some(FallbackReason::ConsentWithheld) => Mode::Fallback(FallbackCause::Withheld),
            Some(
                FallbackReason::Unknown
                | FallbackReason::Anonymous
                | FallbackReason::NoHistory
                | FallbackReason::StoreAway,
            ) => Mode::Fallback(FallbackCause::NoHistory),
        }
    }

    fn manner(&self) -> Manner<'_> {
        let Inputs { locale, tone, shop, .. } = self.inputs;
        Manner { locale, tone: *tone, shop }
    }

    fn how_sure(&self, certainty: Certainty) -> String {
        self.engine.wording.how_sure(&self.manner(), certainty)
    }

    fn say(&self, said: &mut Said, reason: &Reason) -> String {
        self.engine.wording.say(&self.manner(), said, self.placed().rank, reason, &self.engine.catalog)
    }

    fn reason(&self, said: &mut Said, reason: &Reason, detail: Detail) -> ShownReason {
        let text = self.say(said, reason);
        let without = (detail == Detail::Full).then(|| self.without(reason));
        let certainty = reason.at_large.and_then(|at_large| at_large.certainty);
        ShownReason {
            code: reason.code,
            text,
            share: reason.share,
            points: reason.points,
            expected: reason.at_large.map(|at_large| at_large.expected),
            standard_error: reason.at_large.map(|at_large| at_large.standard_error),
            certainty,
            how_sure: certainty.filter(|_| detail == Detail::Full).map(|certainty| self.how_sure(certainty)),
            evidence: reason.evidence.iter().map(|cited| self.cited(cited)).collect(),
            without,
            disclosure: reason.disclosure,
        }
    }

    fn cited(&self, cited: &Cited) -> CitedEvidence {
        let item = self.engine.model.vocabulary().id(cited.item).clone();
        CitedEvidence { item, kind: cited.kind, time: cited.time, points: cited.points }
    }

    /// The rank without what a reason rests on: a re-run of the whole pipeline.
    fn without(&self, reason: &Reason) -> Without {
        Without { rank: self.reruns.rank_under(&self.ablation(reason), self.placed().item) }
    }

    fn ablation(&self, reason: &Reason) -> Ablation {
        let vocabulary = self.engine.model.vocabulary();
        let mut ablation = Ablation::default();
        let mut policy = self.inputs.policy.clone();
        for &at in &reason.lines {
            match self.ledger().lines()[at].source {
                Source::History { item, .. }
                | Source::Session { item, .. }
                | Source::Transition { item, .. }
                | Source::Content { item, .. } => {
                    ablation.forgotten.insert(vocabulary.id(item).clone());
                }
                Source::Context { item } => {
                    ablation.context.insert(vocabulary.id(item).clone());
                }
                Source::Popularity => ablation.muted.popularity = true,
                Source::Trend => ablation.muted.trend = true,
                Source::Newness => ablation.muted.newness = true,
                Source::Season => ablation.muted.season = true,
                Source::Stated { topic } => {
                    ablation.unstated.insert(topic);
                }
                Source::Reorder => {
                    ablation.forgotten.insert(vocabulary.id(self.placed().item).clone());
                }
                Source::Boost { .. }
                | Source::Diversity
                | Source::Novelty
                | Source::Serendipity
                | Source::Exposure { .. }
                | Source::Parity { .. }
                | Source::Calibration => {}
            }
        }
        reason.causes.iter().for_each(|&cause| relent(&mut policy, cause));
        ablation.policy = (policy != self.inputs.policy).then_some(policy);
        ablation
    }

    /// A ledger line on the wire; what must not be named is left out, its amount is not.
    pub(super) fn line(&self, line: &Line) -> LedgerLine {
        let vocabulary = self.engine.model.vocabulary();
        let named = |item: ItemIx, kind: Kind| self.may_name(item, kind).then(|| vocabulary.id(item).clone());
        let source = match line.source {
            Source::History { item, kind } => LineSource::History { item: named(item, kind), event: kind },
            Source::Session { item, kind } => LineSource::Session { item: named(item, kind), event: kind },
            Source::Transition { item, kind } => LineSource::Transition { item: named(item, kind), event: kind },
            Source::Content { item, kind, aspect } => {
                let item = named(item, kind);
                let aspect = item.is_some().then_some(aspect);
                LineSource::Content { item, event: kind, aspect }
            }
            Source::Context { item } => LineSource::Context { item: vocabulary.id(item).clone() },
            Source::Popularity => LineSource::Popularity,
            Source::Trend => LineSource::Trend,
            Source::Newness => LineSource::Newness,
            Source::Season => LineSource::Season,
            Source::Stated { topic } => LineSource::Stated { topic: self.stated(topic).map(str::to_owned) },
            Source::Reorder => LineSource::Reorder,
            Source::Boost { rule } => {
                LineSource::Boost { label: self.inputs.policy.boosts[usize::from(rule)].label.clone() }
            }
            Source::Diversity => LineSource::Diversity,
            Source::Novelty => LineSource::Novelty,
            Source::Serendipity => LineSource::Serendipity,
            Source::Exposure { rule } => {
                LineSource::Exposure { name: self.inputs.policy.exposures[usize::from(rule)].name.clone() }
            }
            Source::Parity { rule } => {
                LineSource::Parity { name: self.inputs.policy.parities[usize::from(rule)].name.clone() }
            }
            Source::Calibration => LineSource::Calibration,
        };
        LedgerLine { source, amount: line.amount }
    }

    /// A topic that the customer stated, where they let it be named.
    fn stated(&self, topic: u16) -> Option<&str> {
        let topic = self.inputs.nameable_topics().get(usize::from(topic)).map(String::as_str);
        topic.filter(|topic| self.engine.topics.may_say(topic.trim()))
    }

    fn may_name(&self, item: ItemIx, kind: Kind) -> bool {
        let evidence = self.pipeline.profile.on(item).filter(|evidence| evidence.kind == kind);
        evidence.is_some_and(|e| reason::may_name(e, &self.engine.catalog))
    }
}

/// Takes a rule out of a policy and leaves the others as they are, at their positions.
fn relent(policy: &mut Policy, cause: Cause) {
    match cause {
        // A place beyond every list: the pin stays in its position and pins nothing.
        Cause::Pin { rule } => policy.pins[usize::from(rule)].position = u16::MAX,
        Cause::Boost { rule } => policy.boosts[usize::from(rule)].points = 0.0,
        Cause::Group { rule } => policy.groups[usize::from(rule)].open(),
        Cause::Diversity => policy.diversity = 0.0,
        Cause::Cap => policy.caps = Caps::default(),
        Cause::Serendipity => policy.serendipity = 0.0,
        Cause::Calibration => policy.calibration = 0.0,
        Cause::Novelty => policy.novelty = 0.0,
        Cause::Exposure { rule } => policy.exposures[usize::from(rule)].members = Selector::default(),
        Cause::Parity { rule } => policy.parities[usize::from(rule)].members = Selector::default(),
        Cause::Leakage { rule } => policy.leakages[usize::from(rule)].lift(),
    }
}
