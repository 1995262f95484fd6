import ArgumentParser
import Core
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
            let mistakes = PackCheck.check(URL(filePath: folder), today: .today)
            for mistake in mistakes { say("\(mistake.file):\(mistake.line): \(mistake.message)") }
            guard mistakes.isEmpty else {
                throw Outcome(.input, mistakes.count == 1 ? "1 mistake." : "\(mistakes.count) mistakes.")
            }
            if let pack = try? Pack.load(from: URL(filePath: folder)) {
                let now = Clock.system.now()
                for line in overdueAgreements(of: pack, at: now) { say(line) }
                for text in pack.overdueTexts(on: pack.day(at: now)) {
                    say("\(text.name): \(text.owner) was to look at it by \(text.reviewBy)")
                }
            }
            say("The pack is good.")
        }
    }
}

/// Agreements that nobody looked at again in time, a sentence each. They do not hold; the pack is good all the same, as it is
/// with opening hours that were checked long ago.
func overdueAgreements(of pack: Pack, at now: Instant) -> [String] {
    pack.overdueAgreements(at: now).map {
        "line \($0.line): the agreement with \($0.agreement.to) was to be looked at by \($0.agreement.reviewBy); until then nobody overflows"
    }
}
