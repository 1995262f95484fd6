import Core
import Pack
import Site

/// What people say about figures, and the calendar, in the words of one language.
struct InterpretationsWording {
    let words: Wording
    let pack: Pack
    let catalogue: Catalogue
    let today: Day
    private var say: Speech { words.say }

    // MARK: names

    func organisation(_ id: OrganisationID) -> String { pack.organisation(id)?.name[say.language] ?? id.text }

    func figure(_ id: IndicatorID) -> String { catalogue.indicator(id)?.name[say.language] ?? id.text }

    func place(_ id: RegionID?) -> String {
        id.map { pack.region($0)?.name ?? $0.text } ?? say(InterpretationsPhrase.anyPlace)
    }

    func by(_ author: Author, _ at: Instant) -> String {
        say(
            InterpretationsPhrase.by,
            [
                "name": author.name, "organisation": organisation(author.organisation),
                "day": words.day(catalogue.day(at)),
            ])
    }

    func title(_ content: Remark.Content) -> String { say(InterpretationsPages.name(of: content.kind)) }

    /// That it is no figure stands with each of them, wherever it stands.
    func label(_ content: Remark.Content) -> String {
        switch content {
        case .interpretation: say(InterpretationsPhrase.labelInterpretation)
        case .observation(let one):
            say(one.weight == .anecdotal ? InterpretationsPhrase.anecdotalLabel : .systematicLabel)
        case .concern: say(InterpretationsPhrase.concernLabel)
        case .expectation: say(InterpretationsPhrase.labelExpectation)
        case .escalation: say(InterpretationsPhrase.kindEscalation)
        }
    }

    func due(_ content: Remark.Content) -> String? {
        guard content.isDue(on: today) else { return nil }
        if case .escalation = content { return say(InterpretationsPhrase.dueEscalation) }
        return say(InterpretationsPhrase.dueExpectation)
    }

    var choices: InterpretationsPages.Choices {
        let newest = pack.regions.max { $0.year < $1.year }?.regions ?? []
        return .init(
            indicators: catalogue.indicators.map { .init(value: $0.id.text, name: $0.name[say.language]) },
            regions: (newest + pack.islands).map { .init(value: $0.id.text, name: $0.name) })
    }

    // MARK: one of them

    /// - Parameter path: where it stands on its own.
    func card(_ version: Remark.Version, path: String? = nil, isNewest: Bool = true) -> InterpretationsPages.Card {
        .init(
            path: path, label: label(version.content), due: isNewest ? due(version.content) : nil,
            text: version.content.text, facts: facts(version.content).map { (say($0.0), $0.1) },
            by: by(version.author, version.at))
    }

    private func facts(_ content: Remark.Content) -> [(InterpretationsPhrase, String)] {
        switch content {
        case .interpretation(let one):
            return [
                (.figure, figure(one.indicator)), (.period, Wording.capital(words.period(one.period))),
                (.place, place(one.region)),
            ]
        case .observation(let one):
            let figure = one.indicator.map { [(InterpretationsPhrase.figure, self.figure($0))] } ?? []
            return figure + [(.source, one.source), (.place, place(one.region))]
        case .concern(let one): return [(.source, one.source), (.place, place(one.region))]
        case .expectation(let one):
            let figure = one.indicator.map { [(InterpretationsPhrase.figure, self.figure($0))] } ?? []
            return figure + [
                (.place, place(one.region)), (.lookAgain, words.day(one.lookAgain)),
                (.outcomeIs, one.outcome ?? say(InterpretationsPhrase.notChecked)),
            ]
        case .escalation(let one):
            let state: (InterpretationsPhrase, String) =
                switch one.state {
                case .answered(let text): (.answer, text)
                case .waiting(let remindOn): (.remindOn, words.day(remindOn))
                }
            return [(.to, one.to), (.subject, one.subject), (.on, words.day(one.on)), state]
        }
    }

    func view(
        _ remark: Remark, for organisation: OrganisationID, action: String, trouble: String?,
        values: [String: String]?
    ) -> InterpretationsPages.View {
        let isOwn = remark.organisation == organisation
        let newest = remark.newest
        let form = InterpretationsPages.Form(
            kind: newest.content.kind, action: action, values: values ?? Self.values(newest.content), trouble: trouble,
            after: newest.number)
        return .init(
            title: title(newest.content), card: card(newest),
            readers: say(newest.content.isPublic ? InterpretationsPhrase.isPublic : .isInternal),
            earlier: remark.earlier.reversed().map { ($0.number, card($0, isNewest: false)) }, choices: choices,
            form: isOwn ? form : nil,
            notYours: isOwn
                ? nil : say(InterpretationsPhrase.notYours, ["name": self.organisation(remark.organisation)]))
    }

