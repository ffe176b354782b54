//! From contributions to the one frozen matrix: every operator that is asked for, solved once and folded.

use serde::{Deserialize, Serialize};

use super::fold::Fold;
use super::graph::{Graph, GraphParams};
use super::order::Order;
use super::ridge::Ridge;
use super::spectral::{Spectral, SpectralParams};
use super::walk::{Walk, WalkParams};
use super::{FitError, RidgeParams, Weights};
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
    /// How often items are chosen together, and which are near one another.
    Sums,
    /// The systems of the neighbourhood ridge.
    Ridge,
    /// The low-rank operator.
    Spectral,
    /// The graph filter.
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

/// Fits models of one set of contributions. What one fit solved serves the next as far as its parameters are the same.
#[derive(Debug)]
pub struct Workshop {
    n_items: usize,
    /// Everything that is solved here is of places in this order.
    order: Order,
    customers: Vec<Contribution>,
    threads: usize,
    ridge: Option<(RidgeParams, Ridge)>,
    spectral: Option<((usize, usize), Spectral)>,
    walk: Option<(WalkParams, Walk)>,
    reach: Option<usize>,
}

impl Workshop {
    /// Of contributions over `n_items` items; `threads` threads work, and the result does not depend on how many.
    #[must_use]
    pub fn new(n_items: usize, customers: &[Contribution], threads: usize) -> Self {
        let order = Order::of(n_items, customers);
        let customers = order.placed(customers);
        Self { n_items, order, customers, threads, ridge: None, spectral: None, walk: None, reach: None }
    }

    /// Folds as in a catalogue of more than 65,536 items, whatever its size: of the low-rank operator a row holds the
    /// `popular_targets` most chosen targets (there 8,192), and pairs that another operator knows. So what this costs can
    /// be measured where the whole is at hand.
    #[must_use]
    pub fn as_if_large(self, popular_targets: usize) -> Self {
        Self { reach: Some(popular_targets), ..self }
    }

    /// The weights under these parameters: `F = B + theta L + phi P + psi W`, each operator scaled so that its scores are as loud
    /// as those of the ridge `B` over a sample of customers, then the `row_weights` largest of every row of evidence.
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
        let (n_items, customers, threads) = (self.n_items, &self.customers[..], self.threads);
        let SpectralParams { rank, rounds, strength: theta } = params.spectral;
        if theta > 0.0 && self.spectral.as_ref().is_none_or(|(known, _)| *known != (rank, rounds)) {
            self.spectral = Some(((rank, rounds), Spectral::of(n_items, customers, rank, rounds, threads)));
        }
        done(Part::Spectral);
        let phi = params.graph.strength;
        let graph = (phi > 0.0).then(|| Graph::of(n_items, customers, &params.graph));
        let psi = params.walk.strength;
        let key = WalkParams { strength: 1.0, ..params.walk };
        if psi > 0.0 && self.walk.as_ref().is_none_or(|(known, _)| *known != key) {
            self.walk = Some((key, Walk::of(n_items, customers, &params.walk, threads)));
        }
        done(Part::Graph);
        let (_, ridge) = self.ridge.as_ref().expect("solved above");
        let fold = Fold::of(ridge, params.ridge.item_exponent);
        let fold = match self.reach {
            Some(reach) => fold.reaching(reach),
            None => fold,
        };
        let spectral = self.spectral.as_ref().filter(|_| theta > 0.0).map(|(_, spectral)| (spectral, theta));
        let graph = graph.as_ref().map(|graph| (graph, phi));
        let walk = self.walk.as_ref().filter(|_| psi > 0.0).map(|(_, walk)| (walk, psi));
        let is_alone = spectral.is_none() && graph.is_none() && walk.is_none();
        let fold = if is_alone { fold } else { fold.with(spectral, graph, walk, customers, threads) };
        let weights = fold.weights(params.row_weights, threads);
        let weights = self.order.restored(&weights);
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
}
