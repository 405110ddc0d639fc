"""Words to cues, cues to files."""
