"""What the tests of the kit share."""

import pytest

from tests.support.darkroom import Darkroom


@pytest.fixture
def darkroom(tmp_path):
    return Darkroom(tmp_path)
