"""Leaven: entry points, wiring, settings, and the nouns and rules of a Learning Team."""
