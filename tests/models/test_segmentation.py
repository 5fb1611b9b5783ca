from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score, silhouette_score

from models.errors import TooLittleData, WrongInput
from models.segment_model import SegmentModel
from models.segment_names import NAMES, name_clusters
from models.segmentation import Segmenter
from models.silhouette import silhouettes
from tests.models.customers import GROUPS, grouped, one_cloud


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    return grouped()


@pytest.fixture(scope="module")
def fitted(customers: pd.DataFrame) -> SegmentModel:
    return Segmenter().fit(customers)


def test_four_groups_far_apart_are_found_and_named(
    fitted: SegmentModel, customers: pd.DataFrame
) -> None:
    answer = fitted.predict(customers)
    expected = [name for name in GROUPS for _ in range(150)]
    assert fitted.k == 4
    assert answer["segment"].tolist() == expected
    assert not fitted.weak
    assert fitted.agreement == pytest.approx(1.0)


def test_the_curve_holds_every_number_of_clusters_tried(fitted: SegmentModel) -> None:
    assert fitted.curve["k"].tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert fitted.silhouette == fitted.curve["silhouette"].max() > 0.6


def test_clusters_are_numbered_by_value(fitted: SegmentModel) -> None:
    assert fitted.profiles["cluster"].tolist() == [1, 2, 3, 4]
    assert fitted.profiles["segment"].tolist() == [
        "Champions",
        "Slipping away",
        "Recent one-time buyers",
        "Lapsed one-time buyers",
    ]
    assert fitted.profiles["monetary"].is_monotonic_decreasing


def test_profiles_count_everybody_and_give_medians(
    fitted: SegmentModel, customers: pd.DataFrame
) -> None:
    champions = fitted.profiles.iloc[0]
    assert fitted.profiles["customers"].tolist() == [150, 150, 150, 150]
    assert champions["monetary"] == customers["monetary"][:150].median()
    assert champions["frequency"] == customers["frequency"][:150].median()
    assert champions["centre_frequency"] == pytest.approx(12, rel=0.05)


