"""Damage to texts, bytes and HDF5 files, each the same for the same random numbers."""

import re

import h5py
import numpy

EXTREMES = ["0", "-1", "1", "0.5", "nan", "inf", "-inf", "1e308", "-1e308", "1e-320", "1e9", "65536", "2147483647",
            "4294967296", "9223372036854775807", "-9223372036854775808", "9" * 30, "true", "1979-05-27", "", '""',
            '"山城"', '"a/b"', '".."', '"/"', '"/dev/zero"', '"/dev/null"', '"EPSG:3857"', '"EPSG:4326"', "[]", "{}",
            "[0]", "{ a = 1 }", '"""', "\\", '"' + "x" * 70_000 + '"', "[" * 5_000, "{a=" * 400, "\x1b[2J"]
VALUE = re.compile(r'"[^"\n]*"|-?[0-9][0-9.eE+-]*')
NUMBERS = [0.0, -1.0, 0.5, 7.0, 255.0, 2147483647.0, 9.2e18, 1e308, -1e308, 1e-320, float("nan"), float("inf")]
TEXTS = ["", "people", "clinic", "a/b", "..", "山城", "2.0", "EPSG:4326", "x" * 70_000, "\x1b[2J"]
WORDS = [b"\x00" * 4, b"\xff" * 4, b"\xff\xff\xff\x7f", b"\x00\x80", b"\x01", b"\xff" * 8, b"\x00\x00\xf0\x7f"]


def damaged_text(text, random):
    """The text with one to three changes of values and lines."""
    for _ in range(random.randint(1, 3)):
        values = list(VALUE.finditer(text))
        lines = text.splitlines(keepends=True) or [""]
        at = random.randrange(len(lines))
        kind = random.randrange(8)
        if kind < 4 and values:
            found = random.choice(values)
            new = random.choice(EXTREMES) if kind < 3 else random.choice(values).group()
            text = text[:found.start()] + new + text[found.end():]
        elif kind == 4:
            text = "".join(lines[:at] + lines[at + 1:])
        elif kind == 5:
            text = "".join(lines[:at] + [lines[at]] * random.choice((2, 2, 200)) + lines[at + 1:])
        elif kind == 6:
            text = "".join(lines[:at] + [random.choice(lines)] + lines[at:])
        else:
            text = text[:random.randrange(len(text) + 1)]
    return text


def damaged_bytes(raw, random):
    """The bytes with one to three changes, most of them in the header."""
    raw = bytearray(raw)
    for _ in range(random.randint(1, 3)):
        if not raw:
            break
        at = random.randrange(min(len(raw), random.choice((64, 512, len(raw)))))
        kind = random.randrange(6)
        if kind < 2:
            raw[at] ^= 1 << random.randrange(8)
        elif kind < 4:
            word = random.choice(WORDS)
            raw[at:at + len(word)] = word
        elif kind == 4:
            del raw[random.randrange(len(raw)):]
        else:
            del raw[at:at + random.randint(1, 32)]
    return bytes(raw)


def damage_hdf5(path, random):
    """Changes values, attributes and links of a file as another program would."""
    with h5py.File(path, "r+") as file:
        names = []
        file.visit(names.append)
        for _ in range(random.randint(1, 3)):
            name = random.choice(names)
            if name not in file:
                continue
            item = file[name]
            kind = random.randrange(8)
            if kind == 0:
                del file[name]
            elif kind == 1 and isinstance(item, h5py.Dataset):
                del file[name]
                shape = tuple(random.randrange(5) for _ in range(random.randrange(3)))
                file[name] = numpy.zeros(shape, random.choice(("f8", "i4", "u1")))
            elif kind == 2:
                holder = random.choice((item, file))
                if len(holder.attrs):
                    holder.attrs[random.choice(sorted(holder.attrs))] = random.choice(NUMBERS + TEXTS)
            elif isinstance(item, h5py.Dataset) and item.size:
                change_values(item, random)


def change_values(dataset, random):
    if h5py.check_string_dtype(dataset.dtype) is not None:
        dataset[...] = random.choice(TEXTS)
        return
    if dataset.dtype.kind not in "iuf":
        return
    values = dataset[...]
    value = random.choice(NUMBERS)
    if dataset.dtype.kind != "f":
        value = int(numpy.clip(0 if value != value else value, numpy.iinfo(dataset.dtype).min,
                               numpy.iinfo(dataset.dtype).max - 1024 if dataset.dtype.itemsize == 8
                               else numpy.iinfo(dataset.dtype).max))
    with numpy.errstate(all="ignore"):
        if random.randrange(3) == 0:
            values[...] = value
        else:
            values.flat[random.randrange(values.size)] = value
    dataset[...] = values
