import Care
import Core
import Database
import Foundation
import Guidance
import Hummingbird
import Insight
import Logging
import Pack
import Sealing
import ServiceLifecycle
import Site
import UnixSignals

/// A Vangnet that is put together: the halls joined, the stores open.
struct Installation: Sendable {
    let settings: Settings
    let pack: Pack
    let store: Store
    let vaultStore: Store
    let pepper: Pepper
    let gate: ScryptGate
    let clock: Clock
    let staff: StaffActions
    let conversations: ConversationsActions
    let staffing: StaffingActions
    let figures: FiguresActions
    let detection: DetectionActions
    let consultations: ConsultationsActions
    let deliveries: DeliveriesActions
    let interpretations: InterpretationsActions
    /// The figures as anybody may see them, kept while they stay what they are.
    let pictures: PictureShelf
    let logger: Logger

    /// How an installation may differ from a real one.
    struct Options: Sendable {
        /// For passwords and codes. A real installation never goes below 2^17.
        var cost: PasswordCost = .standard
        var codeCost: PasswordCost = .standard
        var clock: Clock = .system
        /// With the figures that nobody measured.
        var isDemonstration = false
    }

    /// Opens stores and pepper, checks pack, languages and migrations. A broken one never starts.
    static func open(_ settings: Settings, options: Options = Options(), createPepper: Bool = false) async throws
        -> Installation
    {
        var pack = try settings.loadPack()
        if options.isDemonstration { pack.indicators += pack.madeUp }
        guard let database = Location(settings.database), let vault = Location(settings.vault) else {
            throw Settings.Mistake(
                description: "VANGNET_DATABASE and VANGNET_VAULT are sqlite:PATH or postgres://…")
        }
        try FileManager.default.createDirectory(
            at: settings.data, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        guard createPepper || FileManager.default.fileExists(atPath: settings.pepper.path) else {
            throw Settings.Mistake(
                description:
                    "There is no installation in \(settings.data.path) yet: make one with vangnet init, or set VANGNET_DATA."
            )
        }
        let pepper = try createPepper ? Pepper.load(orCreateAt: settings.pepper) : Pepper.load(at: settings.pepper)
        let migrations = settings.home.appending(path: "Migrations")
        guard settings.vault != settings.database else {
            throw Settings.Mistake(
                description:
                    "VANGNET_VAULT must be another database than VANGNET_DATABASE: one that long backups leave out.")
        }
        async let main = Store.open(
            database, migrations: try Migration.load(from: migrations.appending(path: "main"), engine: database.engine))
        async let vaultStore = Store.open(
            vault, migrations: try Migration.load(from: migrations.appending(path: "vault"), engine: vault.engine))
        let gate = ScryptGate(width: 1, waiting: 64)
        let store = try await main
        let secrets = try await vaultStore
        let lock = PasswordLock(pepper: pepper, gate: gate)
        let staff = StaffActions(store: store, lock: lock, clock: options.clock, cost: options.cost)
        let conversations = ConversationsActions(
            store: store, vaultStore: secrets, pack: pack, clock: options.clock, pepper: pepper, gate: gate,
            codeCost: options.codeCost, staff: staff,
            announcer: Announcer(
                try Languages(folder: settings.home.appending(path: "Locales"), languages: pack.languages)))
        let figures = FiguresActions(store: store, pack: pack)
        let pictures = PictureShelf(figures)
        let interpretations = InterpretationsActions(store: store, pack: pack, clock: options.clock)
        return Installation(
            settings: settings, pack: pack, store: store, vaultStore: secrets, pepper: pepper, gate: gate,
            clock: options.clock, staff: staff, conversations: conversations,
            staffing: StaffingActions(store: store, pack: pack, clock: options.clock),
            figures: figures,
            detection: DetectionActions(
                store: store, figures: figures, pack: pack, clock: options.clock, shelf: pictures,
                calendar: { try await interpretations.events(known: $0) }),
            consultations: ConsultationsActions(store: store, pack: pack, clock: options.clock),
            deliveries: DeliveriesActions(
                store: store, pack: pack, clock: options.clock, keeping: DeliveryKeeping(pepper)),
            interpretations: interpretations, pictures: pictures,
            logger: quietLogger())
    }

    /// The web side with the routes of every room.
    func website(isFloodControlled: Bool) throws -> (site: Website, routes: RouteTable) {
        let site = Website(frame: try Frame(settings, pack), clock: clock, logger: logger)
        let care = Care(
            staff: staff, conversations: conversations, staffing: staffing, site: site, pack: pack,
            admission: Admission(isOn: isFloodControlled, pepper: pepper, clock: clock, isUrgent: pack.isUrgent))
        let document = try Data(contentsOf: settings.home.appending(path: "docs/openapi.json"))
        let routes = site.routes(leaving: { care.leaving($0) }) { routes in
            care.hang(routes)
            GuidesRoutes(pack: pack, site: site).hang(routes)
            let analysts = staff.access("analyst", [.analyst])
            figuresRoutes(routes, site: site, actions: figures, pack: pack, analysts: analysts)
            signalsRoutes(
                routes, site: site, actions: figures, pack: pack, analysts: analysts, shelf: pictures,
                said: interpretations
            ) { question in
                try await detection.extras(of: question, pack: pack) { site.say($0) }
            }
            let named = Access(analysts.name) { exchange in
                let member = try await analysts.proof(of: exchange).member
                return Analyst(name: member.displayName, organisation: member.organisation)
            }
            detectionRoutes(routes, site: site, actions: detection, pack: pack, analysts: named)
            interpretationsRoutes(routes, site: site, actions: interpretations, analysts: named)
            deliveriesRoutes(
                routes, site: site, actions: deliveries, pack: pack, published: figures,
                analysts: Access(analysts.name) { try await analysts.proof(of: $0).member.id })
            let coordinator = staff.access("coordinator", [.coordinator])
            consultationsRoutes(
                routes, site: site, actions: consultations,
                coordinators: Access(coordinator.name) { try await coordinator.proof(of: $0).member.organisation })
            routes.get("/api/v1/openapi.json", .anyone) { _, _ in
                Reply.text(document, type: "application/json")
            }
        }
        return (site, routes)
    }

    /// Serves until a signal stops it. `onReady` gets the port.
    func run(
        host: String, port: Int, adminPort: Int, certificate: Certificate? = nil, isFloodControlled: Bool,
        onReady: @escaping @Sendable (Int) async throws -> Void
    ) async throws {
        let claim = try FolderClaim(settings.data)
        defer { claim.release() }
        guard try await !conversations.isVaultMissing() else { throw Outcome(.environment, Self.vaultIsMissing) }
        try await conversations.sweepBeforeServing()
        let (site, routes) = try website(isFloodControlled: isFloodControlled)
        let problem = FirstError()
        let server = try site.server(
            routes, host: host, port: port, certificate: certificate, logger: logger
        ) { port in
            do { try await onReady(port) } catch { problem.set(error) }
        }
        var services: [any ServiceLifecycle.Service] = []
        if adminPort != 0 { services.append(Operations(installation: self, live: site.live).server(port: adminPort)) }
        services += [
            server, site.live, Minute(installation: self), Judging(installation: self), Picturing(installation: self),
        ]
        try await serve(services, host: host, port: port, logger: logger)
        await close()
        if let error = problem.first { throw error }
    }

    func close() async {
        await store.close()
        await vaultStore.close()
    }

    /// Turns closed talks into counts, and purges: in this order, so that nothing is erased before it was counted.
    func tidy() async throws -> ConversationsActions.Purged {
        let now = clock.now()
        try await store.write { db in
            // Another node, or a `vangnet purge`, may be at it: what it counts is not counted again.
            try ClockTurn.hold(in: db)
            let counts = try conversations.count(in: db) + conversations.countSteps(in: db)
            if !counts.isEmpty { try FiguresActions.add(counts, at: now, in: db) }
        }
        try await figures.settle(at: now)
        try await deliveries.sweep()
        try await staffing.count()
        try await conversations.tidyOffers()
        try await conversations.askTheSilent()
        return try await conversations.purge()
    }
}

/// What happens every minute.
struct Minute: ServiceLifecycle.Service, CustomStringConvertible {
    let installation: Installation
    /// A service is named by what it prints as, and this one holds everything there is.
    let description = "the clock"
    /// Longer than the time between two minutes, so that one node keeps it while it is well.
    private let turn = ClockTurn(ClockTurn.minute, node: ID<Minute>.random().text, length: .seconds(100))

