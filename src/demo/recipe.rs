//! The recipe in `data/demo/`, compiled in and read once. Its faults are ours and are found by the tests.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::catalog::Sensitive;
use crate::event::Personalisation;
use crate::rerank::Policy;
use crate::units::Currency;

/// All of it.
#[derive(Debug)]
pub(super) struct Recipe {
    pub(super) shop: ShopRecipe,
    pub(super) departments: Vec<Department>,
    pub(super) people: People,
    pub(super) policy: Policy,
}

/// Who makes and sells, in which colours and seasons.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShopRecipe {
    pub(super) name: String,
    pub(super) currency: Currency,
    pub(super) brands: Vec<Brand>,
    pub(super) sellers: Vec<Seller>,
    /// Colour names by set.
    pub(super) colors: BTreeMap<String, Vec<String>>,
    /// Materials by the same sets, where a set tells.
    pub(super) materials: BTreeMap<String, Vec<String>>,
    /// Demand by month, January first, by season.
    pub(super) seasons: BTreeMap<String, [f64; 12]>,
    /// The whole shop's visits by month.
    pub(super) months: [f64; 12],
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Brand {
    pub(super) name: String,
    /// Departments.
    r#in: Vec<String>,
    /// Types of product; all of its departments when empty.
    #[serde(default)]
    only: Vec<String>,
    /// From cheap (-1) to dear (1).
    pub(super) level: f64,
    pub(super) series: Vec<String>,
}

impl Brand {
    pub(super) fn makes(&self, department: &str, kind: &ProductType) -> bool {
        if !kind.brands.is_empty() {
            return kind.brands.contains(&self.name);
        }
        self.r#in.iter().any(|name| name == department) && (self.only.is_empty() || self.only.contains(&kind.key))
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Seller {
    pub(super) name: String,
    pub(super) size: Size,
    /// The year in which it began.
    pub(super) since: u16,
    /// Departments; all when empty.
    #[serde(default)]
    r#in: Vec<String>,
}

impl Seller {
    pub(super) fn sells(&self, department: &str) -> bool {
        self.r#in.is_empty() || self.r#in.iter().any(|name| name == department)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Size {
    Small,
    Medium,
    Large,
}

impl Size {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Department {
    pub(super) name: String,
    pub(super) types: Vec<ProductType>,
}

/// A type of product, such as mugs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProductType {
    /// The stem of its item ids.
    pub(super) key: String,
    /// Who makes it; empty for every brand of the department.
    #[serde(default)]
    pub(super) brands: Vec<String>,
    /// The category path below the department.
    pub(super) path: Vec<String>,
    /// How many items.
    #[serde(rename = "n")]
    pub(super) count: usize,
    /// From the cheapest to the dearest.
    #[serde(rename = "gbp")]
    pub(super) prices: (f64, f64),
    #[serde(default)]
    pub(super) names: Vec<String>,
    #[serde(default)]
    pub(super) variants: Vec<String>,
    /// Whole titles, for books and games.
    #[serde(default)]
    pub(super) titles: Vec<String>,
    /// What follows such a title.
    #[serde(default)]
    pub(super) suffix: Option<String>,
    /// The colour set.
    #[serde(default)]
    pub(super) colors: Option<String>,
    #[serde(default)]
    pub(super) season: Option<String>,
    /// Whether it comes in a brand's series.
    #[serde(default)]
    pub(super) series: bool,
    /// Days until it is used up and bought again.
    #[serde(default)]
    pub(super) again: Option<u16>,
    #[serde(default)]
    pub(super) sensitive: Option<Sensitive>,
    /// Types that go with it, with the probability that they are bought too.
    #[serde(default)]
    pub(super) with: BTreeMap<String, f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    /// With their shares of the customers.
    pub(super) age_bands: Vec<(String, f64)>,
    pub(super) regions: Vec<(String, f64)>,
    pub(super) lifestyles: Vec<Lifestyle>,
    pub(super) personas: Vec<PersonaRecipe>,
}

/// A way to live that shows in baskets.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Lifestyle {
    pub(super) name: String,
    /// How common it is, by age band.
    pub(super) ages: [f64; 6],
    /// Liking of departments, where it is more than ordinary.
    pub(super) likes: BTreeMap<String, f64>,
    /// Liking of types; it stands for that of their department.
    pub(super) types: BTreeMap<String, f64>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PersonaRecipe {
    pub(super) id: String,
    pub(super) name: String,
    /// By language.
    pub(super) story: BTreeMap<String, String>,
    pub(super) age_band: String,
    pub(super) region: String,
    pub(super) lifestyle: String,
    pub(super) level: f64,
    pub(super) brands: Vec<String>,
    pub(super) colors: Vec<String>,
    pub(super) visits: usize,
    #[serde(default)]
    pub(super) personalisation: Personalisation,
    /// The share of baskets that are for somebody else.
    #[serde(default)]
    pub(super) gifts: Option<f64>,
    /// Types that they certainly bought, and how many days before the end.
    #[serde(default)]
    pub(super) bought: Vec<(String, u16)>,
    /// Types that they certainly looked at, and how many days before the end.
    #[serde(default)]
    pub(super) looked: Vec<(String, u16)>,
}

/// The recipe, read once.
pub(super) fn recipe() -> &'static Recipe {
    static RECIPE: OnceLock<Recipe> = OnceLock::new();
    RECIPE.get_or_init(|| Recipe {
        shop: read("shop.json", include_str!("../../data/demo/shop.json")),
        departments: read("goods.json", include_str!("../../data/demo/goods.json")),
        people: read("people.json", include_str!("../../data/demo/people.json")),
        policy: read("policy.json", include_str!("../../data/demo/policy.json")),
    })
}

fn read<T: for<'de> Deserialize<'de>>(name: &str, text: &str) -> T {
    match serde_json::from_str(text) {
        Ok(part) => part,
        Err(fault) => panic!("data/demo/{name}: {fault}"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_name_that_the_recipe_uses_is_defined() {
        let recipe = recipe();
        let types: Vec<(&str, &ProductType)> =
            recipe.departments.iter().flat_map(|d| d.types.iter().map(move |t| (d.name.as_str(), t))).collect();
        let keys: BTreeSet<&str> = types.iter().map(|(_, t)| t.key.as_str()).collect();
        assert_eq!(keys.len(), types.len(), "two types share a key");
        for (department, kind) in &types {
            assert!(kind.with.keys().all(|key| keys.contains(key.as_str())), "{}", kind.key);
            assert!(kind.colors.iter().all(|set| recipe.shop.colors.contains_key(set)), "{}", kind.key);
            assert!(kind.season.iter().all(|name| recipe.shop.seasons.contains_key(name)), "{}", kind.key);
            assert!(kind.titles.len() >= kind.count || !kind.names.is_empty(), "{}", kind.key);
            assert!(recipe.shop.brands.iter().any(|brand| brand.makes(department, kind)), "{}", kind.key);
        }
        for way in &recipe.people.lifestyles {
            assert!(way.types.keys().all(|key| keys.contains(key.as_str())), "{}", way.name);
        }
        for persona in &recipe.people.personas {
            assert!(recipe.people.lifestyles.iter().any(|way| way.name == persona.lifestyle), "{}", persona.name);
            assert!(recipe.people.age_bands.iter().any(|(name, _)| *name == persona.age_band), "{}", persona.name);
            assert!(recipe.people.regions.iter().any(|(name, _)| *name == persona.region), "{}", persona.name);
        }
    }
}
