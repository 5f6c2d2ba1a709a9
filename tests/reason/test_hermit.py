"""The description logic check: what HermiT says, how it is put, and what happens where it cannot say."""

from __future__ import annotations

import re
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import owlready2
import pytest

from kg.errors import EnvironmentFault, InputError, InternalError
from kg.reason import java, judge
from kg.reason.hermit import DLReport, check
from kg.reason.manchester import axiom
from tests.reason.graphs import EX, turtle

needs_java = pytest.mark.usefixtures("java_is_there")


@pytest.fixture
def java_is_there() -> None:
    try:
        java.find()
    except EnvironmentFault:
        pytest.skip("JAVA IS MISSING: the reasoner is not tested; install default-jre-headless")


@pytest.fixture(autouse=True)
def leaves_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    yield
    assert list(folder.iterdir()) == []


def short(lines: Iterator[str] | list[str]) -> set[str]:
    return {line.replace(EX, "") for line in lines}


@needs_java
def test_a_hierarchy_with_what_follows_and_what_is_equivalent() -> None:
    report = check(
        turtle(
            """
            :A a owl:Class . :B a owl:Class ; rdfs:subClassOf :A . :C a owl:Class ; rdfs:subClassOf :B, :A .
            :D a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:unionOf ( :B :C ) ] . :E a owl:Class .
            """
        )
    )
    assert report.consistent
    assert report.unsatisfiable == ()
    assert report.explanations == ()
    assert short([f"{low} < {high}" for low, high in report.hierarchy]) == {
        "A < http://www.w3.org/2002/07/owl#Thing",
        "E < http://www.w3.org/2002/07/owl#Thing",
        "B < A",
        "C < B",
    }
    assert report.equivalent == ((f"{EX}B", f"{EX}D"),)
    assert report.inferred == frozenset()


@needs_java
def test_what_follows_for_individuals_where_asked() -> None:
    ontology = turtle(
        """
        :A a owl:Class ; rdfs:subClassOf :B . :B a owl:Class . :p a owl:ObjectProperty ; owl:inverseOf :q .
        :q a owl:ObjectProperty ; rdfs:range :B . :d a owl:DatatypeProperty ; rdfs:subPropertyOf :e .
        :e a owl:DatatypeProperty .
        """
    )
    facts = turtle(':x a :A ; :p :y ; :d "1", "2020-12-09"^^xsd:date ; :q [] .')
    report = check(ontology, facts, individuals=True)
    assert report.inferred == set(turtle(':x a :B ; :e "1", "2020-12-09"^^xsd:date . :y :q :x . :x a :B .'))
    assert check(ontology, facts).inferred == frozenset()


@needs_java
def test_an_inconsistency_comes_with_just_the_axioms_involved() -> None:
    ontology = turtle(
        """
        :Party a owl:Class . :Service a owl:Class . :Other a owl:Class ; rdfs:subClassOf :Party .
        [] a owl:AllDisjointClasses ; owl:members ( :Party :Service :Contract ) .
        :offeredBy a owl:ObjectProperty ; rdfs:domain :Service ; rdfs:range :Vendor .
        :Vendor a owl:Class ; rdfs:subClassOf :Party ; rdfs:label "a vendor"@en .
        """
    )
    report = check(ontology, turtle(":teams :offeredBy :microsoft . :tv :offeredBy :teams . :x a :Other ."))
    assert not report.consistent
    (explanation,) = report.explanations
    assert explanation.of is None
    assert explanation.cause.minimal
    assert short([axiom(one.statement) for one in explanation.cause.axioms]) == {
        "DisjointClasses Party, Service, Contract",
        "offeredBy Domain Service",
        "offeredBy Range Vendor",
        "Vendor SubClassOf Party",
        "teams offeredBy microsoft",
        "tv offeredBy teams",
    }


@needs_java
def test_an_unsatisfiable_class_comes_with_just_the_axioms_involved_and_those_below_it_without() -> None:
    report = check(
        turtle(
            """
            :A a owl:Class ; rdfs:subClassOf :B, :C . :B owl:disjointWith :C . :p a owl:ObjectProperty .
            :D a owl:Class ; rdfs:subClassOf :A . :F a owl:Class ; rdfs:subClassOf :B .
            :E a owl:Class ; rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :p ; owl:someValuesFrom :D ] .
            """
        )
    )
    assert report.consistent
    assert short(list(report.unsatisfiable)) == {"A", "D", "E"}
    told = {one.of: short([axiom(each.statement) for each in one.cause.axioms]) for one in report.explanations}
    clash = {"A SubClassOf B", "A SubClassOf C", "B DisjointWith C"}
    assert told == {f"{EX}A": clash, f"{EX}E": {"E SubClassOf p some D", "D SubClassOf A", *clash}}
    assert f"{EX}A" not in {low for low, _ in report.hierarchy}


