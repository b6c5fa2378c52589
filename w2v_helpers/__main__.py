"""`python -m w2v_helpers`: what it can do stands in `command` (lesson 13)."""

import os
import sys

if __name__ == "__main__":
    sys.path.append(sys.path.pop(0))  # a random.py beside the text is not Python's
    os.environ["PYTHONSAFEPATH"] = "1"  # nor in the processes that read
    from w2v_helpers import terminal

    terminal.prepare()  # before what takes long to import
    from w2v_helpers.command import main

    raise SystemExit(main())
