"""`python -m watchward …` is the watchward command."""

from watchward.cli import main

main()
