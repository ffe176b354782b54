//! Takes messages to webhooks: signed, over plain HTTP, to this machine or to hosts that the configuration names.
//!
//! Nothing is encrypted here, so nothing is sent over a network that the operator has not named: a relay on this machine takes it further.
//! A redirect is a failure, so that no receiver can send us elsewhere; and it is the address that is called that is checked, not the name.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HOST, USER_AGENT};
use axum::http::uri::{Scheme, Uri};
use axum::http::{Method, Request};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::task::JoinSet;
use tokio::time::{MissedTickBehavior, interval, timeout};

use super::{AppState, wire};
use crate::access::hex;
use crate::config::Webhooks;
use crate::service::{Errand, Message, Service, Webhook};
use crate::units::Time;

/// How often it is looked for messages that are due.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// How many are on their way at once.
const AT_ONCE: usize = 8;
/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// Delivers what is due for as long as it is polled.
pub async fn deliver(state: AppState) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        if let Err(problem) = deliver_due(&state, Service::now()).await {
            tracing::error!(cause = problem.detail(), "webhooks were not told");
        }
    }
}

/// Delivers what is due at a moment.
pub(super) async fn deliver_due(state: &AppState, now: Time) -> Result<(), super::Problem> {
    let errands = state.beside(move |service| service.take_messages(AT_ONCE, now)).await?;
    let mut on_their_way = JoinSet::new();
    for errand in errands {
        let state = state.clone();
        on_their_way.spawn(async move {
            let outcome = send(&errand, &state.config().webhooks, now).await;
            if let Err(cause) = &outcome {
                tracing::warn!(
                    webhook = errand.webhook.id,
                    message = errand.message.id,
                    cause,
                    "a webhook was not told"
                );
            }
            let settled = state.beside(move |service| service.settle_message(errand, outcome, now)).await;
            if let Err(problem) = settled {
                tracing::error!(cause = problem.detail(), "what became of a message was not kept");
            }
        });
    }
    on_their_way.join_all().await;
    Ok(())
}

/// Where a webhook is, if it may be told.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    host: String,
    port: u16,
    authority: String,
    path: String,
    is_local: bool,
}

impl Place {
    /// Reads an address; what is wrong with it names the field `url`.
    pub(super) fn read(url: &str, webhooks: &Webhooks) -> Result<Self, String> {
        let uri: Uri =
            url.parse().map_err(|_| "`url` is not an address such as `http://localhost:8080/hook`".to_owned())?;
        let authority = uri.authority().ok_or_else(|| "`url` names no host".to_owned())?;
        if uri.scheme() != Some(&Scheme::HTTP) {
            let cause =
                "`url` must begin with `http://`: webhooks speak no TLS; name a relay on this machine that does";
            return Err(cause.to_owned());
        }
        if authority.as_str().contains('@') {
            return Err("`url` must hold no user or password".to_owned());
        }
        let host = authority.host().trim_matches(['[', ']']).to_ascii_lowercase();
        let address: Option<IpAddr> = host.parse().ok();
        let is_local = host == "localhost" || address.is_some_and(|address| address.is_loopback());
        if !is_local && !webhooks.hosts.contains(&host) {
            return Err(format!("`url` must name this machine, or a host of `webhooks.hosts`; `{host}` is neither"));
        }
        let path = uri.path_and_query().map_or("/", |path| path.as_str()).to_owned();
        Ok(Self { host, port: authority.port_u16().unwrap_or(80), authority: authority.to_string(), path, is_local })
    }

    /// An address of it that may be called.
    async fn address(&self) -> Result<SocketAddr, String> {
        let found = tokio::net::lookup_host((self.host.as_str(), self.port)).await;
        let mut found = found.map_err(|_| "the host has no address".to_owned())?;
        let may = |address: &SocketAddr| {
            let ip = address.ip().to_canonical();
            if self.is_local { ip.is_loopback() } else { is_callable(ip) }
        };
        found.find(may).ok_or_else(|| "the host has no address that may be called".to_owned())
    }
}

