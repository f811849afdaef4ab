"""Each domain of a partition beside its counterpart in another: where entries of one stand in the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from integrind.arrays.exact import BoolArray, IntArray
from integrind.estimation.design.sample import Sample
from integrind.estimation.domains.partition import ALL, Partition, assembled


@dataclass(frozen=True)
class StageMatch:
    """Where the entries and runs of one partition stand in another, at one stage; -1 where they don't."""

    entry: IntArray
    run: IntArray
    all_met: BoolArray
    """Whether a run has every entry of the other's, by run."""


@dataclass(frozen=True)
class Link:
    """Each domain of a partition, the one of another that it is compared with, and the entries they share."""

    domain: IntArray
    """Domain of the other partition, by domain; -1 where there is none."""
    by_stage: tuple[StageMatch, ...]

    @property
    def found(self) -> BoolArray:
        """Which domains have another to be compared with."""
        return self.domain >= 0


def link(partition: Partition, other: Partition, sample: Sample) -> Link:
    """Compare each domain with the one of `other` that agrees in every key which `other` chooses."""
    return link_domains(partition, other, counterparts(partition, other), sample)


def counterparts(
    partition: Partition, other: Partition, changed: Mapping[str, IntArray] | None = None
) -> IntArray:
    """Domain of `other` that agrees with each domain in every key which `other` chooses, or -1.

    Codes of `changed` stand for the domain's own: another wave, another area.
    """
    ours = {**partition.keys, **(changed or {})}
    chosen = [name for name, codes in other.keys.items() if (codes != ALL).any()]
    if not chosen:
        return (
            np.zeros(partition.size, dtype=np.int64)
            if other.size
            else np.full(partition.size, -1, dtype=np.int64)
        )
    known = np.stack([other.keys[name] for name in chosen])
    return _find(known, np.stack([ours[name] for name in chosen]))


def link_domains(partition: Partition, other: Partition, domain: IntArray, sample: Sample) -> Link:
    """Compare each domain with the domain of `other` given for it, or with none for -1."""
    by_stage = []
    for stage, ours, theirs in zip(sample.stages, partition.by_stage, other.by_stage, strict=True):
        units, parents = len(stage.parent), len(stage.drawn)
        entries = theirs.domain * units + theirs.unit
        runs = theirs.run_domain * parents + theirs.run_parent
        entry = _look_up(entries, domain[ours.domain], ours.unit, units)
        run = _look_up(runs, domain[ours.run_domain], ours.run_parent, parents)
        there = np.append(theirs.run_units, 0)[run]
        met = np.bincount(ours.run, entry >= 0, len(run))
        by_stage.append(StageMatch(entry, run, there == met))
    return Link(domain, tuple(by_stage))


@dataclass(frozen=True)
class Joined:
    """The domains of a partition with their own entries and those of their counterparts."""

    partition: Partition
    ours: IntArray
    """Entry of the joined partition, by entry of ours."""
    theirs: IntArray
    """Entry of the joined partition, by domain and entry of its counterpart, which is `source`."""
    source: IntArray


def join(partition: Partition, other: Partition, counterpart: IntArray, sample: Sample) -> Joined:
    """Give each domain the entries of its counterpart (domain of `other`, or -1) as well."""
    start = np.searchsorted(other.domain, np.arange(other.size + 1))
    size = np.append(np.diff(start), 0)[counterpart]
    domain = np.repeat(np.arange(partition.size), size)
    first = np.repeat(start[np.maximum(counterpart, 0)] - (np.cumsum(size) - size), size)
    source = first + np.arange(len(domain))
    ours = partition.domain * sample.atoms + partition.unit
    theirs = domain * sample.atoms + other.unit[source]
    joined, entry = assembled(partition, np.concatenate([ours, theirs]), sample)
    return Joined(joined, entry[: len(ours)], entry[len(ours) :], source)


def _find(known: IntArray, wanted: IntArray) -> IntArray:
    """Position of each column of `wanted` among the columns of `known`, or -1."""
    columns, inverse = np.unique(np.concatenate([known, wanted], axis=1), axis=1, return_inverse=True)
    inverse = inverse.ravel()
    position = np.full(columns.shape[1], -1, dtype=np.int64)
    position[inverse[: known.shape[1]]] = np.arange(known.shape[1])
    return position[inverse[known.shape[1] :]]


def _look_up(sorted_codes: IntArray, domain: IntArray, within: IntArray, width: int) -> IntArray:
    """Position of (domain, within) among sorted codes, or -1."""
    if len(sorted_codes) == 0:
        return np.full(len(domain), -1, dtype=np.int64)
    wanted = domain * width + within
    at = np.minimum(np.searchsorted(sorted_codes, wanted), len(sorted_codes) - 1)
    return np.where((domain >= 0) & (sorted_codes[at] == wanted), at, -1).astype(np.int64, copy=False)
