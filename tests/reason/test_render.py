"""How what the reasoner found is shown."""

from __future__ import annotations

import json

from kg.iris import CG
from kg.reason import gaps
from kg.reason.axioms import axioms
from kg.reason.explain import Cause
from kg.reason.expressions import THING
from kg.reason.hermit import DLReport, Explanation
from kg.reason.render import Findings, as_json, as_text
from kg.reason.statements import Axiom
from kg.sources import Location
from tests.reason.graphs import turtle

STATED = tuple(
    axioms(
        turtle(
            """
            cg:B rdfs:subClassOf cg:A . cg:B owl:disjointWith cg:A .
            cg:A owl:equivalentClass [ a owl:Restriction ; owl:onProperty cg:hasSomethingOfALongName ;
                owl:someValuesFrom [ a owl:Class ; owl:intersectionOf ( cg:AnotherLongName cg:AThirdLongName ) ] ] .
            """
        )
    )
)
PLACES = {axiom: Location("party.ttl", line, 5) for line, axiom in enumerate(STATED[:2], 7)}


def findings(report: DLReport, stated: frozenset[tuple[str, str]] = frozenset()) -> Findings:
    def place(axiom: Axiom) -> Location | None:
        return PLACES.get(axiom)

    return Findings(report, stated, {f"{CG}A": "the \x1b[31mfirst"}, gaps(STATED), place)


def pairs(*names: str) -> tuple[tuple[str, str], ...]:
    split = (pair.split(" ") for pair in names)
    return tuple((CG + low, CG + high if high != "-" else THING) for low, high in split)


def test_the_hierarchy_marks_what_follows_and_shows_what_is_below_a_class_once() -> None:
    hierarchy = pairs("A -", "B -", "C A", "C B", "D C", "E -")
    stated = frozenset(pairs("C A", "D C"))
    text = as_text(findings(DLReport(True, hierarchy=hierarchy, equivalent=((f"{CG}E", f"{CG}F"),)), stated))
    assert text.startswith(
        "consistent; no unsatisfiable classes\n"
        "\n"
        "Every class below what it is a kind of; + follows and is stated nowhere.\n"
        "\n"
        "  cg:A (the \N{REPLACEMENT CHARACTER}[31mfirst)\n"
        "    cg:C\n"
        "      cg:D\n"
        "  cg:B\n"
        "+   cg:C …\n"
        "  cg:E\n"
        "  the same: cg:E, cg:F\n"
        "\n"
    )


def test_what_the_rules_leave_out_is_listed_by_its_reason_in_lines_that_fit() -> None:
    lines = as_text(findings(DLReport(True))).splitlines()
    start = lines.index("Checked here, but not or not wholly in the rules that `kg build` runs:")
    assert lines[start + 1 :] == [
        "  it says that something exists, not which thing",
        "    cg:A EquivalentTo cg:hasSomethingOfALongName some (cg:AnotherLongName and",
        "      cg:AThirdLongName)",
    ]
    assert "Checked here" not in as_text(Findings(DLReport(True)))


def test_an_inconsistency_is_told_with_the_axioms_and_their_places_and_nothing_more() -> None:
    report = DLReport(False, explanations=(Explanation(None, Cause(STATED, minimal=True)),))
    assert as_text(findings(report)) == (
        "inconsistent: not everything that is stated can be true\n"
        "  because of these together:\n"
        "    cg:B SubClassOf cg:A\n"
        "      party.ttl:7:5\n"
        "    cg:B DisjointWith cg:A\n"
        "      party.ttl:8:5\n"
        "    cg:A EquivalentTo cg:hasSomethingOfALongName some (cg:AnotherLongName and\n"
        "      cg:AThirdLongName)\n"
    )


def test_unsatisfiable_classes_are_told_first() -> None:
    empty = (f"{CG}A", f"{CG}B")
    report = DLReport(True, empty, (Explanation(f"{CG}A", Cause(STATED[:1], minimal=False)),))
    assert as_text(Findings(report)).startswith(
        "consistent; 2 unsatisfiable classes\n"
        "\n"
        "unsatisfiable: cg:A\n"
        "  because of some of these:\n"
        "    cg:B SubClassOf cg:A\n"
        "\n"
        "unsatisfiable: cg:B\n"
        "  since what it is a kind of is unsatisfiable\n"
        "\n"
    )
    assert as_text(Findings(DLReport(True, empty[:1]))).startswith("consistent; 1 unsatisfiable class\n")


def test_a_cause_that_was_not_found_or_is_long_is_told_as_such() -> None:
    long = tuple(axioms(turtle(" ".join(f"cg:C{n} rdfs:subClassOf cg:D ." for n in range(30)))))
    lines = as_text(Findings(DLReport(False, explanations=(Explanation(None, Cause(long, False)),)))).splitlines()
    assert len(lines) == 23
    assert lines[-1] == "    and 10 more"
    text = as_text(Findings(DLReport(False, explanations=(Explanation(None, Cause((), False)),))))
    assert text.endswith("\n  the axioms behind it could not be singled out\n")


def test_the_json_has_it_all_with_sorted_keys() -> None:
    report = DLReport(
        True,
        (f"{CG}Z",),
        (Explanation(f"{CG}Z", Cause(STATED[1:], minimal=True)),),
        pairs("A -", "B A"),
        ((f"{CG}A", f"{CG}C"),),
    )
    text = as_json(findings(report, frozenset(pairs("B A"))))
    answer = json.loads(text)
    assert text == json.dumps(answer, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
    assert answer["consistent"] is True
    assert answer["unsatisfiable"] == [f"{CG}Z"]
    assert answer["equivalent"] == [[f"{CG}A", f"{CG}C"]]
    assert answer["classes"] == [
        {"iri": f"{CG}A", "label": "the \x1b[31mfirst", "parents": []},
        {"iri": f"{CG}B", "label": None, "parents": [{"iri": f"{CG}A", "stated": True}]},
    ]
    (explanation,) = answer["explanations"]
    assert explanation["class"] == f"{CG}Z"
    assert explanation["minimal"] is True
    assert explanation["axioms"][0] == {"axiom": "cg:B DisjointWith cg:A", "column": 5, "file": "party.ttl", "line": 8}
    assert explanation["axioms"][1]["file"] is None
    assert [gap["reason"] for gap in answer["uncovered"]] == ["it says that something exists, not which thing"]
