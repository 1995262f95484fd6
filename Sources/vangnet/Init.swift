import ArgumentParser
import Care
import Core
import Foundation
import Pack
import Sealing

struct Init: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the keys and the first administrator, and prints the recovery sheet once.")

    @OptionGroup var options: SettingsOptions
    @Option(help: "The organisation, by its id in the pack.") var organisation: String
    @Option(help: "The administrator's account name.") var name = "beheer"
    @Option(help: "Where the password comes from: - for standard input.") var password = "-"

    func run() async throws {
        guard password == "-" else { throw Outcome(.input, "A password is never an argument: use --password -.") }
        let installation = try await Installation.open(try options.settings(), createPepper: true)
        guard let organisation = OrganisationID(organisation).flatMap({ installation.pack.organisation($0) }) else {
            throw Outcome(
                .input,
                "The pack has no organisation \(organisation). It has: \(installation.pack.organisations.map(\.id.text).joined(separator: ", "))."
            )
        }
        guard try await installation.staff.all().isEmpty else {
            throw Outcome(.input, "This installation has people already: use vangnet staff.")
        }
        let secret = try secretFromStandardInput("Password")
        let made = try await installation.staff.add(
            name: name, displayName: name, organisation: organisation.id, role: .administrator, lines: [],
            password: secret)
        printRecoverySheet(made)
        await installation.close()
    }
}

/// Shown once, to be printed: the only way back when a password is lost.
func printRecoverySheet(_ made: StaffActions.NewPerson) {
    say("Recovery sheet of \(made.member.name). Print it, keep it under lock, and do not keep it on a computer.")
    say("recovery code: \(made.recoveryCode.reveal())")
    say("With it: vangnet staff recover \(made.member.name)")
}
