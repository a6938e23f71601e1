"""What is not the site of html pages is also the same after a change as built anew."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.ext.small import Site
from tests.ext.test_rebuild import (
    add_record,
    differences,
    edit_record,
    edit_title,
    move_card,
    rename_topic,
)

BUILDERS = ("dirhtml", "singlehtml", "epub", "latex", "typst", "text", "man")


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_rebuild_of_any_output_equals_a_clean_build(tmp_path: Path, builder: str) -> None:
    """Each change is made to what the change before it left."""
    site = Site(tmp_path / "site")
    before = site.build("out", builder).files()
    for edit in (edit_record, edit_title, rename_topic, move_card, add_record):
        edit(site)
        again = site.build("out", builder).files()
        clean = site.build("clean", builder, fresh=True).files()
        assert differences(again, clean) == [], edit.__name__
        assert differences(again, before), f"{edit.__name__} changed nothing"
        before = again
