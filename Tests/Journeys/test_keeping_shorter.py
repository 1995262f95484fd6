"""A seeker has a talk kept shorter, over the API and on the page with the code."""

from api import Company, Seeker, is_problem
from installation import Installation
from pages import Visitor, code_on, start


def test_only_shorter_and_only_by_the_seeker():
    with Installation() as installation:
        company = Company(installation)
        talk, counsellor = company.talk("Bewaar dit kort", organisation="kindertelefoon")
        keep = talk.path(talk.id, "/keep")
        talk.code()
        is_problem(talk.client.post(keep, {"hours": 12}), 400)
        assert talk.client.post(keep, {"hours": 24}).status == 204
        for hours in (168, 24):
            is_problem(talk.client.post(keep, {"hours": hours}), 409)
        for who in (counsellor, Seeker(installation.base, "kindertelefoon-chat")):
            assert who.client.post(keep, {"hours": 0}).status in (401, 403, 404)
        assert talk.client.post(keep, {"hours": 0}).status == 204
        assert talk.texts(talk.id) == ["Bewaar dit kort"], "it is there as long as it goes on"


def test_who_came_back_by_a_code_chooses_on_the_page_of_the_talk():
    with Installation() as installation:
        Company(installation)
        visitor = Visitor(installation.base)
        start(visitor)
        visitor.post("/g/m", {"a1": "Bewaar dit kort", "a2": "een"})
        assert "/g/kt" not in visitor.get("/g").body.decode(), "the page of the code has the choice"
        made = visitor.post("/g/k")
        assert "/g/kt" in made.body.decode() and "/g/kt" not in visitor.get("/g").body.decode()
        code = code_on(made)
        visitor.post("/v", follow=False)
        visitor.cookies.clear()
        page = visitor.post("/t", {"a1": code})
        assert 'action="/g/kt"' in page.body.decode() and 'value="24"' in page.body.decode()
        assert 'action="/g/kt"' in visitor.get("/g/k").body.decode()
        kept = visitor.post("/g/kt", {"a1": "24", "a2": "1"}, follow=False)
        assert kept.headers["Location"].endswith("/g")
        page = visitor.get("/g")
        assert "Jij koos: 1 dag na je laatste bezoek." in visitor.text(page) and 'value="24"' not in page.body.decode()
        assert visitor.post("/g/kt", {"a1": "0", "a2": "1"}).status == 200
        assert "/g/kt" not in visitor.get("/g").body.decode(), "nothing is shorter"
        visitor.post("/g/w")
