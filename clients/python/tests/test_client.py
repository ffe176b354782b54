"""The client against a running service, which `tests/clients` of the repository starts.

Properties held:
- a list explains itself as far as it is asked to, and its ledger folds to the score;
- events are taken in batches of any size, each once, and what is refused is named by its place;
- a list of many pages is read to its end; the lists of one page repeat nothing;
- customers, items, consent, tokens, erasure and replays do what they say;
- a problem is an exception with the document; what no answer came to is one too;
- what is repeated is repeated only where that is harmless, after the time that the service names.
"""

import json
import os
import pathlib
import socket
import sys
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from candor_client import (  # noqa: E402
    BadRequest,
    Candor,
    Forbidden,
    Invalid,
    Me,
    NoAnswer,
    NotFound,
    Patience,
    ProblemError,
    TimedOut,
    TooMany,
    Unauthenticated,
    Unavailable,
)

SHOP = json.loads(os.environ["CLIENTS_TEST"])
SERVICE = SHOP["service"]


def view(event: str, customer: str, item: str = "i00"):
    return {"id": event, "customer": customer, "item": item, "kind": "view", "time": "2024-05-02T10:00:00Z"}


class Shop(unittest.TestCase):
    def setUp(self) -> None:
        self.shop = Candor(SERVICE, SHOP["secret"])
        # What one test does, no other sees.
        self.customer = f"py {uuid.uuid4()} / ü"

    def test_a_list_explains_itself_as_far_as_it_is_asked_to(self) -> None:
        plain = self.shop.recommend({"customer": "c1", "count": 3, "explain": "none"})
        self.assertEqual([item["rank"] for item in plain["items"]], [1, 2, 3])
        self.assertNotIn("reasons", plain["items"][0])
        reasons = self.shop.recommend({"customer": "c1", "count": 3, "explain": "reasons"})
        self.assertTrue(reasons["items"][0]["reasons"][0]["text"])
        self.assertNotIn("ledger", reasons["items"][0])
        full = self.shop.recommend({"customer": "c1", "count": 3, "explain": "full"})
        for item in full["items"]:
            score = 0.0
            for line in item["ledger"]:
                score += line["amount"]
            self.assertEqual(score, item["score"])
        why = self.shop.why(full["decision"], full["items"][0]["item"], instead_of=full["items"][1]["item"])
        self.assertEqual(why["item"]["score"], full["items"][0]["score"])
        self.assertEqual(why["instead_of"]["item"], full["items"][1]["item"])
        record = self.shop.get_decision(full["decision"])
        self.assertEqual(record["answer"]["decision"], full["decision"])
        self.assertTrue(Candor(SERVICE, SHOP["auditor"]).replay(full["decision"])["identical"])

    def test_the_lists_of_a_page_and_the_parts_of_a_list_repeat_nothing(self) -> None:
        asked = {"customer": "c1", "count": 2}
        first = self.shop.recommend(asked)
        beside = self.shop.recommend({**asked, "placement": "cart", "page": first["page"]})
        further = self.shop.recommend({**asked, "cursor": first["next"]})
        shown = {item["item"] for item in first["items"]}
        for other in (beside, further):
            self.assertEqual(shown & {item["item"] for item in other["items"]}, set())
        self.shop.check(asked)
        with self.assertRaises(Invalid) as caught:
            self.shop.check({"filter": {"attributes": {"flavour": ["salty"]}}})
        self.assertIn("flavour", str(caught.exception))

    def test_an_answer_with_the_same_idempotency_key_is_the_same_decision(self) -> None:
        asked = {"customer": "c2", "count": 2}
        key = str(uuid.uuid4())
        first, again = (self.shop.recommend(asked, idempotency_key=key) for _ in range(2))
        self.assertEqual(first["decision"], again["decision"])
        self.assertNotEqual(self.shop.recommend(asked)["decision"], first["decision"])
        with self.assertRaises(Invalid):
            self.shop.recommend({"customer": "c3"}, idempotency_key=key)

    def test_batches_of_any_size_are_taken_once_and_what_is_refused_is_named_by_its_place(self) -> None:
        events = [view(f"{self.customer}-{at}", self.customer) for at in range(1_002)]
        del events[1_001]["item"]
        taken = self.shop.record_events(events, idempotency_key=str(uuid.uuid4()))
        self.assertEqual((taken["accepted"], taken["duplicates"]), (1_001, 0))
        self.assertEqual([entry["index"] for entry in taken["rejected"]], [1_001])
        self.assertIn("item", taken["rejected"][0]["errors"][0]["detail"])
        again = self.shop.record_events(events[:1_001])
        self.assertEqual((again["accepted"], again["duplicates"]), (0, 1_001))
        kept = [event["id"] for event in self.shop.customer_events(self.customer, limit=400)]
        self.assertEqual(sorted(kept), sorted(event["id"] for event in events[:1_001]))

    def test_decisions_are_found_page_after_page(self) -> None:
        made = [self.shop.recommend({"customer": self.customer, "count": 1})["decision"] for _ in range(3)]
        # The log is written behind the answers, in order: what is durable now stands after them.
        self.shop.record_events([view(f"{self.customer}-1", self.customer)])
        found = [summary["decision"] for summary in self.shop.decisions(customer=self.customer, limit=2)]
        self.assertEqual(sorted(found), sorted(made))

    def test_items_are_put_read_and_withdrawn(self) -> None:
        name = f"py-{uuid.uuid4()}/1"
        item = {"id": name, "title": "Tin Lantern", "price": {"amount": "12.50", "currency": "EUR"}}
        self.assertEqual(self.shop.put_items([item, {"id": "no title"}])["rejected"][0]["index"], 1)
        self.assertTrue(self.shop.put_item({**item, "brand": "Lumen"})["changed"])
        self.assertEqual(self.shop.get_item(name)["brand"], "Lumen")
        self.shop.delete_item(name)
        with self.assertRaises(NotFound):
            self.shop.get_item(name)
        listed = [item["id"] for item in self.shop.items(limit=5)]
        self.assertEqual(listed, sorted(set(listed)))
        self.assertLessEqual({f"i{at:02}" for at in range(12)}, set(listed))
        self.assertTrue(self.shop.similar_items("i00", 3)["items"])

    def test_a_visitor_becomes_a_customer_who_is_forgotten(self) -> None:
        visitor = f"v-{uuid.uuid4()}"
        event = {"id": f"{visitor}-1", "visitor": visitor, "item": "i01", "kind": "cart", "time": "2024-05-02T10:00:00Z"}
        self.shop.record_events([event])
        self.assertEqual(self.shop.merge_visitor(self.customer, visitor)["moved"], 1)
        self.assertTrue(self.shop.put_customer({"id": self.customer, "consent": {"recommend": True}})["changed"])
        self.assertTrue(self.shop.get_customer(self.customer)["consent"]["recommend"])
        self.shop.use_event(self.customer, event["id"], False)
        self.assertFalse(next(self.shop.customer_events(self.customer))["used"])
        self.assertEqual(self.shop.export_customer(self.customer)["given"]["events"][0]["id"], event["id"])
        self.assertIn(event["id"], self.shop.export_customer_csv(self.customer))
        self.assertEqual(self.shop.erase_customer(self.customer)["events"], 1)
        self.assertEqual(list(self.shop.customer_events(self.customer)), [])

    def test_customers_decide_for_themselves(self) -> None:
        self.shop.record_events([view(f"{self.customer}-1", self.customer)])
        me = Me(SERVICE, self.shop.token_for_customer(self.customer, "me", 60)["token"])
        self.assertFalse(me.consent()["chosen"])
        self.assertFalse(me.allow("recommend", False)["consent"]["recommend"])
        me.personalise("light")
        self.assertEqual(me.personalisation(), "light")
        self.assertEqual(me.put_topics({"blocked": ["TOYS"]})["blocked"], ["TOYS"])
        self.assertEqual(me.topics()["blocked"], ["TOYS"])
        (event,) = me.events()
        me.use_event(event["id"], False)
        self.assertEqual([event["used"] for event in me.events()], [False])
        self.assertEqual(me.export()["customer"], self.customer)
        self.assertIn(self.customer, me.export_csv())
        self.assertTrue(me.erase()["was_known"])

    def test_a_visitor_has_events_and_no_record(self) -> None:
        me = Me(SERVICE, self.shop.token_for_visitor(f"v-{uuid.uuid4()}", "me")["token"])
        self.assertEqual(list(me.events()), [])
        with self.assertRaises(ProblemError) as caught:
            me.consent()
        self.assertEqual(caught.exception.status, 409)


