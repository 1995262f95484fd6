import Core
import Database
import Pack
import Testing

@testable import Care

/// What the others in a talk are told of who came in, and what who came in knows.
@Suite struct `What is shared with a third` {
    private let scene = `A talk with three`()

    @Test(arguments: Engine.available, [Share.history, .summary, .fromNow])
    func `the talk says what who came in can read, as it was agreed`(_ engine: Engine, _ share: Share) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await scene.two(helpline)
            try await helpline.ask(
                .invite, three.started, by: three.noor, to: Helpline.rotterdam, share,
                summary: share == .summary ? "kort gezegd" : nil)
            // Written between the yes and the coming: it can be read, whatever was shared.
            try await helpline.send("wij wachten", as: three.seeker, in: three.id)
            _ = try await helpline.talks.takeNext(three.sanne)
            let told = try await helpline.announced(three.id, as: three.seeker).last ?? ""
            #expect(!told.contains("vanaf nu"))
            let words =
                switch share {
                case .history: "alles lezen"
                case .summary: "de samenvatting, en wat er staat sinds je ja zei"
                case .fromNow: "alleen wat er staat sinds je ja zei"
                }
            #expect(told.contains(words), "\(told)")
            let read = try await helpline.texts(three.id, as: .staff(three.sanne))
            #expect(read.contains("wij wachten") && read.contains("eerste") == (share == .history))
        }
    }

    @Test(arguments: Engine.available, [Share.history, .fromNow])
    func `what was not shared is no fact for a third, and they know that it is acute`(
        _ engine: Engine, _ share: Share
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await scene.two(helpline)
            let desk = DeskActions(talks: helpline.talks)
            try await helpline.talks.agree(onQuietWord: "zeehond", by: three.seeker, in: three.id)
            try await desk.setAcute(true, in: three.id, three.noor)
            let before = try await helpline.talks.partsBeside(three.id)?.stand(isStaff: true)
            try await helpline.invite(three.started, by: three.noor, to: Helpline.rotterdam, share)
            _ = try await helpline.talks.takeNext(three.sanne)
            let theirs = try await desk.facts(three.id, three.sanne)
            #expect(theirs.isPartly == (share == .fromNow) && theirs.isAcute)
            #expect(theirs.quietWord == (share == .history ? "zeehond" : nil))
            let hers = try await desk.facts(three.id, three.noor)
            #expect(!hers.isPartly && hers.quietWord == "zeehond")
            try await desk.setAcute(false, in: three.id, three.noor)
            #expect(!(try await desk.facts(three.id, three.sanne)).isAcute)
            // An open page hears of it.
            let after = try await helpline.talks.partsBeside(three.id)?.stand(isStaff: true)
            #expect(before != after)
        }
    }

    @Test(arguments: Engine.available)
    func `who had the history and left reads no more than was agreed when they come again`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let three = try await scene.three(helpline, .history)
            #expect(try await helpline.texts(three.id, as: .staff(three.sanne)) == ["eerste"])
            try await helpline.talks.leave(three.id, three.sanne)
            try await helpline.send("onder ons", as: three.seeker, in: three.id)
            try await helpline.ask(.handover, three.started, by: three.noor, to: Helpline.rotterdam, .fromNow)
            try await helpline.send("na mijn ja", as: three.seeker, in: three.id)
            #expect(try await helpline.talks.takeNext(three.sanne)?.id == three.id)
            try await helpline.send("dag", as: three.seeker, in: three.id)
            #expect(try await helpline.texts(three.id, as: .staff(three.sanne)) == ["na mijn ja", "dag"])
        }
    }

    @Test(arguments: Engine.available)
    func `a counsellor sees language and door of who is next, of nobody else, and after taking it too`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            #expect(try await helpline.talks.nextTalks(for: noor).isEmpty)
            let door = AudienceID(trusted: "child")
            let first = try await helpline.talks.start(
                line: Helpline.child, language: .english, text: "hallo", door: door)
            helpline.time.move(.seconds(1))
            _ = try await helpline.talks.start(line: Helpline.child, language: .dutch, text: "ook")
            let next = try await helpline.talks.nextTalks(for: noor)
            #expect(next.count == 1 && next[Helpline.child]?.language == .english)
            #expect(next[Helpline.child]?.door == door)
            let taken = try await helpline.talks.takeNext(noor)
            #expect(taken?.id == first.id)
            #expect(try await helpline.talks.door(of: first.id, for: noor) == door)
            let second = try await helpline.talks.nextTalks(for: noor)
            #expect(second[Helpline.child]?.language == .dutch && second[Helpline.child]?.door == nil)
            let other = try await helpline.person("sanne", on: Helpline.rotterdam)
            #expect(try await refusal { try await helpline.talks.door(of: first.id, for: other) } == .notFound)
        }
    }
}
