import Core
import Foundation

/// Reads a sheet of a workbook in Office Open XML (`.xlsx`): texts, numbers, days by the format of their cell, formulas by the
/// value that was stored with them.
struct WorkbookReader: TableReader {
    private var markup: MarkupReader
    private let texts: SharedTexts
    private let days: Set<Int>
    /// The day before the first, in days since 1970.
    private let zero: Int
    private var line = 0
    private var isOver = false

    /// The names of the sheets, in order, and where each is.
    static func sheets(_ archive: ZipArchive) throws -> [(name: String, part: String)] {
        guard let part = try archive.open("xl/workbook.xml"), let links = try archive.open("xl/_rels/workbook.xml.rels")
        else {
            throw DeliveryMistake(.zip)
        }
        var targets: [String: String] = [:]
        var rels = MarkupReader(links)
        while let event = try rels.next() {
            guard event == .start("Relationship"), let id = rels.attributes["Id"],
                let target = rels.attributes["Target"]
            else { continue }
            targets[id] = target.hasPrefix("/") ? String(target.dropFirst()) : "xl/\(target)"
        }
        var found: [(String, String)] = []
        var book = MarkupReader(part)
        while let event = try book.next() {
            guard event == .start("sheet"), let name = book.attributes["name"], let id = book.attributes["id"],
                let target = targets[id]
            else { continue }
            found.append((name, target))
        }
        guard !found.isEmpty, found.count <= 200 else { throw DeliveryMistake(.noSheet) }
        return found
    }

    init(_ archive: ZipArchive, part: String) throws {
        guard let sheet = try archive.open(part) else { throw DeliveryMistake(.noSheet) }
        markup = MarkupReader(sheet)
        texts = try SharedTexts(archive)
        days = try Self.dayStyles(archive)
        var begins1904 = false
        if let book = try archive.open("xl/workbook.xml") {
            var reader = MarkupReader(book)
            while let event = try reader.next() {
                guard event == .start("workbookPr") else { continue }
                begins1904 = ["1", "true"].contains(reader.attributes["date1904"] ?? "")
            }
        }
        zero = begins1904 ? -24_107 : -25_569
    }

    /// The styles by which a number is a day: the built-in ones, and those whose format has days, months or years in it.
    private static func dayStyles(_ archive: ZipArchive) throws -> Set<Int> {
        guard let part = try archive.open("xl/styles.xml") else { return [] }
        var reader = MarkupReader(part)
        var formats: Set<Int> = Set(14...17).union([22]).union(27...36).union(50...58)
        var styles: Set<Int> = []
        var (isInStyles, count) = (false, 0)
        while let event = try reader.next() {
            switch event {
            case .start("numFmt"):
                guard let id = reader.attributes["numFmtId"].flatMap(Int.init),
                    let code = reader.attributes["formatCode"]
                else { continue }
                if isDay(code) { formats.insert(id) } else { formats.remove(id) }
            case .start("cellXfs"): isInStyles = true
            case .end("cellXfs"): isInStyles = false
            case .start("xf") where isInStyles:
                if let id = reader.attributes["numFmtId"].flatMap(Int.init), formats.contains(id) {
                    styles.insert(count)
                }
                count += 1
            default: break
            }
        }
        return styles
    }

    /// `dd-mm-yyyy`, without what stands in quotes or brackets.
    private static func isDay(_ code: String) -> Bool {
        var (isQuoted, isBracket, skips) = (false, false, false)
        for letter in code.lowercased() {
            if skips {
                skips = false
            } else if letter == "\"" {
                isQuoted.toggle()
            } else if letter == "\\" || letter == "_" {
                skips = true
            } else if letter == "[" {
                isBracket = true
            } else if letter == "]" {
                isBracket = false
            } else if !isQuoted, !isBracket, letter == "y" || letter == "d" || letter == "j" {
                return true
            }
        }
        return false
    }

    mutating func next(_ row: inout CellRow) throws -> Bool {
        while !isOver, let event = try markup.next() {
            switch event {
            case .start("row"):
                line = markup.attributes["r"].flatMap(Int.init) ?? line + 1
                guard (1...10_000_000).contains(line) else { throw DeliveryMistake(.sheet) }
                row.clear(line: line)
                row.isHidden = ["1", "true"].contains(markup.attributes["hidden"] ?? "")
                try readRow(&row)
                row.dropEmptyEnd(keeping: 0)
                if row.count > 0 { return true }
            case .end("sheetData"): isOver = true
            default: break
            }
        }
        return false
    }

