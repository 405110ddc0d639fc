"""What people said of a film: asked on a phone or on paper, brought in, shown as pictures."""
