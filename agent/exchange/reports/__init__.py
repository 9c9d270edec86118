"""The content of a report on one threat model, section by section, whatever it is written as."""
