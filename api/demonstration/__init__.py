"""A whole organisation to look at: Sogn KO with six municipalities, its bodies and five meetings of its board.

Names of bodies and places and all figures are those of the board's public agenda of 20 October 2025. The meeting that
stands for it is held four weeks earlier, so that the agenda itself can be imported under its own number and day. The
texts are written for this demonstration, and every person is fictitious.
"""

from api.demonstration.loading import load, people_it

__all__ = ["load", "people_it"]
