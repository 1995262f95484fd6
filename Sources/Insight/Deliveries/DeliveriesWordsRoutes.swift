import Core
import Foundation
import Pack
import Site

/// What the routes of deliveries say and hear, in the words of one language.
struct DeliveriesWords {
    let say: Speech
    let pack: Pack
    let zone: Catalogue

    private var wording: Wording { Wording(say: say) }

    func day(_ instant: Instant) -> String { wording.day(zone.day(instant)) }

    /// Hours and minutes on the clock of the country.
    func time(_ instant: Instant) -> String {
        let local = instant.milliseconds / 1000 + Int64(zone.timeZone.secondsFromGMT(for: instant.date))
        let (hour, minute) = (local / 3600 % 24, local / 60 % 60)
        return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }

    func line(_ known: DeliveriesActions.KnownSource) -> DeliveriesPages.SourceLine {
        let source = known.source
        let told =
            source.version == 0
            ? say(DeliveriesPhrase.sourceUnread)
            : say(DeliveriesPhrase.sourceVersion, ["version": String(source.version), "day": day(source.changedAt)])
        return .init(id: source.id, name: source.name, told: told)
    }

    func draft(_ delivery: Delivery) -> DeliveriesPages.DraftLine {
        let values = [
            "source": delivery.sourceName, "values": wording.number(delivery.values),
            "mistakes": wording.number(delivery.mistakes),
        ]
        let phrase: DeliveriesPhrase = delivery.state == .sent ? .draftOpen : .draftItem
        return .init(id: delivery.id, told: say(phrase, values))
    }

    private func counts(_ delivery: Delivery) -> [String: String] {
        [
            "values": wording.number(delivery.values), "new": wording.number(delivery.new),
            "changed": wording.number(delivery.changed), "same": wording.number(delivery.same),
            "mistakes": wording.number(delivery.mistakes), "day": delivery.doneAt.map(day) ?? "",
        ]
    }

    func line(_ delivery: Delivery, for person: PersonID) -> DeliveriesPages.LogLine {
        let phrase: DeliveriesPhrase =
            switch delivery.state {
            case .undone: .logUndone
            case .undoing: .logUndoing
            default: .logDone
            }
        let by: DeliveriesPhrase =
            delivery.person == nil ? .byCommand : delivery.person == person ? .byYou : .byOther
        return .init(
            id: delivery.id, when: delivery.doneAt.map(day) ?? "", source: delivery.sourceName,
            told: say(phrase, counts(delivery)), by: say(by))
    }

    func done(_ delivery: Delivery, trouble: String?) -> DeliveriesPages.Done {
        var told = [say(delivery.state == .undoing ? DeliveriesPhrase.undoingTold : .doneTold, counts(delivery))]
        if delivery.state == .undone { told.append(say(DeliveriesPhrase.undone)) }
        let print = delivery.filePrint.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        told.append(say(DeliveriesPhrase.print, ["print": print]))
        return .init(
            id: delivery.id, source: delivery.sourceName, told: told, canBeUndone: delivery.state == .done,
            trouble: trouble)
    }

    func line(_ mistake: DeliveryMistake) -> DeliveriesPages.MistakeLine {
        let column =
            mistake.column == 0
            ? say(mistake.line == 0 ? DeliveriesPhrase.wholeFile : .wholeRow)
            : mistake.columnName.isEmpty ? String(mistake.column) : "\(mistake.column) (\(mistake.columnName))"
        return .init(
            row: mistake.line == 0 ? "–" : String(mistake.line), column: column, text: mistake.message(say))
    }

    func line(_ change: DeliveredChange) -> DeliveriesPages.ChangeLine {
        let now = change.row.observation
        let figure = zone.indicator(now.indicator)?.name[say.language] ?? now.indicator.text
        let region = now.region.map(name) ?? say(DeliveriesPhrase.wholeCountry)
        let place =
            now.organisation.map { "\(region), \(pack.organisation($0)?.name[say.language] ?? $0.text)" } ?? region
        return .init(
            row: change.row.line, figure: figure, place: place, period: wording.short(now.period),
            old: shown(change.old, change.oldStatus), new: shown(now.value, now.status))
    }

    private func shown(_ value: Int?, _ status: ObservationStatus) -> String {
        let word = say(status.deliveryPhrase)
        return value.map { "\(wording.number($0)) (\(word))" } ?? word
    }

