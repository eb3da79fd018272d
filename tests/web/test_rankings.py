"""The pages of rankings and of harm: what they say, what they refuse, and who may set a number."""

from tests.assess.test_network import pair_seen
from tests.support.signing_in import signed_in
from watchward.assess.models import HarmWeight


def test_a_ranking_says_how_sure_a_place_is_and_marks_who_is_closed_to_members(town):
    _report, both = pair_seen(town)
    page = signed_in(town.cora).get("/subjects/ranking/?half_life=30&window=7").content.decode()
    assert "between 1 and 2" in page
    assert "Possible minor" in page
    assert "Few visits" in page
    assert "Who is reported, judged and listed" in page
    assert all(f"/subjects/{one.ref}/" in page for one in both)
    assert '<option value="7" selected>' in page


def test_a_number_without_a_source_is_refused_beside_its_field_and_what_was_typed_stays(town):
    cora = signed_in(town.cora)
    answer = cora.post("/subjects/ranking/harm/set/", {"kind": "theft", "days": "many", "source": "The board"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Days are a number above 0" in page
    assert 'value="The board"' in page
    assert not HarmWeight.everywhere.exists()
    assert cora.post("/subjects/ranking/harm/set/", {"kind": "theft", "back": "1"}).status_code == 404


def test_police_read_what_counts_as_harm_and_cannot_set_it(town):
    police = signed_in(town.person("Pat", "police-officer"))
    page = police.get("/subjects/ranking/harm/").content.decode()
    assert "Cambridge Crime Harm Index 2026" in page
    assert "Set it" not in page
    said = {"kind": "theft", "days": "3", "source": "Me"}
    assert police.post("/subjects/ranking/harm/set/", said).status_code == 403
    assert not HarmWeight.everywhere.exists()
