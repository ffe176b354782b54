//! Reports in a real browser: who writes rules makes a campaign's review and is shown no other; who checks makes each kind, reads the charts, and saves
//! each as a page that needs nothing but itself, as a table and for programs; and the signed bundle of a month, which `candor verify` finds sound.

use std::process::Command;

use candor::chain::SecretKey;
use candor::decision::Request;
use candor::event::{Consent, Customer, Event, Kind};
use candor::ids::{CustomerId, DecisionId, EventId};
use candor::service::Service;
use candor::units::Time;
use fantoccini::{Client, Locator};
use serde_json::Value;

use super::console::sign_in;
use super::driver::{attributes, picture, saved, shown};
use super::shop::{Own, SIGNING_KEY, few};
use super::visit::{all_quiet, in_browser, listen, no_sideways_scrolling};

/// Everybody allows measuring and was shown a list two days ago; of every second one the first item was looked at.
pub(crate) fn shown_to_all(shop: &Own) {
    let store = shop.service.store();
    let ids: Vec<CustomerId> = store.customer_ids(None, usize::MAX).expect("a store at work");
    let now = Service::now();
    let at = now.plus_days(-2);
    for (no, id) in ids.into_iter().enumerate() {
        let consent = Consent { recommend: true, explain: true, measure_fairness: true };
        let region = ("region".to_owned(), if no % 2 == 0 { "north" } else { "south" }.to_owned());
        let choose = |customer: &mut Customer| {
            (customer.consent, customer.segments) = (Some(consent), [region].into());
        };
        shop.service.choose(&id, choose).expect("a store at work");
        let decision = DecisionId::new(&format!("d_{no}")).expect("a short id");
        let request = Request::home(Some(id.clone()));
        let answer = shop.service.recommend(decision.clone(), at, request).expect("a list");
        if no % 2 == 0 {
            let event = EventId::new(&format!("after-{no}")).expect("a short id");
            let subject = candor::event::Subject::Customer(id);
            let later = Time::from_millis(at.millis() + 60_000);
            let event = Event::new(event, subject, answer.items[0].item.clone(), Kind::View, later);
            shop.service.take_events(&[Event { decision: Some(decision), ..event }]).expect("a store at work");
        }
    }
}

/// Fills in a day as one types it in the browser's own language.
async fn type_day(client: &Client, field: &str, days: i64) {
    let day: String = Service::now().plus_days(days).to_string().chars().take("2026-01-01".len()).collect();
    let order = "const parts = new Intl.DateTimeFormat().formatToParts(new Date()); \
        const [year, month, day] = arguments[0].split('-'); const all = { year, month, day }; \
        return parts.map(({ type }) => all[type] ?? '').join('');";
    let keys = client.execute(order, vec![day.clone().into()]).await.expect("the parts in their order");
    let typed = shown(client, field).await;
    typed.send_keys(keys.as_str().expect("a text")).await.expect("a day");
    assert_eq!(typed.prop("value").await.expect("a field"), Some(day));
}

/// Chooses in the form, and makes the report of the days around now.
pub(crate) async fn make(client: &Client, address: &str, kind: &str) {
    client.goto(&format!("{address}/console/reports")).await.expect("the reports");
    listen(client).await;
    shown(client, "#kind").await.select_by_value(kind).await.expect("a kind");
    type_day(client, "#since", -6).await;
    type_day(client, "#until", 0).await;
    all_quiet(client).await;
    shown(client, ".make button.main").await.click().await.expect("a report");
    shown(client, "a[download]").await;
    listen(client).await;
}

/// How many reports are kept.
async fn audits(client: &Client, address: &str) -> usize {
    client.goto(&format!("{address}/console/reports")).await.expect("the reports");
    client.find_all(Locator::Css("#kept ~ .scroll tbody tr")).await.expect("rows").len()
}

async fn title(client: &Client) -> String {
    shown(client, "h1").await.text().await.expect("a heading")
}

/// Saves the report that is open in each of its forms, by its links; as a page.
async fn saved_in_each_form(client: &Client, kind: &str) -> String {
    let file = async |form: &str| {
        let (name, bytes) = saved(client, &format!("a[download][href$='/{form}']")).await;
        assert!(name.starts_with(&format!("{kind}-home-")) && name.ends_with(form), "{name}");
        String::from_utf8(bytes).expect("UTF-8")
    };
    let table = file("csv").await;
    assert!(table.starts_with("section,table,row,column,unit,text,value,low,high,people,withheld"), "{table}");
    let rows: Result<Vec<_>, _> = csv::Reader::from_reader(table.as_bytes()).into_records().collect();
    let rows = rows.expect("rows of one width").len();
    let report: Value = serde_json::from_str(&file("json").await).expect("JSON");
    let sections = report["sections"].as_array().expect("sections");
    assert!(report["kind"] == kind && !sections.is_empty() && rows >= sections.len(), "{report}");
    let page = file("html").await;
    assert!(page.starts_with("<!doctype html>") && !page.contains("<script") && !page.contains("/assets/"), "{kind}");
    let read = shown(client, ".document").await.text().await.expect("a text");
    for section in sections {
        let title = section["title"].as_str().expect("a text");
        assert!(read.contains(title) && table.contains(section["id"].as_str().expect("a text")), "{kind}: {title}");
    }
    page
}

