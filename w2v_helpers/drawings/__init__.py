"""The figures of single lessons, a module a lesson: each function draws one and describes it."""
