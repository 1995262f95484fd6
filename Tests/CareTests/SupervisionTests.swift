import Core
import Database
import Sealing
import Testing

@testable import Care

extension Helpline {
    var desk: DeskActions { DeskActions(talks: talks) }

    /// A supervisor of the lines' organisation, signed in.
    func supervisor(_ name: String, on lines: LineID...) async throws -> SignedIn {
        let person = try await crowd([name], on: lines)[0]
        let member = person.member
        try await store.write { db in try db.run(SetRole(person: member.id, role: .supervisor)) }
        return SignedIn(
            member: StaffMember(
                id: member.id, name: member.name, displayName: member.displayName, organisation: member.organisation,
                role: .supervisor), keys: person.keys, tokenHash: person.tokenHash)
    }

    func observed(_ id: ConversationID, _ person: SignedIn) async throws -> [String] {
        try await talks.observe(id, after: 0, whispersAfter: 0, person).messages.map { $0.words.reveal() }
    }

    func watchers(_ id: ConversationID, as party: Party) async throws -> [String] {
        try await talks.read(id, after: .max, as: party).lookIns.map(\.name)
    }

    func acts(_ person: SignedIn) async throws -> [AuditAct?] {
        // Within a minute they have no order.
        let acts = try await talks.audit.entries(for: person, after: nil).map(\.act)
        return acts.sorted { Self.place($0) < Self.place($1) }
    }

    private static func place(_ act: AuditAct?) -> Int {
        act.flatMap { AuditAct.allCases.firstIndex(of: $0) } ?? .max
    }
}

private struct SetRole: Command {
    let person: PersonID
    let role: Role
    static let sql = "UPDATE person SET role = $2 WHERE id = $1"
    var arguments: [SQLValue] { [SQLValue(person), .text(role.rawValue)] }
}

