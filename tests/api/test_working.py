"""smoke"""
from tests.api.site import *

async def test_smoke(site):
    import time
    t=time.time(); m = await site.create(); print('create', time.time()-t)
    t=time.time(); p = await site.publish(m["id"]); print('publish', time.time()-t)
    r = await site.anonymous.get(f"{PUBLISHED}/meetings"); print(r.status_code, r.json()["items"][0]["number"])
