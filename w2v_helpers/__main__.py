"""`python -m w2v_helpers`: what it can do stands in `command` (lesson 13)."""

from w2v_helpers import terminal

if __name__ == "__main__":
    terminal.prepare()  # before what takes long to import
    from w2v_helpers.command import main

    raise SystemExit(main())
