//! How alike two items are.

use crate::catalog::Catalog;
use crate::ids::ItemIx;

/// How alike two items are: one of the engine's extension points. Symmetric, 0 to 1, the same for the same items.
pub trait Similarity {
    /// Of two items.
    fn between(&self, a: ItemIx, b: ItemIx) -> f64;
}

/// Likeness by what the catalogue says and by how the items are chosen together: the largest of
/// the shared part of the category path, half for the same brand, and co-occurrence.
pub struct CatalogSimilarity<'a, F> {
    catalog: &'a Catalog,
    together: F,
}

/// What the same brand alone amounts to.
const SAME_BRAND: f64 = 0.5;

impl<'a, F: Fn(ItemIx, ItemIx) -> f64> CatalogSimilarity<'a, F> {
    /// `together` says how strongly two items go together: symmetric, 0 to 1.
    pub const fn new(catalog: &'a Catalog, together: F) -> Self {
        Self { catalog, together }
    }
}

impl<F: Fn(ItemIx, ItemIx) -> f64> Similarity for CatalogSimilarity<'_, F> {
    #[expect(clippy::cast_precision_loss, reason = "a category path has a handful of levels")]
    fn between(&self, a: ItemIx, b: ItemIx) -> f64 {
        let together = (self.together)(a, b).clamp(0.0, 1.0);
        let (Some(first), Some(second)) = (self.catalog.item(a), self.catalog.item(b)) else { return together };
        let shared = first.category.iter().zip(&second.category).take_while(|(a, b)| a == b).count();
        let deepest = first.category.len().max(second.category.len()).max(1);
        let category = shared as f64 / deepest as f64;
        let is_same_brand = first.brand.is_some() && first.brand == second.brand;
        let brand = if is_same_brand { SAME_BRAND } else { 0.0 };
        together.max(category).max(brand)
    }
}
