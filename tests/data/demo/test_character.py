"""The simulated shop behaves like a shop: rhythm, growth, loyalty, failures, all measured."""

from __future__ import annotations

from datetime import date

import pytest

from tests.data.demo.conftest import Ask


def test_the_days_run_from_november_2023_to_the_middle_of_november_2026(ask: Ask) -> None:
    assert ask("SELECT min(day), max(day) FROM sold") == [(date(2023, 11, 1), date(2026, 11, 21))]


def test_hardly_a_day_is_without_orders(ask: Ask) -> None:
    ((days,),) = ask("SELECT count(DISTINCT day) FROM sold")
    assert days >= 1_110  # of 1,117


def test_saturday_is_the_weakest_day_and_monday_a_strong_one(ask: Ask) -> None:
    orders: dict[int, int] = dict(ask("SELECT isodow(day), count(*) FROM sold GROUP BY 1"))
    assert min(orders, key=lambda weekday: orders[weekday]) == 6
    assert orders[1] / orders[6] == pytest.approx(1.3, abs=0.12)


def test_evenings_are_busy_and_nights_are_quiet_by_the_clock_of_london(ask: Ask) -> None:
    ((evening, night, summer, winter),) = ask(
        """SELECT avg((hour(clock) BETWEEN 18 AND 21)::INT),
            avg((hour(clock) BETWEEN 2 AND 5)::INT),
            avg(hour(clock)) FILTER (WHERE month(day) IN (5, 6, 7, 8, 9)),
            avg(hour(clock)) FILTER (WHERE month(day) IN (11, 12, 1, 2, 3))
        FROM sold"""
    )
    assert 0.26 < evening < 0.33
    assert night < 0.02
    # People get up by the clock: with the hours of UTC these would be one hour apart.
    assert summer == pytest.approx(winter, abs=0.3)


def test_sales_grow_by_12_to_18_percent_a_year(ask: Ask) -> None:
    (first, second, third) = (
        float(amount)
        for (amount,) in ask(
            """SELECT sum(goods) FROM sold JOIN lines USING (order_id) WHERE day < '2026-11-01'
            GROUP BY date_diff('month', DATE '2023-11-01', day) // 12
            ORDER BY date_diff('month', DATE '2023-11-01', day) // 12"""
        )
    )
    # Thirty thousand lines leave room for chance; over the three years it evens out.
    assert (third / first) ** 0.5 == pytest.approx(1.15, abs=0.05)
    assert second > first


def test_november_and_december_are_the_season(ask: Ask) -> None:
    orders: dict[int, int] = dict(
        ask("SELECT month(day), count(*) FROM sold WHERE year(day) = 2025 GROUP BY 1")
    )
    assert orders[11] / orders[2] > 1.6
    assert orders[12] / orders[8] > 1.3


def test_black_friday_and_cyber_monday_stand_out(ask: Ask) -> None:
    ((friday, monday, before),) = ask(
        """SELECT count(*) FILTER (WHERE day IN ('2023-11-24', '2024-11-29', '2025-11-28')) / 3,
            count(*) FILTER (WHERE day IN ('2023-11-27', '2024-12-02', '2025-12-01')) / 3,
            count(*) FILTER (WHERE month(day) = 11 AND day(day) <= 15 AND year(day) < 2026) / 45
        FROM sold"""
    )
    assert 2.5 < friday / before < 5
    assert 2.2 < monday / before < 5


def test_christmas_is_quiet(ask: Ask) -> None:
    ((quiet, usual),) = ask(
        """SELECT count(*) FILTER (WHERE day(day) BETWEEN 23 AND 25) / 3.0,
            count(*) FILTER (WHERE day(day) BETWEEN 10 AND 16) / 7.0
        FROM sold WHERE month(day) = 12"""
    )
    assert float(quiet) < 0.4 * float(usual)


