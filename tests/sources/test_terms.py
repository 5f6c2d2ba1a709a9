from __future__ import annotations

import pytest

from kg.errors import TermError
from kg.iris import CG
from kg.sources import check_terms, declared_terms
from tests.sources import source

PREFIX = f"@prefix cg: <{CG}> . @prefix owl: <http://www.w3.org/2002/07/owl#> .\n"
ONTOLOGY = source(
    PREFIX
    + "cg:Purpose a owl:Class . cg:forPurpose a owl:ObjectProperty . cg:section a owl:DatatypeProperty ; cg:x 1 ."
)
DECLARED = declared_terms([ONTOLOGY])


def test_a_term_is_declared_by_its_type() -> None:
    assert {CG + "Purpose", CG + "forPurpose", CG + "section"} == DECLARED


def test_what_is_declared_passes_and_other_namespaces_are_not_looked_at() -> None:
    check_terms([source(PREFIX + "<http://a> cg:forPurpose [ a cg:Purpose ; owl:nothing 1 ] .")], DECLARED)
    check_terms([source(PREFIX + "# cg:wrong\n<http://a> owl:note 'cg:wrong' .")], DECLARED)


@pytest.mark.parametrize(
    ("fact", "column"),
    [
        ("<http://a> cg:forPurpos 1 .", 12),
        ("<http://a> a cg:forPurpos .", 14),
        ("cg:forPurpos a <http://a> .", 1),
        ("<http://a> a 'x'^^cg:forPurpos .", 14),
        (f"<http://a> a <{CG}forPurpos> .", 14),
    ],
)
def test_a_term_that_is_not_declared_is_found_wherever_it_stands(fact: str, column: int) -> None:
    with pytest.raises(TermError) as caught:
        check_terms([source(PREFIX + fact)], DECLARED)
    error = caught.value
    assert (error.path, error.line, error.column) == ("room/file.ttl", 2, column)
    assert error.message == "cg:forPurpos is not declared in the ontology"
    assert error.expected == "did you mean cg:forPurpose?"


@pytest.mark.parametrize(
    "text",
    [
        PREFIX + "<http://a> cg:forPurpos 1 .",
        PREFIX + "<http://a> cg:forPurpose.x 1 .",
        PREFIX + "<http://a> cg: 1 .",
        PREFIX + "<http://a> cg:forPurpose%20 1 .",
        "@prefix cg: # namely\n <" + CG + "> . <http://a> cg:forPurpos 1 .",
        "@prefix w: <https://w3id.org/> . <http://a> w:clausegraph\\/ns\\#forPurpos 1 .",
        "@prefix x: <" + CG + "for> . <http://a> x:Purpos 1 .",
        "@prefix : <" + CG + "> . <http://a> :forPurpos 1 .",
        "@prefix x: <http://a> . PREFIX x:<" + CG + "> <http://a> x:forPurpos 1 .",
        "@base <https://w3id.org/clausegraph/> . <http://a> <ns#forPurpos> 1 .",
        "BASE <" + CG + "> <http://a> <#forPurpos> 1 .",
        "<http://a> <https://w3id.org/clausegraph/ns\\u0023forPurpos> 1 .",
        PREFIX + "<http://a> a '" + CG + "', 'x'^^<" + CG + "forPurpos> .",
    ],
)
def test_however_a_term_is_spelt(text: str) -> None:
    with pytest.raises(TermError):
        check_terms([source(text)], DECLARED)


def test_all_of_them_are_said_in_the_order_of_their_places() -> None:
    second = source(PREFIX + "<http://a> cg:sectoin 1 .", name="room/a.ttl")
    first = source(PREFIX + "<http://a> cg:zzz 1 ; a cg:aaa ; cg:zzz 2 .", name="room/b.ttl")
    with pytest.raises(TermError) as caught:
        check_terms([first, second], DECLARED)
    assert str(caught.value) == (
        "room/a.ttl:2:12: cg:sectoin is not declared in the ontology, nor are 2 more: "
        "cg:zzz (room/b.ttl:2:12), cg:aaa (room/b.ttl:2:25) (did you mean cg:section?)"
    )


def test_a_great_many_are_counted_and_not_all_listed() -> None:
    wrong = source(PREFIX + "".join(f"<http://a> cg:w{number} 1 .\n" for number in range(100)))
    with pytest.raises(TermError) as caught:
        check_terms([wrong], [])
    assert "nor are 99 more" in caught.value.message
    assert caught.value.message.count("(") == 20
    assert caught.value.message.endswith(", …")
    assert caught.value.expected == "a term of the ontology"
