"""What every lesson must keep to: each guard yields complaints about a notebook or the series."""

import ast
import base64
import builtins
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import legible
import nbformat
from clocks import Clocks
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from PIL import Image
from refresh import IGNORED
from teaching import FOLD, MINUTES, count_minutes, is_text, unfolded

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
REST = "**A good place to stop.**"
MACHINE_PATH = re.compile(r"/home/|/root/|/tmp/|/work/|/Users/|\b[A-Z]:\\|site-packages")
SKIPPING = re.compile("nbval-|raises-exception|skip-execution")
SKIPPING_COMMENT = re.compile(r"^\s*#\s*((?:NBVAL|PYTEST_VALIDATE)_\w+)", re.MULTILINE)
FORBIDDEN = re.compile(
    r"\b(simply|obviously|of\s+course|just|powerful|magic|target\s+words?)\b", re.IGNORECASE
)
INNER_SCOPES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)

Series = dict[str, NotebookNode]
Complaints = Iterator[str]


def read_series() -> Series:
    """Every notebook in notebooks/, by file name."""
    return {path.name: nbformat.read(path, 4) for path in sorted(NOTEBOOKS.glob("*.ipynb"))}


def code_cells(lesson: NotebookNode) -> list[tuple[int, NotebookNode]]:
    """The lesson's code cells, numbered from 1 as Jupyter numbers them."""
    return list(enumerate((cell for cell in lesson.cells if cell.cell_type == "code"), start=1))


def parse(source: str) -> ast.Module:
    """A cell's code; IPython's ``!`` and ``%`` lines become calls."""
    return ast.parse(TransformerManager().transform_cell(source))


def prose(lesson: NotebookNode) -> str:
    """The lesson's markdown without its code."""
    text = "\n\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    return re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)


def times(series: Series, unit: str) -> list[int]:
    """How many minutes, or seconds, each lesson says it takes."""
    stated = [MINUTES.search(lesson.cells[0].source) for lesson in series.values()]
    return [int(match[unit]) for match in stated if match]


def is_ignored(cell: NotebookNode) -> bool:
    """Whether nbval runs the cell without comparing its output."""
    return IGNORED in cell.metadata.get("tags", [])


def shown(cell: NotebookNode, picture: bool) -> Iterator[tuple[str, str, NotebookNode]]:
    """The MIME type, data and metadata of all that the cell shows: pictures, or what is none."""
    for output in cell.outputs:
        for kind, data in output.get("data", {}).items():
            if kind.startswith("image/") is picture:
                inside = data if picture else re.sub(r"data:image/[^\"]+", "", str(data))
                yield kind, inside, output.metadata.get(kind, {})


def printed(cell: NotebookNode) -> str:
    """All text of the cell's outputs."""
    parts = [str(data) for _, data, _ in shown(cell, picture=False)]
    for output in cell.outputs:
        parts += [output.get("text", ""), *output.get("traceback", [])]
    return "\n".join(parts)


def pictures(lesson: NotebookNode) -> Iterator[tuple[int, str, str, str]]:
    """The number of its cell, MIME type, base64 data and alt text of each picture."""
    for number, cell in code_cells(lesson):
        for kind, data, metadata in shown(cell, picture=True):
            yield number, kind, data, metadata.get("alt", "")


def decode(data: str) -> Image.Image:
    """The picture that base64 data holds."""
    return Image.open(io.BytesIO(base64.b64decode(data)))


def words(text: str) -> set[str]:
    """The words of a text, in lower case."""
    return set(re.findall(r"\w{2,}", text.lower()))


def is_claim(node: ast.AST) -> bool:
    """Whether this is a call of ``claim``."""
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "claim"


def claims(tree: ast.AST) -> list[dict[str, ast.expr]]:
    """The arguments of each call of ``claim``, by name."""
    names = ("sentence", "condition", "measured")
    return [
        dict(zip(names, call.args, strict=False)) | {part.arg: part.value for part in call.keywords}
        for call in filter(is_claim, ast.walk(tree))
    ]


def used_names(*nodes: ast.AST | None) -> set[str]:
    """The names that the expressions read and do not bind themselves."""
    parts = [part for node in nodes if node for part in ast.walk(node)]
    found = [part for part in parts if isinstance(part, ast.Name)]
    bound = {name.id for name in found if isinstance(name.ctx, ast.Store)}
    return {name.id for name in found} - bound


def bound_names(tree: ast.Module) -> set[str]:
    """The names that a cell binds for those after it, other than by import."""
    names, nodes = set(), list(ast.iter_child_nodes(tree))
    while nodes:
        node = nodes.pop()
        if isinstance(node, INNER_SCOPES):
            names.add(getattr(node, "name", ""))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        else:
            nodes += ast.iter_child_nodes(node)
    return names


