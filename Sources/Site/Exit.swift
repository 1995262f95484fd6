import Core
import HTTPTypes
import Hummingbird

/// "Was here a moment ago": for two minutes after leaving, this site shows the neutral one to the same browser
/// (`experience.md` §2), so that Back shows nothing.
struct Gone: Sendable {
    /// How long, in seconds.
    static let seconds = 120
    let neutralExit: String
    /// Cookies are marked Secure. Browsers take them on `localhost` and `127.0.0.1` without TLS too.
    let isSecure: Bool

    /// Pages only: a call with a token is not a browser's Back button.
    func hides(_ request: Request) -> Bool {
        guard request.method == .get || request.method == .head else { return false }
        let path = request.uri.path
        guard !path.hasPrefix("/api/"), !path.hasPrefix("/desk"),
            let cookies = request.headers[.cookie]
        else { return false }
        return cookies.split(separator: ";").contains { $0.drop { $0 == " " } == "\(Cookie.goneName)=1" }
    }

    func neutral(_ site: SiteServices) -> Response {
        site.finished(.redirect(to: neutralExit), for: "")
    }

    /// The answer to the exit: from memory, whatever else is down.
    func leave() -> Reply {
        Reply.redirect(to: neutralExit)
            .setting(.endSession(isSecure: isSecure))
            .setting(.gone(seconds: Self.seconds, isSecure: isSecure))
            .with(.clearSiteData, "\"storage\"")
    }
}

extension Website {
    /// `POST /v`: the exit. `leaving` is told the session's token and must not be waited for.
    func exitRoute(_ routes: RouteTable, leaving: @escaping @Sendable (String) -> Void) {
        let gate = services.gate
        let leave: RouteTable.Handler<Anyone> = { exchange, _ in
            if let token = exchange.cookie(Cookie.sessionName) { leaving(token) }
            return gate.leave()
        }
        routes.post("/v", .anyone, localized: false, leave)
    }
}
