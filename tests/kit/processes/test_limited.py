from kit.processes.limited import Limits, limited_process

MODULE = "tests.kit.greedy"


def said(what, said_to_it=b""):
    with limited_process(MODULE, [what], Limits(seconds=0.5, memory=200 << 20)) as (stdin, stdout):
        stdin.write(said_to_it)
        stdin.close()
        return stdout.read()


def test_process_within_its_limits_answers():
    assert said("echo", b"hello\n") == b"HELLO\ndone\n"


def test_process_that_takes_too_much_time_or_memory_is_ended():
    assert (said("time"), said("memory")) == (b"", b"")
