import Core
import Foundation
import Pack
import Site
import Testing

@testable import Insight

@Suite struct `A file of a source` {
    private static let header = "regio;week;aantal"

    private static func mistakes(_ lines: String..., mapping: DeliveryMapping = Delivered.weeks) throws
        -> [DeliveryMistake]
    {
        try Delivered.read(([header] + lines).joined(separator: "\n").bytes, mapping).mistakes
    }

    private static func refusal(_ bytes: [UInt8], _ mapping: DeliveryMapping = Delivered.weeks) -> DeliveryMistake? {
        do {
            _ = try Delivered.read(bytes, mapping)
            return nil
        } catch {
            return error as? DeliveryMistake
        }
    }

    @Test func `is read with commas, semicolons or tabs, with the habits of spreadsheets`() throws {
        for mark in [",", ";", "\t"] {
            let text = [["regio", "week", "aantal"], ["VT01", "2020-W13", "12"]].map { $0.joined(separator: mark) }
                .joined(separator: "\r\n")
            #expect(try Delivered.values(text.bytes) == [12])
        }
        let excel = "sep=;\r\nregio;week;aantal;;\r\n=\"VT01\";2020-W13;\"1.234,0\";;\r\n;;;;\r\n;;\r\n"
        #expect(try Delivered.values([0xEF, 0xBB, 0xBF] + excel.bytes) == [1234])
        let quoted = "regio;week;\"aantal\"\n\"VT01\";\"2020-W13\";7\n\nVT02;2020-W13; 8 \n"
        #expect(try Delivered.values(quoted.bytes) == [7, 8])
        let inside = "regio;week;aantal;noot\nVT01;2020-W13;7;\"een\nregel \"\"meer\"\"\"\nVT02;2020-W13;x;y\n"
        let read = try Delivered.read(inside.bytes)
        #expect(read.values.map(\.line) == [2] && read.mistakes.map(\.line) == [4])
    }

