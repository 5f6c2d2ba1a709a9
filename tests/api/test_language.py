from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from api.language import preferred

BILLING = "/v1/purposes/microsoft/dpa-2020-12-09/billing"
LABELS = {
    "en": "billing and account management",
    "sv": "fakturering och kontohantering",
    "da": "fakturering og kontoadministration",
}


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("", "en"),
        ("sv", "sv"),
        ("SV", "sv"),
        ("sv-FI", "sv"),
        ("da-DK, da;q=0.9, en;q=0.8", "da"),
        ("en;q=0.5, sv;q=0.9", "sv"),
        ("en;q=0.5, sv;q=0.500, da;q=.9", "en"),
        ("fr, de;q=0.9", "en"),
        ("fr, de;q=0.9, da;q=0.1", "da"),
        ("*", "en"),
        ("*;q=0.5, sv;q=0.1", "en"),
        ("en;q=0, *", "sv"),
        ("sv;q=0, sv-SE", "en"),
        ("en;q=0", "en"),
        ("svx, sv_SE, , da;q=1.001, sv ; q=1.0", "sv"),
        ("sv;q=0.3, " * 300, "sv"),
    ],
)
def test_lookup(accepted: str, lang: str) -> None:
    assert preferred(accepted) == lang


@pytest.mark.parametrize("lang", ["en", "sv", "da"])
def test_parameter_wins_over_header(client: TestClient, lang: str) -> None:
    others = {"accept-language": "da" if lang == "sv" else "sv"}
    answer = client.get(f"{BILLING}?lang={lang}", headers=others)
    assert answer.json()["label"] == LABELS[lang]
    assert answer.headers["content-language"] == lang
    assert "accept-language" not in answer.headers["vary"].lower()


@pytest.mark.parametrize("lang", ["en", "sv", "da"])
def test_header_decides_where_no_parameter_does(client: TestClient, lang: str) -> None:
    answer = client.get(BILLING, headers={"accept-language": f"{lang}-XX, fr"})
    assert answer.json()["label"] == LABELS[lang]
    assert answer.headers["content-language"] == lang
    assert "accept-language" in answer.headers["vary"].lower()
