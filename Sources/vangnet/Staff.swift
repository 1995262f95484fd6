import ArgumentParser
import Care
import Core
import Foundation
import Pack

struct Staff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "People who work at an organisation.",
        subcommands: [
            Add.self, List.self, Disable.self, Recover.self, Otp.self,
        ])

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Takes somebody on and prints their recovery sheet.")

        @OptionGroup var options: SettingsOptions
        @Argument(help: "The account name.") var name: String
        @Option(help: "What seekers see.") var displayName: String?
        @Option(help: "The organisation, by its id in the pack.") var organisation: String
        @Option(help: "counsellor, supervisor, editor, analyst, coordinator or administrator.") var role: String
        @Option(help: "A line the person works on; may be given more than once.") var line: [String] = []

        func run() async throws {
            let installation = try await Installation.open(try options.settings())
            let pack = installation.pack
            guard let role = Role(rawValue: role) else {
                throw Outcome(
                    .input,
                    "There is no role \(role). Write one of: \(Role.allCases.map(\.rawValue).joined(separator: ", ")).")
            }
            guard let organisation = OrganisationID(organisation).flatMap({ pack.organisation($0) }) else {
                throw Outcome(.input, "The pack has no organisation \(organisation).")
            }
            let lines = try line.map { text in
                guard let line = LineID(text).flatMap({ pack.line($0) }), line.organisation == organisation.id else {
                    throw Outcome(.input, "\(organisation.id) has no line \(text).")
                }
                return line.id
            }
            let made = try await installation.staff.add(
                name: name, displayName: displayName ?? name, organisation: organisation.id, role: role, lines: lines,
                password: try secretFromStandardInput("Password"))
            printRecoverySheet(made)
            await installation.close()
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Everybody, with role, organisation and lines.")
        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let installation = try await Installation.open(try options.settings())
            for person in try await installation.staff.all() {
                let lines = person.lines.map(\.text).joined(separator: ",")
                let state = person.isDisabled ? " disabled" : ""
                say(
                    "\(person.member.name) \(person.member.role.rawValue) \(person.member.organisation) \(lines)\(state)"
                )
            }
            await installation.close()
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets somebody go: no session, no line, no new keys.")
        @OptionGroup var options: SettingsOptions
        @Argument(help: "The account name.") var name: String

        func run() async throws {
            let installation = try await Installation.open(try options.settings())
            try await installation.staff.disable(name: name)
            await installation.close()
        }
    }

    struct Recover: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A new password by the printed recovery code: two lines on standard input, code and password.")
        @OptionGroup var options: SettingsOptions
        @Argument(help: "The account name.") var name: String

        func run() async throws {
            let installation = try await Installation.open(try options.settings())
            let code = try secretFromStandardInput("Recovery code")
            let password = try secretFromStandardInput("New password")
            let fresh = try await installation.staff.recover(name: name, recoveryCode: code, newPassword: password)
            say("recovery code: \(fresh.reveal())")
            await installation.close()
        }
    }

    struct Otp: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Asks for a code from an app after the password: the password on standard input.")
        @OptionGroup var options: SettingsOptions
        @Argument(help: "The account name.") var name: String
        @Flag(help: "The password is enough again, for who lost their phone.") var off = false

        func run() async throws {
            let installation = try await Installation.open(try options.settings())
            if off {
                try await installation.staff.switchOffCodes(name: name)
            } else {
                let password = try secretFromStandardInput("Password")
                let made = try await installation.staff.switchOnCodes(name: name, password: password)
                say("For an app that shows codes. It is not shown again: \(name) puts it into the app now.")
                say(made.address.reveal())
                say("secret: \(made.secret.reveal())")
                say("When the phone is lost: vangnet staff otp \(name) --off")
            }
            await installation.close()
        }
    }
}
