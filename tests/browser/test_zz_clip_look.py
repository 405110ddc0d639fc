import sys, os
from dataclasses import replace
import pytest
pytestmark = pytest.mark.slow
from browsing import look_over, new_page, served, visit, noted
from web_world import FILM, TOKENS, Client, Place
from pvstudio.config import Settings
from web.app import create_app
from web.security.session import COOKIE
from workflows.accounts import Role
from workflows.wiring import Studio
OUT="/tmp/w/clip/"
def test_look(chromium, settings):
    app=create_app(settings)
    with served(app) as address:
        for name,opts,path in (("en-1280",dict(width=1280),"clip-bread"),("ar-1280",dict(width=1280,language="ar"),"clip-bread"),("en-360",dict(width=360),"clip-bread"),("ar-360",dict(width=360,language="ar",dark=True),"clip-bread"),("river",dict(width=1280),"clip-river"),("noscript",dict(width=360,script=False),"clip-bread")):
            page=new_page(chromium,address,cookies={COOKIE:TOKENS[Role.FACILITATOR]},**opts)
            visit(page,f"/workshops/bihac/clips/{path}/")
            page.wait_for_timeout(1500)
            if opts.get("script",True):
                print(name, look_over(page, axe=name in("en-1280","ar-360")))
                if path=="clip-bread":
                    page.evaluate("document.querySelector('video').currentTime=0.6")
                    page.locator(".scrub input").hover()
            else: print(name, noted(page))
            page.wait_for_timeout(700)
            page.screenshot(path=OUT+name+".png",full_page=True)
            page.context.close()
