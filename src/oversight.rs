//! How rules become live, and what people decide about recommendations: who may take which step, what needs somebody else's
//! approval, the review queue, what a review keeps out, incidents and experiments. `docs/oversight.md` tells it as a whole.
//!
//! What may be done is decided by pure functions on values; `keep` alone speaks to the store. Must not know HTTP, what time it is, or
//! how a list is made.

mod diff;
mod experiment;
mod fact;
mod figures;
mod incident;
mod keep;
mod proposal;
mod queue;
mod review;
mod settings;
mod step;
mod suppression;
mod threshold;
mod weekly;

pub use diff::{Difference, diff};
pub use experiment::{Course, EXPERIMENT_DAYS_MAX, Experiment, Plan, Run, Treatment, Turn};
pub use fact::{Fact, Respoken};
pub use figures::{Figures, Pattern, WeekFigures, figures};
pub use incident::{Done, Handling, Incident, Line, Origin, Phase, TITLE_CHARS_MAX};
pub use keep::{
    Candidate, Finding, Kept, OversightError, Standings, alarmed, all_running, approve_settings, begin, change, due,
    end, entry, experiment, experiments, fresh_id, handle, incident, incidents, join_sample, make_live, open_incident,
    open_incidents, placements, plan, proposal, proposals, put_settings, raise_alarm, read_named, refuse_settings,
    refused_settings, remove, review, reviews, reviews_of, rule, running, save, settings, settings_changes,
    settle_alarms, standings, stop, suppressed, wanted, wished_settings, write_new,
};
pub use proposal::Proposal;
pub use queue::{candidate, first_id, picks, report_id, sampled_id, week, week_begins};
pub use review::{Review, Ruling, Source, Verdict};
pub use settings::{Sampling, Settings, SettingsChange, SettingsError, Signed, WEEKLY_MAX, Wish};
pub use step::{Act, Did, Entry, Measured, REASON_CHARS_MAX, Refusal, State, Step, Whose};
pub use suppression::{SUPPRESSED_MAX, Suppressed, Suppression};
pub use threshold::{Check, Compared, Threshold, Thresholds, checks};
pub use weekly::{Drawn, Weekly};
