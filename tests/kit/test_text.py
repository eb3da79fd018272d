"""Text for people: money at a glance and to the penny."""

import pytest

from watchward.kit.text import pounds


@pytest.mark.parametrize(
    ("pence", "exact", "at_a_glance"),
    [
        (16_115_90, "£16,115.90", "£16,116"),
        (-16_115_90, "−£16,115.90", "−£16,116"),
        (999_99, "£999.99", "£999.99"),
        (1_000_49, "£1,000.49", "£1,000"),
        (12_00, "£12", "£12"),
        (0, "£0", "£0"),
        (None, "–", "–"),
    ],
)
def test_large_figures_lose_their_pence_and_small_ones_keep_them(pence, exact, at_a_glance):
    assert pounds(pence) == exact
    assert pounds(pence, whole=True) == at_a_glance
