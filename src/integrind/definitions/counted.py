"""What is counted of people without asking them anything: an indicator to every step, and in no file."""

from __future__ import annotations

from typing import Final

from integrind.definitions.indicator import Indicator
from integrind.vocabulary import Dimension, Direction, Measure

PEOPLE: Final = Indicator(
    id="people",
    title="People",
    dimension=Dimension.STRUCTURAL,
    description="Everybody whom the table is about.",
    measure=Measure.TOTAL,
    value="1",
    direction=Direction.DESCRIPTIVE,
)
"""How many there are."""
SEGREGATION: Final = Indicator(
    id="segregation",
    title="How far groups live apart",
    dimension=Dimension.SOCIAL,
    description="How differently groups are spread over areas, and whom their people live among.",
    measure=Measure.DISTRIBUTION,
    value="1",
    direction=Direction.DESCRIPTIVE,
)
"""Of groups over areas."""
SHARE: Final = PEOPLE.model_copy(update={"measure": Measure.PROPORTION, "unit": "percent"})
"""How large a part of all, by the same name: one is made of the other."""
