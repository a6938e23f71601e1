"""A small digest with every trap that a citation can hold."""

from __future__ import annotations

from pathlib import Path

from sphinx_mlsys.core.library import Library
from sphinx_mlsys.core.load import load
from tests.ext.small import Site

HOSTILE = "hal2024evil"
HOSTILE_TITLE = (
    r"{</script><script>alert(1)</script>} \& \"{O}l 100% \$5 {R\&D} a_b #1 $O(n^2)$ \'e ``q''"
)
"""A title with mark-up, quotes, every special character of LaTeX and mathematics."""

HOSTILE_TEXT = "</script><script>alert(1)</script> & 100% $5 R&D a_b #1 O(n²)"
"""What of it any reader must find, in this order."""

ENTRIES = rf"""
@inproceedings{{{HOSTILE},
  author = {{van der Berg, Jr., Hal and {{The <b>Team</b>}} and Bulu{{\c c}}, Ayd{{\i}}n and
    Agüera y Arcas, Blaise}},
  title = {{{HOSTILE_TITLE}}},
  booktitle = {{Proceedings of R\&D -- Volume "One"}},
  volume = {{1}},
  pages = {{7--12}},
  year = {{2024}},
  editor = {{De Sa, Christopher}},
  url = {{https://example.org/2024/evil~x_y%20z.html?a=1&b=2}},
}}
@misc{{mlsys2024nobody,
  key = {{Small nobody}},
  title = {{A {{LLM}} Talk Without a Speaker}},
  howpublished = {{Talk at Small 2024}},
  month = may,
  year = {{2024}},
}}
@misc{{new2023preprint,
  author = {{New, Ned}},
  title = {{A Preprint}},
  year = {{2023}},
  eprint = {{2301.00001}},
  archiveprefix = {{arXiv}},
  url = {{https://arxiv.org/abs/2301.00001}},
}}
@article{{zhang2020zhongwen,
  author = {{张, 三 and 李, 四 and 王, 五 and 赵, 六}},
  title = {{一种{{高效}}的方法}},
  journal = {{计算机学报}},
  volume = {{43}},
  number = {{5}},
  pages = {{1--9}},
  year = {{2020}},
  doi = {{10.1000/xyz}},
}}
"""

RECORD = """
name: </script>
aliases: {ids: [poster-9, old2024evil], titles: [An Older Title]}
topics: [speed]
links:
  pdf: https://example.org/evil.pdf
  code: https://elsewhere.example.com/code
takeaway:
  en: "It says </script><img src=x onerror=alert(2)> & \\"quotes\\" in **bold**, [x](javascript:x)."
  zh: "它说 </script> 和{term}`缓存`。"
added: 2024-06-03
revised: 2024-06-05
"""

TALK = """
takeaway: {en: Nobody speaks., zh: 没有人讲话。}
added: 2024-06-01
revised: 2024-06-01
"""


def sample(folder: Path) -> Site:
    """Return the sources, written into *folder*."""
    site = Site(folder)
    site.write("refs.bib", site.read("refs.bib") + ENTRIES)
    site.write(f"papers/{HOSTILE}.paper.yaml", RECORD)
    site.write("talks/mlsys2024nobody.talk.yaml", TALK)
    site.replace(
        "2024/program.yaml", "  - talk: fay2024talk\n", "  - talk: fay2024talk\n"
        '      - {talk: mlsys2024nobody, start: "11:00", end: "11:30", room: Hall 1}\n',
    )  # fmt: skip
    site.replace("2024/program.yaml", "papers: [", f"papers: [{{key: {HOSTILE}}}, ")
    return site


def library_of(site: Site) -> Library:
    """Return the library of the sources."""
    return load(site.docs).library
