//! A disk that fails, and one that is full.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use candor::event::Event;
use serde_json::json;
use tempfile::TempDir;

use crate::client::Client;
use crate::shop::{Running, Shop, batch};

const BATCH: usize = 50;
const BATCHES_MAX: usize = 4_000;

/// Sends batches until one is refused; those that were acknowledged.
fn fill(client: &mut Client) -> BTreeSet<String> {
    let mut acknowledged = BTreeSet::new();
    for n in 0..BATCHES_MAX {
        let reply = client.post("/v1/events", &batch(&format!("b{n}"), BATCH)).expect("an answer");
        if reply.status != 200 {
            assert_eq!((reply.status, reply.says_when()), (503, true), "{}", String::from_utf8_lossy(&reply.body));
            return acknowledged;
        }
        acknowledged.insert(format!("b{n}"));
    }
    panic!("the disk does not fail");
}

/// Nothing is acknowledged any more, reading goes on, and what was acknowledged before is there after a start on a sound disk.
fn check(shop: &Shop, running: Running, make_room: impl FnOnce()) {
    let mut client = running.client(&shop.key);
    let acknowledged = fill(&mut client);
    assert!(acknowledged.len() > 2, "{acknowledged:?}");
    for n in 0..20 {
        let reply = client.post("/v1/events", &batch(&format!("after{n}"), 1)).expect("an answer");
        assert_eq!(reply.json()["type"], "urn:candor:problem:read-only");
    }
    assert_eq!(client.get("/v1/items/i1").expect("an answer").status, 200);
    assert_eq!(client.get("/v1/customers/c1/events").expect("an answer").status, 200);
    assert_eq!(client.get("/readyz").expect("an answer").status, 503);
    assert_eq!(client.get("/healthz").expect("an answer").status, 200);
    let asked = json!({"customer": "c1", "count": 3});
    let answer = client.post("/v1/recommendations", &asked).expect("an answer").json();
    assert_eq!(
        [&answer["fallback"], &answer["fallback_reason"], &answer["record"], &answer["personalised"]],
        [&json!("popular"), &json!("store_away"), &json!("never"), &json!(false)],
        "what cannot be put on record is not personal"
    );
    let figures = client.get("/metrics").expect("an answer").body;
    assert!(String::from_utf8_lossy(&figures).contains("candor_store_writable 0"));
    drop(running);
    make_room();

    let mut kept = BTreeSet::new();
    let mut add = |event: &Event| assert!(kept.insert(event.id.to_string()), "{} is there twice", event.id);
    let store = shop.store();
    store
        .for_each_subject(&mut |_, events| {
            events.iter().for_each(&mut add);
            Ok(())
        })
        .expect("readable");
    let wanted = acknowledged.iter().flat_map(|name| (0..BATCH).map(move |k| format!("{name}-{k}")));
    let lost: Vec<String> = wanted.filter(|id| !kept.contains(id)).collect();
    assert!(lost.is_empty(), "lost: {lost:?}");
    assert!(!kept.iter().any(|id| id.starts_with("after")), "what was refused is not kept");
    drop(store);
    shop.verify();
}

#[test]
fn on_files_that_may_not_grow_nothing_is_acknowledged_and_reading_goes_on() {
    let shop = Shop::new(None);
    // In units of 512 bytes; without the trap the program would be killed instead of told.
    let limit = "trap '' XFSZ; ulimit -f 3000; exec \"$0\" \"$@\"";
    let running = shop.serve(&["sh", "-c", limit], &[]);
    check(&shop, running, || ());
}

/// A file system in memory, gone when this is dropped.
struct Small(TempDir);

impl Small {
    /// `None` where this user may not make one.
    fn mount() -> Option<Self> {
        let folder = tempfile::tempdir().expect("a folder");
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=6m", "tmpfs"]).arg(folder.path());
        mount.output().is_ok_and(|done| done.status.success()).then_some(Self(folder))
    }

    fn path(&self) -> &Path {
        self.0.path()
    }
}

impl Drop for Small {
    fn drop(&mut self) {
        drop(Command::new("umount").arg(self.0.path()).status());
    }
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn on_a_full_disk_nothing_is_acknowledged_and_reading_goes_on() {
    let Some(small) = Small::mount() else {
        eprintln!("skipped: a small disk cannot be mounted here");
        return;
    };
    let shop = Shop::new(Some(small.path()));
    let running = shop.serve(&[], &[]);
    // The start after it needs some room.
    let ballast = shop.folder.join("ballast");
    fs::write(&ballast, vec![0; 1 << 20]).expect("room");
    check(&shop, running, || fs::remove_file(&ballast).expect("the ballast"));
}

#[test]
#[expect(clippy::print_stderr, reason = "a skipped test says so")]
fn after_a_sync_that_failed_once_nothing_is_acknowledged_although_later_ones_would_do() {
    let inject = ["strace", "-D", "-f", "-q", "-o", "/dev/null", "-e", "trace=fsync,fdatasync"];
    let can = Command::new(inject[0]).args(&inject[1..]).arg("true").status().is_ok_and(|status| status.success());
    if !can {
        eprintln!("skipped: there is no strace that may trace here");
        return;
    }
    let shop = Shop::new(None);
    let fault = ["-e", "inject=fsync,fdatasync:error=EIO:when=30"];
    let running = shop.serve(&[&inject[..], &fault[..]].concat(), &[]);
    check(&shop, running, || ());
}
