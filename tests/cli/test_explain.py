"""`kg explain`: what is shown of a code, and how."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.mini import write


def test_shows_law_guidance_message_and_examples(kg: Run) -> None:
    ran = kg("explain", "PD001")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("PD001 Purpose without the data types it uses\nviolation, stated otherwise\n")
    heads = [line for line in ran.out.splitlines() if line and not line.startswith(" ")][2:]
    assert heads == ["asks", "to do", "law", "guidance", "passes", "fails"]
    assert "  Article 28(3) GDPR: Content of the contract\n    A binding contract" in ran.out
    assert "  EDPB Guidelines 07/2020, paragraph 114\n" in ran.out
    assert "    (not verified against the original)\n" in ran.out
    assert "      cg:provides cg:DataTypesUsed ;\n" in ran.out
    assert "      cg:lacks cg:DataTypesUsed ;\n" in ran.out
    assert all(len(line) <= 80 or line.startswith("  ") for line in ran.out.splitlines())
    assert not any(line.endswith(" ") for line in ran.out.splitlines())


def test_leaves_out_what_there_is_none_of(kg: Run) -> None:
    assert "\nguidance\n" not in kg("explain", "EV001").out


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("sv", ("överträdelse, anges vara annorlunda", "\nåtgärd\n", "artikel 28.3 GDPR: Avtalets innehåll")),
        ("da", ("overtrædelse, angivet anderledes", "\nlov\n", "artikel 28, stk. 3, GDPR: Kontraktens indhold")),
    ],
)
def test_speaks_the_language_asked_for(kg: Run, lang: str, said: tuple[str, ...]) -> None:
    out = kg("explain", "PD001", "--lang", lang).out
    assert [one for one in said if one not in out] == []


def test_json_has_every_language(kg: Run) -> None:
    found = json.loads(kg("explain", "PD001", "--format", "json").out)
    assert (found["code"], found["severity"], found["state"]) == ("PD001", "violation", "stated otherwise")
    assert set(found["message"]) == {"en", "sv", "da"}
    assert [one["passes"] for one in found["examples"]] == [True, False]
    assert found["guidance"][0]["verified"] is False


def test_an_unknown_code_is_the_callers_fault(kg: Run) -> None:
    assert kg("explain", "PD1") == (2, "", "error: no shape has the code 'PD1'\n  hint: did you mean PD001?\n")


def test_a_shape_of_ones_own_as_the_configuration_says(kg: Run, tmp_path: Path) -> None:
    write(
        tmp_path / "rules" / "own.ttl",
        """eg:Own a sh:NodeShape ; sh:targetClass cg:Purpose ; sh:severity sh:Info ; sh:name "Ours"@en, "Vår"@sv .""",
    )
    (tmp_path / "clausegraph.toml").write_text('shapes = ["rules"]\nlang = "sv"', encoding="utf-8")
    assert kg("explain", "Own", cwd=tmp_path) == (0, "Own Vår\nupplysning\n", "")
    assert kg("explain", "Own", "--lang", "en", "--shapes", "rules").out == "Own Ours\ninfo\n"


def test_a_waiver_is_shown_as_it_is_written(kg: Run) -> None:
    assert "  waiver:data-types\n      a cg:Waiver ;\n" in kg("explain", "WV001").out
