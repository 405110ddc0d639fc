"""The gate: who and what stands in the way of showing something. ``policy`` judges, the rest serves it."""
