import Core
import Database
import Foundation
import TestSupport
import Testing

@testable import Insight
@testable import Pack

private func refusal(_ body: () async throws -> some Any) async throws -> Refusal? {
    do {
        _ = try await body()
        return nil
    } catch let refusal as Refusal {
        return refusal
    }
}

@Suite struct `The calendar beside the figures` {
    static let spot = AddedEventDraft(
        kind: "media", medium: "radio", message: "voor buren, versie 2", from: "2026-11-02", until: "2026-11-09",
        text: "Spot op de radio", english: "Radio spot", source: "een omroep", regions: ["VT02", "VT01"])

    @Test(arguments: Engine.available)
    func `holds what analysts add, beside what the pack has, until they take it back`(engine: Engine) async throws {
        try await Room.with(engine) { room in
            let actions = room.actions
            let known = actions.pack.events
            #expect(try await actions.events() == known)
            let id = try await actions.add(event: Self.spot, by: Room.child)
            let events = try await actions.events()
            #expect(events.count == known.count + 1)
            let event = try #require(events.first { $0.id == id.text })
            #expect(event.kind == .media && event.from.description == "2026-11-02")
            #expect(event.until?.description == "2026-11-09" && event.text[.english] == "Radio spot")
            #expect(event.regions.map(\.text) == ["VT01", "VT02"] && event.indicators.isEmpty)
            let (figure, _) = try Room.figure()
            #expect(event.concerns(IndicatorID(trusted: figure), region: RegionID(trusted: "VT01")))
            #expect(!event.concerns(IndicatorID(trusted: figure), region: RegionID(trusted: "VT03")))

            var other = Self.spot
            (other.medium, other.message) = ("newspaper", "voor buren, versie 3")
            #expect(try await actions.change(event: id, to: other, after: 1, by: Room.child) == (2, true))
            #expect(
                try await refusal { try await actions.change(event: id, to: Self.spot, after: 1, by: Room.child) }
                    == .conflict("version"))
            #expect(
                try await refusal { try await actions.withdraw(event: id, after: 2, by: Room.rotterdam) }
                    == .notAllowed)
            #expect(try await actions.withdraw(event: id, after: 2, by: Room.child) == (3, true))
            #expect(try await actions.events() == known)
            let whole = try await actions.addedEvent(id)
            #expect(whole.versions.map(\.number) == [1, 2, 3] && whole.newest.isWithdrawn)
            #expect(
                whole.versions.map { $0.content.what.broadcast }
                    == [
                        .init(medium: .radio, message: "voor buren, versie 2"),
                        .init(medium: .newspaper, message: "voor buren, versie 3"),
                        .init(medium: .newspaper, message: "voor buren, versie 3"),
                    ])
        }
    }

    @Test func `has a channel and a message for what was told to the public, and for nothing else`() throws {
        let catalogue = try Figures.catalogue()
        var draft = Self.spot
        func refused() -> Refusal? {
            do {
                _ = try draft.content(in: catalogue)
                return nil
            } catch { return error as? Refusal }
        }
        #expect(refused() == nil)
        draft.medium = nil
        #expect(refused() == .empty(field: "medium"))
        draft.medium = "rook"
        #expect(refused() == .malformed(field: "medium"))
        (draft.medium, draft.message) = ("web", " ")
        #expect(refused() == .empty(field: "message"))
        (draft.kind, draft.message) = ("holiday", nil)
        #expect(refused() == .malformed(field: "medium"))
        draft.medium = nil
        #expect(refused() == nil)
        draft.until = "2026-11-01"
        #expect(refused() == .malformed(field: "until"))
        (draft.until, draft.regions) = (nil, ["VT99"])
        #expect(refused() == .malformed(field: "regions"))
        (draft.regions, draft.indicators) = ([], ["nee"])
        #expect(refused() == .malformed(field: "indicators"))
        (draft.indicators, draft.from) = ([], "2026-02-30")
        #expect(refused() == .malformed(field: "from"))
    }
}
