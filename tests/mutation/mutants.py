"""The faults: one small change of the syntax tree each, within a function."""

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import CodeType

Function = ast.FunctionDef
Change = Callable[[ast.AST], ast.AST | None]
"""Gives the node that stands there instead; none where the node is left out."""

_OTHER: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr, ast.Continue: ast.Break,
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One fault: where it is, what it is, and the changed code of the function that holds it."""

    function: str
    line: int
    what: str
    code: CodeType


def mutants_of(source: str, file: str) -> Iterator[Mutant]:
    """Every fault of a module's functions, in the order of the file.

    Texts are left as they are, since a message that reads otherwise is no fault of what is decided; so are tables
    beside the functions, which tests of data hold.
    """
    tree = ast.parse(source)
    for name, function in _functions(tree.body):
        for place, node in enumerate(ast.walk(function)):
            for what, change in _changes(node):
                code = _compiled(tree, name, function, place, change, file)
                if code is not None:
                    yield Mutant(name, getattr(node, "lineno", function.lineno), what, code)


def _functions(body: list[ast.stmt], above: str = "") -> Iterator[tuple[str, Function]]:
    for node in body:
        if isinstance(node, Function) and not _is_abstract(node):
            yield above + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{above}{node.name}.")


def _is_abstract(function: Function) -> bool:
    """Whether it only says what others do."""
    last = function.body[-1]
    return isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant) and last.value.value is ...


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """What may be wrong with a node."""
    kind = type(node)
    if kind in _OTHER:
        other = _OTHER[kind]
        yield f"{kind.__name__} is {other.__name__}", lambda _: other()
    elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield f"{node.value} is {not node.value}", lambda one: ast.Constant(not _value(one))
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield f"{node.value} is {node.value + 1}", lambda one: ast.Constant(_value(one) + 1)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "not is left out", lambda one: one.operand  # type: ignore[attr-defined] # a node of this kind
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield "nothing is returned", lambda _: ast.Return(ast.Constant(None))
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        yield "a call is left out", lambda _: ast.Pass()
    elif isinstance(node, ast.IfExp):
        yield "if and else change places", _swapped
    elif isinstance(node, ast.If):
        yield "the condition is turned", _turned
    elif isinstance(node, ast.comprehension) and node.ifs:
        yield "a condition is left out", _unconditional


def _value(node: ast.AST) -> int:
    assert isinstance(node, ast.Constant)
    assert isinstance(node.value, int)
    return node.value


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _swapped(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.IfExp)
    return ast.IfExp(node.test, node.orelse, node.body)


def _turned(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.If)
    return ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)


def _unconditional(node: ast.AST) -> ast.AST:
    assert isinstance(node, ast.comprehension)
    return ast.comprehension(node.target, node.iter, [], node.is_async)


def _compiled(
    tree: ast.Module, name: str, function: Function, place: int, change: Change, file: str
) -> CodeType | None:
    """The code of the function with one node changed; none where the node is in a text or an annotation."""
    if _is_left_alone(function, place):
        return None
    changed = copy.deepcopy(tree)
    target = dict(_functions(changed.body))[name]
    node = list(ast.walk(target))[place]
    _Swap(node, change(node)).visit(target)
    code = compile(ast.fix_missing_locations(changed), file, "exec")
    return _found(code, name)


def _is_left_alone(function: Function, place: int) -> bool:
    """Whether a node is part of an annotation, a decorator, a default or a formatted text."""
    node = list(ast.walk(function))[place]
    others: list[ast.AST] = [*function.decorator_list, function.args]
    others += [one for one in (function.returns,) if one is not None]
    others += [one for one in ast.walk(function) if isinstance(one, ast.JoinedStr)]
    others += [one.annotation for one in ast.walk(function) if isinstance(one, ast.AnnAssign)]
    return any(node is inner for one in others for inner in ast.walk(one))


class _Swap(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST | None) -> None:
        self._old, self._new = old, new

    def visit(self, node: ast.AST) -> ast.AST | None:
        """The node, or what stands in its place."""
        if node is self._old:
            return self._new
        return super().generic_visit(node)


def _found(code: CodeType, name: str) -> CodeType | None:
    for one in code.co_consts:
        if isinstance(one, CodeType):
            if one.co_qualname == name:
                return one
            found = _found(one, name)
            if found is not None:
                return found
    return None
