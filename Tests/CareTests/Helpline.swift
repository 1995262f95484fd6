import Core
import Database
import Foundation
import Pack
import Sealing
import Site
import Synchronization
import TestSupport

@testable import Care

/// A whole helpline of its own: both stores, the pack of the Netherlands, a clock that tests move, people on lines.
struct Helpline: Sendable {
    let store: Store
    let vault: Store
    let pack: Pack
    let time: MovableClock
    let staff: StaffActions
    let talks: ConversationsActions
    /// What every process of the installation shares.
    let pepper: Pepper

    static let child = LineID(trusted: "kindertelefoon-chat")
    static let rotterdam = LineID(trusted: "veilig-thuis-rotterdam-rijnmond-chat")
    static let friesland = LineID(trusted: "veilig-thuis-friesland-chat")
    static let family = LineID(trusted: "familielijn-chat")
    static let password = "een wachtwoord om te proberen"

    init(store: Store, vault: Store, pack: Pack, time: MovableClock, pepper: Pepper) {
        let gate = ScryptGate(width: 2, waiting: 1_000)
        (self.store, self.vault, self.pack, self.time, self.pepper) = (store, vault, pack, time, pepper)
        staff = StaffActions(
            store: store, lock: PasswordLock(pepper: pepper, gate: gate), clock: time.clock, cost: .least)
        talks = ConversationsActions(
            store: store, vaultStore: vault, pack: pack, clock: time.clock, pepper: pepper, gate: gate,
            codeCost: .least, staff: staff, announcer: Self.announcer)
    }

    /// Gives `body` a helpline on `engine` that is gone afterwards. `lines` may change the lines of the pack.
    static func with<T: Sendable>(
        _ engine: Engine, lines change: (Line) -> Line = { $0 },
        organisations changeOrganisation: (Organisation) -> Organisation = { $0 }, _ body: (Helpline) async throws -> T
    ) async throws -> T {
        var pack = try pack.get()
        pack.lines = pack.lines.map(change)
        pack.organisations = pack.organisations.map(changeOrganisation)
        let (ready, secrets) = (pack, try migrations("vault", .sqlite))
        return try await TestStore.with(engine, migrations: migrations("main", engine)) { store in
            try await TestStore.with(.sqlite, migrations: secrets) { vault in
                try await body(
                    Helpline(store: store, vault: vault, pack: ready, time: MovableClock(), pepper: .random()))
            }
        }
    }

    /// As `with`, as many processes as the engine allows: two on PostgreSQL, which share the database and the vault.
    static func withNodes<T: Sendable>(
        _ engine: Engine, lines change: (Line) -> Line = { $0 }, _ body: ([Helpline]) async throws -> T
    ) async throws -> T {
        var changed = try pack.get()
        changed.lines = changed.lines.map(change)
        let pack = changed
        let (main, secrets) = (try migrations("main", engine), try migrations("vault", .sqlite))
        return try await TestStore.place(engine) { place in
            try await TestStore.with(.sqlite, migrations: secrets) { vault in
                let (time, pepper) = (MovableClock(), Pepper.random())
                var nodes: [Helpline] = []
                for _ in 0..<(engine == .postgres ? 2 : 1) {
                    let store = try await Store.open(place, migrations: main)
                    nodes.append(Helpline(store: store, vault: vault, pack: pack, time: time, pepper: pepper))
                }
                let result: Result<T, any Error>
                do {
                    result = .success(try await body(nodes))
                } catch {
                    result = .failure(error)
                }
                for node in nodes { await node.store.close() }
                return try result.get()
            }
        }
    }

    /// The same stores as another process sees them that has just started: nothing in memory.
    var restarted: Helpline { Helpline(store: store, vault: vault, pack: pack, time: time, pepper: pepper) }

    private static let announcer: Announcer = {
        let folder = root.appending(path: "Locales")
        guard let languages = try? Languages(folder: folder, languages: [.dutch, .english]) else {
            preconditionFailure("the language files cannot be read")
        }
        return Announcer(languages)
    }()

    static func packOfTheNetherlands() throws -> Pack { try pack.get() }

    private static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    private static let pack = Result { try Pack.load(from: root.appending(path: "Packs/nederland")) }

    private static func migrations(_ store: String, _ engine: Engine) throws -> [Migration] {
        try Migration.load(from: root.appending(path: "Migrations/\(store)"), engine: engine)
    }
}

/// A clock that stands still until a test moves it. It begins on Monday 23 November 2026, 12:00 UTC.
final class MovableClock: Sendable {
    private let state = Mutex(Instant(milliseconds: 1_795_435_200_000))

    var now: Instant { state.withLock { $0 } }
    var clock: Clock { Clock { self.now } }
    func move(_ duration: Duration) { state.withLock { $0 = $0 + duration } }
}

extension Message {
    /// A summary is of somebody; what the system says of itself is of nobody.
    var isAnnouncement: Bool { author == "system" && organisation == nil }
}

// MARK: people and talks

extension Helpline {
    /// Somebody who works on lines of one organisation, as signed in. The work that a password is, is left out: `hire` has it.
    func person(
        _ name: String, on lines: LineID..., capacity: Int64 = StaffActions.standardCapacity
    ) async throws -> SignedIn {
        try await crowd([name], on: lines, capacity: capacity)[0]
    }

