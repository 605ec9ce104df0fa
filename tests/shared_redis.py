"""A Redis that other runs of the tests use, too."""

from django.core.cache.backends.redis import RedisCache


class SharedRedisCache(RedisCache):
    def clear(self):
        """Remove the keys with our prefix, where Django empties the whole database."""
        client = self._cache.get_client(None, write=True)
        keys = list(client.scan_iter(match=f"{self.key_prefix}:*", count=1000))
        return bool(keys and client.delete(*keys))
