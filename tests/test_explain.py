"""What each code stands for, as its shape, the law and the examples say."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import NotFound
from kg.explain import explain
from kg.policy import RULES
from tests.mini import PREFIXES
from tests.shapes.test_pairs import codes


@pytest.mark.parametrize("code", sorted(codes()))
def test_each_code_is_explained_in_full(code: str) -> None:
    found = explain(code)
    assert (found.code, found.topic) == (code, codes()[code])
    assert found.shape.endswith(f"#{code}")
    assert found.description.en.endswith(".")
    assert len({found.message.en, found.message.sv, found.message.da}) == 3
    assert found.law
    assert all(one.title and one.summary for one in found.law)
    assert all(one.cited_for and one.verified is False for one in found.guidance)
    assert [one.name for one in found.examples if one.passes] == ["pass.ttl"]
    assert any(not one.passes for one in found.examples)
    assert [one.passes for one in found.examples] == sorted((one.passes for one in found.examples), reverse=True)
    assert all(one.text.startswith("# ") for one in found.examples)


def test_law_comes_in_its_own_order() -> None:
    assert [one.label.en for one in explain("SB001").law] == ["Article 28(2) GDPR", "Article 28(4) GDPR"]


@pytest.mark.parametrize(
    ("typed", "near"), [("pd001", "PD001"), ("PD01", "PD0"), ("LI0001", "LI001"), ("WV003", "WV00")]
)
def test_an_unknown_code_names_the_nearest(typed: str, near: str) -> None:
    with pytest.raises(NotFound, match=f"no shape has the code '{typed}'") as raised:
        explain(typed)
    assert near in (raised.value.expected or "")


@pytest.mark.parametrize("code", RULES)
def test_findings_about_waivers_are_explained(code: str) -> None:
    found = explain(code)
    assert (found.message, found.severity) == (RULES[code].message, "warning")
    assert [(one.passes, one.text) for one in found.examples] == [
        (True, RULES[code].passes),
        (False, RULES[code].fails),
    ]


def test_a_shape_of_ones_own(tmp_path: Path) -> None:
    text = 'eg:Own a sh:NodeShape ; sh:targetClass cg:Purpose ; sh:property [ sh:path eg:x ; sh:message "Say x."@en ] .'
    (tmp_path / "own.ttl").write_text(PREFIXES + text, encoding="utf-8")
    found = explain("Own", [tmp_path])
    assert (found.shape, found.name.en, found.severity, found.state) == (
        "https://example.org/Own",
        "Own",
        "violation",
        None,
    )
    assert (found.message.en, found.description.en, found.law, found.examples) == ("Say x.", "", (), ())
