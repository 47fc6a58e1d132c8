"""What the machine says of itself."""

from __future__ import annotations

import pytest

from sim import machine


def test_the_machine_has_cores_memory_and_a_speed():
    assert machine.cores() >= 1
    assert machine.free_memory() is None or machine.free_memory() > 2**20
    assert 0.01 < machine.speed() < 100.0


def test_a_container_may_have_less_than_its_host(tmp_path, monkeypatch):
    files = tmp_path / "max", tmp_path / "current"
    for file, amount in zip(files, ("1000000", "400000"), strict=True):
        file.write_text(amount)
    monkeypatch.setattr(machine, "LIMITS", (tuple(map(str, files)),))
    assert machine.free_memory() == 600_000


@pytest.mark.parametrize("limit", ["max", ""])
def test_a_container_without_a_limit_has_what_the_host_has(tmp_path, monkeypatch, limit):
    (tmp_path / "max").write_text(limit)
    monkeypatch.setattr(machine, "LIMITS", ((str(tmp_path / "max"), str(tmp_path / "none")),))
    monkeypatch.setattr(machine, "_available", lambda: 7)
    assert machine.free_memory() == 7