    @Test func `is read in the letters it is written in, and says which`() throws {
        let text = "regio;week;aantal\nFryslân;2020-W13;12\n"
        var mapping = Delivered.weeks
        mapping.regions = ["Fryslân": "VT01"]
        let windows: [UInt8] = "regio;week;aantal\nFrysl".bytes + [0xE2] + "n;2020-W13;12\n".bytes
        let little: [UInt8] = [0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let big: [UInt8] = [0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
        for (bytes, encoding) in [
            (text.bytes, TextEncoding.utf8), (windows, .windows1252), (little, .utf16LittleEndian),
            (big, .utf16BigEndian),
        ] {
            #expect(try Delivered.values(bytes, mapping) == [12], "\(encoding)")
            let format = try Delivered.inspect(try DeliveryFile(MemoryBytes(bytes: bytes)), mapping).format
            #expect(format == .separated(encoding, separator: UInt8(ascii: ";")))
        }
    }

    @Test func `in no letters that can be known is refused at its line`() {
        let unmarked: [UInt8] = "regio;week".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        #expect(Self.refusal(unmarked)?.kind == .utf16)
        let odd = Self.refusal("regio;week;aantal\nVT01;2020-W13;".bytes + [0xE2, 0x81] + "\n".bytes)
        #expect(odd?.kind == .encoding && odd?.line == 2)
        let marked = Self.refusal([0xEF, 0xBB, 0xBF] + "regio;week;aantal\nVT01;2020-W13;".bytes + [0xE2] + "\n".bytes)
        #expect(marked?.kind == .encoding && marked?.line == 2)
        #expect(Self.refusal("regio;week;aantal\nVT01;\u{1};3\n".bytes)?.kind == .control)
    }

    @Test func `lets the whole column say what a point means, and asks when it does not`() throws {
        #expect(
            try Delivered.values("regio;week;aantal\nVT01;2020-W13;1.234\nVT01;2020-W14;1.234,0\n".bytes) == [
                1234, 1234,
            ])
        #expect(
            try Delivered.values("regio;week;aantal\nVT01;2020-W13;1,234\nVT01;2020-W14;12,345,678\n".bytes) == [
                1234, 12_345_678,
            ])
        let asked = Self.refusal("regio;week;aantal\nVT01;2020-W13;5\nVT01;2020-W14;1.234\n".bytes)
        #expect(asked?.kind == .needsNumbers && asked?.line == 3 && asked?.column == 3 && asked?.columnName == "aantal")
        var mapping = Delivered.weeks
        mapping.numbers = .comma
        #expect(
            try Delivered.values("regio;week;aantal\nVT01;2020-W13;5\nVT01;2020-W14;1.234\n".bytes, mapping) == [
                5, 1234,
            ])
        let mixed = Self.refusal("regio;week;aantal\nVT01;2020-W13;1.234,0\nVT01;2020-W14;1,234.0\n".bytes)
        #expect(mixed?.kind == .numbersMixed && mixed?.line == 3 && mixed?.values["line"] == "2")
    }

    @Test func `asks whether the day or the month stands first`() throws {
        var mapping = DeliveryMapping()
        mapping.columns = ["dag": .period, "n": .value]
        (mapping.indicator, mapping.empty) = ("daily", .missing)
        #expect(Self.refusal("dag;n\n3-4-2020;5\n".bytes, mapping)?.kind == .needsDates)
        let read = try Delivered.read("dag;n\n3-4-2020;5\n25-4-2020;6\n".bytes, mapping)
        #expect(read.values.map(\.observation.period.description) == ["2020-04-03", "2020-04-25"])
        let english = try Delivered.read("dag;n\n3/4/2020;5\n3/25/2020;6\n".bytes, mapping)
        #expect(english.values.map(\.observation.period.description) == ["2020-03-04", "2020-03-25"])
        #expect(Self.refusal("dag;n\n25-4-2020;5\n4-25-2020;6\n".bytes, mapping)?.kind == .datesMixed)
    }

    @Test func `names each bad row and column with what to do`() throws {
        let mistakes = try Self.mistakes(
            "VT01;2019-W53;1", "VT26;2020-W13;2", "VT01;2020-W14;-3", "VT01;2026-W49;4", "2020-W15;VT01;5",
            "Nergens;2020-W13;6", "VT01;2020-W16;1,5", "VT01;gisteren;7", "VT01;2020-03;8", "VT01;2020-W17;1;2")
        let found = mistakes.map { "\($0.line) \($0.column) \($0.columnName) \($0.kind.rawValue)" }
        #expect(
            found == [
                "2 2 week week53", "3 1 regio regionVersion", "4 3 aantal negative", "5 2 week future",
                "6 1 regio swapped",
                "6 2 week swapped", "7 1 regio region", "8 3 aantal notWhole", "9 2 week period",
                "10 2 week periodKind",
                "11 0  cells",
            ])
        #expect(mistakes[0].values["year"] == "2019")
        #expect(mistakes[1].values == ["year": "2025", "other": "2020"])
        let say = try Figures.wording(.english).say
        for mistake in mistakes {
            #expect(mistake.sentence(say).hasPrefix("Row \(mistake.line)"))
            #expect(mistake.message(say).contains(". "), "what is wrong, and what to do")
        }
    }

    @Test func `takes no week that is not over for a final one`() throws {
        // Figures.today lies in the week.
        let week = Week(containing: Figures.today).description
        let found = try Self.mistakes("VT01;\(week);4")
        #expect(found.map(\.kind) == [.notOver])
        var mapping = Delivered.weeks
        mapping.status = .provisional
        let read = try Delivered.read("regio;week;aantal\nVT01;\(week);4\n".bytes, mapping)
        #expect(read.mistakes.isEmpty && read.values.map(\.observation.status) == [.provisional])
    }

    @Test func `has every kind of mistake in both languages`() throws {
        for language in [Language.dutch, .english] {
            let say = try Figures.wording(language).say
            for kind in DeliveryMistake.Kind.allCases {
                #expect(kind.phrase.rawValue.hasSuffix(kind.rawValue.dropFirst()), "\(kind)")
                #expect(!say(kind.phrase).isEmpty)
            }
        }
    }

    @Test func `says what an empty cell means, and does not take missing for zero`() throws {
        let text = "regio;week;aantal\nVT01;2020-W13;\nVT02;2020-W13;0\n".bytes
        var mapping = Delivered.weeks
        for (empty, wanted) in [
            (DeliveryMapping.Empty.missing, ["missing nil", "final 0"]), (.zero, ["final 0", "final 0"]),
            (.leaveOut, ["final 0"]),
        ] {
            mapping.empty = empty
            let read = try Delivered.read(text, mapping).values.map {
                "\($0.observation.status.rawValue) \($0.observation.value.map(String.init) ?? "nil")"
            }
            #expect(read == wanted, "\(empty)")
        }
        mapping.empty = nil
        #expect(Self.refusal(text, mapping)?.kind == .needsEmpty)
    }

    @Test func `may say in words that a value is missing or secret`() throws {
        var mapping = Delivered.weeks
        mapping.statusWords = [".": .suppressed, "x": .missing]
        let read = try Delivered.read(
            "regio;week;aantal\nVT01;2020-W13;.\nVT02;2020-W13;x\nVT01;2020-W14;5\n".bytes, mapping)
        #expect(read.mistakes.isEmpty)
        #expect(read.values.map(\.observation.status) == [.suppressed, .missing, .final])
    }

    @Test func `may have a column for each region, each period or each figure`() throws {
        var mapping = DeliveryMapping()
        mapping.columns = ["week": .period, "Drenthe": .valueOfRegion, "VT01": .valueOfRegion]
        (mapping.indicator, mapping.empty) = ("weekly.regional", .missing)
        let regions = try Delivered.read("week;Drenthe;VT01\n2020-W13;3;4\n2020-W14;;6\n".bytes, mapping)
        #expect(regions.mistakes.isEmpty)
        #expect(
            regions.values.map {
                "\($0.observation.region?.text ?? "") \($0.observation.period) \($0.observation.value ?? -1)"
            }
                == ["VT02 2020-W13 3", "VT01 2020-W13 4", "VT02 2020-W14 -1", "VT01 2020-W14 6"])
        mapping = DeliveryMapping()
        mapping.columns = ["regio": .region, "2020-W13": .valueOfPeriod, "2020-W14": .valueOfPeriod]
        (mapping.indicator, mapping.empty) = ("weekly.regional", .leaveOut)
        let periods = try Delivered.read("regio;2020-W13;2020-W14\nVT01;5;\n".bytes, mapping)
        #expect(periods.values.map(\.observation.period.description) == ["2020-W13"])
    }

    @Test func `may have year and week in columns of their own`() throws {
        var mapping = Delivered.weeks
        mapping.columns = ["regio": .region, "jaar": .year, "wk": .part, "aantal": .value]
        let read = try Delivered.read("regio;jaar;wk;aantal\nVT01;2020;53;5\nVT01;2019;53;6\n".bytes, mapping)
        #expect(read.values.map(\.observation.period.description) == ["2020-W53"])
        #expect(read.mistakes.map(\.kind) == [.week53] && read.mistakes.map(\.line) == [3])
    }

    @Test func `whose columns changed says which one is gone`() {
        let gone = Self.refusal("gebied;week;aantal\nVT01;2020-W13;5\n".bytes)
        #expect(gone?.kind == .columnGone && gone?.columnName == "regio")
        let twice = Self.refusal("regio;week;week;aantal\nVT01;2020-W13;2020-W13;5\n".bytes)
        #expect(twice?.kind == .columnTwice && twice?.column == 3)
    }

    @Test func `is read as a JSON list, whatever the order of its names`() throws {
        let text =
            #"[{"regio":"VT01","week":"2020-W13","aantal":12},{"aantal":"1.234,0","week":"2020-W14","regio":"VT02","x":null}]"#
        #expect(try Delivered.values(text.bytes) == [12, 1234])
        let broken = [
            "[{\"regio\":\"VT01\"", "[1,2]", "[{\"regio\":{\"a\":1}}]", "[{\"regio\":\"VT01\"}] x", "{\"a\":1}", "[]",
            "[{}]",
            "[{\"a\":01x}]", "[{\"a\":\"\\u12\"}]", "[{\"a\":\"\\ud800\"}]", "{\"dataValues\":[],\"dataValues\":[]}",
            "[",
        ]
        for text in broken { #expect(Self.refusal(text.bytes) != nil, "\(text)") }
    }

    @Test func `is read in the form of DHIS2, and only the whole of each figure`() throws {
        let text =
            #"{"dataSet":"x","period":"2020W13","orgUnit":"VT01","dataValues":[{"dataElement":"weekly.regional","value":"12"},{"dataElement":"weekly.regional","orgUnit":"Drenthe","value":"13","categoryOptionCombo":"HllvX50cXC0"},{"dataElement":"monthly","period":"202003","orgUnit":"NATIONAL","value":"14"},{"dataElement":"advice","period":"2020S1","orgUnit":"","value":"15"},{"dataElement":"daily","period":"20200315","orgUnit":"NATIONAL","value":"16"}]}"#
        let read = try Delivered.read(
            text.replacing(#""orgUnit":"""#, with: #""orgUnit":"totaal""#).bytes, .dataValueSets)
        #expect(read.mistakes.isEmpty, "\(read.mistakes)")
        #expect(
            read.values.map {
                "\($0.observation.indicator) \($0.observation.region?.text ?? "-") \($0.observation.period)"
            }
                == [
                    "weekly.regional VT01 2020-W13", "weekly.regional VT02 2020-W13", "monthly - 2020-03",
                    "advice - 2020-H1",
                    "daily - 2020-03-15",
                ])
        let split =
            #"{"dataValues":[{"dataElement":"advice","period":"2020S1","orgUnit":"NATIONAL","attributeOptionCombo":"aBcDeFgHiJk","value":"5"}]}"#
        #expect(try Delivered.read(split.bytes, .dataValueSets).mistakes.map(\.kind) == [.split])
    }
}
