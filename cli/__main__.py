"""``python -m cli``: the same as ``pvstudio``."""

from cli.main import main

main()
