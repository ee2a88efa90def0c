"""What a browser sends when somebody presses the button of a form and changes nothing."""

from __future__ import annotations

from html.parser import HTMLParser


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self._in_form = False
        self._select = self._option = self._textarea = ""
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        name = attributes.get("name") or ""
        if tag == "form":
            self._in_form = "form" in (attributes.get("class") or "").split() and attributes.get("method") == "post"
        if not self._in_form:
            return
        if tag == "input":
            is_box = attributes.get("type") in {"checkbox", "radio"}
            if name and (not is_box or "checked" in attributes):
                self.fields.setdefault(name, []).append(attributes.get("value") or "")
        elif tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in attributes or self._select not in self.fields):
            self.fields[self._select] = [attributes.get("value") or ""]
        elif tag == "textarea":
            self._textarea, self._text = name, ""

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._textarea:
            self.fields[self._textarea] = [self._text.removeprefix("\r\n").removeprefix("\n")]
            self._textarea = ""


def as_sent(page: str) -> dict[str, object]:
    """Return the fields of the page's form as a browser would send them unchanged."""
    reader = _Fields()
    reader.feed(page)
    return dict(reader.fields)