    private mutating func readRow(_ row: inout CellRow) throws {
        while let event = try markup.next() {
            switch event {
            case .start("c"): try readCell(&row)
            case .end("row"): return
            default: break
            }
        }
        throw DeliveryMistake(.sheet)
    }

    private mutating func readCell(_ row: inout CellRow) throws {
        let (place, type) = (markup.attributes["r"], markup.attributes["t"] ?? "n")
        let style = markup.attributes["s"].flatMap(Int.init) ?? 0
        var value: [UInt8] = []
        var (isSound, isFormula) = (false, false)
        markup.keepsText = true
        defer { markup.keepsText = false }
        loop: while true {
            guard let event = try markup.next() else { throw DeliveryMistake(.sheet) }
            switch event {
            case .start("rPh"): isSound = true
            case .end("rPh"): isSound = false
            case .start("f"): isFormula = true
            case .end("v"): value = markup.text
            case .end("t") where !isSound: value += markup.text
            case .end("c"): break loop
            default: break
            }
            guard value.count <= DeliveryLimits.cell else {
                throw DeliveryMistake(.tooLong, line: row.line, column: row.count + 1)
            }
        }
        guard !value.isEmpty || isFormula && type != "str" else { return }
        let column = try place.map { try Self.column($0) } ?? row.count
        guard column >= row.count else { throw DeliveryMistake(.sheet) }
        guard column < DeliveryLimits.columns else {
            throw DeliveryMistake(.tooManyColumns, line: row.line, ["limit": String(DeliveryLimits.columns)])
        }
        while row.count < column { row.endCell() }
        guard !value.isEmpty else {
            row.endCell(.formula)
            return
        }
        switch type {
        case "s":
            guard let index = Int(String(decoding: value, as: UTF8.self)), let text = texts[index] else {
                throw DeliveryMistake(.sheet)
            }
            guard text.count <= DeliveryLimits.cell else {
                throw DeliveryMistake(.tooLong, line: row.line, column: column + 1)
            }
            row.append(text)
        case "n":
            guard days.contains(style), let day = day(value) else {
                row.append(value, .number)
                return
            }
            row.append(day.description.utf8, .day)
        case "b": row.append((value == [0x31] ? "true" : "false").utf8)
        default: row.append(value)
        }
    }

    /// A number of days; nil with a part of a day, or out of all reason.
    private func day(_ value: [UInt8]) -> Day? {
        guard let number = Double(String(decoding: value, as: UTF8.self)), number == number.rounded(),
            (1...2_958_465).contains(number)
        else { return nil }
        let days = Int(number)
        // In 1900 its calendar has a day that there was not: 29 February.
        return Day(daysSince1970: days + zero + (zero == -25_569 && days < 60 ? 1 : 0))
    }

    /// `BC12` is column 54, counted from 0.
    private static func column(_ place: String) throws -> Int {
        var column = 0
        for byte in place.utf8 {
            guard (0x41...0x5A).contains(byte) else { break }
            column = column * 26 + Int(byte - 0x40)
            guard column <= 20_000 else { throw DeliveryMistake(.sheet) }
        }
        guard column > 0 else { throw DeliveryMistake(.sheet) }
        return column - 1
    }
}

/// The texts that a workbook keeps apart from its sheets, one after the other.
private struct SharedTexts {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    init(_ archive: ZipArchive) throws {
        guard let part = try archive.open("xl/sharedStrings.xml") else { return }
        var reader = MarkupReader(part)
        reader.keepsText = true
        var isSound = false
        while let event = try reader.next() {
            switch event {
            case .start("rPh"): isSound = true
            case .end("rPh"): isSound = false
            case .end("t") where !isSound: bytes += reader.text
            case .end("si"): ends.append(bytes.count)
            default: break
            }
            guard bytes.count <= DeliveryLimits.sharedTexts, ends.count <= 4_000_000 else {
                throw DeliveryMistake(.bomb)
            }
        }
    }

    subscript(index: Int) -> ArraySlice<UInt8>? {
        guard ends.indices.contains(index) else { return nil }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }
}
