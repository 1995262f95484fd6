import Core
import Database
import Pack
import Site
import Testing

@testable import Insight

@Suite struct `A round of judging` {
    static func nation(_ id: String, seed: UInt64) throws -> [String: [Int?]] {
        var counts: [String: [Int?]] = [:]
        for (index, place) in Judged.places.enumerated() {
            counts[place] = try Judged.counts(330, mean: 60, seed: seed + UInt64(index))
            // The last two weeks are ordinary ones.
            counts[place]?[328] = 60
            counts[place]?[329] = 60
        }
        return counts
    }

    @Test func `finds the one place that is out of the ordinary, says it in a sentence, and keeps the evidence`()
        async throws
    {
        let indicator = Judged.indicator("contacts")
        var counts = try Self.nation("contacts", seed: 10)
        counts["VT04"]?[329] = 105
        let file = Judged.file("contacts", counts)
        try await Judged.with([indicator]) { figures, detection in
            _ = try await figures.importCSV(file, at: Figures.now)
            let summary = try #require(try await detection.run())
            #expect(summary.series == 5 && summary.week == Judged.last.description)
            let judged = try #require(try await detection.judged(indicator))
            let found = judged.findings.filter { $0.finding.week == Judged.last && $0.finding.kind == .rise }
            #expect(found.map { $0.finding.region?.text } == ["VT04"])
            #expect(found.first?.finding.terms == "test" && found.first?.shown == 105)
            #expect(judged.whole?.state == .quiet)
            let words = FindingSentence(try Figures.wording(), try Figures.pack())
            let seen = try #require(found.first)
            let sentence = try #require(words.except([.init(finding: seen.finding, shown: 105)], isRise: true))
            #expect(sentence.hasPrefix("Landelijk geen significante stijging, behalve in Friesland (105 tegen "))
            // A second round finds nothing new and keeps the id.
            let again = try #require(try await detection.run())
            #expect(again.judged == 0 && again.findings == 0)
            #expect(try await detection.finding(seen.finding.id, .shown).finding == seen.finding)
        }
    }

    @Test func `is somebody's turn on a fresh installation`() async throws {
        try await Judged.with([]) { _, detection in
            for name in [ClockTurn.minute, ClockTurn.judging] {
                let turn = ClockTurn(name, node: "a", length: .seconds(60))
                let isTaken = try await detection.store.write { try turn.take(in: $0, now: Figures.now) }
                #expect(isTaken, "\(name)")
            }
        }
    }

    @Test func `says nothing of the whole while a place that delivers is missing`() async throws {
        let indicator = Judged.indicator("contacts")
        var counts = try Self.nation("contacts", seed: 20)
        counts["VT02"]?[329] = nil
        let file = Judged.file("contacts", counts)
        try await Judged.with([indicator]) { figures, detection in
            _ = try await figures.importCSV(file, at: Figures.now)
            _ = try await detection.run()
            let judged = try #require(try await detection.judged(indicator))
            #expect(judged.whole?.state == .incomplete)
            #expect(judged.places.first { $0.region?.text == "VT02" }?.state == .incomplete)
            #expect(judged.findings.allSatisfy { $0.finding.week != Judged.last || $0.finding.kind != .fall })
        }
    }

    @Test func `marks what was said of a value that was corrected since, and keeps what was said`() async throws {
        let indicator = Judged.indicator("contacts")
        var counts = try Self.nation("contacts", seed: 30)
        counts["VT01"]?[329] = 200
        let (first, week) = (Judged.file("contacts", counts), Judged.last)
        counts["VT01"]?[329] = 61
        let second = Judged.file("contacts", counts)
        try await Judged.with([indicator]) { figures, detection in
            _ = try await figures.importCSV(first, at: Figures.now - .days(1))
            _ = try await detection.run()
            let before = try #require(try await detection.findings(.shown).first { $0.finding.region?.text == "VT01" })
            #expect(before.finding.correctedAt == nil)
            _ = try await figures.importCSV(second, at: Figures.now)
            let summary = try #require(try await detection.runIfNew())
            #expect(summary.judged >= 2)
            let after = try await detection.finding(before.finding.id, .shown)
            #expect(after.finding.correctedAt != nil)
            #expect(after.finding.observed == 200)
            let revisions = try await detection.store.read { db in
                try db.all(
                    JudgementRevisions(indicator: indicator.id, region: RegionID(trusted: "VT01"), week: week)
                ).compactMap(\.self)
            }
            #expect(revisions.map(\.judgement.observed) == [200, 61])
            // Nothing new came in: nothing is done.
            #expect(try await detection.runIfNew() == nil)
        }
    }

