"""What a visit to a page brings over the wire: the page, and all that it makes a browser fetch that it has not yet."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

import brotli

from benchmarks.client import Answer, Connection, WrongAnswer, expect

BROWSER = (("Accept-Encoding", "gzip, deflate, br"), ("Accept-Language", "en"))
FETCHED_RELATIONS = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}


@dataclass(frozen=True, slots=True)
class Weight:
    """How many bytes came in how many answers, heads included, and what lay with third parties."""

    octets: int
    answers: int
    elsewhere: tuple[str, ...]
    kept: frozenset[str]
    """The addresses that the browser need not ask for again, this visit's and those before."""


def weigh(port: int, path: str, *, kept: frozenset[str] = frozenset()) -> Weight:
    """Open a page as a browser does that has kept what earlier pages made it fetch; by default, nothing."""
    connection = Connection(port)
    octets, answers, seen, lasting = 0, 0, {path, *kept}, set(kept)
    waiting, elsewhere = [path], list[str]()
    while waiting:
        address = waiting.pop(0)
        answer = expect(connection.get(address, BROWSER), 200)
        octets += len(answer.head) + 4 + len(answer.body)
        answers += 1
        if "immutable" in (answer.header("Cache-Control") or ""):
            lasting.add(address)
        for found in _fetched(answer.header("Content-Type") or "", _plain(answer).decode(errors="replace")):
            target = urlsplit(urljoin(f"http://here{address}", found))
            if target.netloc != "here":
                elsewhere.append(found)
            elif target.path not in seen:
                seen.add(target.path)
                waiting.append(target.path + (f"?{target.query}" if target.query else ""))
    connection.close()
    return Weight(octets, answers, tuple(elsewhere), frozenset(lasting))


def _plain(answer: Answer) -> bytes:
    match answer.header("Content-Encoding"):
        case None:
            return answer.body
        case "br":
            return bytes(brotli.decompress(answer.body))
        case other:
            raise WrongAnswer(f"the answer comes as {other}, where brotli was the best offer")


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
