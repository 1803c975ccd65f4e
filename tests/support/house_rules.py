"""The rules no off-the-shelf linter knows, most of them traps of Flet 1.0.5."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

MAX_MODULE_LINES = 300
MAX_COMPONENT_LINES = 60
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
BRANCHES = (ast.If, ast.For, ast.While, ast.Try, ast.IfExp, ast.Lambda, *COMPREHENSIONS)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
GUARDS = {"component", "screen"}
CATCHES_ALL = {"views/guard.py", "app/web/flet_socket.py", "app/worker.py"}
BLAME = re.compile(
    r"\b(root causes?|culprits?|violations?|at fault|corrective actions?|disciplinary)\b",
    re.IGNORECASE,
)


def broken_rules(path: Path) -> Iterator[str]:
    source = path.read_text(encoding="utf-8")
    tree = ast.parse(source)
    if source.count("\n") > MAX_MODULE_LINES:
        yield f"{path}: longer than {MAX_MODULE_LINES} lines; split it by subject"
    if tree.body and not ast.get_docstring(tree):
        yield f"{path}: no first line that says what it is for"
    for node in ast.walk(tree):
        yield from _node_rules(path, node)
    yield from _module_level_observables(path, tree)
    yield from _rows_without_key(path, tree)


def _node_rules(path: Path, node: ast.AST) -> Iterator[str]:
    if isinstance(node, FUNCTIONS):
        yield from _function_rules(path, node)
    elif isinstance(node, ast.ExceptHandler):
        yield from _except_rules(path, node)
    elif isinstance(node, ast.Call):
        yield from _call_rules(path, node)
    elif isinstance(node, ast.Constant) and _is_view(path):
        for found in BLAME.findall(str(node.value)):
            yield f"{path}:{node.lineno}: the product does not say {found!r}"


def _function_rules(path: Path, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    decorators = {ast.unparse(each) for each in function.decorator_list}
    if decorators & GUARDS:
        yield from _component_rules(path, function)
    if "ft.component" in decorators:
        yield f"{path}:{function.lineno}: a bare ft.component; use views.guard"
    for argument in function.args.args:
        annotation = ast.unparse(argument.annotation) if argument.annotation else ""
        if annotation == "ft.Page" and function.name != "main" and _is_view(path):
            yield f"{path}:{function.lineno}: a page parameter; use ft.context.page"


def _component_rules(
    path: Path, component: ast.FunctionDef | ast.AsyncFunctionDef
) -> Iterator[str]:
    assert component.end_lineno is not None
    if component.end_lineno - component.lineno >= MAX_COMPONENT_LINES:
        yield f"{path}:{component.lineno}: {component.name} is too long; extract a component"
    for statement in component.body:
        for node in ast.walk(statement):
            if isinstance(node, BRANCHES + FUNCTIONS) and any(map(_is_hook, ast.walk(node))):
                yield f"{path}:{node.lineno}: a hook inside a branch, loop or function"
    local = {each.name for each in ast.walk(component) if isinstance(each, FUNCTIONS)}
    for node in ast.walk(component):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("ft."):
            yield from _bare_handlers(path, node, local)


def _bare_handlers(path: Path, call: ast.Call, local: set[str]) -> Iterator[str]:
    """An event goes to `handler(...)` or to a property handed down, never to a bare function."""
    for keyword in call.keywords:
        if not (keyword.arg or "").startswith("on_"):
            continue
        value = keyword.value
        if isinstance(value, ast.Lambda) or (isinstance(value, ast.Name) and value.id in local):
            yield f"{path}:{value.lineno}: {keyword.arg} without views.guard.handler"


def _except_rules(path: Path, node: ast.ExceptHandler) -> Iterator[str]:
    caught = ast.unparse(node.type) if node.type else "BaseException"
    allowed = any(path.as_posix().endswith(each) for each in CATCHES_ALL)
    if caught in {"Exception", "BaseException"} and not allowed:
        reraises = any(isinstance(each, ast.Raise) for each in ast.walk(node))
        if not reraises:
            yield f"{path}:{node.lineno}: catches everything; name the errors"


def _call_rules(path: Path, call: ast.Call) -> Iterator[str]:
    name = ast.unparse(call.func)
    if name.endswith("page.update"):
        yield f"{path}:{call.lineno}: page.update(); change state instead"
    if name == "ft.Route" and any(each.arg == "loader" for each in call.keywords):
        yield f"{path}:{call.lineno}: Route(loader=) blocks every visitor; use an effect"


def _module_level_observables(path: Path, tree: ast.Module) -> Iterator[str]:
    observable = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any("bservable" in ast.unparse(each) for each in node.bases + node.decorator_list)
    }
    for statement in tree.body:
        value = getattr(statement, "value", None)
        if isinstance(value, ast.Call) and ast.unparse(value.func) in observable:
            yield f"{path}:{statement.lineno}: an observable all visitors would share"


def _rows_without_key(path: Path, tree: ast.Module) -> Iterator[str]:
    components = {
        node.name
        for node in ast.walk(tree)
        if isinstance(node, FUNCTIONS) and {ast.unparse(d) for d in node.decorator_list} & GUARDS
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.ListComp | ast.GeneratorExp):
            continue
        row = node.elt
        if not isinstance(row, ast.Call) or ast.unparse(row.func) not in components:
            continue
        if not any(each.arg == "key" for each in row.keywords):
            yield f"{path}:{row.lineno}: a row without key=; its state moves to another row"


def _is_view(path: Path) -> bool:
    return "views" in path.parts


def _is_hook(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1].startswith("use_")
