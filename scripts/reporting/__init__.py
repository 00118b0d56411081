"""The report: one HTML page from result files. Start reading in command_line.py, then page.py."""
