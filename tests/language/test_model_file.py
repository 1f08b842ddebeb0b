"""The file of the model for languages is what its script makes of py3langid's."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from cleaner.language.automaton import FILE, Model
from cleaner.language.detectors import LANGUAGES

SCRIPT = Path(__file__).parents[2] / "benchmarks" / "train" / "languages_model.py"


def test_the_file_is_what_the_script_makes(monkeypatch):
    np = pytest.importorskip("numpy")
    pytest.importorskip("py3langid")
    monkeypatch.syspath_prepend(str(SCRIPT.parent))
    import languages_model

    made = languages_model.parts()

    with np.load(FILE, allow_pickle=False) as shipped:
        assert set(shipped) == set(made)
        assert [name for name in made if not np.array_equal(made[name], shipped[name])] == []
        assert {shipped[name].dtype.byteorder for name in shipped} <= {"<", "=", "|"}


@pytest.mark.parametrize("script", LANGUAGES)
def test_every_language_that_may_be_answered_has_points(script):
    codes, points, prior = Model.of(script)

    assert sorted(codes) == sorted(LANGUAGES[script])
    assert points.shape[1] == len(codes) == len(prior)


def test_a_language_is_told_without_the_package_that_the_model_comes_from():
    told = "from cleaner.language import detect; print(detect('The keeper wrote the depth of the water into his book.').code)"
    program = f"import sys; sys.modules['py3langid'] = None; {told}"

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout == "en\n"
