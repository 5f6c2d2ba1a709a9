from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pyoxigraph import Dataset, RdfFormat, parse, serialize

from api.app import create_app
from api.reports import SYNTAXES
from api.settings import Settings
from kg import knowledge
from kg.snapshot import Snapshot, inputs, kept
from tests.api.test_errors import check
from tests.cli.conftest import Run, kg

__all__ = ["kg"]

TURTLE = """\
@prefix cg: <https://w3id.org/clausegraph/ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

<https://w3id.org/clausegraph/id/contract/acme/2024> a cg:ContractVersion ; rdfs:label "Acme 2024"@en ;
    cg:hasVendor <https://w3id.org/clausegraph/id/party/acme> .
<https://w3id.org/clausegraph/id/purpose/acme/2024/billing> a cg:Purpose ;
    rdfs:label "billing"@en ;
    cg:underVersion <https://w3id.org/clausegraph/id/contract/acme/2024> ;
    cg:lacks cg:DataTypesUsed .
[] a cg:Purpose .
"""
TYPES = {suffix: media_type for media_type, suffix in SYNTAXES.items()}
RDF = {".trig": RdfFormat.TRIG, ".nq": RdfFormat.N_QUADS, ".jsonld": RdfFormat.JSON_LD}
ORPHAN = "@prefix cg: <https://w3id.org/clausegraph/ns#> .\n<https://example.org/p> a cg:Purpose .\n"


def post(client: TestClient, text: str | bytes, suffix: str = ".ttl", **asked: Any) -> Any:
    return client.post("/v1/validate", content=text, headers={"content-type": TYPES[suffix]}, params=asked)


def written(suffix: str) -> str:
    """The Turtle in another syntax, without its blank node, whose label would differ."""
    if suffix == ".ttl":
        return TURTLE
    quads = Dataset(parse(TURTLE.replace("[] a cg:Purpose .", ""), RdfFormat.TURTLE))
    return (serialize(sorted(quads, key=str), format=RDF[suffix]) or b"").decode()


@pytest.mark.parametrize("suffix", TYPES)
def test_same_bytes_as_the_command(client: TestClient, kg: Run, tmp_path: Path, suffix: str) -> None:
    text = written(suffix)
    (tmp_path / f"posted{suffix}").write_text(text, encoding="utf-8")
    ran = kg("validate", f"posted{suffix}", "--format", "json", "--no-cache", cwd=tmp_path)
    answer = post(client, text, suffix)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.text == ran.out
    found = answer.json()["findings"]
    assert {one["location"]["file"] for one in found} == {f"posted{suffix}"}
    assert {"PD001", "PC002"} <= {one["code"] for one in found}


@pytest.mark.parametrize("format", ["text", "turtle", "junit", "html"])
def test_other_formats(client: TestClient, kg: Run, tmp_path: Path, format: str) -> None:  # noqa: A002
    text = TURTLE.replace("[] a cg:Purpose .", "")  # a blank node is called by the name of its file
    (tmp_path / "posted.ttl").write_text(text, encoding="utf-8")
    wanted = ("--format", format, "--lang", "sv", "--no-cache")
    ran = kg("validate", "posted.ttl", *wanted, cwd=tmp_path)
    answer = post(client, text, format=format, lang="sv")
    assert answer.headers["content-language"] == "sv"
    assert answer.text == ran.out


