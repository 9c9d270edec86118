"""Whether the links of the catalog lead somewhere, and in which situations its patterns must fire."""
