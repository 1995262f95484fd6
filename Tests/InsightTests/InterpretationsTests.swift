import Core
import Database
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Insight
@testable import Pack

/// A room with the pack of the Netherlands and a clock that tests move: Monday 23 November 2026.
struct Room {
    let actions: InterpretationsActions
    let moving: Moving

    static let child = Author(name: "A. Alyst", organisation: OrganisationID(trusted: "kindertelefoon"))
    static let rotterdam = Author(
        name: "R. Alyst", organisation: OrganisationID(trusted: "veilig-thuis-rotterdam-rijnmond"))
    private static let pack = Result { try Pack.load(from: Figures.root.appending(path: "Packs/nederland")) }

    static func with(_ engine: Engine, _ body: (Room) async throws -> Void) async throws {
        let moving = Moving()
        let migrations = try Migration.load(from: Figures.root.appending(path: "Migrations/main"), engine: engine)
        let pack = try pack.get()
        try await TestStore.with(engine, migrations: migrations) { store in
            try await body(
                Room(actions: InterpretationsActions(store: store, pack: pack, clock: moving.clock), moving: moving))
        }
    }

    final class Moving: Sendable {
        private let time = Mutex(Figures.now)
        var clock: Clock { Clock { self.time.withLock { $0 } } }
        func move(days: Int64) { time.withLock { $0 = $0 + .days(days) } }
    }

    /// A public figure of the pack, with a period it has.
    static func figure() throws -> (id: String, period: String) {
        let indicator = try #require(try pack.get().indicators.first { $0.isPublic })
        let period =
            switch indicator.period {
            case .day: "2026-03-15"
            case .week: "2026-W12"
            case .month: "2026-03"
            case .halfYear: "2026-H1"
            }
        return (indicator.id.text, period)
    }

    static func drafts() throws -> [Remark.Kind: RemarkDraft] {
        let (figure, period) = try figure()
        return [
            .interpretation: RemarkDraft(
                text: "De lijn was een dag dicht.", indicator: figure, period: period, isPublic: true),
            .observation: RemarkDraft(text: "Gezinnen bellen later.", source: "een wijkteam", weight: "anecdotal"),
            .concern: RemarkDraft(text: "Wij vrezen meer stress thuis.", source: "een opvang"),
            .expectation: RemarkDraft(text: "Er komt een toename.", lookAgain: "2026-12-01", isPublic: true),
            .escalation: RemarkDraft(
                text: "Er wordt te laat teruggebeld.", to: "IGJ", subject: "Wachttijd", on: "2026-11-20",
                remindOn: "2026-12-02"),
        ]
    }
}

private func refusal(_ body: () async throws -> some Any) async throws -> Refusal? {
    do {
        _ = try await body()
        return nil
    } catch let refusal as Refusal {
        return refusal
    }
}

