import Core
import Database
import Foundation
import Pack
import Sealing
import Synchronization
import TestSupport
import Testing

@testable import Care

@Suite struct `Beside a talk` {
    @Test(arguments: Engine.available)
    func `a note is read again by who wrote it, and by nobody who is not in the talk`(engine: Engine)
        async throws
    {
        try await Helpline.with(engine) { line in
            let desk = DeskActions(talks: line.talks)
            let noor = try await line.person("noor", on: Helpline.child)
            let talk = try await line.open(by: noor)
            try await desk.keep(note: "wil later bellen met oma", in: talk.id, noor)
            try await desk.keep(note: "wil morgen bellen met oma", in: talk.id, noor)
            let again = try await DeskActions(talks: line.restarted.talks).sheets(talk.id, noor)
            #expect(again.note == Words("wil morgen bellen met oma"))
            let other = try await line.person("anouk", on: Helpline.child)
            #expect(try await refusal { try await desk.sheets(talk.id, other) } == .notFound)
            #expect(try await refusal { try await desk.keep(note: "x", in: talk.id, other) } == .notFound)
            try await desk.keep(note: "", in: talk.id, noor)
            #expect(try await desk.sheets(talk.id, noor).note == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `what an organisation keeps beside a talk stays with it when another joins with the whole history`(
        engine: Engine
    ) async throws {
        try await Helpline.with(engine) { line in
            let desk = DeskActions(talks: line.talks)
            let noor = try await line.person("noor", on: Helpline.child)
            let other = try await line.person("vera", on: Helpline.rotterdam)
            let talk = try await line.open(by: noor)
            try await desk.keep(note: "alleen voor ons", in: talk.id, noor)
            try await desk.keep(answers: ["weapon": "yes"], in: talk.id, noor)
            let offer = try await line.talks.offer(
                talk.id, .invite, to: Helpline.rotterdam, share: .history, summary: nil, by: noor)
            try await line.talks.answer(offer, accept: true, in: talk.id, talk.token)
            #expect(try await line.talks.takeNext(other)?.id == talk.id)
            let theirs = try await desk.sheets(talk.id, other)
            #expect(theirs.note == nil && theirs.others.isEmpty && theirs.answers == RiskAnswers())
            try await desk.keep(note: "van de ander", in: talk.id, other)
            let ours = try await desk.sheets(talk.id, noor)
            #expect(ours.note == Words("alleen voor ons") && ours.others.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `the risk card keeps four kinds of answer apart and says what is still open`(engine: Engine) async throws {
        try await Helpline.with(engine) { line in
            let desk = DeskActions(talks: line.talks)
            let noor = try await line.person("noor", on: Helpline.child)
            let talk = try await line.open(by: noor)
            let card = line.pack.riskCard
            #expect((6...8).contains(card.questions.count) && !card.isValidated && !card.source.isEmpty)
            #expect(try await desk.sheets(talk.id, noor).answers.open(on: card) == card.questions)
            let given = ["safe-now": "no", "weapon": "unknown", "choking": "not-asked", "children": "yes", "phone": ""]
            try await desk.keep(answers: given, in: talk.id, noor)
            let answers = try await desk.sheets(talk.id, noor).answers
            let read = card.questions.map { answers[$0]?.rawValue }
            #expect(read == ["no", nil, "unknown", "not-asked", nil, "yes", nil, nil])
            #expect(answers.open(on: card).map(\.id) == ["person-near", "threat", "leaving", "phone"])
            for wrong in [["weapon": "maybe"], ["schoenmaat": "yes"]] {
                #expect(
                    try await refusal { try await desk.keep(answers: wrong, in: talk.id, noor) }
                        == .malformed(field: wrong.keys.first))
            }
            #expect(try await desk.sheets(talk.id, noor).answers == answers, "a wrong card changes nothing")
        }
    }

    @Test(arguments: Engine.available)
    func `acute weighs two, is heard on the line, and its decisions keep their minutes`(engine: Engine) async throws {
        try await Helpline.with(engine) { line in
            let desk = DeskActions(talks: line.talks)
            let noor = try await line.person("noor", on: Helpline.child)
            let talk = try await line.open(by: noor)
            let heard = Heard()
            let stop = line.talks.listen(toLine: Helpline.child) { _ in heard.add() }
            defer { stop() }
            try await desk.setAcute(true, in: talk.id, noor)
            #expect(heard.count > 0)
            #expect(try await line.stored(talk.id).conversation?.weight == 2)
            let began = line.time.now
            line.time.move(.minutes(3))
            try await desk.decide("112 gebeld", in: talk.id, noor)
            try await desk.setAcute(true, in: talk.id, noor)
            line.time.move(.minutes(2))
            let acute = try await desk.sheets(talk.id, noor)
            #expect(acute.acuteSince == began)
            #expect(acute.log.map(\.kind) == [.began, .decided], "asked for twice, it began once")
            #expect(acute.log.map { $0.at.since(began).wholeSeconds / 60 } == [0, 3])
            #expect(acute.log.last?.text == "112 gebeld" && acute.log.last?.name == "Noor")
            try await desk.setAcute(false, in: talk.id, noor)
            #expect(try await desk.sheets(talk.id, noor).acuteSince == nil)
            #expect(try await line.stored(talk.id).conversation?.weight == 1)
            #expect(try await refusal { try await desk.decide("  ", in: talk.id, noor) } == .empty(field: "decision"))
            #expect(
                try await refusal { try await desk.decide(String(repeating: "a", count: 301), in: talk.id, noor) }
                    == .tooLong(field: "decision", limit: 300, over: 1))
            try await line.talks.close(talk.id, contact: [:], noor)
            #expect(try await refusal { try await desk.setAcute(true, in: talk.id, noor) } == .conversationClosed)
        }
    }

