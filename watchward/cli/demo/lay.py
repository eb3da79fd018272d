"""The steps of the demonstration, in order."""

from datetime import datetime

from watchward.cli.demo.bulletins import lay_bulletins
from watchward.cli.demo.cases import lay_cases, lay_deployments
from watchward.cli.demo.chicago import chicago, lay_chicago, queue_stream
from watchward.cli.demo.company import lay_company, lay_company_reports
from watchward.cli.demo.desk import lay_desk
from watchward.cli.demo.fresh import lay_fresh, lay_questions
from watchward.cli.demo.gallery import lay_gallery
from watchward.cli.demo.past import lay_past
from watchward.cli.demo.town import lay_town, town
from watchward.cli.demo.unjudged import lay_unjudged


def seed(now: datetime) -> None:
    """Every step looks for itself whether it was done."""
    lay_town(now)
    lay_chicago(now)
    partnership, stream = town(), chicago()
    assert partnership is not None
    assert stream is not None
    lay_past(partnership, now)
    lay_company_reports(partnership, now)
    lay_desk(partnership, now)
    lay_fresh(partnership, now)
    lay_questions(partnership, now)
    lay_cases(partnership, now)
    lay_deployments(partnership, now)
    lay_bulletins(partnership, now)
    lay_gallery(partnership, now)
    lay_company(partnership, now)
    lay_unjudged(partnership, now)
    queue_stream(stream, now)
