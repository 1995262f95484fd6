import Core
import Database
import Foundation
import Pack
import Sealing

@testable import Care
@testable import vangnet

/// Two organisations at work, with a talk in every state there is, and everybody who might look at one that is not theirs.
struct Scene: Sendable {
    let installed: Installed
    let talks: [Talk]
    /// Everybody: those who are in some talks, and those who are in none.
    let visitors: [Visitor]
    /// Works for an organisation that has nothing to do with any talk, in every role; seekers of its own line; nobody.
    let outsiders: [Visitor]

    struct Talk: Sendable, CustomStringConvertible {
        let name: String
        let id: ConversationID
        let line: LineID
        /// An offer, answered or not; nil when nothing was offered.
        var offer: String?
        var token: Token?
        /// Who of the staff is in it now.
        var inside: Set<PersonID>
        /// The lines by which somebody is in it now, or on which it waits.
        var lines: Set<LineID>
        /// The account of who took it first, or of who could.
        let taker: String
        /// It waits on its lines now.
        var waits = false
        let words: [String]
        /// What the one who took it has under way beside talks, and what they left for who keeps the lists.
        var record = PathPart.nowhere
        var listLine = PathPart.nowhere
        /// What its two organisations agreed among themselves, in which no talk is named.
        var agreed = Agreed()
        /// A file that an analyst of the first organisation sent, and who that is.
        var delivery = PathPart.nowhere
        var deliverer: PersonID?
        var description: String { name }
    }

    struct Visitor: Sendable, CustomStringConvertible {
        let name: String
        let token: String?
        var person: SignedIn?
        var lines: Set<LineID> = []
        /// The talk that a seeker is the seeker of.
        var talk: ConversationID?
        /// Waits to begin, with a ticket.
        var isToBegin = false
        var description: String { name }

        var role: Role? { person?.member.role }
    }

    static let child = LineID(trusted: "kindertelefoon-chat")
    static let rotterdam = LineID(trusted: "veilig-thuis-rotterdam-rijnmond-chat")
    static let outside = LineID(trusted: "veilig-thuis-friesland-chat")

    static func make(_ installed: Installed) async throws -> Scene {
        let a = try await Side(installed, child, "a")
        let b = try await Side(installed, rotterdam, "b")
        let c = try await Side(installed, outside, "c")
        var talks = try await installed.plant(from: a, with: b) + installed.plant(from: b, with: a)
        // Those that wait come last: nothing above may take them.
        var onTheirWay = [
            (try await installed.open("a talk on its way", by: a), a, b),
            (try await installed.open("a talk on its way", by: b), b, a),
        ]
        for index in onTheirWay.indices {
            let (_, from, to) = onTheirWay[index]
            try await installed.invite(to.line, &onTheirWay[index].0, from)
        }
        talks += onTheirWay.map(\.0)
        for side in [a, b] { talks.append(try await installed.start("a waiting talk", on: side)) }
        for side in [a, b] {
            let (record, line) = (try await installed.record(by: side), try await installed.listLine(by: side))
            for index in talks.indices where talks[index].line == side.line {
                (talks[index].record, talks[index].listLine) = (record, line)
            }
        }
        let agreed = try await installed.consult(a, b)
        let delivery = try await installed.deliver(by: a)
        for index in talks.indices {
            talks[index].agreed = agreed
            (talks[index].delivery, talks[index].deliverer) = (delivery, a.analyst?.person?.member.id)
        }
        // One whose talk goes on, one who was asked something, one whose talk is over, one who waits.
        let kinds = ["an open talk", "a talk with an offer", "a recorded talk", "a waiting talk"]
        let seekers = talks.filter { talk in kinds.contains { talk.name == "\($0) on \(a.line)" } }.compactMap { talk in
            talk.token.map { Visitor(name: "the seeker of \(talk.name)", token: $0.text, talk: talk.id) }
        }
        // Their pages are open: that it is said again changes nothing.
        for seeker in seekers { if let talk = seeker.talk { try await installed.talks.touch(talk) } }
        let own = try await installed.talks.start(line: outside, language: .dutch, text: "niet van u")
        let elsewhere = Visitor(name: "a seeker elsewhere", token: own.token.text, talk: own.id)
        let nobody = [
            Visitor(name: "nobody", token: nil),
            Visitor(name: "a made-up token", token: Token.random().text),
            Visitor(name: "a made-up staff token", token: StaffActions.text(of: .random())),
        ]
        // The roles that have nothing to do with talks have nothing to do with them at any organisation.
        let onTheLine: Set<Role> = [.counsellor, .supervisor]
        let staff =
            a.everybody + (b.everybody + c.everybody).filter { $0.role.map(onTheLine.contains) ?? false }
            // But those who meet with other organisations have to do with what theirs is in, and with nothing else.
            + c.everybody.filter { $0.role == .coordinator }
        return Scene(
            installed: installed, talks: talks, visitors: nobody + [elsewhere] + seekers + staff,
            outsiders: nobody + c.everybody)
    }

