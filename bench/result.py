"""What a measurement gives."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One line of the table: the median of what was measured, and the median of what it is held against.

    ``ratio`` is ours by the reference's, each round by itself, then the median; without a reference it is None.
    ``at_least`` and ``at_most`` are bounds on the ratio, or on ``ours`` where there is no reference.
    """

    what: str
    unit: str
    ours: float
    reference: float | None = None
    reference_name: str = ""
    ratio: float | None = None
    at_least: float | None = None
    at_most: float | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the bounds are kept; None where there are none."""
        value = self.ours if self.ratio is None else self.ratio
        bounds = [
            *([] if self.at_least is None else [value >= self.at_least]),
            *([] if self.at_most is None else [value <= self.at_most]),
        ]
        return all(bounds) if bounds else None
