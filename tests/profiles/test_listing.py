from django.http import QueryDict

from profiles.lists.links import chosen_values, to_query, without


def test_query_keeps_what_was_understood_once():
    values = {"q": "baidu", "sector": ["a", "b", "a"], "zone": [], "order": "", "founded_min": None}
    assert to_query(values).urlencode() == "q=baidu&sector=a&sector=b"


def test_without_takes_one_value_or_all_and_goes_to_the_first_page():
    query = QueryDict("sector=a&sector=b&q=x&page=3")
    assert without(query, "sector", "a") == "?sector=b&q=x"
    assert without(query, "sector") == "?q=x"


def test_chosen_values_follow_the_order_of_the_names():
    query = QueryDict("sector=a&q=x&sector=b&other=1")
    assert chosen_values(query, ("q", "sector")) == [("q", "x"), ("sector", "a"), ("sector", "b")]
