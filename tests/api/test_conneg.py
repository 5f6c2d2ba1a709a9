from __future__ import annotations

import pytest

from api.conneg import Offer, choose
from api.errors import Refused

OFFERS = (Offer("application/sparql-results+json", "json"), Offer("text/csv", "csv"), Offer("text/xml", "xml"))


@pytest.mark.parametrize(
    ("accept", "format"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/*", "csv"),
        ("text/csv;q=0.5, text/xml;q=0.8", "xml"),
        ("text/csv;q=0.5,*/*;q=0.1", "csv"),
        ("text/*;q=0.3, text/csv;q=0, */*;q=0.1", "xml"),
        ("application/sparql-results+json;q=0, */*", "csv"),
        ("text/csv;header=present", "csv"),
        ("text/csv ; q=1.000", "csv"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "json"),
        ("text/csv;q=2, text/xml;q=0.9", "csv"),
        ("nonsense, text/xml", "xml"),
    ],
)
def test_best_of_what_is_acceptable(accept: str | None, format: str) -> None:  # noqa: A002
    assert choose(accept, OFFERS).format == format


@pytest.mark.parametrize("accept", ["text/html", "text/csv;q=0", "*/*;q=0", "nonsense", "image/*"])
def test_nothing_acceptable_says_what_is_on_offer(accept: str) -> None:
    with pytest.raises(Refused) as caught:
        choose(accept, OFFERS)
    assert caught.value.kind == "not-acceptable"
    assert caught.value.expected == "one of application/sparql-results+json, text/csv, text/xml"
