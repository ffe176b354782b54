//! Reports over HTTP: figures that are the watch's, with intervals and people; nothing of too few people; who may read which; the same
//! report as a page, a table and JSON; kept as it was made; all of it signed for an auditor from outside, whom `candor verify` tells of each
//! byte that is another.

use axum::body::to_bytes;
use candor::access::{Actor, Role};
use candor::config::{Audit, Config, Limits};
use candor::event::Consent;
use candor::oversight::Act;
use candor::rerank::Policy;
use candor::service::Service;
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::client::{Reply, ask, ask_as, get, request};
use crate::console::{browse, person};
use crate::experiments::approved;
use crate::policies::by;
use crate::shop::{Shop, unhurried};
use crate::watch::{ALL, allow, filled, shown};

/// The whole span in which the tests' lists were made.
fn wish(kind: &str) -> Value {
    let today = Service::now().midnight();
    json!({"kind": kind, "since": today.plus_days(-7), "until": today.plus_days(1)})
}

async fn made(shop: &Shop, kind: &str) -> Value {
    ask(&shop.router, "POST", "/v1/reports", &wish(kind)).await.expect(201)
}

fn section<'v>(report: &'v Value, id: &str) -> &'v Value {
    let sections = report["sections"].as_array().expect("sections").iter();
    sections.clone().find(|section| section["id"] == id).unwrap_or_else(|| panic!("no section {id}: {report}"))
}

fn table<'v>(report: &'v Value, id: &str) -> Option<&'v Value> {
    let sections = report["sections"].as_array().expect("sections").iter();
    sections.flat_map(|section| section["tables"].as_array().expect("tables")).find(|table| table["id"] == id)
}

/// The cell of a row and a column.
fn cell<'v>(report: &'v Value, of: &str, row: &str, column: &str) -> &'v Value {
    let table = table(report, of).unwrap_or_else(|| panic!("no table {of}: {report}"));
    let columns = table["columns"].as_array().expect("columns");
    let at = columns.iter().position(|one| one["id"] == column).expect("a column");
    let rows = table["rows"].as_array().expect("rows");
    let row = rows.iter().find(|one| one["name"] == row).unwrap_or_else(|| panic!("no row {row}: {table}"));
    &row["cells"][at]
}

#[tokio::test]
async fn the_audit_says_what_the_watch_says_with_intervals_and_people() {
    let shop = shown(Service::now());
    let watch = get(&shop.router, "/v1/watch/home?days=7").await.expect(200);
    let audit = made(&shop, "fairness").await;
    assert_eq!(cell(&audit, "counts", "lists", "count")["value"], 80.0);
    let groups = watch["segments"][0]["groups"].as_array().expect("groups");
    for group in groups {
        let name = group["group"].as_str().expect("a name");
        let rate = cell(&audit, "customers-parity", name, "click_rate");
        let of = &group["clicks"];
        assert_eq!((&rate["value"], &rate["people"]), (&of["rate"], &group["people"]), "{audit}");
        assert_eq!((&rate["low"], &rate["high"]), (&of["rate_low"], &of["rate_high"]));
        let ratio = cell(&audit, "customers-parity", name, "click_ratio");
        assert_eq!((&ratio["value"], &ratio["low"]), (&of["ratio"], &of["low"]));
    }
    assert!(section(&audit, "customers")["text"].to_string().contains("parity odd clicks certainly less"), "{audit}");
    for group in watch["items"].as_array().expect("groups").iter().filter(|one| one["kind"] == "brand") {
        let exposure = cell(&audit, "items-brand", group["name"].as_str().expect("a name"), "exposure");
        if group["exposure"].is_null() {
            assert_eq!(exposure, &json!({"withheld": true}), "{group}");
            continue;
        }
        let (value, wanted) = (exposure["value"].as_f64().expect("a share"), group["exposure"].as_f64().expect("one"));
        assert!((value - wanted).abs() < 1e-9, "{exposure} against {group}");
        let (low, high) = (exposure["low"].as_f64().expect("from"), exposure["high"].as_f64().expect("to"));
        assert!(low <= value && value <= high && exposure["people"].as_u64().is_some_and(|n| n >= 20), "{exposure}");
    }
    assert!(!audit.to_string().contains("\"c0\""), "nobody is named");
}

