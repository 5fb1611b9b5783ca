"""The exploratory report: frames in, one page of HTML with its drawings inside out."""

from __future__ import annotations

from layouts.report.page import html_of

__all__ = ["html_of"]
