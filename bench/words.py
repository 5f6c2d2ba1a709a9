"""What made-up vendors, and all that belongs to them, are called; each set of words is Danish, English and Swedish."""

from __future__ import annotations

Words = tuple[str, str, str]

CLAUSES: dict[str, Words] = {
    "changes": ("ændringer", "changes", "ändringar"),
    "operations": ("egen drift", "operations of its own", "egen drift"),
    "providing": ("levering", "providing", "tillhandahållande"),
    "roles": ("roller", "roles", "roller"),
}
DATA_TYPES: dict[str, Words] = {
    "content": ("indhold", "content", "innehåll"),
    "usage-data": ("brugsdata", "usage data", "användningsdata"),
    "account-data": ("kontodata", "account data", "kontodata"),
    "support-data": ("supportdata", "support data", "supportdata"),
}
"""The first is used to provide the service, the second by both parties, and the others by the vendor."""

PROVIDING: dict[str, Words] = {
    "hosting": ("drift af tjenesten", "hosting the service", "drift av tjänsten"),
    "repair": ("fejlretning", "repair", "felavhjälpning"),
    "monitoring": ("overvågning", "monitoring", "övervakning"),
    "personalisation": ("tilpasning", "personalisation", "anpassning"),
    "messages": ("beskeder til brugere", "messages to users", "meddelanden till användare"),
}
OPERATIONS: dict[str, Words] = {
    "invoices": ("fakturaer", "invoices", "fakturor"),
    "salaries": ("lønninger", "salaries", "löner"),
    "accounts": ("regnskab", "accounts", "bokslut"),
    "fraud": ("svindel", "fraud", "bedrägeri"),
}
CATEGORIES = {
    "hosting": "RequestedServiceProvision",
    "repair": "RepairImpairments",
    "monitoring": "ServiceMonitoring",
    "personalisation": "ServicePersonalisation",
    "messages": "CommunicationManagement",
    "invoices": "PaymentManagement",
    "salaries": "PersonnelPayment",
    "accounts": "OrganisationGovernance",
    "fraud": "FraudPreventionAndDetection",
}
EXCLUSIONS: dict[str, tuple[str, Words]] = {
    "marketing": ("dpv:Marketing", ("markedsføring", "marketing", "marknadsföring")),
    "research": ("dpv:CommercialResearch", ("kommerciel forskning", "commercial research", "kommersiell forskning")),
}
CONDITIONS: dict[str, Words] = {
    "confidentiality": ("fortrolighed", "confidentiality", "tystnadsplikt"),
    "minimisation": ("dataminimering", "data minimisation", "uppgiftsminimering"),
    "aggregated-only": ("kun i aggregeret form", "in aggregated form only", "endast i aggregerad form"),
}
NAMES = ("Alder", "Birk", "Cirrus", "Dune", "Elm", "Fjord", "Granit", "Hasel", "Isbre", "Juniper", "Klint", "Linden")
