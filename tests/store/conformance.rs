//! The properties of a store. Each function takes an empty one; `suite!` runs them all on a backend.

mod catalogue;
mod concurrency;
mod documents;
mod erasure;
mod events;
mod log;
mod people;
mod records;
mod traces;

/// One test for each of these properties, on the stores that `$open` makes: `$open()` gives something that derefs to an
/// empty store, or nothing where there is no such backend on this machine.
macro_rules! tests {
    ($backend:ident, $open:expr, [$($area:ident :: $property:ident),+ $(,)?]) => {
        mod $backend {
            $(#[test]
            fn $property() {
                let Some(shop) = $open() else { return };
                super::$area::$property(&*shop);
            })+
        }
    };
}

/// Runs every property on a backend.
macro_rules! suite {
    ($backend:ident, $open:expr) => {
        tests!(
            $backend,
            $open,
            [
                events::an_event_survives_with_all_its_fields,
                events::a_history_is_in_time_then_id_order,
                events::the_first_event_with_an_id_wins_in_the_whole_store,
                events::a_repeated_batch_changes_nothing,
                events::an_empty_batch_is_fine,
                events::a_receipt_is_written_with_its_events_or_neither_is,
                events::of_two_writers_with_one_receipt_one_keeps_its_events,
                events::an_event_can_be_switched_off_and_on_by_its_subject_only,
                events::the_stream_gives_customers_then_visitors_in_id_order,
                events::a_visitor_closure_can_read_the_store_and_stop_the_stream,
                events::the_stream_is_one_state_while_others_write,
                events::merging_moves_all_events_and_forgets_the_visitor,
                events::merging_an_unknown_visitor_changes_nothing,
                events::event_items_are_those_of_accepted_events_in_order,
                events::the_newest_event_time_ignores_order_and_duplicates,
                catalogue::a_new_store_has_an_empty_catalogue_at_revision_zero,
                catalogue::an_item_survives_with_all_its_fields,
                catalogue::unchanged_items_change_nothing,
                catalogue::each_call_that_changes_something_raises_the_revision_by_one,
                catalogue::the_last_of_two_versions_in_a_call_counts,
                catalogue::every_past_revision_can_be_read_again,
                catalogue::a_digest_names_contents_not_the_way_there,
                catalogue::a_revision_that_is_not_there_is_an_error,
                catalogue::random_changes_agree_with_a_model,
                records::a_customer_survives_with_all_fields,
                records::unchanged_customers_are_not_counted,
                records::customer_ids_come_in_order_in_pages,
                records::policy_versions_are_kept_and_the_last_is_live,
                records::a_policy_and_what_goes_with_it_are_published_together_or_not_at_all,
                records::a_decision_can_be_read_at_once_and_after_a_flush,
                records::the_first_record_of_a_decision_is_kept,
                records::settings_are_the_standard_ones_until_replaced,
                records::counts_follow_every_call,
                documents::a_document_counts_its_versions_and_its_collection_is_its_own,
                documents::a_document_changes_only_from_what_is_expected,
                documents::changes_of_one_call_are_made_together_or_not_at_all,
                documents::documents_come_in_byte_order_in_pages,
                documents::what_tells_of_a_subject_follows_it_and_goes_with_it,
                log::each_decision_gets_the_next_link_and_the_chain_is_sound,
                log::what_is_forgotten_leaves_its_link_and_no_other_takes_its_place,
                log::equal_records_are_committed_to_differently,
                log::decisions_are_found_by_whom_they_were_for_and_when,
                log::an_outline_stands_for_its_record_where_there_is_one_and_goes_with_it,
                log::a_pass_can_begin_where_a_moment_does_however_the_log_is_ordered,
                events::events_that_quote_a_decision_are_found_by_it,
                records::records_of_many_customers_come_in_id_order,
                log::decisions_expire_by_age_the_oldest_first,
                log::events_expire_by_kind_and_age_with_what_hangs_on_nothing_else,
                people::nobody_is_somebody_without_record_and_events,
                people::the_next_look_sees_each_event_and_feedback,
                people::the_next_look_sees_what_is_not_to_be_used,
                people::the_next_look_sees_each_choice_of_the_customer,
                people::the_next_look_sees_a_visitor_become_a_customer,
                people::who_was_erased_is_nobody_and_comes_back_without_a_past,
                people::the_next_look_sees_what_has_expired,
                traces::a_trace_stands_in_for_events_in_the_order_of_the_stream,
                traces::any_change_of_a_subject_ends_its_trace_and_no_other,
                traces::a_trace_of_an_older_state_is_not_kept,
                erasure::an_erasure_takes_everything_of_a_subject_and_nothing_of_others,
                erasure::an_item_that_only_the_erased_named_is_named_no_more_until_somebody_does,
                erasure::what_was_kept_for_learning_goes_too_and_does_not_come_back,
                erasure::a_customer_takes_over_the_decisions_of_the_visitor_they_were,
                concurrency::of_eight_writers_nothing_is_lost_and_nothing_kept_twice,
                concurrency::writers_of_the_same_events_accept_each_once,
                concurrency::a_batch_is_never_seen_in_part,
                concurrency::catalogue_revisions_of_concurrent_writers_are_a_sequence,
                concurrency::many_decisions_pass_a_bounded_queue,
            ]
        );
    };
}

suite!(embedded, || Some(crate::store::embedded::fresh()));
suite!(postgres, crate::store::postgres::fresh);
