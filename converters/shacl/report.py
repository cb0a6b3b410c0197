# SPDX-License-Identifier: Apache-2.0
"""Results as a validation report in SHACL's own vocabulary, in Turtle: https://www.w3.org/TR/shacl/#validation-report."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator

from .model import SH, Result
from .paths import turtle_of

HEAD = f"@prefix sh: <{SH}> .\n\n"


def report(results: Iterable[Result]) -> Iterator[str]:
    """The report's text in pieces. A result's blank focus node keeps the label that it has in the data."""
    numbers = itertools.count(1)
    yield HEAD
    names: list[str] = []
    for result in results:
        names.append(f"_:result{next(numbers)}")
        yield from _result(result, names[-1], numbers)
    yield f"[] a sh:ValidationReport ; sh:conforms {'false' if names else 'true'}"
    yield f" ;\n  sh:result {', '.join(names)} .\n" if names else " .\n"


def _result(result: Result, name: str, numbers: Iterator[int]) -> Iterator[str]:
    shape = result.shape
    severity = shape.severity.removeprefix(SH)
    parts = [
        f"{name} a sh:ValidationResult ; sh:focusNode {_term(result.focus)} ; sh:sourceShape {shape.iri.decode()}",
        f"sh:sourceConstraintComponent sh:{result.component}ConstraintComponent",
        f"sh:resultSeverity {'sh:' + severity if shape.severity.startswith(SH) else f'<{severity}>'}",
        f"sh:resultMessage {_quoted(message(result))}",
    ]
    path = result.path.decode() if result.path else turtle_of(shape.path) if shape.path else ""
    if path:
        parts.append(f"sh:resultPath {path}")
    if result.value:
        parts.append(f"sh:value {_term(result.value)}")
    inner: list[str] = []
    for detail in result.details:
        nested = f"_:result{next(numbers)}"
        parts.append(f"sh:detail {nested}")
        inner.extend(_result(detail, nested, numbers))
    yield " ;\n  ".join(parts) + " .\n"
    yield from inner


def message(result: Result) -> str:
    """The shape's own message, else which constraint of which shape was not kept."""
    return result.shape.message or f"{result.component} of {result.shape.name} is not kept"


def flat(result: Result) -> dict[str, object]:
    """A result for JSON: terms as N-Triples write them."""
    shape = result.shape
    return {
        "focus": result.focus.decode(),
        "path": result.path.decode() or (turtle_of(shape.path) if shape.path else ""),
        "value": result.value.decode(),
        "component": result.component,
        "shape": shape.name,
        "severity": shape.severity.removeprefix(SH),
        "message": message(result),
        "details": [flat(each) for each in result.details],
    }


def _term(term: bytes) -> str:
    return term.decode()


def _quoted(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return f'"{text}"'
