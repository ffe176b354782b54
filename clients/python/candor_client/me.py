"""What customers and visitors decide about themselves."""

from __future__ import annotations

import ssl
import time
from collections.abc import Callable, Iterator
from typing import cast

from .transport import Patience, Transport
from .types import ConsentState, Erased, Export, KeptEvent, Personalisation, Purpose, Saved, Topics


class Me:
    """`/v1/me`, called with a token of the audience `me`. A visitor has events, a copy and erasure, and no record."""

    def __init__(
        self,
        service: str,
        token: str,
        *,
        patience: Patience = Patience(),
        context: ssl.SSLContext | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._transport = Transport(service, headers, patience, context, sleep)

    def consent(self) -> ConsentState:
        """What holds, and whether it was chosen."""
        return cast(ConsentState, self._transport.call("my_consent"))

    def allow(self, purpose: Purpose, allowed: bool) -> ConsentState:
        """Allows or withholds one purpose."""
        return cast(ConsentState, self._transport.call("allow", {"purpose": purpose}, body={"allowed": allowed}))

    def personalisation(self) -> Personalisation:
        """How much of the history is used."""
        return cast(Personalisation, self._transport.call("my_personalisation")["personalisation"])

    def personalise(self, extent: Personalisation) -> None:
        """Chooses how much of the history is used."""
        self._transport.call("personalise", body={"personalisation": extent})

    def topics(self) -> Topics:
        """What is never shown, and what was told to be liked."""
        return cast(Topics, self._transport.call("my_topics"))

    def put_topics(self, topics: Topics) -> Topics:
        """Replaces the topics."""
        return cast(Topics, self._transport.call("put_my_topics", body=topics))

    def events(self, *, limit: int | None = None) -> Iterator[KeptEvent]:
        """What was done, the newest first; `limit` is the size of a page."""
        return self._transport.pages("my_events", {}, {"limit": limit}, "events")

    def use_event(self, event: str, used: bool) -> Saved:
        """Lets one event count, or not: "do not use this"."""
        return cast(Saved, self._transport.call("use_my_event", {"event": event}, body={"used": used}))

    def export(self) -> Export:
        """A copy of everything."""
        return cast(Export, self._transport.call("export_me", query={"format": "json"}))

    def export_csv(self) -> str:
        """The same as a table."""
        return cast(str, self._transport.call("export_me", query={"format": "csv"}))

    def erase(self) -> Erased:
        """Forgets everything for good."""
        return cast(Erased, self._transport.call("erase_me"))
