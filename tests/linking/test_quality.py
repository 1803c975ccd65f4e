"""What the linker promises on lines in the voice of the shop floor."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.__main__ import app
from app.errors import InvalidInputError, UnavailableError
from services.linking.encoder import Encoder
from services.linking.marks import Marks, evaluate, read_labelled, table
from services.linking.peer import bertopic
from services.linking.resolve import resolve
from services.linking.score import WEIGHTS
from services.linking.trial import Labelled
from services.linking.workday import work

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def marks() -> Marks:
    return evaluate([DATA / "observations.csv"], resolve(), WEIGHTS).marks[0]


def test_the_right_theme_is_among_the_first_three(marks: Marks) -> None:
    assert marks.hit3 >= 0.80
    assert marks.hit1 >= 0.58


def test_what_is_linked_without_a_person_is_right(marks: Marks) -> None:
    assert marks.auto_precision >= 0.95


def test_a_probability_means_what_it_says(marks: Marks) -> None:
    assert marks.ece <= 0.07


def test_more_lines_change_no_link_that_exists(marks: Marks) -> None:
    assert marks.links_changed == 0


def test_a_facilitators_taps_beat_leaving_every_line_alone(marks: Marks) -> None:
    assert marks.b3 > marks.b3_singletons + 0.15
    assert marks.taps <= 1.5


def test_a_file_in_which_every_line_is_said_twice_can_be_worked_through(shipped: Encoder) -> None:
    texts, labels = read_labelled(DATA / "observations.csv")
    twice = [*texts[:40], *texts[:40]]
    file = Labelled("twice", twice, [*labels[:40], *labels[:40]], shipped.encode(twice))
    assert work(file, 0, WEIGHTS).changed == 0


def test_letters_alone_still_help() -> None:
    report = evaluate([DATA / "observations.csv"], resolve("lexical"), WEIGHTS)
    assert report.marks[0].hit3 >= 0.5
    assert "no sentence encoder" in report.notice


def test_english_lines_find_lines_of_other_languages_worse_but_without_failing(
    shipped: Encoder,
) -> None:
    report = evaluate([DATA / "languages.csv"], shipped, WEIGHTS)
    assert report.marks[0].hit3 >= 0.5


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ("", "needs lines"),
        ("id,text\n1,x\n", "needs lines"),
        ("id,text,label\n", "needs lines"),
        (b"id,text,label\n1,\xff\xfe,a\n", "cannot be read"),
    ],
)
def test_a_file_that_is_not_labelled_lines_is_refused(
    tmp_path: Path, content: str | bytes, complaint: str
) -> None:
    file = tmp_path / "lines.csv"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(InvalidInputError, match=complaint):
        read_labelled(file)
    with pytest.raises(InvalidInputError, match="cannot be read"):
        read_labelled(tmp_path / "missing.csv")


def test_the_command_prints_a_row_per_file_and_writes_the_figures(tmp_path: Path) -> None:
    small = tmp_path / "small.csv"
    lines = (DATA / "observations.csv").read_text().splitlines()[:25]
    small.write_text("\n".join([*lines, "x1,,-1", "x2,🔥,-1", "x3,pump,-1"]))
    out = tmp_path / "out.json"
    told = CliRunner().invoke(
        app, ["eval", "linking", str(small), "--encoder", "lexical", "--json", str(out)]
    )
    assert told.exit_code == 0, told.output
    assert "small.csv | 27 |" in told.output
    assert '"links_changed": 0' in out.read_text()


def test_the_command_says_what_is_wrong_in_one_sentence(tmp_path: Path) -> None:
    missing = CliRunner().invoke(app, ["eval", "linking", str(tmp_path / "none.csv")])
    assert (missing.exit_code, "cannot be read as CSV" in missing.output) == (1, True)
    unknown = CliRunner().invoke(app, ["eval", "linking", "x.csv", "--peer", "other"])
    assert unknown.exit_code == 2


def test_a_file_in_which_no_theme_returns_has_dashes_instead_of_figures(tmp_path: Path) -> None:
    file = tmp_path / "once.csv"
    file.write_text("id,text,label\n1,the pump leaks,a\n2,gulls nest on the stack,b\n")
    report = evaluate([file], resolve("lexical"), WEIGHTS)
    assert "| once.csv | 2 | 2 | - | - |" in "\n".join(table(report.marks))


def test_the_peer_asks_for_its_extra_when_that_is_missing(shipped: Encoder) -> None:
    nothing = Labelled("none", [], [], shipped.encode([]))
    with pytest.raises(UnavailableError, match="peer"):
        bertopic(nothing)
