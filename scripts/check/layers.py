#!/usr/bin/python3
"""The one-way rule: geometry <- sim <- {scenarios, output} <- sim/app; each library where it belongs.

    scripts/check/layers.py [ROOT]

Reads every #include and every target_link_libraries of the product's folders (tests are free) and prints one
line a violation. Exit status 1 when there is one. What it holds to:

1. A folder includes only folders below it.
2. A third-party header stands only in the folders that own the library.
3. A header that includes a third-party header is private: only its own folder includes it.
4. A library of others is linked PRIVATE.
5. geometry and sim open no files, print nothing and exit nowhere; no library prints or exits.
"""
import re
import sys
from pathlib import Path

# Folder -> the project's folders that it may include. The longest matching folder name counts.
MAY_INCLUDE = {
    "geometry": {"geometry"},
    "sim": {"geometry", "sim"},
    "scenarios": {"geometry", "sim", "scenarios"},
    "output": {"geometry", "sim", "output"},
    "sim/app": {"geometry", "sim", "scenarios", "output", "sim/app"},
}

# Third-party library -> (how its headers begin, folders that may include them).
EVERYWHERE = set(MAY_INCLUDE)
LIBRARIES = {
    "CGAL": (("CGAL/",), {"geometry"}),
    "Eigen": (("Eigen/",), {"geometry", "sim"}),
    "oneTBB": (("tbb/", "oneapi/"), {"geometry", "sim", "scenarios", "output", "sim/app"}),
    "GDAL": (("gdal", "ogr", "cpl_", "vrtdataset", "vsi"), {"scenarios", "output", "sim/app"}),
    "PROJ": (("proj.h", "proj/"), {"scenarios", "output"}),
    "GEOS": (("geos_c.h", "geos/"), {"scenarios"}),
    "libosmium": (("osmium/", "protozero/"), {"scenarios"}),
    "toml++": (("toml++/",), {"scenarios"}),
    "OpenSSL": (("openssl/",), {"scenarios"}),
    "HDF5": (("hdf5", "H5"), {"output"}),
    "zlib": (("zlib.h",), {"output"}),
    "nlohmann-json": (("nlohmann/",), {"scenarios", "output", "sim/app"}),
    "Clp and Cbc": (("coin/", "Clp", "Cbc", "Coin"), {"sim"}),
    "CLI11": (("CLI/",), {"sim/app"}),
    "spdlog": (("spdlog/",), {"sim/app"}),
    "fmt": (("fmt/",), {"sim", "scenarios", "output", "sim/app"}),
    "the processor's intrinsics": (("immintrin.h", "cpuid.h", "arm_neon.h"), {"geometry"}),
    "the operating system": (("unistd.h", "sys/", "fcntl.h", "signal.h", "iconv.h"), {"scenarios", "output", "sim/app"}),
}
# These may be seen in headers: they are part of the compiler or the machine, nothing to link.
SEEN_IN_HEADERS = {"the processor's intrinsics", "the operating system"}

