import Core
import Database
import Pack
import Site
import Testing

@testable import Insight

/// What pages say when a figure under a judgement is another one by now.
@Suite struct `A figure that was corrected after it was judged` {
    let indicator = Judged.indicator("contacts")

    /// The card as the page asks for it, in Dutch.
    static func card(_ detection: DetectionActions, _ question: CardQuestion) async throws -> CardExtras {
        let (pack, wording) = (try Figures.pack(), try Figures.wording())
        return try await detection.extras(of: question, pack: pack) { _ in wording.say }
    }

    static func said(_ extras: CardExtras) -> String {
        extras.sentences.map { $0[.dutch] }.joined(separator: " ")
    }

    static func row(_ value: Int?, region: String = "VT04", week: Week = Judged.last) -> [UInt8] {
        """
        indicator,region,organisation,period,value,status
        contacts,\(region),,\(week),\(value.map(String.init) ?? ""),\(value == nil ? "missing" : "final")
        """.bytes
    }

    func nation(_ seed: UInt64 = 10) throws -> [UInt8] {
        var counts = try `A round of judging`.nation("contacts", seed: seed)
        counts["VT04"]?[329] = 105
        return Judged.file("contacts", counts)
    }

    @Test func `never stands in the sentence of before, and is withdrawn when it is judged again`() async throws {
        let (file, indicator) = (try nation(), indicator)
        try await Judged.with([indicator]) { figures, detection in
            _ = try await figures.importCSV(file, at: Figures.now - .days(2))
            _ = try await detection.run()
            let before = Self.said(try await Self.card(detection, CardQuestion(indicator)))
            #expect(before.hasPrefix("Landelijk geen significante stijging, behalve in Friesland (105 tegen "))
            let id = try #require(try await detection.findings(.shown).first { $0.finding.region?.text == "VT04" })
                .finding.id

            _ = try await figures.importCSV(Self.row(61), at: Figures.now - .days(1))
            let between = Self.said(try await Self.card(detection, CardQuestion(indicator)))
            #expect(!between.contains("(61") && !between.contains("(105") && !between.contains("behalve"), "\(between)")
            #expect(
                between.contains(
                    "Het cijfer van Friesland is verbeterd en wordt opnieuw beoordeeld; tot dan geen uitspraak."))
            let region = CardQuestion(indicator, region: RegionID(trusted: "VT04"))
            #expect(
                Self.said(try await Self.card(detection, region))
                    == "Het cijfer van Friesland is verbeterd en wordt opnieuw beoordeeld; tot dan geen uitspraak.")
            let words = FindingSentence(try Figures.wording(), try Figures.pack())
            let waiting = try await detection.finding(id, .shown)
            #expect(waiting.standing == .corrected)
            #expect(words.sentence(waiting).hasPrefix("Het cijfer van Friesland is verbeterd"))

