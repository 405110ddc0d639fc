"""The scenes of the workshop, one a file. Each gives, for a size and a voice, the picture at any time."""
