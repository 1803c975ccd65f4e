"""Leaven for the phones in the same Wi-Fi: an address they reach, and a certificate for it."""
