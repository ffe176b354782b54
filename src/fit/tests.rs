use super::*;
use crate::stats::{Contribution, Gram};
use proptest::prelude::*;

const N_ITEMS: usize = 14;

fn customers() -> impl Strategy<Value = Vec<Contribution>> {
    let items = prop::collection::btree_set((0..14u32).prop_map(ItemIx), 1..8);
    let customer = items.prop_map(|items| Contribution::of_items(&items.into_iter().collect::<Vec<_>>()));
    prop::collection::vec(customer, 1..40)
}

/// The ridge alone.
fn alone(customers: &[Contribution], ridge: RidgeParams, row_weights: usize, threads: usize) -> Weights {
    let spectral = SpectralParams { strength: 0.0, ..SpectralParams::default() };
    let params = FitParams { ridge, spectral, row_weights, ..FitParams::default() };
    Workshop::new(N_ITEMS, customers, threads).fit(&params).expect("solvable")
}

fn ridge_of(n_items: usize, customers: &[Contribution], params: &RidgeParams) -> ridge::Ridge {
    ridge::Ridge::of_customers(n_items, customers, params, 2, &mut || ()).expect("solvable")
}

fn weight(weights: &Weights, row: usize, column: usize) -> f64 {
    let range = weights.offsets[row] as usize..weights.offsets[row + 1] as usize;
    let targets = &weights.targets[range.clone()];
    targets.iter().position(|&t| t as usize == column).map_or(0.0, |at| f64::from(weights.values[range][at]))
}

proptest! {
    #[test]
    fn a_neighbourhood_of_the_whole_catalogue_is_the_dense_closed_form(
        customers in customers(), lambda in 0.5..50.0f64, dropout in 0.0..0.9f64, item_exponent in -0.5..0.5f64,
    ) {
        let params = RidgeParams { neighbours: N_ITEMS, lambda, dropout, item_exponent, ..RidgeParams::default() };
        let ridge = ridge_of(N_ITEMS, &customers, &params);
        let dense = dense_ridge(&Gram::of(N_ITEMS, &customers, params.customer_exponent, 1), &params).expect("solvable");
        let fold = fold::Fold::of(&ridge, item_exponent);
        for item in 0..N_ITEMS {
            let row: Vec<(u32, f64)> = fold.ridge_row(item).collect();
            for target in 0..N_ITEMS {
                let ours = row.iter().find(|&&(j, _)| j as usize == target).map_or(0.0, |&(_, w)| w);
                prop_assert!((ours - dense[[item, target]]).abs() < 1e-9, "B[{item}][{target}]: {ours} {}", dense[[item, target]]);
            }
        }
    }

    #[test]
    fn the_number_of_threads_changes_no_bit(customers in customers()) {
        let params = RidgeParams { neighbours: 5, ..RidgeParams::default() };
        prop_assert_eq!(alone(&customers, params, 4, 1), alone(&customers, params, 4, 3));
    }
}

#[test]
fn a_row_keeps_its_largest_weights() {
    let customers: Vec<Contribution> =
        (0..30u32).map(|u| Contribution::of_items(&[ItemIx(0), ItemIx(1 + u % 6), ItemIx(7 + u % 3)])).collect();
    let params = RidgeParams { neighbours: 13, customer_exponent: 0.0, ..RidgeParams::default() };
    let [all, few] = [13, 3].map(|kept| alone(&customers, params, kept, 1));
    let row = |w: &Weights| (0..N_ITEMS).map(|column| weight(w, 0, column)).collect::<Vec<_>>();
    let mut sizes: Vec<f64> = row(&all).iter().map(|w| w.abs()).collect();
    sizes.sort_by(|a, b| b.total_cmp(a));
    let kept: Vec<f64> = row(&few).into_iter().filter(|w| *w != 0.0).collect();
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|w| w.abs() >= sizes[2]), "{kept:?} of {sizes:?}");
}

