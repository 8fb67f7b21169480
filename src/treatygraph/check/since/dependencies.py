"""From shapes to walks: what the verdict of each shape on a focus node may look at.

Sound for whatever SHACL Core holds (section 4), and for SPARQL constraints of the plainest form;
of other shapes it is told that it cannot be told, and why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from pyoxigraph import Literal, NamedNode

from treatygraph.check.since.automaton import Automaton, State
from treatygraph.check.since.paths import Path, Repeated, read_path
from treatygraph.check.since.patterns import THIS, Pattern, read_patterns
from treatygraph.check.since.shapes_graph import CannotTell, ShapesGraph, Term
from treatygraph.check.since.targets import Targets
from treatygraph.namespaces import PREFIX, expand

_TYPE: Final = NamedNode(expand("rdf:type"))
_BROADER_CLASS: Final = Repeated(NamedNode(expand("rdfs:subClassOf")), none=True, many=True)
_TRUE: Final = ("true", "1")


def _sh(names: str) -> frozenset[str]:
    return frozenset(expand(f"sh:{name}") for name in names.split())


_OF_VALUES_ALONE: Final = _sh(
    "datatype nodeKind minCount maxCount minExclusive minInclusive maxExclusive maxInclusive "
    "minLength maxLength pattern flags languageIn uniqueLang hasValue in ignoredProperties "
    "qualifiedMinCount qualifiedMaxCount path severity message name description deactivated "
    "order group defaultValue targetClass targetNode targetSubjectsOf targetObjectsOf "
    "qualifiedValueShapesDisjoint"
)
_SHAPES: Final = _sh("node property not qualifiedValueShape")
_LISTS_OF_SHAPES: Final = _sh("and or xone")
_BESIDE: Final = _sh("equals disjoint lessThan lessThanOrEquals")


class Dependencies:
    """The walks of all shapes that have targets. ``roots``: where the walks of each begin."""

    def __init__(self, graph: ShapesGraph, targets: Targets) -> None:
        self.automaton = Automaton()
        self.roots: dict[State, Term] = {}
        self._graph = graph
        self._entries: dict[Term, State] = {}
        self._waiting: list[Term] = []
        self._uses: dict[Term, set[Term]] = {}
        self._unclear: dict[Term, str] = {}
        for shape in targets.shapes:
            self._root(shape, targets)
        while self._waiting:
            self._compile(self._waiting.pop())

    def unclear(self, shape: Term) -> str | None:
        """Why it cannot be told what a shape depends on; None where it can."""
        seen, waiting = {shape}, [shape]
        while waiting:
            each = waiting.pop()
            if each in self._unclear:
                return self._unclear[each]
            more = self._uses.get(each, set()) - seen
            seen |= more
            waiting += more
        return None

    def _root(self, shape: Term, targets: Targets) -> None:
        """Walks begin at focus nodes; what makes a node one is looked at too."""
        root = self.automaton.state()
        self.roots[root] = shape
        self.automaton.silently(root, self._entry(shape))
        declared = targets.declared(shape)
        if declared.classes:
            self._types(root)
        for predicates, forward in ((declared.subjects_of, True), (declared.objects_of, False)):
            for predicate in predicates:
                self.automaton.over(root, predicate, self.automaton.state(), forward)

    def _types(self, state: State) -> None:
        """The classes of a node, and the classes around them."""
        class_ = self.automaton.state()
        self.automaton.over(state, _TYPE, class_, True)
        self.automaton.along(class_, _BROADER_CLASS, self.automaton.state())

    def _entry(self, shape: Term) -> State:
        if shape not in self._entries:
            self._entries[shape] = self.automaton.state()
            self._waiting.append(shape)
        return self._entries[shape]

    def _use(self, shape: Term, at: State, used: Term) -> None:
        self._uses.setdefault(shape, set()).add(used)
        self.automaton.silently(at, self._entry(used))

    def _compile(self, shape: Term) -> None:
        try:
            values = self._values(shape)
            for predicate, objects in self._graph.about(shape).items():
                if predicate.startswith(PREFIX["sh"]) and predicate not in _OF_VALUES_ALONE:
                    for value in objects:
                        self._handler(predicate)(shape, value, values)
            self._siblings(shape, values)
        except CannotTell as reason:
            self._unclear[shape] = str(reason)

    def _values(self, shape: Term) -> State:
        """Where the value nodes of a shape are; for a node shape, the focus node itself."""
        paths = self._graph.objects(shape, expand("sh:path"))
        if not paths:
            return self._entries[shape]
        if len(paths) > 1:
            raise CannotTell("it has several paths")
        values = self.automaton.state()
        self.automaton.along(self._entries[shape], self._path(paths[0]), values)
        return values

    def _path(self, node: Term) -> Path:
        return read_path(self._graph, node)

    def _handler(self, predicate: str) -> Callable[[Term, Term, State], None]:
        """What to do with a shape, a value of this parameter, and the state of its value nodes."""
        if predicate in _SHAPES:
            return self._nested
        if predicate in _LISTS_OF_SHAPES:
            return self._nested_list
        if predicate in _BESIDE:
            return self._beside
        others: Mapping[str, Callable[[Term, Term, State], None]] = {
            expand("sh:class"): self._class,
            expand("sh:closed"): self._closed,
            expand("sh:sparql"): self._sparql,
        }
        return others.get(predicate) or partial(self._unknown, predicate)

    def _unknown(self, predicate: str, shape: Term, value: Term, values: State) -> None:
        raise CannotTell(f"it uses sh:{predicate.removeprefix(PREFIX['sh'])}")

    def _nested(self, shape: Term, used: Term, values: State) -> None:
        self._use(shape, values, used)

    def _nested_list(self, shape: Term, collection: Term, values: State) -> None:
        for used in self._graph.members(collection):
            self._use(shape, values, used)

    def _beside(self, shape: Term, predicate: Term, values: State) -> None:
        """Compared with the values of another property of the focus node."""
        if not isinstance(predicate, NamedNode):
            raise CannotTell("it compares with what is no property")
        self.automaton.over(self._entries[shape], predicate, self.automaton.state(), True)

    def _class(self, shape: Term, class_: Term, values: State) -> None:
        self._types(values)

    def _closed(self, shape: Term, value: Term, values: State) -> None:
        """Of value nodes; in a property shape ``shacl`` looks at the focus node instead."""
        plain = isinstance(value, Literal) and value.value in _TRUE
        for state in {values, self._entries[shape]}:
            self.automaton.all_but(state, self._allowed(shape) if plain else ())

    def _allowed(self, shape: Term) -> list[NamedNode]:
        ignored = self._graph.objects(shape, expand("sh:ignoredProperties"))
        named = [term for each in ignored for term in self._graph.members(each)]
        for inner in self._graph.objects(shape, expand("sh:property")):
            named += self._graph.objects(inner, expand("sh:path"))
        return [term for term in named if isinstance(term, NamedNode)]

    def _siblings(self, shape: Term, values: State) -> None:
        """With qualifiedValueShapesDisjoint, values are held against the shapes beside this one."""
        if not self._graph.objects(shape, expand("sh:qualifiedValueShapesDisjoint")):
            return
        property_, qualified = expand("sh:property"), expand("sh:qualifiedValueShape")
        for parent in self._graph.subjects(property_, shape):
            for beside in self._graph.objects(parent, property_):
                for used in self._graph.objects(beside, qualified):
                    self._use(shape, values, used)

    def _sparql(self, shape: Term, constraint: Term, values: State) -> None:
        queries = self._graph.objects(constraint, expand("sh:select"))
        if len(queries) != 1 or not isinstance(queries[0], Literal):
            raise CannotTell("its SPARQL constraint has no query")
        patterns = read_patterns(queries[0].value, self._prefixes(constraint))
        states = {THIS: self._entries[shape]}
        for pattern in patterns:
            self._pattern(pattern, states)

    def _pattern(self, pattern: Pattern, states: dict[str, State]) -> None:
        """Both ways: a walk may come to either end first."""
        subject, object_ = (
            self.automaton.state()
            if end is None
            else states.setdefault(end, self.automaton.state())
            for end in (pattern.subject, pattern.object)
        )
        self.automaton.along(subject, pattern.path, object_)
        self.automaton.along(object_, pattern.path, subject, False)

    def _prefixes(self, constraint: Term) -> dict[str, str]:
        found: dict[str, str] = {}
        for document in self._graph.objects(constraint, expand("sh:prefixes")):
            for declared in self._graph.objects(document, expand("sh:declare")):
                prefix, namespace = (
                    self._text(declared, "prefix"),
                    self._text(declared, "namespace"),
                )
                if found.setdefault(prefix, namespace) != namespace:
                    raise CannotTell(f"the prefix {prefix} is declared twice")
        return found

    def _text(self, node: Term, name: str) -> str:
        values = self._graph.objects(node, expand(f"sh:{name}"))
        if len(values) != 1 or not isinstance(values[0], Literal):
            raise CannotTell("a prefix of its query is not declared as it should be")
        return values[0].value
