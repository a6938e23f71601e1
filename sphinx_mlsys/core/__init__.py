"""Records and what relates them; knows neither Sphinx nor docutils."""