def test_the_order_of_rows_changes_nothing(fitted: SegmentModel, customers: pd.DataFrame) -> None:
    shuffled = customers.sample(frac=1, random_state=9)
    again = Segmenter().fit(shuffled)
    pd.testing.assert_frame_equal(again.profiles, fitted.profiles)
    pd.testing.assert_frame_equal(again.predict(customers), fitted.predict(customers))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_another_seed_gives_the_same_names(
    fitted: SegmentModel, customers: pd.DataFrame, seed: int
) -> None:
    again = Segmenter(seed=seed).fit(customers)
    assert again.predict(customers)["segment"].tolist() == (
        fitted.predict(customers)["segment"].tolist()
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_losing_a_tenth_of_the_customers_keeps_the_names(
    fitted: SegmentModel, customers: pd.DataFrame, seed: int
) -> None:
    most = Segmenter().fit(customers.sample(frac=0.9, random_state=seed))
    assert most.profiles["segment"].tolist() == fitted.profiles["segment"].tolist()
    assert most.predict(customers).equals(fitted.predict(customers))


def test_predicting_new_customers_leaves_the_model_as_it_was(
    fitted: SegmentModel, customers: pd.DataFrame
) -> None:
    before = fitted.profiles.copy()
    new = pd.DataFrame(
        {"customer_key": ["x"], "recency_days": [4], "frequency": [15], "monetary": [4000]}
    )
    assert fitted.predict(new).to_dict("records") == [
        {"customer_key": "x", "cluster": 1, "segment": "Champions"}
    ]
    assert fitted.predict(customers.iloc[:0]).empty
    pd.testing.assert_frame_equal(fitted.profiles, before)


def test_a_shapeless_cloud_is_called_weak() -> None:
    found = Segmenter([6]).fit(one_cloud(2_000))
    assert found.silhouette < 0.25
    assert found.weak
    assert found.agreement < 0.75


def test_too_few_customers_are_refused_with_need_and_count() -> None:
    with pytest.raises(TooLittleData, match="Segments need at least 30; there are 29") as refusal:
        Segmenter().fit(one_cloud(29))
    assert (refusal.value.need, refusal.value.count) == (30, 29)
    with pytest.raises(TooLittleData, match="need at least 60; there are 40"):
        Segmenter([6]).fit(one_cloud(40))


def test_customers_who_do_not_differ_are_refused() -> None:
    same = pd.DataFrame(
        {"customer_key": range(50), "recency_days": 3, "frequency": 1, "monetary": 20.0}
    )
    with pytest.raises(TooLittleData, match="who differ need at least 3; there are 1"):
        Segmenter().fit(same)


def test_few_customers_are_not_cut_into_many_clusters() -> None:
    assert Segmenter().fit(one_cloud(35)).curve["k"].tolist() == [2, 3]


def test_numbers_of_clusters_without_meaning_are_refused() -> None:
    with pytest.raises(WrongInput, match="between 2 and 18"):
        Segmenter([1, 2])


def test_a_fit_on_a_sample_still_names_everybody(
    fitted: SegmentModel, customers: pd.DataFrame
) -> None:
    thrifty = Segmenter(sample=100, fit_sample=200).fit(customers)
    assert thrifty.profiles["customers"].sum() == 200
    assert thrifty.predict(customers).equals(fitted.predict(customers))


def test_a_restored_segmenter_answers_as_before(
    fitted: SegmentModel, customers: pd.DataFrame
) -> None:
    again = SegmentModel.restore(fitted.state())
    assert again.predict(customers).equals(fitted.predict(customers))
    assert (again.scores, again.parameters) == (fitted.scores, fitted.parameters)


def test_names_follow_from_where_centres_lie() -> None:
    centres = np.array([[-1.0, 1.5, 1.4], [1.0, -0.7, -0.6], [0.9, 1.0, 1.2], [-0.9, -0.7, -0.6]])
    assert name_clusters(centres, np.array([12.0, 1.0, 8.0, 1.1])) == [
        "Champions",
        "Lapsed one-time buyers",
        "Slipping away",
        "Recent one-time buyers",
    ]


def test_big_and_small_appear_only_to_tell_one_time_buyers_apart() -> None:
    centres = np.array([[0.0, -0.7, 0.4], [0.0, -0.7, -0.6], [0.0, -0.7, -1.6]])
    assert name_clusters(centres, np.ones(3)) == [
        "Big one-time buyers",
        "One-time buyers",
        "Small one-time buyers",
    ]
    assert name_clusters(centres[2:], np.ones(1)) == ["One-time buyers"]


def test_no_name_is_given_twice_however_close_clusters_lie() -> None:
    centres = np.random.default_rng(5).normal(0, 0.05, (18, 3))
    names = name_clusters(centres, np.full(18, 3.0))
    assert sorted(names) == sorted(NAMES)


def test_silhouettes_agree_with_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    points = rng.normal(size=(700, 3))
    labelings = [rng.integers(0, k, 700).astype(np.int32) for k in (2, 5)]
    expected = [silhouette_score(points, labels) for labels in labelings]
    assert silhouettes(points, labelings) == pytest.approx(expected, abs=1e-5)


def test_silhouette_of_four_points_added_up_by_hand() -> None:
    # On a line: 0 and 1 against 10 and 11. Ends: (10.5 - 1) / 10.5; inner: (9.5 - 1) / 9.5.
    points = np.array([[0.0], [1.0], [10.0], [11.0]])
    labels = np.array([0, 0, 1, 1], dtype=np.int32)
    assert silhouettes(points, [labels]) == pytest.approx([(9.5 / 10.5 + 8.5 / 9.5) / 2])


def test_a_fit_on_a_sample_agrees_with_a_fit_on_everybody(customers: pd.DataFrame) -> None:
    everybody = Segmenter([3]).fit(customers).predict(customers)
    sampled = Segmenter([3], fit_sample=300).fit(customers).predict(customers)
    assert adjusted_rand_score(everybody["cluster"], sampled["cluster"]) > 0.95
