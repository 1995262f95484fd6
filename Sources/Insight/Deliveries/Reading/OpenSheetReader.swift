/// Reads a sheet of an OpenDocument spreadsheet (`.ods`): texts, numbers and days as they are stored.
struct OpenSheetReader: TableReader {
    private var markup: MarkupReader
    private var line = 0
    /// A row that the file says once for several.
    private var again = 0
    private var kept = CellRow()
    private var isOver = false

    static func sheets(_ archive: ZipArchive) throws -> [String] {
        guard let part = try archive.open("content.xml") else { throw DeliveryMistake(.zip) }
        var reader = MarkupReader(part)
        var found: [String] = []
        while let event = try reader.next() {
            if event == .start("table") { found.append(reader.attributes["name"] ?? "") }
        }
        guard !found.isEmpty, found.count <= 200 else { throw DeliveryMistake(.noSheet) }
        return found
    }

    /// - Parameter sheet: from 0.
    init(_ archive: ZipArchive, sheet: Int) throws {
        guard let part = try archive.open("content.xml") else { throw DeliveryMistake(.zip) }
        markup = MarkupReader(part)
        var count = -1
        while count < sheet {
            guard let event = try markup.next() else { throw DeliveryMistake(.noSheet) }
            if event == .start("table") { count += 1 }
        }
    }

    mutating func next(_ row: inout CellRow) throws -> Bool {
        if again > 0 {
            again -= 1
            line += 1
            row = kept
            row.line = line
            return true
        }
        while !isOver, let event = try markup.next() {
            switch event {
            case .start("table-row"):
                let times = try repeated("number-rows-repeated")
                row.clear(line: line + 1)
                row.isHidden = ["collapse", "filter"].contains(markup.attributes["visibility"] ?? "")
                try readRow(&row)
                row.dropEmptyEnd(keeping: 0)
                guard row.count > 0 else {
                    line += times
                    continue
                }
                guard times <= DeliveryLimits.rows else { throw DeliveryMistake(.bomb) }
                line += 1
                (again, kept) = (times - 1, times > 1 ? row : CellRow())
                return true
            case .end("table"): isOver = true
            default: break
            }
        }
        return false
    }

    private func repeated(_ name: String) throws -> Int {
        guard let text = markup.attributes[name] else { return 1 }
        guard let count = Int(text), (1...20_000_000).contains(count) else { throw DeliveryMistake(.sheet) }
        return count
    }

    private mutating func readRow(_ row: inout CellRow) throws {
        // Empty cells count only when something stands behind them.
        var blanks = 0
        while true {
            guard let event = try markup.next() else { throw DeliveryMistake(.sheet) }
            switch event {
            case .start("table-cell"), .start("covered-table-cell"):
                let times = try repeated("number-columns-repeated")
                let type = markup.attributes["value-type"] ?? ""
                let isFormula = markup.attributes["formula"] != nil
                let stored = markup.attributes[type == "date" ? "date-value" : "value"]
                let text = try readText(row)
                var (bytes, kind) = Self.cell(type, stored, text)
                if isFormula, type.isEmpty, bytes.isEmpty { kind = .formula }
                if bytes.isEmpty, kind != .formula {
                    blanks += times
                    continue
                }
                guard row.count + blanks + times <= DeliveryLimits.columns else {
                    throw DeliveryMistake(.tooManyColumns, line: row.line, ["limit": String(DeliveryLimits.columns)])
                }
                for _ in 0..<blanks { row.endCell() }
                blanks = 0
                for _ in 0..<times { row.append(bytes, kind) }
            case .end("table-row"): return
            default: break
            }
        }
    }

    private static func cell(_ type: String, _ stored: String?, _ text: [UInt8]) -> ([UInt8], CellRow.Kind) {
        guard let stored, stored.utf8.count <= 64 else { return (text, .text) }
        switch type {
        case "float", "currency": return (Array(stored.utf8), .number)
        case "date": return (Array(stored.utf8), stored.contains("T") ? .text : .day)
        // The stored value of 12% is 0.12.
        default: return (text, .text)
        }
    }

    /// What stands in a cell, up to its end; notes beside it are left out.
    private mutating func readText(_ row: CellRow) throws -> [UInt8] {
        markup.keepsText = true
        defer { markup.keepsText = false }
        var (text, paragraphs, notes): ([UInt8], Int, Int) = ([], 0, 0)
        while true {
            guard let event = try markup.next() else { throw DeliveryMistake(.sheet) }
            // What stood before it belongs to the paragraph that is open.
            if notes == 0, paragraphs > 0 { text += markup.text }
            switch event {
            case .start("annotation"): notes += 1
            case .end("annotation"): notes -= 1
            case .start("p") where notes == 0:
                if !text.isEmpty { text.append(0x0A) }
                paragraphs += 1
            case .end("p") where notes == 0: paragraphs -= 1
            case .start("s") where notes == 0: text.append(0x20)
            case .end("table-cell"), .end("covered-table-cell"): return text
            default: break
            }
            guard text.count <= DeliveryLimits.cell else {
                throw DeliveryMistake(.tooLong, line: row.line, column: row.count + 1)
            }
        }
    }
}
