"""The assessments in data/: what two documents observe, conclude and ask for, and where they differ from themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.iris import CG, GDPR, ID, PREFIXES
from tests.conftest import ROOT

TYPE = PREFIXES["rdf"] + "type"
LABEL = PREFIXES["rdfs"] + "label"
PART_OF = PREFIXES["dcterms"] + "isPartOf"
STOCKHOLM, SYDDANMARK = "region-stockholm-2021", "datatilsynet-2024"
ROLES = ("edpb-07-2020/par-30", "edpb-07-2020/par-80", "edpb-07-2020/par-116")
PARTS = {"3.1a": "3.1", "3.1b": "3.1", "3.5a": "3.5", "3.5b": "3.5"}
LAW = {
    "3.1": (),
    "3.1a": ("art_5/par_1/pnt_b", "imy-purpose-limitation/specific", "rct_39", "se/osl"),
    "3.1b": (),
    "3.2": ("art_30", "art_4/pnt_7"),
    "3.3": (),
    "3.4": ROLES,
    "3.5": (),
    "3.5a": ("",),
    "3.5b": ("art_28", "edpb-07-2020/par-114"),
    "3.6": ("art_28/par_3/pnt_h",),
    "3.7": ("art_30/par_2", "edpb-07-2020/par-95"),
    "3.8": ("art_25", "art_32", "edpb-4-2019/par-14"),
    "3.9": ("art_6/par_1/pnt_f",),
    "3.10": (),
}
"""Each observation of the report, with the law and guidance that its section invokes; "" is the GDPR as a whole."""

NAMED = {
    "": "GDPR",
    "art_15": "tillgång",
    "art_16": "rättelse",
    "art_17": "radering",
    "dk/folkeskoleloven": "folkeskoleloven",
    "imy-purpose-limitation/specific": "IMY",
    "se/osl": "OSL",
    "se/osl/chap_21/sec_7": "kap. 21 7§ OSL",
}
"""The words by which the documents name what they do not cite by the number that our identifier has."""

DISCREPANCIES = {STOCKHOLM: 39, SYDDANMARK: 15}


class Graph:
    """All of data/, and what the file of one document's assessments describes."""

    def __init__(self) -> None:
        self.store = ox.Store()
        self.subjects: dict[str, set[str]] = {}
        for path in sorted((ROOT / "data").rglob("*.ttl")):
            quads = list(ox.parse(path=str(path)))
            self.store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
            if path.parent.name == "assessments":
                self.subjects[path.stem] = {quad.subject.value for quad in quads}

    def terms(self, subject: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        name = predicate if "/" in predicate else CG + predicate
        quads = self.store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(name), None, None)
        return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)]

    def values(self, subject: str, predicate: str) -> list[str]:
        return sorted(term.value for term in self.terms(subject, predicate))

    def names(self, subject: str, predicate: str) -> set[str]:
        return {short(value) for value in self.values(subject, predicate)}

    def texts(self, subject: str, predicate: str) -> dict[str, str]:
        terms = self.terms(subject, predicate)
        texts = {term.language or "": term.value for term in terms if isinstance(term, ox.Literal)}
        assert len(texts) == len(terms), f"{subject} {predicate}: one text for each language"
        return texts

    def instances(self, document: str, kind: str) -> set[str]:
        return {subject for subject in self.subjects[document] if CG + kind in self.values(subject, TYPE)}

    def sections(self, subject: str, predicate: str = "evidence") -> set[str]:
        return {section for passage in self.values(subject, predicate) for section in self.values(passage, "section")}


def short(iri: str) -> str:
    """What stands behind the kind of a thing of ours, the path of a provision, or the local name of a term."""
    if iri.startswith(ID):
        return iri.removeprefix(ID).partition("/")[2]
    return iri.removeprefix(GDPR).removesuffix("oj").rstrip("/").rpartition("#")[2]


def thing(kind: str, name: str, document: str = STOCKHOLM) -> str:
    return f"{ID}{kind}/{document}/{name}"


@pytest.fixture(scope="module")
def graph() -> Graph:
    return Graph()


