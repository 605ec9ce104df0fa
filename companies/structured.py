"""A company as data for search engines."""

from __future__ import annotations

from django.utils.translation import gettext as _

from companies.facts.identifiers import LISTINGS, Scheme
from companies.models import Company, Identifier, Stakeholder, Tie
from companies.profile import CompanyProfile
from kit.addresses import address
from profiles.pages.structured import Node, breadcrumbs, described, geo, profile_id, profile_page

# Registers that have a page for each number; that of ROR is the address of one.
PAGES = {Scheme.WIKIDATA: "https://www.wikidata.org/wiki/{}", Scheme.ROR: "{}"}


def company_nodes(page: CompanyProfile) -> list[Node]:
    """The company, its page, and the way to that."""
    company, url = page.company, page.company.get_absolute_url()
    about = _organisation(page)
    steps = (_("Companies"), address("companies:list")), (company.name, url)
    return [about, profile_page(company, url, about), breadcrumbs(*steps)]


def _organisation(page: CompanyProfile) -> Node:
    company, sheet = page.company, page.sheet
    node = described(company, company.get_absolute_url(), sheet.rows("other_names"), page.links)
    dissolved = company.standing == Company.Standing.DISSOLVED
    founders = [row for row in sheet.rows("stakeholders") if row.kind == Stakeholder.Kind.FOUNDER]
    parents = [row for row in sheet.rows("ties") if row.kind == Tie.Kind.PARENT and not row.until]
    return {
        "@type": "Organization",
        **node,
        "legalName": company.legal_name,
        "foundingDate": company.founded,
        "dissolutionDate": company.standing_on if dissolved else "",
        "founder": [_founder(row) for row in founders],
        "parentOrganization": [_parent(page, row) for row in parents],
        "knowsAbout": [str(sector.name) for sector in sheet.sectors],
        "isicV4": [code for sector in sheet.sectors for code in sector.isic.split("|") if code],
        "address": _address(page),
        "location": {"@type": "Place", "geo": geo(company)} if company.has_coordinates else None,
        **_identifiers(company.legal_name, page.identifiers, node["sameAs"]),
    }


def _founder(row: Stakeholder) -> Node:
    return {
        "@type": "Person",
        "name": row.name,
        "alternateName": str(row.name_in_han),
        "jobTitle": row.role,
    }


def _parent(page: CompanyProfile, tie: Tie) -> Node:
    here = page.sheet.linked.get(tie.slug)
    return {"@type": "Organization", "name": tie.name, "@id": profile_id(here) if here else ""}


def _address(page: CompanyProfile) -> Node | None:
    company = page.company
    if not company.address:
        return None
    return {
        "@type": "PostalAddress",
        "streetAddress": company.address,
        "postalCode": company.postcode,
        "addressCountry": page.catalogue.home.country,
    }


def _identifiers(legal_name: str, rows: list[Identifier], pages: list[str]) -> Node:
    """Those of registers by name. One with a listing that has not ended is a corporation."""
    known = [(Scheme(row.scheme), row) for row in rows]
    listings = [(scheme, row) for scheme, row in known if scheme in LISTINGS and not row.until]
    numbers = [(scheme, row) for scheme, row in known if scheme not in LISTINGS]
    own = [row.value for scheme, row in numbers if scheme == Scheme.LEI and row.holder in ("", legal_name)]
    node: Node = {
        "identifier": [
            {
                "@type": "PropertyValue",
                "propertyID": str(scheme.label),
                "value": row.value,
                "name": row.holder,
            }
            for scheme, row in numbers
        ],
        "sameAs": [*pages, *(PAGES[scheme].format(row.value) for scheme, row in numbers if scheme in PAGES)],
        "leiCode": own[0] if len(own) == 1 else "",
    }
    if listings:
        tickers = [f"{scheme.upper()}:{row.value}" for scheme, row in listings]
        node |= {"@type": "Corporation", "tickerSymbol": tickers}
    return node
