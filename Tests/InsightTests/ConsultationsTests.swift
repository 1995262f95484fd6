import Core
import Database
import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Insight
@testable import Pack

/// Two organisations that meet, one that does not, and a clock that tests move.
struct Meeting {
    let actions: ConsultationsActions
    let id: ConsultationID

    static let child = OrganisationID(trusted: "kindertelefoon")
    static let rotterdam = OrganisationID(trusted: "veilig-thuis-rotterdam-rijnmond")
    static let friesland = OrganisationID(trusted: "veilig-thuis-friesland")
    private static let pack = Result { try Pack.load(from: Figures.root.appending(path: "Packs/nederland")) }

    /// Without a consultation yet.
    static func actions(on engine: Engine, _ body: (ConsultationsActions, Moving) async throws -> Void) async throws {
        let moving = Moving()
        let migrations = try Migration.load(from: Figures.root.appending(path: "Migrations/main"), engine: engine)
        let pack = try pack.get()
        try await TestStore.with(engine, migrations: migrations) { store in
            try await body(ConsultationsActions(store: store, pack: pack, clock: moving.clock), moving)
        }
    }

    static func with(_ engine: Engine, _ body: (Meeting, Moving) async throws -> Void) async throws {
        try await actions(on: engine) { actions, moving in
            let made = try await actions.propose(
                with: [rotterdam], frequency: "elke maandag", next: "2026-11-30", by: child)
            try await body(Meeting(actions: actions, id: made.id), moving)
        }
    }

    func whole(_ organisation: OrganisationID = child, before: Day? = nil) async throws -> ConsultationsActions.Whole {
        try await actions.whole(id, before: before, for: organisation)
    }

    final class Moving: Sendable {
        private let time = Mutex(Figures.now)
        var clock: Clock { Clock { self.time.withLock { $0 } } }
        func move(days: Int64) { time.withLock { $0 = $0 + .days(days) } }
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

@Suite struct `A consultation` {
    static let (child, rotterdam, friesland) = (Meeting.child, Meeting.rotterdam, Meeting.friesland)

    @Test(arguments: Engine.available)
    func `is agreed when every organisation said yes to the same words`(engine: Engine) async throws {
        try await Meeting.with(engine) { meeting, _ in
            let actions = meeting.actions
            #expect(try await meeting.whole().consultation.state == .proposed)
            #expect(try await meeting.whole(Self.rotterdam).consultation.missing == [Self.rotterdam])
            try await actions.agree(to: 1, of: meeting.id, by: Self.rotterdam)
            #expect(try await meeting.whole().consultation.state == .agreed)

            // Only the day is other: nobody is asked again.
            try await actions.plan(
                frequency: "elke maandag", next: "2026-12-07", of: meeting.id, by: Self.rotterdam)
            var now = try await meeting.whole().consultation
            #expect(now.state == .agreed && now.plan.next.description == "2026-12-07" && now.plan.by == Self.child)
            // The words are other: who did not write them is asked again, and cannot say yes to the old ones.
            try await actions.plan(frequency: "elke dag", next: "2026-12-01", of: meeting.id, by: Self.rotterdam)
            now = try await meeting.whole().consultation
            #expect(now.state == .proposed && now.missing == [Self.child] && now.plan.by == Self.rotterdam)
            #expect(
                try await refusal { try await actions.agree(to: 1, of: meeting.id, by: Self.child) }
                    == .conflict("plan"))
            try await actions.agree(to: 2, of: meeting.id, by: Self.child)
            #expect(try await meeting.whole(Self.rotterdam).consultation.state == .agreed)
        }
    }

