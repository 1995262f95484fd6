import Core
import Foundation
import Pack
import Testing

/// What people say in their own words, and the entrance of the real pack that they come to.
@Suite struct `Own words at the door` {
    static let loaded = Result { try Pack.load(from: nederland) }
    let pack: Pack

    init() throws {
        pack = try Self.loaded.get()
    }

    func found(_ text: String, _ language: Language = .dutch) -> [String] {
        pack.find(text, language).entrances.map(\.text)
    }

    @Test(
        "lead a parent to the entrance for parents",
        arguments: [
            "ik sla mijn kind", "help, ik mishandel mijn kind", "Help!! Ik mishandel mijn kind!!", "IK SLA MIJN KIND",
            "ik heb mijn zoontje geslagen", "ik sloeg gisteren mijn dochter", "ik sla soms m'n kinderen",
            "ik schreeuw de hele dag tegen mijn kinderen", "bang dat ik mijn baby iets aandoe",
            "ik verlies mijn zelfbeheersing", "ik verlies mijn geduld", "mijn baby blijft huilen en ik ben op",
            "ik kan mijn puber niet meer aan", "ik word zo boos op mijn kind", "ik ben bang voor mezelf",
            "het loopt thuis uit de hand", "ik heb losse handjes", "ik mishandl mijn kind", "ik schud mijn baby",
            "ben ik een slechte moeder", "ik wil mijn kind slaan", "ik geef mijn kind een tik",
            "ik heb de kinderen geslagen",
        ])
    func parent(_ text: String) {
        #expect(found(text) == ["parent"])
    }

    @Test(
        "of a parent who says it plainly, or with a slip of the pen, lead to the entrance for parents too",
        arguments: [
            "ik word agressief tegen mijn kinderen", "ik gaf mijn zoontje een klap", "ik slaat mijn kind",
            "mijn kind slaan", "kind slaan", "iksla mijn kind", "ik kan mijn handen niet thuishouden",
            "ik kan niet stoppen met slaan", "ik ga over de grens bij mijn kind", "ik maak mijn kinderen bang",
            "ik gooi met spullen naar mijn kind", "ik gooi een bord naar mijn dochter",
            "ik word helemaal gek van mijn kinderen", "mijn kinderen zijn bang voor mij", "gezinstelefoon",
            "oudertelefoon",
        ])
    func plainly(_ text: String) {
        #expect(found(text) == ["parent"])
    }

    @Test(
        "like those of a parent, said of somebody else, are not taken for theirs",
        arguments: [
            ("mijn man wil mijn kind slaan", ["home"]), ("mijn man kan zijn handen niet thuishouden", ["home"]),
            ("hij kan niet stoppen met slaan", ["home"]), ("hij slaat mijn kind", ["home"]),
            ("mijn vader gaf me een klap", ["child"]), ("mijn man geeft me klappen", ["home"]),
            ("ik hoor de buren hun kind slaan", ["worried"]),
            ("ik vermoed kindermishandeling", ["worried"]), ("mijn man geeft mijn kind een klap", ["home"]),
            // Who says no more than this can be any of them.
            ("kindermishandeling", ["child", "worried", "parent"]), ("ik word agressief", ["home", "parent"]),
        ] as [(String, [String])])
    func ofOthers(_ text: String, _ entrances: [String]) {
        #expect(found(text) == entrances)
    }

    @Test(
        "lead everybody else to theirs",
        arguments: [
            ("de buren schreeuwen", "worried"), ("ik hoor de buren schreeuwen", "worried"),
            ("De buurman slaat zijn kinderen", "worried"), ("ruzie bij de bovenburen", "worried"),
            ("mijn vriendin wordt geslagen", "worried"), ("ik maak me zorgen over mijn kleinkind", "worried"),
            ("mijn man slaat me", "home"), ("mijn vriend slaat mij", "home"), ("ik ben bang voor mijn man", "home"),
            ("mijn man slaat mijn kind", "home"), ("hij slaat me", "home"), ("mijn ex stalkt me", "home"),
            ("mijn vader slaat me", "child"), ("ik word geslagen door mijn moeder", "child"),
            ("papa doet me pijn", "child"), ("mijn ouders hebben ruzie", "child"), ("ik ben 12 jaar", "child"),
            ("meldcode", "professional"), ("ik ben juf en een leerling heeft blauwe plekken", "professional"),
            ("ik werk met gezinnen", "professional"),
        ])
    func others(_ text: String, _ entrance: String) {
        #expect(found(text) == [entrance])
    }

