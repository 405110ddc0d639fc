"""Durable work: ingest, subtitle, assemble, publish, withdraw."""
