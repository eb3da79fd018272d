"""Who may do what: permissions, roles, Actor, Decision. Pure Python; see `roles.py` for who holds which power."""

from watchward.policy.actor import CONSOLE, NO_PARTNERSHIP, Actor, Standing, operator_at_console
from watchward.policy.budgets import TooManyLooks
from watchward.policy.decisions import Decision, may, partnerships_where, require
from watchward.policy.permissions import Permission
from watchward.policy.remedies import Remedy
from watchward.policy.roles import ROLES, Role

__all__ = [
    "CONSOLE",
    "NO_PARTNERSHIP",
    "ROLES",
    "Actor",
    "Decision",
    "Permission",
    "Remedy",
    "Role",
    "Standing",
    "TooManyLooks",
    "may",
    "operator_at_console",
    "partnerships_where",
    "require",
]