    @Test(
        "are understood in English, also on a Dutch page",
        arguments: [
            ("I hit my child", "parent"), ("I keep shouting at my kids", "parent"),
            ("I am afraid I will hurt my baby", "parent"),
            ("I can't cope with my toddler", "parent"), ("I lose control", "parent"),
            ("the neighbours scream", "worried"),
            ("my husband hits me", "home"), ("my dad hits me", "child"), ("I am a teacher", "professional"),
        ])
    func english(_ text: String, _ entrance: String) {
        #expect(found(text, .english) == [entrance])
        #expect(found(text, .dutch).contains(entrance))
    }

    @Test(
        "of danger put the alarm number first, and still lead somewhere",
        arguments: [
            ("mijn man heeft een mes", true), ("ik wil niet meer leven", true), ("hij wurgt me", true),
            ("he has a knife", true), ("ik sla mijn kind", false), ("de buren schreeuwen", false), ("", false),
        ])
    func danger(_ text: String, _ isDanger: Bool) {
        #expect(pack.find(text, .dutch).isDanger == isDanger)
    }

    @Test(
        "that fit nothing lead nowhere, whatever they are",
        arguments: [
            "", "   ", "fiets", "wat is het weer", "🙂🙂🙂", "'; DROP TABLE", "<script>",
            String(repeating: "a ", count: 5000),
            String(repeating: "x", count: 100_000), "\u{202E}\u{0}", "ik", "mijn",
        ])
    func nothing(_ text: String) {
        #expect(pack.find(text, .dutch) == DoorSearch.Found(entrances: [], isDanger: false))
    }

    @Test func `are looked at in the blink of an eye, also the worst of them`() {
        let worst = String(repeating: "ik sla mijn kind niet ", count: 20)
        let long = String(repeating: "mishandelinx ", count: 30)
        let began = ContinuousClock.now
        for _ in 0..<20 {
            _ = pack.find(worst, .dutch)
            _ = pack.find(long, .dutch)
        }
        // Twenty of each; a test build is many times slower than what people use.
        #expect(ContinuousClock.now - began < .seconds(8))
    }
}

@Suite struct `Something for tonight` {
    let pack: Pack

    init() throws {
        pack = try `Own words at the door`.loaded.get()
    }

    private let parent = AudienceID(trusted: "parent")

    @Test("is there for a parent and for everybody at every end", arguments: Farewell.allCases)
    func everywhere(_ moment: Farewell) throws {
        let day = try #require(Day("2026-11-23"))
        let own = pack.tonight(moment, for: [parent], on: day)
        #expect((1...3).contains(own.count))
        #expect(own[0].audiences == [parent])
        for line in pack.lines {
            let steps = pack.tonight(moment, for: line.audiences, on: day)
            #expect((1...3).contains(steps.count), "\(line.id)")
            // A line for many has nothing that is for parents alone.
            if line.audiences != [parent] { #expect(steps.allSatisfy { $0.audiences.isEmpty }) }
        }
        #expect(pack.tonight(moment, for: [], on: day).allSatisfy { $0.audiences.isEmpty })
    }

    @Test func `is not shown after the day on which its owner was to look at it again`() throws {
        let last = try #require(Day("2027-05-31"))
        let next = try #require(Day("2027-06-01"))
        #expect(!pack.tonight(.ended, for: [parent], on: last).isEmpty)
        #expect(pack.tonight(.ended, for: [parent], on: next).isEmpty)
        #expect(pack.overdueTexts(on: last).isEmpty)
        #expect(pack.overdueTexts(on: next).count == pack.tonight.steps.count + 1)
    }

    @Test func `is missed when one end has none`() throws {
        let broken = try BrokenPack()
        try broken.write("tonight.yaml", broken.text("tonight.yaml").replacingOccurrences(of: ", phone]", with: "]"))
        let said = broken.mistakes.map(\.description)
        #expect(said.contains { $0.hasPrefix("tonight.yaml:7: There is no step for everybody at “phone”") }, "\(said)")
        #expect(said.contains { $0.hasPrefix("tonight.yaml:7: There is no step for the audience “parent” at “phone”") })
    }
}
