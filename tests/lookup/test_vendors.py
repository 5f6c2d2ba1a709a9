from __future__ import annotations

import pytest

from kg import lookup
from kg.errors import NotFound
from kg.iris import ID
from kg.snapshot import Snapshot


def test_vendors_come_with_services_and_contracts(snapshot: Snapshot) -> None:
    google, microsoft = lookup.vendors(snapshot.store)
    assert (google.label.en, microsoft.label.en) == ("Google", "Microsoft")
    assert [one.label.en for one in google.services] == ["Chrome browser", "ChromeOS", "Google Workspace for Education"]
    assert [one.iri for one in microsoft.contracts] == [f"{ID}contract/microsoft/dpa"]
    assert len(microsoft.contracts[0].versions) == 2
    assert microsoft.evidence


def test_one_vendor_is_the_one_in_the_list(snapshot: Snapshot) -> None:
    assert lookup.vendor(snapshot.store, "google") == lookup.vendors(snapshot.store)[0]
    assert lookup.vendor_strict(snapshot.store, f"{ID}party/google") == lookup.vendors(snapshot.store)[0]


def test_customer_is_no_vendor(snapshot: Snapshot) -> None:
    assert lookup.vendor(snapshot.store, "region-stockholm") is None


def test_unknown_vendor_comes_with_the_nearest(snapshot: Snapshot) -> None:
    with pytest.raises(NotFound) as caught:
        lookup.vendor_strict(snapshot.store, "mircosoft")
    assert (caught.value.message, caught.value.expected) == (
        "there is no vendor 'mircosoft'",
        "did you mean microsoft?",
    )
