"""Files received from departments: kept as they came, decided on, and merged into the tables."""