    func run() async throws {
        let turn = turn
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                let now = installation.clock.now()
                if try await installation.store.write({ try turn.take(in: $0, now: now) }) {
                    _ = try await installation.tidy()
                    try await installation.conversations.watchLines()
                }
            } catch {
                installation.logger.error("the clock: \(String(reflecting: type(of: error)))")
            }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(60)) }
        }
        try? await installation.store.write { try turn.giveUp(in: $0) }
    }
}

/// Makes the pictures of public figures before anybody asks for them: after the start, and when figures changed.
struct Picturing: ServiceLifecycle.Service, CustomStringConvertible {
    let installation: Installation
    let description = "the picture of the figures"

    func run() async throws {
        let indicators = installation.pack.indicators.filter(\.isPublic)
        let clock = installation.clock
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            // What is on the shelf costs nothing, so this may come often.
            await installation.pictures.warm(indicators) { clock.now() }
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(5)) }
        }
    }
}

/// Judges the figures when something about them became known.
struct Judging: ServiceLifecycle.Service, CustomStringConvertible {
    let installation: Installation
    let description = "the judging of figures"
    private let turn = ClockTurn(ClockTurn.judging, node: ID<Judging>.random().text, length: .minutes(30))

    func run() async throws {
        let turn = turn
        var (isFirst, seen) = (true, 0)
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            // Not in the first minute: who starts a server wants it to answer first. What is corrected here after that does not wait
            // for the minute to be over.
            let earlier = isFirst ? nil : seen
            try? await cancelWhenGracefulShutdown {
                for second in 0..<60 {
                    try await Task.sleep(for: .seconds(1))
                    if let earlier, second >= 2, installation.detection.hasChanges(since: earlier) { break }
                }
            }
            isFirst = false
            guard !Task.isShuttingDownGracefully, !Task.isCancelled else { break }
            do {
                let now = installation.clock.now()
                if try await installation.store.write({ try turn.take(in: $0, now: now) }) {
                    seen = installation.detection.changes
                    _ = try await installation.detection.runIfNew()
                }
            } catch {
                installation.logger.error("judging: \(String(reflecting: type(of: error)))")
            }
        }
        try? await installation.store.write { try turn.giveUp(in: $0) }
    }
}

extension DeliveryKeeping {
    /// Drafts of figures under the pepper: who has the store alone reads none of them.
    init(_ pepper: Pepper) {
        let key = DraftKey(pepper)
        self.init(
            seal: { try key.seal($0, place: $1) }, open: { try key.open($0, place: $1) },
            namePrint: { pepper.derive("delivery name", from: Array($0.utf8), count: 16) },
            filePrint: { try Digest.sha256(pieces: $0) })
    }
}
