import Core
import Database
import Pack
import Sealing
import Site
import Testing

@testable import Care
@testable import vangnet

/// Made from the routes themselves: a new route is in it when it is hung.
@Suite struct `Every route with what is another's` {
    /// A route with an id in its path, asked by everybody for every talk that is not theirs.
    @Test(arguments: Engine.available)
    func `answers as if it were not there, and changes nothing`(_ engine: Engine) async throws {
        try await Installed.with(engine) { installed in
            let scene = try await Scene.make(installed)
            let keys = try await scene.openable()
            var asked = 0
            for route in installed.routes {
                guard let rule = check(route), !route.parameters.isEmpty else { continue }
                guard route.hasForeign else { continue }
                #expect(rule.name != "anyone", "\(route): anybody may ask for what is one person's")
                let before = try await Snapshot.of(installed)
                for visitor in scene.visitors where !route.isInAnotherLanguage || rule.lets(visitor) {
                    var nowhere: Installed.Answer?
                    let foreign = scene.talks.filter { scene.isForeign($0, to: visitor, rule: rule, route.kinds) }
                    // Who is stopped by the rule is stopped before anything is looked for: one of them says it.
                    for talk in rule.lets(visitor) ? foreign : Array(foreign.prefix(1)) {
                        nowhere = try await scene.ask(route, rule, talk, as: visitor, nowhere: nowhere)
                        asked += 1
                    }
                }
                let after = try await Snapshot.of(installed)
                let isSame = after == before
                #expect(
                    isSame,
                    "\(route) changed \(after.differences(from: before)) for somebody who may not see it")
            }
            #expect(asked > 4_000)
            #expect(try await scene.openable() == keys, "somebody's keys open what they did not before")
        }
    }

    /// A route without an id, asked by those who have nothing to do with any of the talks.
    @Test(arguments: Engine.available)
    func `that names nothing tells and touches nothing of others`(_ engine: Engine) async throws {
        try await Installed.with(engine) { installed in
            let scene = try await Scene.make(installed)
            let planted = scene.talks.flatMap { [$0.id.text, $0.agreed.id] + [$0.offer].compactMap { $0 } }
            let keys = try await scene.openable()
            for route in installed.routes {
                guard let rule = check(route), route.parameters.isEmpty else { continue }
                let before = try await Snapshot.of(installed).naming(planted)
                var wasWellFormed = false
                // Looking may do nothing to anybody; what changes something is asked by those who are outside.
                for visitor in try await scene.askers(of: route) {
                    let answer = try await installed.ask(
                        route.method, route.path, as: visitor.token, Bodies.body(of: route, for: scene.talks[0]))
                    scene.expectNoWords(in: answer, route, visitor)
                    #expect(answer.status < 500, "\(route) as \(visitor)")
                    if rule.lets(visitor), ![400, 415, 422].contains(answer.status) { wasWellFormed = true }
                }
                let after = try await Snapshot.of(installed).naming(planted)
                let isSame = after == before
                #expect(isSame, "\(route) changed \(after.differences(from: before)) of talks of others")
                if route.method == "POST" {
                    #expect(wasWellFormed, "\(route) finds its body wrong: write one that is right in Bodies")
                }
            }
            #expect(try await scene.openable() == keys)
        }
    }

    /// What routes read after a question mark is found in the sources, so that a new name is in it too.
    @Test(arguments: Engine.available)
    func `tells no more of what is another's in its query than of what is nowhere`(_ engine: Engine) async throws {
        let names = try Installed.queryNames()
        #expect(names.contains("line") && names.contains("after"))
        try await Installed.with(engine) { installed in
            let scene = try await Scene.make(installed)
            var asked = 0
            for route in installed.routes where route.method == "GET" && !route.isInAnotherLanguage {
                guard let rule = check(route), route.parameters.isEmpty, rule.name != "anyone" else { continue }
                // One of each role: what differs between two of a role is whose the talk is, and it is never theirs here.
                var roles: Set<Role?> = []
                for visitor in scene.visitors where rule.lets(visitor) && roles.insert(visitor.role).inserted {
                    let strange = scene.talks.filter { scene.isStrange($0.id, to: visitor) }
                    for kind in [PathPart.line, .talk, .offer, .record, .person] {
                        guard let talk = strange.first(where: { kind != .offer || $0.offer != nil }) else { continue }
                        let values = kind.values(of: talk)
                        for name in names {
                            let path = "\(route.path)?\(name)="
                            let foreign = try await installed.ask(
                                "GET", path + values.foreign, as: visitor.token, .none)
                            let nowhere = try await installed.ask(
                                "GET", path + values.nowhere, as: visitor.token, .none)
                            asked += 1
                            scene.expectNoWords(in: foreign, route, visitor)
                            #expect(
                                scene.plain(foreign, talk) == scene.plain(nowhere, talk),
                                "\(route.path)?\(name)=… as \(visitor): can tell that the \(kind) of \(talk) is there")
                        }
                    }
                }
            }
            #expect(asked > 300)
        }
    }

    /// Otherwise those above would pass on routes that refuse everybody.
    @Test(arguments: Engine.available)
    func `serves those whose it is`(_ engine: Engine) async throws {
        try await Installed.with(engine) { installed in
            let side = try await Side(installed, Scene.child, "a")
            // A line is asked in only where somebody works.
            _ = try await Side(installed, Scene.rotterdam, "b")
            for route in installed.routes where route.hasForeign {
                let talk = try await installed.prepared(for: route, by: side)
                let body = Bodies.body(of: route, for: talk)
                var answers: [Int] = []
                let owners = [
                    talk.token?.text, side.taker.token, side.supervisor?.token, side.coordinator?.token,
                    side.analyst?.token,
                ].compactMap { $0 }
                // What a supervisor sees of a talk they see when they look in.
                if route.plainPath.contains("look-in") || route.plainPath.hasPrefix("/desk/supervisor/"),
                    route.method != "POST", let person = side.supervisor?.person
                {
                    try await installed.talks.lookIn(talk.id, person)
                }
                for token in owners {
                    let answer = try await installed.ask(
                        route.method, route.path(for: talk, exists: true), as: token, body)
                    if answer.location != installed.neutralExit { answers.append(answer.status) }
                }
                // What a route lowered is no reason for the next one to refuse.
                if let person = side.taker.person?.member.id {
                    try await installed.installation.store.write { db in
                        _ = try db.run(SetCapacityOf(person: person, capacity: 1_000))
                    }
                }
                let served = answers.filter { ![400, 401, 403, 404, 415, 422].contains($0) && $0 < 500 }
                #expect(
                    !served.isEmpty,
                    """
                    \(route) serves nobody: \(answers). Write a body that is right for it in Bodies, or, when the talk must be \
                    prepared for it, prepare it in Installed.prepared.
                    """)
            }
        }
    }

    private func check(_ route: RouteDescription) -> Rule? {
        #expect(
            route.unknown.isEmpty,
            "\(route.path): say in PathPart.known what stands at \(route.unknown), and in values(of:) which are foreign"
        )
        let rule = Rule.of(route)
        #expect(rule != nil, "\(route.path): say in Rule.all who gets past the rule \"\(route.access)\"")
        return route.unknown.isEmpty ? rule : nil
    }
}

