import Core
import Database
import Foundation
import Site
import TestSupport
import Testing

@testable import Insight
@testable import Pack

@Suite struct `What stands under the card of a figure` {
    private func kept(_ room: Room) async throws -> IndicatorID {
        let (figure, period) = try Room.figure()
        let drafts: [(Remark.Kind, RemarkDraft)] = [
            (.interpretation, .init(text: "Voor iedereen.", indicator: figure, period: period, isPublic: true)),
            (.interpretation, .init(text: "Voor analisten.", indicator: figure, period: period)),
            (
                .observation,
                .init(text: "Een gezin belde later.", indicator: figure, source: "een wijkteam", weight: "anecdotal")
            ),
            (
                .observation,
                .init(text: "Alle scholen gevraagd.", indicator: figure, source: "scholen", weight: "systematic")
            ),
            (.observation, .init(text: "Van geen cijfer.", source: "een wijkteam", weight: "anecdotal")),
        ]
        for (kind, draft) in drafts { _ = try await room.actions.add(draft, kind, by: Room.child) }
        return IndicatorID(trusted: figure)
    }

    @Test(arguments: Engine.available)
    func `is for a visitor what was made public, with author and day`(engine: Engine) async throws {
        try await Room.with(engine) { room in
            let figure = try await kept(room)
            let say = try Figures.wording().say
            let seen = try await interpretations(of: figure, region: nil, isAnalyst: false, room.actions, say).text
            #expect(seen.contains("Voor iedereen.") && seen.contains("duiding, geen cijfer"))
            #expect(seen.contains("A. Alyst") && seen.contains("23 november 2026"))
            for hidden in ["Voor analisten.", "Een gezin belde later.", "Alle scholen gevraagd.", "/desk/"] {
                #expect(!seen.contains(hidden), "\(hidden)")
            }
            let values = try await remarks(of: figure, region: nil, isAnalyst: false, room.actions)
            #expect(values.map(\.text) == ["Voor iedereen."] && values.map(\.isPublic) == [true])
            let other = IndicatorID(trusted: "police.incidents")
            #expect(try await interpretations(of: other, region: nil, isAnalyst: false, room.actions, say).text == "")
        }
    }

    @Test(arguments: Engine.available)
    func `is for an analyst all of it, with how each observation was come by`(engine: Engine) async throws {
        try await Room.with(engine) { room in
            let figure = try await kept(room)
            let say = try Figures.wording().say
            let seen = try await interpretations(of: figure, region: nil, isAnalyst: true, room.actions, say).text
            for text in [
                "Voor iedereen.", "Voor analisten.", "Een gezin belde later.", "losse waarneming, geen cijfer",
                "Alle scholen gevraagd.", "waarneming bij iedereen gevraagd, geen cijfer",
                "Alleen analisten lezen dit.",
                "/desk/interpretations/",
            ] { #expect(seen.contains(text), "\(text)") }
            #expect(!seen.contains("Van geen cijfer."))
            let values = try await remarks(of: figure, region: nil, isAnalyst: true, room.actions)
            #expect(Set(values.map { $0.weight ?? "-" }) == ["-", "anecdotal", "systematic"] && values.count == 4)
        }
    }

    @Test(arguments: Engine.available)
    func `is at a place what was said of that place or of everywhere`(engine: Engine) async throws {
        try await Room.with(engine) { room in
            let figure = "police.incidents"
            for (text, region) in [("Van Friesland.", "VT04"), ("Van Zeeland.", "VT23"), ("Van overal.", nil)] {
                let draft = RemarkDraft(
                    text: text, indicator: figure, region: region, period: "2026-W40", isPublic: true)
                _ = try await room.actions.add(draft, .interpretation, by: Room.child)
            }
            func seen(_ region: String?) async throws -> Set<String> {
                let id = region.map { RegionID(trusted: $0) }
                let all = try await remarks(
                    of: IndicatorID(trusted: figure), region: id, isAnalyst: false, room.actions)
                return Set(all.map(\.text))
            }
            #expect(try await seen("VT04") == ["Van Friesland.", "Van overal."])
            #expect(try await seen(nil) == ["Van Friesland.", "Van Zeeland.", "Van overal."])
        }
    }

    @Test func `an observation about a figure is held to the places of that figure`() async throws {
        let pack = try OfPack.pack()
        let draft = RemarkDraft(
            text: "x", indicator: "csg.survivors-new", region: "VT04", source: "x", weight: "anecdotal")
        #expect(throws: Refusal.malformed(field: "region")) {
            try draft.content(.observation, in: Catalogue(pack), today: Figures.today)
        }
    }
}

@Suite struct `Pictures made beforehand` {
    @Test func `are those that would be made when asked for, and one is made for all who ask at once`() async throws {
        try await Figures.withActions { actions in
            _ = try await actions.importCSV(
                .file(
                    "regional,,,2021-H1,90,final", "regional,VT01,,2021-H1,40,final", "regional,VT02,,2021-H1,50,final"),
                at: Figures.now)
            let shelf = PictureShelf(actions)
            await shelf.warm(actions.catalogue.indicators) { Figures.now }
            let indicator = try #require(actions.catalogue.indicator(IndicatorID(trusted: "regional")))
            let own = try await actions.picture(of: indicator, at: Figures.now)
            let cold = PictureShelf(actions)
            let many = try await withThrowingTaskGroup(of: [PublishedPoint].self) { group in
                for _ in 0..<20 {
                    group.addTask { try await cold.picture(of: indicator, at: Figures.now).whole.points }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(many.count == 20 && many.allSatisfy { $0 == own.whole.points })
            #expect(try await shelf.picture(of: indicator, at: Figures.now).whole.points == own.whole.points)
            // What changes is seen at once.
            _ = try await actions.importCSV(.file("regional,,,2021-H1,91,final"), at: Figures.now)
            #expect(try await shelf.picture(of: indicator, at: Figures.now).whole.points.map(\.number) == [91])
        }
    }
}
