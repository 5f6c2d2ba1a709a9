from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ParameterError
from kg.findings import Language
from kg.iris import CG, CGS, GDPR, ID
from kg.search import KINDS, LONGEST, Index, Kind, opened, search
from kg.search.index import in_memory
from kg.search.search import WINDOW
from kg.snapshot import Snapshot
from kg.store import EmbeddedStore
from tests import graphs
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def index(snapshot: Snapshot) -> Index:
    return opened(snapshot)


def small(facts: str) -> Index:
    """An index of a few facts."""
    return in_memory(graphs.store(facts=facts, report="", shapes=""))


def labelled(*labels: str) -> Index:
    return small("\n".join(f"<https://example.org/{at}> rdfs:label {label} ." for at, label in enumerate(labels)))


def names(index: Index, query: str, language: Language = "en") -> list[str]:
    return [hit.label.text for hit in search(index, query, language=language)]


@pytest.mark.parametrize(
    ("label", "query"),
    [
        ('"balancing of interests"@en', "balanced interest"),
        ('"behandling av personuppgifter"@sv', "behandlingen personuppgift"),
        ('"behandling av personuppgifter"@sv', "behandlingar"),
        ('"behandling af oplysninger"@da', "behandlingen oplysningerne"),
        ('"formål"@da', "formålene"),
        ('"ändamål"@sv', "ÄNDAMÅLEN"),
        ('"ändamål"@sv', "andamal"),
        ('"processing"@en', "process"),
    ],
)
def test_words_are_found_in_whichever_form(label: str, query: str) -> None:
    found = search(labelled(label, '"something else"@en'), query)
    assert (len(found), found.total) == (1, 1)


def test_each_language_has_its_own_stemmer() -> None:
    assert names(labelled('"x"@en, "balancing"@en'), '"balanced"')
    assert not names(labelled('"x"@en, "balancing"@sv'), '"balanced"')


def test_all_words_must_be_found_but_those_that_tell_nothing() -> None:
    index = labelled('"purpose of processing"@en', '"purpose"@en', '"the data"@en')
    assert names(index, "purpose processing ") == ["purpose of processing"]
    assert names(index, "the purpose of the processing ") == ["purpose of processing"]
    assert names(index, "of the ") == []
    assert names(index, "the ") == ["the data"]


def test_beginnings() -> None:
    index = labelled('"balancing record"@en', '"balance"@en', '"unbalanced"@en', '"record"@en')
    assert set(names(index, "balanc*")) == {"balancing record", "balance"}
    assert names(index, "bal* rec*") == ["balancing record"]
    assert set(names(index, "b* ")) == {"balancing record", "balance"}
    assert set(names(index, "balan")) == {"balancing record", "balance"}, "as it is typed"
    assert names(index, "balan ") == [], "the word is done"
    assert names(index, "balan record") == [], "only what is typed last may go on"
    assert names(index, "b") == names(index, "h") == [], "one letter says too little"


def test_phrases() -> None:
    index = labelled('"legitimate interest"@en', '"interest that is legitimate"@en', '"legitimate interests"@en')
    assert set(names(index, '"legitimate interest"')) == {"legitimate interest", "legitimate interests"}
    assert len(names(index, "legitimate interest")) == 3
    assert names(index, '"interest legitimate"') == []


def test_name_comes_before_what_is_said() -> None:
    index = small(
        """
        <https://example.org/a> rdfs:label "other"@en ; skos:definition "telemetry and telemetry"@en .
        <https://example.org/b> rdfs:label "telemetry of a service that is long and has many more words"@en .
        """
    )
    assert [hit.iri[-1] for hit in search(index, "telemetry")] == ["b", "a"]


def test_what_is_as_good_is_sorted_by_iri() -> None:
    found = search(labelled(*['"same"@en'] * 20), "same")
    assert [hit.iri for hit in found] == [f"https://example.org/{at}" for at in sorted(map(str, range(20)))]
    assert [hit.iri for hit in found[5:7]] == [found[5].iri, found[6].iri]


@pytest.mark.parametrize(
    ("query", "iri"),
    [
        ("6(1)(f)", f"{GDPR}art_6/par_1/pnt_f/oj"),
        ("Article 28", f"{GDPR}art_28/oj"),
        ("artikel 6.1 f", f"{GDPR}art_6/par_1/pnt_f/oj"),
        ("artikel 28, stk. 3, litra h", f"{GDPR}art_28/par_3/pnt_h/oj"),
        ("recital 39", f"{GDPR}rct_39/oj"),
        ("gdpr/art_6", f"{GDPR}art_6/oj"),
        ("LI001", f"{CGS}LI001"),
        ("li001", f"{CGS}LI001"),
        ("cgs:LI001", f"{CGS}LI001"),
        ("microsoft", f"{ID}party/microsoft"),
        ("  Microsoft/dpa-2020-12-09 ", f"{ID}contract/microsoft/dpa-2020-12-09"),
        (f"{ID}party/google", f"{ID}party/google"),
        ("cg:BalancingRecord", f"{CG}BalancingRecord"),
    ],
)
def test_codes_and_citations_come_first(index: Index, query: str, iri: str) -> None:
    assert search(index, query)[0].iri == iri


