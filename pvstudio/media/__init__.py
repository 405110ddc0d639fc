"""Pictures and sound: probing, mezzanines, small copies, faces, voices. Everything runs in a sandbox."""
