from __future__ import annotations

from kg.iris import CGS, GDPR, ID
from kg.search.things import Entry, entries
from tests import graphs


def of(iri: str, facts: str = graphs.FACTS) -> Entry:
    return next(entry for entry in entries(graphs.store(facts=facts)) if entry.iri == iri)


def test_everything_with_a_name_is_there_once_and_sorted() -> None:
    found = [entry.iri for entry in entries(graphs.store())]
    assert found == sorted(set(found))
    assert f"{ID}party/acme" in found
    assert f"{ID}evidence/r/a" not in found  # it has no name
    assert not any(iri.startswith("_:") or iri == "someone" for iri in found)


def test_kinds() -> None:
    kinds = {entry.iri.removeprefix(ID): entry.kind for entry in entries(graphs.store())}
    assert {
        "party/acme": "vendor",
        "service/chat": "service",
        "contract/acme/2020": "version",
        "clause/acme/2020/c1": "clause",
        "purpose/acme/2020/billing": "purpose",
        "data-type/acme/2020/logs": "data-type",
        "observation/r/3.1": "observation",
        "conclusion/r/4": "conclusion",
        "document/r": "document",
        "finding/f1": "finding",
        "response/r1": "other",
        f"{CGS}PD001": "shape",
    }.items() <= kinds.items()


def test_first_class_counts() -> None:
    facts = "<https://example.org/x> a cg:Customer, cg:Party, cg:Vendor ; rdfs:label 'x' ."
    assert of("https://example.org/x", facts).kind == "vendor"


def test_names_and_texts_by_language() -> None:
    facts = """
    <https://example.org/x> rdfs:label "law"@en-GB, "lag"@sv, "Recht"@de ;
        skos:definition "a rule"@en ; cg:summary "en regel"@sv ; cg:number "7" .
    """
    found = of("https://example.org/x", facts)
    assert found.names == {"en": ("law",), "sv": ("lag",), "da": ("law",)}
    assert found.texts == {"en": ("a rule",), "sv": ("en regel",), "da": ()}
    assert {"law", "lag", "Recht", "a rule", "en regel"} == set(found.words)
    assert found.exact == ("https://example.org/x", "7")


def test_name_without_a_language_counts_in_each() -> None:
    assert of(f"{ID}party/acme").names == {"en": ("Acme",), "sv": ("Acme",), "da": ("Acme",)}


def test_what_names_a_thing() -> None:
    billing = of(f"{ID}purpose/acme/2020/billing").exact
    assert set(billing) == {
        f"{ID}purpose/acme/2020/billing",
        "id:purpose/acme/2020/billing",
        "acme/2020/billing",
        "billing",
    }
    provision = of(f"{GDPR}art_28/par_3/oj")
    assert {"28(3)", "eu-law:art_28/par_3/oj"} < set(provision.exact)


def test_shape_is_called_by_its_code_and_finding_by_what_it_is_about() -> None:
    shape, finding = of(f"{CGS}PD001"), of(f"{ID}finding/f1")
    assert shape.names["sv"][0] == "PD001 Ändamål utan datatyper"
    assert ("pd001" in shape.exact, shape.codes) == (True, ())
    assert finding.names["sv"] == ("PD001 Ändamål utan datatyper: fakturering",)
    assert finding.texts["da"] == ("Angiv hvilke oplysninger.",)
    assert ("pd001" in finding.exact, finding.codes) == (False, ("pd001",))
    nameless = of(f"{ID}finding/f4")
    assert nameless.names["en"] == ("CB001 No boundary",)
