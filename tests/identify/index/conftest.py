import pytest

from tests.identify.index.people import CARD
from watchward.identify.index import Index


@pytest.fixture
def index(tmp_path):
    made = Index.open(tmp_path / "index", CARD)
    yield made
    made.close()
