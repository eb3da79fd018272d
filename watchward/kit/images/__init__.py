"""Photographs from strangers, drawn anew in a bounded child process. See docs/evidence.md.

Import from the modules; this file stays empty of code because the child process passes through it too.
"""
