from django.db import models


class Item(models.Model):
    id = models.UUIDField(primary_key=True)
    user = models.CharField(max_length=100)
    item = models.JSONField()
