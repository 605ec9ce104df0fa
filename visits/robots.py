"""Which requests are no visit: of programs that say so, and of pages that are fetched in case somebody wants them.

A list of words that robots, libraries and monitors have in the name by which they introduce themselves. Whoever poses as a browser
is counted as one: to tell would need addresses or a script, and neither is kept or asked for here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, partial

WORDS = (
    # What robots call themselves; "bot" alone covers most search engines, chat programs and makers of models.
    *("bot", "crawl", "spider", "slurp", "archiver", "indexer", "scraper", "fetcher", "validator", "checker", "monitor"),
    *("preview", "lighthouse", "pagespeed", "headless", "phantomjs", "prerender", "feed", "rss", "reader;"),
    # Makers who do not say "bot".
    *("facebookexternalhit", "whatsapp/", "skypeuripreview", "mediapartners", "apis-google", "google-read-aloud"),
    *("googleother", "google-inspectiontool", "mistralai-user"),
    *("bingpreview", "yandex.com/", "baiduspider", "ia_archiver", "chatgpt-user", "claude-user", "perplexity-user"),
    *("bytespider", "petalsearch", "ahrefs", "semrush", "pingdom", "uptime", "statuscake", "zabbix", "nagios"),
    # Libraries and tools.
    *("curl/", "wget", "libwww", "python", "java/", "okhttp", "go-http-client", "node-fetch", "axios", "undici"),
    *("httpclient", "guzzle", "ruby", "perl", "php/", "scrapy", "aiohttp", "httpx", "postman", "insomnia", "hey/", "wrk", "k6/"),
)  # fmt: skip
# A maker of telephones, which stand within the brackets after the system.
_without_phones = partial(re.compile(r"(Android[^()]*?)\bCUBOT", re.IGNORECASE).sub, r"\1")
_is_robot = re.compile("|".join(map(re.escape, WORDS)), re.IGNORECASE).search


@lru_cache(maxsize=2_000)
def is_robot(agent: str) -> bool:
    """Whether a user agent is that of a program without a reader; one that says nothing is."""
    return not agent or _is_robot(_without_phones(agent)) is not None


def is_visit(environ: Mapping[str, str]) -> bool:
    """Whether a request for a page is somebody's who is going to read it, as far as it says."""
    if "prefetch" in environ.get("HTTP_SEC_PURPOSE", environ.get("HTTP_PURPOSE", "")).lower():
        return False
    if environ.get("HTTP_X_MOZ", "") == "prefetch":
        return False
    # Scripts and frames of other pages ask as well; browsers that say nothing of it are believed.
    if environ.get("HTTP_SEC_FETCH_DEST", "document") != "document":
        return False
    return not is_robot(environ.get("HTTP_USER_AGENT", "")[:500])