class Problems(unittest.TestCase):
    def test_a_problem_is_an_exception_with_the_document(self) -> None:
        with self.assertRaises(Invalid) as caught:
            Candor(SERVICE, SHOP["secret"]).recommend({"count": 0})
        problem = caught.exception
        self.assertEqual((problem.status, problem.kind, problem.errors[0]["pointer"]), (422, "invalid", "/count"))
        self.assertTrue(problem.problem["instance"].startswith("urn:uuid:"))
        self.assertIn("`count`", str(problem))

    def test_each_kind_of_refusal_is_one_of_its_own(self) -> None:
        with self.assertRaises(Unauthenticated):
            Candor(SERVICE, "nonsense").get_item("i00")
        with self.assertRaises(Forbidden):
            Candor(SERVICE, SHOP["publishable"]).get_item("i00")
        with self.assertRaises(NotFound):
            Candor(SERVICE, SHOP["secret"]).get_item("nowhere")
        with self.assertRaises(BadRequest):
            Candor(SERVICE, SHOP["secret"]).recommend({}, idempotency_key="")

    def test_silence_and_a_closed_door_are_told_apart(self) -> None:
        waits = []
        with socket.create_server(("127.0.0.1", 0)) as silent:
            address = f"http://127.0.0.1:{silent.getsockname()[1]}"
            shop = Candor(address, "k", patience=Patience(timeout=0.05, retries=1, backoff=0.01), sleep=waits.append)
            with self.assertRaises(TimedOut):
                shop.get_item("i00")
            self.assertEqual(len(waits), 1, "a read is repeated")
            with self.assertRaises(TimedOut):
                shop.recommend({})
            self.assertEqual(len(waits), 1, "a POST without a key is not")
        with self.assertRaises(NoAnswer) as caught:
            shop.get_item("i00")
        self.assertNotIsInstance(caught.exception, TimedOut)

    def test_an_address_that_is_none_is_refused_at_once(self) -> None:
        for address in ["shop.example", "ftp://shop.example", "http://u:p@shop.example", "http://"]:
            with self.assertRaises(ValueError):
                Candor(address, "k")


