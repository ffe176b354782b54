//! `PUT /v1/placements/home/policy` with any bytes. Stated:
//! - what is accepted is what was sent, is live, and written and read again is the same;
//! - lists are made under it, and hold every bound that is not said to be given up;
//! - what is refused is refused with what is wrong where.

use candor::rerank::Policy;
use candor::service::Service;
use serde_json::Value;

use super::reranker::Bytes;
use super::shop::{self, Shop, check_refusal};
use super::world::{self, Sizes, World};

const PATH: &str = "/v1/placements/home/policy";

pub(crate) fn check(data: &[u8]) {
    shop::within(|shop| check_in(shop, data));
}

fn check_in(shop: &Shop, data: &[u8]) {
    let reply = shop.ask("PUT", PATH, data);
    if reply.status != 200 {
        return check_refusal(&reply, data);
    }
    let policy: Policy = serde_json::from_slice(&reply.body).expect("a policy");
    policy.check().expect("only sound ones are accepted");
    assert_eq!(
        serde_json::from_str::<Policy>(&serde_json::to_string(&policy).expect("plain data")).ok(),
        Some(policy.clone())
    );
    let mut sent: Value = serde_json::from_slice(data).expect("only JSON is accepted");
    sent.as_object_mut().expect("an object").insert("placement".to_owned(), "home".into());
    let sent: Policy = serde_json::from_value(sent).expect("a policy");
    assert_eq!(Policy { version: policy.version, ..sent }, policy);
    let live = shop.ask("GET", PATH, b"");
    assert_eq!((live.status, live.text()), (200, reply.text()));
    let list = shop.ask("POST", "/v1/recommendations", br#"{"count": 6}"#);
    assert_eq!(list.status, 200, "{}", list.text());
    check_lists(&policy);
}

/// A list of another shop under the policy.
fn check_lists(policy: &Policy) {
    let mut world = World::random(&mut Bytes(&SHOP), Sizes { items: 20, places: 12 });
    world.policy = policy.in_force(Service::now()).into_owned();
    let list = world.rerank(&world.policy);
    world::check(&world, &list, 0);
}

/// Any bytes will do: they draw a shop of some two dozen items.
const SHOP: [u8; 1024] = {
    let (mut bytes, mut state, mut at) = ([0; 1024], 1_u32, 0);
    while at < bytes.len() {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        bytes[at] = (state >> 24) as u8;
        at += 1;
    }
    bytes
};
