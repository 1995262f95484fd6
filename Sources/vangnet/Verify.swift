import ArgumentParser
import Care
import Core
import Foundation
import Sealing

struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tries the promises on this installation, from the stored bytes alone. Stop the server first.")

    @OptionGroup var options: SettingsOptions
    @Option(help: "The account whose keys are tried.") var keysOf: String?
    @Option(help: "Where the password comes from: - for standard input.") var password = "-"

    func run() async throws {
        guard password == "-" else { throw Outcome(.input, "A password is never an argument: use --password -.") }
        let installation = try await Installation.open(try options.settings())
        if let name = keysOf {
            let secret = try secretFromStandardInput("Password")
            let (member, keys) = try await installation.staff.keys(name: name, password: secret)
            let found = try await installation.conversations.openable(by: keys, member.id)
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            let texts = Dictionary(uniqueKeysWithValues: found.map { ($0.key.text, $0.value) })
            say(String(decoding: try encoder.encode(texts), as: UTF8.self))
        } else {
            try await installation.keepsItsPromises()
        }
        await installation.close()
    }
}

extension Installation {
    /// Prints what can be tried without anybody's password, the last proof of the purge and what is overdue. Throws when
    /// something is, was left over, or cannot be read by anybody.
    func keepsItsPromises() async throws {
        let secrets = try await conversations.stateOfSecrets()
        say("pepper: readable by its owner only")
        say(
            secrets.withoutSecret == 0
                ? "conversations: \(secrets.conversations), each with its own secret in the vault"
                : "conversations: \(secrets.conversations), \(secrets.withoutSecret) of them without a secret in the vault"
        )
        say("secrets without a conversation: \(secrets.orphans)")
        let state = try await conversations.purgeState()
        for sentence in state.sentences { say(sentence) }
        guard try await !conversations.isVaultMissing() else { throw Outcome(.environment, Self.vaultIsMissing) }
        guard secrets.withoutSecret == 0 else {
            throw Outcome(
                .input,
                """
                \(secrets.withoutSecret) conversations have no secret in the vault: nobody can read them. Run vangnet \
                purge, which erases them, then vangnet doctor once more.
                """)
        }
        guard state.isGood else {
            throw Outcome(
                .input, "Something that was due is still there: run vangnet purge, then vangnet doctor once more.")
        }
    }

    static let vaultIsMissing = """
        There is nothing in the vault and there are conversations in the database: put the newest copy of the vault back. \
        If there is none, vangnet purge --without-vault erases the conversations, which nobody can read.
        """
}
