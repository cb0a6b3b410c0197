# SPDX-License-Identifier: Apache-2.0
"""The grammar of OAI-PMH 2.0 answers, oai_dc and MARCXML, written from the specifications as RELAX NG: the feed's referee."""

from __future__ import annotations

from lxml import etree

DATE = r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z"
NAME = r"[A-Za-z0-9\-_\.!~\*'\(\)]+"
VERBS = "Identify|ListMetadataFormats|ListSets|GetRecord|ListIdentifiers|ListRecords"
ERRORS = "badArgument|badResumptionToken|badVerb|cannotDisseminateFormat|idDoesNotExist|noRecordsMatch|noMetadataFormats|noSetHierarchy"
DC = "title|creator|subject|description|publisher|contributor|date|type|format|identifier|source|language|relation|coverage|rights"
CONTROL = "00[1-9A-Za-z]{1}"
DATA = "(0([1-9A-Z][0-9A-Z])|0([1-9a-z][0-9a-z]))|(([1-9A-Z][0-9A-Z]{2})|([1-9a-z][0-9a-z]{2}))"
LEADER = r"[\d ]{5}[\dA-Za-z ]{1}[\dA-Za-z]{1}[\dA-Za-z ]{3}(2| )(2| )[\d ]{5}[\dA-Za-z ]{3}(4500|    )"
CODE = r"[\dA-Za-z!&quot;#$%&amp;'()*+,\-./:;&lt;=>?{}_^`~\[\]\\]{1}"


def pattern(text: str) -> str:
    return f'<data type="string"><param name="pattern">{text}</param></data>'


def either(names: str) -> str:
    return "<choice>" + "".join(f"<value>{name}</value>" for name in names.split("|")) + "</choice>"


def attribute(name: str, inner: str) -> str:
    return f'<attribute name="{name}">{inner}</attribute>'


def element(name: str, inner: str = "<text/>", space: str = "") -> str:
    ns = f' ns="{space}"' if space else ""
    return f'<element name="{name}"{ns}>{inner}</element>'


def optional(inner: str) -> str:
    return f"<optional>{inner}</optional>"


def many(inner: str, least: str = "oneOrMore") -> str:
    return f"<{least}>{inner}</{least}>"


PLACES = '<optional><attribute name="schemaLocation" ns="http://www.w3.org/2001/XMLSchema-instance"/></optional>'
LANGUAGE = optional('<attribute name="xml:lang"/>')
DC_NAMES = "".join(element(name, LANGUAGE + pattern("[^ ](.|\n)*"), "http://purl.org/dc/elements/1.1/") for name in DC.split("|"))
OAI_DC = element("dc", PLACES + many(f"<choice>{DC_NAMES}</choice>", "zeroOrMore"), "http://www.openarchives.org/OAI/2.0/oai_dc/")
MARC = element(
    "record",
    PLACES
    + optional(attribute("type", either("Bibliographic")))
    + element("leader", pattern(LEADER))
    + many(element("controlfield", attribute("tag", pattern(CONTROL)) + "<text/>"), "zeroOrMore")
    + many(
        element(
            "datafield",
            attribute("tag", pattern(DATA))
            + "".join(attribute(name, pattern(r"[\da-z ]{1}")) for name in ("ind1", "ind2"))
            + many(element("subfield", attribute("code", pattern(CODE)) + "<text/>")),
        ),
        "zeroOrMore",
    ),
    "http://www.loc.gov/MARC21/slim",
)
IDENTIFIER = element("identifier", pattern(r"oai:[a-zA-Z][a-zA-Z0-9\-]*(\.[a-zA-Z][a-zA-Z0-9\-]*)+:[^ &lt;>]+"))
HEADER = element(
    "header",
    optional(attribute("status", either("deleted")))
    + IDENTIFIER
    + element("datestamp", pattern(DATE))
    + many(element("setSpec", pattern(f"{NAME}(:{NAME})*")), "zeroOrMore"),
)
RECORD = element("record", HEADER + optional(element("metadata", f"<choice>{OAI_DC}{MARC}</choice>")))
COUNT = '<data type="nonNegativeInteger"/>'
TOKEN = optional(element("resumptionToken", attribute("completeListSize", COUNT) + attribute("cursor", COUNT) + "<text/>"))
FORMAT = element("metadataFormat", element("metadataPrefix", pattern(NAME)) + element("schema") + element("metadataNamespace"))
SCHEME = element(
    "oai-identifier",
    PLACES
    + element("scheme", either("oai"))
    + element("repositoryIdentifier")
    + element("delimiter", either(":"))
    + element("sampleIdentifier"),
    "http://www.openarchives.org/OAI/2.0/oai-identifier",
)
IDENTIFY = element(
    "Identify",
    element("repositoryName")
    + element("baseURL", '<data type="anyURI"/>')
    + element("protocolVersion", either("2.0"))
    + many(element("adminEmail", pattern(r"\S+@(\S+\.)+\S+")))
    + element("earliestDatestamp", pattern(DATE))
    + element("deletedRecord", either("no|persistent|transient"))
    + element("granularity", either("YYYY-MM-DDThh:mm:ssZ"))
    + many(element("compression"), "zeroOrMore")
    + many(element("description", SCHEME), "zeroOrMore"),
)
SETS = element(
    "ListSets", many(element("set", element("setSpec") + element("setName") + optional(element("setDescription", OAI_DC)))) + TOKEN
)
REQUEST = element(
    "request",
    "".join(
        optional(attribute(name, rule))
        for name, rule in (
            ("verb", either(VERBS)),
            ("identifier", '<data type="anyURI"/>'),
            ("metadataPrefix", pattern(NAME)),
            ("from", pattern(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?")),
            ("until", pattern(r"\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}Z)?")),
            ("set", pattern(f"{NAME}(:{NAME})*")),
            ("resumptionToken", "<text/>"),
        )
    )
    + '<data type="anyURI"/>',
)
VERB_RULES = (
    IDENTIFY
    + element("ListMetadataFormats", many(FORMAT))
    + SETS
    + element("GetRecord", RECORD)
    + element("ListIdentifiers", many(HEADER) + TOKEN)
    + element("ListRecords", many(RECORD) + TOKEN)
)
ERROR = many(element("error", attribute("code", either(ERRORS)) + "<text/>"))
GRAMMAR = (
    '<element name="OAI-PMH" ns="http://www.openarchives.org/OAI/2.0/" xmlns="http://relaxng.org/ns/structure/1.0" '
    'datatypeLibrary="http://www.w3.org/2001/XMLSchema-datatypes">'
    + PLACES
    + element("responseDate", pattern(DATE))
    + REQUEST
    + f"<choice>{ERROR}{VERB_RULES}</choice></element>"
)
_CHECKER = etree.RelaxNG(etree.fromstring(GRAMMAR))


def parsed(body: bytes) -> etree._Element:
    """The document, after the grammar has accepted it; a deleted record may have no metadata, any other must."""
    assert body.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    root = etree.fromstring(body)
    assert _CHECKER.validate(root), _CHECKER.error_log
    for record in root.iter("{*}record"):
        header = record.find("{http://www.openarchives.org/OAI/2.0/}header")
        if header is not None:
            metadata = record.find("{http://www.openarchives.org/OAI/2.0/}metadata")
            assert (metadata is None) == (header.get("status") == "deleted")
    return root
