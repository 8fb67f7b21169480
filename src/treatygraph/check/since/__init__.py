"""Checking only what a change can affect: from changed triples to focus nodes, and no verdict lost.

A verdict rests on triples that walks from the focus node come to. The walks of all shapes are
compiled into one automaton; it is followed backwards from what changed since a revision.
"""

from treatygraph.check.since.scope import Aimed, Scope, aim
from treatygraph.check.since.shapes_graph import CannotTell

__all__ = ["Aimed", "CannotTell", "Scope", "aim"]
