//! The model card (Mitchell et al. 2019): what a model is, what it may be used for, and how it was measured.
//!
//! Holds nothing that a second run on the same data would not repeat: no clock, no duration.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::blend::{BlendForm, RankBand};
use super::plot::{Axis, Chart, Diagonal, Scale, Series, line_chart};
use super::search::Trial;
use super::selection::{OnHoldOut, Tuned};
use super::training::Origin;
use crate::disclosure::{DISCLOSURE_LANGUAGES, Words, whole};
use crate::metrics::ReliabilityBin;
use crate::model::{Manifest, Model};

/// What is told of a model, for people.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Card {
    /// In Markdown, in English; it shows the chart by its file name, [`RELIABILITY_CHART`].
    pub text: String,
    /// The same in the other languages, by their codes; none of a card that was written before there were any.
    pub others: BTreeMap<String, String>,
    /// Stated confidences against what came true, as SVG; none where nothing was measured.
    pub reliability: Option<String>,
}

/// What the card calls the chart beside it.
pub const RELIABILITY_CHART: &str = "reliability.svg";

/// The card of a model. Its tables have the same figures, written in the same way, in every language.
#[must_use]
pub fn model_card(model: &Model, origin: &Origin) -> Card {
    let told = |language: &str| text(&Words::of_reports(language), model.manifest(), origin);
    let [(english, _), others @ ..] = DISCLOSURE_LANGUAGES;
    let reliability = match origin {
        Origin::Chosen(tuned) => Some(reliability_chart(tuned)),
        Origin::TakenOver { .. } => None,
    };
    let others = others.into_iter().map(|(language, _)| (language.to_owned(), told(language))).collect();
    Card { text: told(english), others, reliability }
}

fn text(words: &Words, manifest: &Manifest, origin: &Origin) -> String {
    let known = [about(words, manifest), data(words, manifest), parameters(words, manifest)];
    let told = match origin {
        Origin::Chosen(tuned) => vec![measured(words, tuned), trials(words, tuned), confidence(words, tuned)],
        Origin::TakenOver { from } => {
            vec![chapter(words, "card-measured", &[words.told("card-taken-over", from)])]
        }
    };
    known.into_iter().chain(told).chain([intended_use(words), limits(words)]).collect::<Vec<String>>().join("\n")
}

/// A heading and paragraphs.
fn chapter(words: &Words, title: &str, paragraphs: &[String]) -> String {
    format!("## {}\n\n{}\n", words.say(title), paragraphs.join("\n\n"))
}

fn intended_use(words: &Words) -> String {
    chapter(words, "card-use", &["card-use-for", "card-use-not"].map(|text| words.say(text)))
}

fn limits(words: &Words) -> String {
    let points =
        ["card-limit-repeats", "card-limit-few", "card-limit-causes", "card-limit-frequency", "card-limit-groups"];
    chapter(words, "card-limits", &[points.map(|text| format!("- {}", words.say(text))).join("\n")])
}

fn about(words: &Words, manifest: &Manifest) -> String {
    let written = words.pair("card-about", &manifest.code_version, manifest.format);
    format!("# {}\n\n{written}\n", words.told("card-title", &manifest.fingerprint))
}

fn data(words: &Words, manifest: &Manifest) -> String {
    let newest = manifest.newest_event.map_or_else(|| words.say("card-none"), |time| time.to_string());
    let rows = [
        ("card-customers", manifest.customers.to_string()),
        ("card-events", manifest.events.to_string()),
        ("card-items", manifest.items.to_string()),
        ("card-weights", manifest.weights.to_string()),
        ("card-unlinked", manifest.unlinked.to_string()),
        ("card-newest", newest),
        ("card-digest", format!("`{}`", manifest.data_digest)),
    ];
    let rows = rows.map(|(name, value)| format!("| {} | {value} |", words.say(name)));
    chapter(words, "card-data", &[format!("| | |\n|---|---:|\n{}", rows.join("\n"))])
}

