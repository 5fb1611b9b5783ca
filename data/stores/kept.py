"""What every store on a server answers alike, given its list of releases."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence

import sqlalchemy as sa

from data.release_info import ReleaseInfo
from data.releases import newest_real, nothing_served, unknown


class Kept(ABC):
    """Questions about the releases of a shop that follow from which there are."""

    @abstractmethod
    def list(self) -> Sequence[ReleaseInfo]:
        """Every release that is kept, newest first."""

    @abstractmethod
    def current_id(self) -> str | None:
        """The release that is served; None before the first."""

    def _ids(self) -> Sequence[str]:
        return [info.id for info in self.list()]

    def current_or_fail(self) -> str:
        """The release that is served; NoRelease says how to make one, or how to get one back."""
        found = self.current_id()
        if found is None:
            raise nothing_served(self._ids())
        return found

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever published here."""
        return not self._ids()

    def info(self, release: str) -> ReleaseInfo:
        """What a release says about itself; NoRelease if there is no such one."""
        kept = self.list()
        for info in kept:
            if info.id == release:
                return info
        raise unknown(release, [info.id for info in kept])

    def newest_real(self) -> str | None:
        """The newest release that is no simulated shop, if there is one; it is never pruned."""
        return newest_real(self.list())

    def roomier(
        self,
        release: str,  # noqa: ARG002
        *,
        memory_mb: int | None = None,  # noqa: ARG002
        threads: int | None = None,  # noqa: ARG002
    ) -> sa.Engine | None:
        """None: the server's own limits hold for every question."""
        return None
