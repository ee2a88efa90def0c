"""How a rule says no."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from eventhub.base.i18n import _l

if TYPE_CHECKING:
    from eventhub.base.i18n import LazyString


class Refused(Exception):
    """A rule said no; `message` is the one sentence for whoever asked.

    `field` names the form field or archive path at fault, where there is one.
    """

    message: ClassVar[str | LazyString] = _l("This is not possible.")

    def __init__(self, sentence: str | LazyString | None = None, *, field: str | None = None) -> None:
        self.sentence = sentence if sentence is not None else self.message
        self.field = field
        super().__init__(self.sentence)

    def __str__(self) -> str:
        return str(self.sentence)


class NotFound(Refused):
    """Nothing goes by this name."""

    message = _l("There is nothing by this name.")


class NotAllowed(Refused):
    """The acting person may not do this."""

    message = _l("You may not do this.")
