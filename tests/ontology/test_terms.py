"""Every term of the model is in the ontology, explained; every concept in its vocabulary."""

import re
from functools import cache
from pathlib import Path

import pytest
from rdflib import DCTERMS, OWL, RDF, RDFS, SKOS, VANN, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

ROOT = Path(__file__).resolve().parents[2]
VOCABULARIES = ROOT / "ontology" / "vocabularies"
BASE = "https://w3id.org/treatygraph/"
ONTOLOGY = URIRef(BASE + "ontology")
TG = Namespace(BASE + "ontology#")
SH = Namespace("http://www.w3.org/ns/shacl#")

TERMS = {
    OWL.Class: """
        Actor State Organization NonStateActor Person Tenure Place Initiative System
        Agreement Provision Preamble Article Paragraph
        Norm Obligation Prohibition ObligationOfConduct Permission Intention Affirmation
        ConstitutiveRule Participation PartyAction Event Source Passage Claim Disagreement
        """,
    OWL.ObjectProperty: """
        holder heldFor partOf statedIn bearer bearerRole counterparty counterpartyRole beneficiary
        normType topic object inAgreement participant party ofParticipation actionType involves
        concerns agreementType legalForce concludedAt relatedTo supersedes buildsOn refersTo
        implements endorses comparableWith eventType place publisher author sourceType textOf
        inSource cites evidence confidence madeIn attributedTo claimType likelihood about supports
        decision disputes assertedSubject assertedObject side disagreementType
        """,
    OWL.DatatypeProperty: """
        office heldFrom heldUntil number ordinal reciprocal action condition exception date
        statement concludedOn articleCount participantCount inForceFrom inForceUntil durationYears
        renewalYears asOf earliest latest publishedOn url locator assertedValue denied
        """,
    OWL.AnnotationProperty: "assertedProperty",
}
FUNCTIONAL = """
    holder heldFrom heldUntil number ordinal statedIn reciprocal inAgreement participant
    ofParticipation date earliest latest legalForce concludedOn inForceFrom inForceUntil asOf
    durationYears renewalYears articleCount participantCount inSource confidence madeIn likelihood
    assertedSubject denied disagreementType decision
    """

# Each vocabulary's concepts: a word that ends in a colon is the broader one of those after it.
CONCEPTS = {
    "topic": """
        political-relations: multipolar-order non-interference international-organizations
        parliamentary-cooperation interregional-cooperation bilateral-relations
        security: defence arms-trade intelligence counter-terrorism organized-crime cyber-security
        arms-control regional-security maritime-security territorial-integrity
        economy: trade sanctions payments investment transport industry agriculture customs
        energy: oil-and-gas nuclear-energy renewable-energy
        society: culture education science-and-technology health media sport-and-tourism
        environment: environmental-protection disaster-relief
        legal-affairs: legal-assistance consular-affairs migration dispute-settlement
        final-provisions
        """,
    "norm-type": """
        mutual-defence offence consultation non-aggression non-use-of-territory
        no-hostile-third-party-agreement intelligence-cooperation military-cooperation
        military-technical-cooperation non-presence-of-third-forces counter-terrorism
        crime-prevention arms-control information-security internet-governance
        sanctions-mitigation payment-infrastructure trade-promotion investment-promotion
        transport-corridor energy-cooperation nuclear-cooperation science-cooperation
        education-cooperation health-cooperation agriculture-cooperation cultural-exchange
        media-cooperation environmental-protection disaster-relief legal-assistance
        consular-protection regional-security foreign-policy-coordination
        international-organization-coordination parliamentary-cooperation
        interregional-cooperation partnership-principles dispute-settlement ratification
        entry-into-force duration renewal amendment termination definitions authentic-texts
        maritime-zones navigation territorial-integrity relation-to-other-agreements accession
        legal-effect treaty-registration
        neutrality: non-assistance-to-aggressor
        self-defence: self-defence-reporting
    """,
    "action-type": """
        domestic-step: submission parliamentary-approval constitutional-review promulgation
        consent-to-be-bound: definitive-signature ratification acceptance approval accession
        succession exchange-of-instruments notice-of-completed-procedures
        other-act: signature provisional-application reservation interpretative-declaration
        objection withdrawal-of-reservation withdrawal denunciation suspension
        """,
    "party-role": """
        each-party all-parties-jointly other-party attacked-party party-not-attacked third-states
        un-members depositary
        """,
    "legal-force": "binding not-binding contested",
    "likelihood": "almost-certain likely possible unlikely unstated",
    "confidence": "high medium low",
    "decision": "accepted refused undecided",
    "claim-type": "description report position assessment forecast recommendation",
    "disagreement-type": """
        conflict precision different-event misattribution not-in-the-text misreading outdated
        """,
    "agreement-type": """
        treaty convention charter agreement programme memorandum resolution declaration
        plan-of-action
        """,
    "event-type": """
        meeting statement vote entry-into-force end publication negotiation notification
        military-action launch import
        """,
    "source-type": """
        official-text translation official-statement policy-brief news-report commentary web-page
        encyclopedia-entry legislation computation
        """,
}