@Suite struct `What people say about figures` {
    @Test(arguments: Engine.available)
    func `is kept with its author and moment, and reads back as it was written`(engine: Engine) async throws {
        try await Room.with(engine) { room in
            for (kind, draft) in try Room.drafts() {
                let id = try await room.actions.add(draft, kind, by: Room.child)
                let remark = try await room.actions.remark(id)
                let today = room.actions.today
                #expect(remark.newest.content == (try draft.content(kind, in: room.actions.catalogue, today: today)))
                #expect(remark.newest.author == Room.child && remark.newest.at == Figures.now)
                #expect(remark.earlier.isEmpty && remark.newest.number == 1)
            }
            #expect(try await room.actions.list().count == 5)
            #expect(try await room.actions.list(.init(kind: .concern)).map(\.newest.content.kind) == [.concern])
            let (figure, _) = try Room.figure()
            let about = try await room.actions.list(.init(indicator: IndicatorID(figure)))
            #expect(about.map(\.newest.content.kind) == [.interpretation])
            #expect(try await room.actions.list(.init(region: RegionID("VT01"))).isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `is never rewritten: a change is another version, and the earlier one stays`(engine: Engine) async throws {
        try await Room.with(engine) { room in
            let actions = room.actions
            for (kind, draft) in try Room.drafts() {
                let id = try await actions.add(draft, kind, by: Room.child)
                var other = draft
                other.text = "Andere woorden."
                let made = try await actions.change(id, to: other, after: 1, by: Room.child)
                #expect(made == (2, true))
                let remark = try await actions.remark(id)
                #expect(remark.versions.map(\.content.text) == [draft.text, "Andere woorden."])
                #expect(remark.newest.content.kind == kind)
                // Sent twice is once; what was changed meanwhile is not written over.
                #expect(try await actions.change(id, to: other, after: 1, by: Room.child) == (2, false))
                #expect(
                    try await refusal { try await actions.change(id, to: draft, after: 1, by: Room.child) }
                        == .conflict("version"))
                #expect(
                    try await refusal { try await actions.change(id, to: draft, after: 2, by: Room.rotterdam) }
                        == .notAllowed, "nobody speaks for another organisation")
                #expect(try await actions.remark(id).versions.count == 2)
            }
            #expect(try await refusal { try await actions.remark(RemarkID(trusted: "nergens")) } == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func `that is past its day stands first, until somebody looked or it was answered`(engine: Engine) async throws {
        try await Room.with(engine) { room in
            let actions = room.actions
            let drafts = try Room.drafts()
            let expectation = try #require(drafts[.expectation])
            let escalation = try #require(drafts[.escalation])
            let expected = try await actions.add(expectation, .expectation, by: Room.child)
            let escalated = try await actions.add(escalation, .escalation, by: Room.child)
            room.moving.move(days: 1)
            let concern = try await actions.add(try #require(drafts[.concern]), .concern, by: Room.child)
            #expect(try await actions.list().first?.id == concern, "nothing waits yet: the newest is first")
            // 1 December: the expectation; 2 December: the escalation too, after it.
            room.moving.move(days: 7)
            #expect(try await actions.list().map(\.id).prefix(2) == [expected, concern])
            room.moving.move(days: 1)
            let listed = try await actions.list()
            #expect(listed.map(\.id) == [expected, escalated, concern])
            #expect(listed.map { $0.newest.content.isDue(on: actions.today) } == [true, true, false])

            var checked = expectation
            checked.outcome = "Die kwam er niet."
            _ = try await actions.change(expected, to: checked, after: 1, by: Room.child)
            var answered = escalation
            (answered.answer, answered.remindOn) = ("De inspectie kijkt ernaar.", nil)
            _ = try await actions.change(escalated, to: answered, after: 1, by: Room.child)
            #expect(try await actions.list().allSatisfy { !$0.newest.content.isDue(on: actions.today) })
            #expect(try await actions.remark(expected).versions.count == 2)
            guard case .expectation(let one) = try await actions.remark(expected).newest.content else {
                Issue.record("another kind")
                return
            }
            #expect(one.outcome == "Die kwam er niet." && one.lookAgain.description == "2026-12-01")
        }
    }

    @Test(arguments: Engine.available)
    func `is for everybody only when its author said so, and only of public figures`(engine: Engine) async throws {
        try await Room.with(engine) { room in
            let actions = room.actions
            let drafts = try Room.drafts()
            for (kind, draft) in drafts { _ = try await actions.add(draft, kind, by: Room.child) }
            #expect(Set(try await actions.shown().map(\.newest.content.kind)) == [.interpretation, .expectation])
            let (figure, period) = try Room.figure()
            let shown = try await actions.shown(IndicatorID(figure))
            #expect(shown.map(\.newest.content.kind) == [.interpretation])
            // A version before it was public stays inside; one that is no longer public is gone with all of them.
            var hidden = RemarkDraft(text: "Nog niet voor buiten.", indicator: figure, period: period)
            let id = try await actions.add(hidden, .interpretation, by: Room.child)
            #expect(try await actions.shown().count == 2)
            hidden.text = "Voor iedereen."
            hidden.isPublic = true
            _ = try await actions.change(id, to: hidden, after: 1, by: Room.child)
            let open = try #require(try await actions.shown().first { $0.id == id })
            #expect(open.versions.map(\.content.text) == ["Voor iedereen."])
            hidden.isPublic = false
            _ = try await actions.change(id, to: hidden, after: 2, by: Room.child)
            #expect(try await actions.shown().allSatisfy { $0.id != id })
            if let secret = actions.catalogue.indicators.first(where: { !$0.isPublic && $0.period == .week }) {
                let draft = RemarkDraft(text: "Nee.", indicator: secret.id.text, period: "2026-W12", isPublic: true)
                #expect(
                    try await refusal { try await actions.add(draft, .interpretation, by: Room.child) }
                        == .malformed(field: "public"))
            }
            var loud = try #require(drafts[.concern])
            loud.isPublic = true
            let inside = try await actions.add(loud, .concern, by: Room.child)
            #expect(try await actions.shown().allSatisfy { $0.id != inside }, "a concern is never public")
        }
    }

