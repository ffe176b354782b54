//! Messages to customers through a mail server, in plain SMTP: one on this machine or in a private network, which sends them on.
//!
//! No customer's address is kept here. A message goes to the customer's name at a domain of the shop, and its mail server knows the mailbox
//! behind that.

use std::io;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{Address, Message, SmtpTransport, Transport};
use thiserror::Error;

use super::Letter;
use crate::ids::CustomerId;

/// How long the mail server may take for each step.
const PATIENCE: Duration = Duration::from_secs(5);

/// A mail server, and how messages are addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    host: String,
    port: u16,
    from: Mailbox,
    domain: String,
    choices: String,
}

/// Why messages cannot be sent as the configuration says.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RelayError {
    /// The mail server is not named as a host and a port.
    #[error("`letters.relay` is `{0}`; write a host and a port, such as `127.0.0.1:25`")]
    Server(String),
    /// The sender is no mailbox.
    #[error("`letters.from` is `{0}`, which is no mailbox such as `Lamps and More <shop@example.org>`")]
    From(String),
    /// No address can be made with the domain.
    #[error("`letters.domain` is `{0}`; write the domain under which the mail server knows customers by name")]
    Domain(String),
    /// Customers are not told where they can choose otherwise.
    #[error("`letters.choices` is empty; write the address of the shop's page where customers see their choices")]
    Choices,
}

impl Relay {
    /// Of the configuration's texts.
    ///
    /// # Errors
    /// When one of them says nothing that can be followed.
    pub fn new(server: &str, from: &str, domain: &str, choices: &str) -> Result<Self, RelayError> {
        let no_server = || RelayError::Server(server.to_owned());
        let (host, port) = server.rsplit_once(':').filter(|(host, _)| !host.is_empty()).ok_or_else(no_server)?;
        let port = port.parse().map_err(|_| no_server())?;
        let from = from.parse().map_err(|_| RelayError::From(from.to_owned()))?;
        Address::new("customer", domain).map_err(|_| RelayError::Domain(domain.to_owned()))?;
        if choices.is_empty() {
            return Err(RelayError::Choices);
        }
        let [host, domain, choices] = [host, domain, choices].map(str::to_owned);
        Ok(Self { host, port, from, domain, choices })
    }

    pub(super) fn choices(&self) -> &str {
        &self.choices
    }

    pub(super) fn send(&self, letter: &Letter) -> io::Result<()> {
        let message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, self.address(&letter.to)?))
            .subject(&letter.subject)
            .header(ContentType::TEXT_PLAIN)
            .body(letter.body.clone())
            .map_err(io::Error::other)?;
        let transport = SmtpTransport::builder_dangerous(&self.host).port(self.port).timeout(Some(PATIENCE)).build();
        transport.send(&message).map(drop).map_err(|cause| unnamed(&cause))
    }

    /// The customer's name at the domain. Other names than plain ones have no address: what a mail server makes of them is not known.
    fn address(&self, customer: &CustomerId) -> io::Result<Address> {
        let name = customer.as_str();
        let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
        let address = Address::new(name, &self.domain).ok().filter(|_| is_plain);
        address.ok_or_else(|| io::Error::other("the customer's name cannot be the name of a mailbox"))
    }
}

