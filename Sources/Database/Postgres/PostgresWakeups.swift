#if PostgreSQL
    import CLibPQ
    import Foundation
    import Synchronization

    /// Topics as the text of a notification: `name:number`, one to a line.
    enum PostgresPayload {
        static let channel = "vangnet"
        /// The server takes less than 8,000 bytes.
        static let limit = 7_900
        /// Read everything again.
        static let everything = "*"

        /// As few texts as fit.
        static func payloads(_ topics: [String: Int64]) -> [String] {
            var payloads: [String] = []
            var lines = ""
            for (name, number) in topics {
                // A name that no room of ours makes; the others are told to look everywhere.
                guard name.utf8.count <= 1_000, !name.contains("\n") else { return [everything] }
                let line = "\(name):\(number)\n"
                if lines.utf8.count + line.utf8.count > limit {
                    payloads.append(lines)
                    lines = ""
                }
                lines += line
            }
            if !lines.isEmpty { payloads.append(lines) }
            return payloads
        }

        /// Nil when it means everything, or is not understood.
        static func topics(_ payload: String) -> [Topic]? {
            var topics: [Topic] = []
            for line in payload.split(separator: "\n") {
                guard let colon = line.lastIndex(of: ":"), let number = Int64(line[line.index(after: colon)...]) else {
                    return nil
                }
                topics.append(Topic(name: String(line[..<colon]), number: number))
            }
            return topics
        }
    }

    /// Tells the other nodes what changed, after the commit and on a connection of its own: a `NOTIFY` inside a
    /// transaction makes all commits of the server wait for one another.
    final class PostgresAnnouncer: Sendable {
        private struct State {
            var waiting: [String: Int64] = [:]
            var isBusy = false
            var isClosed = false
            /// The server's numbers for our sessions, the newest last.
            var own: [Int32]
        }

        private let state: Mutex<State>
        private let connection: Confined<PostgresConnection>
        private let queue = DispatchQueue(label: "vangnet.announcer")

        init(url: String, texts: StatementTexts) throws(StoreError) {
            let connection = try PostgresConnection(url: url, role: .announcer, texts: texts)
            state = Mutex(State(own: connection.serverProcess.map { [$0] } ?? []))
            self.connection = Confined(value: connection)
        }

        /// Whether a notification came from here: whoever listens here has been woken already.
        func isOwn(_ serverProcess: Int32) -> Bool {
            state.withLock { $0.own.contains(serverProcess) }
        }

        /// Returns at once. What is announced while an announcement is on its way goes along with the next.
        func announce(_ topics: [Topic]) {
            let start = state.withLock { state in
                for topic in topics { state.waiting[topic.name] = max(topic.number, state.waiting[topic.name] ?? .min) }
                guard !state.isBusy, !state.isClosed else { return false }
                state.isBusy = true
                return true
            }
            if start { queue.async { self.send(attempt: 1) } }
        }

        private func send(attempt: Int) {
            while true {
                let topics = state.withLock { state -> [String: Int64] in
                    if state.waiting.isEmpty { state.isBusy = false }
                    defer { state.waiting = [:] }
                    return state.waiting
                }
                if topics.isEmpty { return }
                do {
                    for payload in PostgresPayload.payloads(topics) {
                        _ = try connection.value.first(Announcement(payload: payload))
                    }
                } catch {
                    // Nothing is lost: it waits until the server is back.
                    let isClosed = state.withLock { state in
                        state.waiting.merge(topics, uniquingKeysWith: max)
                        return state.isClosed
                    }
                    if !isClosed { reconnect(attempt: attempt) }
                    return
                }
            }
        }

        private func reconnect(attempt: Int) {
            queue.asyncAfter(deadline: .now() + Limits.pause(beforeAttempt: attempt)) { [weak self] in
                guard let self, !self.state.withLock({ $0.isClosed }) else { return }
                guard connection.value.revive() else { return reconnect(attempt: attempt + 1) }
                let process = connection.value.serverProcess
                state.withLock { state in
                    // Echoes of the session before may still be on their way.
                    state.own = state.own.suffix(1) + (process.map { [$0] } ?? [])
                }
                send(attempt: attempt + 1)
            }
        }

        func close() async {
            await withCheckedContinuation { caller in
                queue.async { [self] in
                    state.withLock { $0.isClosed = true }
                    connection.value.disconnect()
                    caller.resume()
                }
            }
        }
    }

    private struct Announcement: Query {
        static let sql = "SELECT 1 FROM (SELECT pg_notify('\(PostgresPayload.channel)', $1)) AS sent"
        let payload: String
        var arguments: [SQLValue] { [.text(payload)] }
        static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
    }
#endif
