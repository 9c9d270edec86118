"""Files of other tools: valid, stable, harmless, and with nothing lost in silence."""
