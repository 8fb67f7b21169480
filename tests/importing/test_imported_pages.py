"""An imported collection as a release: pages mark what a program derived, no dumps are offered."""

from import_support import ONTOLOGY
from test_atop import ALLIANCES, MEMBERS

from support import ROOT
from treatygraph.collection import load_collection, load_shipped
from treatygraph.iris import Base
from treatygraph.release import BuildOptions, build_release
from treatygraph.settings import Settings
from treatygraph.web.app import create_app
from treatygraph.web.config import ServeConfig


def test_a_norm_that_a_program_derived_says_so_on_every_page(imported, states):
    files = {"atop-alliance-level.csv": ALLIANCES, "atop-member-level.csv": MEMBERS}
    result = imported("atop", files, actors=states)
    client = served(result)
    norm = client.get("/doc/agreement/atop-7/norm-non-aggression.html").text
    assert "a program, not read by a curator" in norm
    assert "Import of Alliance Treaty Obligations" in norm
    agreement = client.get("/doc/agreement/atop-7.html").text
    assert agreement.count("by a program") >= 3
    dumps = client.get("/dumps.html").text
    assert "not for publication" in dumps
    assert "ATOP (atop) is for scholarly use" in dumps


def served(result):
    settings = Settings.read(result.folder / "treatygraph.toml")
    options = BuildOptions(
        result.data, ONTOLOGY, ROOT / "queries", result.folder / "build", base=settings.base,
        title=settings.title, licence=settings.licence, rights=settings.rights,
        withheld=settings.withheld,
    )  # fmt: skip
    collection = load_collection(result.data, Base())
    folder = build_release(options, collection, load_shipped(ONTOLOGY, Base()))
    return create_app(ServeConfig(str(folder))).test_client()
