from __future__ import annotations

from django.db import models


class Company(models.Model):
    slug = models.SlugField(max_length=120)
    name_en = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200)
    summary_en = models.TextField()
    summary_zh = models.TextField()
    description_en = models.TextField()
    description_zh = models.TextField()
    sector = models.CharField(max_length=60)
    zone = models.CharField(max_length=60)
    ownership = models.CharField(max_length=20)
    founded = models.IntegerField()
    employees = models.IntegerField(null=True)
    size = models.CharField(max_length=20)
    turnover = models.BigIntegerField(null=True)

    class Meta:
        managed = False
        ordering = ["name_en", "pk"]
        db_table = "companies"
        app_label = "tutorial"

    def __str__(self) -> str:
        return self.name_en or self.name_zh
