"""What is typed is nobody's before it is sent, and who reads or writes at the other end is said calmly (T23: A78, A79)."""

import re

import pytest
from people import erase, log, sign_in, take, to_talk, write

DESK = {"width": 1440, "height": 900}
SECRET = "geheim zeepaardje op zolder"


def box(page):
    return page.get_by_role("textbox", name="Je bericht")


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def pair(request, site, company, window):
    """(the seeker's page, the counsellor's page, the counsellor, the talk, with script?)"""
    page = window(script=request.param).new_page()
    staff = window(script=request.param, viewport=DESK).new_page()
    to_talk(page, site.base)
    write(page, "Hallo")
    counsellor, conversation = take(company)
    sign_in(staff, site.base, counsellor.account)
    staff.goto(f"{site.base}/desk/c/{conversation}")
    log(staff).get_by_text("Hallo").wait_for()
    yield page, staff, counsellor, conversation, request.param
    erase(page)


def test_nothing_of_what_is_typed_leaves_the_page_before_it_is_sent(site, company, pair):
    page, staff, counsellor, conversation, script = pair
    assert "pas als je op Verstuur drukt" in page.locator("#schrijf").inner_text(), "and it is said"
    stream = company.listen(counsellor, conversation)
    asked, heard = [], []
    page.on("request", lambda r: asked.append((r.method, r.url, r.post_data)))
    staff.on("response", lambda r: heard.append(r))
    counsellor.client.get(counsellor.path(conversation, "/messages"))
    for letter in SECRET:
        box(page).press_sequentially(letter)
        page.wait_for_timeout(40)
    page.wait_for_timeout(2500)
    # A page without script asks for news, every few seconds, whether or not somebody types.
    told = [r for r in asked if r[0] != "GET" or "zeepaardje" in r[1] + str(r[2])]
    assert not told, f"the page sent something while somebody typed: {told}"
    assert SECRET not in stream.raw.decode() and "presence" not in stream.raw.decode()
    polled = counsellor.client.get(counsellor.path(conversation, "/messages")).body.decode()
    assert "zeepaardje" not in polled and "geheim" not in polled
    if not script:
        staff.goto(staff.url)
    assert "zeepaardje" not in staff.content() and "typt" not in staff.locator("#gesprek").inner_text().replace("wat je typt", "")
    for response in heard:
        if "event-stream" not in response.headers.get("content-type", ""):
            assert "zeepaardje" not in response.text()
    box(page).fill("")


def test_the_counsellor_who_writes_is_shown_calmly(site, company, pair):
    page, staff, counsellor, conversation, script = pair
    name = re.search(r"Ingelogd als (.*)", staff.locator(".bureau-kop").inner_text()).group(1).rstrip(".")
    busy = page.locator("#bezig")

    def fresh():
        if not script:
            page.goto(site.base + "/g")
        return busy.inner_text() if busy.is_visible() else ""

    assert fresh() in ("", f"{name} leest.")
    title = page.title()
    # Opening the talk was told; within thirty seconds nothing else is.
    page.wait_for_timeout(30_500)
    if script:
        box(staff).press_sequentially("Ik ben")
        page.get_by_text(f"{name} schrijft.").wait_for()
        seen = page.locator("main").inner_text()
        assert "Ik ben" not in seen and page.title() == title
        assert busy.get_attribute("role") is None and busy.get_attribute("aria-live") is None
        # Who types is not told what the other does.
        box(page).press_sequentially("ja")
        busy.wait_for(state="hidden")
        box(page).fill("")
        box(staff).press_sequentially(" er nog")
        page.wait_for_timeout(3000)
        assert not busy.is_visible(), "told twice within thirty seconds"
        staff.get_by_role("button", name="Verstuur", exact=True).click()
        log(page).get_by_text("Ik ben er nog").wait_for()
        assert not busy.is_visible()
    else:
        # Without script nothing is kept of what is typed on the desk, so nothing is told but that the talk was opened.
        staff.goto(staff.url)
        assert fresh() == f"{name} leest."
