"""Oracle: what Python does with signals of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from integrind.interruption import SIGNALS, deferred

INTERRUPTED = 130


def interrupt() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_an_interruption_waits_for_the_end():
    steps = []

    def work() -> None:
        with deferred():
            interrupt()
            steps.append("after")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert steps == ["after"]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interruption_is_heard_where_it_is_listened_to():
    steps = []

    def work() -> None:
        with deferred() as listen:
            listen()
            interrupt()
            steps.append("before")
            listen()
            steps.append("after")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert steps == ["before"]


def test_a_block_within_another_waits_for_the_outer_one():
    steps = []

    def work() -> None:
        with deferred():
            with deferred():
                interrupt()
            steps.append("after the inner")

    with pytest.raises(KeyboardInterrupt):
        work()
    assert steps == ["after the inner"]


def test_whoever_handles_a_signal_goes_on_to(monkeypatch: pytest.MonkeyPatch):
    heard = []
    before = signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
    try:
        with deferred():
            os.kill(os.getpid(), signal.SIGTERM)
            assert heard == []
        assert heard == [signal.SIGTERM]
    finally:
        signal.signal(signal.SIGTERM, before)


def test_another_thread_has_nothing_to_wait_for():
    found = []

    def work() -> None:
        with deferred() as listen:
            listen()
        found.append("done")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == ["done"]


@pytest.mark.parametrize("number", SIGNALS)
def test_every_signal_is_as_ctrl_c(number: signal.Signals):
    with subprocess.Popen(
        [sys.executable, "-m", "integrind", "describe", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as command:
        assert command.stdin is not None
        assert command.stderr is not None
        command.stdin.write(b"a,b\n" * 40_000)  # more than a pipe holds: it is being read
        command.stdin.flush()
        command.send_signal(number)
        assert command.wait(60) == INTERRUPTED
        assert command.stderr.read() == b""


def test_what_is_ignored_stays_ignored():
    program = (
        "import signal; from integrind.interruption import as_ctrl_c;"
        "signal.signal(signal.SIGHUP, signal.SIG_IGN); as_ctrl_c();"
        "print(signal.getsignal(signal.SIGHUP) is signal.SIG_IGN)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