/// Every kind of report, by who checks; and the bundle of the month, which the program finds sound with the key of the shop and with no other.
pub(crate) async fn everything_is_made_and_saved(client: &Client, address: &str) {
    sign_in(client, address, "Ines").await;
    client.goto(&format!("{address}/console/reports")).await.expect("the reports");
    let kinds = attributes(client, "#kind option", "value").await;
    assert_eq!(kinds, ["fairness", "transparency", "model", "campaign"]);
    for kind in kinds {
        make(client, address, &kind).await;
        saved_in_each_form(client, &kind).await;
        all_quiet(client).await;
    }
    client.goto(&format!("{address}/console/reports")).await.expect("the reports");
    shown(client, "#bundle-month").await.select_by_index(0).await.expect("this month");
    shown(client, "#bundle-language").await.select_by_value("de").await.expect("a language");
    let (name, bytes) = saved(client, "form[action='/console/reports/bundle'] button").await;
    let file = tempfile::NamedTempFile::new().expect("a temporary file");
    std::fs::write(file.path(), &bytes).expect("a writable file");
    let verify = |key: [u8; 32]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_candor"));
        command.arg("verify").arg(file.path()).args([
            "--key",
            &SecretKey::from_random(key).public().to_string(),
            "--json",
        ]);
        command.output().expect("the program starts")
    };
    let sound = verify(SIGNING_KEY);
    let told: Value = serde_json::from_slice(&sound.stdout).unwrap_or_else(|_| panic!("{name}: {sound:?}"));
    assert!(sound.status.success() && told["reports"].as_u64() > Some(0) && told["files"].as_u64() > Some(4), "{told}");
    assert_eq!(verify([8; 32]).status.code(), Some(1), "another shop's key");
    let mut changed = bytes;
    let middle = changed.len() / 2;
    changed[middle] ^= 1;
    std::fs::write(file.path(), changed).expect("a writable file");
    assert_eq!(verify(SIGNING_KEY).status.code(), Some(1), "one bit is another");
}

async fn from_the_form_to_the_file(client: Client, address: String) {
    sign_in(&client, &address, "Mara").await;
    client.goto(&format!("{address}/console/reports")).await.expect("the reports");
    assert_eq!(attributes(&client, "#kind option", "value").await, ["campaign"], "what she may make");
    make(&client, &address, "campaign").await;
    assert_eq!(title(&client).await, "Campaign review");
    shown(&client, ".sheet svg.bars").await;
    all_quiet(&client).await;
    an_audit_is_made_read_and_saved(client, address).await;
}

/// The fairness audit, by who checks; a marketer is shown none.
pub(crate) async fn an_audit_is_made_read_and_saved(client: Client, address: String) {
    sign_in(&client, &address, "Ines").await;
    let before = audits(&client, &address).await;
    make(&client, &address, "fairness").await;
    assert_eq!(title(&client).await, "Fairness audit");
    shown(&client, "svg.bars .limit").await;
    let to_the_chart = "document.getElementById('customers').scrollIntoView()";
    client.execute(to_the_chart, Vec::new()).await.expect("a page");
    picture(&client, "fairness.webp").await;
    let page = client.current_url().await.expect("an address");
    let text = saved_in_each_form(&client, "fairness").await;
    assert!(text.contains("<svg class=\"bars\""));
    all_quiet(&client).await;
    // The file by itself: the browser loads nothing for it and finds nothing to complain about.
    let file = tempfile::Builder::new().suffix(".html").tempfile().expect("a temporary file");
    std::fs::write(file.path(), text).expect("a writable file");
    client.goto(&format!("file://{}", file.path().display())).await.expect("the file");
    let loaded = "return performance.getEntriesByType('resource').length";
    assert_eq!(client.execute(loaded, Vec::new()).await.expect("a count"), 0);
    shown(&client, "svg.bars").await;
    no_sideways_scrolling(&client, "the file").await;
    assert_eq!(audits(&client, &address).await, before + 1, "it is kept");
    sign_in(&client, &address, "Mara").await;
    client.goto(page.as_str()).await.expect("a page");
    assert_eq!(title(&client).await, "Not for you");
    client.set_window_size(360, 780).await.expect("a phone");
    sign_in(&client, &address, "Ines").await;
    for path in ["/console/reports", page.path()] {
        client.goto(&format!("{address}{path}")).await.expect("a page");
        no_sideways_scrolling(&client, path).await;
    }
}

#[test]
fn a_report_is_made_read_and_saved_by_whom_it_is_for() {
    let shop = few();
    shown_to_all(&shop);
    in_browser(shop, |client, address| async move {
        everything_is_made_and_saved(&client, &address).await;
        from_the_form_to_the_file(client, address).await;
    });
}
