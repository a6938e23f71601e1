"""All that knows Sphinx: the domain, the cards, the pages, the exports' files."""
