//! Messages to customers about what they changed: a way out that can be swapped without anybody noticing who writes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use fluent_bundle::FluentArgs;

use super::{Postman, Service, ServiceError};
use crate::disclosure::Words;
use crate::ids::CustomerId;
use crate::units::Time;

/// The page of choices of the demo shop.
const OWN_CHOICES: &str = "/shop/you";

/// Where messages go.
pub enum Outbox {
    /// Nowhere.
    Closed,
    /// Each becomes a file, in a folder per customer: the demo's mailbox.
    Folder(PathBuf),
    /// Each is taken to a mail server.
    Relay(Postman),
}

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// To whom.
    pub to: CustomerId,
    /// When.
    pub at: Time,
    /// Its subject, one line.
    pub subject: String,
    /// What it says.
    pub body: String,
}

impl Outbox {
    /// Hands a message over; no mail server is waited for.
    ///
    /// # Errors
    /// When it cannot be written, or too many wait for the mail server.
    pub fn send(&self, letter: Letter) -> io::Result<()> {
        match self {
            Self::Closed => Ok(()),
            Self::Folder(folder) => {
                let folder = of(folder, &letter.to);
                fs::create_dir_all(&folder)?;
                let name = format!("{}.txt", uuid::Uuid::now_v7().simple());
                fs::write(folder.join(name), format!("{}\n{}\n\n{}\n", letter.at, letter.subject, letter.body))
            }
            Self::Relay(postman) => postman.take(letter),
        }
    }

    /// Where customers look at their choices, as messages say it.
    pub(super) fn choices(&self) -> &str {
        match self {
            Self::Closed | Self::Folder(_) => OWN_CHOICES,
            Self::Relay(postman) => postman.choices(),
        }
    }

    /// Waits until nothing is on its way any more, but not for ever; how many messages still are.
    pub fn settle(&self, patience: Duration) -> usize {
        match self {
            Self::Closed | Self::Folder(_) => 0,
            Self::Relay(postman) => postman.settle(patience),
        }
    }

    /// The last messages to a customer, the newest first; none of those that were handed to a mail server.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn last(&self, to: &CustomerId, count: usize) -> io::Result<Vec<String>> {
        let Self::Folder(folder) = self else { return Ok(Vec::new()) };
        let files = match fs::read_dir(of(folder, to)) {
            Ok(files) => files,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(cause),
        };
        let mut paths = files.map(|file| Ok(file?.path())).collect::<io::Result<Vec<PathBuf>>>()?;
        // Names are in the order of time.
        paths.sort_unstable_by(|a, b| b.cmp(a));
        paths.iter().take(count).map(fs::read_to_string).collect()
    }

    /// Removes every message to a customer that lies or waits here.
    ///
    /// # Errors
    /// When they cannot be removed.
    pub fn forget(&self, to: &CustomerId) -> io::Result<()> {
        match self {
            Self::Closed => Ok(()),
            Self::Folder(folder) => match fs::remove_dir_all(of(folder, to)) {
                Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
                _ => Ok(()),
            },
            Self::Relay(postman) => {
                postman.forget(to);
                Ok(())
            }
        }
    }
}

/// A customer's folder. Their name may hold what a path must not, so it is named by a hash of it.
fn of(folder: &Path, customer: &CustomerId) -> PathBuf {
    folder.join(&blake3::hash(customer.as_str().as_bytes()).to_hex()[..32])
}

/// A text about one thing.
fn text(words: &Words, name: &str, (argument, value): (&'static str, &str)) -> String {
    let mut arguments = FluentArgs::new();
    arguments.set(argument, value);
    words.said(name, Some(&arguments))
}

impl Service {
    /// Tells a customer outside of the page what they changed. That a message was not handed over does not take back what was changed: it
    /// is logged, and not tried again.
    ///
    /// # Errors
    /// When the store fails.
    pub fn write_to(&self, to: &CustomerId, words: &Words, said: &str) -> Result<(), ServiceError> {
        if matches!(self.outbox, Outbox::Closed) {
            return Ok(());
        }
        let end = text(words, "letter-end", ("where", self.outbox.choices()));
        self.send(to, text(words, "letter-subject", ("shop", &self.store.shop()?.name)), format!("{said}\n\n{end}"));
        Ok(())
    }

    fn send(&self, to: &CustomerId, subject: String, body: String) {
        if let Err(cause) = self.outbox.send(Letter { to: to.clone(), at: Self::now(), subject, body }) {
            tracing::error!(%cause, "a message to a customer was not handed over");
        }
    }

    /// Tells a customer that everything that was kept of them is deleted, where a mail server takes it along: what lies in a folder here would
    /// be kept of them again.
    ///
    /// # Errors
    /// When the store fails.
    pub fn write_last_to(&self, to: &CustomerId, words: &Words) -> Result<(), ServiceError> {
        match self.outbox {
            Outbox::Closed | Outbox::Folder(_) => Ok(()),
            Outbox::Relay(_) => {
                let subject = text(words, "letter-deleted-subject", ("shop", &self.store.shop()?.name));
                self.send(to, subject, words.say("letter-deleted"));
                Ok(())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read_newest_first_by_whom_they_are_to_and_can_be_forgotten() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let outbox = Outbox::Folder(folder.path().to_owned());
        let customer = |name: &str| CustomerId::new(name).expect("a valid id");
        let letter = |to: &str, subject: &str| Letter {
            to: customer(to),
            at: Time::from_millis(0),
            subject: subject.to_owned(),
            body: "Body.".to_owned(),
        };
        assert_eq!(outbox.last(&customer("../a"), 5).expect("readable"), Vec::<String>::new());
        for (to, subject) in [("../a", "First"), ("b", "Other"), ("../a", "Second")] {
            outbox.send(letter(to, subject)).expect("writable");
        }
        let last = outbox.last(&customer("../a"), 5).expect("readable");
        assert_eq!(last[0], "1970-01-01T00:00:00Z\nSecond\n\nBody.\n");
        assert!(last.len() == 2 && last[1].contains("First"), "{last:?}");
        outbox.forget(&customer("../a")).expect("removable");
        outbox.forget(&customer("../a")).expect("nothing to remove");
        assert_eq!(outbox.last(&customer("../a"), 5).expect("readable").len(), 0);
        assert_eq!(outbox.last(&customer("b"), 5).expect("readable").len(), 1);
    }
}
