"""Which claims of a lesson a clock decides, and with it whatever else the machine is doing."""

import ast
from collections.abc import Iterable
from dataclasses import dataclass

CLOCKS = (
    *("time.perf_counter", "time.time", "time.monotonic", "time.process_time", "time.thread_time"),
    *("timeit", "torch.profiler", "torch.autograd.profiler"),
)
COUNTED = {"key", "count", "self_cpu_memory_usage"}  # by a profile, whatever the time
CHANGES = {"append", "extend", "insert", "add", "update", "setdefault"}


@dataclass(frozen=True)
class Each:
    """A list, or the like, all of whose elements depend on a clock in the same way."""

    element: "Clocked"


Clocked = bool | tuple | Each  # whether a value depends on a clock; a tuple's values one by one


def anywhere(value: Clocked) -> bool:
    if isinstance(value, Each):
        return anywhere(value.element)
    return any(map(anywhere, value)) if isinstance(value, tuple) else value


def either(values: Iterable[Clocked]) -> Clocked:
    """What is known of a value that is one of these."""
    values = [value for value in values if value is not False] or [False]
    alike = all(value == values[0] for value in values)
    return values[0] if alike else any(map(anywhere, values))


def element(value: Clocked) -> Clocked:
    """What is known of what a loop over the value meets."""
    if isinstance(value, Each):
        return value.element
    return either(value) if isinstance(value, tuple) else value


def unpacked(value: Clocked, targets: list[ast.expr]) -> list[Clocked]:
    """What is known of the parts that an assignment gives to so many targets."""
    stars = [place for place, target in enumerate(targets) if isinstance(target, ast.Starred)]
    if isinstance(value, tuple) and stars:
        first, last = stars[0], len(value) - (len(targets) - stars[0] - 1)
        value = (*value[:first], value[first:last], *value[last:])
    if isinstance(value, tuple) and len(value) == len(targets):
        return list(value)
    return [element(value)] * len(targets)


def is_tenfold(smaller: ast.expr) -> bool:
    """Whether the smaller side of a comparison is a number of ten or more, or so many times one."""
    if isinstance(smaller, ast.BinOp) and isinstance(smaller.op, ast.Mult):
        return is_tenfold(smaller.left) or is_tenfold(smaller.right)
    number = isinstance(smaller, ast.Constant) and isinstance(smaller.value, int | float)
    return number and smaller.value >= 10


