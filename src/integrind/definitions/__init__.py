"""What users write in YAML: models, strict loading with positions, the library."""
