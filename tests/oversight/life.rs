//! The life of a policy, over random sequences of steps by random people. Properties held:
//! - nothing goes live unless somebody else approved it as it is, or no threshold was met against the version that it replaced, or an
//!   admin imposed it, or it was live before;
//! - nobody approves or rejects their own, and nobody else edits or submits it;
//! - a history has one line for each step that was taken and none for one that was refused; no line changes.

use candor::access::{Actor, Role};
use candor::oversight::{Act, Check, Did, Measured, Proposal, Refusal, State, Step, Threshold, Thresholds};
use candor::rerank::Policy;
use candor::units::Time;
use proptest::prelude::*;
use serde_json::Value;

const NAMES: [&str; 3] = ["ann", "bea", "cyd"];
const ROLES: [Role; 7] = Role::ALL;

fn act(name: &str, role: Role, at: i64, reason: Option<&str>) -> Act {
    let by = Actor { name: name.to_owned(), role };
    Act { by, at: Time::from_millis(at), reason: reason.map(str::to_owned), known_to: Vec::new() }
}

fn measured(against: u32) -> Measured {
    Measured { at: Time::from_millis(0), against, model: None, impact: Value::Null }
}

fn submit(against: u32, met: bool) -> Step {
    let checks = vec![Check { threshold: Threshold::Relevance, met, facts: Vec::new(), detail: "it falls".to_owned() }];
    Step::Submit { measured: measured(against), thresholds: Thresholds::default(), checks }
}

fn policy() -> Policy {
    Policy::standard("home")
}

/// What may be tried, and by whom.
#[derive(Debug, Clone)]
struct Try {
    what: u8,
    name: usize,
    role: usize,
    met: bool,
    is_stale: bool,
    has_reason: bool,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    // Roles that may do something are tried more often, so that lives go on.
    let role = prop_oneof![1 => 0..ROLES.len(), 3 => Just(2_usize), 3 => Just(3_usize), 3 => Just(6_usize)];
    let one = (0..10_u8, 0..3_usize, role, any::<bool>(), 0..4_u8, 0..4_u8).prop_map(
        |(what, name, role, met, stale, reason)| Try {
            what,
            name,
            role,
            met,
            is_stale: stale == 0,
            has_reason: reason > 0,
        },
    );
    prop::collection::vec(one, 1..60)
}

fn step(attempt: &Try, live: u32, at: i64) -> Step {
    match attempt.what {
        0 => Step::Edit(Box::new(Policy { diversity: 0.5, ..policy() })),
        1 => Step::Preview(measured(live)),
        2 | 3 => submit(if attempt.is_stale { live.saturating_sub(1) } else { live }, attempt.met),
        4 => Step::Approve,
        5 => Step::Reject,
        6 => Step::Withdraw,
        7 => Step::Schedule { due: Time::from_millis(if attempt.is_stale { at - 1 } else { at + 3 }), live },
        8 => Step::Publish { live },
        _ => Step::Lapse { live },
    }
}

/// What the history itself says of the right by which a version went live.
fn has_right(proposal: &Proposal, at: usize) -> bool {
    let entry = &proposal.history[at];
    let before = &proposal.history[..at];
    let written = before.iter().rposition(|entry| matches!(entry.did, Did::Created | Did::Edited));
    let since = &before[written.map_or(0, |at| at + 1)..];
    let is_approved = since.iter().any(|entry| entry.did == Did::Approved && entry.by.name != proposal.author.name);
    let against = proposal.measured.as_ref().map(|measured| measured.against);
    let is_small = !proposal.needs_approval() && against == entry.version.map(|version| version - 1);
    is_approved || is_small
}

proptest! {
    #[test]
    fn nothing_goes_live_without_a_right_and_nobody_approves_their_own(all in tries()) {
        let mut live = 4_u32;
        let mut proposals: Vec<Proposal> = Vec::new();
        for (at, attempt) in (0_i64..).zip(&all) {
            let reason = attempt.has_reason.then_some("because");
            let who = act(NAMES[attempt.name], ROLES[attempt.role], at, reason);
            if proposals.last().is_none_or(|last| matches!(last.state, State::Live | State::Withdrawn)) {
                proposals.extend(Proposal::draft(policy(), &who));
                continue;
            }
            let Some(last) = proposals.last_mut() else { continue };
            let Ok(next) = last.step(step(attempt, live, at), &who) else { continue };
            prop_assert_eq!(&next.history[..last.history.len()], &last.history[..]);
            prop_assert_eq!(next.history.len(), last.history.len() + 1);
            let entry = next.history.last().expect("a line for the step");
            prop_assert_eq!((entry.state, &entry.by), (next.state, &who.by));
            if matches!(entry.did, Did::Approved | Did::Rejected) {
                prop_assert_ne!(&entry.by.name, &next.author.name);
                prop_assert!(matches!(entry.by.role, Role::Approver | Role::Admin));
            }
            if matches!(entry.did, Did::Edited | Did::Submitted | Did::Previewed) {
                prop_assert_eq!(&entry.by.name, &next.author.name);
            }
            if next.state == State::Live {
                prop_assert!(has_right(&next, next.history.len() - 1), "{:?}", next);
                prop_assert_eq!(next.policy.version, live + 1);
                live += 1;
            }
            *last = next;
        }
    }
}

