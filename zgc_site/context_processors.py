from typing import Any

from django.http import HttpRequest
