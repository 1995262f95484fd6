import Core
import Foundation
import Pack
import Site

/// A series as a file: its points and nothing else, each line with what it means.
struct SeriesCSV {
    static let header =
        """
        indicator,name,metric,unit,definition_version,region,organisation,period,value,status,known_since,definition_id,\
        lower,upper,suppressed_reason
        """

    let series: PublishedSeries
    let language: Language
    /// What was expected; only beside a number that is told.
    var bands: [Period: SignalsBand] = [:]

    var bytes: [UInt8] {
        let indicator = series.indicator
        let before = [
            indicator.id.text, indicator.name[language], indicator.metric.rawValue, indicator.unit[language],
            indicator.version, series.region?.text ?? "", series.organisation?.text ?? "",
        ].map(Self.quoted).joined(separator: ",")
        let rows = series.points.map { point in
            let value = point.number.map { String($0) } ?? ""
            let band = point.number == nil ? nil : bands[point.period]
            let (low, high) = (band.map { String($0.low) } ?? "", band.map { String($0.high) } ?? "")
            // Hidden because it is small or because something small could be taken from it: that is never told apart.
            let reason = point.figure == .suppressed ? "too-few-to-show" : ""
            let known = point.knownSince?.rfc3339 ?? ""
            return """
                \(before),\(point.period),\(value),\(point.status.rawValue),\(known),\(indicator.definitionID),\(low),\(high),\(reason)
                """
        }
        return Array(([Self.header] + rows).joined(separator: "\r\n").utf8) + [13, 10]
    }

    /// A text that begins as a formula begins would be one in a spreadsheet.
    static func quoted(_ text: String) -> String {
        let safe = text.first.map { "=+-@\t".contains($0) } == true ? "'" + text : text
        guard safe.contains(where: { ",\"\r\n;".contains($0) }) else { return safe }
        return "\"" + safe.replacing("\"", with: "\"\"") + "\""
    }
}

/// A comparison as a file: a row for each line and period, each with what it means.
struct CompareCSV {
    static let header = "indicator,name,metric,unit,definition_id,line,period,measure,value,status"

    let table: LineTable
    let language: Language

    var bytes: [UInt8] {
        var rows = [Self.header]
        for column in table.columns {
            let indicator = column.indicator
            for (index, point) in column.points.enumerated() {
                // Of several years beside each other only the weeks that a year has.
                guard let period = point?.period ?? table.periods?[index] else { continue }
                let number = column.numbers[index]
                let value = number.map { table.measure == .rate ? Self.hundredths($0) : String($0) } ?? ""
                let cells = [
                    indicator.id.text, indicator.name[language], indicator.metric.rawValue, indicator.unit[language],
                    indicator.definitionID, column.name, period.description, table.measure.rawValue, value,
                    point?.status.rawValue ?? ObservationStatus.missing.rawValue,
                ]
                rows.append(cells.map(SeriesCSV.quoted).joined(separator: ","))
            }
        }
        return Array(rows.joined(separator: "\r\n").utf8) + [13, 10]
    }

    /// With a point, whatever the language.
    private static func hundredths(_ number: Int) -> String {
        "\(number / 100).\(number % 100 < 10 ? "0" : "")\(number % 100)"
    }
}

extension Indicator {
    /// Names this definition, and no later one.
    var definitionID: String { "\(id)@\(version)" }
}

extension SignalsPages.Card {
    /// What a file holds: what was asked for, or all there is.
    var shownInFiles: PublishedSeries { whole.within(from: address.from, to: address.to) }
}

/// What goes with a file of numbers: the lines that would stand above them, and the meaning.
struct DefinitionFile {
    let text: String

    init(_ card: SignalsPages.Card, _ wording: Wording) {
        let indicator = card.whole.indicator
        var lines = ["\(indicator.name[wording.language])\(card.placeName.map { ", \($0)" } ?? "")", ""]
        lines.append(wording.say(SignalsPhrase.notViolence))
        lines.append("")
        for (label, text) in Meaning(card, card.shownInFiles, wording).rows { lines.append("\(label): \(text)") }
        for mark in ChartMark.all(card.shownInFiles, events: card.events) {
            lines.append("\(mark.from): \(mark.text[wording.language])")
        }
        lines.append("")
        lines.append(wording.say(PicturePhrase.columns))
        lines += SeriesCSV.header.split(separator: ",").map { "  \($0)" }
        lines.append("")
        lines.append("definition_id: \(indicator.definitionID)")
        if let known = card.address.known { lines.append("known: \(known.rfc3339)") }
        text = lines.joined(separator: "\n") + "\n"
    }
}

/// A chart as a file of its own, with its title, its source and the address of its definition drawn in.
struct ChartFile {
    private let card: SignalsPages.Card
    private let place: String
    private let wording: Wording

    init(_ card: SignalsPages.Card, place: String, _ wording: Wording) {
        (self.card, self.place, self.wording) = (card, place, wording)
    }

    /// Nil when there is nothing to draw, or when nothing here can make one.
    var png: [UInt8]? {
        guard let svg, let picture = SVGPicture.here else { return nil }
        let text = String(decoding: svg.bytes.prefix(400), as: UTF8.self)
        guard let size = text.firstMatch(of: /width="([0-9]+)(?:\.[0-9]+)?" height="([0-9]+)/), let width = Int(size.1),
            let height = Int(size.2)
        else { return nil }
        return picture.png(svg, width: width, height: height)
    }

    /// Nil when there is nothing to draw.
    var svg: HTML? {
        let (say, language) = (wording.say, wording.language)
        let indicator = card.whole.indicator
        let area = card.placeName ?? (indicator.origin == .counted ? say(SignalsPhrase.ownPlace) : place)
        let shown = card.shown
        let rows = Meaning(card, shown, wording).rows
        // What it is in one line, and what was counted: the picture is seen without its page.
        let left = [
            SignalsPhrase.definition, SignalsPhrase.period, SignalsPhrase.source, SignalsPhrase.version,
            SignalsPhrase.updated,
        ].map { say($0) }
        let known = card.address.known ?? card.now
        return Chart(
            shown, wording, place: area, number: 0, events: card.events, band: card.extras.bands,
            estimates: card.extras.estimates, most: card.most
        ).file(
            above: [
                "\(indicator.name[language]), \(area)", SignalsPages.subtitle(shown, area, wording),
                say(LookPhrase.counted, ["text": indicator.definition[language]]),
            ],
            below: ChartMark.all(shown, events: card.events).map(note)
                + rows.filter { !left.contains($0.label) && $0.label != say(PicturePhrase.terms) }
                .map { "\($0.label): \($0.text)" }
                + [
                    "\(say(SignalsPhrase.source)): \(indicator.source[language])",
                    known.map { say(LookPhrase.knownOn, ["moment": wording.moment($0)]) },
                    card.updatedOn.map { "\(say(SignalsPhrase.updated)): \(wording.day($0))" },
                    "\(indicator.definitionID)\(card.address.known.map { " · \($0.rfc3339)" } ?? "")",
                ].compactMap(\.self))
    }

    private func note(_ mark: ChartMark) -> String {
        let note = wording.say(
            LookPhrase.note,
            ["n": String(mark.number), "day": wording.day(mark.from), "text": mark.text[wording.language]])
        guard let source = mark.source?[wording.language], !source.isEmpty else { return note }
        return "\(note) \(wording.say(LookPhrase.noteSource, ["source": source]))"
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
    /// What people say about it, as far as who asks may read it.
    var said: [SaidOfFigure] = []

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