#[test]
fn what_is_taken_back_goes_from_every_row_of_its_item_and_nothing_else() {
    let row = |row: u16| (0..3u16).map(|target| (u32::from(target), f32::from(1 + 3 * row + target))).collect();
    let rows: Vec<Vec<(u32, f32)>> = (0..6).map(row).collect();
    let unlinked = [(ItemIx(0), ItemIx(2)), (ItemIx(2), ItemIx(1))];
    for per_item in [1, 2] {
        let is_kept = |row: usize, target: u32| !unlinked.contains(&(ItemIx::from_at(row / per_item), ItemIx(target)));
        let kept = |(at, row): (usize, &Vec<(u32, f32)>)| -> Vec<(u32, f32)> {
            row.iter().copied().filter(|(target, _)| is_kept(at, *target)).collect()
        };
        let expected = Weights::from_rows(rows.iter().enumerate().map(kept).collect());
        assert_eq!(Weights::from_rows(rows.clone()).without(per_item, &unlinked), expected);
    }
}

/// The first place of somebody of whom nothing is known.
const FIRST: Standing = Standing { activity: 0.0, base_rank: 1 };

#[test]
fn calibration_recovers_a_known_curve() {
    let truth = Calibration::plain(2.0, -1.0);
    // A thousand copies of each score, chosen in exactly the share that the curve says.
    let observations: Vec<Observation> = (-20..=20)
        .flat_map(|step| {
            let score = f64::from(step) / 10.0;
            let chosen = (truth.confidence(score, FIRST) * 1000.0).round() as usize;
            (0..1000).map(move |copy| Observation { score, standing: FIRST, was_chosen: copy < chosen })
        })
        .collect();
    let fitted = calibrate(&observations).expect("a solution");
    assert!((fitted.slope - 2.0).abs() < 0.02 && (fitted.intercept + 1.0).abs() < 0.02, "{fitted:?}");
}

#[test]
fn a_place_further_down_is_told_less_and_the_fit_finds_by_how_much() {
    let truth = Calibration { place: 0.5, ..Calibration::plain(2.0, -1.0) };
    let observations: Vec<Observation> = (1..=20)
        .flat_map(|base_rank| [-0.5, 0.0, 0.5].map(|score| (Standing { base_rank, ..FIRST }, score)))
        .flat_map(|(standing, score)| {
            let chosen = (truth.confidence(score, standing) * 1000.0).round() as usize;
            (0..1000).map(move |copy| Observation { score, standing, was_chosen: copy < chosen })
        })
        .collect();
    let fitted = calibrate(&observations).expect("a solution");
    assert!((fitted.place - 0.5).abs() < 0.02 && (fitted.slope - 2.0).abs() < 0.02, "{fitted:?}");
    assert!(fitted.confidence(0.0, Standing { base_rank: 9, ..FIRST }) < fitted.confidence(0.0, FIRST));
}

#[test]
fn calibration_of_one_sided_outcomes_is_their_smoothed_share() {
    let never = vec![Observation { score: 1.0, standing: FIRST, was_chosen: false }; 98];
    let fitted = calibrate(&never).expect("a solution");
    assert!((fitted.confidence(5.0, FIRST) - 0.01).abs() < 1e-4);
    assert!((calibrate(&[]).expect("a solution").confidence(0.0, FIRST) - 0.5).abs() < 1e-9);
}

#[test]
fn parameters_out_of_range_are_named() {
    let params = RidgeParams { dropout: 1.0, ..RidgeParams::default() };
    assert!(matches!(params.check(), Err(FitError::Parameter { name: "dropout", .. })));
    let params = RidgeParams { lambda: f64::NAN, ..RidgeParams::default() };
    assert!(matches!(params.check(), Err(FitError::Parameter { name: "lambda", .. })));
}

