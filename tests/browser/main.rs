//! The demo shop's pages, over HTTP without scripts and in a real browser (headless Chromium through WebDriver).
//!
//! Properties held:
//! - every page is complete without scripts, under a policy that allows nothing inline and nothing from elsewhere;
//! - switching the customer changes the rail, and so does clicking a product; both with the keyboard too;
//! - every card gives a reason; the printed numbers of "why this?" add up to the printed score, the exact ones to the
//!   exact score, bit for bit;
//! - what the customer switches off is not used in the next list, and can be switched on again;
//! - each word on a recommendation and each choice changes the next list, says what left and came, and can be taken back; a browser that wants no
//!   profile gets none; leaving removes everything and gives a receipt;
//! - whatever changes something, by the lists of the routers, is refused where another site asks for it, and then nothing is changed;
//! - at the console nobody is seen to without signing in; a preview changes nothing and follows the sliders; a rule goes from its author
//!   over an approver into the next list, and back; a customer's word goes over the review queue into their next list, and back;
//! - whatever is typed into any text field of any form, which the pages are asked for, runs nowhere;
//! - a customer's click shows in the watch; an alarm becomes an incident, which is taken and resolved; an experiment goes from its draft to its
//!   verdict; an analyst is offered nothing that changes something, but to make a report;
//! - a report is made in the console, read with its charts and saved as a page that loads nothing, by whom it is for;
//! - every page of one list, as somebody who sees it, in light and dark, on a desk and a phone: axe-core finds nothing serious, nothing scrolls
//!   sideways, hostile texts stay texts wherever a text can stand, the browser's console reports nothing, nothing comes from elsewhere, and
//!   the page weighs at most 150 kB; axe-core finds nothing serious either in what an action leads to, a refusal among it;
//! - on each of them the tab key reaches everything, in order and in sight; the main actions take no mouse; without scripts nothing is missing but
//!   the preview that follows by itself;
//! - every page of the shop and of the console is in the language that was chosen, or that the browser asks for, and has no sentence of another one;
//!   what goes wrong is a page too; axe-core finds nothing serious in German and French either;
//! - the customers of a shop with pages of its own come in with a token of the shop's alone, from its pages alone, see what is theirs and no more,
//!   and go back;
//! - an item is pinned by dragging and with the keyboard, and "how we choose" tells of it; the curve of what variety costs takes its place when it is
//!   measured;
//! - another tone goes from the choice of a marketer over an approver, who reads the same examples, into the sentences of the next list;
//!
//! What can be done has one walk each, taken through the demo's shop and through a real shop's sales (`real.rs`):
//!
//! | what | walk |
//! |---|---|
//! | why this? | `rights::a_word_on_a_recommendation`, with `visit::the_account_adds_up` |
//! | a gift, and what feels too personal | `rights::a_gift_and_what_is_too_personal` |
//! | your data and choices | `rights::data_and_choices` and, on real sales, `real::what_is_bought_and_what_is_not_used`; `rights::a_pause_and_a_fresh_start`; `rights::a_copy_is_saved`; `rights::leaving` |
//! | topics | `rights::a_topic_that_is_liked`; real sales have none (`real::nothing_is_asked_of_topics`) |
//! | the customer's language | `wording::in_the_language_of_the_customer` |
//! | how we choose, tuning | `tune::from_a_pin_to_how_we_choose` |
//! | every kind of rule, typed and clicked; what is scheduled, rejected, withdrawn | `tune::from_the_fields_to_what_never_was_live` |
//! | what variety costs | `tune::the_curve_says_you_are_here` |
//! | the life of a policy | `console::from_a_draft_to_the_next_list_and_back` |
//! | what needs approval | `console::from_a_wish_to_settings_that_hold` |
//! | the review queue | `console::from_a_word_of_a_customer_to_the_next_list`, `console::from_a_word_of_a_customer_to_an_incident`, `console::from_a_wrong_reason_to_the_next_training`, `console::from_each_source_to_the_figures` |
//! | watch and incidents | `overseeing::from_an_alarm_to_its_resolution` |
//! | experiments | `overseeing::from_a_proposal_to_a_verdict`; with reasons hidden, `wording::hidden_from_one_arm` |
//! | wording | `wording::from_a_choice_to_the_next_list` |
//! | reports, and the bundle for an auditor | `reports::everything_is_made_and_saved`, `reports::an_audit_is_made_read_and_saved` |
//!
//! Each run draws every page of the list into `target/screenshots/`. The pictures of the documents, which show the demo's shop, are written by
//! `UPDATE_SCREENSHOTS=1 cargo test --locked --test browser -- --skip real:: --skip unscripted::`. Without Chromium the browser's part skips by name;
//! with `CI=true` that is a failure.

mod access;
mod choices;
mod component;
mod console;
mod customers;
mod driver;
mod forgery;
mod hostile;
mod keyboard;
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
mod unscripted;
mod visit;
mod wording;
