"""What a run reads and what it is measured on (docs/data.md)."""
