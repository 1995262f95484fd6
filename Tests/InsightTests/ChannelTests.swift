import Core
import Database
import Pack
import TestSupport
import Testing

@testable import Insight

@Suite struct `Own counts by channel` {
    @Test
    func `make one whole, and can be kept apart before and after a week is settled`() async throws {
        try await Figures.withActions { actions in
            try await actions.add("own", "2026-W46", 30)
            try await actions.add("own", "2026-W47", 30)
            try await actions.add("own", "2026-W47", 20, region: "VT01", channel: .phone)
            try await actions.add("own", "2026-W47", 4, channel: .walkIn)
            func numbers(_ channel: ContactChannel?) async throws -> [Int?] {
                let indicator = try #require(actions.catalogue.indicator(IndicatorID(trusted: "own")))
                return try await actions.series(indicator, channel: channel, at: Figures.now).points.map(\.number)
            }
            for _ in 0..<2 {
                #expect(try await numbers(nil) == [30, 55, nil])
                #expect(try await numbers(.chat) == [30, 30, nil])
                #expect(try await numbers(.phone) == [20, nil])
                #expect(try await numbers(.walkIn) == [nil, nil], "four is too few to tell")
                try await actions.settle(at: Figures.now)
            }
            // What comes late is added to each.
            try await actions.add("own", "2026-W47", 10, channel: .phone)
            try await actions.settle(at: Figures.now)
            #expect(try await numbers(nil) == [30, 65, nil])
            #expect(try await numbers(.phone) == [30, nil])
            #expect(try await numbers(.chat) == [30, 30, nil])
        }
    }

    @Test
    func `mark the week in which a channel begins, so that its rise is not read as more violence`() async throws {
        try await Figures.withActions { actions in
            for week in ["2026-W45", "2026-W46", "2026-W47"] { try await actions.add("own", week, 40) }
            #expect(try await actions.series("own").breaks.isEmpty)
            try await actions.add("own", "2026-W46", 6, channel: .phone)
            #expect(try await actions.series("own").breaks.isEmpty, "so few that the mark would tell of somebody")
            try await actions.add("own", "2026-W47", 6, channel: .phone)
            let breaks = try await actions.series("own").breaks
            #expect(breaks.map(\.before) == [1])
            #expect(breaks.first?.mark.text[.dutch] == "begin phone")
            #expect(breaks.first?.mark.from == (try Figures.week("2026-W46")).monday)
            let indicator = try #require(actions.catalogue.indicator(IndicatorID(trusted: "own")))
            #expect(try await actions.series(indicator, channel: .phone, at: Figures.now).breaks.isEmpty)
        }
    }
}
