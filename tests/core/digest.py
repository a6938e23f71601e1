"""A small digest for tests: two conferences, three papers, a talk, and nothing wrong with it.

``write_digest(folder)`` writes it and returns the folder, which then is a docs
folder with ``mlsys.toml`` in it. ``change`` edits one place of a file, and
``line_of`` tells on which line a text stands.
"""

from __future__ import annotations

from pathlib import Path

PROJECT = """\
title = "Test Digest"
bibliography = "refs.bib"
languages = ["en", "zh"]
conferences = ["2024", "2025"]

[awards]
best-paper = { en = "Best Paper", zh = "最佳论文" }

[links]
proceedings = { en = "Proceedings", zh = "论文集页面" }
arxiv = "arXiv"
code = { en = "Code", zh = "代码" }
event = { en = "Event page", zh = "会议页面" }
"""

BIBLIOGRAPHY = r"""% The bibliography of the test digest.

@string{mlsys = "Proceedings of Tests and Systems"}

@inproceedings{lovelace2024engine,
  author = {Lovelace, Ada and Wang, Wei},
  title = {{Engine}: Serving in $O(n^2)$ Steps},
  booktitle = mlsys,
  pages = {1--12},
  year = {2024},
  url = {https://proceedings.example.org/2024/hash/1.html},
  eprint = {2401.00001},
  archiveprefix = {arXiv},
}

@inproceedings{wang2024cache,
  author = {Wang, Wei and de la Cruz, Zo{\"e}},
  title = {A Cache for Looms},
  booktitle = mlsys,
  year = {2024},
  url = {https://proceedings.example.org/2024/hash/2.html},
}

@inproceedings{turing2025test,
  author = {Turing, Alan and Lovelace, A.},
  title = {Testing Machines},
  booktitle = mlsys,
  year = {2025},
  url = {https://proceedings.example.org/2025/hash/3.html},
}

@misc{hopper2024compilers,
  author = {Hopper, Grace},
  title = {Compilers for Everyone},
  year = {2024},
  url = {https://example.org/2024/talk/4},
}

@book{babbage1837,
  author = {Babbage, Charles},
  title = {On the Mathematical Powers of the Calculating Engine},
  year = {1837},
}
"""

ENGINE = """\
# The record with everything.
name: Engine
aliases:
  ids: [poster-1]
  titles: ["Notes on an Engine"]
  names: [Analytical-Engine]
award: best-paper
affiliations: [Somerville College]
topics: [serving]
terms: [kv-cache, batching]
links:
  code: https://example.org/engine
takeaway:
  en: Engine serves requests up to 3.4× faster than a loom on one node.
  zh: Engine 在单个节点上的服务速度最高是织机的 3.4 倍。
problem:
  en: |
    Looms wait for their cards.
    Weights of 140 GB do not fit into one store.
  zh: |
    织机总在等卡片。
    140 GB 的权重放不进一个存储器。
approach:
  en: |
    Engine fetches cards ahead, as {cite}`babbage1837` proposed.
    It keeps a {term}`KV cache` beside the mill.
  zh: |
    Engine 提前取卡片。
    {term}`键值缓存`放在磨坊旁边。
results:
  - value: 3.4
    unit: ×
    qualifier: up-to
    metric: {en: serving speed-up, zh: 服务加速比}
    direction: higher
    baseline: Loom
    hardware: {en: one node, zh: 单节点}
    source: code
    at: Table 1
    lead: true
  - value: [1.10, 2.50]
    unit: "%"
    metric: {en: lost accuracy, zh: 精度损失}
    direction: lower
    source: arxiv
    at: Table 2
quantities:
  - value: 140
    unit: GB
    what: {en: weights of the model, zh: 模型权重}
    source: proceedings
    at: Section 1
limits:
  en: The mill is made of brass.
  zh: 磨坊是黄铜做的。
connections:
  - to: wang2024cache
    relation: complements
    how: {en: keeps what the other computes, zh: 保存对方算出的结果}
  - to: babbage1837
    relation: builds-on
    how: {en: follows its plan, zh: 沿用其设计}
disagreements:
  - {en: The preprint counts more cards., zh: 预印本里的卡片更多。}
notes:
  en: |
    The first paragraph of the notes.

    The second one names {paper}`wang2024cache`.
figures: [mill]
added: 2024-05-13
revised: 2024-06-01
"""

CACHE = """\
name: LoomCache
topics: [serving, caching]
terms: [kv-cache]
takeaway:
  en: LoomCache keeps what a loom has woven.
  zh: LoomCache 保存织机织好的布。
connections:
  - to: turing2025test
    relation: answers
    how: {en: asks the question first, zh: 先提出了问题}
added: 2024-05-13
revised: 2024-05-13
"""

