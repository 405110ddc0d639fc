"""Who may watch what: releases, the gate, receipts. Imports the core only."""