    static let amina = Analyst(name: "Amina", organisation: OrganisationID(trusted: "guana-chat"))

    @Test func `puts what the calendar says beside a finding, and takes the answers of people`() async throws {
        let indicator = Judged.indicator("contacts")
        let campaign = CalendarEvent(
            id: "campagne", kind: .campaign, from: Judged.last.monday, text: Figures.text("Campagne", "Campaign"),
            source: Localized(everywhere: "Redactie"))
        let elsewhere = CalendarEvent(
            id: "elders", kind: .holiday, from: Judged.last.monday, text: Figures.text("Vakantie", "Holiday"),
            source: Localized(everywhere: "Redactie"), regions: ["VT02"].asRegions.sorted())
        var counts = try Self.nation("contacts", seed: 40)
        counts["VT01"]?[329] = 200
        let file = Judged.file("contacts", counts)
        try await Judged.with([indicator], events: [campaign, elsewhere]) { figures, detection in
            _ = try await figures.importCSV(file, at: Figures.now)
            _ = try await detection.run()
            let seen = try #require(try await detection.findings(.shown).first { $0.finding.region?.text == "VT01" })
            #expect(seen.answers.map(\.explanation) == [.campaign])
            #expect(seen.answers.first?.note == "campagne" && seen.answers.first?.person == "")
            let id = seen.finding.id
            try await detection.answer(id, .oneCaller, .no, note: " nagevraagd ", by: Self.amina)
            try await detection.decide(id, .looking, reason: "Wij bellen de regio.", by: Self.amina)
            let after = try await detection.finding(id, .listed)
            #expect(after.answers.last?.note == "nagevraagd" && after.answers.last?.answer == .no)
            #expect(after.decisions.map(\.decision) == [.looking] && after.decisions.first?.person == "Amina")
            await #expect(throws: Refusal.empty(field: "reason")) {
                try await detection.decide(id, .closed, reason: "  ", by: Self.amina)
            }
            await #expect(throws: Refusal.aboutPerson(field: "note")) {
                try await detection.answer(id, .oneCaller, .yes, note: "Het is 06-12345678.", by: Self.amina)
            }
            await #expect(throws: Refusal.notFound) {
                try await detection.decide(FindingID(trusted: "x"), .closed, reason: "a", by: Self.amina)
            }
            #expect(try await detection.finding(id, .listed).decisions.count == 1)
        }
    }

    @Test func `raises no alarm because of a channel that is new`() async throws {
        var indicator = try Figures.indicator("own", unit: "gesprekken", period: .week, origin: .counted)
        indicator = indicator.with([])
        let before = try Judged.counts(200, mean: 60, seed: 50)
        let added = try Judged.counts(8, mean: 60, seed: 51)
        let own = indicator
        try await Judged.with([own]) { figures, detection in
            try await figures.store.write { db in
                for (index, count) in before.enumerated() {
                    let week = Judged.last - (199 - index)
                    try db.run(
                        AddOwnObservation(
                            indicator: own.id, region: nil, week: week, channel: .chat, number: count, day: Figures.now)
                    )
                    // In the last eight weeks as many again come by phone.
                    let more = index >= 192 ? added[index - 192] : 0
                    try db.run(
                        AddOwnObservation(
                            indicator: own.id, region: nil, week: week, channel: nil, number: count + more,
                            day: Figures.now))
                    guard more > 0 else { continue }
                    try db.run(
                        AddOwnObservation(
                            indicator: own.id, region: nil, week: week, channel: .phone, number: more, day: Figures.now)
                    )
                }
            }
            _ = try await detection.run()
            let judged = try #require(try await detection.judged(own))
            #expect(judged.findings.filter { $0.finding.kind.isRise && $0.finding.week > Judged.last - 8 }.isEmpty)
            #expect(judged.whole?.state == .afterBreak)
        }
    }

    @Test func `is silent where nothing changed, as often as it promises`() async throws {
        // Forty figures of one place each, a year of weeks: 40 × 52 × 2 tests at 0.01 may give about 42.
        var files: [[UInt8]] = []
        var indicators: [Indicator] = []
        for number in 0..<12 {
            let indicator = Judged.indicator("quiet-\(number)")
            indicators.append(indicator)
            files.append(
                Judged.file(
                    indicator.id.text, ["VT01": try Judged.counts(330, mean: 40, seed: UInt64(100 + number))]))
        }
        let all = (indicators, files)
        try await Judged.with(indicators) { figures, detection in
            for file in all.1 { _ = try await figures.importCSV(file, at: Figures.now) }
            _ = try await detection.run()
            let ledger = try await detection.ledger()
            let (tested, inRange) = (ledger.reduce(0) { $0 + $1.tested }, ledger.reduce(0) { $0 + $1.inRange })
            #expect(tested == 12 * 52 * 2)
            let share = Double(inRange) / Double(tested)
            #expect(share > 0.92 && share < 0.985, "\(share)")
            // 624 weeks of the whole, tested up and down at 0.01.
            #expect(ledger.reduce(0) { $0 + $1.found } <= 25)
        }
    }
}

