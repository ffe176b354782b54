"""One call over HTTP: addresses, time limits, repetition, and problems as exceptions. Knows no operation's meaning."""

from __future__ import annotations

import json
import random
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from email.utils import parsedate_to_datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from . import errors
from .operations import OPERATIONS
from .types import Problem

_TRY_AGAIN = (429, 503)


@dataclass(frozen=True)
class Patience:
    """How long the client waits, and how often it tries again."""

    timeout: float = 5.0
    """Seconds that one try may take."""
    retries: int = 2
    """How often a call is repeated at most. A POST is repeated only with an idempotency key."""
    backoff: float = 0.2
    """Seconds before the first repetition where the service names none; it doubles each time, less a random part."""
    wait_max: float = 10.0
    """The longest wait before a repetition; a service that asks for more is not asked again."""


@dataclass(frozen=True)
class _Reply:
    status: int
    reason: str
    retry_after: float | None
    media_type: str
    body: bytes


class Transport:
    """Sends calls to one service. Holds no connection, so that it may be shared between threads."""

    def __init__(
        self,
        service: str,
        headers: Mapping[str, str],
        patience: Patience,
        context: ssl.SSLContext | None,
        sleep: Callable[[float], None],
    ) -> None:
        address = urlsplit(service)
        if address.scheme not in ("http", "https") or not address.hostname:
            raise ValueError(f"the service's address begins with http:// or https://, not {service!r}")
        if address.username or address.query or address.fragment:
            raise ValueError("the service's address has no user, query or fragment")
        self._host, self._port = address.hostname, address.port
        self._base = address.path.rstrip("/")
        self._context = (context or ssl.create_default_context()) if address.scheme == "https" else None
        self._headers = dict(headers)
        self._patience = patience
        self._sleep = sleep

    def call(
        self,
        name: str,
        path: Mapping[str, str] | None = None,
        query: Mapping[str, object] | None = None,
        body: object = None,
        idempotency_key: str | None = None,
    ) -> Any:
        """Makes a call, and again where that is harmless; gives the answer's JSON, or its text where it is none."""
        operation = OPERATIONS[name]
        target = self._base + operation.path.format(
            **{part: quote(value, safe="") for part, value in (path or {}).items()}
        )
        asked = {key: value for key, value in (query or {}).items() if value is not None}
        if asked:
            target += "?" + urlencode(asked)
        headers = dict(self._headers)
        if idempotency_key is not None:
            headers["Idempotency-Key"] = idempotency_key
        content = None
        if body is not None:
            content = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
            headers["Content-Type"] = "application/json"
        may_repeat = operation.method != "POST" or idempotency_key is not None
        return self._until_answered(operation.method, target, content, headers, may_repeat)

    def pages(self, name: str, path: Mapping[str, str], query: Mapping[str, object], entries: str) -> Iterator[Any]:
        """The entries of a list, page after page, as long as an answer names a `next` one."""
        after: object = None
        while True:
            page = self.call(name, path, {**query, "after": after})
            yield from page[entries]
            after = page.get("next")
            if after is None:
                return

    def _until_answered(
        self, method: str, target: str, content: bytes | None, headers: Mapping[str, str], may_repeat: bool
    ) -> Any:
        patience = self._patience
        for repetition in range(patience.retries + 1):
            failure: errors.CandorError
            wait = patience.backoff * 2**repetition * random.uniform(0.5, 1.0)
            try:
                reply = self._once(method, target, content, headers)
            except errors.NoAnswer as cause:
                failure = cause
            else:
                if reply.status < 300:
                    return _read(reply)
                failure = errors.of(_problem(reply), reply.retry_after)
                # An earlier try with the same key is still being worked on; other conflicts name no time.
                is_ours = reply.status == 409 and reply.retry_after is not None
                if reply.status not in _TRY_AGAIN and not is_ours:
                    raise failure
                wait = wait if reply.retry_after is None else reply.retry_after
            if not may_repeat or repetition == patience.retries or wait > patience.wait_max:
                raise failure
            self._sleep(wait)
        raise AssertionError("the last try gives an answer or raises")

    def _once(self, method: str, target: str, content: bytes | None, headers: Mapping[str, str]) -> _Reply:
        """One try. Redirections are not followed: a key goes to nobody but the service."""
        ends = time.monotonic() + self._patience.timeout
        if self._context is None:
            connection = HTTPConnection(self._host, self._port, timeout=self._patience.timeout)
        else:
            connection = HTTPSConnection(
                self._host, self._port, timeout=self._patience.timeout, context=self._context
            )
        try:
            connection.request(method, target, content, dict(headers))
            response = connection.getresponse()
            pieces = []
            while piece := response.read1(1 << 16):
                pieces.append(piece)
                if time.monotonic() > ends:
                    raise TimeoutError
            if response.length:
                raise HTTPException("the answer was cut off")
            return _Reply(
                response.status,
                response.reason,
                _seconds(response.headers.get("Retry-After")),
                response.headers.get_content_type(),
                b"".join(pieces),
            )
        except TimeoutError as cause:
            raise errors.TimedOut(f"no answer within {self._patience.timeout} s") from cause
        except (OSError, HTTPException) as cause:
            raise errors.NoAnswer(f"the service cannot be reached: {cause}") from cause
        finally:
            connection.close()


def _seconds(retry_after: str | None) -> float | None:
    """`Retry-After` in seconds from now, whether it names seconds or a moment."""
    if retry_after is None:
        return None
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        moment = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(timezone.utc)).total_seconds())


def _read(reply: _Reply) -> Any:
    if not reply.body:
        return None
    if not reply.media_type.endswith("json"):
        return reply.body.decode()
    try:
        return json.loads(reply.body)
    except ValueError as cause:
        raise errors.NoAnswer("the answer is not the JSON that it says it is") from cause


def _problem(reply: _Reply) -> Problem:
    """The problem document; one of our own where something before the service answered."""
    try:
        document = json.loads(reply.body) if reply.media_type.endswith("json") else None
    except ValueError:
        document = None
    known: Problem = {
        "type": "about:blank",
        "title": reply.reason or "An error",
        "status": reply.status,
        "detail": "the answer is no problem document, so it may not come from the service",
        "instance": "",
    }
    if isinstance(document, dict):
        known.update(document)  # type: ignore[typeddict-item]
    return known
