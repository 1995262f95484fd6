import Core
import Database
import Foundation
import Site
import TestSupport
import Testing

@testable import Insight
@testable import Pack

/// The figures of the country's pack, with numbers that only the tests know.
enum OfPack {
    private static let read = Result { try Pack.load(from: Figures.root.appending(path: "Packs/nederland")) }
    static func pack() throws -> Pack { try read.get() }

    static func indicator(_ id: String) throws -> Indicator {
        try #require(try pack().indicator(IndicatorID(trusted: id)), "\(id)")
    }

    /// Runs `body` on a fresh store of every engine of this build.
    static func with(_ body: (FiguresActions) async throws -> Void) async throws {
        for engine in Engine.available {
            let migrations = try Migration.load(from: Figures.root.appending(path: "Migrations/main"), engine: engine)
            try await TestStore.with(engine, migrations: migrations) { store in
                try await body(FiguresActions(store: store, pack: try pack()))
            }
        }
    }

    /// The page of a figure, without what other rooms say beside it.
    static func page(
        _ actions: FiguresActions, _ id: String, region: String? = nil, share whole: String? = nil,
        _ language: Language = .dutch
    ) async throws -> String {
        let wording = try Figures.wording(language)
        let picture = try await actions.picture(of: try indicator(id), at: Figures.now)
        var address = SignalsAddress(IndicatorID(trusted: id))
        address.region = region.map { RegionID(trusted: $0) }
        let places = SignalsPlaces(try pack(), picture.indicator, islands: "eilanden", language: language)
        let series = address.region.flatMap { picture.region($0) } ?? picture.whole
        var share: SharePages.View?
        if let whole {
            let all = try await actions.picture(of: try indicator(whole), at: Figures.now).whole
            share = SharePages.View(part: series, whole: all)
        }
        let view = FigurePages.View(
            card: SignalsPages.card(series, actions.catalogue, address: address),
            regions: RegionsPages.View(picture: picture, places: places, address: address), share: share)
        return FigurePages.page(view, wording).text
    }
}

@Suite struct `Figures of the register` {
    @Test func `every figure of the pack can be shown before anything came in, and says so`() async throws {
        try await OfPack.with { actions in
            for indicator in try OfPack.pack().indicators where indicator.origin == .imported {
                let page = try await OfPack.page(actions, indicator.id.text)
                #expect(page.contains("Er zijn nog geen cijfers ontvangen."), "\(indicator.id)")
                #expect(page.contains("<dt>Wat dit niet zegt</dt>") && !page.contains("<svg"), "\(indicator.id)")
            }
        }
    }

    // MARK: A-08

    @Test func `non-professional askers are those with the codes 30 to 36, in every record`() throws {
        let pack = try OfPack.pack()
        let part = try OfPack.indicator("vangnet.conversations.non-professional")
        let whole = try OfPack.indicator("vangnet.conversations.askers")
        #expect(part.shareOf == whole.id)
        let wanted = Set((30...36).map { "hoedanigheid:\($0)" })
        var seen: Set<String> = []
        for form in pack.recordForms {
            for code in form.field("asker")?.codes ?? [] {
                let official = Set(code.official)
                #expect(
                    part.includes(["asker": [code.id]]) == !official.isDisjoint(with: wanted), "\(form.id) \(code.id)")
                #expect(official.isDisjoint(with: wanted) || official.isSubset(of: wanted))
                #expect(whole.includes(["asker": [code.id]]))
                seen.formUnion(official.intersection(wanted))
            }
        }
        #expect(seen == wanted)
        for unknown in ["unknown", "not-asked", "refused"] { #expect(!whole.includes(["asker": [unknown]])) }
    }

