//! Files that are handed over are taken to the disk, read once, and their refused rows can be seen; a broken upload leaves nothing.

use std::path::Path;

use axum::body::Body;
use axum::http::HeaderValue;
use candor::config::{Config, Imports};
use candor::http::import_uploads;
use candor::service::{IMPORTS_KEPT, News, Service};
use candor::store::Store;
use candor::units::Time;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::{Reply, ask, get, request, send};
use crate::shop::{Shop, customer};

const EVENTS: &str = "id,customer,item,kind,time\n\
    f1,ann,i01,view,2024-05-02T10:00:00Z\n\
    f2,ann,i02,stare,2024-05-02T10:00:00Z\n\
    f3,bob,i01,purchase,2024-05-02T11:00:00Z\n\
    f4,bob,i02,purchase,yesterday\n";

fn shop(folder: &TempDir) -> Shop {
    let imports = Imports { folder: folder.path().join("imports"), bytes: 4_096 };
    Shop::configured(Config { imports, ..Config::default() })
}

async fn upload(shop: &Shop, query: &str, key: Option<&'static str>, body: impl Into<Body>) -> Reply {
    let mut request = request("POST", &format!("/v1/imports?{query}"), body);
    request.headers_mut().insert("content-type", HeaderValue::from_static("text/csv"));
    if let Some(key) = key {
        request.headers_mut().insert("idempotency-key", HeaderValue::from_static(key));
    }
    send(&shop.router, request).await
}

