"""The small changes that are made to a module, one at a time.

mutmut gives the usual ones (`<` and `<=`, `and` and `or`, numbers, `not`). To them come those that matter
in this code: a statement, a condition, a filter, an argument, a lock or a decorator that is not there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation import mutators

# Calls that narrow or lock a query.
NARROWING = {"filter", "exclude", "select_for_update", "distinct", "order_by", "due", "published", "open"}
SWAPPED = {"any": "all", "all": "any", "min": "max", "max": "min"}
# What these say is seen by people, or is part of the table; neither decides.
SILENT = m.Name("_") | m.Name("ngettext") | m.Name("gettext") | m.Name("pgettext_lazy") | m.Name("pgettext")
LOGGING = m.Attribute(value=m.Name("log") | m.Name("logger"))


@dataclass(frozen=True)
class Mutant:
    """A changed module: its whole source, the lines whose tests can notice, and the change in two words."""

    source: str
    lines: tuple[int, int]
    function: str  # its qualified name; empty for what runs as the module is imported
    was: str
    becomes: str


def mutants_of(source: str) -> Iterator[Mutant]:
    wrapper = MetadataWrapper(cst.parse_module(source), unsafe_skip_copy=True)
    visitor = _Visitor(wrapper)
    wrapper.module.visit(visitor)
    seen = {source}
    for node, other in visitor.changes:
        changed = visitor.with_other(node, other)
        if changed not in seen:
            seen.add(changed)
            was, becomes = _difference(source, changed)
            yield Mutant(changed, visitor.lines_of(node), visitor.function_of(node), was, becomes)


def _difference(source: str, changed: str) -> tuple[str, str]:
    """The lines that differ, without what stands the same before and after them."""
    old, new = source.splitlines(), changed.splitlines()
    while old and new and old[0] == new[0]:
        del old[0], new[0]
    while old and new and old[-1] == new[-1]:
        del old[-1], new[-1]
    return _one_line(old), _one_line(new)


def _one_line(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


class _Visitor(cst.CSTVisitor):
    def __init__(self, wrapper: MetadataWrapper) -> None:
        self.module = wrapper.module
        self.positions = wrapper.resolve(PositionProvider)
        self.parents = wrapper.resolve(ParentNodeProvider)
        self.changes: list[tuple[cst.CSTNode, cst.CSTNode]] = []

    def on_visit(self, node: cst.CSTNode) -> bool:
        if m.matches(node, m.Annotation() | m.Import() | m.ImportFrom() | m.FormattedString()):
            return False
        if isinstance(node, cst.Call) and m.matches(node.func, SILENT | LOGGING):
            return False
        if isinstance(node, cst.Call) and not self.function_of(node) and _is_column(node):
            return False
        for kind, operator in OPERATORS:
            if isinstance(node, kind):
                self.changes += [(node, other) for other in operator(node)]
        return True

    def lines_of(self, node: cst.CSTNode) -> tuple[int, int]:
        """Of the statement, or of the head of the compound statement, in which the node stands."""
        while not isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement | cst.Module):
            node = self.parents[node]
        first, last = self.positions[node].start.line, self.positions[node].end.line
        if isinstance(node, cst.BaseCompoundStatement):
            last = max(first, self.positions[node.body].start.line - 1)
        return first, last

    def with_other(self, node: cst.CSTNode, other: cst.CSTNode) -> str:
        """The source with another node in the place of one. libcst's own replacement walks the whole tree."""
        while not isinstance(node, cst.Module):
            parent = self.parents[node]
            other = parent.with_changes(**dict(_holding(parent, node, other)))
            node = parent
        return other.code  # type: ignore[attr-defined]

    def function_of(self, node: cst.CSTNode) -> str:
        """The outermost function around the node; what stands in its head belongs to the module."""
        names: list[str] = []
        is_function = False
        child = node
        while not isinstance(child, cst.Module):
            parent = self.parents[child]
            if isinstance(parent, cst.FunctionDef) and child is parent.body:
                names, is_function = [parent.name.value], True
            elif isinstance(parent, cst.FunctionDef):
                names, is_function = [], False
            elif isinstance(parent, cst.ClassDef) and child is parent.body:
                names.append(parent.name.value)
            child = parent
        return ".".join(reversed(names)) if is_function else ""


def _holding(parent: cst.CSTNode, node: cst.CSTNode, other: cst.CSTNode) -> Iterator[tuple[str, Any]]:
    for column in dataclasses.fields(parent):
        value = getattr(parent, column.name)
        if value is node:
            yield column.name, other
        elif isinstance(value, Sequence) and any(one is node for one in value):
            yield column.name, [other if one is node else one for one in value]


def _is_column(call: cst.Call) -> bool:
    """Fields, constraints and the like, which only a migration changes."""
    return m.matches(call.func, m.Attribute(value=m.Name("models"))) or m.matches(
        call.func, m.Name(m.MatchRegex(r".*(Field|Index|Constraint|_lazy)"))
    )


