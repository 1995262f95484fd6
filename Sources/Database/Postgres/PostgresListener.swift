#if PostgreSQL
    import CLibPQ
    import Foundation
    import Synchronization

    /// Hears what other nodes changed. When its connection was gone, it wakes everybody once it is back, and every five
    /// seconds until then: a lost notification costs delay, never a message.
    ///
    /// It is one thread that sleeps in `poll`. (A Dispatch source is no help: it tells of a hang-up once, together with
    /// the last bytes, and libpq reads those first and closes the socket by itself.)
    final class PostgresListener: Sendable {
        private let url: String
        private let wakeups: Wakeups
        private let isOwn: @Sendable (Int32) -> Bool
        private let queue = DispatchQueue(label: "vangnet.listener")
        /// Readable once it is to stop.
        private let stopRead: Int32
        private let stopWrite: Int32

        /// Time between two times everybody reads again while nothing can be heard.
        private static let safetyPoll = Duration.seconds(5)

        init(url: String, wakeups: Wakeups, isOwn: @escaping @Sendable (Int32) -> Bool) throws(StoreError) {
            var ends: [Int32] = [-1, -1]
            guard pipe(&ends) == 0 else { throw .unavailable("there are too many open files") }
            for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
            stopRead = ends[0]
            stopWrite = ends[1]
            self.url = url
            self.wakeups = wakeups
            self.isOwn = isOwn
            let first = Confined(value: try listen(.starting))
            queue.async { self.run(first.value) }
        }

        deinit {
            Foundation.close(stopRead)
            Foundation.close(stopWrite)
        }

        private func listen(_ patience: PostgresSession.Patience) throws(StoreError) -> PostgresSession {
            let session = try PostgresSession(url: url, patience: patience)
            try session.script("LISTEN \(PostgresPayload.channel)", name: "LISTEN")
            return session
        }

        private func run(_ first: PostgresSession) {
            var session: PostgresSession? = first
            var attempt = 1
            var lastPoll = ContinuousClock.now
            while true {
                if let current = session {
                    if isStopped(waitingFor: PQsocket(current.handle), seconds: nil) { return }
                    if !hear(current) {
                        session = nil
                        attempt = 1
                        lastPoll = .now
                    }
                    continue
                }
                if isStopped(waitingFor: nil, seconds: Limits.pause(beforeAttempt: attempt)) { return }
                do {
                    session = try listen(.serving)
                    wakeups.wakeEverybody()
                } catch {
                    attempt += 1
                    if ContinuousClock.now - lastPoll >= Self.safetyPoll {
                        wakeups.wakeEverybody()
                        lastPoll = .now
                    }
                }
            }
        }

        /// Sleeps until there is something to read or the time is over.
        private func isStopped(waitingFor socket: Int32?, seconds: Double?) -> Bool {
            var watched = [pollfd(fd: stopRead, events: Int16(POLLIN), revents: 0)]
            if let socket { watched.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0)) }
            poll(&watched, nfds_t(watched.count), seconds.map { Int32($0 * 1000) } ?? -1)
            return watched[0].revents != 0
        }

        /// - Returns: false when the connection is gone.
        private func hear(_ session: PostgresSession) -> Bool {
            let isAlive = PQconsumeInput(session.handle) == 1
            while let notification = PQnotifies(session.handle) {
                defer { PQfreemem(notification) }
                if isOwn(notification.pointee.be_pid) { continue }
                if let topics = PostgresPayload.topics(String(cString: notification.pointee.extra)) {
                    topics.forEach(wakeups.wake)
                } else {
                    wakeups.wakeEverybody()
                }
            }
            return isAlive && !session.isLost
        }

        /// Ends the thread soon.
        func stop() {
            var byte: UInt8 = 1
            _ = write(stopWrite, &byte, 1)
        }

        func close() async {
            stop()
            await withCheckedContinuation { caller in queue.async { caller.resume() } }
        }
    }
#endif
