//! One training run: choose parameters or take them over, learn from everything, describe.

use super::card::{Card, model_card};
use super::selection::{Grid, Tuned, tune};
use crate::engine::{Lesson, Survey, TrainError, TrainingData};
use crate::model::{Manifest, Model, ModelParams, Tuning};

/// What a training run gives.
#[derive(Debug, Clone)]
pub struct Trained {
    /// The model, fitted on all data.
    pub model: Model,
    /// Where its parameters and its calibration come from.
    pub origin: Origin,
    /// Its card. The same data give the same card.
    pub card: Card,
}

/// Where the parameters and the calibration of a model come from.
#[derive(Debug, Clone)]
pub enum Origin {
    /// Chosen on the last part of the data.
    Chosen(Box<Tuned>),
    /// Those of an earlier model, by its fingerprint.
    TakenOver {
        /// Which.
        from: String,
    },
}

/// What a training run takes its parameters from.
#[derive(Debug, Clone, Copy)]
pub enum Start<'a> {
    /// They are chosen on the last part of the data, beginning with these, and so is the calibration.
    Choose {
        /// What stays where no knob changes it.
        params: &'a ModelParams,
        /// What is tried.
        grid: &'a Grid,
    },
    /// They and the calibration are those of an earlier model.
    TakeOver(&'a Manifest),
}

/// Who is read for the final fit. The model is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Everybody.
    Everybody,
    /// Those who have changed since they were read last; what was kept stands in for the others.
    Changed,
}

/// Chooses parameters and calibration or takes them over, then fits on all of the data. `tick` is told how many trials
/// are done, of how many.
///
/// # Errors
/// When the data cannot be read, there is nothing to learn from, or a fit fails.
pub fn train(
    data: &dyn TrainingData,
    start: Start<'_>,
    reading: Reading,
    threads: usize,
    tick: &mut dyn FnMut(usize, usize),
) -> Result<Trained, TrainError> {
    match start {
        Start::Choose { params, grid } => {
            let survey = Survey::of(data)?;
            let tuned = tune(data, &survey, params, grid, None, threads, tick)?;
            let (params, calibration) = (tuned.params.clone(), tuned.calibration);
            let survey = Some(survey);
            let (survey, lesson) = lesson(data, survey, &params, reading)?;
            let fitted = lesson.fit(&survey, &params, threads)?;
            let spreads = lesson.spreads(&survey, &params, threads)?;
            let model = lesson.freeze(&survey, &params, Tuning { calibration, spreads }, fitted);
            Ok(Trained::new(model, Origin::Chosen(Box::new(tuned))))
        }
        Start::TakeOver(manifest) => {
            let (survey, lesson) = lesson(data, None, &manifest.params, reading)?;
            let tuning = Tuning { calibration: manifest.calibration, spreads: manifest.spreads };
            let model = lesson.learn(&survey, &manifest.params, tuning, threads)?;
            Ok(Trained::new(model, Origin::TakenOver { from: manifest.fingerprint.clone() }))
        }
    }
}

impl Trained {
    fn new(model: Model, origin: Origin) -> Self {
        let card = model_card(&model, &origin);
        Self { model, origin, card }
    }
}

fn lesson(
    data: &dyn TrainingData,
    survey: Option<Survey>,
    params: &ModelParams,
    reading: Reading,
) -> Result<(Survey, Lesson), TrainError> {
    match reading {
        Reading::Changed => Lesson::recall(data, params),
        Reading::Everybody => {
            let survey = survey.map_or_else(|| Survey::of(data), Ok)?;
            let lesson = Lesson::gather(data, &survey, params, None)?;
            Ok((survey, lesson))
        }
    }
}
