import Core

/// What may not be in a delivery, because it is about somebody.
enum PersonalKind: String, Sendable, CaseIterable {
    case citizenNumber, name, email, phone, address, postcode, birthDate, caseNumber, account
}

/// A delivery with something about a person in it. It is not kept, and what was found is nowhere repeated.
struct PersonalDataFound: Error, Sendable, Hashable {
    let kind: PersonalKind
    /// From 1.
    let column: Int
    /// 0 when the name of the column says it.
    let line: Int
}

/// Looks at every cell of a delivery, in columns that are used and in those that are not.
struct PersonalDataWatch {
    /// What was seen in one column, without keeping any of it.
    private struct Seen {
        var names: Set<Int> = []
        var addresses: Set<Int> = []
        var longNumbers: Set<Int> = []
        var otherLongNumber = false
        var days: Set<Int> = []
        var earliest = Int.max
        var latest = Int.min
        var lastDay: Int?
        var (rises, falls) = (0, 0)
        var last: [UInt8] = []
    }

    private var columns: [Seen] = []
    /// Columns whose name says that places or organisations stand in them: "Anna Paulowna" is a village.
    private var places: Set<Int> = []
    private var hasNames = false
    /// What is known to be a place or an organisation is no person.
    private let isKnown: @Sendable (String) -> Bool
    /// Columns that the mapping reads as a period: days are expected there.
    private let periods: Set<Int>

    init(periods: Set<Int> = [], isKnown: @escaping @Sendable (String) -> Bool) {
        (self.periods, self.isKnown) = (periods, isKnown)
    }

    /// The row that may hold the names of the columns.
    mutating func names(_ row: CellRow) throws(PersonalDataFound) {
        // The first of them; what stands under it may be a person called Roland.
        let isFirst = !hasNames
        hasNames = true
        for index in 0..<row.count {
            if isFirst, PersonalDataWords.isPlace(column: row.text(index)) { places.insert(index) }
            if let kind = PersonalDataWords.kind(ofColumn: row.text(index)) {
                throw PersonalDataFound(kind: kind, column: index + 1, line: 0)
            }
        }
    }

    mutating func look(at row: CellRow) throws(PersonalDataFound) {
        while columns.count < row.count { columns.append(Seen()) }
        for index in 0..<row.count {
            let cell = row.cell(index)
            // The same as above it was looked at.
            if cell.elementsEqual(columns[index].last) { continue }
            columns[index].last = Array(cell)
            guard let kind = look(cell, index) else { continue }
            throw PersonalDataFound(kind: kind, column: index + 1, line: row.line)
        }
    }

    private mutating func look(_ cell: ArraySlice<UInt8>, _ column: Int) -> PersonalKind? {
        let cell = CellRow.trimmed(cell)
        var (digits, letters, others) = (0, 0, 0)
        var hasAt = false
        for byte in cell {
            switch byte {
            case 0x30...0x39: digits += 1
            case 0x41...0x5A, 0x61...0x7A, 0x80...0xFF: letters += 1
            case 0x40:
                hasAt = true
                others += 1
            default: others += 1
            }
        }
        if letters == 0, digits < 6, !hasAt { return nil }
        let bytes = Array(cell)
        if hasAt, PersonalShapes.hasEmail(bytes) { return .email }
        if digits >= 8 {
            if PersonalShapes.hasAccount(bytes) { return .account }
            if PersonalShapes.hasPhone(bytes) { return .phone }
            if PersonalShapes.hasCitizenNumber(bytes) { return .citizenNumber }
            if eightDigits(bytes, column) { return .citizenNumber }
        }
        if digits >= 4, letters >= 2, PersonalShapes.hasPostcode(bytes) { return .postcode }
        if digits >= 5, !periods.contains(column), let day = PersonalShapes.day(bytes), isBirthday(day, column) {
            return .birthDate
        }
        guard letters > 1 else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        if digits > 0, PersonalShapes.isAddress(text) {
            columns[column].addresses.insert(text.hashValue)
            if columns[column].addresses.count >= (places.contains(column) ? 2 : 1) { return .address }
        }
        if digits == 0, let likeness = PersonalShapes.name(text), !isKnown(text) {
            if likeness == .certain, !places.contains(column) { return .name }
            columns[column].names.insert(text.hashValue)
            if columns[column].names.count >= 3 { return .name }
        }
        return nil
    }

    /// A citizen's number that lost its first zero has eight digits, as a large count and a day may have: one alone says
    /// nothing, three of which all pass the test do.
    private mutating func eightDigits(_ bytes: [UInt8], _ column: Int) -> Bool {
        guard bytes.count == 8, bytes.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        let number = bytes.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        if Day(year: number / 10_000, month: number / 100 % 100, day: number % 100) != nil { return false }
        guard PersonalShapes.passesElevenTest([0x30] + bytes) else {
            columns[column].otherLongNumber = true
            return false
        }
        columns[column].longNumbers.insert(number)
        return columns[column].longNumbers.count >= 3 && !columns[column].otherLongNumber
    }

    /// Days of births go up and down, over many years; days of figures go one after the other.
    private mutating func isBirthday(_ day: Day, _ column: Int) -> Bool {
        let number = day.daysSince1970
        if day.civil.year < 2000, day.civil.year > 1899 { return true }
        if let last = columns[column].lastDay {
            if number > last { columns[column].rises += 1 }
            if number < last { columns[column].falls += 1 }
        }
        columns[column].lastDay = number
        columns[column].earliest = min(columns[column].earliest, number)
        columns[column].latest = max(columns[column].latest, number)
        if columns[column].days.count < 6 { columns[column].days.insert(number) }
        let seen = columns[column]
        return seen.days.count >= 6 && seen.latest - seen.earliest > 3 * 365 && min(seen.rises, seen.falls) >= 2
            && min(seen.rises, seen.falls) * 4 > max(seen.rises, seen.falls)
    }
}
