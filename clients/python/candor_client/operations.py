"""The operations of the service that this client calls; a test holds this table to the OpenAPI document."""

from __future__ import annotations

from typing import NamedTuple


class Operation(NamedTuple):
    """A call: where it goes, what it takes and what it gives."""

    method: str
    path: str
    query: tuple[str, ...] = ()
    body: str | None = None
    answer: str | None = None


OPERATIONS: dict[str, Operation] = {
    "recommend": Operation(
        "POST", "/v1/recommendations", body="RecommendationRequest", answer="Recommendations"
    ),
    "record_events": Operation("POST", "/v1/events", body="Event[]", answer="Recorded"),
    "put_items": Operation("POST", "/v1/items", body="Item[]", answer="ItemsTaken"),
    "list_items": Operation("GET", "/v1/items", query=("after", "limit"), answer="Items"),
    "put_item": Operation("PUT", "/v1/items/{id}", body="Item", answer="Saved"),
    "get_item": Operation("GET", "/v1/items/{id}", answer="Item"),
    "delete_item": Operation("DELETE", "/v1/items/{id}"),
    "similar_items": Operation("GET", "/v1/items/{id}/similar", query=("count",), answer="Similar"),
    "put_customer": Operation("PUT", "/v1/customers/{id}", body="Customer", answer="Saved"),
    "get_customer": Operation("GET", "/v1/customers/{id}", answer="Customer"),
    "merge_visitor": Operation("POST", "/v1/customers/{id}/merge", body="Merge", answer="Merged"),
    "customer_events": Operation(
        "GET", "/v1/customers/{id}/events", query=("after", "limit"), answer="History"
    ),
    "use_event": Operation("PATCH", "/v1/customers/{id}/events/{event}", body="Use", answer="Saved"),
    "export_customer": Operation("GET", "/v1/customers/{id}/export", query=("format",), answer="Export"),
    "erase_customer": Operation("DELETE", "/v1/customers/{id}", answer="Erased"),
    "list_decisions": Operation(
        "GET",
        "/v1/decisions",
        query=("customer", "visitor", "item", "since", "until", "after", "limit"),
        answer="Decisions",
    ),
    "get_decision": Operation("GET", "/v1/decisions/{id}", answer="DecisionRecord"),
    "why": Operation("GET", "/v1/decisions/{id}/items/{item}/why", query=("instead_of",), answer="Why"),
    "replay": Operation("POST", "/v1/decisions/{id}/replay", answer="Replayed"),
    "create_token": Operation("POST", "/v1/tokens", body="TokenWish", answer="TokenMade"),
    "my_consent": Operation("GET", "/v1/me/consent", answer="ConsentState"),
    "allow": Operation("PUT", "/v1/me/consent/{purpose}", body="Allowance", answer="ConsentState"),
    "my_personalisation": Operation("GET", "/v1/me/personalisation", answer="Extent"),
    "personalise": Operation("PUT", "/v1/me/personalisation", body="Extent", answer="Extent"),
    "my_topics": Operation("GET", "/v1/me/topics", answer="Topics"),
    "put_my_topics": Operation("PUT", "/v1/me/topics", body="Topics", answer="Topics"),
    "my_events": Operation("GET", "/v1/me/events", query=("after", "limit"), answer="History"),
    "use_my_event": Operation("PATCH", "/v1/me/events/{event}", body="Use", answer="Saved"),
    "export_me": Operation("GET", "/v1/me/export", query=("format",), answer="Export"),
    "erase_me": Operation("DELETE", "/v1/me", answer="Erased"),
}
