"""Real names and contacts: sealed for the safeguarding officer alone, kept apart from everything else."""
