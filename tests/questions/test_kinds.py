"""What people type for a parameter, and what it is read as."""

from __future__ import annotations

import pytest

from kg.errors import ParameterError
from kg.iris import GDPR, ID
from kg.questions.kinds import KINDS, known, provision, resolve
from kg.snapshot import Snapshot
from kg.store import EmbeddedStore
from tests.questions.graphs import store

CITED = {
    "art_6/par_1/pnt_f": [
        "6(1)(f)",
        "6 (1) (f)",
        "6.1 f",
        "6.1f",
        "Article 6(1)(f)",
        "Article 6(1)(f) GDPR",
        "Art. 6(1)(f) of the GDPR",
        "GDPR Article 6(1)(f)",
        "GDPR, art. 6.1 f",
        "artikel 6.1 f",
        "artikel 6.1 led f",
        "art. 6.1 led f i GDPR",
        "artikel 6.1 f i dataskyddsförordningen",
        "artikel 6, stk. 1, litra f",
        "artikel 6, stk. 1, litra f, GDPR",
        "Artikel 6, stk. 1, litra f, i databeskyttelsesforordningen",
        "art. 6 stk 1 litra f)",
        "gdpr/art_6/par_1/pnt_f",
        "gdpr/art_6/par_1/pnt_f/oj",
        "  6(1)(f)  ",
    ],
    "art_28/par_3/pnt_h": ["art. 28.3 h", "artikel 28.3 led h", "artikel 28, stk. 3, litra h", "Article 28(3)(h)"],
    "art_28/par_3": ["Article 28(3)", "28(3)", "artikel 28.3", "artikel 28, stk. 3", "art. 28 par. 3"],
    "art_23/par_1/pnt_i": ["23(1)(i)", "art. 23.1 i", "artikel 23, stk. 1, litra i"],
    "art_30": ["30", "Article 30", "art.30", "artikel 30 GDPR"],
    "art_4/pnt_7": ["4(7)", "artikel 4.7", "artikel 4, nr. 7", "artikel 4, nr. 7)", "Article 4, point 7"],
    "art_4/pnt_16/pnt_a": ["4(16)(a)"],
    "rct_39": ["recital 39", "Recital 39 GDPR", "recital (39)", "skäl 39", "betragtning 39", "rct_39", "gdpr/rct_39"],
    "": ["GDPR", "gdpr", "dataskyddsförordningen"],
}
UNCITED = (
    "",
    " ",
    "microsoft",
    "28 x3",
    "28(3)(ab)",
    "12 months",
    "chapter 3",
    "Art. six",
    "recital",
    "recital x",
    "(f)",
)


@pytest.mark.parametrize(("path", "text"), [(path, text) for path, texts in CITED.items() for text in texts])
def test_provisions_as_lawyers_cite_them(path: str, text: str) -> None:
    assert provision(text) == (f"{GDPR}{path}/oj" if path else f"{GDPR}oj")


@pytest.mark.parametrize("text", UNCITED)
def test_what_cites_no_provision(text: str) -> None:
    assert provision(text) is None


@pytest.mark.parametrize("text", ["28" + "(" * 1_000_000, "28" + " ," * 1_000_000 + "x", " ," * 1_000_000 + "28"])
def test_what_is_longer_than_any_citation_is_none(text: str) -> None:
    assert provision(text) is None


