//! What a measure works out entry by entry and step by step, shared by runs that begin alike.

/// By entry, a cell for each of the chosen that it is brought up to date with.
#[derive(Debug)]
struct Rows<T> {
    /// By entry: its row; [`NO_ROW`] before it is asked for.
    row_of: Vec<u32>,
    /// By row: whose it is, and how many of its cells are known.
    known: Vec<(u32, u16)>,
    /// Row by row, `k` cells.
    cells: Vec<T>,
}

const NO_ROW: u32 = u32::MAX;
/// Rows that there is room for at first.
const ROWS: usize = 96;

impl<T: Copy + Default> Rows<T> {
    fn new(entries: usize, k: usize) -> Self {
        let (known, cells) = (Vec::with_capacity(ROWS), Vec::with_capacity(ROWS * k));
        Self { row_of: vec![NO_ROW; entries], known, cells }
    }

    fn has(&self, entry: usize) -> bool {
        self.row_of[entry] != NO_ROW
    }

    fn row(&mut self, entry: usize, k: usize) -> usize {
        if self.row_of[entry] == NO_ROW {
            self.row_of[entry] = u32::try_from(self.known.len()).expect("few are looked at");
            self.known.push((u32::try_from(entry).expect("a few thousand candidates"), 0));
            self.cells.resize(self.cells.len() + k, T::default());
        }
        self.row_of[entry] as usize
    }

    fn clear(&mut self) {
        for (entry, _) in self.known.drain(..) {
            self.row_of[entry as usize] = NO_ROW;
        }
        self.cells.clear();
    }

    /// Brings an entry up to date with the chosen; the last cell.
    fn extend(&mut self, (entry, k): (usize, usize), chosen: &[Chosen], mut cell: impl FnMut(Step<'_, T>) -> T) -> T {
        let row = self.row(entry, k);
        let mine = row * k;
        for (step, &Chosen { entry: above, root }) in chosen.iter().enumerate().skip(self.known[row].1.into()) {
            let theirs = self.row_of[above as usize] as usize * k;
            let (own, other) = (&self.cells[mine..mine + step], &self.cells[theirs..theirs + step]);
            self.cells[mine + step] = cell(Step { above: above as usize, root, mine: own, theirs: other });
        }
        self.known[row].1 = self.known[row].1.max(length(chosen.len()));
        self.cells[mine + chosen.len() - 1]
    }
}

fn length(chosen: usize) -> u16 {
    u16::try_from(chosen).expect("a short list")
}

/// One that was chosen, with what the measure keeps of it.
#[derive(Debug, Clone, Copy)]
struct Chosen {
    entry: u32,
    root: f32,
}

/// What a new cell depends on: one of the chosen, and the cells before of it and of the entry that is brought up to date.
pub(super) struct Step<'a, T> {
    pub(super) above: usize,
    pub(super) root: f32,
    pub(super) mine: &'a [T],
    pub(super) theirs: &'a [T],
}

/// The cells of a first run, and of one after it as far as it does not begin like the first.
#[derive(Debug)]
pub(super) struct Trails<T> {
    k: usize,
    first: Rows<T>,
    later: Rows<T>,
    /// What the first run chose, and what the one at work has.
    first_chosen: Vec<Chosen>,
    chosen: Vec<Chosen>,
    /// How many of the chosen are those of the first run.
    agreed: usize,
    is_first: bool,
}

impl<T: Copy + Default> Trails<T> {
    pub(super) fn new(entries: usize, k: usize) -> Self {
        let (first, later) = (Rows::new(entries, k), Rows::new(entries, k));
        let (first_chosen, chosen) = (Vec::with_capacity(k), Vec::with_capacity(k));
        Self { k, first, later, first_chosen, chosen, agreed: 0, is_first: true }
    }

    /// Begins another run with so many of the places of the first.
    pub(super) fn again(&mut self, places: usize) {
        if std::mem::replace(&mut self.is_first, false) {
            self.first_chosen.clone_from(&self.chosen);
        }
        self.later.clear();
        self.chosen.clear();
        self.chosen.extend_from_slice(&self.first_chosen[..places]);
        self.agreed = places;
    }

    /// Brings an entry up to date; its last cell, `None` before anything is chosen.
    pub(super) fn bring(&mut self, entry: usize, mut cell: impl FnMut(Step<'_, T>) -> T) -> Option<T> {
        let at = (entry, self.k);
        if self.chosen.is_empty() {
            return None;
        }
        if self.is_first || self.agreed == self.chosen.len() {
            return Some(self.first.extend(at, &self.chosen, cell));
        }
        self.leave(entry, &mut cell);
        Some(self.later.extend(at, &self.chosen, cell))
    }

    /// Puts an entry that is up to date into the list.
    pub(super) fn choose(&mut self, entry: usize, root: f32) {
        let chosen = Chosen { entry: u32::try_from(entry).expect("a few thousand candidates"), root };
        if self.is_first {
            self.first.row(entry, self.k);
        } else {
            let is_next =
                |first: &Self| first.first_chosen.get(first.agreed).is_some_and(|next| next.entry == chosen.entry);
            if self.agreed == self.chosen.len() && is_next(self) {
                self.agreed += 1;
            } else {
                self.leave(entry, &mut |_| unreachable!("what is chosen is up to date"));
            }
        }
        self.chosen.push(chosen);
    }

    /// Gives an entry a row of its own where the run has left the first one's way.
    fn leave(&mut self, entry: usize, cell: &mut impl FnMut(Step<'_, T>) -> T) {
        if self.later.has(entry) {
            return;
        }
        let (agreed, k) = (self.agreed, self.k);
        let row = self.later.row(entry, k);
        if agreed > 0 {
            self.first.extend((entry, k), &self.first_chosen[..agreed], cell);
            let from = self.first.row_of[entry] as usize * k;
            self.later.cells[row * k..row * k + agreed].copy_from_slice(&self.first.cells[from..from + agreed]);
        }
        self.later.known[row].1 = length(agreed);
    }
}
