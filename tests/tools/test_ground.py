"""What lies below trips on maps: as the data has it today."""

from __future__ import annotations

import json
from pathlib import Path

from tests.builders.shipped import shipped
from tools.ground import GROUND, names, outlines, schematic


def test_roads_rails_waters_and_names_are_those_of_the_data() -> None:
    """Where this fails, data has changed: ``python tools/ground.py`` writes them anew."""
    file = json.loads(GROUND.read_text(encoding="utf-8"))
    now = {**schematic(shipped()), "names": names(shipped()), "corridor": shipped().name.en}
    assert {key: file[key] for key in now} == json.loads(json.dumps(now))


def test_rails_leave_out_what_trains_do_not_stop_at_only() -> None:
    rails = schematic(shipped())["rails"]
    at = {station.id: station.location for station in shipped().stations}
    ends = [[round(at[name].lat, 3), round(at[name].lon, 3)] for name in ("chongqing-north", "chengdu-east")]
    assert sorted(map(list, map(tuple, ends))) not in [sorted(map(list, line)) for line in rails]


def test_outlines_are_those_of_the_region_and_its_neighbours(tmp_path: Path) -> None:
    ring = [[105.12345, 30.0], [106.0, 30.0], [106.0, 31.0]]
    shapes = {
        "四川": {"type": "Polygon", "coordinates": [ring]},
        "贵州": {"type": "MultiPolygon", "coordinates": [[ring], [ring]]},
        "福建": {"type": "Polygon", "coordinates": [ring]},
    }
    features = [{"properties": {"name": name}, "geometry": shape} for name, shape in shapes.items()]
    path = tmp_path / "china.json"
    path.write_text(json.dumps({"features": features}), encoding="utf-8")
    here = [(30.0, 105.123), (30.0, 106.0), (31.0, 106.0)]
    assert outlines(path) == {"inner": [here], "outer": [here, here]}
