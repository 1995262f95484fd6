import Core
import Pack
import Site

/// Consultations in the words of one language, for one organisation.
struct ConsultationsWording {
    let say: Speech
    let pack: Pack
    /// Whose page it is.
    let own: OrganisationID

    func name(_ organisation: OrganisationID) -> String {
        pack.organisation(organisation)?.name[say.language] ?? organisation.text
    }

    func day(_ day: Day) -> String { Wording(say: say).day(day) }

    /// "A, B en C".
    func names(_ organisations: [OrganisationID]) -> String {
        let names = organisations.map(name).sorted()
        guard let last = names.last, names.count > 1 else { return names.last ?? "" }
        return say(ConsultationsPhrase.and, ["first": names.dropLast().joined(separator: ", "), "last": last])
    }

    func title(_ consultation: Consultation) -> String {
        say(ConsultationsPhrase.with, ["names": names(consultation.organisations.filter { $0 != own })])
    }

    private func state(_ consultation: Consultation) -> String {
        let frequency = ["frequency": consultation.plan.frequency]
        if let end = consultation.end {
            return say(ConsultationsPhrase.stateEnded, ["day": day(end.on), "name": name(end.by)])
        }
        return say(consultation.missing.isEmpty ? ConsultationsPhrase.stateAgreed : .stateProposed, frequency)
    }

    private func next(_ consultation: Consultation, _ today: Day) -> String {
        let isOver = consultation.plan.next < today
        return say(isOver ? ConsultationsPhrase.nextWas : .nextIs, ["day": day(consultation.plan.next)])
    }

    // MARK: the list

    func link(_ listed: ConsultationsActions.Listed, today: Day) -> ConsultationsPages.Link {
        let consultation = listed.consultation
        var sentences = [state(consultation)]
        if consultation.end == nil {
            sentences.append(next(consultation, today))
            if consultation.missing.contains(own) { sentences.append(say(ConsultationsPhrase.waitsPlan)) }
            if listed.openMessages > 0 {
                sentences.append(say(ConsultationsPhrase.waitsMessages, count: listed.openMessages))
            }
            if listed.openActions > 0 {
                sentences.append(say(ConsultationsPhrase.waitsActions, count: listed.openActions))
            }
        }
        return .init(id: consultation.id, title: title(consultation), sentences: sentences)
    }

    /// Everybody that a consultation can be proposed to.
    var others: [ConsultationsPages.Name] {
        pack.organisations.filter { $0.id != own }.map { .init(id: $0.id, name: $0.name[say.language]) }
    }

    // MARK: one consultation

    func view(
        _ whole: ConsultationsActions.Whole, today: Day, isEarlier: Bool, refused: ConsultationsPages.Refused?
    ) -> ConsultationsPages.View {
        let consultation = whole.consultation
        let parties = consultation.organisations
        let missing = consultation.missing
        let isEnded = consultation.end != nil
        return .init(
            id: consultation.id, title: title(consultation), plan: plan(consultation, today),
            askedPlan: !isEnded && missing.contains(own) ? consultation.plan.number : nil, isEnded: isEnded,
            frequency: consultation.plan.frequency,
            next: consultation.plan.next < today ? "" : consultation.plan.next.description, today: today.description,
            points: whole.points.map { point in
                .init(
                    id: point.id, text: point.text,
                    added: say(
                        ConsultationsPhrase.addedBy, ["name": name(point.organisation), "day": day(point.addedOn)]))
            }, meetings: whole.meetings.map(meeting), earlier: whole.earlier?.description, isEarlier: isEarlier,
            actions: whole.actions.map { action($0, today) }, done: whole.done.map { action($0, today) },
            messages: whole.messages.map {
                .init(id: $0.id, title: $0.title, sentence: sentence($0, parties))
            }, parties: parties.map { .init(id: $0, name: name($0)) }.sorted { $0.name < $1.name }, refused: refused)
    }