fn contributions(n_customers: u32, items: impl Fn(u32) -> Vec<u32>) -> Vec<Contribution> {
    let of = |who| Contribution::of_items(&items(who).into_iter().map(ItemIx).collect::<Vec<_>>());
    (0..n_customers).map(of).collect()
}

/// `A = D_u^-1/2 X D_i^-1/2`, dense.
fn incidence(n_items: usize, customers: &[Contribution]) -> ndarray::Array2<f64> {
    let mut a = ndarray::Array2::zeros((customers.len(), n_items));
    for (who, customer) in customers.iter().enumerate() {
        customer.entries().iter().for_each(|entry| a[[who, entry.item.at()]] = entry.strength());
    }
    let (users, items) = (a.sum_axis(ndarray::Axis(1)), a.sum_axis(ndarray::Axis(0)));
    for ((who, item), value) in a.indexed_iter_mut() {
        *value /= (users[who] * items[item]).max(1e-12).sqrt();
    }
    a
}

#[test]
fn the_spectral_operator_projects_onto_the_leading_tastes() {
    // Three tastes over nine items: `A'A` has rank 3, and three directions must hold all of it.
    let customers = contributions(30, |who| (0..3).map(|at| 3 * (who % 3) + at).collect());
    let spectral = spectral::Spectral::of(9, &customers, 3, 8, 2);
    let l = ndarray::Array2::from_shape_fn((9, 9), |(i, j)| spectral.entry(i, j));
    let a = incidence(9, &customers);
    let degrees = customers.iter().flat_map(|c| c.entries()).fold([0.0f64; 9], |mut sum, entry| {
        sum[entry.item.at()] += 1.0;
        sum
    });
    // `Q Q' = D^1/2 L D^-1/2`, and `A Q Q' = A`.
    let projector =
        ndarray::Array2::from_shape_fn((9, 9), |(i, j)| f64::from(l[[i, j]]) * (degrees[i] / degrees[j]).sqrt());
    let left = a.dot(&projector) - &a;
    // Entries of `Q` are rounded to 1/127 of the largest in their row.
    assert!(left.iter().all(|value| value.abs() < 5e-3), "{left}");
    assert!((projector.diag().sum() - 3.0).abs() < 0.02, "a projector of rank 3");
}

#[test]
fn the_graph_filter_is_its_formula() {
    let customers = contributions(20, |who| vec![who % 4, 4 + who % 3, 7]);
    let params = GraphParams { customer_share: 0.6, power: 0.7, strength: 1.0 };
    let graph = graph::Graph::of(8, &customers, &params);
    let x = incidence(8, &customers).mapv(|value| f64::from(u8::from(value > 0.0)));
    let (users, items) = (x.sum_axis(ndarray::Axis(1)), x.sum_axis(ndarray::Axis(0)));
    let damped =
        ndarray::Array2::from_shape_fn(x.dim(), |(u, i)| x[[u, i]] * users[u].powf(-0.6) * items[i].powf(-0.4));
    let square = damped.t().dot(&damped);
    let mut room = graph.room();
    for i in 0..8 {
        let (targets, values) = graph.row(ItemIx::from_at(i), &mut room);
        let row: std::collections::BTreeMap<u32, f32> = targets.iter().copied().zip(values.iter().copied()).collect();
        for j in 0..8usize {
            let expected = if i == j { 0.0 } else { square[[i, j]].powf(0.7) };
            let ours = row.get(&ItemIx::from_at(j).0).copied().map_or(0.0, f64::from);
            assert!((ours - expected).abs() < 1e-4, "P[{i}][{j}]: {ours}, not {expected}");
        }
    }
}

