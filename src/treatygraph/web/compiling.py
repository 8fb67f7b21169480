"""How templates are compiled: as Jinja does it, without what none of ours needs.

Jinja asks at each call whether what is called wants the context, wraps each macro in an object that
sorts its arguments, and looks at each piece whether it is HTML already. A page has some hundred of
these, and they cost more than what they write. So here calls are plain calls, macros are plain
functions, and a piece is not looked at whose function says by its type that it gives Markup. What
templates can do is the same but for this: no function that they call is given the context, and no
macro has ``caller``, ``varargs`` or ``kwargs``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, nodes
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.compiler import CodeGenerator, Frame, MacroRef
from jinja2.utils import missing
from markupsafe import Markup, escape

_HELPERS = ("escaped", "plain_macro", "imported")
"""Globals that compiled templates call, each by a local name."""


def compile_plainly(templates: Environment) -> None:
    """Let an environment compile so; templates that it has compiled already stay as they are."""

    @cache
    def imported(name: str) -> object:
        return templates.get_template(name).module

    templates.code_generator_class = PlainCalls
    templates.bytecode_cache = _COMPILED
    templates.globals.update(escaped=escaped, plain_macro=plain_macro, imported=imported)


class PlainCalls(CodeGenerator):
    """Writes the Python of a template."""

    def write_commons(self) -> None:
        """Begin a function with the names that it uses."""
        super().write_commons()
        for name in _HELPERS:
            self.writeline(f"{name} = environment.globals[{name!r}]")

    def visit_Call(  # noqa: N802  # the name is Jinja's
        self, node: nodes.Call, frame: Frame, forward_caller: bool = False
    ) -> None:
        """A call as Python has it."""
        self.visit(node.node, frame)
        self.write("(")
        self._signature(node, frame)
        self.write(")")

    def _signature(self, node: nodes.Call, frame: Frame) -> None:
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")

    def macro_def(self, macro_ref: MacroRef, frame: Frame) -> None:
        """A macro as a function of its arguments by place or name."""
        names = tuple(argument.name for argument in macro_ref.node.args)
        self.write(f"plain_macro(macro, {names!r})")

    def visit_Import(self, node: nodes.Import, frame: Frame) -> None:  # noqa: N802
        """Macros that need no context are made once."""
        if node.with_context or not isinstance(node.template, nodes.Const):
            super().visit_Import(node, frame)
            return
        self.writeline(f"{frame.symbols.ref(node.target)} = ", node)
        if frame.toplevel:
            self.write(f"context.vars[{node.target!r}] = ")
        self.write(f"imported({node.template.value!r})")
        if frame.toplevel and not node.target.startswith("_"):
            self.writeline(f"context.exported_vars.discard({node.target!r})")

    def _output_child_pre(
        self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo
    ) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("(" if self._gives_markup(node) else "escaped(")

    def _gives_markup(self, node: nodes.Expr) -> bool:
        """Whether a filter or function says that it returns Markup."""
        function: object = None
        if isinstance(node, nodes.Filter):
            function = self.environment.filters.get(node.name)
        elif isinstance(node, nodes.Call) and isinstance(node.node, nodes.Name):
            function = self.environment.globals.get(node.node.name)
        return getattr(function, "__annotations__", {}).get("return") == "Markup"


def escaped(value: object) -> Markup:
    """A piece as HTML; most are already."""
    return value if type(value) is Markup else escape(value)


def plain_macro(function: Callable[..., str], names: tuple[str, ...]) -> Callable[..., Markup]:
    """The function that templates call: what is not given is left to the macro's defaults."""
    code: Any = function.__code__
    inner = dict(zip(names, code.co_varnames, strict=False))
    function.__defaults__ = (missing,) * len(names)

    def macro(*given: object, **named: object) -> Markup:
        if named:
            named = {inner[name]: value for name, value in named.items()}
        return markup(function(*given, **named))

    return macro


def markup(text: str) -> Markup:
    """A text that is HTML already; the class itself first asks what the text is."""
    return str.__new__(Markup, text)


class _Compiled(BytecodeCache):
    """Compiled templates, for the next application in this process: they are the same for all."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket of a template if it was compiled before."""
        if code := self._held.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._held[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()