extension Scene {
    /// - Parameter nowhere: what was answered for what is nowhere. Returns it.
    func ask(
        _ route: RouteDescription, _ rule: Rule, _ talk: Talk, as visitor: Visitor, nowhere: Installed.Answer?
    ) async throws -> Installed.Answer {
        let body = Bodies.body(of: route, for: talk)
        let answer = try await installed.ask(
            route.method, route.path(for: talk, exists: true), as: visitor.token, body)
        var other = nowhere
        if other == nil {
            other = plain(
                try await installed.ask(route.method, route.path(for: talk, exists: false), as: visitor.token, body),
                talk)
        }
        guard let other else { return answer }
        let who = "\(route.method) \(route.path) as \(visitor) for \(talk)"
        expectNoWords(in: answer, route, visitor)
        #expect(plain(answer, talk) == other, "\(who): can tell that it is there")
        #expect(![400, 415, 422].contains(answer.status), "\(who): write a body that is right for it in Bodies")
        // Who has no talk of their own is led away from the quiet pages, to where there is nothing.
        let isLedAway = !route.isAPI && answer.status == 303 && answer.location == installed.neutralExit
        if rule.lets(visitor) {
            #expect(answer.status == 404 || isLedAway, "\(who): \(answer.status)")
        } else {
            #expect([401, 403].contains(answer.status) || isLedAway, "\(who): \(answer.status)")
        }
        return other
    }

    /// Without what differs between any two answers: ids and what is made anew for each page.
    func plain(_ answer: Installed.Answer, _ talk: Talk) -> Installed.Answer {
        var answer = answer
        answer.text = Self.withoutIDs(answer.text).replacing(talk.line.text, with: "no-such-line")
        return answer
    }

