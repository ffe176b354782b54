//! Small documents that a shop keeps beside its events: keys, drafts, jobs. Named by their collection and id, changed by
//! compare-and-set.

use super::Appended;
use crate::event::Subject;

/// What a document is. The name is what the store writes; a name is never given to anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Collection {
    /// An access key.
    Key,
    /// What somebody with rights did, or was refused.
    Access,
    /// A policy on its way to be live.
    Proposal,
    /// Something for a person to look at.
    Review,
    /// Which entries are a week's sample.
    Sample,
    /// What holds now of what people decided: settings, what is kept out, what goes live when.
    Oversight,
    /// Whom to tell of what happens here.
    Webhook,
    /// A message on its way.
    Delivery,
    /// A job that takes longer than a request.
    Job,
    /// An answer that is given again to a repeated request.
    Answer,
    /// A signed state of the decision log.
    Checkpoint,
    /// Something that went wrong, and what was done about it.
    Incident,
    /// What is or was tried on some customers.
    Experiment,
    /// A report on a span.
    Report,
}

impl Collection {
    /// All of them.
    pub const ALL: [Self; 14] = [
        Self::Key,
        Self::Access,
        Self::Proposal,
        Self::Review,
        Self::Sample,
        Self::Oversight,
        Self::Webhook,
        Self::Delivery,
        Self::Job,
        Self::Answer,
        Self::Checkpoint,
        Self::Incident,
        Self::Experiment,
        Self::Report,
    ];

    /// Whether recommendations depend on what stands here.
    pub(super) const fn rules(self) -> bool {
        match self {
            Self::Oversight | Self::Experiment => true,
            Self::Key
            | Self::Access
            | Self::Proposal
            | Self::Review
            | Self::Sample
            | Self::Webhook
            | Self::Delivery
            | Self::Job
            | Self::Answer
            | Self::Checkpoint
            | Self::Incident
            | Self::Report => false,
        }
    }

    /// As the store writes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Access => "access",
            Self::Proposal => "proposal",
            Self::Review => "review",
            Self::Sample => "sample",
            Self::Oversight => "oversight",
            Self::Webhook => "webhook",
            Self::Delivery => "delivery",
            Self::Job => "job",
            Self::Answer => "answer",
            Self::Checkpoint => "checkpoint",
            Self::Incident => "incident",
            Self::Experiment => "experiment",
            Self::Report => "report",
        }
    }
}

/// A document as it was last written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its name within the collection; documents are listed in the byte order of their ids.
    pub id: String,
    /// Counts up from 1 with each change.
    pub version: u64,
    /// Of whom it tells; it goes when they are erased.
    pub subject: Option<Subject>,
    /// JSON.
    pub body: String,
}

/// What a document must be like for a change to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Whatever it is.
    Any,
    /// Not there.
    Absent,
    /// At this version.
    Version(u64),
}

/// One change of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Where it is.
    pub collection: Collection,
    /// Which.
    pub id: String,
    /// What it must be like; where it is not, nothing of the whole call is done.
    pub expected: Expected,
    /// What it becomes.
    pub to: Becomes,
}

/// What becomes of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Becomes {
    /// This, at the next version.
    Written {
        /// Of whom it tells.
        subject: Option<Subject>,
        /// JSON.
        body: String,
    },
    /// It goes.
    Removed,
}

/// A document that is written together with events and says what became of them. It tells of nobody in particular.
pub struct Receipt {
    /// Where it is.
    pub collection: Collection,
    /// Which.
    pub id: String,
    /// What it must be like; where it is not, the events are not kept either.
    pub expected: Expected,
    /// The JSON that it becomes.
    pub body: ReceiptBody,
}

/// What a receipt says, once it is known what became of the events.
pub type ReceiptBody = Box<dyn FnOnce(Appended) -> String + Send>;

impl Receipt {
    /// The change that writes it.
    pub(super) fn change(self, appended: Appended) -> Change {
        Change::write(self.collection, &self.id, self.expected, (self.body)(appended))
    }
}

impl Change {
    /// Writes a document that tells of nobody in particular.
    #[must_use]
    pub fn write(collection: Collection, id: &str, expected: Expected, body: String) -> Self {
        Self { collection, id: id.to_owned(), expected, to: Becomes::Written { subject: None, body } }
    }

    /// Removes a document.
    #[must_use]
    pub fn remove(collection: Collection, id: &str, expected: Expected) -> Self {
        Self { collection, id: id.to_owned(), expected, to: Becomes::Removed }
    }
}
