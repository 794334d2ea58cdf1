"""An owner who has signed in to the copy of SmartPlace: the sign-in stays in the profile."""

from contextlib import closing

from reviewkit.platforms.browser import Browser


def sign_in(app, sites):
    """Sign in, in the adapter's own profile."""
    with closing(Browser(app.browser_options(), app.profile_path("naver"))) as browser:
        browser.open(f"{sites.settings['naver.smartplace_url']}/nidlogin.login?url=/bizes")
        browser.evaluate("() => document.getElementById('frmNIDLogin').submit()")
        assert browser.wait_until("() => location.pathname === '/bizes'")