class Clocks(ast.NodeVisitor):
    """Follows clocks through a lesson's names; a visit to an expression tells whether it has one.

    A function's name stands for what the function returns, ``Name()`` for an instance of a class.
    """

    def __init__(self, names: dict[str, Clocked] | None = None) -> None:
        self.names = dict(names or {})
        self.changed: set[str] = set()
        self.returned: list[Clocked] = []
        self.turned: set[str] = set()  # claims whose condition a clock may turn

    def bind(self, target: ast.expr, value: Clocked) -> None:
        if isinstance(target, ast.Name):
            self.names[target.id] = value
        elif isinstance(target, ast.Tuple | ast.List):
            for part, own in zip(target.elts, unpacked(value, target.elts), strict=True):
                self.bind(part, own)
        elif isinstance(target, ast.Starred):
            self.bind(target.value, value)
        else:
            self.change(target, value)

    def change(self, whole: ast.expr, value: Clocked) -> None:
        """A part of something takes on the value."""
        while isinstance(whole, ast.Subscript | ast.Attribute | ast.Starred):
            whole = whole.value
        if isinstance(whole, ast.Name) and anywhere(value):
            self.names[whole.id] = Each(True)
            self.changed.add(whole.id)

    def generic_visit(self, node: ast.AST) -> Clocked:
        parts = [self.visit(child) for child in ast.iter_child_nodes(node)]
        return any(map(anywhere, parts))

    def visit_Import(self, node: ast.Import | ast.ImportFrom) -> Clocked:
        prefix = f"{node.module}." if isinstance(node, ast.ImportFrom) else ""
        for alias in node.names:
            name = alias.asname or alias.name
            self.names[name] = f"{prefix}{alias.name}".startswith(CLOCKS)
        return False

    def visit_FunctionDef(self, node: ast.FunctionDef) -> Clocked:
        own = {part.arg for part in ast.walk(node.args) if isinstance(part, ast.arg)}
        inner = Clocks(self.names | dict.fromkeys(own, False))
        for statement in node.body:
            inner.visit(statement)
        self.names[node.name] = either(inner.returned)
        for name in inner.changed & self.names.keys() - own:
            self.change(ast.Name(name), True)
        return anywhere(self.names[node.name]) or bool(inner.changed)

    def visit_ClassDef(self, node: ast.ClassDef) -> Clocked:
        self.names[node.name] = False
        self.names[f"{node.name}()"] = Clocks(self.names).generic_visit(node)
        return False

    def visit_Return(self, node: ast.Return | ast.Yield) -> Clocked:
        self.returned.append(self.visit(node.value) if node.value else False)
        return False

    def visit_Assign(self, node: ast.Assign | ast.AnnAssign | ast.NamedExpr) -> Clocked:
        value = self.visit(node.value) if node.value else False
        for target in getattr(node, "targets", None) or [node.target]:
            self.bind(target, value)
        return value

    def visit_AugAssign(self, node: ast.AugAssign) -> Clocked:
        self.change(node.target, self.visit(node.value))
        return False

    def visit_For(self, node: ast.For) -> Clocked:
        for _ in range(2):  # what one round changes, the next one meets
            self.bind(node.target, element(self.visit(node.iter)))
            for statement in node.body:
                self.visit(statement)
        return False

    def visit_withitem(self, node: ast.withitem) -> Clocked:
        value = self.visit(node.context_expr)
        if node.optional_vars:
            self.bind(node.optional_vars, value)
        return value

    def visit_Name(self, node: ast.Name) -> Clocked:
        return self.names.get(node.id, False)

    def visit_Attribute(self, node: ast.Attribute) -> Clocked:
        whole = ast.unparse(node).startswith(CLOCKS) or anywhere(self.visit(node.value))
        return whole and node.attr not in COUNTED

    def visit_Tuple(self, node: ast.Tuple | ast.List) -> Clocked:
        return tuple(map(self.visit, node.elts))

    def visit_Dict(self, node: ast.Dict) -> Clocked:
        return Each(either(map(self.visit, filter(None, [*node.keys, *node.values]))))

    def visit_ListComp(self, node: ast.ListComp | ast.GeneratorExp | ast.DictComp) -> Clocked:
        inner = Clocks(self.names)
        chosen = []
        for loop in node.generators:
            inner.bind(loop.target, element(inner.visit(loop.iter)))
            chosen += map(inner.visit, loop.ifs)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        return any(map(anywhere, chosen)) or Each(either(map(inner.visit, parts)))

    def visit_Subscript(self, node: ast.Subscript) -> Clocked:
        value = self.visit(node.value)
        place = getattr(node.slice, "value", None)
        if isinstance(value, tuple) and place in range(len(value)):
            return value[place]
        return value if isinstance(node.slice, ast.Slice) else element(value)

    def visit_Call(self, node: ast.Call) -> Clocked:
        if ast.unparse(node.func) == "zip":
            return self.zipped(node.args)
        parts = [*node.args, *(keyword.value for keyword in node.keywords)]
        given = [self.visit(part) for part in parts]
        if isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            self.change(node.func, tuple(given))
        if ast.unparse(node.func) == "claim":
            named = dict(zip(("sentence", "condition"), node.args, strict=False))
            named |= {part.arg: part.value for part in node.keywords}
            if not self.is_safe(named["condition"]):
                self.turned.add(ast.unparse(named["sentence"]))
        if ast.unparse(node.func) == "len" and isinstance(given[0], tuple | Each):
            return False
        made = self.names.get(f"{ast.unparse(node.func)}()", False)
        return made or any(map(anywhere, given)) or self.visit(node.func)

    def zipped(self, parts: list[ast.expr]) -> Clocked:
        """What `zip` makes of these: tuples of their elements, or the columns of its rows."""
        if not any(isinstance(part, ast.Starred) for part in parts):
            return Each(tuple(element(self.visit(part)) for part in parts))
        return either(map(self.visit, parts))

    def visit_Starred(self, node: ast.Starred) -> Clocked:
        return element(self.visit(node.value))

    def is_safe(self, condition: ast.expr) -> bool:
        """Whether it has no clock in it, or compares with a gap of ten."""
        if isinstance(condition, ast.BoolOp):
            return all(map(self.is_safe, condition.values))
        if not anywhere(self.visit(condition)):
            return True
        match condition:
            case ast.Compare(ops=[ast.Gt() | ast.GtE()], comparators=[smaller]):
                return is_tenfold(smaller)
            case ast.Compare(left=smaller, ops=[ast.Lt() | ast.LtE()]):
                return is_tenfold(smaller)
        return False

    visit_ImportFrom, visit_Yield = visit_Import, visit_Return
    visit_AnnAssign = visit_NamedExpr = visit_Assign
    visit_GeneratorExp = visit_DictComp = visit_ListComp
    visit_List = visit_Tuple
