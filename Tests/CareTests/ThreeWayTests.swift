import Core
import Testing

@testable import Care

@Suite struct `Asking a third party in, step by step` {
    static let anna = PersonID(trusted: "anna")
    static let sam = PersonID(trusted: "sam")
    static let at = Instant(milliseconds: 1_795_435_200_000)

    /// Every state, by a name.
    static let states: [(name: String, state: ThreeWay)] = [
        ("solo", .solo(.init())), ("offered", .offered(.init(by: anna, at: at))), ("declined", .declined(.init())),
        ("expired", .expired(.init())), ("accepted", .accepted(.init())),
        ("waiting", .waitingPartner(.init(until: at + .minutes(5)))), ("unjoined", .unjoined(.init())),
        ("joined", .joined(.init(partner: sam))),
        ("three", .threeWay(.init(partner: sam, hasFollowUp: false))),
        ("three, agreed", .threeWay(.init(partner: sam, hasFollowUp: true))),
        ("three, reported", .threeWay(.init(partner: sam, hasFollowUp: false, hasReport: true))),
        ("three, both", .threeWay(.init(partner: sam, hasFollowUp: true, hasReport: true))),
        ("child left", .left(.init(by: .child, hasDropped: false))),
        ("helper left", .left(.init(by: .helper, hasDropped: false))),
        ("partner left", .left(.init(by: .partner, hasDropped: false))),
        ("partner dropped", .left(.init(by: .partner, hasDropped: true))),
        ("follow-up", .followUpAgreed(.init())), ("closed", .closed),
    ]

    static let steps: [(name: String, step: ThreeWay.Step)] = [
        ("offer", .offer(by: anna, at: at)), ("accept", .accept(at: at)), ("decline", .decline),
        ("expire", .expire(at: at + .minutes(5))), ("wait", .wait(kind: .invite, at: at)),
        ("time out", .timeOut(at: at + .minutes(5))), ("join", .join(sam)), ("tell", .tell),
        ("child leaves", .leave(.child, hasDropped: false)), ("helper leaves", .leave(.helper, hasDropped: false)),
        ("partner leaves", .leave(.partner, hasDropped: false)), ("partner drops", .leave(.partner, hasDropped: true)),
        ("agree", .agree), ("report", .report), ("close", .close),
    ]

    /// All that can happen; everything else cannot.
    static let possible: [String: [String: String]] = [
        "solo": ["offer": "offered", "close": "closed"],
        "offered": ["accept": "accepted", "decline": "declined", "expire": "expired", "close": "closed"],
        "declined": ["close": "closed"], "expired": ["close": "closed"],
        "accepted": ["wait": "waiting", "close": "closed"],
        "waiting": ["time out": "unjoined", "join": "joined", "child leaves": "child left", "close": "closed"],
        "unjoined": ["agree": "follow-up", "close": "closed"],
        "joined": [
            "tell": "three", "child leaves": "child left", "helper leaves": "helper left",
            "partner leaves": "partner left", "partner drops": "partner dropped", "close": "closed",
        ],
        "three": [
            "child leaves": "child left", "helper leaves": "helper left", "partner leaves": "partner left",
            "partner drops": "partner dropped", "agree": "three, agreed", "report": "three, reported",
            "close": "closed",
        ],
        "three, agreed": [
            "child leaves": "follow-up", "helper leaves": "follow-up", "partner leaves": "follow-up",
            "partner drops": "follow-up", "agree": "three, agreed", "report": "three, both", "close": "closed",
        ],
        "three, reported": [
            "child leaves": "child left", "helper leaves": "helper left", "partner leaves": "partner left",
            "partner drops": "partner dropped", "agree": "three, both", "report": "three, reported",
            "close": "closed",
        ],
        "three, both": [
            "child leaves": "follow-up", "helper leaves": "follow-up", "partner leaves": "follow-up",
            "partner drops": "follow-up", "agree": "three, both", "report": "three, both", "close": "closed",
        ],
        "child left": ["agree": "follow-up", "close": "closed"],
        "helper left": ["agree": "follow-up", "close": "closed"],
        "partner left": ["agree": "follow-up", "close": "closed"],
        "partner dropped": ["agree": "follow-up", "close": "closed"],
        "follow-up": ["close": "closed"], "closed": [:],
    ]

