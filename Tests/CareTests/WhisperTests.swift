import Core
import Database
import Sealing
import Site
import Testing

@testable import Care

extension Helpline {
    @discardableResult
    func whisper(
        _ text: String, by person: SignedIn, in id: ConversationID, clientId: String = ID<Helpline>.random().text
    ) async throws -> ConversationsActions.Whispered {
        try await talks.whisper(WhisperDraft(clientId: clientId, text: text), in: id, by: person)
    }

    func whispers(_ id: ConversationID, _ person: SignedIn) async throws -> [String] {
        try await talks.whispers(id, after: 0, person).map { $0.words.reveal() }
    }
}

@Suite struct `A whisper` {
    @Test(arguments: Engine.available)
    func `goes from supervisor to counsellor and back, and never to the seeker`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            let id = scene.id
            try await helpline.talks.lookIn(id, scene.tess)
            let before = try await helpline.stored(id)
            try await helpline.whisper("vraag of ze alleen is", by: scene.tess, in: id)
            try await helpline.whisper("doe ik", by: scene.noor, in: id)
            let both = ["vraag of ze alleen is", "doe ik"]
            #expect(try await helpline.whispers(id, scene.noor) == both)
            #expect(try await helpline.whispers(id, scene.tess) == both)
            // Nothing of the talk became another: no message, no number, no grant.
            let after = try await helpline.stored(id)
            #expect(after.messages.count == before.messages.count && after.grants.count == before.grants.count)
            #expect(after.conversation?.lastNumber == before.conversation?.lastNumber)
            #expect(try await helpline.texts(id, as: scene.seeker) == ["eerste"])
            #expect(try await helpline.texts(id, as: .staff(scene.noor)) == ["eerste"])
        }
    }

    @Test(arguments: Engine.available)
    func `is sealed to those it was said to, and opens with no key of the talk`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            let id = scene.id
            try await helpline.whisper("hoor je dit", by: scene.noor, in: id)
            let shares = try await helpline.store.read { try $0.all(SharesOf(conversation: id)) }
            #expect(Set(shares) == [scene.noor.member.id, scene.tess.member.id])
            let row = try #require(
                try await helpline.store.read {
                    try $0.first(WhispersAfter(conversation: id, number: 0, person: scene.noor.member.id))
                })
            let shred = try #require(try await helpline.talks.vault.secret(of: id))
            // With all that the seeker's token opens, tried on what is stored of the whisper.
            for (epoch, key) in try await helpline.talks.epochs(of: scene.seeker, in: id) {
                let opened = ConversationKey(
                    epoch: key, shred: shred, conversation: id, epochNumber: Int(epoch))
                for author in ["seeker", "counsellor", "system"] {
                    let address = MessageAddress(
                        conversation: id, epoch: Int(epoch), number: 1, author: author, organisation: nil)
                    #expect(throws: SealingError.self) { try opened.open(row.sealed, at: address) }
                }
            }
            #expect(throws: SealingError.self) {
                try Grant.open(
                    row.share, conversation: id, epoch: 0, with: scene.started.token,
                    grantee: scene.seeker.grantee)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `is heard by nobody who does not look in, nor by another organisation in the same talk`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            let id = scene.id
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let ruth = try await helpline.supervisor("ruth", on: Helpline.rotterdam)
            try await helpline.ask(.invite, scene.started, by: scene.noor, to: Helpline.rotterdam, .history)
            #expect(try await helpline.talks.takeNext(sanne)?.id == id)
            try await helpline.whisper("onder ons", by: scene.noor, in: id)
            #expect(try await helpline.whispers(id, sanne) == [])
            try await helpline.talks.lookIn(id, ruth)
            #expect(try await helpline.whispers(id, ruth) == [])
            #expect(try await refusal { try await helpline.whispers(id, scene.tess) } == .notFound)
            #expect(try await refusal { try await helpline.whisper("x", by: scene.tess, in: id) } == .notFound)
            try await helpline.talks.lookIn(id, scene.tess)
            #expect(try await helpline.whispers(id, scene.tess) == ["onder ons"])
            #expect(try await helpline.talks.overview(scene.tess).talks.map(\.asksAlong) == [true])
            try await helpline.whisper("ik ben er", by: scene.tess, in: id)
            #expect(try await helpline.talks.overview(scene.tess).talks.map(\.asksAlong) == [false])
        }
    }

    @Test(arguments: Engine.available)
    func `sent twice is there once, and one that nobody would hear is refused`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            let first = try await helpline.whisper("eens", by: scene.noor, in: scene.id, clientId: "een")
            let again = try await helpline.whisper("eens", by: scene.noor, in: scene.id, clientId: "een")
            #expect(first.number == again.number && first.isNew && !again.isNew)
            #expect(try await helpline.whispers(scene.id, scene.noor) == ["eens"])
            let lone = try await helpline.person("lone", on: Helpline.friesland)
            let talk = try await helpline.open(by: lone, Helpline.friesland)
            #expect(
                try await refusal { try await helpline.whisper("iemand?", by: lone, in: talk.id) }
                    == .nobodyHears)
        }
    }

    @Test(arguments: Engine.available)
    func `goes when the talk goes`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            try await helpline.whisper("weg straks", by: scene.noor, in: scene.id)
            try await helpline.talks.erase(scene.id, scene.started.token)
            #expect(try await helpline.store.read { try $0.all(SharesOf(conversation: scene.id)) }.isEmpty)
        }
    }

    @Test func `is at most a thousand characters, and not nothing`() throws {
        #expect(throws: Refusal.tooLong(field: "text", limit: 1000, over: 1)) {
            try WhisperDraft(clientId: "a", text: String(repeating: "a", count: 1001))
        }
        _ = try WhisperDraft(clientId: "a", text: String(repeating: "a", count: 1000))
        #expect(throws: Refusal.empty(field: "text")) { try WhisperDraft(clientId: "a", text: " \n") }
    }

    /// The compiler chooses the closest initialiser there is. Were there one anywhere that makes what a seeker reads, or what
    /// is sent to one, from a whisper, it would be chosen here before these, which take anything.
    @Test func `becomes by no initialiser anything that a seeker reads or that is sent to one`() throws {
        let whisper = Whisper(
            number: 1, name: "a", isFromSupervisor: true, words: Words("b"), sentAt: Instant(milliseconds: 0),
            isOwn: false)
        let draft = try WhisperDraft(clientId: "a", text: "b")
        #expect(Message(whisper).name == Anything.mark && MessageBody(whisper).name == Anything.mark)
        #expect(TalkPages.View.Line(whisper).who == Anything.mark)
        #expect(try Draft(whisper).clientId == "anything" && Draft(draft).clientId == "anything")
    }
}

private enum Anything {
    static let mark = "made from anything"
    static var message: Message {
        Message(
            number: 0, author: "system", organisation: nil, name: mark, words: Words("-"),
            sentAt: Instant(milliseconds: 0), isOwn: false)
    }
}

extension Message {
    fileprivate init(_: some Any) { self = Anything.message }
}

extension MessageBody {
    fileprivate init(_: some Any) { self.init(Anything.message) }
}

extension TalkPages.View.Line {
    fileprivate init(_: some Any) { self.init(number: 0, side: .system, who: Anything.mark, text: "-") }
}

extension Draft {
    fileprivate init(_: some Any) throws { try self.init(clientId: "anything", text: "-") }
}

private struct SharesOf: Query {
    let conversation: ConversationID
    static let sql = "SELECT person FROM whisper_share WHERE conversation = $1"
    var arguments: [SQLValue] { [SQLValue(conversation)] }
    static func row(_ row: ResultRow) throws -> PersonID { try row.id(0) }
}
