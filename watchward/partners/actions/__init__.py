"""Verbs of the partnership: permission, transaction, change, one event."""
