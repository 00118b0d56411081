"""The ground that everybody walks on: smooth hills, friction and facilities, the same in every run."""
import math
from dataclasses import dataclass
from pathlib import Path

import numpy
import rasterio
from rasterio.transform import from_origin
from rasterio.windows import Window

CRS = "EPSG:32648"
WEST, NORTH = 500_000.0, 3_300_000.0
# Cells for one facility: 1,000 in 9 million.
CELLS_A_FACILITY = 9000
ROWS_AT_ONCE = 512


@dataclass
class Ground:
    folder: Path
    size: int
    cell_m: float
    facilities: list

    @property
    def cells(self):
        return self.size * self.size

    def point(self, cell):
        row, col = cell
        return WEST + (col + 0.5) * self.cell_m, NORTH - (row + 0.5) * self.cell_m

    def file(self, name):
        return self.folder / name


def heights_of(rows, cols, cell_m):
    """The hills of the benchmarks in C++, up to 29 % steep: metres at the given rows and columns."""
    x_m, y_m = cols * cell_m, rows * cell_m
    return 80.0 * numpy.sin(2.0 * math.pi * x_m / 3100.0) + 60.0 * numpy.cos(2.0 * math.pi * (x_m + 2.0 * y_m) / 4700.0)


def friction_of(rows, cols, cell_m):
    """Seconds per metre, 0.05 to 0.45."""
    return 0.25 + 0.2 * numpy.sin(2.0 * math.pi * cols * cell_m / 1900.0) * numpy.sin(2.0 * math.pi * rows * cell_m / 2300.0)


def is_water(rows, cols, cell_m):
    """Round lakes of 500 m every 6 km, without a value in either raster: 2 % of the ground."""
    x_m, y_m = cols * cell_m % 6000.0 - 3000.0, rows * cell_m % 6000.0 - 3000.0
    return x_m * x_m + y_m * y_m < 500.0 * 500.0


def make_ground(folder, size, cell_m, count=None, seed=1):
    """Writes dem.tif, friction.tif (float32, not compressed) and facilities.csv; returns what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = {"driver": "GTiff", "height": size, "width": size, "count": 1, "dtype": "float32", "crs": CRS,
               "nodata": -9999.0, "transform": from_origin(WEST, NORTH, cell_m, cell_m)}
    cols = numpy.arange(size)[None, :]
    with rasterio.open(folder / "dem.tif", "w", **profile) as dem, rasterio.open(folder / "friction.tif", "w",
                                                                                **profile) as friction:
        for first in range(0, size, ROWS_AT_ONCE):
            rows = numpy.arange(first, min(first + ROWS_AT_ONCE, size))[:, None]
            window = Window(0, first, size, rows.size)
            water = is_water(rows, cols, cell_m)
            for raster, values in ((dem, heights_of), (friction, friction_of)):
                raster.write(numpy.where(water, -9999.0, values(rows, cols, cell_m)).astype(numpy.float32), 1, window=window)
    cells = sample_cells(size, cell_m, count or max(1, size * size // CELLS_A_FACILITY), seed)
    ground = Ground(folder, size, cell_m, cells)
    write_points(ground, cells, folder / "facilities.csv")
    return ground


def sample_cells(size, cell_m, count, seed):
    """Different cells on land, as (row, column)."""
    random = numpy.random.default_rng(seed)
    found = {}
    while len(found) < count:
        row, col = (int(value) for value in random.integers(0, size, 2))
        if not is_water(row, col, cell_m):
            found[row, col] = None
    return list(found)


def write_points(ground, cells, path):
    lines = ["id,x,y"]
    for number, cell in enumerate(cells):
        x, y = ground.point(cell)
        lines.append(f"f{number},{x!r},{y!r}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def values_of(path):
    """A raster in float64, infinity where there is no data."""
    with rasterio.open(path) as raster:
        values = raster.read(1).astype(numpy.float64)
        missing = raster.nodata
    if missing is not None and not math.isnan(missing):
        values[values == missing] = numpy.inf
    values[numpy.isnan(values)] = numpy.inf
    return values
