"""Built twice, from two folders, with two hash seeds: the snapshot's id and every output are the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

from kg.questions import library

RECORD = """
@prefix cg: <https://w3id.org/clausegraph/ns#> .
@prefix : <https://w3id.org/clausegraph/id/example/> .
:version a cg:ContractVersion ; cg:hasCustomer :customer ; cg:versionOf [ a cg:Contract ; cg:hasVendor :vendor ] .
:purpose a cg:Purpose ; cg:underVersion :version ; cg:determinedBy :vendor ; cg:category ( "not" "used" ) .
[ a cg:Processing ; cg:forPurpose :purpose ; cg:carriedOutBy :vendor ; cg:underVersion :version ] .
"""
GIVEN = {
    "version": "microsoft/dpa-2020-12-09",
    "provision": "28(3)",
    "paragraph": "edpb-07-2020/par-114",
    "from": "microsoft/dpa-2020-12-09",
    "to": "microsoft/dpa-2023-01-01",
    "thing": "purpose/microsoft/dpa-2020-12-09/billing",
}
COMMANDS = [
    ["build", "records"],
    *(["validate", "--fail-on", "never", "--format", form] for form in ("text", "json", "turtle")),
    ["validate", "records", "--fail-on", "never", "--format", "turtle"],
    ["diff", "microsoft/dpa-2020-12-09", "microsoft/dpa-2023-01-01"],
    ["query", "-e", "CONSTRUCT { ?s ?p ?o } WHERE { GRAPH graph:inferred { ?s ?p ?o } }"],
    *(
        ["ask", question.name, "--format", "json"]
        + [word for one in question.parameters if one.required for word in (f"--{one.name}", GIVEN[one.name])]
        for question in library()
    ),
]


def outputs(folder: Path, seed: int) -> dict[str, str]:
    """What each command prints in a folder of its own, as hashes, under one seed of Python's hashes."""
    records = folder / "records"
    records.mkdir(parents=True)
    (records / "record.ttl").write_text(RECORD, encoding="utf-8")
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "TZ": "Asia/Tokyo" if seed % 2 else "UTC"}
    script = (
        "import contextlib, io, json, sys\n"
        "from kg.cli import run\n"
        "told = {}\n"
        "for words in json.loads(sys.argv[1]):\n"
        "    out = io.StringIO()\n"
        "    with contextlib.redirect_stdout(out):\n"
        "        code = run(words)\n"
        "    told[' '.join(words)] = [code, out.getvalue()]\n"
        "print(json.dumps(told))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, json.dumps(COMMANDS)],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(ran.stdout)
    assert all(code == 0 and text for code, text in told.values()), {k: v[0] for k, v in told.items() if v[0]}
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, (_, text) in told.items()}


def test_same_bytes_from_two_folders_and_two_hash_seeds(tmp_path: Path) -> None:
    first = outputs(tmp_path / "one", 1)
    second = outputs(tmp_path / "somewhere else" / "deeper", 4242)
    assert first == second
