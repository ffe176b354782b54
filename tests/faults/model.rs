//! Damaged model files.

use std::fs;
use std::path::PathBuf;

use candor::decision::{Detail, Request};
use candor::service::Service;
use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use crate::shop::Shop;
use crate::times;

/// A shop with one sound model at work, and the file of another one that is named as current.
struct Damaged {
    shop: Shop,
    service: Service,
    file: PathBuf,
    sound: Vec<u8>,
}

impl Damaged {
    fn new() -> Self {
        let shop = Shop::new(None);
        let service = Service::open(shop.store(), shop.model_dir());
        service.reload().expect("a sound model");
        shop.model_dir().make_current(&shop.models[1]).expect("a sound model");
        let file = shop.folder.join("models").join(&shop.models[1]).join("model.bin");
        let sound = fs::read(&file).expect("a file");
        Self { shop, service, file, sound }
    }

    /// Puts a file with other bytes in the model's place.
    fn put(&self, bytes: &[u8]) {
        let beside = self.file.with_extension("new");
        fs::write(&beside, bytes).and_then(|()| fs::rename(&beside, &self.file)).expect("written");
    }

    fn is_refused(&self, bytes: &[u8]) -> bool {
        self.put(bytes);
        self.shop.model_dir().load_current().is_err()
    }
}

#[test]
fn no_truncation_and_no_flipped_bit_of_a_model_file_is_loaded() {
    let damaged = Damaged::new();
    let sound = &damaged.sound;
    for length in 0..sound.len() {
        assert!(damaged.is_refused(&sound[..length]), "cut off after {length} bytes of {}", sound.len());
    }
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(5);
    for _ in 0..times(1_000) {
        let bit = usize::try_from(rng.next_u64()).expect("64 bits") % (8 * sound.len());
        let mut bytes = sound.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert!(damaged.is_refused(&bytes), "bit {bit}");
    }
    assert!(!damaged.is_refused(sound), "the sound one is not");
}

#[test]
fn a_service_goes_on_with_the_model_before_a_damaged_one() {
    let damaged = Damaged::new();
    let answering = || {
        let request = Request { count: 1, explain: Detail::None, ..Request::home(None) };
        damaged.service.recommend(Service::new_decision_id(), Service::now(), request).expect("an answer").model
    };
    for at in (0..damaged.sound.len()).step_by(damaged.sound.len() / 25) {
        let mut bytes = damaged.sound.clone();
        bytes[at] ^= 1;
        for bytes in [&damaged.sound[..at], &bytes] {
            damaged.put(bytes);
            damaged.service.reload().map(drop).expect_err("it is damaged");
            assert_eq!(answering(), damaged.shop.models[0]);
        }
    }
    damaged.put(&damaged.sound);
    damaged.service.reload().expect("a sound model");
    assert_eq!(answering(), damaged.shop.models[1]);
}
