import Core

extension PackReader {
    /// `detection.yaml`: when a change is called out of the ordinary.
    func readDetection() -> DetectionTerms? {
        guard let record = folder.yaml("detection.yaml")?.record("detection.yaml") else { return nil }
        defer { record.finish() }
        let version = record.needed("version")?.text(60)
        let since = record.needed("since")?.day()
        let owner = record.needed("owner")?.text(200)
        let reason = record.needed("reason").flatMap { localized($0) }
        let national = record.needed("nationalAlpha").flatMap(readRate)
        let list = record.needed("listRate").flatMap(readRate)
        let shown = record.needed("publicRate").flatMap(readRate)
        let clear = record.needed("clearRate").flatMap(readRate)
        let weeks = record.needed("weeksAfterBreak")?.int(in: 1...104)
        let runLength = record.needed("sustainedRunLength")?.int(in: 52...5200)
        let settle = record.needed("settleDays")?.int(in: 0...60)
        let delay = record.needed("weeksToLearnDelay")?.int(in: 4...520)
        let recurrence = record.needed("clusterRecurrence")?.int(in: 10...1000)
        guard let version, let since, let owner, let reason, let national, let list, let shown, let clear, let weeks,
            let runLength, let settle, let delay, let recurrence
        else { return nil }
        if shown > list {
            record.value.wrong("The public page may not say more than the list. Write a publicRate of \(list) or less.")
        }
        return DetectionTerms(
            version: version, since: since, owner: owner, reason: reason, nationalAlpha: national, listRate: list,
            publicRate: shown, clearRate: clear, weeksAfterBreak: weeks, sustainedRunLength: runLength,
            settleDays: settle, weeksToLearnDelay: delay, clusterRecurrence: recurrence)
    }

    private func readRate(_ value: Value) -> Double? {
        guard let text = value.text(20) else { return nil }
        guard let rate = Double(text), rate > 0, rate <= 0.5 else {
            value.wrong("\(shown(text)) is no rate. Write a number above 0 and up to 0.5, such as 0.05.")
            return nil
        }
        return rate
    }

    /// `events.yaml`: what may move figures.
    func readEvents() -> [CalendarEvent] {
        guard let record = folder.yaml("events.yaml")?.record("events.yaml") else { return [] }
        defer { record.finish() }
        return record.needed("events")?.list()?.compactMap(readEvent) ?? []
    }

    private func readEvent(_ value: Value) -> CalendarEvent? {
        guard let record = value.record("an event") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(CalendarEvent.self)
        if let id { give("event", id.text, record.spot) }
        let kind = record.needed("kind")?.choice(CalendarEvent.Kind.self)
        let from = record.needed("from")?.day()
        let untilValue = record.optional("until")
        let until = untilValue?.day()
        let text = record.needed("text").flatMap { localized($0) }
        let source = record.needed("source").flatMap { properName($0) }
        let regions = ids("region", record.optional("regions"), RegionKind.self)
        let of = ids("indicator", record.optional("indicators"), IndicatorKind.self)
        guard let id, let kind, let from, let text, let source else { return nil }
        if let until, until < from { untilValue?.wrong("It ends before it begins. Write a later day.") }
        return CalendarEvent(
            id: id.text, kind: kind, from: from, until: until, text: text, source: source, regions: regions,
            indicators: of)
    }
}
