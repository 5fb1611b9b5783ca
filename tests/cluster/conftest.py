"""A cluster takes minutes to start and gigabytes to run: `make test-cluster` asks for it."""

from __future__ import annotations

from tests.conftest import PLACES

# `make test` does not collect what is here.
collect_ignore_glob = [] if "spark" in PLACES else ["test_*.py"]
