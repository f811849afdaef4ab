"""Results for programs: a module for each format of files that machines read."""
