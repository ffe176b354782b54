//! What may be done with rules and reviews, as pure functions: who takes which step, what needs approval, what is drawn.

mod differences;
mod life;
mod reviews;
mod thresholds;
