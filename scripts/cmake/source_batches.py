#!/usr/bin/python3
"""Which sources of one target may be read one after another in one file, so that the headers they share are read once.

    scripts/cmake/source_batches.py SOURCE …      prints a line per batch, its sources apart by `;`

What sources declare for themselves alone must differ then: sources that share such a name go into different batches. CMake
asks for the builds with sanitizers, lint.py for clang-tidy.
"""
import re
import sys
from pathlib import Path

# Sources and lines of a batch at most; more would take more memory than time.
BATCH_SOURCES, BATCH_LINES = 8, 2500
ANONYMOUS = re.compile(r"^namespace \{\n(.*?)^\}  // namespace$", re.DOTALL | re.MULTILINE)
DECLARED = re.compile(r"^(?:(?:class|struct|enum class|using) (\w+)\b|[^\s/#{}].*?\b(\w+)\s*(?:\(|=|\{|;|\[))")


def own_names(text, is_test):
    """Names that a source declares for itself alone: in its anonymous namespaces, by #define, and by `using` where it is
    checked that they are used."""
    names = {"main"} if re.search(r"^int main\(", text, re.MULTILINE) else set()
    names |= set(re.findall(r"^\s*#\s*define\s+(\w+)", text, re.MULTILINE))
    if not is_test:
        names |= set(re.findall(r"^using (?:\w+::)+(\w+);", text, re.MULTILINE))
    names |= set(re.findall(r"^(?:static|extern \"C\")\b.*?\b(\w+)\s*[(=;]", text, re.MULTILINE))
    names |= set(re.findall(r"^using (\w+) =", text, re.MULTILINE))
    for body in ANONYMOUS.findall(text):
        for line in body.splitlines():
            found = DECLARED.match(line)
            if found and not line.startswith("template"):
                names.add(found.group(1) or found.group(2))
    return names


def batches(sources, is_test):
    """Lists of sources, in the given order, of which none says a name that another of its list has for itself."""
    open_batches = []
    for source in sources:
        text = Path(source).read_text(encoding="utf-8")
        names, words, lines = own_names(text, is_test), set(re.findall(r"\w+", text)), text.count("\n")
        for batch in open_batches:
            small = len(batch["sources"]) < BATCH_SOURCES and batch["lines"] + lines <= BATCH_LINES
            if small and not batch["names"] & words and not batch["words"] & names:
                break
        else:
            batch = {"sources": [], "names": set(), "words": set(), "lines": 0}
            open_batches.append(batch)
        batch["sources"].append(source)
        batch["names"] |= names
        batch["words"] |= words
        batch["lines"] += lines
    return [batch["sources"] for batch in open_batches]


if __name__ == "__main__":
    for members in batches(sys.argv[1:], is_test=False):
        print(";".join(members))