    @Test func `their share is drawn from own counts and from figures brought in`() async throws {
        try await OfPack.with { actions in
            for (week, all, part) in [("2026-W44", 100, 40), ("2026-W45", 100, 60), ("2026-W46", 50, 45)] {
                try await actions.add("vangnet.conversations.askers", week, all)
                try await actions.add("vangnet.conversations.non-professional", week, part)
            }
            let own = try await OfPack.page(
                actions, "vangnet.conversations.non-professional", share: "vangnet.conversations.askers")
            #expect(own.contains("<td class=\"n\">40%</td>") && own.contains("<td class=\"n\">60%</td>"))
            #expect(!own.contains("90%"), "it would tell that five were professionals")
            #expect(own.contains("id=\"kp\"") && own.contains("class=\"s1\""), "a chart of the share")

            _ = try await actions.importCSV(
                .file(
                    "veilig-thuis.advice,,,2023-H1,1000,final", "veilig-thuis.advice,,,2023-H2,2000,final",
                    "veilig-thuis.advice.non-professional,,,2023-H1,440,final",
                    "veilig-thuis.advice.non-professional,,,2023-H2,,missing"), at: Figures.now)
            let brought = try await OfPack.page(
                actions, "veilig-thuis.advice.non-professional", share: "veilig-thuis.advice")
            #expect(brought.contains("<td class=\"n\">44%</td>") && brought.contains("niet te tonen"))
        }
    }

    // MARK

    @Test func `a week without contacts in person is another thing than a week that nobody told of`() async throws {
        try await OfPack.with { actions in
            _ = try await actions.importCSV(
                .file(
                    "professionals.in-person-contacts,,,2026-W44,120,final",
                    "professionals.in-person-contacts,,,2026-W45,,missing",
                    "professionals.in-person-contacts,,,2026-W46,0,final"), at: Figures.now)
            let series = try await actions.series("professionals.in-person-contacts")
            #expect(series.points.map(\.number) == [120, nil, 0])
            #expect(series.points.map(\.status) == [.final, .missing, .final])
            let page = try await OfPack.page(actions, "professionals.in-person-contacts")
            #expect(page.contains("<td class=\"n\">geen cijfer</td>") && page.contains("<td class=\"n\">0</td>"))
            let csv = String(decoding: SeriesCSV(series: series, language: .dutch).bytes, as: UTF8.self)
            #expect(csv.contains(",2026-W45,,missing,") && csv.contains(",2026-W46,0,final,"))
        }
    }

    @Test func `the share of contacts at a distance is that of a count by hand`() async throws {
        // Each letter a contact with a family with a measure: a at a distance, p in person.
        let contacts = [
            "2026-W44": String(repeating: "a", count: 12) + String(repeating: "p", count: 28),
            "2026-W45": String(repeating: "ap", count: 11) + String(repeating: "a", count: 22),
            "2026-W46": String(repeating: "p", count: 40),
        ]
        var lines: [String] = []
        var byHand: [String: Int] = [:]
        for (week, letters) in contacts {
            let distance = letters.count { $0 == "a" }
            byHand[week] = distance * 100 / letters.count
            lines.append("families-with-measure.contacts,,,\(week),\(letters.count),final")
            lines.append("families-with-measure.contacts.distance,,,\(week),\(distance),final")
        }
        #expect(byHand == ["2026-W44": 30, "2026-W45": 75, "2026-W46": 0])
        let file = (["indicator,region,organisation,period,value,status"] + lines).joined(separator: "\n").bytes
        let (known, expected) = (file, byHand)
        try await OfPack.with { actions in
            _ = try await actions.importCSV(known, at: Figures.now)
            let view = SharePages.View(
                part: try await actions.series("families-with-measure.contacts.distance"),
                whole: try await actions.series("families-with-measure.contacts"))
            let shares = SharePages.shares(view, last: 9)
            #expect(shares.count == 3)
            for (period, share) in shares { #expect(share == expected[period.description], "\(period)") }
        }
    }

    // MARK: A-15

    @Test(
        "a file of the police with data about persons is refused, whatever its column is called",
        arguments: ["police.reports-to-veilig-thuis.weekly", "police.proactive-visits", "police.incidents"])
    func police(id: String) async throws {
        #expect(try OfPack.indicator(id).origin == .imported)
        for engine in Engine.available {
            let migrations = try Migration.load(from: Figures.root.appending(path: "Migrations/main"), engine: engine)
            try await TestStore.with(engine, migrations: migrations) { store in
                let actions = DeliveriesActions(
                    store: store, pack: try OfPack.pack(), clock: Clock { Figures.now }, keeping: Delivered.keeping)
                var mapping = Delivered.weeks
                mapping.indicator = id
                let source = try await actions.made("Politie", mapping)
                for text in [
                    "regio;week;aantal;bsn\nVT01;2020-W13;12;\n", "regio;week;aantal;achternaam\nVT01;2020-W13;12;\n",
                    "regio;week;aantal;geboortedatum\nVT01;2020-W13;12;\n",
                    "regio;week;aantal;kenmerk\nVT01;2020-W13;12;123456782\n",
                    "regio;week;aantal;kenmerk\nVT01;2020-W13;12;iemand@voorbeeld.nl\n",
                ] {
                    await #expect(throws: PersonalDataFound.self, "\(text)") {
                        try await actions.send(text.bytes, named: "x", of: source, by: Delivered.person)
                    }
                }
                let good = "regio;week;aantal\nVT01;2020-W13;12\nVT02;2020-W13;40\n"
                let (sent, _) = try await actions.send(good.bytes, named: "x", of: source, by: Delivered.person)
                let (draft, file) = try await actions.draft(sent.id, of: Delivered.person)
                let read = try await actions.read(draft, file, mapping, version: source.source.version)
                #expect((read.values, read.mistakes) == (2, 0))
            }
        }
    }

