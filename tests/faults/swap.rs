//! Models that change under load.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use candor::decision::{Detail, Request};
use candor::ids::CustomerId;
use candor::service::Service;

use crate::shop::Shop;
use crate::times;

const READERS: usize = 3;

#[test]
fn every_answer_can_be_computed_again_from_the_model_that_it_names() {
    let shop = Shop::new(None);
    let models = shop.model_dir();
    let service = Service::open(shop.store(), models.clone());
    service.reload().expect("a sound model");
    let (reads, swaps) = (times(900), times(30));
    let is_over = AtomicBool::new(false);
    let read = |reader: usize| {
        let mut seen = [0; 2];
        for n in 0..reads / READERS {
            let customer = CustomerId::new(&format!("c{}", (reader + n) % 30)).expect("a short id");
            let request = Request { count: 3, explain: Detail::Reasons, ..Request::home(Some(customer)) };
            let answer = service.recommend(Service::new_decision_id(), Service::now(), request).expect("an answer");
            let model = shop.models.iter().position(|model| *model == answer.model).expect("one of the two");
            seen[model] += 1;
            let again = service.replay(&answer.decision).expect("a record");
            assert!(again.identical && again.answer == answer, "{answer:?}");
        }
        seen
    };
    let seen = thread::scope(|scope| {
        let readers: Vec<_> = (0..READERS)
            .map(|reader| {
                scope.spawn({
                    let read = &read;
                    move || read(reader)
                })
            })
            .collect();
        let swapper = scope.spawn(|| {
            let mut swapped = 0;
            while swapped < swaps || !is_over.load(Ordering::Relaxed) {
                swapped += 1;
                models.make_current(&shop.models[swapped % 2]).expect("a sound model");
                service.reload().expect("a sound model");
            }
        });
        let seen: Vec<_> = readers.into_iter().map(|reader| reader.join().expect("a reader")).collect();
        is_over.store(true, Ordering::Relaxed);
        swapper.join().expect("a swapper");
        seen
    });
    let by_model = seen.iter().fold([0, 0], |sum, one| [sum[0] + one[0], sum[1] + one[1]]);
    assert!(by_model.iter().all(|&count| count > 0), "both answered: {by_model:?}");
}
