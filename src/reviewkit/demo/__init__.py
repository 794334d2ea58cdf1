"""A made-up shop, and local copies of the sites' shapes that serve its reviews.

`shop.make_shop(today)` makes the shop, `sites.Sites(shop)` serves it on 127.0.0.1. The real adapters read the copies; they
only get other addresses (`Sites.settings`). Used by `reviewkit demo` and by the tests.
"""