@cache
def ontology() -> Graph:
    """The ontology alone."""
    return Graph().parse(ROOT / "ontology" / "treatygraph.ttl")


@cache
def vocabulary(kind: str) -> Graph:
    """One concept scheme."""
    return Graph().parse(VOCABULARIES / f"{kind}.ttl")


def broader_of(kind: str) -> dict[URIRef, URIRef | None]:
    """The concepts that a vocabulary must have, each with its broader one."""
    found: dict[URIRef, URIRef | None] = {}
    broader = None
    for word in CONCEPTS[kind].split():
        concept = URIRef(f"{BASE}id/{kind}/{word.rstrip(':')}")
        broader = None if word.endswith(":") else broader
        found[concept] = broader
        broader = concept if word.endswith(":") else broader
    return found


def local_names(type_: Node) -> set[str]:
    """The local names of our terms of one type."""
    subjects = ontology().subjects(RDF.type, type_)
    return {str(term).removeprefix(TG) for term in subjects if str(term).startswith(TG)}


def texts(graph: Graph, subject: Node, predicate: URIRef) -> list[str]:
    """The English texts that a thing has."""
    values = [value for value in graph.objects(subject, predicate) if isinstance(value, Literal)]
    return [str(value) for value in values if value.language == "en"]


def is_one_sentence(text: str) -> bool:
    """Whether a text begins with a capital or a figure and has one full stop, at its end."""
    return re.fullmatch(r"[A-Z0-9](?:[^.!?]|\.(?=\w))*\.", text) is not None


def all_terms() -> list[URIRef]:
    """Every term that the model names."""
    return [TG[name] for names in TERMS.values() for name in names.split()]


@pytest.mark.parametrize("type_", TERMS, ids=lambda type_: str(type_).rpartition("#")[2])
def test_the_ontology_has_the_terms_of_the_model_and_no_other(type_: URIRef) -> None:
    assert local_names(type_) == set(TERMS[type_].split())


def test_every_subject_of_ours_is_a_term_or_the_header() -> None:
    ours = {s for s in ontology().subjects() if str(s).startswith(BASE)}
    assert ours == {ONTOLOGY, *all_terms()}


def test_the_single_valued_properties_are_functional() -> None:
    assert local_names(OWL.FunctionalProperty) == set(FUNCTIONAL.split())


@pytest.mark.parametrize("term", all_terms(), ids=lambda term: term.removeprefix(TG))
def test_a_term_is_explained(term: URIRef) -> None:
    (label,) = texts(ontology(), term, SKOS.prefLabel)
    (definition,) = texts(ontology(), term, SKOS.definition)
    (example,) = texts(ontology(), term, SKOS.example)
    assert is_one_sentence(definition)
    assert len(definition.split()) > len(label.split()) + 2
    assert is_one_sentence(example)
    assert list(ontology().objects(term, RDFS.isDefinedBy)) == [ONTOLOGY]


def test_labels_of_terms_are_unique() -> None:
    labels = [str(label) for label in ontology().objects(None, SKOS.prefLabel)]
    assert len(labels) == len(set(labels)) == len(all_terms())