class Repetition(unittest.TestCase):
    def test_a_post_is_repeated_only_with_a_key_and_after_the_time_that_the_service_names(self) -> None:
        waits = []
        shop = Candor(SHOP["bare"], SHOP["bare_keys"][0], sleep=waits.append)
        with self.assertRaises(Unavailable) as caught:
            shop.recommend({"customer": "c1"})
        self.assertEqual((waits, caught.exception.kind, caught.exception.retry_after), ([], "no-model", 1.0))
        again = Candor(SHOP["bare"], SHOP["bare_keys"][1], sleep=waits.append)
        with self.assertRaises(Unavailable):
            again.recommend({"customer": "c1"}, idempotency_key="one")
        self.assertEqual(waits, [1.0, 1.0])

    def test_who_calls_too_often_waits_and_is_answered(self) -> None:
        key = SHOP["bare_keys"][2]
        shop = Candor(SHOP["bare"], key)
        events = [view(f"py-{at}", "c1") for at in range(5)]
        self.assertEqual(sum(shop.record_events([event])["accepted"] for event in events), 5)
        hasty = Candor(SHOP["bare"], key, patience=Patience(retries=0))
        with self.assertRaises(TooMany) as caught:
            for _ in range(10):
                list(hasty.decisions())
        self.assertEqual(caught.exception.retry_after, 1.0)


if __name__ == "__main__":
    unittest.main()
