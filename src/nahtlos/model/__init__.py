"""From documents to workflows, bots and settings: the shapes of the language."""
