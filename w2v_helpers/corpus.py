"""The corpora: each a run of documents, each document a list of tokens (lessons 03 and 06)."""

import gzip
import lzma
import random
import re
import unicodedata
import zlib
from collections.abc import Callable, Collection, Iterator
from itertools import chain, permutations
from pathlib import Path
from typing import TextIO

import regex

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
ASCII_WORD = re.compile(r"\w+(?:'\w+)*", re.ASCII)  # what WORD finds in ASCII, three times as fast
WORD = regex.compile(r"[\p{L}\p{N}_][\w\p{N}]*(?:'[\w\p{N}]+)*")  # \w: marks and joiners too
TYPED = str.maketrans("’", "'", "\u00ad\ufeff")
INSIDE = regex.compile(r"(?<=\w)[‘ʼ](?=\w)")  # apostrophes, if letters are around them
CHUNK = 1 << 20  # characters of a line that are read at a time
MOST = 1 << 20  # characters that may wait for a space
LONGEST = 10_000  # tokens of a document that is read from a file
AS_TEXT = dict(encoding="utf-8-sig", errors="surrogateescape")  # `_check` names what is not UTF-8
DAMAGED = (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile)  # compressed and cut short


def toy_corpus() -> list[list[str]]:
    """The three sentences that every number of the early lessons is checked on."""
    return [sentence.split() for sentence in TOY]


def planted_words() -> dict[str, list[str]]:
    """The 48 words of the planted corpus: role → its 12 words, in the order of COUNTRIES."""
    words: dict[str, list[str]] = {role: [] for role in ROLES}
    for country, (others, _) in COUNTRIES.items():
        for role, word in zip(ROLES, [country, *others.split()], strict=True):
            words[role].append(word)
    return words


def planted_analogies() -> list[tuple[str, str, str, str]]:
    """The 792 questions a : b :: c : d whose answer the planted corpus fixes.

    For each of 6 pairs of roles, every country beside each of the 11 others.
    """
    countries = list(zip(*planted_words().values(), strict=True))
    questions = []
    for second in range(len(ROLES)):
        for first in range(second):
            for one, other in permutations(countries, 2):
                questions.append((one[first], one[second], other[first], other[second]))
    return questions


def planted_corpus(
    sentences: int = 3000,
    *,
    role_words: int = 2,
    country_words: int = 1,
    noise: float = 0.0,
    once: Collection[str] = (),
    seed: int = 0,
) -> list[list[str]]:
    """Sentences in which a word means its country and its role, and nothing else.

    Each is one of the 48 words, ``role_words`` words of its role (mayor, streets, … for a capital),
    ``country_words`` of its country (its river, dish or mountain) and two fillers, shuffled.
    With probability ``noise`` a role or country word is replaced by one of any role or country.
    Of the sentences about a word in ``once`` the first alone is kept.
    Raises ValueError for no sentence, a negative count, or noise that is not in [0, 1].
    """
    if sentences < 1 or role_words < 0 or country_words < 0 or not 0 <= noise <= 1:
        raise ValueError(
            f"sentences={sentences}, role_words={role_words}, country_words={country_words}, "
            f"noise={noise}: expected at least 1 sentence, no negative count, and noise from 0 to 1"
        )
    rng = random.Random(seed)
    words = planted_words()
    things = [own.split() for _, own in COUNTRIES.values()]
    roles = {role: own.split() for role, own in ROLES.items()}
    anything = list(chain(*things, *roles.values()))
    corpus, seen = [], set()
    for _ in range(sentences):
        role = rng.choice(list(roles))
        country = rng.randrange(len(things))
        context = rng.choices(roles[role], k=role_words)
        context += rng.choices(things[country], k=country_words)
        context = [rng.choice(anything) if rng.random() < noise else word for word in context]
        sentence = [words[role][country], *context, *rng.choices(FILLERS, k=2)]
        rng.shuffle(sentence)
        if words[role][country] not in seen & {*once}:
            corpus.append(sentence)
        seen.add(words[role][country])
    return corpus


def wikipedia_articles() -> list[list[str]]:
    """The 106 English Wikipedia articles in gensim's wheel: 452,944 tokens (text: CC BY-SA).

    Cleaned and tokenised by gensim as in its `WikiCorpus`: words of 2 to 15 letters, lower-case,
    articles of at least 50 words. Its process pool would take longer to start than the work here.
    """
    import bz2

    from gensim.corpora import wikicorpus
    from gensim.test.utils import datapath

    path = datapath("enwiki-latest-pages-articles1.xml-p000000010p000030302-shortened.bz2")
    ignored = tuple(f"{namespace}:" for namespace in wikicorpus.IGNORED_NAMESPACES)
    articles = []
    with bz2.open(path) as file:
        for title, text, _ in wikicorpus.extract_pages(file, filter_namespaces=("0",)):
            if title.startswith(ignored):
                continue
            clean = wikicorpus.filter_wiki(text)
            article = wikicorpus.tokenize(clean, token_min_len=2, token_max_len=15, lower=True)
            if len(article) >= wikicorpus.ARTICLE_MIN_WORDS:
                articles.append(article)
    return articles


