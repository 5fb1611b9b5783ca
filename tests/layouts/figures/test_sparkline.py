"""The small line under a key figure."""

from __future__ import annotations

from layouts.figures.sparkline import sparkline, sparkline_uri


def test_the_line_runs_from_the_lowest_to_the_highest_value() -> None:
    svg = sparkline((1.0, 3.0, 2.0))
    assert 'd="M0.0 31.0 L110.0 3.0 L220.0 17.0"' in svg
    assert svg.count("<path") == 2


def test_the_comparison_shares_the_scale_and_is_dashed() -> None:
    svg = sparkline((1.0, 2.0), (0.0, 4.0))
    assert 'd="M0.0 31.0 L220.0 3.0" stroke="#8A94A6"' in svg
    assert svg.count("stroke-dasharray") == 1


def test_missing_values_leave_their_place_empty() -> None:
    assert 'd="M0.0 31.0 L220.0 3.0"' in sparkline((1.0, None, 2.0))


def test_too_little_to_draw_is_an_empty_picture() -> None:
    assert "<path" not in sparkline(())
    assert "<path" not in sparkline((1.0,))
    assert "<path" not in sparkline((None, float("nan")))


def test_a_flat_line_lies_in_the_middle() -> None:
    assert 'd="M0.0 17.0 L220.0 17.0"' in sparkline((5.0, 5.0))


def test_as_an_address_it_can_stand_in_an_image() -> None:
    uri = sparkline_uri((1.0, 2.0), mode="dark")
    assert uri.startswith("data:image/svg+xml,%3Csvg")
    assert "#" not in uri
