import ArgumentParser
import Care
import Core
import Database
import Foundation
import Insight
import Pack
import Site

struct Observations: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Figures.", subcommands: [Import.self])

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Brings figures in: all rows or none, every bad row named.")
        @OptionGroup var options: SettingsOptions
        @Argument(help: "A CSV file: indicator,region,organisation,period,value,status. Or what a source sends.")
        var file: String
        @Option(help: "A source that analysts said how to read, at /desk/figures.") var source: String?
        @Flag(help: "Say what the file would change, and change nothing.") var dryRun = false

        func run() async throws {
            if source != nil || dryRun { return try await deliver() }
            guard let data = FileManager.default.contents(atPath: file) else {
                throw Outcome(.input, "\(file) cannot be read.")
            }
            let installation = try await Installation.open(try options.settings())
            let languages = try Languages(
                folder: installation.settings.home.appending(path: "Locales"), languages: installation.pack.languages)
            let speech = languages.speech(.english)
            do {
                let summary = try await installation.figures.importCSV(Array(data), at: installation.clock.now())
                say(
                    speech(
                        FiguresPhrase.imported, ["rows": String(summary.rows), "added": String(summary.added)]))
            } catch let refusal as ImportRefusal {
                var lines = refusal.mistakes.map { "\(file): \($0.sentence(speech))" }
                let more = refusal.total - refusal.mistakes.count
                if more > 0 { lines.append(speech(FiguresPhrase.importMore, count: more)) }
                throw Outcome(.input, lines.joined(separator: "\n"))
            }
            await installation.close()
        }

        /// As the pages of the desk do it: by the mapping of a source.
        private func deliver() async throws {
            let installation = try await Installation.open(try options.settings())
            let languages = try Languages(
                folder: installation.settings.home.appending(path: "Locales"), languages: installation.pack.languages)
            let told: DeliveryTold
            do {
                told = try await installation.deliveries.told(
                    file: file, source: source, isTrial: dryRun, languages.speech(.english))
            } catch Refusal.notFound {
                throw Outcome(.input, "There is no source of that name: make it at /desk/figures.")
            }
            await installation.close()
            guard told.isGood else {
                throw Outcome(.input, told.lines.map { "\(file): \($0)" }.joined(separator: "\n"))
            }
            for line in told.lines { say(line) }
        }
    }
}

struct Purge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Counts closed talks and erases what was kept as long as promised. Happens by itself every minute.")
    @OptionGroup var options: SettingsOptions
    @Flag(help: "Erase the talks that nobody can read because the vault is lost and there is no copy of it.")
    var withoutVault = false

    func run() async throws {
        let installation = try await Installation.open(try options.settings())
        if withoutVault { say("\(try await installation.conversations.eraseWithoutVault()) erased without a vault.") }
        let purged = try await installation.tidy()
        say("\(purged.conversations) erased, \(purged.closed) closed, \(purged.orphans) secrets swept.")
        await installation.close()
        if let proof = purged.proof, !proof.isGood {
            throw Outcome(
                .environment,
                "\(proof.leftOver) left over and \(proof.overdue) overdue after the purge: run it once more.")
        }
    }
}

struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "A copy of the database, made while it runs. The vault and the pepper are not in it.")
    @OptionGroup var options: SettingsOptions
    @Argument(help: "The file to write.") var file: String

    func run() async throws {
        guard !FileManager.default.fileExists(atPath: file) else {
            throw Outcome(.input, "\(file) is there already: choose another name.")
        }
        let installation = try await Installation.open(try options.settings())
        try await installation.store.backup(to: file)
        await installation.close()
        say(
            "Written to \(file). What is erased from now on can not be read from it: its secrets are in the vault only."
        )
    }
}

struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Puts a backup in place of the database. Stop the server first.")
    @OptionGroup var options: SettingsOptions
    @Argument(help: "The backup.") var file: String
    @Flag(help: "Replace the database that is there.") var replace = false

    func run() async throws {
        let settings = try options.settings()
        guard case .sqlite(let path)? = Location(settings.database) else {
            throw Outcome(.environment, "On PostgreSQL use pg_restore.")
        }
        let files = FileManager.default
        guard let header = FileHandle(forReadingAtPath: file)?.readData(ofLength: 15),
            String(decoding: header, as: UTF8.self) == "SQLite format 3"
        else { throw Outcome(.input, "\(file) is not a backup of Vangnet.") }
        if files.fileExists(atPath: path), !replace {
            throw Outcome(.input, "\(path) is there: stop the server and add --replace to put the backup in its place.")
        }
        // A server that is running would go on writing into the file that is taken away from under it.
        let claim = try FolderClaim(settings.data)
        defer { claim.release() }
        // The new file is whole before the old one goes.
        let fresh = path + ".restoring"
        try? files.removeItem(atPath: fresh)
        try files.copyItem(atPath: file, toPath: fresh)
        try files.setAttributes([.posixPermissions: 0o600], ofItemAtPath: fresh)
        for suffix in ["", "-wal", "-shm"] { try? files.removeItem(atPath: path + suffix) }
        try files.moveItem(atPath: fresh, toPath: path)
        let installation = try await Installation.open(settings)
        let isVaultMissing = try await installation.conversations.isVaultMissing()
        let purged = try await installation.tidy()
        await installation.close()
        say(
            "Restored. What was erased after the copy, or was due, is gone again: \(purged.conversations) conversations."
        )
        if isVaultMissing { throw Outcome(.environment, Installation.vaultIsMissing) }
    }
}

struct Doctor: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Looks whether the installation can run, and says what is wrong.")
    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try options.settings()
        let mistakes = PackCheck.check(settings.pack, today: .today)
        say(mistakes.isEmpty ? "pack: good" : "pack: \(mistakes.count) mistakes, see vangnet pack check")
        let installation = try await Installation.open(settings)
        _ = try installation.website(isFloodControlled: true)
        say("languages, stylesheet, scripts: good")
        say("stores: \(try await installation.conversations.isReachable() ? "good" : "no answer")")
        say("people: \(try await installation.staff.all().filter { !$0.isDisabled }.count)")
        let now = installation.clock.now()
        for incident in try await installation.conversations.incidents(since: now) where incident.until == nil {
            say("line \(incident.line): open since \(incident.since.rfc3339) with nobody signed in")
        }
        for line in overdueAgreements(of: installation.pack, at: now) { say(line) }
        try await installation.keepsItsPromises()
        await installation.close()
        guard mistakes.isEmpty else { throw Outcome(.input, "The pack has mistakes.") }
    }
}
