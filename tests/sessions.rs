//! Properties held here:
//! - recall and MRR are those worked out by hand, and the item to be found may have been seen;
//! - both forms of files are read, broken lines are named, unknown items are dropped from the test part;
//! - VMIS-kNN gives the scores worked out by hand; SLIST without neighbourhoods is its closed form;
//! - a click's part of a score is a line of its own: the lines of a visit add up to its scores;
//! - no list depends on the number of threads, and parameters are chosen without the test part;
//! - the command prints what the contract names, and says which option it cannot use;
//! - on real visits the operator beats both baselines (the larger set is heavy: `--ignored`).

mod common;

use std::io::{BufRead, BufReader};

use candor::evaluate::*;
use candor::fit::{TransitionParams, session_transitions};
use candor::ids::ItemIx;

const THREADS: usize = 2;

fn visits(text: &str) -> Result<Vec<Vec<u64>>, SessionError> {
    read_visits(text.as_bytes())
}

fn examples(text: &str) -> Result<Vec<RawExample>, SessionError> {
    read_examples(text.as_bytes())
}

fn split(train: &str, test: &str) -> SessionSplit {
    SessionSplit::new(&visits(train).expect("visits"), &examples(test).expect("examples")).expect("something is left")
}

fn items(numbers: &[u32]) -> Vec<ItemIx> {
    numbers.iter().copied().map(ItemIx).collect()
}

/// Scores every item by its number in a table, whatever was clicked.
struct Fixed(&'static [f64]);

impl NextItem for Fixed {
    fn score(&self, _prefix: &[ItemIx], scores: &mut [f64]) {
        scores.copy_from_slice(self.0);
    }
}

#[test]
fn recall_and_mrr_are_those_worked_out_by_hand() {
    let split = split("0 1 2 3\n", "0\t0\n0\t1\n0 1\t2\n3\t3\n");
    // The list is 2, 0, 1: ranks 2, 3, 1, and item 3 has no score, so that it is never named.
    let lists = next_items(&Fixed(&[0.5, 0.5, 2.0, 0.0]), &split, 20, THREADS);
    assert!(lists.iter().all(|list| *list == items(&[2, 0, 1])));
    let found = next_accuracy(&lists, &split);
    assert_eq!(found.examples, 4);
    assert!((found.recall - 0.75).abs() < 1e-12);
    assert!((found.mrr - (0.5 + 1.0 / 3.0 + 1.0) / 4.0).abs() < 1e-12);
    let short = next_accuracy(&next_items(&Fixed(&[0.5, 0.5, 2.0, 0.0]), &split, 1, THREADS), &split);
    assert!((short.recall - 0.25).abs() < 1e-12 && (short.mrr - 0.25).abs() < 1e-12);
}

#[test]
fn visits_of_the_tabular_form_are_grouped_and_ordered_by_time() {
    let text = "SessionId\tItemId\tTime\n7\t30\t12.5\n9\t10\t3\n7\t20\t11\n9\t10\t2\n\n";
    assert_eq!(visits(text).expect("visits"), [vec![10, 10], vec![20, 30]]);
    let asked = examples(text).expect("examples");
    assert_eq!(asked, [RawExample { prefix: vec![10], next: 10 }, RawExample { prefix: vec![20], next: 30 }]);
    assert_eq!(visits("4 5 4\n\n6\n").expect("visits"), [vec![4, 5, 4], vec![6]]);
}

#[test]
fn unknown_items_are_dropped_from_the_test_part() {
    let split = split(
        "SessionId\tItemId\tTime\n1\t50\t1\n1\t60\t2\n",
        "SessionId\tItemId\tTime\n2\t99\t1\n2\t50\t2\n2\t99\t3\n2\t60\t4\n",
    );
    assert_eq!(split.examples, [NextExample { prefix: items(&[0]), next: ItemIx(1) }]);
    assert_eq!((split.n_items, split.dropped), (2, 2));
    assert!(SessionSplit::new(&[vec![1, 2]], &examples("1\t9\n").expect("valid")).is_err(), "nothing to ask");
    assert!(SessionSplit::new(&[], &examples("1\t9\n").expect("valid")).is_err(), "nothing to learn from");
}

#[test]
fn a_broken_line_is_named_by_its_number() {
    let message = |outcome: Result<Vec<Vec<u64>>, SessionError>| outcome.expect_err("broken").to_string();
    assert!(message(visits("1 2\n1 x\n")).starts_with("line 2: `x`"));
    assert!(message(visits("SessionId\tItemId\tTime\n1\t2\n")).starts_with("line 2: expected three fields"));
    assert!(message(visits("SessionId\tItemId\tTime\n1\t2\tnoon\n")).starts_with("line 2: `noon`"));
    assert!(message(visits("SessionId\tItemId\tTime\n1\t2\tNaN\n")).starts_with("line 2: `NaN`"));
    assert!(examples("1 2\t3\n1 2\n").expect_err("no tab").to_string().starts_with("line 2: expected"));
    assert!(examples("\t3\n").expect_err("no prefix").to_string().starts_with("line 1: expected"));
    assert!(read_visits(&[b'1', 0xff][..]).is_err(), "not text");
}

#[test]
fn vmis_knn_gives_the_scores_worked_out_by_hand() {
    // Newest last. After the clicks 0, 1 the visits 1, 2 and 3 match; the two newest of them are 2 and 3.
    let visits = [items(&[4, 5]), items(&[0, 1, 5]), items(&[0, 2]), items(&[1, 3, 3])];
    let score = |params: VmisParams| {
        let mut scores = vec![0.0; 6];
        VmisKnn::of(6, &visits, params).score(&items(&[0, 1]), &mut scores);
        scores
    };
    let near = |scores: &[f64], wanted: &[f64]| {
        assert!(scores.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-12), "{scores:?} {wanted:?}");
    };
    let (half, quarter) = (2.0_f64.ln(), 4.0_f64.ln());
    // Visit 3 shares the last click (similarity 1, weight 0.9), visit 2 the first (similarity 0.5, weight 0.8).
    near(
        &score(VmisParams { recent: 2, neighbours: 2 }),
        &[0.4 * half, 0.9 * half, 0.4 * quarter, 0.9 * quarter, 0.0, 0.0],
    );
    // With all three, visit 1 shares both: similarity 1.5, weight 0.9; it alone speaks with one neighbour.
    near(&score(VmisParams { recent: 9, neighbours: 1 }), &[1.35 * half, 1.35 * half, 0.0, 0.0, 0.0, 1.35 * half]);
}