def test_ten_observations_with_their_parts(graph: Graph) -> None:
    assert graph.instances(STOCKHOLM, "Observation") == {thing("observation", name) for name in LAW}
    assert {name.rstrip("ab") for name in LAW} == {f"3.{number}" for number in range(1, 11)}
    wholes = {name: graph.values(thing("observation", name), PART_OF) for name in LAW}
    assert {name: whole for name, (whole,) in ((n, w) for n, w in wholes.items() if w)} == {
        part: thing("observation", whole) for part, whole in PARTS.items()
    }


@pytest.mark.parametrize("name", LAW)
def test_each_observation_has_its_law_its_risk_and_its_own_passages(graph: Graph, name: str) -> None:
    observation = thing("observation", name)
    assert graph.names(observation, "restsOn") == set(LAW[name])
    assert graph.names(observation, "madeBy") == {"region-stockholm"}
    assert "microsoft/dpa-2020-12-09" in graph.names(observation, "about")
    own = re.compile(re.escape(name[:-1] + " " + name[-1] if name in PARTS else name) + r"\b(?!\.)|footnote \d")
    assert [section for section in graph.sections(observation) if not own.match(section)] == []
    risks = graph.values(observation, "sees")
    assert risks == ([] if name in PARTS.values() else [thing("risk", name)])
    for risk in risks:
        sections = graph.sections(risk)
        assert all(own.match(section) for section in sections)
        assert any(section.endswith(", risk") for section in sections)


def test_vague_purposes_are_named(graph: Graph) -> None:
    about = graph.names(thing("observation", "3.1a"), "about")
    prefix = "microsoft/dpa-2020-12-09/"
    assert {prefix + "combating-fraud", prefix + "internal-reporting"} <= about
    assert prefix + "billing" not in about


def test_chapter_four_answers_each_of_the_four_questions(graph: Graph) -> None:
    questions = {"4.1-which": "Which", "4.1-by-whom": "ByWhom", "4.1-how": "How", "4.1-why": "Why"}
    conclusions = graph.instances(STOCKHOLM, "Conclusion")
    answers = {short(c).split("/")[1]: graph.names(c, "answers") for c in conclusions if "/4.1-" in c}
    assert answers == {name: {question} for name, question in questions.items()}
    for number, name in enumerate(questions, start=1):
        assert graph.sections(thing("conclusion", name)) == {f"4.1 ({number})"}
    future = {c for c in conclusions if "/4.2-" in c}
    assert len(future) == 3
    assert {section for c in future for section in graph.sections(c)} == {"4.2"}


def test_the_invitation_borders_on_marketing(graph: Graph) -> None:
    (classification,) = graph.instances(STOCKHOLM, "Classification")
    assert graph.names(classification, "classifies") == {"microsoft/optional-experiences-invitation"}
    assert graph.names(classification, "bordersOn") == {"Marketing"}
    assert graph.names(classification, "madeBy") == {"region-stockholm"}
    assert graph.sections(classification) == {"3.1 b"}


def test_the_record_was_requested_and_not_provided(graph: Graph) -> None:
    (request,) = graph.instances(STOCKHOLM, "RecordRequest")
    assert graph.values(request, "putOn") == ["2021-06"]
    assert graph.names(request, "putBy") == {"region-stockholm"}
    assert graph.names(request, "putTo") == {"microsoft"}
    assert graph.names(request, "restsOn") == {"art_30/par_2"}
    (response,) = (r for r in graph.instances(STOCKHOLM, "Response") if graph.values(r, "respondsTo") == [request])
    assert graph.names(response, "outcome") == {"NotProvided"}


def test_rights_requests_and_what_came_of_them(graph: Graph) -> None:
    requests = graph.instances(STOCKHOLM, "RightsRequest")
    fates = set()
    for response in graph.instances(STOCKHOLM, "Response"):
        (request,) = graph.values(response, "respondsTo")
        if request in requests:
            languages = (*graph.values(request, "language"), *graph.values(response, "language"))
            (outcome,) = graph.names(response, "outcome")
            fates.add((short(request).split("/")[1], outcome, *sorted(graph.names(response, "referredTo")), *languages))
            assert graph.sections(response) <= graph.sections(request)
    assert fates == {
        ("3.2-web-form", "SentElsewhere", "region-stockholm"),
        ("3.10-addressed-to-the-controller", "SentElsewhere", "region-stockholm"),
        ("3.10-direct", "AnsweredInGeneralTerms"),
        ("3.10-in-swedish", "AnsweredInGeneralTerms", "sv", "en"),
        ("3.10-information", "AnsweredInGeneralTerms"),
    }
    assert {short(request).split("/")[1] for request in requests} == {fate[0] for fate in fates}
    direct = [r for r in graph.instances(STOCKHOLM, "Response") if "3.10-direct" in graph.values(r, "respondsTo")[0]]
    assert len(direct) == 3, "the same text as the website, examples of measures, data categories"
    for request in requests:
        assert graph.names(request, "putTo") == {"microsoft"}
        who = "employees" if "3.2-" in str(request) else "data-subjects"
        assert graph.names(request, "putBy") == {f"{STOCKHOLM}/{who}"}