    @Test func `goes from each state where it can go, and nowhere else`() throws {
        #expect(Set(Self.possible.keys) == Set(Self.states.map(\.name)))
        for (state, from) in Self.states {
            for (step, taken) in Self.steps {
                let wanted = Self.possible[state]?[step].flatMap { name in Self.states.first { $0.name == name }?.state
                }
                do {
                    let reached = try from.after(taken)
                    #expect(reached == wanted, "\(state), \(step)")
                } catch {
                    #expect(error == ThreeWay.Impossible(state: from, step: taken))
                    #expect(wanted == nil, "\(state), \(step) was refused")
                }
            }
        }
    }

    @Test func `leaves five minutes to answer, five for the third to come, and not a moment more`() {
        let offered = ThreeWay.Solo().offered(by: Self.anna, at: Self.at)
        let last = Self.at + .minutes(5) - .milliseconds(1)
        #expect(offered.accepted(at: last) != nil && offered.accepted(at: Self.at + .minutes(5)) == nil)
        #expect(offered.expired(at: last) == nil && offered.expired(at: Self.at + .minutes(5)) != nil)
        let waiting = ThreeWay.Accepted().waiting(.invite, from: Self.at)
        #expect(waiting.timedOut(at: last) == nil && waiting.timedOut(at: Self.at + .minutes(5)) != nil)
        let receiver = ThreeWay.Accepted().waiting(.handover, from: Self.at)
        #expect(receiver.timedOut(at: Self.at + .minutes(30) - .milliseconds(1)) == nil)
        #expect(receiver.timedOut(at: Self.at + .minutes(30)) != nil)
    }

    @Test func `counts a step once, and a talk as held only when somebody chose its end`() {
        func counted(_ state: String, _ step: String) -> ThreeWay.Counted? {
            guard let from = Self.states.first(where: { $0.name == state })?.state,
                let taken = Self.steps.first(where: { $0.name == step })?.step
            else { return nil }
            return from.counted(taken)
        }
        let wanted: [(String, String, ThreeWay.Counted)] = [
            ("solo", "offer", .offered), ("offered", "accept", .accepted), ("offered", "decline", .declined),
            ("offered", "expire", .expired), ("waiting", "join", .joined), ("three", "close", .completed),
            ("three", "helper leaves", .completed), ("three", "partner leaves", .completed),
            ("three", "agree", .followUp), ("three", "report", .reported), ("unjoined", "agree", .followUp),
            ("partner dropped", "agree", .followUp),
        ]
        for (state, step, what) in wanted { #expect(counted(state, step) == what, "\(state), \(step)") }
        for (state, step) in [
            ("three", "child leaves"), ("three", "partner drops"), ("three, agreed", "agree"),
            ("three, reported", "report"), ("waiting", "time out"),
            ("joined", "close"), ("solo", "close"),
        ] {
            #expect(counted(state, step) == nil, "\(state), \(step)")
        }
    }

    @Test func `is read from its row as it was written`() throws {
        var offer = StoredOffer(
            id: "a", conversation: ConversationID(trusted: "c"), kind: .invite, line: Helpline.rotterdam,
            organisation: OrganisationID(trusted: "o"), share: .fromNow, state: "asked", person: Self.anna, epoch: 0,
            summary: nil, expiresAt: Self.at + .minutes(5), fromLine: Helpline.child)
        for (name, state) in Self.states where !["solo", "accepted", "partner dropped"].contains(name) {
            offer = offer.standing(state, Self.at)
            #expect(offer.threeWay == state, "\(name)")
        }
    }
}