    @Test func `has no number in it, whatever kind it is`() throws {
        let catalogue = try Figures.catalogue()
        let (today, day) = (Figures.today, try Figures.day("2026-12-01"))
        let contents: [Remark.Content] = [
            .observation(.init(text: "a", source: "b", weight: .anecdotal, region: RegionID(trusted: "VT01"))),
            .observation(.init(text: "a", source: "b", weight: .systematic, region: nil)),
            .concern(.init(text: "a", source: "b", region: nil)),
            .expectation(
                .init(text: "a", indicator: nil, region: nil, lookAgain: day, outcome: "c", isPublic: false)),
            .escalation(.init(to: "a", subject: "b", on: today, text: "c", state: .waiting(remindOn: day))),
            .interpretation(
                .init(
                    text: "a", indicator: IndicatorID(trusted: "advice"), period: try Figures.period("2026-H1"),
                    region: nil, isPublic: true)),
        ]
        for content in contents { #expect(numbers(in: content) == [], "\(content)") }
        // One that had a value would be noticed.
        struct Counted { let value: Int? }
        #expect(numbers(in: Counted(value: nil)) == ["value"] && numbers(in: Counted(value: 3)) == ["value"])
        #expect(catalogue.indicators.count == 5)
    }

    /// The stored properties that hold a number, or could; days and periods are no numbers here.
    private func numbers(in value: Any) -> [String] {
        Mirror(reflecting: value).children.flatMap { child -> [String] in
            let type = String(describing: Swift.type(of: child.value))
            if child.value is Day || child.value is Period { return [] }
            if type.firstMatch(of: /\bU?Int[0-9]*\b|\bDouble\b|\bFloat\b|\bDecimal\b/) != nil {
                return [child.label ?? "?"]
            }
            return numbers(in: child.value)
        }
    }

    @Test(arguments: Engine.available)
    func `cannot be kept with what its kind has not, not even by the tables`(engine: Engine) async throws {
        try await Room.with(engine) { room in
            let id = try await room.actions.add(
                try #require(try Room.drafts()[.concern]), .concern, by: Room.child)
            for column in ["period", "indicator"] {
                await #expect(throws: (any Error).self) {
                    try await room.actions.store.write { db in
                        _ = column == "period" ? try db.run(GivePeriod(id: id)) : try db.run(GiveFigure(id: id))
                    }
                }
            }
            await #expect(throws: (any Error).self) {
                try await room.actions.store.write { db in _ = try db.run(MakePublic(id: id)) }
            }
        }
    }

    @Test(arguments: Engine.available)
    func `changes no series`(engine: Engine) async throws {
        try await Room.with(engine) { room in
            let figures = FiguresActions(store: room.actions.store, pack: room.actions.pack)
            let (id, _) = try Room.figure()
            let indicator = try #require(room.actions.catalogue.indicator(IndicatorID(trusted: id)))
            let before = try await figures.exact(indicator).values.count
            let newest = try await figures.newest()
            for (kind, draft) in try Room.drafts() { _ = try await room.actions.add(draft, kind, by: Room.child) }
            #expect(try await figures.exact(indicator).values.count == before)
            #expect(try await figures.newest() == newest, "the figures think that something became known")
        }
    }

