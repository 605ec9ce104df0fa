"""Work that several threads do at the same time, each with a connection of its own."""

import threading

from django.db import connection


def in_threads(*tasks):
    """Run them and wait for all; an error of one fails the test."""
    errors = []

    def run(task):
        try:
            task()
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[task]) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
