"""The command: reads results, writes DIR/index.html whole or not at all."""

import argparse
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from .errors import ReportError
from .page import make_page
from .result_file import open_study

EXAMPLE = """example:
  scripts/report build/demo/result.h5 -o build/demo/report
  scripts/report before.h5 after.h5 -o report --lang zh"""
LANGUAGES = {"en": ("en",), "zh": ("zh",), "both": ("en", "zh")}


def _parser():
    parser = argparse.ArgumentParser(
        prog="scripts/report",
        description="Makes one self-contained page, DIR/index.html, in Chinese and English from results that "
        "`quarterhour run` wrote. The page opens offline and prints.",
        epilog=EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("results", nargs="+", metavar="RESULT.h5", help="one or more result files")
    parser.add_argument("-o", "--output", required=True, metavar="DIR", help="folder for index.html")
    parser.add_argument(
        "--lang", choices=sorted(LANGUAGES), default="both", help="language of the page (default: both, with a switch)"
    )
    return parser


def write_whole(text, path):
    """Writes a file beside its name and moves it into place, so that no half page is ever read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix=".index-", suffix=".html")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            stream.write(text)
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except BaseException:
        os.unlink(beside)
        raise


def make_report(paths, folder, lang):
    """Makes the page and returns its path. Raises ReportError for a result that cannot be read."""
    with ExitStack() as stack:
        studies = []
        for path in paths:
            study = open_study(path)
            stack.callback(study.file.close)
            studies.append(study)
        try:
            text = make_page(studies, LANGUAGES[lang])
        except OSError as error:
            # What h5py throws for a dataset whose bytes cannot be read.
            names = ", ".join(str(path) for path in paths)
            raise ReportError(f"{names}: the result is damaged or incomplete ({error}).") from error
    page = Path(folder) / "index.html"
    try:
        write_whole(text, page)
    except OSError as error:
        raise ReportError(f"{page}: cannot be written ({error.strerror}).") from error
    return page


def main(arguments=None):
    """Exit code 0: done, 2: the input's fault."""
    options = _parser().parse_args(arguments)
    try:
        page = make_report(options.results, options.output, options.lang)
    except ReportError as error:
        print(f"report: {error}", file=sys.stderr)
        return 2
    print(page)
    return 0