/// Visits in which each item is mostly followed by the next one, and every third visit goes back.
fn small() -> SessionSplit {
    let visit = |v: u32| -> Vec<u64> {
        let ahead = (0..3 + v % 4).map(|step| u64::from((v * 7 + step) % 30));
        if v.is_multiple_of(3) { ahead.chain([u64::from((v * 7) % 30)]).collect() } else { ahead.collect() }
    };
    let train: Vec<Vec<u64>> = (0..300).map(visit).collect();
    let asked = (300..340).map(visit).map(|visit| RawExample { prefix: visit[..2].to_vec(), next: visit[2] });
    SessionSplit::new(&train, &asked.collect::<Vec<_>>()).expect("something is left")
}

#[test]
fn slist_without_neighbourhoods_is_its_closed_form() {
    let split = small();
    let params =
        TransitionParams { neighbours: split.n_items, row_weights: split.n_items, ..TransitionParams::slist() };
    let sums = sum_visits(&split, &params, THREADS);
    let closed = session_transitions(&sums, &params, THREADS).expect("solvable");
    let wanted = items(&[0, 3, 17]);
    let exact = exact_slist(&sums, &params, &wanted, THREADS);
    let scores = |weights, item: ItemIx| {
        let mut scores = vec![0.0; split.n_items];
        Transitions { weights, params: &params }.score(&[item], &mut scores);
        scores
    };
    for &item in &wanted {
        let pairs = scores(&exact, item).into_iter().zip(scores(&closed, item));
        pairs.for_each(|(ours, theirs)| assert!((ours - theirs).abs() < 1e-5, "{ours} is not {theirs}"));
    }
    assert!(scores(&exact, ItemIx(5)).iter().all(|&score| score == 0.0), "nobody asked for that row");
}

#[test]
fn the_lines_of_a_visit_add_up_to_its_scores() {
    let split = small();
    let params = TransitionParams::default();
    let weights = session_transitions(&sum_visits(&split, &params, 1), &params, 1).expect("solvable");
    let operator = Transitions { weights: &weights, params: &params };
    let prefix = items(&[3, 4, 3]);
    let mut scores = vec![0.0; split.n_items];
    operator.score(&prefix, &mut scores);
    let mut sums = vec![0.0; split.n_items];
    for (at, &item) in prefix.iter().enumerate() {
        let mut line = vec![0.0; split.n_items];
        operator.score(&[item], &mut line);
        let weight = params.click_weight(prefix.len() - 1 - at);
        sums.iter_mut().zip(line).for_each(|(sum, amount)| *sum += weight * amount);
    }
    assert_eq!(scores, sums);
}

#[test]
fn no_list_depends_on_the_number_of_threads() {
    let split = small();
    let lists = |threads: usize| {
        let params = TransitionParams::default();
        let sums = sum_visits(&split, &params, threads);
        let weights = session_transitions(&sums, &params, threads).expect("solvable");
        let exact = exact_slist(&sums, &params, &items(&[0, 1, 2]), threads);
        let knn = VmisKnn::of(split.n_items, &split.visits, VmisParams::default());
        let lists = [
            next_items(&Transitions { weights: &weights, params: &params }, &split, 5, threads),
            next_items(&knn, &split, 5, threads),
        ];
        (weights, exact, lists)
    };
    assert_eq!(lists(1), lists(3));
}