    // MARK: B-02, B-03

    @Test func `of sixteen regions each has its number or is said to be missing, and below five is held back`()
        async throws
    {
        let pack = try OfPack.pack()
        let division = try #require(pack.divisions.first { $0.year == 2018 })
        #expect(division.regions.count == 16 && pack.otherDivisions.count == 1 && pack.regions.count == 2)
        #expect(division.regions.allSatisfy { $0.name.contains("naam onbekend") }, "nobody made names up")
        try await OfPack.with { actions in
            _ = try await actions.importCSV(
                .file(
                    "csg.survivors-new,CSG01,,2026-09,4,final", "csg.survivors-new,CSG02,,2026-09,5,final",
                    "csg.survivors-new,CSG03,,2026-09,40,final", "csg.survivors-new,CSG04,,2026-09,0,final"),
                at: Figures.now)
            let page = try await OfPack.page(actions, "csg.survivors-new")
            let rows = Array(page.components(separatedBy: "<tr data-regio=\"").dropFirst())
            #expect(rows.count == 16)
            func row(_ id: String) -> String { rows.first { $0.hasPrefix(id) } ?? "" }
            #expect(row("CSG01").contains("te weinig om te tonen"))
            #expect(row("CSG02").contains(">5<") && row("CSG03").contains(">40<") && row("CSG04").contains(">0<"))
            #expect(rows.count { $0.contains("geen cijfer") } == 12)
            #expect(!page.contains("tegelkaart"), "nobody knows where they lie")
            // Regions of Veilig Thuis are no regions of this division.
            await #expect(throws: ImportRefusal.self) {
                try await actions.importCSV(.file("csg.survivors-new,VT01,,2026-09,12,final"), at: Figures.now)
            }
        }
    }

    @Test func `the mean of calls on a day is that of the days with a number`() async throws {
        try await OfPack.with { actions in
            _ = try await actions.importCSV(
                .file(
                    "csg.calls,,,2026-09-01,10,final", "csg.calls,,,2026-09-02,,missing",
                    "csg.calls,,,2026-09-03,21,final", "csg.calls,,,2026-10-01,30,final",
                    "csg.calls,,,2026-10-02,3,final", "csg.calls,,,2026-11-01,0,final",
                    "csg.calls,,,2026-11-02,20,provisional"), at: Figures.now)
            let means = DailyMean.all(try await actions.series("csg.calls"))
            #expect(means.map(\.month.description) == ["2026-09", "2026-10", "2026-11"])
            #expect(
                means.map(\.mean) == [15.5, nil, 10],
                "a missing day is no day, a hidden one tells nothing, a zero counts")
            #expect(means.map(\.days) == [2, 1, 2] && means.map(\.ofDays) == [30, 31, 30])
            #expect(
                means.map(\.isHidden) == [false, true, false] && means.map(\.isProvisional) == [false, false, true])
            let page = try await OfPack.page(actions, "csg.calls")
            #expect(page.contains("<td class=\"n\">15,5</td>") && page.contains("2 van 30"))
            #expect(page.contains("Alleen dagen met een cijfer tellen mee."))
        }
        #expect(DailyMean.all(try Figures.series(try Figures.indicator("advice"), [("2021-H1", 40, .final)])).isEmpty)
    }

    // MARK: B-07, B-08, B-09, B-11

    @Test func `fifteen hundred of De Kindertelefoon are talks and no calls`() async throws {
        try await OfPack.with { actions in
            _ = try await actions.importCSV(
                .file("kindertelefoon.conversations,,,2020-04-01,1500,final"), at: Figures.now)
            let page = try await OfPack.page(actions, "kindertelefoon.conversations")
            #expect(page.contains("Op 1 april 2020 waren er 1.500 gesprekken."))
            for word in ["1.500 telefoontjes", "1.500 belletjes", "1.500 contacten"] { #expect(!page.contains(word)) }
            let english = try await OfPack.page(actions, "kindertelefoon.conversations", .english)
            #expect(english.contains("On 1 April 2020 there were 1,500 talks.") && !english.contains("1,500 calls"))
        }
    }

    @Test func `a twenty-five of which nobody knows the unit is kept as that, and put beside nothing`() async throws {
        let pack = try OfPack.pack()
        let growth = try OfPack.indicator("kindertelefoon.forum.growth")
        #expect(growth.metric == .unclear && growth.unit[.english] == "(unit unclear)")
        let bytes = Array(
            try Data(contentsOf: Figures.root.appending(path: "Packs/nederland/observations/youth-forum.csv")))
        try await OfPack.with { actions in
            _ = try await actions.importCSV(bytes, at: Figures.now)
            let series = try await actions.series("kindertelefoon.forum.growth")
            #expect(series.points.map(\.number) == [25] && series.points.map(\.isProvisional) == [true])
            let page = try await OfPack.page(actions, "kindertelefoon.forum.growth")
            #expect(
                page.contains("25 (eenheid onduidelijk)") && !page.contains("25%") && !page.contains("25 procent ("))
            let line = ComparedLines.Line(label: "x", name: "x", series: series)
            #expect(throws: ComparedLines.Refused.unclear) { try ComparedLines([line, line]) }
            #expect(try ComparedLines([line]).lines.count == 1)
        }
        #expect(pack.indicator(IndicatorID(trusted: "kindertelefoon.forum.posts"))?.period == .day)
    }

    @Test func `themes are parts of the talks with a subject, by channel, and for analysts`() async throws {
        let whole = try OfPack.indicator("vangnet.theme")
        try await OfPack.with { actions in
            #expect(actions.catalogue.parts(of: whole).count == 11)
            for (id, before, after) in [
                ("vangnet.theme", 200, 200), ("vangnet.theme.family", 60, 90), ("vangnet.theme.education", 90, 40),
                ("vangnet.theme.peers", 30, 30), ("vangnet.theme.missing", 3, 2),
            ] {
                // The first count of a figure is where it begins; four whole weeks stand before the date.
                try await actions.add(id, "2026-W26", 1, channel: .phone)
                try await actions.add(id, "2026-W30", before, channel: .phone)
                try await actions.add(id, "2026-W34", after, channel: .phone)
            }
            let date = try Figures.day("2026-08-03")
            #expect(try await actions.themes(of: whole, before: date, at: Figures.now).isEmpty, "they are not public")
            let found = try await actions.themes(of: whole, before: date, at: Figures.now, isAnalyst: true)
            let phone = try #require(found.first { $0.channel == .phone })
            #expect(
                phone.rows.map { "\($0.indicator.id.text.dropFirst(14)) \($0.rankBefore ?? 0)>\($0.rankAfter ?? 0)" }
                    == [
                        "family 2>1", "education 1>2", "peers 3>3",
                    ])
            #expect(found.map(\.channel) == [nil, .phone])
        }
    }

    @Test func `neighbours are those with code 35, and questions about the crisis are counted apart`() throws {
        let pack = try OfPack.pack()
        for form in pack.recordForms where form.field("asker") != nil {
            #expect(form.field("asker")?.code("neighbour")?.official == ["hoedanigheid:35"])
            #expect(form.field("crisis")?.code("yes") != nil)
        }
        let talks: [(asker: String, crisis: String)] = [
            ("neighbour", "yes"), ("neighbour", "yes"), ("neighbour", "no"), ("child", "yes"), ("child", "unknown"),
        ]
        func count(_ id: String) throws -> Int {
            let figure = try OfPack.indicator(id)
            return talks.count { figure.includes(["asker": [$0.asker], "crisis": [$0.crisis]]) }
        }
        #expect(try count("vangnet.conversations.neighbours") == 3)
        #expect(try count("vangnet.conversations.crisis") == 3)
        #expect(try count("vangnet.conversations.crisis-neighbours") == 2)
    }
}
