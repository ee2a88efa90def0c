"""Addresses compiled once for all the applications that tests make.

Every test has an application of its own, and all have the same addresses. Writing and compiling the functions that
build them was nine tenths of what starting one cost; a function depends on nothing but what it is remembered by here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


def remember() -> None:
    """Let werkzeug keep what it compiled for an address for the next application that has it."""
    compile_builder: Callable[..., Any] = Rule._compile_builder
    compiled: dict[Any, Any] = {}

    def compile_once(self: Rule, append_unknown: bool = True) -> Any:
        key = (self.rule, append_unknown, tuple(self._trace), repr(self.defaults))
        if key not in compiled:
            compiled[key] = compile_builder(self, append_unknown)
        return compiled[key]

    Rule._compile_builder = compile_once  # type: ignore[method-assign] # werkzeug offers no other way
