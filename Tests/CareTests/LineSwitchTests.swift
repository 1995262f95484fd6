import Core
import Database
import Foundation
import Pack
import Testing

@testable import Care

@Suite struct `The switch of a line` {
    static let monday = MovableClock().now

    func hours(_ from: Int, _ to: Int) -> OpeningHours {
        .init(
            .weekly([.init(weekdays: Array(1...7), hours: .init(from: from * 60, to: to * 60))], exceptions: []),
            timeZone: .gmt)
    }

    @Test func `closed beats the hours, and says when they open again`() {
        var value = LineSwitch(line: Helpline.child)
        let now = Self.monday
        value.opening = .closed(until: nil)
        #expect(value.state(.always, at: now) == .closed(opensAt: nil))
        value.opening = .closed(until: now + .hours(1))
        #expect(value.state(.always, at: now) == .closed(opensAt: now + .hours(1)))
        #expect(value.state(hours(12, 13), at: now) == .closed(opensAt: now + .days(1)))
        #expect(value.state(.always, at: now + .hours(1)).isOpen)
    }

    @Test func `open goes beyond the hours until the moment that was said, and no longer`() {
        var value = LineSwitch(line: Helpline.child)
        let now = Self.monday
        value.opening = .open(until: now + .hours(2))
        #expect(value.state(hours(8, 10), at: now) == .open(until: now + .hours(2)))
        #expect(!value.state(hours(8, 10), at: now + .hours(2)).isOpen)
        #expect(value.state(hours(8, 13), at: now) == .open(until: now + .hours(2)))
        #expect(value.state(hours(8, 20), at: now) == .open(until: now + .hours(8)))
        #expect(value.state(.unknown, at: now).isOpen)
    }

    @Test(arguments: Engine.available)
    func `a supervisor sets lines of their own organisation, a counsellor none, and nobody another's`(
        _ engine: Engine
    ) async throws {
        try await Helpline.with(engine) { helpline in
            let switches = helpline.talks.switches
            let noor = try await helpline.person("noor", on: Helpline.child)
            let boss = SignedIn(
                member: StaffMember(
                    id: .random(), name: "baas", displayName: "Baas", organisation: noor.member.organisation,
                    role: .supervisor), keys: noor.keys, tokenHash: noor.tokenHash)
            let closed = LineSwitchActions.Change(opening: .closed(until: nil))
            #expect(try await refusal { try await switches.set(Helpline.child, closed, by: noor) } == .notAllowed)
            #expect(try await refusal { try await switches.set(Helpline.family, closed, by: boss) } == .notFound)
            #expect(
                try await refusal { try await switches.set(LineID(trusted: "geen"), closed, by: boss) } == .notFound)
            #expect(await switches.current().byLine.isEmpty)

            _ = try await switches.set(Helpline.child, closed, by: boss)
            #expect(try await refusal { try await helpline.start() } == .lineClosed(line: Helpline.child))
            // Another process hears it at once, and one that hears nothing within two seconds.
            #expect(try await refusal { try await helpline.restarted.start() } == .lineClosed(line: Helpline.child))
            _ = try await switches.set(Helpline.child, .init(notice: [.dutch: "We zijn zo terug."]), by: boss)
            let now = await switches.current()
            #expect(now.notice(of: Helpline.child, .dutch) == "We zijn zo terug.")
            #expect(now[Helpline.child].opening == .closed(until: nil), "the other stays as it was")
            #expect(now[Helpline.child].changedBy == boss.member.id.text)
            _ = try await switches.set(Helpline.child, .init(opening: .hours, notice: [:]), by: boss)
            _ = try await helpline.open(by: noor)
            #expect(await switches.current().notice(of: Helpline.child, .dutch) == nil)
            // A talk cannot be given to a line that was closed by hand either.
            _ = try await switches.set(Helpline.family, closed)
            let talk = try await helpline.open(by: noor)
            let given = try await refusal {
                try await helpline.talks.offer(
                    talk.id, .handover, to: Helpline.family, share: .history, summary: nil, by: noor)
            }
            #expect(given == .lineClosed(line: Helpline.family))
        }
    }

    @Test(arguments: Engine.available)
    func `what cannot be shown or has no end is refused, and nothing changes`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let (switches, now) = (helpline.talks.switches, helpline.time.now)
            let changes: [(LineSwitchActions.Change, Refusal)] = [
                (.init(opening: .open(until: now)), .malformed(field: "minutes")),
                (.init(opening: .open(until: now + .minutes(1441))), .malformed(field: "minutes")),
                (.init(notice: [.dutch: String(repeating: "x", count: 301)]), .tooLong(field: "notice", limit: 300)),
                (.init(notice: [.dutch: "a\nb"]), .malformed(field: "notice")),
                (.init(notice: [Language("fy") ?? .dutch: "Wês stil"]), .malformed(field: "notice")),
            ]
            for (change, wanted) in changes {
                #expect(try await refusal { try await switches.set(Helpline.child, change) } == wanted)
            }
            #expect(await switches.fresh().byLine.isEmpty)
            _ = try await switches.set(Helpline.child, .init(opening: .open(until: now + .minutes(1440))))
            _ = try await switches.set(Helpline.child, .init(notice: [.dutch: String(repeating: "x", count: 300)]))
        }
    }

    @Test(arguments: Engine.available)
    func `all nodes follow by a wake-up`(_ engine: Engine) async throws {
        try await Helpline.withNodes(engine) { nodes in
            for node in nodes { _ = await node.talks.switches.current() }
            _ = try await nodes[0].talks.switches.set(Helpline.child, .init(calm: (true, nil)))
            for node in nodes {
                var isCalm = false
                // The clock of the test stands still: only the wake-up can tell.
                for _ in 0..<250 where !isCalm {
                    isCalm = await node.talks.switches.current().isCalm(Helpline.child, at: node.time.now)
                    if !isCalm { try await Task.sleep(for: .milliseconds(20)) }
                }
                #expect(isCalm)
            }
        }
    }

    @Test(arguments: Engine.available)
    func `a line that is calm or flooded changes nothing until what it asks was brought`(_ engine: Engine) async throws
    {
        try await Helpline.with(engine, lines: { $0.with(queueLimit: 4) }) { helpline in
            let admission = Admission(isOn: true, pepper: helpline.pepper, clock: helpline.time.clock)
            let entry = AdmissionActions(conversations: helpline.talks, admission: admission)
            _ = try await helpline.person("noor", on: Helpline.child)
            _ = try await helpline.talks.switches.set(Helpline.child, .init(calm: (true, nil)))
            var request = AdmissionActions.Request(line: Helpline.child, language: .dutch)
            guard case .asked(let asked) = try await entry.begin(request) else {
                Issue.record("nothing was asked")
                return
            }
            #expect(try await helpline.count(.conversation) == 0)
            #expect(try await helpline.count(.secret) == 0)
            request.proof = Proof(
                challenge: asked.challenge.id,
                nonce: TriedGate.solve(asked.challenge.id, bits: asked.challenge.bits))
            guard case .began = try await entry.begin(request) else {
                Issue.record("a good proof was refused")
                return
            }
            guard case .asked = try await entry.begin(request) else {
                Issue.record("a proof counted twice")
                return
            }
            #expect(try await helpline.count(.conversation) == 1)
        }
    }
}
