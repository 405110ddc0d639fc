"""The command line, on the top floor beside the web."""
