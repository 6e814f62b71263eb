"""Border crossings by rules over the parse: see `coder`."""
