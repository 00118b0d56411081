"""What commands take: CPU seconds of a whole process with its children, wall seconds, most memory."""
import json
import statistics
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

PYTHON = "/usr/bin/python3"
CLOCK = Path(__file__).resolve().with_name("clock.py")


class Failed(Exception):
    """A command that did not end well, with what it said."""


@dataclass
class Cost:
    cpu_s: float = 0.0
    wall_s: float = 0.0
    memory_mb: float = 0.0
    system_s: float = 0.0

    def __add__(self, other):
        return Cost(self.cpu_s + other.cpu_s, self.wall_s + other.wall_s, max(self.memory_mb, other.memory_mb),
                    self.system_s + other.system_s)

    def times(self, factor):
        return Cost(self.cpu_s * factor, self.wall_s * factor, self.memory_mb, self.system_s * factor)


def run(command, cwd=None, environment=None):
    """Runs a command; returns its Cost and what it said. Throws Failed."""
    words = [str(word) for word in command]
    done = subprocess.run([PYTHON, "-S", "-E", CLOCK, *words], cwd=cwd, env=environment, capture_output=True, text=True,
                          check=False)
    took = json.loads(done.stdout) if done.stdout else {"code": done.returncode}
    if took.pop("code") != 0:
        raise Failed(f"{' '.join(words)}\n{done.stderr[-2000:]}")
    return Cost(**took), done.stderr


def median(costs):
    """The median of each number of some Costs."""
    return Cost(*(statistics.median(getattr(cost, name) for cost in costs)
                  for name in ("cpu_s", "wall_s", "memory_mb", "system_s")))


@dataclass
class Contender:
    """One program at one task. `once` runs it and returns (Cost of the work itself, Cost with its files)."""
    name: str
    once: object
    alone: list = field(default_factory=list)
    with_files: list = field(default_factory=list)

    def measure(self):
        alone, with_files = self.once()
        self.alone.append(alone)
        self.with_files.append(with_files)


def alternate(contenders, repeat):
    """Runs all in turn, `repeat` times, so that a slower spell of the machine meets every one. Each turn begins with another, for
    whoever comes after a program that has filled the memory with files waits for it to be tidied. One that fails is left out."""
    for turn in range(repeat):
        first = turn * len(contenders) // repeat
        for contender in contenders[first:] + contenders[:first]:
            try:
                contender.measure()
                say(f"  {contender.name}, run {turn + 1} of {repeat}: {contender.with_files[-1].cpu_s:.2f} CPU s with files")
            except Failed as failure:
                say(f"  {contender.name} failed and is left out: {failure}")
                contenders.remove(contender)


def say(text):
    print(text, file=sys.stderr, flush=True)
