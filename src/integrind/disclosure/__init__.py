"""What may be published: suppression, reliability, statuses."""
