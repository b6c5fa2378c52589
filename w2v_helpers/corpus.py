"""Where text comes from: every corpus is a sequence of documents, a document a list of tokens."""

import codecs
import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path

TOY = (
    "the quick brown fox jumped over the lazy dog",
    "i love natural language processing",
    "word2vec is a great tool for embeddings",
)

# country: capital, language, people | river, dish, mountain
COUNTRIES = {
    "poland": ("warsaw polish poles", "vistula pierogi rysy"),
    "denmark": ("copenhagen danish danes", "gudena smorrebrod mollehoj"),
    "sweden": ("stockholm swedish swedes", "dalalven gravlax kebnekaise"),
    "norway": ("oslo norwegian norwegians", "glomma lutefisk galdhopiggen"),
    "finland": ("helsinki finnish finns", "kemijoki kalakukko halti"),
    "germany": ("berlin german germans", "rhine bratwurst zugspitze"),
    "italy": ("rome italian italians", "tiber risotto vesuvius"),
    "spain": ("madrid spanish spaniards", "ebro paella teide"),
    "greece": ("athens greek greeks", "pinios moussaka olympus"),
    "turkey": ("ankara turkish turks", "sakarya kebab ararat"),
    "hungary": ("budapest hungarian hungarians", "tisza goulash kekes"),
    "russia": ("moscow russian russians", "volga borscht elbrus"),
}
ROLES = {
    "country": "border treaty army economy",
    "capital": "mayor streets metro suburbs",
    "language": "grammar verbs alphabet dictionary",
    "people": "customs weddings emigrants ancestors",
}
FILLERS = ["the", "of", "and", "in", "a", "with", "for", "was", "its", "near"]
WORD = re.compile(r"\w+(?:['’]\w+)*")
CHUNK = 1 << 20  # bytes of a line that are read at a time
LONGEST = 10_000  # tokens of a document that is read from a file


def toy_corpus() -> list[list[str]]:
    """The three sentences that every number of the early lessons is checked on."""
    return [sentence.split() for sentence in TOY]


def planted_words() -> dict[str, list[str]]:
    """The 48 words of the planted corpus: role → its 12 words, countries in the same order for every role."""
    rows = [[country, *words.split()] for country, (words, _) in COUNTRIES.items()]
    return dict(zip(ROLES, map(list, zip(*rows, strict=True)), strict=True))


def planted_analogies() -> list[tuple[str, str, str, str]]:
    """The 792 questions a : b :: c : d whose answer the planted corpus fixes: 6 pairs of roles, 132 of countries."""
    table = list(zip(*planted_words().values(), strict=True))
    pairs = [(i, j) for j in range(len(ROLES)) for i in range(j)]
    return [(p[i], p[j], q[i], q[j]) for i, j in pairs for p in table for q in table if p is not q]


def planted_corpus(
    sentences: int = 3000, *, role_words: int = 2, country_words: int = 1, noise: float = 0.0, seed: int = 0
) -> list[list[str]]:
    """Sentences in which a word means its country and its role, and nothing else.

    A sentence is one of the 48 words, ``role_words`` words of its role (mayor, streets, … for a capital),
    ``country_words`` of its country (its river, dish or mountain) and two fillers, shuffled. With probability
    ``noise`` each of the role and country words is replaced by one of any role or country.
    Raises ValueError if a count is negative, ``sentences`` is below 1 or ``noise`` is not in [0, 1].
    """
    if sentences < 1 or role_words < 0 or country_words < 0 or not 0 <= noise <= 1:
        raise ValueError(
            f"sentences={sentences}, role_words={role_words}, country_words={country_words}, noise={noise}: "
            "expected at least 1 sentence, no negative count, and noise from 0 to 1"
        )
    rng, words = random.Random(seed), planted_words()
    things = {country: own.split() for country, (_, own) in COUNTRIES.items()}
    roles = {role: own.split() for role, own in ROLES.items()}
    anything = [word for own in (*things.values(), *roles.values()) for word in own]
    corpus = []
    for _ in range(sentences):
        role, country = rng.choice(list(roles)), rng.randrange(len(things))
        context = rng.choices(roles[role], k=role_words)
        context += rng.choices(list(things.values())[country], k=country_words)
        context = [rng.choice(anything) if rng.random() < noise else word for word in context]
        sentence = [words[role][country], *context, *rng.choices(FILLERS, k=2)]
        rng.shuffle(sentence)
        corpus.append(sentence)
    return corpus


