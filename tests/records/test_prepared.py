"""Questions composed once: the same answers as a queryset, with right types, for any keys."""

from watchward.collect.models import Report
from watchward.records.prepared import Prepared, padded


def test_a_prepared_question_answers_like_its_queryset_whatever_the_keys(town, django_assert_num_queries):
    reports = [town.report(by=town.ada, loss_pence=number) for number in range(3)]
    columns = ("id", "happened_at", "is_danger", "loss_pence", "premises__name")
    asked = Prepared(lambda *ids: Report.everywhere.filter(pk__in=ids).order_by("id").values_list(*columns), 5)
    for some in (reports[:1], reports, reports[2:], []):
        keys = [one.pk for one in some]
        with django_assert_num_queries(1):
            found = asked.rows(keys)
        wanted = Report.everywhere.filter(pk__in=keys).order_by("id").values_list(*columns)
        assert [tuple(row) for row in found] == list(wanted)


def test_lists_of_many_lengths_share_few_questions():
    assert [padded(many) for many in (0, 1, 51, 52)] == [51, 51, 51, 102]
