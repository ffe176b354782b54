//! Takes messages to the mail server behind whoever changes something, so that a slow or silent server holds up nobody's change.
//!
//! They wait in the memory of the process. What finds no room there, what the server does not take and what is left when the process ends
//! is not tried again.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use super::{Letter, Relay};
use crate::ids::CustomerId;

/// The most messages that wait.
const WAITING_MAX: usize = 1_024;

/// Whoever takes messages to a mail server, one after the other, on a thread of their own that ends with them.
pub struct Postman {
    bag: Arc<Bag>,
    choices: String,
}

#[derive(Default)]
struct Bag {
    load: Mutex<Load>,
    /// Told of each change of the load.
    changed: Condvar,
}

#[derive(Default)]
struct Load {
    waiting: VecDeque<Letter>,
    /// Whether a message is on its way.
    is_out: bool,
    /// Nobody brings anything any more.
    is_over: bool,
}

impl Postman {
    /// Of a mail server.
    ///
    /// # Errors
    /// When the system has no thread to spare.
    pub fn new(relay: Relay) -> io::Result<Self> {
        let (bag, choices) = (Arc::new(Bag::default()), relay.choices().to_owned());
        let carried = Arc::clone(&bag);
        thread::Builder::new().name("letters".to_owned()).spawn(move || carried.carry(&relay))?;
        Ok(Self { bag, choices })
    }

    pub(super) fn choices(&self) -> &str {
        &self.choices
    }

    /// Takes a message along.
    pub(super) fn take(&self, letter: Letter) -> io::Result<()> {
        let mut load = self.bag.load();
        if load.waiting.len() >= WAITING_MAX {
            return Err(io::Error::other(format!("{WAITING_MAX} messages wait for the mail server already")));
        }
        load.waiting.push_back(letter);
        self.bag.changed.notify_all();
        Ok(())
    }

    /// Drops what waits for a customer.
    pub(super) fn forget(&self, to: &CustomerId) {
        self.bag.load().waiting.retain(|letter| letter.to != *to);
    }

    /// Waits until nothing is left, but not for ever; how many messages are.
    pub(super) fn settle(&self, patience: Duration) -> usize {
        let is_busy = |load: &mut Load| load.is_out || !load.waiting.is_empty();
        let settled = self.bag.changed.wait_timeout_while(self.bag.load(), patience, is_busy);
        let (load, _) = settled.expect("no holder panics");
        load.waiting.len() + usize::from(load.is_out)
    }
}

impl Drop for Postman {
    fn drop(&mut self) {
        self.bag.load().is_over = true;
        self.bag.changed.notify_all();
    }
}

impl Bag {
    fn load(&self) -> MutexGuard<'_, Load> {
        self.load.lock().expect("no holder panics")
    }

    fn carry(&self, relay: &Relay) {
        while let Some(letter) = self.next() {
            if let Err(cause) = relay.send(&letter) {
                tracing::error!(%cause, "a message to a customer was not handed over");
            }
            self.load().is_out = false;
            self.changed.notify_all();
        }
    }

    /// The next message, once there is one; nothing at the end.
    fn next(&self) -> Option<Letter> {
        let is_idle = |load: &mut Load| load.waiting.is_empty() && !load.is_over;
        let mut load = self.changed.wait_while(self.load(), is_idle).expect("no holder panics");
        let letter = if load.is_over { None } else { load.waiting.pop_front() };
        load.is_out = letter.is_some();
        letter
    }
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;
    use crate::units::Time;

    fn letter(to: &str) -> Letter {
        let to = CustomerId::new(to).expect("a valid id");
        Letter { to, at: Time::from_millis(0), subject: "Subject".to_owned(), body: "Body.".to_owned() }
    }

    #[test]
    fn behind_a_silent_mail_server_so_many_messages_wait_the_next_one_is_refused_and_who_is_forgotten_gets_none() {
        // Callers get through to it, and no word out of it.
        let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let server = silent.local_addr().expect("an address").to_string();
        let relay = Relay::new(&server, "shop@shop.test", "shop.test", "/you").expect("sound");
        let postman = Postman::new(relay).expect("a thread");
        let refused = (0..2 * WAITING_MAX).find_map(|_| postman.take(letter("somebody")).err()).expect("no room");
        assert!(!refused.to_string().contains("somebody"), "{refused}");
        assert!(postman.settle(Duration::ZERO) >= WAITING_MAX);
        postman.forget(&letter("somebody").to);
        postman.take(letter("else")).expect("there is room again");
        assert!(postman.settle(Duration::ZERO) <= 2, "one on its way, one that waits");
    }
}