    @Test(arguments: Engine.available)
    func `is nowhere for who is not in it, whatever is asked`(engine: Engine) async throws {
        try await Meeting.with(engine) { meeting, _ in
            let (actions, id, other) = (meeting.actions, meeting.id, Self.friesland)
            let action = try await actions.add(
                action: "Bel de school", for: Self.child, due: "2026-12-01", to: id, by: Self.child)
            let message = try await actions.propose(message: "Titel", text: "Tekst", in: id, by: Self.child)
            let before = try await meeting.whole()
            let tries: [@Sendable () async throws -> Void] = [
                { _ = try await actions.whole(id, for: other) },
                { try await actions.agree(to: 1, of: id, by: other) },
                { try await actions.plan(frequency: "nooit", next: "2026-12-01", of: id, by: other) },
                { try await actions.end(id, by: other) },
                { _ = try await actions.add(point: "Ik hoor hier niet", to: id, by: other) },
                { _ = try await actions.write(minutes: "x", of: "2026-11-23", points: [], in: id, by: other) },
                { _ = try await actions.add(action: "x", for: other, due: "2026-12-01", to: id, by: other) },
                { try await actions.set(action, isDone: true, in: id, by: other) },
                { _ = try await actions.message(message, of: id, for: other) },
                { _ = try await actions.propose(message: "x", text: "x", in: id, by: other) },
                { _ = try await actions.propose(version: "x", after: 1, of: message, in: id, by: other) },
                { try await actions.agree(to: 1, of: message, in: id, by: other) },
            ]
            for attempt in tries { #expect(try await refusal(attempt) == .notFound) }
            let after = try await meeting.whole()
            #expect(after.consultation == before.consultation && after.points.isEmpty && after.meetings.isEmpty)
            #expect(after.actions == before.actions && after.messages == before.messages)
            #expect(try await actions.list(for: other).isEmpty)

            // Nor does a consultation of one's own lead to what is in another.
            let own = try await actions.propose(
                with: [Self.rotterdam], frequency: "soms", next: "2026-12-01", by: other)
            #expect(
                try await refusal { try await actions.set(action, isDone: true, in: own.id, by: other) } == .notFound)
            #expect(try await refusal { try await actions.message(message, of: own.id, for: other) } == .notFound)
            #expect(
                try await refusal {
                    try await actions.propose(version: "x", after: 1, of: message, in: own.id, by: other)
                } == .notFound)
            #expect(
                try await refusal { try await actions.agree(to: 1, of: message, in: own.id, by: other) } == .notFound)
            let point = try await actions.add(point: "Van de eersten", to: id, by: Self.child)
            _ = try await actions.write(minutes: "x", of: "2026-11-23", points: [point], in: own.id, by: other)
            #expect(try await meeting.whole().points.map(\.id) == [point], "minutes of another talk took it away")
        }
    }

    @Test(arguments: Engine.available)
    func `shows both what was on the agenda, what was said and who does what`(engine: Engine) async throws {
        try await Meeting.with(engine) { meeting, moving in
            let (actions, id) = (meeting.actions, meeting.id)
            let first = try await actions.add(point: "De chat", to: id, by: Self.child)
            let second = try await actions.add(point: "  Bezetting\r\nin de kerstweek ", to: id, by: Self.rotterdam)
            for party in [Self.child, Self.rotterdam] {
                let whole = try await meeting.whole(party)
                #expect(whole.points.map(\.text) == ["De chat", "Bezetting\nin de kerstweek"])
                #expect(whole.points.map(\.organisation) == [Self.child, Self.rotterdam])
            }
            moving.move(days: 7)
            _ = try await actions.write(
                minutes: "We spraken over de chat.", of: "2026-11-30", points: [first], in: id, by: Self.rotterdam)
            _ = try await actions.write(minutes: "Aanvulling.", of: "2026-11-30", points: [], in: id, by: Self.child)
            let action = try await actions.add(
                action: "Maak een rooster", for: Self.rotterdam, due: "2026-12-01", to: id, by: Self.child)
            for party in [Self.child, Self.rotterdam] {
                let whole = try await meeting.whole(party)
                #expect(whole.points.map(\.id) == [second])
                #expect(whole.meetings.map(\.day.description) == ["2026-11-30"])
                #expect(whole.meetings.first?.minutes.map(\.text) == ["We spraken over de chat.", "Aanvulling."])
                #expect(whole.meetings.first?.minutes.map(\.organisation) == [Self.rotterdam, Self.child])
                #expect(whole.meetings.first?.points.map(\.id) == [first])
                #expect(whole.actions.map(\.id) == [action] && whole.done.isEmpty)
            }
            #expect(
                try await refusal { try await actions.set(action, isDone: true, in: id, by: Self.child) }
                    == .notAllowed, "only who does it says that it is done")
            moving.move(days: 2)
            let late = try #require(try await meeting.whole().actions.first)
            #expect(late.isLate(on: actions.today))
            #expect(try await actions.list(for: Self.rotterdam).first?.openActions == 1)
            #expect(try await actions.list(for: Self.child).first?.openActions == 0)
            try await actions.set(action, isDone: true, in: id, by: Self.rotterdam)
            let whole = try await meeting.whole()
            #expect(whole.actions.isEmpty && whole.done.first?.doneOn?.description == "2026-12-02")
            #expect(whole.done.first?.isLate(on: actions.today) == false)
            try await actions.set(action, isDone: false, in: id, by: Self.rotterdam)
            #expect(try await meeting.whole().actions.map(\.id) == [action])
        }
    }

    @Test(arguments: Engine.available)
    func `shows the latest meetings, and leads to those before`(engine: Engine) async throws {
        try await Meeting.with(engine) { meeting, moving in
            moving.move(days: 30)
            for day in 1...(Consultation.meetingsShown + 2) {
                _ = try await meeting.actions.write(
                    minutes: "Dag \(day)", of: "2026-12-\(day < 10 ? "0" : "")\(day)", points: [], in: meeting.id,
                    by: Self.child)
            }
            let latest = try await meeting.whole()
            #expect(latest.meetings.map(\.day.civil.day) == Array((3...12).reversed()))
            let earlier = try #require(latest.earlier)
            let first = try await meeting.whole(before: earlier)
            #expect(first.meetings.map(\.day.civil.day) == [2, 1])
            #expect(first.earlier == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `whose day is over asks for a new one, and says who waits for whom`(engine: Engine) async throws {
        try await Meeting.with(engine) { meeting, moving in
            let (actions, id) = (meeting.actions, meeting.id)
            _ = try await actions.propose(message: "Titel", text: "Tekst", in: id, by: Self.child)
            func words(_ organisation: OrganisationID) throws -> ConsultationsWording {
                ConsultationsWording(say: try Figures.wording().say, pack: actions.pack, own: organisation)
            }
            func told(_ organisation: OrganisationID) async throws -> String {
                let listed = try #require(try await actions.list(for: organisation).first)
                return try words(organisation).link(listed, today: actions.today).sentences.joined(separator: " ")
            }
            #expect(try await told(Self.child) == "Voorgesteld: elke maandag. Volgende keer: 30 november 2026.")
            let theirs = try await told(Self.rotterdam)
            #expect(theirs.hasSuffix("Er wacht een voorstel op jullie ja. Er wacht 1 boodschap op jullie ja."))
            moving.move(days: 8)
            #expect(try await told(Self.child).contains("De laatste keer was 30 november 2026."))
            let view = try words(Self.child).view(
                try await meeting.whole(), today: actions.today, isEarlier: false, refused: nil)
            #expect(view.next.isEmpty, "a day that is over is not offered again")
            #expect(view.askedPlan == nil)
            #expect(
                try words(Self.child).names([Self.friesland, Self.child, Self.rotterdam])
                    == "De Kindertelefoon, Veilig Thuis Friesland en Veilig Thuis Rotterdam-Rijnmond")
        }
    }

    @Test(arguments: Engine.available)
    func `that was ended is read and not changed`(engine: Engine) async throws {
        try await Meeting.with(engine) { meeting, _ in
            let (actions, id) = (meeting.actions, meeting.id)
            _ = try await actions.add(point: "Blijft staan", to: id, by: Self.child)
            try await actions.end(id, by: Self.rotterdam)
            let whole = try await meeting.whole()
            #expect(whole.consultation.state == .ended && whole.consultation.end?.by == Self.rotterdam)
            #expect(whole.points.map(\.text) == ["Blijft staan"])
            #expect(
                try await refusal { try await actions.add(point: "Te laat", to: id, by: Self.child) }
                    == .conflict("ended"))
            #expect(try await refusal { try await actions.end(id, by: Self.child) } == .conflict("ended"))
            #expect(try await actions.list(for: Self.child).map(\.consultation.state) == [.ended])
        }
    }

    @Test(arguments: Engine.available)
    func `is refused with what is wrong in it`(engine: Engine) async throws {
        try await Meeting.with(engine) { meeting, _ in
            let (actions, id) = (meeting.actions, meeting.id)
            func proposed(
                _ others: [OrganisationID], _ frequency: String?, _ next: String?
            ) async throws -> Refusal? {
                try await refusal {
                    try await actions.propose(with: others, frequency: frequency, next: next, by: Self.child)
                }
            }
            let nobody = OrganisationID(trusted: "er-is-geen")
            #expect(try await proposed([], "soms", "2026-12-01") == .empty(field: "with"))
            #expect(try await proposed([Self.child], "soms", "2026-12-01") == .empty(field: "with"))
            #expect(try await proposed([nobody], "soms", "2026-12-01") == .malformed(field: "with"))
            #expect(try await proposed([Self.friesland], " \n", "2026-12-01") == .empty(field: "frequency"))
            #expect(try await proposed([Self.friesland], "a\0b", "2026-12-01") == .malformed(field: "frequency"))
            #expect(try await proposed([Self.friesland], "soms", nil) == .empty(field: "next"))
            #expect(try await proposed([Self.friesland], "soms", "1 december") == .malformed(field: "next"))
            #expect(try await proposed([Self.friesland], "soms", "2026-11-22") == .malformed(field: "next"))
            #expect(try await proposed([Self.friesland], "soms", "2026-11-23") == nil)
            let limit = Consultation.pointLimit
            let long = String(repeating: "a", count: limit + 3)
            #expect(
                try await refusal { try await actions.add(point: long, to: id, by: Self.child) }
                    == .tooLong(field: "text", limit: limit, over: 3))
            _ = try await actions.add(point: String(long.dropLast(3)), to: id, by: Self.child)
            #expect(
                try await refusal {
                    try await actions.write(minutes: "x", of: "2026-11-24", points: [], in: id, by: Self.child)
                } == .malformed(field: "date"), "a meeting that is still to come has no minutes")
            #expect(
                try await refusal {
                    try await actions.add(
                        action: "x", for: Self.friesland, due: "2026-12-01", to: id, by: Self.child)
                } == .malformed(field: "organisation"), "somebody who is not in it does nothing for it")
        }
    }

    @Test(arguments: Engine.available)
    func `takes as many of each as can be kept in sight`(engine: Engine) async throws {
        try await Meeting.with(engine) { meeting, _ in
            let (actions, id) = (meeting.actions, meeting.id)
            for _ in 0..<Consultation.mostPoints { _ = try await actions.add(point: "p", to: id, by: Self.child) }
            #expect(
                try await refusal { try await actions.add(point: "p", to: id, by: Self.rotterdam) }
                    == .listFull(limit: Consultation.mostPoints))
            for _ in 0..<Consultation.mostMinutes {
                _ = try await actions.write(minutes: "m", of: "2026-11-23", points: [], in: id, by: Self.child)
            }
            #expect(
                try await refusal {
                    try await actions.write(minutes: "m", of: "2026-11-23", points: [], in: id, by: Self.child)
                } == .listFull(limit: Consultation.mostMinutes))
            for _ in 0..<Consultation.mostOpenActions {
                _ = try await actions.add(action: "a", for: Self.child, due: "2026-12-01", to: id, by: Self.child)
            }
            #expect(
                try await refusal {
                    try await actions.add(action: "a", for: Self.child, due: "2026-12-01", to: id, by: Self.child)
                } == .listFull(limit: Consultation.mostOpenActions))
            for _ in 1..<Consultation.mostOfOne {
                _ = try await actions.propose(
                    with: [Self.friesland], frequency: "soms", next: "2026-12-01", by: Self.child)
            }
            #expect(
                try await refusal {
                    try await actions.propose(
                        with: [Self.child], frequency: "soms", next: "2026-12-01", by: Self.rotterdam)
                } == .listFull(limit: Consultation.mostOfOne), "nobody fills another's list")
        }
    }
}

