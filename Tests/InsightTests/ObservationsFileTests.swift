import Core
import Foundation
import Testing

@testable import Insight

@Suite struct `Reading a file of observations` {
    func read(_ bytes: [UInt8]) throws -> ObservationRows {
        try ObservationsFile.csv(bytes, catalogue: Figures.catalogue(), today: Figures.today)
    }

    /// The mistakes as `line:column key`.
    func mistakes(_ bytes: [UInt8], json: Bool = false) throws -> [String] {
        let catalogue = try Figures.catalogue()
        do {
            _ =
                json
                ? try ObservationsFile.json(bytes, catalogue: catalogue, today: Figures.today)
                : try ObservationsFile.csv(bytes, catalogue: catalogue, today: Figures.today)
            return []
        } catch let refusal {
            #expect(refusal.total == refusal.mistakes.count)
            for mistake in refusal.mistakes {
                let sentence = mistake.sentence(try Figures.wording().say)
                #expect(!sentence.isEmpty && !sentence.contains("{"), "\(sentence)")
            }
            return refusal.mistakes.map {
                "\($0.line):\($0.column) \($0.phrase.rawValue.dropFirst("signals.mistake".count))"
            }
        }
    }

    @Test func `a good file is read whole`() throws {
        let rows = try read(
            .file(
                "advice,,,2019-H1,53145,final", "regional,VT01,,2020-H2,,missing",
                "regional,AW,org.1,2020-H2,,suppressed",
                "weekly,,,2026-W48,0,provisional", "daily,,,2020-03-15,7,final"))
        #expect(rows.count == 5)
        #expect(rows[0].value == 53_145 && rows[0].status == .final && rows[0].region == nil)
        #expect(rows[1].value == nil && rows[1].region?.text == "VT01")
        #expect(rows[2].organisation?.text == "org.1" && rows[2].status == .suppressed)
        #expect(rows[3].value == 0 && rows[3].period.description == "2026-W48")
        #expect(rows[4].period.description == "2020-03-15")
    }

    @Test(arguments: ["\n", "\r\n", "\r"], [",", ";"])
    func `line ends, separators, quotes, blanks and the UTF-8 mark do not matter`(end: String, separator: String) throws
    {
        let lines = [
            "indicator,region,organisation,period,value,status", "\"advice\",, ,\"2019-H1\" , 12 ,final", "",
            "advice,,,2019-H2,13,final", "",
        ]
        let text = lines.joined(separator: end).replacing(",", with: separator)
        for bytes in [text.bytes, [0xEF, 0xBB, 0xBF] + text.bytes] {
            let rows = try read(bytes)
            #expect(rows.count == 2)
            #expect(rows[0].value == 12 && rows[1].value == 13)
        }
    }

    @Test(
        "each mistake is named by line and column",
        arguments: [
            ("advise,,,2019-H1,1,final", "2:1 Indicator"), (",,,2019-H1,1,final", "2:1 NoIndicator"),
            ("own,,,2026-W40,1,final", "2:1 CountedHere"), ("regional,XX,,2019-H1,1,final", "2:2 Region"),
            ("regional,VT26,,2019-H1,1,final", "2:2 RegionVersion"),
            ("advice,VT01,,2019-H1,1,final", "2:2 NationalOnly"),
            ("advice,,a b,2019-H1,1,final", "2:3 Organisation"), ("weekly,,,2021-W53,1,final", "2:4 Week53"),
            ("weekly,,,2020-W54,1,final", "2:4 Period"), ("daily,,,2021-02-29,1,final", "2:4 Period"),
            ("advice,,,,1,final", "2:4 NoPeriod"), ("advice,,,2019-W01,1,final", "2:4 PeriodKind"),
            ("advice,,,2027-H1,1,final", "2:4 Future"), ("weekly,,,2026-W49,1,final", "2:4 Future"),
            ("advice,,,2019-H1,-3,final", "2:5 Negative"), ("advice,,,2019-H1,1.5,final", "2:5 NotWhole"),
            ("advice,,,2019-H1,1e3,final", "2:5 NotWhole"), ("advice,,,2019-H1,+5,final", "2:5 NotWhole"),
            ("advice,,,2019-H1,99999999999999999999,final", "2:5 TooHigh"), ("advice,,,2019-H1,,final", "2:5 NoValue"),
            ("advice,,,2019-H1,,provisional", "2:5 NoValue"), ("advice,,,2019-H1,5,missing", "2:5 ValueGiven"),
            ("advice,,,2019-H1,5,suppressed", "2:5 ValueGiven"), ("advice,,,2019-H1,5,Final", "2:6 Status"),
            ("advice,,,2019-H1,5", "2:0 Columns"), ("advice,,,2019-H1,5,final,", "2:0 Columns"),
            ("\"advice\"x,,,2019-H1,5,final", "2:1 Quote"), ("advice,,,2019-H1,5,\"final", "2:0 OpenQuote"),
            ("advice,,,2019-H1,\(String(repeating: "1", count: 101)),final", "2:5 TooLong"),
        ])
    func mistake(line: String, expected: String) throws {
        #expect(try mistakes(.file(line)) == [expected])
    }

