import Core
import Database
import Foundation
import Pack
import Site
import Testing

@testable import Insight

/// Good files with something done to them. `FUZZ=` is how many; each is made of its number, so that one that fails can be
/// made again.
@Suite struct `Any file at all` {
    private static let count = ProcessInfo.processInfo.environment["FUZZ"].flatMap(Int.init) ?? 20_000
    private static let first = ProcessInfo.processInfo.environment["FUZZ_FROM"].flatMap(Int.init) ?? 0
    /// In seconds, for one file of at most a few kilobytes. A debug build on a busy machine takes some milliseconds.
    private static let deadline = 10.0

    private static let seeds: [[UInt8]] = {
        var seeds: [[UInt8]] = [
            "regio;week;aantal\nVT01;2020-W13;12\nDrenthe;2020W14;1.234,0\n;;\n\"VT01\";\"2020\"\"-W15\";3\n".bytes,
            "sep=,\r\nregio,week,aantal\r\n=\"VT01\",16-3-2020,\"1,234.0\"\r\nVT02,3/30/2020,\r\n".bytes,
            "regio\tweek\taantal\nVT01\tweek 13 2020\t-5\nNergens\t2019-W53\tx\n".bytes,
            #"[{"regio":"VT01","week":"2020-W13","aantal":12},{"aantal":1.5e2,"regio":"\u00e9","week":null,"x":true}]"#
                .bytes,
            #"{"dataSet":"x","period":"2020W13","orgUnit":"VT01","dataValues":[{"dataElement":"weekly.regional","value":"12"},{"dataElement":"advice","period":"2020S1","orgUnit":"NATIONAL","value":"5","attributeOptionCombo":"default"}]}"#
                .bytes,
            Workbooks.office, Workbooks.open,
        ]
        // Long enough that what is done to it often leaves it whole.
        let many = (1...40).map { "VT0\($0 % 2 + 1);20\(10 + $0 / 4)-W\(10 + $0);\($0 * 17)" }.joined(separator: "\n")
        seeds += Array(repeating: "regio;week;aantal\n\(many)\n".bytes, count: 3)
        let text = "regio;week;aantal\nVT01;2020-W13;12\n"
        seeds.append([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
        seeds.append([0xFE, 0xFF] + text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
        seeds.append([0xEF, 0xBB, 0xBF] + text.bytes)
        seeds.append("regio;week;aantal\nFrysl".bytes + [0xE2] + "n;2020-W13;12\n".bytes)
        return seeds
    }()

    /// What often makes readers stumble.
    private static let pieces: [[UInt8]] = [
        "\"".bytes, "\"\"".bytes, ";".bytes, ",".bytes, "\r\n".bytes, "\r".bytes, "\n".bytes, [0], [0xFF], [0xC3],
        "=\"".bytes, "sep=;".bytes, "[".bytes, "{".bytes, "]".bytes, "}".bytes, "\\u".bytes, "\\ud83d".bytes,
        "null".bytes,
        "-".bytes, "1e999".bytes, "99999999999999999999".bytes, "2019-W53".bytes, "1.234".bytes, "<".bytes, "&x;".bytes,
        "<!DOCTYPE a>".bytes, "]]>".bytes, [0x50, 0x4B, 0x05, 0x06], [0xFF, 0xFF, 0xFF, 0xFF], "\u{202F}".bytes,
        "\u{1F469}\u{200D}\u{1F467}".bytes, "9999-W99".bytes, "0000-00-00".bytes,
    ]

    static func made(_ number: Int) -> [UInt8] {
        var chance = FuzzChance(state: UInt64(truncatingIfNeeded: number) &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        var bytes = seeds[Int.random(in: 0..<seeds.count, using: &chance)]
        for _ in 0..<Int.random(in: 1...6, using: &chance) {
            let place = Int.random(in: 0...bytes.count, using: &chance)
            let end = min(bytes.count, place + Int.random(in: 0...40, using: &chance))
            switch Int.random(in: 0..<8, using: &chance) {
            case 0: bytes.removeSubrange(place..<end)
            case 1: bytes.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &chance)], at: place)
            case 2: bytes.replaceSubrange(place..<end, with: pieces[Int.random(in: 0..<pieces.count, using: &chance)])
            case 3 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &chance)
            case 4 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &chance)
            case 5: bytes.insert(contentsOf: bytes[place..<end], at: Int.random(in: 0...bytes.count, using: &chance))
            case 6: bytes = Array(bytes.prefix(place))
            default:
                let other = seeds[Int.random(in: 0..<seeds.count, using: &chance)]
                bytes =
                    Array(bytes.prefix(place)) + Array(other.suffix(Int.random(in: 0...other.count, using: &chance)))
            }
        }
        return bytes
    }

    /// By what a mapping may be, so that every way of reading is tried.
    private static func mapping(_ number: Int, _ bytes: [UInt8]) -> DeliveryMapping {
        if bytes.first == UInt8(ascii: "{"), number % 4 > 0 { return .dataValueSets }
        switch number % 8 {
        case 0:
            var mapping = DeliveryMapping()
            mapping.columns = ["regio": .region, "week": .valueOfPeriod, "aantal": .valueOfRegion]
            (mapping.indicator, mapping.empty, mapping.period) = ("weekly", .zero, "2020-W13")
            return mapping
        case 1:
            var mapping = Delivered.weeks
            (mapping.headerRow, mapping.numbers, mapping.dates) = (number % 3 + 1, .point, .dayFirst)
            return mapping
        case 2: return .guess(["regio", "week", "aantal"], indicators: [])
        default:
            var mapping = Delivered.weeks
            if number % 2 == 0 { (mapping.numbers, mapping.empty) = (.comma, .leaveOut) }
            return mapping
        }
    }

    @Test func `is read or refused, by place, in time and without a crash`() throws {
        let knowledge = try Delivered.knowledge()
        let say = try Figures.wording(.english).say
        var (read, refused, slowest) = (0, 0, 0.0)
        for number in Self.first..<Self.first + Self.count {
            let bytes = Self.made(number)
            let mapping = Self.mapping(number, bytes)
            let start = ContinuousClock.now
            do {
                let file = try DeliveryFile(MemoryBytes(bytes: bytes))
                let inspection = try Delivered.inspect(file, mapping)
                var judge = try DeliveryJudge(mapping, inspection, knowledge: knowledge, today: Figures.today)
                var (reader, _) = try file.open(sheet: mapping.sheet)
                var row = CellRow()
                var seen = 0
                while try reader.next(&row) {
                    seen += 1
                    if seen > mapping.headerRow { judge.add(row) }
                }
                for value in judge.rows {
                    let observation = value.observation
                    let hasValue = observation.status == .final || observation.status == .provisional
                    #expect((observation.value != nil) == hasValue && (observation.value ?? 0) >= 0, "\(number)")
                    #expect(!(Figures.today < observation.period.firstDay), "\(number)")
                }
                for mistake in judge.mistakes.prefix(20) {
                    #expect(mistake.line > 0 && !mistake.sentence(say).isEmpty, "\(number)")
                }
                read += 1
            } catch let error {
                #expect(error is DeliveryMistake || error is PersonalDataFound, "\(number): \(error)")
                refused += 1
            }
            let took = (ContinuousClock.now - start) / .seconds(1)
            slowest = max(slowest, took)
            #expect(took < Self.deadline, "\(number) took \(took) s")
        }
        // Both happen, or nothing is tried.
        #expect(read * 20 > Self.count && refused * 20 > Self.count, "\(read) read, \(refused) refused")
    }

    @Test func `changes nothing in the store unless it is taken whole`() async throws {
        try await Delivered.with { actions in
            let source = try await actions.made()
            var brought = 0
            for number in 0..<150 {
                let bytes = Self.made(number)
                let before = try await actions.store.read { db in try db.first(ValuesKnown()) }
                do {
                    let outcome = try await actions.bringIn(
                        MemoryBytes(bytes: bytes), named: "x", source: source.source.name, isTrial: false,
                        by: Delivered.person)
                    let after = try await actions.store.read { db in try db.first(ValuesKnown()) }
                    let added = (after ?? 0) - (before ?? 0)
                    #expect(added == (outcome.isGood ? outcome.new + outcome.changed : 0), "\(number)")
                    brought += outcome.isGood ? 1 : 0
                } catch {
                    #expect(error is DeliveryMistake || error is PersonalDataFound, "\(number): \(error)")
                    let after = try await actions.store.read { db in try db.first(ValuesKnown()) }
                    #expect(after == before, "\(number)")
                }
            }
            #expect(brought > 0)
            #expect(try await actions.store.read { db in try db.first(DraftsKnown()) } == 0)
        }
    }
}

private struct ValuesKnown: Query {
    static let sql = "SELECT COUNT(*) FROM observation"
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

private struct DraftsKnown: Query {
    static let sql = """
        SELECT (SELECT COUNT(*) FROM delivery WHERE done_at IS NULL) + (SELECT COUNT(*) FROM delivery_value)
            + (SELECT COUNT(*) FROM delivery_mistake) + (SELECT COUNT(*) FROM delivery_part)
        """
    static func row(_ row: ResultRow) throws -> Int { Int(try row.integer(0)) }
}

/// Chance that is the same each time (SplitMix64).
private struct FuzzChance: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