    /// - Parameter kinds: what of the talk is asked for; a talk itself when nothing is said.
    func isForeign(_ talk: Talk, to visitor: Visitor, rule: Rule, _ kinds: [PathPart] = [.talk]) -> Bool {
        kinds.contains { isForeign(talk, to: visitor, rule: rule, $0) }
    }

    private func isForeign(_ talk: Talk, to visitor: Visitor, rule: Rule, _ kind: PathPart) -> Bool {
        if talk.id == visitor.talk { return false }
        guard let person = visitor.person else { return true }
        let isOnIts = !talk.lines.isDisjoint(with: visitor.lines)
        let supervises = rule.looksIn && person.member.role == .supervisor
        switch kind {
        case .record: return person.member.name != talk.taker
        case .listLine: return !(rule.lets(visitor) && visitor.lines.contains(talk.line))
        case .line, .person: return !(supervises && visitor.lines.contains(talk.line))
        case .waiting: return !(talk.waits && isOnIts && rule.lets(visitor))
        case .consultation, .action, .message:
            return !(rule.lets(visitor) && talk.agreed.parties.contains(person.member.organisation))
        case .delivery: return person.member.id != talk.deliverer
        case .talk, .offer, .open:
            return !talk.inside.contains(person.member.id) && !(supervises && isOnIts)
        }
    }
}

/// The people of one line.
struct Side: Sendable {
    let line: LineID
    let taker: Scene.Visitor
    let everybody: [Scene.Visitor]

    init(_ installed: Installed, _ line: LineID, _ mark: String) async throws {
        self.line = line
        var everybody: [Scene.Visitor] = []
        for role in [Role.counsellor] + Role.allCases {
            let name = "\(role.rawValue)-\(mark)\(everybody.count)"
            everybody.append(try await installed.person(name, role, on: line))
        }
        (taker, self.everybody) = (everybody[0], everybody)
    }
}

extension Installed {
    /// Somebody who is signed in. The work that a password is, is left out.
    func person(_ name: String, _ role: Role, on line: LineID) async throws -> Scene.Visitor {
        guard let organisation = pack.line(line)?.organisation else { throw Unexpected(what: "no line \(line)") }
        let member = StaffMember(
            id: .random(), name: name, displayName: name, organisation: organisation, role: role)
        let (keys, token) = (PersonKeys.random(), Token.random())
        try await installation.store.write { db in
            try db.run(
                InsertPerson(
                    member: member, exchangeKey: keys.publicKeys.exchange, lockedKeys: [], capacity: 1_000))
            try db.run(JoinLine(line: line, person: member.id))
            let wrapped = try token.wrap(keys, person: member.id)
            try db.run(
                InsertSession(
                    tokenHash: token.hash, person: member.id, wrappedKeys: wrapped,
                    expiresAt: Installed.now + .hours(12)))
        }
        return Scene.Visitor(
            name: "the \(name)", token: StaffActions.text(of: token),
            person: SignedIn(member: member, keys: keys, tokenHash: token.hash), lines: [line])
    }