/// What went wrong, without what the mail server said: it repeats to whom the message was.
fn unnamed(cause: &lettre::transport::smtp::Error) -> io::Error {
    match cause.status() {
        Some(code) => io::Error::other(format!("the mail server refused it with {code}")),
        None if cause.is_response() => io::Error::other("the mail server said what is no SMTP"),
        None => io::Error::other(cause.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpListener;
    use std::thread::spawn;

    use super::*;
    use crate::service::{Outbox, Postman};
    use crate::units::Time;

    /// Somebody who will be a mail server, and a relay to them.
    fn receiver() -> (TcpListener, Relay) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let server = listener.local_addr().expect("an address").to_string();
        let relay = Relay::new(&server, "The Shop <shop@shop.test>", "customers.shop.test", "/you");
        (listener, relay.expect("sound"))
    }

    /// Takes one message as a mail server that answers `RCPT` like that, and gives what it was told.
    fn listened(listener: &TcpListener, rcpt: &str) -> String {
        let mut caller = listener.accept().expect("a caller").0;
        let lines = BufReader::new(caller.try_clone().expect("a second handle")).lines();
        let mut say = |text: &str| caller.write_all(format!("{text}\r\n").as_bytes()).expect("a caller who listens");
        say("220 ready");
        let (mut heard, mut is_data) = (String::new(), false);
        for line in lines.map_while(Result::ok) {
            heard += &format!("{line}\n");
            match (is_data, line.split(' ').next().unwrap_or_default()) {
                (true, ".") => {
                    is_data = false;
                    say("250 taken");
                }
                (true, _) => {}
                (false, "DATA") => {
                    is_data = true;
                    say("354 go on");
                }
                (false, "QUIT") => {
                    say("221 bye");
                    break;
                }
                (false, "RCPT") => say(rcpt),
                (false, _) => say("250 fine"),
            }
        }
        heard
    }

    fn letter(to: &str) -> Letter {
        Letter {
            to: CustomerId::new(to).expect("a valid id"),
            at: Time::from_millis(0),
            subject: "Was wir benutzen dürfen".to_owned(),
            body: "Personalisation is off.\n.\nIf that was not you, look at your choices.".to_owned(),
        }
    }

    #[test]
    fn a_message_reaches_the_customers_name_at_the_shops_domain_and_nobody_waits_for_that() {
        let (listener, relay) = receiver();
        let outbox = Outbox::Relay(Postman::new(relay).expect("a thread"));
        outbox.send(letter("c-17850")).expect("taken before anybody listens");
        let heard = listened(&listener, "250 fine");
        assert_eq!(outbox.settle(Duration::from_secs(60)), 0);
        for part in [
            "MAIL FROM:<shop@shop.test>",
            "RCPT TO:<c-17850@customers.shop.test>",
            "From: \"The Shop\" <shop@shop.test>",
            "Subject: Was wir benutzen =?utf-8?b?",
            "Personalisation is off.",
            // A line of one point is not the end of the message.
            "\n..\n",
        ] {
            assert!(heard.contains(part), "{part} in {heard}");
        }
    }

    #[test]
    fn who_cannot_be_a_mailbox_gets_nothing_and_what_nobody_takes_is_an_error() {
        let relay = Relay::new("127.0.0.1:1", "shop@shop.test", "shop.test", "/you").expect("sound");
        for name in ["a b", "a@evil.example", "a>\u{e9}", ".a", "a..b"] {
            assert!(relay.address(&CustomerId::new(name).expect("a valid id")).is_err(), "{name}");
        }
        assert!(relay.send(&letter("c1")).is_err(), "nobody listens there");
    }

    #[test]
    fn what_a_mail_server_refuses_is_told_without_the_name_that_it_repeats() {
        let (listener, relay) = receiver();
        let server = spawn(move || listened(&listener, "550 5.1.1 <c-17850@customers.shop.test> is unknown"));
        let refused = relay.send(&letter("c-17850")).expect_err("nobody of that name").to_string();
        assert_eq!(refused, "the mail server refused it with 550");
        server.join().expect("a receiver that does not panic");
    }

    #[test]
    fn a_configuration_that_cannot_be_followed_is_refused_by_its_key() {
        let sound = ["127.0.0.1:25", "shop@shop.test", "shop.test", "/you"];
        for (at, broken, key) in [
            (0, "localhost", "letters.relay"),
            (0, "localhost:many", "letters.relay"),
            (1, "shop", "letters.from"),
            (2, "", "letters.domain"),
            (2, "a b", "letters.domain"),
            (3, "", "letters.choices"),
        ] {
            let mut texts = sound;
            texts[at] = broken;
            let [server, from, domain, choices] = texts;
            let error = Relay::new(server, from, domain, choices).expect_err(broken).to_string();
            assert!(error.contains(key), "{error}");
        }
    }
}