def derived_names(names: set[str], tree: ast.Module) -> set[str]:
    """``names`` and all that a cell's statements compute from them, in the order of the text."""
    for statement in tree.body:
        if used_names(statement) & names:
            names = names | bound_names(ast.Module([statement], []))
    return names


def free_standing_claims(statements: list[ast.stmt]) -> int:
    """How many claims are statements that always run, in ``for`` and ``with`` at most."""
    loops = [own.body for own in statements if isinstance(own, ast.For | ast.With)]
    calls = [own.value for own in statements if isinstance(own, ast.Expr)]
    return sum(map(is_claim, calls)) + sum(map(free_standing_claims, loops))


def cells_ran_in_order(lesson: NotebookNode) -> Complaints:
    counts = [cell.execution_count for _, cell in code_cells(lesson)]
    if counts != list(range(1, len(counts) + 1)):
        yield f"execution counts {counts}: expected 1, 2, 3, …"


def no_widgets(lesson: NotebookNode) -> Complaints:
    if "widgets" in lesson.metadata:
        yield "the notebook's metadata hold widgets"
    for number, cell in code_cells(lesson):
        if any("widget" in kind for output in cell.outputs for kind in output.get("data", {})):
            yield f"cell {number} shows a widget: a page cannot; use plain `tqdm`"


def no_timestamps(lesson: NotebookNode) -> Complaints:
    for number, cell in code_cells(lesson):
        if "execution" in cell.metadata:
            yield f"cell {number} holds timestamps: refresh it"


def no_tracebacks(lesson: NotebookNode) -> Complaints:
    for number, cell in code_cells(lesson):
        kinds = {output.output_type for output in cell.outputs}
        if "error" in kinds or "Traceback (most recent" in printed(cell):
            yield f"cell {number} shows a traceback: catch the error, print its type and message"


def no_machine_paths(lesson: NotebookNode) -> Complaints:
    for number, cell in code_cells(lesson):
        if path := MACHINE_PATH.search(printed(cell)):
            yield f"cell {number} prints a path of one machine: {path[0]}"


def file_is_small(lesson: NotebookNode) -> Complaints:
    size = len(nbformat.writes(lesson).encode())
    if size >= 1_000_000:
        yield f"{size:,} bytes: expected less than a million"


def no_cell_is_skipped(lesson: NotebookNode) -> Complaints:
    for number, cell in code_cells(lesson):
        marks = {tag for tag in cell.metadata.get("tags", []) if SKIPPING.match(tag)}
        for mark in (marks | set(SKIPPING_COMMENT.findall(cell.source))) - {IGNORED}:
            yield f"cell {number} is marked {mark}: only the tag {IGNORED} may be"


def ignored_cells_are_claimed(lesson: NotebookNode) -> Complaints:
    cells = code_cells(lesson)
    for (number, cell), (_, following) in zip(cells, [*cells[1:], (0, None)], strict=True):
        if is_ignored(cell):
            tree = parse(following.source if following and not is_ignored(following) else "")
            used = [claim.get(part) for claim in claims(tree) for part in ("condition", "measured")]
            if not used_names(*used) & derived_names(bound_names(parse(cell.source)), tree):
                yield f"cell {number} is ignored: the next must claim something of a name it binds"


def something_is_claimed(lesson: NotebookNode) -> Complaints:
    if not any(claims(parse(cell.source)) for _, cell in code_cells(lesson)):
        yield "nothing is claimed"


def claims_can_fail(lesson: NotebookNode) -> Complaints:
    for number, cell in code_cells(lesson):
        tree = parse(cell.source)
        imported = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        others = [node for node in imported if node.module != "w2v_helpers.claims"]
        named = {one.asname or one.name for node in others for one in node.names}
        if "claim" in bound_names(tree) | named:
            yield f"cell {number}: claim is the package's, which raises when a condition is false"
        for claim in claims(tree):
            if not used_names(claim.get("condition")) - set(dir(builtins)):
                yield f"cell {number}: a condition must depend on what the lesson computed"


def claims_always_run(lesson: NotebookNode) -> Complaints:
    for number, cell in code_cells(lesson):
        tree = parse(cell.source)
        if len(claims(tree)) != free_standing_claims(tree.body):
            yield f"cell {number}: a claim is a statement of its own, in `for` and `with` at most"


def claims_were_heard(lesson: NotebookNode) -> Complaints:
    for number, cell in code_cells(lesson):
        sentences = [claim.get("sentence") for claim in claims(parse(cell.source))]
        for sentence in (getattr(one, "value", None) for one in sentences):
            if f"✓ {sentence}\n" not in printed(cell):
                yield f"cell {number}: nothing was printed of the claim {sentence!r}"


