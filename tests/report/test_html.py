"""The page, read by a strict HTML parser."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from html import escape
from itertools import pairwise
from pathlib import Path
from xml.etree.ElementTree import Element

import html5rdf
import pytest

import kg.report
from kg.findings import Finding, Language, Reference, Text
from kg.report import render
from kg.report.phrases import plain
from tests.report.samples import HOSTILE, found, hostile, known, many, waived

CSS = Path(kg.report.__file__).with_name("html.css").read_text(encoding="utf-8")

HEADINGS = ("h1", "h2", "h3", "h4", "h5")


def page(*some: Finding, lang: Language = "en") -> Element:
    """The document; ParseError at the first thing that a browser would have to mend."""
    parser = html5rdf.HTMLParser(strict=True, namespaceHTMLElements=False)
    return parser.parse(render(some, "html", lang=lang))  # type: ignore[no-any-return]


def text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def having(root: Element, name: str, value: str) -> Iterator[Element]:
    return (one for one in root.iter() if value in one.get(name, "").split())


def article(root: Element, fingerprint: str) -> Element:
    (one,) = having(root, "id", f"f-{fingerprint}")
    assert one.tag == "article"
    return one


def fields(one: Element) -> dict[str, str]:
    (listed,) = one.iter("dl")
    return {text(name): text(value) for name, value in zip(listed[::2], listed[1::2], strict=True)}


def test_a_finding() -> None:
    one = article(page(*found()), "f1")
    assert [text(span) for span in one.iter("span")] == ["1 violation", "stated otherwise"]
    assert [text(name) for name in one.iter("h5")] == ["Purpose without data types"]
    assert text(next(having(one, "class", "about"))) == "billing; lacks: data types used"
    assert text(next(having(one, "class", "rule"))) == "A rule."
    assert fields(one) == {
        "Law": "Article 5 GDPR; Article 28(3) GDPR",
        "Guidance": "Guidelines, paragraph 114",
        "Clause": "Clause 1",
        "Evidence": "Report, section 2.3, characters 90–120Report, footnote 10, characters 1000–1010",
        "Observed": "not transparent (r/3.1)",
        "What to do": "Say which data.",
    }
    assert text(next(having(one, "class", "place"))) == "PD001 acme/2020.ttl:12"
    assert [(text(link), link.get("href")) for link in one.iter("a")][1:] == [
        ("Article 5 GDPR", "http://data.europa.eu/eli/reg/2016/679/art_5/oj"),
        ("Article 28(3) GDPR", "http://data.europa.eu/eli/reg/2016/679/art_28/par_3/oj"),
    ]


def test_a_finding_with_little() -> None:
    bare = replace(found()[3], name=Text("", "", ""), description=Text("", "", ""))
    one = article(page(bare), "f4")
    assert [text(name) for name in one.iter("h5")] == ["CB001"]
    assert list(having(one, "class", "rule")) == []
    assert fields(one)["Evidence"] == "no evidence recorded"
    assert text(next(having(one, "class", "place"))) == "CB001"
    assert one.get("class") == "warning undocumented"


def test_stands_by_vendor_by_version_by_provision() -> None:
    main = next(page(*found()).iter("main"))
    said = [(one.tag, text(one)) for one in main.iter() if one.tag in HEADINGS[:4] or one.get("class") == "soft"]
    assert said == [
        ("h2", "Acme"),
        ("h3", "Acme terms of 2020"),
        ("p", "Customer: the Town · Service: Chat"),
        ("h4", "Article 5 GDPR"),
        ("h3", "Not tied to a contract version"),
        ("h4", "Article 26 GDPR"),
        ("h2", "Without a vendor"),
        ("h3", "Not tied to a contract version"),
        ("h4", "Article 26 GDPR"),
    ]


def test_contents_and_index_lead_to_every_finding() -> None:
    root = page(*many(40))
    ids = Counter(one.get("id") for one in root.iter() if one.get("id"))
    assert max(ids.values()) == 1
    inner = [str(one.get("href"))[1:] for one in root.iter("a") if str(one.get("href")).startswith("#")]
    assert set(inner) <= set(ids)
    contents, index = root.iter("nav")
    headings = {one.get("id") for main in root.iter("main") for tag in ("h2", "h3", "h4") for one in main.iter(tag)}
    assert {str(one.get("href"))[1:] for one in contents.iter("a")} == headings
    numbers = {text(one): str(one.get("href"))[1:] for one in index.iter("a") if text(one).isdecimal()}
    assert numbers == {text(next(one.iter("a"))): one.get("id") for one in root.iter("article")}
    assert set(numbers) == {str(number) for number in range(1, 41)}


def test_the_index_names_every_provision_once_in_the_order_of_the_law() -> None:
    _, index = page(*found()).iter("nav")
    assert [(text(group[0]), [text(place) for place in group[1:]]) for group in index.iter("div")] == [
        ("Article 5 GDPR", ["Acme terms of 2020: 1"]),
        ("Article 26 GDPR", ["Acme: 2", "Without a vendor: 3 4"]),
        ("Article 28(3) GDPR", ["Acme terms of 2020: 1"]),
    ]


def test_without_a_provision_there_is_no_index() -> None:
    root = page(replace(found()[1], provisions=()))
    assert [text(next(one.iter("h2"))) for one in root.iter("nav")] == ["Contents by vendor and contract"]
    assert [text(one) for one in next(root.iter("main")).iter("h4")] == ["Without a provision"]


def test_articles_are_labelled_and_headings_leave_out_no_level() -> None:
    root = page(*many(9), *found()[3:])
    ids = {one.get("id") for one in root.iter()}
    assert {one.get("aria-labelledby") for one in root.iter() if one.get("aria-labelledby")} <= ids
    levels = [int(one.tag[1]) for one in root.iter() if one.tag in HEADINGS]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_loads_and_runs_nothing() -> None:
    some = [hostile(found()[1]), *found()]
    root = page(*some)
    tags = {one.tag for one in root.iter() if isinstance(one.tag, str)}
    assert tags.isdisjoint({"script", "link", "img", "iframe", "object", "embed", "form", "base", "svg", "video"})
    attributes = {name for one in root.iter() for name in one.attrib}
    assert not {name for name in attributes if name.startswith("on")} | (attributes & {"src", "srcset", "style"})
    assert all(re.match("#|https?://", str(one.get("href"))) for one in root.iter("a"))
    assert not re.search(r"url\(|@import", CSS)


def test_the_policy_admits_the_one_style_sheet_and_nothing_else() -> None:
    root = page(*found())
    (style,) = root.iter("style")
    (policy,) = (one.get("content", "") for one in root.iter("meta") if one.get("http-equiv"))
    digest = b64encode(sha256((style.text or "").encode()).digest()).decode()
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    assert (style.text or "").strip() == CSS.strip()
    metas = [one.attrib for one in next(root.iter("head")) if one.tag == "meta"]
    assert metas[0] == {"charset": "utf-8"}
    assert "http-equiv" in metas[1]


def test_words_of_others_stay_words() -> None:
    one = next(page(hostile(found()[1])).iter("article"))
    words = plain(HOSTILE)
    assert [text(name) for name in one.iter("h5")] == [words]
    assert fields(one)["What to do"] == words
    source = render([hostile(found()[1])], "html")
    assert "<script" not in source
    assert escape(words, quote=False) in source
    assert not re.search("[\x00-\x09\x0b-\x1f\u202e\ufffe]", source)


@pytest.mark.parametrize("iri", ["javascript:alert(1)", "data:text/html,x", "https://w3id.org/clausegraph/id/law/x"])
def test_what_has_no_web_address_is_not_linked(iri: str) -> None:
    thing = Reference(iri, Text("A law", "En lag", "En lov"))
    root = page(replace(found()[1], provisions=(thing,)))
    assert fields(next(root.iter("article")))["Law"] == "A law"
    assert "A law" not in [text(one) for one in next(root.iter("main")).iter("a")]


@pytest.mark.parametrize(
    ("lang", "title", "names", "signs", "foot"),
    [
        (
            "sv",
            "Rapport över iakttagelser",
            [
                "Så läses iakttagelserna",
                "Innehåll efter leverantör och avtal",
                "Lagregister",
                "Acme",
                "Utan leverantör",
            ],
            "1 överträdelse anges vara annorlunda",
            "Utgör inte juridisk rådgivning.",
        ),
        (
            "da",
            "Rapport om fund",
            ["Sådan læses fundene", "Indhold efter leverandør og aftale", "Lovregister", "Acme", "Uden leverandør"],
            "1 overtrædelse angivet anderledes",
            "Udgør ikke juridisk rådgivning.",
        ),
    ],
)
def test_other_languages(lang: Language, title: str, names: list[str], signs: str, foot: str) -> None:
    root = page(*found(), lang=lang)
    assert root.get("lang") == lang
    assert [text(one) for tag in ("title", "h1") for one in root.iter(tag)] == [title, title]
    assert [text(one) for one in root.iter("h2")] == names
    assert text(next(having(article(root, "f1"), "class", "signs"))) == signs
    assert text(next(root.iter("footer"))).endswith(foot)


def test_what_is_waived_says_why_and_what_is_known_is_counted() -> None:
    first, second, third, _ = found()
    root = page(waived(first), known(second), third)
    assert text(next(having(root, "class", "total"))) == "1 finding: 1 note in 1 file; 1 waived; 1 known before"
    one = article(root, "f2")
    assert one.get("class") == "waived undocumented"
    assert "warning (waived)" in text(next(having(one, "class", "signs")))
    assert fields(one)["Waived"] == "The vendor is at it. (Anna Lind, until 2026-12-31)"
    assert list(having(root, "id", "f-f1")) == []


def test_nothing_found() -> None:
    root = page()
    assert text(next(having(root, "class", "total"))) == "No findings"
    assert [one.tag for one in next(root.iter("body"))] == ["a", "header", "main", "footer"]
    assert list(next(root.iter("main"))) == []


def test_begins_with_a_way_past_the_contents() -> None:
    body = next(page(*found()).iter("body"))
    assert (body[0].get("class"), body[0].get("href")) == ("skip", "#findings")
    assert next(having(body, "id", "findings")).get("tabindex") == "-1"


def test_text_has_enough_contrast_on_screen_in_the_dark_and_on_paper() -> None:
    """WCAG 2.2, success criterion 1.4.3: 4.5 to 1."""
    blocks = re.findall(r":root \{([^}]*)\}", CSS)
    assert len(blocks) == 3
    for block in blocks:
        colours = dict(re.findall(r"--([a-z]+): (#[0-9a-f]+);", block))
        paper = _luminance(colours.pop("paper"))
        del colours["line"]
        assert set(colours) == {"ink", "soft", "link", "violation", "warning", "info"}
        for name, colour in colours.items():
            light, dark = sorted((paper, _luminance(colour)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 4.5, (name, colour)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
