# SPDX-License-Identifier: Apache-2.0
"""The RDF terms that Mục lục writes, as constants: a misspelt term is an error when it is used, not a silent new property."""

from __future__ import annotations

from typing import TYPE_CHECKING


class Namespace(str):
    """The IRI that the terms of a vocabulary begin with; each term of the closed list is an attribute.

    `BF.title` is the plain IRI. `BF.bracketed()` is the same namespace with every term in the angle brackets of N-Triples.
    An unknown term raises AttributeError.
    """

    terms: tuple[str, ...]

    def __new__(cls, prefix: str, names: str) -> Namespace:  # noqa: D102
        return super().__new__(cls, prefix)

    def __init__(self, prefix: str, names: str) -> None:
        self.terms = tuple(names.split())
        for name in self.terms:
            setattr(self, name, prefix + name)

    def bracketed(self) -> Namespace:
        """The same terms as `<iri>`, ready to be written in a line of N-Triples."""
        copy = Namespace(str(self), " ".join(self.terms))
        for name in copy.terms:
            setattr(copy, name, f"<{self}{name}>")
        return copy

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> str: ...


RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "type first rest nil List value")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#", "label comment seeAlso subClassOf subPropertyOf Class")
OWL = Namespace("http://www.w3.org/2002/07/owl#", "sameAs Ontology Class ObjectProperty DatatypeProperty")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#", "date dateTime integer anyURI gYear string")
EDTF = "http://id.loc.gov/datatypes/edtf"

# Classes first, then properties; https://id.loc.gov/ontologies/bibframe.html
BF = Namespace(
    "http://id.loc.gov/ontologies/bibframe/",
    """
    AccessPolicy AcquisitionSource AdminMetadata Agent AudioIssueNumber Barcode Carrier Cartography Classification
    ClassificationDdc ClassificationLcc ClassificationNal ClassificationNlm ClassificationUdc Coden Collection Content
    Contribution DescriptionAuthentication DescriptionConventions Dissertation Distribution Doi Ean Electronic Extent Family
    FontSize GenreForm Hdl Hub Identifier Illustration Instance Integrating IntendedAudience Isan Isbn Ismn Isni Isrc Issn IssnL
    Iswc Item Jurisdiction Kit Language LcOverseasAcq Lccn Local Manufacture Manuscript MatrixNumber Media Meeting MixedMaterial
    Monograph MovingImage Multimedia MusicAudio MusicDistributorNumber MusicPlate MusicPublisherNumber Nbn NonMusicAudio
    NotatedMusic Note Object OclcNumber Organization ParallelTitle Person Place PrimaryContribution Production ProvisionActivity
    Publication PublisherNumber Relation Relationship ReportNumber Role Serial Series ShelfMark Sici Source Status StillImage Strn
    Sublocation Summary SupplementaryContent SystemRequirement TableOfContents Temporal Text Title Topic Upc Urn UsePolicy
    VariantTitle VideoRecordingNumber Work
    accompaniedBy acquisitionSource acquisitionTerms adminMetadata agent appliesTo assigner associatedResource awards carrier
    changeDate classification classificationPortion code content contribution copyrightDate creationDate custodialHistory date
    degree descriptionAuthentication descriptionConventions descriptionLanguage descriptionModifier dimensions dissertation
    distributionStatement edition editionStatement electronicLocator enumerationAndChronology expressionOf extent fontSize
    genreForm geographicCoverage grantingInstitution hasInstance hasItem hasReproduction heldBy identifiedBy illustrativeContent
    instanceOf intendedAudience issuance itemOf itemPortion language mainTitle manufactureStatement media note originDate partName
    partNumber physicalLocation place preferredCitation productionStatement provisionActivity publicationStatement qualifier
    relation relationship responsibilityStatement role seriesEnumeration seriesStatement shelfMark source status subject
    sublocation subtitle summary supplementaryContent systemRequirement tableOfContents title usageAndAccessPolicy
    """,
)
# https://id.loc.gov/ontologies/bflc.html
BFLC = Namespace(
    "http://id.loc.gov/ontologies/bflc/",
    """
    EncodingLevel GovernmentPubType Uncontrolled
    citation encodingLevel governmentPubType nonSortNum simpleAgent simpleDate simplePlace
    """,
)
# https://id.loc.gov/ontologies/madsrdf/v1.html
MADS = Namespace(
    "http://www.loc.gov/mads/rdf/v1#",
    """
    ComplexSubject GenreForm Geographic NameTitle Temporal Title Topic
    authoritativeLabel componentList hasExactExternalAuthority identifiesRWO isMemberOfMADSScheme
    """,
)