@Suite struct `A finding about a number that is too small to be told` {
    @Test func `is for analysts, with exact numbers and marked, and for nobody else`() async throws {
        let indicator = Judged.indicator("contacts")
        var counts = try `A round of judging`.nation("contacts", seed: 60)
        counts["VT03"] = try Judged.counts(330, mean: 30, seed: 61)
        counts["VT03"]?[329] = 2
        let file = Judged.file("contacts", counts)
        try await Judged.with([indicator]) { figures, detection in
            _ = try await figures.importCSV(file, at: Figures.now)
            _ = try await detection.run()
            let region = RegionID(trusted: "VT03")
            let all = try await detection.findings(.listed).filter {
                $0.finding.region == region && $0.finding.week == Judged.last
            }
            let seen = try #require(all.first)
            #expect(seen.finding.kind == .fall && seen.shown == nil)
            let shown = try await detection.findings(.shown)
            #expect(!shown.contains { $0.finding.region == region && $0.finding.week == Judged.last })
            await #expect(throws: Refusal.notFound) { try await detection.finding(seen.finding.id, .shown) }
            let view = FindingView(try Figures.wording(), try Figures.pack(), detection.catalogue, [])
            #expect(view.title(seen) == "Naam van contacts")
            #expect(view.sentences.sentence(seen) == "Te weinig om te tonen.")
            let exact = try await detection.judgements(under: seen.finding)
            let desk = view.view(seen, back: ("/", ""), desk: "/desk/findings/a", exact: exact)
            #expect(desk.title == "Naam van contacts: lager dan verwacht")
            #expect(desk.facts.flatMap(\.sentences).contains("Niet openbaar: dit getal mag niet naar buiten."))
            let week = "week 47 van 2026: 2, verwacht 33 (95%-bereik 20-48)"
            #expect(desk.facts.flatMap(\.sentences).contains(week))
            let everybody = view.view(seen, back: ("/", ""), desk: nil)
            #expect(everybody.facts.first { $0.label == "Hoe zeker" }?.sentences == ["Te weinig om te tonen."])
            #expect(!everybody.facts.flatMap(\.sentences).contains(week) && everybody.title == "Naam van contacts")
        }
    }
}

@Suite struct `The sentences of a judgement` {
    func words(_ language: Language = .dutch) throws -> FindingSentence {
        FindingSentence(try Figures.wording(language), try Figures.pack())
    }

    func judgement(_ state: JudgementState, power: Int? = 90) -> Judgement {
        Judgement(
            indicator: IndicatorID(trusted: "contacts"), region: nil, week: Judged.last, state: state, observed: 158,
            expected: 75, low: 55, high: 97, pRise: 0.001, pFall: 0.999, power: power)
    }

    @Test func `are those of the method and no others`() throws {
        let indicator = Judged.indicator("contacts")
        #expect(
            try words().sentence(judgement(.rise), indicator, shown: 158) == [
                "Het aantal contacten lag hoger dan verwacht (158; verwacht 55-97). Dit zegt niet dat er meer geweld is: ook bekendheid, bereikbaarheid en registratie spelen mee."
            ])
        #expect(
            try words().sentence(judgement(.fall), indicator, shown: 20) == [
                "Minder contacten dan verwacht. Dit kan betekenen dat mensen ons minder goed bereiken; het betekent niet dat er minder geweld is."
            ])
        #expect(
            try words().sentence(judgement(.quiet), indicator, shown: 60).first
                == "Geen opvallende verandering in het aantal contacten deze week.")
        #expect(
            try words(.english).sentence(judgement(.quiet), indicator, shown: 60).first
                == "No notable change in the number of contacts this week.")
    }

    @Test func `tell nothing of what is too small, not even a direction`() throws {
        let indicator = Judged.indicator("contacts")
        for state in [JudgementState.quiet, .rise, .fall] {
            #expect(try words().sentence(judgement(state), indicator, shown: nil) == ["Te weinig om te tonen."])
        }
    }

    @Test func `do not call quiet what could not have been seen`() throws {
        let indicator = Judged.indicator("contacts")
        #expect(
            try words().sentence(judgement(.quiet, power: 12), indicator, shown: 6) == [
                "Te weinig gegevens om een verandering te kunnen zien (een verdubbeling zou in 12% van de weken opvallen)."
            ])
    }
}
