import ArgumentParser
import Care
import Core
import Database
import Foundation
import Insight
import Pack
import Sealing

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A whole Vangnet with people to sign in as, on a folder that goes when it stops.")

    @Option(help: "Port to listen on.") var port = 8080
    @Option(help: "Write the accounts to this file, as JSON.") var accounts: String?
    @Option(help: "Keep the data in this folder; whoever has the folder has the passwords.") var data: String?
    @Option(help: "sqlite:PATH or postgres://…; the data folder then holds the vault and the pepper only.")
    var database: String?
    @Option(help: "Talks one counsellor can hold, for benchmarks.") var loadCap: Int64?
    @Flag(help: "Slow down a flood of new talks, as serve does.") var floodControl = false
    @Flag(inversion: .prefixedNo, help: "With ten years of figures that nobody measured.") var madeUpFigures = true
    @Option(help: "Where the exit leads.") var neutralExit: String?
    @Option(help: "Port of health and metrics; 0 for none.") var adminPort = 0

    func validate() throws {
        guard (0...65_535).contains(port), (0...65_535).contains(adminPort) else {
            throw ValidationError("A port is a number from 0 to 65535.")
        }
        guard (loadCap ?? 1) >= 1 else { throw ValidationError("--load-cap is 1 or more.") }
    }

    func run() async throws {
        raiseFileLimit()
        let folder = data.map { URL(filePath: $0) } ?? Self.temporaryFolder()
        defer { if data == nil { try? FileManager.default.removeItem(at: folder) } }
        var variables = ProcessInfo.processInfo.environment.filter { $0.key.hasPrefix("VANGNET_") }
        variables["VANGNET_DATA"] = folder.path
        variables["VANGNET_VAULT"] = nil
        variables["VANGNET_PEPPER"] = nil
        // A demonstration is for this machine only, where browsers trust `localhost` as it is.
        variables["VANGNET_TLS_CERT"] = nil
        variables["VANGNET_TLS_KEY"] = nil
        variables["VANGNET_DATABASE"] = database
        if let neutralExit { variables["VANGNET_NEUTRAL_EXIT"] = neutralExit }
        let settings = try Settings(environment: variables)
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        // Asked before anything is written; the server claims it for itself below.
        try FolderClaim(folder).release()
        var options = Installation.Options()
        options.cost = .demo
        options.codeCost = .demo
        options.isDemonstration = madeUpFigures
        let installation = try await Installation.open(settings, options: options, createPepper: true)
        let people = DemoPeople(installation: installation)
        let accounts = try await people.accounts()
        if let loadCap { try await installation.staff.liftCapacity(to: loadCap) }
        try await installation.loadFigures()
        if let file = self.accounts { try Self.write(accounts, to: file) }
        try await installation.run(
            host: "127.0.0.1", port: port, adminPort: adminPort, isFloodControlled: floodControl
        ) { port in
            say("This is a demonstration. Whoever has the folder \(folder.path) has the passwords.")
            say("open http://localhost:\(port)/")
            say("desk http://localhost:\(port)/desk")
            for account in accounts {
                say("account \(account.name) \(account.password) \(account.role) \(account.organisation)")
            }
            say("ready")
            guard madeUpFigures else { return }
            // After people can use it: nobody waits for it.
            Task.detached(priority: .utility) { try? await installation.makeUpFigures() }
        }
    }

    private static func temporaryFolder() -> URL {
        FileManager.default.temporaryDirectory.appending(
            path: "vangnet-demo-\(ProcessInfo.processInfo.processIdentifier)")
    }

    private static func write(_ accounts: [DemoPeople.Account], to file: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        let data = try encoder.encode(accounts)
        guard FileManager.default.createFile(atPath: file, contents: data, attributes: [.posixPermissions: 0o600])
        else {
            throw Outcome(.environment, "The accounts cannot be written to \(file).")
        }
    }
}

