//! What a running service does besides answering: it takes new models into use, makes some, and keeps the trail.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::time::{MissedTickBehavior, interval, sleep};

use super::AppState;
use super::metrics::Outcome;
use super::state::spawn_blocking;
use crate::chain::SecretKey;
use crate::config::Retention;
use crate::event::Kind;
use crate::oversight::Kept;
use crate::service::{Came, Gate, Refitted, Service, ServiceError};
use crate::units::Time;

/// What a look at the model folder brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ModelNews {
    /// Nothing new.
    None,
    /// This model, by fingerprint, answers from now on.
    Taken(String),
}

impl AppState {
    /// Takes a newly published model into use; looks, does not wait. Blocks on the disk.
    ///
    /// # Errors
    /// When the model folder cannot be read or the new model is damaged; the last good one keeps answering. A damaged
    /// model is reported once and not tried again.
    ///
    /// # Panics
    /// When an earlier call panicked.
    pub fn follow_model(&self) -> Result<ModelNews, ServiceError> {
        let Some(current) = self.service().models().current()? else { return Ok(ModelNews::None) };
        let mut tried = self.tried().lock().expect("no holder panics");
        if tried.as_ref() == Some(&current) {
            return Ok(ModelNews::None);
        }
        let outcome = self.service().reload();
        if !matches!(outcome, Err(ServiceError::Store(_))) {
            *tried = Some(current.clone());
        }
        outcome.and_then(|_| self.service().tell_model(&current))?;
        Ok(ModelNews::Taken(current))
    }
}

/// How often the model folder is looked at for a newly published model.
const FOLLOW_EVERY: Duration = Duration::from_secs(2);

/// How often what is too old is removed.
const EXPIRE_EVERY: Duration = Duration::from_secs(3_600);

/// Follows the model folder for as long as it is polled: looks, and looks again every two seconds.
pub async fn follow_models(state: AppState) {
    let mut ticks = interval(FOLLOW_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let state = state.clone();
        match spawn_blocking(move || state.follow_model()).await {
            Ok(Ok(ModelNews::None)) => {}
            Ok(Ok(ModelNews::Taken(model))) => tracing::info!(model, "a model was taken into use"),
            Ok(Err(cause)) => tracing::error!(%cause, "a published model was not taken into use"),
            Err(cause) => tracing::error!(%cause, "looking for a new model failed"),
        }
    }
}

/// How often it is looked for policies whose moment has come.
const PUBLISH_EVERY: Duration = Duration::from_secs(1);

/// Makes scheduled policies live at their moments for as long as it is polled; at once those whose moment passed while nobody did.
pub async fn publish_what_is_due(state: AppState) {
    let mut ticks = interval(PUBLISH_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let service = state.shared_service();
        match spawn_blocking(move || service.publish_due(Service::now())).await {
            Ok(Ok(came)) => came.iter().for_each(tell),
            Ok(Err(cause)) => tracing::error!(%cause, "looking for policies that are due failed"),
            Err(cause) => tracing::error!(%cause, "looking for policies that are due failed"),
        }
    }
}

/// How often the rules of the shop are looked at, to go on by them when the store is away.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// Looks at the rules of the shop every second for as long as it is polled.
pub async fn remember_rules(state: AppState) {
    let mut ticks = interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let service = state.shared_service();
        match spawn_blocking(move || service.look()).await {
            Ok(Ok(())) => {}
            Ok(Err(cause)) => tracing::debug!(%cause, "the rules were not looked at; those seen last hold"),
            Err(cause) => tracing::error!(%cause, "looking at the rules failed"),
        }
    }
}

fn tell(came: &Result<Came, ServiceError>) {
    match came {
        Ok(Came::Live(Kept { it, .. })) => tracing::info!(policy = it.policy.name(), "a scheduled policy is live"),
        Ok(Came::Lapsed(Kept { id, .. })) => {
            tracing::warn!(id, "a scheduled policy waits again: it was measured against another one")
        }
        Err(cause) => tracing::error!(%cause, "a scheduled policy was not made live"),
    }
}

/// How often alarms are looked for.
const WATCH_EVERY: Duration = Duration::from_secs(600);
/// ... and how many times as long as it took it is left alone after that: of one core it takes a twentieth at most.
const WATCH_REST: u32 = 19;

/// Looks now and then for experiments that have come to their end, and for alarms, each of which opens an incident, for as long as it is
/// polled.
pub async fn watch_now_and_then(state: AppState) {
    loop {
        let (service, begun) = (state.shared_service(), Instant::now());
        let looked = spawn_blocking(move || {
            for ended in service.guard_experiments(Service::now())? {
                let why = ended.it.log.last().map(|turn| turn.reason.clone()).unwrap_or_default();
                tracing::info!(experiment = ended.id, why, "an experiment has ended");
            }
            service.look_for_alarms(Service::now())
        });
        match looked.await {
            Ok(Ok(watched)) => {
                for alarm in watched.iter().flat_map(|watch| &watch.alarms) {
                    tracing::warn!(kind = alarm.kind.as_str(), detail = alarm.detail, "an alarm stands");
                }
            }
            Ok(Err(cause)) => tracing::error!(%cause, "looking for alarms failed"),
            Err(cause) => tracing::error!(%cause, "looking for alarms failed"),
        }
        sleep(WATCH_EVERY.max(begun.elapsed().saturating_mul(WATCH_REST))).await;
    }
}

/// How often refusals that were counted are noted.
const SETTLE_EVERY: Duration = Duration::from_secs(60);

