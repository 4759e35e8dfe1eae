"""The watch read model: how work was entered and judged, and the flags an inspector may look into."""
