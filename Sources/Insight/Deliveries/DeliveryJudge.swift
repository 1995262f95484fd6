import Core
import Pack

/// A value of a delivery, with where it stands.
struct DeliveredRow: Sendable, Hashable {
    let line: Int
    let column: Int
    let observation: Observation
}

/// Turns rows into values, by a mapping, or says what is wrong with them.
struct DeliveryJudge {
    /// What the judge knows of the country.
    struct Knowledge: Sendable {
        let catalogue: Catalogue
        let regions: RegionNames
        /// By what they are called, in plain letters.
        let indicators: [String: IndicatorID]
        let organisations: [String: OrganisationID]
    }

    private let mapping: DeliveryMapping
    private let know: Knowledge
    private let today: Day
    private let numbers: NumberHabit?
    private let dates: DateHabit?
    private let columns: [String]
    private let roles: [DeliveryMapping.Role]
    private let place: [DeliveryMapping.Role: Int]
    private var indicators = Remembered<String, Indicator?>()
    private var organisations = Remembered<String, OrganisationID?>()
    private var regions = Remembered<Place, RegionNames.Found>()
    private var periods = Remembered<Time, PeriodText.Reading>()
    private(set) var rows: [DeliveredRow] = []
    private(set) var mistakes: [DeliveryMistake] = []
    /// What the source writes that is not known here, for who says what it means. Some of it, and never kept.
    private(set) var unknown = Unknown()

    struct Unknown {
        static let most = 40
        var indicators: [String] = []
        var regions: [String] = []
        var words: [String] = []

        static func add(_ text: String, to list: inout [String], upTo length: Int = 80) {
            guard list.count < most, text.count <= length, !list.contains(text) else { return }
            list.append(text)
        }
    }

    /// Texts come back often, and are judged once. It does not grow without end.
    private struct Remembered<Key: Hashable, Meaning> {
        private var known: [Key: Meaning] = [:]

        mutating func callAsFunction(_ key: Key, _ judge: (Key) -> Meaning) -> Meaning {
            if let meaning = known[key] { return meaning }
            let meaning = judge(key)
            if known.count >= 4_096 { known.removeAll(keepingCapacity: true) }
            known[key] = meaning
            return meaning
        }
    }

    private struct Place: Hashable {
        let year: Int?
        let text: String
    }

    private struct Time: Hashable {
        let kind: Indicator.PeriodKind
        let text: String
    }

    /// Throws what must be chosen first, and a column of the mapping that is not in the delivery.
    init(
        _ mapping: DeliveryMapping, _ inspection: DeliveryInspection, knowledge: Knowledge, today: Day
    ) throws(DeliveryMistake) {
        (self.mapping, know, self.today, columns) = (mapping, knowledge, today, inspection.columns)
        if let open = mapping.open(columns: inspection.columns).first { throw DeliveryMistake(open) }
        for (name, role) in mapping.columns.sorted(by: { $0.key < $1.key })
        where role != .unused && role != .split && role != .status && !inspection.columns.contains(name) {
            throw DeliveryMistake(.columnGone, name: name)
        }
        numbers = try inspection.numberHabit(mapping)
        dates = try inspection.dateHabit(mapping)
        roles = inspection.columns.map { mapping.columns[$0] ?? .unused }
        var place: [DeliveryMapping.Role: Int] = [:]
        for (index, role) in roles.enumerated() where place[role] == nil { place[role] = index }
        self.place = place
    }

    mutating func takeRows() -> [DeliveredRow] {
        defer { rows.removeAll(keepingCapacity: true) }
        return rows
    }

    mutating func takeMistakes() -> [DeliveryMistake] {
        defer { mistakes.removeAll(keepingCapacity: true) }
        return mistakes
    }

    private func text(_ row: CellRow, _ role: DeliveryMapping.Role) -> String? { place[role].map { row.text($0) } }

    private mutating func wrong(
        _ kind: DeliveryMistake.Kind, _ row: CellRow, _ index: Int?, _ values: [String: String] = [:], text: String = ""
    ) {
        var values = values
        if let text = DeliveryMistake.harmless(text) { values["value"] = text }
        mistakes.append(
            DeliveryMistake(
                kind, line: row.line, column: (index ?? -1) + 1, name: index.map { columns[$0] } ?? "", values))
    }

