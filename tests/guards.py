"""What every lesson must keep to: each guard returns its complaints about a notebook, or about the whole series."""

import ast
import base64
import builtins
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat import NotebookNode
from PIL import Image

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
IGNORED = "nbval-ignore-output"
MINUTES = re.compile(r"(\d+) minutes? to teach · (\d+) seconds? to run")
MACHINE_PATH = re.compile(r"/home/|/root/|/tmp/|/work/|/Users/|\b[A-Z]:\\|site-packages")
FORBIDDEN = re.compile(r"\b(simply|obviously|of\s+course|just|powerful|magic|target\s+words?)\b", re.IGNORECASE)
INNER_SCOPES = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp),
)

Series = dict[str, NotebookNode]


def read_series() -> Series:
    """Every notebook in notebooks/, by file name."""
    return {path.name: nbformat.read(path, as_version=4) for path in sorted(NOTEBOOKS.glob("*.ipynb"))}


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


def is_ignored(cell: NotebookNode) -> bool:
    """Whether nbval runs the cell without comparing its output."""
    return IGNORED in cell.metadata.get("tags", [])


def printed(cell: NotebookNode) -> str:
    """All text of the cell's outputs."""
    parts = []
    for output in cell.outputs:
        parts += [output.get("text", ""), *output.get("traceback", [])]
        parts += [str(data) for kind, data in output.get("data", {}).items() if not kind.startswith("image/")]
    return "\n".join(parts)


def pictures(lesson: NotebookNode) -> Iterator[tuple[int, str, str, str]]:
    """The number of its cell, MIME type, base64 data and alt text of each picture."""
    for number, cell in code_cells(lesson):
        for output in cell.outputs:
            for kind, data in output.get("data", {}).items():
                if kind.startswith("image/"):
                    yield number, kind, data, output.metadata.get(kind, {}).get("alt", "")


def words(text: str) -> set[str]:
    """The words of a text, in lower case."""
    return set(re.findall(r"\w{2,}", text.lower()))


