import Core
import Foundation
import Pack
import Site

/// A series as a file: its points and nothing else, each line with what it means.
struct SeriesCSV {
    static let header =
        "indicator,name,metric,unit,definition_version,region,organisation,period,value,status,known_since"

    let series: PublishedSeries
    let language: Language

    var bytes: [UInt8] {
        let indicator = series.indicator
        let before = [
            indicator.id.text, indicator.name[language], indicator.metric.rawValue, indicator.unit[language],
            indicator.version, series.region?.text ?? "", series.organisation?.text ?? "",
        ].map(Self.quoted).joined(separator: ",")
        let rows = series.points.map { point in
            let value = point.number.map { String($0) } ?? ""
            return "\(before),\(point.period),\(value),\(point.status.rawValue),\(point.knownSince?.rfc3339 ?? "")"
        }
        return Array(([Self.header] + rows).joined(separator: "\r\n").utf8) + [13, 10]
    }

    /// A text that begins as a formula begins would be one in a spreadsheet.
    private static func quoted(_ text: String) -> String {
        let safe = text.first.map { "=+-@\t".contains($0) } == true ? "'" + text : text
        guard safe.contains(where: { ",\"\r\n;".contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}

/// A series as the API gives it.
struct SeriesDocument: Encodable {
    struct Meaning: Encodable {
        struct Break: Encodable {
            let from: String
            let text: String
        }

        let id: String
        let name: String
        let metric: String
        let unit: String
        let definition: String
        let doesNotSay: String
        let source: String
        let version: String
        let breaks: [Break]
    }

    struct Point: Encodable {
        let point: PublishedPoint

        enum Name: String, CodingKey {
            case period, value, status, knownSince
        }

        /// `value` and `knownSince` are always there, as null when they are not told.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Name.self)
            try container.encode(point.period.description, forKey: .period)
            try container.encode(point.number, forKey: .value)
            try container.encode(point.status.rawValue, forKey: .status)
            try container.encode(point.knownSince?.rfc3339, forKey: .knownSince)
        }
    }

    let indicator: Meaning
    let points: [Point]

    init(_ series: PublishedSeries, language: Language) {
        let indicator = series.indicator
        self.indicator = Meaning(
            id: indicator.id.text, name: indicator.name[language], metric: indicator.metric.rawValue,
            unit: indicator.unit[language], definition: indicator.definition[language],
            doesNotSay: indicator.doesNotSay[language], source: indicator.source[language], version: indicator.version,
            breaks: indicator.breaks.map { .init(from: $0.from.description, text: $0.text[language]) })
        points = series.points.map(Point.init)
    }
}
