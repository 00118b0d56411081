"""What the report's tests share: the command's package on the path, sample files, pages as text."""

import html
import re
import shutil
import sys
import tempfile
import unittest
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "scripts"))

from sample_result import write_sample  # noqa: E402

from reporting.page import make_page  # noqa: E402
from reporting.result_file import open_study  # noqa: E402


SAMPLES = tempfile.TemporaryDirectory()


@lru_cache
def computed_sample(options):
    name = f"{computed_sample.cache_info().misses}.h5"
    return write_sample(Path(SAMPLES.name) / name, **dict(options))


class ReportCase(unittest.TestCase):
    """A test with a folder of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def sample(self, name="result.h5", **options):
        """A copy of a sample that is computed once for each choice of options."""
        return Path(shutil.copy(computed_sample(tuple(sorted(options.items()))), self.folder / name))

    def page(self, *paths, languages=("en", "zh")):
        studies = [open_study(path) for path in paths]
        try:
            return make_page(studies, languages)
        finally:
            for study in studies:
                study.file.close()


def visible_text(page):
    """The words of a page without style, script, images and tags, spaces made single."""
    page = re.sub(r"(?s)<(style|script)\b.*?</\1>", " ", page)
    page = re.sub(r"<[^>]*>", "", page)
    # The narrow space before a per cent sign stays what it is.
    return re.sub(r"[ \n]+", " ", html.unescape(page))
