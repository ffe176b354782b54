//! A flat row: named cells, whatever form the file has.

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::import) enum Cell {
    /// A text, also of a number or a flag.
    Text(String),
    /// Several texts in order.
    List(Vec<String>),
}

/// A row's cells that are not empty, by canonical column name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::import) struct Record {
    cells: Vec<(String, Cell)>,
}

impl Record {
    /// Adds a cell unless it is blank.
    pub(in crate::import) fn push_text(&mut self, column: &str, text: &str) {
        if !text.trim().is_empty() {
            self.cells.push((column.to_owned(), Cell::Text(text.to_owned())));
        }
    }

    /// Adds a list.
    pub(in crate::import) fn push_list(&mut self, column: &str, list: Vec<String>) {
        self.cells.push((column.to_owned(), Cell::List(list)));
    }

    /// The columns that hold something.
    pub(in crate::import) fn names(&self) -> impl Iterator<Item = &str> {
        self.cells.iter().map(|(name, _)| name.as_str())
    }

    /// A cell.
    pub(super) fn cell(&self, column: &str) -> Option<&Cell> {
        self.cells.iter().find(|(name, _)| name == column).map(|(_, cell)| cell)
    }

    /// The cells whose column begins with a prefix, with the rest of the column's name.
    pub(super) fn under<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a Cell)> {
        self.cells.iter().filter_map(move |(name, cell)| Some((name.strip_prefix(prefix)?, cell)))
    }

    /// How many bytes its texts have.
    pub(in crate::import) fn n_bytes(&self) -> usize {
        let length = |cell: &Cell| match cell {
            Cell::Text(text) => text.len(),
            Cell::List(list) => list.iter().map(String::len).sum(),
        };
        self.cells.iter().map(|(name, cell)| name.len() + length(cell)).sum()
    }

    /// The row in words, for the list of rejected rows.
    pub(super) fn shown(&self) -> String {
        let cell = |(name, cell): &(String, Cell)| match cell {
            Cell::Text(text) => format!("{name}={text}"),
            Cell::List(list) => format!("{name}={list:?}"),
        };
        self.cells.iter().map(cell).collect::<Vec<_>>().join(", ")
    }
}