@Suite struct `An agreed message` {
    static let (child, rotterdam) = (Meeting.child, Meeting.rotterdam)

    @Test(arguments: Engine.available)
    func `holds when every organisation said yes to that version, and to no other`(engine: Engine) async throws {
        try await Meeting.with(engine) { meeting, moving in
            let (actions, id) = (meeting.actions, meeting.id)
            let message = try await actions.propose(
                message: "Voor ouders", text: "Bel ons", in: id, by: Self.child)
            func agreed() async throws -> Int64? {
                let (consultation, message, _) = try await actions.message(message, of: id, for: Self.rotterdam)
                return message.agreed(by: consultation.organisations)?.number
            }
            #expect(try await agreed() == nil)
            #expect(try await actions.list(for: Self.rotterdam).first?.openMessages == 1)
            #expect(try await actions.list(for: Self.child).first?.openMessages == 0)
            moving.move(days: 1)
            try await actions.agree(to: 1, of: message, in: id, by: Self.rotterdam)
            try await actions.agree(to: 1, of: message, in: id, by: Self.rotterdam)
            #expect(try await agreed() == 1)

            let made = try await actions.propose(
                version: "Bel of chat met ons", after: 1, of: message, in: id, by: Self.rotterdam)
            #expect(made.number == 2 && made.isNew)
            #expect(try await agreed() == 1, "the old words hold until both say yes to the new ones")
            #expect(
                try await refusal { try await actions.agree(to: 1, of: message, in: id, by: Self.child) }
                    == .conflict("version"))
            try await actions.agree(to: 2, of: message, in: id, by: Self.child)
            #expect(try await agreed() == 2)
            let (_, whole, texts) = try await actions.message(message, of: id, for: Self.child)
            #expect(texts == ["Bel ons", "Bel of chat met ons"])
            #expect(whole.versions.map(\.organisation) == [Self.child, Self.rotterdam])
            #expect(whole.versions.map(\.writtenOn.description) == ["2026-11-23", "2026-11-24"])
            #expect(whole.versions.first?.yes.map(\.on.description) == ["2026-11-23", "2026-11-24"])
        }
    }

    @Test(arguments: Engine.available)
    func `is not written over by who did not read the newest version`(engine: Engine) async throws {
        try await Meeting.with(engine) { meeting, _ in
            let (actions, id) = (meeting.actions, meeting.id)
            let message = try await actions.propose(message: "Titel", text: "een", in: id, by: Self.child)
            // Both press at the same moment.
            let outcomes = await withTaskGroup(of: Refusal?.self) { group in
                for (party, text) in [(Self.child, "twee"), (Self.rotterdam, "drie")] {
                    group.addTask {
                        do {
                            _ = try await actions.propose(version: text, after: 1, of: message, in: id, by: party)
                            return nil
                        } catch { return error as? Refusal }
                    }
                }
                return await group.reduce(into: [Refusal?]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.contains(.conflict("version")))
            let (_, found, texts) = try await actions.message(message, of: id, for: Self.child)
            #expect(found.versions.map(\.number) == [1, 2])
            // The same words again are the same version.
            let again = try await actions.propose(version: texts[1], after: 2, of: message, in: id, by: Self.child)
            #expect(again.number == 2 && !again.isNew)
        }
    }

    @Test func `is compared with the version that holds, or with the one before it`() throws {
        func version(_ number: Int64, _ yes: [OrganisationID]) -> AgreedMessage.Version {
            .init(
                number: number, organisation: Self.child, writtenOn: Figures.today,
                yes: yes.map { .init(organisation: $0, on: Figures.today) })
        }
        let both = [Self.child, Self.rotterdam]
        let message = AgreedMessage(
            id: .random(), title: "t",
            versions: [version(1, both), version(2, [Self.child]), version(3, [Self.rotterdam])])
        #expect(message.agreed(by: both)?.number == 1)
        #expect(message.missing(of: both) == [Self.child])
        #expect(message.before(version(3, []), parties: both)?.number == 1)
        #expect(message.before(version(1, []), parties: both) == nil)
        let young = AgreedMessage(
            id: .random(), title: "t", versions: [version(1, []), version(2, []), version(3, [])])
        #expect(young.before(version(3, []), parties: both)?.number == 2)
    }
}
