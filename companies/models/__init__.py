from companies.models.company import Company, FormerCompanySlug
from companies.models.facts import (
    Certificate,
    CompanyCitation,
    CompanyFigure,
    CompanyLink,
    CompanyMilestone,
    CompanyName,
    Identifier,
    Presence,
    Product,
    Stakeholder,
    Tie,
)
from companies.models.terms import Sector, Synonym, Zone

__all__ = [
    "Certificate",
    "Company",
    "CompanyCitation",
    "CompanyFigure",
    "CompanyLink",
    "CompanyMilestone",
    "CompanyName",
    "FormerCompanySlug",
    "Identifier",
    "Presence",
    "Product",
    "Sector",
    "Stakeholder",
    "Synonym",
    "Tie",
    "Zone",
]
