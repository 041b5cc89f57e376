"""Looks: rules for how a Chart looks: colours, palettes, scales, sizes and styles."""
