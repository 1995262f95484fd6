import Core
import Database
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOEmbedded
import Pack
import Sealing
import Synchronization
import TestSupport

@testable import Care
@testable import Site
@testable import vangnet

/// A whole installation as `vangnet serve` puts it together, with the routes of every hall, asked without a socket.
struct Installed: Sendable {
    let installation: Installation
    let location: Location
    /// Every address with its method and its rule.
    let routes: [RouteDescription]
    private let respond: @Sendable (HTTPRequest, [UInt8]) async throws -> Answer

    var talks: ConversationsActions { installation.conversations }
    var pack: Pack { installation.pack }
    var neutralExit: String { installation.settings.neutralExit.absoluteString }

    /// Monday 23 November 2026, 12:00 UTC. It stands still: nothing in here changes by itself.
    static let now = Instant(milliseconds: 1_795_435_200_000)

    static func with(_ engine: Engine, _ body: (Installed) async throws -> Void) async throws {
        try await TestStore.place(engine) { location in
            try await TestStore.folder { folder in
                var settings = try Settings(environment: [:])
                settings.home = root
                settings.pack = root.appending(path: "Packs/nederland")
                settings.data = folder
                settings.vault = "sqlite:\(folder.appending(path: "vault.sqlite").path)"
                settings.pepper = folder.appending(path: "pepper")
                settings.database =
                    switch location {
                    case .sqlite(let path): "sqlite:\(path)"
                    case .postgres(let url): url
                    }
                var options = Installation.Options()
                (options.cost, options.codeCost, options.clock) = (.least, .least, Clock { now })
                let installation = try await Installation.open(settings, options: options, createPepper: true)
                let result: Result<Void, any Error>
                do {
                    try await body(Installed(installation, location))
                    result = .success(())
                } catch {
                    result = .failure(error)
                }
                await installation.close()
                try result.get()
            }
        }
    }

    private init(_ installation: Installation, _ location: Location) throws {
        self.installation = installation
        self.location = location
        let (_, table) = try installation.website(isFloodControlled: false)
        routes = table.all
        let responder = table.responder()
        let logger = Logger(label: "matrix") { _ in SwiftLogNoOpLogHandler() }
        let channel = NIOAsyncTestingChannel()
        respond = { head, body in
            let context = SiteContext(source: .init(channel: channel, logger: logger))
            let request = Request(head: head, body: .init(buffer: ByteBuffer(bytes: body)))
            let response = try await responder.respond(to: request, context: context)
            // A stream is not read: that it is given at all is the answer.
            if context.events.value != nil {
                return Answer(status: response.status.code, location: nil, text: "stream")
            }
            let written = Written()
            try await response.body.write(written)
            return Answer(
                status: response.status.code, location: response.headers[.location],
                text: String(buffer: written.whole.withLock { $0 }))
        }
    }

    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Every name that something in the sources reads from the query of an address.
    static func queryNames() throws -> [String] {
        let sources = root.appending(path: "Sources")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path).filter { $0.hasSuffix(".swift") }
        var names: Set<String> = []
        for path in paths {
            let text = try String(contentsOf: sources.appending(path: path), encoding: .utf8)
            for match in text.matches(of: /(?:query\(|exchange, (?:person, )?)"([A-Za-z]+)"/) {
                names.insert(String(match.1))
            }
        }
        return names.sorted()
    }

    struct Answer: Sendable, Equatable {
        var status: Int
        var location: String?
        var text: String
    }

    func ask(_ method: String, _ path: String, as token: String?, _ body: Body) async throws -> Answer {
        var head = HTTPRequest(
            method: HTTPRequest.Method(rawValue: method) ?? .get, scheme: "http", authority: "here.example", path: path)
        let isAPI = path.hasPrefix("/api/")
        if let token { head.headerFields[isAPI ? .authorization : .cookie] = isAPI ? "Bearer \(token)" : "s=\(token)" }
        var bytes: [UInt8] = []
        switch body {
        case .none: break
        case .text(let type, let text):
            bytes = Array(text.utf8)
            head.headerFields[.contentType] = type
        }
        return try await respond(head, bytes)
    }

    /// What a request carries.
    enum Body: Sendable {
        case none
        case text(type: String, String)

        static func json(_ text: String) -> Body { .text(type: "application/json", text) }
        static func form(_ text: String) -> Body { .text(type: "application/x-www-form-urlencoded", text) }
    }

    private final class Written: ResponseBodyWriter, Sendable {
        let whole = Mutex(ByteBuffer())

        func write(_ buffer: ByteBuffer) async throws {
            _ = whole.withLock { $0.writeImmutableBuffer(buffer) }
        }

        func finish(_: HTTPFields?) async throws {}
    }
}