@pytest.mark.parametrize("query", ["LI0", "cgs:LI00", "6(1)(", "microsoft/dpa-20*"])
def test_beginnings_of_codes_and_citations(index: Index, query: str) -> None:
    assert len(search(index, query)) > 0


def test_code_finds_the_findings_too(index: Index) -> None:
    found = search(index, "LI001")
    assert {hit.kind for hit in found} == {"shape", "finding"}
    assert all("LI001" in hit.label.text for hit in found)


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("art. 28", "article 28"),
        ("Art.28", "artikel 28"),
        ("Art. 6(1)(f)", "Article 6(1)(f)"),
        ("balancing test", "balancing record"),
        ("LIA", "balancing test"),
        ("DPIA", "data protection impact assessment"),
        ("subprocessor", "sub-processor"),
        ("subprocessors", "sub-processors"),
        ("data minimization", "data minimisation"),
        ("pseudonymization", "pseudonymisation"),
    ],
)
def test_what_means_the_same_finds_the_same(index: Index, query: str, same: str) -> None:
    found = {hit.iri for hit in search(index, query)}
    assert found == {hit.iri for hit in search(index, same)}
    assert found
    first = search(index, query)[0]
    assert first.label.marks or (first.passage and first.passage.marks)


def test_what_was_typed_comes_before_what_means_the_same() -> None:
    index = labelled('"balancing test"@en', '"LIA"@en', '"data minimisation"@en', '"data minimization"@en')
    assert names(index, "LIA ") == ["LIA", "balancing test"]
    assert names(index, "balancing test ") == ["balancing test", "LIA"]
    assert names(index, "minimization ") == ["data minimization", "data minimisation"]
    assert names(index, '"minimization" ') == ["data minimization"], "in quotes it is meant so"


def test_a_quote_that_does_not_close_ends_with_the_query() -> None:
    index = labelled('"legitimate interests"@en', '"interests that are legitimate"@en')
    assert names(index, '"legitimate interest') == names(index, '"legitimate interest"') == ["legitimate interests"]
    assert names(index, 'that "are legitimate') == ["interests that are legitimate"]


def test_kinds_are_a_filter_and_change_no_order(index: Index) -> None:
    every = [hit for hit in search(index, "processing") if hit.kind in ("shape", "purpose")]
    kinds: list[Kind] = ["purpose", "shape"]
    assert [hit.iri for hit in search(index, "processing", kinds=kinds)] == [hit.iri for hit in every]
    assert sum(search(index, "microsoft", kinds=[kind]).total for kind in KINDS) == search(index, "microsoft").total


def test_words_of_a_result(index: Index) -> None:
    hit = search(index, "intresseavvägning", language="sv")[0]
    assert hit.label.language == "sv"
    assert [text.lower()[:6] for text, marked in hit.label.segments if marked] == ["intres"]
    other = search(index, "personuppgifter", language="en")[0]
    assert (other.label.language, other.label.marks) == ("en", ())
    assert other.passage
    assert other.passage.language == "sv"
    assert other.passage.marks


def test_not_more_than_a_window() -> None:
    index = small("\n".join(f"<https://example.org/{at}> rdfs:label 'many' ." for at in range(WINDOW + 1)))
    found = search(index, "many")
    assert (len(found), found.total) == (WINDOW, WINDOW + 1)
    assert found[WINDOW:] == ()


@pytest.mark.parametrize(
    "query",
    [
        "a AND OR NOT b",
        "[a TO b]",
        "title:x",
        "x~3 ^2",
        "x\\",
        ".* [a-z]{9}",
        "(((((x",
        "x" * LONGEST,
        "å" * LONGEST,
        "a* " * 16,
        "\x00x\x00",
        "x\ud800",
        "²* ½*",
        "ﬁ* ß* İ*",
        '"' * 20 + "x",
    ],
)
def test_nothing_that_is_typed_breaks_it(index: Index, query: str) -> None:
    for language in ("en", "sv", "da"):
        search(index, query, language=language)[:50]


@given(st.text(max_size=LONGEST))
def test_whatever_is_typed(snapshot: Snapshot, query: str) -> None:
    try:
        found = search(_kept(snapshot), query)
    except ParameterError:
        return
    for hit in found[:3]:
        for passage in filter(None, (hit.label, hit.passage)):
            assert "".join(text for text, _ in passage.segments) == passage.text


_indexes: dict[str, Index] = {}


def _kept(snapshot: Snapshot) -> Index:
    if snapshot.id not in _indexes:
        _indexes[snapshot.id] = opened(snapshot)
    return _indexes[snapshot.id]


def test_same_order_in_every_process_and_index(snapshot: Snapshot) -> None:
    program = (
        "from pathlib import Path; import sys; from kg.search import opened, search; from kg.snapshot import current;"
        "[print(hit.iri) for hit in search(opened(current(())), 'processing data')]"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT / "tests",
            env={"PYTHONPATH": str(ROOT), "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert said == {"".join(f"{hit.iri}\n" for hit in search(opened(snapshot), "processing data"))}


def test_of_an_empty_store() -> None:
    assert not search(in_memory(EmbeddedStore()), "anything")
