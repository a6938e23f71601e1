"""A large file of the conference software with the flaws that real ones have.

Deterministic: the same size gives the same bytes. Names and titles are made of
parts, nobody's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Any

GIVEN = "Ann Bob Cem Dee Eve Fay Gil Hua Ida Jun Kai Lei Mia Ned Ola Pia Qi Ron Sue Tom Uma Wei"
FAMILY = "Ada Bel Çelik Dorn Ekström Fu García Hu Ito Jung Köhler Li Müller Nguyễn O'Neil Wang Xu"
NOUNS = "Caches Graphs Kernels Queues Tensors Tokens Trees Streams Models Agents Policies Proofs"
VERBS = "Learning Scheduling Pruning Serving Compressing Routing Testing Aligning Sampling Folding"
WAYS = "Small Sparse Noisy Distributed Causal Private Robust Lazy Federated Convex Rare Long"
ENDS = "at Scale|under Shift|without Labels|in $O(n \\log n)$|with Few Samples|&amp;amp; Beyond|by Design"
PLACES = "Small University|Institute &amp;amp; Labs|Université d'Été|清华大学|AT&amp;T Labs|"
ZONE = timezone(timedelta(hours=-7))
FIRST = datetime(2026, 5, 18, 9, 0, tzinfo=ZONE)


def rows(papers: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Yield the events of so many papers, in three days with five rooms each."""
    pick = random.Random(seed)
    number = 100_000
    for n in range(papers):
        title = (
            f"{pick.choice(VERBS.split())} {pick.choice(WAYS.split())} "
            f"{pick.choice(NOUNS.split())} {pick.choice(ENDS.split('|'))}"
        )
        if n % 3:
            title = f"{pick.choice(NOUNS.split())[:-1]}{pick.choice(WAYS.split())}{n}: {title}"
        else:
            title += f", Part {n}"
        authors = [
            {
                "id": pick.randrange(10**6),
                "fullname": f"{pick.choice(GIVEN.split())} {pick.choice(FAMILY.split())}",
                "url": "http://x.example/users/1",
                "institution": pick.choice(PLACES.split("|")) or None,
            }
            for _ in range(pick.randrange(1, 9))
        ]
        uid = f"{pick.getrandbits(128):032x}"
        decision = pick.choice(["Accept (poster)"] * 6 + ["Accept (oral)", "Accept", ""])
        start = FIRST + timedelta(days=n % 3, hours=(n // 3) % 3 * 3)
        number += 1
        poster = {
            "id": number,
            "uid": uid,
            "name": title,
            "authors": authors,
            "abstract": "A text of others &amp;amp; not stored.",
            "topic": "Deep Learning->Attention Mechanisms",
            "keywords": ["caches"] if n % 2 else [],
            "decision": decision,
            "session": f"Poster Session {n % 3 + 1}",
            "eventtype": "Poster",
            "event_type": "poster_template",
            "room_name": f"Exhibit Hall {'ABCDE'[n % 5]}",
            "virtualsite_url": f"/virtual/2026/poster/{number}",
            "url": None,
            "sourceid": n,
            "sourceurl": "https://openreview.net/group?id=Large.org/2026/Conference",
            "starttime": start.isoformat(),
            "endtime": (start + timedelta(hours=2)).isoformat(),
            "paper_url": f"https://openreview.net/forum?id=Forum{n:05d}" if n % 7 else "",
            "paper_pdf_url": None,
            "eventmedia": [{"id": n, "name": "Slides", "uri": f"/media/{n}.pdf", "visible": True}]
            if n % 4 == 0
            else [],
            "visible": True,
            "poster_position": f"#{n}",
            "related_events_ids": [],
        }
        yield poster
        if n % 12 == 0:  # an oral besides, with the title escaped otherwise
            number += 1
            slot = FIRST + timedelta(days=n % 3, hours=6, minutes=15 * (n // 60 % 12))
            yield {
                **poster,
                "id": number,
                "name": title.replace("&amp;amp;", "&amp;"),
                "eventtype": "Oral",
                "decision": "Accept (spotlight)" if n % 36 == 0 else decision,
                "session": f"Oral {n // 12 % 5 + 1}{'ABC'[n % 3]}",
                "room_name": f"Hall {n // 12 % 5 + 1}" if n % 5 else "",
                "virtualsite_url": f"/virtual/2026/oral/{number}",
                "starttime": slot.isoformat(),
                "endtime": (slot + timedelta(minutes=15)).isoformat(),
                "paper_url": "",
                "related_events_ids": [number - 1],
            }


def large(papers: int) -> dict[str, Any]:
    """Return what the file holds."""
    found = list(rows(papers))
    return {"count": len(found), "next": None, "previous": None, "results": found}