    @Test func `every bad row is named, and all that is wrong in it`() throws {
        let found = try mistakes(
            .file(
                "advice,,,2019-H1,1,final", "advise,XX,,2019-H9,x,final", "advice,,,2019-H1,2,final", "advice",
                "advice,,,2020-H1,,final"))
        #expect(
            found == [
                "3:1 Indicator", "3:2 Region", "3:4 Period", "3:5 NotWhole", "4:0 Twice", "5:0 Columns", "6:5 NoValue",
            ])
    }

    @Test func `lines inside quotes are counted`() throws {
        #expect(
            try mistakes(.file("\"ad\nvice\",,,2019-H1,1,final", "advise,,,2019-H1,1,final")) == [
                "2:1 Indicator", "4:1 Indicator",
            ])
    }

    @Test func `what is no such file at all is refused in words`() throws {
        let file: [UInt8] = .file("advice,,,2019-H1,1,final")
        let wide: [UInt8] = file.flatMap { [$0, 0] }
        #expect(try mistakes([]) == ["1:0 Header"])
        #expect(try mistakes("a,b\n".bytes) == ["1:0 Header"])
        #expect(try mistakes("indicator,region,organisation,period,value\n".bytes) == ["1:0 Header"])
        #expect(try mistakes(.file()) == ["0:0 NoRows"])
        #expect(try mistakes([0xFF, 0xFE] + wide) == ["0:0 UTF16"])
        #expect(try mistakes(wide) == ["0:0 UTF16"])
        #expect(try mistakes(file + [0]) == ["2:0 NUL"])
        #expect(try mistakes(file + [0x0A, 0xE9, 0x0A]) == ["3:0 Encoding"])
    }

    @Test func `a file over the limits is refused, one at the limit is not`() throws {
        #expect(try mistakes([UInt8](repeating: 0x0A, count: ImportLimits.bytes + 1)) == ["0:0 TooLarge"])
        let field = String(repeating: "x", count: ImportLimits.field)
        #expect(try mistakes(.file("\(field),,,2019-H1,1,final")) == ["2:1 Indicator"])
        #expect(try mistakes(.file("\(field)x,,,2019-H1,1,final")) == ["2:1 TooLong"])
        #expect(try read(.file("advice,,,2019-H1,\(ImportLimits.value),final")).count == 1)
        #expect(try mistakes(.file("advice,,,2019-H1,\(ImportLimits.value + 1),final")) == ["2:5 TooHigh"])
    }

    @Test func `more mistakes than anybody reads are counted, not kept`() throws {
        let bad = String(repeating: "advise,,,2019-H1,1,final\n", count: ImportLimits.mistakes + 5)
        do {
            _ = try read(.file(bad))
            Issue.record("it was taken")
        } catch let refusal as ImportRefusal {
            #expect(refusal.total == ImportLimits.mistakes + 5)
            #expect(refusal.mistakes.count == ImportLimits.mistakes)
        }
    }

    @Test func `a JSON list says the same as the file`() throws {
        let json = """
            [{"indicator":"advice","region":"","organisation":null,"period":"2019-H1","value":53145,"status":"final"},
             {"indicator":"regional","region":"VT01","period":"2019-H1","value":null,"status":"missing"}]
            """
        let rows = try ObservationsFile.json(json.bytes, catalogue: Figures.catalogue(), today: Figures.today)
        #expect(rows.count == 2)
        #expect(rows[0].value == 53_145 && rows[1].region?.text == "VT01" && rows[1].status == .missing)
    }

    @Test(
        "mistakes in JSON are named by item",
        arguments: [
            ("{}", "0:0 JSON"), ("[", "0:0 JSON"), ("[]", "0:0 NoRows"), ("[1]", "1:0 Item"),
            (#"[{"indicator":["advice"]}]"#, "1:0 Item"), (#"[{"indicator":"advice","extra":1}]"#, "1:0 Name"),
            (#"[{"indicator":"advice","period":"2019-H1","value":1.5,"status":"final"}]"#, "1:5 NotWhole"),
            (#"[{"indicator":"advice","period":"2019-H1","value":true,"status":"final"}]"#, "1:0 Item"),
            (#"[{"indicator":"advice","period":"2019-H1","value":-1,"status":"final"}]"#, "1:5 Negative"),
        ])
    func jsonMistake(json: String, expected: String) throws {
        #expect(try mistakes(json.bytes, json: true) == [expected])
    }

    @Test func `whatever the bytes are, the answer is rows or mistakes`() throws {
        var random = Seeded(state: 7)
        let good: [UInt8] = .file(
            "advice,,,2019-H1,53145,final", "regional,\"VT01\",,2020-H2,,missing", "weekly,,,2026-W48,0,provisional")
        let catalogue = try Figures.catalogue()
        var taken = 0
        for _ in 0..<4_000 {
            var bytes = good
            for _ in 0...Int.random(in: 0..<6, using: &random) where !bytes.isEmpty {
                let position = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[position] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(Array(",;\"\n\r -0W".utf8).randomElement(using: &random) ?? 0, at: position)
                case 2: bytes.remove(at: position)
                default: bytes.removeSubrange(position..<min(bytes.count, position + 9))
                }
            }
            for isJSON in [false, true] {
                do {
                    let rows =
                        isJSON
                        ? try ObservationsFile.json(bytes, catalogue: catalogue, today: Figures.today)
                        : try ObservationsFile.csv(bytes, catalogue: catalogue, today: Figures.today)
                    #expect(rows.count > 0)
                    taken += 1
                } catch let refusal {
                    #expect(refusal.total > 0 && !refusal.mistakes.isEmpty)
                }
            }
        }
        #expect(taken > 0, "none of the changed files was still good: the changes are too wild to tell anything")
    }
}

/// The same chance each time (SplitMix64).
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
