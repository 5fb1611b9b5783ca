"""`python -m dashapp features`: frames that a model can learn from, as files."""

from __future__ import annotations

import io
from pathlib import Path

import pandas as pd
import pytest

from dashapp.settings import Settings
from data.features.columns import Frame
from data.features.frames import frame_of, names_of
from data.stores import FileStore
from data.warehouse import View
from tests.dashapp.commands.conftest import Command, Said
from tests.data import shop


@pytest.fixture
def features(command: Command, kept_settings: Settings) -> Command:
    """Run `python -m dashapp features` on the tiny shop, wherever it is kept."""
    settings = kept_settings
    url = settings.database_url.get_secret_value() if settings.database_url else ""
    return lambda *words: command("features", *words, data_dir=settings.data_dir, database=url)


def table(said: Said) -> pd.DataFrame:
    assert (said.code, said.err) == (0, "")
    return pd.read_csv(io.StringIO(said.out))


@pytest.mark.parametrize("frame", list(Frame))
def test_the_file_holds_the_frame(features: Command, view: View, frame: Frame) -> None:
    written = table(features("--frame", frame, "--as-of", "2026-07-10"))
    found = frame_of(view.engine, frame, shop.FIRST_DAY, pd.Timestamp("2026-07-10").date())
    assert list(written.columns) == names_of(frame)
    assert len(written) == len(found) >= 3
    numbers = found.select_dtypes("number").astype("float64")
    pd.testing.assert_frame_equal(written[numbers.columns].astype("float64"), numbers)


def test_json_says_the_day_and_holds_the_same_rows(features: Command) -> None:
    said = features("--frame", "months", "--format", "json")
    assert said.code == 0
    assert (said.json["frame"], said.json["as_of"]) == ("months", "2026-07-20")
    assert said.json["currency"] == "GBP"
    months = {row["month"]: row["net_sales"] for row in said.rows}
    assert months["2026-06-01"] == 49
    assert said.rows[0]["is_complete"] is False
    assert said.rows == table_rows(features("--frame", "months"))


def table_rows(said: Said) -> list[dict[str, object]]:
    found = table(said)
    return [
        dict(zip(found.columns, row, strict=True))
        for row in found.itertuples(index=False, name=None)
    ]


def test_the_calendar_stands_beside_days(features: Command) -> None:
    days = table(features("--frame", "days", "--holidays-of", "GB-ENG")).set_index("day")
    assert days.loc["2026-05-25", "public_holiday"] == 1
    assert days["public_holiday"].sum() == 2
    assert days.loc["2026-05-04", "orders"] == 2


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--frame", "days", "--as-of", "yesterday"), "is not a day; write it as YYYY-MM-DD"),
        (("--frame", "days", "--as-of", "2026-07-21"), "The data run from 2026-05-04 to 2026-07"),
        (("--frame", "orders", "--holidays-of", "GB"), "goes with --frame months, weeks or days"),
        (("--frame", "days", "--holidays-of", "XX"), "The holidays of 'XX' are not known."),
    ],
)
def test_what_cannot_be_meant_is_refused_in_a_sentence(
    command: Command,
    shop_store: FileStore,
    shop_settings: Settings,
    words: tuple[str, ...],
    why: str,
) -> None:
    assert shop_store.current_or_fail()
    said = command("features", *words, data_dir=shop_settings.data_dir)
    assert said.code == 2
    assert why in said.err


def test_without_a_release_there_is_nothing_to_write(command: Command, tmp_path: Path) -> None:
    said = command("features", "--frame", "days", data_dir=tmp_path)
    assert (said.code, said.out) == (1, "")
