"""Reading a list of companies as it is shown."""

import re


def names(response) -> list[str]:
    return re.findall(r'<h3><a href="/companies/([\w-]+)/">', response.content.decode())
