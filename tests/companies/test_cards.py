"""The lines of the list."""

import re


def test_line_is_marked_for_the_words_of_each_question(client, park):
    pages = [client.get("/companies/", {"q": words}).content.decode() for words in ("one", "", "two", "one")]
    assert [re.findall("<mark>(.*?)</mark>", page) for page in pages] == [["One"], [], ["Two"], ["One"]]