            _ = try #require(try await detection.runIfNew())
            let after = Self.said(try await Self.card(detection, CardQuestion(indicator)))
            #expect(after.hasPrefix("Geen opvallende verandering"), "\(after)")
            let seen = try await detection.finding(id, .shown)
            #expect(seen.standing == .withdrawn && seen.finding.observed == 105 && seen.finding.observedNow == 61)
            #expect(
                words.sentence(seen)
                    == "Ingetrokken op 23 november 2026. Het cijfer is verbeterd, van 105 naar 61; daarmee is dit geen signaal meer."
            )
            #expect(words.standing(seen, isDesk: false)?.hasPrefix("ingetrokken op ") ?? false)

            // As it was known in between, it says what was said then, with the range that belongs to it.
            let then = CardQuestion(indicator, known: Figures.now - .days(1) - .hours(1))
            #expect(Self.said(try await Self.card(detection, then)).isEmpty)
        }
    }

    @Test func `stays a finding when it is one with the new figure, with that figure's own verdict`() async throws {
        let (file, indicator) = (try nation(11), indicator)
        try await Judged.with([indicator]) { figures, detection in
            _ = try await figures.importCSV(file, at: Figures.now - .days(2))
            _ = try await detection.run()
            let first = try #require(try await detection.findings(.shown).first { $0.finding.region?.text == "VT04" })
            _ = try await figures.importCSV(Self.row(115), at: Figures.now - .days(1))
            _ = try await detection.runIfNew()
            let seen = try await detection.finding(first.finding.id, .shown)
            #expect(seen.standing == .holds && seen.finding.observedNow == 115 && seen.before == 105)
            #expect(seen.finding.revision?.p ?? 1 < first.finding.p)
            let said = Self.said(try await Self.card(detection, CardQuestion(indicator)))
            #expect(said.contains("Friesland (115 tegen "), "\(said)")
            let view = FindingView(try Figures.wording(), try Figures.pack(), detection.catalogue, [])
            let facts = view.view(seen, back: ("/", ""), desk: nil).facts.flatMap(\.sentences)
            #expect(facts.contains { $0.hasPrefix("Het cijfer is verbeterd, van 105 naar 115.") }, "\(facts)")
        }
    }

    @Test func `says of a whole that is not complete which places are missing, and nothing more`() async throws {
        let (file, indicator) = (try nation(12), indicator)
        try await Judged.with([indicator]) { figures, detection in
            _ = try await figures.importCSV(file, at: Figures.now - .days(2))
            _ = try await figures.importCSV(Self.row(nil, region: "VT02"), at: Figures.now - .days(1))
            _ = try await detection.run()
            for region in [nil, "VT02"] {
                let question = CardQuestion(indicator, region: region.map { RegionID(trusted: $0) })
                let extras = try await Self.card(detection, question)
                let name = try #require(try Figures.pack().region(RegionID(trusted: "VT02"))?.name)
                #expect(Self.said(extras) == "Cijfers van \(name) zijn nog niet volledig; geen uitspraak.")
                #expect(extras.isWithheld)
            }
        }
    }

    @Test func `marks on the map the places that the sentence names, and no place whose number is hidden`() async throws
    {
        var counts = try `A round of judging`.nation("contacts", seed: 13)
        counts["VT04"]?[329] = 125
        counts["VT03"] = try Judged.counts(330, mean: 30, seed: 61)
        counts["VT03"]?[329] = 2
        let (file, indicator) = (Judged.file("contacts", counts), indicator)
        try await Judged.with([indicator]) { figures, detection in
            _ = try await figures.importCSV(file, at: Figures.now)
            _ = try await detection.run()
            let extras = try await Self.card(detection, CardQuestion(indicator))
            #expect(extras.marks.keys.map(\.text) == ["VT04"])
            let mark = try #require(extras.marks[RegionID(trusted: "VT04")])
            #expect(mark.text[.dutch].hasPrefix("hoger dan verwacht (125; verwacht "))
            #expect(extras.notes.map(\.path) == [mark.path])
            let (pack, wording) = (try Figures.pack(), try Figures.wording())
            let places = SignalsPlaces(pack, indicator, islands: "eilanden", language: .dutch)
            let picture = try await detection.shelf.picture(of: indicator, at: Figures.now)
            // A hidden place gets none, even when somebody hands one over.
            let all = extras.marks.merging([RegionID(trusted: "VT03"): mark]) { first, _ in first }
            let view = RegionsPages.View(
                picture: picture, places: places, address: SignalsAddress(indicator.id), marks: all)
            let page = String(decoding: try #require(RegionsPages.section(view, wording)).bytes, as: UTF8.self)
            #expect(page.ranges(of: "class=\"merk\"").count == 1)
            #expect(page.contains("signaal: hoger dan verwacht (125"))
            #expect(page.contains("Een volle hoek"))
        }
    }
}

