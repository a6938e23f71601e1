"""Pictures of a digest as SVG: one module for each kind.

Written by hand and not by a plotting library, for these reasons (matplotlib
3.11 was tried): it adds 200 MB and a second of importing to every build; its
SVG sets colours and sizes as styles of each element, so nothing of it can
follow the page into the dark; it lays text out for a font that the reader does
not have; and timetables, networks and a dot matrix are no plots: they would be
drawn by hand there too. What is needed of SVG is a dozen elements.

Every picture is drawn twice, for a wide column and for a phone: shrunk
lettering cannot be read. Its links are ``mlsys:<kind>:<name>``; who shows a
picture puts addresses in their place.
"""
