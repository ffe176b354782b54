"""What goes wrong, as exceptions. Knows nothing of how calls are made."""

from __future__ import annotations

from .types import FieldError, Problem


class CandorError(Exception):
    """Anything that keeps a call from its answer."""


class NoAnswer(CandorError):
    """The service could not be reached, or the connection broke. A write may still have taken effect."""


class TimedOut(NoAnswer):
    """The service did not answer in time. A write may still take effect."""


class ProblemError(CandorError):
    """The service answered with a problem document (RFC 9457)."""

    def __init__(self, problem: Problem, retry_after: float | None = None) -> None:
        super().__init__(f"{problem['status']} {problem['title']}: {problem['detail']}")
        self.problem = problem
        """The document as it came, fields included that this client does not know."""
        self.retry_after = retry_after
        """After how many seconds to try again, where the service said so."""

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.problem["status"]

    @property
    def kind(self) -> str:
        """What `type` ends in, such as `invalid`."""
        return self.problem["type"].rsplit(":", 1)[-1]

    @property
    def errors(self) -> list[FieldError]:
        """What is wrong with which part of the body."""
        return self.problem.get("errors", [])


class BadRequest(ProblemError):
    """The request cannot be read."""


class Unauthenticated(ProblemError):
    """No key or token came, or one that opens nothing."""


class Forbidden(ProblemError):
    """The key or token is good, but not for this."""


class NotFound(ProblemError):
    """There is no such thing."""


class Conflict(ProblemError):
    """The present state does not allow it."""


class Invalid(ProblemError):
    """The request can be read, but not be followed; `errors` says where and why."""


class TooMany(ProblemError):
    """Too many calls; `retry_after` says when to go on."""


class ServiceFault(ProblemError):
    """A fault of the service; its log has the cause under `problem["instance"]`."""


class Unavailable(ProblemError):
    """Busy, without a model, or without its store; `retry_after` says when to try again."""


BY_STATUS: dict[int, type[ProblemError]] = {
    400: BadRequest,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    422: Invalid,
    429: TooMany,
    500: ServiceFault,
    503: Unavailable,
}
"""Statuses with an exception of their own; every other one is a plain `ProblemError`."""


def of(problem: Problem, retry_after: float | None) -> ProblemError:
    """The exception of a problem."""
    return BY_STATUS.get(problem["status"], ProblemError)(problem, retry_after)
