//! Choosing parameters on the end of the training part, which no figure of the test part sees.

use serde::Serialize;

use super::{NextAccuracy, SessionSplit, Transitions, VmisKnn, VmisParams, next_accuracy, next_items, sum_visits};
use crate::fit::{FitError, TransitionParams, session_transitions};

/// A parameter and the values that are tried for it.
struct Axis {
    values: &'static [f64],
    set: fn(&mut TransitionParams, f64),
}

/// What is searched for the operator, in this order.
const AXES: [Axis; 9] = [
    Axis { values: &[0.0, 0.1, 0.25, 0.5, 1.0], set: |params, value| params.session_exponent = value },
    Axis { values: &[3.0, 10.0, 30.0, 100.0, 300.0], set: |params, value| params.lambda = value },
    Axis { values: &[0.0, 0.5, 0.8, 0.9, 0.95, 0.98], set: |params, value| params.dropout = value },
    Axis { values: &[0.0, 0.1, 0.2, 0.3], set: |params, value| params.target_exponent = value },
    Axis { values: &[0.0, 0.5, 1.0, 1.5, 2.0, 3.0], set: |params, value| params.walk = value },
    Axis { values: &[0.2, 0.4, 0.6, 0.8, 0.9], set: |params, value| params.consistency = value },
    Axis { values: &[0.25, 0.5, 0.8, 1.77, 10.0], set: |params, value| params.age_decay = value },
    Axis { values: &[0.5, 1.0, 2.0, 4.0], set: |params, value| params.transition_decay = value },
    Axis { values: &[1.0, 1.5, 2.0, 3.0, 4.0], set: |params, value| params.click_decay = value },
];

/// What is searched for SLIST: the parameters that its paper tunes, over values of its order.
const SLIST_AXES: [Axis; 4] = [
    Axis { values: &[0.2, 0.4, 0.6, 0.8], set: |params, value| params.consistency = value },
    Axis { values: &[0.5, 1.0, 2.0, 4.0], set: |params, value| params.transition_decay = value },
    Axis { values: &[1.0, 2.0, 4.0], set: |params, value| params.click_decay = value },
    Axis { values: &[0.25, 0.5, 0.8, 1.77, 10.0], set: |params, value| params.age_decay = value },
];

/// `m` and `k` of VMIS-kNN, all pairs with `k <= m`.
const RECENT: [usize; 5] = [100, 250, 500, 1_000, 2_500];
const NEIGHBOURS: [usize; 5] = [50, 100, 250, 500, 1_000];

/// Parameters that were tried, and how they did on the validation part.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SessionTrial {
    /// What was tried.
    pub params: TransitionParams,
    /// How it did.
    pub accuracy: NextAccuracy,
}

/// Parameters of VMIS-kNN that were tried, and how they did on the validation part.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct VmisTrial {
    /// What was tried.
    pub params: VmisParams,
    /// How it did.
    pub accuracy: NextAccuracy,
}

/// The best of some trials.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TunedSessions<T> {
    /// The best: the highest sum of recall and MRR, the first among equals.
    pub best: T,
    /// How many were tried.
    pub trials: usize,
}

/// One parameter after the other, in a fixed order, twice over: each takes the value that does best with all others
/// held. `validation` is a split cut off the training part; `tick` hears of every trial.
///
/// # Errors
/// When a fit fails.
pub fn tune_transitions(
    validation: &SessionSplit,
    start: &TransitionParams,
    k: usize,
    threads: usize,
    tick: &mut dyn FnMut(&SessionTrial),
) -> Result<TunedSessions<SessionTrial>, FitError> {
    search(validation, &AXES, start, k, threads, tick)
}

/// The same search over what SLIST's paper tunes; fitted on neighbourhoods, which changes its lists hardly at all.
///
/// # Errors
/// When a fit fails.
pub fn tune_slist(
    validation: &SessionSplit,
    k: usize,
    threads: usize,
    tick: &mut dyn FnMut(&SessionTrial),
) -> Result<TunedSessions<SessionTrial>, FitError> {
    search(validation, &SLIST_AXES, &TransitionParams::slist(), k, threads, tick)
}

fn search(
    validation: &SessionSplit,
    axes: &[Axis],
    start: &TransitionParams,
    k: usize,
    threads: usize,
    tick: &mut dyn FnMut(&SessionTrial),
) -> Result<TunedSessions<SessionTrial>, FitError> {
    let mut tried: Vec<SessionTrial> = vec![measured(validation, start, k, threads)?];
    let mut best = tried[0];
    tick(&best);
    for axis in axes.iter().chain(axes) {
        for &value in axis.values {
            let mut params = best.params;
            (axis.set)(&mut params, value);
            if tried.iter().any(|trial| trial.params == params) {
                continue;
            }
            let trial = measured(validation, &params, k, threads)?;
            tick(&trial);
            tried.push(trial);
            if trial.accuracy.merit() > best.accuracy.merit() {
                best = trial;
            }
        }
    }
    Ok(TunedSessions { best, trials: tried.len() })
}

fn measured(
    validation: &SessionSplit,
    params: &TransitionParams,
    k: usize,
    threads: usize,
) -> Result<SessionTrial, FitError> {
    let weights = session_transitions(&sum_visits(validation, params, threads), params, threads)?;
    let lists = next_items(&Transitions { weights: &weights, params }, validation, k, threads);
    Ok(SessionTrial { params: *params, accuracy: next_accuracy(&lists, validation) })
}

/// All pairs of `m` and `k` on the validation part.
pub fn tune_vmis(
    validation: &SessionSplit,
    k: usize,
    threads: usize,
    tick: &mut dyn FnMut(&VmisTrial),
) -> TunedSessions<VmisTrial> {
    let pairs = RECENT.iter().flat_map(|&recent| NEIGHBOURS.map(|neighbours| VmisParams { recent, neighbours }));
    let trials: Vec<VmisTrial> = pairs
        .filter(|params| params.neighbours <= params.recent)
        .map(|params| {
            let knn = VmisKnn::of(validation.n_items, &validation.visits, params);
            let accuracy = next_accuracy(&next_items(&knn, validation, k, threads), validation);
            let trial = VmisTrial { params, accuracy };
            tick(&trial);
            trial
        })
        .collect();
    let better = |best: VmisTrial, trial: &VmisTrial| {
        if trial.accuracy.merit() > best.accuracy.merit() { *trial } else { best }
    };
    TunedSessions { best: trials.iter().fold(trials[0], better), trials: trials.len() }
}