TEST = """\
topics: [caching]
terms: [batching]
takeaway:
  en: Machines are tested by conversation.
  zh: 用对话来测试机器。
added: 2025-05-12
revised: 2025-05-12
"""

TALK = """\
topics: [serving]
terms: [batching]
links:
  event: https://example.org/2024/talk/4
takeaway:
  en: Everyone can have a compiler.
  zh: 人人都能用上编译器。
summary:
  en: |
    A talk about words and machines.
  zh: |
    一场关于词语和机器的报告。
added: 2024-05-13
revised: 2024-05-13
"""

PROGRAM_2024 = """\
conference:
  name: {en: Conference on Tests 2024, zh: 2024 年测试会议}
  short: Tests 2024
  timezone: America/Los_Angeles
  city: {en: Santa Clara, zh: 圣克拉拉}
  url: https://example.org/2024
  proceedings: https://proceedings.example.org/2024
days:
  - date: 2024-05-13
    title: {en: First Day, zh: 第一天}
    items:
      - talk: hopper2024compilers
        start: "09:00"
        end: "10:00"
      - session: looms
        title: {en: Looms, zh: 织机}
        start: "10:00"
        end: "11:00"
        room: Hall 1
        papers:
          - {key: lovelace2024engine, start: "10:00", end: "10:30"}
          - {key: wang2024cache, start: "10:30", end: "11:00"}
    also:
      - event: dinner
        title: {en: Dinner, zh: 晚餐}
"""

PROGRAM_2025 = """\
conference:
  name: {en: Conference on Tests 2025, zh: 2025 年测试会议}
  short: Tests 2025
  timezone: America/Los_Angeles
  city: {en: Santa Clara, zh: 圣克拉拉}
  url: https://example.org/2025
  proceedings: https://proceedings.example.org/2025
days:
  - date: 2025-05-12
    title: {en: Only Day, zh: 唯一一天}
    items:
      - session: questions
        title: {en: Questions, zh: 问题}
        papers:
          - key: turing2025test
"""

TOPICS = """\
- id: serving
  name: {en: Serving, zh: 服务}
- id: caching
  name: {en: Caching, zh: 缓存}
"""

GLOSSARY = """\
- id: kv-cache
  name: {en: KV cache, zh: 键值缓存}
  aliases: [KV 缓存]
  definition:
    en: What a model keeps of the tokens it has read.
    zh: 模型为读过的词元保存的内容。
  related: [batching]
  figure: mill
- id: batching
  name: {en: batching, zh: 批处理}
  definition:
    en: |
      Handling several requests at once.
      It trades waiting for throughput.
    zh: |
      同时处理多个请求。
      以等待换吞吐。
"""

FIGURES = """\
- id: mill
  caption: {en: The mill and its store., zh: 磨坊和存储器。}
  alt: {en: A mill beside a store., zh: 存储器旁边的磨坊。}
"""

PEOPLE = """\
- name: Ada Lovelace
  spellings: [A. Lovelace]
- name: Wei Wang
  id: wei-wang-somerville
  records: [lovelace2024engine]
- name: Wei Wang
  id: wei-wang-cache
  native: 王伟
  records: [wang2024cache]
"""

INSTITUTIONS = """\
- name: Somerville
  spellings: [Somerville College]
"""

DRAWING = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" role="img">
  <title>Mill</title>
  <rect width="40" height="20" fill="none" stroke="currentColor"/>
</svg>
"""

FILES = {
    "mlsys.toml": PROJECT,
    "refs.bib": BIBLIOGRAPHY,
    "papers/lovelace2024engine.paper.yaml": ENGINE,
    "papers/wang2024cache.paper.yaml": CACHE,
    "papers/turing2025test.paper.yaml": TEST,
    "talks/hopper2024compilers.talk.yaml": TALK,
    "2024/program.yaml": PROGRAM_2024,
    "2025/program.yaml": PROGRAM_2025,
    "topics.yaml": TOPICS,
    "glossary.yaml": GLOSSARY,
    "figures.yaml": FIGURES,
    "people.yaml": PEOPLE,
    "institutions.yaml": INSTITUTIONS,
    "figures/mill.en.svg": DRAWING,
    "figures/mill.zh.svg": DRAWING,
}
"""Path to text of every file of the digest."""


def write_digest(folder: Path) -> Path:
    """Write the digest into *folder*, which is made if need be, and return it."""
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace the one place where *old* stands in a file."""
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
    file.write_text(text.replace(old, new), encoding="utf-8")


def line_of(folder: Path, name: str, needle: str) -> int:
    """Return the line, from 1, on which the one *needle* of a file begins."""
    text = (folder / name).read_text(encoding="utf-8")
    assert text.count(needle) == 1, f"{needle!r} stands {text.count(needle)} times in {name}"
    return text.count("\n", 0, text.index(needle)) + 1