def test_which_disclosures_to_google_the_law_covers(graph: Graph) -> None:
    views = {
        name: (graph.names(view, "groundOutcome"), graph.names(view, "restsOn"))
        for view in graph.instances(SYDDANMARK, "GroundView")
        for name in graph.names(view, "coversPurpose")
        if graph.names(view, "madeBy") == {"datatilsynet"}
    }
    covered = ("delivery", "security-reliability", "communication", "legal-obligations")
    unclear = ("maintenance-improvement", "performance-measurement", "new-features")
    assert views == {
        **{f"google/education/{name}": ({"CoveredByLaw"}, set()) for name in covered},
        **{f"google/education/{name}": ({"NotCoveredByLaw"}, {"dk/folkeskoleloven"}) for name in unclear},
    }


def test_six_mapping_tasks_are_open(graph: Graph) -> None:
    tasks = {f"{ID}mapping-task/region-syddanmark/{number}" for number in range(1, 7)}
    assert graph.instances(SYDDANMARK, "MappingTask") == tasks
    bullets = set()
    for task in tasks:
        assert graph.names(task, "taskState") == {"Open"}
        assert graph.names(task, "putTo") == {"region-syddanmark"}
        assert graph.names(task, "putBy") == {"datatilsynet"}
        assert graph.names(task, "restsOn") == {"art_24/par_1", "art_5/par_2"}
        (bullet,) = graph.names(task, "evidence") - {f"{SYDDANMARK}/s2-responsible"}
        bullets.add(bullet)
    assert len(bullets) == 6
    (earlier,) = (r for r in graph.instances(SYDDANMARK, "Request") if "2024-01-12" in graph.values(r, "putOn"))
    assert set(graph.values(earlier, "about")) == tasks
    step = "microsoft/dpa-2023-01-01/aggregated-statistics"
    assert [task[-1] for task in tasks if step in graph.names(task, "about")] == ["5"]


def test_both_questions_of_the_region_are_answered(graph: Graph) -> None:
    asked = {r for r in graph.instances(SYDDANMARK, "Request") if graph.names(r, "putBy") == {"region-syddanmark"}}
    assert len(asked) == 2
    assert [graph.values(request, "putOn") for request in asked] == [["2024-02-05"]] * 2
    responses = graph.instances(SYDDANMARK, "Response")
    assert {request for r in responses for request in graph.values(r, "respondsTo")} == asked
    for response in responses:
        assert graph.names(response, "outcome") == set(), "a ban or an order is neither announced nor ruled out"


def test_what_the_letter_holds(graph: Graph) -> None:
    conclusions = {short(c).split("/")[1] for c in graph.instances(SYDDANMARK, "Conclusion")}
    assert conclusions >= {
        "know-and-map",
        "anonymised-data",
        "when-anonymised",
        "room-to-disclose",
        "no-excuse",
        "caveat",
    }
    observations = {short(o).split("/")[1] for o in graph.instances(SYDDANMARK, "Observation")}
    assert observations >= {"own-purposes", "metadata", "extent-of-processing"}
    guidance = graph.names(thing("conclusion", "vendor-own-purposes", SYDDANMARK), "restsOn")
    assert guidance == {f"datatilsynet-cloud-2022/{pages}" for pages in ("p-8-example-3", "p-10", "p-12-14")}


