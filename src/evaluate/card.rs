//! The model card (Mitchell et al. 2019): what a model is, what it may be used for, and how it was measured.
//!
//! Holds nothing that a second run on the same data would not repeat: no clock, no duration.

use std::fmt::Write;

use super::blend::{BlendForm, RankBand};
use super::plot::{Axis, Chart, Diagonal, Scale, Series, line_chart};
use super::search::Trial;
use super::selection::{OnHoldOut, Tuned};
use super::training::Origin;
use crate::metrics::ReliabilityBin;
use crate::model::{Manifest, Model};

/// What is told of a model, for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// In Markdown; it shows the chart by its file name, [`RELIABILITY_CHART`].
    pub text: String,
    /// Stated confidences against what came true, as SVG; none where nothing was measured.
    pub reliability: Option<String>,
}

/// What the card calls the chart beside it.
pub const RELIABILITY_CHART: &str = "reliability.svg";

/// The card of a model.
#[must_use]
pub fn model_card(model: &Model, origin: &Origin) -> Card {
    let manifest = model.manifest();
    let known = [about(manifest), data(manifest), parameters(manifest)];
    let (told, reliability) = match origin {
        Origin::Chosen(tuned) => {
            (vec![measured(tuned), trials(tuned), confidence(tuned)], Some(reliability_chart(tuned)))
        }
        Origin::TakenOver { from } => (vec![taken_over(from)], None),
    };
    let sections = known.into_iter().chain(told).chain([USE.to_owned(), LIMITS.to_owned()]);
    Card { text: sections.collect::<Vec<String>>().join("\n"), reliability }
}

fn taken_over(from: &str) -> String {
    format!(
        "\
## How it was measured

It was not: its parameters and its calibration are those of model `{from}`, whose card says how they were chosen and how
that model was measured. `candor train` without `--keep` chooses and measures anew.
"
    )
}

const USE: &str = "\
## Intended use

To rank the shop's items for a customer, or beside an item, and to say why: every score is a sum of signed lines, one
per piece of evidence, and the reasons shown are groups of these lines. Histories count only as far as the customer's
consent lets them. Segments of customers are never used for scoring; they serve to check whether groups are served
alike, for customers who allow it (`candor evaluate`).

Not intended for: setting prices by customer; decisions on credit, work, housing, insurance or health; guessing what a
person is.
";

const LIMITS: &str = "\
## Limits

- It repeats what customers did. What was never shown was never chosen, and the model cannot tell the two apart.
- An item that few people chose before training is known by its description, price and category; such evidence fades as
  people choose it. An item without any of these can stand in a list through a rule only.
- Weights say what goes together, not what causes what.
- The confidence is a frequency over customers like those of the hold-out; it drifts as the shop's offer does.
- Accuracy by group of customers, diversity and exposure are not in this card: `candor evaluate` measures them.
";

fn about(manifest: &Manifest) -> String {
    format!(
        "\
# Model card: `{}`

Linear operators in closed form, each with lines of its own in every score: what goes together (several operators folded into one sparse
matrix of item-item weights), what is clicked after what within a visit, what is described alike, popularity and trend. Written by candor {}, format {}.
",
        manifest.fingerprint, manifest.code_version, manifest.format
    )
}

fn data(manifest: &Manifest) -> String {
    let newest = manifest.newest_event.map_or_else(|| "none".to_owned(), |time| time.to_string());
    format!(
        "\
## Data

| | |
|---|---:|
| customers and visitors with a choice | {} |
| events that consent admits | {} |
| items | {} |
| item-item weights | {} |
| pairs of evidence and item that reviewers took back | {} |
| newest event | {newest} |
| digest of what was learnt from | `{}` |
",
        manifest.customers, manifest.events, manifest.items, manifest.weights, manifest.unlinked, manifest.data_digest
    )
}

fn parameters(manifest: &Manifest) -> String {
    let json = serde_json::to_string_pretty(&manifest.params).expect("parameters are plain data");
    let calibration = manifest.calibration;
    format!(
        "\
## Parameters

```json
{json}
```

Confidence: `1 / (1 + exp(-({} score {:+} ln(1 + items that speak) {:+} ln(rank) {:+})))`, with the rank before any rule.
",
        calibration.slope, calibration.activity, -calibration.place, calibration.intercept
    )
}