@pytest.mark.parametrize(
    ("kind", "text", "iri"),
    [
        ("vendor", "microsoft", f"{ID}party/microsoft"),
        ("vendor", "Microsoft", f"{ID}party/microsoft"),
        ("vendor", "id:party/google", f"{ID}party/google"),
        ("customer", "region-stockholm", f"{ID}party/region-stockholm"),
        ("customer", "region syddanmark", f"{ID}party/region-syddanmark"),
        ("customer", "Danske kommuner i Chromebook-sagen", f"{ID}party/danish-municipalities"),
        ("version", "microsoft/dpa-2020-12-09", f"{ID}contract/microsoft/dpa-2020-12-09"),
        ("version", f"<{ID}contract/microsoft/dpa-2020-12-09>", f"{ID}contract/microsoft/dpa-2020-12-09"),
        ("version", f"{ID}contract/microsoft/dpa-2020-12-09", f"{ID}contract/microsoft/dpa-2020-12-09"),
        ("provision", "art. 28.3 h", f"{GDPR}art_28/par_3/pnt_h/oj"),
        ("provision", f"{GDPR}art_28/oj", f"{GDPR}art_28/oj"),
        ("provision", "eu-law:art_28/oj", f"{GDPR}art_28/oj"),
        ("provision", "gdpr", f"{GDPR}oj"),
        ("provision", "se/osl/chap_21/sec_7", f"{ID}law/se/osl/chap_21/sec_7"),
        ("provision", "21 kap. 7 § OSL", f"{ID}law/se/osl/chap_21/sec_7"),
        ("provision", "us/cloud-act", f"{ID}law/us/cloud-act"),
        ("paragraph", "edpb-07-2020/par-114", f"{ID}guidance/edpb-07-2020/par-114"),
        ("paragraph", "EDPB:s riktlinjer 07/2020, punkt 114", f"{ID}guidance/edpb-07-2020/par-114"),
        ("document", "datatilsynet-2024", f"{ID}document/datatilsynet-2024"),
        ("thing", "purpose/microsoft/dpa-2020-12-09/billing", f"{ID}purpose/microsoft/dpa-2020-12-09/billing"),
        ("thing", "recital 39", f"{GDPR}rct_39/oj"),
        ("thing", "eu-gdpr:A6-1-f", "https://w3id.org/dpv/legal/eu/gdpr#A6-1-f"),
    ],
)
def test_names_of_things(snapshot: Snapshot, kind: str, text: str, iri: str) -> None:
    assert resolve(snapshot.store, kind, text).value == iri


@pytest.mark.parametrize(
    ("kind", "text", "remedy"),
    [
        ("vendor", "microsft", "did you mean microsoft?"),
        ("vendor", "region-stockholm", "known: google, microsoft"),
        ("customer", "region-stokholm", "did you mean region-stockholm?"),
        ("version", "microsoft/dpa-2020", "did you mean microsoft/dpa-2020-12-09?"),
        ("version", "microsoft", "did you mean microsoft/dpa-2020-12-09?"),
        ("provision", "6(1)(z)", "did you mean gdpr/art_6/par_1/pnt_"),
        ("provision", "artikel 99", "did you mean gdpr/art_19?"),
        ("provision", "gdpr/art_6/par_1/pnt_x", "did you mean gdpr/art_6/par_1/pnt_"),
        ("provision", "xyzzy", "known: "),
        ("paragraph", "edpb-07-2020/par-115", "did you mean edpb-07-2020/par-11"),
        ("document", "datatilsynet", "did you mean datatilsynet-2024?"),
        ("thing", "nothing/of-the-kind", "an IRI, or a slug such as purpose/microsoft/dpa-2020-12-09/billing"),
        ("thing", "not an iri", "an IRI, or a slug such as"),
        ("vendor", "", "known: google, microsoft"),
        ("version", "<not an iri>", "known: google/"),
    ],
)
def test_unknown_names_are_errors_with_the_nearest(snapshot: Snapshot, kind: str, text: str, remedy: str) -> None:
    with pytest.raises(ParameterError) as caught:
        resolve(snapshot.store, kind, text)
    assert caught.value.message == f"there is no {kind} {text!r}"
    assert (caught.value.expected or "").startswith(remedy)


def test_name_that_several_things_have_names_none() -> None:
    facts = "party:a a cg:Vendor ; rdfs:label 'Twin' . party:b a cg:Vendor ; rdfs:label 'twin'@en ."
    with pytest.raises(ParameterError, match="there is no vendor 'Twin'"):
        resolve(store(facts, reasoned=False), "vendor", "Twin")


def test_iri_wins_over_what_another_is_called() -> None:
    facts = "party:a a cg:Vendor ; rdfs:label 'b' . party:b a cg:Vendor ; rdfs:label 'a' ."
    assert resolve(store(facts, reasoned=False), "vendor", "a").value == f"{ID}party/a"


@pytest.mark.parametrize("kind", KINDS)
def test_empty_graph_holds_nothing(kind: str) -> None:
    with pytest.raises(ParameterError) as caught:
        resolve(EmbeddedStore(), kind, "anything")
    assert caught.value.expected == f"the graph holds no {kind}" or kind == "thing"


def test_what_is_known_can_be_typed(snapshot: Snapshot) -> None:
    for kind in KINDS:
        names = known(snapshot.store, kind)
        assert names or kind == "thing"
        for name in names:
            if not name.startswith("http"):
                resolve(snapshot.store, kind, name)
