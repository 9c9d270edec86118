"""How the screens are served: who is let in, with which headers, under which options, and where output goes."""
