//! Every operation of the description, called with every kind of credential: let in or refused exactly as the description says. An
//! operation whose description asks nothing of its caller fails here.

use candor::access::{Audience, Claims, KeyWish, Role};
use candor::http::{openapi, whole};
use candor::service::Service;
use serde_json::{Value, json};

use crate::client::ask_as;
use crate::operations::operations;
use crate::shop::{Shop, customer, unhurried};

/// Whom an operation lets in, as its description says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Everybody,
    Keys,
    Storefront,
    Themself,
}

fn who(operation: &Value) -> Who {
    let alternatives = operation["security"].as_array().expect("every operation says what it asks of its caller");
    let has = |scheme: &str| alternatives.iter().any(|all| all.get(scheme).is_some());
    match (alternatives.is_empty(), has("own_token"), has("token"), has("key")) {
        (true, ..) => Who::Everybody,
        (_, true, ..) => Who::Themself,
        (_, _, true, true) => Who::Storefront,
        (_, _, false, true) => Who::Keys,
        _ => panic!("{operation}"),
    }
}

/// What a credential is, and with that what it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing opens with it.
    Worthless,
    /// A good key with this role, without a token.
    Key(Role),
    /// A good publishable key with a good token for storefronts.
    WithToken,
    /// A good publishable key with a good token for something else.
    WithOtherAudience,
    /// A good publishable key with a worthless token.
    WithWorthlessToken,
    /// A good token alone.
    Token(Audience),
}

struct Credential {
    name: String,
    kind: Kind,
    bearer: String,
    token: Option<String>,
}

/// The status with which it is refused, or nothing where it is let in.
fn refusal(who: Who, roles: &[Role], kind: Kind) -> Option<u16> {
    let of_role = |role: Role| (!roles.contains(&role)).then_some(403);
    match (who, kind) {
        (Who::Everybody, _) => None,
        (Who::Keys | Who::Storefront | Who::Themself, Kind::Worthless) => Some(401),
        (Who::Keys | Who::Storefront, Kind::Token(_)) => Some(401),
        (Who::Keys, Kind::Key(role)) => of_role(role),
        (Who::Keys, Kind::WithToken | Kind::WithOtherAudience | Kind::WithWorthlessToken) => of_role(Role::Publishable),
        (Who::Storefront, Kind::Key(Role::Publishable) | Kind::WithWorthlessToken) => Some(401),
        (Who::Storefront, Kind::Key(role)) => of_role(role),
        (Who::Storefront, Kind::WithToken) => None,
        (Who::Storefront, Kind::WithOtherAudience) => Some(403),
        (Who::Themself, Kind::Token(Audience::Me)) => None,
        (Who::Themself, _) => Some(403),
    }
}

fn credentials(shop: &Shop, other_shop: &Shop) -> Vec<Credential> {
    let wish = |role: Role| KeyWish { name: "a holder".to_owned(), role, expires: None, origins: [].into() };
    let make = |role: Role| shop.service.create_key(wish(role)).expect("a store at work");
    let wrong = shop.key(Role::Admin);
    let wrong = format!("{}{}", &wrong[..wrong.len() - 1], if wrong.ends_with('0') { '1' } else { '0' });
    let (revoked, revoked_text) = make(Role::Secret);
    shop.service.revoke_key(&revoked.id).expect("a store at work");
    let (rotated, rotated_text) = make(Role::Secret);
    drop(shop.service.rotate_key(&rotated.id, 0).expect("a store at work"));
    let worthless = [
        ("nothing after the scheme", String::new()),
        ("no key at all", "candor_secret_1".to_owned()),
        ("a wrong secret", wrong),
        ("another role in the key", shop.key(Role::Marketer).replace("marketer", "admin")),
        ("an unknown id", format!("candor_admin_{}_{}", "0".repeat(16), "0".repeat(64))),
        ("a revoked key", revoked_text),
        ("a rotated key", rotated_text),
        ("an expired key", expired(shop)),
        ("another shop's admin", other_shop.key(Role::Admin)),
        ("another shop's server", other_shop.key(Role::Secret)),
        ("another shop's customer", other_shop.token(customer("c1"), Audience::Me)),
        ("an expired token", expired_token(shop, Audience::Me)),
    ];
    let key = |name: String, kind, bearer, token| Credential { name, kind, bearer, token };
    let mut all: Vec<Credential> =
        worthless.into_iter().map(|(name, bearer)| key(name.to_owned(), Kind::Worthless, bearer, None)).collect();
    all.extend(Role::ALL.map(|role| key(format!("a {role}"), Kind::Key(role), shop.key(role), None)));
    let page = shop.key(Role::Publishable);
    let token = shop.token(customer("c1"), Audience::Storefront);
    let tampered = format!("{}{}", &token[..token.len() - 1], if token.ends_with('0') { '1' } else { '0' });
    for (name, kind, token) in [
        ("a page with a token", Kind::WithToken, token.clone()),
        ("a page with a token for `me`", Kind::WithOtherAudience, shop.token(customer("c1"), Audience::Me)),
        (
            "a page with another shop's token",
            Kind::WithWorthlessToken,
            other_shop.token(customer("c1"), Audience::Storefront),
        ),
        ("a page with a changed token", Kind::WithWorthlessToken, tampered),
        ("a page with an expired token", Kind::WithWorthlessToken, expired_token(shop, Audience::Storefront)),
    ] {
        all.push(key(name.to_owned(), kind, page.clone(), Some(token)));
    }
    all.push(key("a customer".to_owned(), Kind::Token(Audience::Me), shop.token(customer("c1"), Audience::Me), None));
    all.push(key("a storefront's token".to_owned(), Kind::Token(Audience::Storefront), token, None));
    all
}

