"""A filter change here beside all other ways, Streamlit among them: `make rivals`.

Streamlit's script runs in its own harness for tests, so without the way to a browser.
"""

from __future__ import annotations

import sys
import time

import psutil
from streamlit.testing.v1 import AppTest

from bench.rivals.compared import (
    FIELDS,
    Cost,
    Shop,
    compare,
    five_callbacks,
    opened,
    pandas_alone,
    product,
    table,
    timed,
    word,
)
from bench.rivals.frames import load
from bench.rivals.question import Question
from bench.rows import markdown
from bench.scale import MILLION, SMALL
from bench.server import ROOT


def main(lines: int) -> None:
    """Build what is missing, compare, measure, print."""
    shop = opened(SMALL.shop(lines))
    frames = load(shop.path)
    compare(shop, frames)
    ours = product(shop)
    others = [five_callbacks(shop), pandas_alone(frames, shop.asked)]
    del frames
    others.append(streamlit_script(shop))
    print("\n".join(markdown(list(table(f"{lines:,} lines, filter changed", ours, others)))))


def streamlit_script(shop: Shop) -> Cost:
    """The same numbers and charts as a script that runs as a whole at every change."""
    cost = Cost("Streamlit on the same frames")
    sys.argv.append(str(shop.path))
    script = AppTest.from_file(
        str(ROOT / "bench" / "rivals" / "streamlit_app.py"), default_timeout=600
    )
    script.run()

    def change(question: Question) -> None:
        for name in FIELDS:
            script.text_input(key=name).set_value(word(question, name))
        script.run()
        if script.exception:
            raise SystemExit(str(script.exception[0].value))

    timed(cost, change, time.process_time, shop.asked)
    cost.memory = psutil.Process().memory_info().rss / 1e6
    return cost


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else MILLION)
