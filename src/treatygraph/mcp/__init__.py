"""A server for language models: the graph as tools and resources of the Model Context Protocol."""
