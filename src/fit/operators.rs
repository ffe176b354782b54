//! From contributions to the one frozen matrix: every operator that is asked for, solved once and folded.

use serde::{Deserialize, Serialize};

use super::fold::Fold;
use super::graph::{Graph, GraphParams};
use super::loudness::Sample;
use super::order::Order;
use super::ridge::Ridge;
use super::spectral::{Spectral, SpectralParams};
use super::walk::{Walk, WalkParams};
use super::{FitError, RidgeParams, Weights, narrowed};
use crate::stats::Contribution;

/// How the item-item weights are fitted: which operators, and how many of their weights are kept.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FitParams {
    /// The neighbourhood ridge.
    pub ridge: RidgeParams,
    /// The low-rank operator.
    pub spectral: SpectralParams,
    /// The graph filter.
    pub graph: GraphParams,
    /// The random walk.
    pub walk: WalkParams,
    /// The most weights kept for one item of evidence.
    pub row_weights: usize,
}

impl Default for FitParams {
    fn default() -> Self {
        Self {
            ridge: RidgeParams::default(),
            spectral: SpectralParams::default(),
            graph: GraphParams::default(),
            walk: WalkParams::default(),
            row_weights: 300,
        }
    }
}

impl FitParams {
    /// Checks what the type cannot say.
    ///
    /// # Errors
    /// The first parameter that is out of range.
    pub fn check(&self) -> Result<(), FitError> {
        self.ridge.check()?;
        self.spectral.check()?;
        self.graph.check()?;
        self.walk.check()?;
        if self.row_weights == 0 {
            return Err(FitError::Parameter { name: "row_weights", wanted: "at least 1", value: 0.0 });
        }
        Ok(())
    }
}

/// A part of a fit, in the order in which they are done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Who chose what; and how often items are chosen together, where the systems are taken from such sums.
    Sums,
    /// The systems of the neighbourhood ridge, and their sums where they are summed straight from customers.
    Ridge,
    /// The low-rank operator.
    Spectral,
    /// The walk, and how loud the graph filter is: its rows are summed when they are folded.
    Graph,
    /// All operators into one matrix.
    Fold,
}

impl Part {
    /// One word for reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sums => "sums",
            Self::Ridge => "ridge",
            Self::Spectral => "spectral",
            Self::Graph => "graph",
            Self::Fold => "fold",
        }
    }
}

/// Fits models of one set of contributions. Systems, directions, walks and how loud operators are serve the next fit as far
/// as its parameters are the same; rows of the graph filter are summed anew.
#[derive(Debug)]
pub struct Workshop {
    n_items: usize,
    /// Everything that is solved here is of places in this order.
    order: Order,
    customers: Vec<Contribution>,
    threads: usize,
    ridge: Option<(RidgeParams, Ridge)>,
    spectral: Option<((usize, usize), Loud<Spectral>)>,
    /// How loud the filter is.
    graph: Option<(GraphParams, f64)>,
    walk: Option<(WalkParams, Loud<Walk>)>,
    reach: Option<usize>,
}

/// An operator, and how loud it is.
#[derive(Debug)]
struct Loud<T> {
    operator: T,
    loudness: f64,
}

impl Workshop {
    /// Of contributions over `n_items` items; `threads` threads work, and the result does not depend on how many.
    #[must_use]
    pub fn new(n_items: usize, customers: &[Contribution], threads: usize) -> Self {
        let order = Order::of(n_items, customers);
        let customers = order.placed(customers);
        Self { n_items, order, customers, threads, ridge: None, spectral: None, graph: None, walk: None, reach: None }
    }

    /// Folds as in a catalogue of more than 65,536 items, whatever its size: of the low-rank operator a row holds the
    /// `popular_targets` most chosen targets (there 8,192), and pairs that another operator knows. So what this costs can
    /// be measured where the whole is at hand.
    #[must_use]
    pub fn as_if_large(self, popular_targets: usize) -> Self {
        Self { reach: Some(popular_targets), ..self }
    }

    /// The weights under these parameters: `F = B + theta L + phi P + psi W`, each operator scaled so that its scores are as loud
    /// as those of the ridge `B` over a sample of customers, then the `row_weights` largest of every row of evidence. Equal
    /// ones are kept by how much their targets were chosen, most first, then by item.
    ///
    /// With as many directions as items `L` would say nothing of two different items, so it is left out.
    ///
    /// # Errors
    /// A parameter out of range, or a system that is not positive definite, by item.
    pub fn fit(&mut self, params: &FitParams) -> Result<Weights, FitError> {
        self.fit_watched(params, &mut |_| {})
    }

