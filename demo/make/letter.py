"""The responsibility letter as PDF with embedded fonts, set from its Typst text."""
from pathlib import Path

import typst
from world import DOCUMENTS, UPLOAD

TEXTS = Path(__file__).parent / "texts"


def make(_world):
    """Writes the letter for 柳堰村 and the smaller pledge for the upload tests."""
    typst.compile(TEXTS / "letter.typ", output=DOCUMENTS / "09安全生产目标责任书（柳堰村）.pdf")
    typst.compile(TEXTS / "pledge.typ", output=UPLOAD / "人居环境整治责任书.pdf")
