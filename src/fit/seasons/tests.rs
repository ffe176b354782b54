use super::*;

/// Somebody who buys these items, each on the 15th of its month: months from January 2020 on.
fn buyer(bought: &[(u32, i64)]) -> Baskets {
    let day = |month: i64| {
        let (year, month) = (2020 + month.div_euclid(12), month.rem_euclid(12) + 1);
        let noon: Time = format!("{year:04}-{month:02}-15T12:00:00Z").parse().expect("a time");
        noon.millis().div_euclid(DAY_MS)
    };
    Baskets::of(bought.iter().map(|&(item, month)| (ItemIx(item), day(month))).collect())
}

/// `people(item, month)` buy item 0 or 1 in each of so many months, everyone one thing once.
fn shop(months: i64, people: impl Fn(u32, i64) -> usize) -> Vec<Baskets> {
    let each = (0..months).flat_map(|month| [0, 1].map(|item| (item, month)));
    each.flat_map(|(item, month)| vec![buyer(&[(item, month)]); people(item, month)]).collect()
}

fn is_december(month: i64) -> bool {
    month % 12 == 11
}

/// What is found, by month of the year.
fn found(customers: &[Baskets]) -> Vec<Vec<(u32, f32)>> {
    seasons(2, customers).to_rows()
}

#[test]
fn what_sells_every_december_is_of_december_alone() {
    let rows = found(&shop(40, |item, month| if item == 1 && is_december(month) { 120 } else { 40 }));
    // The year around a December: 11 x 40 + 120 of 11 x 80 + 160 choices; 160 of them fall into it.
    let expected = 560.0 / 1040.0 * 160.0;
    let [(item, lift)] = rows[11][..] else { panic!("one item in December: {rows:?}") };
    assert_eq!(item, 1);
    assert!((f64::from(lift) - ((120.0 + 10.0) / (expected + 10.0f64)).ln()).abs() < 1e-6, "{lift}");
    assert!(rows[..11].iter().all(Vec::is_empty), "{rows:?}");
}

#[test]
fn what_grows_all_the_time_has_no_season() {
    // From one in 41 to more than half of all choices: every month has more of it than the year around began with.
    let rows = found(&shop(48, |item, month| if item == 1 { usize::try_from(month + 1).expect("from 0") } else { 40 }));
    assert!(rows.iter().all(Vec::is_empty), "{rows:?}");
}

#[test]
fn one_year_is_not_enough_and_every_year_has_to_agree() {
    let in_decembers =
        |which: &'static [i64]| move |item: u32, month: i64| if item == 1 && which.contains(&month) { 120 } else { 40 };
    // Decembers are the months 11, 23 and 35. The first month and the last count for nothing.
    assert_eq!(found(&shop(31, in_decembers(&[11, 23])))[11].len(), 1);
    assert!(found(&shop(30, in_decembers(&[11, 23]))).iter().all(Vec::is_empty), "no half year after the second");
    assert_eq!(found(&shop(43, in_decembers(&[11, 23, 35])))[11].len(), 1);
    assert!(found(&shop(43, in_decembers(&[11, 35])))[11].is_empty(), "not in the second");
    assert!(found(&[]).iter().all(Vec::is_empty));
}

#[test]
fn few_people_are_no_season_and_who_buys_twice_in_a_month_is_one_of_them() {
    let few = |item: u32, month: i64| {
        if item == 0 {
            40
        } else if is_december(month) {
            24
        } else {
            2
        }
    };
    let mut customers = shop(31, few);
    assert!(found(&customers)[11].is_empty(), "24 in each of two years are 48");
    let [(_, day)] = buyer(&[(1, 23)]).bought()[..] else { panic!("one purchase") };
    customers.push(Baskets::of([0, 1, 9].map(|later| (ItemIx(1), day + later)).to_vec()));
    assert!(found(&customers)[11].is_empty(), "one more");
    customers.push(buyer(&[(1, 11)]));
    assert_eq!(found(&customers)[11].len(), 1, "50 are enough");
}

#[test]
fn years_in_which_it_was_not_sold_say_nothing_of_it() {
    // A lantern that came in the third year, and before all of that somebody who bought a mug by itself.
    let late = |item: u32, month: i64| match item {
        0 => 40,
        _ if month < 18 => 0,
        _ if is_december(month) => 120,
        _ => 40,
    };
    let mut customers = shop(55, late);
    assert_eq!(found(&customers)[11].len(), 1, "Decembers 23, 35 and 47");
    customers.push(buyer(&[(0, -600)]));
    assert_eq!(found(&customers)[11].len(), 1, "half a century before");
}

#[test]
fn the_same_people_every_year_are_so_many_people() {
    let usual = |item: u32, month: i64| {
        if item == 0 {
            40
        } else if is_december(month) {
            0
        } else {
            2
        }
    };
    let festive = |people: usize| {
        let mut customers = shop(31, usual);
        customers.extend(vec![buyer(&[(1, 11), (1, 23)]); people]);
        found(&customers)[11].len()
    };
    assert_eq!((festive(49), festive(50)), (0, 1));
}
