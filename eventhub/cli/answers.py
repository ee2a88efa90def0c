"""How a command answers: documents on stdout, one sentence on stderr, 1 for refused."""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TextIO, TypeVar

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


def read_file(path: str, *, most: int | None = None) -> bytes:
    """Return a file's bytes, one more than `most` at the most; refuse with a sentence when it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return file.read(-1 if most is None else most + 1)
    except OSError as error:
        raise Refused(f"{path}: {error.strerror or error}") from None


def print_json(document: Any) -> None:
    """Write a JSON document, and nothing else, to stdout."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def write(document: str | bytes, output: str | None) -> None:
    """Write a document to a file, or to stdout when none is named."""
    if output is None:
        click.echo(document, nl=isinstance(document, str) and not document.endswith("\n"))
        return
    try:
        Path(output).write_bytes(document.encode() if isinstance(document, str) else document)
    except OSError as error:
        raise Refused(f"{output}: {error.strerror or error}") from None


@contextmanager
def progress(length: int, label: str, file: TextIO | None = None) -> Iterator[Callable[[int], None]]:
    """Show a bar of so many steps on stderr while a person watches; yield what is told of each stretch done."""
    watched = file or sys.stderr
    if not watched.isatty():
        yield lambda _steps: None
        return
    with click.progressbar(length=length, label=label, file=watched) as bar:
        yield bar.update


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let Python not look for dead circles while a hundred thousand rows come to life: half the time goes there."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
