"""A whole organisation to look at: Sogn KO with six municipalities, its bodies and three meetings of its board.

Names of bodies and places, dates and figures are those of the board's public agenda of 20 October 2025. The texts are
written for this demonstration, and every person is fictitious.
"""

from api.demonstration.loading import load

__all__ = ["load"]
