import Core
import Pack
import Sealing
import Site

/// `/g/k` and `/g/kk`: codes of words. A form makes one and leads to a page that shows it; that page can be loaded again, and
/// makes nothing.
struct TalkCodeRoutes: Sendable {
    let actions: ConversationsActions
    let site: Website

    func hang(_ routes: RouteTable) {
        let seeker = ConversationsRoutes.pageSeeker(actions)
        routes.get("/g/k", seeker, show)
        routes.post("/g/k", seeker, make)
        routes.post("/g/kt", seeker, keep)
        routes.get("/g/kk", seeker, showSecond)
        routes.post("/g/kk", seeker, makeSecond)
    }

    private func page(_ exchange: Exchange, _ body: HTML) -> Page {
        site.frame.page(
            exchange.language, title: site.say(exchange.language)(TalkPhrase.title), zone: .quiet, body: body)
    }

    private func show(_ exchange: Exchange, _ seeker: ConversationsRoutes.Seeker) async throws -> Reply {
        let own = try await actions.ownCodes(seeker.id, seeker.token)
        let say = site.say(exchange.language)
        let full: TalkCodePages.Another? = own.isFull ? .insteadOfAll(count: own.count) : nil
        guard let code = own.first else {
            let body = TalkCodePages.none(
                hasEarlier: own.count > 0, isFull: full, keeping: own.choices, exchange.language, say)
            return .page(page(exchange, body))
        }
        let glimpse = try await actions.read(seeker.id, after: .max, as: seeker.party)
        let body = TalkCodePages.code(
            code.text, days: own.days, another: full ?? .oneMore(tag: own.tag),
            keeping: own.choices,
            tonight: ConversationsRoutes.tonight(glimpse, .going, actions, say), exchange.language, say)
        return .page(page(exchange, body))
    }

    /// The first time, and when another one is asked for. The same form again leads to what it made.
    private func make(_ exchange: Exchange, _ seeker: ConversationsRoutes.Seeker) async throws -> Reply {
        let form = try await exchange.form(limit: 4096)
        let own = try await actions.ownCodes(seeker.id, seeker.token)
        let (isOther, isInstead) = (form["a1"] == "1" && form["a2"] == own.tag, form["a1"] == "2" && own.isFull)
        if own.first == nil || isOther || isInstead {
            do {
                _ = try await actions.makeCode(seeker.id, seeker.token, replacing: isInstead)
            } catch Refusal.conflict {
                // There are as many as there can be: the page says so, and what can be done.
            }
        }
        return .redirect(to: Frame.path("/g/k", in: exchange.language))
    }

    /// The talk is kept shorter from here on. What is not shorter, from an old page, changes nothing.
    private func keep(_ exchange: Exchange, _ seeker: ConversationsRoutes.Seeker) async throws -> Reply {
        let form = try await exchange.form(limit: 4096)
        guard let hours = form["a1"].flatMap({ Int64($0) }) else { throw Refusal.malformed(field: nil) }
        do {
            try await actions.keepShorter(seeker.id, seeker.token, hours: hours)
        } catch Refusal.conflict {
            // The page says what holds.
        }
        let isOnTalk = form["a2"] == TalkCodePages.onTalk
        return .redirect(to: Frame.path(isOnTalk ? "/g" : "/g/k", in: exchange.language))
    }

    private func showSecond(_ exchange: Exchange, _ seeker: ConversationsRoutes.Seeker) async throws -> Reply {
        let own = try await actions.ownCodes(seeker.id, seeker.token)
        let say = site.say(exchange.language)
        return .page(page(exchange, SafeReturnPages.second(own.second?.text, exchange.language, say)))
    }

    private func makeSecond(_ exchange: Exchange, _ seeker: ConversationsRoutes.Seeker) async throws -> Reply {
        do {
            _ = try await actions.makeSecondCode(seeker.id, seeker.token)
        } catch Refusal.conflict {
            // The one of this session is shown; or else the page says why there is none.
        }
        return .redirect(to: Frame.path("/g/kk", in: exchange.language))
    }
}

extension ConversationsActions.OwnCodes {
    /// How long the talk is kept with its code, and what may be chosen instead.
    var choices: TalkCodePages.Keeping { .init(chosen: keeping.hours, shorter: keeping.shorter(hasCode: count > 0)) }

    /// What the seeker chose, or else what the organisation has.
    func kept(_ say: Speech) -> String {
        keeping.hours.map { TalkCodePages.chosen($0, say) } ?? TalkPages.kept(keeping.terms, say)
    }
}
