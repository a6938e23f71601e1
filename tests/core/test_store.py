"""Values by name are there for the next build, and only what is new is written again."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sphinx_mlsys.core.store import Store
from tests.core.laws import law

NAMES = st.tuples(st.sampled_from("ab"), st.text(max_size=3))


def everything(_name: tuple[str, ...]) -> bool:
    return True


@given(st.dictionaries(NAMES, st.integers(), max_size=30))
@law(50)
def test_what_is_put_is_found(values: dict[tuple[str, ...], int]) -> None:
    store = Store()
    for name, value in values.items():
        store.put(name, value)
    store.save(everything)
    assert {name: store.get(name) for name in values} == values
    assert store.get(("c", "")) is None


def test_the_next_build_finds_what_was_saved(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(200):
        store.put(("a", str(number)), number)
    store.save(everything)
    again = Store(tmp_path)
    assert [again.get(("a", str(number))) for number in range(200)] == list(range(200))


def test_only_the_part_with_something_new_is_written(tmp_path: Path) -> None:
    store = Store(tmp_path)
    for number in range(200):
        store.put(("a", str(number)), number)
    store.save(everything)
    before = {file: file.stat().st_mtime_ns for file in tmp_path.iterdir()}
    again = Store(tmp_path)
    assert again.get(("a", "8")) == 8
    again.put(("b", "7"), 70)
    again.save(everything)
    changed = [file for file in tmp_path.iterdir() if file.stat().st_mtime_ns != before.get(file)]
    assert len(before) > 40
    assert len(changed) == 1
    assert Store(tmp_path).get(("b", "7")) == 70
    assert Store(tmp_path).get(("a", "7")) == 7


def test_what_is_not_used_any_more_is_left_out(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(("a", "here"), 1)
    store.put(("b", "here"), 2)
    store.save(lambda name: name[0] == "a")
    again = Store(tmp_path)
    assert (again.get(("a", "here")), again.get(("b", "here"))) == (1, None)


def test_a_damaged_part_holds_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(("a", "here"), 1)
    store.save(everything)
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-3])
    assert Store(tmp_path).get(("a", "here")) is None
