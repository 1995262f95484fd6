/// Reads a JSON list of flat objects, or the `dataValues` of DHIS2, as a table: a column for each name that any object has.
struct ObjectsReader: TableReader {
    /// Of what DHIS2 says once for all values.
    private static let shared = ["dataElement", "period", "orgUnit", "attributeOptionCombo", "categoryOptionCombo"]

    let isDataValueSet: Bool
    private let names: [String]
    private let index: [String: Int]
    /// What an object has that does not say it itself.
    private let given: [[UInt8]]
    private var text: JSONText
    private var item = -1
    private var isOpen = true

    init(_ source: any ByteSource) throws {
        var ahead = Scan()
        try ahead.read(JSONText(source))
        isDataValueSet = ahead.isDataValueSet
        names = ahead.names
        index = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        given = names.map { ahead.given[$0] ?? [] }
        text = try JSONText(source)
        try Self.enter(&text, isDataValueSet)
    }

    /// Up to the first object.
    private static func enter(_ text: inout JSONText, _ isDataValueSet: Bool) throws {
        guard isDataValueSet else { return try text.expect(UInt8(ascii: "[")) }
        try text.expect(UInt8(ascii: "{"))
        while true {
            var name: [UInt8] = []
            try text.string(into: &name)
            try text.expect(UInt8(ascii: ":"))
            if name == Array("dataValues".utf8) { return try text.expect(UInt8(ascii: "[")) }
            var value: [UInt8] = []
            _ = try text.scalar(into: &value)
            guard try text.goesOn(until: UInt8(ascii: "}")) else { throw text.mistake(.notATable) }
        }
    }

    mutating func next(_ row: inout CellRow) throws -> Bool {
        item += 1
        row.clear(line: item)
        if item == 0 {
            // The names of the columns.
            for name in names { row.append(name.utf8) }
            return true
        }
        guard isOpen else { return false }
        if item == 1, try text.next() == UInt8(ascii: "]") {
            isOpen = false
            return false
        }
        var cells: [([UInt8], CellRow.Kind)] = given.map { ($0, .text) }
        let index = index
        try Self.object(&text) { name, value, kind in
            guard let column = index[name] else { return }
            cells[column] = (value, kind)
        }
        for (bytes, kind) in cells { row.append(bytes, kind) }
        isOpen = try text.goesOn(until: UInt8(ascii: "]"))
        return true
    }

    private static func object(
        _ text: inout JSONText, _ member: (String, [UInt8], CellRow.Kind) throws -> Void
    ) throws {
        guard try text.next() == UInt8(ascii: "{") else { throw text.mistake(.notATable) }
        _ = try text.take()
        if try text.next() == UInt8(ascii: "}") {
            _ = try text.take()
            return
        }
        repeat {
            var (name, value): ([UInt8], [UInt8]) = ([], [])
            try text.string(into: &name)
            try text.expect(UInt8(ascii: ":"))
            let kind = try text.scalar(into: &value)
            try member(String(decoding: name, as: UTF8.self), value, kind)
        } while try text.goesOn(until: UInt8(ascii: "}"))
    }

    /// Everything once: which names there are, and what is said for all.
    private struct Scan {
        var isDataValueSet = false
        var names: [String] = []
        var given: [String: [UInt8]] = [:]
        private var known: Set<String> = []

        mutating func read(_ source: JSONText) throws {
            var text = source
            isDataValueSet = try text.next() == UInt8(ascii: "{")
            if isDataValueSet { try readSet(&text) } else { try readList(&text) }
            guard try text.next() == nil else { throw text.mistake() }
            guard !names.isEmpty else { throw DeliveryMistake(.empty) }
        }

        private mutating func readSet(_ text: inout JSONText) throws {
            _ = try text.take()
            var hasValues = false
            if try text.next() == UInt8(ascii: "}") { throw text.mistake(.notATable) }
            repeat {
                var name: [UInt8] = []
                try text.string(into: &name)
                try text.expect(UInt8(ascii: ":"))
                if name == Array("dataValues".utf8) {
                    guard !hasValues else { throw text.mistake(.notATable) }
                    hasValues = true
                    try readList(&text)
                } else {
                    var value: [UInt8] = []
                    _ = try text.scalar(into: &value)
                    let name = String(decoding: name, as: UTF8.self)
                    if ObjectsReader.shared.contains(name), !value.isEmpty { given[name] = value }
                }
            } while try text.goesOn(until: UInt8(ascii: "}"))
            guard hasValues else { throw text.mistake(.notATable) }
            for name in given.keys.sorted() where known.insert(name).inserted { names.append(name) }
        }

        private mutating func readList(_ text: inout JSONText) throws {
            guard try text.next() == UInt8(ascii: "[") else { throw text.mistake(.notATable) }
            _ = try text.take()
            if try text.next() == UInt8(ascii: "]") {
                _ = try text.take()
                return
            }
            repeat {
                var own: [String] = []
                try ObjectsReader.object(&text) { name, _, _ in own.append(name) }
                for name in own where known.insert(name).inserted { names.append(name) }
                guard names.count <= DeliveryLimits.columns else { throw text.mistake(.tooManyColumns) }
            } while try text.goesOn(until: UInt8(ascii: "]"))
        }
    }
}
