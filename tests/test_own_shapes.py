"""A team's own shapes beside the built-in ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg import snapshot
from kg.errors import GraphClash, InputError, ShapeError, SourceError
from kg.findings import Finding, findings
from tests.mini import mini, write

__all__ = ["mini"]

OWN = """
eg:Named a sh:NodeShape ; sh:targetClass cg:Purpose ; sh:name "Purposes have names"@en, "Ändamål har namn"@sv ;
    cg:enforces eg:law ;
    sh:property [ sh:path rdfs:label ; sh:minCount 1 ; sh:message "Name it."@en ] ;
    sh:property [ sh:path cg:controller ; sh:nodeKind sh:Literal ; sh:severity eg:Grave ] .
eg:law rdfs:label "Rule 1"@en .
"""
FACTS = "eg:own a cg:OwnPurpose ; cg:controller eg:anna ."
TERMS = "cg:enforces a owl:AnnotationProperty ."


@pytest.fixture
def team(mini: Path, tmp_path: Path) -> Path:
    """A folder with facts in `records` and shapes in `rules`."""
    write(mini / "ontology" / "more.ttl", TERMS)
    write(tmp_path / "team" / "records" / "own.ttl", FACTS)
    write(tmp_path / "team" / "rules" / "own.ttl", OWN)
    return tmp_path / "team"


def found(team: Path) -> list[Finding]:
    taken = snapshot.current([team / "records"], shapes=[team / "rules"], home=team / ".kg")
    return [one for one in findings(taken.store, files={"records/own.ttl"}) if not one.code.startswith("MINI")]


@pytest.mark.parametrize("engine", ["sparql", "pyshacl"])
def test_finds_with_them_and_with_ours(team: Path, engine: str) -> None:
    with_them = snapshot.current([team / "records"], shapes=[team / "rules"], home=team / ".kg", engine=engine)  # type: ignore[arg-type]
    without = snapshot.current([team / "records"], home=team / ".kg", engine=engine)  # type: ignore[arg-type]
    assert with_them.id != without.id
    all_codes = [{one.code for one in findings(taken.store)} for taken in (with_them, without)]
    assert all_codes == [{"MINI01", "Named"}, {"MINI01"}]


def test_a_shape_without_a_code_has_the_local_name(team: Path) -> None:
    assert {one.code for one in found(team)} == {"Named"}


def test_a_part_without_a_name_speaks_for_its_shape(team: Path) -> None:
    for one in found(team):
        assert one.shape == "https://example.org/Named"
        assert one.name.sv == "Ändamål har namn"
        assert [law.iri for law in one.provisions] == ["https://example.org/law"]


def test_what_a_shape_does_not_say_follows(team: Path) -> None:
    said = {one.message.en: (one.severity, one.state) for one in found(team)}
    assert said.pop("Name it.") == ("violation", "not documented")
    assert list(said.values()) == [("violation", "stated otherwise")]


def test_a_stated_code_counts(team: Path) -> None:
    write(
        team / "rules" / "own.ttl",
        OWN.replace("cg:enforces", 'cg:code "TEAM01" ; cg:finds cg:StatedOtherwise ; cg:enforces'),
    )
    assert {(one.code, one.state) for one in found(team)} == {("TEAM01", "stated otherwise")}


def test_fingerprints_stay(team: Path) -> None:
    before = {one.fingerprint for one in found(team)}
    write(team / "rules" / "own.ttl", "# more lines\n\n" + OWN)
    assert {one.fingerprint for one in found(team)} == before


@pytest.mark.parametrize(
    ("text", "message", "expected"),
    [
        ('eg:A a sh:NodeShape ; cg:code "MINI01" .', "a second shape with the code 'MINI01'", "cg:code"),
        ("<urn:x#A> a sh:NodeShape . eg:A a sh:NodeShape .", "a second shape with the code 'A'", "cg:code"),
        ("[] a sh:NodeShape ; sh:targetClass cg:Purpose .", "neither an IRI nor a cg:code", "an IRI"),
        ("cgs:MINI01 sh:deactivated true .", "says more of cgs:MINI01, which is built in", "--severity or --ignore"),
    ],
)
def test_what_cannot_be_told_apart_is_refused(team: Path, text: str, message: str, expected: str) -> None:
    path = write(team / "rules" / "own.ttl", text)
    with pytest.raises(ShapeError) as raised:
        found(team)
    assert message in raised.value.message
    assert (raised.value.path, raised.value.line) == (path.as_posix(), 7)
    assert expected in (raised.value.expected or "")


def test_two_files_of_one_name_clash(team: Path) -> None:
    write(team / "other" / "rules" / "own.ttl", "eg:Other a sh:NodeShape .")
    with pytest.raises(GraphClash, match=r"claims the graph <.*/graph/shapes/rules/own>"):
        snapshot.current([], shapes=[team / "rules", team / "other" / "rules"], home=team / ".kg")


def test_shapes_among_the_paths_are_shapes_still(team: Path) -> None:
    taken = snapshot.current([team], shapes=[team / "rules"], home=team / ".kg")
    assert {one.code for one in findings(taken.store)} == {"MINI01", "Named"}
    assert [source.name for source in taken.sources if source.shapes and not source.builtin] == ["shapes/rules/own.ttl"]


def test_facts_cannot_pass_for_shapes(team: Path) -> None:
    write(team / "shapes" / "own.ttl", OWN)
    with pytest.raises(GraphClash, match="which is reserved"):
        snapshot.current([team / "shapes"], home=team / ".kg")


def test_an_undeclared_term_and_an_empty_folder_are_errors(team: Path) -> None:
    write(team / "rules" / "own.ttl", OWN.replace("cg:Purpose", "cg:Purpos"))
    with pytest.raises(InputError, match="cg:Purpos is not declared"):
        found(team)
    (team / "rules" / "own.ttl").unlink()
    with pytest.raises(SourceError, match="nothing to read"):
        found(team)
