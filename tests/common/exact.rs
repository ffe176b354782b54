//! The bare reranker against an exact method, on instances small enough for it.

use std::collections::HashMap;

use candor::rerank::{Answer, Instance};

fn discount(place: usize) -> f64 {
    1.0 / ((place + 2) as f64).log2()
}

/// Holds a list to its bounds and its worth.
pub(crate) fn check_list(instance: &Instance, answer: &Answer, name: &str) {
    let mut sorted = answer.list.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!((answer.list.len(), sorted.len()), (instance.k, instance.k), "{name}: k different items");
    for (g, (lower, upper)) in instance.lower.iter().zip(&instance.upper).enumerate() {
        for q in 0..=instance.k {
            let members = answer.list[..q].iter().filter(|item| instance.mask[**item] >> g & 1 == 1).count();
            let members = i64::try_from(members).expect("a short list");
            assert!((lower[q]..=upper[q]).contains(&members), "{name}: group {g}, prefix {q}");
        }
    }
    let dcg: f64 = answer.list.iter().enumerate().map(|(at, &item)| instance.score[item] * discount(at)).sum();
    assert!((dcg - answer.dcg.expect("a list has a gain")).abs() < 1e-9, "{name}: {dcg}");
}

/// The best worth of any list, by a dynamic program over how many items of each type stand in each prefix.
///
/// Independent of the solver: no pruning, no prices, bounds checked as they are given.
pub(crate) fn optimum(instance: &Instance) -> Option<f64> {
    let mut types: Vec<(u64, Vec<f64>)> = Vec::new();
    for (&mask, &score) in instance.mask.iter().zip(&instance.score) {
        match types.iter_mut().find(|(other, _)| *other == mask) {
            Some((_, scores)) => scores.push(score),
            None => types.push((mask, vec![score])),
        }
    }
    types.iter_mut().for_each(|(_, scores)| scores.sort_by(|a, b| b.total_cmp(a)));
    let mut layer: HashMap<Vec<u8>, f64> = HashMap::from([(vec![0; types.len()], 0.0)]);
    let holds = |used: &[u8], q: usize| {
        (0..instance.lower.len()).all(|g| {
            let counted = types.iter().zip(used).filter(|((mask, _), _)| mask >> g & 1 == 1);
            let members: i64 = counted.map(|(_, &used)| i64::from(used)).sum();
            (instance.lower[g][q]..=instance.upper[g][q]).contains(&members)
        })
    };
    layer.retain(|used, _| holds(used, 0));
    for q in 1..=instance.k {
        let mut next: HashMap<Vec<u8>, f64> = HashMap::new();
        for (used, gain) in &layer {
            for (t, (_, scores)) in types.iter().enumerate() {
                let Some(score) = scores.get(usize::from(used[t])) else { continue };
                let mut used = used.clone();
                used[t] += 1;
                if holds(&used, q) {
                    let best = next.entry(used).or_insert(f64::NEG_INFINITY);
                    *best = best.max(gain + score * discount(q - 1));
                }
            }
        }
        layer = next;
    }
    layer.into_values().max_by(f64::total_cmp)
}
