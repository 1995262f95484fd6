import ArgumentParser
import Care
import Core
import Foundation
import Guidance
import Insight
import Pack
import Site

struct Gallery: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Every page in every state, with made-up values: in a browser, or as files.",
        discussion: "Needs no data folder and no database. What is sent from a page goes nowhere.")

    @Option(help: "Port to listen on, on 127.0.0.1; 0 for a free one.") var port = 8085
    @Option(help: "Write the pages to this folder instead, as files.") var out: String?

    func validate() throws {
        guard (0...65_535).contains(port) else { throw ValidationError("A port is a number from 0 to 65535.") }
    }

    /// Every page there is. A new hall is named here; a new room, in its hall.
    static let examples = ProblemExamples.all + Care.examples + Guidance.examples + Insight.examples

    func run() async throws {
        let variables = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("VANGNET_") }
        let settings = try Settings(environment: variables)
        let frame = try Frame(settings, try settings.loadPack())
        if let out { try write(frame, to: URL(filePath: out)) } else { try await show(frame) }
    }

    // MARK: as files

    private func write(_ frame: Frame, to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let views = View.all(of: frame)
        for view in views {
            try Data(view.page(in: frame).bytes).write(to: folder.appending(path: view.file))
        }
        let index = Self.index(frame) { $0.file }
        try Data(index.bytes).write(to: folder.appending(path: "index.html"))
        say("\(views.count) pages in \(folder.path): begin at index.html.")
    }

    // MARK: in a browser

    private func show(_ frame: Frame) async throws {
        let (host, logger) = ("127.0.0.1", quietLogger())
        let site = Website(frame: frame, clock: .system, logger: logger)
        let routes = site.routes(leaving: { _ in }) { routes in
            let index = Self.index(frame) { $0.path }
            routes.get("/", .anyone, localized: false) { _, _ in .page(index) }
            var streams: Set<String> = []
            for view in View.all(of: frame) {
                let page = view.page(in: frame)
                routes.get(view.path, .anyone, localized: false) { _, _ in .page(page) }
                streams.formUnion(Self.streams(in: page))
            }
            // Without an answer, a page would say that the connection is lost.
            for stream in streams.sorted() {
                routes.stream(stream, .anyone, localized: false) { exchange, _ in
                    site.events(subscribe: { _ in {} }, read: { _ in true })
                }
            }
        }
        let server = try site.server(routes, host: host, port: port, logger: logger) { port in
            vangnet.say("open http://\(host):\(port)/")
            vangnet.say("ready")
        }
        try await serve([server, site.live], host: host, port: port, logger: logger)
    }

    /// The addresses at which a page listens for news.
    private static func streams(in page: Page) -> Set<String> {
        let text = String(decoding: page.bytes, as: UTF8.self)
        return Set(text.matches(of: /data-live="([^"?]+)/).map { String($0.output.1) })
    }

    // MARK: the list

    /// An example in one language, or mirrored.
    private struct View {
        let example: PageExample
        let language: Language
        let isMirrored: Bool

        var name: String { isMirrored ? "rtl" : language.tag }
        var path: String { isMirrored ? "/rtl/\(example.id)" : Frame.path("/\(example.id)", in: language) }
        var file: String { "\(example.id).\(name).html" }

        func page(in frame: Frame) -> Page { example.page(in: frame, language, mirrored: isMirrored) }

        static func all(of frame: Frame) -> [View] { Gallery.examples.flatMap { all(of: $0, frame) } }

        static func all(of example: PageExample, _ frame: Frame) -> [View] {
            frame.languages.all.map { View(example: example, language: $0, isMirrored: false) }
                + frame.languages.all.prefix(1).map { View(example: example, language: $0, isMirrored: true) }
        }
    }

    /// For who makes the pages, so in English.
    private static func index(_ frame: Frame, _ address: (View) -> String) -> Page {
        var rooms: [(name: String, examples: [PageExample])] = []
        for example in examples {
            let name = "\(example.hall)/\(example.room)"
            if rooms.last?.name != name { rooms.append((name, [])) }
            rooms[rooms.count - 1].examples.append(example)
        }
        let sections: [HTML] = rooms.map { room in
            let rows: [HTML] = room.examples.map { example in
                let links: [HTML] = View.all(of: example, frame).map { view in
                    let place = example.place.map { "#\($0)" } ?? ""
                    return "<td><a href=\"\(address(view))\(place)\">\(view.name)</a></td>"
                }
                return "<tr><th scope=\"row\">\(example.page): \(example.state)</th>\(links)</tr>"
            }
            return "<section class=\"kaart\"><h2>\(room.name)</h2><table><tbody>\(rows)</tbody></table></section>"
        }
        let body: HTML = """
            <h1>Every page, with made-up values</h1>
            <p>Each page in each language, and mirrored from right to left. What is sent from a page goes nowhere.</p>\(sections)
            """
        return frame.page(.english, title: "Gallery", zone: .desk, body: body)
    }
}