@Suite struct `A page of other weeks than the last` {
    let indicator = Judged.indicator("contacts")

    @Test func `says what was judged of its own last week`() async throws {
        var counts = try `A round of judging`.nation("contacts", seed: 14)
        for place in Judged.places { counts[place]?[309] = 120 }
        let (file, indicator) = (Judged.file("contacts", counts), indicator)
        try await Judged.with([indicator]) { figures, detection in
            _ = try await figures.importCSV(file, at: Figures.now)
            _ = try await detection.run()
            var question = CardQuestion(indicator)
            question.until = Judged.last - 20
            let then = `A figure that was corrected after it was judged`.said(
                try await `A figure that was corrected after it was judged`.card(detection, question))
            #expect(then.hasPrefix("Het aantal contacten lag hoger dan verwacht (480; "), "\(then)")
            #expect(then.hasSuffix("Dit gaat over week \((Judged.last - 20).number) van 2026."))
            question.until = Judged.last - 21
            let quiet = `A figure that was corrected after it was judged`.said(
                try await `A figure that was corrected after it was judged`.card(detection, question))
            #expect(
                !quiet.contains("deze week") && quiet.contains("week \((Judged.last - 21).number) van 2026"), "\(quiet)"
            )
            question.until = Judged.last - 200
            let long = `A figure that was corrected after it was judged`.said(
                try await `A figure that was corrected after it was judged`.card(detection, question))
            #expect(
                long
                    == "Over week \((Judged.last - 200).number) van \((Judged.last - 200).year) is geen uitspraak gedaan."
            )
            // The lists go back to it.
            let period = try #require(FindingPeriod(containing: Judged.last - 20))
            let listed = try await detection.findings(.shown, in: period.weeks)
            #expect(listed.contains { $0.finding.region == nil && $0.finding.week == Judged.last - 20 })
            #expect(try await detection.findings(.shown).allSatisfy { $0.finding.week > Judged.last - 20 })
        }
    }

    @Test func `every week lies in one quarter, and the last one takes week 53`() throws {
        let year = FindingPeriod.all(
            try #require(Week(year: 2020, number: 1)), try #require(Week(year: 2020, number: 53)))
        #expect(year.map(\.quarter) == [4, 3, 2, 1])
        #expect(year.first?.weeks.upperBound == Week(year: 2020, number: 53))
        #expect(year.reduce(0) { $0 + $1.weeks.upperBound.since($1.weeks.lowerBound) + 1 } == 53)
        #expect(FindingPeriod(year: 2020, quarter: 5) == nil)
    }
}

