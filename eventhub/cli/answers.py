"""How a command answers: documents on stdout, one sentence on stderr, 1 for refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import click

from eventhub.base.db import session
from eventhub.base.errors import Refused

P = ParamSpec("P")
R = TypeVar("R")


def one_sentence(command: Callable[P, R]) -> Callable[P, R]:
    """Turn a rule's refusal into exit 1 with its sentence on stderr, and leave nothing half done."""

    @wraps(command)
    def answering(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except Refused as refusal:
            session.rollback()
            raise click.ClickException(str(refusal)) from None

    return answering


def read_file(path: str) -> bytes:
    """Return a file's bytes; refuse with a sentence when it cannot be read."""
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise Refused(f"{path}: {error.strerror or error}") from None


def print_json(document: Any) -> None:
    """Write a JSON document, and nothing else, to stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def write(document: str, output: str | None) -> None:
    """Write a document to a file, or to stdout when none is named."""
    if output is None:
        click.echo(document, nl=not document.endswith("\n"))
        return
    try:
        Path(output).write_text(document, encoding="utf-8")
    except OSError as error:
        raise Refused(f"{output}: {error.strerror or error}") from None
