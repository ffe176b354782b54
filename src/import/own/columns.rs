//! The columns of the three schemas.

use std::collections::BTreeSet;
use std::path::Path;

use crate::import::{ImportError, Reason, Refusal};

/// Which of the three wire forms a file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::import) enum Schema {
    /// What people did.
    Events,
    /// What the shop sells.
    Items,
    /// What the shop knows of people.
    Customers,
}

/// The flat name of a column; nested names of the wire form, such as `price.amount`, have one.
pub(in crate::import) fn canonical(name: &str) -> String {
    match name {
        "price.amount" => "price_amount".to_owned(),
        "price.currency" => "price_currency".to_owned(),
        "sponsored.payer" => "sponsored_payer".to_owned(),
        other => [("attributes.", "attr."), ("segments.", "segment.")]
            .into_iter()
            .find_map(|(from, to)| Some(format!("{to}{}", other.strip_prefix(from)?)))
            .unwrap_or_else(|| other.to_owned()),
    }
}

impl Schema {
    /// The FORMAT of the command line.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Events => "events",
            Self::Items => "items",
            Self::Customers => "customers",
        }
    }

    /// All columns; one that ends in `.*` stands for many.
    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::Events => &[
                "id",
                "customer",
                "visitor",
                "item",
                "kind",
                "time",
                "value",
                "quantity",
                "price_amount",
                "price_currency",
                "decision",
                "session",
                "gift",
            ],
            Self::Items => &[
                "id",
                "title",
                "brand",
                "category",
                "price_amount",
                "price_currency",
                "seller",
                "attr.*",
                "sensitive",
                "sponsored_payer",
                "stock",
                "available_since",
            ],
            Self::Customers => &[
                "id",
                "consent.recommend",
                "consent.explain",
                "consent.measure_fairness",
                "personalisation",
                "segment.*",
                "blocked_topics",
                "locale",
            ],
        }
    }

    /// Columns that a table must have.
    const fn needed(self) -> &'static [&'static str] {
        match self {
            Self::Events => &["id", "item", "kind", "time"],
            Self::Items => &["id", "title"],
            Self::Customers => &["id"],
        }
    }

    fn knows(self, column: &str) -> bool {
        self.columns().iter().any(|known| match known.strip_suffix('*') {
            Some(prefix) => column.strip_prefix(prefix).is_some_and(|name| !name.trim().is_empty()),
            None => *known == column,
        })
    }

    /// Refuses columns that nobody would read.
    pub(super) fn check_known<'n>(self, path: &Path, names: impl Iterator<Item = &'n str>) -> Result<(), ImportError> {
        let mut once = BTreeSet::new();
        for name in names {
            let column = canonical(name);
            let problem = if !self.knows(&column) {
                "unknown"
            } else if once.insert(column) {
                continue;
            } else {
                "there twice"
            };
            let known = self.columns().join(", ");
            return Err(ImportError::Column { path: path.to_owned(), column: name.to_owned(), problem, known });
        }
        Ok(())
    }

    /// The same for a table, which must also have all that every row needs.
    pub(super) fn check_all<'n>(
        self,
        path: &Path,
        names: impl Iterator<Item = &'n str> + Clone,
    ) -> Result<(), ImportError> {
        self.check_known(path, names.clone())?;
        let missing = self.needed().iter().find(|needed| !names.clone().any(|name| name == **needed));
        missing.map_or(Ok(()), |column| {
            let found = names.collect::<Vec<_>>().join(", ");
            Err(ImportError::MissingColumn { path: path.to_owned(), column: (*column).to_owned(), found })
        })
    }

    /// Refuses a single row with fields that nobody would read.
    pub(super) fn refuse_unknown<'n>(self, mut names: impl Iterator<Item = &'n str>) -> Result<(), Refusal> {
        names.find(|name| !self.knows(name)).map_or(Ok(()), |name| {
            let detail = format!("`{name}` is unknown; known are {}", self.columns().join(", "));
            Err(Refusal::new(Reason::UnknownColumn, detail))
        })
    }
}
