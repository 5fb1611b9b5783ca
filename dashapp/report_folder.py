"""The exploratory report that administrators make and open on the Data page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import orjson
from filelock import FileLock, Timeout

from callbacks.desk import KeptReport, Refused

REPORT, ABOUT = "report.html", "report.json"
_PROJECT = Path(__file__).resolve().parents[1]
_FAILED = "The report could not be made. The log of the command line says more."


class ReportFolder:
    """The latest report and what it was made of; made by a process of its own."""

    def __init__(self, folder: Path, data_dir: Path, timeout_s: int) -> None:
        self._folder = folder
        self._data_dir = data_dir
        self._timeout_s = timeout_s

    def latest(self) -> KeptReport | None:
        """What the report is of; None before the first one."""
        try:
            about = orjson.loads((self._folder / ABOUT).read_bytes())
            return KeptReport(str(about["release"]), str(about["as_of"]))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def path(self) -> Path | None:
        """The file, where there is one."""
        path = self._folder / REPORT
        return path.resolve() if path.is_file() else None

    def make(self) -> KeptReport:
        """Make it of the served release; Refused while somebody else does, or where that fails."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with FileLock(self._folder / "report.lock", timeout=0):
                about = self._made()
                draft = self._folder / f"{ABOUT}.new"
                draft.write_bytes(orjson.dumps(about))
                draft.replace(self._folder / ABOUT)
        except Timeout:
            raise Refused("A report is being made already. Try again in a moment.") from None
        return KeptReport(about["release"], about["as_of"])

    def _made(self) -> dict[str, str]:
        command = [
            *("env", f"DATA_DIR={self._data_dir.resolve()}", "nice", sys.executable),
            *("-m", "dashapp", "eda", "--json", "--out", str((self._folder / REPORT).resolve())),
        ]
        try:
            done = subprocess.run(  # noqa: S603 - our own command line
                command, cwd=_PROJECT, capture_output=True, timeout=self._timeout_s, check=False
            )
            answer = orjson.loads(done.stdout)
        except subprocess.TimeoutExpired:
            raise Refused("The report took too long and was stopped.") from None
        except ValueError:
            raise Refused(_FAILED) from None
        return {name: str(answer[name]) for name in ("release", "as_of")}
