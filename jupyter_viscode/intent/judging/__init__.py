"""Judging: a reading and its chart enter; the evidence for it, the chance that it was meant, and its rivals leave."""