def test_campaigns_lift_the_discounts(ask: Ask) -> None:
    ((sale, ordinary),) = ask(
        """SELECT sum(discount) FILTER (WHERE sale) / sum(gross) FILTER (WHERE sale),
            sum(discount) FILTER (WHERE month(day) IN (2, 7, 8))
                / sum(gross) FILTER (WHERE month(day) IN (2, 7, 8))
        FROM (SELECT day, discount, unit_price * quantity AS gross,
            day BETWEEN '2025-12-27' AND '2026-01-04' AS sale
            FROM sold JOIN lines USING (order_id))"""
    )
    assert sale > 0.12
    assert 0.01 < ordinary < 0.03


def test_gardens_are_bought_for_in_spring_and_decorations_before_christmas(ask: Ask) -> None:
    share = {
        (category, month): part
        for category, month, part in ask(
            """WITH counted AS (SELECT category, month(day) AS m, count(*) AS n FROM sold
                JOIN lines USING (order_id) JOIN products USING (product_id) GROUP BY ALL)
            SELECT category, m, n / sum(n) OVER (PARTITION BY m) FROM counted"""
        )
    }
    assert share["Garden tools", 5] > 2 * share["Garden tools", 11]
    assert share["Festive", 11] > 5 * share["Festive", 5]
    assert share["Gifts & games", 12] > 1.2 * share["Gifts & games", 7]


def test_there_are_12_categories_of_60_products_and_3_services(ask: Ask) -> None:
    kinds = ask(
        """SELECT is_product, count(DISTINCT category), count(*), count(DISTINCT name),
            bool_and(unit_cost < unit_price) FROM products GROUP BY is_product ORDER BY 1"""
    )
    assert kinds == [(False, 1, 3, 3, None), (True, 12, 720, 720, True)]


def test_a_fifth_of_the_products_make_more_than_half_of_the_sales(ask: Ask) -> None:
    ((share,),) = ask(
        """SELECT sum(v) FILTER (WHERE place <= 144) / sum(v) FROM (
            SELECT sum(goods) AS v, row_number() OVER (ORDER BY sum(goods) DESC) AS place
            FROM lines WHERE product_id LIKE 'LM-%' GROUP BY product_id)"""
    )
    assert 0.5 < share < 0.8


def test_some_products_are_bought_together_far_more_often_than_by_chance(ask: Ask) -> None:
    (best,) = ask(
        """WITH sold AS (SELECT order_id, product_id FROM lines WHERE product_id LIKE 'LM-%'),
        counted AS (SELECT product_id, count(*) AS n FROM sold GROUP BY 1),
        pairs AS (SELECT a.product_id AS x, b.product_id AS y, count(*) AS n FROM sold AS a
            JOIN sold AS b USING (order_id) WHERE a.product_id < b.product_id GROUP BY ALL)
        SELECT pairs.n, pairs.n * (SELECT count(*) FROM orders) / (fx.n * fy.n) AS lift
        FROM pairs JOIN counted AS fx ON fx.product_id = x JOIN counted AS fy ON fy.product_id = y
        ORDER BY pairs.n DESC LIMIT 1"""
    )
    assert best[0] >= 30
    assert best[1] > 3


def test_list_prices_rise_over_the_years(ask: Ask) -> None:
    ((ratio,),) = ask(
        """WITH years AS (SELECT product_id, year(day) AS y, avg(unit_price) AS price
            FROM sold JOIN lines USING (order_id) GROUP BY ALL)
        SELECT sum(b.price) / sum(a.price) FROM years AS a JOIN years AS b USING (product_id)
        WHERE a.y = 2024 AND b.y = 2026"""
    )
    assert 1.02 < ratio < 1.12


def test_an_eighth_of_the_orders_are_by_guests(ask: Ask) -> None:
    ((share,),) = ask("SELECT avg((customer_id IS NULL)::INT) FROM orders")
    assert share == pytest.approx(0.12, abs=0.015)