/// Lets the service read what waits, until the job has ended.
async fn ended(shop: &Shop, id: &str) -> Value {
    let working = tokio::spawn(import_uploads(shop.state.clone()));
    let job = loop {
        let job = get(&shop.router, &format!("/v1/imports/{id}")).await.expect(200);
        if !job["ended"].is_null() {
            break job;
        }
        tokio::task::yield_now().await;
    };
    working.abort();
    job
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).into_iter().flatten().count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_and_its_refused_rows_are_listed_part_by_part() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shop = shop(&folder);
    let hook = shop.service.create_webhook("http://localhost:9/".to_owned(), [News::ImportFinished].into());
    let hook = hook.expect("a store at work").expect("room");
    let taken = upload(&shop, "format=events&name=events.csv", None, EVENTS).await.expect(202);
    assert_eq!(taken["blake3"], json!(blake3::hash(EVENTS.as_bytes()).to_hex().to_string()));
    let id = taken["id"].as_str().expect("a name");
    let job = ended(&shop, id).await;
    assert_eq!(
        (&job["state"], &job["attempts"], &job["failure"]),
        (&json!("finished"), &json!(1), &json!(null)),
        "{job}"
    );
    assert_eq!((&job["report"]["accepted"], &job["report"]["rejected"]), (&json!(2), &json!(2)), "{job}");
    assert_eq!(shop.store.events_of(&customer("bob")).expect("a store at work").len(), 1);
    let first = get(&shop.router, &format!("/v1/imports/{id}/rejects?limit=1")).await.expect(200);
    let next = first["next"].as_str().expect("there is more");
    let rest = get(&shop.router, &format!("/v1/imports/{id}/rejects?after={next}")).await.expect(200);
    assert_eq!(
        (&first["rejects"][0]["line"], &rest["rejects"][0]["line"], &rest["next"]),
        (&json!(3), &json!(5), &json!(null))
    );
    let told = shop.service.messages_of(&hook.id).expect("a store at work");
    assert!(told.len() == 1 && told[0].body.contains(id) && !told[0].body.contains("ann"), "{told:?}");
    assert_eq!(get(&shop.router, "/v1/imports").await.expect(200)["imports"], json!([job]));
    let past = |wait: std::time::Duration| {
        Time::from_millis(Service::now().millis() + i64::try_from(wait.as_millis()).expect("days") + 1_000)
    };
    let all = folder.path().join("imports");
    assert_eq!(shop.service.forget_imports(&all, Service::now()).expect("a store at work"), 0);
    assert_eq!(shop.service.forget_imports(&all, past(IMPORTS_KEPT)).expect("a store at work"), 1);
    assert_eq!(files(&all), 0, "nothing of the file is left");
    get(&shop.router, &format!("/v1/imports/{id}")).await.expect_problem(404, "not-found");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_job_whose_process_died_is_read_again_and_changes_nothing_twice() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shop = shop(&folder);
    let taken = upload(&shop, "format=events&name=events.csv", None, EVENTS).await.expect(202);
    let all = folder.path().join("imports");
    let reading = shop.service.take_import(&all, Service::now()).expect("a store at work").expect("a job");
    drop(shop.service.read_import(&all, reading.upload()));
    assert!(shop.service.take_import(&all, Service::now()).expect("a store at work").is_none(), "it is being read");
    let later = Time::from_millis(Service::now().millis() + 31_000);
    let again = shop.service.take_import(&all, later).expect("a store at work").expect("nobody reads it any more");
    let read = shop.service.read_import(&all, again.upload());
    assert_eq!((read.0.events, read.0.unchanged), (2, 2));
    shop.service.settle_import(&all, reading, read.clone(), later).expect("a store at work");
    let path = format!("/v1/imports/{}", taken["id"].as_str().expect("a name"));
    assert_eq!(get(&shop.router, &path).await.expect(200)["state"], "running", "who lost it does not end it");
    let delete = ask(&shop.router, "DELETE", &path, &json!(null)).await;
    delete.expect_problem(409, "conflict");
    shop.service.settle_import(&all, again, read, later).expect("a store at work");
    let job = get(&shop.router, &path).await.expect(200);
    assert_eq!((&job["state"], &job["attempts"]), (&json!("finished"), &json!(2)));
    assert_eq!(ask(&shop.router, "DELETE", &path, &json!(null)).await.status, 204);
    assert_eq!(files(&all), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_with_the_same_key_is_one_job_and_another_file_is_refused() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shop = shop(&folder);
    let query = "format=events&name=events.csv";
    let first = upload(&shop, query, Some("k"), EVENTS).await;
    first.expect(202);
    assert_eq!(upload(&shop, query, Some("k"), EVENTS).await.body, first.body);
    upload(&shop, query, Some("k"), "id\n").await.expect_problem(422, "invalid");
    upload(&shop, "format=events&name=other.csv", Some("k"), EVENTS).await.expect_problem(422, "invalid");
    assert_eq!(get(&shop.router, "/v1/imports").await.expect(200)["imports"].as_array().map(Vec::len), Some(1));
    assert_eq!(files(&folder.path().join("imports")), 1);
    let job = ended(&shop, first.json()["id"].as_str().expect("a name")).await;
    assert_eq!(job["report"]["accepted"], 2);
    assert_eq!(upload(&shop, query, Some("k"), EVENTS).await.body, first.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_taken_leaves_nothing_behind_and_what_cannot_be_read_says_why() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let shop = shop(&folder);
    let all = folder.path().join("imports");
    for query in [
        "format=gossip&name=a.csv",
        "format=events&name=../a.csv",
        "format=events&name=.csv",
        "format=events&name=a.xlsx",
        "format=events",
        "name=a.csv",
    ] {
        upload(&shop, query, None, EVENTS).await.expect_problem(422, "invalid");
    }
    let query = "format=events&name=a.csv";
    upload(&shop, query, None, "x".repeat(4_097)).await.expect_problem(413, "too-large");
    let as_json = request("POST", &format!("/v1/imports?{query}"), EVENTS);
    send(&shop.router, as_json).await.expect_problem(415, "unsupported-media-type");
    assert_eq!(files(&all), 0);
    let taken = upload(&shop, query, None, "colour\nred\n").await.expect(202);
    let job = ended(&shop, taken["id"].as_str().expect("a name")).await;
    let failure = job["failure"].as_str().expect("a failure");
    assert_eq!(job["state"], "failed");
    assert!(failure.contains("`a.csv`") && !failure.contains(folder.path().to_str().expect("text")), "{failure}");
}
