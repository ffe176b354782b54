//! The demo shop's pages, over HTTP without scripts and in a real browser (headless Chromium through WebDriver).
//!
//! Properties held:
//! - every page is complete without scripts, under a policy that allows nothing inline and nothing from elsewhere;
//! - switching the customer changes the rail, and so does clicking a product; both with the keyboard too;
//! - every card gives a reason; the printed numbers of "why this?" add up to the printed score, the exact ones to the
//!   exact score, bit for bit;
//! - what the customer switches off is not used in the next list, and can be switched on again;
//! - each word on a recommendation and each choice changes the next list, says what left and came, and can be taken back; a report lies
//!   in the review queue; a browser that wants no profile gets none; leaving removes everything and gives a receipt;
//! - a change that another site asks for is refused;
//! - at the console nobody is seen to without signing in; a preview changes nothing and follows the sliders; a rule goes from its author
//!   over an approver into the next list;
//! - hostile texts in titles, brands, sellers, categories, attributes and rules stay texts on every page, and break no policy;
//! - on a phone no page scrolls sideways; nowhere does the browser's console report anything.
//!
//! With `UPDATE_SCREENSHOTS=1` the pictures of the documents are written. Without Chromium the browser's part skips by
//! name; with `CI=true` that is a failure.

mod choices;
mod component;
mod console;
mod driver;
mod languages;
mod no_script;
mod rights;
mod shop;
mod visit;