fn parameters(words: &Words, manifest: &Manifest) -> String {
    let json = serde_json::to_string_pretty(&manifest.params).expect("parameters are plain data");
    let calibration = manifest.calibration;
    let [activity, place, intercept] =
        [calibration.activity, -calibration.place, calibration.intercept].map(|factor| format!("{factor:+}"));
    let formula = words.filled("card-formula", [calibration.slope.to_string(), activity, place, intercept]);
    chapter(words, "card-parameters", &[format!("```json\n{json}\n```"), formula])
}

fn measured(words: &Words, tuned: &Tuned) -> String {
    let (Some(cut), Some(OnHoldOut { ndcg, recall, popularity_ndcg, popularity_recall })) =
        (tuned.cut, tuned.on_hold_out)
    else {
        return chapter(words, "card-measured", &[words.say("card-unmeasured")]);
    };
    let (chosen, popular) = (words.say("card-chosen-parameters"), words.say("card-most-popular"));
    let table = format!(
        "\
| | NDCG@20 | recall@20 |
|---|---:|---:|
| {chosen} | {ndcg:.4} | {recall:.4} |
| {popular} | {popularity_ndcg:.4} | {popularity_recall:.4} |"
    );
    let how = words.counting("card-hold-out", whole(tuned.cases), [("thing", cut.to_string().into())]);
    chapter(words, "card-measured", &[how, table])
}

fn trials(words: &Words, tuned: &Tuned) -> String {
    let mut table =
        format!("| {} | {} | NDCG@20 |\n|---|---:|---:|", words.say("card-parameter"), words.say("card-value"));
    for Trial { parameter, value, score } in &tuned.trials {
        write!(table, "\n| `{parameter}` | {value} | {score:.4} |").expect("writing to a text does not fail");
    }
    chapter(words, "card-trials", &[words.say("card-trials-how"), table])
}

fn confidence(words: &Words, tuned: &Tuned) -> String {
    let [candidates, mean, chosen, error] =
        ["card-candidates", "card-mean", "card-share", "card-error"].map(|name| words.say(name));
    let expected = words.number(&format!("{:.4}", tuned.reliability.expected_calibration_error));
    let how = format!("{} {}", log_odds(words, tuned), words.told("card-bins", expected));
    let chart = format!("![{}]({RELIABILITY_CHART})", words.say("card-chart"));
    let (from, to) = (words.say("card-from"), words.say("card-to"));
    let mut bins = format!("| {from} | {to} | {candidates} | {mean} | {chosen} |\n|---:|---:|---:|---:|---:|");
    for ReliabilityBin { from, to, count, mean_confidence, share_chosen } in &tuned.reliability.bins {
        write!(bins, "\n| {from:.4} | {to:.4} | {count} | {mean_confidence:.4} | {share_chosen:.4} |")
            .expect("writing to a text does not fail");
    }
    let rank = words.say("card-rank");
    let mut bands = format!("| {rank} | {candidates} | {mean} | {chosen} | {error} |\n|---|---:|---:|---:|---:|");
    for band in &tuned.reliability.bands {
        let RankBand { from, to, count, mean_confidence, share_chosen, expected_calibration_error } = band;
        let ranks = words.pair("card-ranks", from, to);
        write!(
            bands,
            "\n| {ranks} | {count} | {mean_confidence:.4} | {share_chosen:.4} | {expected_calibration_error:.4} |"
        )
        .expect("writing to a text does not fail");
    }
    chapter(words, "card-confidence", &[how, chart, bins, bands])
}

/// How score points became log-odds.
fn log_odds(words: &Words, tuned: &Tuned) -> String {
    let figure = |ndcg: Option<f64>| {
        ndcg.map_or_else(|| words.say("card-impossible"), |ndcg| words.number(&format!("{ndcg:.4}")))
    };
    let (weighed, scaled) = (figure(tuned.blended.ndcg_weighed), figure(tuned.blended.ndcg_scaled));
    let how = match tuned.blended.form {
        BlendForm::Weighed => "card-weighed",
        BlendForm::Scaled => "card-scaled",
        BlendForm::AsGiven => return words.say("card-as-given"),
    };
    format!("{} {}", words.say(how), words.pair("card-tried", weighed, scaled))
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
