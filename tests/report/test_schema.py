"""The published JSON Schema, and the JSON reports held against it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import kg.report
from kg import snapshot as snapshots
from kg.cli import run
from kg.report import json as renderer
from kg.report import render
from kg.snapshot import Snapshot
from tests.report.samples import found, hostile, known, waived

PATH = Path(kg.report.__file__).with_name("findings.schema.json")


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    return json.loads(PATH.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def validator(schema: dict[str, Any]) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def objects(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if schema.get("type") == "object":
            yield schema
        for part in schema.values():
            yield from objects(part)


def test_is_a_schema_with_an_address_of_ours(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == renderer.SCHEMA == schema["properties"]["$schema"]["const"]
    assert schema["$id"].startswith("https://w3id.org/clausegraph/")


def test_every_key_is_described_required_and_the_only_one(schema: dict[str, Any]) -> None:
    found = list(objects(schema))
    assert len(found) == 8
    for part in found:
        assert part["description"]
        assert part["additionalProperties"] is False
        assert set(part["required"]) == set(part["properties"])
        for name, said in part["properties"].items():
            assert said.get("description") or said.get("$ref"), name


def test_reports_are_as_it_says(validator: jsonschema.Draft202012Validator) -> None:
    some = found()
    for each in ([], some, [waived(some[0]), known(some[1]), hostile(some[2]), hostile(some[3])]):
        report = json.loads(render(each, "json"))
        assert [error.message for error in validator.iter_errors(report)] == []


def test_the_command_writes_what_it_says(
    validator: jsonschema.Draft202012Validator,
    snapshot: Snapshot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(snapshots, "current", lambda *_, **__: snapshot)
    assert run(["validate", "--format", "json", "--fail-on", "never"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert len(report["findings"]) > 100
    assert [error.message for error in validator.iter_errors(report)] == []


@pytest.mark.parametrize(
    ("key", "value"), [("state", "unknown"), ("severity", "error"), ("location", {"file": "a.ttl"}), ("name", "text")]
)
def test_it_would_say_no(validator: jsonschema.Draft202012Validator, key: str, value: object) -> None:
    report = json.loads(render(found(), "json"))
    report["findings"][0][key] = value
    assert not validator.is_valid(report)