/// A key whose time was over when it was made: the record is written as the store has it.
fn expired(shop: &Shop) -> String {
    use candor::access::{Key, KeyId};
    use candor::store::{Change, Collection, Expected, Store};
    let past = Service::now().plus_days(-1);
    let wish = KeyWish { name: "late".to_owned(), role: Role::Admin, expires: Some(past), origins: [].into() };
    let (key, text) = Key::new(wish, KeyId::of([5; 8]), [5; 32], past.plus_days(-1));
    let body = serde_json::to_string(&key).expect("plain data");
    let change = Change::write(Collection::Key, key.id.as_str(), Expected::Absent, body);
    assert!(shop.store.change_documents(vec![change]).expect("a store at work"));
    text
}

fn expired_token(shop: &Shop, audience: Audience) -> String {
    let wish = KeyWish { name: "servers".to_owned(), role: Role::Secret, expires: None, origins: [].into() };
    let (issuer, _) = shop.service.create_key(wish).expect("a store at work");
    let claims = Claims::new(customer("c1"), audience, issuer.id, Service::now().plus_days(-1), 600);
    shop.service.sign_token(&claims).expect("a store at work")
}

/// An address of the pattern.
fn address(pattern: &str) -> String {
    let id = if pattern.starts_with("/v1/keys/") { "0123456789abcdef" } else { "c1" };
    let filled =
        [("{id}", id), ("{purpose}", "recommend"), ("{item}", "i01"), ("{placement}", "home"), ("{event}", "e")];
    filled.into_iter().fold(pattern.to_owned(), |path, (name, value)| path.replace(name, value))
}

#[tokio::test]
async fn every_operation_lets_in_whom_its_description_says_and_nobody_else() {
    // Two shops of one process: the credentials of the other one are good ones, at another host.
    let (shop, other_shop) = (Shop::among("one", "localhost"), Shop::among("two", "two.test"));
    let router = whole(&[shop.state.clone(), other_shop.state.clone()]);
    let credentials = credentials(&shop, &other_shop);
    let mut faults = Vec::new();
    let operations = operations(&openapi());
    for (name, operation) in &operations {
        let (method, pattern) = name.split_once(' ').expect("a method and a path");
        let method = method.to_ascii_uppercase();
        let who = who(operation);
        let roles: Vec<Role> =
            serde_json::from_value(operation["x-roles"].clone()).expect("every operation lists roles");
        let path = address(pattern);
        assert!(!path.contains('{'), "{path}: give its parameters values");
        for Credential { name: credential, kind, bearer, token } in &credentials {
            let headers: Vec<(&str, &str)> = token.iter().map(|token| ("candor-token", token.as_str())).collect();
            let reply = ask_as(&router, bearer, &headers, (&method, &path), &json!({})).await;
            let is_right = match refusal(who, &roles, *kind) {
                Some(status) => reply.status == status,
                None => ![401, 403, 405, 429, 500].contains(&reply.status),
            };
            if !is_right {
                faults.push(format!("{name} with {credential}: {}", reply.status));
            }
            let secrets = [bearer.rsplit('_').next().unwrap_or_default(), token.as_deref().unwrap_or_default()];
            if secrets.iter().any(|secret| secret.len() > 16 && reply.text().contains(secret)) {
                faults.push(format!("{name} with {credential}: the answer repeats it"));
            }
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
    assert!(operations.len() > 40 && credentials.len() > 20, "{} x {}", operations.len(), credentials.len());
}

#[tokio::test]
async fn without_a_credential_only_health_and_the_description_answer() {
    let shop = Shop::guarded(unhurried());
    let mut open = Vec::new();
    for (name, operation) in operations(&openapi()) {
        let (method, pattern) = name.split_once(' ').expect("a method and a path");
        let request = crate::client::request(&method.to_ascii_uppercase(), &address(pattern), "{}");
        let reply = crate::client::send(&shop.router, request).await;
        if who(&operation) == Who::Everybody {
            open.push(name);
        } else {
            reply.expect_problem(401, "unauthenticated");
            assert_eq!(reply.header("www-authenticate"), "Bearer");
        }
    }
    assert_eq!(open, ["get /healthz", "get /readyz", "get /v1/openapi.json"]);
}

#[test]
fn an_analyst_is_let_into_nothing_that_changes_a_rule_or_a_list() {
    let operations = operations(&openapi());
    let is_analysts = |operation: &Value| {
        let roles = operation["x-roles"].as_array().expect("every operation lists roles");
        roles.contains(&json!("analyst"))
    };
    let theirs = operations.iter().filter(|(_, operation)| is_analysts(operation)).map(|(name, _)| name.as_str());
    let (reads, others): (Vec<&str>, Vec<&str>) = theirs.partition(|name| name.starts_with("get "));
    let harmless = ["post /v1/placements/{placement}/preview", "post /v1/reports"];
    assert_eq!(others, harmless, "one saves nothing, the other a report");
    assert!(reads.contains(&"get /v1/watch/{placement}") && reads.contains(&"get /v1/experiments/{id}"), "{reads:?}");
    assert!(!reads.iter().any(|name| name.contains("/decisions") || name.contains("/customers")), "{reads:?}");
}
