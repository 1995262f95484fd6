import Core
import Site

/// The texts of asking somebody in, and of what the system says in a talk.
public enum ThreeWayPhrase: String, PhraseKey {
    case joinedHistory = "threeWay.joinedHistory"
    case joinedSummary = "threeWay.joinedSummary"
    case joinedFromNow = "threeWay.joinedFromNow"
    case tookOver = "threeWay.tookOver"
    case left = "threeWay.left"
    case partnerLeft = "threeWay.partnerLeft"
    case aloneAgain = "threeWay.aloneAgain"
    case unjoined = "threeWay.unjoined"
    case areYouThere = "threeWay.areYouThere"
    case placeKept = "threeWay.placeKept"
    case room = "threeWay.room"
    case roomEmpty = "threeWay.roomEmpty"
    case roomWaits = "threeWay.roomWaits"
    case goAlone = "threeWay.goAlone"
    case noMore = "threeWay.noMore"
    case summaryTitle = "threeWay.summaryTitle"
    case stateAsked = "threeWay.stateAsked"
    case stateDeclined = "threeWay.stateDeclined"
    case stateExpired = "threeWay.stateExpired"
    case stateWaiting = "threeWay.stateWaiting"
    case stateUnjoined = "threeWay.stateUnjoined"
    case stateTogether = "threeWay.stateTogether"
    case stateLeft = "threeWay.stateLeft"
    case clockAsked = "threeWay.clockAsked"
    case clockWaiting = "threeWay.clockWaiting"
    case consents = "threeWay.consents"
    case consentYes = "threeWay.consentYes"
    case consentNo = "threeWay.consentNo"
    case followUp = "threeWay.followUp"
    case followUpHow = "threeWay.followUpHow"
    case followUpWhen = "threeWay.followUpWhen"
    case followUpSafe = "threeWay.followUpSafe"
    case followUpSave = "threeWay.followUpSave"
    case followUpAgreed = "threeWay.followUpAgreed"
    case mayGo = "threeWay.mayGo"
    case mayGoSaid = "threeWay.mayGoSaid"
    case stay = "threeWay.stay"
    case nearHome = "threeWay.nearHome"
    case tooNear = "threeWay.tooNear"
    case mayGoDesk = "threeWay.mayGoDesk"
    case goAnyway = "threeWay.goAnyway"
    case advice = "threeWay.advice"
    case report = "threeWay.report"
    case reportName = "threeWay.reportName"
    case reportWish = "threeWay.reportWish"
    case reportSave = "threeWay.reportSave"
    case reportBegins = "threeWay.reportBegins"
    case reportBegan = "threeWay.reportBegan"
}

extension Announcer {
    public init(_ languages: Languages) {
        self.init(
            text: { announcement, language in Self.text(announcement, languages.speech(language)) },
            question: { kind, share, name, language in Self.question(kind, share, name, languages.speech(language)) })
    }

    static func text(_ announcement: Announcement, _ say: Speech) -> String {
        switch announcement {
        case .joined(let who, let share): say(joined(share), ["who": who])
        case .tookOver(let who, let from): say(ThreeWayPhrase.tookOver, ["who": who, "from": from])
        case .left(let who, let with): say(ThreeWayPhrase.left, ["who": who, "with": with])
        case .partnerLeft(let who, let with): say(ThreeWayPhrase.partnerLeft, ["who": who, "with": with])
        case .alone(let with): say(ThreeWayPhrase.aloneAgain, ["with": with])
        case .unjoined(let who, let with): say(ThreeWayPhrase.unjoined, ["who": who, "with": with])
        case .reportBegins(let who): say(ThreeWayPhrase.reportBegins, ["who": who])
        case .areYouThere: say(ThreeWayPhrase.areYouThere)
        case .placeKept: say(ThreeWayPhrase.placeKept)
        }
    }

    /// What somebody reads who came in: from the moment of the yes, which is before they came.
    private static func joined(_ share: Share) -> ThreeWayPhrase {
        switch share {
        case .history: .joinedHistory
        case .summary: .joinedSummary
        case .fromNow: .joinedFromNow
        }
    }

    static func question(_ kind: QueueKind, _ share: Share, _ name: String, _ say: Speech) -> Question {
        let values = ["organisation": name]
        let text = say(kind == .handover ? TalkPhrase.offerHandover : TalkPhrase.offerInvite, values)
        let shared: TalkPhrase =
            switch share {
            case .history: .shareHistory
            case .summary: .shareSummary
            case .fromNow: .shareFromNow
            }
        return Question(text: text, share: say(shared, values))
    }
}