@Suite struct `A supervisor` {
    @Test(arguments: Engine.available)
    func `reads along by an act of their own, seen by both ends, and reads nothing after it`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            let id = scene.id
            try await helpline.send("antwoord", as: .staff(scene.noor), in: id)
            #expect(try await refusal { try await helpline.observed(id, scene.tess) } == .notLookingIn)
            #expect(try await helpline.watchers(id, as: scene.seeker) == [])
            try await helpline.talks.lookIn(id, scene.tess)
            #expect(try await helpline.observed(id, scene.tess) == ["eerste", "antwoord"])
            #expect(try await helpline.watchers(id, as: scene.seeker) == ["Tess"])
            #expect(try await helpline.watchers(id, as: .staff(scene.noor)) == ["Tess"])
            #expect(try await helpline.talks.isLookingIn(id, scene.tess))
            // To read is all: the calls of those who are in the talk are not theirs.
            #expect(try await refusal { try await helpline.texts(id, as: .staff(scene.tess)) } == .notFound)
            #expect(try await refusal { try await helpline.send("x", as: .staff(scene.tess), in: id) } == .notFound)
            try await helpline.talks.lookAway(id, scene.tess)
            #expect(try await helpline.watchers(id, as: .staff(scene.noor)) == [])
            #expect(try await refusal { try await helpline.observed(id, scene.tess) } == .notLookingIn)
            #expect(try await helpline.acts(scene.tess) == [.took, .lookedIn, .lookedAway])
        }
    }

    @Test(arguments: Engine.available)
    func `who stops looking is gone by themselves, and must ask again`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            try await helpline.talks.lookIn(scene.id, scene.tess)
            helpline.time.move(.seconds(60))
            #expect(try await helpline.observed(scene.id, scene.tess) == ["eerste"])
            helpline.time.move(.seconds(89))
            #expect(try await helpline.watchers(scene.id, as: scene.seeker) == ["Tess"])
            helpline.time.move(.seconds(2))
            #expect(try await helpline.watchers(scene.id, as: scene.seeker) == [])
            #expect(try await refusal { try await helpline.observed(scene.id, scene.tess) } == .notLookingIn)
        }
    }

    @Test(arguments: Engine.available)
    func `who signs out is no longer said to read along`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            try await helpline.talks.lookIn(scene.id, scene.tess)
            try await helpline.staff.signOut(scene.tess)
            #expect(try await helpline.watchers(scene.id, as: scene.seeker) == [])
            #expect(try await refusal { try await helpline.observed(scene.id, scene.tess) } == .notSignedIn)
        }
    }

    @Test(arguments: Engine.available)
    func `holds the keys of the epochs of their own line's talks, and no other's`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            let sanne = try await helpline.person("sanne", on: Helpline.rotterdam)
            let ruth = try await helpline.supervisor("ruth", on: Helpline.rotterdam)
            let id = scene.id
            #expect(try await helpline.openable(id, scene.tess) == [0])
            #expect(try await helpline.openable(id, ruth) == [])
            #expect(try await refusal { try await helpline.talks.lookIn(id, ruth) } == .notFound)
            try await helpline.ask(.invite, scene.started, by: scene.noor, to: Helpline.rotterdam, .fromNow)
            // Waiting there, the talk is the queue's: supervisors who are on the line can take it as everybody on it.
            #expect(try await helpline.talks.takeNext(sanne)?.id == id)
            #expect(try await helpline.openable(id, scene.tess) == [0, 1])
            #expect(try await helpline.openable(id, ruth) == [1])
            try await helpline.send("nu met drie", as: scene.seeker, in: id)
            try await helpline.talks.lookIn(id, ruth)
            let seen = try await helpline.observed(id, ruth)
            #expect(seen.last == "nu met drie" && !seen.contains("eerste"))
            // Each supervisor goes with the counsellor of their own line.
            try await helpline.talks.leave(id, sanne)
            try await helpline.send("weer met twee", as: scene.seeker, in: id)
            #expect(try await helpline.openable(id, ruth) == [1])
            #expect(try await helpline.openable(id, scene.tess) == [0, 1, 2])
            #expect(try await refusal { try await helpline.observed(id, ruth) } == .notFound)
        }
    }

    @Test(arguments: Engine.available)
    func `of another organisation on no account, nor a counsellor, nor one who is on another line`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            let strangers = [
                try await helpline.supervisor("ruth", on: Helpline.rotterdam),
                try await helpline.person("noa", on: Helpline.child), scene.noor,
            ]
            for stranger in strangers {
                #expect(try await refusal { try await helpline.talks.lookIn(scene.id, stranger) } == .notFound)
                #expect(try await helpline.watchers(scene.id, as: scene.seeker) == [])
            }
            #expect(try await helpline.openable(scene.id, strangers[0]) == [])
            #expect(try await helpline.openable(scene.id, strangers[1]) == [])
        }
    }

    @Test(arguments: Engine.available)
    func `who comes later looks into what begins from then on, and who leaves into nothing new`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            _ = try await helpline.staff.add(
                name: "later", displayName: "Later", organisation: scene.tess.member.organisation, role: .supervisor,
                lines: [Helpline.child], password: Words(Helpline.password))
            let later = try await helpline.signIn("later")
            #expect(try await helpline.openable(scene.id, later) == [])
            let second = try await helpline.open(by: scene.noor)
            #expect(try await helpline.openable(second.id, later) == [0])
            #expect(try await helpline.openable(second.id, scene.tess) == [0])
            try await helpline.staff.disable(name: "later")
            let third = try await helpline.open(by: scene.noor)
            #expect(try await helpline.openable(third.id, later) == [])
            #expect(try await helpline.openable(third.id, scene.tess) == [0])
        }
    }

    @Test(arguments: Engine.available)
    func `is not needed: a line without one has nobody who can look in`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let started = try await helpline.open(by: noor)
            #expect(try await helpline.store.read { try $0.all(SupervisionGrantsOfKey(key: "none")) }.isEmpty)
            #expect(try await helpline.texts(started.id, as: .staff(noor)) == ["eerste"])
        }
    }

    @Test(arguments: Engine.available)
    func `their keys go when the last talk of an earlier week is gone`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            helpline.time.move(.days(8))
            _ = try await helpline.talks.purge()
            #expect(try await helpline.openable(scene.id, scene.tess) == [0])
            try await helpline.talks.erase(scene.id, scene.started.token)
            _ = try await helpline.talks.purge()
            #expect(
                try await helpline.store.read { try $0.all(SupervisionSharesOf(person: scene.tess.member.id)) }.isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `sees how lines and talks stand, in numbers and without names or words`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let scene = try await SupervisedTalk(helpline)
            helpline.time.move(.minutes(3))
            let acute = try await helpline.open(by: scene.noor)
            _ = try await helpline.start(Helpline.child, "wacht ook")
            try await helpline.weigh(acute.id, 2)
            let first = try await helpline.talks.overview(scene.tess)
            #expect(first.lines.map(\.line) == [Helpline.child])
            let line = try #require(first.lines.first)
            #expect(line.isOpen && !line.isUnstaffed && line.waiting == 1)
            // Noor holds three points of three; Tess holds none.
            #expect(line.canTake == 1 && line.inHours == [2, 2])
            #expect(first.talks.map(\.id) == [acute.id, scene.id])
            #expect(first.talks.map(\.isAcute) == [true, false] && first.talks.allSatisfy { !$0.isAway })
            #expect(first.talks.map(\.isLost) == [false, true])
            // Its page is open again.
            _ = try await helpline.talks.read(scene.id, after: 0, as: scene.seeker)
            #expect(try await helpline.talks.overview(scene.tess).talks.allSatisfy { !$0.isLost })
            try await helpline.talks.exit(scene.started.token)
            let after = try await helpline.talks.overview(scene.tess)
            #expect(after.talks.first { $0.id == scene.id }?.isAway == true && after.away == 1)
            let other = try await helpline.supervisor("ruth", on: Helpline.rotterdam)
            let theirs = try await helpline.talks.overview(other)
            #expect(theirs.talks.isEmpty && theirs.waiting == 0)
        }
    }
}

