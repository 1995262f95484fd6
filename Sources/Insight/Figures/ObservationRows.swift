import Core
import Pack

/// The values of one import, checked and packed: a row is five small numbers, so that a million of them are 24 MB.
struct ObservationRows: Sendable {
    struct Row: Sendable {
        let indicator: Int32
        let region: Int32
        let organisation: Int32
        let period: Int32
        /// -1 for none.
        let value: Int32
        let status: ObservationStatus
    }

    var indicators: [IndicatorID] = []
    var regions: [RegionID?] = []
    var organisations: [OrganisationID?] = []
    var periods: [Period] = []
    var rows: [Row] = []

    var count: Int { rows.count }

    subscript(index: Int) -> Observation {
        let row = rows[index]
        return Observation(
            indicator: indicators[Int(row.indicator)], region: regions[Int(row.region)],
            organisation: organisations[Int(row.organisation)], period: periods[Int(row.period)],
            value: row.value < 0 ? nil : Int(row.value), status: row.status)
    }
}

/// Checks rows one by one against the catalogue and collects either all of them or everything that is wrong. Each text is
/// judged once, however often it comes back.
struct RowChecker {
    /// A text of a column, judged: what it means, or why it means nothing.
    private struct Texts<Meaning> {
        private var known: [String: Int32] = [:]
        private(set) var meanings: [Meaning?] = []

        mutating func index(_ text: String, _ judge: (String) -> Meaning?) -> Int32 {
            if let index = known[text] { return index }
            let index = Int32(meanings.count)
            meanings.append(judge(text))
            known[text] = index
            return index
        }

        subscript(index: Int32) -> Meaning? { meanings[Int(index)] }
    }

    private struct Key: Hashable {
        let indicator: Int32
        let region: Int32
        let organisation: Int32
        let period: Int32
    }

    let catalogue: Catalogue
    let today: Day
    private var indicators = Texts<Indicator>()
    private var regions = Texts<RegionID?>()
    private var organisations = Texts<OrganisationID?>()
    private var periods = Texts<Period>()
    private var lines: [Key: Int] = [:]
    private var rows: [ObservationRows.Row] = []
    private(set) var mistakes: [ImportMistake] = []
    private(set) var total = 0

    init(catalogue: Catalogue, today: Day) {
        self.catalogue = catalogue
        self.today = today
    }

    mutating func wrong(
        _ line: Int, _ column: ObservationColumn?, _ phrase: FiguresPhrase, _ values: [String: String] = [:]
    ) {
        total += 1
        if mistakes.count < ImportLimits.mistakes { mistakes.append(ImportMistake(line, column, phrase, values)) }
    }

    func result() throws(ImportRefusal) -> ObservationRows {
        guard total == 0 else { throw ImportRefusal(mistakes: mistakes, total: total) }
        return ObservationRows(
            indicators: indicators.meanings.map { $0?.id ?? IndicatorID(trusted: "") },
            regions: regions.meanings.map { $0 ?? nil }, organisations: organisations.meanings.map { $0 ?? nil },
            periods: periods.meanings.map { $0 ?? .day(today) }, rows: rows)
    }

    /// - Parameter fields: the six texts of the row, in the order of the columns, without blanks around them.
    mutating func add(_ fields: [String], line: Int) {
        let before = total
        let indicatorIndex = indicators.index(fields[0]) { text in IndicatorID(text).flatMap(catalogue.indicator) }
        let indicator = indicators[indicatorIndex]
        if let indicator {
            if indicator.origin == .counted {
                wrong(line, .indicator, .mistakeCountedHere, ["value": shown(fields[0])])
            }
        } else {
            wrong(
                line, .indicator, fields[0].isEmpty ? .mistakeNoIndicator : .mistakeIndicator,
                ["value": shown(fields[0])])
        }
        let regionIndex = regions.index(fields[1]) { text in
            if text.isEmpty { return .some(nil) }
            return RegionID(text).flatMap { catalogue.knows($0) ? .some($0) : nil }
        }
        checkRegion(regions[regionIndex], of: indicator, fields[1], line)
        let organisationIndex = organisations.index(fields[2]) { text in
            text.isEmpty ? .some(nil) : OrganisationID(text).map(Optional.some)
        }
        if organisations[organisationIndex] == nil {
            wrong(line, .organisation, .mistakeOrganisation, ["value": shown(fields[2])])
        }
        let periodIndex = periods.index(fields[3]) { Period($0) }
        checkPeriod(periods[periodIndex], of: indicator, fields[3], line)
        let (value, status) = checkValue(fields[4], fields[5], line)
        guard total == before, let status else { return }
        let key = Key(
            indicator: indicatorIndex, region: regionIndex, organisation: organisationIndex, period: periodIndex)
        if let first = lines.updateValue(line, forKey: key) {
            lines[key] = first
            wrong(line, nil, .mistakeTwice, ["line": String(first)])
            return
        }
        rows.append(
            ObservationRows.Row(
                indicator: indicatorIndex, region: regionIndex, organisation: organisationIndex, period: periodIndex,
                value: value, status: status))
    }

