//! What an experiment says, in words.

use crate::disclosure::Words;
use crate::monitor::{Comparison, Finding, Outcome, PEOPLE_TOLD_MIN};

/// What can be said of the outcome that was chosen beforehand.
pub(crate) fn finding_in_words(words: &Words, figures: &Comparison, chosen: Outcome) -> String {
    let of_chosen = figures.outcomes.iter().find(|compared| compared.outcome == chosen);
    let Some(compared) = of_chosen else { return words.told("trial-too-few", PEOPLE_TOLD_MIN) };
    let name = match (figures.finding, chosen) {
        (Finding::TooFew, _) => return words.told("trial-too-few", PEOPLE_TOLD_MIN),
        (Finding::Better, Outcome::Clicks) => "trial-found-better-clicks",
        (Finding::Better, Outcome::Purchases) => "trial-found-better-purchases",
        (Finding::Worse, Outcome::Clicks) => "trial-found-worse-clicks",
        (Finding::Worse, Outcome::Purchases) => "trial-found-worse-purchases",
        (Finding::Open, Outcome::Clicks) => "trial-found-open-clicks",
        (Finding::Open, Outcome::Purchases) => "trial-found-open-purchases",
    };
    let [low, high] = [compared.low, compared.high].map(|share| {
        let points = words.number(&format!("{:.1}", 100.0 * share.abs()));
        words.told("trial-in-points", points)
    });
    words.pair(name, low, high)
}