    mutating func add(_ row: CellRow) {
        if row.count > columns.count {
            wrong(.cells, row, nil, ["count": String(row.count), "columns": String(columns.count)])
            return
        }
        if row.isHidden {
            wrong(.hiddenRow, row, nil)
            return
        }
        let open = roles.indices.filter { roles[$0] != .unused && row.kind($0) == .formula }
        for index in open { wrong(.formula, row, index) }
        guard open.isEmpty else { return }
        for (index, role) in roles.enumerated() where role == .split {
            // Only the whole is taken: parts of it may not be added up.
            let whole: Set = ["", "default", "HllvX50cXC0"]
            guard whole.contains(row.text(index)) else {
                wrong(.split, row, index)
                return
            }
        }
        for (index, role) in roles.enumerated() where role.isValue { add(row, index, role) }
    }

    private mutating func add(_ row: CellRow, _ index: Int, _ role: DeliveryMapping.Role) {
        let header = columns[index]
        let before = mistakes.count
        let value = value(row, index)
        if mistakes.count == before, value == nil { return }
        let indicatorText = role == .valueOfIndicator ? header : text(row, .indicator) ?? mapping.indicator ?? ""
        let indicatorPlace = role == .valueOfIndicator ? index : place[.indicator]
        let know = know
        let names = mapping.indicators
        let indicator = indicators(indicatorText) { text in
            let name = names[text] ?? text
            return IndicatorID(name).flatMap(know.catalogue.indicator)
                ?? know.indicators[RegionNames.letters(name)].flatMap(know.catalogue.indicator)
        }
        guard let indicator else {
            wrong(indicatorText.isEmpty ? .noIndicator : .indicator, row, indicatorPlace)
            if !indicatorText.isEmpty { Unknown.add(indicatorText, to: &unknown.indicators) }
            return
        }
        if indicator.origin == .counted { wrong(.countedHere, row, indicatorPlace, ["name": indicator.id.text]) }
        let region = region(row, role, index, indicator)
        let organisation = organisation(row)
        let period = period(row, role, index, indicator)
        guard mistakes.count == before, let value, let region, let organisation, let period else { return }
        if value.status == .final, today < period.end {
            wrong(.notOver, row, role == .valueOfPeriod ? index : place[.period], text: period.description)
            return
        }
        rows.append(
            DeliveredRow(
                line: row.line, column: index + 1,
                observation: Observation(
                    indicator: indicator.id, region: region, organisation: organisation, period: period,
                    value: value.number, status: value.status)))
    }

    // MARK: the parts of a value

    private mutating func region(
        _ row: CellRow, _ role: DeliveryMapping.Role, _ index: Int, _ indicator: Indicator
    ) -> RegionID?? {
        let place = role == .valueOfRegion ? index : place[.region]
        let text = role == .valueOfRegion ? columns[index] : text(row, .region) ?? mapping.region ?? ""
        let (names, aliases) = (know.regions, mapping.regions)
        let year = indicator.regionVersion
        let found = regions(Place(year: year, text: text)) { _ in names.find(text, for: indicator, aliases: aliases) }
        switch found {
        case .whole: return .some(nil)
        case .region(let id): return .some(id)
        case .otherYear(let other):
            if let year {
                wrong(.regionVersion, row, place, ["year": String(year), "other": String(other)])
            } else {
                wrong(.nationalOnly, row, place)
            }
        case .unknown:
            Unknown.add(text, to: &unknown.regions)
            let isPeriod = PeriodText.read(text, as: indicator.period, habit: dates ?? .dayFirst) != .none
            wrong(
                isPeriod ? .swapped : .region, row, place, isPeriod ? [:] : ["year": year.map(String.init) ?? ""],
                text: text)
        }
        return nil
    }

    private mutating func organisation(_ row: CellRow) -> OrganisationID?? {
        guard let text = text(row, .organisation) ?? mapping.organisation, !text.isEmpty else { return .some(nil) }
        let names = know.organisations
        let found = organisations(text) { names[RegionNames.letters($0)] ?? OrganisationID($0) }
        if let found { return .some(found) }
        wrong(.organisation, row, place[.organisation])
        return nil
    }

