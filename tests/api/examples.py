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
    "list_services": ["/v1/services?vendor=microsoft"],
    "get_service": ["/v1/services/microsoft-teams"],
    "list_contracts": ["/v1/contracts"],
    "get_contract": ["/v1/contracts/microsoft/dpa", f"/v1/contracts/{VERSION}"],
    "list_clauses": [f"/v1/clauses?version={VERSION}&fields=id,label,states"],
    "get_clause": [f"/v1/clauses/{VERSION}/sub-processors"],
    "list_purposes": ["/v1/purposes?vendor=microsoft&role=controller"],
    "get_purpose": [f"/v1/purposes/{VERSION}/billing"],
    "list_data_types": [f"/v1/data-types?version={VERSION}"],
    "get_data_type": [f"/v1/data-types/{VERSION}/customer-data"],
    "list_processings": ["/v1/processings?vendor=microsoft&role=processor&limit=2"],
    "get_processing": ["/v1/processings/microsoft/dpa-2023-01-01/billing"],
    "list_provisions": ["/v1/provisions"],
    "get_provision": ["/v1/provisions/gdpr/art_6/par_1/pnt_f"],
    "list_guidance": ["/v1/guidance?provision=28(3)"],
    "get_guidance": ["/v1/guidance/edpb-07-2020/par-114"],
    "list_observations": [f"/v1/observations?version={VERSION}"],
    "get_observation": ["/v1/observations/region-stockholm-2021/3.1"],
    "list_shapes": ["/v1/shapes?provision=6(1)(f)"],
    "get_shape": ["/v1/shapes/LI001?lang=da"],
    "list_findings": ["/v1/findings?topic=lawfulness&severity=warning"],
    "list_questions": ["/v1/questions?lang=sv"],
    "ask_question": [f"/v1/questions/four-questions?version={VERSION}"],
    "search_things": ["/v1/search?q=balancing&kind=purpose&kind=shape", "/v1/search?q=6.1%20f&kind=provision"],
    "compare_vendors": ["/v1/compare?vendor=microsoft&vendor=google"],
    "get_difference": [f"/v1/contracts/{VERSION}/diff/microsoft/dpa-2023-01-01"],
    "list_graphs": ["/v1/graphs"],
    "get_graph": ["/v1/graphs/data/law/se-osl"],
    "get_resource": [f"/v1/resource?iri=https://w3id.org/clausegraph/id/purpose/{VERSION}/billing"],
    "get_health": ["/health"],
    "get_ready": ["/ready"],
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
