"""A seeker has a talk kept shorter, over the API and on the page with the code."""

from api import Company, Seeker, is_problem
from installation import Installation


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
