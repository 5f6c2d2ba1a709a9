"""The report as Markdown, read by a CommonMark parser."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from markdown_it import MarkdownIt

from kg.findings import Language
from kg.report import markdown, render
from kg.report.phrases import plain
from tests.report.samples import HOSTILE, found, hostile, known, many, waived


class Reader(HTMLParser):
    """What a reader of the page sees: the cells of tables, the items of lists, the summaries, and the tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.seen: dict[str, list[str]] = {"td": [], "th": [], "li": [], "summary": [], "h2": [], "p": []}
        self._open: list[str] = []
        html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in self.seen:
            self._open.append(tag)
            self.seen[tag].append("")
        if tag == "br":
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.seen[tag][-1] += data


def test_a_table_by_severity_and_code() -> None:
    page = Reader(render(found(), "markdown"))
    assert page.seen["h2"] == ["Report of findings"]
    assert page.seen["p"][0] == "4 findings: 1 violation, 2 warnings, 1 note in 2 files"
    assert page.seen["th"] == ["Severity", "Code", "Name", "Law", "Findings"]
    assert [page.seen["td"][at : at + 5] for at in range(0, 15, 5)] == [
        ["violation", "PD001", "Purpose without data types", "Article 5 GDPR; Article 28(3) GDPR", "1"],
        ["warning", "CB001", "No boundary", "Article 26 GDPR", "2"],
        ["info", "CB001", "No boundary", "Article 26 GDPR", "1"],
    ]


def test_the_findings_of_each_file_are_folded() -> None:
    page = Reader(render(found(), "markdown"))
    assert page.seen["summary"] == [
        "acme/2020.ttl: 1 violation, 1 warning",
        "acme/answers.ttl: 1 note",
        "In no file: 1 warning",
    ]
    assert page.seen["li"][1].splitlines() == [
        "violation PD001 Purpose without data types, line 12, stated otherwise",
        "billing; lacks: data types used – Say which data.",
        "Law: Article 5 GDPR; Article 28(3) GDPR",
        "Clause: Clause 1",
        "Evidence: Report, section 2.3; footnote 10",
    ]
    assert page.tags.count("details") == page.tags.count("/details") == 3


def test_words_of_others_are_seen_as_they_are() -> None:
    page = Reader(render([hostile(found()[1])], "markdown"))
    words = plain(HOSTILE)
    assert page.seen["td"][2:4] == [words, f"{words}; {words}"]
    assert page.seen["li"][0].count(words) == 10
    assert plain(HOSTILE.replace("\x00", "").replace("/", "")) in page.seen["summary"][0]
    assert set(page.tags) <= {
        f"{slash}{tag}"
        for slash in ("", "/")
        for tag in (
            *("h2", "p", "strong", "em", "table", "thead", "tbody", "tr", "th", "td"),
            *("details", "summary", "code", "ul", "li", "br"),
        )
    }


@pytest.mark.parametrize(
    ("lang", "heading", "column"),
    [("sv", "Rapport över iakttagelser", "Allvarlighetsgrad"), ("da", "Rapport om fund", "Alvorlighed")],
)
def test_other_languages(lang: Language, heading: str, column: str) -> None:
    page = Reader(render(found(), "markdown", lang=lang))
    assert (page.seen["h2"], page.seen["th"][0]) == ([heading], column)


def test_what_is_waived_says_why_and_what_is_known_is_counted() -> None:
    first, second, third, _ = found()
    page = Reader(render([waived(first), known(second), third], "markdown"))
    assert page.seen["p"][0] == "1 finding: 1 note in 1 file; 1 waived; 1 known before"
    assert page.seen["summary"] == ["acme/2020.ttl: 1 waived", "acme/answers.ttl: 1 note"]
    assert page.seen["li"][0].startswith("warning (waived) CB001 No boundary, line 9")
    assert page.seen["li"][0].endswith("\nWaived: The vendor is at it. (Anna Lind, until 2026-12-31)")
    assert len(page.seen["li"]) == 2
    assert len(page.seen["td"]) == 5
    assert Reader(render([waived(first)], "markdown")).seen["td"] == []


def test_stays_under_the_limit_and_says_what_was_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    assert markdown.LIMIT < 1024 * 1024
    monkeypatch.setattr(markdown, "LIMIT", 50_000)
    some = [replace(one, evidence=()) for one in many(900)]
    text = render(some, "markdown")
    assert 45_000 < len(text.encode()) <= 50_000
    page = Reader(text)
    assert page.tags.count("details") == page.tags.count("/details") > 1
    match = re.fullmatch(r"A job summary holds at most 1 MiB\. Left out: ([0-9]+) findings: .*\.", page.seen["p"][-1])
    assert match
    assert int(match[1]) + len(page.seen["li"]) == 900
    assert page.seen["p"][0].startswith("900 findings: ")


def test_a_file_of_which_nothing_fits_is_left_out_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LIMIT", 0)
    page = Reader(render(found(), "markdown"))
    assert "details" not in page.tags
    assert page.seen["p"][-1].endswith("Left out: 4 findings: 1 violation, 2 warnings, 1 note in 2 files.")


def test_nothing_found() -> None:
    assert render([], "markdown") == "## Report of findings\n\n**no findings**\n"
