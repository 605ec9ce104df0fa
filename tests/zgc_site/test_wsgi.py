"""The entry points of servers."""

import importlib
import sys

import pytest

from kit.worker_loop import WorkerLoop
from profiles import catalogue, search
from zgc_site.application import application


@pytest.mark.parametrize("entry", ["zgc_site.wsgi", "zgc_site.embedded"])
def test_each_entry_serves_the_site_and_reads_ahead_once(monkeypatch, entry):
    loads = []
    monkeypatch.setattr(catalogue, "load_soon", lambda: loads.append("catalogue"))
    monkeypatch.setattr(search, "read_ahead_soon", lambda: loads.append("words"))
    monkeypatch.setattr(WorkerLoop, "start", lambda loop: None)
    monkeypatch.delitem(sys.modules, entry, raising=False)
    module = importlib.import_module(entry)
    monkeypatch.delitem(sys.modules, entry)
    assert module.application is application
    assert loads == ["catalogue", "words"]
