from __future__ import annotations

import pytest

from kg.errors import SourceError
from kg.sources import Location
from kg.sources.text import Places, decode


def test_a_byte_order_mark_is_no_character() -> None:
    assert decode("\ufeffå".encode(), "x.ttl") == "å"


@pytest.mark.parametrize(
    ("data", "line", "column", "said"),
    [
        ("# åäö\n# ö\n".encode() + "<http://x> å".encode("latin-1"), 3, 12, "0xe5"),
        ("\ufeffå\nåå".encode() + b"\xff", 2, 3, "0xff"),
        ("<http://x>".encode("utf-16"), 1, 1, "UTF-16"),
        ("<http://x>".encode("utf-16-be"), 1, 1, "NUL"),
        ("å😀\r\n".encode() + b"ab\0", 2, 3, "NUL"),
        ("ab😀".encode()[:-1], 1, 3, "0xf0"),
    ],
)
def test_another_encoding_is_refused_at_its_first_bad_byte(data: bytes, line: int, column: int, said: str) -> None:
    with pytest.raises(SourceError, match=said) as caught:
        decode(data, "x.ttl")
    assert (caught.value.path, caught.value.line, caught.value.column) == ("x.ttl", line, column)
    assert "UTF-8" in (caught.value.expected or "")


def test_lines_end_as_the_parsers_count_them() -> None:
    at = Places("x.ttl", "a\nb\r\nc\rd\n\n😀e").at
    assert [str(at(offset)) for offset in (0, 2, 5, 7, 9, 11)] == [
        "x.ttl:1:1",
        "x.ttl:2:1",
        "x.ttl:3:1",
        "x.ttl:4:1",
        "x.ttl:5:1",
        "x.ttl:6:2",
    ]
    assert Location("a", 2, 1) < Location("a", 10, 1) < Location("b", 1, 1)