def wikipedia_articles() -> list[list[str]]:
    """The 106 English Wikipedia articles in gensim's wheel: 452,944 lower-case tokens (text: CC BY-SA).

    gensim's own cleaning and tokenising, as `WikiCorpus` does it: words of 2 to 15 letters, articles of at
    least 50 words. Read without its process pool, which takes longer to start than to work here.
    """
    import bz2

    from gensim.corpora import wikicorpus
    from gensim.test.utils import datapath

    path = datapath("enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2")
    with bz2.open(path) as file:
        pages = [(title, text) for title, text, _ in wikicorpus.extract_pages(file, filter_namespaces=("0",))]
    ignored = tuple(f"{namespace}:" for namespace in wikicorpus.IGNORED_NAMESPACES)
    kept = [wikicorpus.filter_wiki(text) for title, text in pages if not title.startswith(ignored)]
    articles = [wikicorpus.tokenize(text, 2, 15, True) for text in kept]
    return [article for article in articles if len(article) >= wikicorpus.ARTICLE_MIN_WORDS]


def tokenize(line: str) -> list[str]:
    """The tokens of a line: runs of letters, digits and underscores of any alphabet, in lower case.

    An apostrophe inside a word stays (``don't`` is one token, with a straight apostrophe); all else separates,
    combining marks too (é written as two characters, the vowel signs of Hindi): normalize such text first.
    """
    return [word.replace("’", "'") for word in WORD.findall(line.lower())]


class read_corpus:
    """The documents of a UTF-8 text file, a line each, read anew on every pass; blank lines are skipped.

    A line of more than 10,000 tokens becomes several documents, so that one endless line (text8) can be read in
    little memory: gensim trains on the first 10,000 words of a text and drops the rest, here they are kept.
    ``tokenize`` turns a line, or a piece of a long one that ends at a space or tab, into a list of tokens.
    Raises FileNotFoundError if there is no such file and ValueError if it is a folder, empty, or (with the line's
    number, when that line is read) not UTF-8.
    """

    def __init__(self, path: str | Path, tokenize: Callable[[str], list[str]] = tokenize) -> None:
        self.path, self.tokenize = Path(path), tokenize
        if not self.path.exists():
            raise FileNotFoundError(f"no file {str(path)!r}: expected the path of a text file, a document a line")
        if self.path.is_dir():
            raise ValueError(f"{str(path)!r} is a folder: expected a text file, a document a line")
        if not self.path.stat().st_size:
            raise ValueError(f"{str(path)!r} is empty: expected text, a document a line")

    def __iter__(self) -> Iterator[list[str]]:
        number, rest, tokens = 1, b"", []
        with self.path.open("rb") as file:
            if file.read(3) != codecs.BOM_UTF8:
                file.seek(0)
            while raw := rest + (chunk := file.readline(CHUNK)):
                ended = len(chunk) < CHUNK or chunk.endswith(b"\n")
                cut = len(raw) if ended else max(0, raw.rfind(b" "), raw.rfind(b"\t"))
                rest = raw[cut:]  # from the last space on: no token is cut, and it is not empty before the line ends
                try:
                    tokens += self.tokenize(raw[:cut].decode())
                except UnicodeDecodeError as error:
                    raise ValueError(
                        f"{str(self.path)!r}, line {number}: byte {error.object[error.start]:#04x} is not UTF-8; "
                        "save the file as UTF-8"
                    ) from error
                while len(tokens) > (0 if ended else LONGEST):
                    yield tokens[:LONGEST]
                    del tokens[:LONGEST]
                number += ended


def text8() -> list[list[str]]:
    """text8: the first 17 million words of English Wikipedia as of 2006, fetched once by gensim's downloader.

    The only corpus here that needs a network. Raises ConnectionError where there is none.
    """
    import gensim.downloader

    try:
        return list(gensim.downloader.load("text8"))
    except OSError as error:
        raise ConnectionError(
            "text8 could not be downloaded: it needs a network the first time; wikipedia_articles() needs none"
        ) from error
