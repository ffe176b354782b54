//! Properties held:
//! - a chain as it was written is sound, also when decisions were forgotten;
//! - any change of a byte, of the order or of the number of links is seen, from the first signed state on also when the whole
//!   chain is written anew;
//! - a checkpoint speaks for one state, by one of the expected keys.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::units::Time;

fn key(seed: u8) -> SecretKey {
    SecretKey::from_random([seed; 32])
}

fn decided(n: usize, record: &str) -> Kept {
    let id = DecisionId::new(&format!("d_{n}")).expect("a plain id");
    Kept { id, salt: Digest([u8::try_from(n % 251).expect("small"); 32]), record: record.to_owned() }
}

fn chain(records: &[String]) -> Vec<Link> {
    let mut head = Head::START;
    let next = |(n, record): (usize, &String)| {
        let kept = decided(n, record);
        let commitment = commit(&kept.salt, &kept.id, kept.record.as_bytes());
        head = head.next(&commitment);
        Link { no: head.no, commitment, hash: head.hash, kept: Some(kept) }
    };
    records.iter().enumerate().map(next).collect()
}

fn state(links: &[Link], at: usize) -> Head {
    at.checked_sub(1).map_or(Head::START, |at| Head { no: links[at].no, hash: links[at].hash })
}

fn verified(links: &[Link], checkpoints: Vec<Checkpoint>) -> Result<Checked, Fault> {
    let mut verifier = Verifier::new(Head::START, checkpoints, &[key(3).public(), key(1).public()])?;
    links.iter().try_for_each(|link| verifier.read(link))?;
    verifier.finish()
}

fn records() -> impl Strategy<Value = Vec<String>> {
    vec("[a-z]{0,6}", 1..12)
}

proptest! {
    #[test]
    fn a_chain_as_written_is_sound_whatever_was_forgotten(
        records in records(), forgotten in vec(any::<bool>(), 12), signed in 0_usize..12,
    ) {
        let mut links = chain(&records);
        let signed = signed.min(links.len());
        let checkpoint = key(1).sign(state(&links, signed), Time::from_millis(5));
        links.iter_mut().zip(&forgotten).filter(|(_, gone)| **gone).for_each(|(link, _)| link.kept = None);
        let checked = verified(&links, vec![checkpoint]).expect("sound");
        let gone = links.iter().filter(|link| link.kept.is_none()).count() as u64;
        prop_assert_eq!((checked.links, checked.forgotten), (links.len() as u64, gone));
        prop_assert_eq!((checked.signed, checked.checkpoints), (signed as u64, 1));
        prop_assert_eq!(checked.hash, state(&links, links.len()).hash);
    }

    #[test]
    fn every_change_of_a_link_is_seen(records in records(), at in 0_usize..12, byte in 0_usize..32, what in 0_usize..6) {
        let mut links = chain(&records);
        let at = at % links.len();
        let kept = links[at].kept.as_mut().expect("all are kept");
        match what {
            0 => kept.record.push('!'),
            1 => kept.salt.0[byte] ^= 1,
            2 => kept.id = DecisionId::new("d_other").expect("a plain id"),
            3 => links[at].commitment.0[byte] ^= 1,
            4 => links[at].hash.0[byte] ^= 1,
            _ => links[at].no += 1,
        }
        prop_assert!(verified(&links, Vec::new()).is_err());
    }

    #[test]
    fn links_left_out_doubled_or_swapped_are_seen(records in vec("[a-z]{0,6}", 2..12), at in 0_usize..12, what in 0_usize..3) {
        let mut links = chain(&records);
        let signed = key(1).sign(state(&links, links.len()), Time::from_millis(5));
        let at = at % (links.len() - 1);
        match what {
            0 => drop(links.remove(at)),
            1 => links.insert(at, links[at].clone()),
            _ => links.swap(at, at + 1),
        }
        prop_assert!(verified(&links, vec![signed]).is_err());
    }

    #[test]
    fn a_chain_written_anew_is_not_the_signed_one(records in records(), at in 0_usize..12) {
        let at = at % records.len();
        let signed = key(1).sign(state(&chain(&records), records.len()), Time::from_millis(5));
        let mut others = records.clone();
        others[at].push('!');
        let no = records.len() as u64;
        prop_assert_eq!(verified(&chain(&others), vec![signed.clone()]), Err(Fault::Forked(no)));
        others.truncate(at);
        let short = verified(&chain(&others), vec![signed]);
        prop_assert_eq!(short, Err(Fault::Short { end: at as u64, no }));
    }
}

#[test]
fn a_checkpoint_speaks_for_one_state_by_one_key() {
    let links = chain(&["a".to_owned(), "b".to_owned()]);
    let signed = key(1).sign(state(&links, 2), Time::from_millis(5));
    assert_eq!(signed.check(), Ok(()));
    for other in [
        Checkpoint { no: 1, ..signed.clone() },
        Checkpoint { hash: Digest::START, ..signed.clone() },
        Checkpoint { at: Time::from_millis(6), ..signed.clone() },
        Checkpoint { key: key(2).public(), ..signed.clone() },
    ] {
        assert_eq!(other.check(), Err(CheckpointError::Signature(other.no)));
    }
    let strange = key(2).sign(state(&links, 2), Time::from_millis(5));
    let found = key(2).public();
    assert_eq!(verified(&links, vec![strange]), Err(Fault::Stranger { no: 2, found }));
}

#[test]
fn keys_and_checkpoints_survive_as_text() {
    let secret: SecretKey = key(7).to_secret_text().parse().expect("our own text");
    assert_eq!(secret.public(), key(7).public());
    assert_eq!(secret.public().to_string().parse(), Ok(secret.public()));
    let signed = secret.sign(Head::START, Time::from_millis(5));
    let text = serde_json::to_string(&signed).expect("plain data");
    assert_eq!(serde_json::from_str::<Checkpoint>(&text).expect("our own text"), signed);
    for wrong in ["", "00", &"0".repeat(63), &"G".repeat(64), &format!("{}é", "0".repeat(62))] {
        assert!(wrong.parse::<SecretKey>().is_err() && wrong.parse::<Digest>().is_err(), "{wrong}");
    }
}
