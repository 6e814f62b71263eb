"""The GeoPackage: schema, migrations, writes, queries, corrections."""

from geonews.store.check import Verdict, accept_changes, check
from geonews.store.correctable import FIELDS as CORRECTABLE
from geonews.store.families import Family, types_of_words
from geonews.store.filters import EventFilter, Role, search_terms
from geonews.store.iso3166 import CountryCodes, alpha3, country_codes
from geonews.store.reading import LAYERS
from geonews.store.rows import content_hash
from geonews.store.staging import arrow_type
from geonews.store.store import Store
from geonews.store.views import SharedLayer, add_shared_layers

__all__ = [
    "CORRECTABLE",
    "LAYERS",
    "CountryCodes",
    "EventFilter",
    "Family",
    "Role",
    "SharedLayer",
    "Store",
    "Verdict",
    "accept_changes",
    "add_shared_layers",
    "alpha3",
    "arrow_type",
    "check",
    "content_hash",
    "country_codes",
    "search_terms",
    "types_of_words",
]
