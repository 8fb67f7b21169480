"""The SHACL engines, each known to one module of this package alone."""