    private func name(_ region: RegionID) -> String {
        let all = pack.divisions.reversed().flatMap(\.regions) + pack.islands
        return all.first { $0.id == region }?.name ?? region.text
    }

    // MARK: the form

    func view(
        _ delivery: Delivery, _ inspection: DeliveryInspection, _ mapping: DeliveryMapping,
        _ unknown: DeliveryJudge.Unknown
    ) -> DeliveriesMappingPages.View {
        let indicators = pack.indicators.filter { $0.origin == .imported }.map {
            DeliveriesMappingPages.Choice(value: $0.id.text, label: $0.name[say.language])
        }
        var regions: [DeliveriesMappingPages.Choice] = []
        for version in pack.divisions.reversed() {
            for region in version.regions where !regions.contains(where: { $0.value == region.id.text }) {
                regions.append(.init(value: region.id.text, label: "\(region.name) (\(region.id), \(version.year))"))
            }
        }
        regions += pack.islands.map { .init(value: $0.id.text, label: $0.name) }
        var view = DeliveriesMappingPages.View(
            id: delivery.id, source: delivery.sourceName, told: told(inspection), columns: inspection.columns,
            first: inspection.first, mapping: mapping, indicators: indicators, regions: regions,
            sheets: inspection.format.sheets)
        func list(_ texts: [String], _ known: [String: String]) -> [DeliveriesMappingPages.Unknown] {
            let all = texts + known.keys.sorted().filter { !texts.contains($0) }
            return all.map { .init(text: $0, chosen: known[$0] ?? "") }
        }
        view.unknownIndicators = list(unknown.indicators, mapping.indicators)
        view.unknownRegions = list(unknown.regions, mapping.regions)
        view.unknownWords = list(unknown.words, mapping.statusWords.mapValues(\.rawValue))
        return view
    }

    func told(_ inspection: DeliveryInspection) -> [String] {
        let rows = ["rows": wording.number(inspection.rows)]
        func with(_ more: [String: String]) -> [String: String] { rows.merging(more) { _, new in new } }
        switch inspection.format {
        case .separated(let encoding, let separator):
            let mark = separator == 0x09 ? say(DeliveriesPhrase.tab) : "“\(Character(Unicode.Scalar(separator)))”"
            let told = say(DeliveriesPhrase.readAsText, with(["encoding": encoding.rawValue, "separator": mark]))
            return encoding == .windows1252 ? [told, say(DeliveriesPhrase.windowsNote)] : [told]
        case .list: return [say(DeliveriesPhrase.readAsList, rows)]
        case .dataValueSets: return [say(DeliveriesPhrase.readAsValues, rows)]
        case .workbook(let sheets), .openSheets(let sheets):
            return [say(DeliveriesPhrase.readAsSheet, with(["sheets": sheets.joined(separator: ", ")]))]
        }
    }

    /// What was chosen in the form.
    static func mapping(_ form: Form, columns: [String], before: DeliveryMapping?) -> DeliveryMapping {
        var mapping = DeliveryMapping()
        for (index, name) in columns.enumerated() where !name.isEmpty {
            let role = form["k\(index)"].flatMap(DeliveryMapping.Role.init) ?? before?.columns[name]
            mapping.columns[name] = role ?? .unused
        }
        mapping.indicator = form.trimmed("cijfer")
        mapping.region = form.trimmed("gebied")
        mapping.period = form.trimmed("periode")
        mapping.organisation = before?.organisation
        mapping.status = form["zeker"].flatMap(ObservationStatus.init) ?? .final
        mapping.empty = form["leeg"].flatMap(DeliveryMapping.Empty.init)
        mapping.numbers = form["getal"].flatMap(NumberHabit.init)
        mapping.dates = form["dag"].flatMap(DateHabit.init)
        mapping.headerRow = max(1, min(form.trimmed("kop").flatMap(Int.init) ?? 1, 100))
        mapping.sheet = form.trimmed("blad")
        func pairs(_ prefix: String) -> [String: String] {
            var pairs: [String: String] = [:]
            for index in 0..<200 {
                guard let text = form["\(prefix)t\(index)"], let chosen = form.trimmed("\(prefix)\(index)") else {
                    continue
                }
                pairs[text] = chosen
            }
            return pairs
        }
        mapping.indicators = pairs("c")
        mapping.regions = pairs("r")
        mapping.statusWords = pairs("w").compactMapValues(ObservationStatus.init)
        return mapping
    }
}
