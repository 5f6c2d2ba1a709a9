"""The rules about waivers: their examples do what they are for."""

from __future__ import annotations

from datetime import date

import pytest
from pyoxigraph import RdfFormat, parse

from kg.findings import Finding, findings
from kg.iris import CG, ID
from kg.policy import RULES, Policy, apply, read_waivers
from kg.sources import Source, check_terms, declared_terms, read_builtin
from kg.store import EmbeddedStore
from tests.graphs import FACTS, REPORT, store


def judged(text: str) -> set[str]:
    """The codes that come of an example, on a record of the version that it names, on 1 July 2026."""
    world = [one.replace("contract/acme/2020", "contract/example/dpa-2024") for one in (FACTS, REPORT)]
    made: EmbeddedStore = store(facts=world[0], report=world[1])
    for quad in parse(text, format=RdfFormat.TURTLE):
        made.add("urn:waivers", [quad.triple])
    policy = Policy(waivers=read_waivers(made, ()), today=date(2026, 7, 1))
    some: tuple[Finding, ...] = apply(findings(made), policy).findings
    return {one.code for one in some if one.topic == "waivers"}


@pytest.mark.parametrize("code", RULES)
def test_examples(code: str) -> None:
    rule = RULES[code]
    assert (judged(rule.passes), judged(rule.fails)) == (set(), {code})
    for text in (rule.passes, rule.fails):
        source = Source("a.ttl", "a.ttl", "urn:a", "", data=text.encode())
        check_terms([source], declared_terms(read_builtin("ontology")))
        assert f"<{CG}>" in text
        assert f"<{ID}waiver/example/>" in text


@pytest.mark.parametrize("code", RULES)
def test_says_it_in_three_languages(code: str) -> None:
    rule = RULES[code]
    for text in (rule.name, rule.description, rule.message):
        assert len({text.en, text.sv, text.da}) == 3
