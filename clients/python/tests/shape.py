"""Prints what the client names, in the notation of the TypeScript client: types, operations, statuses."""

import json
import pathlib
import sys
import types
import typing

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))

from candor_client import errors, operations, types as forms  # noqa: E402

WORDS = {str: "string", int: "number", float: "number", bool: "boolean", type(None): "null"}


def written(hint: object) -> str:
    if hint in WORDS:
        return WORDS[hint]
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Literal:
        return " | ".join(json.dumps(value) for value in inner)
    if origin in (typing.Union, types.UnionType):
        return " | ".join(written(part) for part in inner)
    if origin is list:
        part = written(inner[0])
        return f"({part})[]" if " | " in part else f"{part}[]"
    if origin is dict:
        return f"Record<{written(inner[0])}, {written(inner[1])}>"
    if typing.is_typeddict(hint):
        return hint.__name__
    raise TypeError(f"no notation for {hint!r}")


def fields(form: type) -> dict[str, dict[str, object]]:
    hints = typing.get_type_hints(form)
    # `get_type_hints` resolves what `from __future__ import annotations` keeps as text, `NotRequired` included.
    wrapped = typing.get_type_hints(form, include_extras=True)
    optional = {name for name, hint in wrapped.items() if typing.get_origin(hint) is typing.NotRequired}
    return {name: {"type": written(hint), "optional": name in optional} for name, hint in hints.items()}


known = vars(forms).items()
print(
    json.dumps(
        {
            "interfaces": {name: fields(form) for name, form in known if typing.is_typeddict(form)},
            "choices": {
                name: list(typing.get_args(form)) for name, form in known if typing.get_origin(form) is typing.Literal
            },
            "operations": {name: operation._asdict() for name, operation in operations.OPERATIONS.items()},
            "statuses": sorted(errors.BY_STATUS),
        }
    )
)
