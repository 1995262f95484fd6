import Core
import Foundation
import Pack
import Testing

/// The real pack, as people find it.
struct NederlandTests {
    let pack: Pack

    init() throws {
        pack = try Pack.load(from: nederland)
    }

    func id<Of>(_ text: String) -> ID<Of> { ID(trusted: text) }

    @Test func `has no mistake`() {
        #expect(PackCheck.check(nederland).isEmpty)
    }

    @Test func `has 112 and Veilig Thuis`() {
        #expect(pack.emergency.map(\.number) == ["112"])
        #expect(pack.emergency.map(\.tel) == ["112"])
        #expect(pack.nationalLine.number == "0800-2000")
        #expect(pack.nationalLine.tel == "08002000")
    }

    @Test func `has the five entrances with their fixed names`() {
        #expect(
            pack.entrances.map { $0.label[.dutch] } == [
                "Ik ben een kind of jongere", "Het is bij mij thuis niet veilig", "Ik maak me zorgen over iemand",
                "Ik ben ouder en het loopt thuis uit de hand", "Ik werk met gezinnen",
            ])
        #expect(pack.entrances.map(\.audience.text) == ["child", "victim", "bystander", "parent", "professional"])
    }

    @Test func `has one route for every audience and situation, and none is a dead end`() {
        #expect(pack.routes.audiences.count == 8)
        #expect(pack.routes.situations.count == 6)
        #expect(pack.routes.all.count == 48)
        for route in pack.routes.all {
            #expect(!pack.services(for: route).isEmpty, "\(route.audience!) \(route.situation!)")
        }
    }

    @Test func `answers danger with the alarm number first, also on the islands`() {
        for audience in pack.routes.audiences {
            let route = pack.answers(who: audience.id, what: id("acute-danger"))
            let first = pack.services(for: route).first
            #expect(first?.shownNumbers.first?.number == (audience.id.text == "islands" ? "911" : "112"))
        }
        #expect(pack.situation(id("acute-danger"))?.urgent == true)
    }

    @Test func `sends whoever fits nowhere to Veilig Thuis`() {
        let route = pack.answers(who: id("nobody"), what: id("nothing"))
        #expect(pack.services(for: route).map(\.id.text) == ["veilig-thuis", "alarm-112"])
        #expect(pack.routes.route(who: id("nobody"), what: id("talk")) == nil)
    }

    @Test func `sends an island its own services`() {
        let route = pack.answers(who: id("islands"), what: id("violence"))
        #expect(pack.services(for: route, region: id("AW")).map(\.id.text) == ["sostenemi"])
        #expect(pack.services(for: route, region: id("BQ-BO")).map(\.id.text) == ["guiami"])
    }

    @Test func `sends whoever asks from an island to the services there, in danger to its alarm number`() {
        for audience in ["child", "victim", "bystander", "parent", "professional"] {
            let route = pack.answers(who: id(audience), what: id("acute-danger"), region: id("AW"))
            #expect(
                pack.services(for: route, region: id("AW")).map(\.id.text) == ["alarm-aruba", "sostenemi"],
                "\(audience)")
            #expect(!route.sentence[.dutch].contains("112"))
            let away = pack.answers(who: id(audience), what: id("violence"), region: id("BQ-BO"))
            #expect(pack.services(for: away, region: id("BQ-BO")).map(\.id.text) == ["guiami"], "\(audience)")
        }
        let home = pack.answers(who: id("victim"), what: id("acute-danger"), region: id("VT18"))
        #expect(pack.services(for: home, region: id("VT18")).first?.id.text == "alarm-112")
    }

    @Test func `sends somebody in Rotterdam to the line of Rotterdam and somebody unknown to every line`() {
        let route = pack.answers(who: id("victim"), what: id("violence"))
        #expect(pack.lines(for: route, region: id("VT18")).map(\.id.text) == ["veilig-thuis-rotterdam-rijnmond-chat"])
        #expect(pack.lines(for: route, region: id("VT01")).isEmpty)
        #expect(pack.lines(for: route).count == 2)
    }

    @Test func `has lines of at least three organisations that are open at any hour and hold a thousand people`() {
        #expect(pack.isDemonstration)
        #expect(Set(pack.lines.map(\.organisation)).count >= 3)
        for line in pack.lines {
            #expect(line.hours.kind == .always)
            #expect(line.queueLimit >= 1000)
            #expect(line.opening[.dutch].contains("Na een dag zonder bericht sluit het gesprek."))
            #expect(pack.organisation(line.organisation) != nil)
        }
    }

    // MARK: Places

    @Test(
        "finds the region of a place that somebody types",
        arguments: [
            ("Den Haag", "VT09"), ("'s-gravenhage", "VT09"), ("s gravenhage", "VT09"), ("den bosch", "VT27"),
            ("'s-Hertogenbosch", "VT27"), ("Uitgeest", "VT17"), ("Heusden", "VT15"), ("Mook en Middelaar", "VT06"),
            ("súdwest fryslân", "VT04"), ("SUDWEST-FRYSLAN", "VT04"), ("Hengelo", "VT19"), ("hoofddorp", "VT12"),
            ("3011", "VT18"), ("3011 AB", "VT18"), (" 3011ab", "VT18"), ("SABA", "BQ-SA"), ("curacao", "CW"),
            ("statia", "BQ-SE"), ("Aruba", "AW"),
        ])
    func place(_ typed: String, _ region: String) {
        guard case .region(let found) = pack.place(typed) else {
            Issue.record("\(typed) is \(pack.place(typed))")
            return
        }
        #expect(found.id.text == region)
    }

    @Test func `asks when a name means two municipalities`() {
        guard case .ask(let regions) = pack.place("Bergen") else {
            Issue.record("\(pack.place("Bergen"))")
            return
        }
        #expect(regions.map(\.id.text) == ["VT13", "VT17"])
        #expect(pack.place("bergen (nh.)") == .region(pack.region(id("VT17"))!))
    }

    @Test func `asks when a postcode lies near a border, and does not know a postcode of boxes`() {
        #expect(pack.place("1000") == .ask([pack.region(id("VT01"))!]))
        #expect(pack.place("2500") == .unknown)
        #expect(pack.place("0000") == .unknown)
        #expect(pack.place("") == .unknown)
        #expect(pack.place("Nergenshuizen") == .unknown)
    }

    @Test func `knows which region a postcode had in 2020`() {
        #expect(pack.regions.map(\.year) == [2020, 2025])
        #expect(pack.regions.map(\.regions.count) == [26, 25])
        guard case .region(let then) = pack.region(ofPostcode: "5211", year: 2020),
            case .region(let now) = pack.region(ofPostcode: "5211")
        else {
            Issue.record("5211 is not certain")
            return
        }
        #expect(then.id.text == "VT16")
        #expect(now.id.text == "VT27")
        #expect(now.replaces.map(\.text) == ["VT16", "VT26"])
        #expect(pack.region(ofPostcode: "5211", year: 1999) == .unknown)
        #expect(pack.regions[1].regions.map(\.municipalities.count).reduce(0, +) == 342)
    }

    @Test func `gives every region of a version a tile of its own`() {
        for version in pack.regions {
            let tiles = version.regions.compactMap(\.tile)
            #expect(tiles.count == version.regions.count)
            #expect(Set(tiles.map { "\($0.column),\($0.row)" }).count == tiles.count)
            #expect(Set(tiles.map(\.code)).count == tiles.count)
        }
    }

    // MARK: What may be said

    @Test func `does not take a date that is still to come for a check`() throws {
        let kindertelefoon = try #require(pack.service(id("kindertelefoon")))
        let before = kindertelefoon.standing(at: at("2019-08-01T12:00:00Z"))
        #expect(before.checked == .never)
        #expect(before.state == .unknown)
    }

    @Test func `shows hours only where the law sets them or somebody checked in the last 90 days`() throws {
        let now = at("2026-11-23T12:00:00Z")
        for service in pack.services {
            let standing = service.standing(at: now)
            switch service.id.text {
            case "alarm-112", "veilig-thuis":
                #expect(standing.checked == .byLaw)
                #expect(standing.state == .open(until: nil))
            default:
                #expect(standing.state == .unknown, "\(service.id)")
            }
        }
        let kindertelefoon = try #require(pack.service(id("kindertelefoon")))
        #expect(kindertelefoon.standing(at: now).numbers.map(\.number) == ["0800-0432"])
        #expect(kindertelefoon.standing(at: now).checked == .longAgo(SourceDate("2019-09")!))
        let recent = kindertelefoon.standing(at: at("2019-10-10T12:00:00Z"))
        #expect(recent.state == .open(until: at("2019-10-10T19:00:00Z")))
        #expect(kindertelefoon.standing(at: at("2019-11-30T12:00:00Z")).state != .unknown)
        #expect(kindertelefoon.standing(at: at("2019-12-01T12:00:00Z")).state == .unknown)
    }

    @Test func `keeps numbers that nobody checked and does not show them`() throws {
        for service in pack.services {
            for phone in service.numbers where phone.show { #expect(phone.certainty == .high) }
        }
        let unchecked = try #require(pack.service(id("alles-oke")))
        #expect(unchecked.numbers.map(\.number) == ["0800-0450"])
        #expect(unchecked.shownNumbers.isEmpty)
        #expect(!unchecked.isReachable)
    }

    @Test func `knows that MIND Korrelatie was open until ten from 30 March to 1 June 2020`() throws {
        let service = try #require(pack.service(id("mind-korrelatie")))
        func hours(_ day: String) -> [OpeningHours.HourRange]? {
            service.version(on: Day(day)!)?.hours.hours(on: Day(day)!)
        }
        let normal = [OpeningHours.HourRange(from: 540, to: 1080)]
        let longer = [OpeningHours.HourRange(from: 540, to: 1320)]
        #expect(hours("2020-03-27") == normal)
        #expect(hours("2020-03-30") == longer)
        #expect(hours("2020-06-01") == longer)
        #expect(hours("2020-06-02") == normal)
        #expect(hours("2020-04-04") == [])
        #expect(hours("2026-11-23") == nil)
        #expect(service.recordedHours(at: at("2020-04-01T19:30:00Z")).state(at: at("2020-04-01T19:30:00Z")).isOpen)
        #expect(!service.recordedHours(at: at("2020-06-10T19:30:00Z")).state(at: at("2020-06-10T19:30:00Z")).isOpen)
    }

    @Test func `speaks to parents without a word that accuses`() throws {
        let parent = try #require(pack.entrance(id("parent")))
        let before = try #require(parent.before)
        #expect(before.parts.map(\.topic) == Explanation.Topic.allCases)
        let texts =
            [parent.label, parent.explanation, before.title, before.heading] + parent.choices.map(\.label)
            + before.parts.flatMap { [$0.heading, $0.text] }
            + pack.tonight.steps.map(\.text)
            + pack.canned.filter { $0.groups.isEmpty || $0.groups.contains(id("family")) }.map(\.text)
            + pack.routes.all.filter { $0.audience == parent.audience }.map(\.sentence)
            + pack.lines.filter { $0.group.text == "family" }.map(\.opening)
        for text in texts {
            for word in ["dader", "pleger", "mishandel", "aangifte"] {
                #expect(!text[.dutch].lowercased().contains(word))
            }
            for language in pack.languages {
                #expect(pack.unsaid.first(in: text[language], language, for: .audience(parent.audience)) == nil)
            }
        }
    }

    @Test func `says what stays behind on a telephone, and promises nothing it cannot keep`() throws {
        let traces = try #require(pack.guide(id("traces"), .dutch))
        #expect(traces.markdown.contains("We kunnen niet wissen dat je deze site bezocht."))
        #expect(traces.markdown.contains("Wis niet alles ineens."))
        let tips = Set(pack.guides.filter { $0.tips != nil }.map(\.id.text))
        #expect(
            Set(pack.guides.map(\.id.text)).subtracting(tips) == ["about", "cannot-talk", "exit", "privacy", "traces"])
        for guide in pack.guides {
            for word in ["anoniem", "spoorloos", "anonymous", "untraceable"] {
                #expect(!guide.markdown.lowercased().contains(word), "\(guide.id) \(guide.language)")
            }
        }
        #expect(pack.guide(id("cannot-talk"), .english)?.checkedOn?.description == "2022")
        // Nobody checked it since: the page says so of itself until somebody does.
        let cannotTalk = try #require(pack.guide(id("cannot-talk"), .dutch))
        #expect(cannotTalk.isStale(on: Day("2026-11-26")!))
        #expect(pack.guide(id("traces"), Language("tr")!)?.language == .dutch)
    }

    // MARK: Records and figures

    @Test func `asks at most eight things in each record, each with three unknowns`() throws {
        #expect(pack.recordForms.map(\.id.text) == ["child", "family", "veilig-thuis"])
        for form in pack.recordForms {
            #expect(form.fields.count <= 8)
            for field in form.fields {
                #expect(field.unknowns.map(\.id) == ["unknown", "not-asked", "refused"])
                #expect(Set(field.allCodes.map(\.id)).count == field.allCodes.count)
                #expect(!field.codes.isEmpty && field.most <= 3)
                #expect(field.id == "region" || !pack.figures(with: field).isEmpty, "\(field.id) counts nowhere")
            }
            #expect(form.field("reason")?.most == 3 && form.field("reason")?.elsewhere != nil)
            #expect(form.field("region")?.codes.count == 31)
            #expect(form.field("asker")?.code("neighbour")?.official == ["hoedanigheid:35"])
            #expect(form.field("crisis")?.codes.map(\.id) == ["yes", "no"])
            // Reasons for more care beyond violence, more than one at a time.
            #expect(form.field("vulnerable")?.most == 3)
            for code in ["unsafe", "carer", "emb"] { #expect(form.field("vulnerable")?.code(code) != nil) }
        }
        #expect(pack.recordForms.filter(\.takesReports).map(\.id.text) == ["veilig-thuis"])
    }

    @Test func `gives each organisation a record of its own kind`() throws {
        for (organisation, record) in [
            ("kindertelefoon", "child"), ("guana-chat", "child"), ("familielijn", "family"),
            ("veilig-thuis-friesland", "veilig-thuis"), ("not-in-the-pack", "child"),
        ] {
            #expect(pack.recordForm(of: OrganisationID(trusted: organisation)).id.text == record)
        }
        let child = try #require(pack.recordForms.first { $0.id.text == "child" })
        let reasons = try #require(child.field("reason")).codes
        // Two levels: eleven headings, and every code of the list below them.
        #expect(Set(reasons.compactMap(\.theme)).count == 11 && reasons.allSatisfy { $0.group != nil })
        let official = Set(reasons.flatMap(\.official))
        #expect(official.count == 75 && official.allSatisfy { $0.hasPrefix("chi:") })
        #expect(official.contains("chi:Violence/Bullying"))
        #expect(child.field("nature") == nil)
        let veiligThuis = try #require(pack.recordForms.first { $0.id.text == "veilig-thuis" })
        func codes(_ field: String, _ list: String) throws -> [String] {
            try #require(veiligThuis.field(field)).allCodes.flatMap(\.official).filter { $0.hasPrefix(list) }
                .map { String($0.suffix(2)) }.sorted()
        }
        #expect(try codes("reason", "aanleiding:") == (1...9).map { "0\($0)" })
        #expect(try codes("nature", "aard:") == (1...9).map { "0\($0)" } + ["10", "11"])
        let roles = (1...20).map { $0 < 10 ? "0\($0)" : "\($0)" } + (30...36).map(String.init) + ["40", "41"]
        #expect(try codes("asker", "hoedanigheid:") == roles)
        // Nothing is kept about who is concerned by an advice.
        #expect(veiligThuis.field("age") == nil)
    }

    @Test func `has no way to call a talk a report`() throws {
        for form in pack.recordForms {
            let kinds = try #require(form.field("advice")).codes.map(\.id)
            #expect(kinds.allSatisfy { KindOfTalk(rawValue: $0) != nil })
        }
        let reports = pack.indicators.filter(\.isOfReports)
        #expect(reports.filter { $0.origin == .counted }.map(\.id.text) == ["vangnet.reports"])
        #expect(reports.allSatisfy { $0.counts.isEmpty })
    }

    @Test func `counts three kinds of unknown apart, for every field`() throws {
        let fields = Set(pack.recordForms.flatMap(\.fields).map(\.id))
        let figures = pack.indicators.filter(\.isOfUnanswered)
        #expect(figures.count == fields.count * 3 && Set(figures.map(\.id)).count == figures.count)
        for field in fields {
            for answer in ["unknown", "not-asked", "refused"] {
                let figure = try #require(pack.indicator(IndicatorID(trusted: "vangnet.record.\(field).\(answer)")))
                #expect(figure.includes([field: [answer]]) && !figure.isPublic)
                for other in ["unknown", "not-asked", "refused"] where other != answer {
                    #expect(!figure.includes([field: [other]]))
                }
            }
        }
        let age = try #require(pack.indicator(IndicatorID(trusted: "vangnet.record.age.refused")))
        #expect(age.name[.dutch] == "Leeftijd van wie het betreft – Wil niet zeggen")
        #expect(age.definition[.english].contains("“Age of the person concerned” has: Did not want to say"))
    }

    @Test func `counts neighbours and the crisis apart, and together`() throws {
        func figure(_ id: String) throws -> Indicator { try #require(pack.indicator(IndicatorID(trusted: id))) }
        let (neighbours, crisis) = (
            try figure("vangnet.conversations.neighbours"), try figure("vangnet.conversations.crisis")
        )
        let both = try figure("vangnet.conversations.crisis-neighbours")
        let neighbour = ["asker": ["neighbour"], "crisis": ["no"]], other = ["asker": ["child"], "crisis": ["yes"]]
        #expect(neighbours.includes(neighbour) && !crisis.includes(neighbour) && !both.includes(neighbour))
        #expect(!neighbours.includes(other) && crisis.includes(other) && !both.includes(other))
        #expect(both.includes(["asker": ["neighbour"], "crisis": ["yes"]]))
    }

    @Test func `knows inhabitants only where somebody wrote them down, and made-up ones only for made-up figures`()
        throws
    {
        #expect(pack.populations.allSatisfy { $0.isMadeUp }, "nobody looked up how many people live where")
        let (real, madeUp) = (try #require(pack.indicator(id("police.incidents"))), try #require(pack.madeUp.first))
        #expect(real.regionVersion == madeUp.regionVersion)
        #expect(pack.inhabitants(of: id("VT18"), for: real, in: 2026) == nil)
        #expect(pack.inhabitants(of: id("VT18"), for: madeUp, in: 2026) != nil)
        #expect(pack.inhabitants(of: id("VT18"), for: madeUp, in: 2015) == nil)
        let all = try #require(pack.currentRegions).regions.compactMap {
            pack.inhabitants(of: $0.id, for: madeUp, in: 2020)
        }
        #expect(all.count == 25 && pack.inhabitants(of: nil, for: madeUp, in: 2020) == all.reduce(0, +))
        #expect(madeUp.name[.dutch].hasPrefix("Verzonnen"))
        #expect(pack.population(for: madeUp, in: 2020)?.source[.dutch].hasPrefix("Verzonnen") == true)
    }

    @Test func `has a meaning for every figure that comes with it`() throws {
        for indicator in pack.indicators {
            #expect(!indicator.doesNotSay[.dutch].isEmpty)
            #expect(indicator.suppressBelow >= 2)
        }
        let csv = try String(
            contentsOf: nederland.appendingPathComponent("observations/veilig-thuis-half-year.csv"), encoding: .utf8)
        #expect(csv.contains("veilig-thuis.advice,,,2019-H1,53145,final\n"))
        #expect(csv.contains("veilig-thuis.reports,,,2022-H1,59985,provisional\n"))
        #expect(csv.split(separator: "\n").count == 15)
    }
}

func at(_ text: String) -> Instant {
    guard let date = ISO8601DateFormatter().date(from: text) else { preconditionFailure("\(text) is no moment") }
    return Instant(date)
}