def test_customers_drop_out_so_that_the_repeat_curve_declines(ask: Ask) -> None:
    curve = [
        share
        for _, share in ask(
            """WITH born AS (SELECT customer_id, signed_up_at::DATE AS first FROM customers
                WHERE signed_up_at BETWEEN '2023-11-01' AND '2024-11-01'),
            later AS (SELECT DISTINCT customer_id, (day - first) // 180 AS half
                FROM born JOIN sold USING (customer_id) WHERE day - first BETWEEN 30 AND 749)
            SELECT half, count(*) / (SELECT count(*) FROM born) FROM later
            GROUP BY half ORDER BY half"""
        )
    ]
    assert len(curve) == 5
    assert curve[1] > curve[3] > 0.05
    assert curve[3] / curve[1] < 0.85


def test_half_of_the_customers_bought_once_and_a_few_very_often(ask: Ask) -> None:
    ((once, often),) = ask(
        """SELECT avg((n = 1)::INT), avg((n >= 10)::INT) FROM (
            SELECT count(*) AS n FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id)"""
    )
    assert once == pytest.approx(0.53, abs=0.05)
    assert 0.015 < often < 0.08


def test_reversals_take_6_to_9_percent_of_the_value(ask: Ask) -> None:
    ((share,),) = ask("SELECT (SELECT sum(amount) FROM refunds) / (SELECT sum(goods) FROM lines)")
    assert 0.06 < share < 0.09


def test_5_to_8_percent_of_the_attempts_fail_and_most_are_retried_minutes_later(ask: Ask) -> None:
    ((failed,),) = ask("SELECT avg((status = 'failed')::INT) FROM payments")
    assert 0.05 < failed < 0.08
    ((retried, minutes),) = ask(
        """WITH failed AS (SELECT order_id, min(paid_at) AS at FROM payments
            WHERE status = 'failed' GROUP BY 1),
        paid AS (SELECT order_id, max(paid_at) AS at FROM payments
            WHERE status = 'succeeded' GROUP BY 1)
        SELECT count(paid.at) / count(*), max(date_diff('minute', failed.at, paid.at))
        FROM failed LEFT JOIN paid USING (order_id)"""
    )
    assert 0.65 < retried < 0.9
    assert 5 <= minutes <= 20


def test_some_orders_are_never_paid_and_still_count(ask: Ask) -> None:
    ((share, counts),) = ask(
        """SELECT avg((orders.status = 'payment failed')::INT),
            bool_and(counts_as_order) FILTER (WHERE orders.status = 'payment failed')
        FROM orders JOIN order_statuses USING (status)"""
    )
    assert 0.008 < share < 0.022
    assert counts


def test_only_test_orders_do_not_count(ask: Ask) -> None:
    assert ask("SELECT status FROM order_statuses WHERE NOT counts_as_order") == [("test",)]
    ((tests, customers),) = ask(
        "SELECT count(*), count(customer_id) FROM orders WHERE status = 'test'"
    )
    assert tests > 0
    assert customers == 0


def test_some_orders_are_paid_in_two_parts_one_of_them_a_gift_card(ask: Ask) -> None:
    ((split, with_card),) = ask(
        """SELECT avg((tenders = 2)::INT), bool_and(card) FILTER (WHERE tenders = 2) FROM (
            SELECT count(*) AS tenders, bool_or(method = 'Gift card') AS card FROM payments
            WHERE status = 'succeeded' GROUP BY order_id)"""
    )
    assert 0.02 < split < 0.07
    assert with_card


def test_only_recent_orders_are_still_being_packed_or_paid(ask: Ask) -> None:
    ((oldest, processing),) = ask(
        """SELECT min(day), count(*) FROM sold
        WHERE status IN ('processing', 'awaiting payment')"""
    )
    assert oldest >= date(2026, 11, 18)
    assert processing > 5


def test_countries_and_channels_have_their_shares(ask: Ask) -> None:
    home = ask("SELECT avg((country = 'United Kingdom')::INT) FROM orders")[0][0]
    assert home == pytest.approx(0.70, abs=0.03)
    channels: dict[str, float] = dict(
        ask("SELECT channel, count(*) / sum(count(*)) OVER () FROM orders GROUP BY 1")
    )
    assert set(channels) == {"Web", "App", "Marketplace", "Email", "Social"}
    assert channels["Web"] == pytest.approx(0.51, abs=0.04)