    private func plan(_ consultation: Consultation, _ today: Day) -> [String] {
        let plan = consultation.plan
        let values = ["frequency": plan.frequency, "name": name(plan.by), "day": day(plan.on)]
        var sentences = [say(ConsultationsPhrase.planSentence, values)]
        let agreed = consultation.parties.filter(consultation.hasAgreed).map(\.organisation)
        sentences.append(say(ConsultationsPhrase.saidYes, ["names": names(agreed)]))
        if consultation.end != nil { return sentences + [state(consultation)] }
        if !consultation.missing.isEmpty {
            sentences.append(say(ConsultationsPhrase.notYet, ["names": names(consultation.missing)]))
        }
        return sentences + [next(consultation, today)]
    }

    private func meeting(_ meeting: ConsultationsActions.Meeting) -> ConsultationsPages.Meeting {
        .init(
            title: say(ConsultationsPhrase.meetingOn, ["day": day(meeting.day)]),
            entries: meeting.minutes.map { minutes in
                let values = ["name": name(minutes.organisation), "day": day(minutes.writtenOn)]
                return (minutes.text, say(ConsultationsPhrase.writtenBy, values))
            }, points: meeting.points.map(\.text))
    }

    private func action(_ action: AgreedAction, _ today: Day) -> ConsultationsPages.Action {
        let sentence =
            if let done = action.doneOn {
                say(ConsultationsPhrase.doneOn, ["name": name(action.organisation), "day": day(done)])
            } else {
                say(ConsultationsPhrase.doesBy, ["name": name(action.organisation), "day": day(action.due)])
            }
        return .init(
            id: action.id, text: action.text, sentence: sentence, isLate: action.isLate(on: today),
            isOwn: action.organisation == own)
    }

    // MARK: messages

    func sentence(_ message: AgreedMessage, _ parties: [OrganisationID]) -> String {
        let newest = message.newest?.number ?? 0
        let missing = names(message.missing(of: parties))
        guard let agreed = message.agreed(by: parties)?.number else {
            return say(ConsultationsPhrase.holdsNone, ["newest": String(newest), "names": missing])
        }
        if agreed == newest { return say(ConsultationsPhrase.holds, ["number": String(agreed)]) }
        return say(
            ConsultationsPhrase.holdsOlder, ["number": String(agreed), "newest": String(newest), "names": missing])
    }

    /// - Parameters:
    ///   - shown: the version that is read; nil for the newest.
    ///   - from: what it is compared with; nil for the one that holds, or the one before it.
    /// Nil when there are no such versions.
    func view(
        _ consultation: Consultation, _ message: AgreedMessage, _ texts: [String], shown: Int64?, from: Int64?,
        refused: ConsultationsPages.Refused?
    ) -> AgreedMessagesPages.View? {
        let parties = consultation.organisations
        let all = zip(message.versions, texts).map { version($0, $1, parties) }
        guard let number = shown ?? message.newest?.number, let found = message.version(number),
            let read = all.first(where: { $0.number == number }), let newest = texts.last
        else { return nil }
        var compared: (Int64, WordDifference)?
        if let earlier = from ?? message.before(found, parties: parties)?.number, earlier != number {
            guard let other = all.first(where: { $0.number == earlier }) else { return nil }
            compared = (earlier, WordDifference(from: other.text, to: read.text))
        }
        return .init(
            consultation: consultation.id, id: message.id, title: message.title, sentence: sentence(message, parties),
            shown: read, compared: compared, versions: all, newest: newest, isEnded: consultation.end != nil,
            isAsked: consultation.end == nil && message.missing(of: parties).contains(own), refused: refused)
    }

    private func version(
        _ version: AgreedMessage.Version, _ text: String, _ parties: [OrganisationID]
    ) -> AgreedMessagesPages.Version {
        let missing = parties.filter { !version.hasYes(of: $0) }
        var sentences = [
            say(
                ConsultationsPhrase.versionBy,
                ["name": name(version.organisation), "day": day(version.writtenOn)]),
            say(ConsultationsPhrase.saidYes, ["names": names(version.yes.map(\.organisation))]),
        ]
        if !missing.isEmpty { sentences.append(say(ConsultationsPhrase.notYet, ["names": names(missing)])) }
        return .init(number: version.number, text: text, sentences: sentences, isAgreed: missing.isEmpty)
    }
}
