"""`kg` gives out what it says it gives out, and nothing by accident."""

from __future__ import annotations

import kg


def test_all_is_sorted_and_there() -> None:
    assert kg.__all__ == sorted(kg.__all__)
    assert {name for name in dir(kg) if not name.startswith("_")} == set(kg.__all__)
    for name in kg.__all__:
        assert getattr(kg, name).__module__.startswith("kg.")


def test_names_come_from_where_the_types_say() -> None:
    assert kg.ask.__module__ == "kg.questions.ask"
    assert isinstance(kg.__version__, str)


def test_unknown_names_are_attribute_errors() -> None:
    assert not hasattr(kg, "nothing_of_the_kind")
