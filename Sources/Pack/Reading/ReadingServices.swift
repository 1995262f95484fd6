import Core
import Foundation

/// A service and where it stands.
struct ReadService {
    let service: Service
    let spot: Spot
}

extension PackReader {
    /// `services/NAME.yaml`, one service a file. The file gives the name, so that it is known even when the file is broken.
    func readServices() -> [ReadService] {
        folder.files(in: "services", ending: ".yaml").compactMap { path in
            let name = String(path.dropFirst("services/".count).dropLast(".yaml".count))
            give("service", name, Spot(file: path, line: 1))
            guard let record = folder.yaml(path)?.record("a service") else { return nil }
            defer { record.finish() }
            let idValue = record.needed("id")
            let id = idValue?.id(ServiceKind.self)
            if let id, id.text != name {
                idValue?.wrong(
                    "The id \(shown(id.text)) is not the name of this file. Write \(name), or rename the file.")
            }
            let zone = record.optional("timeZone").flatMap { $0.timeZone() } ?? timeZone
            let service = readService(record, id: id, zone: zone)
            return service.map { ReadService(service: $0, spot: record.spot) }
        }
    }

    private func readService(_ record: Record, id: ServiceID?, zone: TimeZone) -> Service? {
        let name = record.needed("name").flatMap { properName($0, .door) }
        let does = record.needed("does").flatMap { localized($0, .door) }
        let audiences = ids("audience", record.needed("audiences"), AudienceKind.self)
        let areas = ids("island", record.optional("areas"), RegionKind.self)
        let verifiedOnValue = record.nullable("verifiedOn")
        let verifiedOn = verifiedOnValue?.sourceDate()
        if let verifiedOn, let today, verifiedOn.day > today {
            verifiedOnValue?.wrong("\(verifiedOn) is still to come. Write the day on which somebody checked this.")
        }
        let verifiedByValue = record.nullable("verifiedBy")
        let verifiedBy = verifiedByValue?.text(100)
        let called = verifiedOn != nil && verifiedBy != nil && verifiedBy != "source"
        if verifiedBy != nil, verifiedOnValue == nil {
            verifiedByValue?.wrong(
                "Somebody checked this, but “verifiedOn” is empty. Write the date, or write null here.")
        }
        let numbers = record.optional("numbers")?.list()?.compactMap { readPhone($0, called: called) } ?? []
        let site = record.optional("site").flatMap { readSite($0, called: called) }
        let versions =
            record.needed("versions")?.list()?.compactMap { readVersion($0, zone: zone, called: called) } ?? []
        checkOverlap(versions)
        let source = record.needed("source")?.texts() ?? []
        let certainty = record.needed("certainty")?.choice(Certainty.self)
        guard let id, let name, let does, let certainty else { return nil }
        return Service(
            id: id, name: name, does: does, audiences: audiences, areas: areas, numbers: numbers, site: site,
            versions: versions.map(\.version), verifiedOn: verifiedOn, verifiedBy: verifiedBy, source: source,
            certainty: certainty, timeZone: zone)
    }

    private func readPhone(_ value: Value, called: Bool) -> Phone? {
        guard let record = value.record("a telephone number") else { return nil }
        defer { record.finish() }
        let certainty = record.needed("certainty")?.choice(Certainty.self)
        let showValue = record.needed("show")
        let show = showValue?.bool()
        let note = record.optional("note").flatMap { localized($0) }
        guard let (number, tel) = readNumber(record), let certainty, let show else { return nil }
        if show, certainty != .high, !called {
            showValue?.wrong(
                "A number that is not certain may not be shown. Write false, or call it and fill in “verifiedOn”.")
        }
        return Phone(number: number, tel: tel, certainty: certainty, show: show, note: note)
    }

    private func readSite(_ value: Value, called: Bool) -> Site? {
        guard let record = value.record("a site") else { return nil }
        defer { record.finish() }
        let certainty = record.needed("certainty")?.choice(Certainty.self)
        let showValue = record.needed("show")
        let show = showValue?.bool()
        let address = record.needed("url")
        guard let url = address?.text(200), let certainty, let show else { return nil }
        guard url.hasPrefix("https://"), let host = URL(string: url)?.host(), host.contains(".") else {
            address?.wrong("\(shown(url)) is not an address. Write it in full, beginning with https://.")
            return nil
        }
        if show, certainty != .high, !called {
            showValue?.wrong(
                "A site that is not certain may not be shown. Write false, or open it and fill in “verifiedOn”.")
        }
        return Site(
            url: url, host: host.hasPrefix("www.") ? String(host.dropFirst(4)) : host, certainty: certainty, show: show)
    }

    struct ReadVersion {
        let version: ServiceVersion
        let spot: Spot
    }

    private func readVersion(_ value: Value, zone: TimeZone, called: Bool) -> ReadVersion? {
        guard let record = value.record("a version of a service") else { return nil }
        defer { record.finish() }
        let from = record.optional("validFrom").flatMap { $0.day() }
        let toValue = record.optional("validTo")
        let to = toValue?.day()
        if let from, let to, to < from {
            toValue?.wrong("This version ends before it begins. Write a day on or after \(from).")
        }
        let hoursValue = record.needed("hours")
        let hours = hoursValue.flatMap { readHours($0, zone: zone) }
        let certainty = record.needed("certainty")?.choice(Certainty.self)
        let basis = record.optional("basis")
        let byLaw = basis?.text() == "law"
        if let basis, !byLaw { basis.wrong("A basis can only be “law”. Write law, or remove the line.") }
        let source = record.optional("source")?.texts() ?? []
        let note = record.optional("note").flatMap { localized($0) }
        guard let hours, let certainty else { return nil }
        if hours.kind != .unknown, certainty != .high, !called {
            hoursValue?.wrong(
                "Hours that are not certain may not be used. Write “hours: unknown”, or check them first.")
        }
        let version = ServiceVersion(
            validFrom: from, validTo: to, hours: hours, byLaw: byLaw, certainty: certainty, source: source, note: note)
        return ReadVersion(version: version, spot: record.spot)
    }

