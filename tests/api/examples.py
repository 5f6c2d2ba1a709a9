"""Writes api/examples.json, the examples of the OpenAPI document, as the service answers now.

python -m tests.api.examples
"""

from __future__ import annotations

import json
from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from api.settings import Settings
from tests.conftest import ROOT

FILE = ROOT / "api" / "examples.json"

VERSION = "microsoft/dpa-2020-12-09"
REQUESTS = {
    "list_vendors": ["/v1/vendors"],
    "get_vendor": ["/v1/vendors/microsoft"],
    "list_contracts": ["/v1/contracts"],
    "get_contract": ["/v1/contracts/microsoft/dpa", f"/v1/contracts/{VERSION}"],
    "list_purposes": ["/v1/purposes?vendor=microsoft&role=controller"],
    "get_purpose": [f"/v1/purposes/{VERSION}/billing"],
    "list_provisions": ["/v1/provisions"],
    "get_provision": ["/v1/provisions/gdpr/art_6/par_1/pnt_f"],
    "list_findings": ["/v1/findings?topic=lawfulness&severity=warning"],
    "list_questions": ["/v1/questions?lang=sv"],
    "ask_question": [f"/v1/questions/four-questions?version={VERSION}"],
    "get_health": ["/health"],
}
"""What each operation is asked for its examples."""


def cut(value: Any) -> Any:
    """An answer with no more than the first object of each list."""
    if isinstance(value, dict):
        return {key: cut(one) for key, one in value.items()}
    return [cut(value[0])] if isinstance(value, list) and value and isinstance(value[0], dict) else value


if __name__ == "__main__":
    with TestClient(create_app(Settings(paths=(), open=True))) as client:
        answers = {name: {path: cut(client.get(path).json()) for path in paths} for name, paths in REQUESTS.items()}
    FILE.write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
