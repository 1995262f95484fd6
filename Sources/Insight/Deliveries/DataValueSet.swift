import Core
import Pack

/// Figures in the form in which DHIS2 exchanges them (`dataValueSets`), by codes.
struct DataValueSet: Encodable, Sendable {
    struct Value: Encodable, Sendable, Hashable {
        let dataElement: String
        let period: String
        let orgUnit: String
        let value: String
        /// `provisional` for one that may still change.
        var comment: String?
    }

    var dataSet: String?
    let dataValues: [Value]

    /// The unit of the whole area.
    static let whole = "NATIONAL"

    /// `2020W13`, `202003`, `2020S1`, `20200315`.
    static func name(_ period: Period) -> String {
        switch period {
        case .week(let week): "\(period.description.prefix(4))W\(week.number)"
        case .month, .day: period.description.replacing("-", with: "")
        case .half(_, let half): "\(period.description.prefix(4))S\(half)"
        }
    }

    /// What is told of a series. What is missing, suppressed or still running has no value here.
    static func values(_ series: PublishedSeries) -> [Value] {
        series.points.compactMap { point in
            guard let number = point.number, point.status == .final || point.status == .provisional else { return nil }
            return Value(
                dataElement: series.indicator.id.text, period: name(point.period),
                orgUnit: series.region?.text ?? whole, value: String(number),
                comment: point.status == .provisional ? ObservationStatus.provisional.rawValue : nil)
        }
    }
}
