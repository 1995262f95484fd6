#if PostgreSQL
    import Database
    import Foundation
    import Synchronization

    /// A PostgreSQL server of the tests' own: started when the first test asks for it, gone with the process. It listens
    /// on a socket in a folder of its own only, and keeps `fsync` on, as durability is among what is tested.
    public final class PostgresServer: Sendable {
        private let folder: String
        private let gate = Gate(places: 12)
        // The server lives until this end of its input is closed, which the system does even when the tests crash.
        private let leash: Pipe
        private static let shared = Task { try await PostgresServer() }

        /// Gives `body` the URL of an empty database, which is removed afterwards. Some databases are in use at a time;
        /// further callers wait, so do not ask for one inside another.
        public static func withDatabase<T: Sendable>(_ body: (_ url: String) async throws -> T) async throws -> T {
            let server = try await running()
            await server.gate.enter()
            let name = "t" + UUID().uuidString.replacing("-", with: "").lowercased()
            let result: Result<T, any Error>
            do {
                try await PostgresAdministration.execute("CREATE DATABASE \(name)", at: server.url("postgres"))
                result = .success(try await body(server.url(name)))
            } catch {
                result = .failure(error)
            }
            let drop = "DROP DATABASE IF EXISTS \(name) WITH (FORCE)"
            try? await PostgresAdministration.execute(drop, at: server.url("postgres"))
            server.gate.leave()
            return try result.get()
        }

        /// Runs statements as the owner of the server, in no database of a test.
        public static func execute(_ sql: String) async throws {
            let server = try await running()
            try await PostgresAdministration.execute(sql, at: server.url("postgres"))
        }

        private static func running() async throws -> PostgresServer {
            try await shared.value
        }

        private func url(_ database: String) -> String {
            "postgresql:///\(database)?host=\(folder)&user=postgres"
        }

        private init() async throws {
            let programs = try Self.programs()
            // Short: a socket's path may have 107 bytes.
            folder = "\(Self.place())/vangnet-pg-\(UUID().uuidString.prefix(8).lowercased())"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
            let script = """
                trap '' HUP INT TERM
                cd '\(folder)' || exit 1
                '\(programs)/initdb' -D data -U postgres -A trust -E UTF8 --locale=C --no-sync >log 2>&1 || exit 1
                '\(programs)/postgres' -D data -k '\(folder)' -c listen_addresses= -c max_connections=300 \
                    -c shared_buffers=64MB -c max_wal_size=256MB >>log 2>&1 &
                server=$!
                cat >/dev/null
                kill -QUIT $server
                wait $server
                rm -rf '\(folder)'
                """
            let process = Process()
            if getuid() == 0 {
                // The server refuses to run as root.
                try Self.run("/bin/chown", ["postgres", folder])
                process.executableURL = URL(filePath: try Self.find("runuser", in: ["/usr/sbin", "/sbin", "/usr/bin"]))
                process.arguments = ["-u", "postgres", "--", "/bin/sh", "-c", script]
            } else {
                process.executableURL = URL(filePath: "/bin/sh")
                process.arguments = ["-c", script]
            }
            leash = Pipe()
            process.standardInput = leash
            try process.run()
            let url = url("postgres")
            let limit = Date().addingTimeInterval(60)
            while true {
                do {
                    try await PostgresAdministration.execute("SELECT 1", at: url)
                    return
                } catch {
                    guard process.isRunning, Date() < limit else {
                        let log = try? String(contentsOfFile: folder + "/log", encoding: .utf8)
                        throw StoreError.unavailable("the tests' PostgreSQL does not start: \(log ?? "no log")")
                    }
                    try await Task.sleep(for: .milliseconds(50))
                }
            }
        }

        /// In memory when there is enough of it: making and removing databases waits for the disk a lot.
        private static func place() -> String {
            let attributes = try? FileManager.default.attributesOfFileSystem(forPath: "/dev/shm")
            let free = attributes?[.systemFreeSize] as? NSNumber
            return (free?.int64Value ?? 0) > 4 << 30 ? "/dev/shm" : "/tmp"
        }

        /// The folder of initdb and postgres: the newest Debian one, else where PATH says.
        private static func programs() throws -> String {
            let debian = "/usr/lib/postgresql"
            let versions = (try? FileManager.default.contentsOfDirectory(atPath: debian)) ?? []
            let newest = versions.compactMap(Int.init).max().map { "\(debian)/\($0)/bin" }
            let path = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
            let initdb = try find("initdb", in: (newest.map { [$0] } ?? []) + path)
            return URL(filePath: initdb).deletingLastPathComponent().path()
        }

        private static func find(_ program: String, in folders: [String]) throws -> String {
            for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(program)") {
                return "\(folder)/\(program)"
            }
            throw StoreError.unsupported("The tests need \(program) (Debian: apt-get install postgresql)")
        }

        private static func run(_ program: String, _ arguments: [String]) throws {
            let process = try Process.run(URL(filePath: program), arguments: arguments)
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw StoreError.unavailable("\(program) failed") }
        }
    }

    /// Lets so many in at a time, the others in order of arrival.
    private final class Gate: Sendable {
        private struct State {
            var free: Int
            var waiting: [CheckedContinuation<Void, Never>] = []
        }

        private let state: Mutex<State>

        init(places: Int) {
            state = Mutex(State(free: places))
        }

        func enter() async {
            await withCheckedContinuation { caller in
                let isIn = state.withLock { state in
                    guard state.free > 0 else {
                        state.waiting.append(caller)
                        return false
                    }
                    state.free -= 1
                    return true
                }
                if isIn { caller.resume() }
            }
        }

        func leave() {
            let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
                guard !state.waiting.isEmpty else {
                    state.free += 1
                    return nil
                }
                return state.waiting.removeFirst()
            }
            next?.resume()
        }
    }
#endif
