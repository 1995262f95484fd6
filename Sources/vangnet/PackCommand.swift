import ArgumentParser
import Foundation
import Pack

struct PackCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pack", abstract: "A country as data.", subcommands: [Check.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Names every mistake in a country pack, with file, line and what to write instead.")
        @Argument(help: "The pack's folder.") var folder: String

        func run() throws {
            var isFolder: ObjCBool = false
            guard FileManager.default.fileExists(atPath: folder, isDirectory: &isFolder), isFolder.boolValue else {
                throw Outcome(.input, "\(folder) is not a folder.")
            }
            let mistakes = PackCheck.check(URL(filePath: folder))
            for mistake in mistakes { say("\(mistake.file):\(mistake.line): \(mistake.message)") }
            guard mistakes.isEmpty else {
                throw Outcome(.input, mistakes.count == 1 ? "1 mistake." : "\(mistakes.count) mistakes.")
            }
            say("The pack is good.")
        }
    }
}