def test_built_in_file_posted_under_another_name_clashes_with_nothing(
    client: TestClient, kg: Run, tmp_path: Path
) -> None:
    (record,) = (knowledge.root() / "data" / "contracts").glob("google*.ttl")
    text = record.read_text(encoding="utf-8")
    (tmp_path / "posted.ttl").write_text(text, encoding="utf-8")
    ran = kg("validate", "posted.ttl", "--format", "json", "--no-cache", cwd=tmp_path)
    assert post(client, text).text == ran.out


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/html, */*;q=0.1", "text/html; charset=utf-8"),
        ("application/sarif+json", "application/sarif+json"),
        ("text/turtle", "text/turtle; charset=utf-8"),
        ("text/markdown", "text/markdown; charset=utf-8"),
        ("application/xml", "application/xml"),
        ("text/plain", "text/plain; charset=utf-8"),
        ("*/*", "application/json"),
    ],
)
def test_format_that_the_client_likes(client: TestClient, accept: str, media_type: str) -> None:
    answer = client.post("/v1/validate", content=ORPHAN, headers={"content-type": "text/turtle", "accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_format_parameter_wins(client: TestClient) -> None:
    headers = {"content-type": "text/turtle", "accept": "image/png"}
    assert client.post("/v1/validate?format=text", content=ORPHAN, headers=headers).status_code == 200
    check(client.post("/v1/validate", content=ORPHAN, headers=headers), 406, "not-acceptable")
    problem = check(post(client, ORPHAN, format="pdf"), 400, "bad-parameter")
    assert problem["place"] == {"parameter": "format"}


def test_findings_point_at_lines_of_the_text(client: TestClient) -> None:
    found = post(client, TURTLE).json()["findings"]
    places = {(one["code"], one["location"]["line"], one["location"]["column"]) for one in found}
    assert ("PD001", 9, 14) in places


def test_nothing_is_stored(client: TestClient, snapshot: Snapshot) -> None:
    assert snapshot.folder
    before = {path: path.stat().st_mtime_ns for path in snapshot.folder.rglob("*")}
    assert post(client, TURTLE).status_code == 200
    assert {path: path.stat().st_mtime_ns for path in snapshot.folder.rglob("*")} == before
    ask = "/sparql?query=ASK { <https://w3id.org/clausegraph/id/contract/acme/2024> ?p ?o }"
    assert client.get(ask).json()["boolean"] is False


@pytest.mark.parametrize(
    ("text", "suffix", "place"),
    [
        ("@prefix cg: <https://w3id.org/clausegraph/ns#> .\n<https://e.org/x> a cg:Purpose", ".ttl", {"line": 2}),
        ("<https://e.org/x> a\n  nope:Purpose .", ".ttl", {"line": 2, "column": 3}),
        ("<x> a <y> .", ".ttl", {"line": 1, "column": 1}),
        ("<https://e.org/x> <https://e.org/y> .\n", ".nq", {"line": 1}),
        ("{", ".jsonld", {"line": 1}),
        ('{"@context": "https://schema.org/"}', ".jsonld", {"line": 1, "column": 2}),
        ('{"@context": {"@import": "https://schema.org/"}}', ".jsonld", {"line": 1}),
        (b"\xff\xfe", ".ttl", {"line": 1, "column": 1}),
        ("a\0", ".ttl", {"line": 1, "column": 2}),
        ("<https://e.org/x> a <https://w3id.org/clausegraph/ns#Purpos> .", ".ttl", {"line": 1, "column": 21}),
        ("[" * 5000, ".ttl", {"line": 1}),
        ("[" * 5000, ".jsonld", {"line": 1}),
    ],
)
def test_what_is_wrong_has_a_place(client: TestClient, text: str | bytes, suffix: str, place: dict[str, int]) -> None:
    problem = check(post(client, text, suffix), 400, "bad-input")
    assert place.items() <= problem["place"].items()
    assert "/" not in problem["detail"].replace("https://", "")


@pytest.mark.parametrize(
    "text",
    [
        "<https://w3id.org/clausegraph/graph/report> { <https://e.org/x> a <https://e.org/y> }",
        "<https://w3id.org/clausegraph/graph/shapes/mine> { <https://e.org/x> a <https://e.org/y> }",
        "<https://w3id.org/clausegraph/graph/data/law/gdpr> { <https://e.org/x> a <https://e.org/y> }",
    ],
)
def test_graph_that_is_taken(client: TestClient, text: str) -> None:
    assert "claims the graph" in check(post(client, text, ".trig"), 400, "bad-input")["detail"]


@pytest.mark.parametrize("media_type", ["text/csv", "application/rdf+xml", "", "text/turtle; charset=latin1", "turtle"])
def test_type_that_is_not_taken(client: TestClient, media_type: str) -> None:
    answer = client.post("/v1/validate", content=ORPHAN, headers={"content-type": media_type})
    assert check(answer, 415, "unsupported-type")["expected"]


def test_type_with_parameters(client: TestClient) -> None:
    for media_type in ('Text/Turtle; charset="UTF-8"', "text/turtle;version=1.1"):
        answer = client.post("/v1/validate", content=ORPHAN, headers={"content-type": media_type})
        assert answer.status_code == 200


def test_a_text_that_states_nothing_is_fine_and_no_text_is_not(client: TestClient) -> None:
    assert post(client, "# nothing yet").json()["conforms"] is True
    for nothing in ("", " \n"):
        check(post(client, nothing), 400, "bad-input")


def test_body_that_is_too_long(snapshot: Snapshot) -> None:
    settings = Settings(open=True, longest_body=100)
    with TestClient(create_app(settings, snapshot)) as client:
        check(post(client, "#" * 101), 413, "too-large")
        chunks = (b"#" * 60 for _ in range(2))
        headers = {"content-type": "text/turtle"}
        check(client.post("/v1/validate", content=chunks, headers=headers), 413, "too-large")
        assert post(client, "#" * 100).status_code == 200


def test_name(client: TestClient) -> None:
    answer = post(client, ORPHAN, name="contracts/acme.ttl")
    assert {one["location"]["file"] for one in answer.json()["findings"]} == {"contracts/acme.ttl"}
    for name in ("/etc/passwd.ttl", "../x.ttl", "a/./b.ttl", "x\n.ttl", "x", "x.trig", "x" * 300 + ".ttl"):
        problem = check(post(client, ORPHAN, name=name), 400, "bad-parameter")
        assert problem["place"] == {"parameter": "name"}


def test_is_laid_over_the_view_and_takes_the_place_of_a_file(tmp_path: Path) -> None:
    records = tmp_path / "records"
    records.mkdir()
    lacks = "    cg:lacks cg:DataTypesUsed .\n"
    record = TURTLE.replace("[] a cg:Purpose .", "").replace(f" ;\n{lacks}", " .\n")
    assert "lacks" not in record
    (records / "acme.ttl").write_text(record, encoding="utf-8")
    more = f"""\
@prefix cg: <https://w3id.org/clausegraph/ns#> .
<https://w3id.org/clausegraph/id/purpose/acme/2024/billing>
{lacks}"""
    taken = kept(inputs((records,)).sources, home=tmp_path / "home")
    with TestClient(create_app(Settings(open=True, paths=(records,), home=tmp_path / "home"), taken)) as client:
        beside = post(client, more).json()["findings"]
        assert "billing" in json.dumps([one["focus_label"] for one in beside]), "the view is below it"
        instead = post(client, more, name="records/acme.ttl").json()["findings"]
        assert "billing" not in json.dumps([one["focus_label"] for one in instead])
        assert str(tmp_path) not in json.dumps([beside, instead])
        clash = post(
            client,
            "<https://w3id.org/clausegraph/graph/records/acme> { <https://e.org/x> a <https://e.org/y> }",
            ".trig",
        )
        problem = check(clash, 400, "bad-input")
        assert "claims the graph" in problem["detail"]
        assert str(tmp_path) not in clash.text


def test_get_is_not_allowed(client: TestClient) -> None:
    assert client.get("/v1/validate").headers["allow"] == "POST"


def test_context_in_the_text_is_not_the_shapes(client: TestClient, snapshot: Snapshot) -> None:
    """Shapes that are posted are data: they check nothing."""
    shape = """\
@prefix sh: <http://www.w3.org/ns/shacl#> .
<https://e.org/s> a sh:NodeShape ; sh:targetClass <https://e.org/c> ; sh:nodeKind sh:Literal .
<https://e.org/x> a <https://e.org/c> .
"""
    assert post(client, shape).json()["findings"] == []
