from __future__ import annotations

from api.kept import LARGEST, Answers, Kept


def made(size: int) -> Kept:
    return Kept('"tag"', [], [], b"x" * size)


def test_what_is_kept_is_given_back() -> None:
    answers = Answers()
    assert answers.get("a") is None
    answers.keep("a", one := made(10))
    assert answers.get("a") is one


def test_what_was_not_asked_for_longest_makes_way() -> None:
    answers = Answers(room=10_000)
    for name in ("a", "b", "c"):
        answers.keep(name, made(1000))
    assert answers.get("a")
    answers.keep("d", made(1000))
    assert answers.get("a")
    assert answers.get("b") is None
    assert len(answers) == 3


def test_room_is_given_back_when_an_answer_is_replaced() -> None:
    answers = Answers(room=10_000)
    for _ in range(20):
        answers.keep("a", made(3000))
    answers.keep("b", made(1000))
    assert len(answers) == 2


def test_too_long_an_answer_is_not_kept() -> None:
    answers = Answers()
    answers.keep("a", made(LARGEST))
    assert len(answers) == 0
    small = Answers(room=1000)
    small.keep("a", made(10))
    assert len(small) == 0