#[test]
fn a_workshop_that_has_fitted_before_gives_the_same_weights_as_a_fresh_one() {
    let customers = contributions(60, |who| (0..5).map(|at| (who * 7 + at * at * 3) % 40).collect());
    let spectral = SpectralParams { rank: 20, ..SpectralParams::default() };
    let base = FitParams { row_weights: 12, spectral, ..FitParams::default() };
    let with = |change: fn(&mut FitParams)| {
        let mut params = base;
        change(&mut params);
        params
    };
    let asked = [
        base,
        with(|p| p.graph.strength = 0.8),
        with(|p| p.walk.strength = 0.8),
        with(|p| (p.walk.strength, p.walk.beta) = (0.8, 0.9)),
        with(|p| p.ridge.item_exponent = -0.2),
        with(|p| p.spectral.strength = 0.0),
        with(|p| p.spectral.rank = 5),
        with(|p| p.ridge.customer_exponent = 0.0),
        base,
    ];
    let mut used = Workshop::new(40, &customers, 2);
    let mut seen = Vec::new();
    for params in &asked {
        let weights = used.fit(params).expect("sound parameters");
        assert_eq!(weights, Workshop::new(40, &customers, 1).fit(params).expect("sound parameters"), "{params:?}");
        seen.push(weights);
    }
    let whole = FitParams { spectral: SpectralParams { rank: 40, ..spectral }, ..base };
    assert_eq!(used.fit(&whole).expect("sound parameters"), seen[5], "as many directions as items say nothing");
    assert!(seen[..8].iter().enumerate().all(|(at, w)| !seen[..at].contains(w)), "every parameter matters");
    let row = |w: &Weights, at: usize| w.offsets[at + 1] - w.offsets[at];
    assert!((0..40).all(|at| row(&seen[0], at) <= 12));
}

#[test]
fn operator_parameters_out_of_range_are_named() {
    for (params, name) in [
        (FitParams { row_weights: 0, ..FitParams::default() }, "row_weights"),
        (
            FitParams { spectral: SpectralParams { rank: 0, ..SpectralParams::default() }, ..FitParams::default() },
            "spectral.rank",
        ),
        (
            FitParams { graph: GraphParams { power: f64::NAN, ..GraphParams::default() }, ..FitParams::default() },
            "graph.power",
        ),
        (FitParams { walk: WalkParams { beta: -0.1, ..WalkParams::default() }, ..FitParams::default() }, "walk.beta"),
        (
            FitParams { walk: WalkParams { neighbours: 0, ..WalkParams::default() }, ..FitParams::default() },
            "walk.neighbours",
        ),
    ] {
        assert!(matches!(params.check(), Err(FitError::Parameter { name: named, .. }) if named == name), "{name}");
    }
}

#[test]
fn popularity_is_told_from_what_people_choose_on_average_and_can_be_counted_back() {
    let counts = crate::stats::Counts { chosen: vec![100, 10, 0], chosen_lately: vec![0; 3], customers: 100 };
    let priors = priors(&counts);
    let weighed: f64 = priors.popularity.iter().zip(&counts.chosen).map(|(p, c)| f64::from(*p) * *c as f64).sum();
    assert!(weighed.abs() < 1e-4, "the mean over choices is 0: {weighed}");
    assert!(priors.popularity[0] > 0.0 && priors.popularity[1] < 0.0 && priors.popularity[2] < priors.popularity[1]);
    for (popularity, count) in priors.popularity.iter().zip([100.0, 10.0, 0.0]) {
        let share = f64::from(*popularity) + priors.mean_popularity;
        assert!(((share * 101.0f64.ln()).exp_m1() - count).abs() < 1e-3);
    }
}