/// Rules that are handed in, measured on the few customers there are, and go live.
fn goes_live(shop: &Shop) {
    let id = approved(shop, Policy { diversity: 0.3, ..Policy::standard("home") });
    let kept = shop.service.proposal("home", &id).expect("a proposal");
    assert!(kept.it.measured.is_some(), "what it would change was measured");
    let by = Actor { name: "bea".to_owned(), role: Role::Approver };
    let act = Act { by, at: Service::now(), reason: Some("it is time".to_owned()), known_to: Vec::new() };
    shop.service.publish("home", &id, kept.revision, None, &act).expect("live");
}

#[tokio::test]
async fn nothing_is_told_of_too_few_people_nor_of_who_does_not_allow_it() {
    let shop = shown(Service::now());
    allow(&shop, |no| Consent { measure_fairness: no < 38, ..ALL });
    let audit = made(&shop, "fairness").await;
    assert!(table(&audit, "customers-parity").is_none(), "19 and 19 people: {audit}");
    assert!(section(&audit, "customers")["text"].to_string().contains("No group of at least 20"));
    allow(&shop, |no| Consent { recommend: no >= 70, ..ALL });
    let audit = made(&shop, "fairness").await;
    let lists = cell(&audit, "items-category", "HOME", "clicks");
    assert_eq!(lists, &json!({"withheld": true}), "ten people allow counting what they click");
    let few = Shop::trained();
    for no in 0..5 {
        let customer = json!({"customer": format!("c{no}")});
        ask(&few.router, "POST", "/v1/recommendations", &customer).await.expect(200);
    }
    goes_live(&few);
    for kind in ["fairness", "transparency", "campaign"] {
        let report = made(&few, kind).await;
        let cells = report["sections"].as_array().expect("sections").iter();
        let tables = cells.flat_map(|section| section["tables"].as_array().expect("tables").clone());
        for table in tables.filter(|table| !["promises", "parameters"].contains(&table["id"].as_str().expect("an id")))
        {
            let columns = table["columns"].as_array().expect("columns");
            for row in table["rows"].as_array().expect("rows") {
                for (column, cell) in columns.iter().zip(row["cells"].as_array().expect("cells")) {
                    assert!(cell.get("low").is_none() && cell.get("people").is_none(), "{kind}: {table}");
                    // How many items a group has on offer is no person's secret.
                    let is_of_people = ["share", "ratio"].contains(&column["unit"].as_str().expect("a unit"));
                    let is_told = is_of_people && column["id"] != "offer" && !cell["value"].is_null();
                    assert!(!is_told, "{kind}: {column} of {table}");
                }
            }
        }
    }
}

#[tokio::test]
async fn a_report_is_kept_as_it_was_made_and_listed_the_newest_first() {
    let shop = shown(Service::now());
    let (first, second) = (made(&shop, "fairness").await, made(&shop, "model").await);
    let listed = get(&shop.router, "/v1/reports").await.expect(200);
    let names: Vec<&Value> = listed["reports"].as_array().expect("reports").iter().map(|one| &one["id"]).collect();
    assert_eq!(names, [&second["id"], &first["id"]]);
    ask(&shop.router, "DELETE", "/v1/customers/c2", &json!({})).await.expect(200);
    let path = format!("/v1/reports/{}", first["id"].as_str().expect("a name"));
    assert_eq!(get(&shop.router, &path).await.expect(200), first, "as it was made");
    let part = get(&shop.router, "/v1/reports?limit=1").await.expect(200);
    let next = part["next"].as_str().expect("there is more");
    let rest = get(&shop.router, &format!("/v1/reports?limit=1&after={next}")).await.expect(200);
    assert_eq!(rest["reports"][0]["id"], first["id"]);
    get(&shop.router, "/v1/reports/t_none").await.expect_problem(404, "not-found");
}

