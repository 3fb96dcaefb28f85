import pytest

from meterhub.series import fill_gaps


def test_fill_gaps_repeats_last():
    assert fill_gaps([1.0, None, 2.0]) == [1.0, 1.0, 2.0]


def test_long_gap_is_refused():
    with pytest.raises(ValueError):
        fill_gaps([1.0] + [None] * 20)