    @Test func `asks for what its kind needs, by name`() throws {
        let catalogue = try Figures.catalogue()
        func refused(_ kind: Remark.Kind, _ draft: RemarkDraft) -> Refusal? {
            do {
                _ = try draft.content(kind, in: catalogue, today: Figures.today)
                return nil
            } catch { return error as? Refusal }
        }
        let text = "Woorden."
        #expect(refused(.concern, .init(source: "a")) == .empty(field: "text"))
        #expect(refused(.concern, .init(text: text)) == .empty(field: "source"))
        #expect(refused(.interpretation, .init(text: text)) == .empty(field: "indicator"))
        #expect(refused(.interpretation, .init(text: text, indicator: "nee")) == .malformed(field: "indicator"))
        #expect(refused(.interpretation, .init(text: text, indicator: "advice")) == .empty(field: "period"))
        let week = RemarkDraft(text: text, indicator: "advice", period: "2026-W12")
        #expect(refused(.interpretation, week) == .malformed(field: "period"), "that figure is kept by half-year")
        let place = RemarkDraft(text: text, indicator: "advice", region: "VT01", period: "2026-H1")
        #expect(refused(.interpretation, place) == .malformed(field: "region"), "it is not kept by region")
        #expect(refused(.observation, .init(text: text, source: "a")) == .empty(field: "weight"))
        #expect(refused(.observation, .init(text: text, source: "a", weight: "veel")) == .malformed(field: "weight"))
        #expect(
            refused(.observation, .init(text: text, region: "VT99", source: "a", weight: "systematic"))
                == .malformed(field: "region"))
        #expect(refused(.expectation, .init(text: text)) == .empty(field: "lookAgain"))
        #expect(refused(.expectation, .init(text: text, lookAgain: "2026-11-22")) == .malformed(field: "lookAgain"))
        #expect(refused(.expectation, .init(text: text, lookAgain: "2026-11-23")) == nil)
        let asked = RemarkDraft(text: text, to: "IGJ", subject: "a", on: "2026-11-23")
        #expect(refused(.escalation, asked) == .empty(field: "remindOn"), "an answer or a reminder")
        #expect(
            refused(.escalation, .init(text: text, to: "IGJ", subject: "a", on: "2026-11-24", answer: "ja"))
                == .malformed(field: "on"))
        let long = String(repeating: "a", count: Remark.textLimit + 1)
        #expect(
            refused(.concern, .init(text: long, source: "a"))
                == .tooLong(field: "text", limit: Remark.textLimit, over: 1))
        #expect(refused(.concern, .init(text: String(long.dropLast()), source: "a")) == nil)
    }
}

private struct GivePeriod: Command {
    let id: RemarkID
    static let sql = "UPDATE remark_version SET period = '2026-W12' WHERE remark = $1"
    var arguments: [SQLValue] { [SQLValue(id)] }
}

private struct GiveFigure: Command {
    let id: RemarkID
    static let sql = "UPDATE remark_version SET indicator = 'advice' WHERE remark = $1"
    var arguments: [SQLValue] { [SQLValue(id)] }
}

private struct MakePublic: Command {
    let id: RemarkID
    static let sql = "UPDATE remark_version SET is_public = 1 WHERE remark = $1"
    var arguments: [SQLValue] { [SQLValue(id)] }
}

@Suite struct `The label of an observation` {
    @Test(arguments: [Language.dutch, .english])
    func `says that it is anecdotal and no figure, wherever it is shown`(language: Language) throws {
        let words = try Figures.wording(language)
        let pack = try Pack.load(from: Figures.root.appending(path: "Packs/nederland"))
        let wording = InterpretationsWording(
            words: words, pack: pack, catalogue: Catalogue(pack), today: Figures.today)
        let label = language == .dutch ? "losse waarneming, geen cijfer" : "anecdotal observation, not a figure"
        let version = Remark.Version(
            number: 1,
            content: .observation(
                .init(text: "Gezien <hier>.", source: "een wijkteam", weight: .anecdotal, region: nil)),
            author: Room.child, at: Figures.now)
        let remark = Remark(id: .init(trusted: "a"), earlier: [], newest: version)
        let list = InterpretationsPages.ListView(
            path: "/desk/interpretations", kind: nil, cards: [wording.card(version)], choices: wording.choices,
            form: nil)
        let one = wording.view(
            remark, for: Room.rotterdam.organisation, action: "/x", trouble: nil, values: nil)
        for html in [InterpretationsPages.list(list, words.say).text, InterpretationsPages.remark(one, words.say).text]
        {
            #expect(html.contains(label) && html.contains("A. Alyst") && html.contains("Gezien &lt;hier&gt;."))
        }
        #expect(!InterpretationsPages.remark(one, words.say).text.contains("<form"), "it is of another organisation")
    }
}
