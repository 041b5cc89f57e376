"""Words: an instruction goes in; it comes out in plainer words, each with what it stands for. Nothing here knows of data."""