@Suite struct `A day of the calendar from which something else is counted` {
    @Test func `cuts the figure, silences the first weeks, and takes back what lay across it`() async throws {
        let indicator = Judged.indicator("contacts")
        var counts = try `A round of judging`.nation("contacts", seed: 15)
        for place in Judged.places { for week in 326..<330 { counts[place]?[week] = 130 } }
        let file = Judged.file("contacts", counts)
        let day = (Judged.last - 3).monday
        let event = CalendarEvent(
            id: "anders", kind: .definition, from: day, text: Figures.text("Andere telling", "Counted otherwise"),
            source: Localized(everywhere: "Redactie"), indicators: [indicator.id])
        let calendar = Added(event)
        try await Judged.with([indicator], calendar: { _ in calendar.events }) { figures, detection in
            calendar.isThere = false
            _ = try await figures.importCSV(file, at: Figures.now)
            _ = try await detection.run()
            let found = try await detection.findings(.shown).filter {
                $0.finding.region == nil && $0.finding.kind == .rise
            }
            #expect(!found.isEmpty)
            #expect(try await detection.runIfNew() == nil)
            calendar.isThere = true
            _ = try #require(try await detection.runIfNew(), "nothing was judged again")
            let judged = try #require(try await detection.judged(indicator))
            #expect(judged.whole?.state == .afterBreak)
            let after = try await detection.finding(try #require(found.first).finding.id, .shown)
            #expect(after.standing == .withdrawn && after.finding.revision?.reason == .break)
            let extras = try await `A figure that was corrected after it was judged`.card(
                detection, CardQuestion(indicator))
            #expect(extras.breaks.map(\.from) == [day] && extras.events.isEmpty)
            // It is drawn and named as a break of the pack.
            let picture = try await detection.shelf.picture(of: indicator, at: Figures.now)
            let card = SignalsPages.card(picture.whole, detection.catalogue).with(extras, try Figures.pack())
            #expect(ChartMark.all(card.shown, events: card.events).contains { $0.kind == .cut && $0.from == day })
            let words = try Figures.wording()
            #expect(Sentence(card.told, words).all.joined().contains("Andere telling"))
        }
    }

    /// A calendar to which something is added between two rounds.
    final class Added: Sendable {
        private let event: CalendarEvent
        private let state = ManagedState()
        init(_ event: CalendarEvent) { self.event = event }
        var isThere: Bool {
            get { state.value }
            set { state.set(newValue) }
        }
        var events: [CalendarEvent] { isThere ? [event] : [] }
    }
}

@Suite struct `Who looked at a finding` {
    @Test func `is told in public by organisation, without a name, and the calendar is followed until then`()
        async throws
    {
        let indicator = Judged.indicator("contacts")
        var counts = try `A round of judging`.nation("contacts", seed: 16)
        counts["VT04"]?[329] = 200
        let file = Judged.file("contacts", counts)
        let campaign = CalendarEvent(
            id: "campagne", kind: .campaign, from: Judged.last.monday, text: Figures.text("Campagne", "Campaign"),
            source: Localized(everywhere: "Redactie"))
        let calendar = `A day of the calendar from which something else is counted`.Added(campaign)
        try await Judged.with([indicator], calendar: { _ in calendar.events }) { figures, detection in
            calendar.isThere = false
            _ = try await figures.importCSV(file, at: Figures.now)
            _ = try await detection.run()
            let id = try #require(try await detection.findings(.shown).first { $0.finding.region?.text == "VT04" })
                .finding.id
            #expect(try await detection.finding(id, .shown).answers.isEmpty)
            calendar.isThere = true
            #expect(try await detection.finding(id, .shown).answers.map(\.note) == ["campagne"])
            try await detection.decide(id, .explained, reason: "De campagne.", by: `A round of judging`.amina)
            calendar.isThere = false
            let seen = try await detection.finding(id, .shown)
            #expect(seen.answers.map(\.note) == ["campagne"], "what was decided on is gone")
            let view = FindingView(try Figures.wording(), try Figures.pack(), detection.catalogue, [])
            let said = view.view(seen, back: ("/", ""), desk: nil).decisions
            #expect(
                said.count == 1 && said.first?.hasPrefix("Anders verklaard, door een analist van Guana Chat, ") ?? false
            )
            #expect(!said.joined().contains("Amina"))
            let region = CardQuestion(indicator, region: RegionID(trusted: "VT04"))
            let extras = try await `A figure that was corrected after it was judged`.card(detection, region)
            #expect(extras.notes.first?.text[.dutch] == said.first)
        }
    }

    @Test func `and a chance that nobody can know exactly is not told exactly`() throws {
        let finding = Finding(
            id: .random(), indicator: IndicatorID(trusted: "contacts"), region: nil, week: Judged.last, kind: .rise,
            certainty: .clear, observed: 400, expected: 75, low: 55, high: 97, p: 1e-10, q: nil, since: Judged.last,
            terms: "test", knownSince: Figures.now)
        let words = FindingSentence(try Figures.wording(), try Figures.pack())
        #expect(
            words.certainty(finding).first
                == "Bij minder dan 1 van de 1.000.000 vergelijkbare weken zie je zo’n uitslag door toeval.")
    }
}
