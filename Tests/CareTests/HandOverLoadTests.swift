import Core
import Database
import Sealing
import Testing

@testable import Care

@Suite struct `What a talk weighs that is handed over` {
    private func load(_ person: SignedIn, _ helpline: Helpline) async throws -> Int64 {
        try #require(try await helpline.store.read { try $0.first(LoadOf(person: person.member.id)) }).load
    }

    private func free(_ line: LineID, _ person: SignedIn, _ helpline: Helpline) async throws -> Int {
        try #require(try await helpline.talks.queue(of: person).first { $0.line == line }).freeCapacity
    }

    @Test(arguments: Engine.available)
    func `is the giver's while it is offered and waits, and the receiver's once they joined`(engine: Engine)
        async throws
    {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let talk = try await helpline.open(by: noor)
            try await DeskActions(talks: helpline.talks).setAcute(true, in: talk.id, noor)
            _ = try await helpline.open(by: noor)
            // Two for what is acute and one: a fourth point is refused.
            _ = try await helpline.start()
            #expect(try await load(noor, helpline) == 3)
            #expect(try await free(Helpline.child, noor, helpline) == 0)
            let offer = try await helpline.talks.offer(
                talk.id, .handover, to: Helpline.rotterdam, share: .fromNow, summary: nil, by: noor)
            #expect(try await load(noor, helpline) == 3)
            try await helpline.talks.answer(offer, accept: true, in: talk.id, talk.token)
            #expect(try await load(noor, helpline) == 3)
            #expect(try await refusal { try await helpline.talks.takeNext(noor) } == .atCapacity)
            #expect(try await helpline.talks.talks(of: noor).count == 2)
            #expect(try await helpline.talks.takeNext(sanne)?.id == talk.id)
            #expect(try await load(noor, helpline) == 1)
            #expect(try await load(sanne, helpline) == 2)
            #expect(try await free(Helpline.child, noor, helpline) == 2)
            #expect(try await free(Helpline.rotterdam, sanne, helpline) == 1)
            #expect(try await helpline.talks.talks(of: noor).map(\.id).contains(talk.id) == false)
            #expect(try await helpline.talks.takeNext(noor) != nil)
            #expect(try await load(noor, helpline) == 2)
        }
    }

    @Test(arguments: Engine.available)
    func `stays the giver's when the seeker says no or nobody comes`(engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            _ = try await helpline.person("sanne", on: Helpline.rotterdam)
            let talk = try await helpline.open(by: noor)
            let refused = try await helpline.talks.offer(
                talk.id, .handover, to: Helpline.rotterdam, share: .fromNow, summary: nil, by: noor)
            try await helpline.talks.answer(refused, accept: false, in: talk.id, talk.token)
            #expect(try await load(noor, helpline) == 1)
            try await helpline.ask(.handover, talk, by: noor, to: Helpline.rotterdam, .fromNow)
            helpline.time.move(ThreeWay.receiver + .minutes(1))
            try await helpline.talks.tidyOffers()
            #expect(try await load(noor, helpline) == 1)
            #expect(try await helpline.talks.talks(of: noor).map(\.id) == [talk.id])
        }
    }
}