@Suite struct `The audit` {
    @Test(arguments: Engine.available)
    func `names who did what to the minute, and the talk by nothing that leads to it`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let tess = try await helpline.supervisor("tess", on: Helpline.child)
            let noor = try await helpline.person("noor", on: Helpline.child)
            _ = try await helpline.person("sanne", on: Helpline.rotterdam)
            helpline.time.move(.seconds(75))
            let started = try await helpline.open(by: noor)
            let other = try await helpline.open(by: noor)
            _ = try await helpline.talks.offer(
                started.id, .handover, to: Helpline.rotterdam, share: .history, summary: nil, by: noor)
            try await helpline.talks.close(other.id, contact: [:], noor)
            let all = try await helpline.talks.audit.entries(for: tess, after: nil)
            #expect(all.count == 4 && all.allSatisfy { $0.at.milliseconds % 60_000 == 0 })
            #expect(Set(all.map(\.act)) == [.took, .offered, .closed])
            #expect(all.allSatisfy { $0.person == noor.member.id && $0.name == "Noor" })
            #expect(Set(all.map(\.talk)).count == 2, "entries of one talk belong together")
            #expect(all.allSatisfy { $0.talk != started.id.text && $0.talk != other.id.text })
            let ruth = try await helpline.supervisor("ruth", on: Helpline.rotterdam)
            #expect(try await helpline.talks.audit.entries(for: ruth, after: nil).isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `is kept a year, and its key until the year is over`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let tess = try await helpline.supervisor("tess", on: Helpline.child)
            let noor = try await helpline.person("noor", on: Helpline.child)
            _ = try await helpline.open(by: noor)
            let key = { try await helpline.vault.read { try $0.first(AuditKeyOf(year: 2026)) } }
            #expect(try await key() != nil)
            helpline.time.move(.days(60))
            _ = try await helpline.talks.purge()
            #expect(try await key() == nil)
            #expect(try await helpline.talks.audit.entries(for: tess, after: nil).count == 1)
            helpline.time.move(.days(306))
            _ = try await helpline.talks.purge()
            #expect(try await helpline.talks.audit.entries(for: tess, after: nil).isEmpty)
        }
    }

    @Test(arguments: Engine.available)
    func `is read on, page by page, with nothing left out or said twice`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let tess = try await helpline.supervisor("tess", on: Helpline.child)
            for number in 0..<450 {
                try await helpline.talks.audit.note(.switched, tess, line: Helpline.child)
                if number % 150 == 0 { helpline.time.move(.minutes(1)) }
            }
            var (seen, cursor): (Set<String>, AuditCursor?) = ([], nil)
            for expected in [200, 200, 50] {
                let page = try await helpline.talks.audit.entries(for: tess, after: cursor)
                #expect(page.count == expected)
                seen.formUnion(page.map(\.id))
                cursor = page.last.flatMap { AuditCursor($0.cursor.text) }
            }
            #expect(seen.count == 450)
        }
    }
}
