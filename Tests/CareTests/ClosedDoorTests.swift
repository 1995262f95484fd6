import Core
import Database
import Pack
import Testing

@testable import Care

/// What the door, the API and the desk offer when a line cannot take somebody.
@Suite struct `A line that cannot take somebody` {
    static let saba = RegionID(trusted: "BQ-SA")
    static let guana = LineID(trusted: "guana-chat")

    private func section(
        _ helpline: Helpline, _ audience: String, _ region: RegionID? = nil
    ) async -> Door.Section? {
        await FrontDoorActions(pack: helpline.pack, conversations: helpline.talks, clock: helpline.time.clock)
            .door(.dutch, region: region).sections.first { $0.audience.text == audience && $0.label != nil }
    }

    @Test(arguments: Engine.available)
    func `because nobody works on it is closed at the door, and opens with the first who does`(_ engine: Engine)
        async throws
    {
        try await Helpline.with(engine) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            #expect(await section(helpline, "child")?.talk != nil)
            let parents = try #require(await section(helpline, "parent"))
            #expect(parents.talk == nil && parents.closed?.organisation == "Familielijn" && !parents.tonight.isEmpty)
            let switches = await helpline.talks.switches.current()
            let family = try #require(helpline.pack.line(Helpline.family))
            #expect(!switches.isOpen(family, at: helpline.time.now))
            #expect(try await refusal { try await helpline.start(Helpline.family) } == .lineClosed(line: family.id))
            _ = try await helpline.hire("fenna", on: Helpline.family)
            #expect(await section(helpline, "parent")?.talk?.line.id == Helpline.family)
            #expect(try await helpline.start(Helpline.family).position == 1)
            try await helpline.staff.disable(name: "fenna")
            #expect(await section(helpline, "parent")?.talk == nil)
            #expect(try await refusal { try await helpline.start(Helpline.family) } == .lineClosed(line: family.id))
        }
    }

    @Test(arguments: Engine.available)
    func `is an incident all the same when nobody works on it`(_ engine: Engine) async throws {
        try await Helpline.with(engine) { helpline in
            let begin = helpline.time.now
            try await helpline.talks.watchLines()
            helpline.time.move(.minutes(6))
            try await helpline.talks.watchLines()
            #expect(try await helpline.talks.incidents(since: begin).contains { $0.line == Helpline.family })
        }
    }

    @Test(arguments: Engine.available)
    func `a child of a small island is not offered a neighbour while the line elsewhere is shut`(_ engine: Engine)
        async throws
    {
        let change: (Line) -> Line = { $0.id == Helpline.child ? $0.changed { $0.staffedIn = [Self.saba] } : $0 }
        try await Helpline.with(engine, lines: change) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            // Nobody works on Guana Chat here: then there is no other way, and the neighbour is better than nobody.
            #expect(await section(helpline, "child", Self.saba)?.talk?.line.id == Helpline.child)
            let gina = try await helpline.person("gina", on: Self.guana)
            #expect(await section(helpline, "child", Self.saba)?.talk?.line.id == Self.guana)
            _ = try await helpline.talks.switches.set(
                Self.guana, .init(opening: .closed(until: nil)), by: gina.as(.supervisor))
            let shut = try #require(await section(helpline, "child", Self.saba))
            #expect(shut.talk == nil && shut.closed?.organisation == "Guana Chat")
            #expect(await section(helpline, "child")?.talk?.line.id == Helpline.child)
            let refused = try await refusal {
                try await helpline.talks.start(line: Helpline.child, language: .dutch, place: "Saba")
            }
            #expect(refused == .lineNearHome(line: Helpline.child))
        }
    }

    @Test(arguments: Engine.available)
    func `is not asked into a talk when a neighbour of the seeker may work there`(_ engine: Engine) async throws {
        let change: (Line) -> Line = { $0.id == Helpline.child ? $0.changed { $0.staffedIn = [Self.saba] } : $0 }
        try await Helpline.with(engine, lines: change) { helpline in
            _ = try await helpline.person("noor", on: Helpline.child)
            let gina = try await helpline.person("gina", on: Self.guana)
            func offer(_ kind: QueueKind, from place: String) async throws -> Refusal? {
                let started = try await helpline.talks.start(
                    line: Self.guana, language: .dutch, place: place, text: "hoi")
                _ = try await helpline.talks.takeNext(gina)
                let refused = try await refusal {
                    try await helpline.talks.offer(
                        started.id, kind, to: Helpline.child, share: .history, summary: nil, by: gina)
                }
                try await helpline.talks.close(started.id, contact: [:], gina)
                return refused
            }
            #expect(try await offer(.invite, from: "Saba") == .lineNearHome(line: Helpline.child))
            #expect(try await offer(.handover, from: "Saba") == .lineNearHome(line: Helpline.child))
            #expect(try await offer(.invite, from: "Statia") == nil)
        }
    }

    @Test(arguments: Engine.available)
    func `is not among the lines that a counsellor may choose when a neighbour of the seeker may work there`(
        _ engine: Engine
    ) async throws {
        let change: (Line) -> Line = { $0.id == Helpline.child ? $0.changed { $0.staffedIn = [Self.saba] } : $0 }
        try await Helpline.with(engine, lines: change) { helpline in
            let noor = try await helpline.person("noor", on: Helpline.child)
            let gina = try await helpline.person("gina", on: Self.guana)
            func receivers(from place: String) async throws -> ConversationsActions.Receivers {
                let started = try await helpline.talks.start(
                    line: Self.guana, language: .dutch, place: place, text: "hoi")
                _ = try await helpline.talks.takeNext(gina)
                let refused = try await refusal { try await helpline.talks.receivers(for: started.id, noor) }
                #expect(refused == .notFound)
                let found = try await helpline.talks.receivers(for: started.id, gina)
                try await helpline.talks.close(started.id, contact: [:], gina)
                return found
            }
            let saba = try await receivers(from: "Saba")
            #expect(saba.tooNear.map(\.id) == [Helpline.child])
            #expect(saba.lines.map(\.id).contains(Self.guana) && !saba.lines.map(\.id).contains(Helpline.child))
            let statia = try await receivers(from: "Statia")
            #expect(statia.tooNear.isEmpty && statia.lines.map(\.id).contains(Helpline.child))
        }
    }
}
