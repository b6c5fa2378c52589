"""What the lessons have taught, ready to import: from text to vectors, a module a concept."""
