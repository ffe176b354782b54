//! The largest entries of a row.

/// Entries that are looked at together.
const CHUNK: usize = 32;

/// The largest entries of a row by absolute value, ties by target, while the row passes by, targets ascending.
#[derive(Debug)]
pub(super) struct Largest {
    k: usize,
    kept: Vec<(u32, f32)>,
    /// Only larger ones are of interest.
    least: f32,
}

impl Largest {
    /// No more than `k`.
    pub(super) fn new(k: usize) -> Self {
        Self { k, kept: Vec::with_capacity(4 * k.max(64)), least: if k == 0 { f32::INFINITY } else { 0.0 } }
    }

    #[inline(always)]
    pub(super) fn offer(&mut self, target: u32, value: f32) {
        if value.abs() > self.least {
            self.kept.push((target, value));
            if self.kept.len() == self.kept.capacity() {
                self.cut();
            }
        }
    }

    /// Entries of targets that follow one another. Most are small, and are passed over many at a time.
    #[inline(always)]
    pub(super) fn offer_line(&mut self, start: usize, line: &[f32]) {
        for (at, chunk) in line.chunks(CHUNK).enumerate() {
            if chunk.iter().fold(false, |any, value| any | (value.abs() > self.least)) {
                let first = crate::ids::ItemIx::from_at(start + at * CHUNK).0;
                (first..).zip(chunk).for_each(|(target, &value)| self.offer(target, value));
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn cut(&mut self) {
        if self.kept.len() > self.k {
            let larger = |a: &(u32, f32), b: &(u32, f32)| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0));
            let (_, least, _) = self.kept.select_nth_unstable_by(self.k - 1, larger);
            self.least = least.1.abs();
            self.kept.truncate(self.k);
        }
    }

    /// Targets ascending.
    pub(super) fn sorted(mut self) -> Vec<(u32, f32)> {
        self.cut();
        self.kept.sort_unstable_by_key(|&(target, _)| target);
        // All rows are held at once, and few need the room that one had.
        self.kept.shrink_to_fit();
        self.kept
    }
}

/// Cuts a row to its `row_weights` largest by absolute value, ties by target; targets stay ascending.
pub(super) fn keep_largest(row: &mut Vec<(u32, f64)>, row_weights: usize) {
    if row.len() > row_weights {
        row.select_nth_unstable_by(row_weights, |a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
        row.truncate(row_weights);
        row.sort_unstable_by_key(|&(target, _)| target);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_largest_are_those_of_a_full_sort(
            row in prop::collection::vec(-4i8..5, 0..900), k in 0usize..40, line in 0usize..900,
        ) {
            let row: Vec<f32> = row.into_iter().map(f32::from).collect();
            let (line, rest) = row.split_at(line.min(row.len()));
            let mut largest = Largest::new(k);
            largest.offer_line(0, line);
            (line.len()..).zip(rest).for_each(|(target, &value)| largest.offer(u32::try_from(target).expect("few"), value));
            let mut expected: Vec<(u32, f32)> = (0..).zip(row.iter().copied()).filter(|(_, value)| *value != 0.0).collect();
            expected.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()).then(a.0.cmp(&b.0)));
            expected.truncate(k);
            expected.sort_by_key(|&(target, _)| target);
            prop_assert_eq!(largest.sorted(), expected);
        }
    }
}
