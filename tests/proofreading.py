"""What every page must be, checked whenever a test opens one."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
UNLABELLED = {"hidden", "submit", "button", "image", "reset"}


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[dict[str, str | None]] = []
        self.headings: list[str] = []
        self.faults: list[str] = []
        self.title = ""
        self.language: str | None = None
        self.targets: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag not in VOID:
            self._open.append(tag)
        if "id" in attributes:
            self.ids.append(attributes["id"] or "")
        if tag == "html":
            self.language = attributes.get("lang")
        if tag == "h1":
            self.headings.append("")
        if tag == "label" and attributes.get("for"):
            self.labelled.add(attributes["for"] or "")
        if tag in {"input", "select", "textarea"} and attributes.get("type") not in UNLABELLED:
            self.inputs.append(attributes | {"in label": "yes" if "label" in self._open else None})
        if tag == "style" or (tag == "script" and not attributes.get("src")):
            self.faults.append(f"<{tag}> inline")
        self.faults += [f"{name}= inline" for name in attributes if name == "style" or name.startswith("on")]
        if tag == "img" and "alt" not in attributes:
            self.faults.append("an image without alt")
        if tag == "a" and (attributes.get("href") or "").startswith("#"):
            self.targets.append((attributes["href"] or "")[1:])

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "title" in self._open and "svg" not in self._open:
            self.title += data
        if "h1" in self._open:
            self.headings[-1] += data


def proofread(html: str, where: str) -> None:
    """Assert that a page has none of the faults that can be read in its source."""
    faults = find_faults(html)
    assert not faults, f"{where}: {'; '.join(faults)}"


def find_faults(html: str) -> list[str]:
    """Return what a page lacks: one h1 which the title starts with, unique ids, links within that lead somewhere,
    labelled inputs, nothing inline, a language."""
    page = _Page()
    page.feed(html)
    faults = list(page.faults)
    if len(page.headings) != 1:
        faults.append(f"{len(page.headings)} h1")
    elif not " ".join(page.title.split()).startswith(" ".join(page.headings[0].split())):
        faults.append(f"title {page.title!r} does not start with h1 {page.headings[0]!r}")
    faults += [f"id {name!r} {number} times" for name, number in Counter(page.ids).items() if number > 1]
    faults += [f"link to #{target}, which is not there" for target in page.targets if target not in page.ids]
    for attributes in page.inputs:
        if not (attributes.get("id") in page.labelled or attributes["in label"] or attributes.get("aria-label")):
            faults.append(f"input {attributes.get('name')!r} without label")
    if not page.language:
        faults.append("no lang")
    return faults