    func crowd(
        _ names: [String], on lines: [LineID], capacity: Int64 = StaffActions.standardCapacity
    ) async throws -> [SignedIn] {
        let organisation = lines.first.flatMap { pack.line($0)?.organisation }
        let people = names.map { name in
            let member = StaffMember(
                id: .random(), name: name, displayName: name.capitalized,
                organisation: organisation ?? OrganisationID(trusted: "familielijn"), role: .counsellor)
            return (member: member, keys: PersonKeys.random(), token: Token.random())
        }
        // Tests move the clock by days; people stay signed in.
        let expiresAt = time.now + .days(400)
        try await store.write { db in
            for (member, keys, token) in people {
                try db.run(
                    InsertPerson(
                        member: member, exchangeKey: keys.publicKeys.exchange, lockedKeys: [], capacity: capacity))
                for line in lines { try db.run(JoinLine(line: line, person: member.id)) }
                let wrapped = try token.wrap(keys, person: member.id)
                try db.run(
                    InsertSession(
                        tokenHash: token.hash, person: member.id, wrappedKeys: wrapped, expiresAt: expiresAt))
            }
            db.wake(LineSwitchActions.topic)
        }
        return people.map { SignedIn(member: $0.member, keys: $0.keys, tokenHash: $0.token.hash) }
    }

    /// Takes somebody on and signs them in, by password.
    func hire(_ name: String, on lines: LineID...) async throws -> SignedIn {
        let organisation = lines.first.flatMap { pack.line($0)?.organisation }
        _ = try await staff.add(
            name: name, displayName: name.capitalized,
            organisation: organisation ?? OrganisationID(trusted: "familielijn"), role: .counsellor, lines: lines,
            password: Words(Self.password))
        return try await signIn(name)
    }

    func signIn(_ name: String) async throws -> SignedIn {
        try await staff.whoIs(try await staff.signIn(name: name, password: Words(Self.password)).token)
    }

    func start(_ line: LineID = Helpline.child, _ text: String? = nil) async throws -> ConversationsActions.Started {
        try await talks.start(line: line, language: .dutch, text: text)
    }

    /// A talk that a counsellor took, with the seeker's first text in it.
    func open(
        by person: SignedIn, _ line: LineID = Helpline.child, _ text: String? = "eerste"
    ) async throws -> ConversationsActions.Started {
        let started = try await start(line, text)
        let taken = try await talks.takeNext(person)
        guard taken?.id == started.id else { throw Unexpected(what: "another talk was taken") }
        return started
    }

    @discardableResult
    func send(
        _ text: String, as party: Party, in id: ConversationID, clientId: String = ID<Helpline>.random().text
    ) async throws -> ConversationsActions.Sent {
        try await talks.send(Draft(clientId: clientId, text: text), by: party, in: id)
    }

    /// The texts that a party reads, in order, without what the system says of who comes and goes.
    func texts(_ id: ConversationID, as party: Party) async throws -> [String] {
        try await talks.read(id, after: 0, as: party).messages.filter { !$0.isAnnouncement }.map { $0.words.reveal() }
    }

    /// What the system says of who comes and goes.
    func announced(_ id: ConversationID, as party: Party) async throws -> [String] {
        try await talks.read(id, after: 0, as: party).messages.filter(\.isAnnouncement).map { $0.words.reveal() }
    }

    /// The epochs of a talk that somebody's keys open, from what is stored.
    func openable(_ id: ConversationID, _ person: SignedIn) async throws -> [Int64] {
        try await talks.openable(by: person.keys, person.member.id)[id] ?? []
    }

    /// How many rows a table has.
    func count(_ table: Table) async throws -> Int64 {
        switch table {
        case .conversation: try await store.read { try $0.first(RowCount.Conversations()) } ?? -1
        case .message: try await store.read { try $0.first(RowCount.Messages()) } ?? -1
        case .grant: try await store.read { try $0.first(RowCount.Grants()) } ?? -1
        case .queueKey: try await store.read { try $0.first(RowCount.QueueKeys()) } ?? -1
        case .secret: try await vault.read { try $0.first(RowCount.Secrets()) } ?? -1
        }
    }

    enum Table { case conversation, message, grant, queueKey, secret }
}

private enum RowCount {
    struct Conversations: CountQuery { static let sql = "SELECT count(*) FROM conversation" }
    struct Messages: CountQuery { static let sql = "SELECT count(*) FROM message" }
    struct Grants: CountQuery { static let sql = "SELECT count(*) FROM epoch_grant" }
    struct QueueKeys: CountQuery { static let sql = "SELECT count(*) FROM queue_key" }
    struct Secrets: CountQuery { static let sql = "SELECT count(*) FROM shred_secret" }
}

private protocol CountQuery: Query where Row == Int64 {}

extension CountQuery {
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}

struct Unexpected: Error {
    let what: String
}

/// What somebody was refused, or nil when it was done. Anything else than a refusal is a fault of the test.
func refusal(
    _ body: () async throws -> some Any
) async throws -> Refusal? {
    do {
        _ = try await body()
        return nil
    } catch let refusal as Refusal {
        return refusal
    }
}

/// Runs `count` pieces of work at once and gives what came of them, in any order.
func atOnce<T: Sendable>(
    _ count: Int, _ work: @escaping @Sendable (Int) async throws -> T
) async -> [Result<T, any Error>] {
    await withTaskGroup(of: Result<T, any Error>.self) { group in
        for number in 0..<count {
            group.addTask {
                do {
                    return .success(try await work(number))
                } catch {
                    return .failure(error)
                }
            }
        }
        return await group.reduce(into: []) { $0.append($1) }
    }
}
