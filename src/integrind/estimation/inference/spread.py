"""What is known of how estimates vary, however their variance is found."""

from __future__ import annotations

from typing import Protocol, Self

from integrind.arrays.exact import BoolArray, FloatArray, IntArray
from integrind.estimation.domains.links import Link
from integrind.estimation.domains.partition import Partition


class Spread(Protocol):
    """What is known of the sampling variation of the estimates of one partition."""

    @property
    def partition(self) -> Partition:
        """The domains, and the entries that the variation is kept by."""
        ...

    def variance(self) -> FloatArray:
        """Variance by domain."""
        ...

    def variance_of_difference(
        self, other: Self, link: Link, over: tuple[Self, Link] | None = None
    ) -> FloatArray:
        """Variance of the difference from the linked domain of another partition, by domain.

        `over` is the population in which lonely PSUs are counted, where `other` isn't it.
        """
        ...

    def variance_of_log_ratio(
        self, other: Self, link: Link, of_gap: FloatArray, over: tuple[Self, Link] | None = None
    ) -> FloatArray:
        """Variance of the logarithm of the ratio to the linked domain; `of_gap` is the difference's."""
        ...

    def minus(self, other: Self, link: Link) -> Self:
        """Variation of the difference from the linked domain, to be compared further."""
        ...

    def logarithm(self) -> Self:
        """Variation of the logarithm of the estimates."""
        ...

    def degrees_of_freedom(self) -> IntArray:
        """Degrees of freedom by domain."""
        ...

    def is_still(self) -> BoolArray:
        """Which domains are samples in which no unit differs from another."""
        ...

    def joint_degrees_of_freedom(self, other: Self, link: Link) -> IntArray:
        """Degrees of freedom of a domain and its counterpart together, by domain."""
        ...
