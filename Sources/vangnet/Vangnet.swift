import ArgumentParser
import Core
import Database
import Foundation
import Pack
import Sealing
import Site

/// The command. Each subcommand is a file of its own.
@main
struct Vangnet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vangnet",
        abstract: "A door, a conversation and a picture for who is not safe at home.",
        subcommands: [
            Serve.self, Demo.self, Init.self, Staff.self, PackCommand.self, Observations.self, Verify.self,
            Backup.self, Restore.self, Purge.self, Doctor.self, Gallery.self,
            Calm.self, StaffingCommand.self, StatisticsCommand.self,
        ])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let outcome as Outcome {
            outcome.report()
        } catch let error where Outcome(error) != nil {
            Outcome(error)?.report()
        } catch {
            // Wrong usage and --help are ArgumentParser's: 64 and 0.
            exit(withError: error)
        }
    }
}

/// How a command ends when it does not end well: one sentence on standard error, and a code.
struct Outcome: Error {
    enum Code: Int32 {
        /// The input is wrong.
        case input = 1
        /// The environment is wrong: a port is taken, there is no database, no rights.
        case environment = 2
    }

    let code: Code
    let text: String

    init(_ code: Code, _ text: String) {
        (self.code, self.text) = (code, text)
    }

    /// Errors of the layers below, as what a person can do something with. Nil for those of the argument parser.
    init?(_ error: any Error) {
        switch error {
        case let error as Settings.Mistake: self.init(.environment, error.description)
        case let error as Certificate.Mistake: self.init(.environment, error.description)
        case let error as StoreError: self.init(.environment, error.description)
        case let error as PepperFileError: self.init(.environment, error.description)
        case let error as PackMistakes:
            self.init(.input, error.mistakes.map { "\($0.file):\($0.line): \($0.message)" }.joined(separator: "\n"))
        case let error as Refusal: self.init(.input, Self.sentence(error))
        case let error as CocoaError: self.init(.environment, "A file cannot be used: \(error.localizedDescription)")
        default: return nil
        }
    }

    private static func sentence(_ refusal: Refusal) -> String {
        switch refusal {
        case .wrongCredentials: "The name or the password is wrong."
        case .wrongCode: "The recovery code does not fit."
        case .notFound: "There is nobody of that name."
        case .conflict: "The name is taken: choose another."
        case .malformed(let field?) where field == "password": "The password must have 10 characters or more."
        case .malformed(let field):
            "The \(field ?? "input") cannot be used: small letters, digits, dots and dashes only."
        default: "That cannot be done: \(refusal)."
        }
    }

    func report() -> Never {
        FileHandle.standardError.write(Data((text + "\n").utf8))
        Foundation.exit(code.rawValue)
    }
}

/// Prints a line now, so that who waits for `ready` gets it.
func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}

/// A line of secret text from standard input, without showing it when somebody types.
func secretFromStandardInput(_ prompt: String) throws -> Words {
    var saved = termios()
    let isTerminal = isatty(0) == 1 && tcgetattr(0, &saved) == 0
    if isTerminal {
        FileHandle.standardError.write(Data("\(prompt): ".utf8))
        var quiet = saved
        quiet.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(0, TCSANOW, &quiet)
    }
    defer {
        if isTerminal {
            tcsetattr(0, TCSANOW, &saved)
            FileHandle.standardError.write(Data("\n".utf8))
        }
    }
    guard let line = readLine(strippingNewline: true) else {
        throw Outcome(.input, "No \(prompt.lowercased()) came on standard input.")
    }
    return Words(line)
}