def _without(nodes: Iterable[cst.CSTNode], index: int) -> list[cst.CSTNode]:
    return [node for number, node in enumerate(nodes) if number != index]


def _statement(node: cst.SimpleStatementLine) -> Iterator[cst.CSTNode]:
    """Nothing in the place of what is done for its effect."""
    effect = m.Expr(m.Call()) | m.Raise() | m.AugAssign() | m.Del() | m.Continue() | m.Break()
    effect |= m.Assign(targets=[m.AssignTarget(m.Attribute() | m.Subscript())])
    if len(node.body) == 1 and m.matches(node.body[0], effect):
        yield node.with_changes(body=[cst.Pass()])


def _condition(node: cst.If | cst.While) -> Iterator[cst.CSTNode]:
    yield node.with_changes(test=cst.Name("False"))
    if isinstance(node, cst.If):
        yield node.with_changes(test=cst.Name("True"))


def _comprehension(node: cst.CompFor) -> Iterator[cst.CSTNode]:
    for index in range(len(node.ifs)):
        yield node.with_changes(ifs=_without(node.ifs, index))


def _operand(node: cst.BooleanOperation | cst.BinaryOperation) -> Iterator[cst.CSTNode]:
    if isinstance(node, cst.BooleanOperation) or m.matches(
        node.operator, m.BitAnd() | m.BitOr() | m.Subtract()
    ):
        for side in (node.left, node.right):
            yield side.with_changes(lpar=[cst.LeftParen(), *side.lpar], rpar=[*side.rpar, cst.RightParen()])


def _call(node: cst.Call) -> Iterator[cst.CSTNode]:
    if isinstance(node.func, cst.Attribute) and node.func.attr.value in NARROWING:
        yield node.func.value
    if isinstance(node.func, cst.Name) and node.func.value in SWAPPED:
        yield node.with_changes(func=cst.Name(SWAPPED[node.func.value]))
    narrows = m.matches(node.func, m.Attribute(attr=m.Name("filter") | m.Name("exclude")) | m.Name("Q"))
    for index, argument in enumerate(node.args):
        if argument.keyword is not None or (narrows and len(node.args) > 1):
            yield node.with_changes(args=_without(node.args, index))
        if argument.keyword is not None and m.matches(argument.keyword, m.Name("by") | m.Name("user")):
            nobody = argument.with_changes(value=cst.Name("None"))
            yield node.with_changes(args=[*node.args[:index], nobody, *node.args[index + 1 :]])


def _elements(node: cst.Tuple | cst.List | cst.Set | cst.Dict) -> Iterator[cst.CSTNode]:
    least = 1 if isinstance(node, cst.List | cst.Dict) else 2
    for index in range(len(node.elements)):
        if len(node.elements) >= least:
            yield node.with_changes(elements=_without(node.elements, index))


def _decorators(node: cst.FunctionDef) -> Iterator[cst.CSTNode]:
    needed = m.Decorator(m.Name("property") | m.Name("classmethod") | m.Name("staticmethod"))
    for index, decorator in enumerate(node.decorators):
        if not m.matches(decorator, needed):
            yield node.with_changes(decorators=_without(node.decorators, index))


def _with(node: cst.With) -> Iterator[cst.CSTNode]:
    if all(item.asname is None for item in node.items):
        yield cst.If(test=cst.Name("True"), body=node.body, leading_lines=node.leading_lines)


def _slice(node: cst.Subscript) -> Iterator[cst.CSTNode]:
    if any(isinstance(element.slice, cst.Slice) for element in node.slice):
        yield node.value


def _return(node: cst.Return) -> Iterator[cst.CSTNode]:
    # None in the place of False answers the same; that it becomes True is a change of its own.
    if node.value is not None and not m.matches(node.value, m.Name("None") | m.Name("False")):
        yield node.with_changes(value=cst.Name("None"), whitespace_after_return=cst.SimpleWhitespace(" "))


OPERATORS = (
    (cst.SimpleStatementLine, _statement),
    (cst.If, _condition),
    (cst.While, _condition),
    (cst.CompFor, _comprehension),
    (cst.BooleanOperation, _operand),
    (cst.BinaryOperation, _operand),
    (cst.Call, _call),
    ((cst.Tuple, cst.List, cst.Set, cst.Dict), _elements),
    (cst.FunctionDef, _decorators),
    (cst.With, _with),
    (cst.Subscript, _slice),
    (cst.Return, _return),
    (cst.BaseNumber, mutators.operator_number),
    (cst.Name, mutators.operator_name),
    (cst.UnaryOperation, mutators.operator_remove_unary_ops),
    (cst.CSTNode, mutators.operator_keywords),
    (cst.CSTNode, mutators.operator_swap_op),
    (cst.IfExp, mutators.operator_if_exp),
)