    @Test(arguments: Engine.available)
    func `a text that was not sent waits for who wrote it; a colleague who joins reads the note and not that text`(
        engine: Engine
    ) async throws {
        try await Helpline.with(engine) { line in
            let desk = DeskActions(talks: line.talks)
            let noor = try await line.person("noor", on: Helpline.child)
            let anouk = try await line.person("anouk", on: Helpline.child)
            let talk = try await line.open(by: noor)
            try await desk.keep(draft: "ik denk dat", in: talk.id, noor)
            try await desk.keep(note: "belt liever niet", in: talk.id, noor)
            let offer = try await line.talks.offer(
                talk.id, .invite, to: Helpline.child, share: .history, summary: nil, by: noor)
            try await line.talks.answer(offer, accept: true, in: talk.id, talk.token)
            #expect(try await line.talks.takeNext(anouk)?.id == talk.id)
            #expect(try await desk.sheets(talk.id, noor).draft == Words("ik denk dat"))
            let theirs = try await desk.sheets(talk.id, anouk)
            #expect(theirs.draft == nil && theirs.note == nil)
            #expect(theirs.others.map(\.name) == ["Noor"] && theirs.others.map(\.note) == [Words("belt liever niet")])
            try await desk.forgetDraft(in: talk.id, noor)
            #expect(try await desk.sheets(talk.id, noor).draft == nil)
            #expect(
                try await refusal {
                    try await desk.keep(draft: String(repeating: "a", count: 4001), in: talk.id, noor)
                } == .tooLong(field: "text", limit: 4000))
        }
    }

    @Test(arguments: Engine.available)
    func `nothing that is kept beside a talk or for oneself can be read where it lies, and it goes with the talk`(
        engine: Engine
    ) async throws {
        try await Helpline.with(engine) { line in
            let desk = DeskActions(talks: line.talks)
            let shifts = ShiftActions(store: line.store, clock: line.time.clock)
            let noor = try await line.person("noor", on: Helpline.child)
            let talk = try await line.open(by: noor)
            try await desk.keep(note: "notitie-zeepaardje", in: talk.id, noor)
            try await desk.keep(draft: "concept-zeepaardje", in: talk.id, noor)
            try await desk.keep(answers: ["weapon": "yes", "choking": "not-asked"], in: talk.id, noor)
            try await desk.setAcute(true, in: talk.id, noor)
            try await desk.decide("besluit-zeepaardje", in: talk.id, noor)
            try await desk.change(noor) { $0.setFavourite(CannedID(trusted: "danger-now"), true) }
            try await desk.change(noor) { $0.use(CannedID(trusted: "talk-freely"), on: Day(daysSince1970: 20_000)) }
            try await shifts.keep(line: "regel-zeepaardje", noor)
            let bytes = try await line.store.read { try $0.all(DeskBytes()) }.joined()
            #expect(bytes.count > 500)
            let stored = String(decoding: bytes, as: UTF8.self)
            for word in ["zeepaardje", "weapon", "choking", "yes", "not-asked", "danger-now", "talk-freely", "Noor"] {
                #expect(!stored.contains(word), "\(word)")
            }
            #expect(try await line.store.read { try $0.all(SheetCount()) } == [5])
            try await line.talks.erase(talk.id, talk.token)
            #expect(try await line.store.read { try $0.all(SheetCount()) } == [0])
        }
    }

    @Test(arguments: Engine.available)
    func `safety facts say what is known, and nothing else`(engine: Engine) async throws {
        try await Helpline.with(engine) { line in
            let desk = DeskActions(talks: line.talks)
            let noor = try await line.person("noor", on: Helpline.child)
            let talk = try await line.open(by: noor)
            let before = try await desk.facts(talk.id, noor)
            #expect(before.canTalk == nil && before.saidQuietWord == nil)
            #expect(before.hasCode == false && before.awaySince == nil)
            try await line.talks.answer(.no, in: talk.id, talk.token)
            #expect(try await desk.facts(talk.id, noor).canTalk == false)
            try await line.talks.answer(.ratherNot, in: talk.id, talk.token)
            #expect(try await desk.facts(talk.id, noor).canTalk == nil)
            try await line.talks.answer(.yes, in: talk.id, talk.token)
            #expect(try await desk.facts(talk.id, noor).canTalk == true)
            _ = try await line.talks.makeCode(talk.id, talk.token)
            try await line.talks.exit(talk.token)
            let after = try await desk.facts(talk.id, noor)
            #expect(after.hasCode == true && after.awaySince == line.time.now)
            let other = try await line.person("vera", on: Helpline.rotterdam)
            #expect(try await refusal { try await desk.facts(talk.id, other) } == .notFound)
        }
    }
}

