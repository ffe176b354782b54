use super::*;
use proptest::prelude::*;

const N_ITEMS: usize = 12;
const EXPONENT: f64 = 0.4;

fn customers() -> impl Strategy<Value = Vec<Contribution>> {
    let items = prop::collection::vec(0..12u32, 0..8);
    let customer = (items, 0.0..2.0f64).prop_map(|(items, weight)| {
        let items: Vec<ItemIx> = items.into_iter().map(ItemIx).collect();
        Contribution::of_items(&items).weighted(weight)
    });
    prop::collection::vec(customer, 0..20)
}

fn of(customers: &[Contribution]) -> Statistics {
    Statistics::of(N_ITEMS, customers, EXPONENT, 1)
}

proptest! {
    #[test]
    fn invariant_2_forgetting_equals_never_having_seen(kept in customers(), forgotten in customers()) {
        let all: Vec<Contribution> = forgotten.iter().chain(&kept).cloned().collect();
        let mut statistics = of(&all);
        statistics.remove(&of(&forgotten));
        prop_assert_eq!(statistics, of(&kept));
    }

    #[test]
    fn invariant_2_shards_merge_in_any_order_on_any_number_of_threads(a in customers(), b in customers()) {
        let (mut ab, mut ba) = (of(&a), of(&b));
        ab.merge(&of(&b));
        ba.merge(&of(&a));
        prop_assert_eq!(&ab, &ba);
        let all: Vec<Contribution> = b.iter().chain(&a).cloned().collect();
        prop_assert_eq!(ab, Statistics::of(N_ITEMS, &all, EXPONENT, 3));
    }

    #[test]
    fn the_gram_matrix_is_the_sum_of_outer_products(customers in customers()) {
        let gram = of(&customers).gram.expand();
        for row in 0..N_ITEMS {
            for column in 0..N_ITEMS {
                let (row, column) = (ItemIx::from_at(row), ItemIx::from_at(column));
                let expected: f64 = customers.iter().map(|customer| {
                    let has = |item| customer.entries().iter().any(|entry| entry.item == item);
                    if has(row) && has(column) { f64::from(customer.weight_in(EXPONENT)) / WEIGHT_ONE } else { 0.0 }
                }).sum();
                prop_assert!((gram.get(row, column) - expected).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn the_lower_triangle_holds_the_bits_of_the_gram_matrix_and_shows_whole_rows(customers in customers()) {
        let gram = of(&customers).gram;
        let full = gram.expand();
        let whole = |_: ItemIx, row: &[(u32, f64)]| row.to_vec();
        let (lower, seen) = LowerRows::of(N_ITEMS, &customers, EXPONENT, 3, whole);
        for row in (0..N_ITEMS).map(ItemIx::from_at) {
            prop_assert_eq!(&seen[row.at()], &full.entries(row).collect::<Vec<_>>());
            let up_to_diagonal = full.entries(row).filter(|&(column, _)| column <= row.0);
            prop_assert_eq!(lower.entries(row).collect::<Vec<_>>(), up_to_diagonal.collect::<Vec<_>>());
            for column in (0..N_ITEMS).map(ItemIx::from_at) {
                prop_assert_eq!(lower.get(row, column).to_bits(), full.get(row, column).to_bits());
            }
        }
    }
}
