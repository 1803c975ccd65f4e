"""Screens of the guided flow stand on the same crews as its services."""

from tests.flow.conftest import crew, crew_of, released, spoken

__all__ = ["crew", "crew_of", "released", "spoken"]
