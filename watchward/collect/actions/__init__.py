"""Verbs of collecting: permission, transaction, change, one event."""
