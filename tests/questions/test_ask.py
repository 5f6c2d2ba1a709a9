"""Asking: what is not documented stays so, nothing joins with everything, and the wrong call is told what is right."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

import pytest
from pyoxigraph import NamedNode

from kg.errors import NotFound, ParameterError
from kg.findings import Language
from kg.iris import CG
from kg.questions import Answer, Question, ask, library
from kg.questions.kinds import KINDS
from kg.snapshot import Snapshot
from kg.store import EmbeddedStore
from tests.questions.graphs import cells, evidence, rows, store

WORLD = """
party:acme rdfs:label "Acme"@en, "Acme AB"@sv .
party:town rdfs:label "the town"@en .
contract:a a cg:Contract ; rdfs:label "terms"@en ; cg:hasVendor party:acme .
contract:a1 a cg:ContractVersion ; rdfs:label "terms of 2024"@en ; cg:versionOf contract:a ;
    cg:hasCustomer party:town .
contract:a2 a cg:ContractVersion ; rdfs:label "terms of 2025"@en ; cg:versionOf contract:a ;
    cg:hasCustomer party:town .
contract:none a cg:ContractVersion ; rdfs:label "terms that nobody has read"@en ; cg:versionOf contract:a .

# The other version has everything; none of it may turn up under the first.
data-type:mail a cg:DataType ; rdfs:label "mail"@en ; cg:underVersion contract:a2 ;
    cg:arises cg:ProvidedByCustomer, cg:DerivedByVendor .
thing:measures a cg:SecurityCommitment ; rdfs:label "locks"@en ; cg:protects data-type:mail ;
    cg:certifiedTo thing:iso, thing:other ; cg:underVersion contract:a2 .
thing:iso a cg:Certification ; rdfs:label "ISO"@en .
thing:other a cg:Certification ; rdfs:label "another"@en .
thing:regime a cg:InstructionRegime ; cg:underVersion contract:a2 ; cg:consistsOf "What is said."@en ;
    cg:provides cg:InstructionOnPurpose ; cg:lacks cg:InstructionOnDataTypes .
thing:list a cg:SubProcessorList ; rdfs:label "the list"@en ; cg:underVersion contract:a2 ;
    cg:namesDataType data-type:mail ; cg:provides cg:ProcessingPerSubProcessor .
purpose:advert a cg:Purpose ; rdfs:label "advertising"@en ; cg:determinedBy party:acme ; cg:underVersion contract:a2 .
processing:advert a cg:Processing ; cg:forPurpose purpose:advert ; cg:carriedOutBy party:acme ;
    cg:usesDataType data-type:mail ; cg:underVersion contract:a2 .
thing:basis a cg:LegalBasisStatement ; cg:basis eu-gdpr:A6-1-f ; cg:basisFor purpose:advert ;
    cg:provides cg:LegalBasisInContract .

