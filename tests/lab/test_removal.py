"""Taking assets off the shelf so that it can be undone."""

from __future__ import annotations

import pytest

from hypereal_lab import Lab, errors


def test_the_last_place_may_be_taken_by_another_one_before_it_comes_back(lab: Lab) -> None:
    fox = lab.images.generate("a fox").run()
    lab.shelf.note(fox, "mine")
    removal = lab.shelf.take_away([fox])
    assert removal.digests == [fox.digest] and not lab.shelf.search("fox")
    boat = lab.images.generate("a boat").run()
    removal.undo()
    assert lab.shelf.search("fox") == lab.shelf.search("mine") == [fox]
    assert lab.shelf.search("boat") == [boat]
    assert lab.shelf.verify().whole


def test_what_was_made_again_meanwhile_keeps_its_file(lab: Lab) -> None:
    fox = lab.images.generate("a fox").run()
    data = fox.data
    removal = lab.shelf.take_away([fox])
    again = lab.shelf.keep_reference(data, "fox.png")
    removal.finish()
    assert again.path.exists() and lab.shelf.verify().whole


def test_all_of_them_stay_where_one_is_used(lab: Lab) -> None:
    fox, boat = (lab.images.generate(words).run() for words in ("a fox", "a boat"))
    lab.images.generate("img 1 at night", references=[boat]).run()
    with pytest.raises(errors.ShelfError, match="is a reference of .* Pass confirm=True"):
        lab.shelf.take_away([fox, boat])
    assert len(lab.shelf) == 3
    lab.shelf.take_away([fox, boat], confirm=True).finish()
    assert len(lab.shelf) == 1 and not boat.path.exists()


def test_an_outline_has_what_a_search_has(lab: Lab) -> None:
    made = [lab.images.generate("a fox", take=take).run() for take in (1, 2, 3)]
    assert [one.digest for one in lab.shelf.outline("fox", order="oldest")] == [one.digest for one in made]
    wanted = [made[2].digest, made[0].digest]
    assert {one.digest for one in lab.shelf.outline(digests=wanted)} == set(wanted)
    assert {(one.width, one.height) for one in lab.shelf.outline(limit=2)} == {(64, 48)}