    private func checkOverlap(_ versions: [ReadVersion]) {
        for (index, one) in versions.enumerated() {
            for other in versions.dropFirst(index + 1) {
                let from = max(one.version.firstDay, other.version.firstDay)
                if from <= min(one.version.lastDay, other.version.lastDay) {
                    findings.add(
                        other.spot,
                        "Two versions hold at once (the other is on line \(one.spot.line)). Let one end before the next begins."
                    )
                }
            }
        }
    }

    // MARK: Hours

    /// `always`, `unknown`, or days with exceptions.
    func readHours(_ value: Value, zone: TimeZone) -> OpeningHours? {
        switch value.rawText {
        case "always": return .always
        case "unknown": return .unknown
        case let other?:
            value.wrong("\(shown(other)) are no hours. Write always, unknown, or “days:” with lines under it.")
            return nil
        case nil: break
        }
        guard let record = value.record("hours") else { return nil }
        defer { record.finish() }
        let zone = record.optional("timeZone").flatMap { $0.timeZone() } ?? zone
        var weekly: [OpeningHours.WeeklyHours] = []
        var byDay: [Int: [OpeningHours.HourRange]] = [:]
        let days = record.needed("days")?.list() ?? []
        for line in days {
            guard let rule = line.record("opening hours") else { continue }
            let weekdays = rule.needed("on").flatMap { readWeekdays($0) }
            if let range = readRange(rule), let weekdays {
                weekly.append(.init(weekdays: weekdays, hours: range))
                for day in weekdays { byDay[day, default: []].append(range) }
                checkHours(byDay, rule.value)
            }
            rule.finish()
        }
        var exceptions: [OpeningHours.DayException] = []
        let otherDays = record.optional("exceptions")?.list() ?? []
        for line in otherDays {
            guard let exception = readException(line) else { continue }
            if exceptions.contains(where: { $0.date == exception.date }) {
                line.wrong("\(exception.date) is here twice. Write one line for it.")
            }
            exceptions.append(exception)
        }
        if weekly.isEmpty, exceptions.isEmpty {
            // What is there and was not understood has a mistake of its own.
            if days.isEmpty, otherDays.isEmpty {
                value.wrong("There are no hours here. Write at least one line under “days:”, or “hours: unknown”.")
            }
            return nil
        }
        return OpeningHours(.weekly(weekly, exceptions: exceptions), timeZone: zone)
    }

    private func readException(_ value: Value) -> OpeningHours.DayException? {
        guard let record = value.record("an exception") else { return nil }
        defer { record.finish() }
        let date = record.needed("date")?.day()
        if let closedValue = record.optional("closed") {
            let closed = closedValue.bool()
            if closed == false { closedValue.wrong("Write “closed: true”, or “from” and “to”.") }
            return date.map { OpeningHours.DayException(date: $0, hours: []) }
        }
        guard let range = readRange(record), let date else { return nil }
        return OpeningHours.DayException(date: date, hours: [range])
    }

    private func readRange(_ record: Record) -> OpeningHours.HourRange? {
        let fromValue = record.needed("from")
        let toValue = record.needed("to")
        let from = fromValue.flatMap { readMinute($0, most: 1439) }
        let to = toValue.flatMap { readMinute($0, most: 2160) }
        guard let from, let to else { return nil }
        guard from < to else {
            toValue?.wrong(
                "This ends before it begins. Write an hour after midnight as 24 and more: two in the night is 26:00.")
            return nil
        }
        return OpeningHours.HourRange(from: from, to: to)
    }

    private func readMinute(_ value: Value, most: Int) -> Int? {
        guard let text = value.text(10) else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60, hour * 60 + minute <= most
        else {
            value.wrong("\(shown(text)) is not a time. Write it like 09:00.")
            return nil
        }
        return hour * 60 + minute
    }

    /// `daily`, `mon`, or `mon-fri`.
    private func readWeekdays(_ value: Value) -> [Int]? {
        guard let text = value.text(20) else { return nil }
        let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
        if text == "daily" { return Array(1...7) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { days.firstIndex(of: String($0)) }
        switch (ends.first ?? nil, ends.last ?? nil) {
        case (let first?, let last?) where ends.count <= 2 && first <= last: return Array((first + 1)...(last + 1))
        default:
            value.wrong(
                "\(shown(text)) are no days. Write daily, one of \(days.joined(separator: " ")), or two like mon-fri.")
            return nil
        }
    }

    /// Whether the last range added runs into another, on its own day or the next.
    private func checkHours(_ byDay: [Int: [OpeningHours.HourRange]], _ value: Value) {
        let week = 7 * 1440
        let all = byDay.flatMap { day, ranges in
            ranges.map { (start: (day - 1) * 1440 + $0.from, end: (day - 1) * 1440 + $0.to) }
        }
        for (index, one) in all.enumerated() {
            for other in all.dropFirst(index + 1) {
                let overlaps = [-week, 0, week].contains {
                    max(one.start, other.start + $0) < min(one.end, other.end + $0)
                }
                if overlaps {
                    value.wrong("These hours run into others of the same days. Let one end before the next begins.")
                    return
                }
            }
        }
    }
}

extension ServiceVersion {
    fileprivate var firstDay: Day { validFrom ?? Day(daysSince1970: Int.min) }
    fileprivate var lastDay: Day { validTo ?? Day(daysSince1970: Int.max) }
}
