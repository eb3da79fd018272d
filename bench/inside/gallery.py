"""`python -m bench.inside.gallery FACES`: a town whose gallery shows that many generated people, with pictures."""

import json
import sys
from datetime import timedelta
from random import Random

from django.utils import timezone

import bench.inside.django_up  # noqa: F401
from bench.inside.people import Town, make_town
from watchward.assess.models import AgeEstimate, Subject
from watchward.collect.models import Evidence, Report
from watchward.collect.vaults import vault
from watchward.kit.images.mark import encode
from watchward.kit.images.pixels import Pixels
from watchward.share.models import Disclosure, Recipient, ShownPicture

WIDE, HIGH = 640, 800  # as large as a gallery ever shows one


def main(faces: int) -> None:
    """Print who looks, and the references of the pictures."""
    town = make_town("Gallery", premises=10, reporters=10)
    report = _report(town)
    pictures = [_shown(town, report, number) for number in range(faces)]
    print(json.dumps({"viewer": town.reporters[0].email, "pictures": pictures}))


def _report(town: Town) -> Report:
    now = timezone.now()
    return Report.everywhere.create(
        partnership=town.partnership, premises=town.premises[0], organisation=town.premises[0].organisation,
        reporter=town.reporters[0], form="incident", kind="theft.concealed", lists_version="1", happened_at=now,
        hour_of_week=0, told_at=now,
    )  # fmt: skip


def _shown(town: Town, report: Report, number: int) -> str:
    """Somebody unknown, whom two people called an adult, shown in the zone of the town."""
    now = timezone.now()
    clerk, second = town.reporters[:2]
    subject = Subject.everywhere.create(
        partnership=town.partnership, state="identified", necessity="Generated", opened_at=now, opened_by=clerk
    )
    for one in (clerk, second):
        AgeEstimate.everywhere.create(subject=subject, looks="adult", estimated_at=now, estimated_by=one)
    disclosure = Disclosure.everywhere.create(
        partnership=town.partnership, subject=subject, shelf="known", purpose="Generated", why_them="Generated",
        fields=["photo", "looks"], decided_at=now, decided_by=clerk, expires_at=now + timedelta(days=30),
    )  # fmt: skip
    Recipient.everywhere.create(disclosure=disclosure, reach="zone", zone=town.premises[0].zone)
    evidence = Evidence.everywhere.create(
        report=report, place=number, kind="photo", label=f"B/{number}", media_type="image/jpeg",
        original_key=f"bench/{number}", original_sha256="0" * 64, original_bytes=1, received_at=now, received_by=clerk,
    )  # fmt: skip
    copy = vault().put_stream([encode(_scene(number))], limit_bytes=4_000_000, area="shown")
    picture = ShownPicture.everywhere.create(
        disclosure=disclosure, evidence=evidence, copy_key=copy.key, copy_sha256=copy.sha256, width=WIDE, height=HIGH
    )
    return picture.ref


def _scene(number: int) -> Pixels:
    """Blocks with a little noise: about as many bytes as a still of a camera, and never a face."""
    chance = Random(number)
    rows = []
    for _block in range(HIGH // 8):
        shades = [chance.randbytes(3) for _ in range(WIDE // 8)]
        rows.append(b"".join(shade * 8 for shade in shades) * 8)
    return Pixels(WIDE, HIGH, b"".join(rows))


if __name__ == "__main__":
    main(int(sys.argv[1]))
