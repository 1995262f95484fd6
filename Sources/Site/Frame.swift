import Core
import Foundation
import HTTPTypes
import NIOCore

/// A page of a room, to be put in the frame.
public struct Page: Sendable {
    public let title: String
    public let zone: Zone
    /// The whole document, in UTF-8.
    public let bytes: [UInt8]
    let headers: HTTPFields

    /// The page as an answer. Only findable pages are compressed: they hold nothing of a person (BREACH).
    func reply(status: HTTPResponse.Status) -> Reply {
        var reply = Reply(status, .bytes(ByteBuffer(bytes: bytes)))
        reply.headers = headers
        reply.zone = zone
        return reply
    }
}

/// A script of `Public/`, inlined in the page and named by its digest in the page's policy.
public enum Script: String, Sendable, CaseIterable {
    /// The exit: on every page.
    case exit
    /// The seeker's side of a talk.
    case talk
    /// The counsellor's side.
    case desk
    /// Lists of codes to search, on the counsellor's side.
    case record
    /// The waiting page before a talk.
    case wait
    /// Whispers, and how the lines stand.
    case supervisor
    /// The tile map: one stop, and the arrow keys within it.
    case figures
}

/// The stylesheet and the scripts, read once at start.
public struct Assets: Sendable {
    /// By zone: what the work place needs is not sent to somebody with a slow line.
    private let styles: [Zone: (markup: HTML, digest: String)]
    let scripts: [Script: (markup: HTML, digest: String)]

    /// - Parameter digest: SHA-256 in base 64, for the content security policy.
    public init(folder: URL, digest: ([UInt8]) -> String) throws {
        func file(_ name: String) throws -> [UInt8] {
            let data = try Data(contentsOf: folder.appending(path: name))
            return Array(Self.squeezed(String(decoding: data, as: UTF8.self)).utf8)
        }
        let common = try file("style.css")
        let figures = try common + [UInt8(ascii: "\n")] + file("figures.css")
        let desk = try figures + [UInt8(ascii: "\n")] + file("desk.css")
        styles = Dictionary(
            uniqueKeysWithValues: [Zone.findable, .quiet, .desk].map { zone in
                let css =
                    switch zone {
                    case .quiet: common
                    case .desk: desk
                    default: figures
                    }
                return (zone, (HTML(trusted: css), digest(css)))
            })
        var scripts: [Script: (markup: HTML, digest: String)] = [:]
        for script in Script.allCases {
            let bytes = try file("\(script.rawValue).js")
            scripts[script] = (HTML(trusted: bytes), digest(bytes))
        }
        self.scripts = scripts
    }

    func style(_ zone: Zone) -> (markup: HTML, digest: String) { styles[zone] ?? (.empty, "") }

    /// Leaves out indents, blank lines and lines that are only a comment.
    /// One comment from the first sign to the last.
    private static func isComment(_ line: String) -> Bool {
        line.hasPrefix("/*") && line.hasSuffix("*/") && line.components(separatedBy: "*/").count == 2
    }

    static func squeezed(_ text: String) -> String {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty && !$0.hasPrefix("//") && !isComment($0) }
            .joined(separator: "\n")
    }
}

/// Makes pages: the head, the exit, the emergency numbers and the foot that every page has.
public struct Frame: Sendable {
    public struct Number: Sendable {
        /// As people know it: `0800-2000`.
        public let number: String
        /// For `tel:`.
        public let tel: String

        public init(number: String, tel: String) {
            (self.number, self.tel) = (number, tel)
        }
    }

    public let languages: Languages
    let assets: Assets
    /// Where danger is called in and where everything else is; on every page, in this order.
    let emergency: (alarm: Number, help: Number)
    let neutralExit: String
    let neutralOrigin: String

    public init(
        languages: Languages, assets: Assets, emergency: (alarm: Number, help: Number), neutralExit: URL
    ) {
        self.languages = languages
        self.assets = assets
        self.emergency = emergency
        self.neutralExit = neutralExit.absoluteString
        let port = neutralExit.port.map { ":\($0)" } ?? ""
        neutralOrigin = "\(neutralExit.scheme ?? "https")://\(neutralExit.host() ?? "")\(port)"
    }