/// Keeps the trail for as long as it is polled: notes what was refused, removes what is older than the configuration says, and
/// forgets whom the limits need not remember.
pub async fn keep_trail(state: AppState) {
    let kept_days = i64::from(state.config().retention.trail_days);
    let mut ticks = interval(SETTLE_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        state.throttle().forget_idle();
        let counting = state.clone();
        let kept = state.beside(move |service| {
            counting.trail().settle(service)?;
            if kept_days == 0 { Ok(0) } else { service.forget_trail(Service::now().plus_days(-kept_days)) }
        });
        if let Err(cause) = kept.await {
            tracing::error!(cause = cause.detail(), "the trail was not kept");
        }
    }
}

/// Refits now and then, as the configuration says, for as long as it is polled; at once returns when it says never.
pub async fn refit_now_and_then(state: AppState) {
    let refit = state.config().refit;
    if refit.every_minutes == 0 {
        return;
    }
    loop {
        sleep(Duration::from_secs(60 * refit.every_minutes)).await;
        let service = state.shared_service();
        match spawn_blocking(move || service.refit(Gate::of_percent(refit.fall_percent_max), refit.threads)).await {
            Ok(Ok(Refitted::Unchanged)) => tracing::debug!("nothing has changed since the last fit"),
            Ok(Ok(Refitted::Promoted(model))) => {
                state.metrics().count_refit(Outcome::Promoted);
                tracing::info!(model, "a refit was promoted");
            }
            Ok(Ok(Refitted::Refused { model, reason })) => {
                state.metrics().count_refit(Outcome::Refused);
                tracing::error!(model, reason, "a refit was refused; the present model keeps answering");
            }
            Ok(Err(cause)) => {
                state.metrics().count_refit(Outcome::Failed);
                tracing::warn!(%cause, "there is no refit; the present model keeps answering");
            }
            Err(cause) => {
                state.metrics().count_refit(Outcome::Failed);
                tracing::error!(%cause, "a refit failed");
            }
        }
    }
}

/// Removes what is kept long enough, as the configuration says, once an hour for as long as it is polled; at once returns
/// when everything is kept for good.
pub async fn expire_now_and_then(state: AppState) {
    let retention = state.config().retention.clone();
    if retention.events_days.is_empty() && retention.decisions_days == 0 {
        return;
    }
    let mut ticks = interval(EXPIRE_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let (service, now) = (state.shared_service(), Service::now());
        let (events, decisions) = limits(&retention, now);
        match spawn_blocking(move || service.expire(&events, decisions)).await {
            Ok(Ok(expired)) => tracing::info!(events = expired.events, decisions = expired.decisions, "expired"),
            Ok(Err(cause)) => tracing::error!(%cause, "what is too old was not removed"),
            Err(cause) => tracing::error!(%cause, "removing what is too old failed"),
        }
    }
}

/// Forgets the answers that were kept long enough for repeated requests, messages that were given up and imports that ended long ago, once an hour for as long as it is polled.
pub async fn forget_answers(state: AppState) {
    let mut ticks = interval(EXPIRE_EVERY);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        let service = state.shared_service();
        let folder = state.config().imports.folder.clone();
        let forget = move |now| {
            service.forget_answers(now)?;
            service.forget_messages(now)?;
            service.forget_imports(&folder, now)
        };
        match spawn_blocking(move || forget(Service::now())).await {
            Ok(Ok(imports)) => tracing::debug!(imports, "old answers, messages and imports were forgotten"),
            Ok(Err(cause)) => {
                tracing::error!(%cause, "what is too old of answers, messages and imports was not forgotten")
            }
            Err(cause) => tracing::error!(%cause, "forgetting what is too old failed"),
        }
    }
}

/// The moments before which events of a kind, and decisions, are too old.
fn limits(retention: &Retention, now: Time) -> (Vec<(Kind, Time)>, Option<Time>) {
    let before = |days: u32| now.plus_days(-i64::from(days));
    let events = retention.events_days.iter().map(|(&kind, &days)| (kind, before(days))).collect();
    (events, (retention.decisions_days > 0).then(|| before(retention.decisions_days)))
}

/// Signs the state of the decision log now and then, as the configuration says, for as long as it is polled.
///
/// # Errors
/// At once, when the key's file cannot be read.
pub fn sign_now_and_then(state: AppState) -> io::Result<impl Future<Output = ()>> {
    let audit = state.config().audit.clone();
    let key = if audit.signing_key.as_os_str().is_empty() { None } else { Some(read_key(&audit.signing_key)?) };
    Ok(async move {
        let Some(key) = key.map(Arc::new) else { return };
        let mut ticks = interval(Duration::from_secs(60 * audit.checkpoint_minutes));
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            ticks.tick().await;
            let (service, key) = (state.shared_service(), Arc::clone(&key));
            match spawn_blocking(move || service.sign_chain(&key, Service::now())).await {
                Ok(Ok(Some(signed))) => {
                    tracing::info!(link = signed.no, hash = %signed.hash, "the decision log was signed")
                }
                Ok(Ok(None)) => tracing::debug!("nothing was decided since the last signature"),
                Ok(Err(cause)) => tracing::error!(%cause, "the decision log was not signed"),
                Err(cause) => tracing::error!(%cause, "signing the decision log failed"),
            }
        }
    })
}

/// The key that signs, from its file.
///
/// # Errors
/// When the file cannot be read or holds something else; says which.
pub fn read_key(file: &Path) -> io::Result<SecretKey> {
    let named = |cause: &dyn std::fmt::Display| io::Error::other(format!("`{}`: {cause}", file.display()));
    fs::read_to_string(file).map_err(|cause| named(&cause))?.parse().map_err(|cause| named(&cause))
}