@Suite struct `Texts at hand` {
    @Test(arguments: [
        "Ik ben [jouw naam].", "Hoi <naam>", "mijn naam is NAAM", "Hoi ...", "Hallo…", "Hallo [ ]", "[…]",
        "my name is xxxxx", "xxx", "XXX, dag", "Bel {nummer}", "naam: ____",
    ])
    func `with a gap are noticed`(text: String) { #expect(Unfilled.first(in: text) != nil) }

    @Test(arguments: [
        "Ik ben Noor.", "Tja... dat is zwaar", "Ik <3 jou", "Hoi Noor ... ben je er", "Ben je er nog? :)", "xx",
        "Maxxxi", "En <b>dit</b> ook", "Dat is 3 [", "] of {", "a_b __ c", "Dag",
        "Zin (met haakjes) en — streepjes",
    ])
    func `without one are not`(text: String) { #expect(Unfilled.first(in: text) == nil) }

    @Test func `cannot be used when their last day is over`() async throws {
        try await Helpline.with(.sqlite) { line in
            let desk = DeskActions(talks: line.talks)
            let text = try #require(line.pack.canned.first)
            #expect(try desk.usable(text.id, on: text.bestBefore) == text)
            let late = Day(daysSince1970: text.bestBefore.daysSince1970 + 1)
            #expect(throws: Refusal.outOfDate) { try desk.usable(text.id, on: late) }
            #expect(throws: Refusal.notFound) { try desk.usable(CannedID(trusted: "nergens"), on: late) }
        }
    }

    @Test func `stand in the order of who uses them`() throws {
        let pack = try Helpline.packOfTheNetherlands()
        let line = try #require(pack.line(Helpline.child))
        let texts = pack.canned(for: line)
        #expect(texts.count >= 8 && texts.allSatisfy { $0.isFor(line) })
        #expect(texts.count < pack.canned.count, "another line has texts of its own")
        var place = OwnPlace()
        #expect(place.sorted(texts) == texts)
        place.use(texts[4].id, on: Day(daysSince1970: 100))
        place.use(texts[3].id, on: Day(daysSince1970: 200))
        place.setFavourite(texts[5].id, true)
        #expect(Array(place.sorted(texts).prefix(3)) == [texts[5], texts[3], texts[4]])
        place.setFavourite(texts[5].id, false)
        #expect(place.sorted(texts).first == texts[3])
    }

    @Test func `that were used are remembered to a limit`() {
        var place = OwnPlace()
        for day in 0..<200 {
            place.use(CannedID(trusted: "t\(day)"), on: Day(daysSince1970: day))
            place.setFavourite(CannedID(trusted: "t\(day)"), true)
        }
        #expect(place.lastUsed(CannedID(trusted: "t199")) != nil && place.lastUsed(CannedID(trusted: "t100")) == nil)
        #expect(place.favourites.count == OwnPlace.most)
    }

    @Test(arguments: Engine.available)
    func `that somebody likes are theirs, and are there again tomorrow`(engine: Engine) async throws {
        try await Helpline.with(engine) { line in
            let desk = DeskActions(talks: line.talks)
            let (noor, anouk) = (
                try await line.person("noor", on: Helpline.child), try await line.person("anouk", on: Helpline.child)
            )
            let id = CannedID(trusted: "welcome")
            try await desk.change(noor) { place in
                place.setFavourite(id, true)
                place.light = .dark
                place.textSize = 3
            }
            let later = try await DeskActions(talks: line.restarted.talks).place(of: noor)
            #expect(later.isFavourite(id) && later.light == .dark && later.textSize == 3)
            #expect(try await desk.place(of: anouk) == OwnPlace())
        }
    }
}

@Suite struct `The marks of talks` {
    @Test func `differ among the talks of one person, and are the same each time`() {
        for round in 0..<200 {
            let ids = (0..<3).map { ConversationID(trusted: "talk-\(round)-\($0)") }
            let marks = TalkMark.marks(ids, names: 24)
            #expect(Set(marks.values.map(\.colour)).count == 3 && Set(marks.values.map(\.name)).count == 3)
            #expect(TalkMark.marks(ids, names: 24) == marks)
            #expect(
                marks.values.allSatisfy { (0..<24).contains($0.name) && (0..<TalkMark.colours).contains($0.colour) })
        }
    }

    @Test func `there are more talks than colours, or no names at all`() {
        let ids = (0..<9).map { ConversationID(trusted: "talk-\($0)") }
        #expect(TalkMark.marks(ids, names: 0).count == 9)
    }
}

/// How often a listener was called.
private final class Heard: Sendable {
    private let calls = Mutex(0)
    var count: Int { calls.withLock { $0 } }
    func add() { calls.withLock { $0 += 1 } }
}

private struct DeskBytes: Query {
    static let sql = """
        SELECT sealed FROM desk_sheet UNION ALL SELECT sealed FROM own_place UNION ALL
        SELECT line FROM own_shift WHERE line IS NOT NULL
        """
    static func row(_ row: ResultRow) throws -> [UInt8] { try row.bytes(0) }
}

private struct SheetCount: Query {
    static let sql = "SELECT count(*) FROM desk_sheet"
    static func row(_ row: ResultRow) throws -> Int64 { try row.integer(0) }
}
