//! Properties held here:
//! - popularity reaches its known figures on the gowalla and yelp2018 splits;
//! - the model beats popularity and co-occurrence neighbours by far (heavy: `--ignored`);
//! - no list depends on the number of threads;
//! - a broken file is refused by line, a user without items is not an error;
//! - the best items are those of a full sort.

mod common;

use std::io::BufReader;

use candor::evaluate::*;
use candor::fit::{FitParams, GraphParams, Workshop};
use candor::ids::ItemIx;
use candor::stats::{Counts, Gram};
use proptest::prelude::*;

const THREADS: usize = 2;

fn part(set: &str, name: &str) -> Option<Interactions> {
    let path = common::shared(&format!("data/{set}/{name}.txt.gz"))?;
    let file = std::fs::File::open(path).expect("a file that exists");
    let text = BufReader::new(flate2::read::MultiGzDecoder::new(file));
    Some(Interactions::read(text).expect("a LightGCN file"))
}

fn split(set: &str) -> Option<Split> {
    Some(Split::new(part(set, "train")?, part(set, "test")?).expect("interactions in both parts"))
}

fn check_popularity(set: &str, users: usize, recall: f64, ndcg: f64) {
    let Some(split) = split(set) else { return };
    let popularity = Popularity::of(&Counts::of(split.n_items, &contributions(&split)));
    let found = accuracy(&recommend(&popularity, &split, 20, THREADS), &split, 20);
    assert_eq!(found.users, users);
    assert!((found.recall - recall).abs() < 5e-5, "{set}: recall@20 {} is not {recall}", found.recall);
    assert!((found.ndcg - ndcg).abs() < 5e-5, "{set}: ndcg@20 {} is not {ndcg}", found.ndcg);
}

#[test]
fn popularity_reaches_its_known_figures_on_gowalla() {
    check_popularity("gowalla", 29_858, 0.0416, 0.0317);
}

#[test]
fn popularity_reaches_its_known_figures_on_yelp2018() {
    check_popularity("yelp2018", 31_668, 0.0125, 0.0101);
}

#[test]
#[ignore = "fits 41,000 items: minutes without optimisation"]
fn the_model_beats_the_baselines_on_gowalla() {
    let Some(split) = split("gowalla") else { return };
    let customers = contributions(&split);
    let gram = Gram::of(split.n_items, &customers, 0.0, THREADS);
    let knn = CooccurrenceKnn::of(&gram, &KnnParams::default(), THREADS);
    let neighbours = accuracy(&recommend(&knn, &split, 20, THREADS), &split, 20);
    let weights = Workshop::new(split.n_items, &customers, THREADS).fit(&FitParams::default()).expect("sound");
    let ours = accuracy(&recommend(&Linear(&weights), &split, 20, THREADS), &split, 20);
    assert!(ours.recall > 0.19 && ours.ndcg > 0.158, "{ours:?}");
    assert!(ours.ndcg > neighbours.ndcg, "{ours:?} against {neighbours:?}");
}

fn read(text: &str) -> Result<Interactions, ReadError> {
    Interactions::read(text.as_bytes())
}

#[test]
fn a_line_may_hold_a_user_only_and_items_count_once() {
    let part = read("0 5 3 5\n1\n\n2 1\r\n").expect("a LightGCN file");
    assert_eq!(part.by_user[&0], [ItemIx(5), ItemIx(3)]);
    assert!(part.by_user[&1].is_empty());
    let split = Split::new(read("0 5\n").expect("valid"), part).expect("interactions in both parts");
    assert_eq!(split.n_items, 6);
    assert_eq!(split.cases().len(), 2, "who has nothing to be found is not asked");
}

#[test]
fn a_broken_line_is_named_by_its_number() {
    let message = |text: &str| read(text).expect_err("broken").to_string();
    assert!(message("0 1\n1 x\n").starts_with("line 2: `x`"));
    assert!(message("0 1\n1 -2\n").starts_with("line 2: `-2`"));
    assert!(message("0 4294967295\n").starts_with("line 1"));
    assert!(message("0 1\n0 2\n").contains("user 0 has a line already"));
    assert!(Interactions::read(&[b'0', b' ', 0xff][..]).is_err(), "not text");
    assert!(Split::new(read("0\n").expect("valid"), read("0 1\n").expect("valid")).is_err(), "nothing to learn from");
}

