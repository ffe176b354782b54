//! The console's watch, incidents and experiments: the figures and what is not told, an alarm that becomes an incident, is taken and resolved, an
//! experiment from its draft to its end, and who may do which of it.

use candor::access::Role;
use candor::event::Consent;
use candor::service::Service;
use serde_json::json;

use crate::client::{Reply, ask_as};
use crate::console::{browse, person, revision, shown, unhurried_shop};
use crate::shop::Shop;
use crate::watch::{ALL, allow, filled};

/// Sends a form with the revision that its page shows.
async fn step(shop: &Shop, cookie: &str, (page, to): (&str, &str), form: &str) -> Reply {
    let seen = shown(shop, cookie, page).await;
    browse(shop, cookie, ("POST", to), &format!("revision={}&{form}", revision(&seen))).await
}

#[tokio::test]
async fn the_watch_shows_what_alarms_and_says_where_people_are_too_few() {
    let now = Service::now();
    let shop = filled(unhurried_shop().learnt(), now);
    let (_, noor) = person(&shop, "noor", Role::Analyst).await;
    let page = shown(&shop, &noor, "/console/watch/home?days=7").await;
    for words in [
        "“odd” of “parity” clicks 0.00 times as often",
        "It becomes an incident when the service next looks",
        "certainly below four fifths",
        "<svg class=\"bars\"",
        "100.0 % <span class=\"fine under\">1.00 (",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    shop.service.look_for_alarms(now).expect("a store at work");
    let page = shown(&shop, &noor, "/console/watch/home").await;
    assert!(page.contains("<a href=\"/console/incidents/i_"), "{page}");
    let mut words = page.split(|letter: char| !letter.is_alphanumeric());
    assert!(!words.any(|word| word == "c0" || word == "c12"), "nobody is named");
    allow(&shop, |no| Consent { measure_fairness: no < 30, ..ALL });
    let page = shown(&shop, &noor, "/console/watch/home").await;
    assert!(page.contains("Each of its 2 groups has fewer than 20 people"), "{page}");
    let page = shown(&shop, &noor, "/console/watch/basket").await;
    assert!(page.contains("Nothing was shown in this window.") && page.contains("no list</td>"), "{page}");
}

#[tokio::test]
async fn an_incident_is_taken_written_about_and_resolved_by_who_may() {
    let now = Service::now();
    let shop = filled(unhurried_shop().learnt(), now);
    shop.service.look_for_alarms(now).expect("a store at work");
    let (_, mara) = person(&shop, "mara", Role::Marketer).await;
    let (_, ines) = person(&shop, "ines", Role::Auditor).await;
    let list = shown(&shop, &mara, "/console/incidents").await;
    let id = list.split("href=\"/console/incidents/").nth(1).and_then(|rest| rest.split('"').next()).expect("one");
    let page = format!("/console/incidents/{id}");
    assert!(list.contains("from an alarm of the watch") && list.contains("nobody</span>"), "{list}");
    let seen = shown(&shop, &ines, &page).await;
    assert!(seen.contains("Nothing here: only a marketer, an approver or an admin may do this"), "{seen}");
    assert_eq!(browse(&shop, &ines, ("POST", &page), "revision=1&action=note&reason=x").await.status, 403);
    let both = (page.as_str(), page.as_str());
    assert_eq!(step(&shop, &mara, both, "action=take&reason=").await.status, 422, "a reason is needed");
    assert_eq!(step(&shop, &mara, both, "action=burn&reason=x").await.status, 422);
    for form in ["action=take&reason=My+goods", "action=assign&owner=tomas&reason=His+week", "action=note&reason=Asked"]
    {
        let reply = step(&shop, &mara, both, form).await;
        assert_eq!(reply.status, 303, "{form}: {}", reply.text());
    }
    let stale = browse(&shop, &mara, ("POST", &page), "revision=1&action=resolve&reason=x").await;
    assert_eq!(stale.status, 409, "what was not seen is not decided");
    assert_eq!(step(&shop, &mara, both, "action=resolve&reason=%3Cb%3Eover%3C%2Fb%3E").await.status, 303);
    let seen = shown(&shop, &mara, &page).await;
    for words in [
        "tomas looks after it.",
        "Taken</strong> by mara, marketer",
        "Given</strong> to tomas by mara, marketer",
        "&#60;b&#62;over",
        "by the watch",
    ] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert!(shown(&shop, &ines, "/console/incidents").await.contains("Nothing is open."));
    assert_eq!(step(&shop, &mara, both, "action=reopen&reason=It+is+not").await.status, 303);
    let seen = "title=The+lamp&placement=&reason=A+call";
    let opened = browse(&shop, &mara, ("POST", "/console/incidents"), seen).await;
    assert!(opened.status == 303 && opened.header("location").ends_with("?done=opened"), "{}", opened.text());
    assert_eq!(shown(&shop, &ines, "/console/incidents").await.matches("nobody</span>").count(), 1);
}

/// The rules that a proposal changes, written anew with the revision that its page shows.
async fn edit(shop: &Shop, cookie: &str, page: &str, rules: &str) {
    let edited = step(shop, cookie, (page, &format!("{page}/edit")), rules).await;
    assert_eq!(edited.status, 303, "{}", edited.text());
}

#[tokio::test]
async fn the_page_of_a_draft_shows_what_would_begin_and_offers_only_what_would_be_taken() {
    let shop = unhurried_shop().learnt();
    allow(&shop, |_| ALL);
    let (_, mara) = person(&shop, "mara", Role::Marketer).await;
    let (_, tomas) = person(&shop, "tomas", Role::Approver).await;
    let kept = browse(&shop, &mara, ("POST", "/console/tune/home"), "diversity=0.31").await;
    assert_eq!(kept.status, 303, "{}", kept.text());
    let proposal = kept.header("location").split('?').next().expect("a path").to_owned();
    let draft = async |proposal: &str| {
        let form = "placement=home&question=Why&share=50&outcome=clicks&fall_max=0&days=14&reason=To+know";
        let form = format!("{form}&proposal={proposal}");
        let kept = browse(&shop, &mara, ("POST", "/console/experiments"), &form).await;
        assert_eq!(kept.status, 303, "{}", kept.text());
        kept.header("location").split('?').next().expect("a path").to_owned()
    };
    let page = draft(proposal.rsplit('/').next().expect("a name")).await;
    edit(&shop, &mara, &proposal, "diversity=0.62").await;
    let seen = shown(&shop, &tomas, &page).await;
    assert!(seen.contains("<ins>0.62</ins>") && !seen.contains("0.31"), "its proposal was written anew: {seen}");
    let begins = |seen: &str| seen.contains(&format!("action=\"{page}/begin\""));
    assert!(!begins(&seen) && seen.contains("<dt>Begin it</dt><dd>this cannot be tried in an experiment"), "{seen}");
    for (who, to) in [(&mara, "submit"), (&tomas, "approve")] {
        let stepped = step(&shop, who, (&proposal, &format!("{proposal}/{to}")), "reason=Right").await;
        assert_eq!(stepped.status, 303, "{to}: {}", stepped.text());
    }
    let other = draft("").await;
    assert!(begins(&shown(&shop, &tomas, &page).await), "it is approved");
    assert_eq!(step(&shop, &tomas, (&other, &format!("{other}/begin")), "reason=Go").await.status, 303);
    let seen = shown(&shop, &tomas, &page).await;
    assert!(!begins(&seen) && seen.contains("<dt>Begin it</dt>") && seen.contains("Drop it</button>"), "{seen}");
    assert_eq!(step(&shop, &tomas, (&page, &format!("{page}/begin")), "reason=Go").await.status, 409);
    assert_eq!(step(&shop, &tomas, (&other, &format!("{other}/stop")), "reason=Enough").await.status, 303);
    assert_eq!(step(&shop, &tomas, (&page, &format!("{page}/begin")), "reason=Go").await.status, 303);
    let seen = shown(&shop, &tomas, &page).await;
    assert!(seen.contains("<ins>0.62</ins>") && !begins(&seen), "{seen}");
}

#[tokio::test]
async fn a_draft_whose_proposal_was_deleted_can_still_be_seen_and_dropped() {
    let shop = unhurried_shop().learnt();
    let (_, mara) = person(&shop, "mara", Role::Marketer).await;
    let (_, tomas) = person(&shop, "tomas", Role::Approver).await;
    let kept = browse(&shop, &mara, ("POST", "/console/tune/home"), "diversity=0.31").await;
    let proposal = kept.header("location").split('?').next().expect("a path").to_owned();
    let id = proposal.rsplit('/').next().expect("a name");
    let form = "placement=home&question=Why&share=50&outcome=clicks&fall_max=0&days=14&reason=To+know";
    let kept = browse(&shop, &mara, ("POST", "/console/experiments"), &format!("{form}&proposal={id}")).await;
    let page = kept.header("location").split('?').next().expect("a path").to_owned();
    let deleted = browse(&shop, &mara, ("POST", &format!("{proposal}/delete")), "").await;
    assert_eq!(deleted.status, 303, "{}", deleted.text());
    let seen = shown(&shop, &tomas, &page).await;
    assert!(seen.contains(&format!("<dt>Begin it</dt><dd>there is no proposal “{id}”")), "{seen}");
    assert_eq!(step(&shop, &tomas, (&page, &format!("{page}/stop")), "reason=Gone").await.status, 303);
}

#[tokio::test]
async fn an_experiment_is_drafted_by_one_and_begun_by_another() {
    let shop = unhurried_shop().learnt();
    allow(&shop, |_| ALL);
    let (_, mara) = person(&shop, "mara", Role::Marketer).await;
    let (_, tomas) = person(&shop, "tomas", Role::Approver).await;
    let (_, noor) = person(&shop, "noor", Role::Analyst).await;
    let plan = shown(&shop, &mara, "/console/experiments/plan").await;
    assert!(plan.contains("There is no proposal to try in home") && plan.contains("Keep as a draft"), "{plan}");
    assert!(!shown(&shop, &noor, "/console/experiments/plan").await.contains("Keep as a draft"));
    let form =
        "placement=home&question=Do+reasons+%3Ci%3Ehelp%3F&proposal=&share=50&outcome=clicks&fall_max=10&days=14";
    let wrong = browse(&shop, &mara, ("POST", "/console/experiments"), &format!("{form}0&reason=x")).await;
    assert_eq!(wrong.status, 422, "140 days");
    let kept = browse(&shop, &mara, ("POST", "/console/experiments"), &format!("{form}&reason=To+know")).await;
    assert_eq!(kept.status, 303, "{}", kept.text());
    let page = kept.header("location").split('?').next().expect("a path").to_owned();
    let seen = shown(&shop, &mara, &page).await;
    for words in
        ["only an approver or an admin may do this", "Drop it</button>", "&#60;i&#62;help?", "more than 10.0 %"]
    {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    let begin = format!("{page}/begin");
    assert_eq!(browse(&shop, &mara, ("POST", &begin), "revision=1&reason=x").await.status, 403);
    assert_eq!(step(&shop, &tomas, (&page, &begin), "reason=Go").await.status, 303);
    let body = json!({"customer": "c1"});
    let servers = shop.key(Role::Secret);
    let answer = ask_as(&shop.router, &servers, &[], ("POST", "/v1/recommendations"), &body).await.expect(200);
    let id = page.rsplit('/').next().expect("a name");
    assert!(answer["experiment"].as_str().is_some_and(|arm| arm.starts_with(id)), "{answer}");
    let seen = shown(&shop, &noor, &page).await;
    for words in
        ["Day 1 of 14.", "Too few people yet", "fewer than 20 people", "The standard rules, as everybody else."]
    {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert!(!seen.contains("method=\"post\" action=\"/console/experiments"), "an analyst changes nothing: {seen}");
    let stop = format!("{page}/stop");
    assert_eq!(step(&shop, &tomas, (&page, &stop), "reason=Enough").await.status, 303);
    assert!(shown(&shop, &noor, "/console/experiments").await.contains("state past\">ended"));
}

#[tokio::test]
async fn settings_are_shown_to_all_changed_by_admins_and_loosened_by_two() {
    let shop = unhurried_shop();
    let (_, mara) = person(&shop, "mara", Role::Marketer).await;
    let (_, tomas) = person(&shop, "tomas", Role::Approver).await;
    let (_, ada) = person(&shop, "ada", Role::Admin).await;
    let page = "/console/oversight";
    let seen = shown(&shop, &mara, page).await;
    for words in
        ["Relevance falls", "5 %", "So many lists a week", "You change nothing here: only an admin may do this"]
    {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert!(!seen.contains("action=\"/console/oversight\""), "{seen}");
    assert_eq!(browse(&shop, &mara, ("POST", page), "revision=0&reason=x&sampling.weekly=7").await.status, 403);
    let quiet = browse(&shop, &ada, ("POST", page), "revision=0&reason=&sampling.weekly=7").await;
    assert_eq!(quiet.status, 422, "a reason is needed");
    let wrong = browse(&shop, &ada, ("POST", page), "revision=0&reason=x&alarms.drift_max=140").await;
    assert!(
        wrong.status == 422 && wrong.text().contains("“Went elsewhere” must be between 0 and 100 %"),
        "{}",
        wrong.text()
    );
    let saved = step(&shop, &ada, (page, page), "reason=Fewer+people&sampling.weekly=7&thresholds.wording=on").await;
    assert_eq!((saved.status, saved.header("location")), (303, "/console/oversight?done=saved"));
    let waits = step(&shop, &ada, (page, page), "reason=%3Cb%3EBold&thresholds.relevance_fall=12%2C5").await;
    assert_eq!((waits.status, waits.header("location")), (303, "/console/oversight?done=waits"));
    let seen = shown(&shop, &ada, page).await;
    for words in [
        "You wished for it yourself",
        "<del>5 %</del>",
        "<ins>12.5 %</ins>",
        "&#60;b&#62;Bold",
        "So many lists a week: 20 → 7",
    ] {
        assert!(seen.contains(words), "{words}: {seen}");
    }
    assert!(!seen.contains("/console/oversight/approve"), "nobody lets their own");
    assert_eq!(browse(&shop, &ada, ("POST", "/console/oversight/approve"), "revision=1&reason=x").await.status, 403);
    let held = step(&shop, &tomas, (page, "/console/oversight/approve"), "reason=Agreed").await;
    assert_eq!((held.status, held.header("location")), (303, "/console/oversight?done=approved"));
    let seen = shown(&shop, &mara, page).await;
    assert!(
        seen.contains("12.5 %</td>") && seen.contains("Changed, let by tomas,") && !seen.contains("<ins>"),
        "{seen}"
    );
}
