"""Two coordinators in a browser: they agree to meet, write down what was said and agree on a text (register A-23)."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from test_pages import EDGES, MODES, OVERFLOW, violations

WIDE = {"width": 1280, "height": 900}
OTHER = "Veilig Thuis Rotterdam-Rijnmond"


def button(scope, name):
    return scope.get_by_role("button", name=name, exact=True)


def opened(page, name):
    page.locator("summary", has_text=re.compile(f"^{name}$")).click()


def coordinator(window, site, organisation, script):
    page = window(script=script, viewport=WIDE).new_page()
    account = site.account("coordinator", organisation)
    page.goto(site.base + "/desk")
    page.get_by_role("textbox", name="Naam").fill(account["name"])
    page.get_by_role("textbox", name="Wachtwoord").fill(account["password"])
    button(page, "Inloggen").click()
    page.get_by_role("link", name="Overleg met andere organisaties").click()
    page.get_by_role("heading", name="Overleg", level=1).wait_for()
    return page


def in_days(page, days):
    return page.evaluate("d => new Date(Date.now() + d * 864e5).toISOString().slice(0, 10)", days)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_two_coordinators_meet_and_agree_on_a_text(company, site, window, script):
    child = coordinator(window, site, "kindertelefoon", script)
    rotterdam = coordinator(window, site, "veilig-thuis-rotterdam-rijnmond", script)
    child.get_by_role("checkbox", name=OTHER).check()
    child.get_by_label("De volgende keer").fill(in_days(child, 7))
    button(child, "Stel voor").click()
    assert "Vul iets in bij: Hoe vaak." in child.get_by_role("alert").inner_text()
    assert child.get_by_role("checkbox", name=OTHER).is_checked()
    assert child.get_by_label("De volgende keer").input_value() == in_days(child, 7)
    child.get_by_role("textbox", name="Hoe vaak").fill("elke maandag")
    button(child, "Stel voor").click()
    child.get_by_role("heading", name=f"Overleg met {OTHER}").wait_for()

    rotterdam.reload()
    rotterdam.get_by_text("Er wacht een voorstel op jullie ja.").wait_for()
    rotterdam.get_by_role("link", name="Overleg met De Kindertelefoon").click()
    button(rotterdam, "Wij zeggen ja").click()
    rotterdam.get_by_text(f"Ja gezegd: De Kindertelefoon en {OTHER}.").wait_for()
    box = rotterdam.get_by_role("textbox", name="Punt voor de agenda")
    assert "niets over een persoon" in box.evaluate("e => document.getElementById(e.getAttribute('aria-describedby')).textContent")
    box.fill("De chat in de vakantie")
    button(rotterdam, "Zet op de agenda").click()
    rotterdam.locator("#agenda").get_by_text("De chat in de vakantie").wait_for()

    child.reload()
    opened(child, "Schrijf een verslag")
    child.get_by_role("textbox", name="Verslag").fill("We doen het samen.")
    child.get_by_role("checkbox", name="De chat in de vakantie").check()
    button(child, "Bewaar het verslag").click()
    child.locator("#verslagen").get_by_text("We doen het samen.").wait_for()
    opened(child, "Spreek een actie af")
    child.get_by_role("textbox", name="Wat er gebeurt").fill("Maak een rooster")
    child.get_by_label("Wie het doet").select_option(label=OTHER)
    child.get_by_label("Klaar op").fill(in_days(child, 3))
    button(child, "Zet bij de acties").click()
    child.locator("#acties").get_by_text(f"{OTHER} doet dit").wait_for()
    assert button(child, "Gedaan: Maak een rooster").count() == 0
    rotterdam.reload()
    assert "We doen het samen." in rotterdam.locator("#verslagen").inner_text()
    button(rotterdam, "Gedaan: Maak een rooster").click()
    rotterdam.locator("#acties").get_by_text("Er staan geen acties open.").wait_for()

    opened(child, "Stel een boodschap voor")
    child.get_by_role("textbox", name="Waar het over gaat").fill("Voor ouders")
    child.get_by_role("textbox", name="Tekst").fill("Bel ons op maandag. Dat is gratis.")
    button(child, "Stel de tekst voor").click()
    child.get_by_role("heading", name="Voor ouders").wait_for()
    rotterdam.reload()
    rotterdam.get_by_role("link", name="Voor ouders").click()
    rotterdam.get_by_role("textbox", name="Tekst").fill("Bel of chat met ons op maandag.\nDat is altijd gratis.")
    button(rotterdam, "Stel deze versie voor").click()
    rotterdam.get_by_role("heading", name="Versie 2", exact=True).wait_for()
    child.reload()
    difference = child.locator(".verschil").inner_text()
    assert "[erbij: of chat met]" in difference and "[erbij: altijd]" in difference, difference
    button(child, "Wij zeggen ja tegen versie 2").click()
    child.get_by_role("status").get_by_text("Versie 2 is afgesproken.").wait_for()

    address = child.url
    axe = Axe()
    for path in (address, address.split("/messages/")[0], site.base + "/desk/consultations", address.replace("/desk/", "/en/desk/")):
        child.goto(path)
        for fold in child.locator("summary").all() if script else []:
            fold.click()
        for mode, media in MODES.items() if script else []:
            child.emulate_media(**media)
            assert not (found := violations(axe, child, "desk", mode)), f"{path}, {mode}: {found}"
            assert not (found := child.evaluate(EDGES)), f"{path}, {mode}: {found}"
        for width in (1280, 320):
            child.set_viewport_size({"width": width, "height": 800})
            assert not (found := child.evaluate(OVERFLOW)), f"{path}, {width}: {found}"
    child.set_viewport_size(WIDE)
