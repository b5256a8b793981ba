"""How large an archive may be: figures, not promises of speed."""
