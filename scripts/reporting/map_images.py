"""Rasters, and very many lines, as small PNG images without any text, so that one image serves both languages.

The hillshade is a grey image that all maps of a result share; the themes are indexed images with a transparent
entry, laid over it by the page.
"""

import base64
import io

import numpy as np
from PIL import Image, ImageDraw

LONG_SIDE_PX = 1100
SHADE_STEPS = 40
DARKEST = 178.0
# How much of a colour is kept against white where few, more, most people live, and the shares of all people that
# the first and the first two of these hold.
TINTS = (0.42, 0.72, 1.0)
LEVEL_BOUNDS = (0.1, 0.5)
TRANSPARENT = 255
LINE_COLOUR = (29, 39, 48)


def scale_of(shape):
    """(enlarge, reduce): whole factors between cells and pixels; one of them is 1."""
    longest = max(shape)
    if longest > LONG_SIDE_PX:
        return 1, -(-longest // LONG_SIDE_PX)
    return max(1, LONG_SIDE_PX // longest), 1


def _blocks(values, factor, reduce_with):
    rows = np.arange(0, values.shape[0], factor)
    cols = np.arange(0, values.shape[1], factor)
    return reduce_with(reduce_with(values, rows, 0), cols, 1)


def _sum_blocks(values, factor):
    return _blocks(values, factor, lambda array, at, axis: np.add.reduceat(array, at, axis=axis))


def majority(classes, weight, factor):
    """The class of each block of cells in which the most people live; where nobody lives, the commonest."""
    present = [value for value in np.unique(classes)]
    best = None
    for value in present:
        here = classes == value
        # A cell counts a little even when empty, so that blocks without people still have a class.
        total = _sum_blocks(np.where(here, weight + 1e-6, 0.0), factor)
        if best is None:
            best, result = total, np.full(total.shape, value, dtype=np.uint8)
        else:
            result[total > best] = value
            best = np.maximum(best, total)
    return result


def _mean(values, factor):
    """Mean of each block over its cells that have a value; NaN where none has."""
    known = np.isfinite(values)
    total = _sum_blocks(np.where(known, values, 0.0), factor)
    count = _sum_blocks(known.astype(float), factor)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(count > 0, total / count, np.nan)


def _smooth_enlarge(values, factor):
    """Bilinear between cell centres, so that the shade shows slopes and not steps."""

    def along(array, axis):
        size = array.shape[axis]
        at = np.clip((np.arange(size * factor) + 0.5) / factor - 0.5, 0, size - 1)
        low = np.minimum(at.astype(int), max(size - 2, 0))
        part = at - low
        high = np.minimum(low + 1, size - 1)
        if axis == 0:
            part = part[:, None]
        return np.take(array, low, axis) * (1 - part) + np.take(array, high, axis) * part

    return along(along(values, 0), 1)


def shade_of(elevation_m, cell_width_m, cell_height_m):
    """Light on the ground from the north-west at 45 degrees, 0 to 1; cells without a height are level."""
    height = np.where(np.isfinite(elevation_m), elevation_m, np.nan)
    known = np.isfinite(height)
    height = np.where(known, height, np.nanmean(height) if known.any() else 0.0)
    if min(height.shape) < 2:
        return np.full(height.shape, np.sqrt(0.5))
    to_south, to_east = np.gradient(height, cell_height_m, cell_width_m)
    # Gentle country is exaggerated so that it can be seen; steep country is shown as it is.
    steep = np.percentile(np.hypot(to_south, to_east), 90)
    stretch = min(4.0, max(1.0, 0.35 / steep)) if steep > 1e-3 else 1.0
    to_south, to_east = to_south * stretch, to_east * stretch
    # Normal (-to_east, to_south, 1) times the unit vector to the light (-1, 1, sqrt 2) / 2; rows run south.
    light = (to_east + to_south + np.sqrt(2.0)) / 2.0
    return np.clip(light / np.sqrt(1.0 + to_south**2 + to_east**2), 0.0, 1.0)


def lines_png(lines, width, height):
    """Dark lines on transparent ground as a data URI; corners are in picture units of a map `width` × `height`.

    Drawn at twice the size and reduced, so that a line can be thinner than a pixel; eight steps of opacity.
    """
    scale = LONG_SIDE_PX / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    canvas = Image.new("L", (2 * size[0], 2 * size[1]), 0)
    pen = ImageDraw.Draw(canvas)
    for line in lines:
        pen.line([(2.0 * scale * x, 2.0 * scale * y) for x, y in line], fill=255)
    steps = 7
    strength = np.asarray(canvas.resize(size, Image.BOX), dtype=float) / 255.0
    image = Image.fromarray(np.ceil(steps * strength).astype(np.uint8), "P")
    image.putpalette(list(LINE_COLOUR) * (steps + 1))
    return _data_uri(image, transparency=bytes(round(255 * step / steps) for step in range(steps + 1)))


def _data_uri(image, **options):
    stream = io.BytesIO()
    image.save(stream, "PNG", compress_level=6, **options)
    return "data:image/png;base64," + base64.b64encode(stream.getvalue()).decode("ascii")


def hillshade_png(elevation_m, cell_width_m, cell_height_m):
    """Light grey shade of the whole grid as a data URI."""
    enlarge, reduce_by = scale_of(elevation_m.shape)
    if reduce_by > 1:
        elevation_m = _mean(elevation_m, reduce_by)
    shade = shade_of(elevation_m, cell_width_m * reduce_by, cell_height_m * reduce_by)
    if enlarge > 1:
        shade = _smooth_enlarge(shade, enlarge)
    # From grey to white: dark shade would change the colours that are laid over it.
    grey = DARKEST + (255.0 - DARKEST) * np.clip((shade - 0.2) / 0.6, 0.0, 1.0)
    step = (255.0 - DARKEST) / SHADE_STEPS
    grey = 255.0 - np.round((255.0 - grey) / step) * step
    return _data_uri(Image.fromarray(grey.astype(np.uint8), "L"))


def tint_of(colour, level):
    """A colour mixed with white."""
    return [round(255 - TINTS[level] * (255 - part)) for part in colour]


def density_levels(people):
    """0 for the emptiest cells, which together hold a tenth of all people, 2 for the fullest, which hold half."""
    order = np.argsort(people, axis=None, kind="stable")
    held = np.cumsum(people.ravel()[order])
    level = np.empty(people.size, dtype=np.uint8)
    level[order] = np.searchsorted(np.array(LEVEL_BOUNDS) * (held[-1] if held.size else 0.0), held, side="left")
    return level.reshape(people.shape)


def theme_png(classes, colours, weight, tinted=()):
    """Indexed image of class numbers as a data URI.

    `colours` maps a class to (red, green, blue, opacity 0–255); other classes are transparent. `weight` is people
    per cell and decides which class a pixel of several cells shows. Classes in `tinted` are paler where few live.
    """
    enlarge, reduce_by = scale_of(classes.shape)
    weight = np.where(np.isfinite(weight), weight, 0.0)
    if reduce_by > 1:
        classes = majority(classes, weight, reduce_by)
        weight = _sum_blocks(weight, reduce_by)
    level = density_levels(weight) if tinted else None
    indexed = np.full(classes.shape, 0, dtype=np.uint8)
    palette, opacity = [255, 255, 255], [0]
    for value, colour in colours.items():
        here = classes == value
        for tint in range(len(TINTS)) if value in tinted else (len(TINTS) - 1,):
            shown = here & (level == tint) if value in tinted else here
            indexed[shown] = len(opacity)
            palette += tint_of(colour[:3], tint)
            opacity.append(colour[3])
    if enlarge > 1:
        indexed = np.repeat(np.repeat(indexed, enlarge, 0), enlarge, 1)
    image = Image.fromarray(indexed, "P")
    image.putpalette(palette)
    return _data_uri(image, transparency=bytes(opacity))
