//! Protocols: splits, benchmarks, model selection, what a shop's model is worth, and the card that tells of it.
//!
//! Knows how to ask a fair question of several recommenders. Must not know where data lies, nor any clock.

mod benchmark;
mod blend;
mod card;
mod cold;
mod explanations;
mod exposure;
mod frontier;
mod hold_out;
mod interval;
mod lightgcn;
mod plot;
mod recommender;
mod scale;
mod search;
mod selection;
mod sessions;
mod shadow;
mod store_report;
mod strong;
mod trail;
mod training;

pub use benchmark::{Accuracy, Chosen, accuracy, choose_on_validation, contributions, recommend, split_half};
pub use blend::{BlendForm, Blended, Keep, RankBand, Reliability};
pub use card::{Card, RELIABILITY_CHART, model_card};
pub use cold::{ColdReport, ColdRow};
pub use explanations::{
    AccountReport, AsServed, ExhaustiveReport, Explained, ExplainerReport, Faithfulness, Liked, LxrError, LxrOptions,
    LxrReport, ShopExplanations, Told, lxr, shop_explanations,
};
pub use exposure::{Beyond, GroupExposure, features_distance};
pub use frontier::{
    Change, Frontier, FrontierPoint, FrontierSeries, GroupChange, GroupShare, Impact, Later, LeakageChange, Moves,
    OnLater, Panel, PartChange, PartKind, RestingPrice, Settings, Widest, Worth, frontier, frontier_chart, impact,
    later_panel,
};
pub use hold_out::{Case, HoldOut};
pub use interval::{Interval, Resampling, bootstrap};
pub use lightgcn::{Interactions, ReadError, Split};
pub use plot::{Axis, Chart, Diagonal, Scale, Series, line_chart};
pub use recommender::{Choice, CooccurrenceKnn, KnnParams, Linear, Popularity, Recommender, top_k};
pub use scale::{Population, PopulationError, growth_exponent, population};
pub use search::{Knob, Trial};
pub use selection::{Grid, OnHoldOut, Tuned, tune};
pub use sessions::{
    NextAccuracy, NextExample, NextItem, RawExample, SessionError, SessionSplit, SessionTrial, Transitions,
    TunedSessions, VmisKnn, VmisParams, VmisTrial, exact_slist, next_accuracy, next_items, read_examples, read_visits,
    sum_visits, tune_slist, tune_transitions, tune_vmis,
};
pub use shadow::{Fall, Figures, Measured, Shadow, shadow};
pub use store_report::{
    CalibrationReport, Difference, FairnessReport, Material, Options, RecommenderReport, Report, SegmentReport,
    store_report,
};
pub use strong::{
    Estimate, HeldOut, Histories, StrongAccuracy, StrongCase, StrongError, StrongSplit, choose_on_held_out,
    strong_accuracy,
};
pub use trail::Trail;
pub use training::{Origin, Reading, Start, Trained, train};
