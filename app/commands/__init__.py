"""The command line, one module a command; `app/__main__.py` lists them."""
