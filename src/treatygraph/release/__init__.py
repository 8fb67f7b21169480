"""Releases: a collection compiled into an immutable folder, and opened again to be served."""

from treatygraph.release.build import BuildOptions, build_release
from treatygraph.release.manifest import Manifest
from treatygraph.release.opening import Release, open_current, open_files, open_release

__all__ = [
    "BuildOptions",
    "Manifest",
    "Release",
    "build_release",
    "open_current",
    "open_files",
    "open_release",
]