    /// What stands in the form that changes it.
    static func values(_ content: Remark.Content) -> [String: String] {
        var values = [
            "text": content.text, "indicator": content.indicator?.text ?? "", "region": content.region?.text ?? "",
            "public": content.isPublic ? "1" : "",
        ]
        switch content {
        case .interpretation(let one): values["period"] = one.period.description
        case .observation(let one): (values["source"], values["weight"]) = (one.source, one.weight.rawValue)
        case .concern(let one): values["source"] = one.source
        case .expectation(let one):
            (values["lookAgain"], values["outcome"]) = (one.lookAgain.description, one.outcome ?? "")
        case .escalation(let one):
            (values["to"], values["subject"], values["on"]) = (one.to, one.subject, one.on.description)
            switch one.state {
            case .answered(let text): values["answer"] = text
            case .waiting(let remindOn): values["remindOn"] = remindOn.description
            }
        }
        return values
    }

    func shown(_ remark: Remark) -> InterpretationsPages.PublicCard {
        .init(
            card: card(remark.newest, isNewest: false),
            earlier: remark.earlier.reversed().map { ($0.number, card($0, isNewest: false)) })
    }

    /// As an analyst sees it under a figure: with who can read it, and the way to the page of its own.
    func inside(_ id: RemarkID, _ version: Remark.Version) -> InterpretationsPages.PublicCard {
        var card = card(version, path: Frame.path("/desk/interpretations/\(id)", in: say.language))
        card.readers = say(version.content.isPublic ? InterpretationsPhrase.isPublic : .isInternal)
        return .init(card: card, earlier: [])
    }

    // MARK: the calendar

    func row(_ event: CalendarEvent) -> AddedEventsPages.Row {
        .init(
            path: nil, text: event.text[say.language], what: say(AddedEventsPages.name(of: event.kind)),
            when: when(event.from, event.until), source: event.source[say.language])
    }

    func row(_ id: AddedEventID, _ content: AddedEvent.Content) -> AddedEventsPages.Row {
        let event = content.event(id)
        return .init(
            path: Frame.path("/desk/events/\(id)", in: say.language), text: event.text[say.language],
            what: what(content), when: when(event.from, event.until), source: content.source)
    }

    private func what(_ content: AddedEvent.Content) -> String {
        let kind = say(AddedEventsPages.name(of: content.what.kind))
        guard let broadcast = content.what.broadcast else { return kind }
        return "\(kind): \(say(AddedEventsPages.name(of: broadcast.medium))), \(broadcast.message)"
    }

    private func when(_ from: Day, _ until: Day?) -> String {
        guard let until else { return say(InterpretationsPhrase.fromOn, ["from": words.day(from)]) }
        return from == until
            ? words.day(from)
            : say(InterpretationsPhrase.fromUntil, ["from": words.day(from), "until": words.day(until)])
    }

    func view(
        _ event: AddedEvent, for organisation: OrganisationID, path: String, trouble: String?,
        values: [String: String]?
    ) -> AddedEventsPages.View {
        let isOwn = event.organisation == organisation
        let newest = event.newest
        let form = AddedEventsPages.Form(
            action: path, values: values ?? Self.values(newest.content), trouble: trouble, after: newest.number,
            withdraw: newest.isWithdrawn ? nil : "\(path)/withdraw")
        return .init(
            title: newest.content.event(event.id).text[say.language],
            versions: event.versions.reversed().map { version in
                let withdrawn =
                    version.isWithdrawn
                    ? [(say(InterpretationsPhrase.withdraw), say(InterpretationsPhrase.withdrawn))] : []
                return .init(
                    number: version.number, facts: withdrawn + facts(version.content),
                    by: by(version.author, version.at))
            }, choices: choices, form: isOwn ? form : nil,
            notYours: isOwn
                ? nil : say(InterpretationsPhrase.notYours, ["name": self.organisation(event.organisation)]))
    }

    private func facts(_ content: AddedEvent.Content) -> [(label: String, text: String)] {
        var facts: [(InterpretationsPhrase, String)] = [
            (.eventText, content.text), (.eventKind, what(content)), (.columnWhen, when(content.from, content.until)),
            (.eventSource, content.source),
        ]
        if let english = content.english { facts.insert((.english, english), at: 1) }
        facts.append(
            (
                .indicators,
                content.indicators.isEmpty
                    ? say(InterpretationsPhrase.anyFigure) : content.indicators.map(figure).joined(separator: ", ")
            ))
        facts.append(
            (.regions, content.regions.isEmpty ? place(nil) : content.regions.map(place).joined(separator: ", ")))
        return facts.map { (say($0.0), $0.1) }
    }

    private static func values(_ content: AddedEvent.Content) -> [String: String] {
        var values = [
            "what": content.what.code, "from": content.from.description, "until": content.until?.description ?? "",
            "text": content.text, "english": content.english ?? "", "source": content.source,
            "medium": content.what.broadcast?.medium.rawValue ?? "", "message": content.what.broadcast?.message ?? "",
        ]
        for region in content.regions { values["r-\(region)"] = "1" }
        for indicator in content.indicators { values["i-\(indicator)"] = "1" }
        return values
    }
}
