import Core
import Pack
import Site

/// How it stands, in the words of one language.
struct SupervisorWording: Sendable {
    let say: Speech
    let pack: Pack

    /// Everything that matters, in one sentence or a few: what is read out when it changes.
    func sentence(_ overview: Overview) -> String {
        let minutes = ["minutes": String(overview.longestWaitSeconds / 60)]
        let waiting =
            overview.waiting == 0
            ? say(SupervisionPhrase.nobodyWaits)
            : say(SupervisionPhrase.waiting, count: overview.waiting, minutes)
        let rest: [(SupervisionPhrase, Int)] = [
            (.acute, overview.acute), (.unstaffed, overview.unstaffed), (.away, overview.away),
            (.lost, overview.lost),
        ]
        return ([waiting] + rest.filter { $0.1 > 0 }.map { say($0.0, count: $0.1) }).joined(separator: " ")
    }

    func nickname(_ id: ConversationID, _ line: LineID) -> String {
        "\(name(line)) \(id.text.suffix(4))"
    }

    func name(_ line: LineID) -> String { pack.line(line)?.name[say.language] ?? line.text }

    func minutes(_ minutes: Int) -> String { say(SupervisionPhrase.minutes, ["n": String(minutes)]) }

    /// What the one button of a line does, and what its door says.
    func control(
        _ line: LineID, _ value: LineSwitch, isOpen: Bool, at now: Instant
    ) -> SupervisorPages.ControlView {
        let (act, label): (String, SupervisionPhrase) =
            if case .closed = value.opening { ("hours", .openAsUsual) } else {
                isOpen ? ("closed", .closeNow) : ("open", .openNow)
            }
        return .init(
            act: act, label: say(label),
            notices: pack.languages.map {
                ($0.tag, say(SupervisionPhrase.textIn, ["language": $0.tag]), value.notice[$0] ?? "")
            }, calm: value.isCalm(at: now) ? calm(until: value.calmUntil) : nil)
    }

    private func calm(until end: Instant?) -> String {
        guard let end else { return say(SupervisionPhrase.calmNow) }
        return say(SupervisionPhrase.calmUntil, ["until": pack.minute(at: end)])
    }

    func line(
        _ stand: LineStand, _ value: LineSwitch, reasons: [ConversationID: String], at now: Instant
    ) -> SupervisorPages.LineView {
        func there(_ number: Int?) -> String { number.map(String.init) ?? say(SupervisionPhrase.closedThen) }
        return SupervisorPages.LineView(
            id: stand.line, name: name(stand.line),
            state: say(stand.isOpen ? SupervisionPhrase.lineOpen : .lineClosed),
            alarm: stand.isUnstaffed ? say(SupervisionPhrase.lineUnstaffed) : nil,
            figures: [
                (say(SupervisionPhrase.waitingNow), String(stand.waiting)),
                (say(SupervisionPhrase.longest), minutes(stand.longestWaitSeconds / 60)),
                (say(SupervisionPhrase.present), String(stand.present)),
                (say(SupervisionPhrase.canTake), String(stand.canTake)),
                (say(SupervisionPhrase.inOneHour), there(stand.inHours.first ?? nil)),
                (say(SupervisionPhrase.inTwoHours), there(stand.inHours.last ?? nil)),
            ],
            incidents: stand.incidents.map(incident), queue: stand.queue.map { waiting($0, reasons[$0.id]) },
            waiting: max(stand.waiting, stand.queue.count),
            control: control(stand.line, value, isOpen: stand.isOpen, at: now))
    }

    private func incident(_ incident: LineIncident) -> String {
        let from = pack.minute(at: incident.since)
        guard let until = incident.until else { return say(SupervisionPhrase.incidentOn, ["from": from]) }
        return say(SupervisionPhrase.incidentOver, ["from": from, "to": pack.minute(at: until)])
    }

    private func waiting(_ stand: WaitingStand, _ reason: String?) -> SupervisorPages.WaitingView {
        var parts = [
            minutes(stand.minutes), say(stand.isNew ? SupervisionPhrase.isNew : .isPassed), stand.language.tag,
        ]
        if stand.isAway { parts.append(say(SupervisionPhrase.hasLeftPage)) }
        if stand.isUrgent { parts.append(say(SupervisionPhrase.isUrgent)) }
        return .init(id: stand.id, label: parts.joined(separator: " · "), reason: reason, isUrgent: stand.isUrgent)
    }

    func talk(_ stand: TalkStand) -> SupervisorPages.TalkView {
        .init(
            id: stand.id, label: "\(nickname(stand.id, stand.line)) · \(minutes(stand.minutes))", marks: marks(stand),
            isAcute: stand.isAcute, isWatched: stand.isWatched)
    }

    func marks(_ stand: TalkStand) -> [String] {
        let all: [(Bool, SupervisionPhrase)] = [
            (stand.isAcute, .isAcute), (stand.asksAlong, .asksAlong), (stand.isLost, .isLost),
            (stand.isAway, .isAway), (stand.isOfSeveral, .isOfSeveral),
        ]
        return all.filter(\.0).map { say($0.1) }
    }

    func whispers(_ whispers: [Whisper]) -> [WhisperPages.Line] {
        whispers.map { .init(number: $0.number, isOwn: $0.isOwn, who: who($0), text: $0.words.reveal()) }
    }

    func who(_ whisper: Whisper) -> String {
        if whisper.isOwn { return say(TalkPhrase.you) }
        return whisper.isFromSupervisor ? "\(whisper.name), \(say(SupervisionPhrase.supervisor))" : whisper.name
    }
}
