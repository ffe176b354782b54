//! The conformance suite that every scorer passes, and the agreement of ranking and explaining.

use super::*;
use crate::event::{Consent, Event, Kind, KindWeights, Personalisation, Recency, Subject, admit};
use crate::fit::{Calibration, Leanings, Lexicon, MONTHS, Priors, Weights};
use crate::ids::{CustomerId, EventId, ItemId, SessionId, Vocabulary};
use crate::ledger::{Ledgers, Scores, Source};
use crate::model::{Manifest, ModelParams, Parts};
use crate::units::Time;
use proptest::prelude::*;

const N_ITEMS: u32 = 16;

fn model(rows: Vec<Vec<(u32, f32)>>, popularity: Vec<f32>, trend: Vec<f32>) -> Model {
    let next = Weights::none(N_ITEMS as usize);
    described(rows, next, vec![Vec::new(); 5 * N_ITEMS as usize], popularity, trend)
}

fn described(
    rows: Vec<Vec<(u32, f32)>>,
    next: Weights,
    like: Vec<Vec<(u32, f32)>>,
    popularity: Vec<f32>,
    trend: Vec<f32>,
) -> Model {
    let ids = (0..N_ITEMS).map(|at| ItemId::new(&format!("i{at:02}")).expect("a valid id"));
    let manifest = Manifest {
        format: 0,
        fingerprint: String::new(),
        code_version: "test".to_owned(),
        data_digest: String::new(),
        params: ModelParams::default(),
        calibration: Calibration::plain(1.0, 0.0),
        spreads: None,
        items: 0,
        customers: 0,
        events: 0,
        weights: 0,
        unlinked: 0,
        most_chosen: 0,
        mean_popularity: 0.0,
        newest_event: None,
    };
    let weights = Weights::from_rows(rows);
    let priors = Priors { popularity, trend, most_chosen: 0, mean_popularity: 0.0 };
    let (like, lexicon) = (Weights::from_rows(like), Lexicon::default());
    Model::freeze(Parts {
        vocabulary: Vocabulary::new(ids),
        weights,
        next,
        like,
        pairs: Weights::none(N_ITEMS as usize),
        seasons: Weights::none(MONTHS),
        lexicon,
        priors,
        leanings: Leanings::default(),
        manifest,
    })
}

fn models() -> impl Strategy<Value = Model> {
    let n = N_ITEMS as usize;
    let row = prop::collection::btree_map(0..N_ITEMS, -1.0..1.0f32, 0..10);
    let rows = |n_rows| prop::collection::vec(row.clone().prop_map(|row| row.into_iter().collect()), n_rows);
    let numbers = |low: f32| prop::collection::vec(low..1.0, n);
    (rows(n), rows(n), rows(5 * n), numbers(0.0), numbers(-1.0)).prop_map(|(rows, next, like, popularity, trend)| {
        described(rows, Weights::from_rows(next), like, popularity, trend)
    })
}

fn profiles() -> impl Strategy<Value = Profile> {
    let done = (0..N_ITEMS, 0..Kind::ALL.len(), 0i64..400, any::<bool>());
    prop::collection::vec(done, 0..12).prop_map(|events| {
        let visit = SessionId::new("visit").expect("a valid id");
        let ids = (0..N_ITEMS).map(|at| ItemId::new(&format!("i{at:02}")).expect("a valid id"));
        let vocabulary = Vocabulary::new(ids);
        let now = Time::from_millis(0);
        let events: Vec<Event> = events
            .into_iter()
            .enumerate()
            .map(|(at, (item, kind, days, is_now))| {
                let subject = Subject::Customer(CustomerId::new("c").expect("a valid id"));
                let id = EventId::new(&format!("e{at}")).expect("a valid id");
                let time = now.plus_days(-days);
                let event = Event::new(id, subject, vocabulary.id(ItemIx(item)).clone(), Kind::ALL[kind], time);
                Event { session: is_now.then(|| visit.clone()), ..event }
            })
            .collect();
        let admitted = events.iter().map(|e| admit(e, Consent::RECOMMEND_AND_EXPLAIN, Personalisation::Full, now));
        let recency = Recency::HalfLife { half_life_days: 90.0 };
        let weights = KindWeights::default();
        Profile::build(admitted.filter_map(Result::ok), &vocabulary, &weights, recency, Some(&visit))
    })
}

