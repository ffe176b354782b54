"""Calls a Candor service: recommendations that can always say why.

`Candor` is for the shop's servers, `Me` for what customers decide about themselves. What goes wrong is a
`CandorError`; one that the service answered is a `ProblemError` with the problem document.
"""

from .client import Candor
from .errors import (
    BadRequest,
    CandorError,
    Conflict,
    Forbidden,
    Invalid,
    NoAnswer,
    NotFound,
    ProblemError,
    ServiceFault,
    TimedOut,
    TooMany,
    Unauthenticated,
    Unavailable,
)
from .me import Me
from .transport import Patience

__all__ = [
    "BadRequest",
    "Candor",
    "CandorError",
    "Conflict",
    "Forbidden",
    "Invalid",
    "Me",
    "NoAnswer",
    "NotFound",
    "Patience",
    "ProblemError",
    "ServiceFault",
    "TimedOut",
    "TooMany",
    "Unauthenticated",
    "Unavailable",
]