/// The people of a demonstration: two counsellors on every line, a supervisor and a coordinator in every organisation, and
/// every other role once. Names and passwords follow from the pepper, so a second start on the same folder has the same.
struct DemoPeople: Sendable {
    let installation: Installation

    struct Account: Codable, Sendable {
        let name: String
        let password: String
        let role: String
        let organisation: String
        let lines: [String]
    }

    private struct Person {
        let name: String
        let displayName: String
        let role: Role
        let organisation: OrganisationID
        let lines: [LineID]
    }

    /// First names for the demonstration, as a seeker would see them.
    private static let names = [
        "Amina", "Bram", "Chloe", "Daan", "Esra", "Femke", "Giel", "Hanna", "Imran", "Jet", "Kaya", "Lotte", "Milan",
        "Noor",
        "Otis", "Pleun", "Quinten", "Roos", "Sem", "Tess",
    ]

    private var people: [Person] {
        let pack = installation.pack
        var people: [Person] = []
        func add(_ role: Role, _ organisation: OrganisationID, _ lines: [LineID]) {
            let first = Self.names[people.count % Self.names.count]
            let name = "\(first.lowercased())-\(people.count + 1)"
            people.append(
                Person(name: name, displayName: first, role: role, organisation: organisation, lines: lines))
        }
        for organisation in pack.organisations {
            let lines = pack.lines.filter { $0.organisation == organisation.id }.map(\.id)
            add(.counsellor, organisation.id, lines)
            add(.counsellor, organisation.id, lines)
            add(.supervisor, organisation.id, lines)
        }
        if let first = pack.organisations.first?.id {
            for role in [Role.editor, .analyst, .coordinator, .administrator] { add(role, first, []) }
        }
        // Last, so that those above keep their names: organisations meet through their coordinators.
        for organisation in pack.organisations.dropFirst() { add(.coordinator, organisation.id, []) }
        return people
    }

    private func password(_ name: String) -> String {
        Base64URL.encode(installation.pepper.derive("demo-password", from: Array(name.utf8), count: 12))
    }

    /// Makes who is not there yet. People of another folder's pepper (a database that was used before) are replaced.
    func accounts() async throws -> [Account] {
        let staff = installation.staff
        let known = Set(try await staff.all().map(\.member.name))
        if let one = people.first(where: { known.contains($0.name) }) {
            do {
                _ = try await staff.keys(name: one.name, password: Words(password(one.name)))
            } catch Refusal.wrongCredentials {
                try await installation.conversations.startAfresh()
                return try await accounts()
            }
        }
        for person in people where !known.contains(person.name) {
            _ = try await staff.add(
                name: person.name, displayName: person.displayName, organisation: person.organisation,
                role: person.role,
                lines: person.lines, password: Words(password(person.name)))
        }
        return people.map {
            Account(
                name: $0.name, password: password($0.name), role: $0.role.rawValue, organisation: $0.organisation.text,
                lines: $0.lines.map(\.text))
        }
    }
}

extension Installation {
    /// The figures that come with the pack, through the importer that everybody uses.
    func loadFigures() async throws {
        let folder = settings.pack.appending(path: "observations")
        let files = (try? FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)) ?? []
        for file in files.filter({ $0.pathExtension == "csv" }).sorted(by: { $0.path < $1.path }) {
            _ = try await figures.importCSV(Array(try Data(contentsOf: file)), at: clock.now())
        }
    }

    /// Ten years of weeks that nobody measured, as deliveries that came in one after another, and judged.
    func makeUpFigures() async throws {
        guard try await detection.isUnused(), let regions = pack.currentRegions?.regions else { return }
        let last = Week(containing: figures.day(clock.now())) - 1
        for delivery in MadeUpNation(regions: regions, last: last).deliveries {
            _ = try await figures.importCSV(delivery.csv, at: delivery.at)
        }
        _ = try await detection.run()
    }
}
