//! What the watch and reviewers found, in words.

use crate::disclosure::Words;
use crate::ids::ItemId;
use crate::monitor::{AlarmKind, Crossing};
use crate::oversight::{Done, Incident, Line, Origin};

/// An alarm in words; none where it does not say what was found.
pub(crate) fn alarm_in_words(
    words: &Words,
    kind: AlarmKind,
    about: Option<&str>,
    found: Option<Crossing>,
) -> Option<String> {
    if kind == AlarmKind::Leakage {
        return Some(words.told("alarm-leakage", about?));
    }
    let Crossing { value, limit } = found?;
    let percent = |share: f64| words.number(&format!("{:.1} %", share * 100.0));
    let share = |name: &str| words.pair(name, percent(value), percent(limit));
    Some(match kind {
        AlarmKind::Drift => share("alarm-above-drift"),
        AlarmKind::Coverage => share("alarm-coverage"),
        AlarmKind::Concentration => share("alarm-concentration"),
        AlarmKind::Fallback => share("alarm-fallback"),
        AlarmKind::OptedOut => share("alarm-opted_out"),
        AlarmKind::Reports => {
            let both = [format!("{value:.1}"), limit.to_string()].map(|text| words.number(&text));
            let [is, limit] = both;
            words.pair("alarm-reports", is, limit)
        }
        AlarmKind::Clicks | AlarmKind::Purchases => {
            let (segment, group) = about?.split_once('=')?;
            let [ratio, high] = [value, limit].map(|times| words.number(&format!("{times:.2}")));
            let name = if kind == AlarmKind::Clicks { "alarm-clicks" } else { "alarm-purchases" };
            words.filled(name, [group.to_owned(), segment.to_owned(), ratio, high])
        }
        AlarmKind::Leakage => return None,
    })
}

/// A line of an incident's log that the watch wrote; none where somebody did, or it only stands there in English.
pub(crate) fn line_in_words(words: &Words, origin: &Origin, line: &Line) -> Option<String> {
    match (origin, &line.by, line.did) {
        (_, Some(_), _) => None,
        (_, None, Done::Quiet) => Some(words.say("incident-quiet")),
        (Origin::Alarm { alarm, about }, None, _) => alarm_in_words(words, *alarm, about.as_deref(), line.found),
        (Origin::Review { .. } | Origin::Person, None, _) => None,
    }
}

/// The title of an incident that nobody wrote; none where somebody did, or it only stands there in English.
pub(crate) fn title_in_words<E>(
    words: &Words,
    Incident { origin, log, .. }: &Incident,
    called: impl Fn(&ItemId) -> Result<String, E>,
) -> Result<Option<String>, E> {
    Ok(match origin {
        Origin::Alarm { .. } => log.first().and_then(|first| line_in_words(words, origin, first)),
        Origin::Review { item: Some(item), .. } => Some(words.told("incident-of-review", called(item)?)),
        Origin::Review { item: None, .. } | Origin::Person => None,
    })
}