    /// A talk in every state in which somebody is in it, on the line of `a`; some of them reach `b`.
    fileprivate func plant(from a: Side, with b: Side) async throws -> [Scene.Talk] {
        guard let taker = a.taker.person, let other = b.taker.person else { throw Unexpected(what: "nobody") }
        var all: [Scene.Talk] = []
        func add(_ name: String, _ change: (inout Scene.Talk, Token) async throws -> Void) async throws {
            var talk = try await open(name, by: a)
            guard let token = talk.token else { throw Unexpected(what: "no token") }
            try await change(&talk, token)
            all.append(talk)
        }
        func offered(_ kind: QueueKind, _ share: Share, _ talk: inout Scene.Talk) async throws -> String {
            let summary = share == .summary ? "samengevat \(talk.words[0])" : nil
            let offer = try await talks.offer(
                talk.id, kind, to: b.line, share: share, summary: summary, by: taker)
            talk.offer = offer
            return offer
        }
        func answered(_ kind: QueueKind, _ talk: inout Scene.Talk, _ token: Token) async throws {
            let offer = try await offered(kind, .history, &talk)
            try await talks.answer(offer, accept: true, in: talk.id, token)
            talk.lines.insert(b.line)
        }
        func taken(_ talk: inout Scene.Talk) async throws {
            guard try await talks.takeNext(other)?.id == talk.id else { throw Unexpected(what: "another was taken") }
            talk.inside.insert(other.member.id)
        }
        try await add("an open talk") { _, _ in }
        try await add("a talk away") { talk, token in
            try await talks.exit(token)
            talk.token = nil
        }
        try await add("a talk with a code") { talk, token in _ = try await talks.makeCode(talk.id, token) }
        try await add("a talk its seeker ended") { talk, token in try await talks.end(talk.id, token) }
        try await add("a recorded talk") { talk, _ in try await talks.close(talk.id, contact: [:], taker) }
        try await add("a talk with an offer") { talk, _ in _ = try await offered(.handover, .summary, &talk) }
        try await add("a talk handed over") { talk, token in
            try await answered(.handover, &talk, token)
            try await taken(&talk)
            (talk.inside, talk.lines) = ([other.member.id], [b.line])
        }
        try await add("a talk of three") { talk, token in
            try await answered(.invite, &talk, token)
            try await taken(&talk)
        }
        return all
    }

    /// The seeker says yes; nobody came yet.
    fileprivate func invite(_ line: LineID, _ talk: inout Scene.Talk, _ side: Side) async throws {
        guard let person = side.taker.person, let token = talk.token else { throw Unexpected(what: "nobody") }
        let offer = try await talks.offer(talk.id, .invite, to: line, share: .history, summary: nil, by: person)
        try await talks.answer(offer, accept: true, in: talk.id, token)
        talk.offer = offer
        talk.lines.insert(line)
        talk.waits = true
    }

    /// Somebody whom a flood lets wait before they begin, on a line that has nothing to do with the talks.
    func toBegin() throws -> Scene.Visitor {
        let ticket = WaitingTicket(
            entrance: EntranceID(trusted: "child"), audience: AudienceID(trusted: "child"), region: nil,
            line: Scene.outside, challenge: "", lineage: nil)
        let keys = HourlyKeys(pepper: installation.pepper, label: "admission")
        return Scene.Visitor(
            name: "somebody who waits to begin", token: try ticket.text(keys, now: Self.now), isToBegin: true)
    }

    /// The record of a phone call that the taker of a side has under way.
    func record(by side: Side) async throws -> String {
        guard let person = side.taker.person else { throw Unexpected(what: "nobody") }
        return try await RecordsActions(talks: talks).begin(.phone, person).text
    }

    /// A line for those of a side who keep its lists.
    func listLine(by side: Side) async throws -> String {
        guard let taker = side.taker.person, let keeper = side.supervisor?.person else {
            throw Unexpected(what: "nobody")
        }
        let actions = RecordsActions(talks: talks)
        let known = Set(try await actions.lines(for: keeper).map(\.id))
        _ = try await actions.record([:], line: "past nergens", by: .phone, id: .random(), taker)
        guard let line = try await actions.lines(for: keeper).first(where: { !known.contains($0.id) }) else {
            throw Unexpected(what: "no line")
        }
        return line.id
    }

    func start(_ name: String, on side: Side) async throws -> Scene.Talk {
        let line = side.line
        let words = "geheim \(ID<Scene>.random())"
        let started = try await talks.start(line: line, language: .dutch, text: words)
        return Scene.Talk(
            name: "\(name) on \(line)", id: started.id, line: line, offer: nil, token: started.token, inside: [],
            lines: [line], taker: side.taker.person?.member.name ?? "", waits: true, words: [words])
    }

    func open(_ name: String, by side: Side) async throws -> Scene.Talk {
        guard let person = side.taker.person else { throw Unexpected(what: "nobody") }
        var talk = try await start(name, on: side)
        // What waited before it is another scene's.
        while let taken = try await talks.takeNext(person), taken.id != talk.id {}
        let answer = "antwoord \(ID<Scene>.random())"
        _ = try await talks.send(Draft(clientId: "1", text: answer), by: .staff(person), in: talk.id)
        talk.inside = [person.member.id]
        return Scene.Talk(
            name: talk.name, id: talk.id, line: talk.line, offer: nil, token: talk.token, inside: talk.inside,
            lines: talk.lines, taker: talk.taker, words: talk.words + [answer])
    }
}

struct Unexpected: Error {
    let what: String
}
