//! The steps of a policy's life, as forms take them; and which of them this person may take now, or why not.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

use super::answered;
use super::door::Person;
use super::fault::refusal_words;
use crate::access::Actor;
use crate::http::AppState;
use crate::http::pages::PageError;
use crate::http::pages::act::{encoded, see};
use crate::http::pages::asked::{Filled, Named};
use crate::http::pages::tongue::Tongue;
use crate::http::policies::act;
use crate::http::preview::threads;
use crate::oversight::{Act, Kept, Proposal, Refusal, State as Stands, Step};
use crate::service::{Service, ServiceError};
use crate::units::Time;

/// Somebody acts now, for the reason that a form says; a field that was left blank says none.
pub(super) fn because(by: Actor, reason: String) -> Act {
    act(by, Some(reason).filter(|reason| !reason.trim().is_empty()))
}

/// A step that was taken.
#[derive(Debug, Deserialize)]
pub(super) struct Taken {
    revision: u64,
    #[serde(default)]
    reason: String,
    /// When it goes live, in UTC; now where blank.
    #[serde(default)]
    at: String,
}

impl Taken {
    fn act(&self, by: Actor) -> Act {
        because(by, self.reason.clone())
    }

    /// A moment as `datetime-local` writes it.
    fn due(&self) -> Result<Option<Time>, PageError> {
        if self.at.is_empty() {
            return Ok(None);
        }
        let seconds = if self.at.len() <= "2030-01-01T00:00".len() { ":00Z" } else { "Z" };
        format!("{}{seconds}", self.at).parse().map(Some).map_err(|_| PageError::Form("at"))
    }
}

/// What a step does.
type Work = fn(&Service, &str, &str, &Taken, Act) -> Result<Kept<Proposal>, ServiceError>;

async fn take(
    (state, person, (placement, id), taken): (AppState, Person, (String, String), Taken),
    done: &'static str,
    work: Work,
) -> Response {
    answered(state, move |service| {
        let act = Act { known_to: person.known_to, ..taken.act(person.actor) };
        work(service, &placement, &id, &taken, act)?;
        Ok(see(&format!("/console/policies/{}/{}?done={done}", encoded(&placement), encoded(&id))))
    })
    .await
}

