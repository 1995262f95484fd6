import Core
import Pack

/// Who can help now. The door is made once for each language and region and kept for some seconds; it stays up when the
/// store is down, only without the number of people waiting.
struct FrontDoorActions: Sendable {
    let pack: Pack
    let conversations: ConversationsActions
    let clock: Clock

    func door(
        _ language: Language, region: RegionID? = nil, doubt: Door.Doubt? = nil, suggestion: Door.Suggestion? = nil
    ) async -> Door {
        let now = clock.now()
        let found = region.flatMap { pack.region($0) }
        var sections: [Door.Section] = []
        let switches = await conversations.switches.current()
        for section in pack.sections(language, region: found?.id, now: now, switches) {
            guard let talk = section.talk else {
                sections.append(section)
                continue
            }
            sections.append(section.with(await waited(talk)))
        }
        return Door(language: language, region: found, doubt: doubt, sections: sections, suggestion: suggestion)
    }

    private func waited(_ talk: Door.Talk) async -> Door.Talk {
        guard let standing = try? await conversations.standing(of: talk.line.id) else { return talk }
        return Door.Talk(
            line: talk.line, name: talk.name, organisation: talk.organisation, opening: talk.opening,
            waiting: standing.waiting, wait: standing.wait, others: talk.others, isKnown: true,
            isStaffed: standing.isStaffed)
    }
}

extension Door.Section {
    fileprivate func with(_ talk: Door.Talk) -> Door.Section {
        Door.Section(
            anchor: anchor, entrance: entrance, audience: audience, label: label, title: title,
            explanation: explanation, talk: talk, closed: closed, openNow: openNow, notice: notice,
            situations: situations, turns: turns, before: before)
    }
}