def claims(tree: ast.AST) -> list[dict[str, ast.expr]]:
    """The arguments of each call of ``claim``, by name."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [
        dict(zip(("sentence", "condition", "measured"), call.args, strict=False))
        | {keyword.arg: keyword.value for keyword in call.keywords}
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id == "claim"
    ]


def used_names(*nodes: ast.AST | None) -> set[str]:
    """The names that the expressions read and do not bind themselves."""
    found = [name for node in nodes if node for name in ast.walk(node) if isinstance(name, ast.Name)]
    return {name.id for name in found} - {name.id for name in found if isinstance(name.ctx, ast.Store)}


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


def free_standing_claims(statements: Sequence[ast.stmt]) -> int:
    """How many claims are statements that always run, in ``for`` and ``with`` at most."""
    count = 0
    for statement in statements:
        if isinstance(statement, ast.For | ast.With):
            count += free_standing_claims(statement.body)
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call):
            count += isinstance(statement.value.func, ast.Name) and statement.value.func.id == "claim"
    return count


def cells_ran_in_order(lesson: NotebookNode) -> list[str]:
    counts = [cell.execution_count for _, cell in code_cells(lesson)]
    return [] if counts == list(range(1, len(counts) + 1)) else [f"execution counts {counts}: expected 1, 2, 3, …"]


def no_widgets(lesson: NotebookNode) -> list[str]:
    found = ["the notebook's metadata hold widgets"] if "widgets" in lesson.metadata else []
    for number, cell in code_cells(lesson):
        if any("widget" in kind for output in cell.outputs for kind in output.get("data", {})):
            found.append(f"cell {number} shows a widget: a page cannot; use plain `tqdm`")
    return found


def no_timestamps(lesson: NotebookNode) -> list[str]:
    return [f"cell {n} holds timestamps: refresh it" for n, cell in code_cells(lesson) if "execution" in cell.metadata]


def no_tracebacks(lesson: NotebookNode) -> list[str]:
    return [
        f"cell {number} shows a traceback: catch the error and print its type and message"
        for number, cell in code_cells(lesson)
        if any(output.output_type == "error" for output in cell.outputs) or "Traceback (most recent" in printed(cell)
    ]


def no_machine_paths(lesson: NotebookNode) -> list[str]:
    found = [(number, MACHINE_PATH.search(printed(cell))) for number, cell in code_cells(lesson)]
    return [f"cell {number} prints a path of one machine: {path[0]}" for number, path in found if path]


def file_is_small(lesson: NotebookNode) -> list[str]:
    size = len(nbformat.writes(lesson).encode())
    return [f"{size:,} bytes: expected less than a million"] if size >= 1_000_000 else []


def no_cell_is_skipped(lesson: NotebookNode) -> list[str]:
    found = []
    for number, cell in code_cells(lesson):
        tags = [tag for tag in cell.metadata.get("tags", []) if re.match("nbval-|raises-exception|skip-execution", tag)]
        comments = re.findall(r"^\s*#\s*((?:NBVAL|PYTEST_VALIDATE)_\w+)", cell.source, re.MULTILINE)
        found += [
            f"cell {number} is marked {mark}: only the tag {IGNORED} may be" for mark in {*tags, *comments} - {IGNORED}
        ]
    return found


def ignored_cells_are_claimed(lesson: NotebookNode) -> list[str]:
    found, cells = [], code_cells(lesson)
    for (number, cell), (_, following) in zip(cells, [*cells[1:], (0, None)], strict=True):
        if is_ignored(cell):
            tree = parse(following.source if following and not is_ignored(following) else "")
            used = used_names(*(part for c in claims(tree) for part in (c.get("condition"), c.get("measured"))))
            if not used & derived_names(bound_names(parse(cell.source)), tree):
                found.append(
                    f"cell {number} is ignored: the code cell after it must claim something of a name it binds"
                )
    return found


def something_is_claimed(lesson: NotebookNode) -> list[str]:
    return [] if any(claims(parse(cell.source)) for _, cell in code_cells(lesson)) else ["nothing is claimed"]


def claims_can_fail(lesson: NotebookNode) -> list[str]:
    return [
        f"cell {number}: a claim's condition must depend on what the lesson computed"
        for number, cell in code_cells(lesson)
        for claim in claims(parse(cell.source))
        if not used_names(claim.get("condition")) - set(dir(builtins))
    ]


def claims_always_run(lesson: NotebookNode) -> list[str]:
    trees = [(number, parse(cell.source)) for number, cell in code_cells(lesson)]
    return [
        f"cell {number}: a claim is a statement of its own, in `for` and `with` at most"
        for number, tree in trees
        if len(claims(tree)) != free_standing_claims(tree.body)
    ]


def claims_do_not_wobble(lesson: NotebookNode) -> list[str]:
    found, wobbling = [], set()
    for number, cell in code_cells(lesson):
        tree = parse(cell.source)
        wobbling |= bound_names(tree) if is_ignored(cell) else set()
        for claim in claims(tree):
            sentence = getattr(claim.get("sentence"), "value", None)
            if not isinstance(sentence, str):
                found.append(f"cell {number}: a claim's sentence is a plain string")
            elif re.search(r"\d\.\d", sentence) and used_names(*claim.values()) & wobbling:
                found.append(f"cell {number}: {sentence!r} holds a number that differs between machines")
    return found


def pictures_are_described(lesson: NotebookNode) -> list[str]:
    found = []
    for number, kind, data, alt in pictures(lesson):
        if kind not in ("image/png", "image/gif"):
            found.append(f"cell {number}: a picture of type {kind}; use plots.show")
            continue
        info = Image.open(io.BytesIO(base64.b64decode(data))).info
        inside = info.get("Description") or info.get("comment") or ""
        if len(alt) < 20:
            found.append(f"cell {number}: the alt text {alt!r} has fewer than 20 characters; use plots.show")
        elif not words(alt) & words(inside.decode() if isinstance(inside, bytes) else inside):
            found.append(f"cell {number}: the alt text {alt!r} names no word of the picture")
    return found


def cells_are_short(lesson: NotebookNode) -> list[str]:
    lines = {number: sum(map(bool, map(str.strip, cell.source.splitlines()))) for number, cell in code_cells(lesson)}
    return [f"cell {number} has {count} lines: expected at most 20" for number, count in lines.items() if count > 20]


def lesson_is_short(lesson: NotebookNode) -> list[str]:
    count = len(code_cells(lesson))
    return [f"{count} code cells: expected at most 25"] if count > 25 else []


def minutes_are_stated(lesson: NotebookNode) -> list[str]:
    stated = MINUTES.search(lesson.cells[0].source)
    if lesson.cells[0].cell_type != "markdown" or not stated:
        return ["the opening lacks `**… minutes to teach · … seconds to run**`"]
    return [f"{stated[2]} seconds to run: expected at most 60"] if int(stated[2]) > 60 else []


def words_are_plain(lesson: NotebookNode) -> list[str]:
    return [f"forbidden in prose: {word!r}" for word in FORBIDDEN.findall(prose(lesson))]


def links_lead_somewhere(lesson: NotebookNode) -> list[str]:
    links = re.findall(r"\]\((?!\w+:|#)([^)#\s]+)", prose(lesson))
    return [f"the link to {link} leads nowhere" for link in links if not (NOTEBOOKS / link).exists()]


def few_cells_are_ignored(series: Series) -> list[str]:
    ignored = [is_ignored(cell) for lesson in series.values() for _, cell in code_cells(lesson)]
    many = sum(ignored) > len(ignored) / 4
    return [f"{sum(ignored)} of {len(ignored)} code cells are ignored: expected at most a quarter"] if many else []


def alt_texts_differ(series: Series) -> list[str]:
    alts = Counter(alt for lesson in series.values() for _, _, _, alt in pictures(lesson))
    return [f"{count} pictures share the alt text {alt!r}" for alt, count in alts.items() if count > 1]


def core_fits_a_day(series: Series) -> list[str]:
    stated = [MINUTES.search(lesson.cells[0].source) for name, lesson in series.items() if name < "10"]
    minutes = sum(int(match[1]) for match in stated if match)
    return [f"lessons 01 to 09 take {minutes} minutes: expected at most 360"] if minutes > 360 else []


def all_run_in_six_minutes(series: Series) -> list[str]:
    stated = [MINUTES.search(lesson.cells[0].source) for lesson in series.values()]
    seconds = sum(int(match[2]) for match in stated if match)
    return [f"the lessons say they run in {seconds} s together: expected at most 360"] if seconds > 360 else []


def names_are_in_order(series: Series) -> list[str]:
    found = [
        f"{name}: expected NN_lowercase_topic.ipynb"
        for name in series
        if not re.fullmatch(r"\d\d_[a-z0-9_]+\.ipynb", name)
    ]
    numbers = sorted(name[:2] for name in series)
    core = [number for number in numbers if number <= "12"]  # the further lessons stand alone: a gap breaks none
    if len(set(numbers)) < len(numbers) or core != [f"{number:02}" for number in range(1, len(core) + 1)] or not core:
        found.append(f"lessons {', '.join(numbers)}: expected 01, 02, 03, … each once, up to 12 without gaps")
    return found


def make_runs_all(series: Series, makefile: str) -> list[str]:
    """Complain of a notebook that the Makefile's LESSONS, which nbval compares, leaves out."""
    pattern = re.search(r"^LESSONS := \$\(sort \$\(wildcard (\S+)\)\)$", makefile, re.MULTILINE)
    if not pattern:
        return ["the Makefile has no line `LESSONS := $(sort $(wildcard …))`"]
    return [f"make test leaves out {name}" for name in series if not PurePosixPath("notebooks", name).match(pattern[1])]


LESSON_GUARDS = (
    cells_ran_in_order, no_widgets, no_timestamps, no_tracebacks, no_machine_paths, file_is_small, no_cell_is_skipped,
    ignored_cells_are_claimed, something_is_claimed, claims_can_fail, claims_always_run, claims_do_not_wobble,
    pictures_are_described, cells_are_short, lesson_is_short, minutes_are_stated, words_are_plain, links_lead_somewhere,
)  # fmt: skip
SERIES_GUARDS = (few_cells_are_ignored, alt_texts_differ, core_fits_a_day, all_run_in_six_minutes, names_are_in_order)
