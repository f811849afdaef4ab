"""An invented country of ten regions, their local areas, and the sampling frame laid over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from community_survey.draws import Bools, Draws, Floats, Ints


@dataclass(frozen=True)
class Region:
    """A region, the share of its adults born abroad (assumed), and its local areas, the last two rural."""

    name: str
    born_abroad: float
    names_of_areas: str

    @property
    def local_areas(self) -> list[str]:
        """Their names."""
        return self.names_of_areas.split()


REGIONS = (
    Region("Amberland", 0.36, "Amberquay Asterspire Aldermarrow Archerfold Avenwick Ashenmere"),
    Region("Birchmark", 0.17, "Birchquay Bramblespire Bellmarrow Briarfold Brindlewick Barleymere"),
    Region("Copperdale", 0.19, "Copperquay Cinderspire Cressmarrow Claverfold Clockwick Cloudmere"),
    Region("Dunmarch", 0.11, "Dunquay Damsonspire Drovermarrow Dapplefold Driftwick Duskmere"),
    Region("Emberside", 0.15, "Emberquay Eiderspire Elvermarrow Easterfold Emberwick Echomere"),
    Region("Foxwold", 0.10, "Foxquay Fallowspire Fennelmarrow Flintfold Feverwick Frostmere"),
    Region("Glasshaven", 0.21, "Glassquay Gildenspire Gorsemarrow Gosfold Garnetwick Galemere"),
    Region("Heronfen", 0.13, "Heronquay Hazelspire Hopmarrow Harrierfold Honeywick Hollowmere"),
    Region("Ironvale", 0.18, "Ironquay Ivoryspire Islemarrow Inkerfold Irislewick Idlemere"),
    Region("Juniper Coast", 0.08, "Juniperquay Jasperspire Jetmarrow Jackdawfold Jonquilwick Jadesmere"),
)
LOCAL_AREA_NAMES = {
    100 * region + area: name
    for region, place in enumerate(REGIONS, start=1)
    for area, name in enumerate(place.local_areas, start=1)
}
"""By the code of the local area: 101 is the first of region 1."""
RURAL_AREAS = 2
PSUS_IN_AREA = {False: 3, True: 2}
PERSONS_IN_PSU = {False: 1.25, True: 0.6}
"""In the population, relative to the mean; by whether the area is rural, like the PSUs before."""


@dataclass(frozen=True)
class Psus:
    """One entry per primary sampling unit; areas and strata hold the codes that stand in the file."""

    region: Ints
    local_area: Ints
    rural: Bools
    stratum: Ints
    number: Ints
    born_abroad: Floats
    persons: Floats

    def __len__(self) -> int:
        return len(self.region)


def draw_psus(draws: Draws) -> Psus:
    """Three PSUs in an urban area, two in a rural one, numbered within their stratum."""
    rows: list[tuple[int, int, bool, int, int]] = []
    for region, place in enumerate(REGIONS, start=1):
        numbers = {False: 0, True: 0}
        for area in range(1, len(place.local_areas) + 1):
            rural = area > len(place.local_areas) - RURAL_AREAS
            for _ in range(PSUS_IN_AREA[rural]):
                numbers[rural] += 1
                rows.append((region, 100 * region + area, rural, 10 * region + 1 + rural, numbers[rural]))
    region_of, area_of, rural_of, stratum, number = (np.asarray(it) for it in zip(*rows, strict=True))
    usual = np.asarray([REGIONS[region - 1].born_abroad for region in region_of])
    here = np.where(rural_of, 0.4, 1.1) * (0.35 + 1.3 * draws.uniform("psu density", len(rows)))
    return Psus(
        region=region_of,
        local_area=area_of,
        rural=rural_of,
        stratum=stratum,
        number=number,
        born_abroad=np.clip(usual * here, 0.02, 0.7),
        persons=np.where(rural_of, PERSONS_IN_PSU[True], PERSONS_IN_PSU[False]),
    )
