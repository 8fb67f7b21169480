"""A collection: RDF files read into quads, each file a named graph, faults told by place."""

from treatygraph.collection.faults import faults_in
from treatygraph.collection.files import RdfFile, display_name, find_rdf_files, format_of
from treatygraph.collection.loaded import LoadedFile
from treatygraph.collection.loading import (
    Collection,
    load_collection,
    load_files,
    read_collection,
)
from treatygraph.collection.own import Own
from treatygraph.collection.shipped import load_shipped

__all__ = [
    "Collection",
    "LoadedFile",
    "Own",
    "RdfFile",
    "display_name",
    "faults_in",
    "find_rdf_files",
    "format_of",
    "load_collection",
    "load_files",
    "load_shipped",
    "read_collection",
]
