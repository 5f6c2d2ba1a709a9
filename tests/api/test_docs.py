from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from fastapi.testclient import TestClient


class References(HTMLParser):
    """What a page has a browser fetch."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attributes if name in ("src", "href", "action", "srcset")]


def references(client: TestClient) -> list[str]:
    parser = References()
    parser.feed(client.get("/docs").text)
    return [one for one in parser.found if not one.startswith("data:")]


def test_page_is_there_with_all_that_it_needs(client: TestClient) -> None:
    page = client.get("/docs")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    found = references(client)
    assert len(found) == 3
    for one in found:
        asset = client.get(urljoin("/docs", one))
        assert asset.status_code == 200
        assert asset.headers["content-type"].partition(";")[0] in (
            "text/css",
            "text/javascript",
            "application/javascript",
        )
        assert client.head(urljoin("/docs", one)).status_code == 200
    start = next(one for one in found if one.endswith("start.js"))
    assert '"openapi.json"' in client.get(urljoin("/docs", start)).text
    assert client.get(urljoin("/docs", "openapi.json")).status_code == 200


def test_nothing_comes_from_another_host(client: TestClient) -> None:
    for one in references(client):
        assert not urlsplit(one).netloc
        text = client.get(urljoin("/docs", one)).text
        if one.endswith(".css"):
            urls = [url.strip("\"'") for url in re.findall(r"(?:url\(|@import\s+)([^)]{1,40})", text)]
            assert urls
            assert all(url.startswith("data:") for url in urls)
        if one.endswith("start.js"):
            assert "//" not in text
            assert "validatorUrl: null" in text
    assert "//" not in client.get("/docs").text


def test_browser_is_told_to_refuse_other_hosts(client: TestClient) -> None:
    policy = client.get("/docs").headers["content-security-policy"]
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert rules["default-src"] == "'none'"
    assert {rules["script-src"], rules["connect-src"]} == {"'self'"}
    assert "http" not in policy
    assert "*" not in policy