/// Whether an address of a named host may be called: not what gives machines their credentials, nor what is no single machine.
fn is_callable(ip: IpAddr) -> bool {
    let is_link_local = match ip {
        IpAddr::V4(ip) => ip.is_link_local() || ip.is_broadcast(),
        IpAddr::V6(ip) => ip.is_unicast_link_local(),
    };
    !is_link_local && !ip.is_multicast() && !ip.is_unspecified()
}

/// Sends a message once; why it did not arrive.
async fn send(errand: &Errand, webhooks: &Webhooks, now: Time) -> Result<(), String> {
    let Errand { message, webhook, .. } = errand;
    // What is allowed may have changed since the webhook was made.
    let place = Place::read(&webhook.url, webhooks)?;
    let sending = async {
        // What the receiver says is nothing to us.
        let answer = wire::send(place.address().await?, request(message, webhook, &place, now)).await?;
        match answer.status() {
            status if status.is_success() => Ok(()),
            status => Err(format!("it was answered with {}", status.as_u16())),
        }
    };
    let late = format!("there was no answer within {} s", PATIENCE.as_secs());
    timeout(PATIENCE, sending).await.unwrap_or(Err(late))
}

fn request(message: &Message, webhook: &Webhook, place: &Place, now: Time) -> Request<Body> {
    let seconds = now.millis() / 1_000;
    let request = Request::builder().method(Method::POST).uri(&place.path);
    let request = request.header(HOST, &place.authority).header(CONTENT_TYPE, "application/json");
    let request = request.header(USER_AGENT, concat!("candor/", env!("CARGO_PKG_VERSION")));
    let request = request.header("candor-message", &message.id).header("candor-timestamp", seconds);
    let request = request.header("candor-signature", signature(&webhook.secret, seconds, &message.body));
    request.body(Body::from(message.body.clone())).expect("a request of checked parts")
}

/// `v1=` and the HMAC-SHA256 of `<timestamp>.<body>` in hexadecimal digits.
fn signature(secret: &str, seconds: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length will do");
    mac.update(format!("{seconds}.").as_bytes());
    mac.update(body.as_bytes());
    format!("v1={}", hex::encode(&mac.finalize().into_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_the_standard() {
        // RFC 4231, case 2: the key `Jefe`; its text begins like a timestamp would not, so it is signed as it is.
        let mut mac = Hmac::<Sha256>::new_from_slice(b"Jefe").expect("a key");
        mac.update(b"what do ya want for nothing?");
        let digest = hex::encode(&mac.finalize().into_bytes());
        assert_eq!(digest, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assert_ne!(signature("s", 1, "{}"), signature("s", 2, "{}"));
    }

    #[test]
    fn only_this_machine_and_named_hosts_may_be_told_and_never_over_an_unsafe_way() {
        let webhooks = Webhooks { hosts: ["relay.test".to_owned(), "10.0.0.7".to_owned()].into() };
        for url in [
            "http://localhost:8080/x",
            "http://127.0.0.1/",
            "http://[::1]:9/a?b",
            "http://relay.test/",
            "http://10.0.0.7",
        ] {
            assert!(Place::read(url, &webhooks).is_ok(), "{url}");
        }
        for url in [
            "https://localhost/",
            "http://user@localhost/",
            "http://10.0.0.8/",
            "http://169.254.169.254/",
            "http://example.test/",
            "http://localhost.example.test/",
            "http://0.0.0.0/",
            "http://2130706433/",
            "/hook",
            "ftp://localhost/",
            "",
        ] {
            let refused = Place::read(url, &webhooks).expect_err(url);
            assert!(refused.starts_with("`url`"), "{refused}");
        }
    }

    #[test]
    fn a_named_host_leads_to_no_address_that_is_nobodys_or_gives_credentials() {
        for ip in ["169.254.169.254", "0.0.0.0", "224.0.0.1", "255.255.255.255", "fe80::1", "::", "ff02::1"] {
            assert!(!is_callable(ip.parse().expect("an address")), "{ip}");
        }
        for ip in ["10.0.0.7", "192.168.1.1", "127.0.0.1", "fd00::1"] {
            assert!(is_callable(ip.parse().expect("an address")), "{ip}");
        }
    }
}
