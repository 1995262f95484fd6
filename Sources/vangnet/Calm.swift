import ArgumentParser
import Care
import Core
import Foundation
import Pack

struct Calm: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Calm mode, against a flood: every start asks for a small sum or some time, and queues take less.",
        subcommands: [On.self, Off.self, Status.self])

    /// Which lines: all of the pack when none is named.
    struct Lines: ParsableArguments {
        @OptionGroup var options: SettingsOptions
        @Option(help: "A line, by its id in the pack; every line when left out.") var line: String?

        func ids(_ installation: Installation) throws -> [LineID] {
            guard let line else { return installation.pack.lines.map(\.id) }
            guard let id = LineID(line), installation.pack.line(id) != nil else {
                let known = installation.pack.lines.map(\.id.text).joined(separator: ", ")
                throw Outcome(.input, "The pack has no line \(line). It has: \(known).")
            }
            return [id]
        }
    }

    struct On: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Puts lines in calm mode; nodes follow in seconds.")
        @OptionGroup var lines: Lines
        @Option(help: "For how long, in minutes; until it is switched off when left out.") var minutes: Int64?

        func validate() throws {
            guard (1...10_080).contains(minutes ?? 1) else { throw ValidationError("--minutes is 1 to 10080.") }
        }

        func run() async throws {
            try await Calm.set(lines) { now in (true, minutes.map { now + .minutes($0) }) }
        }
    }

    struct Off: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends calm mode.")
        @OptionGroup var lines: Lines

        func run() async throws {
            try await Calm.set(lines) { _ in (false, nil) }
        }
    }

    struct Status: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "How lines stand: open or closed, calm or not.")
        @OptionGroup var lines: Lines

        func run() async throws {
            let installation = try await Installation.open(try lines.options.settings())
            for id in try lines.ids(installation) { say(await installation.standing(of: id)) }
            await installation.close()
        }
    }

    private static func set(_ lines: Lines, _ calm: (Instant) -> (Bool, Instant?)) async throws {
        let installation = try await Installation.open(try lines.options.settings())
        let (isOn, until) = calm(installation.clock.now())
        for id in try lines.ids(installation) {
            _ = try await installation.conversations.switches.set(id, .init(calm: (isOn, until)))
            say(await installation.standing(of: id))
        }
        await installation.close()
    }
}

extension Installation {
    /// `kindertelefoon-chat open calm until 2026-11-26T02:00:00Z`
    fileprivate func standing(of id: LineID) async -> String {
        let now = clock.now()
        let switches = await conversations.switches.fresh()
        let isOpen = pack.line(id).map { switches.isOpen($0, at: now) } ?? false
        let calm = switches.isCalm(id, at: now)
        let until = calm ? switches[id].calmUntil.map { " until \($0.rfc3339)" } ?? "" : ""
        return "\(id) \(isOpen ? "open" : "closed") \(calm ? "calm" : "normal")\(until)"
    }
}
