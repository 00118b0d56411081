"""The programs that ours is compared with, from Debian's packages: GRASS, SciPy, scikit-image, CBC."""
import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

import measuring
from measuring import Cost, say
from making_data import CRS

PACKAGES = {"grass": "grass-core", "scipy": "python3-scipy", "skimage": "python3-skimage", "cbc": "coinor-cbc"}
COMMANDS = {"grass": "grass", "cbc": "cbc"}


def is_here(peer):
    if peer in COMMANDS:
        return shutil.which(COMMANDS[peer]) is not None
    return importlib.util.find_spec(peer) is not None


def missing_after_install(may_install, without):
    """Installs the peers that are not here, where that is allowed and possible; returns those that are not here then, and
    those to do without."""
    missing = [peer for peer in PACKAGES if peer not in without and not is_here(peer)]
    packages = [PACKAGES[peer] for peer in missing]
    if missing and may_install and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"Installing {' '.join(packages)} …")
        subprocess.run(["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages], check=False,
                       capture_output=True, env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
        importlib.invalidate_caches()
        missing = [peer for peer in missing if not is_here(peer)]
    for peer in missing:
        say(f"Skipped: {peer} is not installed; apt-get install {PACKAGES[peer]}")
    for peer in without:
        say(f"Skipped: {peer}, as asked for")
    return [*missing, *without]


def versions(missing):
    """Name and version of every peer but the missing."""
    found = []
    if "grass" not in missing:
        found.append("GRASS " + subprocess.run(["grass", "--config", "version"], capture_output=True, text=True,
                                               check=False).stdout.strip())
    if "cbc" not in missing:
        said = subprocess.run(["cbc", "-quit"], capture_output=True, text=True, check=False).stdout
        found += [f"CBC {line.split()[-1]}" for line in said.splitlines() if line.startswith("Version:")]
    return found + [f"{peer} {__import__(peer).__version__}" for peer in ("scipy", "skimage") if peer not in missing]


class Grass:
    """A location of its own in a folder; modules are run as plain processes, without starting GRASS around each."""

    def __init__(self, folder):
        self.folder = Path(folder)
        location = self.folder / "grass"
        if not location.exists():
            subprocess.run(["grass", "-c", CRS, location, "-e"], check=True, capture_output=True)
        base = subprocess.run(["grass", "--config", "path"], check=True, capture_output=True, text=True).stdout.strip()
        settings = self.folder / "grassrc"
        settings.write_text(f"GISDBASE: {self.folder}\nLOCATION_NAME: grass\nMAPSET: PERMANENT\nGUI: text\n",
                            encoding="utf-8")
        self.environment = {**os.environ, "GISBASE": base, "GISRC": str(settings), "GRASS_OVERWRITE": "1",
                            "GRASS_VERBOSE": "0", "PATH": f"{base}/bin:{base}/scripts:{os.environ['PATH']}",
                            "LD_LIBRARY_PATH": f"{base}/lib"}

    def module(self, *words):
        """Runs a module; returns its Cost."""
        return measuring.run(words, cwd=self.folder, environment=self.environment)[0]

    def take_in(self, ground):
        """Imports heights, friction and facilities as they are needed by r.walk; returns what that took."""
        cost = self.module("r.in.gdal", "-o", f"input={ground.file('dem.tif')}", "output=dem")
        cost += self.module("r.in.gdal", "-o", f"input={ground.file('friction.tif')}", "output=friction")
        self.module("g.region", "raster=dem")
        points = ground.file("points.txt")
        points.write_text("".join(f"{x!r}|{y!r}\n" for x, y in map(ground.point, ground.facilities)), encoding="utf-8")
        return cost + self.module("v.in.ascii", f"input={points}", "output=facilities", "separator=pipe")

    def write_out(self, name, path):
        return self.module("r.out.gdal", "-f", f"input={name}", f"output={path}", "type=Float64", "nodata=-1",
                           "format=GTiff")

    def walk(self, ground, output, knights):
        """Times of r.walk from the facilities: (itself, with import and export)."""
        flags = ["-k"] if knights else []
        files = self.take_in(ground)
        walk = self.module("r.walk", *flags, "elevation=dem", "friction=friction", "output=walk", "lambda=1.0",
                           "start_points=facilities")
        return walk, files + walk + self.write_out("walk", output)

    def cost(self, ground, output, flat_s_per_m):
        """Times of r.cost over friction and a flat pace, in the same way; making the costs counts as files."""
        files = self.take_in(ground)
        files += self.module("r.mapcalc", f"expression=costs=double(friction+{flat_s_per_m})*{ground.cell_m}")
        cost = self.module("r.cost", "input=costs", "output=cost", "start_points=facilities")
        return cost, files + cost + self.write_out("cost", output)


def skimage_costs(ground, output, flat_s_per_m):
    """scikit-image's MCP_Geometric over the same costs: (its search alone, the whole process)."""
    script = Path(__file__).resolve().with_name("skimage_costs.py")
    whole, said = measuring.run([measuring.PYTHON, script, ground.file("friction.tif"), ground.file("facilities.csv"),
                                 flat_s_per_m, output])
    search_cpu_s, search_wall_s = map(float, said.split()[-2:])
    return Cost(search_cpu_s, search_wall_s, whole.memory_mb), whole