@pytest.mark.parametrize("document", DISCREPANCIES)
def test_each_discrepancy_keeps_both_readings(graph: Graph, document: str) -> None:
    discrepancies = graph.instances(document, "Discrepancy")
    assert len(discrepancies) == DISCREPANCIES[document]
    for discrepancy in discrepancies:
        readings, followed = graph.values(discrepancy, "reading"), graph.values(discrepancy, "followedReading")
        assert len(readings) >= 2
        assert set(followed) < set(readings), f"{discrepancy}: some reading is not followed"
        assert {graph.values(passage, "document")[0] for passage in readings} == {f"{ID}document/{document}"}
        assert graph.values(discrepancy, "about") != []
        says = "the data" in graph.texts(discrepancy, "summary")["en"].lower()
        assert says or not followed, f"{discrepancy}: the summary says which reading the data follow"


def test_discrepancies_that_a_reader_must_know_of(graph: Graph) -> None:
    known = {short(d).split("/")[1] for name in DISCREPANCIES for d in graph.instances(name, "Discrepancy")}
    assert known >= {"themes", "number-of-data-types", "excluded-commercial-purpose", "name-of-optional-experiences"}
    assert known >= {"role-for-business-operations", "personal-data-in-diagnostic-data", "basis-of-the-mailing"}
    assert known >= {"version-of-the-addendum", "migration", "date-of-footnote", "statistics-anonymised"}
    followed = graph.sections(thing("discrepancy", "migration", SYDDANMARK), "followedReading")
    assert followed == {"footnote 1"}
    assert graph.sections(thing("discrepancy", "date-of-footnote", SYDDANMARK), "reading") == {"heading", "footnote 1"}


@pytest.mark.parametrize("document", DISCREPANCIES)
def test_everything_has_evidence_and_speaks_three_languages(graph: Graph, document: str) -> None:
    assert len(graph.subjects[document]) > 50
    for subject in graph.subjects[document]:
        (kind,) = graph.names(subject, TYPE)
        passages = graph.values(subject, "evidence") + graph.values(subject, "reading")
        assert passages != [], subject
        assert {graph.values(passage, "document")[0] for passage in passages} == {f"{ID}document/{document}"}, subject
        for predicate in (LABEL,) if kind == "Concept" else (LABEL, "summary"):
            texts = graph.texts(subject, predicate)
            assert sorted(texts) == ["da", "en", "sv"], subject
            assert all(text.strip() == text != "" for text in texts.values()), subject
            assert predicate == LABEL or len(set(texts.values())) == 3, f"{subject}: a summary was left untranslated"
            assert predicate != LABEL or all(len(text.split()) < 12 for text in texts.values()), subject


def test_every_name_leads_to_a_description(graph: Graph) -> None:
    described = {quad.subject.value for quad in graph.store}
    for path in sorted((ROOT / "ontology").rglob("*.ttl")):
        described |= {quad.subject.value for quad in ox.parse(path=str(path))}
    named = set()
    for path in sorted((ROOT / "data" / "assessments").glob("*.ttl")):
        terms = (term for quad in ox.parse(path=str(path)) for term in (quad.predicate, quad.object))
        named |= {term.value for term in terms if isinstance(term, ox.NamedNode)}
    assert [iri for iri in sorted(named - described) if iri.startswith((ID, GDPR, CG))] == []


def words_behind(graph: Graph, shared: Path, subject: str) -> str:
    """The words of all passages that are evidence of a thing."""
    spans = []
    for passage in graph.values(subject, "evidence"):
        (document,) = graph.values(passage, "document")
        (name,) = graph.values(document, "fileName")
        text = (shared / "sources" / "seeds" / name).read_text(encoding="utf-8")
        (start,), (end,) = graph.values(passage, "start"), graph.values(passage, "end")
        spans.append(text[int(start) : int(end)])
    return "\n".join(spans)


@pytest.mark.shared
@pytest.mark.parametrize("document", DISCREPANCIES)
def test_what_rests_on_a_source_has_a_passage_that_names_it(graph: Graph, shared: Path, document: str) -> None:
    checked = 0
    for subject in graph.subjects[document]:
        words = words_behind(graph, shared, subject)
        for source in graph.names(subject, "restsOn"):
            numbers = re.findall(
                r"(?<=[_-])\d+", source if source[:4] in ("art_", "rct_") else source.partition("/")[2]
            )
            cited = all(re.search(rf"(?<!\d){number}(?!\d)", words) for number in numbers)
            assert NAMED[source] in words if source in NAMED else cited and numbers, f"{subject}: {source} is not named"
            checked += 1
    assert checked >= 20
