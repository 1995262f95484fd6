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
            var wake: (@Sendable (Int64) -> Void)?
            /// What is in memory: `lately` serves up to here.
            var inMemory: Int64 = 0
            var reads = 0
            var isClosed = false
            var unsubscribed = 0
        }
        let state = Mutex(State())

        /// - Parameter isKnown: the number is told, and what was added is in memory.
        func add(isKnown: Bool = false) {
            let (wake, number) = state.withLock { state in
                state.numbers += 1
                if isKnown { state.inMemory = Int64(state.numbers) }
                return (state.wake, isKnown ? Int64(state.numbers) : 0)
            }
            wake?(number)
        }
    }

    static func running(_ source: Source, _ use: (RunningSite) async throws -> Void) async throws {
        try await RunningSite.during(
            hang: { routes, site in
                routes.stream("/api/v1/events", .anyone) { exchange, _ in
                    let last = Mutex(Int(try exchange.lastSeenNumber()))
                    return site.events(
                        subscribe: { wake in
                            source.state.withLock { $0.wake = wake }
                            return { source.state.withLock { $0.unsubscribed += 1 } }
                        },
                        lately: { newest, writer in
                            guard source.state.withLock({ $0.inMemory >= newest }) else { return false }
                            last.withLock { last in
                                while last < newest {
                                    last += 1
                                    writer.event("n", id: Int64(last), data: "\(last) from memory".utf8)
                                }
                            }
                            return true
                        },
                        read: { writer in
                            let (now, isClosed) = source.state.withLock { state in
                                state.reads += 1
                                return (state.numbers, state.isClosed)
                            }
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

    @Test func `takes what is new from memory when that has it, and reads the store when it has not`() async throws {
        let source = Source()
        try await Self.running(source) { site async throws in
            let step = Mutex(0)
            let answer = try await site.send(
                "GET", "/api/v1/events", until: "data: 3\n\n",
                meanwhile: { text in
                    let next = step.withLock { step -> Int in
                        if step == 0, text.contains("retry:") {
                            step = 1
                        } else if step == 1, text.contains("data: 1 from memory") {
                            step = 2
                        } else if step == 2, text.contains("data: 2 from memory") {
                            step = 3
                        } else {
                            return 0
                        }
                        return step
                    }
                    if next > 0 { source.add(isKnown: next < 3) }
                })
            #expect(answer.text.components(separatedBy: "data: 1 from memory\n\n").count == 2)
            #expect(answer.text.components(separatedBy: "data: 2 from memory\n\n").count == 2)
            // The third was told without a number: anything may have changed.
            #expect(answer.text.components(separatedBy: "id: 3\nevent: n\ndata: 3\n\n").count == 2)
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
