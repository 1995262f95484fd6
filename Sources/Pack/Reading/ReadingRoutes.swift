import Core

/// The who-goes-where table as read, with where each cell stands.
struct ReadTable {
    let audiences: [Audience]
    let situations: [Situation]
    let otherwise: Route?
    let cells: [Routes.Cell: Route]
    let spots: [Routes.Cell: Spot]
}

extension PackReader {
    func readRoutes() -> ReadTable? {
        guard let record = folder.yaml("routes.yaml")?.record("routes.yaml") else { return nil }
        defer { record.finish() }
        let audiences = record.needed("audiences")?.list()?.compactMap { readAudience($0) } ?? []
        let situations = record.needed("situations")?.list()?.compactMap { readSituation($0) } ?? []
        let otherwise = record.needed("otherwise").flatMap { readRoute($0, audience: nil, situation: nil) }
        var cells: [Routes.Cell: Route] = [:]
        var spots: [Routes.Cell: Spot] = [:]
        for row in record.needed("routes")?.list() ?? [] {
            readCell(row, &cells, &spots)
        }
        // The table of a list of routes whose names could not be read says nothing about what is missing.
        if let table = record.optional("routes") {
            for audience in audiences {
                for situation in situations {
                    let cell = Routes.Cell(audience: audience.id, situation: situation.id)
                    if spots[cell] == nil {
                        table.wrong(
                            "There is no route for who: \(audience.id), what: \(situation.id). Add one; nobody may be left without."
                        )
                    }
                }
            }
        }
        return ReadTable(audiences: audiences, situations: situations, otherwise: otherwise, cells: cells, spots: spots)
    }

    private func readAudience(_ value: Value) -> Audience? {
        guard let record = value.record("an audience") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(AudienceKind.self)
        if let id { give("audience", id.text, record.spot) }
        let name = record.needed("name").flatMap { properName($0) }
        guard let id, let name else { return nil }
        return Audience(id: id, name: name)
    }

    private func readSituation(_ value: Value) -> Situation? {
        guard let record = value.record("a situation") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(SituationKind.self)
        if let id { give("situation", id.text, record.spot) }
        let name = record.needed("name").flatMap { properName($0) }
        let urgent = record.needed("urgent")?.bool()
        guard let id, let name, let urgent else { return nil }
        return Situation(id: id, name: name, urgent: urgent)
    }

    private func readCell(_ value: Value, _ cells: inout [Routes.Cell: Route], _ spots: inout [Routes.Cell: Spot]) {
        guard let record = value.record("a route") else { return }
        defer { record.finish() }
        let audience = record.needed("who").flatMap { use("audience", $0, AudienceKind.self) }
        let situation = record.needed("what").flatMap { use("situation", $0, SituationKind.self) }
        guard let audience, let situation else {
            _ = readRoute(record, audience: audience, situation: situation)
            return
        }
        let cell = Routes.Cell(audience: audience, situation: situation)
        if let earlier = spots[cell] {
            record.value.wrong(
                "The route for who: \(audience), what: \(situation) is already on line \(earlier.line). Keep one of the two."
            )
        } else {
            spots[cell] = record.spot
        }
        if let route = readRoute(record, audience: audience, situation: situation) { cells[cell] = route }
    }

    private func readRoute(_ value: Value, audience: AudienceID?, situation: SituationID?) -> Route? {
        guard let record = value.record("a route") else { return nil }
        defer { record.finish() }
        return readRoute(record, audience: audience, situation: situation)
    }

    private func readRoute(_ record: Record, audience: AudienceID?, situation: SituationID?) -> Route? {
        let answers = record.needed("answers")?.list()?.compactMap { readAnswer($0) }
        let sentence = record.needed("sentence").flatMap { localized($0, audience.map { .entrance([$0]) } ?? .door) }
        guard let answers, let sentence else { return nil }
        return Route(audience: audience, situation: situation, answers: answers, sentence: sentence)
    }

    /// `service: …`, `lines: …`, `guide: …` or `page: reporting-code`.
    private func readAnswer(_ value: Value) -> Answer? {
        guard let pairs = value.pairs() else { return nil }
        guard pairs.count == 1, let pair = pairs.first else {
            value.wrong("An answer has one key. Write “- service: …” and the next on a line of its own.")
            return nil
        }
        switch pair.key.rawText {
        case "service": return use("service", pair.value, ServiceKind.self).map(Answer.service)
        case "lines": return use("group of lines", pair.value, LineGroupKind.self).map(Answer.lines)
        case "guide": return use("guide", pair.value, GuideKind.self).map(Answer.guide)
        case "page":
            if pair.value.text() == "reporting-code" { return .reportingCode }
            pair.value.wrong("There is no such page. Write “page: reporting-code”.")
            return nil
        default:
            pair.key.wrong("This is no answer. Write “service: …”, “lines: …”, “guide: …” or “page: reporting-code”.")
            return nil
        }
    }

    // MARK: Entrances

    func readEntrances(_ table: ReadTable?) -> [Entrance] {
        guard let record = folder.yaml("entrances.yaml")?.record("entrances.yaml") else { return [] }
        defer { record.finish() }
        return record.needed("entrances")?.list()?.compactMap { readEntrance($0) } ?? []
    }

    private func readEntrance(_ value: Value) -> Entrance? {
        guard let record = value.record("an entrance") else { return nil }
        defer { record.finish() }
        let id = record.needed("id")?.id(EntranceKind.self)
        if let id { give("entrance", id.text, record.spot) }
        let audience = record.needed("audience").flatMap { use("audience", $0, AudienceKind.self) }
        let textUse = audience.map { TextUse.entrance([$0]) } ?? .door
        let label = record.needed("label").flatMap { localized($0, textUse) }
        let explanation = record.needed("explanation").flatMap { localized($0, textUse) }
        let choices =
            record.needed("choices")?.list()?.compactMap { value -> Entrance.Choice? in
                guard let record = value.record("a choice") else { return nil }
                defer { record.finish() }
                let situation = record.needed("situation").flatMap { use("situation", $0, SituationKind.self) }
                let label = record.needed("label").flatMap { localized($0, textUse) }
                guard let situation, let label else { return nil }
                return Entrance.Choice(situation: situation, label: label)
            } ?? []
        let turns =
            record.optional("turns")?.list()?.compactMap { value -> Entrance.Turn? in
                guard let record = value.record("a turn") else { return nil }
                defer { record.finish() }
                let audience = record.needed("audience").flatMap { use("audience", $0, AudienceKind.self) }
                let label = record.needed("label").flatMap { localized($0, textUse) }
                let tips = readTips(record)
                guard let audience, let label else { return nil }
                return Entrance.Turn(audience: audience, label: label, tips: tips)
            } ?? []
        let tips = readTips(record)
        let before = readExplanation(record, audience)
        guard let id, let audience, let label, let explanation else { return nil }
        return Entrance(
            id: id, audience: audience, label: label, explanation: explanation, choices: choices, turns: turns,
            tips: tips, before: before)
    }

    /// `tips: {violence: tension}`: for this audience the tips of the second fit the first better.
    private func readTips(_ record: Record) -> [SituationID: SituationID] {
        var tips: [SituationID: SituationID] = [:]
        for pair in record.optional("tips")?.pairs() ?? [] {
            guard let situation = use("situation", pair.key, SituationKind.self),
                let other = use("situation", pair.value, SituationKind.self)
            else { continue }
            tips[situation] = other
        }
        return tips
    }
}
