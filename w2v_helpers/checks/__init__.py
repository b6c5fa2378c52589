"""How an answer is judged: run, compare, name the mistake, word the verdict."""
