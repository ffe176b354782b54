//! Reports in a real browser: who writes rules makes a campaign's review and is shown no other; who checks makes the fairness audit, reads its
//! charts and saves it as a page that needs nothing but itself.

use candor::decision::Request;
use candor::event::{Consent, Customer, Event, Kind};
use candor::ids::{CustomerId, DecisionId, EventId};
use candor::service::Service;
use candor::units::Time;
use fantoccini::{Client, Locator};

use super::console::sign_in;
use super::driver::{attributes, picture, shown};
use super::shop::{Own, few};
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

/// Chooses in the form, and makes the report of the days around now.
pub(crate) async fn make(client: &Client, address: &str, kind: &str) {
    client.goto(&format!("{address}/console/reports")).await.expect("the reports");
    listen(client).await;
    let day =
        |days: i64| Service::now().plus_days(days).to_string().chars().take("2026-01-01".len()).collect::<String>();
    let fill = "const [kind, since, until] = arguments; document.getElementById('kind').value = kind; \
        document.getElementById('since').value = since; document.getElementById('until').value = until;";
    let values = [kind.to_owned(), day(-6), day(0)].map(Into::into).to_vec();
    client.execute(fill, values).await.expect("the form is filled in");
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

/// Fetches a file as the page's link would, and says what came.
async fn saved(client: &Client, link: &str) -> (String, String) {
    let fetch = "const [link, done] = arguments; fetch(link).then(async (answer) => \
        done([answer.headers.get('content-disposition') ?? '', await answer.text()]))";
    let came = client.execute_async(fetch, vec![link.into()]).await.expect("an answer");
    let text = |at: usize| came[at].as_str().expect("a text").to_owned();
    (text(0), text(1))
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
    let links = attributes(&client, "a[download]", "href").await;
    let (name, text) = saved(&client, &links[0]).await;
    assert!(name.starts_with("attachment; filename=\"fairness-home-") && text.starts_with("<!doctype html>"), "{name}");
    assert!(text.contains("<svg class=\"bars\"") && !text.contains("<script") && !text.contains("/assets/"));
    let (_, table) = saved(&client, &links[1]).await;
    assert!(table.starts_with("section,table,row,column,unit,text,value,low,high,people,withheld"), "{table}");
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
    in_browser(shop, from_the_form_to_the_file);
}