def test_the_header_tells_title_licence_creator_and_version() -> None:
    graph = ontology()
    licence = URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert texts(graph, ONTOLOGY, DCTERMS.title)
    assert texts(graph, ONTOLOGY, DCTERMS.abstract)
    assert texts(graph, ONTOLOGY, DCTERMS.creator) == ["The treatygraph authors"]
    assert graph.value(ONTOLOGY, DCTERMS.license) == licence
    assert graph.value(ONTOLOGY, VANN.preferredNamespacePrefix) == Literal("tg")
    assert str(graph.value(ONTOLOGY, VANN.preferredNamespaceUri)) == str(TG)
    version = graph.value(ONTOLOGY, OWL.versionInfo)
    assert graph.value(ONTOLOGY, OWL.versionIRI) == URIRef(f"{ONTOLOGY}/{version}")
    assert not list(graph.objects(ONTOLOGY, OWL.imports))


def test_there_is_a_file_for_each_vocabulary_and_no_other() -> None:
    assert {path.stem for path in VOCABULARIES.glob("*.ttl")} == set(CONCEPTS)


@pytest.mark.parametrize("kind", CONCEPTS)
def test_a_vocabulary_has_its_concepts_and_no_other(kind: str) -> None:
    concepts = set(vocabulary(kind).subjects(RDF.type, SKOS.Concept))
    assert concepts == set(broader_of(kind))


@pytest.mark.parametrize("kind", CONCEPTS)
def test_a_scheme_is_explained(kind: str) -> None:
    scheme = URIRef(f"{BASE}id/{kind}")
    graph = vocabulary(kind)
    assert list(graph.subjects(RDF.type, SKOS.ConceptScheme)) == [scheme]
    assert len(texts(graph, scheme, SKOS.prefLabel)) == 1
    assert [is_one_sentence(text) for text in texts(graph, scheme, SKOS.definition)] == [True]


@pytest.mark.parametrize(
    ("kind", "concept"),
    [(kind, concept) for kind in CONCEPTS for concept in broader_of(kind)],
    ids=lambda value: value.removeprefix(BASE + "id/"),
)
def test_a_concept_is_explained_and_placed(kind: str, concept: URIRef) -> None:
    graph, scheme = vocabulary(kind), URIRef(f"{BASE}id/{kind}")
    broader = broader_of(kind)[concept]
    assert len(texts(graph, concept, SKOS.prefLabel)) == 1
    assert [is_one_sentence(text) for text in texts(graph, concept, SKOS.definition)] == [True]
    assert graph.value(concept, SKOS.inScheme) == scheme
    assert graph.value(concept, RDFS.isDefinedBy) == scheme
    assert graph.value(concept, SKOS.broader) == broader
    assert graph.value(concept, SKOS.topConceptOf) == (None if broader else scheme)


@pytest.mark.parametrize("kind", CONCEPTS)
def test_labels_of_a_vocabulary_are_unique(kind: str) -> None:
    graph = vocabulary(kind)
    labels = [
        text
        for concept in graph.subjects(RDF.type, SKOS.Concept)
        for text in texts(graph, concept, SKOS.prefLabel)
    ]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("variable", ["defense", "offense", "neutral", "nonagg", "consul"])
def test_a_norm_type_names_its_atop_variable(variable: str) -> None:
    notes = [str(note) for note in vocabulary("norm-type").objects(None, SKOS.scopeNote)]
    assert f"ATOP variable: {variable}." in notes


def test_the_prefixes_as_data_are_those_of_the_file() -> None:
    graph = Graph(bind_namespaces="none").parse(ROOT / "ontology" / "prefixes.ttl")
    declared = {
        str(graph.value(node, SH.prefix)): str(graph.value(node, SH.namespace))
        for node in graph.objects(URIRef(BASE + "prefixes"), SH.declare)
    }
    assert declared == {prefix: str(iri) for prefix, iri in graph.namespaces()}
    assert {f"{BASE}id/{kind}/" for kind in CONCEPTS} <= set(declared.values())