/// The handler of a step.
macro_rules! step {
    ($(#[$told:meta])* $name:ident, $done:literal, $work:expr) => {
        $(#[$told])*
        pub(super) async fn $name(
            State(state): State<AppState>,
            person: Person,
            Named(which): Named<(String, String)>,
            Filled(taken): Filled<Taken>,
        ) -> Response {
            take((state, person, which, taken), $done, $work).await
        }
    };
}

step! {
    /// `POST /console/policies/{placement}/{id}/preview`
    preview, "previewed", |service, placement, id, _, act| service.preview_draft(placement, id, &act, threads())
}
step! {
    /// `POST /console/policies/{placement}/{id}/submit`
    submit, "submitted", |service, placement, id, taken, act| service.submit(placement, id, taken.revision, &act, threads())
}
step! {
    /// `POST /console/policies/{placement}/{id}/approve`
    approve, "approved", |service, placement, id, taken, act| service.step(placement, id, taken.revision, Step::Approve, &act)
}
step! {
    /// `POST /console/policies/{placement}/{id}/reject`
    reject, "rejected", |service, placement, id, taken, act| service.step(placement, id, taken.revision, Step::Reject, &act)
}
step! {
    /// `POST /console/policies/{placement}/{id}/withdraw`
    withdraw, "withdrawn", |service, placement, id, taken, act| service.step(placement, id, taken.revision, Step::Withdraw, &act)
}

/// `POST /console/policies/{placement}/{id}/publish`
pub(super) async fn publish(
    State(state): State<AppState>,
    person: Person,
    Named((placement, id)): Named<(String, String)>,
    Filled(taken): Filled<Taken>,
) -> Response {
    answered(state, move |service| {
        let due = taken.due()?;
        let kept = service.publish(&placement, &id, taken.revision, due, &taken.act(person.actor))?;
        let done = if kept.it.state == Stands::Scheduled { "scheduled" } else { "published" };
        Ok(see(&format!("/console/policies/{}/{}?done={done}", encoded(&placement), encoded(&id))))
    })
    .await
}

/// `POST /console/policies/{placement}/{id}/delete`
pub(super) async fn delete(
    State(state): State<AppState>,
    person: Person,
    Named((placement, id)): Named<(String, String)>,
) -> Response {
    answered(state, move |service| {
        service.delete_draft(&placement, &id, &act(person.actor, None))?;
        Ok(see(&format!("/console/policies/{}", encoded(&placement))))
    })
    .await
}

/// A step that the page offers, or says why not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wish {
    /// Write the rules anew.
    Edit,
    /// Measure what they change.
    Preview,
    /// Hand it in.
    Submit,
    /// Approve it.
    Approve,
    /// Refuse it.
    Reject,
    /// Make it live, now or at a moment.
    Publish,
    /// Take it back.
    Withdraw,
    /// Delete it.
    Delete,
}

/// What this person may do with a proposal, and what they may not although its state would let somebody, each with the reason.
pub(super) struct Offers {
    /// Which.
    pub(super) may: Vec<Wish>,
    /// What, and why not.
    pub(super) may_not: Vec<(String, String)>,
}

impl Wish {
    const ALL: [Self; 8] = [
        Self::Edit,
        Self::Preview,
        Self::Submit,
        Self::Approve,
        Self::Reject,
        Self::Publish,
        Self::Withdraw,
        Self::Delete,
    ];

    /// As the page names it.
    pub(super) fn words(self, tongue: &Tongue) -> String {
        tongue.say(match self {
            Self::Edit => "step-edit",
            Self::Preview => "step-preview",
            Self::Submit => "step-submit",
            Self::Approve => "step-approve",
            Self::Reject => "step-reject",
            Self::Publish => "step-publish",
            Self::Withdraw => "step-withdraw",
            Self::Delete => "step-delete",
        })
    }

    /// Asks the proposal itself: what is offered here is what it would take.
    fn refusal(self, proposal: &Proposal, live: u32, act: &Act) -> Option<Refusal> {
        let step = |step: Step| proposal.step(step, act).map(drop);
        let outcome = match self {
            Self::Edit => step(Step::Edit(Box::new(proposal.policy.clone()))),
            Self::Preview | Self::Submit => proposal.may_be_measured(act),
            Self::Approve => step(Step::Approve),
            Self::Reject => step(Step::Reject),
            Self::Publish => step(Step::Publish { live }),
            Self::Withdraw => step(Step::Withdraw),
            Self::Delete => proposal.may_be_deleted(act),
        };
        outcome.err()
    }

    /// Whether anybody could take it where the proposal stands.
    fn is_due(self, state: Stands) -> bool {
        let states: &[Stands] = match self {
            Self::Edit => &[Stands::Draft, Stands::Previewed, Stands::Submitted, Stands::Rejected],
            Self::Preview | Self::Submit | Self::Delete => &[Stands::Draft, Stands::Previewed],
            Self::Approve => &[Stands::Submitted],
            Self::Reject => &[Stands::Submitted, Stands::Approved, Stands::Scheduled],
            Self::Publish => &[Stands::Submitted, Stands::Approved, Stands::Scheduled],
            Self::Withdraw => {
                &[Stands::Draft, Stands::Previewed, Stands::Submitted, Stands::Approved, Stands::Scheduled]
            }
        };
        states.contains(&state)
    }
}

impl Offers {
    /// Of a proposal, to a person, while a version is live.
    pub(super) fn new(tongue: Tongue, proposal: &Proposal, live: u32, (by, known_to): (&Actor, &[String])) -> Self {
        // With some reason: the form asks for one.
        let act = Act { known_to: known_to.to_vec(), ..act(by.clone(), Some("-".to_owned())) };
        let mut offers = Self { may: Vec::new(), may_not: Vec::new() };
        for wish in Wish::ALL.into_iter().filter(|wish| wish.is_due(proposal.state)) {
            match wish.refusal(proposal, live, &act) {
                None => offers.may.push(wish),
                // It was handed in before, so it stays on record.
                Some(Refusal::State { .. }) => {}
                Some(refusal) => offers.may_not.push((wish.words(&tongue), refusal_words(tongue, &refusal))),
            }
        }
        offers
    }

    /// Whether a step is offered, by its name.
    pub(super) fn has(&self, wish: Wish) -> bool {
        self.may.contains(&wish)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Role;
    use crate::rerank::Policy;

    fn actor(name: &str, role: Role) -> Actor {
        Actor { name: name.to_owned(), role }
    }

    fn offers(proposal: &Proposal, by: &Actor) -> (Vec<Wish>, Vec<String>) {
        let offers = Offers::new(Tongue::of("en"), proposal, 0, (by, &[]));
        (offers.may, offers.may_not.into_iter().map(|(what, _)| what).collect())
    }

    #[test]
    fn nobody_is_offered_what_the_proposal_would_refuse_and_each_refusal_has_its_reason() {
        let (mara, ada) = (actor("mara", Role::Marketer), actor("ada", Role::Admin));
        let (tomas, ines) = (actor("tomas", Role::Approver), actor("ines", Role::Auditor));
        let draft = Proposal::draft(Policy::standard("home"), &act(mara.clone(), None)).expect("a draft");
        let own = vec![Wish::Edit, Wish::Preview, Wish::Submit, Wish::Withdraw, Wish::Delete];
        assert_eq!(offers(&draft, &mara), (own, Vec::new()));
        assert_eq!(offers(&draft, &tomas).0, []);
        assert_eq!(offers(&draft, &ada).0, [Wish::Withdraw]);
        assert_eq!(offers(&draft, &ines).0, []);
        let submitted = Proposal { state: Stands::Submitted, ..draft };
        assert_eq!(offers(&submitted, &tomas).0, [Wish::Approve, Wish::Reject]);
        let (may, may_not) = offers(&Proposal { author: ada.clone(), ..submitted }, &ada);
        assert!(
            !may.contains(&Wish::Approve) && may_not.contains(&"Approve it".to_owned()),
            "nobody approves their own"
        );
    }
}
