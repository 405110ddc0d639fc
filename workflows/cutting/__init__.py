"""The cut builder: films put together part by part, from clips and from sentences that people said."""