#[test]
fn folding_popular_targets_and_known_pairs_gives_the_same_where_that_is_all() {
    let customers = contributions(60, |who| (0..5).map(|at| (who * 7 + at * at * 3) % 20).collect());
    let params = RidgeParams { neighbours: 20, ..RidgeParams::default() };
    let few = RidgeParams { neighbours: 3, ..RidgeParams::default() };
    let spectral = spectral::Spectral::of(20, &customers, 4, 8, 1);
    let graph = graph::Graph::of(20, &customers, &GraphParams::default());
    let walk = walk::Walk::of(20, &customers, &WalkParams::default(), 1);
    // All pairs are known, or all targets are popular, or both.
    for (params, popular) in [(params, 0), (params, 7), (few, 20), (params, 100)] {
        let ridge = ridge_of(20, &customers, &params);
        let fold = || fold::Fold::of(&ridge, 0.1).with(Some((&spectral, 0.5)), Some((&graph, 0.8)), Some((&walk, 0.4)));
        let (whole, part) = (fold(), fold().reaching(popular));
        let (whole, part) = (whole.weights(20, 2), part.weights(20, 2));
        assert_eq!((&whole.offsets, &whole.targets), (&part.offsets, &part.targets), "{popular} popular targets");
        assert!(whole.values.iter().zip(&part.values).all(|(a, b)| (a - b).abs() < 1e-5 * (1.0 + a.abs())));
    }
}

#[test]
fn a_catalogue_too_large_for_whole_rows_reaches_popular_targets_and_known_pairs() {
    let customers = contributions(60, |who| (0..4).map(|at| (who % 6) * 5 + (who * 3 + at) % 5).collect());
    let params = FitParams {
        ridge: RidgeParams { neighbours: 2, ..RidgeParams::default() },
        spectral: SpectralParams { rank: 5, ..SpectralParams::default() },
        ..FitParams::default()
    };
    let with = |popular| Workshop::new(30, &customers, 1).as_if_large(popular).fit(&params);
    let targets = |weights: &Weights| weights.targets.len();
    let (none, some, all) = (with(0).expect("sound"), with(12).expect("sound"), with(30).expect("sound"));
    assert!(targets(&none) < targets(&some) && targets(&some) < targets(&all), "{} {}", targets(&none), targets(&all));
}

/// `W` by three dense matrices: items to customers, customers to items, and the damping of targets.
fn dense_walk(n_items: usize, customers: &[Contribution], params: &WalkParams) -> ndarray::Array2<f64> {
    let mut x = ndarray::Array2::<f64>::zeros((customers.len(), n_items));
    for (who, customer) in customers.iter().enumerate() {
        customer.entries().iter().for_each(|entry| x[[who, entry.item.at()]] = entry.strength());
    }
    let (users, items) = (x.sum_axis(ndarray::Axis(1)), x.sum_axis(ndarray::Axis(0)));
    let to_customers = ndarray::Array2::from_shape_fn((n_items, customers.len()), |(i, v)| {
        (x[[v, i]] / items[i].max(1e-9)).powf(params.alpha)
    });
    let to_items = ndarray::Array2::from_shape_fn(x.dim(), |(v, j)| (x[[v, j]] / users[v]).powf(params.alpha));
    let damping = ndarray::Array2::from_diag(&items.mapv(|n| if n > 0.0 { n.powf(-params.beta) } else { 0.0 }));
    let mut walk = to_customers.dot(&to_items).dot(&damping);
    walk.diag_mut().fill(0.0);
    walk
}

proptest! {
    #[test]
    fn the_random_walk_is_its_triple_product(
        chosen in prop::collection::vec(prop::collection::btree_set(0..12u32, 1..7), 1..30),
        alpha in 0.1..2.0f64, beta in 0.0..1.5f64,
    ) {
        let customers = contributions(u32::try_from(chosen.len()).expect("few"), |who| chosen[who as usize].iter().copied().collect());
        let params = WalkParams { alpha, beta, ..WalkParams::default() };
        let walk = walk::Walk::of(14, &customers, &params, 2);
        let dense = dense_walk(14, &customers, &params);
        for i in 0..14 {
            let (targets, values) = walk.row(ItemIx::from_at(i));
            let row: std::collections::BTreeMap<u32, f32> = targets.iter().copied().zip(values.iter().copied()).collect();
            for j in 0..14usize {
                let ours = row.get(&ItemIx::from_at(j).0).copied().map_or(0.0, f64::from);
                prop_assert!((ours - dense[[i, j]]).abs() < 1e-6, "W[{i}][{j}]: {ours}, not {}", dense[[i, j]]);
            }
        }
        let few = walk::Walk::of(14, &customers, &WalkParams { neighbours: 3, ..params }, 1);
        for i in (0..14).map(ItemIx::from_at) {
            let all = walk.row(i);
            let kept = largest_of(all, 3);
            prop_assert_eq!(few.row(i).0, &kept[..], "a row keeps its largest targets, ties by item");
        }
    }
}

