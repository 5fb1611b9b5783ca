"""Small answers stay with the process a while: the latest, as they were, and no more than fit."""

from __future__ import annotations

import pandas as pd

from data.quick import MOST_ANSWERS, MOST_VALUES, MOST_WORDS, Quick


def frame(rows: int) -> pd.DataFrame:
    return pd.DataFrame({"n": range(rows)})


def test_whoever_asks_gets_rows_of_its_own() -> None:
    quick, given = Quick(), frame(3)
    quick.keep("a", given)
    given["n"] = -1
    first = quick.find("a")
    assert first is not None
    first["n"] = -2
    again = quick.find("a")
    assert again is not None
    assert again["n"].tolist() == [0, 1, 2]
    assert quick.find("b") is None


def test_large_answers_are_not_kept() -> None:
    quick = Quick()
    quick.keep("fits", frame(MOST_VALUES))
    quick.keep("large", frame(MOST_VALUES + 1))
    assert quick.find("fits") is not None
    assert quick.find("large") is None


def test_what_was_not_asked_for_longest_goes_first() -> None:
    quick = Quick()
    for number in range(MOST_ANSWERS):
        quick.keep(str(number), frame(1))
    assert quick.find("0") is not None
    quick.keep("one more", frame(1))
    assert quick.find("1") is None
    assert quick.find("0") is not None
    assert quick.find("one more") is not None


def test_no_more_words_are_known_than_there_is_room_for() -> None:
    quick = Quick()
    words = [f"SELECT {number}" for number in range(MOST_WORDS + 1)]
    for each in words:
        quick.learn(each, quick=True)
    assert [each for each in words if each in quick] == [words[-1]]


def test_words_are_quick_until_an_answer_took_long() -> None:
    quick = Quick()
    assert "SELECT 1" not in quick
    quick.learn("SELECT 1", quick=True)
    assert "SELECT 1" in quick
    quick.learn("SELECT 1", quick=False)
    assert "SELECT 1" not in quick