@needs_java
def test_classes_that_cannot_be_told_apart_are_each_explained() -> None:
    report = check(turtle(":A a owl:Class ; rdfs:subClassOf :B, owl:Nothing . :B rdfs:subClassOf :A ."))
    assert [one.of for one in report.explanations] == [f"{EX}A", f"{EX}B"]


@needs_java
def test_a_users_own_axioms_count_among_the_facts() -> None:
    report = check(turtle(":A a owl:Class ."), turtle(":B a owl:Class ; rdfs:subClassOf :A . :x a :B ."))
    assert (f"{EX}B", f"{EX}A") in report.hierarchy


@needs_java
def test_terms_that_nobody_declares_are_taken_for_what_they_are_used_as() -> None:
    # HermiT passes over axioms with undeclared terms, and says nothing of it.
    facts = ":x :p :y ; :e 2 ; :g 1 . :y :q :x . :x a :Z ."
    ontology = """
        :p rdfs:domain :A . :A rdfs:subClassOf [ a owl:Restriction ; owl:onProperty :q ; owl:allValuesFrom :B ] .
        :q owl:inverseOf :r . :d rdfs:range xsd:integer ; rdfs:domain :C .
        :e rdfs:subPropertyOf :f . :f rdfs:subPropertyOf :d .
        :D owl:equivalentClass [ a owl:Restriction ; owl:onProperty :g ; owl:hasValue 1 ] .
    """
    report = check(turtle(ontology), turtle(facts), individuals=True)
    assert {one for one in report.inferred if "/r>" not in str(one)} == set(turtle(":x a :A, :C, :D ; :d 2 ; :f 2 ."))


@needs_java
def test_names_and_values_may_have_any_letters_whatever_the_locale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    value = '"å𝄞\\n\\"x\\\\"@sv'
    ontology = f"""
        :Ö a owl:Class ; rdfs:subClassOf :Å . :d a owl:DatatypeProperty .
        :H a owl:Class ; owl:equivalentClass [ a owl:Restriction ; owl:onProperty :d ; owl:hasValue {value} ] .
    """
    report = check(turtle(ontology), turtle(f":é a :Ö ; :d {value} ."), individuals=True)
    assert report.inferred == set(turtle(":é a :Å, :H ."))
    assert (f"{EX}Ö", f"{EX}Å") in report.hierarchy


@needs_java
def test_nothing_at_all_is_consistent() -> None:
    assert check([]) == DLReport(consistent=True)


@needs_java
def test_xsd_dates_are_no_obstacle() -> None:
    ontology = turtle(":A a owl:Class . :from a owl:DatatypeProperty ; rdfs:domain :A ; rdfs:range xsd:date .")
    assert check(ontology, turtle(':x :from "2020-12-09"^^xsd:date .')).consistent


@needs_java
@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            (
                ":p a owl:ObjectProperty, owl:TransitiveProperty ; rdfs:range [ a owl:Restriction ; owl:onProperty :p ;"
                " owl:maxCardinality 1 ] ."
            ),
            "Non-simple property",
        ),
        (
            (
                ":p a owl:ObjectProperty ; owl:propertyChainAxiom ( :q :p :r ) . :q a owl:ObjectProperty ; "
                "rdfs:subPropertyOf :p . :r a owl:ObjectProperty . :A a owl:Class ."
            ),
            "not regular",
        ),
        (
            (
                ":d a owl:DatatypeProperty ; rdfs:range [ a rdfs:Datatype ; owl:onDatatype xsd:string ;"
                " owl:withRestrictions ( [ xsd:minInclusive 1 ] ) ] ."
            ),
            "minInclusive",
        ),
    ],
)
def test_what_is_not_owl_dl_is_refused_in_the_reasoners_words(text: str, words: str) -> None:
    with pytest.raises(InputError, match="says HermiT") as caught:
        check(turtle(text))
    assert words in caught.value.message
    assert "\n" not in str(caught.value)
    assert "<http" not in caught.value.message
    assert not re.search("@[0-9a-f]", caught.value.message)


