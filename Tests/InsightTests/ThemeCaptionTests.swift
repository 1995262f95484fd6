import Core
import Foundation
import Site
import Testing

@testable import Insight
@testable import Pack

/// More questions in all, and not more about home (register A-21).
@Suite struct `A whole that rises beside a theme` {
    private static func indicator(_ id: String, _ unit: String, partOf: String? = nil) -> Indicator {
        Indicator(
            id: IndicatorID(trusted: id), name: Figures.text(id, id), metric: .contactsOffered,
            unit: Figures.text(unit, unit), definition: Figures.text("Wat is geteld.", "What was counted."),
            doesNotSay: Figures.text("Zegt niet hoeveel geweld er is.", "Does not say how much violence there is."),
            source: Localized(everywhere: "Niemand"), version: "1", breaks: [], period: .week, regionVersion: 2025,
            suppressBelow: 5, isPublic: true, origin: .imported, family: "all",
            partOf: partOf.map { IndicatorID(trusted: $0) })
    }

    /// What stands above the chart of the whole, when the last week of the whole and of the theme are these.
    private func sentences(
        whole: Int, theme: Int, _ language: Language, of id: String = "vragen"
    ) async throws -> [String] {
        let all = [
            Self.indicator("vragen", "vragen"), Self.indicator("thuis", "vragen over thuis", partOf: "vragen"),
        ]
        var (questions, home) = (
            try Judged.counts(330, mean: 200, seed: 70), try Judged.counts(330, mean: 60, seed: 71)
        )
        (questions[329], home[329]) = (whole, theme)
        let files = [Judged.file("vragen", ["VT01": questions]), Judged.file("thuis", ["VT01": home])]
        let collected = Collected()
        try await Judged.with(all) { figures, detection in
            for file in files { _ = try await figures.importCSV(file, at: Figures.now) }
            _ = try await detection.run()
            let indicator = try #require(all.first { $0.id.text == id })
            let speeches = [
                Language.dutch: try Figures.wording(.dutch).say, .english: try Figures.wording(.english).say,
            ]
            let fallback = try Figures.wording(.dutch).say
            let extras = try await detection.extras(of: CardQuestion(indicator), pack: try OfPack.pack()) {
                speeches[$0] ?? fallback
            }
            await collected.set(extras.sentences.map { $0[language] })
        }
        return await collected.sentences
    }

    private actor Collected {
        var sentences: [String] = []
        func set(_ sentences: [String]) { self.sentences = sentences }
    }

    @Test func `says that the whole is higher, and that the theme of home is not`() async throws {
        let said = try await sentences(whole: 420, theme: 60, .dutch)
        #expect(said.count == 2, "\(said)")
        #expect(said.first?.hasPrefix("Het aantal vragen lag hoger dan verwacht (420; verwacht ") == true)
        #expect(
            said.first?.hasSuffix(
                "Dit zegt niet dat er meer geweld is: ook bekendheid, bereikbaarheid en registratie spelen mee.")
                == true)
        #expect(said.last == "Geen opvallende verandering in het aantal vragen over thuis deze week.")
    }

    @Test func `says so in English too`() async throws {
        let said = try await sentences(whole: 420, theme: 60, .english)
        #expect(said.count == 2 && said.last?.contains("vragen over thuis") == true, "\(said)")
        #expect(said.last?.localizedCaseInsensitiveContains("no notable change") == true, "\(said)")
    }

    @Test func `says that the theme is higher too when it is`() async throws {
        let said = try await sentences(whole: 420, theme: 180, .dutch)
        #expect(said.count == 2, "\(said)")
        #expect(said.last?.hasPrefix("Het aantal vragen over thuis lag hoger dan verwacht (180; verwacht ") == true)
    }

    @Test func `says nothing of the theme while the whole is ordinary`() async throws {
        let said = try await sentences(whole: 205, theme: 60, .dutch)
        #expect(said.first == "Geen opvallende verandering in het aantal vragen deze week.")
        #expect(said.allSatisfy { !$0.contains("over thuis") }, "\(said)")
    }
}
