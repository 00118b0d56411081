"""Markdown: tables, figures, and what the machine is."""
import os
import platform
from pathlib import Path


def figure(value, digits=3):
    """With so many digits that count, never in the form 1e+03."""
    if value == 0:
        return "0"
    text = f"{float(f'{value:.{digits}g}'):,.6f}".rstrip("0").rstrip(".")
    return text


def table(header, rows):
    """The first column is text, the others stand to the right."""
    lines = ["| " + " | ".join(header) + " |", "| --- |" + " ---: |" * (len(header) - 1)]
    return lines + ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]


def cost_cells(alone, with_files):
    return [figure(alone.cpu_s), figure(with_files.cpu_s), figure(with_files.wall_s), figure(with_files.memory_mb)]


def processor():
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def memory_gb():
    for line in Path("/proc/meminfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("MemTotal"):
            return int(line.split()[1]) / 1048576.0
    return 0.0


def large_pages():
    path = Path("/sys/kernel/mm/transparent_hugepage/enabled")
    return path.read_text(encoding="utf-8").split("[")[1].split("]")[0] if path.exists() else "unknown"


def machine_lines(versions, load_before):
    load = ", ".join(f"{value:.1f}" for value in (load_before, os.getloadavg()[0]))
    lines = [f"{processor()}, {os.cpu_count()} cores, {memory_gb():.0f} GB of memory, transparent large pages: "
             f"{large_pages()}, {platform.system()} {platform.release().split('-')[0]}.",
             "; ".join(versions) + ".",
             "Rasters are GeoTIFF, float32, not compressed, in and out; those of r.walk, r.cost, scikit-image and --exact "
             "are written in float64, not compressed.",
             f"Load of the machine in the minute before and at the end: {load}."]
    if max(load_before, 0.0) > 0.5:
        lines.append("**The machine was not idle: other programs ran on it when this one began.** Compare ratios only.")
    return lines