    /// As [`Workshop::fit`]; `done` is told of every part when it ends, in order, also of one that had been solved before.
    ///
    /// # Errors
    /// As for [`Workshop::fit`].
    pub fn fit_watched(&mut self, params: &FitParams, done: &mut dyn FnMut(Part)) -> Result<Weights, FitError> {
        params.check()?;
        self.solve_ridge(&params.ridge, done)?;
        let theta = if params.spectral.rank < self.n_items { params.spectral.strength } else { 0.0 };
        let (phi, psi) = (params.graph.strength, params.walk.strength);
        if theta > 0.0 {
            self.solve_spectral(&params.spectral);
        }
        done(Part::Spectral);
        if psi > 0.0 {
            self.solve_walk(&params.walk);
        }
        let graph = (phi > 0.0).then(|| Graph::of(self.n_items, &self.customers, &params.graph));
        if let Some(graph) = &graph {
            self.graph = Some(self.loudness_of(graph, &params.graph));
        }
        done(Part::Graph);
        let (_, ridge) = self.ridge.as_ref().expect("solved above");
        let fold = Fold::of(ridge, params.ridge.item_exponent);
        let fold = match self.reach {
            Some(reach) => fold.reaching(reach),
            None => fold,
        };
        let loudness = if theta + phi + psi > 0.0 { self.sample().of_ridge(&fold) } else { 0.0 };
        let factor = |strength: f64, own: f64| if own > 0.0 { narrowed(strength * loudness / own) } else { 0.0 };
        let spectral = self.spectral.as_ref().filter(|_| theta > 0.0);
        let walk = self.walk.as_ref().filter(|_| psi > 0.0);
        let fold = fold.with(
            spectral.map(|(_, it)| (&it.operator, factor(theta, it.loudness))),
            graph.as_ref().zip(self.graph).map(|(graph, (_, own))| (graph, factor(phi, own))),
            walk.map(|(_, it)| (&it.operator, factor(psi, it.loudness))),
        );
        let weights = self.order.restored(&fold.weights(params.row_weights, self.threads));
        done(Part::Fold);
        Ok(weights)
    }

    /// How many pairs of items somebody chose together, as the last fit counted them; 0 before the first.
    #[must_use]
    pub fn pairs(&self) -> usize {
        self.ridge.as_ref().map_or(0, |(_, ridge)| ridge.pairs)
    }

    /// The item exponent enters when folding; everything else asks for new systems.
    fn solve_ridge(&mut self, params: &RidgeParams, done: &mut dyn FnMut(Part)) -> Result<(), FitError> {
        let key = RidgeParams { item_exponent: 0.0, ..*params };
        if self.ridge.as_ref().is_none_or(|(known, _)| *known != key) {
            self.ridge = None;
            let mut summed = || done(Part::Sums);
            let ridge = Ridge::of_customers(self.n_items, &self.customers, params, self.threads, &mut summed);
            let ridge = ridge.map_err(|error| match error {
                FitError::NotPositiveDefinite { item } => FitError::NotPositiveDefinite { item: self.order.item(item) },
                other => other,
            })?;
            self.ridge = Some((key, ridge));
        } else {
            done(Part::Sums);
        }
        done(Part::Ridge);
        Ok(())
    }

    fn solve_spectral(&mut self, params: &SpectralParams) {
        let key = (params.rank, params.rounds);
        if self.spectral.as_ref().is_none_or(|(known, _)| *known != key) {
            let operator = Spectral::of(self.n_items, &self.customers, params.rank, params.rounds, self.threads);
            let loudness = self.sample().of_spectral(&operator);
            self.spectral = Some((key, Loud { operator, loudness }));
        }
    }

    fn solve_walk(&mut self, params: &WalkParams) {
        let key = WalkParams { strength: 1.0, ..*params };
        if self.walk.as_ref().is_none_or(|(known, _)| *known != key) {
            let operator = Walk::of(self.n_items, &self.customers, params, self.threads);
            let loudness = self.sample().of_walk(&operator);
            self.walk = Some((key, Loud { operator, loudness }));
        }
    }

    /// How loud the graph filter is, and under which parameters.
    fn loudness_of(&self, graph: &Graph<'_>, params: &GraphParams) -> (GraphParams, f64) {
        let key = GraphParams { strength: 1.0, ..*params };
        self.graph.filter(|(known, _)| *known == key).unwrap_or_else(|| (key, self.sample().of_graph(graph)))
    }

    fn sample(&self) -> Sample<'_> {
        Sample::of(self.n_items, &self.customers, self.threads)
    }
}
