"""Pages of published frameworks: what of each the library has, what differs, and what stays out and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path

from integrind.definitions.frameworks import UNREAD, Frameworks, Published, published
from integrind.definitions.library import Library, load_library
from integrind.packaged import packaged_indicators

OTHERS = "others"
_WRITTEN = "<!-- Written by tools/write_docs.py from indicators/frameworks.csv and the definitions. -->"
_ABOUT = """\
What published frameworks of indicators have, beside the library. Each page has a row for each indicator
that was published, in our words: which of ours stands for it and what differs, or why there is none. *Read*
says whether the fact was read at the source: yes, partly, or no, where it is what is generally known.

`integrind list --framework KEY` lists what the library has of one, `integrind coverage DATA` what a survey
can give of each."""
_ABOUT_OTHERS = (
    "Sets of indicators that the library was held beside, and that no definition names as a framework."
)


def framework_pages(folder: Path) -> dict[Path, str]:
    """Give every page by its path: an index, a page for each key, and one of all others."""
    library = load_library([packaged_indicators()])
    keys = {key: field.title or key for key, field in Frameworks.model_fields.items()}
    of_others = [it for it in published() if it.framework not in keys]
    pages = {key: _page(key, title, library) for key, title in keys.items()}
    lines = [_WRITTEN, "", "# Other sets of indicators", "", _ABOUT_OTHERS, ""]
    pages[OTHERS] = [*lines, *_table("Publisher", of_others, lambda it: it.framework)]
    pages["README"] = list(_index(keys, library))
    return {folder / f"{name}.md": "\n".join(page) + "\n" for name, page in pages.items()}


def _index(keys: Mapping[str, str], library: Library) -> Iterator[str]:
    yield from (_WRITTEN, "", "# Frameworks", "", _ABOUT, "")
    yield "| key | framework | of ours | published | of these in the library | no survey data |"
    yield "|---|---|---|---|---|---|"
    for key, title in keys.items():
        rows = [it for it in published() if it.framework == key]
        ours = sum(bool(getattr(it.frameworks, key)) for it in library.indicators)
        have = sum(it.kept_out is None for it in rows)
        outside = sum(it.kept_out == "not_survey_data" for it in rows)
        counts = f"{len(rows)} | {have} | {outside}" if rows else "not read | |"
        yield f"| `{key}` | [{title}]({key}.md) | {ours} | {counts} |"
    yield from ("", f"[Other sets of indicators]({OTHERS}.md) are no keys of a definition.")


def _page(key: str, title: str, library: Library) -> list[str]:
    about = [_WRITTEN, "", f"# {title}", "", f"`{key}` in a definition's `frameworks`.", ""]
    if key in UNREAD:
        about += [UNREAD[key], ""]
    rows = [it for it in published() if it.framework == key]
    if rows:
        about += ["## As published", "", *_table("Domain", rows, lambda it: _plain(it.domain)), ""]
    ours = list(_ours(key, library))
    return [*about, "## Indicators of the library by domain", "", *ours] if ours else about[:-1]


def _table(first: str, rows: Iterable[Published], named: Callable[[Published], str]) -> Iterator[str]:
    yield f"| {first} | Published | Facts | In the library | Note | Read |"
    yield "|---|---|---|---|---|---|"
    for it in rows:
        ours = ", ".join(f"`{id_}`" for id_ in it.ids) or _plain(it.kept_out or "")
        note = " ".join(part for part in (it.note, _source(it.source)) if part)
        yield f"| {named(it)} | {it.title} | {it.facts} | {ours} | {note} | {it.read} |"


def _ours(key: str, library: Library) -> Iterator[str]:
    by_domain: dict[str, list[str]] = {}
    for it in library.indicators:
        for domain in getattr(it.frameworks, key):
            by_domain.setdefault(domain, []).append(f"`{it.id}`")
    if by_domain:
        yield from ("| Domain | Indicators |", "|---|---|")
    for domain, ids in sorted(by_domain.items()):
        yield f"| {_plain(domain)} | {', '.join(ids)} |"


def _source(text: str) -> str:
    """Addresses as links, in whatever else the source says."""
    return " ".join(
        f"<{word}>" if word.startswith(("http://", "https://")) else word for word in text.split()
    )


def _plain(word: str) -> str:
    return word.replace("_", " ")