#[tokio::test]
async fn a_page_needs_nothing_but_itself_and_a_table_holds_every_cell() {
    let shop = shown(Service::now());
    let hostile = json!({"placement": "home", "boosts": [{"label": "<script>alert(1)</script>", "points": 0.1,
        "members": {"brands": ["Brand 1"]}}]});
    ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=a+test", &hostile).await.expect(200);
    for kind in ["fairness", "transparency", "model", "campaign"] {
        let report = made(&shop, kind).await;
        let path = format!("/v1/reports/{}", report["id"].as_str().expect("a name"));
        let page = get(&shop.router, &format!("{path}?format=html")).await;
        assert!(page.header("content-type").starts_with("text/html"), "{:?}", page.headers);
        assert!(page.header("content-disposition").starts_with(&format!("attachment; filename=\"{kind}-home-")));
        let text = page.text();
        for outside in ["src=", "<link", "<script", "http://", "https://", "@import", "url("] {
            assert!(!text.contains(outside), "{kind}: {outside}");
        }
        assert!(text.len() < 150_000, "{kind}: {} bytes", text.len());
        let table = get(&shop.router, &format!("{path}?format=csv")).await;
        let mut rows = csv::Reader::from_reader(table.body.as_ref());
        let count = rows.records().map(|row| assert_eq!(row.expect("a sound row").len(), 11)).count();
        let sections = report["sections"].as_array().expect("sections").iter();
        let size = |list: &Value| list.as_array().map_or(0, Vec::len);
        let cells = sections.map(|section| {
            let tables = section["tables"].as_array().expect("tables").iter();
            size(&section["text"]) + tables.map(|table| size(&table["rows"]) * size(&table["columns"])).sum::<usize>()
        });
        assert_eq!(count, cells.sum::<usize>(), "{kind}");
    }
    let audit = made(&shop, "fairness").await;
    let path = format!("/v1/reports/{}?format=html", audit["id"].as_str().expect("a name"));
    let text = get(&shop.router, &path).await.text();
    assert!(
        text.contains("<svg class=\"bars\"") && text.contains("Clicks, against the best"),
        "a chart beside its table"
    );
    get(&shop.router, "/v1/reports/t_none?format=pdf").await.expect_problem(422, "invalid");
}

/// A table without the words of its cells.
async fn figures(shop: &Shop, path: &str) -> Vec<Vec<String>> {
    let table = get(&shop.router, &format!("{path}?format=csv")).await;
    let mut rows = csv::Reader::from_reader(table.body.as_ref());
    let bare = |row: csv::StringRecord| -> Vec<String> {
        let is_word = |at: usize| at == 5;
        row.iter().enumerate().filter(|(at, _)| !is_word(*at)).map(|(_, cell)| cell.to_owned()).collect()
    };
    rows.records().map(|row| bare(row.expect("a sound row"))).collect()
}

