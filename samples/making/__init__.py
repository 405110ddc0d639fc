"""How the sample workshop was made: stories, voices, pictures, files."""
