import Core
import Foundation
import Synchronization
import Testing

@testable import Site

@Suite struct `An event stream` {
    /// What is read by the stream, and who is told that there is more.
    final class Source: Sendable {
        struct State {
            var numbers = 0
            var wake: (@Sendable () -> Void)?
            var isClosed = false
            var unsubscribed = 0
        }
        let state = Mutex(State())

        func add() {
            let wake = state.withLock { state in
                state.numbers += 1
                return state.wake
            }
            wake?()
        }
    }

    static func running(_ source: Source, _ use: (RunningSite) async throws -> Void) async throws {
        try await RunningSite.during(
            hang: { routes, site in
                routes.get("/api/v1/events", .anyone) { exchange, _ in
                    let last = Mutex(Int(exchange.lastSeenNumber))
                    return site.events(
                        exchange,
                        subscribe: { wake in
                            source.state.withLock { $0.wake = wake }
                            return { source.state.withLock { $0.unsubscribed += 1 } }
                        },
                        read: { writer in
                            let (now, isClosed) = source.state.withLock { ($0.numbers, $0.isClosed) }
                            last.withLock { last in
                                while last < now {
                                    last += 1
                                    writer.event("n", id: Int64(last), data: "\(last)".utf8)
                                }
                            }
                            return !isClosed
                        })
                }
            }, use: use)
    }

    static func unsubscribed(_ source: Source) async throws -> Int {
        for _ in 0..<200 where source.state.withLock({ $0.unsubscribed }) == 0 {
            try await Task.sleep(for: .milliseconds(20))
        }
        return source.state.withLock { $0.unsubscribed }
    }

    @Test func `begins after the last number its reader saw, goes on when there is news, and ends its listening`()
        async throws
    {
        let source = Source()
        source.state.withLock { $0.numbers = 3 }
        try await Self.running(source) { site async throws in
            let asked = Mutex(false)
            let answer = try await site.send(
                "GET", "/api/v1/events", ["Last-Event-ID: 2"], until: "data: 4\n\n",
                meanwhile: { text in
                    guard text.contains("data: 3\n\n"),
                        asked.withLock({ was in
                            defer { was = true }; return !was
                        })
                    else { return }
                    source.add()
                })
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "text/event-stream")
            #expect(answer["Cache-Control"] == "no-store" && answer["X-Accel-Buffering"] == "no")
            #expect(answer.text.contains("retry: 1000\n\n"))
            #expect(!answer.text.contains("id: 2\n"))
            #expect(answer.text.components(separatedBy: "id: 3\nevent: n\ndata: 3\n\n").count == 2)
            #expect(answer.text.components(separatedBy: "id: 4\nevent: n\ndata: 4\n\n").count == 2)
            // The reader is gone: nobody listens any more.
            #expect(try await Self.unsubscribed(source) == 1)
            #expect(site.site.live.count == 0)
        }
    }

    @Test func `that is quiet says so, so that a dead line is noticed`() async throws {
        try await Self.running(Source()) { site async throws in
            let answer = try await site.send("GET", "/api/v1/events", until: ": \n\n")
            #expect(answer.text.contains(": \n\n"))
            #expect(!answer.text.contains("event:"))
        }
    }

    @Test func `of what is over is written once and closed by the server`() async throws {
        let source = Source()
        source.state.withLock {
            $0.numbers = 1
            $0.isClosed = true
        }
        try await Self.running(source) { site async throws in
            let answer = try await site.send("GET", "/api/v1/events")
            #expect(answer.text.contains("data: 1\n\n"))
            #expect(try await Self.unsubscribed(source) == 1)
        }
    }
}
