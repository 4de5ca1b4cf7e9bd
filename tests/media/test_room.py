from __future__ import annotations

import subprocess
import sys


def loaded_after(statement: str, *names: str) -> str:
    question = f"import sys; {statement}; print(sorted(set(sys.modules) & {set(names)!r}))"
    return subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, check=True).stdout.strip()


def test_importing_the_package_does_not_load_this_room_nor_pillow() -> None:
    assert loaded_after("import hypereal_lab", "hypereal_lab.media", "PIL") == "[]"


def test_this_room_needs_nothing_of_the_network() -> None:
    assert loaded_after("import hypereal_lab.media", "aiohttp", "httpx", "ssl", "asyncio", "hypereal_lab.wire") == "[]"


def test_this_room_loads_no_heavy_library_before_it_is_needed() -> None:
    heavy = ("av", "c2pa", "cryptography", "numpy", "skia", "trimesh")
    assert (
        loaded_after("import hypereal_lab.media, hypereal_lab.media.posters, hypereal_lab.media.glb_mesh", *heavy)
        == "[]"
    )


def test_the_list_of_names_is_sorted_and_complete() -> None:
    import hypereal_lab.media as room
    import hypereal_lab.media.provenance as provenance

    for package in (room, provenance):
        assert list(package.__all__) == sorted(
            package.__all__, key=lambda name: (not name.isupper(), name.islower(), name)
        )
        assert all(hasattr(package, name) for name in package.__all__)
