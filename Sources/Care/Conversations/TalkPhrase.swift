import Core
import Pack
import Site

/// The texts of the seeker's side of a talk.
public enum TalkPhrase: String, PhraseKey {
    case title = "talk.title"
    case log = "talk.log"
    case you = "talk.you"
    case counsellor = "talk.counsellor"
    case system = "talk.system"
    case seeker = "talk.seeker"
    case message = "talk.message"
    case send = "talk.send"
    case code = "talk.code"
    case codeTitle = "talk.codeTitle"
    case codeExplained = "talk.codeExplained"
    case keptClosed = "talk.keptClosed"
    case keptNot = "talk.keptNot"
    case keptWithCode = "talk.keptWithCode"
    case codeKeep = "talk.codeKeep"
    case codeMake = "talk.codeMake"
    case codeOffer = "talk.codeOffer"
    case codeEarlier = "talk.codeEarlier"
    case codeAnother = "talk.codeAnother"
    case codeAnotherTitle = "talk.codeAnotherTitle"
    case codeAnotherExplained = "talk.codeAnotherExplained"
    case codeFull = "talk.codeFull"
    case codeReplace = "talk.codeReplace"
    case codeBack = "talk.codeBack"
    case keepTitle = "talk.keepTitle"
    case keepExplained = "talk.keepExplained"
    case keepChosen = "talk.keepChosen"
    case keepWeek = "talk.keepWeek"
    case keepDay = "talk.keepDay"
    case keepToEnd = "talk.keepToEnd"
    case stop = "talk.stop"
    case erase = "talk.erase"
    case eraseAsk = "talk.eraseAsk"
    case eraseExplained = "talk.eraseExplained"
    case eraseYes = "talk.eraseYes"
    case eraseNo = "talk.eraseNo"
    case erased = "talk.erased"
    case erasedExplained = "talk.erasedExplained"
    case erasedHere = "talk.erasedHere"
    case endedTitle = "talk.endedTitle"
    case endedKind = "talk.endedKind"
    case endedNext = "talk.endedNext"
    case endedAgain = "talk.endedAgain"
    case logEmpty = "talk.logEmpty"
    case toDoor = "talk.toDoor"
    case waiting = "talk.waiting"
    case waitRange = "talk.waitRange"
    case waitUnknown = "talk.waitUnknown"
    case alsoAsked = "talk.alsoAsked"
    case open = "talk.open"
    case closed = "talk.closed"
    case refresh = "talk.refresh"
    case unsent = "talk.unsent"
    case reads = "talk.reads"
    case writes = "talk.writes"
    case refreshOff = "talk.refreshOff"
    case newMessages = "talk.newMessages"
    case noNews = "talk.noNews"
    case notSent = "talk.notSent"
    case notSentThere = "talk.notSentThere"
    case retrying = "talk.retrying"
    case connectionLost = "talk.connectionLost"
    case connectionLostThere = "talk.connectionLostThere"
    case whileWaiting = "talk.whileWaiting"
    case whileWaiting1 = "talk.whileWaiting1"
    case whileWaiting2 = "talk.whileWaiting2"
    case whileWaiting3 = "talk.whileWaiting3"
    case hidden = "talk.hidden"
    case showEarlier = "talk.showEarlier"
    case returnTitle = "talk.returnTitle"
    case returnExplained = "talk.returnExplained"
    case returnField = "talk.returnField"
    case returnButton = "talk.returnButton"
    case returnWithout = "talk.returnWithout"
    case returnWrong = "talk.returnWrong"
    case offerTitle = "talk.offerTitle"
    case offerHandover = "talk.offerHandover"
    case offerInvite = "talk.offerInvite"
    case shareHistory = "talk.shareHistory"
    case shareSummary = "talk.shareSummary"
    case shareFromNow = "talk.shareFromNow"
    case accept = "talk.accept"
    case decline = "talk.decline"
}

/// How a talk stands, in a sentence.
enum StateSentence {
    static func text(_ glimpse: Glimpse, _ party: Party, _ pack: Pack, _ say: Speech) -> String {
        guard case .seeker = party else { return DeskSentence.state(glimpse, say) }
        switch glimpse.state {
        case "waiting": return waiting(glimpse.position, glimpse.wait, alsoAsked: glimpse.alsoAsked, pack, say)
        case "closed": return say(TalkPhrase.closed)
        default: return say(TalkPhrase.open)
        }
    }

    static func waiting(_ position: Int?, _ wait: Wait?, alsoAsked: [LineID], _ pack: Pack, _ say: Speech) -> String {
        var place = say(TalkPhrase.waiting, ["position": String(position ?? 1)])
        for line in alsoAsked {
            guard let organisation = pack.line(line).flatMap({ pack.organisation($0.organisation) }) else { continue }
            place += " " + say(TalkPhrase.alsoAsked, ["organisation": organisation.name[say.language]])
        }
        guard let wait else { return "\(place) \(say(TalkPhrase.waitUnknown))" }
        let range = [
            "low": String(max(1, wait.lowSeconds / 60)), "high": String(max(1, wait.highSeconds / 60)),
        ]
        return "\(place) \(say(TalkPhrase.waitRange, range))"
    }
}

/// What the seeker reads of who is at the other end.
enum BusySentence {
    static func text(_ busy: Busy, _ say: Speech) -> String {
        say(busy.doing == .writes ? TalkPhrase.writes : .reads, ["name": busy.name])
    }
}