    private mutating func checkRegion(_ region: RegionID??, of indicator: Indicator?, _ text: String, _ line: Int) {
        guard let region else {
            wrong(line, .region, .mistakeRegion, ["value": shown(text)])
            return
        }
        guard let region, let indicator, !catalogue.allows(region, for: indicator) else { return }
        if let year = indicator.regionVersion {
            wrong(line, .region, .mistakeRegionVersion, ["value": shown(text), "year": String(year)])
        } else {
            wrong(line, .region, .mistakeNationalOnly, ["value": shown(text)])
        }
    }

    private mutating func checkPeriod(_ period: Period?, of indicator: Indicator?, _ text: String, _ line: Int) {
        guard let period else {
            let year = Int(text.prefix(4)) ?? 0
            if text.hasSuffix("-W53"), text.utf8.count == 8, (1...9998).contains(year), Week.count(inYear: year) == 52 {
                wrong(line, .period, .mistakeWeek53, ["value": shown(text), "year": String(year)])
            } else {
                wrong(line, .period, text.isEmpty ? .mistakeNoPeriod : .mistakePeriod, ["value": shown(text)])
            }
            return
        }
        if let indicator, indicator.period != period.kind {
            let example = Self.example(indicator.period)
            wrong(line, .period, .mistakePeriodKind, ["value": shown(text), "example": example])
        } else if today < period.firstDay {
            wrong(line, .period, .mistakeFuture, ["value": shown(text)])
        }
    }

    private static func example(_ kind: Indicator.PeriodKind) -> String {
        switch kind {
        case .day: "2020-03-15"
        case .week: "2020-W13"
        case .month: "2020-03"
        case .halfYear: "2020-H1"
        }
    }

    private mutating func checkValue(_ text: String, _ statusText: String, _ line: Int) -> (Int32, ObservationStatus?) {
        guard let status = ObservationStatus(rawValue: statusText) else {
            wrong(line, .status, .mistakeStatus, ["value": shown(statusText)])
            // Whatever the status was to be, words are no value.
            if !text.isEmpty, Int64(text) == nil { wrong(line, .value, .mistakeNotWhole, ["value": shown(text)]) }
            return (-1, nil)
        }
        let wantsValue = status == .final || status == .provisional
        guard !text.isEmpty else {
            if wantsValue { wrong(line, .value, .mistakeNoValue, ["status": status.rawValue]) }
            return (-1, status)
        }
        if !wantsValue {
            wrong(line, .value, .mistakeValueGiven, ["status": status.rawValue])
        } else if let number = Int32(text), number >= 0, number <= ImportLimits.value, text.first != "+" {
            return (number, status)
        } else if text.first == "-", text.dropFirst().allSatisfy(\.isASCIIDigit) {
            wrong(line, .value, .mistakeNegative, ["value": shown(text)])
        } else if text.allSatisfy(\.isASCIIDigit) {
            wrong(line, .value, .mistakeTooHigh, ["value": shown(text), "limit": String(ImportLimits.value)])
        } else {
            wrong(line, .value, .mistakeNotWhole, ["value": shown(text)])
        }
        return (-1, status)
    }

    /// A text of the file as a message may repeat it: short, on one line.
    private func shown(_ text: String) -> String {
        let clean = String(text.prefix(40).map { $0.isNewline || $0.asciiValue.map { $0 < 32 } == true ? " " : $0 })
        return text.count > 40 ? clean + "…" : clean
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) && isASCII }
}