FILE_AND_PRINT_HEADERS = {"fstream", "iostream", "cstdio", "stdio.h", "print", "filesystem", "syncstream"}
PRINT_HEADERS = {"iostream", "print", "syncstream"}
EXIT_OR_PRINT = re.compile(
    r"\b(?:std::)?(?:exit|_Exit|quick_exit|abort|printf|puts|putchar)\s*\(|\bstd::(?:cout|cerr|clog)\b|\bfmt::print(?:ln)?\s*\("
)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.MULTILINE)
LINK = re.compile(r"target_link_libraries\s*\(([^)]*)\)")
COMMENT_OR_STRING = re.compile(r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"', re.DOTALL)


def folder_of(path):
    """The entry of MAY_INCLUDE that a path inside the project belongs to, or None."""
    parts = Path(path).parts
    for length in (2, 1):
        name = "/".join(parts[:length])
        if len(parts) > length and name in MAY_INCLUDE:
            return name
    return None


def library_of(header):
    for name, (beginnings, _) in LIBRARIES.items():
        if header.startswith(beginnings):
            return name
    return None


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def check_source(root, path, private_headers, faults):
    relative = path.relative_to(root).as_posix()
    folder = folder_of(relative)
    text = path.read_text(encoding="utf-8")
    for match in INCLUDE.finditer(text):
        quote, header = match.groups()
        where = f"{relative}:{line_of(text, match.start(2))}"
        if quote == '"':
            if not (root / header).is_file():
                faults.append(f'{where}: "{header}" is no file of the project: include from its root')
                continue
            target = folder_of(header)
            if target not in MAY_INCLUDE[folder]:
                allowed = ", ".join(sorted(MAY_INCLUDE[folder]))
                faults.append(f'{where}: {folder} includes "{header}"; it may include {allowed} only')
            if header in private_headers and Path(header).parent != Path(relative).parent:
                faults.append(
                    f'{where}: "{header}" shows {private_headers[header]} and is private to {Path(header).parent}'
                )
            continue
        library = library_of(header)
        if library is None and ("/" in header or header.endswith((".h", ".hpp"))):
            if header not in FILE_AND_PRINT_HEADERS:
                faults.append(f"{where}: <{header}> belongs to no known library: add it to scripts/check/layers.py")
        if library is not None and folder not in LIBRARIES[library][1]:
            owners = ", ".join(sorted(LIBRARIES[library][1]))
            faults.append(f"{where}: {folder} includes <{header}>; {library} belongs to {owners}")
        forbidden = FILE_AND_PRINT_HEADERS if folder in ("geometry", "sim") else PRINT_HEADERS
        if folder != "sim/app" and header in forbidden:
            faults.append(f"{where}: {folder} includes <{header}>; it opens no files and prints nothing"
                          if folder in ("geometry", "sim") else f"{where}: {folder} includes <{header}>; it prints nothing")
    if folder != "sim/app":
        code = COMMENT_OR_STRING.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
        for match in EXIT_OR_PRINT.finditer(code):
            faults.append(f"{relative}:{line_of(code, match.start())}: {match.group().strip()}: "
                          "libraries throw typed errors, they do not print or exit")


def check_links(root, path, faults):
    relative = path.relative_to(root).as_posix()
    text = path.read_text(encoding="utf-8")
    for match in LINK.finditer(text):
        words = re.sub(r"#[^\n]*", "", match.group(1)).split()
        target, scope = words[0], "PUBLIC"
        for word in words[1:]:
            if word in ("PUBLIC", "PRIVATE", "INTERFACE"):
                scope = word
            elif scope != "PRIVATE" and not word.startswith("quarterhour_"):
                faults.append(f"{relative}:{line_of(text, match.start())}: {target} links {word} {scope}; must be PRIVATE")


def violations(root):
    """Every violation under `root`, one sentence each, in the order of the files."""
    root = Path(root).resolve()
    tops = sorted({name.split("/")[0] for name in MAY_INCLUDE})
    sources = sorted(p for top in tops for p in (root / top).rglob("*") if p.suffix in (".h", ".hpp", ".cpp", ".inc"))
    private_headers = {}
    for path in sources:
        if path.suffix in (".h", ".hpp"):
            for quote, header in INCLUDE.findall(path.read_text(encoding="utf-8")):
                library = library_of(header) if quote == "<" else None
                if library is not None and library not in SEEN_IN_HEADERS:
                    private_headers[path.relative_to(root).as_posix()] = library
    faults = []
    for path in sources:
        check_source(root, path, private_headers, faults)
    for path in sorted(p for top in tops for p in (root / top).rglob("CMakeLists.txt")):
        check_links(root, path, faults)
    return faults


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[2]
    faults = violations(root)
    for fault in faults:
        print(fault)
    print(f"layer rule: {len(faults)} violations" if faults else "layer rule: kept")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
