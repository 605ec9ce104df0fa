"""Other processes do what this one would, and what they leave is done here."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from companies.models import Company
from kit.processes.side_by_side import AHEAD, side_by_side
from tests.factories import make_company

pytestmark = pytest.mark.django_db(transaction=True)


def name_and_process(pk):
    return Company.objects.get(pk=pk).name_en, os.getpid()


def die(pk):
    os._exit(1)


def fail(pk):
    raise ValueError(f"no {pk}")


def test_tasks_are_done_in_other_processes_and_here_and_come_in_their_order():
    tasks = [(make_company(name_en=f"Name{number}").pk,) for number in range(20)]
    done = list(side_by_side(name_and_process, tasks, 2))
    assert [task for task, _result in done] == tasks
    assert [name for _task, (name, _process) in done] == [f"Name{number}" for number in range(20)]
    processes = {process for _task, (_name, process) in done}
    # While the others start, this one has done what they were not given.
    assert os.getpid() in processes
    assert processes != {os.getpid()}


def test_no_more_tasks_are_asked_for_than_are_worked_on():
    asked = []

    def tasks():
        for number in range(40):
            asked.append(number)
            yield (number,)

    ahead = [len(asked) - place for place, _done in enumerate(side_by_side(abs, tasks(), 1))]
    assert max(ahead) <= AHEAD + 1
    assert len(asked) == 40


def test_rest_is_not_begun_when_nobody_wants_it():
    done = side_by_side(abs, ((number,) for number in range(1_000_000)), 1)
    assert next(done) == ((0,), 0)
    done.close()


def test_tasks_are_done_here_where_the_others_die():
    tasks = [(number,) for number in range(8)]
    done = list(side_by_side(die, tasks, 2, instead=lambda number: number * 2))
    assert done == [(task, task[0] * 2) for task in tasks]


def test_error_of_another_process_is_raised_here():
    with pytest.raises(ValueError, match="no 1"):
        list(side_by_side(fail, [(1,)], 1))


ENDLESS = """
import os
import time
from kit.processes.side_by_side import side_by_side
if __name__ == "__main__":
    import django
    django.setup()
    for _task, number in side_by_side(os.getpid, [(), ()], 1):
        print(number, flush=True)
        time.sleep(60)
"""


def test_processes_end_with_the_one_that_is_killed(tmp_path):
    script = tmp_path / "endless.py"
    script.write_text(ENDLESS)
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "DJANGO_SETTINGS_MODULE": "zgc_site.settings",
    }
    command = [sys.executable, str(script)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as parent:
        child = int(parent.stdout.readline())
        parent.kill()
    until = time.monotonic() + 20
    while _lives(child) and time.monotonic() < until:
        time.sleep(0.05)
    assert not _lives(child)


def _lives(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