#[derive(Default)]
struct Rows(Vec<(Source, f64, Vec<u32>, Vec<f32>)>);

impl Sink for Rows {
    fn row(&mut self, source: Source, strength: f64, targets: &[u32], weights: &[f32]) {
        self.0.push((source, strength, targets.to_vec(), weights.to_vec()));
    }
}

proptest! {
    #[test]
    fn every_scorer_writes_sound_rows_and_the_same_ones_again(
        model in models(), profile in profiles(), context in prop::collection::vec(0..N_ITEMS, 0..3),
    ) {
        let context: Vec<ItemIx> = context.into_iter().map(ItemIx).collect();
        let query = Query { model: &model, profile: &profile, context: &context, muted: Muted::default(), setting: Setting::default() };
        let targets: Vec<u32> = (0..N_ITEMS).step_by(2).collect();
        for scorer in SCORERS {
            let (mut rows, mut again) = (Rows::default(), Rows::default());
            scorer.rows(&query, &targets, &mut rows);
            scorer.rows(&query, &targets, &mut again);
            prop_assert_eq!(&rows.0, &again.0);
            for (_, strength, row_targets, weights) in &rows.0 {
                prop_assert!(strength.is_finite() && weights.iter().all(|w| w.is_finite()));
                prop_assert_eq!(row_targets.len(), weights.len());
                prop_assert!(row_targets.is_sorted_by(|a, b| a < b), "each target at most once");
                if scorer.reach() == Reach::Everything {
                    prop_assert_eq!(row_targets, &targets);
                }
            }
            prop_assert!(scorer.reach() == Reach::OwnRows || rows.0.len() <= 1);
        }
    }

    #[test]
    fn invariant_3_a_candidates_ledger_folds_to_its_score_bit_for_bit(
        model in models(), profile in profiles(), m in 1usize..20,
    ) {
        let query = Query { model: &model, profile: &profile, context: &[ItemIx(3)], muted: Muted::default(), setting: Setting::default() };
        let found = candidates(&query, &|_| true, &[ItemIx(5)], m);
        let items: Vec<ItemIx> = found.iter().map(|c| c.item).collect();
        for (candidate, ledger) in found.iter().zip(ledgers(&query, &items)) {
            prop_assert_eq!(candidate.base.to_bits(), ledger.fold().to_bits());
        }
        prop_assert!(items.contains(&ItemIx(5)));
    }

    #[test]
    fn the_candidates_are_the_best_of_the_whole_catalogue(
        model in models(), profile in profiles(), m in 1usize..20, barred in prop::collection::btree_set(0..N_ITEMS, 0..8),
    ) {
        let query = Query { model: &model, profile: &profile, context: &[], muted: Muted::default(), setting: Setting::default() };
        let all: Vec<ItemIx> = (0..N_ITEMS).filter(|item| !barred.contains(item)).map(ItemIx).collect();
        let mut scores = Scores::new(N_ITEMS as usize);
        reach_out(&query, &mut scores);
        speak_of(&query, &all.iter().map(|i| i.0).collect::<Vec<_>>(), &mut scores);
        let mut expected: Vec<Candidate> =
            all.iter().map(|&item| Candidate { item, base: scores.sum(item) }).collect();
        expected.sort_by(|a, b| b.base.total_cmp(&a.base).then(a.item.cmp(&b.item)));
        expected.truncate(m);
        prop_assert_eq!(candidates(&query, &|item| !barred.contains(&item.0), &[], m), expected);
    }
}

#[test]
fn a_muted_prior_leaves_no_line() {
    let n = N_ITEMS as usize;
    let model = model(vec![vec![]; n], vec![1.0; n], vec![0.5; n]);
    let profile = Profile::default();
    let query =
        Query { model: &model, profile: &profile, context: &[], muted: Muted::default(), setting: Setting::default() };
    let mut ledger = Ledgers::new(n, &[ItemIx(0)]);
    speak_of(&query, &[0], &mut ledger);
    assert_eq!(ledger.into_ledgers()[0].lines().len(), 2);
    let muted = Query { muted: Muted { popularity: true, trend: true, ..Muted::default() }, ..query };
    assert!(ledgers(&muted, &[ItemIx(0)])[0].lines().is_empty());
}