fn largest_of((targets, values): (&[u32], &[f32]), k: usize) -> Vec<u32> {
    let mut row: Vec<(u32, f32)> = targets.iter().copied().zip(values.iter().copied()).collect();
    row.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    row.truncate(k);
    let mut kept: Vec<u32> = row.into_iter().map(|(target, _)| target).collect();
    kept.sort_unstable();
    kept
}

#[test]
fn a_weight_of_three_is_three_customers_for_every_operator() {
    let plain = contributions(12, |who| (0..4).map(|at| (who * 5 + at * at * 2) % 9).collect());
    let copies = |who: usize| 1 + who % 3;
    let many: Vec<Contribution> =
        plain.iter().enumerate().flat_map(|(who, one)| vec![one.clone(); copies(who)]).collect();
    let heavy: Vec<Contribution> = plain
        .iter()
        .enumerate()
        .map(|(who, one)| one.clone().weighted(f64::from(u8::try_from(copies(who)).expect("few"))))
        .collect();
    let (params, steps) = (GraphParams::default(), WalkParams::default());
    let graphs = [&many, &heavy].map(|customers| graph::Graph::of(9, customers, &params));
    let walks = [&many, &heavy].map(|customers| walk::Walk::of(9, customers, &steps, 1));
    let spectra = [&many, &heavy].map(|customers| spectral::Spectral::of(9, customers, 2, 60, 1));
    let is_near = |a: f32, b: f32| (a - b).abs() < 1e-4 * (1.0 + a.abs());
    for i in (0..9).map(ItemIx::from_at) {
        let graphs = [&graphs[0], &graphs[1]].map(|graph| graph.row(i, &mut graph.room()));
        let walks =
            [&walks[0], &walks[1]].map(|walk| walk.row(i)).map(|(targets, values)| (targets.to_vec(), values.to_vec()));
        for [a, b] in [graphs, walks] {
            assert_eq!(a.0, b.0);
            assert!(a.1.iter().zip(&b.1).all(|(a, b)| is_near(*a, *b)), "{a:?} {b:?}");
        }
        for j in 0..9 {
            let [a, b] = [&spectra[0], &spectra[1]].map(|spectral| spectral.entry(i.at(), j));
            assert!((a - b).abs() < 1e-3, "L[{}][{j}]: {a} {b}", i.at());
        }
    }
}

#[test]
fn customers_of_weight_0_take_no_weight_from_the_others() {
    let weigh = |(who, one): (usize, Contribution)| one.weighted(if who < 4 { 0.0 } else { 1.0 });
    let customers: Vec<Contribution> =
        contributions(16, |who| vec![who / 2, who / 2 + 1]).into_iter().enumerate().map(weigh).collect();
    let graph = GraphParams { strength: 0.5, ..GraphParams::default() };
    let walk = WalkParams { strength: 0.5, ..WalkParams::default() };
    let weights =
        Workshop::new(9, &customers, 1).fit(&FitParams { graph, walk, ..FitParams::default() }).expect("sound");
    // What is not finite would be no weight at all.
    let row = |at: usize| weights.offsets[at + 1] - weights.offsets[at];
    assert!((2..9).all(|at| row(at) > 0), "{weights:?}");
    assert!(weights.values.iter().all(|value| value.is_finite()));
}