#[tokio::test]
async fn a_report_is_told_in_one_language_says_in_which_and_has_the_figures_and_ids_of_every_other() {
    let shop = shown(Service::now());
    goes_live(&shop);
    let rules = json!({"diversity": 0.1, "pins": [{"item": "i01", "position": 1, "label": "Cover"}],
        "groups": [{"name": "Small", "members": {"brands": ["Brand 1"]}, "min_share": 0.1}]});
    ask(&shop.router, "PUT", "/v1/placements/home/policy?reason=so", &rules).await.expect(200);
    for kind in ["fairness", "transparency", "model", "campaign"] {
        let mut told = Vec::new();
        for language in ["en", "de", "fr"] {
            let wish = [("language".to_owned(), json!(language))]
                .into_iter()
                .chain(wish(kind).as_object().expect("one").clone());
            let report = ask(&shop.router, "POST", "/v1/reports", &wish.collect()).await.expect(201);
            assert_eq!(report["language"], language);
            let path = format!("/v1/reports/{}", report["id"].as_str().expect("a name"));
            let page = get(&shop.router, &format!("{path}?format=html")).await;
            assert!(page.text().contains(&format!("<html lang=\"{language}\">")), "{kind} {language}");
            assert_eq!(page.header("content-language"), language);
            assert!(page.header("content-disposition").ends_with(&format!("-{language}.html\"")), "{:?}", page.headers);
            let again = get(&shop.router, &format!("{path}?format=html")).await;
            assert_eq!(again.body, page.body, "the same bytes whenever it is asked for");
            let titles: Vec<Value> =
                report["sections"].as_array().expect("sections").iter().map(|one| one["title"].clone()).collect();
            told.push((titles, figures(&shop, &path).await));
        }
        let [(english, figures), others @ ..] = &told[..] else { panic!("three languages") };
        for (titles, same) in others {
            assert_eq!(same, figures, "{kind}");
            assert!(titles.len() == english.len() && titles != english, "{titles:?}");
        }
    }
    let consent = json!({"recommend": true, "explain": true, "measure_fairness": false});
    let german = json!({"name": "Laternen", "locale": "de-AT", "consent_unrecorded": consent});
    let other = Shop::trained();
    ask(&other.router, "PUT", "/v1/shop", &german).await.expect(200);
    assert_eq!(made(&other, "fairness").await["language"], "de", "the shop's where nobody says");
    let wrong = json!({"kind": "model", "language": "pt"});
    ask(&shop.router, "POST", "/v1/reports", &wrong).await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn a_campaign_is_told_by_its_rules_with_what_was_expected() {
    let shop = shown(Service::now());
    let rules = json!({"placement": "home", "boosts": [{"label": "Summer", "points": 0.1, "paid_by": "Brand 1 Ltd",
        "members": {"brands": ["Brand 1"]}}]});
    let path = "/v1/placements/home/policies";
    let draft = by("ann", &shop.router, "POST", path, &json!({"policy": rules})).await.expect(201);
    let path = format!("{path}/{}", draft["id"].as_str().expect("a name"));
    let step = |revision: u64| json!({"revision": revision, "reason": "the summer goods"});
    by("ann", &shop.router, "POST", &format!("{path}/submit"), &step(1)).await.expect(200);
    by("bea", &shop.router, "POST", &format!("{path}/approve"), &step(2)).await.expect(200);
    by("ann", &shop.router, "POST", &format!("{path}/publish"), &step(3)).await.expect(200);
    let review = made(&shop, "campaign").await;
    assert_eq!(cell(&review, "promoted", "boost “Summer”", "paid_by")["text"], "Brand 1 Ltd");
    let attention = cell(&review, "reach", "boost “Summer”", "exposure");
    assert!(attention["value"].as_f64().is_some_and(|share| share > 0.0) && attention["people"] == 80, "{attention}");
    assert_eq!(cell(&review, "rates", "all places", "clicks")["people"], 80);
    let expected = cell(&review, "expected", "version 1", "relevance_kept");
    assert!(expected["people"].as_u64().is_some_and(|people| people >= 20) && expected["low"].is_number(), "{review}");
    assert_eq!(cell(&review, "rules", "version 1", "approved_by")["text"], "bea");
}

#[tokio::test]
async fn how_a_placement_chooses_and_what_people_asked_for_is_told() {
    let shop = shown(Service::now());
    let open = made(&shop, "transparency").await;
    assert!(table(&open, "parameters").is_some_and(|table| !table["rows"].as_array().expect("rows").is_empty()));
    let personalised = cell(&open, "lists", "with something personal", "share");
    assert_eq!((&personalised["people"], personalised["low"].is_number()), (&json!(80), true), "{personalised}");
    let end = format!("link {}, with the hash {}", open["log"]["no"], open["log"]["hash"].as_str().expect("a hash"));
    assert!(section(&open, "record")["text"].to_string().contains(&end), "{open}");
}

#[tokio::test]
async fn copies_and_erasures_are_counted_from_the_trail() {
    let shop = Shop::guarded(unhurried());
    as_role(&shop, Role::Admin, "GET", "/v1/customers/c1/export", &Value::Null).await.expect(200);
    as_role(&shop, Role::Admin, "GET", "/v1/customers/c2/export", &Value::Null).await.expect(200);
    as_role(&shop, Role::Admin, "DELETE", "/v1/customers/c2", &Value::Null).await.expect(200);
    let open = as_role(&shop, Role::Auditor, "POST", "/v1/reports", &wish("transparency")).await.expect(201);
    let count = |what: &str| cell(&open, "requests", what, "count")["value"].clone();
    let told = (count("copies of what is kept of somebody"), count("erasures"));
    assert_eq!(told, (json!(1.0), json!(1.0)), "{open}");
}

async fn as_role(shop: &Shop, role: Role, method: &str, path: &str, body: &Value) -> Reply {
    ask_as(&shop.router, &shop.key(role), &[], (method, path), body).await
}

#[tokio::test]
async fn a_marketer_reads_campaigns_alone_and_those_who_check_read_all() {
    let shop = Shop::guarded(unhurried());
    for kind in ["fairness", "transparency", "model", "campaign"] {
        let refused = as_role(&shop, Role::Marketer, "POST", "/v1/reports", &wish(kind)).await;
        if kind == "campaign" {
            assert_eq!(refused.expect(201)["by"]["role"], "marketer");
        } else {
            refused.expect_problem(403, "forbidden");
        }
        for role in [Role::Approver, Role::Analyst, Role::Auditor, Role::Admin] {
            let report = as_role(&shop, role, "POST", "/v1/reports", &wish(kind)).await.expect(201);
            let path = format!("/v1/reports/{}", report["id"].as_str().expect("a name"));
            let theirs = as_role(&shop, Role::Marketer, "GET", &path, &Value::Null).await;
            assert_eq!(theirs.status, if kind == "campaign" { 200 } else { 403 }, "{kind}");
        }
    }
    let listed = as_role(&shop, Role::Marketer, "GET", "/v1/reports", &Value::Null).await.expect(200);
    let kinds: Vec<&Value> = listed["reports"].as_array().expect("reports").iter().map(|one| &one["kind"]).collect();
    assert_eq!(kinds, ["campaign"; 5]);
    let all = as_role(&shop, Role::Auditor, "GET", "/v1/reports", &Value::Null).await.expect(200);
    assert_eq!(all["reports"].as_array().map(Vec::len), Some(17));
    // A cursor of one role's list is none of another's.
    let part = as_role(&shop, Role::Auditor, "GET", "/v1/reports?limit=1", &Value::Null).await.expect(200);
    let path = format!("/v1/reports?after={}", part["next"].as_str().expect("more"));
    as_role(&shop, Role::Marketer, "GET", &path, &Value::Null).await.expect_problem(422, "invalid");
}

#[tokio::test]
async fn a_span_that_is_none_is_refused_by_its_field() {
    let shop = Shop::untrained();
    for (wish, pointer) in [
        (json!({"kind": "model", "month": "June"}), "/month"),
        (json!({"kind": "model", "month": "2999-01"}), "/month"),
        (json!({"kind": "model", "since": "2026-01-01T00:00:00Z"}), "/since"),
        (json!({"kind": "model", "since": "2026-01-01T00:00:00Z", "until": "2026-06-01T00:00:00Z"}), "/since"),
        (json!({"kind": "model", "since": "2026-01-01T00:00:00Z", "until": "2026-01-02T00:01:00Z"}), "/since"),
    ] {
        let reply = ask(&shop.router, "POST", "/v1/reports", &wish).await;
        assert_eq!(reply.expect_problem(422, "invalid"), [pointer], "{wish}");
    }
    ask(&shop.router, "POST", "/v1/reports", &json!({"kind": "weather"})).await.expect_problem(422, "invalid");
    let none = ask(&shop.router, "POST", "/v1/reports", &json!({"kind": "model"})).await.expect(201);
    assert_eq!(section(&none, "use")["text"], json!(["There is none yet."]), "nothing is learnt yet");
}

/// A shop whose lists were shown, with a key that signs.
fn signed(shop: impl FnOnce(Config) -> Shop) -> (Shop, tempfile::TempDir, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (file, secret) = (folder.path().join("key"), candor::chain::SecretKey::from_random([7; 32]));
    std::fs::write(&file, secret.to_secret_text()).expect("a writable folder");
    let audit = Audit { signing_key: file, ..Audit::default() };
    let limits = Limits { sign_ins_per_minute: 0, ..unhurried() };
    let shop = filled(shop(Config { audit, limits, ..Config::default() }).learnt(), Service::now());
    (shop, folder, secret.public().to_string())
}

fn verify(file: &std::path::Path, key: &str) -> std::process::Output {
    let program = std::process::Command::new(env!("CARGO_BIN_EXE_candor"))
        .arg("verify")
        .arg(file)
        .args(["--key", key, "--json"])
        .output();
    program.expect("the program starts")
}

#[tokio::test]
async fn an_auditor_from_outside_is_given_a_bundle_that_verifies_and_each_other_byte_is_found() {
    let (shop, folder, key) = signed(Shop::configured);
    let today = Service::now().midnight();
    let path = format!("/v1/audit/bundle?since={}&until={}", today.plus_days(-7), today.plus_days(1));
    let reply = ask(&shop.router, "GET", &path, &Value::Null).await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/x-tar"), "{}", reply.text());
    assert!(reply.header("content-disposition").starts_with("attachment; filename=\"bundle-"));
    assert_eq!(reply.header("content-length"), reply.body.len().to_string());
    let file = folder.path().join("bundle.tar");
    std::fs::write(&file, &reply.body).expect("a writable folder");
    let told = verify(&file, &key);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let sound: Value = serde_json::from_slice(&told.stdout).expect("JSON");
    assert!(sound.to_string().contains(&key), "{sound}");
    let text = reply.text();
    for kind in ["fairness", "transparency", "model", "campaign"] {
        assert!(text.contains(&format!("reports/01-home-{kind}-en.html")), "the language stands in the name");
    }
    assert!(
        text.contains(", by somebody") && !text.contains(", at the command line"),
        "who asked for it made its reports"
    );
    let mut other = reply.body.to_vec();
    let at = other.len() / 2;
    other[at] ^= 1;
    std::fs::write(&file, &other).expect("a writable folder");
    assert_eq!(verify(&file, &key).status.code(), Some(1), "another byte");
    std::fs::write(&file, &reply.body[..at]).expect("a writable folder");
    assert_eq!(verify(&file, &key).status.code(), Some(1), "a download that was cut off");
    for wrong in ["month=2026-13", "month=2026-06&since=2026-06-01T00:00:00Z", "since=2026-06-01T00:00:00Z"] {
        ask(&shop.router, "GET", &format!("/v1/audit/bundle?{wrong}"), &Value::Null)
            .await
            .expect_problem(422, "invalid");
    }
    let unsigned = shown(Service::now());
    ask(&unsigned.router, "GET", &path, &Value::Null).await.expect_problem(409, "conflict");
}

#[tokio::test]
async fn at_the_console_a_bundle_is_for_who_checks_names_them_and_is_noted() {
    let (shop, folder, key) = signed(Shop::locked);
    let (_, mara) = person(&shop, "mara", Role::Marketer).await;
    let (_, ines) = person(&shop, "ines", Role::Auditor).await;
    // The lists were shown two days ago.
    let month = &Service::now().plus_days(-2).to_string()[.."2026-06".len()];
    let path = format!("/console/reports/bundle?month={month}");
    assert_eq!(browse(&shop, &mara, ("GET", &path), "").await.status, 403);
    let reply = browse(&shop, &ines, ("GET", &path), "").await;
    assert_eq!((reply.status, reply.header("content-type")), (200, "application/x-tar"), "{}", reply.text());
    let file = folder.path().join("bundle.tar");
    std::fs::write(&file, &reply.body).expect("a writable folder");
    let told = verify(&file, &key);
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    assert!(reply.text().contains(", by ines") && !reply.text().contains(", at the command line"));
    let trail = as_role(&shop, Role::Auditor, "GET", "/v1/audit", &Value::Null).await.expect(200);
    let entries = trail["entries"].as_array().expect("entries").iter();
    let of_bundles = entries.filter(|entry| entry["route"] == "GET /console/reports/bundle");
    let noted: Vec<_> = of_bundles.map(|entry| (&entry["by"]["name"], &entry["status"])).collect();
    assert_eq!(noted.len(), 2, "{trail}");
    for (name, status) in [("mara", 403), ("ines", 200)] {
        assert!(noted.contains(&(&json!(name), &json!(status))), "{trail}");
    }
    let unsigned = Shop::guarded(Limits { sign_ins_per_minute: 0, ..unhurried() });
    let (_, ines) = person(&unsigned, "ines", Role::Auditor).await;
    let told = browse(&unsigned, &ines, ("GET", &path), "").await;
    assert!(told.status == 409 && told.text().contains("No key signs here, so there is no bundle."), "{}", told.text());
}

#[tokio::test]
async fn whoever_asks_while_another_is_given_a_bundle_is_asked_to_come_back() {
    let (shop, _folder, _) = signed(Shop::configured);
    let today = Service::now().midnight();
    let path = format!("/v1/audit/bundle?since={}&until={}", today.plus_days(-7), today.plus_days(1));
    let first = shop.router.clone().oneshot(request("GET", &path, "")).await.expect("a router always answers");
    assert_eq!(first.status(), 200);
    let meanwhile = get(&shop.router, &path).await;
    meanwhile.expect_problem(503, "busy");
    assert_eq!(meanwhile.header("retry-after"), "1");
    to_bytes(first.into_body(), usize::MAX).await.expect("a body in memory");
    assert_eq!(get(&shop.router, &path).await.status, 200);
}
