"""Verbs of assessing: permission, transaction, change, one event."""
