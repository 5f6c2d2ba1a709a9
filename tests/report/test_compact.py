"""JSON with one thing on a line."""

from __future__ import annotations

import json

import pytest

from kg.report.compact import compact

VALUE = {"b": [{"y": [1, 2], "x": "å"}, {}], "a": {"d": [], "c": None}}


@pytest.mark.parametrize("opened", range(5))
def test_is_the_same_json_however_far_it_is_opened(opened: int) -> None:
    assert json.loads(compact(VALUE, opened)) == VALUE


def test_the_outer_levels_have_a_line_for_each_member() -> None:
    assert compact(VALUE, 0) == '{"a": {"c": null, "d": []}, "b": [{"x": "å", "y": [1, 2]}, {}]}'
    assert compact(VALUE, 2) == ('{\n"a": {\n"c": null,\n"d": []\n},\n"b": [\n{"x": "å", "y": [1, 2]},\n{}\n]\n}')


def test_nothing_stays_on_one_line() -> None:
    assert (compact([], 3), compact({}, 3)) == ("[]", "{}")