fn measured(tuned: &Tuned) -> String {
    let (Some(cut), Some(OnHoldOut { ndcg, recall, popularity_ndcg, popularity_recall })) =
        (tuned.cut, tuned.on_hold_out)
    else {
        return "## How it was measured\n\nIt was not: there is too little data for a hold-out.\n".to_owned();
    };
    format!(
        "\
## How it was measured

Trials learn from the events before {cut} (85 % of them) and are asked for what {} customers newly chose after it, among
all items that they had not bought. The parameters below were chosen on these customers, one parameter at a time, so
the figures lean in their favour; `candor evaluate` measures on a later part that no choice has seen. The model itself
is then fitted on everything with the chosen parameters.

| | NDCG@20 | recall@20 |
|---|---:|---:|
| chosen parameters | {ndcg:.4} | {recall:.4} |
| most popular unseen items | {popularity_ndcg:.4} | {popularity_recall:.4} |
",
        tuned.cases
    )
}

fn trials(tuned: &Tuned) -> String {
    let mut text = "\
## Trials

One parameter after the other, each with all others at the best values found before it.

| parameter | value | NDCG@20 |
|---|---:|---:|
"
    .to_owned();
    for Trial { parameter, value, score } in &tuned.trials {
        writeln!(text, "| `{parameter}` | {value} | {score:.4} |").expect("writing to a text does not fail");
    }
    text
}

fn confidence(tuned: &Tuned) -> String {
    let mut text = format!(
        "\
## Confidence

{} Learnt from every other customer of the hold-out, checked on the rest, who also had a say in
the parameters; what is clicked next within a visit is weighed by rank alone. Bins of equal count; expected calibration error {:.4}.

![Confidence and how often it came true]({RELIABILITY_CHART})

| confidence from | to | candidates | mean confidence | share chosen |
|---:|---:|---:|---:|---:|
",
        log_odds(tuned),
        tuned.reliability.expected_calibration_error
    );
    for ReliabilityBin { from, to, count, mean_confidence, share_chosen } in &tuned.reliability.bins {
        writeln!(text, "| {from:.4} | {to:.4} | {count} | {mean_confidence:.4} | {share_chosen:.4} |")
            .expect("writing to a text does not fail");
    }
    text.push_str(
        "\n| rank | candidates | mean confidence | share chosen | expected calibration error |\n|---|---:|---:|---:|---:|\n",
    );
    for band in &tuned.reliability.bands {
        let RankBand { from, to, count, mean_confidence, share_chosen, expected_calibration_error } = band;
        writeln!(
            text,
            "| {from} to {to} | {count} | {mean_confidence:.4} | {share_chosen:.4} | {expected_calibration_error:.4} |"
        )
        .expect("writing to a text does not fail");
    }
    text
}

/// How score points became log-odds.
fn log_odds(tuned: &Tuned) -> String {
    let figure = |ndcg: Option<f64>| ndcg.map_or_else(|| "not possible".to_owned(), |ndcg| format!("{ndcg:.4}"));
    let (weighed, scaled) = (figure(tuned.blended.ndcg_weighed), figure(tuned.blended.ndcg_scaled));
    let tried = format!(
        "NDCG@20 on the half not learnt from: {weighed} with a weight of its own for each source, {scaled} with one for all."
    );
    match tuned.blended.form {
        BlendForm::Weighed => {
            format!(
                "A score is in log-odds: a regularised logistic regression weighed the sources of evidence. {tried}"
            )
        }
        BlendForm::Scaled => {
            format!(
                "A score is in log-odds: one slope for all sources, in the proportions that the trials found. {tried}"
            )
        }
        BlendForm::AsGiven => "Scores are as the parameters give them.".to_owned(),
    }
}

fn reliability_chart(tuned: &Tuned) -> String {
    let bins = tuned.reliability.bins.iter();
    let points: Vec<(f64, f64)> = bins.map(|bin| (bin.mean_confidence, bin.share_chosen)).collect();
    let bands = tuned.reliability.bands.iter();
    let by_rank: Vec<(f64, f64)> = bands.map(|band| (band.mean_confidence, band.share_chosen)).collect();
    line_chart(&Chart {
        title: "Does a confidence come true?",
        x: Axis { label: "mean confidence", scale: Scale::Linear },
        y: Axis { label: "share that was chosen", scale: Scale::Linear },
        lines: &[Series { name: "by confidence", points: &points }, Series { name: "by rank", points: &by_rank }],
        diagonal: Diagonal::Dashed,
    })
}