#[test]
fn a_large_change_needs_somebody_else_and_a_small_one_does_not() {
    let ann = |reason| act("ann", Role::Marketer, 0, reason);
    let bea = act("bea", Role::Approver, 0, Some("seen"));
    let draft = Proposal::draft(policy(), &ann(None)).expect("a marketer drafts");
    let small = draft.step(submit(4, false), &ann(Some("why"))).expect("submitted");
    let live = small.step(Step::Publish { live: 4 }, &ann(None)).expect("nothing was met");
    assert_eq!((live.state, live.policy.version), (State::Live, 5));
    let outdated = Refusal::Outdated { against: 4, live: 6 };
    assert_eq!(small.step(Step::Publish { live: 6 }, &ann(None)), Err(outdated));
    let large = draft.step(submit(4, true), &ann(Some("why"))).expect("submitted");
    let refused = large.step(Step::Publish { live: 4 }, &ann(None)).expect_err("a threshold was met");
    assert_eq!(refused, Refusal::NeedsApproval("it falls".to_owned()));
    let own = act("ann", Role::Admin, 0, Some("mine"));
    assert_eq!(large.step(Step::Approve, &own), Err(Refusal::Own));
    let unseen = act("bea", Role::Approver, 0, None);
    assert_eq!(large.step(Step::Approve, &unseen), Err(Refusal::Reason));
    let approved = large.step(Step::Approve, &bea).expect("somebody else approves");
    assert_eq!(approved.step(Step::Publish { live: 9 }, &ann(None)).expect("approved").policy.version, 10);
    let edited = Step::Edit(Box::new(policy()));
    assert!(approved.step(edited, &ann(None)).is_err(), "what was approved stays as it was seen");
}

#[test]
fn a_schedule_that_outlives_its_measurement_lapses_unless_it_was_approved() {
    let ann = |at, reason| act("ann", Role::Marketer, at, reason);
    let draft = Proposal::draft(policy(), &ann(0, None)).expect("a draft");
    let small = draft.step(submit(4, false), &ann(0, Some("why"))).expect("submitted");
    let due = Time::from_millis(10);
    assert_eq!(small.step(Step::Schedule { due, live: 4 }, &ann(10, None)), Err(Refusal::Past));
    let scheduled = small.step(Step::Schedule { due, live: 4 }, &ann(0, None)).expect("scheduled");
    assert_eq!(scheduled.step(Step::Lapse { live: 5 }, &ann(9, None)), Err(Refusal::NotDue));
    assert_eq!(
        scheduled.step(Step::Lapse { live: 4 }, &ann(10, None)),
        Err(Refusal::NotDue),
        "nothing is wrong with it"
    );
    let lapsed = scheduled.step(Step::Lapse { live: 5 }, &ann(10, None)).expect("another one is live");
    assert_eq!((lapsed.state, lapsed.due), (State::Submitted, None));
    let approved = small.step(Step::Approve, &act("bea", Role::Admin, 0, Some("seen"))).expect("approved");
    let scheduled = approved.step(Step::Schedule { due, live: 4 }, &ann(0, None)).expect("scheduled");
    assert!(scheduled.step(Step::Publish { live: 8 }, &ann(10, None)).is_ok());
}

#[test]
fn past_approval_goes_only_an_admin_and_back_only_an_approver_each_with_a_reason() {
    let known = || (measured(4), Thresholds::default(), Vec::new());
    let impose = |role, reason| Proposal::imposed(policy(), 4, known(), &act("ann", role, 0, reason));
    let imposed = impose(Role::Admin, Some("recalled")).expect("an admin may");
    assert_eq!((imposed.history[0].did, imposed.policy.version), (Did::Imposed, 5));
    assert!(impose(Role::Approver, Some("recalled")).is_err() && impose(Role::Admin, None).is_err());
    let go_back =
        |version, role, reason| Proposal::returning(Policy { version, ..policy() }, 4, &act("bea", role, 0, reason));
    let returned = go_back(2, Role::Approver, Some("worse")).expect("an approver may");
    assert_eq!((returned.returns_to, returned.policy.version), (Some(2), 5));
    assert_eq!(go_back(4, Role::Approver, Some("worse")), Err(Refusal::NothingBefore));
    assert!(go_back(2, Role::Marketer, Some("worse")).is_err() && go_back(2, Role::Approver, Some(" ")).is_err());
}

#[test]
fn what_was_live_is_retired_from_the_next_version_on() {
    let ann = act("ann", Role::Admin, 0, Some("why"));
    let live = Proposal::imposed(policy(), 4, (measured(4), Thresholds::default(), Vec::new()), &ann).expect("live");
    assert_eq!(live.clone().while_live(5).state, State::Live);
    assert_eq!(live.while_live(6).state, State::Retired);
}