    /// With a star for every 26 small letters and digits in a row. By hand: a regex takes most of the time of the matrix.
    private static func withoutIDs(_ text: String) -> String {
        var (kept, run) = ([UInt8](), 0)
        kept.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            kept.append(byte)
            run = (48...57).contains(byte) || (97...122).contains(byte) ? run + 1 : 0
            if run == 26 {
                kept.removeLast(26)
                kept.append(UInt8(ascii: "*"))
                run = 0
            }
        }
        return String(decoding: kept, as: UTF8.self)
    }

    func expectNoWords(in answer: Installed.Answer, _ route: RouteDescription, _ visitor: Visitor) {
        let theirs = talks.filter { isForeign($0, to: visitor, rule: Rule.all[0]) }
        let said = theirs.filter { talk in talk.words.contains(where: answer.text.holds) }
        #expect(said.isEmpty, "\(route.method) \(route.path) tells \(visitor) the words of \(said)")
        let agreed = talks.map(\.agreed).filter { !$0.isOf(visitor) && $0.words.contains(where: answer.text.holds) }
        #expect(agreed.isEmpty, "\(route.method) \(route.path) tells \(visitor) what others agreed")
    }

    /// Who asks for a route without an id. Those whose visit it may end come anew each time.
    func askers(of route: RouteDescription) async throws -> [Visitor] {
        if route.method == "GET" { return visitors + [try installed.toBegin()] }
        // A wrong code or password costs time, the more the more often.
        if route.access == "anyone" { return Array(outsiders.suffix(2)) }
        var askers = outsiders.filter { $0.person == nil }
        for role in Role.allCases {
            askers.append(
                try await installed.person("\(role.rawValue)-\(ID<Scene>.random())", role, on: Self.outside))
        }
        let own = try await installed.talks.start(line: Self.outside, language: .dutch, text: "niet van u")
        return try askers + [
            installed.toBegin(), Visitor(name: "a seeker elsewhere", token: own.token.text, talk: own.id),
        ]
    }

    /// For everybody of the staff: which epochs of which planted talks their keys open, from the stored bytes.
    func openable() async throws -> [String: [String: [Int64]]] {
        var all: [String: [String: [Int64]]] = [:]
        for visitor in visitors {
            guard let person = visitor.person else { continue }
            let open = try await installed.talks.openable(by: person.keys, person.member.id)
            for talk in talks { all[visitor.name, default: [:]][talk.name] = open[talk.id] }
            for (id, epochs) in open where isStrange(id, to: visitor) {
                Issue.record("the keys of \(visitor) open \(epochs) of \(talks.first { $0.id == id }?.name ?? id.text)")
            }
        }
        return all
    }

    /// A talk that neither came to the visitor's line nor ever was on it.
    func isStrange(_ id: ConversationID, to visitor: Visitor) -> Bool {
        guard let talk = talks.first(where: { $0.id == id }) else { return false }
        return talk.lines.union([talk.line]).isDisjoint(with: visitor.lines)
    }
}

extension Side {
    var supervisor: Scene.Visitor? { everybody.first { $0.role == .supervisor } }
    var coordinator: Scene.Visitor? { everybody.first { $0.role == .coordinator } }
}

extension Installed {
    /// A talk that a route can be tried on by those whose it is.
    func prepared(for route: RouteDescription, by side: Side) async throws -> Scene.Talk {
        if route.kinds.contains(.waiting) { return try await start("a talk to try", on: side) }
        var talk = try await open("a talk to try", by: side)
        if route.kinds.contains(.record) { talk.record = try await record(by: side) }
        if route.kinds.contains(.consultation) { talk.agreed = try await consult(side, nil) }
        if route.kinds.contains(.listLine) { talk.listLine = try await listLine(by: side) }
        if route.kinds.contains(.delivery) {
            talk.delivery = try await deliver(by: side)
            // Only what was brought in is taken back.
            if route.path.hasSuffix("/undo") {
                _ = try await ask("POST", "/desk/figures/\(talk.delivery)/yes", as: side.analyst?.token, .form(""))
            }
        }
        if route.kinds.contains(.offer), let person = side.taker.person {
            talk.offer = try await talks.offer(
                talk.id, .invite, to: Scene.rotterdam, share: .history, summary: nil, by: person)
        }
        return talk
    }
}
