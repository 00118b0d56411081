"""The one kind of error that the report shows to its user."""


class ReportError(Exception):
    """One sentence: the file, what is wrong with it, and what would be right. The input's fault: exit code 2."""
