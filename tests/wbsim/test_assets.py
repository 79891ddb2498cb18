"""The finder of assets finds what ships and refuses what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from wbsim import assets, installed
from wbsim.problems import Refused


@pytest.mark.parametrize(
    "parts", [("presets", "circle.json"), ("data", "digits.csv.gz"), ("fonts", "Inter-Regular.otf")]
)
def test_what_ships_is_found(parts: tuple[str, ...]) -> None:
    found = assets.path(*parts)
    assert found.is_file() and found.is_absolute() and found.parts[-2:] == parts


def test_a_missing_asset_is_refused_in_one_sentence() -> None:
    with pytest.raises(Refused, match=r"^assets/icons/none\.svg: .*missing.*install wbsim again$"):
        assets.path("icons", "none.svg")


def test_an_installed_package_finds_the_folder_it_carries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "_assets" / "data").mkdir(parents=True)
    inside = tmp_path / "_assets" / "data" / "digits.csv.gz"
    inside.touch()
    monkeypatch.setattr(installed, "_PLACES", (tmp_path / "_assets", tmp_path / "assets"))
    assert assets.path("data", "digits.csv.gz") == inside


def test_every_font_and_data_file_has_its_source_and_licence_beside_it() -> None:
    for folder in ("fonts", "data"):
        said = (assets.path(folder) / "README.md").read_text(encoding="utf-8")
        for file in assets.path(folder).iterdir():
            if file.suffix in (".otf", ".gz"):
                assert f"`{file.name}`" in said
    assert "SIL OPEN FONT LICENSE" in assets.path("fonts", "LICENSE-Inter.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in assets.path("fonts", "LICENSE-STIX.txt").read_text(encoding="utf-8")
    assert "CC BY 4.0" in assets.path("data", "README.md").read_text(encoding="utf-8")


def test_each_font_is_an_opentype_font() -> None:
    fonts = list(assets.path("fonts").glob("*.otf"))
    assert len(fonts) == 6
    assert all(font.read_bytes()[:4] == b"OTTO" for font in fonts)
