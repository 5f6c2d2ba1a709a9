from __future__ import annotations

import pytest

from kg import lookup
from kg.errors import NotFound, ParameterError
from kg.iris import ID
from kg.questions import ask
from kg.snapshot import Snapshot


def test_purposes_of_all_vendors_are_sorted(snapshot: Snapshot) -> None:
    found = [one.iri for one in lookup.purposes(snapshot.store)]
    assert len(found) == len(set(found))
    vendors = [iri.split("/")[6] for iri in found]
    assert vendors == sorted(vendors)
    assert set(vendors) == {"google", "microsoft"}


def test_filters_narrow(snapshot: Snapshot) -> None:
    everything = lookup.purposes(snapshot.store)
    microsoft = lookup.purposes(snapshot.store, vendor="microsoft")
    version = lookup.purposes(snapshot.store, vendor="microsoft", version="microsoft/dpa-2020-12-09")
    own = lookup.purposes(snapshot.store, version="microsoft/dpa-2020-12-09", role="controller")
    assert set(own) < set(version) < set(microsoft) < set(everything)
    assert all("controller" in one.roles for one in own)
    assert not lookup.purposes(snapshot.store, vendor="google", version="microsoft/dpa-2020-12-09")


def test_own_purpose_beside_the_contract_belongs_to_its_vendor(snapshot: Snapshot) -> None:
    invitation = f"{ID}purpose/microsoft/optional-experiences-invitation"
    assert invitation in {one.iri for one in lookup.purposes(snapshot.store, vendor="microsoft")}
    under = lookup.purposes(snapshot.store, version="microsoft/dpa-2020-12-09")
    assert invitation in {one.iri for one in under}


def test_assumed_basis_is_no_stated_basis(snapshot: Snapshot) -> None:
    invitation = lookup.purpose_strict(snapshot.store, "microsoft/optional-experiences-invitation")
    assert invitation.legal_bases == ()
    assert [one.label.en for one in invitation.assumed_bases] == ["legitimate interest, Art. 6(1)(f)"]
    assert "legal_bases" in invitation.not_documented
    assert "assumed_bases" not in invitation.not_documented
    billing = lookup.purpose_strict(snapshot.store, "microsoft/dpa-2020-12-09/billing")
    assert [one.label.en for one in billing.legal_bases] == ["legitimate interest, Art. 6(1)(f)"]
    assert billing.assumed_bases == ()


def test_roles_agree_with_the_stored_question(snapshot: Snapshot) -> None:
    name = "microsoft/dpa-2020-12-09"
    answer = ask(snapshot.store, "purposes-by-role", {"version": name})
    names = [column.name for column in answer.columns]
    rows = [dict(zip(names, row.cells, strict=True)) for row in answer.rows]
    asked = {
        (purpose.text, role)
        for row in rows
        for purpose in row["purpose"]
        for role in (tuple(value.text for value in row["role"]) or (None,))
    }
    found = {
        (one.label.en, role)
        for one in lookup.purposes(snapshot.store, version=name)
        if one.exhaustive is None
        for role in one.roles or (None,)
    }
    assert found == asked


def test_one_purpose_is_the_one_in_the_list(snapshot: Snapshot) -> None:
    for listed in lookup.purposes(snapshot.store, version="microsoft/dpa-2023-01-01"):
        assert lookup.purpose(snapshot.store, listed.iri) == listed


@pytest.mark.parametrize("given", [{"vendor": "microsft"}, {"version": "microsoft/dpa"}])
def test_filter_that_names_nothing(snapshot: Snapshot, given: dict[str, str]) -> None:
    with pytest.raises(ParameterError, match="there is no"):
        lookup.purposes(snapshot.store, vendor=given.get("vendor"), version=given.get("version"))


def test_unknown_purpose_comes_with_the_nearest(snapshot: Snapshot) -> None:
    with pytest.raises(NotFound) as caught:
        lookup.purpose_strict(snapshot.store, "microsoft/dpa-2020-12-09/biling")
    assert caught.value.expected == "did you mean microsoft/dpa-2020-12-09/billing?"
    assert lookup.purpose(snapshot.store, "not an IRI>") is None
