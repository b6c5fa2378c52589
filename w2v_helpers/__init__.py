"""What the lessons have taught, ready to import: a module a concept.

To read in this order: vocab, corpus, pairs, models (the classroom's word2vec); options,
blocks, steps, fast, distributed (the quick one); cache, vectors, plots, claims (what lessons use).
"""
