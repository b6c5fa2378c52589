"""What the lessons have taught, ready to import: text → corpus → vocab → pairs → models/fast → vectors → plots."""
