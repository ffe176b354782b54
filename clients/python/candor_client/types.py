"""The forms on the wire, named as in the service's OpenAPI document.

They are plain dictionaries: an answer may hold fields that are not listed here, and they are left alone.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict

Kind = Literal["view", "cart", "purchase", "rate", "like", "dislike", "save", "return", "not_interested", "report"]
SessionKind = Literal["view", "cart", "purchase", "save", "like", "dislike", "not_interested"]
Detail = Literal["none", "reasons", "full"]
Intent = Literal["discover", "restock", "complete", "gift"]
Device = Literal["own", "shared", "signed_out"]
Personalisation = Literal["full", "light", "off"]
Purpose = Literal["recommend", "explain", "measure_fairness"]
Audience = Literal["storefront", "me"]
Sensitive = Literal["health", "sexuality", "religion", "politics", "pregnancy", "grief", "children", "adult"]
Disclosure = Literal["none", "sponsored", "merchandised", "fairness", "fallback"]
Format = Literal["json", "csv"]


class FieldError(TypedDict):
    """One thing that is wrong with a request."""

    pointer: str
    detail: str


class Problem(TypedDict):
    """A problem document (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: NotRequired[list[FieldError]]


class Rejected(TypedDict):
    """An entry of a batch that was refused; the others were taken."""

    index: int
    errors: list[FieldError]


class Saved(TypedDict):
    """What became of a record that was put."""

    changed: bool


class Money(TypedDict):
    """An amount as a decimal string, and its currency."""

    amount: str
    currency: str


class Event(TypedDict):
    """What somebody did. Give `customer` or `visitor`; a page with a token may leave out both."""

    id: str
    item: str
    kind: Kind
    time: str
    customer: NotRequired[str | None]
    visitor: NotRequired[str | None]
    value: NotRequired[float | None]
    quantity: NotRequired[int | None]
    price: NotRequired[Money | None]
    decision: NotRequired[str | None]
    session: NotRequired[str | None]
    gift: NotRequired[bool]


class KeptEvent(Event):
    """An event as it is kept."""

    used: bool


class Misquoted(TypedDict):
    """An event that was taken, but leads back to no decision."""

    index: int
    detail: str


class Recorded(TypedDict):
    """What became of events."""

    accepted: int
    duplicates: int
    rejected: list[Rejected]
    misquoted: NotRequired[list[Misquoted]]


class History(TypedDict):
    """A page of somebody's events, the newest first."""

    events: list[KeptEvent]
    total: int


class Sponsorship(TypedDict):
    """Who pays for an item's place."""

    payer: str


class Item(TypedDict):
    """Something on offer."""

    id: str
    title: str
    brand: NotRequired[str | None]
    category: NotRequired[list[str]]
    price: NotRequired[Money | None]
    seller: NotRequired[str | None]
    stock: NotRequired[int | None]
    attributes: NotRequired[dict[str, str]]
    available_since: NotRequired[str | None]
    sensitive: NotRequired[Sensitive | None]
    sponsored: NotRequired[Sponsorship | None]


class Items(TypedDict):
    """A page of the items on offer."""

    items: list[Item]


class ItemsTaken(TypedDict):
    """What became of items."""

    accepted: int
    changed: int
    rejected: list[Rejected]


class SimilarItem(TypedDict):
    """An item that goes with another."""

    item: str
    weight: float


class Similar(TypedDict):
    """What goes with an item, best first."""

    item: str
    items: list[SimilarItem]


class Consent(TypedDict):
    """What somebody allows."""

    recommend: NotRequired[bool]
    explain: NotRequired[bool]
    measure_fairness: NotRequired[bool]


class Customer(TypedDict):
    """A customer's record."""

    id: str
    consent: NotRequired[Consent | None]
    segments: NotRequired[dict[str, str]]
    blocked_topics: NotRequired[list[str]]
    preferred_topics: NotRequired[list[str]]
    locale: NotRequired[str | None]
    personalisation: NotRequired[Personalisation]
    device: NotRequired[Device]


class Merge(TypedDict):
    """A visitor who has signed in."""

    visitor: str


class Merged(TypedDict):
    """What a merge moved."""

    moved: int


class Use(TypedDict):
    """Whether an event counts."""

    used: bool


class Erased(TypedDict):
    """What was removed of somebody."""

    was_known: bool
    events: int
    decisions: int


class PriceRange(TypedDict):
    """From and to, both included."""

    min: NotRequired[str | None]
    max: NotRequired[str | None]


class Filter(TypedDict):
    """What an item must be to be shown."""

    category: NotRequired[list[str]]
    brand: NotRequired[list[str]]
    seller: NotRequired[list[str]]
    attributes: NotRequired[dict[str, list[str] | bool | PriceRange]]
    price: NotRequired[PriceRange | None]
    in_stock: NotRequired[bool | None]


class Click(TypedDict):
    """A click of this visit."""

    item: str
    kind: NotRequired[SessionKind]


class RecommendationRequest(TypedDict):
    """What is asked."""

    placement: NotRequired[str]
    customer: NotRequired[str | None]
    visitor: NotRequired[str | None]
    session: NotRequired[list[Click]]
    context_items: NotRequired[list[str]]
    count: NotRequired[int]
    filter: NotRequired[Filter]
    exclude: NotRequired[list[str]]
    intent: NotRequired[Intent | None]
    device: NotRequired[Device]
    locale: NotRequired[str | None]
    explain: NotRequired[Detail]
    page: NotRequired[str | None]
    cursor: NotRequired[str | None]
    seed: NotRequired[int | None]


class CitedEvidence(TypedDict):
    """Evidence that may be named."""

    item: str
    kind: Kind
    time: str
    points: float


class Without(TypedDict):
    """The rank without some evidence; `None` when the item would not be a candidate."""

    rank: NotRequired[int | None]


class Reason(TypedDict):
    """A reason in words. New codes appear with new versions of the service, so `code` is any text."""

    code: str
    text: str
    share: float
    points: float
    evidence: list[CitedEvidence]
    disclosure: Disclosure
    how_sure: NotRequired[str | None]
    without: NotRequired[Without | None]


class SmallerSignals(TypedDict):
    """What is not told on its own."""

    count: int
    points: float


class LineSource(TypedDict):
    """Where a line comes from. New kinds appear with new versions of the service, so `kind` is any text."""

    kind: str
    item: NotRequired[str | None]
    event: NotRequired[Kind]
    aspect: NotRequired[str | None]
    topic: NotRequired[str | None]
    label: NotRequired[str]
    name: NotRequired[str]


class LedgerLine(TypedDict):
    """A line of the ledger; folding the amounts in order gives the score exactly."""

    source: LineSource
    amount: float


class RecommendedItem(TypedDict):
    """An item of a list."""

    item: str
    rank: int
    base_rank: int
    score: float
    confidence: float
    reasons: NotRequired[list[Reason] | None]
    smaller_signals: NotRequired[SmallerSignals | None]
    ledger: NotRequired[list[LedgerLine] | None]


class Recommendations(TypedDict):
    """A list."""

    decision: str
    model: str
    policy: str
    personalised: bool
    items: list[RecommendedItem]
    fallback: NotRequired[str | None]
    fallback_reason: NotRequired[str | None]
    experiment: NotRequired[str | None]
    relaxed: NotRequired[list[str]]
    page: NotRequired[str | None]
    next: NotRequired[str | None]
    record: NotRequired[str | None]


class MinimalSet(TypedDict):
    """The fewest pieces of evidence without which an item would leave the list."""

    items: list[str]
    unnamed: int
    rank: NotRequired[int | None]


class ContrastLine(TypedDict):
    """One source on both sides."""

    source: LineSource
    this: float
    that: float


class Contrast(TypedDict):
    """Why this and not that."""

    item: str
    score: float
    gap: float
    lines: list[ContrastLine]


class Why(TypedDict):
    """The full explanation of an item."""

    item: RecommendedItem
    minimal_set: NotRequired[MinimalSet | None]
    minimal_set_is_proven: NotRequired[bool]
    instead_of: NotRequired[Contrast | None]


class Summary(TypedDict):
    """A decision, in a line."""

    decision: str
    time: str
    placement: str
    policy: str
    model: str
    personalised: bool
    items: list[str]


class Decisions(TypedDict):
    """A page of decisions."""

    decisions: list[Summary]


class DecisionRecord(TypedDict):
    """A decision as it is kept: what it was made from, and the answer."""

    schema: int
    answer: Recommendations


class Replayed(TypedDict):
    """The outcome of a replay."""

    identical: bool
    decision: str
    model: str
    answer: NotRequired[Recommendations | None]


class TokenWish(TypedDict):
    """For whom a token is asked. Give `customer` or `visitor`."""

    audience: Audience
    ttl_seconds: int
    customer: NotRequired[str | None]
    visitor: NotRequired[str | None]


class TokenMade(TypedDict):
    """A token, for the page of this customer or visitor and for nobody else."""

    token: str
    expires: str


class Allowance(TypedDict):
    """A word on one purpose."""

    allowed: bool


class ConsentState(TypedDict):
    """What holds now, and whether it was chosen."""

    chosen: bool
    consent: Consent


class Extent(TypedDict):
    """How much of a history is used."""

    personalisation: Personalisation


class Topics(TypedDict):
    """Categories or brands."""

    blocked: NotRequired[list[str]]
    preferred: NotRequired[list[str]]


class Given(TypedDict):
    """What came from somebody."""

    events: list[KeptEvent]
    record: NotRequired[Customer | None]


class Voice(TypedDict):
    """How loud something that somebody did speaks."""

    item: str
    kind: Kind
    time: str
    weight: float


class Recommended(TypedDict):
    """A list that was shown."""

    decision: str
    placement: str
    time: str
    answer: Recommendations


class Derived(TypedDict):
    """What was made of what somebody gave."""

    profile: list[Voice]
    decisions: list[Recommended]


class Export(TypedDict):
    """A copy of everything that is kept of somebody."""

    exported_at: str
    given: Given
    derived: Derived
    customer: NotRequired[str | None]
    visitor: NotRequired[str | None]
