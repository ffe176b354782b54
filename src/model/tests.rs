use super::*;
use crate::catalog::{Catalog, Item};
use crate::fit::{Calibration, Leanings, MONTHS};
use proptest::prelude::*;

fn model() -> Model {
    Model::freeze(parts())
}

fn parts() -> Parts {
    let vocabulary = Vocabulary::new(["a", "b", "c"].map(|id| ItemId::new(id).expect("a valid id")));
    let weights = Weights::from_rows(vec![vec![(1, 0.5), (2, -0.25)], vec![(0, 0.125)], vec![]]);
    let priors =
        Priors { popularity: vec![1.0, 0.5, 0.25], trend: vec![0.0, 1.0, 0.0], most_chosen: 9, mean_popularity: 0.0 };
    let manifest = Manifest {
        format: 0,
        fingerprint: String::new(),
        code_version: "test".to_owned(),
        data_digest: "digest".to_owned(),
        params: ModelParams::default(),
        calibration: Calibration::plain(1.0, -1.0),
        spreads: None,
        items: 0,
        customers: 3,
        events: 4,
        weights: 0,
        unlinked: 0,
        most_chosen: 0,
        mean_popularity: 0.0,
        newest_event: None,
    };
    sound_parts(vocabulary, weights, priors, manifest)
}

/// Parts with a session matrix and descriptions of their own.
fn sound_parts(vocabulary: Vocabulary, weights: Weights, priors: Priors, manifest: Manifest) -> Parts {
    let next = Weights::from_rows(vec![vec![(2, 0.75)], vec![], vec![]]);
    let mut like = vec![Vec::new(); 15];
    like[5 + Aspect::Brand as usize] = vec![(0, 0.25)];
    let (like, lexicon) = (Weights::from_rows(like), Lexicon::default());
    let pairs = Weights::from_rows(vec![vec![(1, 2.5)], vec![(0, 2.5)], vec![]]);
    let mut seasons = vec![Vec::new(); MONTHS];
    seasons[11] = vec![(1, 0.5)];
    let seasons = Weights::from_rows(seasons);
    Parts { vocabulary, weights, next, like, pairs, seasons, lexicon, priors, leanings: Leanings::default(), manifest }
}

fn read(bytes: &[u8]) -> Result<Model, ArtifactError> {
    Model::from_bytes(Arc::new(AlignedBytes::from_slice(bytes)))
}

#[test]
fn what_is_frozen_is_what_is_read() {
    let (model, again) = (model(), read(model().to_bytes()).expect("sound bytes"));
    assert_eq!(model.manifest(), again.manifest());
    assert_eq!(again.row(ItemIx(0)), ([1u32, 2].as_slice(), [0.5f32, -0.25].as_slice()));
    assert_eq!(again.weight(ItemIx(1), ItemIx(0)).to_bits(), 0.125f32.to_bits());
    assert_eq!(again.row(ItemIx(2)).0.len(), 0);
    assert_eq!(again.next_row(ItemIx(0)), ([2u32].as_slice(), [0.75f32].as_slice()));
    assert_eq!(again.like_row(ItemIx(1), Aspect::Brand), ([0u32].as_slice(), [0.25f32].as_slice()));
    assert!(again.like_row(ItemIx(1), Aspect::Title).0.is_empty());
    assert_eq!((again.pairs_of(ItemIx(1)), again.pairs_of(ItemIx(2))), ([0].as_slice(), [].as_slice()));
    let in_month = |day: &str| again.season(day.parse().expect("a time")).0;
    assert_eq!((in_month("2026-12-31T23:59:59Z"), in_month("2027-01-01T00:00:00Z")), ([1].as_slice(), [].as_slice()));
    assert_eq!(in_month("1969-12-01T00:00:00Z"), [1], "before the epoch too");
    assert_eq!(again.manifest().fingerprint.len(), 32);
}

#[test]
fn invariant_12_no_single_flipped_bit_loads() {
    let model = model();
    for at in 0..model.to_bytes().len() {
        for bit in 0..8 {
            let mut bytes = model.to_bytes().to_vec();
            bytes[at] ^= 1 << bit;
            assert!(read(&bytes).is_err(), "byte {at}, bit {bit} went unnoticed");
        }
    }
}

#[test]
fn invariant_12_no_truncation_and_no_appendix_loads() {
    let model = model();
    let bytes = model.to_bytes();
    for length in 0..bytes.len() {
        assert!(read(&bytes[..length]).is_err(), "{length} bytes went for a whole model");
    }
    let older = {
        let mut bytes = bytes.to_vec();
        bytes[8] = 1;
        bytes
    };
    assert!(matches!(read(&older), Err(ArtifactError::Checksum { .. })), "a changed format is damage");
    let longer: Vec<u8> = bytes.iter().copied().chain([0]).collect();
    assert!(matches!(read(&longer), Err(ArtifactError::Length { .. })));
}

