"""Results as pages and documents: headed tables and what is said around them."""