@pytest.mark.parametrize("value", ['"one"^^xsd:integer', '"1,5"^^xsd:decimal'])
def test_a_number_that_is_none_is_refused_with_its_owner(
    value: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(owlready2, "JAVA_EXE", str(stub(tmp_path / "bin", "exit 0")))
    with pytest.raises(InputError, match=r"http://example.org/x, http://example.org/d: '.*' is not of the type xsd:"):
        check(turtle(f':A a owl:Class . :x :d "x"@en, 1, {value} .'))


@needs_java
def test_imports_and_python_modules_are_left_out() -> None:
    # The guard of conftest.py fails the test if anything reaches for the network.
    module = "<http://www.lesfleursdunormal.fr/static/_downloads/owlready_ontology.owl#python_module>"
    text = f"""
        <http://example.org> a owl:Ontology ; owl:imports <http://example.org/far> ; {module} "this" .
        <urn:clausegraph:checked> owl:imports <http://example.org/away> ; {module} "this" .
        :A a owl:Class .
    """
    assert check(turtle(text)).consistent
    assert "this" not in sys.modules


def test_what_does_not_read_as_owl_is_refused_before_java_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(java, "find", lambda: "java")
    with pytest.raises(InputError, match="is not a class"):
        check(turtle(":A rdfs:subClassOf 3 ."))


@pytest.fixture
def no_java(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)


@pytest.mark.usefixtures("no_java")
def test_without_java_the_error_says_what_to_install() -> None:
    with pytest.raises(EnvironmentFault) as caught:
        check([])
    assert "version 8 or newer" in caught.value.message
    assert "default-jre-headless" in (caught.value.expected or "")
    assert caught.value.exit_code == 2


def stub(folder: Path, script: str, name: str = "java") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return file


@pytest.mark.usefixtures("no_java")
def test_java_is_looked_for_where_it_is_set_then_in_its_home_then_on_the_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    on_path = stub(tmp_path, "exit 0")
    assert java.find() == str(on_path)
    home = stub(tmp_path / "home" / "bin", "exit 0")
    monkeypatch.setenv("JAVA_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(owlready2, "JAVA_EXE", "java")
    assert java.find() == str(home)
    own = stub(tmp_path / "own", "exit 0")
    monkeypatch.setattr(owlready2, "JAVA_EXE", str(own))
    assert java.find() == str(own)


@pytest.mark.parametrize(
    ("says", "code", "error", "words"),
    [
        ("The operation couldn’t be completed. Unable to locate a Java Runtime.", 1, EnvironmentFault, "needs a Java"),
        ('Exception in thread "main" java.lang.UnsupportedClassVersionError: x', 1, EnvironmentFault, "version 8"),
        ('Exception in thread "main" java.lang.OutOfMemoryError: heap', 1, EnvironmentFault, "memory"),
        ('Exception in thread "main" java.lang.NullPointerException', 1, InternalError, "NullPointerException"),
        ("It all went pear-shaped: no parser", 0, InternalError, "did not answer: It all went"),
        ("", 7, InternalError, "exit code 7"),
    ],
)
def test_what_goes_wrong_in_java_is_told_as_what_it_is(
    says: str, code: int, error: type[Exception], words: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(owlready2, "JAVA_EXE", str(stub(tmp_path / "bin", f"cat >&2 <<'.'\n{says}\n.\nexit {code}")))
    with pytest.raises(error, match=words):
        check(turtle(":A a owl:Class ."))


def test_when_the_time_is_up_java_is_ended_with_all_that_it_started(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    wrapper = stub(tmp_path / "bin", f"sleep 600 &\necho $! > {tmp_path}/child\nwait")
    monkeypatch.setattr(owlready2, "JAVA_EXE", str(wrapper))
    with pytest.raises(EnvironmentFault, match="not done after 1 seconds") as caught:
        check(turtle(":A a owl:Class ."), seconds=1)
    assert "more time" in (caught.value.expected or "")
    child = int((tmp_path / "child").read_text())
    assert not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]


def test_a_class_that_owlready_does_not_take_in_is_our_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(owlready2, "JAVA_EXE", str(stub(tmp_path / "bin", "exit 0")))
    monkeypatch.setattr(owlready2.World, "classes", lambda self: iter(()))
    with pytest.raises(InternalError, match=r"did not take in 1 classes, http://example.org/A among them"):
        check(turtle(":A a owl:Class ."))


def test_what_owlready_refuses_is_our_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def refuse(self: object, **arguments: object) -> None:
        raise owlready2.OwlReadyOntologyParsingError("no")

    monkeypatch.setattr(owlready2, "JAVA_EXE", str(stub(tmp_path / "bin", "exit 0")))
    monkeypatch.setattr(owlready2.Ontology, "load", refuse)
    with pytest.raises(InternalError, match="does not load the ontology: no"):
        check(turtle(":A a owl:Class ."))
    assert judge.classes(()) == frozenset()