#[test]
fn the_validation_part_is_the_newest_visits_and_knows_no_answer_of_the_test_part() {
    let split = small();
    let validation = split.validation(25).expect("something is left");
    assert_eq!(validation.visits, split.visits[..275]);
    let clicks: usize = split.visits[275..].iter().map(|visit| visit.len() - 1).sum();
    assert_eq!(validation.examples.len() + validation.dropped, clicks);
    let other = SessionSplit { examples: Vec::new(), ..split };
    assert_eq!(other.validation(25).expect("something is left"), validation);
}

#[test]
fn tuning_never_does_worse_than_its_start() {
    let validation = small().validation(25).expect("something is left");
    let mut first = None;
    let start = TransitionParams::default();
    let found = tune_transitions(&validation, &start, 3, THREADS, &mut |trial| {
        first.get_or_insert(trial.accuracy.merit());
    })
    .expect("solvable");
    assert!(found.trials > 10 && found.best.accuracy.merit() >= first.expect("a trial"));
}

fn candor(options: &[&str]) -> std::process::Output {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a writable folder");
        path
    };
    let line = |v: usize| format!("{} {} {}\n", v % 9, (v + 1) % 9, (v + 2) % 9);
    let train = write("train.txt", (0..60).map(line).collect());
    let test = write("test.txt", "1 2\t3\n4\t5\n".to_owned());
    std::process::Command::new(env!("CARGO_BIN_EXE_candor"))
        .args(["benchmark", "--json", "--train"])
        .arg(train)
        .arg("--test")
        .arg(test)
        .args(options)
        .output()
        .expect("the command starts")
}

#[test]
fn the_command_prints_what_the_contract_names() {
    let output = candor(&["--protocol", "sessions", "--baselines", "--k", "5"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("one JSON object");
    for name in ["recall@5", "mrr@5", "fit_seconds", "recommend_seconds", "peak_rss_mb", "weights"] {
        assert!(report[name].is_number(), "{name}: {report}");
    }
    assert_eq!((&report["examples"], &report["items"]), (&2.into(), &9.into()));
    for name in ["vmis_knn", "slist", "slist_published", "slist_neighbourhood"] {
        assert!(report["baselines"][name]["mrr@5"].is_number(), "{name}: {report}");
    }
    let output = candor(&["--protocol", "sessions", "--tune", "split-half"]);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("--tune validation"));
}

fn file(path: &str) -> Option<Box<dyn BufRead>> {
    let file = std::fs::File::open(common::shared(path)?).expect("a file that exists");
    Some(Box::new(BufReader::new(flate2::read::MultiGzDecoder::new(file))))
}

fn real(train: &str, test: &str) -> Option<SessionSplit> {
    let train = read_visits(file(train)?).expect("visits");
    let test = read_examples(file(test)?).expect("examples");
    Some(SessionSplit::new(&train, &test).expect("something is left"))
}

/// The operator and both baselines on one split: recall and MRR at 20.
fn measured(split: &SessionSplit, params: &TransitionParams) -> [NextAccuracy; 3] {
    let of = |recommender: &dyn NextItem| next_accuracy(&next_items(recommender, split, 20, THREADS), split);
    let weights = session_transitions(&sum_visits(split, params, THREADS), params, THREADS).expect("solvable");
    let slist = TransitionParams::slist();
    let mut asked: Vec<ItemIx> = split.examples.iter().flat_map(|example| example.prefix.clone()).collect();
    asked.sort_unstable();
    asked.dedup();
    let exact = exact_slist(&sum_visits(split, &slist, THREADS), &slist, &asked, THREADS);
    [
        of(&Transitions { weights: &weights, params }),
        of(&VmisKnn::of(split.n_items, &split.visits, VmisParams::default())),
        of(&Transitions { weights: &exact, params: &slist }),
    ]
}

#[test]
fn real_clicks_are_learnt_from() {
    let train = "data/rsc15-100k/yoochoose-clicks-100k_train_full.txt.gz";
    let Some(split) = real(train, "data/rsc15-100k/yoochoose-clicks-100k_test.txt.gz") else { return };
    let [ours, vmis, slist] = measured(&split, &TransitionParams::default());
    assert!(split.examples.len() > 8_000 && ours.examples == split.examples.len());
    for (name, found) in [("ours", ours), ("vmis_knn", vmis), ("slist", slist)] {
        assert!(found.recall > 0.3 && found.mrr > 0.1, "{name}: {found:?}");
    }
}

#[test]
#[ignore = "relaxes the inverse of 43,000 items: minutes without optimisation"]
fn the_operator_beats_both_baselines_on_diginetica() {
    let folder = "data/diginetica";
    let files = [format!("{folder}/train_sessions.txt.gz"), format!("{folder}/test_examples.txt.gz")];
    let Some(split) = real(&files[0], &files[1]) else { return };
    assert_eq!((split.examples.len(), split.n_items, split.dropped), (60_858, 43_097, 0));
    let [ours, vmis, slist] = measured(&split, &TransitionParams::default());
    for baseline in [vmis, slist] {
        assert!(ours.recall > baseline.recall && ours.mrr > baseline.mrr, "{ours:?} against {baseline:?}");
    }
}
