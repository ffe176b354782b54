//! Which pieces of evidence an item's place hangs on most: one after the other, from the lines alone.

use super::{Rival, SET_MAX};

/// When the search for decisive pieces ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// When no piece is left.
    Nothing,
    /// When the item would have lost its place, or [`SET_MAX`] pieces are gone.
    Lost,
}

/// Greedily: of `from`, each time the piece without which the item's lead over the rival that would take its place as the
/// `places`-th is smallest; ties go to the piece that stands first in `from`.
///
/// It asks no model again, so it may err where what is left speaks louder, or where rules move items; whoever claims a rank
/// runs the pipeline.
#[must_use]
pub fn decisive(rivals: &[Rival], from: &[usize], places: usize, until: Until) -> Vec<usize> {
    let mut leads: Vec<f64> = rivals.iter().map(|rival| rival.lead).collect();
    let mut left = from.to_vec();
    let mut found = Vec::new();
    let mut after: Vec<f64> = Vec::with_capacity(leads.len());
    while !left.is_empty() {
        if until == Until::Lost && (found.len() == SET_MAX || last_lead(&mut leads.clone(), places) < 0.0) {
            break;
        }
        let mut best: Option<(f64, usize)> = None;
        for (at, &piece) in left.iter().enumerate() {
            after.clear();
            after.extend(leads.iter().zip(rivals).map(|(lead, rival)| lead - rival.losses[piece]));
            let lead = last_lead(&mut after, places);
            if best.is_none_or(|(least, _)| lead.total_cmp(&least).is_lt()) {
                best = Some((lead, at));
            }
        }
        let piece = left.remove(best.expect("pieces are left").1);
        leads.iter_mut().zip(rivals).for_each(|(lead, rival)| *lead -= rival.losses[piece]);
        found.push(piece);
    }
    found
}

/// The `places`-th smallest lead, or the largest where there are fewer; the leads are put in another order.
fn last_lead(leads: &mut [f64], places: usize) -> f64 {
    let Some(last) = leads.len().checked_sub(1) else { return f64::INFINITY };
    *leads.select_nth_unstable_by(last.min(places.saturating_sub(1)), f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rival(lead: f64, losses: [f64; 3]) -> Rival {
        Rival { lead, losses: losses.to_vec() }
    }

    #[test]
    fn what_the_rivals_share_decides_nothing_and_what_only_the_item_has_comes_first() {
        // The first piece gives most, but as much to everybody.
        let rivals = [rival(0.5, [0.0, 0.3, 0.4]), rival(0.9, [0.1, 0.2, 0.6])];
        assert_eq!(decisive(&rivals, &[0, 1, 2], 1, Until::Nothing), [2, 1, 0]);
        assert_eq!(decisive(&rivals, &[0, 1, 2], 1, Until::Lost), [2, 1], "0.5 - 0.4 - 0.3 < 0");
        assert_eq!(
            decisive(&rivals, &[0, 1, 2], 2, Until::Lost),
            [2, 1, 0],
            "the second rival stays behind to the end"
        );
    }

    #[test]
    fn fewer_rivals_than_places_are_all_counted_and_none_decides_nothing() {
        let rivals = [rival(0.1, [0.2, 0.0, 0.0])];
        assert_eq!(decisive(&rivals, &[1, 0], 5, Until::Lost), [0]);
        assert_eq!(decisive(&[], &[1, 0], 5, Until::Lost), [1, 0]);
        assert_eq!(decisive(&rivals, &[], 5, Until::Lost), Vec::<usize>::new());
    }
}
