"""What changed between two contract versions, on the built-in data and on made-up ones."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.comparison import KINDS, Change, Difference, diff
from kg.errors import ParameterError
from kg.findings import Finding, Reference
from kg.iris import CG, ID
from kg.questions import ask
from kg.snapshot import Snapshot
from kg.store import EmbeddedStore
from tests.questions.graphs import store

OLD, NEW, GOOGLE = "microsoft/dpa-2020-12-09", "microsoft/dpa-2023-01-01", "google/education-2024-01-30"
VERSIONS = (OLD, NEW, GOOGLE)
MIRROR = {"came": "went", "went": "came", "changed": "changed"}


@pytest.fixture(scope="module")
def microsoft(snapshot: Snapshot) -> Difference:
    return diff(snapshot.store, OLD, NEW)


def names(things: tuple[Reference, ...]) -> tuple[str, ...]:
    return tuple(one.iri.rpartition("/")[2] for one in things)


def of(difference: Difference, kind: str, happening: str) -> dict[tuple[tuple[str, ...], tuple[str, ...]], Change]:
    return {
        (names(change.earlier), names(change.later)): change
        for change in difference.changes
        if (change.kind.iri, change.happening) == (CG + kind, happening)
    }


def details(change: Change) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    return {
        detail.what.label.en: (tuple(one.en for one in detail.earlier), tuple(one.en for one in detail.later))
        for detail in change.details
    }


def test_versions_come_with_whom_they_bind(microsoft: Difference) -> None:
    assert names((microsoft.earlier.reference,)) == ("dpa-2020-12-09",)
    assert names(microsoft.earlier.customers) == ("region-stockholm",)
    assert names(microsoft.earlier.services) == ("microsoft-teams",)
    assert names(microsoft.later.customers) == ("region-syddanmark",)
    assert names(microsoft.later.services) == ("microsoft-365",)


def test_dates_say_which_is_later(snapshot: Snapshot, microsoft: Difference) -> None:
    assert (microsoft.earlier.valid_from, microsoft.later.valid_from) == ("2020-12-09", "2023-01-01")
    assert microsoft.in_time
    for first, second in ((NEW, OLD), (OLD, OLD), (OLD, GOOGLE), (GOOGLE, NEW)):
        assert not diff(snapshot.store, first, second).in_time


@pytest.mark.parametrize(
    ("before", "after", "in_time"),
    [
        (("2020",), ("2021-01-01",), True),
        (("2020",), ("2020-05-01",), False),
        (("2020-05-01",), ("2020",), False),
        (("2020", "2019"), ("2021",), False),
        ((), ("2021",), False),
    ],
)
def test_dates_that_do_not_say_it(before: tuple[str, ...], after: tuple[str, ...], in_time: bool) -> None:
    facts = "".join(
        f"contract:{name} a cg:ContractVersion . "
        + "".join(f'contract:{name} cg:validFrom "{date}" . ' for date in dates)
        for name, dates in (("a", before), ("b", after))
    )
    assert diff(store(facts), "a", "b").in_time == in_time


def test_purposes_that_left_an_exhaustive_list_are_gone(microsoft: Difference) -> None:
    """Section 2.3 lists six purposes of the vendor, the addendum of 2023 four; both lists are exhaustive."""
    went = of(microsoft, "Purpose", "went")
    assert {early: change.certain for (early, _), change in went.items()} == {
        ("combating-fraud",): True,
        ("core-functions",): True,
        ("scaling",): False,
    }
    documents = {one.document.iri for one in went[("combating-fraud",), ()].evidence if one.document}
    assert documents == {f"{ID}document/region-stockholm-2021", f"{ID}document/datatilsynet-2024"}
    assert of(microsoft, "Purpose", "came") == {}


def test_purposes_that_changed(microsoft: Difference) -> None:
    changed = of(microsoft, "Purpose", "changed")
    assert {early for early, _ in changed} == {
        *((name,) for name in ("billing", "business-operations", "compensation", "deliver-functions")),
        *((name,) for name in ("financial-reporting", "internal-reporting", "ongoing-improvement", "providing")),
        ("troubleshooting",),
    }
    assert (("ongoing-improvement",), ("keep-updated",)) in changed
    assert details(changed[("billing",), ("billing",)]) == {
        "legal basis": (("legitimate interest, Art. 6(1)(f)",), ()),
        "uses data type": (("lacks",), ("aggregated statistics", "pseudonymised identifiers, as in usage logs")),
    }
    # The letter says which data types there are in provision; that it says so of the listed purposes is no loss.
    providing = details(changed[("providing",), ("providing",)])["uses data type"]
    assert providing[1] == (
        "customer data",
        "data generated, derived or collected by the vendor",
        "professional services data",
    )


def test_data_types_that_were_put_together_are_one_change(microsoft: Difference) -> None:
    ((change_of, change),) = of(microsoft, "DataType", "changed").items()
    assert change_of == (("diagnostic-data", "service-generated-data"), ("generated-data",))
    assert details(change) == {"contains": (("log data of use",), ("pseudonymised identifiers, as in usage logs",))}
    assert {early for early, _ in of(microsoft, "DataType", "went")} == {("account-data",), ("support-data",)}
    assert not any(change.certain for change in of(microsoft, "DataType", "went").values())
    assert {late for _, late in of(microsoft, "DataType", "came")} == {
        ("aggregated-statistics",),
        ("pseudonymised-identifiers",),
    }


def test_exclusions_are_limited_now(microsoft: Difference) -> None:
    changed = of(microsoft, "Exclusion", "changed")
    (providing,) = [change for (early, _), change in changed.items() if early == ("profiling",)]
    assert details(providing)["applies to"][0] == ()
    assert "providing the products and services" in details(providing)["applies to"][1]
    assert not any(detail.documented for change in changed.values() for detail in change.details)


def test_what_only_one_document_speaks_of_is_never_certain(microsoft: Difference) -> None:
    for kind in ("DataType", "Exclusion", "Condition", "ChangeProcedure", "SubProcessorList", "SecurityCommitment"):
        for happening in ("came", "went"):
            assert not any(change.certain for change in of(microsoft, kind, happening).values())
    assert names(next(iter(of(microsoft, "ChangeProcedure", "went").values())).earlier) == ("continued-use",)


def test_instructions_are_not_documented_any_more_which_is_no_yes(microsoft: Difference) -> None:
    ((_, change),) = of(microsoft, "InstructionRegime", "changed").items()
    said = details(change)
    assert said["instruction on purpose"] == (("lacks",), ())
    assert {detail.what.label.en: detail.documented for detail in change.details}["instruction on purpose"]


def codes(findings: tuple[Finding, ...]) -> set[str]:
    return {one.code for one in findings}


def test_findings_went_and_came_with_the_facts(microsoft: Difference) -> None:
    assert {"PC001", "PD001", "IN001", "CH001", "SB001", "SE001"} <= codes(microsoft.findings_went)
    assert {"AN001", "CH003", "IN002", "LB002", "SB003", "SE003"} <= codes(microsoft.findings_came)
    assert all(OLD in one.iri for finding in microsoft.findings_went for one in finding.versions)
    assert all(NEW in one.iri for finding in microsoft.findings_came for one in finding.versions)
    focused = sorted((one.focus or "").rpartition("/")[2] for one in microsoft.findings_went if one.code == "SE001")
    assert {"diagnostic-data", "service-generated-data"} <= set(focused)


def test_finding_that_went_is_settled_only_where_a_document_says_so(microsoft: Difference) -> None:
    settled = {
        (one.code, (one.focus or "").rpartition("/")[2])
        for one in microsoft.findings_went
        if one.fingerprint in microsoft.settled
    }
    assert settled >= {
        *(("PD001", name) for name in ("billing", "compensation", "financial-reporting", "internal-reporting")),
        *(("PD001", name) for name in ("combating-fraud", "core-functions")),
        ("DI001", "combating-fraud"),
    }
    silent = {code for code, _ in settled} & {"IN001", "CH001", "CH002", "SB001", "SB002", "SE002", "PC001", "CP001"}
    assert silent == set()
    assert ("LI003", "billing") not in settled
    assert microsoft.settled <= {one.fingerprint for one in microsoft.findings_went}


@pytest.mark.parametrize("version", VERSIONS)
def test_version_does_not_differ_from_itself(snapshot: Snapshot, version: str) -> None:
    same = diff(snapshot.store, version, version)
    assert (same.changes, same.findings_came, same.findings_went, same.settled) == ((), (), (), frozenset())
    assert same.earlier == same.later
    assert same.unchanged > 3
    assert same.findings_stayed > 3


@pytest.mark.parametrize(("one", "other"), [pair for pair in product(VERSIONS, VERSIONS) if pair[0] < pair[1]])
def test_difference_is_the_mirror_of_its_reverse(snapshot: Snapshot, one: str, other: str) -> None:
    mirrored(diff(snapshot.store, one, other), diff(snapshot.store, other, one))


def mirrored(there: Difference, back: Difference) -> None:
    def looked_at(change: Change, turned: bool) -> tuple[object, ...]:
        sides = (change.earlier, change.later)[:: -1 if turned else 1]
        happening = MIRROR[change.happening] if turned else change.happening
        said = tuple(
            (detail.what, *(detail.earlier, detail.later)[:: -1 if turned else 1], detail.documented)
            for detail in change.details
        )
        return change.kind, happening, sides, change.certain, said, change.evidence

    assert (there.earlier, there.later) == (back.later, back.earlier)
    assert {looked_at(change, False) for change in there.changes} == {looked_at(one, True) for one in back.changes}
    assert len(there.changes) == len(back.changes)
    assert there.unchanged == back.unchanged
    assert {one.fingerprint for one in there.findings_came} == {one.fingerprint for one in back.findings_went}
    assert {one.fingerprint for one in there.findings_went} == {one.fingerprint for one in back.findings_came}
    assert there.findings_stayed == back.findings_stayed


def test_stored_question_tells_the_same(snapshot: Snapshot, microsoft: Difference) -> None:
    """`version-changes` has a row for each pair that differs in name, and for what came and went."""
    answer = ask(snapshot.store, "version-changes", {"from": OLD, "to": NEW})
    asked = {tuple(values[0].iri if values else None for values in row.cells) for row in answer.rows}
    no = {row.cells[1][0].iri: bool(row.cells[2]) for row in answer.rows if row.cells[1] and not _named(row.cells[2])}
    told = set()
    for change in microsoft.changes:
        for early, late in product(change.earlier or (None,), change.later or (None,)):
            if early is None or late is None or early.label != late.label:
                told.add((change.kind.iri, early and early.iri, late and late.iri))
        if change.happening == "went":
            assert no[change.earlier[0].iri] == change.certain
    assert asked == told


def _named(values: tuple[object, ...]) -> bool:
    return any(getattr(value, "iri", None) for value in values)


def test_unknown_version_names_the_nearest(snapshot: Snapshot) -> None:
    with pytest.raises(ParameterError, match="there is no version 'microsoft/dpa-2023'") as caught:
        diff(snapshot.store, OLD, "microsoft/dpa-2023")
    assert caught.value.expected == f"did you mean {NEW}?"


# Made-up versions

FRAME = """
contract:k a cg:Contract ; cg:hasVendor party:v .
contract:a a cg:ContractVersion ; rdfs:label "a"@en ; cg:versionOf contract:k .
contract:b a cg:ContractVersion ; rdfs:label "b"@en ; cg:versionOf contract:k .
party:v a cg:Vendor . party:c a cg:Customer .
"""


def made(facts: str) -> EmbeddedStore:
    return store(FRAME + facts, reasoned=False)


def test_version_with_nothing_states_nothing_for_certain() -> None:
    facts = 'purpose:p a cg:Purpose ; rdfs:label "p"@en ; cg:underVersion contract:a .'
    there = diff(made(facts), "a", "b")
    ((change_of, change),) = of(there, "Purpose", "went").items()
    assert (change_of, change.certain, there.unchanged) == ((("p",), ()), False, 0)
    nothing = diff(made(""), "a", "b")
    assert (nothing.changes, nothing.unchanged, nothing.findings_stayed) == ((), 0, 0)


@pytest.mark.parametrize("turned", [False, True])
def test_one_thing_can_succeed_several_and_several_one(turned: bool) -> None:
    facts = """
        thing:x1 a cg:Exclusion ; rdfs:label "x"@en ; cg:underVersion contract:a .
        thing:y1 a cg:Exclusion ; rdfs:label "y"@en ; cg:underVersion contract:b ; cg:succeeds thing:x1 .
        thing:y2 a cg:Exclusion ; rdfs:label "y too"@en ; cg:underVersion contract:b ; cg:succeeds thing:x1 .
        thing:z1 a cg:DataType ; rdfs:label "z"@en ; cg:underVersion contract:a .
        thing:z2 a cg:DataType ; rdfs:label "z too"@en ; cg:underVersion contract:a .
        thing:w a cg:DataType ; rdfs:label "w"@en ; cg:underVersion contract:b ; cg:succeeds thing:z1, thing:z2 .
    """
    found = diff(made(facts), *(("b", "a") if turned else ("a", "b")))
    sides = [(names(change.earlier), names(change.later)) for change in found.changes]
    expected = [(("z1", "z2"), ("w",)), (("x1",), ("y1", "y2"))]
    assert sides == [(late, early) for early, late in expected] if turned else expected


def test_what_succeeds_is_not_matched_by_its_name() -> None:
    facts = """
        <https://w3id.org/clausegraph/id/purpose/a/p> a cg:Purpose ; rdfs:label "p"@en ; cg:underVersion contract:a .
        <https://w3id.org/clausegraph/id/purpose/a/q> a cg:Purpose ; rdfs:label "q"@en ; cg:underVersion contract:a .
        <https://w3id.org/clausegraph/id/purpose/b/p> a cg:Purpose ; rdfs:label "p"@en ; cg:underVersion contract:b ;
            cg:succeeds <https://w3id.org/clausegraph/id/purpose/a/q> .
    """
    found = diff(made(facts), "a", "b")
    assert [(names(change.earlier), names(change.later)) for change in found.changes] == [
        (("q",), ("p",)),
        (("p",), ()),
    ]


@pytest.mark.parametrize(("exhaustive", "certain"), [("true", True), ("false", False), (None, False)])
def test_what_left_a_list_is_gone_only_where_the_list_is_exhaustive(exhaustive: str | None, certain: bool) -> None:
    whole = "<https://w3id.org/clausegraph/id/purpose/{}/main>"
    facts = f"""
        {whole.format("a")} a cg:MainPurpose, cg:Purpose ; rdfs:label "main"@en ; cg:underVersion contract:a .
        {whole.format("b")} a cg:MainPurpose, cg:Purpose ; rdfs:label "main"@en ; cg:underVersion contract:b .
        purpose:p a cg:Purpose ; rdfs:label "p"@en ; cg:underVersion contract:a ; cg:subPurposeOf {whole.format("a")} .
    """
    if exhaustive:
        facts += f"{whole.format('b')} cg:exhaustive {exhaustive} ."
    (change,) = diff(made(facts), "a", "b").changes
    assert (names(change.earlier), change.certain) == (("p",), certain)


def test_values_that_stand_in_each_others_place_are_no_change() -> None:
    facts = """
        thing:t1 a cg:DataType ; rdfs:label "t"@en ; cg:underVersion contract:a .
        thing:t2 a cg:DataType ; rdfs:label "t"@en ; cg:underVersion contract:b ; cg:succeeds thing:t1 .
        thing:m1 a cg:SecurityCommitment ; rdfs:label "m"@en ; cg:protects thing:t1 ; cg:underVersion contract:a .
        thing:m2 a cg:SecurityCommitment ; rdfs:label "m"@en ; cg:protects thing:t2 ; cg:underVersion contract:b ;
            cg:succeeds thing:m1 .
    """
    found = diff(made(facts), "a", "b")
    assert (found.changes, found.unchanged) == ((), 2)


def test_role_is_compared_and_not_the_party() -> None:
    facts = """
        <https://w3id.org/clausegraph/id/purpose/a/p> a cg:Purpose ; rdfs:label "p"@en ; cg:underVersion contract:a ;
            cg:determinedBy party:c .
        <https://w3id.org/clausegraph/id/purpose/b/p> a cg:Purpose ; rdfs:label "p"@en ; cg:underVersion contract:b ;
            cg:determinedBy party:{} .
        party:d a cg:Customer .
    """
    assert diff(made(facts.format("d")), "a", "b").changes == ()
    (change,) = diff(made(facts.format("v")), "a", "b").changes
    assert list(details(change).values()) == [(("cg:Customer",), ("cg:Vendor",))]


def test_assumed_basis_is_no_legal_basis_of_a_version() -> None:
    facts = """
        <https://w3id.org/clausegraph/id/purpose/a/p> a cg:Purpose ; rdfs:label "p"@en ; cg:underVersion contract:a ;
            cg:hasBasisStatement thing:s .
        thing:s cg:basis eu-gdpr:A6-1-f ; cg:assumed true .
        <https://w3id.org/clausegraph/id/purpose/b/p> a cg:Purpose ; rdfs:label "p"@en ; cg:underVersion contract:b .
    """
    assert diff(made(facts), "a", "b").changes == ()


def test_words_in_several_languages_are_one_value() -> None:
    facts = """
        <https://w3id.org/clausegraph/id/thing/a/r> a cg:InstructionRegime ; rdfs:label "r"@en ;
            cg:consistsOf "old"@en, "gammal"@sv ; cg:underVersion contract:a .
        <https://w3id.org/clausegraph/id/thing/b/r> a cg:InstructionRegime ; rdfs:label "r"@en ;
            cg:consistsOf "new"@en, "ny"@sv ; cg:underVersion contract:b .
    """
    ((detail,),) = [change.details for change in diff(made(facts), "a", "b").changes]
    assert [(one.en, one.sv, one.da) for one in (*detail.earlier, *detail.later)] == [
        ("old", "gammal", "old"),
        ("new", "ny", "new"),
    ]


NAMES = st.sampled_from(["one", "two", "three", "four"])
THINGS = st.frozensets(st.tuples(st.sampled_from(KINDS), NAMES), max_size=8)
VALUES = st.sampled_from(["cg:lacks cg:EffectOnProcessing", "cg:provides cg:EffectOnProcessing", "cg:arises cg:Open"])
SAID = st.dictionaries(st.tuples(st.sampled_from("ab"), st.sampled_from(KINDS), NAMES), VALUES, max_size=6)


def facts_of(things: frozenset[tuple[str, str]], version: str, said: dict[tuple[str, str, str], str]) -> str:
    turtle = ""
    for kind, name in sorted(things):
        more = said.get((version, kind, name))
        turtle += f"""
            <https://w3id.org/clausegraph/id/{kind}/{version}/{name}> a cg:{kind} ; rdfs:label "{name}"@en ;
                cg:underVersion contract:{version} {"; " + more if more else ""} .
        """
    return turtle


@given(old=THINGS, new=THINGS, said=SAID)
def test_every_thing_is_counted_once(
    old: frozenset[tuple[str, str]], new: frozenset[tuple[str, str]], said: dict[tuple[str, str, str], str]
) -> None:
    graph = made(facts_of(old, "a", said) + facts_of(new, "b", said))
    there, back = diff(graph, "a", "b"), diff(graph, "b", "a")
    mirrored(there, back)
    by = {happening: [one for one in there.changes if one.happening == happening] for happening in MIRROR}
    assert {(one.kind.iri.removeprefix(CG), *names(one.later)) for one in by["came"]} == new - old
    assert {(one.kind.iri.removeprefix(CG), *names(one.earlier)) for one in by["went"]} == old - new
    assert there.unchanged + len(by["changed"]) == len(old & new)
    differing = {(kind, name) for kind, name in old & new if said.get(("a", kind, name)) != said.get(("b", kind, name))}
    assert {(one.kind.iri.removeprefix(CG), *names(one.earlier)) for one in by["changed"]} == differing
    assert not any(change.certain for change in (*by["came"], *by["went"]))
    assert diff(graph, "a", "a").changes == diff(graph, "b", "b").changes == ()
