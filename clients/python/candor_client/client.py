"""What a shop's servers ask."""

from __future__ import annotations

import ssl
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, cast

from .transport import Patience, Transport
from .types import (
    Audience,
    Customer,
    DecisionRecord,
    Erased,
    Event,
    Export,
    Item,
    ItemsTaken,
    KeptEvent,
    Merged,
    Recommendations,
    RecommendationRequest,
    Recorded,
    Rejected,
    Replayed,
    Saved,
    Similar,
    Summary,
    TokenMade,
    Why,
)

T = TypeVar("T")

BATCH_MAX = 1_000
"""The most events or items that the service takes at once; more are sent as several batches."""


class Candor:
    """A service, called with a key of the shop. May be shared between threads."""

    def __init__(
        self,
        service: str,
        key: str,
        *,
        patience: Patience = Patience(),
        context: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {"Authorization": f"Bearer {key}"}
        self._transport = Transport(service, headers, patience, context, sleep)

    # Recommendations

    def recommend(
        self, request: RecommendationRequest, *, idempotency_key: str | None = None
    ) -> Recommendations:
        """A list with its reasons. Tried once unless a key is given: a page would rather do without than wait.

        The answer's `page`, in the request for the page's next list, keeps out what was shown; its `next`, as `cursor` of the same
        request, goes on with this one.
        """
        answer = self._transport.call("recommend", body=request, idempotency_key=idempotency_key)
        return cast(Recommendations, answer)

    def check(self, request: RecommendationRequest) -> None:
        """Checks a request, decides nothing and keeps nothing; raises what is wrong with it."""
        self._transport.call("recommend", body={**request, "validate_only": True})

    def similar_items(self, item: str, count: int | None = None) -> Similar:
        """What goes with an item, best first."""
        return cast(Similar, self._transport.call("similar_items", {"id": item}, {"count": count}))

    # Events

    def record_events(self, events: Sequence[Event], *, idempotency_key: str | None = None) -> Recorded:
        """Takes events; returns after they are durable. The first event with an id wins."""
        total: Recorded = {"accepted": 0, "duplicates": 0, "rejected": []}
        for first, key, batch in _batches(events, idempotency_key):
            answer: Recorded = self._transport.call("record_events", body=batch, idempotency_key=key)
            total["accepted"] += answer["accepted"]
            total["duplicates"] += answer["duplicates"]
            total["rejected"] += _within(answer["rejected"], first)
            if wrong := answer.get("misquoted"):
                wrong = [{**entry, "index": entry["index"] + first} for entry in wrong]
                total["misquoted"] = [*total.get("misquoted", []), *wrong]
        return total

    def customer_events(self, customer: str, *, limit: int | None = None) -> Iterator[KeptEvent]:
        """What a customer did, the newest first; `limit` is the size of a page."""
        return self._transport.pages("customer_events", {"id": customer}, {"limit": limit}, "events")

    def use_event(self, customer: str, event: str, used: bool) -> Saved:
        """Lets one of a customer's events count, or not."""
        path = {"id": customer, "event": event}
        return cast(Saved, self._transport.call("use_event", path, body={"used": used}))

    # Items

    def put_items(self, items: Sequence[Item], *, idempotency_key: str | None = None) -> ItemsTaken:
        """Adds or replaces items; one that is refused does not keep the others out."""
        total: ItemsTaken = {"accepted": 0, "changed": 0, "rejected": []}
        for first, key, batch in _batches(items, idempotency_key):
            answer: ItemsTaken = self._transport.call("put_items", body=batch, idempotency_key=key)
            total["accepted"] += answer["accepted"]
            total["changed"] += answer["changed"]
            total["rejected"] += _within(answer["rejected"], first)
        return total

    def items(self, *, limit: int | None = None) -> Iterator[Item]:
        """The items on offer, in the order of their ids; `limit` is the size of a page."""
        return self._transport.pages("list_items", {}, {"limit": limit}, "items")

    def put_item(self, item: Item) -> Saved:
        """Adds or replaces one item."""
        return cast(Saved, self._transport.call("put_item", {"id": item["id"]}, body=item))

    def get_item(self, item: str) -> Item:
        """An item as it is on offer now."""
        return cast(Item, self._transport.call("get_item", {"id": item}))

    def delete_item(self, item: str) -> None:
        """Withdraws an item; earlier decisions can still be explained."""
        self._transport.call("delete_item", {"id": item})

    # Customers

    def put_customer(self, customer: Customer) -> Saved:
        """Adds or replaces a customer's record; their own choices stay as they were where they are left out."""
        return cast(Saved, self._transport.call("put_customer", {"id": customer["id"]}, body=customer))

    def get_customer(self, customer: str) -> Customer:
        """A customer's record, consent included."""
        return cast(Customer, self._transport.call("get_customer", {"id": customer}))

    def merge_visitor(self, customer: str, visitor: str, *, idempotency_key: str | None = None) -> Merged:
        """Moves a visitor's events to the customer who signs in."""
        answer = self._transport.call(
            "merge_visitor",
            {"id": customer},
            body={"visitor": visitor},
            idempotency_key=idempotency_key or str(uuid.uuid4()),
        )
        return cast(Merged, answer)

    def export_customer(self, customer: str) -> Export:
        """A copy of everything that is kept of a customer."""
        return cast(Export, self._transport.call("export_customer", {"id": customer}, {"format": "json"}))

    def export_customer_csv(self, customer: str) -> str:
        """The same as a table."""
        return cast(str, self._transport.call("export_customer", {"id": customer}, {"format": "csv"}))

    def erase_customer(self, customer: str) -> Erased:
        """Forgets a customer for good."""
        return cast(Erased, self._transport.call("erase_customer", {"id": customer}))

    # Tokens for pages

    def token_for_customer(self, customer: str, audience: Audience, ttl_seconds: int = 600) -> TokenMade:
        """A token for the page of a customer who has signed in; at most 900 seconds."""
        wish = {"customer": customer, "audience": audience, "ttl_seconds": ttl_seconds}
        return cast(TokenMade, self._transport.call("create_token", body=wish))

    def token_for_visitor(self, visitor: str, audience: Audience, ttl_seconds: int = 600) -> TokenMade:
        """A token for the page of a device that has not signed in."""
        wish = {"visitor": visitor, "audience": audience, "ttl_seconds": ttl_seconds}
        return cast(TokenMade, self._transport.call("create_token", body=wish))

    # Decisions

    def decisions(
        self,
        *,
        customer: str | None = None,
        visitor: str | None = None,
        item: str | None = None,
        since: str | None = None,
        until: str | None = None,
        limit: int | None = None,
    ) -> Iterator[Summary]:
        """Finds decisions, in the order of the log; `limit` is the size of a page."""
        query = {
            "customer": customer,
            "visitor": visitor,
            "item": item,
            "since": since,
            "until": until,
            "limit": limit,
        }
        return self._transport.pages("list_decisions", {}, query, "decisions")

    def get_decision(self, decision: str) -> DecisionRecord:
        """A decision's record."""
        return cast(DecisionRecord, self._transport.call("get_decision", {"id": decision}))

    def why(self, decision: str, item: str, instead_of: str | None = None) -> Why:
        """Why an item stands where it does, and, on request, why another one does not."""
        path = {"id": decision, "item": item}
        return cast(Why, self._transport.call("why", path, {"instead_of": instead_of}))

    def replay(self, decision: str) -> Replayed:
        """Decides again and compares byte by byte; for keys of auditors and admins."""
        return cast(Replayed, self._transport.call("replay", {"id": decision}))


def _batches(entries: Sequence[T], key: str | None) -> Iterator[tuple[int, str, Sequence[T]]]:
    """Batches with the place of their first entry, each with a key of its own that repeats with the caller's key."""
    key = key or str(uuid.uuid4())
    for first in range(0, len(entries), BATCH_MAX):
        yield first, key if first == 0 else f"{key}-{first}", entries[first : first + BATCH_MAX]


def _within(rejected: list[Rejected], first: int) -> list[Rejected]:
    return [{**entry, "index": entry["index"] + first} for entry in rejected]