def claims_do_not_wobble(lesson: NotebookNode) -> Complaints:
    wobbling: set[str] = set()
    for number, cell in code_cells(lesson):
        tree = parse(cell.source)
        wobbling |= bound_names(tree) if is_ignored(cell) else set()
        for claim in claims(tree):
            sentence = getattr(claim.get("sentence"), "value", None)
            if not isinstance(sentence, str):
                yield f"cell {number}: a claim's sentence is a plain string"
            elif re.search(r"\d\.\d", sentence) and used_names(*claim.values()) & wobbling:
                yield f"cell {number}: {sentence!r} holds a number that differs between machines"


def claims_keep_off_the_clock(lesson: NotebookNode) -> Complaints:
    clocks = Clocks()
    for number, cell in code_cells(lesson):
        clocks.visit(parse(cell.source))
        while clocks.turned:
            sentence = clocks.turned.pop()
            yield f"cell {number}: a busy machine could turn {sentence}: let `make bench` say it"


def pictures_are_described(lesson: NotebookNode) -> Complaints:
    for number, kind, data, alt in pictures(lesson):
        if kind not in ("image/png", "image/gif"):
            yield f"cell {number}: a picture of type {kind}; use plots.show"
            continue
        inside = " ".join(text for text, *_ in legible.read_notes(decode(data)))
        if len(alt) < 20:
            yield f"cell {number}: the alt text {alt!r} is below 20 characters; use plots.show"
        elif not words(alt) & words(inside):
            yield f"cell {number}: the alt text {alt!r} names no word of the picture"


def pictures_are_legible(lesson: NotebookNode) -> Complaints:
    for number, _, data, _ in pictures(lesson):
        for complaint in legible.complaints(decode(data)):
            yield f"cell {number}: in the picture, {complaint}"


def cells_are_short(lesson: NotebookNode) -> Complaints:
    lengths = [len(cell.source.splitlines()) for _, cell in code_cells(lesson)]
    for number, length in enumerate(lengths, start=1):
        if length > 20:
            yield f"cell {number} has {length} lines: expected at most 20"
    lines = "\n".join(cell.source for _, cell in code_cells(lesson)).splitlines()
    mean = sum(map(bool, lines)) / max(1, len(lengths))  # blank ones do not count here
    if mean > 8:
        yield f"{mean:.1f} lines of code a cell on average: expected at most 8"


def texts_are_short(lesson: NotebookNode) -> Complaints:
    texts = [unfolded(cell) for cell in lesson.cells if is_text(cell)]
    count = sum(len(text.split()) for text in texts)
    if count > 60 * len(texts):
        yield f"{count / len(texts):.0f} words a text cell outside folds: expected at most 60"


def predictions_are_open(lesson: NotebookNode) -> Complaints:
    """Complain of a prediction that the next code cell answers before the fold does."""
    for place, cell in enumerate(lesson.cells):
        asked = cell.source.rpartition("**Predict")[2] if is_text(cell) else ""
        if "**Predict" not in cell.source or FOLD.search(asked):
            continue
        following = [one for one in lesson.cells[place + 1 :] if one.cell_type == "code"][:1]
        for telling in (word for one in following for word in tells(parse(one.source))):
            question = " ".join(asked.strip("*: ").split()[:9])
            yield f"{telling} stands right under the prediction {question!r}: put it after the fold"


def tells(tree: ast.Module) -> Complaints:
    """What of a cell may answer a prediction: claims, titles, descriptions of pictures."""
    for node in ast.walk(tree):
        if is_claim(node):
            yield "a claim"
        if isinstance(node, ast.keyword) and node.arg in ("title", "alt"):
            yield f"{node.arg}="
        if isinstance(node, ast.Attribute) and node.attr in ("set_title", "suptitle"):
            yield node.attr


def checks_stand_alone(lesson: NotebookNode) -> Complaints:
    """Complain of a cell that checks an answer and binds what later cells need."""
    for number, cell in code_cells(lesson):
        tree = parse(cell.source)
        checked = {
            node.args[0].id
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "check" and node.args
        }
        if checked and (more := bound_names(tree) - checked):
            yield f"cell {number} checks and binds {', '.join(sorted(more))}: expected two cells"


def lesson_is_short(lesson: NotebookNode) -> Complaints:
    sources = [cell.source for _, cell in code_cells(lesson)]
    asking = r"(\w+) = check\(\1\)|solved\(\"\d\d\"\)"
    count = sum(not re.fullmatch(asking, source) for source in sources)
    if count > 32:
        yield f"{count} code cells beside those that check or count: expected at most 32"


