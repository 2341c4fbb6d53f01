"""What the centre knows and answers from."""
