import Core
import Foundation
import Logging
import ServiceLifecycle
import Synchronization

@testable import Site

/// A real server on a free port of this machine, for as long as a test takes.
struct RunningSite: Sendable {
    let site: Website
    let port: Int
    let log: Log

    /// What the server wrote in its log.
    final class Log: Sendable {
        private let written = Mutex<[String]>([])
        var lines: [String] { written.withLock { $0 } }
        func add(_ line: String) { written.withLock { $0.append(line) } }
    }

    private struct Keeper: LogHandler {
        let log: Log
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace
        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.add("\(event.level) \(event.message) \(event.metadata ?? [:]) \(event.error.map { "\($0)" } ?? "")")
        }
    }

    /// - Parameter hang: hangs the routes of the test.
    static func during(
        isSecure: Bool = true, leaving: @escaping @Sendable (String) -> Void = { _ in },
        hang: (RouteTable, Website) -> Void, use: (RunningSite) async throws -> Void
    ) async throws {
        let log = Log()
        // What the libraries say of connections is theirs; ours is what the site itself says.
        let logger = Logger(label: "site") { _ in Keeper(log: log) }
        let quiet = Logger(label: "server") { _ in SwiftLogNoOpLogHandler() }
        let clock = Clock { Instant(milliseconds: 1_790_000_000_000) }
        let site = Website(
            frame: try Standing.frame(), clock: clock, logger: logger, isSecure: isSecure, keepAliveSeconds: 1)
        let routes = site.routes(leaving: leaving) { hang($0, site) }
        let (ports, port) = AsyncStream<Int>.makeStream()
        let server = try site.server(routes, host: "127.0.0.1", port: 0, logger: quiet) { port.yield($0) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            group.addTask { try await site.live.run() }
            for await number in ports {
                try await use(RunningSite(site: site, port: number, log: log))
                break
            }
            group.cancelAll()
            while case .some = await group.nextResult() {}
        }
    }

    struct Answer: Sendable {
        let status: Int
        let headers: [(name: String, value: String)]
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }

        subscript(name: String) -> String? { headers.first { $0.name == name.lowercased() }?.value }
        func all(_ name: String) -> [String] { headers.filter { $0.name == name.lowercased() }.map(\.value) }
    }

    struct NoAnswer: Error {}

    /// Sends a request as it is and reads until the server closes, or `until` is in what came.
    func send(
        _ method: String, _ path: String, _ headers: [String] = [], body: [UInt8] = [], until: String? = nil,
        meanwhile: (@Sendable (String) -> Void)? = nil
    ) async throws -> Answer {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: here.example\r\nConnection: close\r\n"
        for header in headers { head += header + "\r\n" }
        if method == "POST" { head += "Content-Length: \(body.count)\r\n" }
        let request = Array((head + "\r\n").utf8) + body
        let port = port
        // Reading waits, so it has a thread of its own and none of the few that answer.
        return try await withCheckedThrowingContinuation { caller in
            Thread.detachNewThread {
                caller.resume(with: Result { try Self.exchange(request, port, until, meanwhile) })
            }
        }
    }

    private static func exchange(
        _ request: [UInt8], _ port: Int, _ until: String?, _ meanwhile: (@Sendable (String) -> Void)?
    ) throws -> Answer {
        #if canImport(Glibc)
            let stream = Int32(SOCK_STREAM.rawValue)
        #else
            let stream = SOCK_STREAM
        #endif
        let socket = socket(AF_INET, stream, 0)
        guard socket >= 0 else { throw NoAnswer() }
        defer { close(socket) }
        var patience = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let connected = withUnsafePointer(to: address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { throw NoAnswer() }
        var sent = 0
        while sent < request.count {
            let count = request[sent...].withUnsafeBytes { write(socket, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            sent += count
        }
        var received: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { read(socket, $0.baseAddress, $0.count) }
            guard count > 0 else { break }
            received += buffer[..<count]
            if until != nil || meanwhile != nil {
                let text = String(decoding: received, as: UTF8.self)
                meanwhile?(text)
                if let until, text.contains(until) { break }
            }
        }
        guard let end = received.firstRange(of: Array("\r\n\r\n".utf8)) else { throw NoAnswer() }
        let head = String(decoding: received[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = head[0].split(separator: " ")
        guard words.count > 1, let status = Int(words[1]) else { throw NoAnswer() }
        let headers = head.dropFirst().map { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return (parts[0].lowercased(), parts.count > 1 ? parts[1].trimmingCharacters(in: .whitespaces) : "")
        }
        return Answer(status: status, headers: headers, body: Array(received[end.upperBound...]))
    }
}
