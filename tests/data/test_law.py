"""The law and guidance in data/: compared with the publisher's text, and with the documents that cite them."""

from __future__ import annotations

import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.iris import CG, GDPR, ID
from tests.conftest import ROOT

RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
LABEL = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
TITLE = ox.NamedNode("http://purl.org/dc/terms/title")
LANGUAGES = ("da", "en", "sv")
GDPR_EVIDENCE = ID + "evidence/gdpr/"
LONG_TITLE = 12
"""From so many words on, the law's own title counts as a copied sentence, and ours is a shorter one."""


def cg(name: str) -> ox.NamedNode:
    return ox.NamedNode(CG + name)


@pytest.fixture(scope="module")
def data() -> ox.Store:
    store = ox.Store()
    for path in sorted((ROOT / "data").rglob("*.ttl")):
        store.load(path=str(path), format=ox.RdfFormat.TURTLE)
    return store


def values(store: ox.Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[str]:
    quads = store.quads_for_pattern(subject, predicate, None, None)
    return sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal))


def value(store: ox.Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> str:
    (only,) = values(store, subject, predicate)
    return only


def nodes(store: ox.Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> list[ox.NamedNode]:
    return [ox.NamedNode(iri) for iri in values(store, subject, predicate)]


def by_language(store: ox.Store, subject: ox.NamedNode, predicate: ox.NamedNode) -> dict[str, str]:
    found = [quad.object for quad in store.quads_for_pattern(subject, predicate, None, None)]
    texts = {term.language or "": term.value for term in found if isinstance(term, ox.Literal)}
    assert len(texts) == len(found), f"{subject} {predicate}: one text for each language"
    return texts


def instances(store: ox.Store, *classes: str) -> list[ox.NamedNode]:
    quads = (quad for name in classes for quad in store.quads_for_pattern(None, RDF_TYPE, cg(name), None))
    return sorted((quad.subject for quad in quads if isinstance(quad.subject, ox.NamedNode)), key=str)


def provisions(store: ox.Store) -> list[ox.NamedNode]:
    found = instances(store, "Article", "Paragraph", "Point", "Recital")
    return [provision for provision in found if provision.value.startswith(GDPR)]


def steps(number: str) -> list[str]:
    """`6(1)(f)` as 6, 1, f, and `recital 39` as recital, 39."""
    return re.findall(r"\w+", number)


def path_of(number: str) -> str:
    """The path below the regulation that an ELI of this number has; definitions are points of Article 4 itself."""
    first, *below = steps(number)
    if first == "recital":
        return f"rct_{below[0]}"
    kinds = ["pnt"] if first == "4" else ["par", "pnt"]
    return "/".join([f"art_{first}", *(f"{kind}_{step}" for kind, step in zip(kinds, below, strict=False))])


def text_of(element: ET.Element) -> str:
    """The text of a Formex element, with its quotation marks, which Formex writes as empty elements."""
    parts = [element.text or ""]
    for child in element:
        mark = child.tag in ("QUOT.START", "QUOT.END")
        parts += [chr(int(child.get("CODE", ""), 16)) if mark else text_of(child), child.tail or ""]
    return " ".join("".join(parts).split())


def points(parent: ET.Element, number: str) -> Iterator[str]:
    lists = parent.findall("ALINEA/LIST/ITEM/NP/NO.P") + parent.findall("ALINEA/DLIST/DLIST.ITEM/PREFIX")
    yield from (f"{number}({text_of(label).strip('().')})" for label in lists)


def formex(shared: Path, language: str) -> dict[str, str]:
    """Each provision of the regulation's text by its number, with its title where it is an article."""
    path = shared / "sources" / "gdpr" / f"gdpr-{language}.formex.xml"
    root = ET.parse(path).getroot()  # noqa: S314  the publisher's own file, read from the shared material
    found = {f"recital {text_of(label).strip('().')}": "" for label in root.iterfind(".//CONSID/NP/NO.P")}
    for article in root.iter("ARTICLE"):
        number = str(int(article.get("IDENTIFIER", "")))
        found[number] = " ".join(text_of(title) for title in article.findall("STI.ART"))
        found |= dict.fromkeys(points(article, number), "")
        for paragraph in article.findall("PARAG"):
            below = f"{number}({paragraph.findtext('NO.PARAG', '').strip('. ')})"
            found |= {below: ""} | dict.fromkeys(points(paragraph, below), "")
    return found


@pytest.mark.shared
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_provision_stands_in_the_published_text(data: ox.Store, shared: Path, language: str) -> None:
    published = formex(shared, language)
    assert len([number for number in published if number.isdigit()]) == 99
    assert len([number for number in published if number.startswith("recital")]) == 173
    numbers = [value(data, provision, cg("number")) for provision in provisions(data)]
    assert [number for number in numbers if number not in published] == []
    assert len(numbers) == len(set(numbers)) >= 50


@pytest.mark.shared
@pytest.mark.parametrize("language", LANGUAGES)
def test_short_titles_are_the_law_s_own(data: ox.Store, shared: Path, language: str) -> None:
    published = formex(shared, language)
    compared = 0
    for article in instances(data, "Article"):
        own = by_language(data, article, TITLE)[language]
        title = published[value(data, article, cg("number"))]
        if len(re.findall(r"[^\W_]+", title)) < LONG_TITLE:
            assert own == title
            compared += 1
        else:
            assert len(own) < len(title)
    assert compared >= 15


def test_number_class_parent_and_identifier_agree(data: ox.Store) -> None:
    for provision in provisions(data):
        number = value(data, provision, cg("number"))
        first, *below = steps(number)
        path = path_of(number)
        assert provision.value == f"{GDPR}{path}/oj"
        kind = {"par": "Paragraph", "pnt": "Point", "rct": "Recital", "art": "Article"}[path.split("/")[-1][:3]]
        assert value(data, provision, RDF_TYPE) == CG + kind
        whole = path.rpartition("/")[0]
        assert value(data, provision, cg("partOf")) == GDPR + (f"{whole}/oj" if whole else "oj")
        confirmed = first != "recital" and not (first == "4" and below)
        assert value(data, provision, cg("eliStatus")) == CG + ("ConfirmedELI" if confirmed else "UnconfirmedELI")
        for label in by_language(data, provision, LABEL).values():
            words = re.findall(r"\w+", label)
            assert [word for word in words if word.isdigit() or len(word) == 1] == steps(number.removeprefix("recital"))


def test_each_provision_speaks_three_languages(data: ox.Store) -> None:
    for provision in provisions(data):
        for predicate in (LABEL, TITLE, cg("summary")):
            texts = by_language(data, provision, predicate)
            assert tuple(sorted(texts)) == LANGUAGES, f"{provision} {predicate}"
            assert all(texts.values())
        for summary in by_language(data, provision, cg("summary")).values():
            assert summary.endswith(".")
            assert ". " not in summary.replace("bl.a.", "").replace("stk.", ""), f"one sentence: {summary}"


def test_each_provision_is_located_in_the_law(data: ox.Store) -> None:
    located = set()
    for provision in provisions(data):
        number = value(data, provision, cg("number"))
        (place,) = [e for e in nodes(data, provision, cg("evidence")) if e.value.startswith(GDPR_EVIDENCE)]
        assert place.value == GDPR_EVIDENCE + path_of(number)
        section = number.capitalize() if number.startswith("recital") else f"Article {number}"
        assert value(data, place, cg("section")) == section
        located.add(place)
    places = {e for e in instances(data, "Evidence") if e.value.startswith(GDPR_EVIDENCE)}
    assert places - located == {ox.NamedNode(GDPR_EVIDENCE + "title")}
    assert {value(data, place, cg("document")) for place in places} == {ID + "document/gdpr"}


def test_whatever_is_named_anywhere_is_described(data: ox.Store) -> None:
    rooms = (GDPR, *(f"{ID}{kind}/" for kind in ("law", "guidance", "party", "service")))
    named = set()
    for room in ("data", "ontology", "shapes"):
        for path in sorted((ROOT / room).rglob("*.ttl")):
            terms = (term for quad in ox.parse(path=str(path)) for term in (quad.subject, quad.object))
            named |= {term for term in terms if isinstance(term, ox.NamedNode) and term.value.startswith(rooms)}
    assert len(named) > len(rooms)
    assert sorted(term.value for term in named if not by_language(data, term, LABEL)) == []


def test_what_was_not_read_says_so(data: ox.Store) -> None:
    second_hand = instances(data, "Act", "Directive", "Judgment", "Section", "Guidance", "GuidanceParagraph")
    assert len(second_hand) >= 21
    for thing in second_hand:
        assert value(data, thing, cg("verification")) == CG + "NotVerified"
        through = value(data, thing, cg("knownThrough"))
        documents = {value(data, e, cg("document")) for e in nodes(data, thing, cg("evidence"))}
        assert documents == {through}, f"{thing} has its evidence in the document it is known through"
        assert tuple(sorted(by_language(data, thing, LABEL))) == LANGUAGES
    for thing in [*provisions(data), ox.NamedNode(GDPR + "oj")]:
        assert values(data, thing, cg("verification")) == values(data, thing, cg("knownThrough")) == []


def test_each_guidance_paragraph_says_what_it_is_cited_for(data: ox.Store) -> None:
    paragraphs = instances(data, "GuidanceParagraph")
    for paragraph in paragraphs:
        assert tuple(sorted(by_language(data, paragraph, cg("citedFor")))) == LANGUAGES
        whole = ox.NamedNode(value(data, paragraph, cg("partOf")))
        assert value(data, whole, RDF_TYPE) == CG + "Guidance"
        assert value(data, paragraph, cg("issuedBy")) == value(data, whole, cg("issuedBy"))
        assert set() != set(nodes(data, paragraph, cg("interprets"))) <= set(provisions(data))
    slugs = {paragraph.value.removeprefix(ID + "guidance/") for paragraph in paragraphs}
    assert slugs >= {f"edpb-07-2020/par-{number}" for number in (30, 80, 95, 114, 116)}
    assert slugs >= {"edpb-4-2019/par-14", "imy-purpose-limitation/specific"}
    assert slugs >= {f"datatilsynet-cloud-2022/{pages}" for pages in ("p-8-example-3", "p-10", "p-12-14")}


def spans(store: ox.Store, shared: Path, thing: ox.NamedNode) -> list[str]:
    """The words of each passage of a source document that is evidence of a thing."""
    found = []
    for place in nodes(store, thing, cg("evidence")):
        if place.value.startswith(GDPR_EVIDENCE):
            continue
        document = ox.NamedNode(value(store, place, cg("document")))
        text = (shared / "sources" / "seeds" / value(store, document, cg("fileName"))).read_text(encoding="utf-8")
        span = text[int(value(store, place, cg("start"))) : int(value(store, place, cg("end")))]
        assert hashlib.sha256(span.encode()).hexdigest() == value(store, place, cg("spanSha256"))
        found.append(span)
    return found


@pytest.mark.shared
def test_a_passage_that_cites_a_provision_names_it(data: ox.Store, shared: Path) -> None:
    cited = set()
    for provision in provisions(data):
        number = steps(value(data, provision, cg("number")).removeprefix("recital "))[0]
        for span in spans(data, shared, provision):
            assert re.search(rf"\b{number}\b", span), f"{provision}: {span}"
            cited.add(value(data, provision, cg("number")))
    assert cited >= {"4", "4(7)", "5(1)(b)", "5(2)", "6(1)(f)", "6(4)", "24(1)", "25", "28", "28(3)(h)", "30", "30(2)"}
    assert cited >= {"32", "recital 39"}


@pytest.mark.shared
def test_a_passage_that_cites_guidance_names_its_paragraph(data: ox.Store, shared: Path) -> None:
    for paragraph in instances(data, "GuidanceParagraph"):
        numbers = re.findall(r"\d+", " ".join(values(data, paragraph, cg("number"))))
        passages = spans(data, shared, paragraph)
        assert any(all(re.search(rf"\b{n}\b", span) for n in numbers) for span in passages), paragraph
