"""What lessons start in processes of their own, a module a lesson."""
