"""``sphinx-mlsys import``: from saved files of other programs into a digest.

One reader for each format makes items of one form (:mod:`.model`); one merger
brings the items into the files of a digest. Nothing here asks the network.
"""