    private mutating func period(
        _ row: CellRow, _ role: DeliveryMapping.Role, _ index: Int, _ indicator: Indicator
    ) -> Period? {
        let kind = indicator.period
        let habit = dates
        var place = place[.period]
        let text: String
        let reading: PeriodText.Reading
        if role == .valueOfPeriod {
            (text, place) = (columns[index], index)
            reading = periods(Time(kind: kind, text: text)) { _ in
                PeriodText.read(text, as: kind, habit: habit ?? .dayFirst)
            }
        } else if let cell = place {
            text = row.text(cell)
            reading = periods(Time(kind: kind, text: text)) { _ in PeriodText.read(text, as: kind, habit: habit) }
        } else if let year = self.text(row, .year), let part = self.text(row, .part) {
            text = "\(year) \(part)"
            place = self.place[.part]
            reading = PeriodText.joined(year: year, part: part, as: kind)
        } else {
            text = mapping.period ?? ""
            reading = periods(Time(kind: kind, text: text)) { _ in PeriodText.read(text, as: kind, habit: habit) }
        }
        let example = ["example": Self.example(kind)]
        switch reading {
        case .period(let period):
            if today < period.firstDay {
                wrong(.future, row, place, text: text)
                return nil
            }
            return period
        case .noSuchWeek(let year): wrong(.week53, row, place, ["year": String(year)], text: text)
        case .ambiguous: wrong(.needsDates, row, place, text: text)
        case .shortYear: wrong(.shortYear, row, place, example, text: text)
        case .notMonday: wrong(.notMonday, row, place, example, text: text)
        case .otherKind: wrong(.periodKind, row, place, example, text: text)
        case .none:
            if text.isEmpty {
                wrong(.noPeriod, row, place, example)
            } else if know.regions.knows(text) {
                wrong(.swapped, row, place)
            } else {
                wrong(.period, row, place, example, text: text)
            }
        }
        return nil
    }

    static func example(_ kind: Indicator.PeriodKind) -> String {
        switch kind {
        case .day: "2020-03-15"
        case .week: "2020-W13"
        case .month: "2020-03"
        case .halfYear: "2020-H1"
        }
    }

    /// Nil when the cell is left out, or wrong.
    private mutating func value(_ row: CellRow, _ index: Int) -> (number: Int?, status: ObservationStatus)? {
        var status = mapping.status
        var isSaid = false
        if let cell = place[.status] {
            let word = row.text(cell)
            if let known = mapping.statusWords[word] ?? ObservationStatus(rawValue: word) {
                (status, isSaid) = (known, true)
            } else if !word.isEmpty {
                Unknown.add(word, to: &unknown.words, upTo: 20)
                wrong(.status, row, cell)
                return nil
            }
        }
        let hasValue = status == .final || status == .provisional
        let text = row.text(index)
        if text.isEmpty {
            if !hasValue { return (nil, status) }
            switch mapping.empty {
            case .missing: return (nil, .missing)
            case .zero: return (0, status)
            case .leaveOut: return nil
            case nil:
                wrong(.noValue, row, index)
                return nil
            }
        }
        if let word = mapping.statusWords[text] {
            if word == .missing || word == .suppressed { return (nil, word) }
        }
        guard hasValue else {
            wrong(.valueGiven, row, index, isSaid ? ["status": status.rawValue] : [:])
            return nil
        }
        let reading = row.kind(index) == .number ? NumberText.stored(text) : NumberText(text.utf8).read(numbers)
        switch reading {
        case .whole(let number): return (number, status)
        case .negative: wrong(.negative, row, index, text: text)
        case .scientific: wrong(.scientific, row, index, text: text)
        case .tooHigh: wrong(.tooHigh, row, index, ["limit": String(ImportLimits.value)])
        case .ambiguous: wrong(.needsNumbers, row, index, text: text)
        case .notWhole:
            if Period(text) == nil, !text.contains(where: \.isNumber) {
                Unknown.add(text, to: &unknown.words, upTo: 20)
            }
            let isPeriod = Period(text) != nil
            wrong(isPeriod || know.regions.knows(text) ? .swapped : .notWhole, row, index, text: text)
        }
        return nil
    }
}
