import Core
import Database
import Foundation
import Pack
import Site
import Synchronization
import Testing

@testable import Insight

@Suite struct `Bringing in what a source sends` {
    private static let good = "regio;week;aantal\nVT01;2020-W13;12\nVT02;2020-W13;13\n"

    private func tables(_ actions: DeliveriesActions) async throws -> [String] {
        try await actions.store.read { db in
            try db.all(RowsLeft()).map { "\($0)" }
        }
    }

    @Test func `shows first what would change and changes nothing, and then brings in all of it`() async throws {
        try await Delivered.with { actions in
            let draft = try await actions.drafted(Self.good)
            #expect((draft.values, draft.new, draft.changed, draft.mistakes) == (2, 2, 0, 0))
            #expect(try await actions.known("weekly.regional", "VT01") == [])
            let done = try await actions.confirm(draft.id, by: Delivered.person)
            #expect(done.state == .done && done.person == Delivered.person && done.doneAt == Figures.now)
            #expect(try await actions.known("weekly.regional", "VT01") == ["2020-W13 12 final"])
            // Nothing of the draft is left but the log.
            #expect(try await tables(actions) == ["0 0 0"])
            let log = try await actions.log()
            #expect(log.map(\.sourceName) == ["Haven"] && log.first?.filePrint.isEmpty == false)

            let next = try await actions.drafted(
                "regio;week;aantal\nVT01;2020-W13;21\nVT02;2020-W13;13\nVT01;2020-W14;1\n")
            #expect((next.values, next.new, next.changed, next.same) == (3, 1, 1, 1))
            let changes = try await actions.changes(of: next.id, skip: 0)
            #expect(
                changes.map(\.old) == [12] && changes.map(\.row.observation.value) == [21]
                    && changes.map(\.row.line) == [2])
        }
    }

    @Test func `with one bad row brings nothing in, and names all of them by pages`() async throws {
        try await Delivered.with { actions in
            let bad = (1...120).map { "VT01;2019-W53;\($0)" }.joined(separator: "\n")
            let draft = try await actions.drafted(Self.good + bad + "\n")
            #expect(draft.mistakes == 120)
            let first = try await actions.mistakes(of: draft.id, after: 0)
            let last = try await actions.mistakes(of: draft.id, after: 100)
            #expect(first.count == 50 && first.first?.line == 4 && last.count == 20 && last.last?.line == 123)
            await #expect(throws: Refusal.conflict("mistakes")) {
                try await actions.confirm(draft.id, by: Delivered.person)
            }
            #expect(try await actions.known("weekly.regional", "VT01") == [])
        }
    }

    @Test func `that says the same thing twice is told where`() async throws {
        try await Delivered.with { actions in
            let many = (1...52).map { "VT02;2021-W\($0 < 10 ? "0" : "")\($0);\($0)" }.joined(separator: "\n")
            let draft = try await actions.drafted(Self.good + "Drenthe;2020W13;14\n" + many + "\n")
            let found = try await actions.mistakes(of: draft.id, after: 0)
            #expect(found.map(\.kind) == [.twice] && found.first?.line == 4 && found.first?.values["line"] == "3")
        }
    }

    @Test func `is a draft of one person, for an hour, sealed`() async throws {
        let time = Mutex(Figures.now)
        try await Delivered.with(clock: Clock { time.withLock { $0 } }) { actions in
            time.withLock { $0 = Figures.now }
            let draft = try await actions.drafted(Self.good)
            await #expect(throws: Refusal.notFound) { try await actions.confirm(draft.id, by: Delivered.other) }
            await #expect(throws: Refusal.notFound) { try await actions.draft(draft.id, of: Delivered.other) }
            await #expect(throws: Refusal.notFound) { try await actions.drop(draft.id, by: Delivered.other) }
            await #expect(throws: Refusal.notFound) { try await actions.delivery(draft.id, for: nil) }
            let parts = try await actions.store.read { db in try db.all(DeliveryParts(delivery: draft.id)) }
            #expect(parts.count == 1)
            #expect(!String(decoding: parts[0], as: UTF8.self).contains("VT01"))
            time.withLock { $0 = Figures.now + .minutes(61) }
            await #expect(throws: Refusal.notFound) { try await actions.confirm(draft.id, by: Delivered.person) }
            try await actions.sweep()
            #expect(try await tables(actions) == ["0 0 0"])
            #expect(try await actions.log().isEmpty)
        }
    }

    @Test func `is let go when who sent it says so`() async throws {
        try await Delivered.with { actions in
            let draft = try await actions.drafted(Self.good)
            try await actions.drop(draft.id, by: Delivered.person)
            #expect(try await tables(actions) == ["0 0 0"])
            await #expect(throws: Refusal.notFound) { try await actions.confirm(draft.id, by: Delivered.person) }
        }
    }

    @Test func `with data about a person is kept nowhere`() async throws {
        try await Delivered.with { actions in
            let source = try await actions.made()
            for text in [
                "regio;week;aantal;x\nVT01;2020-W13;12;123456782\n", "regio;week;aantal;naam\nVT01;2020-W13;12;\n",
            ] {
                await #expect(throws: PersonalDataFound.self) {
                    try await actions.send(text.bytes, named: "x", of: source, by: Delivered.person)
                }
            }
            #expect(try await tables(actions) == ["0 0 0"])
            #expect(try await actions.drafts(of: Delivered.person).isEmpty)
        }
    }

    @Test func `is looked at again when something became known otherwise in the meantime`() async throws {
        let time = Mutex(Figures.now)
        try await Delivered.with(clock: Clock { time.withLock { $0 } }) { actions in
            time.withLock { $0 = Figures.now }
            let first = try await actions.drafted(Self.good)
            _ = try await actions.confirm(first.id, by: Delivered.person)
            let mine = try await actions.drafted("regio;week;aantal\nVT01;2020-W13;20\n")
            let theirs = try await actions.drafted("regio;week;aantal\nVT01;2020-W13;30\n", by: Delivered.other)
            time.withLock { $0 = Figures.now + .minutes(1) }
            _ = try await actions.confirm(theirs.id, by: Delivered.other)
            await #expect(throws: Refusal.conflict("overtaken")) {
                try await actions.confirm(mine.id, by: Delivered.person)
            }
            #expect(try await actions.known("weekly.regional", "VT01") == ["2020-W13 30 final"])
            // Read again, it shows what holds now, and may be said yes to.
            let (draft, file) = try await actions.draft(mine.id, of: Delivered.person)
            _ = try await actions.read(draft, file, Delivered.weeks, version: 1)
            #expect(try await actions.changes(of: mine.id, skip: 0).map(\.old) == [30])
            _ = try await actions.confirm(mine.id, by: Delivered.person)
            #expect(try await actions.known("weekly.regional", "VT01") == ["2020-W13 20 final"])
        }
    }

    @Test func `is taken back by new revisions, and what came after it stays`() async throws {
        let time = Mutex(Figures.now)
        try await Delivered.with(clock: Clock { time.withLock { $0 } }) { actions in
            func step(_ text: String) async throws -> Delivery {
                time.withLock { $0 = $0 + .minutes(1) }
                let draft = try await actions.drafted(text)
                return try await actions.confirm(draft.id, by: Delivered.person)
            }
            _ = try await step(Self.good)
            let wrong = try await step("regio;week;aantal\nVT01;2020-W13;99\nVT01;2020-W14;98\nVT02;2020-W13;97\n")
            _ = try await step("regio;week;aantal\nVT02;2020-W13;14\n")
            time.withLock { $0 = $0 + .minutes(1) }
            let undoing = try await actions.undo(wrong.id, by: Delivered.other)
            #expect(undoing.undoes == wrong.id && undoing.changed == 2 && undoing.values == 3)
            #expect(try await actions.known("weekly.regional", "VT01") == ["2020-W13 12 final", "2020-W14 - missing"])
            #expect(try await actions.known("weekly.regional", "VT02") == ["2020-W13 14 final"])
            await #expect(throws: Refusal.conflict("undone")) { try await actions.undo(wrong.id, by: Delivered.other) }
            let history = try await actions.store.read { db in
                try db.all(
                    Revisions(
                        indicator: IndicatorID(trusted: "weekly.regional"), region: RegionID(trusted: "VT01"),
                        organisation: nil, period: try Figures.period("2020-W13")))
            }
            #expect(history.map { $0?.value } == [12, 99, 12])
            #expect(try await actions.log().map(\.state) == [.undoing, .done, .undone, .done])
        }
    }

    @Test func `remembers how a source is read, by version`() async throws {
        try await Delivered.with { actions in
            var source = try await actions.made()
            #expect(source.source.version == 1)
            #expect(try await actions.keep(Delivered.weeks, of: source.source.id, by: Delivered.person) == 1)
            var other = Delivered.weeks
            other.numbers = .comma
            #expect(try await actions.keep(other, of: source.source.id, by: Delivered.person) == 2)
            source = try await actions.source(named: "Haven")
            #expect(source.mapping == other)
            let id = source.source.id
            let first = try await actions.store.read { db in try db.first(MappingOfVersion(source: id, version: 1)) }
            #expect(first.flatMap(DeliveriesActions.mapping) == Delivered.weeks)
        }
    }

    @Test func `by the command is read from the disk, tried first, and brought in`() async throws {
        try await Delivered.with { actions in
            _ = try await actions.made()
            try await withFile(Self.good) { path in
                let tried = try await actions.bringIn(file: path, source: "Haven", isTrial: true)
                #expect(tried.isGood && tried.new == 2 && tried.isTrial)
                #expect(try await actions.known("weekly.regional", "VT01") == [])
                #expect(try await tables(actions) == ["0 0 0"])
                let done = try await actions.bringIn(file: path, source: "Haven", isTrial: false)
                #expect(done.isGood && done.new == 2)
                #expect(try await actions.known("weekly.regional", "VT01") == ["2020-W13 12 final"])
                #expect(try await actions.log().first?.person == nil)
                await #expect(throws: Refusal.notFound) {
                    try await actions.bringIn(file: path, source: "Nergens", isTrial: false)
                }
                await #expect(throws: DeliveryMistake(.needsMapping)) {
                    try await actions.bringIn(file: path, source: nil, isTrial: true)
                }
            }
            let contract =
                "indicator,region,organisation,period,value,status\nadvice,,,2021-H1,100,final\nadvice,,,2021-H2,,missing\n"
            try await withFile(contract) { path in
                let done = try await actions.bringIn(file: path, source: nil, isTrial: false)
                #expect(done.isGood && done.new == 2)
                #expect(try await actions.known("advice", nil) == ["2021-H1 100 final", "2021-H2 - missing"])
            }
            try await withFile(contract + "advice,,,2021-H1,100,final\nadvice,,,2022-H1,,final\n") { path in
                let told = try await actions.told(
                    file: path, source: nil, isTrial: false, try Figures.wording(.english).say)
                #expect(!told.isGood && told.lines.count == 3)
                #expect(try await tables(actions) == ["0 0 0"])
            }
        }
    }

    private func withFile(_ text: String, _ body: (String) async throws -> Void) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "delivery-\(UUID().uuidString).csv")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await body(file.path())
    }
}

private struct RowsLeft: Query {
    static let sql = """
        SELECT (SELECT COUNT(*) FROM delivery_value), (SELECT COUNT(*) FROM delivery_mistake),
            (SELECT COUNT(*) FROM delivery_part)
        """
    static func row(_ row: ResultRow) throws -> String {
        "\(try row.integer(0)) \(try row.integer(1)) \(try row.integer(2))"
    }
}
