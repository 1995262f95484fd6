/// A delivery that can be read, as often as it takes.
struct DeliveryFile: Sendable {
    let source: any ByteSource

    init(_ source: any ByteSource) throws(DeliveryMistake) {
        guard source.count <= DeliveryLimits.bytes else {
            throw DeliveryMistake(.tooLarge, ["limit": String(DeliveryLimits.bytes >> 20)])
        }
        guard source.count > 0 else { throw DeliveryMistake(.empty) }
        self.source = source
    }

    /// A reader at its first row, and what kind of file it turned out to be.
    /// - Parameter sheet: of a workbook; nil for the first.
    func open(sheet: String? = nil) throws -> (reader: any TableReader, format: DeliveryFormat) {
        let start = try source.read(at: 0, 512)
        if start.starts(with: [0x50, 0x4B]) { return try openWorkbook(sheet) }
        // What older office programs write, and locked workbooks too.
        if start.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { throw DeliveryMistake(.encrypted) }
        if start.starts(with: Array("%PDF".utf8)) || start.starts(with: [0x1F, 0x8B]) {
            throw DeliveryMistake(.unknownFormat)
        }
        let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start.dropFirst(3) : start[...]
        if let first = text.first(where: { !CellRow.isBlank($0) }),
            first == UInt8(ascii: "[") || first == UInt8(ascii: "{")
        {
            let reader = try ObjectsReader(source)
            return (reader, reader.isDataValueSet ? .dataValueSets : .list)
        }
        let reader = try SeparatedReader(source)
        return (reader, .separated(reader.encoding, separator: reader.separator))
    }

    private func openWorkbook(_ sheet: String?) throws -> (reader: any TableReader, format: DeliveryFormat) {
        let archive = try ZipArchive(source)
        if archive.entries["xl/workbook.xml"] != nil {
            let sheets = try WorkbookReader.sheets(archive)
            guard let chosen = sheet == nil ? sheets.first : sheets.first(where: { $0.name == sheet }) else {
                throw DeliveryMistake(.noSheet)
            }
            return (try WorkbookReader(archive, part: chosen.part), .workbook(sheets: sheets.map(\.name)))
        }
        guard archive.entries["content.xml"] != nil else { throw DeliveryMistake(.unknownFormat) }
        let sheets = try OpenSheetReader.sheets(archive)
        guard let index = sheet.map({ sheets.firstIndex(of: $0) }) ?? 0 else { throw DeliveryMistake(.noSheet) }
        return (try OpenSheetReader(archive, sheet: index), .openSheets(sheets: sheets))
    }
}
