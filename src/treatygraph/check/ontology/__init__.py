"""Checks of an ontology: its profiles, and what a reasoner finds."""
