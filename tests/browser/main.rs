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
//! - all of this also on a real shop's sales, the watch, incidents, experiments and reports of the console among it;
//! - at the console nobody is seen to without signing in; a preview changes nothing and follows the sliders; a rule goes from its author
//!   over an approver into the next list;
//! - a customer's click shows in the watch; an alarm becomes an incident, which is taken and resolved; an experiment goes from its draft to its
//!   verdict; an analyst is offered nothing that changes something, but to make a report;
//! - a report is made in the console, read with its charts and saved as a page that loads nothing, by whom it is for;
//! - every page of one list, as somebody who sees it, in light and dark, on a desk and a phone: axe-core finds nothing serious, nothing scrolls
//!   sideways, hostile texts stay texts wherever a text can stand, the browser's console reports nothing, nothing comes from elsewhere,
//!   the page weighs at most 150 kB, and no form of it is taken from another site;
//! - every page of the shop and of the console is in the language that was chosen, or that the browser asks for, and has no sentence of another one;
//!   what goes wrong is a page too; axe-core finds nothing serious in German and French either;
//! - the customers of a shop with pages of its own come in with a token of the shop's alone, from its pages alone, see what is theirs and no more,
//!   and go back;
//! - an item is pinned by dragging and with the keyboard; the curve of what variety costs takes its place when it is measured;
//! - another tone goes from the choice of a marketer over an approver, who reads the same examples, into the sentences of the next list;
//!
//! With `UPDATE_SCREENSHOTS=1` the pictures of the documents are written. Without Chromium the browser's part skips by
//! name; with `CI=true` that is a failure.

mod choices;
mod component;
mod console;
mod customers;
mod driver;
mod languages;
mod no_script;
mod overseeing;
mod paint;
mod places;
mod reach;
mod real;
mod reports;
mod rights;
mod shop;
mod tune;
mod visit;
mod wording;
