"""Abbreviations are written out once, where a document first uses them."""

from __future__ import annotations

from eventhub.domain.abbreviations import Abbreviations

GLOSSARY = {
    "IMRF": "International Migration Review Forum",
    "MPTF": "Migration Multi-Partner Trust Fund",
    "GCM": "Global Compact for Safe, Orderly and Regular Migration",
}


def test_only_the_first_use_is_written_out():
    abbreviations = Abbreviations(GLOSSARY)

    assert abbreviations.expand("towards the IMRF") == "towards the International Migration Review Forum (IMRF)"
    assert abbreviations.expand("after the IMRF") == "after the IMRF"


def test_a_text_that_writes_it_out_itself_is_the_first_use():
    abbreviations = Abbreviations(GLOSSARY)
    text = "the first International Migration Review Forum (IMRF) in 2022"

    assert abbreviations.expand(text) == text
    assert abbreviations.expand("after the IMRF") == "after the IMRF"
    other_way_round = "the GCM (Global Compact for Safe, Orderly and Regular Migration)"
    assert abbreviations.expand(other_way_round) == other_way_round


def test_words_that_the_long_form_repeats_stand_once():
    told = Abbreviations(GLOSSARY).expand("the mobilization of funds to the Migration MPTF")

    assert told == "the mobilization of funds to the Migration Multi-Partner Trust Fund (MPTF)"


def test_an_abbreviation_inside_another_word_is_none():
    abbreviations = Abbreviations({"UN": "United Nations"})

    assert abbreviations.expand("UNHCR, non-UN staff") == "UNHCR, non-UN staff"
    assert abbreviations.expand("the UN's work") == "the United Nations (UN)'s work"