/// A small world in which even users like even items.
fn small() -> Split {
    let items = |user: u32, from: u32| -> Vec<ItemIx> {
        let wanted =
            (from..from + 10).filter(|item| !(user * 7 + item * 3).is_multiple_of(5)).map(|n| 2 * n + user % 2);
        wanted.map(ItemIx).collect()
    };
    let part = |from: u32| Interactions { by_user: (0..60).map(|user| (user, items(user, from + user % 3))).collect() };
    Split::new(part(0), part(8)).expect("interactions in both parts")
}

#[test]
fn no_list_depends_on_the_number_of_threads() {
    let split = small();
    let lists = |threads: usize| {
        let customers = contributions(&split);
        let graph = GraphParams { strength: 0.5, ..GraphParams::default() };
        let params = FitParams { graph, row_weights: 20, ..FitParams::default() };
        let weights = Workshop::new(split.n_items, &customers, threads).fit(&params).expect("sound");
        let knn =
            CooccurrenceKnn::of(&Gram::of(split.n_items, &customers, 0.0, threads), &KnnParams::default(), threads);
        [recommend(&Linear(&weights), &split, 5, threads), recommend(&knn, &split, 5, threads)]
    };
    assert_eq!(lists(1), lists(3));
}

#[test]
fn a_validation_part_is_the_end_of_each_line() {
    let part = read("0 9 4 7 1 5 2\n1 3 8\n").expect("a LightGCN file");
    let split = Split::new(part.clone(), part).expect("interactions in both parts");
    let inner = split.validation();
    assert_eq!(inner.train.by_user[&0], [9, 4, 7, 1, 5].map(ItemIx));
    assert_eq!((&inner.test.by_user[&0][..], inner.test.by_user[&1].len()), (&[ItemIx(2)][..], 0));
    assert_eq!(inner.n_items, split.n_items);
}

#[test]
fn parameters_are_chosen_on_one_half_and_measured_on_the_other() {
    let split = small();
    let start = FitParams { row_weights: 20, ..FitParams::default() };
    let (both, halves) = split_half(&split, &start, 5, 2, &mut |_, _| {}).expect("sound parameters");
    assert_eq!(both.users, 60);
    assert!(both.ndcg > 0.0 && both.ndcg <= 1.0, "{both:?}");
    for half in halves {
        let best = half.trials.iter().map(|trial| trial.score).fold(f64::MIN, f64::max);
        let last = half.trials.iter().rev().find(|trial| trial.parameter == "fit.graph.strength").expect("tried");
        assert!(best >= last.score);
    }
    let chosen = choose_on_validation(&split, &start, 5, 2, &mut |_, _| {}).expect("sound parameters");
    assert!(chosen.trials.len() > 6, "{:?}", chosen.trials);
}

#[test]
fn no_list_holds_what_was_learnt_from() {
    let split = small();
    let popularity = Popularity::of(&Counts::of(split.n_items, &contributions(&split)));
    for (list, (seen, _)) in recommend(&popularity, &split, 5, 1).iter().zip(split.cases()) {
        assert_eq!(list.len(), 5);
        assert!(list.iter().all(|item| !seen.contains(item)));
    }
}

proptest! {
    #[test]
    fn the_best_items_are_those_of_a_full_sort(
        scores in prop::collection::vec((-3i8..4).prop_map(f64::from), 0..40), barred in 0u32..40, k in 0usize..12,
    ) {
        let mut all: Vec<ItemIx> = (0..scores.len()).map(ItemIx::from_at).filter(|item| item.0 != barred).collect();
        all.sort_by(|a, b| scores[b.at()].total_cmp(&scores[a.at()]).then(a.cmp(b)));
        all.truncate(k);
        prop_assert_eq!(top_k(&scores, |item| item.0 != barred, k), all);
    }
}

#[test]
fn an_interval_holds_its_mean_and_narrows_with_more_customers() {
    let how = Resampling { resamples: 500, seed: 1 };
    let values = |n: u32| -> Vec<f64> { (0..n).map(|at| f64::from(at % 10)).collect() };
    let (few, many) = (values(20), values(2_000));
    let few = bootstrap(&[&few, &few], how);
    let many = bootstrap(&[&many], how)[0];
    assert_eq!(few[0], few[1], "every column sees the same customers");
    assert!(few[0].low < 4.5 && 4.5 < few[0].high && few[0].mean == 4.5);
    assert!(many.high - many.low < 0.3 * (few[0].high - few[0].low), "{many:?} against {:?}", few[0]);
}