    /// - Parameters:
    ///   - path: the page's own address without language, for the language switch; nil when it must not be offered.
    ///   - wide: for work places and figures, which use the whole window.
    ///   - refreshSeconds: reload by itself, for pages that must move without script.
    ///   - numbers: what holds where the reader is; nil for what holds in the country.
    ///   - isRefreshedByScript: with script the page moves by itself, and is not reloaded.
    public func page(
        _ language: Language, title: String, zone: Zone, path: String? = nil, wide: Bool = false,
        scripts: [Script] = [], refreshSeconds: Int? = nil, isRefreshedByScript: Bool = false,
        bare: Bool = false, numbers: LocalNumbers? = nil, body: HTML
    ) -> Page {
        let say = languages.speech(language)
        let direction: HTML = language.isRightToLeft ? " dir=\"rtl\"" : ""
        // The script of the exit belongs to its button: a page within a page has none, and the desk neither.
        let used: [Script] = zone == .desk || bare ? scripts : [.exit] + scripts
        let scriptMarkup = used.compactMap { assets.scripts[$0]?.markup }.map { "<script>\($0)</script>" as HTML }
        let icon: HTML = "<link rel=\"icon\" href=\"data:,\">"
        let refresh: HTML? = refreshSeconds.map {
            let meta: HTML = "<meta http-equiv=\"refresh\" content=\"\($0)\">"
            return isRefreshedByScript ? "<noscript>\(meta)</noscript>" : meta
        }
        let robots: HTML? = zone == .findable ? nil : "<meta name=\"robots\" content=\"noindex\">"
        let kind: HTML = bare ? "bare" : (wide ? "wide" : "narrow")
        let inner: HTML =
            bare
            ? "<main id=\"inhoud\">\(body)</main>"
            : """
            \(zone == .desk ? nil : exitBar(say))\(banner(say, language, zone, path, numbers))
            <main id="inhoud" tabindex="-1">\(body)</main>
            """
        let html: HTML = """
            <!doctype html><html lang="\(language.tag)"\(direction)><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width,initial-scale=1">\(refresh)\(robots)
            <meta name="color-scheme" content="light dark"><title>\(title)</title>\(icon)<style>\(assets.style(zone).markup)</style></head>
            <body class="\(kind)">\(inner)\(scriptMarkup)</body></html>
            """
        return Page(title: title, zone: zone, bytes: html.bytes, headers: headers(used, zone: zone))
    }

    func headers(_ scripts: [Script], zone: Zone) -> HTTPFields {
        let scriptSources = scripts.compactMap { assets.scripts[$0]?.digest }.map { "'sha256-\($0)'" }
        var headers: HTTPFields = [.contentType: "text/html; charset=utf-8"]
        headers[.contentSecurityPolicy] = """
            default-src 'none'; style-src 'sha256-\(assets.style(zone).digest)'; \
            script-src \(scriptSources.isEmpty ? "'none'" : scriptSources.joined(separator: " ")); \
            img-src data:; connect-src 'self'; frame-src 'self'; form-action 'self' \(neutralOrigin); \
            base-uri 'none'; frame-ancestors 'self'
            """
        return headers
    }

    /// The exit comes first in the page, so that the first Tab reaches it.
    private func exitBar(_ say: Speech) -> HTML {
        """
        <form class="weg" method="post" action="/v" data-to="\(neutralExit)" data-wacht="\(say(SitePhrase.tripleShift))" data-shift="\(say(SitePhrase.shiftToo))"
         data-weg="\(say(SitePhrase.leaving))" aria-label="\(say(SitePhrase.exit))" autocomplete="off"><button>\(say(SitePhrase.exit))</button>
        <span role="status" class="shift"></span></form>
        """
    }

    private func banner(
        _ say: Speech, _ language: Language, _ zone: Zone, _ path: String?, _ there: LocalNumbers?
    ) -> HTML {
        let switchers: HTML? = path.map { path in
            let others: [HTML] = languages.all.filter { $0 != language }.map { other in
                let name = languages.speech(other)(SitePhrase.languageName)
                return
                    "<a href=\"\(Self.path(path, in: other))\" lang=\"\(other.tag)\" hreflang=\"\(other.tag)\">\(name)</a>"
            }
            return "<nav class=\"talen\" aria-label=\"\(say(SitePhrase.languages))\">\(others)</nav>"
        }
        return """
            <header class="kop"><a class="naar" href="#inhoud">\(say(SitePhrase.skipToContent))</a>\(numbers(language, there))\(switchers)</header>
            """
    }

    /// Where danger is called in and where help is, in a sentence with links.
    ///
    /// - Parameter there: what holds where the reader is; nil for what holds in the country.
    public func numbers(_ language: Language, _ there: LocalNumbers? = nil) -> HTML {
        let say = languages.speech(language)
        if let there { return there.html(say) }
        return """
            <p class="nood">\(say(SitePhrase.emergencyBefore)) \
            <a href="tel:\(emergency.alarm.tel)" translate="no">\(emergency.alarm.number)</a>. \
            \(say(SitePhrase.emergencyBetween)) \
            <a href="tel:\(emergency.help.tel)" translate="no">\(emergency.help.number)</a></p>
            """
    }

    /// `/g` in Dutch is `/g`, in English `/en/g`.
    public static func path(_ path: String, in language: Language) -> String {
        language == .dutch ? path : "/\(language.tag)\(path == "/" ? "/" : path)"
    }

    /// The page that a refusal or a fault shows, with its status.
    func problem(_ problem: Problem, language: Language, zone: Zone, kept: String? = nil, back: String = "/") -> Reply {
        let say = languages.speech(language)
        let page = page(
            language, title: say(SitePhrase.problemTitle), zone: zone,
            body: ProblemPages.problem(problem, kept: kept, back: back, say))
        var reply = page.reply(status: problem.status)
        if let seconds = problem.retryAfterSeconds { reply = reply.with(.retryAfterSeconds, String(seconds)) }
        return reply
    }
}
