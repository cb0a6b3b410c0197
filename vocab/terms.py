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
XSD = Namespace("http://www.w3.org/2001/XMLSchema#", "date dateTime duration integer anyURI gYear string")
EDTF = "http://id.loc.gov/datatypes/edtf"
DCTERMS = Namespace("http://purl.org/dc/terms/", "conformsTo")

# Classes first, then properties; https://id.loc.gov/ontologies/bibframe.html
BF = Namespace(
    "http://id.loc.gov/ontologies/bibframe/",
    """
    AbbreviatedTitle AccessPolicy AcquisitionSource AdminMetadata Agent Ansi AppliedMaterial Arrangement AspectRatio
    Audio AudioIssueNumber Barcode BaseMaterial Binding BookFormat BroadcastStandard Capture CaptureStorage Carrier Cartographic
    CartographicDataType CartographicObjectType Cartography Chronology Classification ClassificationDdc ClassificationLcc
    ClassificationNal ClassificationNlm ClassificationUdc Coden Collection CollectionArrangement CollectiveTitle ColorContent
    Content ContentAccessibility Contribution CopyrightNumber DescriptionAuthentication DescriptionConventions Dissertation
    DissertationIdentifier Distribution Doi Ean Eidr Electronic Emulsion EncodedBitrate EncodingFormat Ensemble EnsembleSize
    Enumeration EnumerationAndChronology Event Extent Family FileSize FileType Fingerprint FontSize Frequency Generation GenerationProcess
    GenreForm GeographicCoverage GrooveCharacteristic Gtin Gtin14Number Hdl Hub Identifier Illustration ImmediateAcquisition Instance
    Integrating IntendedAudience Isan Isbn Ismn Isni Iso Isrc Issn IssnL Issuance Istc Iswc Item Jurisdiction KeyMode KeyTitle
    Kit Language Layout LcOverseasAcq Lccn Local Manufacture Manuscript MatrixNumber Media MediumComponent
    MediumComponentQualifier MediumOfPerformance Meeting Microform MixedMaterial Monograph Mount MovingImage Multimedia
    MusicAudio MusicDistributorNumber MusicEnsemble MusicFormat MusicInstrument MusicMedium MusicNotation MusicPlate
    MusicPublisherNumber MusicVoice Nbn NonMusicAudio NotatedMusic Notation Note Object OclcNumber OpusNumber Organization
    ParallelTitle Person Place PlaybackChannels PlaybackCharacteristic PlayingSpeed Polarity PostalRegistration
    PresentationFormat PrimaryContribution Print Production ProductionMethod Projection ProjectionSpeed ProvisionActivity
    Publication PublisherNumber RecordingMedium RecordingMethod ReductionRatio RegionalEncoding Relation Relationship Relief
    ReportNumber Resolution Role Scale Script Serial SerialNumber Series ShelfMark Sici SoundContent Source Status StillImage
    StockNumber Strn StudyNumber Sublocation Summary SupplementaryContent SystemRequirement TableOfContents Tactile
    TactileNotation TapeConfig Temporal Text ThematicCatalogNumber Title Topic TrackConfig Upc Urn UsePolicy VariantTitle
    VideoFormat VideoRecordingNumber Work
    accompaniedBy acquisitionSource acquisitionTerms adminMetadata agent appliedMaterial appliesTo ascensionAndDeclination
    aspectRatio assigner associatedResource awards baseMaterial binding bookFormat capture carrier cartographicAttributes
    changeDate classification classificationPortion code collectionArrangement collectionOrganization colorContent content
    contentAccessibility contribution coordinates copyrightDate count creationDate custodialHistory date degree derivedFrom
    descriptionAuthentication descriptionConventions descriptionLanguage descriptionLevel descriptionModifier
    digitalCharacteristic dimensions dissertation distributionStatement duration edition editionStatement electronicLocator
    emulsion ensemble ensembleSize ensembleType enumerationAndChronology equinox exclusionGRing expressionOf extent firstIssue
    fontSize frequency generation generationProcess genreForm geographicCoverage grantingInstitution hasEquivalent hasInstance
    hasItem hasPart hasReproduction heldBy hierarchicalLevel identifiedBy illustrativeContent immediateAcquisition instanceOf instrument
    instrumentalType intendedAudience issn issuance itemOf itemPortion keyMode language lastIssue layout legalDate mainTitle
    manufactureStatement media mediumComponent mediumComponentQualifier mediumOfPerformance mergedWith mount musicFormat
    musicMedium notation note noteType originDate originPlace outerGRing otherPhysicalFormat part partName partNumber pattern
    physicalLocation place
    polarity preferredCitation productionMethod productionStatement projection projectionCharacteristic provisionActivity
    provisionActivityStatement publicationStatement qualifier reductionRatio relatedTo relation relationship relief
    reproductionOf responsibilityStatement role scale seriesEnumeration seriesStatement shelfMark soundCharacteristic
    soundContent source status subject sublocation subtitle summary supplementaryContent systemRequirement tableOfContents
    temporalCoverage title usageAndAccessPolicy validDate version videoCharacteristic voice voiceType
    """,
)
# https://id.loc.gov/ontologies/bflc.html
BFLC = Namespace(
    "http://id.loc.gov/ontologies/bflc/",
    """
    AppliesTo CreatorCharacteristic DemographicGroup EncodingLevel GovernmentPubType MachineModel MetadataLicensor
    MovingImageTechnique OperatingSystem ProgrammingLanguage SecondaryInstance SerialPubType SeriesAnalysis SeriesClassification
    SeriesNumbering SeriesNumberingPeculiarities SeriesProvider SeriesSequentialDesignation SeriesTracing Uncontrolled
    applicableInstitution appliesTo citation creatorCharacteristic encodingLevel governmentPubType marcKey metadataLicensor
    movingImageTechnique nonSortNum projectedProvisionDate serialPubType seriesTreatment simpleAgent simpleDate simplePlace
    """,
)
# https://id.loc.gov/ontologies/madsrdf/v1.html
MADS = Namespace(
    "http://www.loc.gov/mads/rdf/v1#",
    """
    Authority City CitySection ComplexSubject ConferenceName CorporateName Country County ExtraterrestrialArea FamilyName
    GenreForm Geographic HierarchicalGeographic NameTitle Occupation PersonalName RWO Region Source State Temporal Title Topic Variant
    activityEndDate activityStartDate adminMetadata associatedLanguage associatedLocale authoritativeLabel birthDate birthPlace
    citationNote citationSource citationStatus componentList creationDateEnd creationDateStart deathDate deathPlace
    changeNote definitionNote deletionNote entityDescriptor establishDate exampleNote fieldOfActivity fullerName gender
    hasAcronymVariant hasAffiliation hasBroaderAuthority hasCloseExternalAuthority hasEarlierEstablishedForm
    hasExactExternalAuthority hasHiddenVariant hasLaterEstablishedForm hasNarrowerAuthority
    hasReciprocalAuthority hasRelatedAuthority hasSource hasVariant historyNote identifiesRWO isIdentifiedByAuthority
    isMemberOfMADSScheme note occupation scopeNote terminateDate variantLabel
    """,
)
