//! Model files of any bytes; the first byte says how they are made. Stated:
//! - bytes as they are, or a sound model with bytes of it changed: whatever is not sound, byte by byte, is refused;
//! - sections of any content under sound checksums: refused, or a model of which everything can be asked, and which gives its bytes again.

use std::fs;
use std::sync::{Arc, LazyLock};

use candor::catalog::{Aspect, Catalog, Item};
use candor::ids::{ItemId, ItemIx, Vocabulary};
use candor::model::{AlignedBytes, Model};
use candor::units::Time;

/// `models/golden`.
static GOLDEN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/models/golden");
    let current = fs::read_to_string(format!("{folder}/current")).expect("a model");
    fs::read(format!("{folder}/{}/model.bin", current.trim())).expect("a model")
});

/// The same model as it is written now.
static LATEST: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let golden = read(&GOLDEN).expect("a sound model");
    golden.extended(&catalog(&golden, None)).to_bytes().to_vec()
});

const HEADER: usize = 64;
const ENTRY: usize = 64;

pub(crate) fn check(data: &[u8]) {
    let Some((&how, rest)) = data.split_first() else { return };
    match how % 3 {
        0 => check_as_it_is(rest),
        1 => check_as_it_is(&changed(rest)),
        _ => check_sealed(rest),
    }
}

fn read(bytes: &[u8]) -> Option<Model> {
    Model::from_bytes(Arc::new(AlignedBytes::from_slice(bytes))).ok()
}

fn check_as_it_is(bytes: &[u8]) {
    let is_sound = bytes == *GOLDEN || bytes == *LATEST;
    assert_eq!(read(bytes).is_some(), is_sound, "a changed model is refused, a sound one is not");
}

/// The model with bytes of it changed: two that say where, and one that says into what.
fn changed(changes: &[u8]) -> Vec<u8> {
    let mut bytes = LATEST.clone();
    for change in changes.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([change[0], change[1]]));
        if let Some(byte) = bytes.get_mut(at) {
            *byte = change[2];
        }
    }
    bytes
}

fn number(at: usize) -> usize {
    usize::try_from(u64::from_le_bytes(LATEST[at..at + 8].try_into().expect("eight bytes"))).expect("a small file")
}

/// Where the table says that section `nth` lies.
fn place(nth: usize) -> std::ops::Range<usize> {
    let entry = HEADER + nth * ENTRY;
    number(entry + 16)..number(entry + 16) + number(entry + 24)
}

fn n_sections() -> usize {
    number(8) >> 32
}

/// A file of these sections with every checksum right (`src/model/layout.rs`).
fn sealed(sections: &[&[u8]]) -> Vec<u8> {
    let (mut table, mut body) = (Vec::new(), Vec::new());
    let start = HEADER + sections.len() * ENTRY;
    for (nth, section) in sections.iter().enumerate() {
        body.resize((start + body.len()).next_multiple_of(64) - start, 0);
        table.extend_from_slice(&LATEST[HEADER + nth * ENTRY..][..16]);
        table.extend_from_slice(&((start + body.len()) as u64).to_le_bytes());
        table.extend_from_slice(&(section.len() as u64).to_le_bytes());
        table.extend_from_slice(blake3::hash(section).as_bytes());
        body.extend_from_slice(section);
    }
    let mut file = LATEST[..16].to_vec();
    file.extend_from_slice(&((start + body.len()) as u64).to_le_bytes());
    let mut hasher = blake3::Hasher::new();
    hasher.update(&file).update(&table);
    file.extend_from_slice(hasher.finalize().as_bytes());
    file.resize(HEADER, 0);
    [file, table, body].concat()
}

/// Sections of the model, some of them replaced: each time its number, two bytes of a length, and so many bytes.
fn check_sealed(mut rest: &[u8]) {
    let mut sections: Vec<&[u8]> = (0..n_sections()).map(|nth| &LATEST[place(nth)]).collect();
    while let [nth, low, high, after @ ..] = rest {
        let length = usize::from(u16::from_le_bytes([*low, *high])).min(after.len());
        let nth = usize::from(*nth) % sections.len();
        (sections[nth], rest) = after.split_at(length);
    }
    let file = sealed(&sections);
    if sections.iter().enumerate().all(|(nth, section)| *section == &LATEST[place(nth)]) {
        assert_eq!(file, *LATEST);
    }
    if let Some(model) = read(&file) {
        assert_eq!(model.to_bytes(), file);
        check_answers(&model);
    }
}

/// Asks a model everything.
fn check_answers(model: &Model) {
    let n_items = model.n_items();
    let mut order = model.prior_order().to_vec();
    order.sort_unstable();
    assert!((0..n_items).map(|at| ItemIx::from_at(at).0).eq(order), "every item has one prior");
    for item in (0..n_items).map(ItemIx::from_at) {
        let likes = Aspect::ALL.into_iter().map(|aspect| model.like_row(item, aspect));
        for (targets, values) in [model.row(item), model.next_row(item)].into_iter().chain(likes) {
            assert!(targets.iter().all(|&target| (target as usize) < n_items) && values.iter().all(|x| x.is_finite()));
        }
        assert!(model.pairs_of(item).iter().all(|&target| (target as usize) < n_items));
        let _ = (model.people(item), model.weight(item, item), model.next_weight(item, item));
        let _ = model.leaning("age_band").map(|leaning| leaning.moved_by([item]));
    }
    for month in 0..12 {
        let (targets, values) = model.season(Time::from_millis(0).plus_days(15 + month * 30));
        assert!(targets.iter().all(|&target| (target as usize) < n_items) && values.iter().all(|x| x.is_finite()));
    }
    if model.vocabulary().ids().iter().all(|id| Item::titled(id.clone(), "Thing").check().is_ok()) {
        let extended = model.extended(&catalog(model, Some(new_id(model))));
        assert_eq!(
            (extended.n_items(), &extended.manifest().fingerprint),
            (n_items + 1, &model.manifest().fingerprint)
        );
    }
}

/// An id that no item of the model has.
fn new_id(model: &Model) -> ItemId {
    let mut id = ItemId::new("new").expect("a short id");
    while model.vocabulary().index(&id).is_some() {
        id = ItemId::new(&format!("{id}er")).expect("there are not so many items");
    }
    id
}

/// The model's items, and one that came after them.
fn catalog(model: &Model, new: Option<ItemId>) -> Catalog {
    let ids = model.vocabulary().ids().iter().cloned().chain(new);
    let items: Vec<Arc<Item>> = ids.map(|id| Arc::new(Item::titled(id, "White lantern"))).collect();
    let vocabulary = Arc::new(Vocabulary::new(items.iter().map(|item| item.id.clone())));
    Catalog::new(vocabulary, 1, String::new(), items)
}
