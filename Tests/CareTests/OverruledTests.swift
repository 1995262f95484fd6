import Core
import Database
import Pack
import Sealing
import Testing

@testable import Care

/// What is written after a person of the line put a waiting talk back.
@Suite struct `Words after a talk was put back` {
    private func position(_ helpline: Helpline, _ started: ConversationsActions.Started) async throws -> Int? {
        try await helpline.talks.read(started.id, after: 0, as: .seeker(started.token)).position
    }

    @Test(arguments: Engine.available)
    func `of a rule that nobody knew of put it first again, and are shown`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let calm = try await helpline.start(Helpline.child, "ruzie")
            helpline.time.move(.seconds(1))
            let worded = try await helpline.start(Helpline.child, "een mes is handig in de keuken")
            let seeker = Party.seeker(worded.token)
            try await helpline.talks.setUrgent(worded.id, false, by: noor)
            #expect(try await position(helpline, worded) == 2)
            // The word that was decided on says nothing new.
            try await helpline.send("dat mes weer", as: seeker, in: worded.id)
            #expect(try await position(helpline, worded) == 2)
            // The rule that was decided on comes first in the rules; the new one is found beside it.
            try await helpline.send("een mes, en hij wurgt me nu, ik heb geen adem", as: seeker, in: worded.id)
            #expect(try await position(helpline, worded) == 1)
            #expect(try await position(helpline, calm) == 2)
            let list = try await helpline.talks.waitingList(for: noor.as(.supervisor))
            #expect(list.first?.id == worded.id && list.first?.isUrgent == true)
            #expect(
                Set(list.first?.reasons ?? []) == [
                    .word(rule: "weapon", level: "acute", word: "mes"),
                    .word(rule: "breath", level: "acute", word: "wurg", isLater: true),
                    .word(rule: "breath", level: "acute", word: "geen adem", isLater: true),
                    .person(name: "Noor", isUrgent: false),
                ])
            // A person stays above it, and then knew of this too.
            try await helpline.talks.setUrgent(worded.id, false, by: noor)
            try await helpline.send("geen adem", as: seeker, in: worded.id)
            #expect(try await position(helpline, worded) == 2)
            try await helpline.send("hij komt eraan", as: seeker, in: worded.id)
            #expect(try await position(helpline, worded) == 1)
        }
    }

    @Test(arguments: Engine.available)
    func `of a rule that was decided on are shown and do not raise`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let worded = try await helpline.start(Helpline.child, "messen zijn leuk")
            try await helpline.talks.setUrgent(worded.id, false, by: noor)
            try await helpline.send("een pistool", as: .seeker(worded.token), in: worded.id)
            let list = try await helpline.talks.waitingList(for: noor.as(.supervisor))
            #expect(list.first?.isUrgent == false)
            #expect(
                list.first?.reasons.contains(.word(rule: "weapon", level: "acute", word: "pistool", isLater: true))
                    == true)
        }
    }

    @Test func `are remembered to a limit, and are read as an earlier version wrote them`() throws {
        let matches = (0...SeenWords.most).map {
            UrgencyRules.Match(rule: "rule-\($0)", level: .high, word: "word")
        }
        var seen = SeenWords(matches)
        #expect(seen.all.count == SeenWords.most)
        #expect(seen.new(of: matches) == [matches[SeenWords.most]])
        seen.add(matches.suffix(1), isLater: true)
        #expect(seen.all.count == SeenWords.most)
        let old = try #require(QueueNote(kind: "words", Words("acute\tweapon\tmes")))
        #expect(old.reasons == [.word(rule: "weapon", level: "acute", word: "mes")])
        #expect(QueueNote(kind: "words", old.words) == old)
        #expect(QueueNote(kind: "words", Words("acute\tweapon")) == nil)
    }
}
