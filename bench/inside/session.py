"""`python -m bench.inside.session EMAIL…`: a session key for each account, as JSON."""

import json
import sys

import bench.inside.django_up  # noqa: F401
from bench.inside.people import sign_in
from watchward.partners.models import Account

if __name__ == "__main__":
    found = {one.email: sign_in(one) for one in Account.everywhere.filter(email__in=sys.argv[1:])}
    print(json.dumps(found))