def minutes_are_stated(lesson: NotebookNode) -> Complaints:
    stated = MINUTES.search(lesson.cells[0].source)
    if lesson.cells[0].cell_type != "markdown" or not stated:
        yield "the opening lacks `**… minutes to teach · … alone · … seconds to run**`"
    elif int(stated["seconds"]) > 60:
        yield f"{stated['seconds']} seconds to run: expected at most 60"


def minutes_are_counted(lesson: NotebookNode) -> Complaints:
    """Complain of minutes that are far from what reading, running and answering take."""
    stated = MINUTES.search(lesson.cells[0].source)
    if not stated:
        return
    parts = {"minutes": lesson.cells, "alone": lesson.cells}
    if stated["first"]:
        rests = [place for place, cell in enumerate(lesson.cells, start=1) if REST in cell.source]
        if not rests or int(stated["first"]) + int(stated["rest"]) != int(stated["alone"]):
            yield f"two sittings need {REST!r}, and must add up"
            return
        parts |= {"first": lesson.cells[: rests[0]], "rest": lesson.cells[rests[0] :]}
    for part, cells in parts.items():
        teach, alone = count_minutes(cells)
        counted, room = (teach, 6) if part == "minutes" else (alone, 12)
        if abs(int(stated[part]) - counted) > room:
            yield f"{part}: {stated[part]} minutes stated, {counted:.0f} counted"


def words_are_plain(lesson: NotebookNode) -> Complaints:
    for word in FORBIDDEN.findall(prose(lesson)):
        yield f"forbidden in prose: {word!r}"


def links_lead_somewhere(lesson: NotebookNode) -> Complaints:
    for link in re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", prose(lesson)):
        if not (NOTEBOOKS / link).exists():
            yield f"the link to {link} leads nowhere"


def few_cells_are_ignored(series: Series) -> Complaints:
    ignored = [is_ignored(cell) for lesson in series.values() for _, cell in code_cells(lesson)]
    if sum(ignored) > len(ignored) / 4:
        yield f"{sum(ignored)} of {len(ignored)} code cells are ignored: expected a quarter at most"


def alt_texts_differ(series: Series) -> Complaints:
    alts = Counter(alt for lesson in series.values() for _, _, _, alt in pictures(lesson))
    for alt, count in alts.items():
        if count > 1:
            yield f"{count} pictures share the alt text {alt!r}"


def core_fits_a_day_and_a_half(series: Series) -> Complaints:
    core = {name: lesson for name, lesson in series.items() if name < "11"}
    minutes = sum(times(core, "minutes"))
    if minutes > 540:
        yield f"lessons 01 to 10 take {minutes} minutes: expected at most 540"


def all_run_in_nine_minutes(series: Series) -> Complaints:
    seconds = sum(times(series, "seconds"))
    if seconds > 540:
        yield f"the lessons say they run in {seconds} s together: expected at most 540"


def names_are_in_order(series: Series) -> Complaints:
    for name in series:
        if not re.fullmatch(r"\d\d_[a-z0-9_]+\.ipynb", name):
            yield f"{name}: expected NN_lowercase_topic.ipynb"
    numbers = sorted(name[:2] for name in series)
    if not series or numbers != [f"{number:02}" for number in range(1, len(series) + 1)]:
        yield f"lessons {', '.join(numbers)}: expected 01, 02, 03, … each once, without a hole"


def make_runs_all(series: Series, makefile: str) -> Complaints:
    """Complain of a notebook that the Makefile's LESSONS, which nbval compares, leaves out."""
    pattern = re.search(r"^LESSONS := \$\(sort \$\(wildcard (\S+)\)\)$", makefile, re.MULTILINE)
    if not pattern:
        yield "the Makefile has no line `LESSONS := $(sort $(wildcard …))`"
        return
    for name in series:
        if not PurePosixPath("notebooks", name).match(pattern[1]):
            yield f"make test leaves out {name}"


LESSON_GUARDS = (
    cells_ran_in_order, no_widgets, no_timestamps, no_tracebacks, no_machine_paths, file_is_small,
    no_cell_is_skipped, ignored_cells_are_claimed, something_is_claimed, claims_can_fail,
    claims_always_run, claims_were_heard, claims_do_not_wobble, claims_keep_off_the_clock,
    pictures_are_described, pictures_are_legible, cells_are_short, texts_are_short, lesson_is_short,
    predictions_are_open, checks_stand_alone, minutes_are_stated, minutes_are_counted,
    words_are_plain, links_lead_somewhere,
)  # fmt: skip
SERIES_GUARDS = (
    few_cells_are_ignored, alt_texts_differ, core_fits_a_day_and_a_half, all_run_in_nine_minutes,
    names_are_in_order,
)  # fmt: skip
