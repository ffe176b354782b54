//! Which pieces of evidence an item's place hangs on most: one after the other, from the lines alone.

use super::SET_MAX;

/// How far an item is ahead of others, and on what that rests.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Leads {
    /// By rival: by how many points.
    pub ahead: Vec<f64>,
    /// By piece of evidence, then by rival: how many of these points the item loses when that piece goes.
    pub losses: Vec<Vec<f64>>,
}

/// When the search for decisive pieces ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// When no piece is left.
    Nothing,
    /// When the item would have lost its place, or [`SET_MAX`] pieces are gone.
    Lost,
    /// When no piece is left; while the item has lost its place, pieces go in the order in which they are given.
    Kept,
}

/// Greedily: of `from`, each time the piece without which the item's lead over the rival that would take its place as the
/// `places`-th is smallest; ties go to the piece that stands first in `from`.
///
/// It asks no model again, so it may err where what is left speaks louder, or where rules move items; whoever claims a rank
/// runs the pipeline.
#[must_use]
pub fn decisive(leads: &Leads, from: &[usize], places: usize, until: Until) -> Vec<usize> {
    let mut ahead = leads.ahead.clone();
    let nearest = ahead.len().min(places.max(1));
    let mut left = from.to_vec();
    let mut found = Vec::new();
    let mut after: Vec<f64> = Vec::with_capacity(ahead.len());
    while !left.is_empty() {
        let is_lost = || nearest > 0 && count(&ahead, |lead| lead < 0.0) >= nearest;
        if until == Until::Lost && (found.len() == SET_MAX || is_lost()) {
            break;
        }
        let mut best: Option<(f64, usize)> = (until == Until::Kept && is_lost()).then_some((f64::NEG_INFINITY, 0));
        for (at, &piece) in left.iter().enumerate() {
            after.clear();
            after.extend(ahead.iter().zip(&leads.losses[piece]).map(|(lead, loss)| lead - loss));
            // Most pieces are passed over, and to count costs less than to find the lead that counts.
            let is_less = |(least, _): (f64, _)| count(&after, |lead| lead.total_cmp(&least).is_lt()) >= nearest;
            if best.is_none_or(|best| nearest > 0 && is_less(best)) {
                best = Some((last_lead(&mut after, nearest), at));
            }
        }
        let piece = left.remove(best.expect("pieces are left").1);
        ahead.iter_mut().zip(&leads.losses[piece]).for_each(|(lead, loss)| *lead -= loss);
        found.push(piece);
    }
    found
}

fn count(leads: &[f64], is_it: impl Fn(f64) -> bool) -> usize {
    leads.iter().filter(|lead| is_it(**lead)).count()
}

/// The `nearest`-th smallest lead; the leads are put in another order.
fn last_lead(leads: &mut [f64], nearest: usize) -> f64 {
    let Some(last) = nearest.checked_sub(1) else { return f64::INFINITY };
    *leads.select_nth_unstable_by(last, f64::total_cmp).1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of rivals, each with the lead over it and what that loses.
    fn leads(rivals: &[(f64, [f64; 3])]) -> Leads {
        let losses = |piece: usize| rivals.iter().map(|(_, losses)| losses[piece]).collect();
        Leads { ahead: rivals.iter().map(|(lead, _)| *lead).collect(), losses: (0..3).map(losses).collect() }
    }

    #[test]
    fn what_the_rivals_share_decides_nothing_and_what_only_the_item_has_comes_first() {
        // The first piece gives most, but as much to everybody.
        let rivals = leads(&[(0.5, [0.0, 0.3, 0.4]), (0.9, [0.1, 0.2, 0.6])]);
        assert_eq!(decisive(&rivals, &[0, 1, 2], 1, Until::Nothing), [2, 1, 0]);
        assert_eq!(decisive(&rivals, &[0, 1, 2], 1, Until::Lost), [2, 1], "0.5 - 0.4 - 0.3 < 0");
        assert_eq!(
            decisive(&rivals, &[0, 1, 2], 2, Until::Lost),
            [2, 1, 0],
            "the second rival stays behind to the end"
        );
    }

    #[test]
    fn each_step_takes_the_piece_that_leaves_the_smallest_lead() {
        // Leads and losses of whole eighths, so that many are equal and ties are met.
        let mut state = 3u64;
        let mut eighths = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            f64::from(u32::try_from(state >> 60).expect("four bits")) / 8.0
        };
        for places in (0..8).flat_map(|places| [places; 20]) {
            let ahead: Vec<f64> = (0..5).map(|_| eighths()).collect();
            let losses: Vec<Vec<f64>> = (0..6).map(|_| (0..5).map(|_| eighths() - 0.25).collect()).collect();
            let (mut now, mut left, mut expected) = (ahead.clone(), vec![4, 0, 5, 2, 1, 3], Vec::new());
            while !left.is_empty() {
                let lead = |piece: &usize| {
                    let mut after: Vec<f64> = now.iter().zip(&losses[*piece]).map(|(lead, loss)| lead - loss).collect();
                    after.sort_by(f64::total_cmp);
                    after[places.clamp(1, 5) - 1]
                };
                let best = (0..left.len()).min_by(|&a, &b| lead(&left[a]).total_cmp(&lead(&left[b]))).expect("some");
                let piece = left.remove(best);
                now.iter_mut().zip(&losses[piece]).for_each(|(lead, loss)| *lead -= loss);
                expected.push(piece);
            }
            assert_eq!(decisive(&Leads { ahead, losses }, &[4, 0, 5, 2, 1, 3], places, Until::Nothing), expected);
        }
    }

    #[test]
    fn while_the_place_is_lost_the_order_that_is_given_holds() {
        // Without the third piece the place is lost, without the first as well it is there again.
        let rival = Leads { ahead: vec![0.125], losses: [-0.5, 0.125, 0.375, 0.25].map(|loss| vec![loss]).to_vec() };
        assert_eq!(decisive(&rival, &[0, 1, 2, 3], 1, Until::Kept), [2, 0, 3, 1]);
        assert_eq!(decisive(&rival, &[0, 1, 2, 3], 1, Until::Nothing), [2, 3, 1, 0]);
        let ahead = leads(&[(0.9, [0.3, 0.2, 0.1])]);
        assert_eq!(decisive(&ahead, &[2, 1, 0], 1, Until::Kept), [0, 1, 2], "it stays to the end");
    }

    #[test]
    fn fewer_rivals_than_places_are_all_counted_and_none_decides_nothing() {
        let rivals = leads(&[(0.1, [0.2, 0.0, 0.0])]);
        assert_eq!(decisive(&rivals, &[1, 0], 5, Until::Lost), [0]);
        assert_eq!(decisive(&leads(&[]), &[1, 0], 5, Until::Lost), [1, 0]);
        assert_eq!(decisive(&rivals, &[], 5, Until::Lost), Vec::<usize>::new());
    }
}