purpose:billing a cg:Purpose ; rdfs:label "billing"@en ; cg:underVersion contract:a1 .
processing:billing a cg:Processing ; cg:forPurpose purpose:billing ; cg:underVersion contract:a1 .
purpose:idle a cg:Purpose ; rdfs:label "nothing yet"@en ; cg:underVersion contract:a1 .
processing:blind a cg:Processing ; cg:carriedOutBy party:acme ; cg:underVersion contract:a1 .
data-type:logs a cg:DataType ; rdfs:label "logs"@en ; cg:underVersion contract:a1 .
"""


LANGUAGES: tuple[Language, ...] = ("en", "sv", "da")
NECESSARY = "cg:NecessityAssessment, cg:ProportionalityAssessment"


@cache
def world() -> EmbeddedStore:
    return store(WORLD)


def asked(name: str, facts: str = "", language: Language = "en", **parameters: str) -> Answer:
    return ask(store(WORLD + facts) if facts else world(), name, parameters, language=language)


def test_what_no_document_says_joins_with_nothing() -> None:
    answer = asked("four-questions", version="a1")
    silent = ("how", "recognises", "disregards", "basis", "inContract")
    assert rows(answer) == [
        {**dict.fromkeys(silent), "byWhom": "Acme", "role": None, "why": None, "which": None},
        {**dict.fromkeys(silent), "byWhom": None, "role": None, "why": "billing", "which": None},
        {**dict.fromkeys(silent), "byWhom": None, "role": None, "why": "nothing yet", "which": None},
        {**dict.fromkeys(silent), "byWhom": None, "role": None, "why": None, "which": "logs"},
    ]


def test_independent_values_are_gathered_and_not_multiplied() -> None:
    (mail,) = rows(asked("measures", version="a2"))
    assert mail["arises"] == ["derived by the vendor", "provided by the customer"]
    assert mail["certification"] == ["ISO", "another"]
    assert mail["measure"] == "locks"


def test_version_without_anything_is_not_documented_and_does_not_vanish() -> None:
    for name, column in (("exclusions", "exclusion"), ("conditions", "condition"), ("sub-processors", "list")):
        (row,) = rows(asked(name, version="none"))
        assert row["version"] == "terms that nobody has read"
        assert row[column] is None
    assert rows(asked("four-questions", version="none")) == []


def test_stated_stated_otherwise_and_not_documented_are_three_things() -> None:
    (regime,) = rows(asked("instructions", version="a2"))
    assert regime["possibleOn"] == "instruction on purpose"
    assert regime["impossibleOn"] == "instruction on data types"
    assert regime["silentOn"] == "instruction on data subjects"
    (listed,) = rows(asked("sub-processors", version="a2"))
    assert listed["silentOn"] == "data types by sub-processor"
    assert "missing" not in listed


def test_list_that_has_every_detail_lacks_none() -> None:
    complete = "thing:list cg:provides cg:DataTypesPerSubProcessor ."
    assert rows(asked("sub-processors", complete, version="a2")) == []


@pytest.mark.parametrize(("said", "boundary"), [("provides", "yes"), ("lacks", "no"), (None, None)])
def test_boundary_between_controllers(said: str | None, boundary: str | None) -> None:
    facts = """
        purpose:help a cg:Purpose ; rdfs:label "helping"@en ; cg:determinedBy party:town ; cg:underVersion contract:a2 .
        processing:help a cg:Processing ; cg:forPurpose purpose:help ; cg:carriedOutBy party:acme ;
            cg:usesDataType data-type:mail ; cg:underVersion contract:a2 .
    """
    if said:
        facts += f"data-type:mail cg:{said} cg:ControllerBoundary ."
    found = rows(asked("data-types-under-two-roles", facts))
    assert [(row["controller"], row["purpose"], row["boundary"]) for row in found] == [
        ("Acme", "advertising", boundary),
        ("the town", "helping", boundary),
    ]


def test_party_that_determines_with_another_is_a_joint_controller() -> None:
    facts = "purpose:advert cg:determinedBy party:town ."
    (row,) = rows(asked("four-questions", facts, version="a2"))
    assert row["role"] == "joint controllers"
    (row,) = rows(asked("purposes-by-role", facts, version="a2"))
    assert (row["role"], row["determinedBy"]) == ("joint controllers", ["Acme", "the town"])


@pytest.mark.parametrize(("purpose", "measures"), [("purpose:advert", "locks"), ("purpose:billing", None)])
def test_measures_limited_to_a_purpose_protect_nothing_else(purpose: str, measures: str | None) -> None:
    (row,) = rows(asked("four-questions", f"thing:measures cg:appliesTo {purpose} .", version="a2"))
    assert row["how"] == measures


@pytest.mark.parametrize(
    ("facts", "basis", "in_contract", "assumed"),
    [
        ("", "legitimate interest, Art. 6(1)(f)", "yes", None),
        ("thing:basis cg:assumed false .", "legitimate interest, Art. 6(1)(f)", "yes", None),
        ("thing:basis cg:assumed true .", None, None, "legitimate interest, Art. 6(1)(f)"),
    ],
)
@pytest.mark.parametrize("name", ["four-questions", "own-purposes"])
def test_assumed_basis_never_looks_stated(
    name: str, facts: str, basis: str | None, in_contract: str | None, assumed: str | None
) -> None:
    given = {"version": "a2"} if name == "four-questions" else {}
    (row,) = rows(ask(store(WORLD + facts), name, given))
    assert (row["basis"], row["inContract"], row.get("assumedBasis")) == (basis, in_contract, assumed)


@pytest.mark.parametrize(
    ("facts", "missing", "silent", "covers"),
    [
        ("", None, None, None),
        ("cg:coversPurpose purpose:advert", None, ["legitimacy", "necessity", "proportionality"], "covers purpose"),
        (
            "cg:coversPurpose purpose:advert ; cg:provides cg:LegitimacyAssessment ; cg:lacks cg:NecessityAssessment",
            ["necessity"],
            ["proportionality"],
            "covers purpose",
        ),
        (
            "cg:coversPurpose purpose:advert ; cg:provides cg:LegitimacyAssessment, " + NECESSARY,
            "complete",
            None,
            None,
        ),
    ],
)
def test_balancing_record_is_complete_only_where_all_parts_are_there(
    facts: str, missing: list[str] | str | None, silent: list[str] | None, covers: str | None
) -> None:
    record = f"thing:record a cg:BalancingRecord ; rdfs:label 'the record'@en ; {facts} ." if facts else ""
    found = rows(asked("incomplete-balancing", record))
    if missing == "complete":
        assert found == []
        return
    (row,) = found
    assert row["record"] == ("the record" if facts else None)
    assert row.get("covers") == covers
    assert _parts(row.get("missing")) == missing
    assert _parts(row.get("silentOn")) == silent


def _parts(said: str | list[str] | None) -> list[str] | None:
    parts = [said] if isinstance(said, str) else said
    return parts and [part.removesuffix(" assessment") for part in parts]


def test_labels_fall_back_to_the_language_that_the_data_have() -> None:
    facts = """
        contract:a2 cg:useStatus "Tages i brug."@da .
        purpose:untagged a cg:Purpose ; rdfs:label "plain" ; cg:underVersion contract:a2 .
        purpose:nameless a cg:Purpose ; cg:underVersion contract:a2 .
    """
    answer = asked("four-questions", facts, language="sv", version="a2")
    assert dict(answer.parameters)["version"].text == "terms of 2025"
    found = rows(answer)
    assert [row["why"] for row in found] == ["advertising", "nameless", "plain"]
    assert found[0]["byWhom"] == "Acme AB"
    assert {cast(str, row["useStatus"]) for row in found} == {"Tages i brug."}


def test_of_what_is_said_in_several_languages_one_is_told() -> None:
    facts = 'contract:a2 cg:useStatus "In use."@en, "I bruk."@sv, "I brug."@da .'
    told = [rows(asked("four-questions", facts, language, version="a2"))[0]["useStatus"] for language in LANGUAGES]
    assert told == ["In use.", "I bruk.", "I brug."]


def test_node_without_a_name_says_so() -> None:
    facts = "[] a cg:RightsRequest ; cg:putTo party:acme ."
    (row,) = asked("rights-requests", facts).rows
    assert row.cells[1][0].text == "a node without a name"
    assert row.cells[1][0].iri is None


def test_words_behind_are_those_of_the_thing_or_else_of_its_clause() -> None:
    facts = """
        thing:doc a cg:Document ; rdfs:label "the document"@en .
        thing:passage a cg:Evidence ; cg:document thing:doc ; cg:section "7" .
        thing:clause a cg:Clause ; cg:clauseOf contract:a2 ; cg:evidence thing:passage .
        thing:rule a cg:Condition ; rdfs:label "the rule"@en ; cg:statedIn thing:clause .
        thing:own a cg:Condition ; rdfs:label "its own"@en ; cg:statedIn thing:clause ; cg:evidence thing:other .
        thing:other a cg:Evidence ; cg:document thing:doc ; cg:section "8" .
    """
    answer = asked("conditions", facts, version="a2")
    assert [(cells(answer, row)["condition"], evidence(row)) for row in answer.rows] == [
        ("its own", {"doc": "8"}),
        ("the rule", {"doc": "7"}),
    ]


def test_rows_come_in_the_order_of_numbers_and_what_is_missing_comes_last(snapshot: Snapshot) -> None:
    answer = ask(snapshot.store, "observations", {"document": "region-stockholm-2021"})
    names = [(row.cells[1][0].iri or "").rpartition("/")[2] for row in answer.rows]
    assert names.index("3.9") < names.index("3.10")
    law = [value.text for row in answer.rows for value in row.cells[3]]
    assert law.index("Article 5(1)(b) GDPR") < law.index("Article 28 GDPR")
    roles = ask(snapshot.store, "purposes-by-role", {"version": "microsoft/dpa-2020-12-09"})
    assert [bool(row.cells[1]) for row in roles.rows] == [True] * 9 + [False] * 2


@pytest.mark.parametrize("question", library(), ids=lambda one: one.name)
def test_graph_that_knows_nothing_has_no_rows(question: Question) -> None:
    facts = {
        parameter.name: f"thing:{parameter.name} a cg:{(*KINDS[parameter.kind][1], 'Purpose')[0]} ."
        for parameter in question.parameters
    }
    known = store("".join(facts.values()), reasoned=False)
    given = {name: f"id:thing/{name}" for name in facts}
    required = {one.name: given[one.name] for one in question.parameters if one.required}
    assert ask(known, question.name, required).rows == ()
    assert ask(known, question.name, given).rows == ()


def test_version_is_no_column_of_another(snapshot: Snapshot) -> None:
    """Facts of one version never stand in a row of another."""
    under = snapshot.store.select("SELECT ?thing ?version { ?thing cg:underVersion ?version }")
    of: dict[str, set[str]] = {}
    for row in under:
        of.setdefault(row["thing"].value, set()).add(row["version"].value)
    for question in library():
        if any(parameter.required for parameter in question.parameters):
            continue
        answer = ask(snapshot.store, question.name)
        for one in answer.rows:
            things = {value.iri for values in one.cells for value in values if value.iri}
            versions = things & {version for some in of.values() for version in some}
            for thing in things & of.keys() if versions else ():
                assert versions <= of[thing], (question.name, thing)


@pytest.mark.parametrize(
    ("name", "given", "message", "expected"),
    [
        ("four-questions", {}, "four-questions needs version", "a version, such as google/"),
        ("rests-on", {}, "rests-on needs provision", "a provision, such as "),
        ("where-from", {}, "where-from needs thing", "a thing"),
        ("measures", {"vender": "microsoft"}, "measures has no parameter 'vender'", "did you mean vendor?"),
        ("measures", {"xyzzy": "1"}, "measures has no parameter 'xyzzy'", "it takes vendor, version"),
        ("measures", {"version": "x", "nope": "1"}, "measures has no parameter 'nope'", "it takes vendor, version"),
        ("measures", {"vendor": "gogle"}, "there is no vendor 'gogle'", "did you mean google?"),
        ("version-changes", {"from": "x"}, "version-changes needs to", "a version"),
    ],
)
def test_wrong_parameters_are_errors(
    snapshot: Snapshot, name: str, given: dict[str, str], message: str, expected: str
) -> None:
    with pytest.raises(ParameterError, match=re.escape(message)) as caught:
        ask(snapshot.store, name, given)
    assert (caught.value.expected or "").startswith(expected)


def test_unknown_question_and_language_are_errors(snapshot: Snapshot) -> None:
    with pytest.raises(NotFound) as unknown:
        ask(snapshot.store, "purpose-by-role")
    assert unknown.value.expected == "did you mean purposes-by-role?"
    with pytest.raises(ParameterError, match="there is no language 'fi'") as other:
        ask(snapshot.store, "measures", language=cast(Language, "fi"))
    assert other.value.expected == "en, sv or da"


def test_parameters_come_back_as_they_were_understood(snapshot: Snapshot) -> None:
    answer = ask(snapshot.store, "observations", {"provision": "art. 28"}, language="da")
    ((name, value),) = answer.parameters
    assert (name, value.text, value.term) == ("provision", "artikel 28 GDPR", NamedNode(value.iri or ""))
    assert answer.language == "da"


def test_many_things_are_looked_up_in_batches() -> None:
    many = "".join(
        f"purpose:p{number} a cg:Purpose ; rdfs:label 'purpose {number}'@en ; cg:underVersion contract:a1 ."
        for number in range(1_200)
    )
    answer = asked("purposes-without-controller", many, version="a1")
    said = [cells(answer, row)["purpose"] for row in answer.rows]
    assert said == ["billing", "nothing yet", *(f"purpose {number}" for number in range(1_200))]


def test_class_is_not_told_beside_a_narrower_one() -> None:
    facts = """
        thing:asked a cg:RightsRequest ; rdfs:label "asked"@en ; cg:putTo party:acme ; cg:restsOn thing:law .
        thing:law a cg:Article ; rdfs:label "the law"@en .
    """
    answer = asked("rests-on", facts, provision="id:thing/law")
    assert rows(answer) == [{"kind": "rights request", "thing": "asked", "part": "the law"}]
    assert answer.rows[0].cells[0][0].iri == f"{CG}RightsRequest"