#[test]
fn what_came_later_is_there_as_a_whole_or_not_at_all() {
    let parts = Parts { manifest: model().manifest().clone(), ..parts() };
    let read_without = |gone: &[Section]| {
        let kept = |(section, bytes)| (section, if gone.contains(&section) { Vec::new() } else { bytes });
        read(&layout::write(&sections_of(&parts).into_iter().map(kept).collect::<Vec<_>>()))
    };
    let december = "2026-12-24T12:00:00Z".parse().expect("a time");
    let found = |gone: &[Section]| {
        let model = read_without(gone).expect("sound bytes");
        (model.pairs_of(ItemIx(1)).len(), model.season(december).0.len())
    };
    let pairs = [Section::PairOffsets, Section::PairTargets, Section::PairValues];
    let seasons = [Section::SeasonOffsets, Section::SeasonTargets, Section::SeasonValues];
    assert_eq!(found(&[]), (1, 1));
    assert_eq!(found(&seasons), (1, 0), "as in version 3");
    assert_eq!(found(&[pairs, seasons].concat()), (0, 0), "as in version 2");
    for all in [pairs, seasons] {
        for gone in [&all[..1], &all[1..2], &all[2..], &all[..2], &all[1..], &[all[0], all[2]]] {
            let found = read_without(gone);
            assert!(matches!(found, Err(ArtifactError::Shape { .. })), "without {gone:?}: {found:?}");
        }
    }
}

/// A catalogue of described items.
fn catalog(ids: &[&str]) -> Catalog {
    let item = |id: &&str| {
        let id = ItemId::new(id).expect("a valid id");
        Item { brand: Some("Lumen".to_owned()), ..Item::titled(id, "White lantern") }
    };
    let items: Vec<Item> = ids.iter().map(item).collect();
    let vocabulary = Arc::new(Vocabulary::new(items.iter().map(|item| item.id.clone())));
    Catalog::new(vocabulary, 1, String::new(), items.into_iter().map(Arc::new))
}

#[test]
fn an_extended_model_says_of_its_items_what_it_said_and_knows_newcomers_by_their_description() {
    let model = model();
    let catalog = catalog(&["a", "aa", "b", "c"]);
    let extended = model.extended(&catalog);
    assert_eq!(extended.manifest().fingerprint, model.manifest().fingerprint);
    assert_eq!(extended.vocabulary(), catalog.vocabulary());
    let place = |item: ItemIx| extended.vocabulary().index(model.vocabulary().id(item)).expect("it is still there");
    for (a, b) in (0..3).flat_map(|a| (0..3).map(move |b| (ItemIx(a), ItemIx(b)))) {
        assert_eq!(extended.weight(place(a), place(b)).to_bits(), model.weight(a, b).to_bits());
    }
    assert_eq!(extended.people(place(ItemIx(1))), model.people(ItemIx(1)));
    let new = ItemIx(1);
    assert!(extended.row(new).0.is_empty() && extended.people(new) == 0);
    assert_eq!(extended.like_row(new, Aspect::Title).0, [0, 2, 3]);
    let titles = extended.like_row(place(ItemIx(2)), Aspect::Title).0;
    assert!(titles.contains(&new.0), "every item is described like it");
    assert_eq!(model.extended(&catalog).to_bytes(), extended.to_bytes());
}

#[test]
fn the_fingerprint_covers_parameters_and_weights() {
    let model = model();
    let parts = |popularity: f64, weight: f32| {
        let mut manifest = model.manifest().clone();
        manifest.params.popularity = popularity;
        let weights = Weights::from_rows(vec![vec![(1, weight)], vec![], vec![]]);
        let priors = Priors { popularity: vec![0.0; 3], trend: vec![0.0; 3], most_chosen: 0, mean_popularity: 0.0 };
        Model::freeze(sound_parts((**model.vocabulary()).clone(), weights, priors, manifest))
    };
    let names = [parts(0.1, 0.5), parts(0.2, 0.5), parts(0.1, 0.25)].map(|m| m.manifest().fingerprint.clone());
    assert!(names[0] != names[1] && names[0] != names[2] && names[1] != names[2]);
    assert_eq!(names[0], parts(0.1, 0.5).manifest().fingerprint);
}

proptest! {
    #[test]
    fn random_bytes_are_refused_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        prop_assert!(read(&bytes).is_err());
        let mut with_magic = b"CANDOR\r\n".to_vec();
        with_magic.extend(bytes);
        prop_assert!(read(&with_magic).is_err());
    }
}
