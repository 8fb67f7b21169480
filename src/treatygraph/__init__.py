"""treatygraph: a knowledge graph of treaties as open linked data."""

__version__ = "0.1.0"
