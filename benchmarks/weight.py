"""What a first visit to a page brings over the wire: the page, and all that it makes a browser fetch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from benchmarks.client import Connection, expect

BROWSER = (("Accept-Encoding", "gzip, deflate, br"), ("Accept-Language", "en"))
FETCHED_RELATIONS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


@dataclass(frozen=True, slots=True)
class Weight:
    """How many bytes came in how many answers, heads included, and what lay with third parties."""

    octets: int
    answers: int
    elsewhere: tuple[str, ...]


def weigh(port: int, path: str) -> Weight:
    """Open a page as a browser that has never been here does."""
    connection = Connection(port)
    octets, seen, waiting, elsewhere = 0, {path}, [path], []
    while waiting:
        address = waiting.pop(0)
        answer = expect(connection.get(address, BROWSER), 200)
        octets += len(answer.head) + 4 + len(answer.body)
        for found in _fetched(answer.header("Content-Type") or "", answer.body.decode(errors="replace")):
            target = urlsplit(urljoin(f"http://here{address}", found))
            if target.netloc != "here":
                elsewhere.append(found)
            elif target.path not in seen:
                seen.add(target.path)
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    connection.close()
    return Weight(octets, len(seen), tuple(elsewhere))


def _fetched(kind: str, text: str) -> list[str]:
    if kind.startswith("text/html"):
        reader = _Reader()
        reader.feed(text)
        return reader.found
    if kind.startswith("text/css"):
        return [found for found in re.findall(r"(?:url\(|@import\s+)[\"']?([^\"')]+)", text) if found[:5] != "data:"]
    if "javascript" in kind:
        return re.findall(r"""(?:from|import)\s*\(?["'](\.[^"']+)["']""", text)
    return []


class _Reader(HTMLParser):
    """Collects what a page makes a browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Note the address of a style sheet, script or image."""
        given = dict(attributes)
        if tag == "link" and FETCHED_RELATIONS.isdisjoint((given.get("rel") or "").split()):
            return
        address = given.get("href") if tag == "link" else given.get("src")
        if address and not address.startswith("data:"):
            self.found.append(address)
