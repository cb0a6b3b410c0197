# SPDX-License-Identifier: Apache-2.0
"""What crawlers and browsers ask for: site maps, robots.txt, OpenSearch descriptions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from mucluc.release import Release
from mucluc.vocab.labels import LANGUAGES, labels

from . import addresses
from .reports_page import has_reports

# The sitemap protocol allows 50,000 addresses a file.
MAP_SIZE = 40_000


def write_crawl_files(release: Release, into: Path, write: Callable[[Path, bytes], None]) -> None:
    """Write them all below `into`."""
    names: list[str] = []
    walk = _addresses(release)
    while batch := list(islice(walk, MAP_SIZE)):
        names.append(f"sitemap-{len(names) + 1}.xml")
        write(into / names[-1], _sitemap(batch).encode())
    write(into / "sitemap.xml", _index(release.base, names).encode())
    write(into / "robots.txt", _robots(release.base).encode())
    for language in LANGUAGES:
        write(addresses.file(into, "opensearch.xml", language), _opensearch(release, language).encode())


def _addresses(release: Release) -> Iterator[str]:
    for page in _pages(release):
        for language in LANGUAGES:
            yield release.base + addresses.url(page, language)[1:]


def _pages(release: Release) -> Iterator[str]:
    """Every page worth finding, without the further pages of long lists (they are linked from the first)."""
    yield from ("index.html", "data.html", "about.html", "accessibility.html", "browse/titles.html", "browse/libraries.html")
    if has_reports(release):
        yield "reports.html"
    for library in release.network.libraries:
        yield f"library/{library.slug}.html"
        yield from (f"collection/{library.slug}/{each.slug}.html" for each in library.collections)
    yield from (f"{path}.html" for path in release.work_paths())
    yield from (f"{use.heading.path}.html" for use in release.headings() if use.works)


def _sitemap(batch: Iterable[str]) -> str:
    rows = "".join([f"<url><loc>{each}</loc></url>\n" for each in escape("\n".join(batch)).split("\n")])
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</urlset>\n'


def _index(base: str, names: list[str]) -> str:
    rows = "".join(f"<sitemap><loc>{escape(base + name)}</loc></sitemap>\n" for name in names)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</sitemapindex>\n'


def _robots(base: str) -> str:
    return (
        "# Everything here is open data. To copy it, take the files instead of the pages:\n"
        f"# {base}data.html\n"
        "User-agent: *\n"
        "Disallow: /search.html\nDisallow: /en/search.html\nDisallow: /search/\nDisallow: /sparql\nDisallow: /oai\n"
        f"Sitemap: {base}sitemap.xml\n"
    )


def _opensearch(release: Release, language: str) -> str:
    text = labels(language)
    name = text.pick(release.network.title)
    target = release.base + addresses.url("search.html", language)[1:] + "?q={searchTerms}"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">\n'
        f"<ShortName>{escape(name[:16])}</ShortName>\n<LongName>{escape(name[:48])}</LongName>\n"
        f"<Description>{escape(text('search.label'))}</Description>\n<Language>{language}</Language>\n<InputEncoding>UTF-8</InputEncoding>\n"
        f'<Url type="text/html" method="get" template={quoteattr(target)}/>\n</OpenSearchDescription>\n'
    )
