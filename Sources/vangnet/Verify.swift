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
            for promise in try await installation.promises() { say(promise) }
            try await installation.purgePromise()
        }
        await installation.close()
    }
}

extension Installation {
    /// Prints the last proof of the purge and what is overdue. Throws when something is, or was left over.
    func purgePromise() async throws {
        let state = try await conversations.purgeState()
        for sentence in state.sentences { say(sentence) }
        guard state.isGood else {
            throw Outcome(
                .input, "Something that was due is still there: run vangnet purge, then vangnet doctor once more.")
        }
    }

    /// What can be tried without anybody's password, one line each.
    func promises() async throws -> [String] {
        let state = try await conversations.stateOfSecrets()
        guard state.withoutSecret == 0 else {
            throw Outcome(
                .input, "\(state.withoutSecret) conversations have no secret in the vault: nobody can read them.")
        }
        return [
            "pepper: readable by its owner only",
            "conversations: \(state.conversations), each with its own secret in the vault",
            "secrets without a conversation: \(state.orphans)",
        ]
    }
}
