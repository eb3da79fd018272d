"""Pairs and judgements become groups: who is one person, as far as anybody knows. A person decides what follows (G-05).

`batch.resolve` takes a whole file; `resolution.Resolution` keeps groups while records come, change and go, and ends
with exactly the same groups. How and why: docs/decisions/0018.
"""
