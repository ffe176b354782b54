//! The solver on its own, against brute force.

use super::*;

fn instance() -> impl Strategy<Value = Instance> {
    (1..=7usize, 0..=4usize, 0..=4usize).prop_flat_map(|(n, k, constraints)| {
        let k = k.min(n);
        let items = prop::collection::vec((0..1u64 << constraints, -1.0..5.0f64), n);
        let bounds = prop::collection::vec(prop::collection::vec((-3..3i64, 0..4i64), k), constraints);
        (items, bounds).prop_map(move |(items, bounds)| {
            let (mask, score) = items.into_iter().unzip();
            let from_zero = |rows: Vec<i64>| [0].into_iter().chain(rows).collect::<Vec<i64>>();
            let row = |pick: fn(&(i64, i64)) -> i64| {
                bounds.iter().map(|row| from_zero(row.iter().map(pick).collect())).collect::<Vec<_>>()
            };
            Instance { n, k, mask, score, lower: row(|pair| pair.0), upper: row(|pair| pair.0.max(0) + pair.1) }
        })
    })
}

fn gain(instance: &Instance, list: &[usize]) -> f64 {
    list.iter().enumerate().map(|(at, &item)| instance.score[item] / (at as f64 + 2.0).log2()).sum()
}

fn holds(instance: &Instance, list: &[usize]) -> bool {
    (0..instance.lower.len()).all(|g| {
        (0..=list.len()).all(|q| {
            let members = list[..q].iter().filter(|&&item| instance.mask[item] >> g & 1 == 1).count() as i64;
            (instance.lower[g][q]..=instance.upper[g][q]).contains(&members)
        })
    })
}

/// The greatest gain of a list that begins like this.
fn optimum(instance: &Instance, list: &mut Vec<usize>) -> Option<f64> {
    if list.len() == instance.k {
        return holds(instance, list).then(|| gain(instance, list));
    }
    let mut best: Option<f64> = None;
    for item in 0..instance.n {
        if !list.contains(&item) {
            list.push(item);
            best = optimum(instance, list).into_iter().chain(best).reduce(f64::max);
            list.pop();
        }
    }
    best
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn a_small_instance_is_solved_to_its_optimum_or_proven_infeasible(instance in instance()) {
        let answer = solve(&instance).expect("well formed");
        match optimum(&instance, &mut Vec::new()) {
            None => prop_assert_eq!(answer.status, Status::Infeasible),
            Some(optimum) => {
                prop_assert_eq!(answer.status, Status::Feasible);
                prop_assert!(holds(&instance, &answer.list));
                prop_assert_eq!(answer.list.len(), instance.k);
                prop_assert!((answer.dcg.expect("feasible") - optimum).abs() < 1e-9);
                prop_assert!((gain(&instance, &answer.list) - optimum).abs() < 1e-9);
                prop_assert!(answer.upper_bound.expect("feasible") >= optimum - 1e-9);
            }
        }
    }
}

fn small() -> Instance {
    Instance {
        n: 3,
        k: 2,
        mask: vec![1, 0, 1],
        score: vec![3.0, 2.0, 1.0],
        lower: vec![vec![0, 0, 1]],
        upper: vec![vec![0, 1, 1]],
    }
}

#[test]
fn an_answer_has_exactly_the_fields_of_the_contract() {
    let text = |instance: &Instance| serde_json::to_string(&solve(instance).expect("well formed")).expect("plain data");
    let gain = 3.0 + 2.0 / 3f64.log2();
    let expected = format!(r#"{{"status":"feasible","list":[0,1],"dcg":{gain},"upper_bound":{gain}}}"#);
    assert_eq!(text(&small()), expected);
    let none = Instance { lower: vec![vec![0, 1, 2]], ..small() };
    assert_eq!(text(&none), r#"{"status":"infeasible","list":[],"dcg":null,"upper_bound":null}"#);
}

#[test]
fn of_equal_items_the_first_comes_first_whatever_bounds_count_them() {
    let equal = |mask: [u64; 3], (lower, upper): (Vec<Vec<i64>>, Vec<Vec<i64>>)| {
        let instance = Instance { n: 3, k: 2, mask: mask.to_vec(), score: vec![1.0; 3], lower, upper };
        solve(&instance).expect("well formed").list
    };
    let idle = || (vec![vec![0; 3]; 2], vec![vec![2; 3]; 2]);
    assert_eq!(equal([0, 0, 0], (Vec::new(), Vec::new())), [0, 1]);
    for mask in [[1, 2, 1], [3, 1, 2], [2, 1, 0], [2, 2, 1]] {
        assert_eq!(equal(mask, idle()), [0, 1], "{mask:?}");
    }
    // The second must be of the group that the first two are not in, or the first of it.
    assert_eq!(equal([0, 0, 1], (vec![vec![0, 0, 1]], vec![vec![2; 3]])), [0, 2]);
    assert_eq!(equal([0, 0, 1], (vec![vec![0, 1, 1]], vec![vec![2; 3]])), [2, 0]);
}

#[test]
fn further_fields_of_an_instance_are_ignored_and_missing_ones_are_not() {
    let read = serde_json::from_str::<Instance>(
        r#"{"id":7,"n":1,"k":1,"mask":[1],"score":[0.5],"L":[[0,0]],"U":[[0,1]],"lp_bound":0.5}"#,
    );
    assert_eq!(solve(&read.expect("an instance")).expect("well formed").list, [0]);
    assert!(serde_json::from_str::<Instance>(r#"{"n":1,"k":1,"mask":[1],"score":[0.5],"L":[[0,0]]}"#).is_err());
}

#[test]
fn a_malformed_instance_is_refused_with_its_fault() {
    let message = |instance: Instance| solve(&instance).expect_err("malformed").to_string();
    assert!(message(Instance { k: 4, ..small() }).contains("`k` is 4"));
    assert!(message(Instance { mask: vec![1], ..small() }).contains("`mask` has 1 entries, it must have 3"));
    assert!(message(Instance { score: vec![1.0; 4], ..small() }).contains("`score` has 4"));
    assert!(message(Instance { score: vec![1.0, f64::NAN, 1.0], ..small() }).contains("`score[1]`"));
    assert!(message(Instance { upper: Vec::new(), ..small() }).contains("`U` has 0"));
    assert!(message(Instance { lower: vec![vec![0; 2]], ..small() }).contains("`L[0]` has 2 entries"));
    let (lower, upper) = (vec![vec![0; 3]; 65], vec![vec![2; 3]; 65]);
    assert!(message(Instance { lower, upper, ..small() }).contains("at most 64"));
    let deep =
        Instance { n: 1_001, k: 1_001, mask: vec![0; 1_001], score: vec![0.0; 1_001], lower: vec![], upper: vec![] };
    assert!(message(deep).contains("at most 1000"));
}

#[test]
fn an_empty_list_is_a_list() {
    let empty = Instance { k: 0, lower: vec![vec![0]], upper: vec![vec![0]], ..small() };
    let answer = solve(&empty).expect("well formed");
    assert_eq!((answer.status, answer.list.len(), answer.dcg), (Status::Feasible, 0, Some(0.0)));
}
