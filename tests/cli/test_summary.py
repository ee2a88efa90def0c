"""The summary by command: the published one, else the draft that the data make."""

from __future__ import annotations

import io
import json
import unicodedata
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pypdf
import pytest
from flask import Flask

from eventhub.domain import summaries
from tests.domain.past_meetings import expected, reword, three_meetings
from tests.world import NOW

WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(form: str, made: bytes) -> str:
    """The words of a file, as another program reads them; spaces as they may fall in a line that breaks."""
    if form == "pdf":
        words = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made), strict=True).pages)
    elif form == "docx":
        body = ElementTree.fromstring(zipfile.ZipFile(io.BytesIO(made)).read("word/document.xml"))
        words = " ".join("".join(each.itertext()) for each in body.iter(f"{{{WORDS}}}p"))
    elif form == "json":
        words = " ".join(json.loads(made)["sentences"])
    else:
        words = made.decode()
    return " ".join(words.split())


def test_all_formats_hold_every_published_sentence(app: Flask):
    three_meetings()
    runner = app.test_cli_runner()

    for slug, event in expected()["events"].items():
        for form in ("md", "html", "json", "docx", "pdf"):
            answer = runner.invoke(args=["summary", slug, "--format", form])
            assert answer.exit_code == 0
            told = read(form, answer.stdout_bytes)
            assert not [sentence for sentence in event.get("sentences", []) if sentence not in told], form
            assert not [words for words in event.get("must_not_contain", []) if words in told], form


def test_each_language_is_written_in_each_format(app: Flask):
    three_meetings()
    runner = app.test_cli_runner()

    for language, words in {"ar": "مشارك", "fr": "participants", "ru": "участников", "es": "participantes"}.items():
        for form in ("md", "html", "json", "docx", "pdf"):
            arguments = ["summary", "champions-2021-05", "--language", language, "--format", form]
            answer = runner.invoke(args=arguments)
            assert answer.exit_code == 0
            told = unicodedata.normalize("NFKC", read(form, answer.stdout_bytes))  # Arabic lies in a PDF as its shapes
            assert words in told or words[::-1] in told, (language, form)


def test_a_file_is_written_and_nothing_printed(app: Flask, tmp_path: Path):
    three_meetings()
    file = tmp_path / "summary.md"

    answer = app.test_cli_runner().invoke(args=["summary", "atd-ple-2", "--output", str(file)])

    assert (answer.exit_code, answer.stdout) == (0, "")
    assert file.read_text(encoding="utf-8").startswith("# Summary of the second global online peer learning exchange")


def test_the_published_version_comes_before_the_draft(app: Flask):
    event = three_meetings()["atd-ple-2"]
    summaries.publish(event, by="command", now=NOW, reason="Agreed by telephone.")
    reword(event, {"opening": "We met."})
    runner = app.test_cli_runner()

    assert "We met." not in runner.invoke(args=["summary", "atd-ple-2"]).stdout
    assert "We met." in runner.invoke(args=["summary", "atd-ple-2", "--draft"]).stdout


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["nowhere"], 1, "There is no event “nowhere”."),
        (["atd-ple-1", "--output", "/nowhere/summary.md"], 1, "/nowhere/summary.md: No such file or directory"),
        (["atd-ple-1", "--format", "papyrus"], 2, "papyrus"),
        (["atd-ple-1", "--language", "de"], 1, "Summaries are written in Arabic, Chinese, English"),
        (
            ["atd-ple-1", "--language", "zh", "--format", "pdf"],
            1,
            "The setting EVENTHUB_PDF_FONTS names",
        ),
    ],
)
def test_bad_input_gives_one_sentence(app: Flask, arguments: list[str], code: int, sentence: str):
    three_meetings()

    answer = app.test_cli_runner().invoke(args=["summary", *arguments])

    assert answer.exit_code == code
    assert sentence in answer.stderr
    assert answer.stdout == ""
