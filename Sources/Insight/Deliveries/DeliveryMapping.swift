import Core
import Foundation
import Pack

/// What a source delivers: what each column is, and how to read what stands in it. Kept by version.
struct DeliveryMapping: Codable, Sendable, Hashable {
    /// What a column holds.
    enum Role: String, Codable, Sendable, CaseIterable {
        case indicator, region, organisation, period
        /// A year, with the week, month or half of it in a column of its own.
        case year, part
        case value, status
        /// The name of the column is a region, a period or an indicator, and its cells are the values.
        case valueOfRegion, valueOfPeriod, valueOfIndicator
        /// Of no use here. It is looked at for data about people all the same.
        case unused
        /// Splits a figure in parts: only rows with the whole are taken.
        case split

        var isValue: Bool { [.value, .valueOfRegion, .valueOfPeriod, .valueOfIndicator].contains(self) }
    }

    /// What an empty cell means. Missing and zero are not the same, so one of them is chosen.
    enum Empty: String, Codable, Sendable, CaseIterable { case missing, zero, leaveOut }

    /// By the name of the column.
    var columns: [String: Role] = [:]
    /// Which row has the names of the columns, from 1.
    var headerRow = 1
    /// Of a workbook; nil for the first one.
    var sheet: String?
    /// For every row, when no column says it.
    var indicator: String?
    var region: String?
    var period: String?
    var organisation: String?
    var status = ObservationStatus.final
    /// Nil to let the column itself say it, and to ask when it does not.
    var numbers: NumberHabit?
    var dates: DateHabit?
    var empty: Empty?
    /// What the source calls regions and indicators, by what they are here.
    var regions: [String: String] = [:]
    var indicators: [String: String] = [:]
    /// What the source writes for a status, in a column of its own or in place of a value.
    var statusWords: [String: ObservationStatus] = [:]

    private enum CodingKeys: String, CodingKey {
        case columns, headerRow, sheet, indicator, region, period, organisation, status, numbers, dates, empty, regions
        case indicators, statusWords
    }

    init() {}

    /// What is left out is as in a new one.
    init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        let plain = DeliveryMapping()
        columns = try values.decodeIfPresent([String: Role].self, forKey: .columns) ?? plain.columns
        headerRow = try values.decodeIfPresent(Int.self, forKey: .headerRow) ?? plain.headerRow
        sheet = try values.decodeIfPresent(String.self, forKey: .sheet)
        indicator = try values.decodeIfPresent(String.self, forKey: .indicator)
        region = try values.decodeIfPresent(String.self, forKey: .region)
        period = try values.decodeIfPresent(String.self, forKey: .period)
        organisation = try values.decodeIfPresent(String.self, forKey: .organisation)
        status = try values.decodeIfPresent(ObservationStatus.self, forKey: .status) ?? plain.status
        numbers = try values.decodeIfPresent(NumberHabit.self, forKey: .numbers)
        dates = try values.decodeIfPresent(DateHabit.self, forKey: .dates)
        empty = try values.decodeIfPresent(Empty.self, forKey: .empty)
        regions = try values.decodeIfPresent([String: String].self, forKey: .regions) ?? [:]
        indicators = try values.decodeIfPresent([String: String].self, forKey: .indicators) ?? [:]
        statusWords = try values.decodeIfPresent([String: ObservationStatus].self, forKey: .statusWords) ?? [:]
    }

    /// Of the strict form of the contract.
    static let contract: DeliveryMapping = {
        var mapping = DeliveryMapping()
        mapping.columns = [
            "indicator": .indicator, "region": .region, "organisation": .organisation, "period": .period,
            "value": .value, "status": .status,
        ]
        return mapping
    }()

    /// Of `dataValueSets` as DHIS2 gives them.
    static let dataValueSets: DeliveryMapping = {
        var mapping = DeliveryMapping()
        mapping.columns = [
            "dataElement": .indicator, "period": .period, "orgUnit": .region, "value": .value,
            "categoryOptionCombo": .split, "attributeOptionCombo": .split, "comment": .unused, "storedBy": .unused,
            "created": .unused, "lastUpdated": .unused, "followup": .unused, "followUp": .unused, "deleted": .unused,
        ]
        mapping.empty = .missing
        return mapping
    }()

    /// What the names of columns make likely, for a person to look at.
    static func guess(_ names: [String], indicators: [Indicator]) -> DeliveryMapping {
        var mapping = DeliveryMapping()
        var taken: Set<Role> = []
        for name in names where mapping.columns[name] == nil {
            let role = likely(name)
            // The first of two that look alike.
            mapping.columns[name] = role == .unused || taken.insert(role).inserted ? role : .unused
        }
        return mapping
    }

    private static func likely(_ name: String) -> Role {
        let plain = RegionNames.letters(name)
        return likelyRoles[plain] ?? .unused
    }

    private static let likelyRoles: [String: Role] = {
        let words: [(Role, String)] = [
            (.indicator, "indicator indicatorid dataelement cijfer meting metric"),
            (.region, "regio region gebied regiocode vtregio orgunit regios veiligthuisregio regionaam"),
            (.organisation, "organisatie organisation organization aanbieder instelling"),
            (.period, "periode period week jaarweek maand datum date halfjaar perioden weekbegin maandag month"),
            (.year, "jaar year"), (.part, "weeknummer weeknr maandnummer halfjaarnummer weeknumber"),
            (.value, "aantal waarde value count n totaal aantallen number"), (.status, "status"),
            (.split, "categoryoptioncombo attributeoptioncombo"),
        ]
        var roles: [String: Role] = [:]
        for (role, names) in words {
            for name in names.split(separator: " ") { roles[String(name)] = role }
        }
        return roles
    }()

    /// What is still to be chosen before anything can be read.
    func open(columns names: [String]) -> [DeliveryMistake.Kind] {
        var open: [DeliveryMistake.Kind] = []
        let roles = names.compactMap { columns[$0] }
        if !roles.contains(.indicator), !roles.contains(.valueOfIndicator), indicator == nil {
            open.append(.needsIndicator)
        }
        let isInParts = roles.contains(.year) && roles.contains(.part)
        if !roles.contains(.period), !isInParts, !roles.contains(.valueOfPeriod), period == nil {
            open.append(.needsPeriod)
        }
        if !roles.contains(where: \.isValue) { open.append(.needsValue) }
        if empty == nil, !roles.contains(.status) { open.append(.needsEmpty) }
        return open
    }
}

extension ObservationStatus: Codable {}
