from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ParameterError
from kg.search.grammar import LONGEST, WORDS, Part, parts


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("purpose", (Part("purpose", last=True),)),
        ("purpose ", (Part("purpose"),)),
        ("own purpose", (Part("own"), Part("purpose", last=True))),
        ("balanc*", (Part("balanc", begins=True),)),
        ("balanc* x", (Part("balanc", begins=True), Part("x", last=True))),
        ('"legitimate interest"', (Part("legitimate interest", phrase=True),)),
        ('a "b c" d*', (Part("a"), Part("b c", phrase=True), Part("d", begins=True))),
        ("”b c”d", (Part("b c", phrase=True), Part("d", last=True))),
        ("«b» „c“", (Part("b", phrase=True), Part("c", phrase=True))),
        ('"never closed', (Part("never closed", phrase=True),)),
        ("6(1)(f)", (Part("6(1)(f)", last=True),)),
        ("- * a", (Part("a", last=True),)),
        ("å", (Part("å", last=True),)),
    ],
)
def test_parts(query: str, expected: tuple[Part, ...]) -> None:
    assert parts(query) == expected


@pytest.mark.parametrize("query", ["", "  ", "*", '""', '"', "()[]", "\x00", "😀"])
def test_without_words(query: str) -> None:
    with pytest.raises(ParameterError, match="no words") as caught:
        parts(query)
    assert caught.value.expected


def test_limits() -> None:
    assert len(parts("a" * LONGEST)) == 1
    assert len(parts("a " * WORDS)) == WORDS
    with pytest.raises(ParameterError, match=f"{LONGEST + 1} characters"):
        parts("a" * (LONGEST + 1))
    with pytest.raises(ParameterError, match=f"{WORDS + 1} words"):
        parts("a " * (WORDS + 1))


@given(st.text(max_size=LONGEST))
def test_whatever_is_typed_is_read_or_refused(query: str) -> None:
    try:
        found = parts(query)
    except ParameterError:
        return
    assert 0 < len(found) <= WORDS
    assert all(any(one.isalnum() for one in part.text) for part in found)
    assert sum(part.last for part in found) <= 1