def tokenize(line: str) -> list[str]:
    """The tokens of a line: its words in lower case, in composed letters (NFC).

    A word is a run of letters of any alphabet with their marks, digits and underscores. An
    apostrophe inside a word stays (``don't`` is one token, with a straight apostrophe), a soft
    hyphen is left out; all else separates.
    """
    return words_as_written(line.lower())


def words_as_written(line: str) -> list[str]:
    """As `tokenize` does, upper case left as it is."""
    if line.isascii():
        return ASCII_WORD.findall(line)
    return WORD.findall(as_composed(line))


def as_composed(text: str) -> str:
    """What spellings share: composed letters (NFC), straight apostrophes, no soft hyphens."""
    return unicodedata.normalize("NFC", INSIDE.sub("'", text.translate(TYPED)))


class read_corpus:
    """The documents of a UTF-8 text file, a line each, read anew on every pass.

    A name that ends in .gz, .bz2 or .xz is uncompressed. Lines without tokens are skipped. One of
    more than 10,000 becomes several documents, so that an endless line (text8) can be read in
    little memory, and no token is lost: of one text gensim trains on at most 10,000, those that
    min_count and subsampling leave.
    ``tokenize`` turns a line without its end, or a piece of a long one, into tokens; a piece ends
    at a space or tab, or after a million characters without one.
    Raises FileNotFoundError if there is no such file, and ValueError if it is a folder, empty, or
    not UTF-8 (when the line is read, with its number).
    """

    def __init__(self, path: str | Path, tokenize: Callable[[str], list[str]] = tokenize) -> None:
        self.path = Path(path)
        self.tokenize = tokenize
        expected = "expected a text file, a document a line"
        if not self.path.exists():
            raise FileNotFoundError(f"no file {str(path)!r}: {expected}")
        if self.path.is_dir():
            raise ValueError(f"{str(path)!r} is a folder: {expected}")
        if not self.path.stat().st_size:
            raise ValueError(f"{str(path)!r} is empty: {expected}")

    def __iter__(self) -> Iterator[list[str]]:
        tokens: list[str] = []
        for piece, ends_line in self.pieces():
            if text := piece.rstrip("\n"):
                tokens += self.tokenize(text)
            wait = 0 if ends_line else LONGEST  # so many tokens may wait for more of their line
            while len(tokens) > wait:
                yield tokens[:LONGEST]
                del tokens[:LONGEST]

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """Lines, long ones in pieces that end before a space or tab, and whether the line ends."""
        number = 1
        try:
            with self._open() as file:
                rest = ""  # of a line, from the last space on
                while piece := rest + file.readline(CHUNK):
                    ends_line = piece.endswith("\n") or len(piece) < len(rest) + CHUNK
                    space = max(piece.rfind(" "), piece.rfind("\t"), 0)
                    cut = len(piece) if ends_line or (not space and len(piece) >= MOST) else space
                    rest = piece[cut:]
                    self._check(piece[:cut], number)
                    yield piece[:cut], ends_line
                    number += ends_line
        except (OSError, ImportError, *DAMAGED) as error:
            line = self._line(number)
            told = f"{str(self.path)!r} cannot be read to its end (line {line}): {error}"
            told += "; unpack it first" * isinstance(error, ImportError)
            raise ValueError(told) from error
        yield "", True

    def _open(self) -> TextIO:
        from smart_open import open

        return open(self.path.absolute(), **AS_TEXT)  # "a:b.txt" alone would be an address

    def _check(self, piece: str, number: int) -> None:
        wrong = "byte 0x00: no text, or UTF-16" if "\0" in piece else None
        try:
            piece.encode()
        except UnicodeEncodeError as error:
            wrong = f"byte {ord(piece[error.start]) - 0xDC00:#04x} is not UTF-8"
        if wrong:
            advice = "save the file as UTF-8 (iconv); a packed one ends in .gz, .bz2 or .xz"
            raise ValueError(f"{str(self.path)!r}, line {self._line(number)}: {wrong}; {advice}")

    def _line(self, number: int) -> int:
        """The number of a line in the file."""
        return number


def text8() -> list[list[str]]:
    """The first 17 million words of English Wikipedia as of 2006, from gensim's downloader.

    The only corpus here that needs a network, once. Raises ConnectionError where there is none.
    """
    import gensim.downloader

    try:
        return list(gensim.downloader.load("text8"))
    except (OSError, ValueError) as error:  # it takes what no server sent for a wrong name
        needs = "it needs a network the first time; wikipedia_articles() needs none"
        raise ConnectionError(f"text8 could not be downloaded: {needs}") from error
