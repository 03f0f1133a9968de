"""Support policies as dated rules: load, pick the version in force, decide with reasons."""
