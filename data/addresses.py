"""Addresses of mail: one plain form, so that none can carry a second header or a second reader."""

from __future__ import annotations

import re

LONGEST = 254
_LONGEST_NAME = 64

_NAME = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"({_NAME})@{_LABEL}(?:\.{_LABEL})*", re.ASCII)


def is_address(text: str) -> bool:
    """Whether mail can be sent to it: name@host in plain letters, nothing around it."""
    found = _ADDRESS.fullmatch(text) if len(text) <= LONGEST else None
    return found is not None and len(found[1]) <= _LONGEST_NAME
