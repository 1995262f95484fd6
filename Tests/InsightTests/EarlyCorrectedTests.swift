import Core
import Pack
import Site
import Testing

@testable import Insight

/// What is said of a week of which reports are still coming in, when its number changes.
@Suite struct `What was said of a week on late reports` {
    let indicator = Judged.indicator("late", lateness: LateNation.lateness)
    let friesland = RegionID(trusted: "VT04")

    func nation() throws -> LateNation {
        var nation = try LateNation(seed: 400)
        nation.complete["VT04"]?[329] = 120
        return nation
    }

    private func row(_ value: Int) -> [UInt8] { [UInt8].file("late,VT04,,\(Judged.last),\(value),provisional") }

    private func said(_ detection: DetectionActions) async throws -> CardExtras {
        try await `A figure that was corrected after it was judged`.card(
            detection, CardQuestion(indicator, region: friesland))
    }

    @Test func `is withdrawn when the number turns out to be lower, and until then nothing is said`() async throws {
        let late = try nation()
        try await Judged.with([indicator]) { figures, detection in
            try await late.deliver("late", figures)
            _ = try await detection.run()
            let id = try #require(
                try await detection.findings(.shown).first {
                    $0.finding.kind == .earlyRise && $0.finding.region == friesland
                }
            ).finding.id
            let whole = CardQuestion(indicator)
            let card = try await `A figure that was corrected after it was judged`.card(detection, whole)
            #expect(card.marks[friesland]?.text[.dutch].isEmpty == false)
            #expect(card.notes.contains { $0.path == "/signals/findings/\(id)" })

            _ = try await figures.importCSV(row(36), at: Figures.now - .minutes(10))
            #expect(try await detection.finding(id, .shown).standing == .corrected)
            let between = try await said(detection)
            #expect(
                `A figure that was corrected after it was judged`.said(between)
                    == "Het cijfer van Friesland is verbeterd en wordt opnieuw beoordeeld; tot dan geen uitspraak.")
            #expect(between.estimates[.week(Judged.last)] == nil)

            _ = try await detection.runIfNew()
            let seen = try await detection.finding(id, .shown)
            #expect(seen.standing == .withdrawn && seen.finding.observedNow == 36)
            let words = FindingSentence(try Figures.wording(), try Figures.pack())
            #expect(words.sentence(seen).hasPrefix("Ingetrokken op "))
            #expect(try await said(detection).estimates[.week(Judged.last)] != nil)
        }
    }

    @Test func `stays when more comes in, which is no correction, and the card says that it is not complete`()
        async throws
    {
        let late = try nation()
        try await Judged.with([indicator]) { figures, detection in
            try await late.deliver("late", figures)
            _ = try await detection.run()
            let first = try #require(
                try await detection.findings(.shown).first {
                    $0.finding.kind == .earlyRise && $0.finding.region == friesland
                })
            _ = try await figures.importCSV(row(first.finding.observed + 10), at: Figures.now - .minutes(10))
            let between = try await said(detection)
            #expect(
                `A figure that was corrected after it was judged`.said(between)
                    == "Cijfers van Friesland zijn nog niet volledig; geen uitspraak.")
            #expect(between.isWithheld)
            _ = try await detection.runIfNew()
            let seen = try await detection.finding(first.finding.id, .shown)
            #expect(seen.standing == .holds && seen.finding.revision == nil && seen.shown == first.shown)
            let now = `A figure that was corrected after it was judged`.said(try await said(detection))
            #expect(now.contains("lag hoger dan verwacht (\(first.finding.observed + 10);"), "\(now)")
        }
    }
}
